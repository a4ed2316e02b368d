"""The leaderboard as CSV: one row per run, every number of the page and where it came from."""

from segeval._disk import to_csv
from segeval.records import unit_of
from segeval.report.aggregate import Cell
from segeval.report.ranking import Board, Row

IDENTITY = ("rank", "level_with_best", "model", "cases_scored", "cases_expected")
PROVENANCE = (
    "params",
    "seconds_per_case",
    "digest",
    "trained_on",
    "comparability",
    "run_id",
    "marks",
    "not_ranked_because",
)


def leaderboard(board: Board) -> str:
    """Return CSV text with six significant digits and the unit of every value in its column name."""
    header = [*IDENTITY]
    for structure, metric in board.columns:
        unit = length(board, metric.unit)
        name = f"{board.name(metric)} {structure}" + (f" [{unit}]" if unit != "1" else "")
        header += [name, f"{name} ci_low", f"{name} ci_high", f"{name} n", f"{name} N"]
    return to_csv([*header, *PROVENANCE], (_row(board, row) for row in board.rows))


def length(board: Board, unit: str) -> str:
    """Return the unit of a metric as it is in this dataset."""
    return unit_of(unit, board.rules.data.unit)


def _row(board: Board, row: Row) -> list[object]:
    record = row.run.record
    cells: list[object] = []
    for structure, metric in board.columns:
        cells += _cell(row.cell(structure, metric))
    return [
        row.rank,
        "yes" if row.tied or row.rank == 1 else "no" if row.rank else None,
        record.model.id,
        row.complete,
        len(row.run.cases),
        *cells,
        row.run.provenance.get("params"),
        _six(row.seconds),
        record.model.digest,
        str(record.model.trained_on or "unknown"),
        record.comparability,
        row.run.run_id,
        " | ".join(record.marks),
        "; ".join(row.reasons),
    ]


def _cell(cell: Cell | None) -> list[object]:
    if cell is None:
        return [None] * 5
    return [_six(cell.mean), _six(cell.low), _six(cell.high), cell.n, cell.expected]


def _six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6g}"

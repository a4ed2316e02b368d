"""The leaderboard as CSV: one row per run, every number of the page and where it came from."""

from segeval._disk import to_csv
from segeval.records import unit_of
from segeval.report.aggregate import Cell, title_of
from segeval.report.ranking import Board, Row

IDENTITY = ("rank", "level_with_best", "model", "cases_scored", "cases_expected")
WARNINGS = (("Beware", "split_note"), ("Known issue", "known_issues"))
PROVENANCE = (
    "params",
    "seconds_per_case",
    "digest",
    "trained_on",
    "comparability",
    "run_id",
    "marks",
    "not_ranked_because",
    "warnings",
)


def leaderboard(board: Board) -> str:
    """Return CSV text with six significant digits and the unit of every value in its column name."""
    header = [*IDENTITY]
    for structure, metric in board.columns:
        unit = length(board, metric.unit)
        name = f"{board.name(metric)} {title_of(structure)}" + (f" [{unit}]" if unit != "1" else "")
        header += [name, f"{name} ci_low", f"{name} ci_high", f"{name} n", f"{name} N"]
        header += [f"{name} mean_abs"] if metric.better == "zero" else []
    beware = " | ".join(text for _, text in warnings(board))
    return to_csv([*header, *PROVENANCE], (_row(board, row, beware) for row in board.rows))


def warnings(board: Board) -> list[tuple[str, str]]:
    """Return what a reader of any number of the board must know: of its split and its dataset, as (kind, text).

    They are what the provenance of its runs says, each text once, in the order of the rows.
    """
    found: dict[tuple[str, str], None] = {}
    for row in board.rows:
        about = row.run.provenance.get("dataset", {})
        for kind, key in WARNINGS:
            texts = about.get(key) or ()
            found |= {(kind, str(text)): None for text in ([texts] if isinstance(texts, str) else texts)}
    return sorted(found, key=lambda pair: [kind for kind, _ in WARNINGS].index(pair[0]))


def length(board: Board, unit: str) -> str:
    """Return the unit of a metric as it is in this dataset."""
    return unit_of(unit, board.rules.data.unit)


def _row(board: Board, row: Row, beware: str) -> list[object]:
    record = row.run.record
    cells: list[object] = []
    for structure, metric in board.columns:
        cell = row.cell(structure, metric)
        cells += _cell(cell)
        cells += [_six(cell.size if cell else None)] if metric.better == "zero" else []
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
        beware,
    ]


def _cell(cell: Cell | None) -> list[object]:
    if cell is None:
        return [None] * 5
    return [_six(cell.mean), _six(cell.low), _six(cell.high), cell.n, cell.expected]


def _six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6g}"

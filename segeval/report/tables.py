"""The leaderboard as CSV: one row per model, every number of the page and where it came from."""

from segeval._disk import to_csv
from segeval.records import MetricInfo, unit_of
from segeval.report._columns import ordered
from segeval.report._contrast import cases_with_value
from segeval.report.aggregate import Cell, title_of
from segeval.report.ranking import Board, Row, Standing

IDENTITY = ("rank", "rank_low", "rank_high", "first", "level_with_best", "model", "cases_scored", "cases_expected")
FALSE_ALARMS = ("false_alarms", "false_alarms_of", "seeds", "sd_of_seeds")
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
    header = [*IDENTITY, *(f"rank by {metric.id}{part}" for metric in _beside(board) for part in ("", " low", " high"))]
    header += FALSE_ALARMS
    for structure, metric in ordered(board):
        unit = length(board, metric.unit)
        name = f"{board.name(metric)} {title_of(structure)}" + (f" [{unit}]" if unit != "1" else "")
        header += [name, f"{name} ci_low", f"{name} ci_high", f"{name} n", f"{name} N"]
        header += [f"{name} {word}"] if (word := worth_word(metric)) else []
    beware = " | ".join(text for _, text in warnings(board))
    return to_csv([*header, *PROVENANCE], (_row(board, row, beware) for row in board.rows))


def worth_word(metric: MetricInfo) -> str:
    """Return what to call the mean that ranks where it is not the mean of the values; nothing where it is."""
    if metric.better == "zero":
        return "mean_abs"
    return "penalised" if metric.better == "lower" and metric.unit in ("length", "px") else ""


def warnings(board: Board) -> list[tuple[str, str]]:
    """Return what a reader of any number of the board must know: of its split and its dataset, as (kind, text).

    They are what the provenance of its runs says, each text once, in the order of the rows. Where folds have notes of
    their own, each begins with the names of those that it is of; those of folds that only rows without a rank are of
    come last.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    ranked = {run.record.data.split for row in board.rows if row.rank for run in row.runs}
    for run in (run for row in board.rows for run in row.runs):
        about = run.provenance.get("dataset", {})
        for kind, key in WARNINGS:
            texts = about.get(key) or ()
            for text in [texts] if isinstance(texts, str) else texts:
                found.setdefault((kind, str(text)), {})[run.record.data.split] = None
    order = [kind for kind, _ in WARNINGS]
    several = [kind for kind, _ in found].count(order[0]) > 1
    led = sorted(found, key=lambda each: (each[0] == order[0] and ranked.isdisjoint(found[each]), order.index(each[0])))
    return [
        (kind, f"{', '.join(found[kind, text])}: {text}" if several and kind == order[0] else text)
        for kind, text in led
    ]


def provenance_text(board: Board, key: str) -> str:
    """Return what the provenance of the first run that knows ``key`` says about the dataset."""
    known = (row.run.provenance.get("dataset", {}) for row in board.rows)
    return next((str(dataset[key]) for dataset in known if dataset.get(key)), "")


def board_title(board: Board, declared: str = "") -> str:
    """Return what readers call a board: the title of its dataset, and its split where that is not the default."""
    title = declared or provenance_text(board, "title") or board.rules.data.dataset
    return f"{title} · {board.family}" if board.family else title


def length(board: Board, unit: str) -> str:
    """Return the unit of a metric as it is in this dataset."""
    return unit_of(unit, board.rules.data.unit)


def _beside(board: Board) -> list[MetricInfo]:
    return [metric for metric in board.rules.ranking if metric != board.headline]


def _row(board: Board, row: Row, beware: str) -> list[object]:
    record = row.run.record
    cells: list[object] = []
    for structure, metric in ordered(board):
        cell = row.cell(structure, metric)
        cells += _cell(row, cell)
        cells += [_six(cell.worth if cell and not cell.missed else None)] if worth_word(metric) else []
    first = row.standing.first if row.standing else None
    return [
        *_ranks(row.standing),
        _six(first),
        "yes" if row.tied or row.rank == 1 else "no" if row.rank else None,
        record.model.id,
        row.complete,
        row.expected,
        *(rank for metric in _beside(board) for rank in _ranks(row.standings.get(metric.id))),
        *row.false_alarms,
        row.seeds,
        _six(row.sd),
        *cells,
        row.run.provenance.get("params"),
        _six(row.seconds),
        " ".join(run.record.model.digest for run in row.runs),
        str(record.model.trained_on or "unknown"),
        record.comparability,
        " ".join(run.run_id for run in row.runs),
        " | ".join(record.marks),
        "; ".join(row.reasons),
        beware,
    ]


def _ranks(standing: Standing | None) -> list[object]:
    return [standing.rank, standing.low, standing.high] if standing else [None] * 3


def _cell(row: Row, cell: Cell | None) -> list[object]:
    if cell is None:
        return [None] * 5
    return [_six(cell.mean), _six(cell.low), _six(cell.high), cases_with_value(row.table, cell), row.expected]


def _six(value: float | None) -> str | None:
    return None if value is None else f"{value:.6g}"

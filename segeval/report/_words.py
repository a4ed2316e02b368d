"""Numbers and sentences of a board: how a value is printed, who leads, and what its cases can show."""

from collections.abc import Mapping, Sequence
from math import comb, isnan

from segeval.records import MetricInfo
from segeval.report._contrast import Contrast
from segeval.report._order import Resolution
from segeval.report.aggregate import MACRO, Cell
from segeval.report.ranking import Board, Row
from segeval.report.tables import length
from segeval.stats import FEWEST

ARROWS = {"higher": "↑", "lower": "↓", "zero": "→0"}
NAMED = 3  # models that a sentence names before it counts


def number(value: float | None, unit: str, digits: int = 4) -> str:
    """Return a value as it is printed: fractions with ``digits`` decimals, lengths and percentages with two."""
    if value is None:
        return "–"
    text = f"{value:.{digits if unit == '1' else 2}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def quantity(value: object) -> str:
    """Return a count of parameters or seconds with three significant digits."""
    if not isinstance(value, int | float):
        return "–"
    for size, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"


def bounds(low: float | None, high: float | None, unit: str, *, flagged: bool = False) -> str:
    """Return the text of an interval, nothing where there is none."""
    if low is None or high is None or isnan(low) or isnan(high):
        return ""
    return f"[{number(low, unit, 3)}, {number(high, unit, 3)}]{'*' * flagged}"


def short_ids(ids: Sequence[str], fewest: int = 8, longest: int = 24) -> dict[str, str]:
    """Return ids that are at most ``longest`` letters as they are, else the shortest beginnings that are unique."""
    unique = dict.fromkeys(ids)
    for kept in range(fewest, longest):
        if len({each[:kept] for each in unique}) == len(unique):
            break
    else:
        kept = longest
    return {each: each if len(each) <= longest else f"{each[:kept]}…" for each in unique}


def listed(names: Sequence[str]) -> str:
    """Return names as part of a sentence; beyond NAMED they are counted."""
    shown = [*names[:NAMED], *([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "none"


def model(row: Row) -> str:
    """Return what the model of a row is called."""
    return row.run.record.model.id


def groups_text(cases: int, groups: int) -> str:
    """Return how many cases there are, and in how many groups where some share one."""
    if cases == groups:
        return f"{cases} cases" if cases != 1 else "1 case"
    return f"{cases} cases in {groups} group{'s' * (groups != 1)}"


def lead(board: Board, found: Mapping[tuple[str, str], Contrast]) -> str:
    """Return who leads by the headline, by how much, and by which other metric that is not so; one sentence or two.

    Args:
        board: The board.
        found: The contrasts of the view that ranks, by (view, metric).
    """
    view, by = board.views[0] if board.views else "", board.headline
    first = found.get((view, by.id))
    if first is None or not first.rows:
        return _nobody(board)
    rows = [board.rows[k] for k in first.rows]
    unit = length(board, by.unit)
    best = _value(rows[0].cell(view, by), unit)
    where = " (mean over structures)" if view == MACRO else ""
    if len(rows) == 1:
        return f"{model(rows[0])} is the only ranked model: {by.title} {best}{where} over {first.cases} cases."
    gap = f"{number(abs(first.difference[1]), unit)} {_interval(first, 1, unit)}".strip()
    verb = "leads by" if len(first.level) == 1 else "has the best"
    return " ".join(
        filter(
            None,
            [
                f"{model(rows[0])} {verb} {by.title}{where}: {best}, {gap} {_ahead(by)} {model(rows[1])}, paired over "
                f"{groups_text(first.cases, first.groups)}.",
                _level(board, first),
                _beside(board, found, first),
            ],
        )
    )


def _level(board: Board, found: Contrast) -> str:
    """Return from whom the best is not told apart, and why where the interval of the second says otherwise."""
    level = [model(board.rows[k]) for k in found.level[1:]]
    if not level:
        return ""
    told = f"not told apart from {listed(level)}."
    if found.rows[1] in found.level and found.low[1] * found.high[1] > 0:
        return f"With Holm's correction for all {comb(len(found.rows), 2):,} pairs of models it is {told}"
    return f"It is {told}"


def _ahead(metric: MetricInfo) -> str:
    return "above" if metric.better == "higher" else "below" if metric.better == "lower" else "closer to 0 than"


def _interval(found: Contrast, place: int, unit: str) -> str:
    """Return the interval of how far the best is ahead; negative where the other may be."""
    ends = (float(found.low[place]), float(found.high[place]))
    low, high = sorted(ends if found.difference[place] > 0 else (-ends[0], -ends[1]))
    return bounds(low, high, unit)


def _value(cell: Cell | None, unit: str) -> str:
    if cell is None:
        return "–"
    return " ".join(filter(None, [number(cell.mean, unit), bounds(cell.low, cell.high, unit)]))


def _beside(board: Board, found: Mapping[tuple[str, str], Contrast], first: Contrast) -> str:
    """Return the sentence about the first other metric by which the leader does not stand as by the headline."""
    best = first.rows[0]
    for each in found.values():
        if each.view != first.view or each is first or len(each.rows) < 2 or len(each.level) == len(each.rows):
            continue
        others = [model(board.rows[k]) for k in each.level if k != best]
        if best not in each.level:
            return f"By {each.metric.title}, {model(board.rows[each.rows[0]])} leads instead."
        if set(each.level) - set(first.level):
            return f"By {each.metric.title} it is not told apart from {listed(others)}."
    return ""


def _nobody(board: Board) -> str:
    reasons = list(dict.fromkeys(reason for row in board.rows for reason in row.reasons))
    why = f" ({listed(reasons)})" if reasons else ""
    return f"No model is ranked yet: {len(board.rows)} {'run is' if len(board.rows) == 1 else 'runs are'} shown{why}."


def words(board: Board) -> list[str]:
    """Return what the cases of a board can and cannot show, a sentence each."""
    found = [_resolved(board.resolution, board.headline)] if board.resolution else []
    groups = len(set(board.rows[0].table.scores.groups)) if board.best else FEWEST
    if groups < FEWEST:
        said = "1 group of cases tells" if groups == 1 else f"{groups} groups of cases tell"
        found.append(f"{said} no models apart: the ranks are those of the means alone.")
    others = [
        f"{each.metric} ({number(each.tau, '1', 2)}"
        + (")" if each.first == each.headline_first else f", {each.first} first)")
        for each in board.disagreements
    ]
    if others:
        said = (
            f"These order the models otherwise than {board.headline.id}, by Kendall's tau, and who is first instead: "
        )
        found.append(said + ", ".join(others) + ".")
    return found


def _resolved(found: Resolution, metric: MetricInfo) -> str:
    groups = groups_text(found.cases, found.groups)
    return (
        f"{groups} tell apart {found.difference:.2g} of {metric.id} at this spread (80 % of the time, one-sided 5 %); "
        f"{found.needed} would tell apart {found.finer:g}."
    )

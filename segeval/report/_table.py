"""The table of a board as HTML: two rows for each model, what it scored and what it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from segeval.records import MetricInfo
from segeval.report._columns import family
from segeval.report._contrast import Contrast, cases_with_value
from segeval.report._details import details, subtitle, training_seconds
from segeval.report._figures import rank_range
from segeval.report._words import ARROWS, bounds, number, quantity
from segeval.report.aggregate import Cell, title_of
from segeval.report.ranking import Board, Row
from segeval.report.tables import length, worth_word

MEGABYTE = 1_000_000
FIXED = 2  # columns that stay: rank and model
# A larger board keeps to its size: a name leads to the page of the run instead of opening in place, and the intervals
# of metrics that do not rank are in leaderboard.csv and come with the script.
OPENED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column: where it stands, what it is called, what a click on it sorts by, and in which preset it is.

    ``view`` and ``metric`` are empty in columns that are of the model, and so is ``family`` in those that stay.
    """

    column: int
    label: str
    title: str
    first: str
    family: str = ""
    kind: str = "number"
    view: str = ""
    metric: MetricInfo | None = None
    unit: str = ""
    caption: str = ""

    @property
    def place(self) -> str:
        """The title of the structure, which no other one has."""
        return title_of(self.view) if self.metric else ""


Column = tuple[Head, Callable[[Row], str]]


def heads(board: Board, columns: Sequence[tuple[str, MetricInfo]]) -> list[Head]:
    """Return the columns of the table in order: rank, model, the difference to the best, the metrics, the costs."""
    found = [
        Head(column=0, label="Rank", title="Ranks that the cases leave possible", first="ascending"),
        Head(column=1, label="Model", title="Model", first="ascending", kind="text"),
    ]
    best = Head(
        column=2,
        label="Δ best",
        title="Mean difference to the best, paired by case",
        first="descending" if board.headline.better == "higher" else "ascending",
        family="Difference",
    )
    found.append(best)
    for view, metric in columns:
        unit = length(board, metric.unit)
        n = _common_n(board, view, metric)
        found.append(
            Head(
                column=len(found),
                label=f"{board.name(metric)} {ARROWS[metric.better]}",
                title=metric.title,
                first="descending" if metric.better == "higher" else "ascending",
                family=family(metric),
                kind="distance" if metric.better == "zero" else "number",
                view=view,
                metric=metric,
                unit=unit,
                caption=", ".join(filter(None, [unit.removeprefix("1"), n])),
            )
        )
    for label, title, kind, there in (
        (
            "false alarms ↓",
            "Structures predicted where the reference holds none, of all that it does not hold",
            "number",
            any(row.false_alarms[1] for row in board.rows),
        ),
        ("params", "Trainable numbers", "scaled", True),
        ("s/case ↓", "Seconds per case, all stages", "number", True),
        ("train min", "Minutes of processor time in training", "number", any(map(training_seconds, board.rows))),
        ("peak GB", "Largest memory of a case", "number", any(map(_peak, board.rows))),
    ):
        of = "Instances" if label.startswith("false") else "Cost"
        if there:
            found.append(Head(column=len(found), label=label, title=title, first="ascending", family=of, kind=kind))
    return found


def body(board: Board, found: Sequence[Head], contrasts: Mapping[tuple[str, str], Contrast], place: Path) -> Markup:
    """Return one ``tbody`` for each row: its numbers, and below, closed, what it is; links start at ``place``."""
    first = next(iter(contrasts.values()), None)
    bold = {key: _bold(each) for key, each in contrasts.items()}
    return Markup("".join(_row(board, k, found, bold, first, place) for k in range(len(board.rows))))


def _row(
    board: Board,
    k: int,
    found: Sequence[Head],
    bold: Mapping[tuple[str, str], frozenset[int]],
    first: Contrast | None,
    place: Path,
) -> str:
    row = board.rows[k]
    at = first.rows.index(k) if first and k in first.rows else None
    kind = "off" if not row.rank else "level" if first and k in first.level else ""
    rank = rank_range(row, first, at) if first else "–"
    cells = "".join(_cells(board, k, found, bold, first))
    name = f"<bdi>{escape(row.run.record.model.id)}</bdi>"
    opened = f"\n<tr class=more><td colspan={len(found)}>{details(row, place)}" if len(board.rows) <= OPENED else ""
    link = escape(row.run.path.relative_to(place).as_posix())
    head = f"<button>{name}</button>" if opened else f'<a href="{link}/cases.html">{name}</a>'
    return (
        f"<tbody{f' class={kind}' if kind else ''}><tr><td>{rank}"
        f"<th scope=row>{head}{subtitle(row, board)}{cells}{opened}</tbody>\n"
    )


def _cells(
    board: Board,
    k: int,
    found: Sequence[Head],
    bold: Mapping[tuple[str, str], frozenset[int]],
    first: Contrast | None,
) -> Iterator[str]:
    row = board.rows[k]
    for head in found[FIXED:]:
        if head.metric:
            strong = k in bold.get((head.view, head.metric.id), ())
            whole = len(board.rows) <= OPENED or head.metric in board.rules.ranking
            yield _cell(row, row.cell(head.view, head.metric), head, strong=strong, whole=whole)
        elif head.family == "Difference":
            yield f"<td>{_difference(board, k, first)}"
    costs = {
        "false": f"{row.false_alarms[0]}/{row.false_alarms[1]}",
        "params": quantity(row.run.provenance.get("params")),
        "s/case": quantity(row.seconds),
        "train": f"{seconds / 60:.1f}" if (seconds := training_seconds(row)) else "–",
        "peak": f"{peak / 1e9:.2f}" if (peak := _peak(row)) else "–",
    }
    for head in found:
        if not head.metric and head.label.split()[0] in costs:
            yield f"<td>{costs[head.label.split()[0]]}"


def _peak(row: Row) -> int:
    """Return the largest memory of a case in bytes, 0 where it was not measured."""
    peak = max((case.peak_bytes for run in row.runs for case in run.cases), default=0)
    return peak if peak > MEGABYTE else 0


def _cell(row: Row, cell: Cell | None, head: Head, *, strong: bool, whole: bool) -> str:
    if cell is None or head.metric is None:
        return "<td>–"
    differs = head.metric.better == "zero" or cell.worth != cell.mean
    word = worth_word(head.metric).removeprefix("mean_") if differs and cell.worth is not None else ""
    sort = f' data-sort="{cell.worth:.6g}"' if word else ""
    n = f"n {cases_with_value(row.table, cell)}/{row.expected}"
    small = [
        f"{word} {number(cell.worth, head.unit)}" if word else "",
        bounds(cell.low, cell.high, head.unit, flagged=cell.flagged) if whole else "",  # else the script has them
        n if n != head.caption.rpartition(", ")[2] else "",
    ]
    below = "<br>".join(filter(None, small))
    return f"<td{' class=b' * strong}{sort}>{number(cell.mean, head.unit)}{f'<i>{below}</i>' if below else ''}"


def _difference(board: Board, k: int, first: Contrast | None) -> str:
    if first is None or k not in first.rows:
        return "–"
    at, unit = first.rows.index(k), length(board, first.metric.unit)
    sure = bounds(float(first.low[at]), float(first.high[at]), unit) if at else ""
    return number(float(first.difference[at]), unit) + (f"<i>{sure}</i>" if sure else "")


def _bold(found: Contrast) -> frozenset[int]:
    """Return the rows that are printed bold: the best and those not told apart from it, unless these are all."""
    return frozenset(found.level) if len(found.level) < len(found.rows) else frozenset()


def _common_n(board: Board, view: str, metric: MetricInfo) -> str:
    """Return in how many cases of all the cells of a column have a value, where all ranked rows agree."""
    cells = [(row, row.cell(view, metric)) for row in board.rows if row.rank]
    texts = {f"n {cases_with_value(row.table, cell)}/{row.expected}" if cell else "" for row, cell in cells}
    return texts.pop() if len(texts) == 1 else ""

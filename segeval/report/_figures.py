"""The charts of a board: what each shows, drawn, with its caption and its numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segeval.drawing import Curve, Drawing, curves
from segeval.report._charts_cases import heat
from segeval.report._charts_forest import Forest, ForestRow, forest, thinned
from segeval.report._charts_order import matrix
from segeval.report._contrast import Contrast, quartiles, values_of
from segeval.report._scores import arrangement
from segeval.report._words import groups_text, listed, model
from segeval.report.aggregate import MACRO, title_of
from segeval.report.ranking import Board, Row
from segeval.report.tables import length
from segeval.stats import Floats

CASES, CELLS = 400, 2400  # most that the picture of all cases shows
TESTS = "two-sided paired t over groups, Holm over all pairs, 5 %"

Contrasts = Mapping[tuple[str, str], Contrast]
Value = str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its caption; ``rows`` under ``head`` are its numbers."""

    key: str
    title: str
    drawing: Drawing
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def ranked(board: Board) -> list[Row]:
    """Return the rows that have a rank, in its order."""
    return [row for row in board.rows if row.rank]


def forest_of(board: Board, found: Contrast) -> Forest:
    """Return the forest plot of one column; rows without a place in it come last, in grey."""
    places = {row: k for k, row in enumerate(found.rows)}
    order = [*found.rows, *(k for k in range(len(board.rows)) if k not in places)]
    rows = [_forest_row(board, found, k, places.get(k)) for k in order]
    rows = [row for row in rows if row.mean is not None]
    title = found.metric.title + ("" if found.view == MACRO else f", {title_of(found.view)}")
    leaders = [model(board.rows[k]) for k in found.level]
    told = (
        f"{found.metric.title} of {len(rows)} models over {groups_text(found.cases, found.groups)}; "
        f"best, or not told apart from the best: {listed(leaders)}."
    )
    unit = length(board, found.metric.unit)
    return Forest(title=title, unit=unit, rows=tuple(rows), brackets=found.brackets, leaders=_leaders(found), told=told)


def _leaders(found: Contrast) -> tuple[int, ...]:
    """Return the positions of those not told apart from the best where others stand between them, else none."""
    places = tuple(k for k, row in enumerate(found.rows) if row in found.level)
    return places if places and places[-1] >= len(places) else ()


def _forest_row(board: Board, found: Contrast, k: int, place: int | None) -> ForestRow:
    row = board.rows[k]
    cell = row.cell(found.view, found.metric)
    values = values_of(row, found.view, found.metric) if cell else np.empty(0)
    known = values[~np.isnan(values)]
    ends = (None, None, None)
    if place is not None:
        ends = tuple(_or_none(each[place]) for each in (found.difference, found.low, found.high))  # type: ignore[assignment]
    return ForestRow(
        key=str(k),
        rank=rank_range(row, found, place),
        model=model(row),
        cases=thinned(known.tolist(), len(board.rows)),
        quartiles=quartiles(values),
        mean=cell.mean if cell else None,
        low=cell.low if cell else None,
        high=cell.high if cell else None,
        difference=ends[0],
        difference_low=ends[1],
        difference_high=ends[2],
        level=k in found.level,
        ranked=place is not None,
    )


def rank_range(row: Row, found: Contrast, place: int | None) -> str:
    """Return the ranks that the cases leave possible, as words; a dash for a row without a place."""
    if place is None:
        return "–"
    better = int((found.told[place] & (np.arange(len(found.rows)) < place)).sum())
    worse = int((found.told[place] & (np.arange(len(found.rows)) > place)).sum())
    low, high = 1 + better, len(found.rows) - worse
    return f"{low}" if low == high else f"{low}–{high}"


def main_forest(board: Board, found: Contrast) -> Figure:
    """Return the forest plot of the column that ranks."""
    drawn = forest_of(board, found)
    most = max((len(row.cases) for row in drawn.rows), default=0)
    thin = f" (at most {most} a model are drawn)" if found.cases > most else ""
    few = "" if found.groups >= 6 else " These are too few groups to tell any models apart."
    tested = groups_text(found.cases, found.groups) if found.rows else "No model is ranked"
    caption = (
        f"{tested}. A dot is a case{thin}, the box is from the first to the third "
        "quartile with the median, the diamond is the mean with its 95 % interval. On the right, the mean difference "
        "to the best, paired by case, with its 95 % interval (Student's t over groups); hollow: not told apart from "
        f"the best. Green brackets join models of whom no two are told apart: {TESTS}.{few}"
    )
    head = (
        "model",
        "rank",
        "mean",
        "low",
        "high",
        "q1",
        "median",
        "q3",
        "difference",
        "difference low",
        "difference high",
    )
    rows = tuple(
        (
            row.model,
            row.rank,
            row.mean,
            row.low,
            row.high,
            *(row.quartiles or (None, None, None)),
            row.difference,
            row.difference_low,
            row.difference_high,
        )
        for row in drawn.rows
    )
    return Figure(key="forest", title=drawn.title, drawing=forest(drawn), caption=caption, head=head, rows=rows)


def pairs(board: Board, found: Contrast) -> Figure | None:
    """Return who is told apart from whom by the headline; None for one model."""
    names = [model(board.rows[k]) for k in found.rows]
    if len(names) < 2:
        return None
    apart, of = int(found.told.sum()) // 2, len(names) * (len(names) - 1) // 2
    told = f"Of {of} pairs of models, {apart} are told apart by {found.metric.title}."
    return Figure(
        key="pairs",
        title="Who is told apart from whom",
        drawing=matrix(names, found.told, told),
        caption=f"{told} {groups_text(found.cases, found.groups)}; {TESTS}. Hatched: not told apart.",
        head=("adjusted p", *names),
        rows=tuple((name, *(float(f"{p:.3g}") for p in line)) for name, line in zip(names, found.p, strict=True)),
    )


def case_values(board: Board, found: Contrast) -> tuple[list[str], list[Row], Floats]:
    """Return the cases, hardest first, the ranked rows, and their values ``(cases, rows)``."""
    rows = [board.rows[k] for k in found.rows]
    cases = rows[0].table.scores.cases
    columns = []
    for row in rows:
        values, own = values_of(row, found.view, found.metric), row.table.scores.cases
        columns.append(values if own == cases else values[arrangement(own, cases)])
    table = np.column_stack(columns)
    present = ~np.isnan(table)
    means = np.where(present, table, 0).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    hardness = means if found.metric.better == "higher" else -np.abs(means)
    order = np.argsort(np.where(present.any(axis=1), hardness, np.inf), kind="stable")
    return [cases[k] for k in order], rows, table[order]


def all_cases(board: Board, found: Contrast) -> Figure | None:
    """Return every case of every model; of very many cases as many as fit, evenly by difficulty."""
    if not found.rows:
        return None
    cases, rows, values = case_values(board, found)
    most = max(20, min(CASES, CELLS // len(rows)))
    kept = sorted({round(k) for k in np.linspace(0, len(cases) - 1, min(most, len(cases)))})
    cases, values = [cases[k] for k in kept], values[kept]
    names = [model(row) for row in rows]
    scored = values[~np.isnan(values).all(axis=1)]
    spread = float(np.mean(np.nanmax(scored, axis=1) - np.nanmin(scored, axis=1))) if len(scored) else 0.0
    told = f"{found.metric.title} of {len(cases)} cases and {len(names)} models, the hardest case on the left."
    shown = (
        ""
        if len(kept) == len(values_of(rows[0], found.view, found.metric))
        else " Cases are shown evenly by difficulty."
    )
    unit = length(board, found.metric.unit)
    return Figure(
        key="cases",
        title="Every case",
        drawing=heat(names, values, higher=found.metric.better == "higher", unit=unit, sentence=told),
        caption=f"{told}{shown} Models differ by {spread:.2g} within a case on average (best minus worst). No test.",
        head=("case", *names),
        rows=tuple((case, *(_or_none(v) for v in line)) for case, line in zip(cases, values, strict=True)),
    )


def clicks(found: Sequence[Curve], cases: int) -> Figure | None:
    """Return the Dice against clicks; None without any."""
    if not found:
        return None
    told = "; ".join(f"{each.name} from {each.means[0]:.3f} to {each.means[-1]:.3f}" for each in found[:4])
    return Figure(
        key="clicks",
        title="Dice against clicks",
        drawing=curves(
            found,
            up="Mean Dice",
            across="clicks",
            sentence=f"Mean Dice after simulated clicks on what is wrong: {told}.",
        ),
        caption=f"Simulated clicks on what is wrong, up to {cases} cases whose reference holds the structure; means "
        "with 95 % intervals over groups. Never ranked: the clicks come from the references. No test.",
        head=("curve", "clicks", "mean", "low", "high"),
        rows=tuple(
            (each.name, *point)
            for each in found
            for point in zip(each.counts, each.means, each.lows, each.highs, strict=True)
        ),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""The forest plot: each model's cases, box and mean with its interval; beside it the paired difference to the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

from segeval.drawing import Box, Dots, Drawing, Group, Line, Scale, Shape, Text, clipped, flat, labels, spanning

WIDTH, ROW, TOP, FOOT = 1080.0, 28.0, 46.0, 34.0
RANKS, LANE, NAMES, GAP = 46.0, 7.0, 264.0, 34.0  # widths of the parts, from the left
LARGE = 30  # rows; of more, shapes are joined by kind, which takes half the bytes
LANES = 4  # at most so many brackets side by side
DIFFERENCE = 300.0
DOTS, ALL_DOTS = 40, 600  # drawn at most of the cases of a row, and of all rows together
SPREAD = (0.5, 0.12, 0.86, 0.31, 0.69, 0.0, 1.0, 0.42, 0.2, 0.78)  # where dots lie across their row, one after another


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """A model: its rank in words, its cases in order, their quartiles, the mean, and the difference to the best.

    ``level``: not told apart from the best. ``ranked`` False: drawn in grey, without a difference.
    """

    key: str
    rank: str
    model: str
    cases: tuple[float, ...]
    quartiles: tuple[float, float, float] | None
    mean: float | None
    low: float | None
    high: float | None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    level: bool = False
    ranked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """What a forest plot shows: rows, best first, and stretches of neighbours who are not told apart.

    ``leaders`` are the positions of those not told apart from the best, where others stand between them.
    """

    title: str
    unit: str
    rows: tuple[ForestRow, ...]
    brackets: tuple[tuple[int, int], ...]
    leaders: tuple[int, ...]
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """Where the parts lie; ``lanes`` are the brackets side by side, ``names`` is where names begin."""

    lanes: tuple[tuple[tuple[int, int], ...], ...]
    names: float
    values: Scale
    differences: Scale


def forest(found: Forest) -> Drawing:
    """Return the forest plot; its rows are groups whose keys are those of the rows."""
    panels = arranged(found)
    bottom = TOP + ROW * len(found.rows)
    shapes: list[Shape] = [*_frame(found, panels, bottom)]
    for lane, members in enumerate(panels.lanes):
        x = RANKS + LANE * lane + 3
        shapes += [Line(((x, TOP + ROW * a + 5), (x, TOP + ROW * (b + 1) - 5)), "bracket") for a, b in members]
    if found.leaders:
        x = RANKS + LANE * len(panels.lanes) + 3
        middles = [TOP + ROW * (place + 0.5) for place in found.leaders]
        shapes.append(Line(((x, middles[0]), (x, middles[-1])), "tie"))
        shapes.append(Dots(tuple((x, y) for y in middles), 3.5, "tied"))
    if len(found.rows) <= LARGE:
        shapes += [
            Group(row.key, tuple(_row(row, panels)), TOP + ROW * place, _sentence(row))
            for place, row in enumerate(found.rows)
        ]
    else:
        shapes += _merged(found, panels)
    return Drawing(width=WIDTH, height=bottom + FOOT, shapes=tuple(shapes), told=found.told)


def arranged(found: Forest) -> Panels:
    """Return where the parts of a forest plot lie."""
    lanes = _lanes(found.brackets)
    names = RANKS + LANE * max(1, len(lanes) + bool(found.leaders)) + 8
    end = WIDTH - DIFFERENCE - GAP - 16
    drawn = [v for row in found.rows for v in (*row.cases, row.mean, row.low, row.high) if v is not None]
    apart = [
        v
        for row in found.rows
        for v in (row.difference, row.difference_low, row.difference_high)
        if v is not None and not isnan(v)
    ]
    return Panels(
        lanes=lanes,
        names=names,
        values=spanning(drawn, names + NAMES, end, air=0.02),
        differences=spanning([0.0, *apart], WIDTH - DIFFERENCE - 16, WIDTH - 16, air=0.06),
    )


def thinned(values: Sequence[float], rows: int) -> tuple[float, ...]:
    """Return the sorted values that are drawn of a row, evenly from the lowest to the highest."""
    ordered = sorted(values)
    return tuple(ordered[k] for k in evenly(len(ordered), rows))


def evenly(number: int, rows: int) -> list[int]:
    """Return which of so many sorted values of one of ``rows`` rows are drawn."""
    most = max(10, min(DOTS, ALL_DOTS // max(rows, 1)))
    return [round(k * (number - 1) / (most - 1)) for k in range(most)] if number > most else list(range(number))


def drawn(brackets: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the brackets for which there are lanes."""
    return sorted(bracket for lane in _lanes(brackets) for bracket in lane)


def _lanes(brackets: Sequence[tuple[int, int]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return brackets side by side where they overlap; the first LANES, which are those of the best."""
    lanes: list[list[tuple[int, int]]] = []
    for first, last in brackets:
        free = next((lane for lane in lanes if lane[-1][1] < first), None)
        if free is not None:
            free.append((first, last))
        elif len(lanes) < LANES:
            lanes.append([(first, last)])
    return tuple(tuple(lane) for lane in lanes)


def _frame(found: Forest, panels: Panels, bottom: float) -> list[Shape]:
    """Return the titles, the grid and the axes."""
    shapes: list[Shape] = []
    unit = "" if found.unit == "1" else f" ({found.unit})"
    heads = ((panels.values, f"{found.title}{unit}"), (panels.differences, f"Paired difference to the best{unit}"))
    for scale, title in heads:
        ticks = scale.ticks(6 if scale is panels.values else 4)
        shapes += [Line(((scale.at(tick), TOP - 4), (scale.at(tick), bottom)), "grid") for tick in ticks]
        shapes += [
            Text(scale.at(tick), bottom + 18, text, "tick", "middle")
            for tick, text in zip(ticks, labels(ticks), strict=True)
        ]
        shapes.append(Text(scale.start, TOP - 22, clipped(title, scale.end - scale.start, "title"), "title"))
    zero = panels.differences.at(0)
    shapes.append(Line(((zero, TOP - 4), (zero, bottom)), "zero"))
    shapes.append(Text(RANKS - 8, TOP - 22, "Rank", "note", "end"))
    shapes.append(Text(panels.names, TOP - 22, "Model", "note"))
    return shapes


def _row(row: ForestRow, panels: Panels) -> list[Shape]:
    at, middle = panels.values.at, ROW / 2
    name = "first" if row.level else "name" if row.ranked else "note"
    shapes: list[Shape] = [
        Text(RANKS - 8, middle + 4, row.rank, "note", "end"),
        Text(panels.names, middle + 4, clipped(row.model, NAMES - 10, name), name),
    ]
    if row.cases:
        places = tuple((round(at(v)), round(6 + 16 * SPREAD[k % len(SPREAD)])) for k, v in enumerate(row.cases))
        shapes.append(Dots(places, 1.9, "dot"))
    if row.quartiles:
        low, median, high = (at(v) for v in row.quartiles)
        shapes += [Box(low, 7, high - low, 14, "box"), Line(((median, 7), (median, 21)), "median")]
    if row.mean is not None:
        if row.low is not None and row.high is not None:
            shapes.append(Line(((at(row.low), middle), (at(row.high), middle)), "range"))
        shapes.append(_diamond(at(row.mean), middle))
    if row.difference is not None:
        shapes += _difference(row, row.difference, panels.differences, middle)
    return shapes


def _difference(row: ForestRow, difference: float, scale: Scale, middle: float) -> list[Shape]:
    line, dot = ("level", "same") if row.level else ("tell", "apart")
    shapes: list[Shape] = []
    ends = [v for v in (row.difference_low, row.difference_high) if v is not None and not isnan(v)]
    if len(ends) == 2 and ends[0] < ends[1]:
        shapes.append(Line(((scale.at(ends[0]), middle), (scale.at(ends[1]), middle)), line))
    shapes.append(Dots(((scale.at(difference), middle),), 4, dot))
    return shapes


def _diamond(x: float, y: float, reach: float = 5.5) -> Line:
    return Line(((x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)), "mean", closed=True)


def _merged(found: Forest, panels: Panels) -> list[Shape]:
    """Return all rows, like shapes together; dots stand for diamonds and rings."""
    plain = {"mean": "ink", "apart": "red", "same": "grey"}
    shapes: list[Shape] = []
    for place, row in enumerate(found.rows):
        for shape in flat([Group("", tuple(_row(row, panels)), TOP + ROW * place)]):
            if isinstance(shape, Line) and shape.style == "mean":
                (left, y), _, (right, _), _ = shape.points
                shapes.append(Dots((((left + right) / 2, y),), 4, "ink"))
            elif isinstance(shape, Dots):
                shapes.append(replace(shape, style=plain.get(shape.style, shape.style)))
            else:
                shapes.append(shape)
    order = [*dict.fromkeys((type(shape), getattr(shape, "style", "")) for shape in shapes)]
    return sorted(shapes, key=lambda shape: order.index((type(shape), getattr(shape, "style", ""))))


def _sentence(row: ForestRow) -> str:
    if row.mean is None:
        return f"{row.model}: no value"
    sure = f" [{row.low:.4g}, {row.high:.4g}]" if row.low is not None and row.high is not None else ""
    return f"{row.model}: {row.mean:.4g}{sure}"

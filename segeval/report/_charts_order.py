"""Charts of the order of models: which pairs the cases tell apart, how sure ranks are, and how metrics change them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from segeval.drawing import Anchor, Box, Dots, Drawing, Group, Line, Shape, Text, clipped
from segeval.stats import Bools, Floats

NAMES, ENDS = 280.0, 276.0  # widths for names: left of a grid, on both sides of lines
LARGEST, SMALLEST = 26.0, 9.0  # sides of a cell
SIDE = 560.0
LABELLED = 16.0  # a smaller row has no room for a name
STEP, TOP = 24.0, 64.0
BUBBLE, SEEN = 34.0, 0.002  # largest side of a bubble's cell; rarer ranks have none


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The order of the models by one metric: the place of each, from 0, None where it has none."""

    name: str
    places: tuple[float | None, ...]


def matrix(models: Sequence[str], told: Bools, sentence: str) -> Drawing:
    """Return who is told apart from whom; ``models`` from best to worst, ``told`` ``(models, models)``."""
    number = len(models)
    side = min(LARGEST, max(SMALLEST, SIDE // max(number, 1)))
    top, size = 34.0, side * number
    shapes: list[Shape] = []
    named = [k for k in range(number) if side >= SMALLEST + 1 or k % 2 == 0]
    style = "name" if side >= LABELLED else "small"
    shapes += [
        Text(NAMES - 34, top + side * (k + 0.5) + 4, clipped(models[k], NAMES - 40, style), style, "end") for k in named
    ]
    if side >= LABELLED:
        shapes += [Text(NAMES + side * (k + 0.5), top - 8, str(k + 1), "tick", "middle") for k in range(number)]
        shapes += [Text(NAMES - 8, top + side * (k + 0.5) + 4, str(k + 1), "tick", "end") for k in range(number)]
    runs = [(k, *run) for k in range(number) for run in _runs(k, told)]
    for kind in ("best", "worse", "hatch"):
        shapes += [
            Box(NAMES + side * a, top + side * k, side * (b - a), side, kind) for k, a, b, each in runs if each == kind
        ]
    shapes += [
        Line(((NAMES + side * k, top), (NAMES + side * k, top + size)), "cell") for k in range(1, number) if side > 6
    ]
    shapes += [Line(((NAMES, top + side * k), (NAMES + size, top + side * k)), "cell") for k in range(1, number)]
    width = max(NAMES + size + 10, 660.0)
    shapes += _legend(NAMES, top + size + 22)
    return Drawing(width=width, height=top + size + 40, shapes=tuple(shapes), told=sentence)


def _runs(k: int, told: Bools) -> list[tuple[int, int, str]]:
    """Return stretches of row ``k`` that look alike, as first and last + 1 column and style; the diagonal is blank."""
    kinds = ["" if k == j else "hatch" if not each else "best" if j > k else "worse" for j, each in enumerate(told[k])]
    found: list[tuple[int, int, str]] = []
    for j, kind in enumerate(kinds):
        if found and found[-1][2] == kind and found[-1][1] == j:
            found[-1] = (found[-1][0], j + 1, kind)
        elif kind:
            found.append((j, j + 1, kind))
    return found


def _legend(x: float, y: float) -> list[Shape]:
    shapes: list[Shape] = []
    for k, (style, text) in enumerate(
        (("best", "row is better"), ("worse", "row is worse"), ("hatch", "not told apart"))
    ):
        left = x + 130 * k
        shapes += [Box(left, y - 10, 14, 12, style), Text(left + 20, y, text, "note")]
    return shapes


def bubbles(models: Sequence[str], shares: Floats, leading: Set[int], sentence: str) -> Drawing:
    """Return how often each model has which rank, as areas; ``shares`` ``(models, ranks)`` sum to 1 in each row.

    A line goes over the ranks that a model has in the middle 95 % of draws; those of ``leading`` are strong.
    """
    number = len(models)
    side = min(BUBBLE, max(SMALLEST, SIDE // max(number, 1)))
    top, size = 34.0, side * number
    shapes: list[Shape] = []
    across = [NAMES + side * (k + 0.5) for k in range(number)]
    down = [top + side * (k + 0.5) for k in range(number)]
    shapes += [Line(((x, top), (x, top + size)), "grid") for x in across]
    labelled = 1 if side >= LABELLED else 5
    shapes += [Text(x, top - 8, str(k + 1), "tick", "middle") for k, x in enumerate(across) if (k + 1) % labelled == 0]
    for k, y in enumerate(down):
        style = ("first" if k in leading else "name") if side >= LABELLED else "small"
        if side >= SMALLEST + 1 or k % 2 == 0:
            shapes.append(Text(NAMES - 10, y + 4, clipped(models[k], NAMES - 16, style), style, "end"))
        low, high = (int(np.searchsorted(np.cumsum(shares[k]), end)) for end in (0.025, 0.975))
        if high > low:
            shapes.append(Line(((across[low], y), (across[high], y)), "level"))
        for x, share in zip(across, shares[k].tolist(), strict=True):
            if share >= SEEN:
                told = f"{models[k]}: rank {across.index(x) + 1} in {share:.1%} of draws" if number <= 20 else ""
                bubble = Dots(((x, y),), max(1.2, 0.48 * side * share**0.5), "key" if k in leading else "knot")
                shapes.append(Group("", (bubble,), told=told) if told else bubble)
    shapes.append(Text(NAMES, top + size + 20, "rank, best on the left; the area is the share of draws", "note"))
    return Drawing(width=max(NAMES + size + 10, 660.0), height=top + size + 32, shapes=tuple(shapes), told=sentence)


def rank_lines(models: Sequence[str], columns: Sequence[Places], leading: Set[int], sentence: str) -> Drawing:
    """Return the place of every model by each metric, the first of which ranks; those of ``leading`` are strong."""
    number = len(models)
    step = STEP if number <= 25 else max(8.0, 600 // number)
    width = 1080.0
    left, right = ENDS, width - ENDS
    across = [float(round(left + (right - left) * k / max(len(columns) - 1, 1))) for k in range(len(columns))]
    shapes: list[Shape] = []
    for k, (x, column) in enumerate(zip(across, columns, strict=True)):
        anchor: Anchor = "middle" if 0 < k < len(columns) - 1 else "end" if k == 0 else "start"
        raised = 16 * (k % 2)
        shapes.append(
            Text(x, TOP - 26 - raised, clipped(column.name, 170, "note"), "title" if k == 0 else "note", anchor)
        )
        shapes.append(Line(((x, TOP - 16), (x, TOP + step * (number - 0.5))), "grid"))
    for model in sorted(range(number), key=lambda k: (k in leading, -k)):
        points = [
            (x, TOP + step * place)
            for x, column in zip(across, columns, strict=True)
            if (place := column.places[model]) is not None
        ]
        strong = model in leading
        parts: list[Shape] = [Line(tuple(points), "lead" if strong else "thread")] if len(points) > 1 else []
        parts += [Dots(tuple(points), 4 if strong else 3, "key" if strong else "knot")] if step >= 12 or strong else []
        shapes += [Group("", tuple(parts), told=models[model])] if step >= 12 else parts
    shapes += _ends(models, columns[0], across[0], "end", step, leading)
    shapes += _ends(models, columns[-1], across[-1], "start", step, leading)
    return Drawing(width=width, height=TOP + step * number + 6, shapes=tuple(shapes), told=sentence)


def _ends(models: Sequence[str], column: Places, x: float, side: Anchor, step: float, leading: Set[int]) -> list[Shape]:
    """Return the names at one end; one below the other where models share a place or the rows are close."""
    if step < 12:
        return []
    shapes: list[Shape] = []
    taken: set[float] = set()
    for place in column.places:
        if place is None or place in taken:
            continue
        taken.add(place)
        shared = [models[k] for k, each in enumerate(column.places) if each == place]
        style = "first" if leading & {k for k, each in enumerate(column.places) if each == place} else "name"
        text = clipped(", ".join(shared), ENDS - 16, style)
        offset = -12 if side == "end" else 12
        shapes.append(Text(x + offset, TOP + step * place + 4, text, style, side))
    return shapes

"""The score of each model against what it costs, with the line of those that nothing cheaper beats."""

from collections.abc import Sequence
from dataclasses import dataclass

from segeval.drawing import STYLES as DRAWN
from segeval.drawing import (
    Anchor,
    Box,
    Dots,
    Drawing,
    Group,
    Line,
    Scale,
    Shape,
    Text,
    clipped,
    labels,
    magnitude,
    spanning,
    text_width,
)

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 530.0, 380.0, 56.0, 46.0, 30.0, 16.0
NAMED = 24  # more names than these cover each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A model with its cost, which is above 0, its score and the interval of that."""

    model: str
    cost: float
    score: float
    low: float | None
    high: float | None
    level: bool


def cost(models: Sequence[Priced], *, across: str, up: str, higher: bool, sentence: str) -> Drawing:
    """Return the chart; ``across`` and ``up`` name its axes, ``higher`` says whether a higher score is better."""
    x = spanning([m.cost for m in models], LEFT, WIDTH - RIGHT, log=True, air=0.08)
    ends = [v for m in models for v in (m.score, m.low, m.high) if v is not None]
    y = spanning(ends, HEIGHT - BOTTOM, TOP, air=0.08)
    shapes: list[Shape] = [*_axes(x, y, across, up)]
    line = front(models, higher=higher)
    if line:
        steps = [(x.at(line[0].cost), y.at(line[0].score))]
        for model in line[1:]:
            steps += [(x.at(model.cost), steps[-1][1]), (x.at(model.cost), y.at(model.score))]
        shapes.append(Line((*steps, (WIDTH - RIGHT, steps[-1][1])), "front"))
    shapes += _models(models, x, y, across.partition(",")[0])
    shapes += _names(models, line, x, y)
    return Drawing(width=WIDTH, height=HEIGHT, shapes=tuple(shapes), told=sentence)


def front(models: Sequence[Priced], *, higher: bool) -> list[Priced]:
    """Return the models that no cheaper or equally cheap one matches, from cheap to dear."""
    sign = 1 if higher else -1
    found: list[Priced] = []
    for model in sorted(models, key=lambda m: (m.cost, -sign * m.score)):
        if not found or sign * model.score > sign * found[-1].score:
            found.append(model)
    return found


def _models(models: Sequence[Priced], x: Scale, y: Scale, cost_name: str) -> list[Shape]:
    """Return the intervals, then the dots; those of few models say which they are."""
    lines: list[Shape] = [
        Line(((x.at(m.cost), y.at(m.low)), (x.at(m.cost), y.at(m.high))), "thread")
        for m in models
        if m.low is not None and m.high is not None
    ]
    if len(models) > NAMED:
        for style, level in (("grey", False), ("blue", True)):
            lines.append(Dots(tuple((x.at(m.cost), y.at(m.score)) for m in models if m.level == level), 4, style))
        return lines
    return lines + [
        Group(
            "",
            (Dots(((x.at(m.cost), y.at(m.score)),), 5, "key" if m.level else "knot"),),
            told=f"{m.model}: {m.score:.4g} at {magnitude(m.cost)} {cost_name}",
        )
        for m in models
    ]


def _axes(x: Scale, y: Scale, across: str, up: str) -> list[Shape]:
    shapes: list[Shape] = [Text(LEFT, 16, up, "title"), Text(WIDTH - RIGHT, HEIGHT - 8, across, "note", "end")]
    for tick in x.ticks():
        place = x.at(tick)
        shapes.append(Line(((place, TOP), (place, HEIGHT - BOTTOM)), "grid"))
        shapes.append(Text(place, HEIGHT - BOTTOM + 17, magnitude(tick), "tick", "middle"))
    ticks = y.ticks()
    for tick, text in zip(ticks, labels(ticks), strict=True):
        place = y.at(tick)
        shapes.append(Line(((LEFT, place), (WIDTH - RIGHT, place)), "grid"))
        shapes.append(Text(LEFT - 8, place + 4, text, "tick", "end"))
    return shapes


def _names(models: Sequence[Priced], line: Sequence[Priced], x: Scale, y: Scale) -> list[Shape]:
    """Return the names that find room beside their dot, those on the line first."""
    taken: list[Box] = [Box(x.at(m.cost) - 5, y.at(m.score) - 5, 10, 10, "key") for m in models]
    shapes: list[Shape] = []
    for model in [*line, *(m for m in models if m not in line)][:NAMED]:
        style = "first" if model in line and model.level else "note"
        text = clipped(model.model, 170, style)
        width, px, py = text_width(text, DRAWN[style]), x.at(model.cost), y.at(model.score)
        places: tuple[tuple[float, float, Anchor], ...] = (
            (px + 9, py - 8, "start"),
            (px - 9, py - 8, "end"),
            (px, py - 24, "middle"),
            (px, py + 8, "middle"),
        )
        for at, top, anchor in places:
            left = at - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            box = Box(left, top, width, 15, "key")
            free = not any(_meet(box, other) for other in taken)
            if free and left > LEFT and left + width < WIDTH - RIGHT + 4 and top > TOP - 6:
                taken.append(box)
                shapes.append(Text(at, top + 12, text, style, anchor))
                break
    return shapes


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )

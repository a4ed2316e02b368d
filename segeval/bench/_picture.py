"""The costs of networks as a picture: time against multiply-accumulates on logarithmic axes, area for the weights."""

from collections.abc import Iterable, Sequence
from math import isfinite, sqrt
from typing import Protocol

from segeval.drawing import STYLES, Dots, Drawing, Group, Line, Scale, Shape, Text, magnitude, spanning, svg, text_width

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960.0, 600.0, 56.0, 24.0, 34.0, 46.0
LINE = 15.0  # pixels from one line of text to the next


class Priced(Protocol):
    """What a dot needs."""

    @property
    def model(self) -> str: ...
    @property
    def params(self) -> int: ...
    @property
    def gmacs(self) -> float: ...
    @property
    def ms(self) -> float: ...


def scatter(costs: Iterable[Priced]) -> str:
    """Return an SVG with one dot for each network that was measured."""
    known = [cost for cost in costs if isfinite(cost.ms)]
    x = spanning([cost.gmacs for cost in known], LEFT, WIDTH - RIGHT, log=True)
    y = spanning([cost.ms for cost in known], HEIGHT - BOTTOM, TOP, log=True)
    shapes: list[Shape] = [
        Text(LEFT, 16, "ms for a batch", "title"),
        Text(WIDTH - RIGHT, HEIGHT - 8, "GMACs of an image", "note", "end"),
    ]
    for tick in x.ticks():
        shapes.append(Line(((x.at(tick), TOP), (x.at(tick), HEIGHT - BOTTOM)), "grid"))
        shapes.append(Text(x.at(tick), HEIGHT - BOTTOM + 18, magnitude(tick), "tick", "middle"))
    for tick in y.ticks():
        shapes.append(Line(((LEFT, y.at(tick)), (WIDTH - RIGHT, y.at(tick))), "grid"))
        shapes.append(Text(LEFT - 8, y.at(tick) + 4, magnitude(tick), "tick", "end"))
    told = "Time of networks against their multiply-accumulates; the area of a dot grows with its weights"
    drawing = Drawing(width=WIDTH, height=HEIGHT, shapes=(*shapes, *_dots(known, x, y)), told=told)
    return svg(drawing, alone=True)


def _dots(costs: Sequence[Priced], x: Scale, y: Scale) -> list[Shape]:
    """Return dots, the largest first so that small ones lie on top, with names moved apart."""
    taken: list[tuple[float, float, float]] = []  # left, right and baseline of names
    shapes: list[Shape] = []
    for cost in sorted(costs, key=lambda cost: -cost.params):
        place, radius = (x.at(cost.gmacs), y.at(cost.ms)), 3 + sqrt(cost.params / 1e6)
        width = text_width(cost.model, STYLES["note"])
        right = place[0] + radius + 3
        left = right if right + width < WIDTH else place[0] - radius - 3 - width
        line = place[1] + 4
        while any(left < end and start < left + width and abs(line - base) < LINE for start, end, base in taken):
            line += LINE if place[1] < HEIGHT / 2 else -LINE
        taken.append((left, left + width, line))
        told = f"{cost.model}: {cost.params:,} weights, {cost.gmacs:.3g} GMACs, {cost.ms:.3g} ms"
        parts = (Dots((place,), radius, "disc"), Text(left, line, cost.model, "note"))
        shapes.append(Group("", parts, told=told))
    return shapes

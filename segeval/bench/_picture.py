"""The costs of networks as a picture: time against multiply-accumulates on logarithmic axes, area for the weights."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite, sqrt
from typing import NamedTuple, Protocol

from segeval.drawing import STYLES, Dots, Drawing, Group, Line, Scale, Shape, Text, magnitude, spanning, svg, text_width

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960.0, 600.0, 56.0, 24.0, 34.0, 46.0
LINE, DESCENT, GAP = 14.0, 3.0, 5.0  # pixels: height of a name, of what hangs below its baseline, and beside its dot


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


class Area(NamedTuple):
    """What a dot or a name covers, in pixels."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: "Area") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


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
    """Return dots, the largest first so that small ones lie on top, with their names where these cover nothing."""
    ordered = sorted(costs, key=lambda cost: -cost.params)
    taken = [_dot(cost, x, y) for cost in ordered]
    shapes: list[Shape] = []
    for cost, dot in zip(ordered, tuple(taken), strict=True):
        parts: list[Shape] = [Dots((dot.centre,), (dot.right - dot.left) / 2, "disc")]
        for name in _names(cost.model, dot):
            if not any(name.meets(other) for other in taken):
                taken.append(name)
                parts.append(Text(name.left, name.bottom - DESCENT, cost.model, "note"))
                break
        told = f"{cost.model}: {cost.params:,} weights, {cost.gmacs:.3g} GMACs, {cost.ms:.3g} ms"
        shapes.append(Group("", tuple(parts), told=told))
    return shapes


def _dot(cost: Priced, x: Scale, y: Scale) -> Area:
    across, down, radius = x.at(cost.gmacs), y.at(cost.ms), 3 + sqrt(cost.params / 1e6)
    return Area(across - radius, across + radius, down - radius, down + radius)


def _names(model: str, dot: Area) -> Iterator[Area]:
    """Yield where the name of a dot may stand: on its right or left, on its own line, one above or one below."""
    width = text_width(model, STYLES["note"])
    for shift in (0, -LINE, LINE):
        top = dot.centre[1] - LINE / 2 + shift
        for left in (dot.right + GAP, dot.left - GAP - width):
            if left > LEFT and left + width < WIDTH:
                yield Area(left, left + width, top, top + LINE)

"""The costs of networks as a picture: time against multiply-accumulates on logarithmic axes, area for the weights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10, sqrt
from typing import Protocol

from segeval._pages import environment

WIDTH, HEIGHT, MARGIN = 960, 600, 70
LETTER, LINE = 7.0, 15.0  # pixels that a letter and a line of a label take
STEPS = (1, 2, 5)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A network at a place in pixels, with a label that no other label covers."""

    model: str
    title: str
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float


def scatter(costs: Iterable[Priced]) -> str:
    """Return an SVG with one dot for each network that was measured."""
    known = [cost for cost in costs if isfinite(cost.ms)]
    across, up = _axis([cost.gmacs for cost in known]), _axis([cost.ms for cost in known])
    template = environment("segeval.bench").get_template("scatter.svg")
    return template.render(
        width=WIDTH,
        height=HEIGHT,
        margin=MARGIN,
        dots=_dots(known, across, up),
        across=[(value, _x(value, across)) for value in _ticks(across)],
        up=[(value, _y(value, up)) for value in _ticks(up)],
    )


def _axis(values: Sequence[float]) -> tuple[float, float]:
    """Return the decimal logarithms between which all values lie, with some air."""
    logs = [log10(value) for value in values if value > 0] or [0.0]
    return min(logs) - 0.1, max(logs) + 0.1


def _ticks(axis: tuple[float, float]) -> list[float]:
    """Return the round numbers 1, 2, 5, 10 ... on an axis."""
    low, high = axis
    numbers = [step * 10.0**power for power in range(floor(low), ceil(high) + 1) for step in STEPS]
    return [number for number in numbers if low <= log10(number) <= high]


def _x(value: float, axis: tuple[float, float]) -> float:
    low, high = axis
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (log10(value) - low) / (high - low), 1)


def _y(value: float, axis: tuple[float, float]) -> float:
    low, high = axis
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (log10(value) - low) / (high - low), 1)


def _dots(costs: Sequence[Priced], across: tuple[float, float], up: tuple[float, float]) -> list[Dot]:
    """Return dots, the largest first so that small ones lie on top, with labels moved apart."""
    taken: list[tuple[float, float, float]] = []  # left, right and baseline of labels
    dots = []
    for cost in sorted(costs, key=lambda cost: -cost.params):
        x, y, radius = _x(cost.gmacs, across), _y(cost.ms, up), round(3 + sqrt(cost.params / 1e6), 1)
        width = LETTER * len(cost.model)
        left = x + radius + 3 if x + radius + 3 + width < WIDTH else x - radius - 3 - width
        line = y + 4
        while any(left < end and start < left + width and abs(line - base) < LINE for start, end, base in taken):
            line += LINE if y < HEIGHT / 2 else -LINE
        taken.append((left, left + width, line))
        title = f"{cost.model}: {cost.params:,} weights, {cost.gmacs:.3g} GMACs, {cost.ms:.3g} ms"
        dots.append(Dot(model=cost.model, title=title, x=x, y=y, radius=radius, label_x=round(left, 1), label_y=line))
    return dots

"""Means against a count: a line for each, a band for its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from segeval.drawing._scale import labels, spanning
from segeval.drawing._shapes import Dots, Drawing, Group, Line, Shape, Text, clipped

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 1080.0, 400.0, 56.0, 300.0, 34.0, 46.0
STYLES = ("lead", "front", "tell", "level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A mean at each of the ``counts``, and the bounds of its interval, None for none."""

    name: str
    counts: tuple[int, ...]
    means: tuple[float, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]


def curves(found: Sequence[Curve], *, up: str, across: str, sentence: str) -> Drawing:
    """Return the chart; ``up`` and ``across`` name its axes."""
    x = spanning([0.0, *(float(each) for curve in found for each in curve.counts)], LEFT, WIDTH - RIGHT, air=0)
    ends = [v for curve in found for v in (*curve.means, *curve.lows, *curve.highs) if v is not None]
    y = spanning(ends, HEIGHT - BOTTOM, TOP, air=0.06)
    shapes: list[Shape] = [Text(LEFT, 16, up, "title"), Text(WIDTH - RIGHT, HEIGHT - 8, across, "note", "end")]
    for tick in (tick for tick in x.ticks(8) if tick == round(tick)):
        shapes.append(Text(x.at(tick), HEIGHT - BOTTOM + 18, f"{tick:.0f}", "tick", "middle"))
    ticks = y.ticks()
    for tick, text in zip(ticks, labels(ticks), strict=True):
        shapes.append(Line(((LEFT, y.at(tick)), (WIDTH - RIGHT, y.at(tick))), "grid"))
        shapes.append(Text(LEFT - 8, y.at(tick) + 4, text, "tick", "end"))
    lowest = 0.0
    for k, curve in sorted(enumerate(found), key=lambda pair: -pair[1].means[-1]):
        points = tuple((x.at(at), y.at(mean)) for at, mean in zip(curve.counts, curve.means, strict=True))
        upper = [(x.at(at), y.at(v)) for at, v in zip(curve.counts, curve.highs, strict=True) if v is not None]
        lower = [(x.at(at), y.at(v)) for at, v in zip(curve.counts, curve.lows, strict=True) if v is not None]
        if upper and lower:
            shapes.append(Line((*upper, *reversed(lower)), "shade", closed=True))
        shapes.append(Line(points, STYLES[k % len(STYLES)]))
        dot = "key" if k % len(STYLES) == 0 else "knot"
        for point, at, mean in zip(points, curve.counts, curve.means, strict=True):
            shapes.append(Group("", (Dots((point,), 3, dot),), told=f"{curve.name}: {mean:.3f} at {at} {across}"))
        lowest = max(lowest + 17, points[-1][1] + 4)
        shapes.append(Text(WIDTH - RIGHT + 10, lowest, clipped(curve.name, RIGHT - 16, "name"), "name"))
    return Drawing(width=WIDTH, height=HEIGHT, shapes=tuple(shapes), told=sentence)

"""The Dice against the number of clicks as a picture: a line for each structure, a band for its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from segeval._pages import environment
from segeval.clicks._curve import Point

WIDTH, HEIGHT, MARGIN = 960, 600, 70
COLOURS = ("#14708a", "#b3541e", "#4f7a28", "#7a3e8e", "#a8324a", "#54606c")
LINES = 11  # at most so many lines across
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
LINE = 20  # pixels between two names


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A structure: its mean as points of a polyline, its interval as those of a polygon, empty where there is none."""

    name: str
    colour: str
    points: str
    band: str
    dots: tuple[tuple[str, str, str], ...]
    label_y: float


def curve(found: Sequence[Point], title: str) -> str:
    """Return an SVG with the mean Dice of each structure after every number of clicks."""
    most = max((point.clicks for point in found), default=1)
    names = list(dict.fromkeys(point.structure for point in found))
    lines = [
        _line([point for point in found if point.structure == name], COLOURS[index % len(COLOURS)], index, most)
        for index, name in enumerate(names)
    ]
    step = max(1, -(-most // (LINES - 1)))
    return (
        environment("segeval.clicks")
        .get_template("curve.svg")
        .render(
            title=title,
            width=WIDTH,
            height=HEIGHT,
            margin=MARGIN,
            lines=lines,
            across=[(clicks, _x(clicks, most)) for clicks in range(0, most + 1, step)],
            up=[(share, _y(share)) for share in SHARES],
        )
    )


def _line(found: Sequence[Point], colour: str, index: int, most: int) -> Line:
    upper = [(point.clicks, point.high) for point in found if point.high is not None]
    lower = [(point.clicks, point.low) for point in reversed(found) if point.low is not None]
    return Line(
        name=found[0].structure,
        colour=colour,
        points=" ".join(f"{_x(point.clicks, most)},{_y(point.mean)}" for point in found),
        band=" ".join(f"{_x(clicks, most)},{_y(value)}" for clicks, value in [*upper, *lower]),
        dots=tuple((_x(point.clicks, most), _y(point.mean), _told(point)) for point in found),
        label_y=MARGIN + 18 + index * LINE,
    )


def _told(point: Point) -> str:
    sure = "" if point.low is None else f", {point.low:.3f} to {point.high:.3f}"
    return f"{point.structure}, {point.clicks} clicks: {point.mean:.3f}{sure} over {point.cases} cases"


def _x(clicks: int, most: int) -> str:
    return f"{MARGIN + (WIDTH - 2 * MARGIN) * clicks / max(1, most):.1f}"


def _y(value: float) -> str:
    return f"{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value:.1f}"

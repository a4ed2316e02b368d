"""The shapes of a chart, the styles that they name, and how wide a text is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

# Names of colours and what they are on white paper; pages give them other values in the dark.
LIGHT: Mapping[str, str] = {
    "ink": "#1a232c",
    "quiet": "#5b6670",
    "rule": "#dfe4e8",
    "ground": "#ffffff",
    "blue": "#0072b2",
    "green": "#009e73",
    "amber": "#e69f00",
    "red": "#d55e00",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a shape looks; ``fill`` and ``stroke`` are names of colours, ``size`` is of letters in pixels."""

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    alpha: float = 1.0
    size: float = 0.0
    bold: bool = False
    hatched: bool = False
    many: bool = False  # discs of one size, of which there may be thousands


STYLES: Mapping[str, Style] = {
    "grid": Style(stroke="rule", width=1),
    "zero": Style(stroke="quiet", width=1.25),
    "dot": Style(fill="blue", alpha=0.3, width=3.8, many=True),
    "box": Style(fill="blue", stroke="blue", width=1, alpha=0.22),
    "median": Style(stroke="blue", width=2),
    "range": Style(stroke="ink", width=2),
    "mean": Style(fill="ink", stroke="ground", width=1),
    "tell": Style(stroke="red", width=2),
    "apart": Style(fill="red", stroke="ground", width=1),
    "level": Style(stroke="quiet", width=2),
    "same": Style(fill="ground", stroke="quiet", width=1.75),
    "bracket": Style(stroke="green", width=2.5),
    "tie": Style(stroke="green", width=1),
    "tied": Style(fill="green"),
    "best": Style(fill="blue"),
    "worse": Style(fill="amber"),
    "hatch": Style(fill="quiet", hatched=True, alpha=0.6),
    "cell": Style(stroke="ground", width=1),
    "front": Style(stroke="green", width=2),
    "lead": Style(stroke="blue", width=2.5),
    "thread": Style(stroke="quiet", width=1.25, alpha=0.45),
    "knot": Style(fill="quiet"),
    "key": Style(fill="blue"),
    "disc": Style(fill="blue", stroke="blue", alpha=0.35),
    "blue": Style(fill="blue", width=8, many=True),
    "grey": Style(fill="quiet", width=8, many=True),
    "red": Style(fill="red", width=8, many=True),
    "ink": Style(fill="ink", width=8, many=True),
    "shade": Style(fill="blue", alpha=0.15),
    "title": Style(fill="ink", size=13, bold=True),
    "name": Style(fill="ink", size=12.5),
    "first": Style(fill="ink", size=12.5, bold=True),
    "note": Style(fill="quiet", size=11.5),
    "tick": Style(fill="quiet", size=11),
    "small": Style(fill="ink", size=10),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, or the shape that they enclose."""

    points: tuple[Point, ...]
    style: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; x and y are of its upper left."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Equal discs around points."""

    points: tuple[Point, ...]
    radius: float
    style: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text whose baseline is at y."""

    x: float
    y: float
    text: str
    style: str
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture of ``rows`` of indices into ``colours`` (``#rrggbb``), each a rectangle without smoothing."""

    x: float
    y: float
    width: float
    height: float
    rows: tuple[bytes, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that a page can find by ``key`` and move together; ``told`` is what a reader sees who points at them."""

    key: str
    shapes: tuple["Shape", ...]
    y: float = 0.0
    told: str = ""


Shape = Line | Box | Dots | Text | Pixels | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart of a size in pixels, and the sentence that tells it to who does not see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    told: str


def flat(shapes: Sequence[Shape], y: float = 0.0) -> Iterator[Line | Box | Dots | Text | Pixels]:
    """Yield shapes without groups, moved to where these put them."""
    for shape in shapes:
        if isinstance(shape, Group):
            yield from flat(shape.shapes, y + shape.y)
        elif isinstance(shape, Line | Dots):
            yield replace(shape, points=tuple((px, py + y) for px, py in shape.points))
        else:
            yield replace(shape, y=shape.y + y)


def hatching(box: Box, step: float = 4.0) -> Iterator[tuple[Point, Point]]:
    """Yield the ends of lines that rise through a box at 45 degrees."""
    right, bottom = box.x + box.width, box.y + box.height
    first = int((box.x + box.y) // step) + 1
    for k in range(first, int((right + bottom) // step) + 1):
        total = k * step  # x + y on the line
        left = max(box.x, total - bottom)
        end = min(right, total - box.y)
        if left < end:
            yield (left, total - left), (end, total - end)


# Of Helvetica, in thousandths of its size, from space to tilde (Adobe Core 14 AFM files).
WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
ADVANCES = tuple(int(word) for word in WIDTHS.split())
OTHER = 600
WIDER = 1.25  # DejaVu Sans in bold, the widest that a page may be shown in, against Helvetica
PLAIN = str.maketrans({"−": "-", "–": "-", "…": "...", "≈": "~", "→": ">", "↑": "", "↓": ""})  # for a font of ASCII


def text_width(text: str, style: Style) -> float:
    """Return about how many pixels a text takes."""
    units = sum(ADVANCES[ord(c) - 32] if 32 <= ord(c) < 127 else OTHER for c in text)
    return units / 1000 * style.size * (1.06 if style.bold else 1.0)


def clipped(text: str, width: float, style: str) -> str:
    """Return a text that takes at most ``width`` pixels in any font, its middle left out where it was longer."""
    width /= WIDER
    text = "".join(c if c.isprintable() else " " for c in text[:400])
    if text_width(text, STYLES[style]) <= width:
        return text
    for kept in range(len(text) - 1, 1, -1):
        short = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
        if text_width(short, STYLES[style]) <= width:
            return short
    return "…"

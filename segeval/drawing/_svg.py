"""Shapes as SVG that stands in a page, or in a file of its own."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from segeval.drawing._png import indexed
from segeval.drawing._shapes import LIGHT, STYLES, Box, Dots, Drawing, Group, Line, Pixels, Shape, Style, Text

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"


def svg(drawing: Drawing, *, alone: bool = False) -> Markup:
    """Return a drawing as SVG; ``alone`` with its styles and colours, for a file."""
    size = f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
    head += f' width="{_n(drawing.width)}" height="{_n(drawing.height)}"' if alone else ""
    parts = [f'{head} role="img"><title>{escape(drawing.told)}</title>']
    if alone:
        parts.append(f"<style>{css(LIGHT)}svg{{font-family:{FONT};background:{LIGHT['ground']}}}</style>")
    if any(isinstance(shape, Box) and STYLES[shape.style].hatched for shape in drawing.shapes):
        colour = LIGHT["quiet"] if alone else "var(--quiet)"
        parts.append(
            '<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
            f'<path d="M0 2H4" stroke="{colour}"/></pattern>'
        )
    return Markup("".join([*parts, *_shapes(drawing.shapes), "</svg>" + "\n" * alone]))  # all names are escaped


def css(colours: Mapping[str, str] | None = None) -> str:
    """Return the styles of all shapes; without ``colours`` they are the variables of a page, such as ``--ink``."""
    found = colours or {name: f"var(--{name})" for name in LIGHT}
    return "".join(f".c-{name}{{{_rule(style, found)}}}" for name, style in STYLES.items())


def _rule(style: Style, colours: Mapping[str, str]) -> str:
    if style.many:  # strokes of no length with round ends are discs, at a fifth of the bytes
        stroke = f"stroke:{colours[style.fill]};stroke-width:{style.width:g};stroke-linecap:round"
        return f"fill:none;{stroke};stroke-opacity:{style.alpha:g}"
    fill = "url(#hatch)" if style.hatched else colours[style.fill] if style.fill else "none"
    opacity = "fill-opacity" if style.stroke else "opacity"
    parts = {
        "fill": fill,
        "stroke": colours[style.stroke] if style.stroke else "",
        "stroke-width": f"{style.width:g}" if style.stroke and style.width != 1 else "",
        (opacity if style.fill else "stroke-opacity"): f"{style.alpha:g}" if style.alpha < 1 else "",
        "font-size": f"{style.size:g}px" if style.size else "",
        "font-weight": "650" if style.bold else "",
        "paint-order": f"stroke;stroke:{colours['ground']};stroke-width:3px" if style.size else "",  # over any line
    }
    return ";".join(f"{name}:{value}" for name, value in parts.items() if value)


def _shapes(shapes: Sequence[Shape]) -> Iterator[str]:
    """Yield elements; neighbours of one kind and style are one element, which takes a third of the bytes."""
    for kind, found in groupby(shapes, _kind):
        members = list(found)
        first = members[0]
        if isinstance(first, Group):
            yield from (_group(each) for each in members if isinstance(each, Group))
        elif isinstance(first, Line):
            path = "".join(_path(each) for each in members if isinstance(each, Line))
            yield f'<path class="c-{kind[1]}" d="{path}"/>'
        elif isinstance(first, Box):
            path = "".join(_box(each) for each in members if isinstance(each, Box))
            yield f'<path class="c-{kind[1]}" d="{path}"/>'
        elif isinstance(first, Text):
            yield from _texts([each for each in members if isinstance(each, Text)])
        elif isinstance(first, Dots):
            yield _dots([each for each in members if isinstance(each, Dots)])
        else:
            yield from (_pixels(each) for each in members if isinstance(each, Pixels))


def _kind(shape: Shape) -> tuple[str, str, str]:
    style = "" if isinstance(shape, Group | Pixels) else shape.style
    return type(shape).__name__, style, shape.anchor if isinstance(shape, Text) else ""


def _group(shape: Group) -> str:
    key = f' data-k="{escape(shape.key)}"' if shape.key else ""
    move = f' transform="translate(0 {_n(shape.y)})"' if shape.y else ""
    told = f"<title>{escape(shape.told)}</title>" if shape.told else ""
    return f"<g{key}{move}>{told}{''.join(_shapes(shape.shapes))}</g>"


def _texts(shapes: Sequence[Text]) -> Iterator[str]:
    first = shapes[0]
    look = f'class="c-{first.style}"' + (f' text-anchor="{first.anchor}"' if first.anchor != "start" else "")
    if len(shapes) == 1:
        yield f'<text {look} x="{_n(first.x)}" y="{_n(first.y)}">{escape(first.text)}</text>'
        return
    inner = "".join(f'<text x="{_n(each.x)}" y="{_n(each.y)}">{escape(each.text)}</text>' for each in shapes)
    yield f"<g {look}>{inner}</g>"


def _dots(shapes: Sequence[Dots]) -> str:
    style = shapes[0].style
    if STYLES[style].many:
        points = "".join(f"M{_n(x)} {_n(y)}h0" for shape in shapes for x, y in shape.points)
        return f'<path class="c-{style}" d="{points}"/>'
    return "".join(
        f'<circle class="c-{style}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(shape.radius)}"/>'
        for shape in shapes
        for x, y in shape.points
    )


def _pixels(shape: Pixels) -> str:
    data = b64encode(indexed(shape.rows, shape.colours)).decode()
    place = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
    return (
        f'<image {place} preserveAspectRatio="none" image-rendering="pixelated" href="data:image/png;base64,{data}"/>'
    )


def _box(box: Box) -> str:
    return f"M{_n(box.x)} {_n(box.y)}h{_n(box.width)}v{_n(box.height)}h{_n(-box.width)}z"


def _path(line: Line) -> str:
    (x, y), *others = line.points
    parts = [f"M{_n(x)} {_n(y)}"]
    for px, py in others:
        parts.append(f"V{_n(py)}" if px == x else f"H{_n(px)}" if py == y else f"L{_n(px)} {_n(py)}")
        x, y = px, py
    return "".join(parts) + "z" * line.closed


def _n(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"

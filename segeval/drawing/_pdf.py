"""Shapes as PDF of one page: lines stay lines, and text stays text, in Helvetica, which every reader has.

Source:
    ISO 32000-1:2008, sections 7.5 (structure), 8.4 to 8.5 (graphics), 9.6.2 (standard fonts).
"""

import zlib
from collections.abc import Iterator, Sequence

from segeval.drawing._shapes import (
    LIGHT,
    STYLES,
    Box,
    Dots,
    Drawing,
    Line,
    Pixels,
    Style,
    Text,
    flat,
    hatching,
    text_width,
)

ROUND = 0.5523  # of the radius: the handles of the Bezier curves that make a disc
POINTS = 0.75  # of an inch / 72, that a pixel of an inch / 96 takes


def pdf(drawing: Drawing) -> bytes:
    """Return a drawing as PDF; characters that its font lacks become question marks."""
    pictures = [shape for shape in flat(drawing.shapes) if isinstance(shape, Pixels)]
    alphas = sorted({style.alpha for style in STYLES.values()} | {1.0})
    content = "\n".join([f"{POINTS} 0 0 {-POINTS} 0 {_n(drawing.height * POINTS)} cm", *_operators(drawing, alphas)])
    states = " ".join(f"/a{k} << /ca {alpha} /CA {alpha} >>" for k, alpha in enumerate(alphas))
    first = 7  # number of the first picture
    named = " ".join(f"/p{k} {first + k} 0 R" for k in range(len(pictures)))
    resources = f"<< /Font << /f0 5 0 R /f1 6 0 R >> /ExtGState << {states} >> /XObject << {named} >> >>"
    box = f"[0 0 {_n(drawing.width * POINTS)} {_n(drawing.height * POINTS)}]"
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    return _file([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources {resources} >>".encode(),
        _stream("", content.encode("cp1252", "replace")),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        *(_picture(shape) for shape in pictures),
    ])  # fmt: skip


def _file(objects: Sequence[bytes]) -> bytes:
    """Return numbered objects with the table of where each begins."""
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail


def _stream(words: str, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return f"<< {words} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def _picture(shape: Pixels) -> bytes:
    colours = [bytes.fromhex(colour.removeprefix("#")) for colour in shape.colours]
    size = f"/Width {len(shape.rows[0])} /Height {len(shape.rows)}"
    words = f"/Type /XObject /Subtype /Image {size} /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return _stream(words, b"".join(colours[index] for row in shape.rows for index in row))


def _operators(drawing: Drawing, alphas: Sequence[float]) -> Iterator[str]:
    pictures = 0
    for shape in flat(drawing.shapes):
        if isinstance(shape, Pixels):
            place = f"{_n(shape.width)} 0 0 {_n(-shape.height)} {_n(shape.x)} {_n(shape.y + shape.height)} cm"
            yield f"q {place} /p{pictures} Do Q"
            pictures += 1
            continue
        style = STYLES[shape.style]
        yield f"q /a{alphas.index(style.alpha)} gs {_n(style.width)} w"
        yield from (f"{_rgb(name)} {word}" for name, word in ((style.fill, "rg"), (style.stroke, "RG")) if name)
        if isinstance(shape, Text):
            yield _text(shape, style)
        elif isinstance(shape, Box) and style.hatched:
            yield f"{_rgb(style.fill)} RG"
            yield from (f"{_n(a)} {_n(b)} m {_n(c)} {_n(d)} l S" for (a, b), (c, d) in hatching(shape))
        else:
            paint = {(True, True): "B", (True, False): "f", (False, True): "S"}[bool(style.fill), bool(style.stroke)]
            yield from (f"{path} {paint}" for path in _paths(shape))
        yield "Q"


def _paths(shape: Line | Box | Dots) -> Iterator[str]:
    if isinstance(shape, Box):
        yield f"{_n(shape.x)} {_n(shape.y)} {_n(shape.width)} {_n(shape.height)} re"
    elif isinstance(shape, Line):
        (x, y), *others = shape.points
        yield " ".join([f"{_n(x)} {_n(y)} m", *(f"{_n(x)} {_n(y)} l" for x, y in others), *["h"] * shape.closed])
    else:
        r, k = shape.radius, shape.radius * ROUND
        turns = ((r, k, k, r, 0, r), (-k, r, -r, k, -r, 0), (-r, -k, -k, -r, 0, -r), (k, -r, r, -k, r, 0))
        for x, y in shape.points:
            curves = (" ".join(_n(v + (x, y)[i % 2]) for i, v in enumerate(turn)) + " c" for turn in turns)
            yield " ".join([f"{_n(x + r)} {_n(y)} m", *curves])


def _text(shape: Text, style: Style) -> str:
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * text_width(shape.text, style)
    words = shape.text.replace("−", "–").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    place = f"1 0 0 -1 {_n(shape.x - shift)} {_n(shape.y)} Tm"  # upright in a page whose y grows downwards
    return f"BT /f{int(style.bold)} {_n(style.size)} Tf {place} ({words}) Tj ET"


def _rgb(name: str) -> str:
    return " ".join(f"{value / 255:.3f}" for value in bytes.fromhex(LIGHT[name].removeprefix("#")))


def _n(value: float) -> str:
    return f"{value:.2f}"

"""Shapes as PNG, and small pictures of indexed colours."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from segeval.drawing._shapes import LIGHT, PLAIN, STYLES, Box, Dots, Drawing, Line, Pixels, Style, Text, flat, hatching

FINER = 3  # drawn so many times larger, then averaged, which smooths edges


def png(drawing: Drawing, scale: float = 2.0) -> bytes:
    """Return a drawing as PNG on white, ``scale`` pixels for each of its own."""
    from PIL import Image, ImageColor, ImageDraw, ImageFont

    zoom = scale * FINER
    size = (round(drawing.width * zoom), round(drawing.height * zoom))
    image = Image.new("RGB", size, LIGHT["ground"])
    canvas = ImageDraw.Draw(image, "RGBA")

    def colour(name: str, alpha: float) -> tuple[int, ...] | None:
        return (*ImageColor.getrgb(LIGHT[name])[:3], round(255 * alpha)) if name else None

    for shape in flat(drawing.shapes):
        if isinstance(shape, Pixels):
            small = Image.open(BytesIO(indexed(shape.rows, shape.colours))).convert("RGB")
            box = (round(shape.width * zoom), round(shape.height * zoom))
            image.paste(small.resize(box, Image.Resampling.NEAREST), (round(shape.x * zoom), round(shape.y * zoom)))
            continue
        style = STYLES[shape.style]
        fill = colour(style.fill, style.alpha)
        stroke = colour(style.stroke, 1.0 if style.fill else style.alpha)
        if isinstance(shape, Text):
            font = ImageFont.load_default(style.size * zoom)
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[shape.anchor]
            weight = round(style.bold * zoom / 4)
            place = (shape.x * zoom, shape.y * zoom)
            canvas.text(place, shape.text.translate(PLAIN), fill, font, anchor, stroke_width=weight, stroke_fill=fill)
        else:
            _draw(canvas, shape, style, zoom, fill, stroke)
    image = image.resize((round(drawing.width * scale), round(drawing.height * scale)), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw(canvas: Any, shape: Line | Box | Dots, style: Style, zoom: float, fill: Any, stroke: Any) -> None:
    width = max(1, round(style.width * zoom))
    if isinstance(shape, Line):
        points = [(x * zoom, y * zoom) for x, y in shape.points]
        if fill:
            canvas.polygon(points, fill)
        if stroke:
            canvas.line([*points, *points[: 2 * shape.closed]], stroke, width, joint="curve")
    elif isinstance(shape, Box):
        ends = [v * zoom for v in (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)]
        if style.hatched:
            for line in hatching(shape):
                canvas.line([(x * zoom, y * zoom) for x, y in line], fill, width)
        else:
            canvas.rectangle(ends, fill, stroke, width if stroke else 0)
    else:
        for x, y in shape.points:
            reach = shape.radius * zoom
            canvas.ellipse(
                [x * zoom - reach, y * zoom - reach, x * zoom + reach, y * zoom + reach],
                fill,
                stroke,
                width if stroke else 0,
            )


def indexed(rows: Sequence[bytes], colours: Sequence[str]) -> bytes:
    """Return the PNG of rows of indices into at most 16 colours ``#rrggbb``, four bits a pixel.

    Source:
        PNG specification, third edition, sections 7.2, 11.2 and 12.
    """
    packed = b"".join(
        b"\0" + bytes(a << 4 | b for a, b in zip(row[::2], (*row[1::2], 0), strict=False)) for row in rows
    )
    palette = b"".join(bytes.fromhex(colour.removeprefix("#")) for colour in colours)
    header = struct.pack(">IIBBBBB", len(rows[0]) if rows else 0, len(rows), 4, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )

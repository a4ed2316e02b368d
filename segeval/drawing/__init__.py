"""Charts as plain shapes, written as SVG for pages, as PDF for papers and as PNG for slides.

A chart is a :class:`Drawing`: shapes in pixels from the upper left, each with the name of a :class:`Style`. Colours
have names too, so that a page may give them other values in the dark; on white they are those of Okabe and Ito 2008,
*Color Universal Design*, which colour-blind readers tell apart.
"""

from segeval.drawing._curves import Curve, curves
from segeval.drawing._pdf import pdf
from segeval.drawing._png import png
from segeval.drawing._scale import Scale, labels, magnitude, spanning
from segeval.drawing._shapes import (
    LIGHT,
    STYLES,
    Anchor,
    Box,
    Dots,
    Drawing,
    Group,
    Line,
    Pixels,
    Point,
    Shape,
    Style,
    Text,
    clipped,
    flat,
    text_width,
)
from segeval.drawing._svg import css, svg
from segeval.drawing._webp import webp

__all__ = [
    "LIGHT",
    "STYLES",
    "Anchor",
    "Box",
    "Curve",
    "Dots",
    "Drawing",
    "Group",
    "Line",
    "Pixels",
    "Point",
    "Scale",
    "Shape",
    "Style",
    "Text",
    "clipped",
    "css",
    "curves",
    "flat",
    "labels",
    "magnitude",
    "pdf",
    "png",
    "spanning",
    "svg",
    "text_width",
    "webp",
]

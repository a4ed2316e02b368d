"""Charts as files: what is drawn is the same shapes in SVG, PDF and PNG, and every text in them is only text."""

import re
import zlib
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from segeval.drawing import (
    LIGHT,
    STYLES,
    Box,
    Dots,
    Drawing,
    Group,
    Line,
    Pixels,
    Scale,
    Text,
    clipped,
    css,
    pdf,
    png,
    svg,
    text_width,
)

SPACE = "{http://www.w3.org/2000/svg}"


def drawing(*shapes: object) -> Drawing:
    return Drawing(width=200, height=100, shapes=shapes, told="a chart")  # type: ignore[arg-type]  # shapes of a test


def pixels(*shapes: object) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png(drawing(*shapes), scale=1))).convert("RGB"))


def content(data: bytes) -> str:
    found = re.search(rb"4 0 obj\n<<.*?>>\nstream\n(.*?)\nendstream", data, re.DOTALL)
    assert found is not None
    return zlib.decompress(found[1]).decode("cp1252")


def test_an_svg_says_what_it_shows_and_holds_each_shape() -> None:
    made = svg(
        drawing(Line(((1, 2), (3, 4)), "range"), Group("3", (Text(5, 6, "a <b> & c", "name", "end"),), 10, "told")),
        alone=True,
    )
    root = ElementTree.fromstring(made)
    assert [root.findtext(f"{SPACE}title"), root.findtext(f"{SPACE}g/{SPACE}title")] == ["a chart", "told"]
    assert root.find(f"{SPACE}path").get("d") == "M1 2L3 4"  # type: ignore[union-attr]  # or the test fails
    assert root.findtext(f"{SPACE}g/{SPACE}text") == "a <b> & c"
    assert "var(" not in made


def test_neighbours_of_one_style_are_one_element() -> None:
    lines = [Line(((0, k), (9, k)), "grid") for k in range(3)]
    root = ElementTree.fromstring(svg(drawing(*lines, Dots(((1, 1), (2, 2)), 2, "dot"))))
    assert [path.get("d") for path in root.findall(f"{SPACE}path")] == ["M0 0H9M0 1H9M0 2H9", "M1 1h0M2 2h0"]


def test_a_page_may_give_colours_other_values() -> None:
    assert "var(--blue)" in css()
    assert LIGHT["blue"] in css(LIGHT)
    assert "var(" not in css(LIGHT)
    assert {style.fill for style in STYLES.values()} | {style.stroke for style in STYLES.values()} <= {"", *LIGHT}


def test_a_pdf_keeps_text_as_text_and_lines_as_lines() -> None:
    data = pdf(drawing(Text(10, 20, "unet (2–3) −1", "first"), Line(((1, 2), (3, 4)), "range")))
    assert data.startswith(b"%PDF-1.4")
    assert "(unet \\(2–3\\) –1) Tj" in content(data)
    assert "1.00 2.00 m 3.00 4.00 l S" in content(data)
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start : start + 4] == b"xref"
    offsets = [int(line[:10]) for line in data[start:].splitlines()[3:] if line.endswith(b"n ")]
    assert [data[offset : offset + 7] for offset in offsets] == [b"%d 0 obj" % k for k in range(1, len(offsets) + 1)]


def test_a_png_has_the_colours_of_its_shapes() -> None:
    array = pixels(Box(10, 10, 40, 20, "best"), Dots(((100, 50),), 8, "tied"))
    assert array.shape == (100, 200, 3)
    assert tuple(array[20, 30]) == tuple(bytes.fromhex(LIGHT["blue"][1:]))
    assert tuple(array[50, 100]) == tuple(bytes.fromhex(LIGHT["green"][1:]))
    assert tuple(array[90, 190]) == (255, 255, 255)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_picture_of_indexed_colours_is_what_was_drawn(width: int) -> None:
    rows = (bytes(k % 3 for k in range(width)), bytes(2 - k % 3 for k in range(width)))
    array = pixels(Pixels(0, 0, 20 * width, 40, rows, ("#ff0000", "#00ff00", "#0000ff")))
    shown = array[10::20, 10 : 20 * width : 20][:2]
    assert np.argmax(shown, axis=-1).tolist() == [list(row) for row in rows]


def test_hatching_stays_inside_its_box() -> None:
    array = pixels(Box(50, 20, 60, 30, "hatch"))
    grey = np.any(array < 250, axis=-1)
    assert 0.05 < grey[20:50, 50:110].mean() < 0.9
    grey[18:52, 48:112] = False
    assert not grey.any()


def test_a_long_name_keeps_both_ends() -> None:
    short = clipped("unet" + "x" * 200 + "[width=16]", 120, "name")
    assert short.startswith("unet")
    assert short.endswith("16]")
    assert text_width(short, STYLES["name"]) <= 120
    assert clipped("unet\n\u202e", 120, "name") == "unet  "


@pytest.mark.parametrize(
    ("scale", "ticks"),
    [
        (Scale(0, 1000, 0, 1), [0, 200, 400, 600, 800, 1000]),
        (Scale(0.13, 0.97, 0, 1).rounded(), [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (Scale(-3.1, 4, 300, 0), [-2, 0, 2, 4]),
        (Scale(0.13, 1.7, 0, 1, log=True).rounded(), [0.1, 0.2, 0.5, 1, 2]),
        (Scale(1e-6, 2, 300, 0, log=True).rounded(), [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]),
    ],
)
def test_ticks_are_round_numbers_from_end_to_end(scale: Scale, ticks: list[float]) -> None:
    assert scale.ticks() == pytest.approx(ticks)
    assert [scale.at(each) for each in (scale.low, scale.high)] == pytest.approx([scale.start, scale.end])
    assert [scale.at(each) for each in (-1e9, 1e9)] == pytest.approx([scale.start, scale.end])

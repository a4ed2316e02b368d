"""Every case of every model as one picture, the hardest cases first."""

from collections.abc import Sequence

import numpy as np

from segeval.drawing import Drawing, Pixels, Scale, Shape, Text, clipped, labels
from segeval.stats import Floats

WIDTH, NAMES, TOP, ROW = 1080.0, 256.0, 30.0, 18.0
# From dark for what is bad to light for what is good; lightness alone orders them, so that no colour need be told
# (a sequence after cividis, Nuñez et al. 2018, doi:10.1371/journal.pone.0199239).
SHADES = (
    "#00224e", "#0b2f6a", "#223b6e", "#36476c", "#47536b", "#575f6d", "#666970", "#757575",
    "#858178", "#968d77", "#a89a74", "#bba86e", "#cfb665", "#e4c558", "#fad446",
)  # fmt: skip
NOTHING = "#c9ced3"  # no value


def heat(models: Sequence[str], values: Floats, *, higher: bool, unit: str, sentence: str) -> Drawing:
    """Return the picture; ``values`` ``(cases, models)``, hardest case first, NaN for none."""
    number = values.shape[1]
    row = ROW if number <= 30 else max(8.0, 540 / number)
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    share = (values - low) / ((high - low) or 1.0)
    levels = np.clip((share if higher else 1 - share) * len(SHADES), 0, len(SHADES) - 1)
    indices = np.where(np.isnan(values), len(SHADES), np.nan_to_num(levels)).astype(np.uint8).T
    shapes: list[Shape] = [
        Text(NAMES - 10, TOP + row * (k + 0.5) + 4, clipped(name, NAMES - 16, "name"), "name", "end")
        for k, name in enumerate(models)
        if row >= 12 or k % 2 == 0
    ]
    right = WIDTH - 16
    lines = tuple(line.tobytes() for line in indices)
    shapes += [
        Text(NAMES, TOP - 10, "hardest case", "note"),
        Text(right, TOP - 10, "easiest case", "note", "end"),
        Pixels(NAMES, TOP, right - NAMES, row * number, lines, (*SHADES, NOTHING)),
    ]
    shapes += _legend(low, high, higher=higher, unit=unit, y=TOP + row * number + 16)
    return Drawing(width=WIDTH, height=TOP + row * number + 50, shapes=tuple(shapes), told=sentence)


def _legend(low: float, high: float, *, higher: bool, unit: str, y: float) -> list[Shape]:
    end = NAMES + 300
    order = range(len(SHADES)) if higher else reversed(range(len(SHADES)))
    scale = Scale(low, high if high > low else low + 1, NAMES, end)
    ticks = scale.ticks(4)
    unit = "" if unit == "1" else f" {unit}"
    texts = labels(ticks)
    return [
        Pixels(NAMES, y, 300, 10, (bytes(order),), SHADES),
        *(Text(scale.at(tick), y + 24, text + unit, "tick", "middle") for tick, text in zip(ticks, texts, strict=True)),
        Pixels(end + 30, y, 14, 10, (b"\0",), (NOTHING,)),
        Text(end + 50, y + 10, "no value", "note"),
    ]

"""Look first, then segment what was found: boxes from a coarse model, a threshold, or a file, and exact paste-back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage
from torch import Tensor

from segeval._disk import from_csv
from segeval.errors import BadData
from segeval.infer import Logits, Segment, certain, decided, resize
from segeval.records import Grid, Volume
from segeval.strategies import one_of, strategy

Box = tuple[slice, ...]
Bits = npt.NDArray[np.bool_]
OTHERWISE = ("background", "whole")
LOW, HIGH = ("x_low", "y_low", "z_low"), ("x_high", "y_high", "z_high")


@strategy(
    "region",
    title="Detect, then segment",
    source="coarse-to-fine localisation: a box around what a detector finds, segmented by another model",
    example='strategy = "region"\nmargin = 8.0\n\n[detector]\nmodel = "unet-8"\n\n[part]\nmodel = "unet3d-8"\n',
)
def region(
    detector: Segment, part: Segment, *, margin: float = 10.0, each: bool = False, otherwise: str = "background"
) -> Segment:
    """Return the segmenter that asks ``part`` about the box of all that ``detector`` calls foreground.

    ``margin`` widens boxes, in the unit of the grid. With ``each`` every component has a box of its own, and boxes that
    touch become one. Where nothing is found, the answer is "background", or that of ``part`` about the "whole" image.
    """
    chosen = one_of("region", "otherwise", otherwise, OTHERWISE)

    def segment(image: Volume) -> Logits:
        found: Bits = decided(detector(image), image.grid.shape) > 0
        boxes = list(_boxes(found, image.grid, margin, each=each))
        if not boxes and chosen == "whole":
            return part(image)
        return _pasted(part, image, boxes)

    return segment


@strategy(
    "boxes",
    title="Segment within given boxes",
    source="boxes of any detector, from a table",
    example='strategy = "boxes"\nfile = "boxes.csv"\nmargin = 4.0\n\n[part]\nmodel = "unet3d-8"\n',
)
def boxes(part: Segment, *, file: Path = Path("boxes.csv"), margin: float = 0.0) -> Segment:
    """Return the segmenter that asks ``part`` about the boxes of a CSV file, one line a box.

    Columns are ``case``, ``x_low``, ``x_high``, ``y_low``, ``y_high`` and for volumes ``z_low``, ``z_high``: world
    coordinates of RAS axes in mm, or pixels counted from 0 at the left and the top. A voxel whose centre lies within
    belongs to a box. Cases without a line are background; boxes that touch become one.

    Raises:
        BadData: If the file is no such table.
    """
    known = _read(file)

    def segment(image: Volume) -> Logits:
        if not image.case:
            msg = (
                f"boxes: {file.name} names whole cases, so that this strategy cannot stand within one that cuts images"
            )
            raise BadData(msg)
        found = np.zeros(image.grid.shape, bool)
        for low, high in known.get(image.case, ()):
            found[_voxels(image.grid, low, high, margin)] = True
        return _pasted(part, image, list(_boxes(found, image.grid, 0, each=True)))

    return segment


def _boxes(found: Bits, grid: Grid, margin: float, *, each: bool) -> Iterator[Box]:
    """Yield boxes around what was found, widened and disjoint."""
    if not found.any():
        return
    labels = ndimage.label(found, np.ones((3,) * found.ndim))[0] if each else found.astype(np.uint8)
    mask = np.zeros(found.shape, bool)
    widths = [round(margin / spacing) for spacing in grid.spacing]
    while True:
        boxes = [box for box in ndimage.find_objects(labels) if box]
        for box in boxes:
            mask[_widened(box, widths, found.shape)] = True
        # Boxes that met have become one shape, whose own box may meet another.
        labels, count = ndimage.label(mask, np.ones((3,) * found.ndim))
        widths = [0] * found.ndim
        if all(mask[box].all() for box in ndimage.find_objects(labels)):
            break
    yield from ndimage.find_objects(labels, count)


def _widened(box: Box, widths: list[int], shape: tuple[int, ...]) -> Box:
    return tuple(
        slice(max(0, side.start - width), min(size, side.stop + width))
        for side, width, size in zip(box, widths, shape, strict=True)
    )


def _pasted(part: Segment, image: Volume, boxes: list[Box]) -> Logits:
    """Return the answer about boxes of an image, background elsewhere; without any box it is asked about the corner."""
    whole: Tensor | None = None
    for box in boxes or [tuple(slice(0, 1) for _ in image.grid.shape)]:
        logits = part(cut(image, box))
        if whole is None:
            background = np.zeros(image.grid.shape, np.uint8)
            whole, output = certain(background, logits.output, logits.array.device), logits.output
        if boxes:
            inside = tuple(side.stop - side.start for side in box)
            whole[(slice(None), *box)] = resize(logits.array, inside)
    assert whole is not None
    return Logits(whole, output)


def cut(image: Volume, box: Box) -> Volume:
    """Return a part of an image, which knows where it lies."""
    array = np.ascontiguousarray(image.array[(slice(None), *box)])
    origin = np.array(image.grid.origin) + np.array([side.start for side in box]) @ image.grid.steps
    return Volume(array, replace(image.grid, shape=array.shape[1:], origin=tuple(origin.tolist())))


def _read(file: Path) -> Mapping[str, list[tuple[list[float], list[float]]]]:
    """Return the corners of the boxes of each case, in world coordinates."""
    known: dict[str, list[tuple[list[float], list[float]]]] = {}
    try:
        for number, row in enumerate(from_csv(file), start=2):
            axes = 3 if row.get(LOW[2]) else 2
            low, high = ([float(row[name]) for name in names[:axes]] for names in (LOW, HIGH))
            if not all(a <= b for a, b in zip(low, high, strict=True)):
                msg = f"{file}: line {number}: a box ends before it begins: {low} to {high}"
                raise BadData(msg)
            known.setdefault(row["case"], []).append((low, high))
    except (OSError, LookupError, ValueError) as error:
        columns = "case, x_low, x_high, y_low, y_high[, z_low, z_high]"
        msg = f"{file} is no table of boxes ({error}): its columns are {columns}"
        raise BadData(msg) from error
    return known


def _voxels(grid: Grid, low: list[float], high: list[float], margin: float) -> Box:
    """Return the voxels whose centres lie within the corners of a box in the world, as far as the grid reaches."""
    if len(low) != len(grid.shape):
        msg = f"boxes: a box of {len(low)} axes for an image of {len(grid.shape)}: {grid}"
        raise BadData(msg)
    ends = [(a - margin, b + margin) for a, b in zip(low, high, strict=True)]
    corners = np.array(list(product(*ends)))
    places = (corners - grid.origin) @ np.linalg.inv(grid.steps)
    first, last = np.ceil(places.min(0) - 1e-6).astype(int), np.floor(places.max(0) + 1e-6).astype(int)
    return tuple(slice(max(0, a), max(0, b + 1)) for a, b in zip(first, last, strict=True))

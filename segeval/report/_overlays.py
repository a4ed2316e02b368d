"""A case as pixels: the image in grey or colour, and clear layers over it that show a reference, or where a model errs.

Volumes are turned to canonical axes and cut three times, through the slices that hold most structure and most errors;
the axial plane is in the upper left, the coronal below it, the sagittal beside the coronal.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.records import Grid
from segeval.report._keys import ERRORS, STRUCTURES
from segeval.volume import brightness, canonical

GAP = 4  # pixels between planes
REACH = 2  # pixels of a contour
FILL, CONTOUR = 80, 255  # how opaque

Colours = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where one plane of a case lies on its picture, ``(y, x)``; ``index`` cuts it from ``(z, y, x)`` or ``(y, x)``."""

    index: tuple[int | slice, ...]
    corner: tuple[int, int]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A picture of ``size`` (height, width) with its planes, the first of which is whole.

    ``slices`` are the places on ``(z, y, x)`` where a volume is cut, none of what is flat; ``words`` name them.
    """

    size: tuple[int, int]
    planes: tuple[Plane, ...]
    slices: tuple[int, ...]
    words: str


def turned(array: npt.NDArray[Any], grid: Grid) -> tuple[npt.NDArray[Any], Grid]:
    """Return an array with canonical last axes where its grid has directions, else as it is."""
    return canonical(array, grid) if grid.unit == "mm" and len(grid.shape) == 3 else (array, grid)


def layout(
    reference: Labels,
    masks: Sequence[Labels],
    spacing: Sequence[float],
    largest: int,
    slices: Sequence[int] = (),
) -> Layout:
    """Return where the planes of a case lie on a picture whose longer side has ``largest`` pixels.

    Args:
        reference: Labels ``(z, y, x)`` or ``(y, x)``, turned.
        masks: The same of each model.
        spacing: Between voxels, as the axes are.
        largest: Of the picture, in pixels.
        slices: Where to cut a volume; default, and where one lies outside: through most structure and most errors of
            these models.
    """
    extent = [n * s for n, s in zip(reference.shape, spacing, strict=True)]
    if len(extent) == 2:
        size = _pixels(extent, largest / max(extent))
        return Layout(size=size, planes=(Plane((slice(None), slice(None)), (0, 0), size),), slices=(), words="")
    z, y, x = extent
    scale = (largest - GAP) / max(y + z, x + y)
    (axial, across), (high, deep) = _pixels((y, x), scale), _pixels((z, y), scale)
    inside = len(slices) == 3 and all(0 <= at < n for at, n in zip(slices, reference.shape, strict=True))
    k, j, i = slices if inside else _slices(reference, masks)
    back = slice(None, None, -1)  # on a page the front, and the head, is up
    planes = (
        Plane((k, back, slice(None)), (0, 0), (axial, across)),
        Plane((back, j, slice(None)), (axial + GAP, 0), (high, across)),
        Plane((back, back, i), (axial + GAP, across + GAP), (high, deep)),
    )
    size = (axial + GAP + high, across + GAP + deep)
    names = zip(("axial", "coronal", "sagittal"), (k, j, i), reference.shape, strict=True)
    words = "; ".join(f"{name} slice {at + 1} of {n}" for name, at, n in names)
    return Layout(size=size, planes=planes, slices=(k, j, i), words=words)


def _pixels(extent: Sequence[float], scale: float) -> tuple[int, int]:
    height, width = (max(1, round(length * scale)) for length in extent)
    return height, width


def _slices(reference: Labels, masks: Sequence[Labels]) -> Sequence[int]:
    """Return of each axis the slice with most voxels of a structure or, on average of the models, of an error."""
    axes = range(reference.ndim)
    others = [tuple(other for other in axes if other != axis) for axis in axes]
    sums = [(reference > 0).sum(axis=each).astype(np.float64) for each in others]
    for mask in masks:
        wrong = mask != reference
        sums = [each + wrong.sum(axis=other) / len(masks) for each, other in zip(sums, others, strict=True)]
    return [int(each.argmax()) if each.any() else len(each) // 2 for each in sums]


def photograph(array: npt.NDArray[Any], found: Layout) -> Colours:
    """Return the image as ``(y, x, 4)``; of ``(C, ...)`` three channels are colours, else the first is grey."""
    planes = [_smooth(array[(slice(None), *plane.index)], plane.size) for plane in found.planes]
    grey = len(array) != 3
    shown = [plane[[0, 0, 0]] if grey else plane for plane in planes]
    bright = brightness(np.concatenate([plane.reshape(3, -1) for plane in shown], axis=1)).round().astype(np.uint8)
    picture, done = np.zeros((*found.size, 4), np.uint8), 0
    for plane in found.planes:
        inside, pixels = _inside(plane), math.prod(plane.size)
        picture[(*inside, slice(0, 3))] = bright[:, done : done + pixels].T.reshape(*plane.size, 3)
        picture[(*inside, 3)] = 255
        done += pixels
    return picture


def _smooth(array: npt.NDArray[Any], size: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Return channels ``(C, y, x)`` of another size: means of whole blocks, then linear between their centres."""
    values = array.astype(np.float64)
    for axis, wanted in ((1, size[0]), (2, size[1])):
        values = np.moveaxis(values, axis, -1)
        block = max(1, values.shape[-1] // wanted)
        whole = values.shape[-1] // block
        values = values[..., : whole * block].reshape(*values.shape[:-1], whole, block).mean(axis=-1)
        places = np.clip((np.arange(wanted) + 0.5) * whole / wanted - 0.5, 0, whole - 1)
        before = places.astype(np.intp)
        share = places - before
        after = np.minimum(before + 1, whole - 1)
        values = np.moveaxis(values[..., before] * (1 - share) + values[..., after] * share, -1, axis)
    return values


def shapes(reference: Labels, values: Sequence[int], found: Layout) -> Colours:
    """Return a layer ``(y, x, 4)`` with each of these labels in its colour of STRUCTURES."""
    labels = _nearest(reference, found)
    kinds = np.zeros(labels.shape, np.intp)
    for k, value in enumerate(values):
        kinds[labels == value] = 1 + k % len(STRUCTURES)
    return _layer(kinds, STRUCTURES, found)


def errors(reference: Labels, mask: Labels, found: Layout) -> Colours:
    """Return a layer ``(y, x, 4)`` in the colours of ERRORS."""
    true, said = _nearest(reference, found), _nearest(mask, found)
    kinds = np.select(
        [(true > 0) & (said == true), (true > 0) & (said == 0), (true == 0) & (said > 0), (true > 0) & (said > 0)],
        [1, 2, 3, 4],
        0,
    )
    return _layer(kinds, tuple(ERRORS.values()), found)


def _nearest(labels: Labels, found: Layout) -> Labels:
    picture = np.zeros(found.size, np.int64)
    for plane in found.planes:
        cut = labels[plane.index]
        places = (((np.arange(m) + 0.5) * n / m).astype(np.intp) for m, n in zip(plane.size, cut.shape, strict=True))
        picture[_inside(plane)] = cut[np.ix_(*places)]
    return picture


def _inside(plane: Plane) -> tuple[slice, slice]:
    (y, x), (height, width) = plane.corner, plane.size
    return slice(y, y + height), slice(x, x + width)


def _layer(kinds: npt.NDArray[np.intp], colours: Sequence[tuple[int, int, int]], found: Layout) -> Colours:
    """Return fills with contours that lie inside them; a picture's own border is none."""
    edge = np.zeros(kinds.shape, bool)
    for plane in found.planes:
        part, inside = kinds[_inside(plane)], edge[_inside(plane)]
        for axis in (0, 1):
            for step in range(1, REACH + 1):
                one, other = (np.moveaxis(part, axis, 0)[cut] for cut in (slice(step, None), slice(None, -step)))
                differ, turned_edge = one != other, np.moveaxis(inside, axis, 0)
                turned_edge[step:] |= differ
                turned_edge[:-step] |= differ
    table = np.array([(0, 0, 0), *colours], np.uint8)
    opaque = np.where(kinds == 0, 0, np.where(edge, CONTOUR, FILL)).astype(np.uint8)
    return np.dstack([table[kinds], opaque])

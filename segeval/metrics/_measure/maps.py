"""Two label maps as the kernels want them: checked, read once, and their surfaces compared."""

from collections.abc import Sequence
from math import isfinite, prod
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import GridMismatch, UsageError
from segeval.metrics._measure.kernels import chosen
from segeval.metrics._measure.kernels.region import Region
from segeval.metrics._measure.surfaces import Border, Directed, NoSurface, SurfaceDistances
from segeval.metrics._measure.surfels import areas
from segeval.records import Grid

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

MOST_LABELS = 256

# A voxel is border if one of its neighbours lies outside: 6, 18 or 26 of them in 3D, 4 or 8 in 2D.
BORDERS: dict[Border, int] = {"faces": 1, "edges": 2, "corners": 3}
NO_BYTES: Bytes = np.empty(0, np.uint8)


class Place(NamedTuple):
    """Where some labels are in two maps: their positions among all labels, their bytes, and a box that holds them.

    The box is the first and end index along z, y, x; it is empty where none of the labels occurs. ``ignored`` are the
    bytes of voxels whose edge is no surface; a box that is not empty holds them too.
    """

    positions: list[int]
    codes: Bytes
    box: list[int]
    ignored: Bytes = NO_BYTES


class Scan(NamedTuple):
    """What two label maps hold.

    ``labels`` are all values that occur, 0 first; ``confusion[r][p]`` counts the voxels with label r in the reference
    and p in the prediction, and ``boxes`` hold the first and end index along (z, y, x) of each label in either map, all
    by position in ``labels``. ``maps`` hold a byte for each voxel, ``codes`` that of each label. What lies in lists is
    so small that arrays would be slower.

    ``size`` is the number of voxels that are scored. Those that are not have the byte of ``hole``, the same in both
    maps, and are in nothing else. ``axes`` are those of the arrays that the maps have: a volume of one slice is the
    image that it is.
    """

    labels: list[int]
    confusion: list[list[int]]
    boxes: list[list[int]]
    codes: Bytes
    maps: tuple[Any, Any]
    size: int
    axes: list[int]
    hole: Place | None = None

    def place(self, values: tuple[int, ...]) -> Place:
        """Return where the given labels are; those that do not occur are left out."""
        inside = [position for position, label in enumerate(self.labels) if label in values]
        if len(inside) == 1 and inside[0] and not self.hole:  # mostly, and without a pass of numpy
            return Place(inside, self.codes[inside[0] : inside[0] + 1], self.boxes[inside[0]])
        boxes = [self.boxes[position] for position in inside]
        if 0 in values:  # background has no box of its own
            depth, height, width = (1, *self.maps[0].shape)[-3:]
            boxes = [[0, depth, 0, height, 0, width]]
        ignored = NO_BYTES
        if boxes and self.hole:
            boxes, ignored = [*boxes, self.hole.box], self.hole.codes
        if len(boxes) != 1:
            boxes = [[(min, max)[k % 2](column) for k, column in enumerate(zip(*boxes, strict=True))] or [0] * 6]
        return Place(inside, self.codes[inside], boxes[0], ignored)

    def without(self, ignore: int) -> "Scan":
        """Return what is left when voxels of a label are not scored; UsageError if only the prediction has it."""
        if ignore not in self.labels:
            return self
        hole = self.labels.index(ignore)
        if elsewhere := sum(row[hole] for row in self.confusion) - self.confusion[hole][hole]:
            msg = (
                f"prediction holds the ignored label {ignore} in {elsewhere} voxels where the reference does not; "
                "predict a structure or 0 there"
            )
            raise UsageError(msg)
        kept = [position for position in range(len(self.labels)) if position != hole]
        return self._replace(
            labels=[self.labels[k] for k in kept],
            confusion=[[self.confusion[r][p] for p in kept] for r in kept],
            boxes=[self.boxes[k] for k in kept],
            codes=self.codes[kept],
            size=self.size - self.confusion[hole][hole],
            hole=Place([], self.codes[[hole]], self.boxes[hole]),
        )


def check_map(name: str, array: Any, grid: Grid) -> None:
    """Raise UsageError where ``array`` is no label map or its grid none, GridMismatch where their shapes differ."""
    if isinstance(array, np.ndarray):
        integral = array.dtype.kind in "biu"
    else:  # a torch tensor, without importing torch
        integral = hasattr(array, "is_floating_point") and not (array.is_floating_point() or array.is_complex())
    if not integral:
        came = getattr(array, "dtype", type(array).__name__)
        msg = f"{name} is {came}, expected a numpy array of integer or boolean labels; threshold or round it first"
        raise UsageError(msg)
    if array.ndim not in (2, 3) or 0 in array.shape:
        came = "×".join(map(str, array.shape))
        msg = f"{name} has {array.ndim} axes ({came}), expected (z, y, x) or (y, x), none empty; take one channel"
        raise UsageError(msg)
    if tuple(array.shape) != grid.shape:
        came, expected = ("×".join(map(str, shape)) for shape in (array.shape, grid.shape))
        msg = f"{name} is {came} but the grid is {expected}; the order of axes is (z, y, x) or (y, x)"
        raise GridMismatch(msg)
    if len(grid.spacing) != array.ndim or not all(isfinite(s) and s > 0 for s in grid.spacing):
        msg = (
            f"spacing of the {name} is {grid.spacing}, expected {array.ndim} positive numbers in {grid.unit}; "
            "check the header of the mask"
        )
        raise UsageError(msg)


def scan(reference: npt.NDArray[Any], prediction: npt.NDArray[Any], ignore: int | None = None) -> Scan:
    """Read two label maps of one shape, ``(z, y, x)`` or ``(y, x)``, integers or booleans, in one pass.

    Torch tensors are read where they lie. Voxels whose reference is ``ignore`` are left out.

    Raises:
        UsageError: If they hold more than 256 different values, background is to be ignored, or the prediction is
            ``ignore`` elsewhere too.
    """
    if ignore == 0:
        msg = "0 cannot be ignored, since it is background; give the voxels to ignore a number of their own"
        raise UsageError(msg)
    shape = list(reference.shape)
    axes = list(range(len(shape)))
    if len(shape) == 3 and 1 in shape:
        del axes[shape.index(1)], shape[shape.index(1)]
    first, second = reference.reshape(shape), prediction.reshape(shape)
    if not isinstance(reference, np.ndarray):
        from segeval.metrics._measure import device

        found, table, boxes, tensors = device.scan(first, second, ignore)
        read = Scan(found, table, boxes, np.array(found, np.uint8), tensors, prod(shape), axes)
    else:
        maps, known = _as_bytes(first, second)
        if ignore is not None:
            maps = _ignoring(maps, ignore if known is None else np.flatnonzero(known == ignore))
        codes, counts, ends = chosen().scan(*_in_3d(maps))
        labels = codes if known is None else known[codes]
        read = Scan(
            labels.tolist(), counts.tolist(), ends.tolist(), codes.astype(np.uint8, copy=False), maps, prod(shape), axes
        )
    return read if ignore is None else read.without(ignore)


def _ignoring(maps: tuple[Bytes, Bytes], byte: int | Ints) -> tuple[Bytes, Bytes]:
    """Return both maps with the byte of ignored voxels wherever the reference has it."""
    ignored = maps[0] == byte if np.size(byte) else np.False_
    return (maps[0], np.where(ignored, maps[0], maps[1])) if ignored.any() else maps


def _as_bytes(*arrays: npt.NDArray[Any]) -> tuple[tuple[Bytes, Bytes], Ints | None]:
    """Return both maps as bytes in C order, and which label each byte stands for, None if itself."""
    kinds = {array.dtype for array in arrays}
    if kinds <= {np.dtype(np.uint8), np.dtype(np.bool_)}:
        first, second = (np.ascontiguousarray(array).view(np.uint8) for array in arrays)
        return (first, second), None
    ends = [(int(array.min()), int(array.max())) for array in arrays]
    if min(low for low, _ in ends) >= 0 and max(high for _, high in ends) < MOST_LABELS:
        first, second = (np.ascontiguousarray(array, np.uint8) for array in arrays)
        return (first, second), None
    known = np.union1d(*(np.unique(array) for array in arrays)).astype(np.int64)
    known = np.concatenate([[0], known[known != 0]])
    if known.size > MOST_LABELS:
        msg = f"the maps hold {known.size} different values, at most {MOST_LABELS} can be labels; are they instances?"
        raise UsageError(msg)
    order = np.argsort(known)
    first, second = (order[np.searchsorted(known[order], array)].astype(np.uint8) for array in arrays)
    return (first, second), known


def between(maps: tuple[Any, Any], place: Place, spacing: tuple[float, ...], border: Border) -> SurfaceDistances:
    """Return the exact distances between the surfaces of two masks, neither of them empty.

    Args:
        maps: Both label maps as bytes, ``(z, y, x)`` or ``(y, x)``, arrays or torch tensors.
        place: Which labels make the masks.
        spacing: Distance of neighbours along each axis.
        border: Which voxels are a surface.

    Raises:
        NoSurface: If a mask has no border, since all beside it is ignored.
    """
    reach = BORDERS[border]
    if not isinstance(maps[0], np.ndarray):
        from segeval.metrics._measure import device

        there, back = device.surfaces(maps, place.box, place.codes, place.ignored, spacing, reach)
    else:
        (first, second), steps = _in_3d(maps), (1.0, *spacing)[-3:]
        region = Region(first, second, place.box, place.codes, place.ignored, len(spacing) == 2, steps)
        there, back = chosen().surfaces(region, reach)
    if not (there.size and back.size):
        raise NoSurface
    return SurfaceDistances(Directed(there), Directed(back))


def between_surfels(maps: tuple[Any, Any], place: Place, spacing: tuple[float, ...]) -> SurfaceDistances:
    """Return the distances between the surface elements of two masks, neither empty, weighted by area (2D: length).

    The arguments are those of ``between``.
    """
    arrays = [map_ if isinstance(map_, np.ndarray) else map_.cpu().numpy() for map_ in maps]
    (first, second), steps = _in_3d(arrays), (1.0, *spacing)[-3:]
    region = Region(first, second, place.box, place.codes, place.ignored, len(spacing) == 2, steps)
    there, area, back, other = chosen().surfels(region, areas(*steps))
    if not (there.size and back.size):
        raise NoSurface
    return SurfaceDistances(Directed(there, area), Directed(back, other))


def _in_3d(maps: Sequence[Bytes]) -> tuple[Bytes, Bytes]:
    """Return both maps as ``(z, y, x)``; an image becomes one slice."""
    first, second = (map_.reshape((1,) * (3 - map_.ndim) + map_.shape) for map_ in maps)
    return first, second

"""Two label maps as the kernels want them: checked, read once, and their surfaces compared."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import GridMismatch, UsageError
from segeval.metrics._measure.kernels import chosen
from segeval.metrics._measure.kernels.region import Region
from segeval.metrics._measure.surfaces import Border, Directed, SurfaceDistances
from segeval.metrics._measure.surfels import areas
from segeval.records import Grid

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

MOST_LABELS = 256

# A voxel is border if one of its neighbours lies outside: 6, 18 or 26 of them in 3D, 4 or 8 in 2D.
BORDERS: dict[Border, int] = {"faces": 1, "edges": 2, "corners": 3}


class Place(NamedTuple):
    """Where some labels are in two maps: their positions among all labels, their bytes, and a box that holds them.

    The box is the first and end index along z, y, x; it is empty where none of the labels occurs.
    """

    positions: list[int]
    codes: Bytes
    box: list[int]


class Scan(NamedTuple):
    """What two label maps hold.

    ``labels`` are all values that occur, 0 first; ``confusion[r][p]`` counts the voxels with label r in the reference
    and p in the prediction, and ``boxes`` hold the first and end index along (z, y, x) of each label in either map, all
    by position in ``labels``. ``maps`` hold a byte for each voxel, ``codes`` that of each label. What lies in lists is
    so small that arrays would be slower.
    """

    labels: list[int]
    confusion: list[list[int]]
    boxes: list[list[int]]
    codes: Bytes
    maps: tuple[Any, Any]

    def place(self, values: tuple[int, ...]) -> Place:
        """Return where the given labels are; those that do not occur are left out."""
        inside = [position for position, label in enumerate(self.labels) if label in values]
        boxes = [self.boxes[position] for position in inside]
        if 0 in values:  # background has no box of its own
            depth, height, width = (1, *self.maps[0].shape)[-3:]
            boxes = [[0, depth, 0, height, 0, width]]
        if len(boxes) != 1:
            boxes = [[(min, max)[k % 2](column) for k, column in enumerate(zip(*boxes, strict=True))] or [0] * 6]
        return Place(inside, self.codes[inside], boxes[0])


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
    if len(grid.spacing) != array.ndim or not all(np.isfinite(s) and s > 0 for s in grid.spacing):
        msg = (
            f"spacing of the {name} is {grid.spacing}, expected {array.ndim} positive numbers in {grid.unit}; "
            "check the header of the mask"
        )
        raise UsageError(msg)


def scan(reference: npt.NDArray[Any], prediction: npt.NDArray[Any]) -> Scan:
    """Read two label maps of one shape, ``(z, y, x)`` or ``(y, x)``, integers or booleans, in one pass.

    Torch tensors are read where they lie.

    Raises:
        UsageError: If they hold more than 256 different values.
    """
    if not isinstance(reference, np.ndarray):
        from segeval.metrics._measure import device

        found, table, boxes, tensors = device.scan(reference, prediction)
        return Scan(found, table, boxes, np.array(found, np.uint8), tensors)
    maps, known = _as_bytes(reference, prediction)
    codes, counts, found = chosen().scan(*_in_3d(maps))
    labels = codes if known is None else known[codes]
    return Scan(labels.tolist(), counts.tolist(), found.tolist(), codes.astype(np.uint8), maps)


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
    """
    reach = BORDERS[border]
    if not isinstance(maps[0], np.ndarray):
        from segeval.metrics._measure import device

        return SurfaceDistances(*map(Directed, device.surfaces(maps, place.box, place.codes, spacing, reach)))
    (first, second), steps = _in_3d(maps), (1.0, *spacing)[-3:]
    region = Region(first, second, place.box, place.codes, len(spacing) == 2, steps)
    there, back = chosen().surfaces(region, reach)
    return SurfaceDistances(Directed(there), Directed(back))


def between_surfels(maps: tuple[Any, Any], place: Place, spacing: tuple[float, ...]) -> SurfaceDistances:
    """Return the distances between the surface elements of two masks, neither empty, weighted by area (2D: length).

    The arguments are those of ``between``.
    """
    arrays = [map_ if isinstance(map_, np.ndarray) else map_.cpu().numpy() for map_ in maps]
    (first, second), steps = _in_3d(arrays), (1.0, *spacing)[-3:]
    region = Region(first, second, place.box, place.codes, len(spacing) == 2, steps)
    there, area, back, other = chosen().surfels(region, areas(*steps))
    return SurfaceDistances(Directed(there, area), Directed(back, other))


def _in_3d(maps: Sequence[Bytes]) -> tuple[Bytes, Bytes]:
    """Return both maps as ``(z, y, x)``; an image becomes one slice."""
    first, second = (map_.reshape((1,) * (3 - map_.ndim) + map_.shape) for map_ in maps)
    return first, second

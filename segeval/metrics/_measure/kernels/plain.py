"""The passes with numpy and scipy, a few readable lines each, for machines where nothing can be compiled."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.kernels.region import Bytes, Floats, Ints, Region

BoolArray = npt.NDArray[np.bool_]


def scan(reference: Bytes, prediction: Bytes) -> tuple[Bytes, Ints, Ints]:
    """Return which bytes occur in two maps, how often each met each, and their boxes; see ``Kernels``."""
    table = np.bincount((reference.astype(np.int64) * 256 + prediction).ravel(), minlength=256 * 256).reshape(256, 256)
    codes = np.union1d([0], np.flatnonzero(table.any(axis=0) | table.any(axis=1)))
    boxes = np.zeros((codes.size, 6), np.int64)
    for row, code in enumerate(codes[1:], 1):
        places = np.nonzero((reference == code) | (prediction == code))
        boxes[row] = [end for along in places for end in (along.min(), along.max() + 1)]
    return codes.astype(np.uint8), table[np.ix_(codes, codes)], boxes


def surfaces(region: Region, reach: int) -> tuple[Floats, Floats]:
    """Return the distances from every border voxel of one mask to the border of the other; see ``Kernels``."""
    there, back = (_border(mask, filled, reach, region.flat) for mask, filled in _masks(region))
    return _nearest(there, back, region.spacing), _nearest(back, there, region.spacing)


def surfels(region: Region, areas: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return distances and areas of the surface elements of one mask, then of the other; see ``Kernels``."""
    masks = _masks(region)
    first, second = (_codes(mask, region.flat) for mask, _ in masks)
    there, back = (
        (codes > 0) & (_codes(filled, region.flat) < 255)
        for codes, (_, filled) in zip((first, second), masks, strict=True)
    )
    distances = _nearest(there, back, region.spacing), _nearest(back, there, region.spacing)
    return distances[0], areas[first[there]], distances[1], areas[second[back]]


def order_statistics(values: Floats, rank: int) -> tuple[float, float]:
    """Return the values of ``rank`` and of the next rank, at the end the last one twice, in rising order."""
    above = min(rank + 1, values.size - 1)
    split = np.partition(values, (rank, above))
    return split.item(rank), split.item(above)


def _masks(region: Region) -> list[tuple[BoolArray, BoolArray]]:
    """Return both masks, each also joined with what is ignored."""
    z0, z1, y0, y1, x0, x1 = region.box
    maps = [labels[z0:z1, y0:y1, x0:x1] for labels in (region.reference, region.prediction)]
    masks = [np.isin(labels, region.values) for labels in maps]
    return [(mask, mask | np.isin(labels, region.ignored)) for mask, labels in zip(masks, maps, strict=True)]


def _border(mask: BoolArray, filled: BoolArray, reach: int, flat: bool) -> BoolArray:
    """Return the voxels with a neighbour not filled; none beyond the array is, but a flat image has none along z."""
    from scipy import ndimage

    neighbours = ndimage.generate_binary_structure(3, reach)
    if flat:
        neighbours[[0, 2]] = False
    return np.asarray(mask & ~ndimage.binary_erosion(filled, neighbours))


def _codes(mask: BoolArray, flat: bool) -> Ints:
    """Return the code of the eight voxels around every corner of a voxel: one corner more than voxels on each axis."""
    # In a flat image the slice lies on both sides of its corners, so that there is one layer of them.
    around = np.pad(np.repeat(mask, 2, axis=0), ((0, 0), (1, 1), (1, 1))) if flat else np.pad(mask, 1)
    depth, height, width = (n - 1 for n in around.shape)
    codes = np.zeros((depth, height, width), np.int64)
    for bit, (z, y, x) in enumerate(np.ndindex(2, 2, 2)):
        codes += around[z : z + depth, y : y + height, x : x + width].astype(np.int64) << bit
    return codes


def _nearest(queries: BoolArray, targets: BoolArray, spacing: Sequence[float]) -> Floats:
    """Return the distance from each query, in array order, to the nearest target; infinite where there is none."""
    from scipy import ndimage

    if not targets.any():
        return np.full(np.count_nonzero(queries), np.inf)
    found = ndimage.distance_transform_edt(~targets, sampling=spacing, return_distances=False, return_indices=True)
    # Lengths are added up over whole steps, in the order of the compiled passes, so that both round alike.
    dz, dy, dx = (
        (axis[queries] - at) * step for axis, at, step in zip(found, np.nonzero(queries), spacing, strict=True)
    )
    return np.asarray(np.sqrt((dz * dz + dy * dy) + dx * dx))

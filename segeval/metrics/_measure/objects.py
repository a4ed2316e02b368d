"""The objects of a structure in both masks: which of them meet, which match, and how far apart they are."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import UsageError

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

BoolArray = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Box = tuple[slice, ...]

SMALL = 100  # voxels of a box in which looking for a border costs more than it saves
FIRST = 8  # objects that are looked at before a tree of boxes is asked for more


class Objects(NamedTuple):
    """Objects of the reference and of the prediction, in this order in every field.

    ``maps`` number the objects from 1 without gaps, ``sizes`` are their voxels, those of object n at ``[n - 1]``.
    Column k of ``meeting`` is a reference object and a prediction object, each as number - 1, that share
    ``shared[k]`` > 0 voxels; all such pairs are there.
    """

    maps: tuple[Numbers, Numbers]
    sizes: tuple[Ints, Ints]
    meeting: Ints
    shared: Ints

    @property
    def ious(self) -> Floats:
        """Intersection over union of every two objects that meet."""
        reference, prediction = (sizes[met] for sizes, met in zip(self.sizes, self.meeting, strict=True))
        return np.asarray(self.shared / (reference + prediction - self.shared))

    @property
    def boxes(self) -> tuple[list[Box], list[Box]]:
        """The box of every object within the maps."""
        from scipy import ndimage

        first, second = (
            ndimage.find_objects(numbers) if sizes.size else []
            for numbers, sizes in zip(self.maps, self.sizes, strict=True)
        )
        return first, second


def components(mask: BoolArray, steps: int) -> Numbers:
    """Return the connected components of a mask, numbered from 1; neighbours differ by 1 along up to ``steps`` axes."""
    from scipy import ndimage

    numbers = np.empty(mask.shape, np.int32)
    ndimage.label(mask, ndimage.generate_binary_structure(mask.ndim, steps), output=numbers)
    return numbers


def renumbered(side: str, instances: npt.NDArray[Any], mask: BoolArray) -> Numbers:
    """Return the instances within the mask of a side with other numbers: from 1, without gaps, in the same order.

    Raises:
        UsageError: If a voxel of the mask belongs to none.
    """
    known, inverse = np.unique(instances[mask], return_inverse=True)
    if 0 in known:
        voxels = np.count_nonzero(mask & (instances == 0))
        msg = (
            f"{voxels} voxels of the structure are 0 in the instances of the {side}; "
            "give every voxel the number of its object"
        )
        raise UsageError(msg)
    numbers = np.zeros(mask.shape, np.int32)
    numbers[mask] = inverse + 1
    return numbers


def meetings(reference: Numbers, prediction: Numbers) -> Objects:
    """Return the objects of two maps that number them from 1 without gaps."""
    first, second = (np.bincount(numbers[numbers > 0])[1:] for numbers in (reference, prediction))
    both = (reference > 0) & (prediction > 0)
    # One integer per pair of objects, so that one sort of the shared voxels counts them all.
    codes = (reference[both].astype(np.int64) - 1) * second.size + (prediction[both] - 1)
    met, shared = np.unique(codes, return_counts=True)
    return Objects((reference, prediction), (first, second), np.stack(np.divmod(met, max(second.size, 1))), shared)


def matched(objects: Objects, iou: float) -> Ints:
    """Return the columns of ``meeting`` that match one to one, by an IoU above ``iou``.

    No matching has more pairs, and of those with as many none has a larger sum of IoUs. From 0.5 on there is only one.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    ious = objects.ious
    near = np.flatnonzero(ious > iou)
    if iou >= 0.5 or not near.size:
        return near
    (rows, row), (columns, column) = (np.unique(side[near], return_inverse=True) for side in objects.meeting)
    # Every reference object may also stay alone, in a column of its own; that costs more than any chain of changes.
    alone, price = np.arange(rows.size), rows.size + 3.0
    costs = np.concatenate([2 - ious[near], np.full(rows.size, price)])
    places = np.concatenate([row, alone]), np.concatenate([column, columns.size + alone])
    chosen = min_weight_full_bipartite_matching(csr_array((costs, places)))[1]
    return np.asarray(near[chosen[row] == column])


def largest(values: npt.NDArray[Any], owners: Ints, count: int) -> npt.NDArray[Any]:
    """Return the largest of the values of each owner, 0 where it has none."""
    found = np.zeros(count, values.dtype)
    np.maximum.at(found, owners, values)
    return found


def partners(objects: Objects, side: int) -> Ints:
    """Return the columns of ``meeting`` that join each object of a side to the one that it shares most voxels with.

    An object that shares as much with several has as many columns, one that meets none has no column.
    """
    owners = objects.meeting[side]
    return np.flatnonzero(objects.shared == largest(objects.shared, owners, objects.sizes[side].size)[owners])


def partner_distances(objects: Objects, spacing: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Return for every object of both sides the Hausdorff distance to its partner, over all voxels of the two.

    Of several partners, and where it meets none of all on the other side, the nearest counts.
    """
    boxes = objects.boxes
    distance = _hausdorff(objects.maps, boxes, spacing)
    sides = []
    for side in (0, 1):
        found = np.full(objects.sizes[side].size, np.inf)
        for column in partners(objects, side):
            which = objects.meeting[side, column]
            found[which] = min(found[which], distance(*map(int, objects.meeting[:, column])))
        alone = np.flatnonzero(np.isinf(found))
        own, theirs = (_ends(boxes[of], spacing) for of in (side, 1 - side))
        for which, candidates in zip(alone.tolist(), _by_bound(own[alone], theirs), strict=True):
            for other, bound in candidates:
                if bound >= found[which]:
                    break
                found[which] = min(found[which], distance(other, which) if side else distance(which, other))
        sides.append(found)
    return sides[0], sides[1]


def _by_bound(own: Floats, theirs: Floats) -> Iterator[Iterator[tuple[int, float]]]:
    """Yield for each own box all of theirs in rising order of a bound; a tree gives them as far as they are asked for.

    Two objects are at least as far apart as the farthest two ends of their boxes, so that few distances are measured.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(theirs)
    bounds, order = map(np.asarray, tree.query(own, k=range(1, min(FIRST, len(theirs)) + 1), p=np.inf))

    def candidates(ends: Floats, known: Floats, places: Ints) -> Iterator[tuple[int, float]]:
        while True:
            yield from zip(places.tolist(), known.tolist(), strict=True)
            if len(places) == len(theirs):
                return
            # From the start again, since what is as far as the last one may have changed places with it.
            more = range(1, min(4 * len(places), len(theirs)) + 1)
            known, places = map(np.asarray, tree.query(ends, k=more, p=np.inf))

    return (candidates(*one) for one in zip(own, bounds, order, strict=True))


def _ends(boxes: list[Box], spacing: tuple[float, ...]) -> Floats:
    """Return the first and the last voxel of each box along every axis, in the unit of ``spacing``."""
    ends = np.array([[(side.start, side.stop - 1) for side in box] for box in boxes])
    return np.asarray((ends * np.array(spacing)[:, None]).reshape(len(boxes), -1))


def _hausdorff(
    maps: tuple[Numbers, Numbers], boxes: tuple[list[Box], list[Box]], spacing: tuple[float, ...]
) -> Callable[[int, int], float]:
    """Return the function that measures a reference and a prediction object, both given as number - 1."""
    from scipy import ndimage
    from scipy.spatial import cKDTree

    def points(mask: BoolArray, box: Box) -> Floats:
        return np.asarray((np.argwhere(mask) + [side.start for side in box]) * spacing)

    @cache
    def tree(side: int, which: int) -> "cKDTree":
        box = boxes[side][which]
        mask = maps[side][box] == which + 1
        # Seen from outside, the nearest voxel of an object is always one of its border.
        return cKDTree(points(mask & ~ndimage.binary_erosion(mask) if mask.size > SMALL else mask, box))

    def directed(side: int, which: int, other: int) -> float:
        box = boxes[side][which]
        beyond = (maps[side][box] == which + 1) & (maps[1 - side][box] != other + 1)
        return float(np.max(tree(1 - side, other).query(points(beyond, box))[0])) if beyond.any() else 0.0

    @cache
    def distance(reference: int, prediction: int) -> float:
        return max(directed(0, reference, prediction), directed(1, prediction, reference))

    return distance

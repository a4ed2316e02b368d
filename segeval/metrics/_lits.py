"""Which lesions the LiTS challenge counts as detected; its lesion scores are means over these alone.

Rules of the scorer of the MICCAI 2017 challenge (Bilic et al. 2023, doi:10.1016/j.media.2022.102680), except where it
errs. For the union of two lesions it asks by the old number for a predicted lesion that has just got a new one, so that
it may take another lesion's voxels or none, and whether a lesion is detected depends on how the others are numbered.
Here the union is that of the two lesions; on the three examples that come with the scorer both agree.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.objects import Ints, Numbers, Objects, components, meetings
from segeval.metrics._measure.pair import Pair

IGNORED = 2  # the label of ignored voxels in the pair of a lesion, where the lesion is 1


def detected_lesions(pair: Pair) -> list[Pair]:
    """Return the lesions that the prediction detects, each as the pair of its reference part and its predicted part.

    Lesions are components of voxels that share a face. Reference lesions that have most of their overlap with one
    predicted lesion are one; each predicted lesion belongs to the one it overlaps most, and such a pair is detected if
    the intersection is more than half of the union. The grids are cropped to the pairs.
    """
    if pair.status != "ok":
        return []
    # Ties go to the lower number, and the scorer, whose arrays are (x, y, z), numbers in the order of these axes.
    objects = meetings(*(components(mask.T, 1).T for mask in pair.masks))
    merged, chosen = _merged(objects)
    maps = _joined(objects.maps[0], merged), _joined(objects.maps[1], chosen)
    return list(_pairs(pair, maps, _overlapping(objects, merged, chosen)))


def _merged(objects: Objects) -> tuple[Ints, Ints]:
    """Return for every reference object the first of those it is merged with, and for every prediction object its own.

    Both as number - 1, and -1 where a prediction object meets nothing.
    """
    (reference, prediction), shared = objects.meeting, objects.shared
    references, predictions = (sizes.size for sizes in objects.sizes)
    spanning = _favourites(reference, prediction, shared, references)
    first = np.full(predictions + 1, references)  # one place more for those that meet nothing, at -1
    np.minimum.at(first, spanning, np.arange(references))
    merged = np.where(spanning < 0, np.arange(references), first[spanning])
    pairs, which = np.unique(merged[reference] * predictions + prediction, return_inverse=True)
    whole, spans = np.divmod(pairs, predictions)
    return merged, _favourites(spans, whole, np.bincount(which, shared), predictions)


def _favourites(owners: Ints, others: Ints, shared: npt.NDArray[Any], count: int) -> Ints:
    """Return for each owner which other shares most with it, the first of equal ones; -1 where there is none."""
    order = np.lexsort((-others, shared, owners))
    found = np.full(count, -1)
    found[owners[order]] = others[order]  # numpy keeps the last of several
    return found


def _overlapping(objects: Objects, merged: Ints, chosen: Ints) -> Ints:
    """Return the merged reference objects that share more than half of the union with what chose them."""
    reference, prediction = objects.meeting
    count, met = merged.size, chosen >= 0
    voxels = np.bincount(merged, objects.sizes[0], count) + np.bincount(chosen[met], objects.sizes[1][met], count)
    own = merged[reference] == chosen[prediction]
    shared = np.bincount(merged[reference][own], objects.shared[own], count)
    return np.flatnonzero(shared > 0.5 * (voxels - shared))


def _joined(numbers: Numbers, into: Ints) -> Numbers:
    """Return a map of objects with the number of what each is joined into."""
    return np.append(0, into + 1).astype(np.int32)[numbers]


def _pairs(pair: Pair, maps: tuple[Numbers, Numbers], lesions: Ints) -> Iterator[Pair]:
    """Yield the pair of every lesion on a grid that is cropped to a voxel around both of its parts."""
    from scipy import ndimage

    # With that voxel a lesion of one slice stays a volume, and what is ignored beside a lesion is seen.
    first, second = (np.pad(numbers, 1) for numbers in maps)
    hole = np.zeros(first.shape, np.bool_) if pair.ignored is None else np.pad(pair.ignored, 1)
    boxes = [ndimage.find_objects(numbers) for numbers in (first, second)]
    axes = pair.scan.axes
    for lesion in lesions:
        hull = tuple(
            slice(min(one.start, other.start) - 1, max(one.stop, other.stop) + 1)
            for one, other in zip(boxes[0][lesion], boxes[1][lesion], strict=True)
        )
        reference, prediction = (
            (numbers[hull] == lesion + 1) + IGNORED * hole[hull].astype(np.uint8) for numbers in (first, second)
        )
        start = np.array([part.start - 1 + whole.start for part, whole in zip(hull, pair.box, strict=True)])
        origin = tuple((np.array(pair.grid.origin) + start @ pair.grid.steps[axes]).tolist())
        shape = [reference.shape[axes.index(axis)] if axis in axes else 1 for axis in range(len(pair.grid.shape))]
        grid = replace(pair.grid, shape=tuple(shape), origin=origin)
        both = reference.reshape(shape), prediction.reshape(shape)
        yield Pair(*both, grid, tolerance=pair.tolerance, border=pair.border, ignore=IGNORED)

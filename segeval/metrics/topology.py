"""Metrics of shape that do not ask where exactly a voxel lies: centre lines, holes, connectedness."""

from itertools import product
from math import inf

import numpy as np

from segeval.metrics._measure.objects import BoolArray, components
from segeval.metrics._reads import HasMasks
from segeval.metrics._registry import Empty, metric


@metric(
    title="Centre line Dice",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="masks",
    symmetric=True,
    version=1,
    source="Shit et al. 2021, doi:10.1109/CVPR46437.2021.01629, arXiv:2003.07311, equation 2; thinning of Zhang "
    "and Suen 1984, doi:10.1145/357994.358023, in 2D, and of Lee et al. 1994, doi:10.1006/cgip.1994.1042, in 3D",
    agrees=("clDice", "MetricsReloaded"),
)
def cldice(pair: HasMasks) -> float:
    """Harmonic mean of the share of the skeleton of P that lies in R and the share of the skeleton of R in P.

    Voxels count alike whatever the spacing. Thinning takes the directions in a fixed order, so that the value of a
    mirrored image may differ by some hundredths; in 3D it loses whole objects of an even width (scikit-image issue
    3757), like every score that is made with it.
    """
    reference, prediction = pair.masks
    ours, theirs = skeleton(reference), skeleton(prediction)
    precision = np.count_nonzero(theirs & reference) / np.count_nonzero(theirs)
    recall = np.count_nonzero(ours & prediction) / np.count_nonzero(ours)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@metric(
    title="Betti number error",
    unit="count",
    better="lower",
    bounds=(0, inf),
    empty=Empty(both=None, reference="formula", prediction="formula"),
    needs="masks",
    symmetric=True,
    version=2,
    source="Hu et al. 2019, arXiv:1906.05404, doi:10.48550/arXiv.1906.05404, section 4",
    differs={"Hu et al. 2019": "average over random patches; here the whole image, so that nothing is drawn"},
)
def betti_error(pair: HasMasks) -> float:
    """Sum over all dimensions of |b(R) − b(P)|: objects, loops that nothing fills, and in 3D enclosed cavities.

    Neighbours of the object touch in a corner, those of the background in a face; outside the image is background. Zero
    says that both have as many of each, not that they are at the same places. An empty mask has none of them.
    """
    reference, prediction = (betti_numbers(mask) for mask in pair.masks)
    return float(sum(abs(r - p) for r, p in zip(reference, prediction, strict=True)))


def skeleton(mask: BoolArray) -> BoolArray:
    """Return the centre lines of a mask, one voxel wide; a mask of which thinning leaves nothing stays as it is."""
    from skimage.morphology import skeletonize

    # Without a margin a mask in a single slice would be thinned as a picture, and its value depend on the crop.
    thin = np.asarray(skeletonize(np.pad(mask, 1)), np.bool_)  # type: ignore[no-untyped-call]
    return thin[(slice(1, -1),) * mask.ndim] if thin.any() else mask


def betti_numbers(mask: BoolArray) -> tuple[int, int, int]:
    """Return how many objects, loops and cavities a mask has; the last is 0 in 2D."""
    padded = np.pad(mask, 1)
    objects = int(components(padded, mask.ndim).max())
    enclosed = int(components(~padded, 1).max()) - 1
    if mask.ndim == 2:
        return objects, enclosed, 0
    return objects, objects + enclosed - euler_characteristic(padded), enclosed


def euler_characteristic(padded: BoolArray) -> int:
    """Return corners − edges + faces − voxels of a mask, each counted once; its border must be empty.

    The voxels are closed cubes, which are joined where they share so much as a corner.
    """
    found = 0
    for axes in product((False, True), repeat=padded.ndim):
        # A corner belongs to a mask if one of the 8 voxels around it does, an edge if one of 4, a face if one of 2.
        cells = padded
        for axis in np.flatnonzero(axes):
            first, second = (np.delete(cells, end, axis) for end in (0, -1))
            cells = first | second
        found += (-1) ** (padded.ndim - sum(axes)) * np.count_nonzero(cells)
    return found

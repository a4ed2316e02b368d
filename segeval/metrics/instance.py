"""Metrics of objects: how many were found, and how well; lesions, nuclei, glands.

Objects are the instances that come with a mask, and where none do its connected components of a full neighbourhood.
"""

from functools import partial
from math import fsum, inf

import numpy as np

from segeval.metrics._measure.objects import Floats, Ints, largest, matched, partner_distances, partners
from segeval.metrics._reads import HasObjects
from segeval.metrics._registry import NO_VALUE, Empty, Parameter, metric

MISSED = Empty(both=None, reference=0, prediction=0)
IOU = Parameter(
    name="iou",
    default=0,
    low=0,
    high=1,
    meaning="two objects match only if their intersection over union is above this; 0: a shared voxel is enough",
)
LESIONS = "Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z, per-object counts"
MATCHING = {
    "panoptica": "an IoU at the threshold matches too; greedy in order of IoU, which can find fewer pairs below 0.5",
    "MONAI": "maximises the sum of IoUs before the number of pairs, which can find fewer below 0.5",
}
HALF = {"panoptica": "an IoU of exactly 0.5 matches too, which makes partners depend on the order of objects"}
PANOPTIC = "Kirillov et al. 2019, doi:10.1109/CVPR.2019.00963, section 4.1"
GLANDS = "Sirinukunwattana et al. 2017, doi:10.1016/j.media.2016.08.008"

# What every share of objects declares alike.
share = partial(metric, unit="1", better="higher", bounds=(0, 1), empty=MISSED, needs="instances")


@share(
    title="Lesion precision",
    symmetric=False,
    version=1,
    source=LESIONS,
    parameter=IOU,
    differs=MATCHING,
)
def lesion_precision(pair: HasObjects, iou: float = 0) -> float:
    """Matched objects / objects of the prediction.

    Objects match one to one, as many as possible: a prediction that spans two lesions has found one of them.
    """
    return matched(pair.objects, iou).size / pair.objects.sizes[1].size


@share(
    title="Lesion recall (sensitivity)",
    symmetric=False,
    version=1,
    source=LESIONS,
    aliases=("lesion_sensitivity",),
    parameter=IOU,
    differs=MATCHING,
)
def lesion_recall(pair: HasObjects, iou: float = 0) -> float:
    """Matched objects / objects of the reference.

    Objects match one to one, as many as possible: a prediction that spans two lesions has found one of them.
    """
    return matched(pair.objects, iou).size / pair.objects.sizes[0].size


@share(
    title="Lesion F1",
    symmetric=True,
    version=1,
    source=LESIONS,
    parameter=IOU,
    differs=MATCHING,
)
def lesion_f1(pair: HasObjects, iou: float = 0) -> float:
    """2 · matched objects / (objects of the reference + objects of the prediction).

    Objects match one to one, as many as possible, so that neither a mirrored image nor the numbering of objects can
    change the value.
    """
    reference, prediction = pair.objects.sizes
    return 2 * matched(pair.objects, iou).size / (reference.size + prediction.size)


@metric(
    title="False positive lesions",
    unit="count",
    better="lower",
    bounds=(0, inf),
    empty=Empty(both=None, reference="formula", prediction="formula"),
    needs="instances",
    symmetric=False,
    version=2,
    source=LESIONS,
    parameter=IOU,
    differs=MATCHING,
)
def lesion_fp(pair: HasObjects, iou: float = 0) -> float:
    """Objects of the prediction that match none of the reference.

    An empty prediction, which has no false alarm, scores 0: read it beside recall. A reference without objects counts
    as wholly failed in precision and F1.
    """
    return float(pair.objects.sizes[1].size - matched(pair.objects, iou).size)


@share(
    title="Panoptic quality",
    symmetric=True,
    version=1,
    source=PANOPTIC,
    agrees=("MONAI",),
    differs=HALF,
)
def pq(pair: HasObjects) -> float:
    """Sum of the IoUs of matched objects / ((objects of the reference + objects of the prediction) / 2).

    Objects match if their IoU is above 0.5, which leaves each at most one partner. PQ = SQ · RQ.
    """
    reference, prediction = pair.objects.sizes
    return 2 * fsum(pair.objects.ious[matched(pair.objects, 0.5)]) / (reference.size + prediction.size)


@share(
    title="Segmentation quality",
    symmetric=True,
    version=1,
    source=PANOPTIC,
    agrees=("MONAI",),
    differs=HALF,
)
def sq(pair: HasObjects) -> float:
    """Mean IoU of the objects that match by an IoU above 0.5; 0 where none does."""
    ious = pair.objects.ious[matched(pair.objects, 0.5)]
    return fsum(ious) / max(ious.size, 1)


@share(
    title="Recognition quality",
    symmetric=True,
    version=1,
    source=PANOPTIC,
    agrees=("MONAI",),
    differs=HALF,
)
def rq(pair: HasObjects) -> float:
    """Lesion F1 of objects that match by an IoU above 0.5."""
    reference, prediction = pair.objects.sizes
    return 2 * matched(pair.objects, 0.5).size / (reference.size + prediction.size)


@share(
    title="Aggregated Jaccard index",
    symmetric=False,
    version=1,
    source="Kumar et al. 2017, doi:10.1109/TMI.2017.2677499, algorithm 1",
    differs={
        "Kumar et al. 2017": "says nothing of partners with equal IoU; here the larger, so that numbers do not matter",
        "HoVer-Net (AJI)": "of partners with equal IoU the one with the lowest number; the others count as alone",
        "HoVer-Net AJI+": "matches one to one; here several reference objects may share a partner",
    },
)
def aji(pair: HasObjects) -> float:
    """Shared voxels / joined voxels, summed over the reference objects with their partners of the largest IoU.

    Objects without a partner count among the joined voxels, on both sides. A predicted object may be the partner of
    several. Of partners with equal IoU the larger is taken, and none of them is without a partner, so that the
    numbering of objects cannot change the value.
    """
    objects, ious = pair.objects, pair.objects.ious
    (owner, other), (references, predictions) = objects.meeting, objects.sizes
    best = ious == largest(ious, owner, references.size)[owner]
    shared = largest(objects.shared[best], owner[best], references.size).sum()
    partners_of_all = largest(predictions[other[best]], owner[best], references.size).sum()
    alone = np.delete(predictions, other[best]).sum()
    return float(shared / (references.sum() + partners_of_all - shared + alone))


@share(
    title="Object-level Dice",
    symmetric=True,
    version=1,
    source=GLANDS,
)
def object_dice(pair: HasObjects) -> float:
    """Mean Dice of objects with the one of the other mask that they share most voxels with, weighted by their size.

    The mean of both directions: reference objects with their partners, prediction objects with theirs. An object
    without a partner scores 0; of two equal shares the better counts.
    """
    objects, means = pair.objects, []
    dices = 2 * objects.ious / (1 + objects.ious)
    for side, sizes in enumerate(objects.sizes):
        best = partners(objects, side)
        means.append(_weighted(sizes, largest(dices[best], objects.meeting[side, best], sizes.size)))
    return fsum(means) / 2


@metric(
    title="Object-level Hausdorff distance",
    unit="length",
    better="lower",
    bounds=(0, inf),
    empty=NO_VALUE,
    needs="instances",
    symmetric=True,
    version=1,
    source=GLANDS,
    differs={
        "GlaS scorer (in its Python translations)": "of objects that share as much, the one with the lowest number"
    },
)
def object_hausdorff(pair: HasObjects) -> float:
    """Mean Hausdorff distance, over all voxels, of objects and their partners, weighted by the size of the object.

    The partner shares most voxels, the nearest by this distance of those that share as many; where nothing is shared it
    is the nearest of all. The mean of both directions, as in object_dice.
    """
    distances = partner_distances(pair.objects, pair.spacing)
    return fsum(_weighted(sizes, values) for sizes, values in zip(pair.objects.sizes, distances, strict=True)) / 2


def _weighted(sizes: Ints, values: Floats) -> float:
    """Return the mean of a value per object, weighted by the voxels of the object."""
    return fsum(sizes * values) / int(sizes.sum())

"""Overlap of two masks, from voxel counts alone."""

import numpy as np

from segeval.metrics._reads import HasCounts
from segeval.metrics._registry import Empty, metric

PEERS = ("medpy", "MetricsReloaded", "MONAI", "nnU-Net", "panoptica", "seg-metrics")


@metric(
    title="Pixel accuracy",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=None,
    needs="counts",
    symmetric=True,
    version=1,
    source="Long et al. 2015, doi:10.1109/CVPR.2015.7298965, section 5",
    scope=("structure", "map"),
    background=True,
    agrees=("MetricsReloaded", "MONAI"),
)
def pa(pair: HasCounts) -> float:
    """Share of all voxels, background included, that carry the same label in both masks."""
    return (pair.counts.tp + pair.counts.tn) / sum(pair.counts)


@metric(
    title="Dice similarity coefficient",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="counts",
    symmetric=True,
    version=1,
    source="Dice 1945, doi:10.2307/1932409",
    aliases=("dsc",),
    agrees=(*PEERS, "LiTS", "surface-distance (DeepMind)"),
)
def dice(pair: HasCounts) -> float:
    """2 |R ∩ P| / (|R| + |P|)."""
    tp, fp, fn, _ = pair.counts
    return 2 * tp / (2 * tp + fp + fn)


@metric(
    title="Intersection over union",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="counts",
    symmetric=True,
    version=1,
    source="Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x",
    aliases=("jaccard",),
    agrees=PEERS,
)
def iou(pair: HasCounts) -> float:
    """|R ∩ P| / |R ∪ P|."""
    tp, fp, fn, _ = pair.counts
    return tp / (tp + fp + fn)


@metric(
    title="Volumetric overlap error",
    unit="1",
    better="lower",
    bounds=(0, 1),
    empty=Empty(both=None, reference=1, prediction=1),
    needs="counts",
    symmetric=True,
    version=1,
    source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, as a fraction instead of percent",
    agrees=("LiTS",),
)
def voe(pair: HasCounts) -> float:
    """1 − |R ∩ P| / |R ∪ P|."""
    tp, fp, fn, _ = pair.counts
    return (fp + fn) / (tp + fp + fn)


@metric(
    title="Generalised Dice",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="counts",
    symmetric=False,
    version=1,
    source="Crum et al. 2006, doi:10.1109/TMI.2006.880587; weights of Sudre et al. 2017, "
    "doi:10.1007/978-3-319-67558-9_28",
    aliases=("gds",),
    scope=("map",),
    agrees=("MONAI (sum_over_classes)",),
    differs={"MONAI (default)": "one value per label, which is Dice"},
)
def generalised_dice(pair: HasCounts) -> float:
    """2 Σ w |R ∩ P| / Σ w (|R| + |P|) over all labels but background, with w = 1 / |R|².

    A label that the reference lacks takes the largest weight of the others, so that inventing it costs something.
    """
    table = pair.confusion
    reference, prediction = table.sum(axis=1)[1:], table.sum(axis=0)[1:]
    weights = np.zeros(reference.size)
    np.divide(1, reference.astype(float) ** 2, out=weights, where=reference > 0)
    weights[reference == 0] = weights.max()
    return float(2 * (weights @ table.diagonal()[1:]) / (weights @ (reference + prediction)))

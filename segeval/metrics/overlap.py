"""Overlap of two masks, from voxel counts alone."""

from segeval.metrics._pair import Pair
from segeval.metrics._registry import Declaration, Empty, metric


@metric(
    Declaration(
        title="Pixel accuracy",
        unit="1",
        better="higher",
        bounds=(0, 1),
        empty=None,
        needs="counts",
        symmetric=True,
        version=1,
        source="Long et al. 2015, doi:10.1109/CVPR.2015.7298965, section 5",
        whole_map=True,
    )
)
def pa(pair: Pair) -> float:
    """Share of all voxels, background included, that carry the same label in both masks."""
    return (pair.counts.tp + pair.counts.tn) / sum(pair.counts)


@metric(
    Declaration(
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
    )
)
def dice(pair: Pair) -> float:
    """2 |R ∩ P| / (|R| + |P|)."""
    tp, fp, fn, _ = pair.counts
    return 2 * tp / (2 * tp + fp + fn)


@metric(
    Declaration(
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
    )
)
def iou(pair: Pair) -> float:
    """|R ∩ P| / |R ∪ P|."""
    tp, fp, fn, _ = pair.counts
    return tp / (tp + fp + fn)


@metric(
    Declaration(
        title="Volumetric overlap error",
        unit="1",
        better="lower",
        bounds=(0, 1),
        empty=Empty(both=None, reference=1, prediction=1),
        needs="counts",
        symmetric=True,
        version=1,
        source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, as a fraction instead of percent",
    )
)
def voe(pair: Pair) -> float:
    """1 − |R ∩ P| / |R ∪ P|."""
    tp, fp, fn, _ = pair.counts
    return (fp + fn) / (tp + fp + fn)

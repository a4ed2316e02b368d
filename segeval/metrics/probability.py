"""How good predicted probabilities are, without a threshold; every voxel of the grid counts."""

from math import fsum

import numpy as np

from segeval.errors import UsageError
from segeval.metrics._reads import HasProbabilities
from segeval.metrics._registry import Empty, NoValue, Parameter, metric

# Without a voxel above the threshold, probabilities are still there.
NO_POSITIVES = Empty(both=None, reference=None, prediction="formula")


@metric(
    title="Area under the ROC curve",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=NO_POSITIVES,
    needs="probabilities",
    symmetric=False,
    version=1,
    source="Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747",
    aliases=("auc", "roc_auc"),
    background=True,
    agrees=("scikit-learn", "MONAI"),
)
def auroc(pair: HasProbabilities) -> float:
    """P(p of a voxel in R > p of a voxel outside R) + ½ P(both are equal).

    Exact: all pairs of voxels are compared, none is binned. There is no value where the reference is empty or fills
    the image. Depends on how much background the image shows.
    """
    inside, outside = pair.ranked
    if not outside.size:
        raise NoValue
    few, many = sorted((inside, outside), key=len)
    # Twice the number of pairs in order, in whole numbers.
    below = int(np.searchsorted(many, few, "left").sum()) + int(np.searchsorted(many, few, "right").sum())
    share = below / (2 * few.size * many.size)
    return share if few is inside else 1 - share


@metric(
    title="Average precision",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=NO_POSITIVES,
    needs="probabilities",
    symmetric=False,
    version=1,
    source="Davis and Goadrich 2006, doi:10.1145/1143844.1143874, section 4: no line between points of the curve",
    aliases=("ap",),
    background=True,
    agrees=("scikit-learn", "MONAI"),
)
def average_precision(pair: HasProbabilities) -> float:
    """Σ (recall_k − recall_{k−1}) · precision_k over all thresholds k, falling.

    A threshold is any probability that occurs, and voxels at it count as found. Steps, not trapezoids, which would be
    too optimistic. Depends on how much background the image shows.
    """
    inside, outside = pair.ranked
    thresholds, found = np.unique(inside, return_counts=True)
    tp = inside.size - np.searchsorted(inside, thresholds)
    fp = outside.size - np.searchsorted(outside, thresholds)
    return float((found * (tp / (tp + fp))).sum() / inside.size)


@metric(
    title="Brier score",
    unit="1",
    better="lower",
    bounds=(0, 1),
    empty=None,
    needs="probabilities",
    symmetric=False,
    version=1,
    source="Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2, halved: one of two classes",
    background=True,
    agrees=("scikit-learn",),
)
def brier(pair: HasProbabilities) -> float:
    """Mean over all voxels of (p − r)², r being 1 in R and 0 elsewhere.

    Depends on how much background the image shows.
    """
    return fsum(float(np.square(part - right).sum()) for part, right in pair.ranked.chunks()) / sum(pair.counts)


@metric(
    title="Expected calibration error",
    unit="1",
    better="lower",
    bounds=(0, 1),
    empty=None,
    needs="probabilities",
    symmetric=False,
    version=1,
    source="Naeini et al. 2015, doi:10.1609/aaai.v29i1.9602; 15 bins of Guo et al. 2017, arXiv:1706.04599",
    background=True,
    parameter=Parameter("bins", 15, 1, 10_000, "number of bins of equal width"),
    differs={"Guo et al. 2017": "confidence of the winning class, and how often that is right"},
)
def ece(pair: HasProbabilities, bins: float = 15) -> float:
    """Σ over bins of |Σ p − number of voxels in R| / number of all voxels.

    Binary: the probability of the structure against how often the voxel belongs to it. Bin k holds p in
    (k / bins, (k + 1) / bins], the first one 0 as well; bounds are rounded to float32 like p. Depends on how much
    background the image shows.
    """
    if bins != int(bins):
        msg = f"ece takes a whole number of bins, not {bins:g}"
        raise UsageError(msg)
    bounds = (np.arange(1, int(bins)) / int(bins)).astype(np.float32)
    gaps = np.zeros(int(bins))
    for part, right in pair.ranked.chunks():
        ends = np.searchsorted(part, bounds.astype(np.float64), "right")
        gaps += np.diff(np.concatenate([[0.0], np.cumsum(part - right)])[[0, *ends, part.size]])
    return float(np.abs(gaps).sum() / sum(pair.counts))

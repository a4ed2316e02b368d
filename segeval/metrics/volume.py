"""Agreement of two volumes, wherever they lie."""

from math import inf

from segeval.metrics._pair import Pair
from segeval.metrics._registry import Declaration, Empty, metric


@metric(
    Declaration(
        title="Relative volume difference",
        unit="1",
        better="zero",
        bounds=(-1, inf),
        empty=Empty(both=None, reference=None, prediction=-1),
        needs="counts",
        symmetric=False,
        version=1,
        source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, signed and as a fraction instead of percent",
    )
)
def rvd(pair: Pair) -> float:
    """(|P| − |R|) / |R|: negative where the prediction is too small."""
    tp, fp, fn, _ = pair.counts
    return (fp - fn) / (tp + fn)

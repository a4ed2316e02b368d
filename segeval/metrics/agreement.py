"""Agreement of two classifications of voxels, from how often each class met which; background is a class too."""

from functools import partial
from math import sqrt

from segeval.metrics._reads import HasCounts
from segeval.metrics._registry import Empty, NoValue, Parameter, metric

# 0 / 0 too is the least there is where a structure was missed or invented (D2).
WORST = Empty(both=None, reference=0, prediction=0)
RETRIEVAL = (
    "van Rijsbergen 1979, Information Retrieval, chapter 7; Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z"
)
RELOADED = "Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z"
PEERS = ("MetricsReloaded", "MONAI", "scikit-learn")

# What most shares of voxels declare alike.
share = partial(metric, unit="1", better="higher", bounds=(0, 1), empty=WORST, needs="counts")


@share(
    title="Precision (positive predictive value)",
    symmetric=False,
    version=1,
    source=RETRIEVAL,
    aliases=("ppv", "positive_predictive_value"),
    agrees=("medpy", "pymia", *PEERS),
)
def precision(pair: HasCounts) -> float:
    """|R ∩ P| / |P|.

    An empty prediction scores 0 where something was to be found.
    """
    tp, fp, _, _ = pair.counts
    return tp / (tp + fp)


@share(
    title="Recall (sensitivity)",
    symmetric=False,
    version=1,
    source=RETRIEVAL,
    aliases=("sensitivity", "tpr"),
    agrees=("medpy", "pymia", *PEERS),
)
def recall(pair: HasCounts) -> float:
    """|R ∩ P| / |R|.

    A structure that was invented scores 0, as it does in every overlap.
    """
    tp, _, fn, _ = pair.counts
    return tp / (tp + fn)


@metric(
    title="Specificity",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference="formula", prediction="formula"),
    needs="counts",
    symmetric=False,
    version=2,
    source=RELOADED,
    aliases=("tnr",),
    background=True,
    agrees=("medpy", "pymia", "MetricsReloaded", "MONAI"),
)
def specificity(pair: HasCounts) -> float:
    """Share of the background of the reference that is background of the prediction.

    It depends on the size of the image: with enough background around, every prediction comes near 1. An empty
    prediction, which has no false alarm, scores 1: read it beside recall. There is no value where the reference fills
    the image.
    """
    _, fp, _, tn = pair.counts
    if not fp + tn:
        raise NoValue
    return tn / (fp + tn)


@share(
    title="F-beta score",
    symmetric=False,
    version=1,
    source=RETRIEVAL,
    parameter=Parameter("beta", 1, 0, 1000, "how many times as much recall counts as precision"),
    agrees=("MetricsReloaded", "scikit-learn"),
)
def f_beta(pair: HasCounts, beta: float = 1) -> float:
    """(1 + β²) |R ∩ P| / (β² |R| + |P|): weighted harmonic mean of recall and precision, Dice where β is 1."""
    tp, fp, fn, _ = pair.counts
    square = beta * beta
    return (1 + square) * tp / (square * (tp + fn) + (tp + fp))


@metric(
    title="Balanced accuracy",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference="formula", prediction="formula"),
    needs="counts",
    symmetric=False,
    version=2,
    source="Brodersen et al. 2010, doi:10.1109/ICPR.2010.764",
    aliases=("mean_recall",),
    scope=("structure", "map"),
    background=True,
    agrees=PEERS,
)
def balanced_accuracy(pair: HasCounts) -> float:
    """Mean over the classes of the reference, background included, of the share of their voxels that were found.

    A class that the reference lacks has no share in the mean.
    """
    table = pair.confusion
    present = table.sum(axis=1) > 0
    return float((table.diagonal()[present] / table.sum(axis=1)[present]).mean())


@metric(
    title="Cohen's kappa",
    unit="1",
    better="higher",
    bounds=(-1, 1),
    empty=WORST,
    needs="counts",
    symmetric=True,
    version=1,
    source="Cohen 1960, doi:10.1177/001316446002000104",
    scope=("structure", "map"),
    background=True,
    agrees=("MetricsReloaded", "pymia", "scikit-learn"),
)
def kappa(pair: HasCounts) -> float:
    """(observed − expected agreement) / (1 − expected agreement), expected if both labelled voxels independently.

    Where one mask is empty the agreement is that of chance, 0. There is no value where both fill the image.
    """
    shared, chance, every = _agreement(pair)
    if chance == every**2:
        raise NoValue
    return (every * shared - chance) / (every**2 - chance)


@metric(
    title="Matthews correlation coefficient",
    unit="1",
    better="higher",
    bounds=(-1, 1),
    empty=WORST,
    needs="counts",
    symmetric=True,
    version=1,
    source="Matthews 1975, doi:10.1016/0005-2795(75)90109-9; for more than two classes Gorodkin 2004, "
    "doi:10.1016/j.compbiolchem.2004.09.006",
    scope=("structure", "map"),
    background=True,
    agrees=("MetricsReloaded", "scikit-learn"),
    differs={"MONAI": "not a number where a map is the same everywhere"},
)
def mcc(pair: HasCounts) -> float:
    """Correlation of both label maps, each label an axis of its own: cov(R, P) / √(cov(R, R) · cov(P, P)).

    0 where one of the maps is the same everywhere. There is no value where both are one label everywhere.
    """
    shared, chance, every = _agreement(pair)
    if chance == every**2:
        raise NoValue
    if shared == every:
        return 1.0  # rounding cannot spoil it
    reference, prediction = (every**2 - sum(n**2 for n in pair.confusion.sum(axis).tolist()) for axis in (1, 0))
    return (every * shared - chance) / (sqrt(reference) * sqrt(prediction)) if reference and prediction else 0.0


def _agreement(pair: HasCounts) -> tuple[int, int, int]:
    """Return how many voxels agree, how many would by chance times all voxels, and all, as integers of any size."""
    table = pair.confusion
    margins = zip(table.sum(axis=0).tolist(), table.sum(axis=1).tolist(), strict=True)
    return int(table.trace()), sum(p * r for p, r in margins), int(table.sum())

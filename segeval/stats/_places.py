"""How often each model has which rank when the groups are drawn again."""

import numpy as np

from segeval.stats._arrays import ROUNDING, Floats, Labels, Values, read_groups, read_values, sums_by_group
from segeval.stats._compare import FEWEST, Better, means_of_draws, merits
from segeval.stats._draws import draws


def rank_shares(values: Values, groups: Labels | None = None, better: Better = "higher") -> Floats:
    """Return the share of draws ``(models, models)`` in which each model, a row, has each rank, a column, from 1 on.

    Whole groups are drawn with replacement, the same as for ``Comparison.first``, and models are ranked by their means;
    equal ones share the lowest rank. Draws that leave a model without a value do not count.

    Args:
        values: Numbers ``(cases, models)``; None or NaN for no value.
        groups: The patient, field or sequence of each case ``(cases,)``; each case its own if left out.
        better: As :func:`pairwise` reads it.

    Returns:
        Rows that sum to 1, or NaN where fewer than 6 groups have a value.

    Raises:
        UsageError: If the values or groups have another form.
        UnknownName: If ``better`` is another word.

    Source:
        Wiesenfarth et al. 2021, doi:10.1038/s41598-021-82017-6: the blob plot of ranking stability.
    """
    merit = merits(read_values(values, "values", ("cases", "models")), better)
    sums, counts = sums_by_group(merit, read_groups(groups, len(merit)))
    kept = counts.any(axis=1)
    sums, counts = sums[kept], counts[kept]
    models = merit.shape[1]
    found = np.zeros((models, models))
    if len(sums) < FEWEST or not counts.any(axis=0).all():
        return np.full((models, models), np.nan)
    tie = ROUNDING * np.abs(sums.sum(axis=0) / counts.sum(axis=0)).max()
    for drawn in draws(len(sums)):
        means = means_of_draws(sums, counts, drawn)
        for model in range(models):
            ahead = np.count_nonzero(means > means[:, model, None] + tie, axis=1)
            found[model] += np.bincount(ahead, minlength=models)
    shares: Floats = found / found.sum(axis=1, keepdims=True)
    return shares

"""The order of models by other methods than their means, which an order that holds survives."""

from typing import NamedTuple

import numpy as np

from segeval.stats._arrays import (
    ROUNDING,
    Floats,
    Ints,
    Labels,
    Values,
    estimates,
    read_groups,
    read_values,
    sums_by_group,
)
from segeval.stats._compare import SIGNIFICANT, Better, merits, pairwise


class Rankings(NamedTuple):
    """The ranks ``(models,)`` by three methods; equal models share the lowest.

    ``means`` ranks by the mean of what values a model has, the last where it has none. ``ranks`` orders the models in
    each case, the last where they have no value, and ranks by the mean of those ranks. ``tests`` ranks by how many
    models each is significantly better than, as :func:`pairwise` tells.
    """

    means: Ints
    ranks: Ints
    tests: Ints


def rankings(values: Values, groups: Labels | None = None, better: Better = "higher") -> Rankings:
    """Return the ranks of models by their means, by their ranks in each case, and by tests of all pairs.

    Args:
        values: Numbers ``(cases, models)``; None or NaN for no value.
        groups: The patient, field or sequence of each case ``(cases,)``, for the tests; each case its own if left out.
        better: ``higher``, ``lower``, or ``zero`` for errors of both signs, which are compared by their size.

    Raises:
        UsageError: If the values or groups have another form, or there is no model.
        UnknownName: If ``better`` is another word.

    Source:
        Wiesenfarth et al. 2021, doi:10.1038/s41598-021-82017-6: aggregate-then-rank, rank-then-aggregate and
        test-then-rank, there with Wilcoxon's test where here is Student's, over groups and adjusted by Holm.
    """
    compared = pairwise(values, groups, better)
    merit = merits(read_values(values, "values", ("cases", "models")), better)
    everyone = read_groups(None, len(merit))
    mean = estimates(*sums_by_group(merit, everyone)).mean
    lead = compared.difference if better == "higher" else -compared.difference
    wins = np.count_nonzero((compared.p <= SIGNIFICANT) & (lead > 0), axis=1)
    in_cases = np.zeros(merit.shape[1])
    for row in merit:
        in_cases += places(row)
    return Rankings(places(mean), places(-in_cases), places(wins.astype(np.float64)))


def places(merit: Floats) -> Ints:
    """Return the rank of each of ``(models,)``: how many are better, and one; those without a number are last."""
    known = np.nan_to_num(merit, nan=-np.inf)
    tie = ROUNDING * np.abs(merit[~np.isnan(merit)]).max(initial=0)
    ranks: Ints = 1 + np.count_nonzero(known[None] > known[:, None] + tie, axis=1)
    return ranks

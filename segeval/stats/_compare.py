"""Which models the cases tell apart, and how sure their order is."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from segeval.errors import UsageError
from segeval.registry import suggest
from segeval.stats._arrays import (
    ROUNDING,
    Floats,
    Groups,
    Ints,
    Labels,
    Values,
    estimates,
    read_groups,
    read_values,
    sums_by_group,
)
from segeval.stats._draws import draws
from segeval.stats._laws import holm, p_below

FEWEST = 6  # groups, below which nothing is told apart
SIGNIFICANT = 0.05
PAIRS = 1000  # at a time, which bounds the memory
TAU_DRAWS = 1000  # which compare all pairs of models

Better = Literal["higher", "lower", "zero"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every model against every other.

    ``difference`` and ``p`` are ``(models, models)``: the mean of row minus column, NaN without a shared case, and the
    two-sided p adjusted by Holm for all pairs, 1 on the diagonal. ``rank_low`` and ``rank_high`` ``(models,)`` are the
    ranks that a model may have: behind all that are significantly better at 5 %, before all that are worse.
    ``first`` ``(models,)`` is how often a model leads when groups are drawn again, equal ones sharing a draw, and
    ``tau`` the mean of Kendall's tau between the order of those draws and that of all cases; NaN where undefined.
    """

    difference: Floats
    p: Floats
    rank_low: Ints
    rank_high: Ints
    first: Floats
    tau: float
    groups: int


def pairwise(values: Values, groups: Labels | None = None, better: Better = "higher") -> Comparison:
    """Compare all models pair by pair: paired by case, summed by group, Student's t over groups, Holm at 5 %.

    A case that lacks a value of one model is left out for the pairs of that model, and only for those. Nothing is told
    apart by fewer than 6 groups: p is 1, and with fewer in all any rank is possible and ``first`` is NaN. ``first``
    and ``tau`` compare the means of what values each model has, in the draws where all models have some.

    Args:
        values: Numbers ``(cases, models)``; None or NaN for no value.
        groups: The patient, field or sequence of each case ``(cases,)``; each case its own if left out.
        better: ``higher``, ``lower``, or ``zero`` for errors of both signs, which are compared by their size.

    Raises:
        UsageError: If the values or groups have another form, or there is no model.
        UnknownName: If ``better`` is another word.
    """
    array = read_values(values, "values", ("cases", "models"))
    models = array.shape[1]
    if not models:
        msg = f"values has shape {array.shape}, which is no model; give an array (cases, models)."
        raise UsageError(msg)
    merit = merits(array, better)
    members = read_groups(groups, len(array))
    pairs = np.transpose(np.triu_indices(models, 1))
    parts = [pair_tests(merit, members, *part.T) for part in np.array_split(pairs, max(1, len(pairs) // PAIRS))]
    means, p = np.concatenate(parts, axis=1)
    difference, adjusted = np.zeros((models, models)), np.ones((models, models))
    for one, other, sign in ((*pairs.T, 1), (*pairs.T[::-1], -1)):
        difference[one, other], adjusted[one, other] = sign * means, holm(p)
    told = adjusted <= SIGNIFICANT
    size = int(np.count_nonzero(sums_by_group(array, members)[1].any(axis=1)))
    first, tau = _redrawn(merit, members) if size >= FEWEST else (np.full(models, np.nan), np.nan)
    return Comparison(
        difference=difference if better == "higher" else -difference,
        p=adjusted,
        rank_low=1 + np.count_nonzero(told & (difference < 0), axis=1),
        rank_high=models - np.count_nonzero(told & (difference > 0), axis=1),
        first=first,
        tau=tau,
        groups=size,
    )


def merits(values: Floats, better: str) -> Floats:
    """Return numbers that are higher for what is better."""
    known = {"higher": values, "lower": -values, "zero": -np.abs(values)}
    if better not in known:
        noun = "direction"
        raise suggest(noun, str(better), known, 'Give better="higher", "lower" or "zero".')
    return known[better]


def pair_tests(merit: Floats, groups: Groups, one: Ints, other: Ints) -> tuple[Floats, Floats]:
    """Return the mean of column ``one`` minus ``other`` and its two-sided p, not adjusted, for each of ``(pairs,)``."""
    found = estimates(*sums_by_group(merit[:, one] - merit[:, other], groups))
    p = 2 * p_below(found._replace(mean=-np.abs(found.mean)))
    return found.mean, np.where(found.groups < FEWEST, 1, np.minimum(p, 1))


def _redrawn(merit: Floats, groups: Groups) -> tuple[Floats, float]:
    """Return how often each model leads and the mean of tau; draws that leave a model without a value do not count."""
    sums, counts = sums_by_group(merit, groups)
    kept = counts.any(axis=1)
    sums, counts = sums[kept], counts[kept]
    observed = means_of_draws(sums, counts, np.ones((1, len(sums))))
    if not len(observed):
        return np.full(merit.shape[1], np.nan), np.nan
    tie = ROUNDING * np.abs(observed).max()
    leads, taus, number = np.zeros(merit.shape[1]), [np.empty(0)], 0
    for drawn in draws(len(sums)):
        means = means_of_draws(sums, counts, drawn)
        leading = means >= means.max(axis=1, keepdims=True) - tie
        leads += (leading / leading.sum(axis=1, keepdims=True)).sum(axis=0)
        if number < TAU_DRAWS:
            taus.append(taus_between(observed[0], means))
        number += len(means)
    tau = np.concatenate(taus)
    tau = tau[~np.isnan(tau)]
    return leads / (number or np.nan), float(tau.mean()) if len(tau) else np.nan


def means_of_draws(sums: Floats, counts: Floats, drawn: Floats) -> Floats:
    """Return the means of every draw ``(draws, models)`` in which each model has a value."""
    n = drawn @ counts
    whole = (n > 0).all(axis=1)
    return (drawn[whole] @ sums) / n[whole]


def kendall_tau(first: Values, second: Values) -> float | None:
    """Return Kendall's tau-b between two scores or ranks of the same models ``(models,)``, in [-1, 1].

    Models without a value in one of them are left out. None if fewer than two remain or one of them says all are equal.

    Raises:
        UsageError: If the two differ in length.
    """
    one, other = (read_values(v, name, ("models",)) for v, name in ((first, "first"), (second, "second")))
    if one.shape != other.shape:
        msg = f"first has {len(one)} models and second {len(other)}; give two numbers for each model."
        raise UsageError(msg)
    both = ~np.isnan(one + other)
    tau = float(taus_between(one[both], other[None, both])[0])
    return None if np.isnan(tau) else tau


def taus_between(order: Floats, others: Floats) -> Floats:
    """Return tau-b, NaN if undefined, of ``order`` ``(models,)`` and each of ``others`` ``(orders, models)``."""
    one, other = np.triu_indices(len(order), 1)
    signs, found = np.sign(order[one] - order[other]), np.sign(others[:, one] - others[:, other])
    with np.errstate(invalid="ignore"):
        tau: Floats = (found @ signs) / np.sqrt((signs @ signs) * np.square(found).sum(axis=1))
    return tau

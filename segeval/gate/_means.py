"""The mean difference of each structure: its limits, its p, and how many groups would settle it."""

from math import sqrt
from typing import NamedTuple

import numpy as np

from segeval.gate._policy import Policy
from segeval.stats import Bools, Estimates, Floats, estimates, groups_needed, holm, p_below, t_quantile

MOST = 10**6  # groups, beyond which no number is named


class Training(NamedTuple):
    """What training anew adds to the variance of a difference ``(structures,)``, and its degrees of freedom."""

    variance: Floats
    df: int


class Judged(NamedTuple):
    """Arrays ``(structures,)``: estimates, limits, p adjusted by Holm, and what holds of each structure.

    ``there``: some case has a score on both sides; ``passed``: the loss is within the margin for sure.
    """

    found: Estimates
    training: Training
    low: Floats
    high: Floats
    p: Floats
    there: Bools
    worse: Bools
    passed: Bools


def judge(sums: tuple[Floats, Floats], trainings: Floats | None, margins: Floats, policy: Policy) -> Judged:
    """Judge differences by their sums and counts ``(groups, structures)`` and ``margins`` ``(structures,)``."""
    found = estimates(*sums)
    training = Training(np.zeros_like(found.mean), 1)
    if trainings is not None:
        training = Training(2 * trainings.var(axis=0, ddof=1), len(trainings) - 1)
    few = found.groups < policy.groups_worse
    se, df = with_training(np.where(few, np.nan, found.se), np.subtract(found.groups, 1, dtype=np.float64), training)
    half = t_quantile(policy.level, df) * se
    there, p = found.n > 0, np.ones_like(found.mean)
    p[there] = holm(p_below(found._replace(se=se), df)[there])
    low, high = found.mean - half, found.mean + half
    return Judged(
        found=found,
        training=training,
        low=low,
        high=high,
        p=p,
        there=there,
        worse=(p < 1 - policy.level) & (found.mean < -margins / 2),
        passed=(low > -margins) & (found.groups >= policy.groups_not_worse),
    )


def with_training(se: Floats, df: Floats, training: Training) -> tuple[Floats, Floats]:
    """Return the standard error with the variance of training, and Satterthwaite's degrees of freedom."""
    variance = np.square(se) + training.variance
    with np.errstate(invalid="ignore", divide="ignore"):
        joined = np.square(variance) / (se**4 / df + np.square(training.variance) / training.df)
    return np.sqrt(variance), np.where(training.variance > 0, joined, df)


def groups_to_decide(judged: Judged, margins: Floats, policy: Policy) -> list[int | None]:
    """Return for each structure how many groups of the same mean and spread would decide it, with the policy's power.

    That is to pass where the mean lost no more than half the margin, a gain counting as no change, and to be worse
    where it lost more. None where it passed, has no spread to go by, or training alone varies too much.
    """
    found, tested = judged.found, int(np.count_nonzero(judged.there))
    needed: list[int | None] = [None] * len(found.mean)
    for each in np.flatnonzero(judged.there & ~judged.passed & ~np.isnan(judged.low)):
        mean, size, margin = float(found.mean[each]), int(found.groups[each]), float(margins[each])
        worse = mean < -margin / 2
        number = _groups_for(
            float(found.se[each] * sqrt(size)),
            -mean if worse else margin + min(mean, 0),
            Training(judged.training.variance[each], judged.training.df),
            policy,
            tested if worse else 1,
        )
        needed[each] = number and max(number, size + 1, policy.groups_not_worse)
    return needed


def _groups_for(sd: float, difference: float, training: Training, policy: Policy, tests: int) -> int | None:
    """Return how many groups show a difference in one of so many tests; to 1 % where training varies."""
    level = 1 - (1 - policy.level) / tests
    least = groups_needed(sd, difference, power=policy.power, level=level)
    if training.variance == 0:
        return least
    numbers = np.unique(np.geomspace(least, MOST, 1500).astype(np.int64))
    se, df = with_training(sd / np.sqrt(numbers), np.subtract(numbers, 1, dtype=np.float64), training)
    enough = numbers[(t_quantile(level, df) + t_quantile(policy.power, df)) * se <= difference]
    return int(enough[0]) if len(enough) else None

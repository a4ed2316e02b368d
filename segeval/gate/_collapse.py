"""Cases that a candidate loses outright, which a mean over many cases hides."""

from typing import NamedTuple

import numpy as np

from segeval.gate._policy import Policy
from segeval.stats import Bools, Floats, Groups, mcnemar_p, sums_by_group

MOST = 10_000  # groups, beyond which no number is named


class Collapses(NamedTuple):
    """The scores ``(cases, structures)`` that collapsed, and how many groups lost more than came back, or less."""

    where: Bools
    groups: int
    new: int
    old: int

    @property
    def p(self) -> float:
        """The one-sided p of so many new ones by chance."""
        return float(mcnemar_p(self.new, self.old))


def collapses(baseline: Floats, candidate: Floats, groups: Groups, policy: Policy) -> Collapses:
    """Compare which scores are usable before and lost after, and the other way; a group counts once."""
    lost, back = (
        (before >= policy.collapse_from) & (after < policy.collapse_below)
        for before, after in ((baseline, candidate), (candidate, baseline))
    )
    change = sums_by_group(lost.astype(float) - back, groups)[0].sum(axis=1)
    return Collapses(lost, len(change), int(np.count_nonzero(change > 0)), int(np.count_nonzero(change < 0)))


def groups_to_show(found: Collapses, level: float) -> int | None:
    """Return how many groups with these shares of collapses and recoveries would show that there are more collapses."""
    numbers = np.arange(found.groups + 1, MOST)
    new, old = (np.rint(count * numbers / found.groups).astype(np.int64) for count in (found.new, found.old))
    enough = numbers[mcnemar_p(new, old) < 1 - level]
    return int(enough[0]) if len(enough) else None

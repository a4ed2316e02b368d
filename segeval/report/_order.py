"""How sure an order of models is, in words: what differences their cases can show, and metrics that disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np

from segeval.stats import (
    FEWEST,
    Floats,
    detectable_difference,
    estimates,
    groups_needed,
    kendall_tau,
    read_groups,
    sums_by_group,
)

AGREEMENT = 0.5  # Kendall's tau, below which two metrics disagree


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The smallest ``difference`` that ``groups`` groups of ``cases`` cases tell apart, and how many a ``finer`` takes.

    ``sd`` is the median spread, over groups, of the paired differences between the first model and each other one.
    """

    cases: int
    groups: int
    sd: float
    difference: float
    finer: float
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A metric that orders the models otherwise than the headline: Kendall's tau of both, and who leads by each."""

    metric: str
    tau: float
    first: str
    headline_first: str


def resolution(merits: Floats, groups: Sequence[str]) -> Resolution | None:
    """Return what differences the paired merits ``(cases, models)`` of ranked models can show; the first leads.

    None for one model, fewer than six groups, or models that differ by the same in every group.
    """
    found = estimates(*sums_by_group(merits[:, :1] - merits[:, 1:], read_groups(groups, len(merits))))
    able = (found.groups >= FEWEST) & (found.se > 0)
    if not able.any():
        return None
    sd, size = float(np.median(found.se[able] * np.sqrt(found.groups[able]))), int(found.groups[able].min())
    difference = detectable_difference(sd, size)
    finer = _one_digit(difference / 2)
    return Resolution(
        cases=len(merits), groups=size, sd=sd, difference=difference, finer=finer, needed=groups_needed(sd, finer)
    )


def disagreements(
    headline: str, merits: Mapping[str, Sequence[float]], models: Sequence[str]
) -> tuple[Disagreement, ...]:
    """Return the metrics by which the order of models differs from that by the headline.

    Args:
        headline: The metric that ranks.
        merits: Of each metric a number for each model that is higher for the better one, infinite for none.
        models: What the models are called.
    """
    known = {name: np.array([each if isfinite(each) else np.nan for each in row]) for name, row in merits.items()}
    ours = known.get(headline, np.empty(0))
    found = []
    for name, theirs in known.items():
        both = ~np.isnan(ours + theirs)
        tau = kendall_tau(ours, theirs) if name != headline else None
        if tau is not None and tau < AGREEMENT:
            leaders = [models[int(np.flatnonzero(both)[np.argmax(each[both])])] for each in (theirs, ours)]
            found.append(Disagreement(metric=name, tau=tau, first=leaders[0], headline_first=leaders[1]))
    return tuple(found)


def _one_digit(number: float) -> float:
    """Return a positive number cut to one significant digit."""
    power = floor(log10(number))
    return float(f"{floor(number / 10.0**power + 1e-9)}e{power}")

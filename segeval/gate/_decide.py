"""Whether a candidate is worse than a baseline on the same cases."""

from dataclasses import dataclass

import numpy as np

from segeval.errors import UsageError
from segeval.gate._policy import POLICY, Policy
from segeval.gate._rule import FEWEST_SEEDS, Evidence, Ruling, Verdict, apply
from segeval.stats import Bools, Floats, Labels, Values, read_groups, read_values

Places = tuple[int, ...] | tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict and what it rests on.

    ``difference``, ``low``, ``high`` and ``needed`` are single numbers for scores ``(cases,)``, and tuples with one for
    each structure for scores ``(cases, structures)``. ``difference`` is the mean of candidate minus baseline, ``low``
    and ``high`` are its one-sided limits, None where too few groups have both scores. ``needed`` is the number of
    groups (of cases, where each is its own) that would probably decide, None where that is not asked or no number
    would. ``collapsed`` and ``unpaired`` are places, ``(case, structure)`` or just the case: scores that the candidate
    lost outright, and scores that one side lacks. ``groups`` have a score on both sides; ``unseen`` is the share of
    collapsing groups that so many cannot exclude even if none does (3 / groups). ``reasons`` say why the verdict is not
    "not worse".
    """

    verdict: Verdict
    difference: float | tuple[float | None, ...] | None
    low: float | tuple[float | None, ...] | None
    high: float | tuple[float | None, ...] | None
    needed: int | tuple[int | None, ...] | None
    collapsed: Places
    unpaired: Places
    groups: int
    unseen: float
    reasons: tuple[str, ...]


def decide(
    baseline: Values,
    candidate: Values,
    groups: Labels | None = None,
    margin: float = 0.01,
    *,
    seeds: Values | None = None,
    policy: Policy = POLICY,
) -> Decision:
    """Decide whether ``candidate`` is worse than ``baseline`` by more than ``margin``.

    In this order:

    1. All scores equal to 1e-9: not worse.
    2. Significantly more groups with a new collapse than with a recovery (one-sided mid-p McNemar): worse.
    3. A structure significantly below 0 (one-sided cluster t, Holm over structures) and below -margin / 2: worse.
    4. The lower limit of every structure above -margin, in at least 20 groups, no more new collapses than recoveries,
       and no score that one side lacks: not worse.
    5. Otherwise: inconclusive.

    Scores that one side lacks enter no mean; a structure without any score on both sides is left out.

    Args:
        baseline: Scores ``(cases,)`` or ``(cases, structures)``, higher is better; None or NaN where there is none.
        candidate: Scores of the same cases and structures.
        groups: The patient, field or sequence of each case ``(cases,)``; each case its own if left out.
        margin: The loss that can be tolerated, above 0.
        seeds: Where the candidate was trained anew: mean scores of at least 4 trainings of the baseline that differ by
            their seed, ``(trainings,)`` or ``(trainings, structures)``. Twice their variance joins that of the
            difference, with Satterthwaite's degrees of freedom.
        policy: The other thresholds.

    Raises:
        UsageError: If the arrays differ in shape or have another form, or the margin is not above 0.

    Source:
        Fagerland et al. 2013, doi:10.1186/1471-2288-13-91 (McNemar); Satterthwaite 1946, doi:10.2307/3002019.
    """
    _require_margin(margin)
    before, after, flat = _scores(baseline, candidate)
    evidence = Evidence(
        before=before,
        after=after,
        gain=after - before,
        margins=np.full(before.shape[1], float(margin)),
        groups=read_groups(groups, len(before)),
        names=["the mean"] if flat else [f"structure {k}" for k in range(before.shape[1])],
        one_sided=np.isnan(before) != np.isnan(after),
        able=np.ones(before.shape[1], dtype=bool),
        trainings=_trainings(seeds, before.shape[1], flat),
    )
    return _decision(apply(evidence, policy), evidence, flat)


def _decision(found: Ruling, evidence: Evidence, flat: bool) -> Decision:
    needed = found.needed if found.verdict == "inconclusive" else (None,) * len(found.needed)
    return Decision(
        verdict=found.verdict,
        difference=_numbers(found.judged.found.mean, flat),
        low=_numbers(found.judged.low, flat),
        high=_numbers(found.judged.high, flat),
        needed=needed[0] if flat else needed,
        collapsed=_places(found.lost.where, flat),
        unpaired=_places(evidence.one_sided, flat),
        groups=found.size,
        unseen=min(1.0, 3 / max(found.size, 1)),
        reasons=found.reasons,
    )


def _require_margin(margin: float) -> None:
    if not 0 < margin < np.inf:
        msg = f"margin is {margin}; give the loss that can be tolerated, above 0, such as 0.01."
        raise UsageError(msg)


def _scores(baseline: Values, candidate: Values) -> tuple[Floats, Floats, bool]:
    """Return both as ``(cases, structures)`` and whether they came as ``(cases,)``."""
    flat = np.ndim(np.asarray(baseline, dtype=object)) == 1
    axes = ("cases",) if flat else ("cases", "structures")
    before, after = (read_values(v, name, axes) for v, name in ((baseline, "baseline"), (candidate, "candidate")))
    if before.shape != after.shape:
        msg = f"baseline has shape {before.shape} and candidate {after.shape}; give scores of the same cases, in order."
        raise UsageError(msg)
    if not before.size:
        msg = f"baseline has shape {before.shape}, which holds no score; give at least one case and one structure."
        raise UsageError(msg)
    return (before[:, None], after[:, None], True) if flat else (before, after, False)


def _trainings(seeds: Values | None, structures: int, flat: bool) -> Floats | None:
    """Return the mean scores of the trainings ``(trainings, structures)``."""
    if seeds is None:
        return None
    means = read_values(seeds, "seeds", ("trainings",) if flat else ("trainings", "structures"))
    means = means[:, None] if flat else means
    if len(means) < FEWEST_SEEDS or means.shape[1] != structures or np.isnan(means).any():
        msg = (
            f"seeds has shape {means.shape}{' with gaps' if np.isnan(means).any() else ''}; give the mean scores of at "
            f"least {FEWEST_SEEDS} trainings of the baseline for {structures} structures."
        )
        raise UsageError(msg)
    return means


def _numbers(array: Floats, flat: bool) -> float | tuple[float | None, ...] | None:
    numbers = tuple(None if np.isnan(value) else float(value) for value in array)
    return numbers[0] if flat else numbers


def _places(where: Bools, flat: bool) -> Places:
    places = np.argwhere(where).tolist()
    return tuple(place[0] for place in places) if flat else tuple(tuple(place) for place in places)

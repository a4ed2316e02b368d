"""Whether a candidate is worse than a baseline on the same cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from segeval.errors import UsageError
from segeval.gate._collapse import Collapses, collapses, groups_to_show
from segeval.gate._means import Judged, groups_to_decide, judge
from segeval.gate._policy import POLICY, Policy
from segeval.stats import Bools, Floats, Groups, Labels, Values, read_groups, read_values, sums_by_group

FEWEST_SEEDS = 4

Verdict = Literal["not worse", "worse", "inconclusive"]
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

    1. All scores equal: not worse.
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
    members = read_groups(groups, len(before))
    judged = judge(sums_by_group(after - before, members), _trainings(seeds, before.shape[1], flat), margin, policy)
    lost = collapses(before, after, members, policy)
    unpaired = np.isnan(before) != np.isnan(after)
    size = _number_of(members, ~np.isnan(after - before))
    equal = size > 0 and np.array_equal(before, after, equal_nan=True)
    verdict, reasons = ("not worse", ()) if equal else _verdict(judged, lost, unpaired, margin, policy)
    needed = _needed(judged, lost, unpaired, margin, policy) if verdict == "inconclusive" else [None] * len(judged.p)
    return Decision(
        verdict=verdict,
        difference=_numbers(judged.found.mean, flat),
        low=_numbers(judged.low, flat),
        high=_numbers(judged.high, flat),
        needed=needed[0] if flat else tuple(needed),
        collapsed=_places(lost.where, flat),
        unpaired=_places(unpaired, flat),
        groups=size,
        unseen=min(1.0, 3 / max(size, 1)),
        reasons=reasons,
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


def _verdict(
    judged: Judged, lost: Collapses, unpaired: Bools, margin: float, policy: Policy
) -> tuple[Verdict, tuple[str, ...]]:
    if reasons := tuple(_why_worse(judged, lost, policy)):
        return "worse", reasons
    reasons = tuple(_why_inconclusive(judged, lost, unpaired, margin, policy))
    return "inconclusive" if reasons else "not worse", reasons


def _needed(judged: Judged, lost: Collapses, unpaired: Bools, margin: float, policy: Policy) -> list[int | None]:
    """Return for each structure how many groups would decide: by their collapses, if those stand in the way."""
    if lost.new > lost.old:
        return [groups_to_show(lost, policy.level)] * len(judged.there)
    return [None] * len(judged.there) if unpaired.any() else groups_to_decide(judged, margin, policy)


def _why_worse(judged: Judged, lost: Collapses, policy: Policy) -> Iterator[str]:
    if lost.p < 1 - policy.level:
        yield f"{lost.new} collapsed and {lost.old} recovered (p = {lost.p:.2g})"
    for structure in np.flatnonzero(judged.worse).tolist():
        yield f"{_name(judged, structure)}lost {-judged.found.mean[structure]:.4g} (p = {judged.p[structure]:.2g})"


def _why_inconclusive(judged: Judged, lost: Collapses, unpaired: Bools, margin: float, policy: Policy) -> Iterator[str]:
    if not judged.there.any():
        yield "no case has a score on both sides"
    for structure in np.flatnonzero(judged.there & ~judged.passed).tolist():
        size, low, name = judged.found.groups[structure], judged.low[structure], _name(judged, structure)
        if size < policy.groups_not_worse:
            yield f"{name}{size} groups have both scores, {policy.groups_not_worse} are the fewest that can pass"
        if low <= -margin:
            yield f"{name}may have lost {-low:.4g}, tolerated is {margin:g}"
    if lost.new > lost.old:
        yield f"{lost.new} collapsed and {lost.old} recovered"
    if unpaired.any():
        yield f"{np.count_nonzero(unpaired)} scores are on one side only"


def _name(judged: Judged, structure: int) -> str:
    return f"structure {structure}: " if len(judged.there) > 1 else ""


def _number_of(groups: Groups, present: Bools) -> int:
    values = np.where(present.any(axis=1, keepdims=True), 1.0, np.nan)
    return int(np.count_nonzero(sums_by_group(values, groups)[1]))


def _numbers(array: Floats, flat: bool) -> float | tuple[float | None, ...] | None:
    numbers = tuple(None if np.isnan(value) else float(value) for value in array)
    return numbers[0] if flat else numbers


def _places(where: Bools, flat: bool) -> Places:
    places = np.argwhere(where).tolist()
    return tuple(place[0] for place in places) if flat else tuple(tuple(place) for place in places)

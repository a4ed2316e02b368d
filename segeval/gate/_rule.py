"""The rule of the gate, the only place where it stands, on arrays of any number of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from segeval.gate._collapse import Collapses, collapses, groups_to_show
from segeval.gate._means import Judged, groups_to_decide, judge
from segeval.gate._policy import Policy
from segeval.stats import Bools, Floats, Groups, sums_by_group

FEWEST_SEEDS = 4
ROUNDING = 1e-9  # scores that differ by no more are equal

Verdict = Literal["not worse", "worse", "inconclusive"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What is judged.

    ``before``, ``after`` and ``gain`` (by how much the candidate is better, in the unit of the column) are
    ``(cases, columns)`` and NaN where there is none, ``margins`` ``(columns,)`` in the same units. ``one_sided``
    ``(cases, columns)`` are scores that one side lacks to the candidate's disadvantage, ``able`` ``(columns,)`` says
    whose scores can collapse. ``trainings`` are mean scores ``(trainings, columns)`` of the baseline trained again.
    ``elsewhere`` is how many other scores differ, where equal ones are asked for. ``floors`` ``(columns,)`` are the
    differences up to which scores count as equal.
    """

    before: Floats
    after: Floats
    gain: Floats
    margins: Floats
    groups: Groups
    names: Sequence[str]
    one_sided: Bools
    able: Bools
    trainings: Floats | None
    elsewhere: int = 0
    floors: Floats | float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ruling:
    """What the rule says: in all with the reasons why it is not "not worse", and of each column.

    ``needed`` are the groups that would probably decide a column, None where no number would. ``size`` groups have a
    score on both sides.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    equal: bool
    size: int
    judged: Judged
    lost: Collapses
    verdicts: tuple[Verdict, ...]
    needed: tuple[int | None, ...]


def apply(evidence: Evidence, policy: Policy) -> Ruling:
    """Apply steps 1 to 5 of :func:`segeval.gate.decide`."""
    judged = judge(sums_by_group(evidence.gain, evidence.groups), evidence.trainings, evidence.margins, policy)
    able = evidence.able
    lost = collapses(evidence.before[:, able], evidence.after[:, able], evidence.groups, policy)
    equal = (
        bool(judged.there.any())
        and not evidence.elsewhere
        and not differing(evidence.before, evidence.after, evidence.floors)
    )
    worse = tuple(_why_worse(evidence, judged, lost, policy))
    still_open = tuple(_why_inconclusive(evidence, judged, lost, policy))
    verdict: Verdict = "not worse" if equal else "worse" if worse else "inconclusive" if still_open else "not worse"
    missing = evidence.one_sided.any(axis=0)
    fine = ~judged.there | (judged.passed & ~missing)
    return Ruling(
        verdict=verdict,
        reasons=() if equal else worse or still_open,
        equal=equal,
        size=_number_of(evidence),
        judged=judged,
        lost=lost,
        verdicts=tuple(map(_verdict, judged.worse, fine | equal)),
        needed=_needed(evidence, judged, lost, policy),
    )


def differing(before: Floats, after: Floats, floors: Floats | float = 0.0) -> int:
    """Return how many scores ``(cases, columns)`` differ by more than ``floors``; two that are not there are equal."""
    close = np.isclose(
        before, after, rtol=ROUNDING, atol=np.broadcast_to(floors + ROUNDING, before.shape), equal_nan=True
    )
    return int(np.count_nonzero(~close))


def _verdict(worse: bool, fine: bool) -> Verdict:
    return "worse" if worse else "not worse" if fine else "inconclusive"


def _why_worse(evidence: Evidence, judged: Judged, lost: Collapses, policy: Policy) -> Iterator[str]:
    if lost.p < 1 - policy.level:
        yield f"{lost.new} groups collapsed and {lost.old} recovered (p = {lost.p:.2g})"
    for k in np.flatnonzero(judged.worse).tolist():
        yield f"{evidence.names[k]} lost {-judged.found.mean[k]:.4g} (p = {judged.p[k]:.2g})"


def _why_inconclusive(evidence: Evidence, judged: Judged, lost: Collapses, policy: Policy) -> Iterator[str]:
    if not judged.there.any():
        yield "no case has a score on both sides"
    if lost.new > lost.old:
        yield f"{lost.new} groups collapsed and {lost.old} recovered"
    for k in np.flatnonzero(judged.there & ~judged.passed).tolist():
        size, low, margin = int(judged.found.groups[k]), judged.low[k], evidence.margins[k]
        if size < policy.groups_not_worse:
            yield f"{evidence.names[k]}: {size} groups, {policy.groups_not_worse} are the fewest that can pass"
        if low <= -margin:
            yield f"{evidence.names[k]} may have lost {-low:.4g}, tolerated is {margin:g}"
    if missing := int(np.count_nonzero(evidence.one_sided)):
        yield f"{missing} scores are on one side only"
    if evidence.elsewhere:
        yield f"{evidence.elsewhere} scores differ, and equal ones are asked for"


def _needed(evidence: Evidence, judged: Judged, lost: Collapses, policy: Policy) -> tuple[int | None, ...]:
    """Return for each column how many groups would decide: by their collapses, if those stand in the way."""
    if lost.new > lost.old:
        return (groups_to_show(lost, policy.level),) * len(judged.there)
    needed = groups_to_decide(judged, evidence.margins, policy)
    return tuple(None if evidence.one_sided[:, k].any() else number for k, number in enumerate(needed))


def _number_of(evidence: Evidence) -> int:
    both = np.where(np.isnan(evidence.gain).all(axis=1, keepdims=True), np.nan, 1.0)
    return int(np.count_nonzero(sums_by_group(both, evidence.groups)[1]))

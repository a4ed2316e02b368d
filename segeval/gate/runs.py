"""The gate on two runs: the rule of :func:`segeval.gate.decide` for every gated metric of every structure at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from segeval.compare import Column, Paired, differences, gains, pair
from segeval.errors import NotComparable, UsageError
from segeval.gate._collapse import Collapses, collapses, groups_to_show
from segeval.gate._decide import FEWEST_SEEDS, Verdict
from segeval.gate._means import Judged, groups_to_decide, judge
from segeval.gate.policies import Terms, margin_of
from segeval.registry import suggest
from segeval.stats import Floats, read_groups, sums_by_group
from segeval.store import Run

ROUNDING = 1e-9  # scores that differ by no more are equal
PASS, WORSE, INCONCLUSIVE, INCOMPLETE, NOT_COMPARABLE = 0, 3, 4, 5, 6
MOST = 20  # cases that are listed
RETRAINED = (
    "the models have other weights or settings: if the candidate was trained anew, chance of training alone makes the "
    "gate say worse in 10 % of gates at 20 groups and 19 % at 65; give --seeds with runs of 4 trainings of the baseline"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The verdict on one metric of one structure.

    ``base`` and ``candidate`` are means over the ``n`` cases of ``groups`` groups that both runs scored; ``gain`` is by
    how much the candidate is better, ``low`` and ``high`` are its one-sided limits, ``p`` is adjusted by Holm over all
    lines. ``needed`` groups would probably decide. What cannot be said is None.
    """

    structure: str
    metric: str
    unit: str
    verdict: Verdict
    margin: float
    n: int
    groups: int
    base: float | None
    candidate: float | None
    gain: float | None
    low: float | None
    high: float | None
    p: float
    needed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A case that lost something: its score collapsed, it has none where the baseline has one, or it got worse."""

    case: str
    structure: str
    metric: str
    what: Literal["collapsed", "no score on one side", "worse"]
    base: float | None
    candidate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate says of two runs, why, and the exit code of the command.

    ``differences`` are what keeps the runs from being compared; then there are no numbers. ``incomplete`` are cases
    that the baseline scored and the candidate did not, each with the reason. ``unseen`` is the share of collapsing
    groups that so many cannot exclude even if none does (3 / groups).
    """

    verdict: Literal["not worse", "worse", "inconclusive", "not comparable"]
    exit_code: int
    base: Run
    candidate: Run
    terms: Terms
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    incomplete: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    losses: tuple[Loss, ...] = ()
    equal: bool = False
    groups: int = 0
    unseen: float = 1.0


def gate(base: Run, candidate: Run, terms: Terms, seeds: Sequence[Run] = ()) -> Gate:
    """Decide whether ``candidate`` is worse than ``base``.

    In this order:

    1. Scored on other data or by other rules, or a gated metric is not in both: not comparable. A case that failed or
       is missing, where the baseline has it: worse, the run is incomplete.
    2. All gated scores equal (of every metric, where the terms are exact): not worse.
    3. Significantly more groups with a collapse than with a recovery: worse.
    4. A metric of a structure significantly below 0 (Holm over all) and below -margin / 2: worse.
    5. Every lower limit above -margin in enough groups, no more collapses than recoveries, no score lost: not worse.
    6. Otherwise: inconclusive.

    A case that only the candidate could score, or whose false alarm is gone, enters no mean and does not count as lost.

    Args:
        base: The baseline.
        candidate: The run to judge.
        terms: Metrics, margins and thresholds.
        seeds: Runs of at least 4 trainings of the baseline that differ by their seed, where the candidate was trained
            anew.

    Raises:
        UsageError: If the terms name no margin or an unknown structure, or there are too few seeds.
        NotComparable: If a run of ``seeds`` is not comparable to the baseline.
    """
    if found := tuple(_obstacles(base, candidate, terms)):
        return _not_comparable(base, candidate, terms, found)
    paired = pair(base, candidate)
    at = [k for k, column in enumerate(paired.columns) if column.metric.id in terms.metrics]
    if np.isnan(paired.after - paired.before)[:, at].all():
        return _not_comparable(base, candidate, terms, ("no case has a gated score in both runs",))
    return _judged(paired, at, terms, seeds)


def _judged(paired: Paired, at: list[int], terms: Terms, seeds: Sequence[Run]) -> Gate:
    """Return what the columns ``at`` say."""
    margins = _margins(terms, [paired.columns[k] for k in at])
    members = read_groups(paired.groups, len(paired.cases))
    trainings = _trainings(paired.base, seeds, [paired.columns[k] for k in at], margins) if seeds else None
    gain = gains(paired)[:, at] / margins
    judged = judge(sums_by_group(gain, members), trainings, 1.0, terms.policy)
    shares = [k for k in at if _is_fraction(paired.columns[k])]
    lost = collapses(paired.before[:, shares], paired.after[:, shares], members, terms.policy)
    equal = _differing(paired, list(range(len(paired.columns))) if terms.exact else at) == 0
    incomplete = tuple(_incomplete(paired.base, paired.candidate))
    verdict, reasons = ("not worse", ()) if equal else _verdict(paired, at, judged, lost, terms, margins)
    if incomplete:
        verdict, reasons = "worse", (f"{len(incomplete)} cases failed or are missing in the candidate alone", *reasons)
    groups = len({group for group, row in zip(paired.groups, gain, strict=True) if not np.isnan(row).all()})
    return Gate(
        verdict=verdict,
        exit_code=INCOMPLETE if incomplete else _exit_code(verdict, terms),
        base=paired.base,
        candidate=paired.candidate,
        terms=terms,
        reasons=reasons,
        notes=tuple(_notes(paired, equal, seeds)),
        incomplete=incomplete,
        lines=tuple(_lines(paired, at, judged, lost, terms, margins, equal)),
        losses=tuple(_losses(paired, at, shares, lost, gain)),
        equal=equal,
        groups=groups,
        unseen=min(1.0, 3 / groups),
    )


def _not_comparable(base: Run, candidate: Run, terms: Terms, found: tuple[str, ...]) -> Gate:
    return Gate(
        verdict="not comparable",
        exit_code=NOT_COMPARABLE,
        base=base,
        candidate=candidate,
        terms=terms,
        differences=found,
    )


def _obstacles(base: Run, candidate: Run, terms: Terms) -> Iterator[str]:
    """Yield what keeps the runs from being gated, a gated metric that is not in both included."""
    if found := differences(base, candidate):
        yield from found
        return
    try:
        paired = pair(base, candidate)
    except NotComparable as error:
        yield str(error)
        return
    reasons = {line.partition(":")[0]: line for line in paired.left_out}
    there = {column.metric.id for column in paired.columns}
    for metric in terms.metrics:
        if metric not in there:
            yield reasons.get(metric, f"{metric}: in neither run, which have {', '.join(sorted(there))}")


def _margins(terms: Terms, columns: Sequence[Column]) -> Floats:
    for metric, said in terms.margins.items():
        known = [column.structure for column in columns if column.metric.id == metric]
        for structure in said:
            if structure and structure not in known:
                noun = f"structure of margins.{metric}"
                raise suggest(noun, structure, known, f"The runs have {', '.join(known)}.")
    return np.array([margin_of(terms, c.metric.id, c.structure, fraction=_is_fraction(c)) for c in columns])


def _is_fraction(column: Column) -> bool:
    return column.unit == "1" and column.metric.better == "higher" and column.metric.bounds == (0, 1)


def _trainings(base: Run, seeds: Sequence[Run], columns: Sequence[Column], margins: Floats) -> Floats:
    """Return the mean scores ``(trainings, columns)`` of other trainings of the baseline, in margins."""
    if len({run.run_id for run in seeds}) < FEWEST_SEEDS:
        msg = f"--seeds names {len(seeds)} runs; give at least {FEWEST_SEEDS} trainings of the baseline, each once"
        raise UsageError(msg)
    means = []
    for run in seeds:
        paired = pair(base, run)
        known = {(c.structure, c.metric.id): k for k, c in enumerate(paired.columns)}
        at = [known.get((c.structure, c.metric.id)) for c in columns]
        found = [np.nan if k is None else _mean(paired.after[~np.isnan(paired.before[:, k]), k]) for k in at]
        if np.isnan(found).any():
            msg = f"{run.path} of --seeds lacks gated scores of some cases; run it on all of them"
            raise UsageError(msg)
        means.append(found)
    return np.array(means) / margins


def _incomplete(base: Run, candidate: Run) -> Iterator[tuple[str, str]]:
    scored = {case.case_id for case in base.cases if case.status == "ok"}
    for case in candidate.cases:
        if case.status != "ok" and case.case_id in scored:
            yield case.case_id, f"{case.status}: {case.reason}"


def _differing(paired: Paired, columns: list[int]) -> int:
    before, after = paired.before[:, columns], paired.after[:, columns]
    return int(np.count_nonzero(~np.isclose(before, after, rtol=ROUNDING, atol=ROUNDING, equal_nan=True)))


def _verdict(
    paired: Paired, at: list[int], judged: Judged, lost: Collapses, terms: Terms, margins: Floats
) -> tuple[Verdict, tuple[str, ...]]:
    """Return what steps 3 to 6 say, and why it is not "not worse"."""
    worse, open_ = [], []
    if lost.p < 1 - terms.policy.level:
        worse.append(f"{lost.new} groups collapsed and {lost.old} recovered (p = {lost.p:.2g})")
    elif lost.new > lost.old:
        open_.append(f"{lost.new} groups collapsed and {lost.old} recovered")
    for k, column in enumerate(paired.columns[place] for place in at):
        name, scale = f"{column.metric.id} of {column.structure}", float(margins[k])
        size, low = int(judged.found.groups[k]), float(judged.low[k]) * scale
        if judged.worse[k]:
            worse.append(f"{name} lost {-judged.found.mean[k] * scale:.4g} (p = {judged.p[k]:.2g})")
        elif judged.there[k] and not judged.passed[k]:
            if size < terms.policy.groups_not_worse:
                open_.append(f"{name}: {size} groups, {terms.policy.groups_not_worse} are the fewest that can pass")
            if low <= -scale:
                open_.append(f"{name} may have lost {-low:.4g}, tolerated is {scale:g}")
    if missing := int(np.count_nonzero(paired.lost[:, at])):
        open_.append(f"{missing} scores are on one side only, to the candidate's disadvantage")
    if terms.exact and (number := _differing(paired, list(range(len(paired.columns))))):
        open_.append(f"{number} scores differ, and equal ones are asked for")
    if worse:
        return "worse", tuple(worse)
    return ("inconclusive", tuple(open_)) if open_ else ("not worse", ())


def _exit_code(verdict: Verdict, terms: Terms) -> int:
    return {"not worse": PASS, "worse": WORSE, "inconclusive": INCONCLUSIVE if terms.strict else PASS}[verdict]


def _notes(paired: Paired, equal: bool, seeds: Sequence[Run]) -> Iterator[str]:
    one, other = paired.base.record.model, paired.candidate.record.model
    if one.digest != other.digest and not seeds and not equal:
        yield RETRAINED
    for name, run in (("baseline", paired.base), ("candidate", paired.candidate)):
        if run.record.marks:
            yield f"marks of the {name}: {'; '.join(run.record.marks)}"
    if failed := sum(case.status != "ok" for case in paired.base.cases):
        yield f"{failed} cases of the baseline have no score"
    yield from (f"left out: {line}" for line in paired.left_out)


def _lines(
    paired: Paired, at: list[int], judged: Judged, lost: Collapses, terms: Terms, margins: Floats, equal: bool
) -> Iterator[Line]:
    needed = groups_to_decide(judged, 1.0, terms.policy)
    if lost.new > lost.old:
        needed = [groups_to_show(lost, terms.policy.level)] * len(at)
    for k, (place, column) in enumerate((place, paired.columns[place]) for place in at):
        both = ~np.isnan(paired.after[:, place] - paired.before[:, place])
        missing = bool(paired.lost[:, place].any())
        verdict: Verdict = "worse" if judged.worse[k] else "inconclusive"
        if equal or not judged.there[k] or (judged.passed[k] and not judged.worse[k] and not missing):
            verdict = "not worse"
        gain, low, high = (float(x[k] * margins[k]) for x in (judged.found.mean, judged.low, judged.high))
        yield Line(
            structure=column.structure,
            metric=column.metric.id,
            unit=column.unit,
            verdict=verdict,
            margin=float(margins[k]),
            n=int(judged.found.n[k]),
            groups=int(judged.found.groups[k]),
            base=_known(_mean(paired.before[both, place])),
            candidate=_known(_mean(paired.after[both, place])),
            gain=_known(gain),
            low=_known(low),
            high=_known(high),
            p=float(judged.p[k]),
            needed=needed[k] if verdict == "inconclusive" and not missing else None,
        )


def _losses(paired: Paired, at: list[int], shares: list[int], lost: Collapses, gain: Floats) -> Iterator[Loss]:
    """Yield every collapse, every score that only one side has, and the cases that lost most, counted in margins."""
    for case, k in np.argwhere(lost.where).tolist():
        yield _loss(paired, case, shares[k], "collapsed")
    for case, k in np.argwhere(paired.lost[:, at]).tolist():
        yield _loss(paired, case, at[k], "no score on one side")
    change = np.nan_to_num(gain)
    order = np.argsort(change, axis=None, kind="stable")[:MOST]
    for case, k in np.transpose(np.unravel_index(order, change.shape)):
        if change[case, k] < -ROUNDING:
            yield _loss(paired, int(case), at[int(k)], "worse")


def _loss(paired: Paired, case: int, k: int, what: Literal["collapsed", "no score on one side", "worse"]) -> Loss:
    column = paired.columns[k]
    return Loss(
        case=paired.cases[case],
        structure=column.structure,
        metric=column.metric.id,
        what=what,
        base=_known(paired.before[case, k]),
        candidate=_known(paired.after[case, k]),
    )


def _mean(values: Floats) -> float:
    return float(np.mean(values)) if len(values) else np.nan


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

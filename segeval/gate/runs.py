"""The gate on two runs: the rule of :func:`segeval.gate.decide` for every gated metric of every structure at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from segeval.compare import Column, Paired, differences, gains, means, pair
from segeval.errors import NotComparable, UsageError
from segeval.gate import _noise
from segeval.gate._rule import FEWEST_SEEDS, ROUNDING, Evidence, Ruling, Verdict, apply, differing
from segeval.gate.policies import Terms, margin_of
from segeval.registry import suggest
from segeval.stats import Floats, read_groups
from segeval.store import Noise, Run

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
    groups that so many cannot exclude even if none does (3 / groups). ``noise`` is the noise floor of the baseline,
    within which scores are ``equal``.
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
    noise: Noise | None = None


def gate(base: Run, candidate: Run, terms: Terms, seeds: Sequence[Run] = (), noise: Noise | None = None) -> Gate:
    """Decide whether ``candidate`` is worse than ``base``.

    Scored on other data or by other rules, or a gated metric is not in both: not comparable. A case that failed or is
    missing, where the baseline has it: worse, the run is incomplete. Otherwise the rule of :func:`segeval.gate.decide`
    over every gated metric of every structure; where the terms are exact, nothing passes unless all scores are equal.

    A case that only the candidate could score, or whose false alarm is gone, enters no mean and does not count as lost.

    Args:
        base: The baseline.
        candidate: The run to judge.
        terms: Metrics, margins and thresholds.
        seeds: Runs of at least 4 trainings of the baseline that differ by their seed, where the candidate was trained
            anew.
        noise: How much the answers of the baseline to one case differ, where that was measured.

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
    return _judged(paired, at, terms, seeds, noise)


def _judged(paired: Paired, at: list[int], terms: Terms, seeds: Sequence[Run], noise: Noise | None) -> Gate:
    """Return what the columns ``at`` say."""
    columns = [paired.columns[k] for k in at]
    before, after = paired.before[:, at], paired.after[:, at]
    margins, everywhere = _margins(terms, columns), _noise.floors(noise, paired.columns)
    evidence = Evidence(
        before=before,
        after=after,
        gain=gains(paired)[:, at],
        margins=margins,
        groups=read_groups(paired.groups, len(paired.cases)),
        names=[f"{column.metric.id} of {column.structure}" for column in columns],
        one_sided=paired.lost[:, at],
        able=np.array([_is_fraction(column) for column in columns]),
        trainings=_trainings(paired.base, seeds, columns) if seeds else None,
        elsewhere=differing(paired.before, paired.after, everywhere) if terms.exact else 0,
        floors=_noise.floors(noise, columns, margins),
    )
    found = apply(evidence, terms.policy)
    verdict, reasons = found.verdict, found.reasons
    incomplete = tuple(_incomplete(paired.base, paired.candidate))
    if incomplete:
        verdict, reasons = "worse", (f"{len(incomplete)} cases failed or are missing in the candidate alone", *reasons)
    return Gate(
        verdict=verdict,
        exit_code=INCOMPLETE if incomplete else _exit_code(verdict, terms),
        base=paired.base,
        candidate=paired.candidate,
        terms=terms,
        reasons=reasons,
        notes=(*_notes(paired, found.equal, seeds), *_noise.words(noise, columns, margins)),
        incomplete=incomplete,
        lines=tuple(_lines(paired, at, evidence, found)),
        losses=tuple(_losses(paired, at, evidence, found)),
        equal=found.equal,
        groups=found.size,
        unseen=min(1.0, 3 / found.size),
        noise=noise,
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


def _trainings(base: Run, seeds: Sequence[Run], columns: Sequence[Column]) -> Floats:
    """Return the mean scores ``(trainings, columns)`` of other trainings of the baseline."""
    if len({run.run_id for run in seeds}) < FEWEST_SEEDS:
        msg = f"--seeds names {len(seeds)} runs; give at least {FEWEST_SEEDS} trainings of the baseline, each once"
        raise UsageError(msg)
    trained = []
    for run in seeds:
        paired = pair(base, run)
        known = {(c.structure, c.metric.id): k for k, c in enumerate(paired.columns)}
        at = [known[key] for c in columns if (key := (c.structure, c.metric.id)) in known]
        if len(at) < len(columns) or np.isnan(paired.after[:, at][~np.isnan(paired.before[:, at])]).any():
            msg = f"{run.path} of --seeds lacks gated scores of some cases; run it on all of them"
            raise UsageError(msg)
        found = means(paired)[1]
        trained.append([found[k] for k in at])
    return np.array(trained, dtype=np.float64)


def _incomplete(base: Run, candidate: Run) -> Iterator[tuple[str, str]]:
    scored = {case.case_id for case in base.cases if case.status == "ok"}
    for case in candidate.cases:
        if case.status != "ok" and case.case_id in scored:
            yield case.case_id, f"{case.status}: {case.reason}"


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


def _lines(paired: Paired, at: list[int], evidence: Evidence, found: Ruling) -> Iterator[Line]:
    judged, (before, after) = found.judged, means(paired)
    for k, place in enumerate(at):
        column = paired.columns[place]
        yield Line(
            structure=column.structure,
            metric=column.metric.id,
            unit=column.unit,
            verdict=found.verdicts[k],
            margin=float(evidence.margins[k]),
            n=int(judged.found.n[k]),
            groups=int(judged.found.groups[k]),
            base=before[place],
            candidate=after[place],
            gain=_known(judged.found.mean[k]),
            low=_known(judged.low[k]),
            high=_known(judged.high[k]),
            p=float(judged.p[k]),
            needed=found.needed[k] if found.verdicts[k] == "inconclusive" else None,
        )


def _losses(paired: Paired, at: list[int], evidence: Evidence, found: Ruling) -> Iterator[Loss]:
    """Yield every collapse, every score that only one side has, and the cases that lost most, counted in margins."""
    shares = np.flatnonzero(evidence.able)
    for case, k in np.argwhere(found.lost.where).tolist():
        yield _loss(paired, case, at[shares[k]], "collapsed")
    for case, k in np.argwhere(evidence.one_sided).tolist():
        yield _loss(paired, case, at[k], "no score on one side")
    change = np.nan_to_num(evidence.gain / evidence.margins)
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


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

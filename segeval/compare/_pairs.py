"""Two runs as two arrays of scores, or the list of what keeps them from being compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from segeval.errors import BadData, NotComparable
from segeval.records import CaseScore, MetricInfo, sameness
from segeval.stats import Bools, Floats
from segeval.store import CaseEntry, Run, read_manifest, read_run

SHOWN = 5  # cases of a difference that are named
FINE = ("ok", "both_empty")  # statuses of a score that nobody would mend
ONE_EMPTY = ("prediction_empty", "reference_empty")


class Column(NamedTuple):
    """A metric of a structure, in its unit."""

    structure: str
    metric: MetricInfo
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two runs on the same cases, in the order of the baseline.

    ``before`` and ``after`` are scores ``(cases, columns)``, NaN where there is none; errors of both signs count by
    their size. A distance that does not exist because one mask is empty is the diagonal of the image, where the run
    kept its size. ``lost`` ``(cases, columns)``: only one run has a score, and the candidate is the worse one by its
    status. ``left_out`` are the metrics that cannot be compared, each with the reason.
    """

    base: Run
    candidate: Run
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    before: Floats
    after: Floats
    lost: Bools
    left_out: tuple[str, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases."""
        return tuple(case.case_id for case in self.base.cases)


def read_pair(base: Path, candidate: Path) -> tuple[Run, Run]:
    """Read two runs.

    Raises:
        BadData: If one was edited, is damaged, of another schema, or holds no case.
    """
    for path in (base, candidate):
        if not read_manifest(path).record.data.case_ids:
            msg = f"{path} holds no case; run segeval on a split that has some"
            raise BadData(msg)
    return read_run(base), read_run(candidate)


def differences(base: Run, candidate: Run) -> list[str]:
    """Return what keeps two runs from being compared, a line each; nothing if they can be."""
    ours, theirs = (sameness(run.record.data, run.record.rules) for run in (base, candidate))
    lines = [
        f"{name}: {ours.get(name, 'none')} in the baseline, {theirs.get(name, 'none')} in the candidate"
        for name in {**ours, **theirs}
        if name not in ("cases", "structures") and ours.get(name) != theirs.get(name)
    ]
    cases, structures = (
        [[case.case_id for case in run.cases] for run in (base, candidate)],
        [[structure.name for structure in run.record.data.structures] for run in (base, candidate)],
    )
    lines += _only("cases", *cases)
    lines += _only("structures", *structures)
    if ours["structures"] != theirs["structures"] and set(structures[0]) == set(structures[1]):
        lines.append("structures: the same names stand for other labels, tolerances or another order")
    groups = [{case.case_id: case.group for case in run.cases if case.group} for run in (base, candidate)]
    moved = [case for case in groups[0] if groups[0][case] != groups[1].get(case, groups[0][case])]
    if moved:
        lines.append(f"groups: {len(moved)} cases belong to another patient or field ({_few(moved)})")
    return lines


def require_comparable(base: Run, candidate: Run) -> None:
    """Refuse two runs that cannot be compared.

    Raises:
        NotComparable: With the list of differences.
    """
    if found := differences(base, candidate):
        msg = f"{base.path} and {candidate.path} are not comparable: {'; '.join(found)}"
        raise NotComparable(msg)


def pair(base: Run, candidate: Run) -> Paired:
    """Bring two comparable runs into arrays: the metrics that both have in one version and read in one way.

    Raises:
        NotComparable: If they are not comparable, or no metric is left.
    """
    require_comparable(base, candidate)
    left_out = tuple(_left_out(base, candidate))
    columns = tuple(_columns(base, candidate))
    if not columns:
        msg = f"{base.path} and {candidate.path} are not comparable: no metric of both ({'; '.join(left_out)})"
        raise NotComparable(msg)
    twins = {case.case_id: case for case in candidate.cases}
    cases = [(case, twins[case.case_id]) for case in base.cases]
    scores = [tuple({(s.structure, s.metric): s for s in case.scores} for case in both) for both in cases]
    before, after = (
        np.array([
            [_value(found[side].get((c.structure, c.metric.id)), c.metric, both) for c in columns]
            for both, found in zip(cases, scores, strict=True)
        ])
        for side in (0, 1)
    )  # fmt: skip
    worse = np.array([[_is_bad(found[1].get((c.structure, c.metric.id))) for c in columns] for found in scores])
    return Paired(
        base=base,
        candidate=candidate,
        groups=tuple(one.group or other.group or one.case_id for one, other in cases),
        columns=columns,
        before=before,
        after=after,
        lost=worse & (np.isnan(before) != np.isnan(after)),
        left_out=left_out,
    )


def _only(what: str, ours: Sequence[str], theirs: Sequence[str]) -> Iterator[str]:
    for one, other, where in ((ours, theirs, "baseline"), (theirs, ours, "candidate")):
        if names := sorted(set(one) - set(other)):
            yield f"{what}: {len(names)} only in the {where} ({_few(names)})"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")


def _left_out(base: Run, candidate: Run) -> Iterator[str]:
    ours, theirs = base.record.rules.metrics, candidate.record.rules.metrics
    for name in {**ours, **theirs}:
        if name not in theirs or name not in ours:
            yield f"{name}: only in the {'baseline' if name in ours else 'candidate'}"
        elif ours[name] != theirs[name]:
            yield f"{name}: version {ours[name]} in the baseline, {theirs[name]} in the candidate"
        elif not _is_read_alike(base, candidate, name):
            yield f"{name}: the runs declare another unit, direction or range"


def _is_read_alike(base: Run, candidate: Run, name: str) -> bool:
    one, other = (run.reading(name) for run in (base, candidate))
    return (one.unit, one.better, one.bounds) == (other.unit, other.better, other.bounds)


def _columns(base: Run, candidate: Run) -> Iterator[Column]:
    ours, theirs = base.record.rules.metrics, candidate.record.rules.metrics
    found = [{(s.structure, s.metric): s.unit for case in run.cases for s in case.scores} for run in (base, candidate)]
    for (structure, name), unit in found[0].items():
        both = (structure, name) in found[1] and ours.get(name, 0) == theirs.get(name, -1)
        if both and _is_read_alike(base, candidate, name):
            yield Column(structure, base.reading(name), unit)


def _value(score: CaseScore | None, metric: MetricInfo, both: tuple[CaseEntry, CaseEntry]) -> float:
    if score is None:
        return np.nan
    if score.value is not None:
        return abs(score.value) if metric.better == "zero" else float(score.value)
    sized = next((case for case in both if case.shape), None)
    if sized and metric.unit == "length" and metric.better == "lower" and score.status in ONE_EMPTY:
        return sized.diagonal()
    return np.nan


def _is_bad(score: CaseScore | None) -> bool:
    return score is None or score.status not in FINE

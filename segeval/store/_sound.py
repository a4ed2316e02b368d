"""Whether the scores of a run are what its own counts, statuses and declarations allow; edited ones are not."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping

from segeval.errors import DamagedFile
from segeval.records import CaseScore
from segeval.store._entries import CaseEntry, Run

Counts = tuple[int, int, int, int]

OWN_POLICY = "segeval-"  # under other policies a metric of the same name may be another formula
MAY_BE_EMPTY = {"pa"}  # a policy may give two empty masks no value where the formula has one
FORMULAS: Mapping[str, Callable[[int, int, int, int], float]] = {
    "dice": lambda tp, fp, fn, tn: 2 * tp / (2 * tp + fp + fn),
    "iou": lambda tp, fp, fn, tn: tp / (tp + fp + fn),
    "voe": lambda tp, fp, fn, tn: (fp + fn) / (tp + fp + fn),
    "rvd": lambda tp, fp, fn, tn: (fp - fn) / (tp + fn),
    "pa": lambda tp, fp, fn, tn: (tp + tn) / (tp + fp + fn + tn),
}
READINGS: Mapping[str, tuple[str, tuple[float | None, float | None]]] = {
    "dice": ("higher", (0, 1)),
    "iou": ("higher", (0, 1)),
    "pa": ("higher", (0, 1)),
    "nsd": ("higher", (0, 1)),
    "voe": ("lower", (0, 1)),
    "rvd": ("zero", (-1, None)),
    "hd": ("lower", (0, None)),
    "hd95": ("lower", (0, None)),
    "asd": ("lower", (0, None)),
}
DISTANCES = ("hd", "hd95", "asd")  # of two masks that are not empty each has a value
STATUSES = {
    (True, True): "ok",
    (True, False): "prediction_empty",
    (False, True): "reference_empty",
    (False, False): "both_empty",
}


def require_sound(run: Run) -> None:
    """Refuse a run whose scores cannot have come from its cases.

    Every case has each score once, with a finite value inside the bounds of its metric; the status of a score is that
    of its case and its counts; dice, iou, voe, rvd and pa are what the counts give, and hd ≥ hd95.

    Raises:
        DamagedFile: If they can not; it names the first case.
    """
    for fault in (*_of_declarations(run), *_of_rows(run)):
        msg = f"{run.path}: {fault}; the run was edited or damaged, restore it or run segeval again"
        raise DamagedFile(msg)


def _of_declarations(run: Run) -> Iterator[str]:
    for metric in run.declarations.values():
        better, bounds = READINGS.get(metric.id, (metric.better, metric.bounds))
        if _own(run) and (metric.better, metric.bounds) != (better, bounds):
            yield f"manifest.json reads {metric.id} as {metric.better} in {metric.bounds}, it is {better} in {bounds}"


def _of_rows(run: Run) -> Iterator[str]:
    asked = _pairs(run)
    for case in run.cases:
        for fault in _of_case(run, case, asked):
            yield f"case {case.case_id!r}: {fault}"
    lacking = set(run.record.rules.metrics) - {metric for _, metric in asked}
    if lacking:
        yield f"scores.csv has no row of {', '.join(sorted(lacking))}"
    declared = {structure.name for structure in run.record.data.structures}
    for metric in dict.fromkeys(metric for _, metric in asked):
        found = {structure for structure, name in asked if name == metric} & declared
        if found and found != declared:
            yield f"scores.csv has no {metric} of {', '.join(sorted(declared - found))}"


def _pairs(run: Run) -> dict[tuple[str, str], None]:
    return {(score.structure, score.metric): None for case in run.cases for score in case.scores}


def _of_case(run: Run, case: CaseEntry, asked: Mapping[tuple[str, str], None]) -> Iterator[str]:
    if case.status not in ("ok", "failed", "missing"):
        yield f"its status in cases.csv is {case.status!r}"
    pairs = [(score.structure, score.metric) for score in case.scores]
    if len(set(pairs)) < len(pairs):
        twice = next(pair for pair in pairs if pairs.count(pair) > 1)
        yield f"scores.csv has {twice[1]} of {twice[0]!r} twice"
    if absent := [pair for pair in asked if pair not in pairs]:
        yield f"scores.csv has no {absent[0][1]} of {absent[0][0]!r}"
    declared = {structure.name for structure in run.record.data.structures}
    silent = set(run.record.model.not_answered)
    if case.status == "ok" and declared - silent != case.counts.keys() & declared:
        yield f"cases.csv has counts of {sorted(case.counts)}, expected {sorted(declared - silent)}"
    if any(min(counts) < 0 for counts in case.counts.values()):
        yield "cases.csv has a negative count"
    if len({sum(counts) for counts in case.counts.values()}) > 1:
        yield "its counts in cases.csv are of images of different sizes"
    for score in case.scores:
        counts = case.counts.get(score.structure)
        faults = (
            *_of_score(run, case, score),
            *_of_status(case, score, counts if score.structure in declared else None, silent),
        )
        yield from (f"{score.metric} of {score.structure!r} {fault}" for fault in faults)
        if counts and _own(run) and case.status == "ok" and run.record.rules.metrics.get(score.metric) in (1, 2):
            yield from (f"{score.metric} of {score.structure!r} {fault}" for fault in _of_formula(score, counts))
    yield from _of_distances(run, case)


def _of_score(run: Run, case: CaseEntry, score: CaseScore) -> Iterator[str]:
    if score.metric not in run.record.rules.metrics:
        yield "was not asked for"
    if score.group != case.group:
        yield f"is of group {score.group!r}, the case of {case.group!r}"
    if score.value is None:
        return
    low, high = run.declarations[score.metric].bounds if score.metric in run.declarations else (None, None)
    if not math.isfinite(score.value):
        yield f"is {score.value}"
    elif (low is not None and score.value < low) or (high is not None and score.value > high):
        yield f"is {score.value}, outside [{low}, {high}]"


def _of_status(case: CaseEntry, score: CaseScore, counts: Counts | None, silent: Collection[str]) -> Iterator[str]:
    if score.structure in silent and case.status == "ok":
        if score.status != "not_answered" or score.value is not None:
            yield f"is {score.value} ({score.status}), the model does not know this structure"
    elif case.status != "ok":
        if score.status != case.status or score.value is not None:
            yield f"is {score.value} ({score.status}), the case is {case.status}"
    elif score.status not in STATUSES.values():
        yield f"has the status {score.status!r}, the case is ok"
    elif counts and score.status != (status := STATUSES[counts[0] + counts[2] > 0, counts[0] + counts[1] > 0]):
        yield f"has the status {score.status!r}, by the counts (tp, fp, fn, tn) {counts} it is {status!r}"


def _of_formula(score: CaseScore, counts: Counts) -> Iterator[str]:
    if score.metric not in FORMULAS:
        return
    try:
        value: float | None = FORMULAS[score.metric](*counts)
    except ZeroDivisionError:
        value = None
    if score.value is None and score.metric in MAY_BE_EMPTY and score.status != "ok":
        return
    if score.value is None or value is None:
        same = score.value is value
    else:
        same = math.isclose(score.value, value, rel_tol=1e-9, abs_tol=1e-12)
    if not same:
        yield f"is {score.value}, by the counts (tp, fp, fn, tn) {counts} it is {value}"


def _of_distances(run: Run, case: CaseEntry) -> Iterator[str]:
    if not _own(run) or case.status != "ok":
        return
    found = {(score.structure, score.metric): score for score in case.scores if score.metric in DISTANCES}
    for (structure, metric), score in found.items():
        if (score.value is None) == (score.status == "ok"):
            yield f"{metric} of {structure!r} is {score.value} with the status {score.status!r}"
        far = found.get((structure, "hd"))
        if far and far.value is not None and score.value is not None and score.value > far.value * (1 + 1e-9):
            yield f"{metric} of {structure!r} is {score.value}, more than its hd of {far.value}"


def _own(run: Run) -> bool:
    return run.record.rules.policy.startswith(OWN_POLICY)

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
OVERLAPS: Mapping[str, Callable[[float], float]] = {
    "dice": lambda dice: dice,
    "iou": lambda dice: dice / (2 - dice),
    "voe": lambda dice: 1 - dice / (2 - dice),
}
SLACK = 1e-6  # of headers in single precision
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
    of its case and its counts; dice, iou, voe, rvd and pa are what the counts give, iou and voe what dice gives. No
    distance is longer than the diagonal of the image, hd ≥ hd95, asd ≤ 0.95 hd95 + 0.05 hd, and all are 0 where the
    masks are equal.

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
    known = set(pairs)
    if len(known) < len(pairs):
        twice = next(pair for pair in pairs if pairs.count(pair) > 1)
        yield f"scores.csv has {twice[1]} of {twice[0]!r} twice"
    if absent := [pair for pair in asked if pair not in known]:
        yield f"scores.csv has no {absent[0][1]} of {absent[0][0]!r}"
    declared = {structure.name for structure in run.record.data.structures}
    silent, versions = set(run.record.model.not_answered), {**dict.fromkeys(FORMULAS, 0), **run.record.rules.metrics}
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
        if (
            counts
            and score.metric in FORMULAS
            and case.status == "ok"
            and _own(run)
            and versions[score.metric] in (1, 2)
        ):
            yield from (f"{score.metric} of {score.structure!r} {fault}" for fault in _of_formula(score, counts))
    yield from _of_overlaps(run, case)
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
    found: dict[str, dict[str, float]] = {}
    for score in case.scores:
        if score.metric in DISTANCES:
            if (score.value is None) == (score.status == "ok"):
                yield f"{score.metric} of {score.structure!r} is {score.value} with the status {score.status!r}"
            if score.value is not None:
                found.setdefault(score.structure, {})[score.metric] = score.value
    for structure, values in found.items():
        for metric, most, why in _limits(case, structure, values):
            if values.get(metric, 0) > most * (1 + SLACK):
                yield f"{metric} of {structure!r} is {values[metric]}, more than {most}: {why}"


def _limits(case: CaseEntry, structure: str, values: Mapping[str, float]) -> Iterator[tuple[str, float, str]]:
    """Yield what each distance can be at most, and why."""
    if case.shape:
        yield from ((metric, case.diagonal(), "the diagonal of the image") for metric in DISTANCES)
    if "hd" in values:
        yield from ((metric, values["hd"], "its hd") for metric in ("hd95", "asd"))
    if "hd" in values and "hd95" in values:
        # Of n distances the mean is at most this, whatever n: those above their 95th percentile weigh 1/20 or less.
        yield "asd", 0.95 * values["hd95"] + 0.05 * values["hd"], "0.95 of its hd95 and 0.05 of its hd"
    _, fp, fn, _ = case.counts.get(structure, (0, 1, 0, 0))
    if fp == fn == 0:
        yield from ((metric, 0.0, "the masks are equal") for metric in DISTANCES)


def _of_overlaps(run: Run, case: CaseEntry) -> Iterator[str]:
    """Yield where iou or voe is not what dice gives, of structures whose counts are not there too."""
    if not _own(run):
        return
    values = {(score.structure, score.metric): score.value for score in case.scores if score.metric in OVERLAPS}
    for (structure, metric), value in values.items():
        dice = values.get((structure, "dice"))
        if dice is not None and value is not None and not math.isclose(value, OVERLAPS[metric](dice), abs_tol=1e-9):
            yield f"{metric} of {structure!r} is {value}, by its dice of {dice} it is {OVERLAPS[metric](dice)}"


def _own(run: Run) -> bool:
    return run.record.rules.policy.startswith(OWN_POLICY)

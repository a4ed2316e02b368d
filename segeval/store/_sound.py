"""Whether the scores of a run are what its own counts, statuses and declarations allow; edited ones are not."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from segeval.errors import DamagedFile
from segeval.store._entries import CaseEntry, Run
from segeval.store._rows import Parts, parts_of

Counts = tuple[int, int, int, int]
Pair = tuple[str, str]  # structure, metric

NOT_RESCORED = "not re-scored"  # the mark of runs whose scores somebody else computed
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
RELATED = {*DISTANCES, *OVERLAPS}
VALUELESS = {"not_answered", "missing", "failed"}
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
    masks are equal. A case may lack counts only in a run that is marked as not re-scored.

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
    asked, known = _pairs(run), _known(run)
    for case in run.cases:
        for fault in _of_case(known, case, asked):
            yield f"case {case.case_id!r}: {fault}"
    lacking = set(run.record.rules.metrics) - {metric for _, metric in asked}
    if lacking:
        yield f"scores.csv has no row of {', '.join(sorted(lacking))}"
    for metric in dict.fromkeys(metric for _, metric in asked):
        found = {structure for structure, name in asked if name == metric} & known.declared
        if found and found != known.declared:
            yield f"scores.csv has no {metric} of {', '.join(sorted(known.declared - found))}"


class _Known(NamedTuple):
    """What a run says of itself.

    ``told``: somebody else computed its scores. ``own``: its policy is ours. Then its structures, those its model does
    not know, the bounds of its metrics, and the metrics that counts give.
    """

    told: bool
    own: bool
    declared: frozenset[str]
    silent: frozenset[str]
    bounds: Mapping[str, tuple[float, float]]
    formulas: frozenset[str]


def _known(run: Run) -> _Known:
    versions = {**dict.fromkeys(FORMULAS, 0), **run.record.rules.metrics}
    bounds = {}
    for metric in run.record.rules.metrics:
        low, high = run.declarations[metric].bounds if metric in run.declarations else (None, None)
        bounds[metric] = (-math.inf if low is None else low, math.inf if high is None else high)
    return _Known(
        told=NOT_RESCORED in run.record.marks,
        own=_own(run),
        declared=frozenset(structure.name for structure in run.record.data.structures),
        silent=frozenset(run.record.model.not_answered),
        bounds=bounds,
        formulas=frozenset(name for name in FORMULAS if _own(run) and versions[name] in (1, 2)),
    )


def _pairs(run: Run) -> dict[Pair, None]:
    kinds = dict.fromkeys(parts_of(case.scores).heads for case in run.cases)  # nearly always one
    return {head[:2]: None for kind in kinds for head in kind}


def _of_case(known: _Known, case: CaseEntry, asked: Mapping[Pair, None]) -> Iterator[str]:
    parts = parts_of(case.scores)
    yield from _of_entry(known, case, [head[:2] for head in parts.heads], asked)
    yield from _of_scores(known, case, parts)


def _of_entry(known: _Known, case: CaseEntry, pairs: Sequence[Pair], asked: Mapping[Pair, None]) -> Iterator[str]:
    if case.status not in ("ok", "failed", "missing"):
        yield f"its status in cases.csv is {case.status!r}"
    there = set(pairs)
    if len(there) < len(pairs):
        twice = next(pair for pair in pairs if pairs.count(pair) > 1)
        yield f"scores.csv has {twice[1]} of {twice[0]!r} twice"
    if absent := [pair for pair in asked if pair not in there]:
        yield f"scores.csv has no {absent[0][1]} of {absent[0][0]!r}"
    declared, silent = known.declared, known.silent
    is_told = known.told and not case.counts  # whose counts nobody has
    if case.status == "ok" and declared - silent != case.counts.keys() & declared and not is_told:
        yield f"cases.csv has counts of {sorted(case.counts)}, expected {sorted(declared - silent)}"
    if any(min(counts) < 0 for counts in case.counts.values()):
        yield "cases.csv has a negative count"
    if len({sum(counts) for counts in case.counts.values()}) > 1:
        yield "its counts in cases.csv are of images of different sizes"


def _of_scores(known: _Known, case: CaseEntry, parts: Parts) -> Iterator[str]:
    values: dict[str, dict[str, float]] = {}
    due = _due(known, case)
    for (structure, metric, _), number, status in zip(parts.heads, parts.values, parts.statuses, strict=True):
        value = None if math.isnan(number) else number
        faults = [_of_score(known, case, metric, value, parts.group)]
        if status != due.get(structure) or (value is not None and status in VALUELESS):
            faults.append(_of_status(known, case, structure, value, status))
        if metric in known.formulas and case.status == "ok" and (counts := case.counts.get(structure)):
            faults.append(_of_formula(metric, value, status, counts))
        yield from (f"{metric} of {structure!r} {fault}" for fault in faults if fault)
        if known.own and metric in RELATED:
            if case.status == "ok" and metric in DISTANCES and (value is None) == (status == "ok"):
                yield f"{metric} of {structure!r} is {value} with the status {status!r}"
            if value is not None:
                values.setdefault(structure, {})[metric] = value
    for structure, found in values.items():
        yield from _of_overlaps(structure, found)
        if case.status == "ok":
            yield from _of_distances(case, structure, found)


def _due(known: _Known, case: CaseEntry) -> dict[str, str]:
    """Return the status that the scores of a structure have by its counts, and by what the model does not know."""
    if case.status != "ok":
        return dict.fromkeys(known.declared, case.status)
    counted = {name: counts for name, counts in case.counts.items() if name in known.declared}
    by_counts = {name: STATUSES[tp + fn > 0, tp + fp > 0] for name, (tp, fp, fn, _) in counted.items()}
    return {**by_counts, **dict.fromkeys(known.silent, "not_answered")}


def _of_score(known: _Known, case: CaseEntry, metric: str, value: float | None, group: str) -> str:
    """Return what is wrong with a score by itself."""
    if metric not in known.bounds:
        return "was not asked for"
    if group != case.group:
        return f"is of group {group!r}, the case of {case.group!r}"
    if value is None:
        return ""
    low, high = known.bounds[metric]
    if low <= value <= high and abs(value) < math.inf:
        return ""
    return f"is {value}, outside [{low:g}, {high:g}]" if math.isfinite(value) else f"is {value}"


def _of_status(known: _Known, case: CaseEntry, structure: str, value: float | None, status: str) -> str:
    """Return where the status of a score is not that of its case, its counts, or a structure nobody answered for."""
    if case.status != "ok":
        wrong = status != case.status or value is not None
        return f"is {value} ({status}), the case is {case.status}" if wrong else ""
    if structure in known.silent:
        wrong = status != "not_answered" or value is not None
        return f"is {value} ({status}), the model does not know this structure" if wrong else ""
    if status not in STATUSES.values():
        return f"has the status {status!r}, the case is ok"
    due = _due(known, case).get(structure, status)
    counts = case.counts.get(structure)
    return "" if status == due else f"has the status {status!r}, by the counts (tp, fp, fn, tn) {counts} it is {due!r}"


def _of_formula(metric: str, found: float | None, status: str, counts: Counts) -> str:
    """Return where a score is not what its counts give."""
    try:
        value: float | None = FORMULAS[metric](*counts)
    except ZeroDivisionError:
        value = None
    if found is None and metric in MAY_BE_EMPTY and status != "ok":
        return ""
    if found is None or value is None:
        same = found is value
    else:
        same = math.isclose(found, value, rel_tol=1e-9, abs_tol=1e-12)
    return "" if same else f"is {found}, by the counts (tp, fp, fn, tn) {counts} it is {value}"


def _of_distances(case: CaseEntry, structure: str, values: Mapping[str, float]) -> Iterator[str]:
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


def _of_overlaps(structure: str, values: Mapping[str, float]) -> Iterator[str]:
    """Yield where iou or voe is not what dice gives, of structures whose counts are not there too."""
    if "dice" not in values:
        return
    dice = values["dice"]
    for metric in OVERLAPS:
        if metric in values and not math.isclose(values[metric], OVERLAPS[metric](dice), abs_tol=1e-9):
            yield f"{metric} of {structure!r} is {values[metric]}, by its dice of {dice} it is {OVERLAPS[metric](dice)}"


def _own(run: Run) -> bool:
    return run.record.rules.policy.startswith(OWN_POLICY)

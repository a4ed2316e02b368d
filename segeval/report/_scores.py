"""The scores of a run as arrays, read once: a row for each case, a column for each structure x metric."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segeval.records import HELD, MetricInfo, Status
from segeval.report.rules import declared
from segeval.stats import Bools, Floats, penalised
from segeval.store import CaseEntry, Run, parts_of

Pair = tuple[str, str]  # structure, metric

ABSENT: tuple[Status, ...] = ("both_empty", "reference_empty")
# The later one stands for several seeds of a model.
STATUSES: tuple[Status, ...] = (*HELD, *ABSENT, "not_answered", "missing", "failed")
CODES = {status: code for code, status in enumerate(STATUSES)}
LENGTHS = ("length", "px")  # units of distances: that of the dataset, or voxels as some protocols count


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """The scores of one run, or of several as one.

    ``values`` and ``worths`` are ``(cases, columns)``, NaN for no value; ``columns`` gives the place of each
    (structure, metric). A worth is what ranks: the value, its size where both signs are errors, and the diagonal of the
    image for a distance that does not exist because one mask is empty. ``statuses`` are positions in STATUSES.
    ``units`` are those of the columns; values in several units, such as pixels and millimetres, count as none. A case
    without a group is its own.
    """

    cases: tuple[str, ...]
    groups: tuple[str, ...]
    columns: Mapping[Pair, int]
    units: tuple[str, ...]
    values: Floats
    worths: Floats
    statuses: npt.NDArray[np.int8]

    def has(self, *statuses: Status) -> Bools:
        """Return which scores ``(cases, columns)`` have one of these statuses."""
        return np.asarray(np.isin(self.statuses, [CODES[status] for status in statuses]))


def read_scores(run: Run) -> Scores:
    """Return the scores of a run as arrays."""
    taken = [parts_of(case.scores) for case in run.cases]
    kinds = dict.fromkeys(parts.heads for parts in taken)  # nearly always one
    columns = {pair: k for k, pair in enumerate(dict.fromkeys(head[:2] for kind in kinds for head in kind))}
    places = {kind: [columns[head[:2]] for head in kind] for kind in kinds}
    values = np.full((len(run.cases), len(columns)), np.nan)
    statuses = np.full(values.shape, CODES["missing"], dtype=np.int8)
    codes: dict[tuple[Status, ...], list[int]] = {}
    for k, parts in enumerate(taken):
        at = places[parts.heads]
        values[k, at] = parts.values
        if parts.statuses not in codes:
            codes[parts.statuses] = [CODES[status] for status in parts.statuses]
        statuses[k, at] = codes[parts.statuses]
    units = {head[:2]: head.unit for kind in kinds for head in kind}
    if len(kinds) > 1:
        units |= _units(run.cases)
    values[:, [not units[pair] for pair in columns]] = np.nan
    return Scores(
        cases=tuple(case.case_id for case in run.cases),
        groups=tuple(case.group or case.case_id for case in run.cases),
        columns=columns,
        units=tuple(units[pair] for pair in columns),
        values=values,
        worths=_worths(run, columns, values, statuses),
        statuses=statuses,
    )


def averaged(parts: Sequence[Scores]) -> Scores:
    """Return the mean of several runs of the same cases, score by score.

    Where the reference holds the structure there is a mean only if each run has a value.
    """
    first, *others = parts
    same = [first, *(_arranged(other, first) for other in others)]
    statuses = np.max([part.statuses for part in same], axis=0)
    held = statuses < len(HELD)
    values, worths = (_mean_of([getattr(part, name) for part in same], held) for name in ("values", "worths"))
    return Scores(
        cases=first.cases,
        groups=first.groups,
        columns=first.columns,
        units=first.units,
        values=values,
        worths=worths,
        statuses=statuses,
    )


def joined(values: Floats) -> Floats:
    """Return a number for each case whose mean is the mean over structures of their means.

    Where every case has a value of every structure, that is the mean of the case. Otherwise a value counts by how many
    others its structure has, and a case without any is NaN: the linearised variable of a sum of ratios, so that a
    structure which few cases hold widens the interval and never leaves the mean. All NaN if a structure has no value.

    Args:
        values: Numbers ``(cases, structures)``; NaN for no value.

    Source:
        Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, section 5.5.
    """
    present = ~np.isnan(values)
    n, some = present.sum(axis=0), present.any(axis=1)
    if not n.all():
        return np.full(len(values), np.nan)
    means = np.where(present, values, 0).sum(axis=0) / n
    apart = np.where(present, (values - means) / n, 0).sum(axis=1) * some.sum()
    return np.where(some, (means.sum() + apart) / values.shape[1], np.nan)


def known_structures(tables: Iterable[Scores]) -> tuple[set[str], set[str]]:
    """Return the structures that some reference holds, and those that none holds as far as these runs tell."""
    held: set[str] = set()
    told: set[str] = set()
    for table in tables:
        for statuses, names in ((HELD, held), (ABSENT, told)):
            some = set(np.flatnonzero(table.has(*statuses).any(axis=0)).tolist())
            names |= {structure for (structure, _), column in table.columns.items() if column in some}
    return held, told - held


def _units(cases: Sequence[CaseEntry]) -> dict[Pair, str]:
    """Return the unit of the values of each column that has some, empty where they have several."""
    found: dict[Pair, set[str]] = {}
    for case in cases:
        for score in case.scores:
            if score.value is not None:
                found.setdefault((score.structure, score.metric), set()).add(score.unit)
    return {pair: unit.pop() if len(unit) == 1 else "" for pair, unit in found.items()}


def _worths(run: Run, columns: Mapping[Pair, int], values: Floats, statuses: npt.NDArray[np.int8]) -> Floats:
    known: Mapping[str, MetricInfo] = {metric.id: metric for metric in declared(run)}
    diagonals = {unit: np.array([case.diagonal(spaced=unit == "length") for case in run.cases]) for unit in LENGTHS}
    one_empty = (statuses == CODES["prediction_empty"]) | (statuses == CODES["reference_empty"])
    worths = values.copy()
    for (_, name), column in columns.items():
        metric = known.get(name)
        if metric and metric.better == "zero":
            worths[:, column] = np.abs(values[:, column])
        elif metric and metric.better == "lower" and metric.unit in LENGTHS:
            instead = np.where(one_empty[:, column], diagonals[metric.unit], np.nan)
            worths[:, column] = penalised(values[:, column], instead)
    return worths


def arrangement(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """Return where each case of ``other`` stands in ``one``; both are the same cases."""
    place = {case: k for k, case in enumerate(one)}
    return [place[case] for case in other]


def _arranged(part: Scores, like: Scores) -> Scores:
    """Return scores with the cases and columns of others, which are the same in another order."""
    if part.cases == like.cases and list(part.columns) == list(like.columns):
        return part
    at = np.ix_(arrangement(part.cases, like.cases), [part.columns[pair] for pair in like.columns])
    return Scores(
        cases=like.cases,
        groups=like.groups,
        columns=like.columns,
        units=like.units,
        values=part.values[at],
        worths=part.worths[at],
        statuses=part.statuses[at],
    )


def _mean_of(arrays: Sequence[Floats], held: Bools) -> Floats:
    stacked = np.stack(arrays)
    present = ~np.isnan(stacked)
    n = present.sum(axis=0)
    mean = np.where(present, stacked, 0).sum(axis=0) / np.maximum(n, 1)
    return np.where((n == len(arrays)) | (~held & (n > 0)), mean, np.nan)

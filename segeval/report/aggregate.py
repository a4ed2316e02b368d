"""From the scores of one run to one cell per structure and metric: mean, spread, interval and what is missing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segeval.records import HELD
from segeval.report._scores import Pair, Scores, joined, known_structures, read_scores
from segeval.stats import Floats, MeanInterval, mean_intervals
from segeval.store import Run

MACRO = "\0"  # no structure can be called so; readers see MACRO_TITLE
MACRO_TITLE = "mean"
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One structure x metric of one run, or the mean over structures (``structure`` is MACRO).

    ``n`` of ``expected`` values enter the mean; the rest are undefined (an empty mask), failed, missing, or of a
    structure that the model does not know (``unknown``). ``held`` of them are of cases whose reference holds the
    structure, and ``missed`` of these have no worth. ``worth`` is the mean that ranks: of sizes, in which errors of
    both signs do not cancel, and of distances of which none is left out because a mask is empty. ``low`` and ``high``
    bound the mean at CONFIDENCE; they are None below five groups, and ``flagged`` where few groups bear them.
    Numbers are None where there is no value; those of MACRO also where one structure has none.
    """

    structure: str
    metric: str
    unit: str
    expected: int
    n: int
    undefined: int
    failed: int
    missing: int
    mean: float | None
    worth: float | None
    unknown: int = 0
    held: int = 0
    missed: int = 0
    sd: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    flagged: bool = False


Cells = Mapping[Pair, Cell]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """Scores, their cells by (structure, metric), and the structures that the macro mean ``counted``."""

    scores: Scores
    counted: tuple[str, ...]
    cells: Cells

    def worths(self, metric: str) -> Floats:
        """Return a worth for each case ``(cases,)`` whose mean is that of the macro mean of a metric."""
        return joined(self.scores.worths[:, self.parts(metric)])

    def parts(self, metric: str) -> list[int]:
        """Return the columns that the macro mean of a metric is over."""
        pairs = [(structure, metric) for structure in self.counted]
        return [self.scores.columns[pair] for pair in pairs if pair in self.scores.columns]


def aggregate(run: Run) -> Cells:
    """Return the cells of a run by (structure, metric), intervals and the macro mean of every metric included."""
    scores = read_scores(run)
    return with_intervals([tabulate(scores, counted(run, [scores]))])[0].cells


def counted(run: Run, tables: Sequence[Scores]) -> tuple[str, ...]:
    """Return the declared structures over which a macro mean runs, given all runs on the same references.

    They are those that at least one reference holds. One that none holds has a value only for models that invent it;
    one of which no run tells anything counts, since nobody may leave out what others are scored on.
    """
    _, absent = known_structures(tables)
    scored = {structure for table in tables for structure, _ in table.columns}
    return tuple(s.name for s in run.record.data.structures if s.name in scored - absent)


def tabulate(scores: Scores, structures: tuple[str, ...]) -> Table:
    """Return the cells of scores, without intervals."""
    cells = dict(zip(scores.columns, _cells(scores), strict=True))
    for metric in dict.fromkeys(metric for _, metric in scores.columns):
        parts = [cells[name, metric] for name in structures if (name, metric) in cells]
        if parts:
            cells[MACRO, metric] = _macro(parts)
    return Table(scores=scores, counted=structures, cells=cells)


def with_intervals(tables: Sequence[Table]) -> list[Table]:
    """Return tables whose cells have intervals, computed at once for all that share their groups."""
    done: dict[int, Table] = {}
    same: dict[tuple[str, ...], list[int]] = {}
    for k, table in enumerate(tables):
        same.setdefault(table.scores.groups, []).append(k)
    for groups, members in same.items():
        found = iter(mean_intervals(np.hstack([_columns(tables[k]) for k in members]), groups, CONFIDENCE))
        done |= {k: replace(tables[k], cells=dict(_bounded(tables[k], found))) for k in members}
    return [done[k] for k in range(len(tables))]


def title_of(view: str) -> str:
    """Return what readers call a structure or MACRO, no two alike: a structure called like the macro mean says so."""
    if view == MACRO:
        return MACRO_TITLE
    return f"structure {view}" if re.fullmatch(f"(structure )*{MACRO_TITLE}", view) else view


def _columns(table: Table) -> Floats:
    """Return the values of every column, then those that each macro mean of several structures is the mean of."""
    values = table.scores.values
    return np.column_stack([values, *(joined(values[:, table.parts(metric)]) for metric in _macros(table))])


def _macros(table: Table) -> list[str]:
    return [metric for view, metric in table.cells if view == MACRO and len(table.parts(metric)) > 1]


def _bounded(table: Table, found: Iterator[MeanInterval]) -> Iterator[tuple[Pair, Cell]]:
    """Yield cells with the next intervals; a macro mean has one if each of its structures has one."""
    single = {pair: next(found) for pair in table.scores.columns}
    macro = {metric: next(found) for metric in _macros(table)}
    for (view, metric), cell in table.cells.items():
        parts = (
            [single[view, metric]]
            if view != MACRO
            else [single[s, metric] for s in table.counted if (s, metric) in single]
        )
        whole = macro.get(metric, parts[0]) if view == MACRO else parts[0]
        given = cell.mean is not None and all(part.low is not None for part in parts)
        yield (
            (view, metric),
            replace(
                cell,
                low=whole.low if given else None,
                high=whole.high if given else None,
                flagged=given and any(each.flagged for each in (whole, *parts)),
            ),
        )


def _cells(scores: Scores) -> Iterator[Cell]:
    values, worths = scores.values, scores.worths
    present, held = ~np.isnan(values), scores.has(*HELD)
    n, ordered = present.sum(axis=0), np.sort(values, axis=0)
    columns = np.arange(len(n))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, worth = (np.nansum(array, axis=0) / (~np.isnan(array)).sum(axis=0) for array in (values, worths))
        sd = np.sqrt(np.nansum(np.square(values - mean), axis=0) / (n - 1))
        middle = [ordered[np.maximum(place, 0), columns] for place in ((n - 1) // 2, n // 2)]
    counts = {
        "failed": scores.has("failed"),
        "missing": scores.has("missing"),
        "unknown": scores.has("not_answered"),
        "held": held,
        "missed": held & np.isnan(worths),
    }
    totals = {name: array.sum(axis=0) for name, array in counts.items()}
    for (structure, metric), k in scores.columns.items():
        number = {name: int(total[k]) for name, total in totals.items()}
        without = len(values) - int(n[k])
        yield Cell(
            structure=structure,
            metric=metric,
            unit=scores.units[k],
            expected=len(values),
            n=int(n[k]),
            undefined=without - number["failed"] - number["missing"] - number["unknown"],
            mean=_number(mean[k]),
            worth=_number(worth[k]),
            sd=_number(sd[k]) if n[k] > 1 else None,
            median=_number((middle[0][k] + middle[1][k]) / 2) if n[k] else None,
            failed=number["failed"],
            missing=number["missing"],
            unknown=number["unknown"],
            held=number["held"],
            missed=number["missed"],
        )


def _macro(parts: Sequence[Cell]) -> Cell:
    alike = len({cell.unit for cell in parts}) == 1
    means, worths = (
        [value for cell in parts if (value := getattr(cell, name)) is not None] for name in ("mean", "worth")
    )
    sums = ("expected", "n", "undefined", "failed", "missing", "unknown", "held", "missed")
    return Cell(
        structure=MACRO,
        metric=parts[0].metric,
        unit=parts[0].unit,
        mean=sum(means) / len(parts) if alike and len(means) == len(parts) else None,
        worth=sum(worths) / len(parts) if alike and len(worths) == len(parts) else None,
        **{name: sum(getattr(cell, name) for cell in parts) for name in sums},
    )


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)

"""From the scores of one run to one cell per structure and metric: mean, spread, interval and what is missing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from segeval import stats
from segeval.records import HELD
from segeval.report._scores import Pair, Scores, joined, known_structures, read_scores
from segeval.stats import Floats, MeanInterval, cells, limited, mean_intervals
from segeval.store import Run

MACRO = "\0"  # no structure can be called so; readers see MACRO_TITLE
MACRO_TITLE = "mean"
CONFIDENCE = 0.95
VALUES = 10**6  # at once, which bounds the memory


Cell = stats.Cell
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
    """Return tables whose cells have intervals, computed at once for several that share their groups."""
    done: dict[int, Table] = {}
    same: dict[tuple[str, ...], list[int]] = {}
    for k, table in enumerate(tables):
        same.setdefault(table.scores.groups, []).append(k)
    for groups, members in same.items():
        at_once = max(1, VALUES // max(1, tables[members[0]].scores.values.size))
        for part in (members[start : start + at_once] for start in range(0, len(members), at_once)):
            found = iter(mean_intervals(np.hstack([_columns(tables[k]) for k in part]), groups, CONFIDENCE))
            done |= {k: replace(tables[k], cells=dict(_bounded(tables[k], found))) for k in part}
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
        flagged = any(each.flagged for each in (whole, *parts))
        yield (view, metric), replace(limited(cell, whole), flagged=flagged) if given else cell


def _cells(scores: Scores) -> Iterator[Cell]:
    held = scores.has(*HELD)
    counts = {
        "failed": scores.has("failed"),
        "missing": scores.has("missing"),
        "unknown": scores.has("not_answered"),
        "held": held,
        "missed": held & np.isnan(scores.worths),
    }
    totals = {name: array.sum(axis=0).tolist() for name, array in counts.items()}
    heads = [(*pair, unit) for pair, unit in zip(scores.columns, scores.units, strict=True)]
    worths = cells(heads, scores.worths)
    for k, (cell, worth) in enumerate(zip(cells(heads, scores.values), worths, strict=True)):
        number = {name: total[k] for name, total in totals.items()}
        undefined = cell.expected - cell.n - number["failed"] - number["missing"] - number["unknown"]
        yield replace(cell, worth=worth.mean, undefined=undefined, **number)


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

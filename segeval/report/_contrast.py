"""One column of a board read closely: the spread of its cases, who differs from whom, and by how much from the best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segeval.records import MetricInfo
from segeval.report._scores import arrangement, joined
from segeval.report.aggregate import CONFIDENCE, MACRO, Cell, Table
from segeval.report.ranking import Board, Row
from segeval.stats import (
    FEWEST,
    SIGNIFICANT,
    Bools,
    Floats,
    estimates,
    holm,
    p_below,
    read_groups,
    sums_by_group,
    t_quantile,
)

QUARTILES = (25, 50, 75)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contrast:
    """A column (``view``, ``metric``) of the ranked rows that have a worth in it.

    ``rows`` are their places on the board, best first.

    ``difference`` is the mean of each minus the best, paired by case, of what ranks; ``low`` and ``high`` bound it at
    CONFIDENCE by Student's t over groups, NaN where fewer than six groups bear it. ``told`` ``(rows, rows)`` says which
    pairs are told apart: two-sided paired t over groups, Holm over all pairs, at 5 %. ``groups`` and ``cases`` are how
    many the tests rest on.
    """

    view: str
    metric: MetricInfo
    rows: tuple[int, ...]
    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    told: Bools
    cases: int
    groups: int

    @property
    def level(self) -> tuple[int, ...]:
        """The places of the best and of the rows that are not told apart from it."""
        return tuple(row for k, row in enumerate(self.rows) if not self.told[0, k])

    @property
    def brackets(self) -> tuple[tuple[int, int], ...]:
        """The longest stretches of neighbours of whom no two are told apart, as first and last position."""
        found: list[tuple[int, int]] = []
        for first in range(len(self.rows)):
            last = first
            while last + 1 < len(self.rows) and not self.told[first : last + 1, last + 1].any():
                last += 1
            if last > first and (not found or last > found[-1][1]):
                found.append((first, last))
        return tuple(found)


def values_of(row: Row, view: str, metric: MetricInfo) -> Floats:
    """Return the values ``(cases,)`` of a row whose mean is that of its cell; NaN where there is none."""
    scores = row.table.scores
    if view == MACRO:
        return joined(scores.values[:, row.table.parts(metric.id)])
    return scores.values[:, scores.columns[view, metric.id]]


def cases_with_value(table: Table, cell: Cell) -> int:
    """Return in how many cases a cell has a value; of a mean over structures, in any of them."""
    if cell.structure != MACRO:
        return cell.n
    parts = table.parts(cell.metric)
    return int((~np.isnan(table.scores.values[:, parts])).any(axis=1).sum())


def quartiles(values: Floats) -> tuple[float, float, float] | None:
    """Return the quartiles of the cases that have a value, None below five."""
    known = values[~np.isnan(values)]
    if len(known) < 5:
        return None
    low, middle, high = np.percentile(known, QUARTILES)
    return float(low), float(middle), float(high)


def contrast(board: Board, view: str, metric: MetricInfo) -> Contrast:
    """Return a column read closely."""
    able = [k for k, row in enumerate(board.rows) if row.rank and _judged(row.cell(view, metric))]
    merit = _merits([board.rows[k] for k in able], view, metric)
    sign = 1 if metric.better == "higher" else -1
    order = sorted(range(len(able)), key=lambda k: -sign * (_worth(board.rows[able[k]], view, metric)))
    merit = merit[:, order]
    rows = tuple(able[k] for k in order)
    names = board.rows[rows[0]].table.scores.groups if rows else ()
    members = read_groups(names, len(merit))
    pairs = np.transpose(np.triu_indices(len(rows), 1))
    p = np.ones((len(rows), len(rows)))
    if len(pairs):
        one, other = pairs.T
        found = estimates(*sums_by_group(merit[:, one] - merit[:, other], members))
        raw = 2 * p_below(found._replace(mean=-np.abs(found.mean)))
        p[one, other] = p[other, one] = holm(np.where(found.groups < FEWEST, 1, np.minimum(raw, 1)))
    best = estimates(*sums_by_group(merit - merit[:, :1], members)) if rows else None
    reach = _reach(best.se, best.groups) if best else np.empty(0)
    middle = sign * best.mean if best else np.empty(0)
    return Contrast(
        view=view,
        metric=metric,
        rows=rows,
        difference=middle,
        low=middle - reach,
        high=middle + reach,
        p=p,
        told=p <= SIGNIFICANT,
        cases=int((~np.isnan(merit)).all(axis=1).sum()) if rows else 0,
        groups=len(set(names)),
    )


def _judged(cell: Cell | None) -> bool:
    return bool(cell and cell.worth is not None and not cell.missed)


def _worth(row: Row, view: str, metric: MetricInfo) -> float:
    cell = row.cell(view, metric)
    return cell.worth if cell and cell.worth is not None else np.nan


def _merits(rows: Sequence[Row], view: str, metric: MetricInfo) -> Floats:
    """Return numbers ``(cases, rows)`` that are higher for what is better, the cases as the first row has them."""
    if not rows:
        return np.empty((0, 0))
    cases = rows[0].table.scores.cases
    columns = []
    for row in rows:
        scores = row.table.scores
        worths = row.table.worths(metric.id) if view == MACRO else scores.worths[:, scores.columns[view, metric.id]]
        columns.append(worths if scores.cases == cases else worths[arrangement(scores.cases, cases)])
    return np.column_stack(columns) * (1 if metric.better == "higher" else -1)


def _reach(se: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """Return half the width of an interval, NaN where too few groups bear one."""
    enough = groups >= FEWEST
    quantiles = t_quantile((1 + CONFIDENCE) / 2, np.maximum(groups - 1, 1))
    return np.where(enough, np.asarray(quantiles) * se, np.nan)

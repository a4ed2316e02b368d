"""What changed from one run to another: means, wins and losses, and the cases that changed most."""

from dataclasses import dataclass

import numpy as np

from segeval.compare._pairs import Column, Paired, pair
from segeval.stats import Floats, cells, mean_intervals
from segeval.store import Run

TIE = 1e-9  # differences up to here are rounding
MOST = 10  # cases that are listed
HEADLINE = "dice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One metric of one structure over the ``n`` cases of ``groups`` groups that have a score in both runs.

    ``difference`` is the mean of candidate minus baseline with its limits at ``level``; None where nothing can be said.
    ``wins`` are the cases in which the candidate is better.
    """

    structure: str
    metric: str
    unit: str
    better: str
    n: int
    groups: int
    base: float | None
    candidate: float | None
    difference: float | None
    low: float | None
    high: float | None
    method: str
    flagged: bool
    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """One score of a case that changed; None where a run has none."""

    case: str
    group: str
    structure: str
    metric: str
    base: float | None
    candidate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs on the same cases.

    ``cases`` are those that changed most in the metric ``headline``, those that a run did not score first.
    ``left_out`` says which metrics could not be compared, and why.
    """

    base: Run
    candidate: Run
    level: float
    headline: str
    changes: tuple[Change, ...]
    cases: tuple[CaseChange, ...]
    left_out: tuple[str, ...]


def compare(base: Run, candidate: Run, level: float = 0.95) -> Comparison:
    """Compare two runs, paired by case and structure, with the intervals of :func:`segeval.stats.mean_interval`.

    Raises:
        NotComparable: If they were scored on different data or by different rules, with the list of differences.
    """
    paired = pair(base, candidate)
    metrics = [column.metric.id for column in paired.columns]
    headline = HEADLINE if HEADLINE in metrics else metrics[0]
    return Comparison(
        base=base,
        candidate=candidate,
        level=level,
        headline=headline,
        changes=_changes(paired, level),
        cases=_most_changed(paired, headline),
        left_out=paired.left_out,
    )


def gains(paired: Paired) -> Floats:
    """Return by how much the candidate is better ``(cases, columns)``, in the unit of each column."""
    signs = [1.0 if column.metric.better == "higher" else -1.0 for column in paired.columns]
    return (paired.after - paired.before) * signs


def means(paired: Paired) -> tuple[list[float | None], list[float | None]]:
    """Return the mean of each column in the baseline and in the candidate, over the cases that both scored."""
    heads = [(column.structure, column.metric.id, column.unit) for column in paired.columns]
    both = ~np.isnan(paired.after - paired.before)
    before, after = (cells(heads, np.where(both, side, np.nan)) for side in (paired.before, paired.after))
    return [cell.mean for cell in before], [cell.mean for cell in after]


def _changes(paired: Paired, level: float) -> tuple[Change, ...]:
    found = mean_intervals(paired.after - paired.before, paired.groups, level)
    gain, (before, after) = gains(paired), means(paired)
    return tuple(
        Change(
            structure=column.structure,
            metric=column.metric.id,
            unit=column.unit,
            better=column.metric.better,
            n=each.n,
            groups=each.groups,
            base=before[k],
            candidate=after[k],
            difference=each.mean,
            low=each.low,
            high=each.high,
            method=each.method,
            flagged=each.flagged,
            wins=int(np.count_nonzero(gain[:, k] > TIE)),
            losses=int(np.count_nonzero(gain[:, k] < -TIE)),
            ties=int(np.count_nonzero(np.abs(gain[:, k]) <= TIE)),
        )
        for k, (column, each) in enumerate(zip(paired.columns, found, strict=True))
    )


def _most_changed(paired: Paired, headline: str) -> tuple[CaseChange, ...]:
    columns = [k for k, column in enumerate(paired.columns) if column.metric.id == headline]
    before, after = paired.before[:, columns], paired.after[:, columns]
    size = np.where(np.isnan(before) != np.isnan(after), np.inf, np.nan_to_num(np.abs(after - before)))
    order = np.argsort(-size, axis=None, kind="stable")[:MOST]
    places = [(int(case), int(k)) for case, k in np.transpose(np.unravel_index(order, size.shape))]
    return tuple(_case(paired, case, columns[k]) for case, k in places if size[case, k] > TIE)


def _case(paired: Paired, case: int, k: int) -> CaseChange:
    column: Column = paired.columns[k]
    before, after = float(paired.before[case, k]), float(paired.after[case, k])
    return CaseChange(
        case=paired.cases[case],
        group=paired.groups[case],
        structure=column.structure,
        metric=column.metric.id,
        base=None if np.isnan(before) else before,
        candidate=None if np.isnan(after) else after,
    )

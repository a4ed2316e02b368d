"""Who is ranked, who is not and why, and which models the data cannot tell apart."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from segeval.errors import NotComparable
from segeval.records import MetricInfo, RunRecord, digest, to_json
from segeval.report.aggregate import MACRO, Cell, Floats, aggregate, groups_of, interval, resampled_means
from segeval.store import Run

HEADLINE = "dice"
TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run on a board. ``rank`` is None where ``reasons`` say why; ``level``: not distinguishable from the best."""

    run: Run
    cells: Mapping[tuple[str, str], Cell]
    rank: int | None = None
    reasons: tuple[str, ...] = ()
    level: bool = False

    @property
    def complete(self) -> int:
        """The number of cases that were scored."""
        return sum(case.status == "ok" for case in self.run.cases)

    @property
    def seconds(self) -> float | None:
        """Mean seconds per scored case, all stages together."""
        totals = [math.fsum(c.seconds.values()) for c in self.run.cases if c.status == "ok" and c.seconds]
        return math.fsum(totals) / len(totals) if totals else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A dataset's runs, ranked ones first. ``record`` is of a run whose rules every ranked run shares.

    ``views`` are the structures in the order of their columns, MACRO first if there is more than one.
    """

    record: RunRecord
    headline: MetricInfo
    metrics: tuple[MetricInfo, ...]
    views: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def best(self) -> Row | None:
        """The first row of rank 1, None if nothing is ranked."""
        return self.rows[0] if self.rows and self.rows[0].rank else None

    @property
    def columns(self) -> list[tuple[str, MetricInfo]]:
        """The structures and metrics that at least one run has, view by view."""
        known = {pair for row in self.rows for pair in row.cells}
        return [(view, metric) for view in self.views for metric in self.metrics if (view, metric.id) in known]


def rank(runs: Sequence[Run], headline: str = HEADLINE) -> Board:
    """Rank the runs of one dataset by a metric, averaged over structures; the first they have if they lack that one.

    A run is not ranked if a case failed or is missing, if it carries a mark, or if it was scored by other rules than
    the board: those that most rankable runs share, the newest versions on a tie.

    Raises:
        NotComparable: If two runs that claim the same data assign its cases to different groups.
    """
    candidates = [run for run in runs if not _own_fault(run)] or list(runs)
    votes = Counter(_rules(run.record) for run in candidates)
    leader = max(candidates, key=lambda run: (votes[_rules(run.record)], _newness(run.record), _rules(run.record)))
    metrics = tuple(declaration(leader, metric) for metric in leader.record.metrics)
    by = next((metric for metric in metrics if metric.id == headline), metrics[0])
    rows = sorted((_judge(run, leader, by) for run in runs), key=lambda r: (r.run.record.model, r.run.path.name))
    ranked = sorted((row for row in rows if not row.reasons), key=lambda row: _loss(by, row))
    return Board(
        record=leader.record,
        headline=by,
        metrics=metrics,
        views=views(leader.record, {structure for row in rows for structure, _ in row.cells}),
        rows=(*_place(ranked, by), *(row for row in rows if row.reasons)),
    )


def declaration(run: Run, metric: str) -> MetricInfo:
    """Return how ``metric`` is read; a run without declarations gets the least that can be said."""
    unknown = MetricInfo(id=metric, title=metric, unit="1", better="higher", bounds=(None, None))
    return run.declarations.get(metric, unknown)


def views(record: RunRecord, scored: Set[str]) -> tuple[str, ...]:
    """Return the structures to show in order: the mean if it is one of several, the declared, the rest."""
    declared = [s.name for s in record.structures if s.name in scored]
    first = [MACRO] if len(declared) > 1 else []
    return (*first, *declared, *sorted(scored - {MACRO, *declared}))


def _place(ranked: Sequence[Row], headline: MetricInfo) -> Iterator[Row]:
    """Yield rows with their rank; equal ones share it, and ``level`` comes from a paired cluster bootstrap."""
    place, above = 0, math.inf
    for position, row in enumerate(ranked, start=1):
        if groups_of(row.run) != groups_of(ranked[0].run):
            msg = f"{row.run.path} and {ranked[0].run.path} group the same cases differently; raise dataset_version"
            raise NotComparable(msg)
        loss = _loss(headline, row)
        if abs(loss - above) > TIE:
            place, above = position, loss
        level = position > 1 and _contains_zero(_draws(headline, row) - _draws(headline, ranked[0]))
        yield replace(row, rank=place, level=level)


def _judge(run: Run, leader: Run, headline: MetricInfo) -> Row:
    row = Row(run=run, cells=aggregate(run))
    reasons = (*_differences(run.record, leader.record), *_own_fault(run))
    if not reasons and not math.isfinite(_loss(headline, row)):
        reasons = (f"no value of {headline.title}",)
    return replace(row, reasons=reasons)


def _own_fault(run: Run) -> list[str]:
    statuses = [case.status for case in run.cases]
    counts = {status: statuses.count(status) for status in ("failed", "missing")}
    incomplete = [f"{n} of {len(statuses)} cases {status}" for status, n in counts.items() if n]
    return [*run.record.marks, *incomplete]


def _facts(record: RunRecord) -> dict[str, object]:
    """Return what two runs must share, each under the word that a reader would use."""
    return {
        "dataset": record.dataset,
        "dataset version": record.dataset_version,
        "part": record.part,
        "split": record.split_digest,
        "labels": record.label_digest,
        "metric versions": dict(sorted(record.metrics.items())),
        "empty-mask policy": record.policy,
        "grid": record.grid,
        "cases": digest(sorted(record.case_ids)),
        "structures": digest(to_json(record)["structures"]),
    }


def _rules(record: RunRecord) -> str:
    return digest(_facts(record))


def _differences(record: RunRecord, other: RunRecord) -> list[str]:
    theirs = _facts(other)
    names = [name for name, value in _facts(record).items() if value != theirs[name]]
    return [f"not comparable: other {', '.join(names)}"] if names else []


def _newness(record: RunRecord) -> tuple[int, int, int]:
    return record.dataset_version, sum(record.metrics.values()), len(record.case_ids)


def _loss(metric: MetricInfo, row: Row) -> float:
    """Return a number that is lower for the better run, infinite where there is no value."""
    cell = row.cells.get((MACRO, metric.id))
    return math.inf if cell is None or cell.mean is None else float(_losses(metric, np.asarray(cell.mean)))


def _draws(metric: MetricInfo, row: Row) -> Floats:
    return _losses(metric, resampled_means(row.run, metric.id)[MACRO])


def _losses(metric: MetricInfo, values: Floats) -> Floats:
    if metric.better == "higher":
        return -values
    return values if metric.better == "lower" else np.abs(values)


def _contains_zero(differences: Floats) -> bool:
    bounds = interval(differences)
    return bounds is not None and bounds[0] <= 0 <= bounds[1]

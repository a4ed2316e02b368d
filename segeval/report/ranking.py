"""Who is ranked, who is not and why, and which models the data cannot tell apart."""

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from segeval.errors import NotComparable
from segeval.records import Data, MetricInfo
from segeval.report.aggregate import MACRO, Cell, Floats, aggregate, groups_of, interval, resampled_means
from segeval.report.rules import HEADLINE, BoardRules, declared, propose_rules
from segeval.store import Run

TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run on a board. ``rank`` is None where ``reasons`` say why; ``tied``: not distinguishable from the best.

    ``versions`` are those of its metrics, which need not be the board's.
    """

    run: Run
    cells: Mapping[tuple[str, str], Cell]
    versions: Mapping[str, int]
    rank: int | None = None
    reasons: tuple[str, ...] = ()
    tied: bool = False

    def cell(self, view: str, metric: MetricInfo) -> Cell | None:
        """Return the cell of a structure and a metric in exactly this version."""
        return self.cells.get((view, metric.id)) if self.versions.get(metric.id) == metric.version else None

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
    """A dataset's runs, ranked ones first. ``metrics`` are those of the board, then what else its runs have.

    ``views`` are the structures in the order of their columns, MACRO first if there is more than one.
    """

    rules: BoardRules
    metrics: tuple[MetricInfo, ...]
    views: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def headline(self) -> MetricInfo:
        """The metric that ranks."""
        return self.rules.by

    def name(self, metric: MetricInfo) -> str:
        """Return what to call a column: the id, and the version where it is not the board's."""
        return metric.id if metric in self.rules.declarations else f"{metric.id} v{metric.version}"

    @property
    def best(self) -> Row | None:
        """The first row of rank 1, None if nothing is ranked."""
        return self.rows[0] if self.rows and self.rows[0].rank else None

    @property
    def columns(self) -> list[tuple[str, MetricInfo]]:
        """The structures and metrics that at least one run has, view by view."""
        return [(view, m) for view in self.views for m in self.metrics if any(row.cell(view, m) for row in self.rows)]


def rank(runs: Sequence[Run], headline: str = HEADLINE, rules: BoardRules | None = None) -> Board:
    """Rank the runs of one dataset by a metric, averaged over structures.

    A run is not ranked if a case failed or is missing, if it carries a mark, if it was scored on other data than the
    board, or has the headline in another version. Without ``rules`` they are those that :func:`propose_rules` gives.

    Raises:
        NotComparable: If two runs that claim the same data assign its cases to different groups.
    """
    rules = rules or propose_rules(runs, headline)
    rows = sorted((_judge(run, rules) for run in runs), key=lambda r: (r.run.record.model.id, r.run.path.name))
    by_loss = partial(_loss, rules.by)
    ranked = sorted((row for row in rows if not row.reasons), key=by_loss)
    extra = {(m.id, m.version): m for row in rows for m in declared(row.run)}
    known = {(m.id, m.version) for m in rules.declarations}
    return Board(
        rules=rules,
        metrics=(*rules.declarations, *(m for key, m in extra.items() if key not in known)),
        views=views(rules.data, {structure for row in rows for structure, _ in row.cells}),
        rows=(*_place(ranked, rules.by), *sorted((row for row in rows if row.reasons), key=by_loss)),
    )


def views(data: Data, scored: Set[str]) -> tuple[str, ...]:
    """Return the structures to show in order: the mean if it is one of several, the declared, the rest."""
    declared = [s.name for s in data.structures if s.name in scored]
    first = [MACRO] if len(declared) > 1 else []
    return (*first, *declared, *sorted(scored - {MACRO, *declared}))


def _place(ranked: Sequence[Row], headline: MetricInfo) -> Iterator[Row]:
    """Yield rows with their rank; equal ones share it, and ``tied`` comes from a paired cluster bootstrap."""
    place, above = 0, math.inf
    for position, row in enumerate(ranked, start=1):
        if groups_of(row.run) != groups_of(ranked[0].run):
            msg = f"{row.run.path} and {ranked[0].run.path} group the same cases differently; raise dataset_version"
            raise NotComparable(msg)
        loss = _loss(headline, row)
        if abs(loss - above) > TIE:
            place, above = position, loss
        tied = position > 1 and _contains_zero(_draws(headline, row) - _draws(headline, ranked[0]))
        yield replace(row, rank=place, tied=tied)


def _judge(run: Run, rules: BoardRules) -> Row:
    row = Row(run=run, cells=aggregate(run), versions=run.record.rules.metrics)
    names = rules.differences(run)
    reasons = [*([f"not comparable: other {', '.join(names)}"] if names else []), *_own_fault(run)]
    version = row.versions.get(rules.by.id, rules.by.version)
    if version != rules.by.version:
        reasons.append(f"{rules.by.id} in version {version}, the board has version {rules.by.version}")
    if not reasons and not math.isfinite(_loss(rules.by, row)):
        reasons.append(f"no value of {rules.by.title}")
    return replace(row, reasons=tuple(reasons))


def _own_fault(run: Run) -> list[str]:
    statuses = [case.status for case in run.cases]
    counts = {status: statuses.count(status) for status in ("failed", "missing")}
    incomplete = [f"{n} of {len(statuses)} cases {status}" for status, n in counts.items() if n]
    return [*run.record.marks, *incomplete]


def _loss(metric: MetricInfo, row: Row) -> float:
    """Return a number that is lower for the better run, infinite where there is no value."""
    cell = row.cell(MACRO, metric)
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

"""Who is ranked, who is not and why, and which models the data cannot tell apart."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial

from segeval.records import Data, MetricInfo
from segeval.report.aggregate import MACRO, Cell, Floats, aggregate, held, interval, resampled_means
from segeval.report.rules import HEADLINE, BoardRules, declared, grouping, is_complete, propose_rules
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

    A metric of which both signs are errors ranks by the mean of its absolute values. A run is not ranked if a case
    failed or is missing, if it carries a mark, if it was scored on other data than the board or groups its cases
    otherwise, has the headline in another version, or has no value of it for a case whose reference holds the
    structure: where distances rank, nobody gains by predicting nothing in the hard cases. Without ``rules`` they are
    those that :func:`propose_rules` gives.
    """
    rules = rules or propose_rules(runs, headline)
    if not rules.grouping:
        rules = replace(rules, grouping=_usual_grouping([run for run in runs if not rules.differences(run)]))
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
        loss = _loss(headline, row)
        if abs(loss - above) > TIE:
            place, above = position, loss
        tied = position > 1 and _contains_zero(_draws(headline, row) - _draws(headline, ranked[0]))
        yield replace(row, rank=place, tied=tied)


def _judge(run: Run, rules: BoardRules) -> Row:
    row = Row(run=run, cells=aggregate(run), versions=run.record.rules.metrics)
    names = rules.differences(run)
    reasons = [*([f"not comparable: other {', '.join(names)}"] if names else []), *_own_fault(run)]
    if not names and is_complete(run) and rules.grouping not in ("", grouping(run)):
        reasons.append("not comparable: its cases are grouped otherwise")
    if rules.by.id in rules.contradicted(run):
        reasons.append(f"its manifest reads {rules.by.id} otherwise than the board")
    version = row.versions.get(rules.by.id, rules.by.version)
    if version != rules.by.version:
        reasons.append(f"{rules.by.id} in version {version}, the board has version {rules.by.version}")
    reasons += _without_value(rules.by, row) if not reasons else []
    return replace(row, reasons=tuple(reasons))


def _without_value(metric: MetricInfo, row: Row) -> list[str]:
    """Return why a complete run cannot be ranked by a metric; nothing if it can."""
    cell = row.cell(MACRO, metric)
    if cell is None or cell.mean is None:
        return [f"no value of {metric.title}"]
    if cell.missed:
        return [f"no {metric.id} in {cell.missed} of {cell.held} cases whose reference holds the structure"]
    low, high = (
        end if end is not None else side for end, side in zip(metric.bounds, (-math.inf, math.inf), strict=True)
    )
    values = [s.value for case in row.run.cases for s in case.scores if s.metric == metric.id and s.value is not None]
    return [] if all(low <= value <= high for value in values) else [f"{metric.id} outside [{low:g}, {high:g}]"]


def _usual_grouping(runs: Sequence[Run]) -> str:
    """Return the grouping that most complete runs share, of several the first by digest; empty if none is complete."""
    counted = Counter(grouping(run) for run in runs if is_complete(run))
    return min(counted, key=lambda digest: (-counted[digest], digest), default="")


def _own_fault(run: Run) -> list[str]:
    statuses = [case.status for case in run.cases]
    counts = {status: statuses.count(status) for status in ("failed", "missing")}
    incomplete = [f"{n} of {len(statuses)} cases {status}" for status, n in counts.items() if n]
    return [*run.record.marks, *incomplete]


def _loss(metric: MetricInfo, row: Row) -> float:
    """Return a number that is lower for the better run, infinite where there is no value."""
    value = worth(metric, row.cell(MACRO, metric))
    return math.inf if value is None else -value if metric.better == "higher" else value


def worth(metric: MetricInfo, cell: Cell | None) -> float | None:
    """Return the number of a cell that ranks: its mean, or its mean error where both signs are errors."""
    return None if cell is None else cell.size if metric.better == "zero" else cell.mean


def _draws(metric: MetricInfo, row: Row) -> Floats:
    draws = resampled_means(row.run, metric.id, held(row.run), size=metric.better == "zero")[MACRO]
    return -draws if metric.better == "higher" else draws


def _contains_zero(differences: Floats) -> bool:
    bounds = interval(differences)
    return bounds is not None and bounds[0] <= 0 <= bounds[1]

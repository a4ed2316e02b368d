"""Who is ranked, who is not and why, and which models the data cannot tell apart."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from segeval.records import Data, MetricInfo
from segeval.report._entries import Entry, candidates, entries
from segeval.report._order import Disagreement, Resolution, disagreements, resolution
from segeval.report._scores import Scores, arrangement
from segeval.report.aggregate import MACRO, Cell, Cells, Table, counted, tabulate, with_intervals
from segeval.report.rules import BoardRules, declared, family_of, grouping, is_complete, propose_rules
from segeval.stats import SIGNIFICANT, Comparison, Floats, pairwise
from segeval.store import Run

TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a row stands by one metric: its rank, and the ranks [low, high] that its cases leave possible.

    ``first`` is how often it leads when cases are drawn again, None where too few groups judge. ``tied``: not told
    apart from the best.
    """

    rank: int
    low: int
    high: int
    first: float | None
    tied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A model on a board. It has no rank where ``reasons`` say why.

    ``runs`` are the seeds of one model, or the folds of one cross-validation, for which ``run`` stands; usually it is
    one. ``sd`` is the spread of the headline over seeds. ``versions`` are those of its metrics, which need not be the
    board's. ``standings`` are by the metrics that rank.
    """

    run: Run
    runs: tuple[Run, ...]
    table: Table
    versions: Mapping[str, int]
    reasons: tuple[str, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    standing: Standing | None = None
    seeds: int = 1
    sd: float | None = None

    @property
    def rank(self) -> int | None:
        """The rank by the headline."""
        return self.standing.rank if self.standing else None

    @property
    def tied(self) -> bool:
        """Whether the row is behind the best by the headline, and not told apart from it."""
        return bool(self.standing and self.standing.tied)

    @property
    def cells(self) -> Cells:
        """The cells by (structure, metric)."""
        return self.table.cells

    def cell(self, view: str, metric: MetricInfo) -> Cell | None:
        """Return the cell of a structure and a metric in exactly this version."""
        return self.cells.get((view, metric.id)) if self.versions.get(metric.id) == metric.version else None

    @property
    def expected(self) -> int:
        """The number of cases."""
        return len(self.table.scores.cases)

    @property
    def complete(self) -> int:
        """The number of cases that were scored, by every seed."""
        return self.expected - len({case.case_id for run in self.runs for case in run.cases if case.status != "ok"})

    @property
    def seconds(self) -> float | None:
        """Mean seconds per scored case, all stages together."""
        cases = [case for run in self.runs for case in run.cases]
        totals = [math.fsum(c.seconds.values()) for c in cases if c.status == "ok" and c.seconds]
        return math.fsum(totals) / len(totals) if totals else None

    @property
    def false_alarms(self) -> tuple[int, int]:
        """How often a structure was predicted where the reference holds none, and how often there was none."""
        scores = self.table.scores
        declared = {structure.name for structure in self.run.record.data.structures}
        columns = {structure: column for (structure, _), column in scores.columns.items() if structure in declared}
        invented, rejected = (
            int(scores.has(status)[:, list(columns.values())].sum()) for status in ("reference_empty", "both_empty")
        )
        return invented, invented + rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A dataset's models, ranked ones first. ``metrics`` are those of the board, then what else its runs have.

    ``views`` are the structures in the order of their columns, MACRO first if there is more than one. ``resolution`` is
    what differences its cases can show, ``disagreements`` are metrics that order the models otherwise.
    """

    rules: BoardRules
    metrics: tuple[MetricInfo, ...]
    views: tuple[str, ...]
    rows: tuple[Row, ...]
    resolution: Resolution | None = None
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def family(self) -> str:
        """Its split, of folds what they are called together; nothing where it is its dataset's default."""
        return family_of(self.rows[0].run) if self.rows else ""

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


def rank(runs: Sequence[Run], headline: str | None = None, rules: BoardRules | None = None) -> Board:
    """Rank the models of one dataset by a metric, averaged over structures; cells have no intervals yet.

    Distances rank by a mean in which a mask that is empty counts with the diagonal of the image, and metrics of which
    both signs are errors by the mean of the sizes. A model is not ranked if a case failed or is missing, if it carries
    a mark, if it was scored on other data than the board or groups its cases otherwise, does not know a structure, has
    the headline in another version, or has no worth by it for a case whose reference holds the structure. Without
    ``rules`` they are those that :func:`propose_rules` gives.
    """
    rules = rules or propose_rules(candidates(runs), headline)
    found = entries(runs, rules)
    if not rules.grouping:
        rules = replace(
            rules, grouping=_usual_grouping([each.run for each in found if not rules.differences(each.run)])
        )
    rows = sorted(_judged(found, rules), key=lambda row: (row.run.record.model.id, row.run.path.name))
    ranked = sorted((row for row in rows if not row.reasons), key=lambda row: loss(rules.by, row))
    for metric in rules.ranking:
        ranked = list(_placed(ranked, metric, rules))
    ranked = [replace(row, standing=row.standings[rules.by.id]) for row in ranked]
    extra = {(m.id, m.version): m for row in rows for m in declared(row.run)}
    known = {(m.id, m.version) for m in rules.declarations}
    return Board(
        rules=rules,
        metrics=(*rules.declarations, *(m for key, m in extra.items() if key not in known)),
        views=views(rules.data, {structure for row in rows for structure, _ in row.cells}),
        rows=(*ranked, *sorted((row for row in rows if row.reasons), key=lambda row: loss(rules.by, row))),
        resolution=resolution(merits(ranked, rules.by), ranked[0].table.scores.groups) if ranked else None,
        disagreements=disagreements(
            rules.by.id, {m.id: _signed(ranked, m) for m in rules.declarations}, [r.run.record.model.id for r in ranked]
        ),
    )


def complete(board: Board) -> Board:
    """Return a board whose cells have intervals."""
    tables = with_intervals([row.table for row in board.rows])
    rows = (replace(row, table=table) for row, table in zip(board.rows, tables, strict=True))
    return replace(board, rows=tuple(rows))


def views(data: Data, scored: Set[str]) -> tuple[str, ...]:
    """Return the structures to show in order: the mean if it is one of several, the declared, the rest."""
    declared = [s.name for s in data.structures if s.name in scored]
    first = [MACRO] if len(declared) > 1 else []
    return (*first, *declared, *sorted(scored - {MACRO, *declared}))


def loss(metric: MetricInfo, row: Row) -> float:
    """Return a number that is lower for the better row, infinite where there is no worth."""
    cell = row.cell(MACRO, metric)
    value = cell.worth if cell else None
    return math.inf if value is None else -value if metric.better == "higher" else value


def merits(rows: Sequence[Row], metric: MetricInfo) -> Floats:
    """Return numbers ``(cases, rows)`` that are higher for what is better; their means are those that rank."""
    cases = rows[0].table.scores.cases
    columns = [_in_order(row.table.scores, cases, row.table.worths(metric.id)) for row in rows]
    return np.column_stack(columns) * (1 if metric.better == "higher" else -1)


def _in_order(scores: Scores, cases: Sequence[str], values: Floats) -> Floats:
    return values if scores.cases == cases else values[arrangement(scores.cases, cases)]


def _signed(rows: Sequence[Row], metric: MetricInfo) -> list[float]:
    return [-loss(metric, row) for row in rows]


def _placed(rows: Sequence[Row], metric: MetricInfo, rules: BoardRules) -> Iterator[Row]:
    """Yield rows with their standing by a metric, if they have one; equal ones share a rank."""
    able = [k for k, row in enumerate(rows) if not _without_worth(metric, row, rules)]
    if not able:
        yield from rows
        return
    able.sort(key=lambda k: loss(metric, rows[k]))
    compared = pairwise(merits([rows[k] for k in able], metric), rows[0].table.scores.groups)
    standings = dict(zip(able, _standings([loss(metric, rows[k]) for k in able], compared), strict=True))
    for k, row in enumerate(rows):
        yield replace(row, standings={**row.standings, metric.id: standings[k]}) if k in standings else row


def _standings(losses: Sequence[float], compared: Comparison) -> Iterator[Standing]:
    place, above = 0, -math.inf
    for k, each in enumerate(losses):
        if k == 0 or each - above > TIE:
            place, above = k + 1, each
        yield Standing(
            rank=place,
            low=int(compared.rank_low[k]),
            high=int(compared.rank_high[k]),
            first=None if np.isnan(compared.first[k]) else float(compared.first[k]),
            tied=k > 0 and bool(compared.p[k, 0] > SIGNIFICANT),
        )


def _judged(found: Sequence[Entry], rules: BoardRules) -> Iterator[Row]:
    """Yield every row with the reasons why it has no rank; all runs on one reference tell what it holds."""
    alike: dict[str, list[Entry]] = {}
    keys = [each.run.record.comparability for each in found]
    for key, each in zip(keys, found, strict=True):
        alike.setdefault(key, []).append(each)
    known = {key: counted(some[0].run, [each.scores for each in some]) for key, some in alike.items()}
    for key, each in zip(keys, found, strict=True):
        structures = known[key]
        row = Row(
            run=each.run,
            runs=each.runs,
            table=tabulate(each.scores, structures),
            versions=each.run.record.rules.metrics,
            seeds=len(each.seeds) or 1,
            sd=_spread(each, structures, rules.by),
        )
        yield replace(row, reasons=tuple(_reasons(row, rules)))


def _spread(entry: Entry, structures: tuple[str, ...], metric: MetricInfo) -> float | None:
    """Return the standard deviation of the headline over the seeds of a model, None if one has no worth by it."""
    worths = [tabulate(scores, structures).cells.get((MACRO, metric.id)) for scores in entry.seeds]
    known = [cell.worth for cell in worths if cell is not None and cell.worth is not None]
    return float(np.std(known, ddof=1)) if len(known) == len(entry.seeds) > 1 else None


def _reasons(row: Row, rules: BoardRules) -> list[str]:
    run, by = row.run, rules.by
    names = rules.differences(run)
    reasons = [*([f"not comparable: other {', '.join(names)}"] if names else []), *_own_fault(row)]
    if not names and is_complete(run) and rules.grouping not in ("", grouping(run)):
        reasons.append("not comparable: its cases are grouped otherwise")
    version = row.versions.get(by.id, by.version)
    if version != by.version:
        reasons.append(f"{by.id} in version {version}, the board has version {by.version}")
    if silent := [name for name in run.record.model.not_answered if name in row.table.counted]:
        reasons.append(f"does not know {', '.join(silent)}")
    return reasons or _without_worth(by, row, rules)


def _without_worth(metric: MetricInfo, row: Row, rules: BoardRules) -> list[str]:
    """Return why a complete row cannot be ranked by a metric; nothing if it can."""
    cell = row.cell(MACRO, metric)
    if metric.id in rules.contradicted(row.run):
        return [f"its manifest reads {metric.id} otherwise than the board"]
    if cell and cell.missed:
        return [f"no {metric.id} in {cell.missed} of {cell.held} cases whose reference holds the structure"]
    if cell is None or cell.worth is None:
        return [f"no value of {metric.title}"]
    low, high = (
        end if end is not None else side for end, side in zip(metric.bounds, (-math.inf, math.inf), strict=True)
    )
    scores = row.table.scores
    values = scores.values[:, [k for (_, name), k in scores.columns.items() if name == metric.id]]
    outside = (values < low) | (values > high)
    return [f"{metric.id} outside [{low:g}, {high:g}]"] if outside.any() else []


def _usual_grouping(runs: Sequence[Run]) -> str:
    """Return the grouping that most complete runs share, of several the first by digest; empty if none is complete."""
    counted = Counter(grouping(run) for run in runs if is_complete(run))
    return min(counted, key=lambda digest: (-counted[digest], digest), default="")


def _own_fault(row: Row) -> list[str]:
    statuses = [case.status for run in row.runs for case in run.cases]
    counts = {status: statuses.count(status) for status in ("failed", "missing")}
    incomplete = [f"{n} of {len(statuses)} cases {status}" for status, n in counts.items() if n]
    return [*row.run.record.marks, *incomplete]

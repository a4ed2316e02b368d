"""Finished runs scored again from what is stored of them: other metrics, or the conventions of another benchmark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from segeval import report, store
from segeval.errors import UsageError
from segeval.metrics import (
    WHOLE_MAP,
    Counts,
    Metric,
    Sketch,
    StoredPair,
    missing_scores,
    score,
    score_pairs,
)
from segeval.metrics import protocol as conventions
from segeval.records import CaseScore, Grid, Structure, decode
from segeval.report import Board, Row
from segeval.report.ranking import merits
from segeval.stats import Cell, bounded, cells, kendall_tau, rankings
from segeval.store import CaseEntry, Run, table_of


def rescore(run: Run, protocol: str = "segeval", metrics: str | Sequence[str] = "standard") -> Run:
    """Return a run with the scores that its stored counts and distances give under a protocol.

    Args:
        run: A finished run, as ``store.read_run`` gives it.
        protocol: The conventions, as ``segeval.metrics.PROTOCOLS`` names them.
        metrics: A preset or ids; under another protocol than "segeval" a preset means all that it defines.

    Raises:
        UsageError: If a metric needs what is not stored: masks, instances, probabilities, or another kind of surface.
    """
    if any(case.status == "ok" and not case.counts for case in run.cases):
        msg = f"{run.path} keeps no counts: somebody else computed its scores, which cannot be read otherwise"
        raise UsageError(msg)
    declared = conventions(protocol)
    chosen = declared.metrics(metrics, run.record.data.structures)
    if lacking := [metric.id for metric in chosen if metric.needs not in ("counts", "surface")]:
        msg = f"{', '.join(lacking)} cannot be computed from a stored run; score its predictions with segeval eval"
        raise UsageError(msg)
    rules = replace(run.record.rules, metrics={each.id: each.version for each in chosen}, policy=declared.policy)
    return replace(
        run,
        record=replace(run.record, rules=rules),
        declarations={metric.id: metric.info for metric in chosen},
        cases=tuple(replace(case, scores=tuple(_scores(run, case, chosen))) for case in run.cases),
    )


def means(run: Run, protocol: str = "segeval", metrics: str | Sequence[str] = "standard") -> list[Cell]:
    """Return what a protocol reports of a run: means over cases, or values of all voxels together where it pools.

    Means and medians over cases have limits at 95 %, over the groups of the cases; what is pooled has none.
    """
    declared = conventions(protocol)
    chosen = {metric.id: metric for metric in declared.metrics(metrics, run.record.data.structures)}
    again = rescore(run, protocol, metrics)
    heads, values = table_of([case.scores for case in again.cases])
    groups = [case.group or case.case_id for case in again.cases]
    found = bounded(cells(heads, values), values, groups)
    averaging = {name: rule.averaging for name, rule in declared.rules.items()}
    return [_reported(run, chosen[cell.metric], averaging.get(cell.metric, "cases"), cell) for cell in found]


def _reported(run: Run, metric: Metric, averaging: str, cell: Cell) -> Cell:
    if averaging != "voxels":
        return replace(cell, averaging=averaging)
    return Cell(
        structure=cell.structure,
        metric=cell.metric,
        unit=cell.unit,
        averaging=averaging,
        expected=cell.expected,
        n=cell.n,
        mean=score(metric, _pooled(run, cell.structure)).value,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Where a run stands on a board by one metric: as segeval scores it, and under a protocol."""

    dataset: str
    metric: str
    model: str
    rank: int | None
    value: float | None
    protocol_rank: int | None
    protocol_value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How alike the models of a board are ordered by one metric otherwise: Kendall's tau with the order of their means.

    ``protocol`` is of the means under a protocol, ``ranks`` of the mean of ranks in each case, ``tests`` of how many
    models each is significantly better than. None for fewer than two ranked models, or where all are equal.
    """

    dataset: str
    metric: str
    protocol: float | None
    ranks: float | None
    tests: float | None


class RankChanges(NamedTuple):
    """Where runs stand twice, how alike the orders are, and what is not stored."""

    changes: list[Change]
    agreements: list[Agreement]
    lacking: list[str]


def rank_changes(boards: Path, protocol: str) -> RankChanges:
    """Rank every board by each metric of a protocol that has a value per case, twice; also say what is not stored.

    Runs whose scores somebody else computed are left out, since nothing of theirs can be read otherwise.

    Raises:
        UsageError: If there is no board.
    """
    places = sorted(path.parent for path in boards.glob("*/runs"))
    if not places:
        msg = f'{boards} holds no board; build one with "segeval board build"'
        raise UsageError(msg)
    declared = conventions(protocol)
    found = RankChanges([], [], [])
    for place in places:
        every = [store.read_run(run) for run in store.find_runs(place)]
        runs = [run for run in every if store.NOT_RESCORED not in run.record.marks]
        if not runs:
            continue
        for metric in declared.metrics(structures=runs[0].record.data.structures):
            if declared.rules and declared.rules[metric.id].averaging != "cases":
                continue
            try:
                ours, theirs = (_ranked(place, runs, name, metric.id) for name in ("segeval", protocol))
            except UsageError as error:
                found.lacking.append(f"{place.name}, {metric.id}: {error}")
                continue
            found.changes.extend(_changes(ours, theirs))
            found.agreements.append(_agreement(ours, theirs))
    return found


def _agreement(ours: Board, theirs: Board) -> Agreement:
    """Return how alike the ranked rows of a board are ordered by other means."""
    after = {row.run.path: row.rank for row in theirs.rows}
    rows = [row for row in ours.rows if row.rank]
    taus: list[float | None] = [None] * 3
    if rows:
        by = rankings(merits(rows, ours.headline), rows[0].table.scores.groups)
        orders = ([after[row.run.path] for row in rows], by.ranks, by.tests)
        taus = [kendall_tau([row.rank for row in rows], order) for order in orders]
    dataset = ours.rules.data.dataset
    return Agreement(dataset=dataset, metric=ours.headline.id, protocol=taus[0], ranks=taus[1], tests=taus[2])


def _ranked(place: Path, runs: Sequence[Run], protocol: str, metric: str) -> Board:
    """Return the board of a folder by one metric under a protocol, on the data that its rules name."""
    again = [rescore(run, protocol, metric) for run in runs]
    rules, committed = report.rules_of(again[0], headline=metric), report.read_rules(place)
    return report.rank(again, rules=replace(rules, data=committed.data) if committed else rules)


def _changes(ours: Board, theirs: Board) -> Iterator[Change]:
    def cell(row: Row, board: Board) -> float | None:
        found = row.cell(board.views[0], board.headline)
        return found.worth if found else None

    before = {row.run.path: row for row in ours.rows}
    for row in theirs.rows:
        yield Change(
            dataset=row.run.record.data.dataset,
            metric=theirs.headline.id,
            model=row.run.record.model.id,
            rank=before[row.run.path].rank,
            value=cell(before[row.run.path], ours),
            protocol_rank=row.rank,
            protocol_value=cell(row, theirs),
        )


def _scores(run: Run, case: CaseEntry, chosen: Sequence[Metric]) -> Iterator[CaseScore]:
    """Yield the rows of a case: every structure, then the whole label map where its counts are stored."""
    silent = run.record.model.not_answered
    without = missing_scores(
        structures=run.record.data.structures,
        metrics=chosen,
        case_id=case.case_id,
        group=case.group,
        unit=run.record.data.unit,
        status="not_answered" if case.status == "ok" else case.status,
    )
    yield from (row for row in without if row.structure in silent or case.status != "ok")
    if case.status != "ok":
        return
    known = [each for each in run.record.data.structures if each.name not in silent]
    stored = [(structure.name, stored_pair(run, case, structure)) for structure in known]
    if WHOLE_MAP in case.counts:
        stored.append((WHOLE_MAP, stored_pair(run, case, Structure(WHOLE_MAP, ()))))
    yield from score_pairs(stored, chosen, case.case_id, case.group)


def stored_pair(run: Run, case: CaseEntry, structure: Structure) -> StoredPair:
    """Return what is left of the pair of one structure of a case."""
    grid = replace(Grid.pixels(case.shape), spacing=case.spacing or (1.0,) * len(case.shape), unit=run.record.data.unit)
    sketches = {name: decode(Sketch, body) for name, body in case.sketches.get(structure.name, {}).items()}
    return StoredPair(
        counts=Counts(*case.counts[structure.name]),
        grid=grid,
        values=structure.values,
        tolerance=structure.tolerance,
        sketches=sketches,
    )


def _pooled(run: Run, structure: str) -> StoredPair:
    """Return the pair of a structure in all scored cases together; it has counts and no distances."""
    found = [case.counts[structure] for case in run.cases if structure in case.counts]
    counts = Counts(*(sum(column) for column in zip(*found, strict=True))) if found else Counts(0, 0, 0, 0)
    return StoredPair(counts=counts, grid=Grid.pixels(()))

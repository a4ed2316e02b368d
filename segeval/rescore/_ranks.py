"""Where the runs of boards stand by the conventions of another benchmark, and by other methods of ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from segeval import report, store
from segeval.errors import UsageError
from segeval.metrics import protocol as conventions
from segeval.report import Board, Row
from segeval.report.ranking import merits
from segeval.rescore._again import rescore
from segeval.stats import kendall_tau, rankings
from segeval.store import Run


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

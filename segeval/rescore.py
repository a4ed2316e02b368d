"""Finished runs scored again from what is stored of them: other metrics, or the conventions of another benchmark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum
from pathlib import Path

from segeval import report, store
from segeval.errors import UsageError
from segeval.metrics import (
    WHOLE_MAP,
    Counts,
    Metric,
    Protocol,
    Sketch,
    StoredPair,
    missing_scores,
    score,
    score_pairs,
)
from segeval.metrics import protocol as conventions
from segeval.records import CaseScore, Grid, Structure, decode
from segeval.report import Board, Row
from segeval.store import CaseEntry, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a protocol makes of all cases of a run: ``n`` of ``expected`` cases have a value."""

    structure: str
    metric: str
    unit: str
    averaging: str
    n: int
    expected: int
    value: float | None


def rescore(run: Run, protocol: str = "segeval", metrics: str | Sequence[str] = "standard") -> Run:
    """Return a run with the scores that its stored counts and distances give under a protocol.

    Args:
        run: A finished run, as ``store.read_run`` gives it.
        protocol: The conventions, as ``segeval.metrics.PROTOCOLS`` names them.
        metrics: A preset or ids; under another protocol than "segeval" a preset means all that it defines.

    Raises:
        UsageError: If a metric needs what is not stored: masks, instances, probabilities, or another kind of surface.
    """
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


def means(run: Run, protocol: str = "segeval", metrics: str | Sequence[str] = "standard") -> list[Reported]:
    """Return what a protocol reports of a run: means over cases, or values of all voxels together where it pools."""
    declared = conventions(protocol)
    chosen = {metric.id: metric for metric in declared.metrics(metrics, run.record.data.structures)}
    again = rescore(run, protocol, metrics)
    found: dict[tuple[str, str, str], list[float | None]] = {}
    for case in again.cases:
        for row in case.scores:
            found.setdefault((row.structure, row.metric, row.unit), []).append(row.value)
    rows = found.items()
    return [_reported(run, declared, chosen[name], structure, unit, values) for (structure, name, unit), values in rows]


def _reported(
    run: Run, declared: Protocol, metric: Metric, structure: str, unit: str, values: Sequence[float | None]
) -> Reported:
    known = [value for value in values if value is not None]
    value = fsum(known) / len(known) if known else None
    averaging = declared.rules[metric.id].averaging if declared.rules else "cases"
    if averaging == "voxels":
        value = score(metric, _pooled(run, structure)).value
    n, expected = len(known), len(values)
    return Reported(
        structure=structure, metric=metric.id, unit=unit, averaging=averaging, n=n, expected=expected, value=value
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


def rank_changes(boards: Path, protocol: str) -> tuple[list[Change], list[str]]:
    """Rank every board by each metric of a protocol that has a value per case, twice; also say what is not stored.

    Raises:
        UsageError: If there is no board.
    """
    places = sorted(path.parent for path in boards.glob("*/runs"))
    if not places:
        msg = f'{boards} holds no board; build one with "segeval board build"'
        raise UsageError(msg)
    declared = conventions(protocol)
    changes: list[Change] = []
    lacking: list[str] = []
    for place in places:
        runs = [store.read_run(run) for run in store.find_runs(place)]
        for metric in declared.metrics(structures=runs[0].record.data.structures):
            if declared.rules and declared.rules[metric.id].averaging != "cases":
                continue
            try:
                ours, theirs = (_ranked(place, runs, name, metric.id) for name in ("segeval", protocol))
            except UsageError as error:
                lacking.append(f"{place.name}, {metric.id}: {error}")
                continue
            changes += _changes(ours, theirs)
    return changes, lacking


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

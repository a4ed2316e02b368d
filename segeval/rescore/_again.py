"""A run with other scores, from the counts and distances that it keeps of each case."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from segeval.errors import UsageError
from segeval.metrics import WHOLE_MAP, Counts, Metric, Sketch, StoredPair, missing_scores, score_pairs
from segeval.metrics import protocol as conventions
from segeval.records import CaseScore, Grid, Structure, decode
from segeval.store import CaseEntry, Run


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
    if WHOLE_MAP in case.counts:
        known.append(Structure(WHOLE_MAP, ()))
    far = any(metric.needs == "surface" for metric in chosen)  # else distances, most of what is stored, are not read
    stored = [(structure.name, stored_pair(run, case, structure, distances=far)) for structure in known]
    yield from score_pairs(stored, chosen, case.case_id, case.group)


def stored_pair(run: Run, case: CaseEntry, structure: Structure, *, distances: bool = True) -> StoredPair:
    """Return what is left of the pair of one structure of a case, without ``distances`` its counts alone."""
    grid = replace(Grid.pixels(case.shape), spacing=case.spacing or (1.0,) * len(case.shape), unit=run.record.data.unit)
    kept = case.sketches.get(structure.name, {}) if distances else {}
    return StoredPair(
        counts=Counts(*case.counts[structure.name]),
        grid=grid,
        values=structure.values,
        tolerance=structure.tolerance,
        sketches={name: decode(Sketch, body) for name, body in kept.items()},
    )

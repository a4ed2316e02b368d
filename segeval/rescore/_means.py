"""What a protocol reports of a run."""

from collections.abc import Sequence
from dataclasses import replace

from segeval.metrics import Counts, Metric, StoredPair, score
from segeval.metrics import protocol as conventions
from segeval.records import Grid
from segeval.rescore._again import rescore
from segeval.stats import Cell, bounded, cells
from segeval.store import Run, table_of


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


def _pooled(run: Run, structure: str) -> StoredPair:
    """Return the pair of a structure in all scored cases together; it has counts and no distances."""
    found = [case.counts[structure] for case in run.cases if structure in case.counts]
    counts = Counts(*(sum(column) for column in zip(*found, strict=True))) if found else Counts(0, 0, 0, 0)
    return StoredPair(counts=counts, grid=Grid.pixels(()))

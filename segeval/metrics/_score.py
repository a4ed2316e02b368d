"""From masks to rows: the rule for empty masks, and the scores of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from segeval.errors import ContractError, UsageError
from segeval.metrics._measure.pair import WHOLE_MAP, Counts, Instances, pairs, whole_map
from segeval.metrics._measure.summary import Sketch, Surface, sketches
from segeval.metrics._measure.surfaces import NoSurface
from segeval.metrics._reads import HasCounts
from segeval.metrics._registry import Metric, NoValue
from segeval.records import CaseScore, FloatArray, Mask, Status, Structure, Unit, unit_of


class Score(NamedTuple):
    """A value, or None with the reason why there is none."""

    value: float | None
    status: Status


Scored = tuple[str, Metric, Score]


@dataclass(frozen=True)
class CaseResult:
    """The scores of one case, and per structure the counts and sketches that other conventions need."""

    scores: tuple[CaseScore, ...]
    counts: Mapping[str, Counts]
    sketches: Mapping[str, Mapping[str, Sketch]]


def score(metric: Metric, pair: HasCounts) -> Score:
    """Apply a metric to a pair; the only place that knows what an empty mask is worth.

    Raises:
        ContractError: If the formula returns a number that is not finite.
    """
    status = pair.status
    if status != "ok" and metric.empty is not None:
        empty = metric.empty
        worth = {"both_empty": empty.both, "reference_empty": empty.reference, "prediction_empty": empty.prediction}
        if (value := worth[status]) != "formula":
            return Score(value, status)
    try:
        value = float(metric.fn(pair))
    except (NoValue, NoSurface):
        return Score(None, status)
    if not isfinite(value):
        msg = f"metric {metric.id} returned {value} for {pair.counts}; declare what it is worth on empty masks"
        raise ContractError(msg)
    return Score(value, status)


def score_case(  # noqa: PLR0913  # a keyword for all that may be known of a case
    reference: Mask,
    prediction: Mask,
    *,
    structures: Sequence[Structure],
    metrics: Sequence[Metric],
    case_id: str,
    group: str,
    keep: Sequence[Surface] = (),
    probabilities: Mapping[int, FloatArray] | None = None,
    instances: Instances = (None, None),
    ignore: int | None = None,
    partly: bool = False,
) -> CaseResult:
    """Score one case on the grid of its reference: every structure, then the whole label map as structure "all".

    ``keep`` names the kinds of surface whose distances are kept as sketches. ``probabilities`` hold a number per voxel
    for each label value. ``instances`` number the objects of the reference and of the prediction; without them objects
    are connected components. Voxels whose reference is ``ignore`` are not scored, as ``Pair`` explains.
    ``partly``: the structures are not all that the maps may hold; to a structure other values are background.

    Raises:
        GridMismatch: If the label maps do not lie on one grid, or instances do not have its shape.
        UsageError: If a map does not hold integers, a spacing is not positive, two structures share a name, or a metric
            asks for objects and a voxel of a structure belongs to none of the given ones, a structure holds the
            ignored label, or the prediction holds it where the reference does not.
        UnknownLabel: If the prediction holds a value that no structure has and that is not in the reference either.
    """
    whole = whole_map(reference, prediction, instances, ignore)
    named = list(pairs(whole, structures, probabilities=probabilities, partly=partly))
    overall = any("map" in metric.scope for metric in metrics)
    counts = {name: pair.counts for name, pair in named if pair.values or overall}
    stored = {name: sketches(pair, keep) for name, pair in named if pair.values and keep}
    return CaseResult(score_pairs(named, metrics, case_id, group), counts, stored)


def score_pairs(
    named: Sequence[tuple[str, HasCounts]], metrics: Sequence[Metric], case_id: str, group: str
) -> tuple[CaseScore, ...]:
    """Return the rows of a case: for each named pair every metric that has a value for a pair of its kind."""
    grid = named[0][1].grid
    return _rows(scored(named, metrics), case_id, group, grid.unit, len(grid.shape))


def scored(named: Sequence[tuple[str, HasCounts]], metrics: Sequence[Metric]) -> list[Scored]:
    """Return for each named pair the scores of every metric that has a value for a pair of its kind."""
    chosen = {kind: [metric for metric in metrics if kind in metric.scope] for kind in ("structure", "map")}
    found = [
        (name, metric, score(metric, pair))
        for name, pair in named
        for metric in chosen["structure" if pair.values else "map"]
    ]
    _check_names([(name, metric) for name, metric, _ in found])
    return found


def missing_scores(
    *,
    structures: Sequence[Structure],
    metrics: Sequence[Metric],
    case_id: str,
    group: str,
    unit: Unit,
    status: Status,
) -> tuple[CaseScore, ...]:
    """Return the rows that ``score_case`` would have given, without values, for a case that produced nothing."""
    wanted = [(structure.name, metric) for structure in structures for metric in metrics if "structure" in metric.scope]
    wanted += [(WHOLE_MAP, metric) for metric in metrics if "map" in metric.scope]
    _check_names(wanted)
    return _rows([(name, metric, Score(None, status)) for name, metric in wanted], case_id, group, unit)


def _check_names(rows: Sequence[tuple[str, Metric]]) -> None:
    """Raise UsageError if two structures share a name, or one is called like the whole map."""
    reserved = any(structure == WHOLE_MAP and "map" not in metric.scope for structure, metric in rows)
    if reserved or len({(structure, metric.info.id) for structure, metric in rows}) < len(rows):
        listed = ", ".join(dict.fromkeys(structure for structure, _ in rows))
        msg = f'structures are called {listed}; names must differ, and "{WHOLE_MAP}" is the whole label map'
        raise UsageError(msg)


def _rows(found: Sequence[Scored], case_id: str, group: str, unit: Unit, ndim: int = 3) -> tuple[CaseScore, ...]:
    """Return the rows of a case."""
    units = {kind: unit_of(kind, unit, ndim) for kind in {metric.info.unit for _, metric, _ in found}}
    return tuple(
        CaseScore(
            case_id=case_id,
            group=group,
            structure=structure,
            metric=metric.info.id,
            value=value,
            status=status,
            unit=units[metric.info.unit],
        )
        for structure, metric, (value, status) in found
    )

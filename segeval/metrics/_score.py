"""From masks to rows: the rule for empty masks, and the scores of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal, NamedTuple

from segeval.errors import ContractError, UsageError
from segeval.metrics._pair import Counts, Pair, check_label_maps, emptiness, pairs, whole_map
from segeval.metrics._registry import Metric
from segeval.records import CaseScore, Mask, Status, Structure, Unit

# The name of the rule in ``score``; runs scored under another rule are not comparable.
POLICY = "segeval-1"

# The structure of a whole_map metric: every label of the case together.
WHOLE_MAP = "all"


class Score(NamedTuple):
    """A value, or None with the reason why there is none."""

    value: float | None
    status: Status


Cell = tuple[str, Metric, Score]


@dataclass(frozen=True)
class CaseResult:
    """The scores of one case, and the counts per structure that they came from."""

    scores: tuple[CaseScore, ...]
    counts: Mapping[str, Counts]


def score(metric: Metric, pair: Pair) -> Score:
    """Apply a metric to a pair; the only place that knows what an empty mask is worth.

    Raises:
        ContractError: If the formula returns a number that is not finite.
    """
    if metric.empty is not None and pair.status != "ok":
        empty = metric.empty
        worth = {"both_empty": empty.both, "reference_empty": empty.reference, "prediction_empty": empty.prediction}
        return Score(worth[pair.status], pair.status)
    value = float(metric.fn(pair))
    if not isfinite(value):
        msg = f"metric {metric.id} returned {value} for {pair.counts}; declare what it is worth on empty masks"
        raise ContractError(msg)
    return Score(value, pair.status)


def score_case(
    reference: Mask,
    prediction: Mask,
    *,
    structures: Sequence[Structure],
    metrics: Sequence[Metric],
    case_id: str,
    group: str,
) -> CaseResult:
    """Score one case on the grid of its reference: every structure, then the whole label map as structure "all".

    Raises:
        GridMismatch: If the label maps do not lie on one grid.
        UsageError: If a map does not hold integers, a spacing is not positive, or two structures share a name.
    """
    check_label_maps(reference, prediction)
    counts: dict[str, Counts] = {}
    cells: list[Cell] = []
    for structure, pair in zip(structures, pairs(reference, prediction, structures), strict=True):
        counts[structure.name] = pair.counts
        cells += [(structure.name, metric, score(metric, pair)) for metric in metrics]
    if overall := [metric for metric in metrics if metric.whole_map]:
        pair = whole_map(reference, prediction)
        counts[WHOLE_MAP] = pair.counts
        status = emptiness(bool(reference.array.any()), bool(prediction.array.any()))
        cells += [(WHOLE_MAP, metric, score(metric, pair)._replace(status=status)) for metric in overall]
    return CaseResult(_rows(cells, case_id, group, reference.grid.unit), counts)


def missing_scores(
    *,
    structures: Sequence[Structure],
    metrics: Sequence[Metric],
    case_id: str,
    group: str,
    unit: Unit,
    status: Literal["missing", "failed"],
) -> tuple[CaseScore, ...]:
    """Return the rows that ``score_case`` would have given, without values, for a case that produced nothing."""
    wanted = [(structure.name, metric) for structure in structures for metric in metrics]
    wanted += [(WHOLE_MAP, metric) for metric in metrics if metric.whole_map]
    return _rows([(name, metric, Score(None, status)) for name, metric in wanted], case_id, group, unit)


def _rows(cells: Sequence[Cell], case_id: str, group: str, unit: Unit) -> tuple[CaseScore, ...]:
    """Return the rows of a case; UsageError if two structures share a name, or one is called like the whole map."""
    names = [(structure, metric.id) for structure, metric, _ in cells]
    reserved = any(structure == WHOLE_MAP and not metric.whole_map for structure, metric, _ in cells)
    if reserved or len(set(names)) < len(names):
        listed = ", ".join(dict.fromkeys(structure for structure, _ in names))
        msg = f'structures are called {listed}; names must differ, and "{WHOLE_MAP}" is the whole label map'
        raise UsageError(msg)
    return tuple(
        CaseScore(
            case_id=case_id,
            group=group,
            structure=structure,
            metric=metric.id,
            value=value,
            status=status,
            unit=unit if metric.unit == "length" else metric.unit,
        )
        for structure, metric, (value, status) in cells
    )

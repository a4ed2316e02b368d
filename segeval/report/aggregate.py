"""From the scores of one run to one cell per structure and metric: mean, spread, interval and what is missing."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from segeval.records import CaseScore
from segeval.store import Run

MACRO = "\0"  # no structure can be called so; readers see MACRO_TITLE
MACRO_TITLE = "mean"
HELD = ("ok", "prediction_empty")  # the statuses of cases whose reference holds the structure
RESAMPLES = 2000
CONFIDENCE = 0.95
SEED = 20261120

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One structure x metric of one run, or the mean over structures (``structure`` is MACRO).

    ``n`` of ``expected`` values enter the mean; the rest are undefined (an empty mask), failed or missing. ``held`` of
    them are of cases whose reference holds the structure, and ``missed`` of these have no value. ``size`` is the mean
    of the absolute values, in which errors of both signs do not cancel. ``low`` and ``high`` bound the mean at
    CONFIDENCE; they are None for a single group, as the numbers are where there is no value. Values in several units,
    such as pixels and millimetres, have no common mean: they count as undefined.
    """

    structure: str
    metric: str
    unit: str
    expected: int
    n: int
    undefined: int
    failed: int
    missing: int
    mean: float | None
    size: float | None = None
    held: int = 0
    missed: int = 0
    sd: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None


def aggregate(run: Run) -> Mapping[tuple[str, str], Cell]:
    """Return the cells of a run by (structure, metric), the macro mean of every metric included.

    The macro mean is over the declared structures that at least one reference holds: one that no reference holds has a
    value only for models that invent it, and would be averaged for them alone.
    """
    counted = held(run)
    columns: dict[tuple[str, str], list[CaseScore]] = {}
    for case in run.cases:
        for score in case.scores:
            columns.setdefault((score.structure, score.metric), []).append(score)
    cells = {}
    for metric in dict.fromkeys(metric for _, metric in columns):
        draws = resampled_means(run, metric, counted)
        single = {
            structure: _cell(columns[structure, metric], draws[structure])
            for structure, name in columns
            if name == metric
        }
        cells.update({(structure, metric): cell for structure, cell in single.items()})
        parts = [single[name] for name in counted if name in single]
        if parts:
            cells[MACRO, metric] = _macro(parts, draws[MACRO])
    return cells


def held(run: Run) -> list[str]:
    """Return the declared structures that at least one reference of a run holds."""
    found = {score.structure for case in run.cases for score in case.scores if score.status in HELD}
    return [structure.name for structure in run.record.data.structures if structure.name in found]


def resampled_means(run: Run, metric: str, counted: Sequence[str], *, size: bool = False) -> Mapping[str, Floats]:
    """Return the RESAMPLES means of every structure, and of MACRO, when whole groups are drawn with replacement.

    MACRO is over the structures of ``counted``. With ``size`` they are means of absolute values.

    Cases of one patient are not independent, hence groups. Two runs with the same groups get the same draws, so that
    their difference is a paired bootstrap. A draw without any value is NaN. Source: Field and Welsh 2007,
    doi:10.1111/j.1467-9868.2007.00593.x (cluster bootstrap).
    """
    groups = {group: i for i, group in enumerate(groups_of(run))}
    structures = {s.structure: None for case in run.cases for s in case.scores if s.metric == metric}
    position = {structure: i for i, structure in enumerate(structures)}
    sums = np.zeros((len(groups), len(structures)))
    counts = np.zeros_like(sums)
    for case in run.cases:
        for score in case.scores:
            if score.metric == metric and score.value is not None:
                at = groups[case.group or case.case_id], position[score.structure]
                sums[at] += abs(score.value) if size else score.value
                counts[at] += 1
    draws = _draws(len(groups))
    with np.errstate(invalid="ignore"):
        means = (draws @ sums) / (draws @ counts)
    declared = [position[name] for name in counted if name in position]
    return {**{s: means[:, i] for s, i in position.items()}, MACRO: _mean_of_present(means[:, declared])}


def title_of(view: str) -> str:
    """Return what readers call a structure or MACRO, no two alike: a structure called like the macro mean says so."""
    if view == MACRO:
        return MACRO_TITLE
    return f"structure {view}" if re.fullmatch(f"(structure )*{MACRO_TITLE}", view) else view


def groups_of(run: Run) -> list[str]:
    """Return the groups of the cases of a run, sorted; a case without a group is its own."""
    return sorted({case.group or case.case_id for case in run.cases})


def interval(draws: Floats) -> tuple[float, float] | None:
    """Return the percentile interval at CONFIDENCE of the draws that are a number, None if there are none."""
    finite = draws[np.isfinite(draws)]
    if not finite.size:
        return None
    low, high = np.quantile(finite, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def _cell(scores: list[CaseScore], draws: Floats) -> Cell:
    mixed = len({s.unit for s in scores if s.value is not None}) > 1
    values = [] if mixed else [s.value for s in scores if s.value is not None]
    without = [s.status for s in scores if s.value is None or mixed]
    failed, missing = without.count("failed"), without.count("missing")
    groups = {s.group or s.case_id for s in scores if s.value is not None}
    bounds = interval(draws) if values and len(groups) > 1 else None
    return Cell(
        structure=scores[0].structure,
        metric=scores[0].metric,
        unit=scores[0].unit,
        expected=len(scores),
        n=len(values),
        undefined=len(without) - failed - missing,
        failed=failed,
        missing=missing,
        mean=_mean(values),
        size=_mean(map(abs, values)),
        held=sum(s.status in HELD for s in scores),
        missed=sum(status in HELD for status in without),
        sd=float(np.std(values, ddof=1)) if len(values) > 1 else None,
        median=float(np.median(values)) if values else None,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )


def _macro(parts: list[Cell], draws: Floats) -> Cell:
    mixed = len({cell.unit for cell in parts}) > 1
    present = [] if mixed else [cell for cell in parts if cell.mean is not None]
    bounds = interval(draws) if any(cell.low is not None for cell in present) else None
    return Cell(
        structure=MACRO,
        metric=parts[0].metric,
        unit=parts[0].unit,
        expected=sum(cell.expected for cell in parts),
        n=sum(cell.n for cell in parts),
        undefined=sum(cell.undefined for cell in parts),
        failed=sum(cell.failed for cell in parts),
        missing=sum(cell.missing for cell in parts),
        mean=_mean(cell.mean for cell in present if cell.mean is not None),
        size=_mean(cell.size for cell in present if cell.size is not None),
        held=sum(cell.held for cell in parts),
        missed=sum(cell.missed for cell in parts),
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers) if numbers else None


def _mean_of_present(means: Floats) -> Floats:
    present = np.isfinite(means)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(present, means, 0).sum(axis=1) / present.sum(axis=1)
    return mean


@lru_cache(maxsize=2)
def _draws(groups: int) -> Floats:
    """Return how often each group is drawn, ``(RESAMPLES, groups)``.

    Raw PCG64 words, because numpy keeps those the same in every version; a committed board must never drift.
    """
    drawn = np.random.PCG64(SEED).random_raw(RESAMPLES * groups) % np.uint64(groups)
    rows = np.repeat(np.arange(RESAMPLES), groups)
    flat = np.bincount(rows * groups + drawn.astype(np.int64), minlength=RESAMPLES * groups)
    return flat.reshape(RESAMPLES, groups).astype(np.float64)

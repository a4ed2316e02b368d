"""The one record of what a metric of a structure comes to over cases; summaries, scores and boards show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from segeval.stats._arrays import Floats, Labels
from segeval.stats._intervals import MeanInterval, mean_intervals, median_interval

Head = tuple[str, str, str]  # structure, metric, unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One metric of one structure of one run.

    ``n`` of ``expected`` values enter the mean; the rest are undefined (an empty mask), failed, missing, or of a
    structure that the model does not know (``unknown``). ``held`` of them are of cases whose reference holds the
    structure, and ``missed`` of these have no worth. ``averaging`` names what ``mean`` is over; over voxels it is the
    value of all cases together. ``worth`` is the mean that ranks: of sizes, in which errors of both signs do not
    cancel, and of distances of which none is left out because a mask is empty. ``low`` and ``high`` bound the mean,
    ``median_low`` and ``median_high`` the median, as :mod:`segeval.stats` does; they are None below five groups or
    where nobody asked for them, and ``flagged`` where few groups bear the mean's. Numbers are None where there is none.
    """

    structure: str
    metric: str
    unit: str
    expected: int
    n: int
    mean: float | None
    averaging: str = "cases"
    worth: float | None = None
    undefined: int = 0
    failed: int = 0
    missing: int = 0
    unknown: int = 0
    held: int = 0
    missed: int = 0
    sd: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    flagged: bool = False
    median_low: float | None = None
    median_high: float | None = None


def cells(heads: Sequence[Head], values: Floats) -> list[Cell]:
    """Return the cells of the columns of ``values`` ``(cases, columns)``, NaN for no value, without limits.

    The mean is rounded once, whatever the order of the cases.
    """
    present = ~np.isnan(values)
    n, ordered = present.sum(axis=0).tolist(), np.sort(values, axis=0)
    found = []
    for k, (structure, metric, unit) in enumerate(heads):
        column = ordered[: n[k], k]
        mean = fsum(column.tolist()) / n[k] if n[k] else None
        found.append(
            Cell(
                structure=structure,
                metric=metric,
                unit=unit,
                expected=len(values),
                n=n[k],
                mean=mean,
                sd=float(column.std(ddof=1)) if n[k] > 1 else None,
                median=float(column[(n[k] - 1) // 2] + column[n[k] // 2]) / 2 if n[k] else None,
            )
        )
    return found


def bounded(given: Sequence[Cell], values: Floats, groups: Labels | None, level: float = 0.95) -> Iterator[Cell]:
    """Yield cells with the limits of their means and medians, from the columns ``(cases, columns)`` they are of."""
    for k, (cell, mean) in enumerate(zip(given, mean_intervals(values, groups, level), strict=True)):
        middle = median_interval(values[:, k], groups, level)
        yield replace(limited(cell, mean), median_low=middle.low, median_high=middle.high)


def limited(cell: Cell, mean: MeanInterval) -> Cell:
    """Return a cell with the limits of its mean."""
    return replace(cell, low=mean.low, high=mean.high, flagged=mean.low is not None and mean.flagged)

"""How far a mean or a median can be trusted, where cases of one group are not independent."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Literal

import numpy as np

from segeval.errors import UsageError
from segeval.stats._arrays import (
    Estimates,
    Floats,
    Labels,
    Values,
    estimates,
    read_groups,
    read_values,
    require_level,
    sums_by_group,
)
from segeval.stats._draws import DRAWS, draws
from segeval.stats._laws import binomial_below, t_quantile

FEWEST = 5  # groups, below which there is no interval
FEW = 10  # groups, below which draws of them say less than Student's t
COLUMNS = 128  # at a time, which bounds the memory
FAR = 10  # times Student's quantile: one of the draws is then about a spread that almost no group has

Method = Literal["cluster bootstrap-t", "cluster t", "order statistics", "no spread", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanInterval:
    """The mean of ``n`` values in ``groups`` groups, its standard error, and the limits that hold it.

    What cannot be computed is None. ``flagged``: the limits rest on few groups, or on groups that hardly differ.
    """

    mean: float | None
    se: float | None
    low: float | None
    high: float | None
    method: Method
    groups: int
    n: int
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianInterval:
    """The median of ``n`` values in ``groups`` groups and the limits that hold it; see :class:`MeanInterval`."""

    median: float | None
    low: float | None
    high: float | None
    method: Method
    groups: int
    n: int
    flagged: bool


def mean_interval(values: Values, groups: Labels | None = None, level: float = 0.95) -> MeanInterval:
    """Return the mean of ``values`` and an interval that holds the true one at ``level``.

    Cluster bootstrap-t with 9999 fixed draws of whole groups; equal input has equal output, in any order of the groups.
    With fewer than 10 groups that have a value, or where groups hardly differ, Student's t with groups - 1 degrees of
    freedom, flagged; with fewer than 5 no interval. Equal values have limits of no width, flagged.

    Args:
        values: Numbers ``(cases,)``; None and NaN are left out.
        groups: The patient, field or sequence of each case ``(cases,)``; each case its own if left out.
        level: Confidence in (0, 1).

    Raises:
        UsageError: If the values or groups have another form, or the level is outside (0, 1).

    Source:
        Davison and Hinkley 1997, Bootstrap Methods, section 5.2 (studentised); Field and Welsh 2007,
        doi:10.1111/j.1467-9868.2007.00593.x (drawing clusters).
    """
    return mean_intervals(read_values(values, "values", ("cases",))[:, None], groups, level)[0]


def mean_intervals(values: Values, groups: Labels | None = None, level: float = 0.95) -> tuple[MeanInterval, ...]:
    """Return :func:`mean_interval` of each column of ``values`` ``(cases, columns)``, much faster than one by one."""
    require_level(level)
    array = read_values(values, "values", ("cases", "columns"))
    sums, counts = sums_by_group(array, read_groups(groups, len(array)))
    found = estimates(sums, counts)
    low, high = limits_by_t(found, level)
    drawn = np.zeros(len(low), dtype=bool)
    for size in np.unique(found.groups[(found.groups >= FEW) & (found.se > 0)]):
        columns = np.flatnonzero((found.groups == size) & (found.se > 0))
        t_low, t_high = studentised(sums[:, columns], counts[:, columns], level)
        near = np.maximum(-t_low, t_high) <= FAR * t_quantile((1 + level) / 2, size - 1)
        at, se = columns[near], found.se[columns[near]]
        low[at], high[at] = found.mean[at] - t_high[near] * se, found.mean[at] - t_low[near] * se
        drawn[at] = True
    return tuple(_mean_records(found, low, high, drawn))


def limits_by_t(found: Estimates, level: float) -> tuple[Floats, Floats]:
    """Return the limits of each mean by Student's t with groups - 1 degrees of freedom."""
    half = t_quantile((1 + level) / 2, np.maximum(found.groups - 1, 1)) * found.se
    return found.mean - half, found.mean + half


def studentised(sums: Floats, counts: Floats, level: float, number: int = DRAWS) -> tuple[Floats, Floats]:
    """Return the lower and upper quantile of the studentised mean of each column over ``number`` draws of groups.

    The columns of sums and counts ``(groups, columns)`` have equally many groups with a value; only those are drawn.
    A draw whose groups are all equal has infinite size, or none if its mean is that of all.
    """
    centred = sums - sums.sum(axis=0) / counts.sum(axis=0) * counts
    order = np.lexsort((centred, counts), axis=0)[-np.count_nonzero(counts[:, 0]) :]
    centred, counts = (np.take_along_axis(array, order, axis=0) for array in (centred, counts))
    rank = max(1, floor((number + 1) * (1 - level) / 2 + 1e-9))
    ends = [_ends(_studentised(part, count, number), rank) for part, count in _parts(centred, counts)]
    low, high = np.concatenate(ends, axis=1)
    return np.minimum(low, 0), np.maximum(high, 0)


def _ends(drawn: Floats, rank: int) -> Floats:
    """Return the smallest and the largest of each row, counted from ``rank``, both as one array ``(2, rows)``."""
    places = (rank - 1, drawn.shape[1] - rank)
    drawn.partition(places, axis=1)
    return drawn[:, places].T


def _parts(centred: Floats, counts: Floats) -> Iterator[tuple[Floats, Floats]]:
    for start in range(0, centred.shape[1], COLUMNS):
        part = np.s_[:, start : start + COLUMNS]
        yield centred[part], counts[part]


def _studentised(centred: Floats, counts: Floats, number: int) -> Floats:
    """Return the draws of mean / standard error ``(columns, number)`` of sums that are centred on zero."""
    size, single = len(counts), bool((counts == 1).all())
    found, start = np.empty((centred.shape[1], number)), 0
    squares, mixtures = np.square(centred), centred * counts
    counts = counts[:, :1] if bool((counts == counts[:, :1]).all()) else counts  # the rows are in the order of counts
    for drawn in draws(size, number):
        mean = drawn @ centred
        n, mixed, cases = (
            (size, mean, size) if single else (drawn @ counts, drawn @ mixtures, drawn @ np.square(counts))
        )
        shift, spread = mean / n, drawn @ squares
        rounding = 1e-12 * spread
        spread -= shift * (2 * mixed - shift * cases)
        spread[spread <= rounding] = 0
        spread *= size / (size - 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean /= np.sqrt(spread, out=spread)
        mean[np.isnan(mean)] = 0
        found[:, start : start + len(drawn)] = mean.T
        start += len(drawn)
    return found


def _mean_records(found: Estimates, low: Floats, high: Floats, drawn: Floats) -> Iterator[MeanInterval]:
    for mean, se, size, n, *ends, by_draws in zip(*found, low, high, drawn, strict=True):
        given = size >= FEWEST
        method: Method = "cluster bootstrap-t" if by_draws else "cluster t" if se > 0 else "no spread"
        yield MeanInterval(
            mean=float(mean) if n else None,
            se=float(se) if size > 1 else None,
            low=float(ends[0]) if given else None,
            high=float(ends[1]) if given else None,
            method=method if given else "none",
            groups=int(size),
            n=int(n),
            flagged=not by_draws,
        )


def median_interval(values: Values, groups: Labels | None = None, level: float = 0.95) -> MedianInterval:
    """Return the median of ``values`` and the two of them that hold the true one at ``level``.

    Where each case is a group the ranks are exact, by the binomial law. Otherwise they come from the standard error
    over groups of the share of values below the median, which is taken to be no less than of independent cases.
    No interval with fewer than 5 groups, or where the ranks would lie outside the values; flagged below 10 groups.

    Args:
        values: Numbers ``(cases,)``; None and NaN are left out.
        groups: The patient, field or sequence of each case ``(cases,)``; each case its own if left out.
        level: Confidence in (0, 1).

    Raises:
        UsageError: If the values or groups have another form, or the level is outside (0, 1).

    Source:
        Woodruff 1952, doi:10.1080/01621459.1952.10483443.
    """
    require_level(level)
    array = read_values(values, "values", ("cases",))
    members = read_groups(groups, len(array))
    ordered = np.sort(array[~np.isnan(array)])
    n = len(ordered)
    median = float(np.median(ordered)) if n else np.nan
    below = np.where(np.isnan(array), np.nan, (array < median) + 0.5 * (array == median))
    share = estimates(*sums_by_group(below[:, None], members))
    size, rank = int(share.groups[0]), 0
    if size >= FEWEST and size == n:
        rank = int(np.count_nonzero(binomial_below(np.arange(n // 2), n) <= (1 - level) / 2))
    elif size >= FEWEST:
        se = max(float(share.se[0]), 0.5 / n**0.5)
        rank = floor(n * (0.5 - float(t_quantile((1 + level) / 2, size - 1)) * se))
    return MedianInterval(
        median=median if n else None,
        low=float(ordered[rank - 1]) if rank > 0 else None,
        high=float(ordered[n - rank]) if rank > 0 else None,
        method="order statistics" if rank > 0 else "none",
        groups=size,
        n=n,
        flagged=size < FEW or rank <= 0,
    )


def penalised(values: Values, penalties: Values) -> Floats:
    """Return distances ``(cases,)`` with the penalty of the case where there is none because one mask is empty.

    Args:
        values: Distances; None or NaN where one mask or both are empty.
        penalties: The diagonal of the image of each case in the unit of the distance; None where both masks are empty,
            so that the case stays without a value.

    Raises:
        UsageError: If the two differ in length, or a penalty is negative.
    """
    array, instead = (read_values(v, name, ("cases",)) for v, name in ((values, "values"), (penalties, "penalties")))
    if array.shape != instead.shape:
        msg = f"values has {len(array)} cases and penalties {len(instead)}; give one penalty for each case."
        raise UsageError(msg)
    if (instead < 0).any():
        msg = f"penalties[{int(np.argmax(instead < 0))}] is {np.nanmin(instead):g}; a diagonal is a length above 0."
        raise UsageError(msg)
    return np.where(np.isnan(array), instead, array)

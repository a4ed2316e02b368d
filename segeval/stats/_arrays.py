"""Numbers and the groups of their cases, read once and refused where they cannot be meant."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import UsageError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Values = npt.ArrayLike | Sequence[float | None] | Sequence[Sequence[float | None]]
Labels = Sequence[Any] | npt.NDArray[Any]

ROUNDING = 1e-12  # a spread below this part of the values is rounding


class Groups(NamedTuple):
    """The cases of each group: the rows ``order[starts[g] : starts[g + 1]]`` are of group ``g``."""

    order: Ints
    starts: Ints


class Estimates(NamedTuple):
    """The mean of each column, its standard error, and how many groups and cases have a value; arrays ``(columns,)``.

    The mean is NaN without a value, the standard error with fewer than two groups.
    """

    mean: Floats
    se: Floats
    groups: Ints
    n: Ints


def read_values(values: Values, name: str, axes: tuple[str, ...]) -> Floats:
    """Return numbers as an array with one dimension for each of ``axes``; None becomes NaN, which is no value.

    Raises:
        UsageError: If something is not a number, is infinite, or the dimensions are others.
    """
    shape = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} cannot be read as an array {shape} of numbers: {error}. Give numbers, None or NaN for no value."
        raise UsageError(msg) from error
    if array.ndim != len(axes):
        msg = f"{name} has shape {array.shape}; give an array {shape}."
        raise UsageError(msg)
    if np.isinf(array).any():
        where = tuple(int(i) for i in np.argwhere(np.isinf(array))[0])
        msg = f"{name}{list(where)} is infinite and has no mean; give None where there is no value."
        raise UsageError(msg)
    return array


def read_groups(groups: Labels | None, cases: int) -> Groups:
    """Return which cases belong together; without ``groups`` each case is a group of its own.

    Raises:
        UsageError: If there is not exactly one name for each case.
    """
    if groups is None:
        return Groups(np.arange(cases), np.arange(cases))
    names = groups.tolist() if isinstance(groups, np.ndarray) else list(groups)
    if len(names) != cases:
        msg = f"groups has {len(names)} names for {cases} cases; give one for each case."
        raise UsageError(msg)
    bad = [k for k, name in enumerate(names) if not isinstance(name, str | int | np.integer)]
    if bad:
        msg = f"groups[{bad[0]}] is {names[bad[0]]!r}; give a word or a whole number for each case."
        raise UsageError(msg)
    known = {name: position for position, name in enumerate(dict.fromkeys(names))}
    codes = np.array([known[name] for name in names], dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    return Groups(order, np.searchsorted(codes[order], np.arange(len(known))))


def require_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1)."""
    if not 0 < level < 1:
        msg = f"level is {level}; give a confidence level between 0 and 1, such as 0.95."
        raise UsageError(msg)


def sums_by_group(values: Floats, groups: Groups) -> tuple[Floats, Floats]:
    """Return the sum and the number of the values ``(cases, columns)`` of each group, both ``(groups, columns)``."""
    ordered = values[groups.order]
    present = ~np.isnan(ordered)
    sums = np.add.reduceat(np.where(present, ordered, 0), groups.starts)
    return sums, np.add.reduceat(present.astype(np.float64), groups.starts)


def estimates(sums: Floats, counts: Floats) -> Estimates:
    """Return the mean of each column and its standard error over groups, from sums and counts ``(groups, columns)``.

    With s_g and c_g the sum and the number of the values of group g: theta = sum(s) / sum(c) and
    se = sqrt(G / (G - 1) sum((s_g - theta c_g)^2)) / sum(c), where G counts the groups with a value
    (Cochran 1977, Sampling Techniques, eq. 6.13: the ratio estimator over clusters).
    """
    n, groups = counts.sum(axis=0), np.count_nonzero(counts, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.sum(axis=0) / n
        squares = np.square(sums - mean * counts).sum(axis=0)
        squares = np.where(squares > np.square(ROUNDING * sums).sum(axis=0), squares, 0)
        se = np.where(groups > 1, np.sqrt(squares * groups / (groups - 1)) / n, np.nan)
    return Estimates(mean, se, groups, n.astype(np.int64))

"""From rounds to curves: the mean Dice after so many clicks, and how many clicks a Dice takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from segeval.clicks._rounds import Row
from segeval.report.aggregate import HELD, RESAMPLES, SEED, interval

TARGETS = (0.8, 0.9)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The mean Dice of a structure after at most so many clicks a case, over the cases whose reference holds it.

    ``low`` and ``high`` are the 95 % bootstrap interval over groups, None for a single one.
    """

    structure: str
    clicks: int
    cases: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How many clicks a case takes until a structure reaches a Dice for the first time.

    ``never`` of the ``cases`` do not within the clicks that were allowed, or before no fault was left to click on. The
    ``median`` counts them as beyond all others, and is None if it falls on one; the ``mean`` counts them as if they had
    reached it with the last click allowed, as in Sofiiuk et al. 2021, arXiv:2102.06583.
    """

    structure: str
    target: float
    cases: int
    never: int
    median: float | None
    mean: float


def trajectories(rows: Sequence[Row], most: int) -> dict[str, dict[str, Floats]]:
    """Return for each structure and case that holds it the Dice after 0, 1, ... ``most`` clicks.

    After a number of clicks at which no round ended, it is that of the last round before.
    """
    found: dict[str, dict[str, Floats]] = {}
    for row in rows:
        if row.status in HELD and row.dice is not None:
            curve = found.setdefault(row.structure, {}).setdefault(row.case, np.zeros(most + 1))
            curve[row.clicks :] = row.dice
    return found


def points(curves: Mapping[str, Mapping[str, Floats]], groups: Mapping[str, str]) -> Iterator[Point]:
    """Yield the mean curve of each structure; ``groups`` names the group of each case, empty for its own."""
    for structure, cases in curves.items():
        stacked = np.stack([*cases.values()])
        bounds = _intervals(stacked, [groups.get(case) or case for case in cases])
        for clicks, mean in enumerate(stacked.mean(0)):
            low, high = bounds[clicks] or (None, None)
            yield Point(structure=structure, clicks=clicks, cases=len(cases), mean=float(mean), low=low, high=high)


def _intervals(stacked: Floats, groups: Sequence[str]) -> list[tuple[float, float] | None]:
    """Return an interval for each column of ``(cases, clicks)``, whole groups being drawn, the same for all columns."""
    known = sorted(set(groups))
    if len(known) < 2:
        return [None] * stacked.shape[1]
    belongs = np.equal.outer(known, groups).astype(np.float64)
    drawn = np.random.default_rng(SEED).integers(len(known), size=(RESAMPLES, len(known)))
    counts = np.stack([np.bincount(draw, minlength=len(known)) for draw in drawn]) @ belongs
    means = (counts @ stacked) / counts.sum(1, keepdims=True)
    return [interval(column) for column in means.T]


def efforts(curves: Mapping[str, Mapping[str, Floats]]) -> Iterator[Effort]:
    """Yield how many clicks each of TARGETS takes."""
    for structure, cases in curves.items():
        for target in TARGETS:
            reached = [np.flatnonzero(curve >= target) for curve in cases.values()]
            most = max(len(curve) for curve in cases.values()) - 1
            needed = [float(each[0]) if each.size else float("inf") for each in reached]
            middle = median(needed)
            yield Effort(
                structure=structure,
                target=target,
                cases=len(cases),
                never=sum(not each.size for each in reached),
                median=middle if middle < float("inf") else None,
                mean=float(np.minimum(needed, most).mean()),
            )

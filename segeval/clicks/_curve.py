"""From rounds to curves: the mean Dice after so many clicks, and how many clicks a Dice takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from segeval.clicks._rounds import Row
from segeval.records import HELD
from segeval.stats import mean_intervals

TARGETS = (0.8, 0.9)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The mean Dice of a structure after at most so many clicks a case, over the cases whose reference holds it.

    ``low`` and ``high`` are the 95 % interval over groups, None for fewer than five.
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
        bounds = mean_intervals(stacked, [groups.get(case) or case for case in cases])
        for clicks, each in enumerate(bounds):
            mean = float(stacked[:, clicks].mean())
            yield Point(structure=structure, clicks=clicks, cases=len(cases), mean=mean, low=each.low, high=each.high)


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

"""Distances between the surfaces of two masks, and what is asked about them; the slow half of every distance metric."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import floor
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.cached import cached
from segeval.metrics._measure.kernels import Kernels, chosen, plain

Distances = npt.NDArray[np.float64]

Border = Literal["faces", "edges", "corners"]

# A distance is within a tolerance up to this times it: headers hold single precision, and turned axes are rounded.
MARGIN = 1 + 1e-6

PARTITION = 5000  # below this many values numpy selects faster than the compiled passes


class NoSurface(Exception):
    """Raised where a mask holds voxels but no surface: all that it borders on is ignored."""


@dataclass(frozen=True, eq=False)
class Directed:
    """Distances from the surface elements of one mask to the surface of the other, in the unit of the grid.

    Without ``weights`` every element counts 1, else its area.
    """

    values: Distances
    weights: Distances | None = None

    @property
    def size(self) -> float:
        """The number of elements, or their area."""
        return self.values.size if self.weights is None else float(self.weights.sum())

    # No dot products: a linear algebra library sums in an order of its own, on as many threads as it likes.
    @cached
    def total(self) -> float:
        """The sum of all distances."""
        return float(np.add.reduce(self.values if self.weights is None else self.values * self.weights))

    @cached
    def squares(self) -> float:
        """The sum of all squared distances."""
        squared = self.values * self.values
        return float(np.add.reduce(squared if self.weights is None else squared * self.weights))

    @cached
    def largest(self) -> float:
        """The largest distance."""
        return float(np.maximum.reduce(self.values))

    def percentile(self, percent: float) -> float:
        """Return a percentile, interpolated linearly between ranks; with areas, the least distance that covers it."""
        if self.weights is not None:
            order = np.argsort(self.values, kind="stable")
            covered = np.cumsum(self.weights[order])
            place = int(np.searchsorted(covered, percent / 100 * covered[-1]))
            return float(self.values[order[min(place, order.size - 1)]])
        return between_ranks(self.values.size, percent, partial(_order_statistics, self.values))

    def within(self, tolerance: float) -> float:
        """Return how many elements, or how much area, lie within ``tolerance``, with its MARGIN."""
        near = self.values <= tolerance * MARGIN
        return int(np.count_nonzero(near)) if self.weights is None else float(self.weights[near].sum())


class SurfaceDistances(NamedTuple):
    """Both directions: from the surface of the reference to that of the prediction, and back."""

    from_reference: Directed
    from_prediction: Directed

    def pooled_percentile(self, percent: float) -> float:
        """Return a percentile of the distances of both directions together."""
        both = np.concatenate([side.values for side in self])
        return between_ranks(both.size, percent, partial(_order_statistics, both))


def between_ranks(size: float, percent: float, ranked: Callable[[int], tuple[float, float]]) -> float:
    """Return a percentile of ``size`` values, interpolated linearly between ranks.

    ``ranked`` gives the values of a rank and of the next, at the end the last one twice.
    """
    place = percent / 100 * (size - 1)
    rank = floor(place)
    low, high = ranked(rank)
    share = place - rank
    return high - (high - low) * (1 - share) if share >= 0.5 else low + (high - low) * share


def _order_statistics(values: Distances, rank: int) -> tuple[float, float]:
    """Return two neighbours in rising order of values that are not negative."""
    kernels: Kernels = chosen() if values.size >= PARTITION else plain
    return kernels.order_statistics(values, rank)

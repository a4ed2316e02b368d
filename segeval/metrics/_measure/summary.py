"""What is kept of a scored case, so that it can be scored again under other conventions without its masks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from segeval.errors import UsageError
from segeval.metrics._measure.maps import Ints
from segeval.metrics._measure.pair import STATUSES, Counts, Pair
from segeval.metrics._measure.surfaces import MARGIN, Border, Directed, NoSurface, SurfaceDistances, between_ranks
from segeval.records import Grid, Status

Floats = npt.NDArray[np.float64]

# Ways to measure a surface: border voxels in millimetres by neighbourhood, the same in voxels, elements with an area.
Surface = Literal["faces", "edges", "voxels", "surfels"]
SURFACES: tuple[Surface, ...] = get_args(Surface)

# Percentiles that a sketch gives back exactly, of each direction and of both together.
EXACT = (25, 50, 75, 90, 95, 99, 100)
EVENLY = 33  # further ranks, so that any other percentile is near a known one
_EXACT = np.array(EXACT) / 100
_BOTH = np.concatenate([_EXACT, np.linspace(0, 100, EVENLY) / 100])


@dataclass(frozen=True, slots=True)
class Sketch:
    """The distances of both directions in a few numbers, all of which are plain JSON.

    ``reference`` and ``prediction`` say how many border voxels of that side (or how much area) lie at most
    ``values[k]`` and more than ``values[k - 1]`` away. Sizes, sums, the maximum, the share within the tolerance of the
    structure, and of border voxels the percentiles in EXACT are exact; another percentile is too large by less than a
    step of ``values``.
    """

    values: tuple[float, ...]
    reference: tuple[float, ...]
    prediction: tuple[float, ...]
    totals: tuple[float, float]
    squares: tuple[float, float]


def sketch(distances: SurfaceDistances, tolerance: float | None = None) -> Sketch:
    """Return the sketch of the distances between two surfaces."""
    sides = [_ordered(side) for side in distances]
    both = np.sort(np.concatenate([values for values, _ in sides]), kind="stable")  # which merges what is in order
    known = [_at(both, _BOTH), *(_at(values, _EXACT) for values, _ in sides)]
    if tolerance is not None:
        known += [values[values <= tolerance * MARGIN][-1:] for values, _ in sides]
    steps = np.unique(np.concatenate(known))
    reference, prediction = (_shares(values, upto, steps) for values, upto in sides)
    there, back = distances
    return Sketch(
        tuple(steps.tolist()), reference, prediction, (there.total, back.total), (there.squares, back.squares)
    )


def _ordered(side: Directed) -> tuple[Floats, Floats | None]:
    """Return the distances in rising order, and with areas how much surface the first n of them are, for n from 0."""
    if side.weights is None:
        return np.sort(side.values), None
    order = np.argsort(side.values, kind="stable")
    return side.values[order], np.concatenate([[0.0], np.cumsum(side.weights[order])])


def _at(ordered: Floats, shares: Floats) -> Floats:
    """Return the values between which the percentiles of ordered values are interpolated; some are there twice."""
    places = shares * (ordered.size - 1)
    return ordered[np.concatenate([np.floor(places), np.ceil(places)]).astype(np.int64)]


def _shares(ordered: Floats, upto: Floats | None, steps: Floats) -> tuple[float, ...]:
    """Return how many of the ordered values, or how much surface, lie at most at each step and above the one before."""
    counts = np.searchsorted(ordered, steps, side="right")
    shares: npt.NDArray[Any] = counts if upto is None else upto[counts]
    shares[1:] -= shares[:-1].copy()
    return tuple(shares.tolist())


@dataclass(frozen=True, slots=True)
class StoredSide:
    """One direction, or both together, of a sketch; answers what a ``Directed`` answers."""

    values: npt.NDArray[np.float64]
    shares: npt.NDArray[Any]
    total: float
    squares: float

    @property
    def size(self) -> float:
        """The number of border voxels, or the area."""
        return float(self.shares.sum())

    @property
    def largest(self) -> float:
        """The largest distance."""
        return float(self.values[np.flatnonzero(self.shares)[-1]])

    def percentile(self, percent: float) -> float:
        """Return a percentile, interpolated linearly between ranks."""
        return between_ranks(self.size, percent, self._ranked)

    def _ranked(self, rank: int) -> tuple[float, float]:
        upto = np.cumsum(self.shares)
        low, high = np.searchsorted(upto, (rank, min(rank + 1, self.size - 1)), side="right")
        return float(self.values[low]), float(self.values[high])

    def within(self, tolerance: float) -> float:
        """Return how many border voxels, or how much area, lie at most ``tolerance`` away."""
        return float(self.shares[self.values <= tolerance * MARGIN].sum())


@dataclass(frozen=True, slots=True)
class StoredDistances:
    """A sketch that answers what the ``SurfaceDistances`` of a pair answer."""

    sketch: Sketch

    def __iter__(self) -> Iterator[StoredSide]:
        return iter((self.from_reference, self.from_prediction))

    @property
    def from_reference(self) -> StoredSide:
        """From the surface of the reference to that of the prediction."""
        return self._side(self.sketch.reference, self.sketch.totals[0], self.sketch.squares[0])

    @property
    def from_prediction(self) -> StoredSide:
        """From the surface of the prediction to that of the reference."""
        return self._side(self.sketch.prediction, self.sketch.totals[1], self.sketch.squares[1])

    def pooled_percentile(self, percent: float) -> float:
        """Return a percentile of the distances of both directions together."""
        both = np.add(self.sketch.reference, self.sketch.prediction)
        return StoredSide(np.array(self.sketch.values), both, 0, 0).percentile(percent)

    def _side(self, shares: Sequence[float], total: float, squares: float) -> StoredSide:
        return StoredSide(np.array(self.sketch.values), np.array(shares), total, squares)


@dataclass(frozen=True, eq=False, kw_only=True)
class StoredPair:
    """A pair of which only counts and sketches are left; formulas of both read it like a ``Pair``."""

    counts: Counts
    grid: Grid
    values: tuple[int, ...] = (1,)
    tolerance: float | None = None
    sketches: Mapping[str, Sketch] = field(default_factory=dict)
    surface: Surface = "faces"

    @property
    def confusion(self) -> Ints:
        """Voxels by class, ``[reference, prediction]``, background first."""
        if not self.values:
            msg = "the confusion of all labels is not stored; score the masks again"
            raise UsageError(msg)
        tp, fp, fn, tn = self.counts
        return np.array([[tn, fp], [fn, tp]])

    @property
    def status(self) -> Status:
        """Which of the two masks is empty; ok where neither is."""
        tp, fp, fn, _ = self.counts
        return STATUSES[tp + fn > 0, tp + fp > 0]

    @property
    def distances(self) -> StoredDistances:
        """What is left of the distances between border voxels; UsageError if that was not stored."""
        return self._stored(self.surface)

    @property
    def surfels(self) -> StoredDistances:
        """What is left of the distances between surface elements; UsageError if that was not stored."""
        return self._stored("surfels")

    def measured(self, *, border: Border = "faces", voxels: bool = False) -> "StoredPair":
        """Return the pair with another border, or with distances in voxels."""
        return replace(self, surface=surface(border, voxels))

    def swapped(self) -> "StoredPair":
        """Return the pair with reference and prediction in each other's place."""
        tp, fp, fn, tn = self.counts
        turned = {
            name: Sketch(s.values, s.prediction, s.reference, s.totals[::-1], s.squares[::-1])
            for name, s in self.sketches.items()
        }
        return replace(self, counts=Counts(tp, fn, fp, tn), sketches=turned)

    def _stored(self, name: Surface) -> StoredDistances:
        if name == "voxels" and in_voxels(self.grid):
            name = "faces"
        if name not in self.sketches:
            stored = ", ".join(self.sketches) or "none"
            msg = f"distances of kind {name!r} were not stored (stored: {stored}); score the masks again"
            raise UsageError(msg)
        if not self.sketches[name].values:
            raise NoSurface
        return StoredDistances(self.sketches[name])


def surface(border: Border, voxels: bool) -> Surface:
    """Return the name of a way to measure surfaces."""
    names: Mapping[tuple[Border, bool], Surface] = {
        ("faces", False): "faces",
        ("edges", False): "edges",
        ("faces", True): "voxels",
    }
    if (border, voxels) not in names:
        msg = f"no protocol measures {border} in {'voxels' if voxels else 'millimetres'}; use {', '.join(SURFACES)}"
        raise UsageError(msg)
    return names[border, voxels]


def sketches(pair: Pair, wanted: Sequence[Surface]) -> dict[str, Sketch]:
    """Return the sketches of a pair by kind of surface; none where a mask is empty.

    What follows from another kind, or is of no use without a tolerance, is left out. Where there is no surface the
    sketch has no values.
    """
    if pair.status != "ok":
        return {}
    ways: dict[Surface, Callable[[], SurfaceDistances]] = {
        "faces": lambda: pair.distances,
        "edges": lambda: pair.measured(border="edges").distances,
    }
    if not in_voxels(pair.grid):
        ways["voxels"] = lambda: pair.measured(voxels=True).distances
    if pair.tolerance is not None:
        ways["surfels"] = lambda: pair.surfels
    found: dict[str, Sketch] = {}
    for name in wanted:
        try:
            if name in ways:
                found[name] = sketch(ways[name](), pair.tolerance)
        except NoSurface:
            found[name] = Sketch((), (), (), (0.0, 0.0), (0.0, 0.0))
    return found


def in_voxels(grid: Grid) -> bool:
    """Return whether distances on a grid are in voxels whatever its unit."""
    return set(grid.spacing) == {1.0}

"""What formulas read of a pair, so that a pair of masks and a stored one are checked alike."""

import typing
from collections.abc import Iterator

from segeval.metrics._measure.maps import Ints
from segeval.metrics._measure.objects import Objects
from segeval.metrics._measure.pair import BoolArray, Counts, Masks
from segeval.metrics._measure.probabilities import Ranked
from segeval.metrics._measure.surfaces import Border
from segeval.records import Grid, Status


class HasCounts(typing.Protocol):
    """A pair whose voxels are counted; every pair is."""

    @property
    def grid(self) -> Grid:
        """Where the voxels lie."""

    @property
    def values(self) -> tuple[int, ...]:
        """Labels that make the structure; none for the whole label map."""

    @property
    def tolerance(self) -> float | None:
        """Distance up to which a surface counts as found, in the unit of the grid."""

    @property
    def counts(self) -> Counts:
        """Voxel counts over the whole grid."""

    @property
    def confusion(self) -> Ints:
        """Voxels by class, ``[reference, prediction]``, background first."""

    @property
    def status(self) -> Status:
        """Which of the two masks is empty; ok where neither is."""


class Direction(typing.Protocol):
    """Distances from one surface to another."""

    @property
    def size(self) -> float:
        """The number of elements of the surface, or their area."""

    @property
    def total(self) -> float:
        """The sum of all distances."""

    @property
    def squares(self) -> float:
        """The sum of all squared distances."""

    @property
    def largest(self) -> float:
        """The largest distance."""

    def percentile(self, percent: float) -> float:
        """Return a percentile of the distances."""

    def within(self, tolerance: float) -> float:
        """Return how many elements, or how much area, lie at most ``tolerance`` away."""


class Directions(typing.Protocol):
    """The distances between two surfaces: from that of the reference, then from that of the prediction."""

    def __iter__(self) -> Iterator[Direction]: ...

    @property
    def from_reference(self) -> Direction:
        """From the surface of the reference to that of the prediction."""

    @property
    def from_prediction(self) -> Direction:
        """From the surface of the prediction to that of the reference."""

    def pooled_percentile(self, percent: float) -> float:
        """Return a percentile of the distances of both directions together."""


class HasSurfaces(HasCounts, typing.Protocol):
    """A pair whose surfaces are measured."""

    @property
    def distances(self) -> Directions:
        """Distances between border voxels."""

    @property
    def surfels(self) -> Directions:
        """Distances between surface elements, weighted by their area."""

    def measured(self, *, border: Border = "faces", voxels: bool = False) -> "HasSurfaces":
        """Return the pair with another border, or with distances in voxels."""

    def swapped(self) -> "HasSurfaces":
        """Return the pair with reference and prediction in each other's place."""


class HasMasks(HasCounts, typing.Protocol):
    """A pair whose masks are known."""

    @property
    def masks(self) -> Masks:
        """Both masks, cropped to the box that holds them."""

    @property
    def ignored(self) -> BoolArray | None:
        """Voxels of that box that are not scored, None if all are."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Voxels along each axis of the image that the masks are cropped from."""


class HasObjects(HasCounts, typing.Protocol):
    """A pair whose objects are known."""

    @property
    def objects(self) -> Objects:
        """The objects of both masks."""

    @property
    def spacing(self) -> tuple[float, ...]:
        """Distance between voxels along each axis of the maps of objects, in the unit of the grid."""


class HasProbabilities(HasCounts, typing.Protocol):
    """A pair with a predicted probability for every voxel."""

    @property
    def ranked(self) -> Ranked:
        """The probabilities in rising order, by whether the reference holds the voxel."""

"""Pair: a reference and a prediction of one structure, with everything that several metrics share computed once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import GridMismatch, UnknownLabel, UsageError
from segeval.metrics._measure.cached import cached
from segeval.metrics._measure.maps import Ints, Place, Scan, between, between_surfels, check_map, scan
from segeval.metrics._measure.objects import Objects, components, meetings, renumbered
from segeval.metrics._measure.probabilities import Ranked, joined, ranked
from segeval.metrics._measure.surfaces import Border, SurfaceDistances
from segeval.records import FloatArray, Grid, Mask, Status, Structure

BoolArray = npt.NDArray[np.bool_]
# Numbered objects of the reference and of the prediction, each where it is known.
Instances = tuple[npt.NDArray[Any] | None, npt.NDArray[Any] | None]
SIDES = ("reference", "prediction")

# The name of the pair of whole label maps.
WHOLE_MAP = "all"

# By whether the reference and the prediction hold anything.
STATUSES: Mapping[tuple[bool, bool], Status] = {
    (True, True): "ok",
    (True, False): "prediction_empty",
    (False, True): "reference_empty",
    (False, False): "both_empty",
}


class Counts(NamedTuple):
    """Voxels of a pair: in both masks, only in the prediction, only in the reference, in neither."""

    tp: int
    fp: int
    fn: int
    tn: int


class Masks(NamedTuple):
    """Both masks, cropped to the box that holds them."""

    reference: BoolArray
    prediction: BoolArray


@dataclass(frozen=True, eq=False)
class Pair:
    """Two label maps of shape ``(z, y, x)`` or ``(y, x)`` on one grid, seen as masks of one structure.

    The structure joins all ``values``; a boolean mask is a map of the one value 1. Without any value the pair is the
    whole label map. What formulas read is computed when first asked for and kept.

    Voxels whose reference is ``ignore`` enter no count. Both masks are background there, and the edge of what is
    ignored is no surface of either: a voxel is border, and a surface element exists, only where something outside that
    is not ignored touches the mask. A volume of one slice is measured as the image that it is.

    Args:
        reference: Integers or booleans.
        prediction: The same.
        grid: Where the voxels of both lie.
        values: Labels that make the structure.
        tolerance: Distance up to which a surface counts as found, in the unit of the grid.
        border: Which voxels of a mask are its surface.
        probabilities: Predicted probability of the structure for every voxel, where it is known.
        instances: Numbered objects of the reference and of the prediction, 0 elsewhere; connected components stand in
            for a side that is None.
        ignore: Label of the reference where nothing is known.

    Raises:
        UsageError: If a map is not an array of integers or booleans of 2 or 3 dimensions, a spacing is not positive, or
            the structure holds the ignored label.
        GridMismatch: If a map, or one of instances, does not have the shape of the grid.
    """

    reference: npt.NDArray[Any]
    prediction: npt.NDArray[Any]
    grid: Grid
    values: tuple[int, ...] = (1,)
    tolerance: float | None = None
    border: Border = "faces"
    probabilities: FloatArray | None = None
    instances: Instances = (None, None)
    ignore: int | None = None
    _scan: Scan | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check_kept(self.values, self.ignore)
        if self._scan is None:
            for name, map_ in zip(SIDES, (self.reference, self.prediction), strict=True):
                check_map(name, map_, self.grid)
            _check_instances(self.instances, self.grid)

    @cached
    def scan(self) -> Scan:
        """What both maps hold."""
        return self._scan or scan(self.reference, self.prediction, self.ignore)

    @cached
    def shape(self) -> tuple[int, ...]:
        """Voxels along each axis of the image, of which a volume of one slice has two."""
        return tuple(self.grid.shape[axis] for axis in self.scan.axes)

    @cached
    def spacing(self) -> tuple[float, ...]:
        """Distance between voxels along each axis of ``shape``, in the unit of the grid."""
        return tuple(self.grid.spacing[axis] for axis in self.scan.axes)

    @cached
    def place(self) -> Place:
        """Where the structure is in both maps."""
        return self.scan.place(self.values)

    @cached
    def counts(self) -> Counts:
        """Voxel counts over the whole grid, without what is ignored.

        Of the whole map: equal foreground, equal background, and a voxel with unequal labels as fp where the reference
        is background, else as fn, so that a confusion of two structures counts once.
        """
        table, every = self.scan.confusion, self.scan.size
        if not self.values:
            tn, background = table[0][0], sum(table[0])
            tp = sum(row[k] for k, row in enumerate(table)) - tn
            return Counts(tp, background - tn, every - background - tp, tn)
        inside = self.place.positions
        tp = fn = fp = 0
        for r in inside:
            tp += sum([table[r][p] for p in inside])
            fn += sum(table[r])
            fp += sum([row[r] for row in table])
        fn, fp = fn - tp, fp - tp
        return Counts(tp, fp, fn, every - tp - fp - fn)

    @cached
    def confusion(self) -> Ints:
        """Voxels by class, ``[reference, prediction]``: background and the structure, or all labels of the map."""
        if not self.values:
            return np.array(self.scan.confusion)
        tp, fp, fn, tn = self.counts
        return np.array([[tn, fp], [fn, tp]])

    @cached
    def status(self) -> Status:
        """Which of the two masks is empty; ok where neither is."""
        if not self.values:
            table = self.scan.confusion
            return STATUSES[any(map(any, table[1:])), any(any(row[1:]) for row in table)]
        tp, fp, fn, _ = self.counts
        return STATUSES[tp + fn > 0, tp + fp > 0]

    @cached
    def box(self) -> tuple[slice, ...]:
        """Where both masks and what is ignored lie, along the axes of ``shape``; nothing where both are empty."""
        ends = self.place.box[2 * (3 - len(self.shape)) :]
        return tuple(slice(low, high) for low, high in zip(ends[::2], ends[1::2], strict=True))

    @cached
    def masks(self) -> Masks:
        """Both masks as boolean arrays, cropped to ``box``."""
        first, second = (_joined(map_[self.box], self.place.codes) for map_ in self.scan.maps)
        return Masks(first, second)

    @cached
    def ignored(self) -> BoolArray | None:
        """Voxels of ``box`` that are not scored, None if all are."""
        return _joined(self.scan.maps[0][self.box], self.place.ignored) if self.place.ignored.size else None

    @cached
    def objects(self) -> Objects:
        """Objects of both masks, cropped to ``box``: the given instances, else components of a full neighbourhood.

        Raises:
            UsageError: If the given instances leave out a voxel of a mask.
        """
        here = [None if given is None else given.reshape(self.shape)[self.box] for given in self.instances]
        reference, prediction = (
            components(mask, mask.ndim) if given is None else renumbered(side, given, mask)
            for side, given, mask in zip(SIDES, here, self.masks, strict=True)
        )
        return meetings(reference, prediction)

    @cached
    def distances(self) -> SurfaceDistances:
        """Exact distances between the centres of border voxels, float64.

        Raises:
            UsageError: If a mask is empty: it has no surface.
            NoSurface: If all that a mask borders on is ignored.
        """
        self._check_surfaces()
        return between(self.scan.maps, self.place, self.spacing, self.border)

    @cached
    def surfels(self) -> SurfaceDistances:
        """Exact distances between surface elements, which lie between voxels, with their areas (2D: lengths).

        Raises:
            UsageError: If a mask is empty: it has no surface.
            NoSurface: If all that a mask borders on is ignored.
        """
        self._check_surfaces()
        return between_surfels(self.scan.maps, self.place, self.spacing)

    def _check_surfaces(self) -> None:
        if self.status != "ok":
            msg = f"no distances: {self.status.replace('_', ' ')}; ask for the status of the pair first"
            raise UsageError(msg)

    @cached
    def ranked(self) -> Ranked:
        """The probabilities of all voxels in rising order, by whether the reference holds the voxel.

        Raises:
            UsageError: If there are no probabilities, or a value is not in [0, 1].
            GridMismatch: If they do not have the shape of the grid.
        """
        given, hole = self.probabilities, self.scan.hole
        if given is not None and given.shape == self.grid.shape:
            given = given.reshape(self.shape)
        reference = _joined(self.scan.maps[0], self.place.codes)
        return ranked(given, reference, None if hole is None else _joined(self.scan.maps[0], hole.codes))

    def of(self, values: tuple[int, ...], tolerance: float | None, probabilities: FloatArray | None) -> "Pair":
        """Return the pair of one structure of the same maps.

        Raises:
            UsageError: If the structure holds the ignored label.
        """
        _check_kept(values, self.ignore)
        known = {
            name: getattr(self, name) for name in ("reference", "prediction", "grid", "border", "instances", "ignore")
        }
        pair = object.__new__(Pair)  # what the maps of the whole pair were checked for is not checked again
        vars(pair).update(known, values=values, tolerance=tolerance, probabilities=probabilities, _scan=self.scan)
        return pair

    def measured(self, *, border: Border = "faces", voxels: bool = False) -> "Pair":
        """Return the pair with another border, or with distances in steps between voxels instead of millimetres."""
        if (border, voxels) == (self.border, False):
            return self
        views: dict[tuple[Border, bool], Pair] = vars(self).setdefault("views", {})
        if (border, voxels) not in views:
            grid = Grid.pixels(self.grid.shape) if voxels else self.grid
            view = views[border, voxels] = replace(self, border=border, grid=grid, _scan=self.scan)
            vars(view).update(place=self.place, counts=self.counts)
        return views[border, voxels]

    def swapped(self) -> "Pair":
        """Return the pair with reference and prediction in each other's place."""
        read = self.scan
        turned = read._replace(confusion=[list(c) for c in zip(*read.confusion, strict=True)], maps=read.maps[::-1])
        maps, objects = (self.prediction, self.reference), self.instances[::-1]
        return replace(self, reference=maps[0], prediction=maps[1], instances=objects, _scan=turned)


def whole_map(
    reference: Mask, prediction: Mask, instances: Instances = (None, None), ignore: int | None = None
) -> Pair:
    """Return the pair of two whole label maps, which have been read.

    ``instances`` number the objects of either side, whatever their structure. Voxels whose reference is ``ignore`` are
    not scored, as ``Pair`` explains.

    Raises:
        UsageError: If a map does not hold integers, a spacing is no positive number, or the prediction holds the
            ignored label where the reference does not.
        GridMismatch: If the maps do not lie on one grid, or instances do not have its shape.
    """
    for name, mask in zip(SIDES, (reference, prediction), strict=True):
        check_map(name, mask.array, mask.grid)
    if fault := reference.grid.difference(prediction.grid):
        msg = f"{fault}: reference is {reference.grid} but prediction is {prediction.grid}; resample the prediction"
        raise GridMismatch(msg)
    first, second, grid = reference.array, prediction.array, reference.grid
    _check_instances(instances, grid)
    return Pair(first, second, grid, (), instances=instances, ignore=ignore, _scan=scan(first, second, ignore))


def pairs(
    whole: Pair,
    structures: Sequence[Structure],
    *,
    probabilities: Mapping[int, FloatArray] | None = None,
    partly: bool = False,
) -> Iterator[tuple[str, Pair]]:
    """Yield the pair of each structure of two label maps under its name, and last that of the whole maps.

    ``probabilities`` are by label value. ``partly``: the structures are not all that maps may hold, so that other
    values are no fault; to a structure they are background.

    Raises:
        UsageError: If a structure holds the ignored label.
        UnknownLabel: If the prediction holds a value that no structure has and that is not in the reference either.
    """
    read = whole.scan
    named = {0, *(value for structure in structures for value in structure.values)}
    absent = {label for label, row in zip(read.labels, read.confusion, strict=True) if not any(row)}
    if (strange := sorted(absent - named)) and not partly:
        msg = f"prediction holds label {strange[0]}, expected {', '.join(map(str, sorted(named)))}; rename its labels"
        raise UnknownLabel(msg)
    for structure in structures:
        known = None if probabilities is None else joined(structure, probabilities)
        yield structure.name, whole.of(structure.values, structure.tolerance, known)
    yield WHOLE_MAP, whole


def _check_kept(values: tuple[int, ...], ignore: int | None) -> None:
    """Raise UsageError if a structure holds the ignored label."""
    if ignore in values:
        msg = f"label {ignore} is ignored but makes a structure too; leave it out of one of them"
        raise UsageError(msg)


def _check_instances(instances: Instances, grid: Grid) -> None:
    for side, numbers in zip(SIDES, instances, strict=True):
        if numbers is not None:
            check_map(f"map of instances of the {side}", numbers, grid)


def _joined(map_: Any, codes: npt.NDArray[np.uint8]) -> BoolArray:
    """Return where a map, an array or a torch tensor, holds one of some bytes."""
    here = map_ if isinstance(map_, np.ndarray) else map_.cpu().numpy()
    mask = np.zeros(here.shape, np.bool_)
    # A comparison per value is over 20 times as fast as np.isin for the one or two values a structure joins.
    for code in codes:
        mask |= here == code
    return mask

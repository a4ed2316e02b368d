"""What the voxels of a file mean: scaled to float32 intensities, or checked and shrunk to labels."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.errors import BadData, UnknownLabel
from segeval.records import FloatArray, Grid, LabelArray
from segeval.volume.stream import Source

Voxels = npt.NDArray[Any]

CHUNK = 1 << 16  # voxels looked at together: temporaries stay in the processor's cache
INTEGER_ATOL = 1e-3  # a BraTS mask stored as int32 with slope 2.3e-10 decodes to 0.99999997
INTEGER_RTOL = 1e-3  # of the largest value before the intercept: under a tiny slope nothing is next to 0
MOST_COUNTED = 1 << 16  # labels within a range this long are counted without sorting
FEW = 16  # in a range this short comparing with each value is faster than counting all at once


@dataclass(frozen=True, slots=True)
class Stored:
    """Voxels as a file holds them, ``(C, *grid.shape)``; their value is ``array * slope + intercept``."""

    array: Voxels
    grid: Grid
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def scaled(self) -> bool:
        """Whether the stored numbers differ from the values they stand for."""
        return (self.slope, self.intercept) != (1.0, 0.0)


def intensities(stored: Stored, path: Source) -> FloatArray:
    """Return the values as float32 ``(C, *grid.shape)``, scaled in double precision.

    Raises:
        BadData: A value is not finite in float32; the message counts them and names the first.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        if stored.scaled:
            out = np.empty(stored.array.shape, np.float32)
            for i in np.ndindex(stored.array.shape[:2]):
                out[i] = stored.array[i].astype(np.float64) * stored.slope + stored.intercept
        else:
            out = np.ascontiguousarray(stored.array, np.float32)
    # Unscaled integers are finite in float32; not looking at them saves a pass.
    doubtful = stored.scaled or stored.array.dtype.kind == "f"
    bad = sum(part.size - int(np.isfinite(part).sum()) for part in _parts(out)) if doubtful else 0
    if bad:
        first = tuple(int(k) for k in np.unravel_index(np.argmin(np.isfinite(out)), out.shape))
        msg = f"{path}: {bad} of {out.size} values are not finite, the first at index {first} (channel first); fix them"
        raise BadData(msg)
    return out


def label_map(stored: Stored, path: Path, labels: Collection[int] | None) -> LabelArray:
    """Return the values as integers of ``grid.shape`` in the smallest type that holds them.

    Raises:
        BadData: Several channels, a value further than 0.001 from an integer (less where all values are below 1), or a
            slope that gives two stored numbers one label.
        UnknownLabel: A value outside ``labels``; the message counts the voxels of each.
    """
    if len(stored.array) != 1:
        msg = f"{path}: a mask has one channel, this file has {len(stored.array)}; merge them into one label map"
        raise BadData(msg)
    array = np.ascontiguousarray(stored.array[0])
    whole = _rounded(array, stored, path) if stored.scaled or array.dtype.kind == "f" else array
    small = whole.astype(smallest_dtype(whole, path), copy=False)
    if labels is not None:
        require_labels(small, labels, path)
    return small


def require_labels(array: LabelArray, labels: Collection[int], where: object) -> None:
    """Raise UnknownLabel, with the voxels of each, if ``array`` holds a value outside ``labels``."""
    low, high = int(array.min()), int(array.max())
    if high - low < len(labels) and set(range(low, high + 1)) <= set(labels):
        return  # as nearly always, without counting
    unknown = {value: n for value, n in count_labels(array).items() if value not in labels}
    if unknown:
        listed = ", ".join(f"{value} ({n} voxels)" for value, n in list(unknown.items())[:10])
        more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
        msg = f"{where}: unknown labels {listed}{more}; declared are {sorted(labels)}; check the file or the labels"
        raise UnknownLabel(msg)


def exact_dtype(array: FloatArray) -> np.dtype[Any]:
    """Return the smallest of uint8, int16 and int32 that holds every value exactly, else float32."""
    low, high = float(array.min()), float(array.max())
    if not all(np.array_equal(part, np.rint(part)) for part in _parts(array)):
        return np.dtype(np.float32)
    fits = (d for d in (np.uint8, np.int16, np.int32) if np.iinfo(d).min <= low and high <= np.iinfo(d).max)
    return np.dtype(next(fits, np.float32))


def smallest_dtype(array: LabelArray, path: Path) -> np.dtype[Any]:
    """Return uint8, uint16 or uint32 for labels from 0, int32 where some are negative."""
    if array.dtype == np.uint8:
        return array.dtype
    low, high = int(array.min()), int(array.max())
    for dtype in (np.uint8, np.uint16, np.uint32, np.int32):
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return np.dtype(dtype)
    msg = f"{path}: labels run from {low} to {high}, beyond 32 bits; renumber them"
    raise BadData(msg)


def _parts(array: Voxels) -> Iterator[Voxels]:
    flat = array.reshape(-1)
    return (flat[k : k + CHUNK] for k in range(0, flat.size, CHUNK))


def _rounded(array: Voxels, stored: Stored, path: Path) -> LabelArray:
    out = np.empty(array.shape, np.int64)
    tolerance = None
    for part, whole in zip(_parts(array), _parts(out), strict=True):
        values = part.astype(np.float64) * stored.slope + stored.intercept
        near = np.rint(values)
        wrong = ~((values == near) & (np.abs(values) < 2**53))  # NaN compares false, so is wrong
        if wrong.any():
            tolerance = _tolerance(array, stored.slope) if tolerance is None else tolerance
            wrong &= ~((np.abs(values - near) <= tolerance) & (np.abs(values) < 2**53))
        if wrong.any():
            told = f" (slope {stored.slope:g}, intercept {stored.intercept:g})" if stored.scaled else ""
            msg = f"{path}: a mask holds integers, this one {values[wrong][0]:.6g}{told}; threshold or round it first"
            raise BadData(msg)
        whole[:] = near
    if stored.scaled:
        _require_distinct(array, stored, path)
    return out


def _tolerance(array: Voxels, slope: float) -> float:
    """Return how far from an integer a value may lie: rounding is relative to the values that are there."""
    peaks = (np.fmax.reduce(np.abs(part.astype(np.float64))) for part in _parts(array))
    return min(INTEGER_ATOL, INTEGER_RTOL * float(np.fmax.reduce(list(peaks)) * abs(slope)))


def _require_distinct(array: Voxels, stored: Stored, path: Path) -> None:
    """Refuse a scaling that gives two stored numbers one label: it would join or empty what somebody drew."""
    numbers = np.unique(np.concatenate([np.unique(part) for part in _parts(array)]))
    labels = np.rint(numbers.astype(np.float64) * stored.slope + stored.intercept)
    same = np.flatnonzero(labels[1:] == labels[:-1])
    if same.size:
        one, other = numbers[same[0]], numbers[same[0] + 1]
        msg = (
            f"{path}: slope {stored.slope:g} and intercept {stored.intercept:g} make {labels[same[0]]:g} of both {one} "
            f"and {other}; store the label numbers themselves"
        )
        raise BadData(msg)


def count_labels(array: LabelArray) -> dict[int, int]:
    """Return the number of voxels of each value, ascending by value."""
    low, high = int(array.min()), int(array.max())
    if high - low >= MOST_COUNTED:
        values, counts = np.unique(array, return_counts=True)
        return dict(zip(values.tolist(), counts.tolist(), strict=True))
    total = np.zeros(high - low + 1, np.int64)
    for part in _parts(array):
        first, last = int(part.min()) - low, int(part.max()) - low
        if last - first < FEW:  # mostly one value: most of an image is background
            others = [int(np.count_nonzero(part == k + low)) for k in range(first + 1, last + 1)]
            total[first : last + 1] += [part.size - sum(others), *others]
        else:
            total += np.bincount(part.astype(np.int64) - low, minlength=len(total))
    return {int(k) + low: int(total[k]) for k in np.flatnonzero(total)}

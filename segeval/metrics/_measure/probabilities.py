"""Probabilities in order: everything that metrics of probabilities ask for follows from two sorted lists."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.errors import GridMismatch, UsageError
from segeval.records import FloatArray, Structure

ROUNDING = 1e-4  # float32 probabilities of joined labels may sum to slightly more than 1


class Ranked(NamedTuple):
    """Probabilities of a structure in rising order: at the voxels of its reference, and at all others."""

    inside: FloatArray
    outside: FloatArray

    def chunks(self) -> Iterator[tuple[npt.NDArray[np.float64], float]]:
        """Yield parts in float64 with the answer that would be right there, 1 or 0; no part is large."""
        for values, right in zip(self, (1.0, 0.0), strict=True):
            yield from ((values[k : k + (1 << 20)].astype(np.float64), right) for k in range(0, values.size, 1 << 20))


def ranked(
    probabilities: npt.NDArray[Any] | None, reference: npt.NDArray[np.bool_], ignored: npt.NDArray[np.bool_] | None
) -> Ranked:
    """Sort probabilities of the shape of the reference into those inside and those outside of it and not ignored.

    Raises:
        UsageError: If there are none, or a value is not in [0, 1].
        GridMismatch: If their shape is not that of the reference.
    """
    if probabilities is None:
        msg = "this metric needs probabilities, and the pair has none; pass the predicted probability of every voxel"
        raise UsageError(msg)
    if probabilities.shape != reference.shape:
        came, expected = ("×".join(map(str, s)) for s in (probabilities.shape, reference.shape))
        msg = f"probabilities are {came} but the reference is {expected}; pass one number per voxel of its grid"
        raise GridMismatch(msg)
    values = probabilities.astype(np.float32, copy=False)
    low, high = float(values.min()), float(values.max())
    if not 0 <= low <= high <= 1:  # NaN compares false
        msg = f"probabilities run from {low:g} to {high:g}, expected numbers in [0, 1]; apply softmax or sigmoid first"
        raise UsageError(msg)
    outside = ~reference if ignored is None else ~(reference | ignored)
    return Ranked(np.sort(values[reference]), np.sort(values[outside]))


def joined(structure: Structure, channels: Mapping[int, FloatArray]) -> FloatArray:
    """Return the probability of a structure: the sum over its labels.

    Raises:
        UsageError: If a label of the structure has no channel.
    """
    if lacking := [value for value in structure.values if value not in channels]:
        msg = f"no probabilities of label {lacking[0]} of {structure.name}, only of {', '.join(map(str, channels))}"
        raise UsageError(msg)
    first, *others = (channels[value] for value in structure.values)
    if not others:
        return first
    total: FloatArray = np.sum([first, *others], axis=0, dtype=np.float32)
    return np.minimum(total, 1, out=total, where=total < 1 + ROUNDING)

"""A perceptual hash: near-equal images have near-equal bits, whatever their format, size, window or orientation.

Pictures are averaged over channels and areas to 32×32. Volumes are turned to canonical axes, their intensities become
ranks, and averages along each axis make three such pictures. Of the cosine transform of each, the lowest 12×12
frequencies but the mean are kept as bits: above their median or not. The distance is the share of bits that differ.

Measured on 463 pictures and 284 volumes (nuclei, polyps, glands, cars, phantoms, hippocampi): copies lie within 0.028
in 2D (JPEG 75, half size, grey, rescaled) and 0.014 in 3D (clipped, flipped, spacing lost), 0.11 where an abdominal
window replaces all HU of a phantom; the nearest different images are 0.126 and 0.210 apart. ``SAME`` is between.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.records import Volume

SIDE, KEPT = 32, 12
SAMPLES = 96  # voxels per axis of a volume that are looked at
SAME = {2: 0.08, 3: 0.15}

Bits = npt.NDArray[np.bool_]


def perceptual(image: Volume) -> Bits:
    """Return the bits of an image: 143 of a picture, 429 of a volume."""
    array, _ = volume.canonical(image.array, image.grid) if image.grid.unit == "mm" else (image.array, image.grid)
    mean = array.mean(axis=0, dtype=np.float64)
    if mean.ndim == 3:
        sampled = mean[tuple(slice(None, None, max(1, n // SAMPLES)) for n in mean.shape)]
        views = [_ranked(sampled).mean(axis=axis) for axis in range(3)]
    else:
        views = [mean]
    return np.concatenate([_bits(view) for view in views])


def distances(bits: npt.NDArray[np.bool_], others: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the share of differing bits for all pairs: ``(n, k)`` and ``(m, k)`` give ``(n, m)``."""
    one, two = bits.astype(np.float32), others.astype(np.float32)
    differing = one @ (1 - two).T + (1 - one) @ two.T
    share: npt.NDArray[np.float64] = np.asarray(differing / bits.shape[1], np.float64)
    return share


def _ranked(array: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
    """Replace values by their rank, equal ones by the middle of theirs, so that windows and scales do not matter."""
    ordered = np.sort(array, axis=None)
    return (np.searchsorted(ordered, array, "left") + np.searchsorted(ordered, array, "right")) / (2 * array.size)


def _bits(view: npt.NDArray[np.floating[Any]]) -> Bits:
    from scipy.fft import dctn

    small = _average(_average(view, 0), 1)
    lowest = dctn(small, norm="ortho")[:KEPT, :KEPT].ravel()[1:]
    bits: Bits = lowest > np.median(lowest)
    return bits


def _average(view: npt.NDArray[np.floating[Any]], axis: int) -> npt.NDArray[np.floating[Any]]:
    """Return SIDE means of equal parts along an axis; parts of a pixel count by their share."""
    size = view.shape[axis]
    sums = np.concatenate([np.zeros_like(view.take([0], axis)), view.cumsum(axis)], axis)
    edges = np.linspace(0, size, SIDE + 1)
    below = np.minimum(np.floor(edges).astype(int), size - 1)
    share = np.expand_dims(edges - below, 1 - axis)
    at = sums.take(below, axis) * (1 - share) + sums.take(below + 1, axis) * share
    means: npt.NDArray[np.floating[Any]] = np.diff(at, axis=axis) * (SIDE / size)
    return means

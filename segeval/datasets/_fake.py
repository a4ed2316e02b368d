"""Tiny raw data with known geometry, for the contracts: every dataset module writes its own layout with these."""

from collections.abc import Sequence

import numpy as np

from segeval.records import FloatArray, Grid, LabelArray, Mask, Volume


def blobs(shape: tuple[int, ...], labels: Sequence[int], seed: int) -> LabelArray:
    """Return a label map of ``shape`` with one box per label, side by side, none touching the edge."""
    rng = np.random.default_rng(seed)
    array = np.zeros(shape, np.uint8)
    columns = np.linspace(1, shape[-1] - 1, len(labels) + 1).astype(int)
    rest = tuple(slice(1 + int(rng.integers(0, 2)), n - 1) for n in shape[:-1])
    for label, start, stop in zip(labels, columns[:-1], columns[1:], strict=True):
        array[(*rest, slice(start, max(stop - 1, start + 1)))] = label
    return array


def textured(mask: LabelArray, channels: int, seed: int) -> FloatArray:
    """Return an image ``(channels, *mask.shape)`` of integers in [0, 255] that shows the labels through noise."""
    rng = np.random.default_rng(seed)
    levels = 60 + 150 * mask / max(int(mask.max()), 1)
    return np.clip(levels + rng.normal(0, 10, (channels, *mask.shape)), 0, 255).round().astype(np.float32)


def world(shape: tuple[int, int, int], spacing: tuple[float, float, float] = (2.0, 1.0, 1.0)) -> Grid:
    """Return a RAS grid in millimetres."""
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    return Grid(shape=shape, spacing=spacing, origin=(0.0, 0.0, 0.0), direction=direction, unit="mm")


def pair(grid: Grid, labels: Sequence[int], *, channels: int = 1, seed: int = 0) -> tuple[Volume, Mask]:
    """Return an image and its mask on ``grid``."""
    mask = blobs(grid.shape, labels, seed)
    return Volume(textured(mask, channels, seed), grid), Mask(mask, grid)

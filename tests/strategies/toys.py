"""Segmenters whose answers are known by hand."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch

from segeval.infer import Logits, Segment
from segeval.records import Grid, Output, Volume

OUTPUT = Output(labels={0: "background", 1: "organ", 3: "lesion"})
SPACING = (3.0, 1.0, 2.0)


def volume(shape: tuple[int, ...], seed: int = 0, *, channels: int = 1, case: str = "k1") -> Volume:
    """Return noise on a grid with another spacing along each axis."""
    array = np.random.default_rng(seed).normal(size=(channels, *shape)).astype(np.float32)
    grid = Grid.pixels(shape)
    if len(shape) == 3:
        grid = replace(grid, spacing=SPACING, origin=(5.0, -2.0, 7.0), unit="mm")
    return Volume(array, grid, case)


def saying(labels: npt.ArrayLike, strength: float = 2.0) -> Segment:
    """Return a segmenter that says these labels of any image of their shape."""
    array = np.asarray(labels)
    hot = np.stack([array == label for label in OUTPUT.labels])
    return lambda _: Logits(torch.from_numpy(np.where(hot, strength, 0)).float(), OUTPUT)


def of_each_voxel(weight: float = 1.0) -> Segment:
    """Return a segmenter whose logits of a voxel depend on this voxel alone, as those of a 1x1 network."""
    return lambda image: Logits(
        torch.from_numpy(np.stack([np.zeros_like(image.array[0]), weight * image.array[0], image.array[-1] ** 2 - 1])),
        OUTPUT,
    )


def noting(seen: list[Volume], segment: Segment) -> Segment:
    """Return a segmenter that also notes what it was asked."""

    def asked(image: Volume) -> Logits:
        seen.append(image)
        return segment(image)

    return asked


def along(axis: int) -> Callable[[Volume], Logits]:
    """Return a segmenter whose logits are the running sums of an image along one axis: it knows where it looks from."""
    return lambda image: Logits(
        torch.from_numpy(np.stack([np.zeros_like(image.array[0]), *2 * [np.cumsum(image.array[0], axis)]])), OUTPUT
    )

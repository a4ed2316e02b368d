"""Draws that changes share."""

import torch
from torch import Tensor

FLAT = 3  # how many times longer than its slices are many a patch must be for its slices to stay whole


def draw(
    images: Tensor,
    generator: torch.Generator,
    low: float,
    high: float,
    share: float,
    *,
    channels: bool,
    halves: bool = False,
    per_channel: float = 1.0,
) -> tuple[Tensor, Tensor]:
    """Draw a value for each sample, or for each of its channels, and which samples take it.

    Stains and sequences vary on their own, hence a value for each channel. ``halves`` draws evenly below 1 as often as
    evenly above it. ``per_channel`` is the share of the channels that a sample changes.
    """
    ones = (1,) * (images.ndim - 2)
    size = (len(images), images.shape[1] if channels else 1, *ones)
    value = torch.empty(size).uniform_(low, high, generator=generator)
    if halves:
        place, below = (value - low) / (high - low), torch.rand(size, generator=generator) < 0.5
        value = torch.where(below, low + place * (1 - low), 1 + place * (high - 1))
    chosen = torch.rand((len(images), 1, *ones), generator=generator) < share
    if per_channel < 1:
        chosen = chosen & (torch.rand(size, generator=generator) < per_channel)
    return value.to(images), chosen.to(images.device)


def choose(images: Tensor, generator: torch.Generator, share: float) -> Tensor:
    """Return the indices of the samples that a change takes, each with the probability ``share``."""
    return torch.nonzero(torch.rand(len(images), generator=generator) < share).flatten()


def whole_axes(shape: torch.Size) -> tuple[int, ...]:
    """Return the spatial axes along which voxels may mix: not across slices in flat patches, as nnU-Net has it."""
    flat = len(shape) == 3 and max(shape) > FLAT * shape[0]
    return tuple(range(1 if flat else 0, len(shape)))


def along(values: Tensor, axis: int, matrix: Tensor) -> Tensor:
    """Apply a matrix ``(n, m)``, or ``(N, C, n, m)`` of one for each channel, along an axis of ``(N, C, *spatial)``."""
    matrix = matrix.to(values).mT
    if matrix.ndim > 2:
        matrix = matrix.reshape(*matrix.shape[:2], *(1,) * (values.ndim - 4), *matrix.shape[2:])
    return (values.movedim(axis, -1) @ matrix).movedim(-1, axis)

"""Shifted windows: Liu et al. 2021, arXiv:2103.14030, section 3.2; maps are ``(N, *size, C)`` with any number of axes.

Attention runs within windows. In every second block they are shifted, by rolling the map, so that neighbours meet. A
table holds one bias for each offset between two places of a window.
"""

from collections.abc import Sequence
from itertools import chain
from math import prod

import torch
from torch import Tensor

from segeval.records import Size
from segeval.zoo._sizes import per_axis


def windows(x: Tensor, window: Sequence[int]) -> Tensor:
    """Cut a map into ``(N, windows, places, C)``; windows divide it."""
    batch, *size, width = x.shape
    counts = [length // side for length, side in zip(size, window, strict=True)]
    x = x.reshape(batch, *chain(*zip(counts, window, strict=True)), width)
    ends = range(1, 2 * len(window), 2), range(2, 2 * len(window) + 1, 2)
    return x.permute(0, *chain(*ends), -1).reshape(batch, prod(counts), prod(window), width)


def joined(x: Tensor, size: Size, window: Sequence[int]) -> Tensor:
    """Put ``windows`` back into ``(N, *size, C)``."""
    batch, ndim, width = len(x), len(window), x.shape[-1]
    size = per_axis(size, ndim)
    counts = [length // side for length, side in zip(size, window, strict=True)]
    x = x.reshape(batch, *counts, *window, width)
    pairs = zip(range(1, ndim + 1), range(ndim + 1, 2 * ndim + 1), strict=True)
    return x.permute(0, *chain(*pairs), -1).reshape(batch, *size, width)


def offsets(window: Sequence[int], device: torch.device, table: Sequence[int] = ()) -> Tensor:
    """Return for each pair of places in a window the row of the bias table that belongs to their offset.

    The table may have been made for windows with the sides ``table``, which are at least as long.
    """
    lines = torch.meshgrid(*(torch.arange(side, device=device) for side in window), indexing="ij")
    rows = torch.zeros(prod(window), prod(window), dtype=torch.long, device=device)
    for line, side in zip(lines, table or window, strict=True):
        place = line.flatten()
        rows = rows * (2 * side - 1) + place[:, None] - place + side - 1
    return rows


def seam_mask(size: Size, shift: Size, device: torch.device, *, window: Sequence[int]) -> Tensor:
    """Return ``(windows, 1, places, places)`` to add to scores: -100 for pairs that only the cyclic shift has joined.

    Not minus infinity, as all releases have it: where scores are large, trained weights notice.
    """
    ndim = len(window)
    region = torch.zeros((1,) * ndim, dtype=torch.long, device=device)
    for axis, (length, step) in enumerate(zip(per_axis(size, ndim), per_axis(shift, ndim), strict=True)):
        wrapped = torch.arange(length, device=device) >= length - step
        region = 2 * region + wrapped.view((1,) * axis + (length,) + (1,) * (ndim - axis - 1))
    region = windows(region[None, ..., None], window)[0]
    return -100.0 * (region != region.transpose(1, 2))[:, None]


def drop_path(x: Tensor, rate: float, *, training: bool) -> Tensor:
    """Leave the branch out of some images of a training batch (stochastic depth, arXiv:1603.09382)."""
    if not training:
        return x
    keep = torch.rand(len(x), *(1,) * (x.ndim - 1), device=x.device) >= rate
    return x * keep / (1 - rate)

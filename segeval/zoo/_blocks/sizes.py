"""Cutting, resizing and continuing maps."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def centre_crop(x: Tensor, size: Sequence[int]) -> Tensor:
    """Return the centre of ``x`` with the spatial ``size``; the spare element of an odd margin goes at the end."""
    for axis, (have, want) in enumerate(zip(x.shape[2:], size, strict=True), start=2):
        x = x.narrow(axis, (have - want) // 2, want)
    return x


def crop(x: Tensor, size: Sequence[int], start: int = 0) -> Tensor:
    """Return the part of ``x`` with the spatial ``size`` that begins at ``start`` along every axis."""
    for axis, want in enumerate(size, start=2):
        x = x.narrow(axis, start, want)
    return x


def resize(x: Tensor, size: Sequence[int], *, corners: bool = False) -> Tensor:
    """Return ``x`` interpolated linearly to the spatial ``size``; extents are laid over each other, or ``corners``."""
    mode = "bilinear" if x.ndim == 4 else "trilinear"
    return functional.interpolate(x, size=list(size), mode=mode, align_corners=corners)


def mirror_pad(x: Tensor, margins: Sequence[tuple[int, int]]) -> Tensor:
    """Return ``x`` continued by reflection, ``(before, after)`` per spatial axis; a margin may exceed the image."""
    for axis, (before, after) in enumerate(margins, start=2):
        last = x.shape[axis] - 1
        positions = torch.arange(-before, last + 1 + after, device=x.device)
        # A point that moves between two mirrors at 0 and `last` follows a triangle wave of period 2 * last.
        x = x.index_select(axis, last - (positions % max(2 * last, 1) - last).abs())
    return x

"""Pieces that several networks share: layers by number of dimensions, stacks of convolutions, sizes, initialisation."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional


class Layers(NamedTuple):
    """The layer classes of one number of dimensions."""

    conv: Callable[..., nn.Module]
    up_conv: Callable[..., nn.Module]
    batch_norm: Callable[..., nn.Module]
    instance_norm: Callable[..., nn.Module]
    max_pool: Callable[..., nn.Module]


def layers(ndim: int) -> Layers:
    """Return ``nn.Conv2d`` and its relatives, or those of 3D."""
    if ndim == 2:
        return Layers(nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d, nn.InstanceNorm2d, nn.MaxPool2d)
    return Layers(nn.Conv3d, nn.ConvTranspose3d, nn.BatchNorm3d, nn.InstanceNorm3d, nn.MaxPool3d)


def conv_stack(ndim: int, channels: Sequence[int], *, norm: bool, padding: int = 1) -> nn.Sequential:
    """Return one convolution of width 3 [+ batch norm] + ReLU for each step of ``channels``: (1, 64, 64) is two."""
    nd = layers(ndim)
    steps: list[nn.Module] = []
    for before, after in pairwise(channels):
        steps.append(nd.conv(before, after, 3, padding=padding))
        if norm:
            steps.append(nd.batch_norm(after))
        steps.append(nn.ReLU(inplace=True))
    return nn.Sequential(*steps)


def he_init(net: nn.Module, negative_slope: float = 0.0) -> None:
    """Draw every convolution weight from N(0, 2 / fan_in), biases zero (He et al. 2015, arXiv:1502.01852, eq. 10).

    Deep networks without normalisation do not start to learn from torch's default, whose variance is six times smaller.
    """
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
            nn.init.kaiming_normal_(module.weight, a=negative_slope)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def centre_crop(x: Tensor, size: Sequence[int]) -> Tensor:
    """Return the centre of ``x`` with the spatial ``size``; the spare element of an odd margin goes at the end."""
    for axis, (have, want) in enumerate(zip(x.shape[2:], size, strict=True), start=2):
        x = x.narrow(axis, (have - want) // 2, want)
    return x


def resize(x: Tensor, size: Sequence[int]) -> Tensor:
    """Return ``x`` interpolated linearly to the spatial ``size``, pixel centres not corners aligned."""
    mode = "bilinear" if x.ndim == 4 else "trilinear"
    return functional.interpolate(x, size=list(size), mode=mode, align_corners=False)


def mirror_pad(x: Tensor, margins: Sequence[tuple[int, int]]) -> Tensor:
    """Return ``x`` continued by reflection, ``(before, after)`` per spatial axis; a margin may exceed the image."""
    for axis, (before, after) in enumerate(margins, start=2):
        last = x.shape[axis] - 1
        positions = torch.arange(-before, last + 1 + after, device=x.device)
        # A point that moves between two mirrors at 0 and `last` follows a triangle wave of period 2 * last.
        x = x.index_select(axis, last - (positions % max(2 * last, 1) - last).abs())
    return x

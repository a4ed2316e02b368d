"""Layers by number of dimensions, norms by name, stacks of convolutions."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import gcd
from typing import NamedTuple

from torch import nn

from segeval.registry import suggest

NORMS = ("none", "batch", "instance", "group")


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


def norm_layers(name: str, ndim: int, channels: int) -> list[nn.Module]:
    """Return the normalisation of this name for an option ``norm``: one layer with learned scale and shift, or none.

    "instance" wants maps of two places or more, so that the coarsest map of an image may not be a single one. "group"
    joins 16 channels, or as many as divide evenly (Wu and He 2018, arXiv:1803.08494).

    Raises:
        UnknownName: If there is none of this name.
    """
    if name == "none":
        return []
    if name == "batch":
        return [layers(ndim).batch_norm(channels)]
    if name == "instance":
        return [layers(ndim).instance_norm(channels, affine=True)]
    if name == "group":
        return [nn.GroupNorm(gcd(channels, max(1, channels // 16)), channels)]
    unknown = suggest("norm", name, NORMS, f"Choose one of {', '.join(NORMS)}.")
    raise unknown


def conv_stack(ndim: int, channels: Sequence[int], *, norm: str = "none", padding: int = 1) -> nn.Sequential:
    """Return one convolution of width 3 [+ norm] + ReLU for each step of ``channels``: (1, 64, 64) is two."""
    nd = layers(ndim)
    steps: list[nn.Module] = []
    for before, after in pairwise(channels):
        steps.append(nd.conv(before, after, 3, padding=padding))
        steps.extend(norm_layers(norm, ndim, after))
        steps.append(nn.ReLU(inplace=True))
    return nn.Sequential(*steps)


def unit(  # noqa: PLR0913 - one argument per property of a convolution
    before: int,
    after: int,
    kernel: int = 3,
    *,
    ndim: int = 2,
    stride: int = 1,
    dilation: int = 1,
    groups: int = 1,
    bias: bool = False,
    norm: str = "batch",
    act: bool = True,
) -> nn.Sequential:
    """Return one convolution of odd width that keeps the size (at stride 1) [+ norm] [+ ReLU]."""
    padding = dilation * (kernel // 2)
    conv = layers(ndim).conv(
        before, after, kernel, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias
    )
    return nn.Sequential(conv, *norm_layers(norm, ndim, after), *([nn.ReLU(inplace=True)] if act else []))

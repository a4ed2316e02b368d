"""nnU-Net: Isensee, Jaeger, Kohl, Petersen, Maier-Hein, Nature Methods 2021, arXiv:1904.08128, supplementary note 2.

Against 3D U-Net: instance normalisation and leaky ReLU, strided convolutions instead of pooling, at most 320 channels,
a head on every decoder stage for deep supervision. Kernels and strides of each stage follow the spacing of a dataset:
``NnUNet`` takes them per axis, so that a thin axis can have kernel 1 and stride 1 in the fine stages; the registered
networks are isotropic. ``nnunet3d-8`` has four stages of 8 to 64 channels, for small volumes and for processors.
"""

from collections.abc import Sequence
from typing import Literal, overload

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks import he_init, layers

SLOPE = 0.01


class NnUNet(nn.Module):
    """``widths``, ``kernels`` and ``strides`` list the stages from fine to coarse, kernels and strides per axis."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        widths: Sequence[int],
        kernels: Sequence[tuple[int, ...]],
        strides: Sequence[tuple[int, ...]],
    ) -> None:
        super().__init__()
        nd = layers(len(strides[0]))
        befores = (in_channels, *widths)
        self.down = nn.ModuleList(map(_stage, befores, widths, kernels, strides))
        self.up, self.merge, self.heads = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for depth in range(len(widths) - 1, 0, -1):
            skip, stride = widths[depth - 1], strides[depth]
            self.up.append(nd.up_conv(widths[depth], skip, stride, stride=stride))
            self.merge.append(_stage(2 * skip, skip, kernels[depth - 1], (1,) * len(stride)))
            self.heads.append(nd.conv(skip, classes, 1))
        he_init(self, SLOPE)

    @overload
    def forward(self, x: Tensor, *, side: Literal[False] = ...) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, *, side: Literal[True]) -> list[Tensor]: ...
    def forward(self, x: Tensor, *, side: bool = False) -> Tensor | list[Tensor]:
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        features: list[Tensor] = []
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(torch.cat([skips.pop(), up(x)], dim=1))
            features.append(x)
        heads = list(zip(self.heads, features, strict=True))[::-1]
        logits = [head(feature) for head, feature in (heads if side else heads[:1])]
        return logits if side else logits[0]


def _stage(before: int, after: int, kernel: tuple[int, ...], stride: tuple[int, ...]) -> nn.Sequential:
    """Two convolutions + instance norm + leaky ReLU, the first with the stride."""
    nd = layers(len(stride))
    padding = tuple(k // 2 for k in kernel)
    steps: list[nn.Module] = []
    for channels, step in ((before, stride), (after, (1,) * len(stride))):
        steps.append(nd.conv(channels, after, kernel, stride=step, padding=padding))
        steps.append(nd.instance_norm(after, affine=True))
        steps.append(nn.LeakyReLU(SLOPE, inplace=True))
    return nn.Sequential(*steps)


def _isotropic(channels: tuple[int, int], ndim: int, widths: Sequence[int]) -> NnUNet:
    kernels = [(3,) * ndim] * len(widths)
    strides = [(1,) * ndim] + [(2,) * ndim] * (len(widths) - 1)
    return NnUNet(*channels, widths=widths, kernels=kernels, strides=strides)


@architecture(
    id="nnunet3d",
    title="nnU-Net, six stages",
    year=2021,
    paper="arXiv:1904.08128",
    ndim=(2, 3),
    divisor=32,
    min_size=64,
    params=31_205_254,
    reference=(1, 14),
    reference_shape=(64, 64, 64),
    side_outputs=4,
    note="isotropic kernels; NnUNet takes others",
)
def nnunet3d(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build the network that nnU-Net plans for large isotropic patches."""
    return _isotropic((in_channels, classes), ndim, (32, 64, 128, 256, 320, 320))


@architecture(
    id="nnunet3d-8",
    title="nnU-Net, four stages of 8 to 64 channels",
    year=2021,
    paper="arXiv:1904.08128",
    ndim=(2, 3),
    divisor=8,
    min_size=16,
    params=351_329,
    reference=(1, 3),
    reference_shape=(40, 56, 40),
    side_outputs=2,
    note="for small volumes",
)
def nnunet3d_8(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a shallow, narrow nnU-Net."""
    return _isotropic((in_channels, classes), ndim, (8, 16, 32, 64))

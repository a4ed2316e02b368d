"""The convolutions of UNETR and its relatives: Hatamizadeh et al. 2022, arXiv:2103.10504, figure 2; as in MONAI."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.unet import joined

SLOPE = 0.01


class PlainNorm(nn.GroupNorm):
    """Instance norm that learns nothing; a map of one place, which torch refuses, becomes zero."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, channels, affine=False)

    def forward(self, x: Tensor) -> Tensor:
        return torch.group_norm(x, self.num_groups, eps=self.eps)


class ResidualBlock(nn.Module):
    """Two convolutions of width 3 around a shortcut, and leaky ReLU after the first and after the sum.

    The shortcut is a 1x1 convolution where channels change, and otherwise the map itself. A norm follows every
    convolution.

    Shapes: (N, a, *spatial) to (N, b, *spatial). Weights, k = 3^ndim: k a b + k b^2, and a b for the shortcut.
    """

    def __init__(self, before: int, after: int, *, ndim: int) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.conv1 = conv(before, after, 3, padding=1, bias=False)
        self.conv2 = conv(after, after, 3, padding=1, bias=False)
        self.shortcut = None if before == after else conv(before, after, 1, bias=False)
        self.norm = PlainNorm(after)

    def forward(self, x: Tensor) -> Tensor:
        out = functional.leaky_relu(self.norm(self.conv1(x)), SLOPE)
        out = self.norm(self.conv2(out))
        return functional.leaky_relu(out + (self.norm(self.shortcut(x)) if self.shortcut else x), SLOPE)


class UpBlock(nn.Module):
    """A transposed convolution of stride 2, then a residual block of the raised map joined to its skip.

    Shapes: (N, a, *spatial) and (N, b, *skip) to (N, b, *skip); the raised map is cut where the skip has an odd side.
    Weights: 2^ndim a b and those of the block of 2 b.
    """

    def __init__(self, before: int, after: int, *, ndim: int) -> None:
        super().__init__()
        self.up = layers(ndim).up_conv(before, after, 2, stride=2, bias=False)
        self.block = ResidualBlock(2 * after, after, ndim=ndim)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        out: Tensor = self.block(joined(self.up(x), skip))
        return out

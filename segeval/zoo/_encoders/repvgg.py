"""RepVGG: Ding et al. 2021, arXiv:2101.03697, figure 2 and table 2; timm's names."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


def folded(weight: Tensor, norm: nn.Module) -> tuple[Tensor, Tensor]:
    """Return the weight and the bias of a layer that answers as ``weight`` and the norm after it do in evaluation.

    A channel of the norm may stand for several rows of the weight that follow each other.
    """
    assert isinstance(norm, (nn.BatchNorm1d, nn.BatchNorm2d))
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    shift = norm.bias - norm.running_mean * scale
    times = len(weight) // len(scale)
    scale, shift = scale.repeat_interleave(times), shift.repeat_interleave(times)
    return weight * scale[:, None, None, None], shift


def refill(conv: nn.Conv2d, weight: Tensor, bias: Tensor) -> None:
    """Give a convolution, which may have had no bias, other numbers."""
    conv.weight, conv.bias = nn.Parameter(weight), nn.Parameter(bias)


class ConvNorm(nn.Module):
    """A convolution without bias and its batch norm."""

    def __init__(
        self, before: int, after: int, kernel: int, *, stride: int = 1, padding: int = 0, groups: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride=stride, padding=padding, groups=groups, bias=False)
        self.bn: nn.Module = nn.BatchNorm2d(after)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.bn(self.conv(x))
        return out

    def folded(self) -> tuple[Tensor, Tensor]:
        """Return the weight and the bias of one convolution in place of both."""
        return folded(self.conv.weight, self.bn)


class Block(nn.Module):
    """A 3x3 and a 1x1 convolution and, where shapes allow it, the input itself, each with its norm; their sum."""

    def __init__(self, before: int, after: int, *, stride: int) -> None:
        super().__init__()
        self.identity = nn.BatchNorm2d(before) if before == after and stride == 1 else None
        self.conv_kxk = ConvNorm(before, after, 3, stride=stride, padding=1)
        self.conv_1x1 = ConvNorm(before, after, 1, stride=stride)
        self.reparam_conv: nn.Conv2d | None = None
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        if self.reparam_conv:
            total = self.reparam_conv(x)
        else:
            total = self.conv_kxk(x) + self.conv_1x1(x)
            if self.identity:
                total = total + self.identity(x)
        out: Tensor = self.act(total)
        return out

    @torch.no_grad()
    def fuse(self) -> None:
        """Replace the branches by one 3x3 convolution: a 1x1 kernel, and that of the identity, is its centre."""
        kernel, bias = self.conv_kxk.folded()
        points = [self.conv_1x1.folded()]
        if self.identity:
            unit = torch.eye(len(kernel), device=kernel.device, dtype=kernel.dtype)[:, :, None, None]
            points.append(folded(unit, self.identity))
        for point, shift in points:
            kernel[:, :, 1:2, 1:2] += point
            bias = bias + shift
        conv = self.conv_kxk.conv
        refill(conv, kernel, bias)
        del self.identity, self.conv_kxk, self.conv_1x1
        self.reparam_conv = conv


class RepVgg(nn.Module):
    """The stem and four stages, strides 2 to 32; the first block of each halves the map."""

    def __init__(
        self,
        in_channels: int,
        *,
        widths: Sequence[int] = (64, 64, 128, 256, 1280),
        blocks: Sequence[int] = (4, 6, 16, 1),
    ) -> None:
        super().__init__()
        self.widths = tuple(widths)
        self.stem = Block(in_channels, widths[0], stride=2)
        self.stages = nn.Sequential()
        for (before, after), count in zip(pairwise(widths), blocks, strict=True):
            first = Block(before, after, stride=2)
            self.stages.append(nn.Sequential(first, *(Block(after, after, stride=1) for _ in range(count - 1))))

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.stem(x)]
        for stage in self.stages:
            maps.append(stage(maps[-1]))
        return maps

    def fuse(self) -> None:
        """Replace the branches of every block by one convolution; does nothing a second time."""
        for module in list(self.modules()):
            if isinstance(module, Block) and not module.reparam_conv:
                module.fuse()

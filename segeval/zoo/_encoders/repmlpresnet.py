"""RepMLP in ResNet-50: Ding et al. 2021, arXiv:2105.01883, section 3; the names of DingXiaoH/RepMLP."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo._encoders.repmlp import fc_kernel
from segeval.zoo._encoders.repvgg import ConvNorm, folded, refill
from segeval.zoo._sizes import written

SIDE = 7  # of a partition
KERNELS = (1, 3, 5)
Grid = tuple[int, int]


class RepMlp(nn.Module):
    """Global, partition and local perceptron over a ``grid`` of partitions of 7x7 places.

    The linear layer over all channels and places of a partition has so many ``groups`` of channels, as the convolutions
    beside it have.
    """

    def __init__(self, width: int, grid: Grid, groups: int) -> None:
        super().__init__()
        self.grid, self.groups = grid, groups
        means, inputs = width * grid[0] * grid[1], width * SIDE**2
        self.avg = nn.Sequential(OrderedDict(avg=nn.AvgPool2d(SIDE), bn=nn.BatchNorm2d(width)))
        self.fc1_fc2 = nn.Sequential(
            OrderedDict(fc1=nn.Linear(means, means), relu=nn.ReLU(inplace=True), fc2=nn.Linear(means, means))
        )
        self.fc3 = nn.Conv2d(inputs, inputs, 1, groups=groups, bias=False)
        self.fc3_bn: nn.Module = nn.BatchNorm1d(inputs)
        for kernel in KERNELS:
            conv = ConvNorm(width, width, kernel, padding=kernel // 2, groups=groups)
            self.add_module(f"repconv{kernel}", conv)

    def forward(self, x: Tensor) -> Tensor:
        rows, columns = self.grid
        seen = self.fc1_fc2(self.avg(x).flatten(1)).view(*x.shape[:2], rows, 1, columns, 1)
        cut = x.view(*x.shape[:2], rows, SIDE, columns, SIDE) + seen
        cut = cut.permute(0, 2, 4, 1, 3, 5)
        parts = cut.reshape(-1, x.shape[1], SIDE, SIDE)
        out = self.fc3_bn(self.fc3(parts.reshape(len(parts), -1, 1, 1)).flatten(1)).view_as(parts)
        for local in self._local():
            out = out + local(parts)
        joined: Tensor = out.view(cut.shape).permute(0, 3, 1, 4, 2, 5).reshape(x.shape)
        return joined

    def _local(self) -> list[ConvNorm]:
        return [module for module in self.children() if isinstance(module, ConvNorm)]

    @torch.no_grad()
    def fuse(self) -> None:
        """Make the convolutions and norms part of the linear layers; does nothing a second time."""
        if not self._local():
            return
        weight, bias = folded(self.fc3.weight, self.fc3_bn)
        for local in self._local():
            kernel, shift = local.folded()
            weight = weight + fc_kernel(kernel, SIDE, self.groups)[:, :, None, None]
            bias = bias + shift.repeat_interleave(SIDE**2)
        refill(self.fc3, weight, bias)
        self.fc3_bn = nn.Identity()
        for side in KERNELS:
            delattr(self, f"repconv{side}")
        fc1, norm = self.fc1_fc2[0], self.avg[1]
        assert isinstance(fc1, nn.Linear)
        scale, shift = folded(fc1.weight.new_ones(len(bias) // SIDE**2, 1, 1, 1), norm)
        times = self.grid[0] * self.grid[1]
        fc1.bias.add_(fc1.weight @ shift.repeat_interleave(times))
        fc1.weight.mul_(scale.flatten().repeat_interleave(times))
        self.avg = nn.Sequential(OrderedDict(avg=nn.AvgPool2d(SIDE)))


class Block(nn.Module):
    """Layers with ReLU between them beside a shortcut, and ReLU after the sum."""

    def __init__(self, layers: dict[str, nn.Module], shortcut: nn.Module | None = None) -> None:
        super().__init__()
        for name, layer in layers.items():
            self.add_module(name, layer)
        self.names = tuple(layers)
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        out = x
        for name in self.names[:-1]:
            out = self.get_submodule(name)(out).relu()
        out = self.get_submodule(self.names[-1])(out) + (self.shortcut(x) if self.shortcut else x)
        summed: Tensor = out.relu()
        return summed


def _plain(before: int, after: int, *, stride: int) -> Block:
    inner = after // 4
    layers: dict[str, nn.Module] = {
        "conv1": ConvNorm(before, inner, 1),
        "conv2": ConvNorm(inner, inner, 3, stride=stride, padding=1),
        "conv3": ConvNorm(inner, after, 1),
    }
    same = before == after and stride == 1
    return Block(layers, None if same else ConvNorm(before, after, 1, stride=stride))


def _light(width: int, grid: Grid, groups: int) -> Block:
    inner = width // 8
    return Block(
        {
            "light_conv1": ConvNorm(width, inner, 1),
            "light_repmlp": RepMlp(inner, grid, groups),
            "light_conv3": ConvNorm(inner, width, 1),
        }
    )


def _bottleneck(width: int, grid: Grid, groups: int, reduction: int) -> Block:
    inner = width // 4
    return Block(
        {
            "btnk_conv1": ConvNorm(width, inner, 1),
            "btnk_conv2": ConvNorm(inner, inner // reduction, 3, padding=1),
            "btnk_repmlp": RepMlp(inner // reduction, grid, groups),
            "btnk_conv4": ConvNorm(inner // reduction, inner, 3, padding=1),
            "btnk_conv5": ConvNorm(inner, width, 1),
        }
    )


class RepMlpResNet(nn.Module):
    """A ResNet, strides 4 to 32, with RepMLP in all blocks but the first of the stages at strides 8 and 16.

    ``block`` is "light", half as wide, with RepMLP for the 3x3 convolution, or "bottleneck", where two 3x3 convolutions
    lead to 2 and 4 times fewer channels and back. It belongs to images of ``size``.
    """

    def __init__(
        self,
        in_channels: int,
        size: tuple[int, ...],
        *,
        width: int = 64,
        blocks: Sequence[int] = (3, 4, 6, 3),
        block: str = "light",
        groups: int = 4,
    ) -> None:
        super().__init__()
        self.size = size
        self.widths = tuple(4 * width * 2**depth for depth in range(4))
        stem = ConvNorm(in_channels, width, 7, stride=2, padding=3)
        self.stage0 = nn.Sequential(stem, nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
        for depth, ((before, after), count) in enumerate(zip(pairwise((width, *self.widths)), blocks, strict=True)):
            stage = nn.Sequential(_plain(before, after, stride=2 if depth else 1))
            stride = 4 * 2**depth
            grid = (size[0] // stride // SIDE, size[1] // stride // SIDE)
            for _ in range(count - 1):
                if depth not in (1, 2):
                    stage.append(_plain(after, after, stride=1))
                elif block == "light":
                    stage.append(_light(after, grid, groups))
                else:
                    stage.append(_bottleneck(after, grid, groups, 2 * depth))
            self.add_module(f"stage{depth + 1}", stage)

    def forward(self, x: Tensor) -> list[Tensor]:
        if tuple(x.shape[2:]) != self.size:
            msg = f"the partitions are those of images of {written(self.size)}, got {written(tuple(x.shape[2:]))}"
            raise UsageError(msg)
        x, maps = self.stage0(x), []
        for depth in range(1, 5):
            x = self.get_submodule(f"stage{depth}")(x)
            maps.append(x)
        return maps

    @torch.no_grad()
    def fuse(self) -> None:
        """Make all norms, and the convolutions beside linear layers, part of what they follow or stand beside."""
        for module in list(self.modules()):
            if isinstance(module, RepMlp):
                module.fuse()
        for module in self.modules():
            if isinstance(module, ConvNorm) and not isinstance(module.bn, nn.Identity):
                refill(module.conv, *module.folded())
                module.bn = nn.Identity()

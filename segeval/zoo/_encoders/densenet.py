"""DenseNet: Huang, Liu, van der Maaten, Weinberger 2017, arXiv:1608.06993, table 1 (DenseNet-BC); torchvision's names.

DenseNet-121 has blocks of 6, 12, 24 and 16 layers and 64 channels in its stem, DenseNet-161 of 6, 12, 36 and 24 and 96.
"""

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class ScaledNorm(nn.BatchNorm2d):
    """Batch norm whose scale and shift another scale and shift follow, as in ports of Caffe's DenseNet."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, eps=1.1e-5)
        self.gamma, self.beta = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) * self.gamma[:, None, None] + self.beta[:, None, None]


class DenseBlock(nn.Module):
    """Layers that each read the maps of all before them; a 1x1 convolution to four times the growth comes first."""

    def __init__(self, before: int, count: int, growth: int, norm: type[nn.BatchNorm2d]) -> None:
        super().__init__()
        for step in range(count):
            came, inner = before + step * growth, 4 * growth
            layer = OrderedDict[str, nn.Module](
                norm1=norm(came),
                relu1=nn.ReLU(inplace=True),
                conv1=nn.Conv2d(came, inner, 1, bias=False),
                norm2=norm(inner),
                relu2=nn.ReLU(inplace=True),
                conv2=nn.Conv2d(inner, growth, 3, padding=1, bias=False),
            )
            self.add_module(f"denselayer{step + 1}", nn.Sequential(layer))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.children():
            x = torch.cat([x, layer(x)], dim=1)
        return x


class DenseNet(nn.Module):
    """The stem (stride 2, ``width`` channels) and four dense blocks (strides 4 to 32), each before its transition.

    Layers grow a map by half the ``width``, transitions halve its channels. They also halve its sides, which are
    rounded up where they are odd; torchvision rounds down. ``scaled`` makes a ``ScaledNorm`` of every norm.
    """

    def __init__(
        self, in_channels: int, blocks: Sequence[int] = (6, 12, 24, 16), *, width: int = 64, scaled: bool = False
    ) -> None:
        super().__init__()
        norm = ScaledNorm if scaled else nn.BatchNorm2d
        self.features = nn.Sequential()
        self.features.add_module("conv0", nn.Conv2d(in_channels, width, 7, 2, 3, bias=False))
        self.features.add_module("norm0", norm(width))
        self.features.add_module("relu0", nn.ReLU(inplace=True))
        self.features.add_module("pool0", nn.MaxPool2d(3, 2, 1))
        widths, before = [width], width
        for depth, count in enumerate(blocks, start=1):
            self.features.add_module(f"denseblock{depth}", DenseBlock(before, count, width // 2, norm))
            before += count * (width // 2)
            widths.append(before)
            if depth < len(blocks):
                self.features.add_module(f"transition{depth}", _transition(before, norm))
                before //= 2
        self.features.add_module("norm5", norm(before))
        self.features.add_module("relu5", nn.ReLU(inplace=True))
        self.widths = tuple(widths)

    def passed(self, x: Tensor, *names: str) -> Tensor:
        """Return what the layers of these names make of a map, one after the other."""
        for name in names:
            x = self.features.get_submodule(name)(x)
        return x

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.passed(x, "conv0", "norm0", "relu0")]
        maps.append(self.passed(maps[-1], "pool0", "denseblock1"))
        maps.append(self.passed(maps[-1], "transition1", "denseblock2"))
        maps.append(self.passed(maps[-1], "transition2", "denseblock3"))
        maps.append(self.passed(maps[-1], "transition3", "denseblock4", "norm5", "relu5"))
        return maps


def _transition(before: int, norm: type[nn.BatchNorm2d]) -> nn.Sequential:
    layers = OrderedDict[str, nn.Module](
        norm=norm(before),
        relu=nn.ReLU(inplace=True),
        conv=nn.Conv2d(before, before // 2, 1, bias=False),
        pool=nn.AvgPool2d(2, ceil_mode=True),
    )
    return nn.Sequential(layers)

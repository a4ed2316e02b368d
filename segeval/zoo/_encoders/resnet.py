"""ResNet: He et al. 2016, arXiv:1512.03385, table 1; ResNeXt: Xie et al. 2017, arXiv:1611.05431; torchvision's names.

The stride of a bottleneck is on its 3x3 convolution, as in torchvision, and not on the first 1x1 one as in the paper.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional


class Plan(NamedTuple):
    """Blocks of the four stages; ``groups`` of ``group_width`` channels (for a width of 64) in the 3x3 convolutions."""

    blocks: tuple[int, int, int, int]
    bottleneck: bool = True
    groups: int = 1
    group_width: int = 64


PLANS = {
    "resnet18": Plan((2, 2, 2, 2), bottleneck=False),
    "resnet34": Plan((3, 4, 6, 3), bottleneck=False),
    "resnet50": Plan((3, 4, 6, 3)),
    "resnet101": Plan((3, 4, 23, 3)),
    "resnet152": Plan((3, 8, 36, 3)),
    "resnext50": Plan((3, 4, 6, 3), groups=32, group_width=4),
    "resnext101": Plan((3, 4, 23, 3), groups=32, group_width=8),
}


def conv_norm(
    before: int, after: int, kernel: int = 1, *, stride: int = 1, dilation: int = 1, groups: int = 1
) -> list[nn.Module]:
    """Return a size-preserving convolution without bias and its batch norm."""
    padding = dilation * (kernel // 2)
    conv = nn.Conv2d(
        before, after, kernel, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=False
    )
    return [conv, nn.BatchNorm2d(after)]


class Basic(nn.Module):
    """Two 3x3 convolutions with a shortcut."""

    def __init__(self, before: int, after: int, *, stride: int, dilation: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = conv_norm(before, after, 3, stride=stride, dilation=dilation)
        self.conv2, self.bn2 = conv_norm(after, after, 3, dilation=dilation)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = _shortcut(before, after, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out)) + (self.downsample(x) if self.downsample else x)
        return functional.relu(out, inplace=True)


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 convolutions with a shortcut; ``early`` strides at the first of them."""

    def __init__(
        self, before: int, inner: int, after: int, *, stride: int, dilation: int, groups: int, early: bool
    ) -> None:
        super().__init__()
        first, second = (stride, 1) if early else (1, stride)
        self.conv1, self.bn1 = conv_norm(before, inner, stride=first)
        self.conv2, self.bn2 = conv_norm(inner, inner, 3, stride=second, dilation=dilation, groups=groups)
        self.conv3, self.bn3 = conv_norm(inner, after)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = _shortcut(before, after, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out)) + (self.downsample(x) if self.downsample else x)
        return functional.relu(out, inplace=True)


def _shortcut(before: int, after: int, stride: int) -> nn.Sequential | None:
    return None if before == after and stride == 1 else nn.Sequential(*conv_norm(before, after, stride=stride))


class ResNet(nn.Module):
    """The stem (stride 2, ``width`` channels) and four stages (strides 4 to 32).

    Stages that would exceed ``output_stride`` dilate instead of striding. Their first block keeps the dilation of the
    stage before, as in torchvision; with ``even`` it has that of its stage. ``multi_grid`` multiplies the dilations of
    the blocks of the last stage (arXiv:1706.05587, section 3.2). ``deep_stem`` has three 3x3 convolutions and twice
    the channels in place of one 7x7 (timm's names). ``early`` strides bottlenecks at their first convolution.
    """

    def __init__(
        self,
        in_channels: int,
        plan: str = "resnet50",
        *,
        width: int = 64,
        output_stride: int = 32,
        even: bool = False,
        multi_grid: Sequence[int] = (),
        deep_stem: bool = False,
        early: bool = False,
    ) -> None:
        super().__init__()
        blocks, bottleneck, groups, group_width = PLANS[plan]
        stem = 2 * width if deep_stem else width
        growth = 4 if bottleneck else 1
        self.widths = (stem, *(growth * width * 2**depth for depth in range(4)))
        self.conv1, self.bn1 = (
            _deep_stem(in_channels, width) if deep_stem else conv_norm(in_channels, stem, 7, stride=2)
        )
        self.relu, self.maxpool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        stride, dilation = 4, 1
        for depth, ((before, after), count) in enumerate(zip(pairwise(self.widths), blocks, strict=True), start=1):
            step = 2 if depth > 1 and stride < output_stride else 1
            later = dilation if depth == 1 or step == 2 else 2 * dilation
            dilations = [later if even else dilation, *(later,) * (count - 1)]
            if depth == 4 and multi_grid:
                dilations = [later * times for times in multi_grid]
            stage = nn.Sequential()
            for index, rate in enumerate(dilations):
                came, jump = (after, 1) if index else (before, step)
                if bottleneck:
                    inner = groups * group_width * after // (growth * 64)
                    block: nn.Module = Bottleneck(
                        came, inner, after, stride=jump, dilation=rate, groups=groups, early=early
                    )
                else:
                    block = Basic(came, after, stride=jump, dilation=rate)
                stage.append(block)
            self.add_module(f"layer{depth}", stage)
            stride, dilation = stride * step, later

    def stages(self) -> list[nn.Module]:
        """Return the four stages after the pooled stem."""
        return [self.get_submodule(f"layer{depth}") for depth in range(1, 5)]

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.relu(self.bn1(self.conv1(x)))]
        x = self.maxpool(maps[0])
        for stage in self.stages():
            x = stage(x)
            maps.append(x)
        return maps


def _deep_stem(in_channels: int, width: int) -> list[nn.Module]:
    """Return three convolutions that end without norm, and the norm of the last."""
    first = [*conv_norm(in_channels, width, 3, stride=2), nn.ReLU(inplace=True)]
    second = [*conv_norm(width, width, 3), nn.ReLU(inplace=True)]
    last, norm = conv_norm(width, 2 * width, 3)
    return [nn.Sequential(*first, *second, last), norm]

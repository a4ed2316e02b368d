"""Aligned Xception: Chen et al. 2018, arXiv:1802.02611, section 3.2, figure 4, after arXiv:1610.02357; timm's names."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

MIDDLE = {"xception41": 8, "xception65": 16}  # blocks of the middle flow


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class Unit(nn.Module):
    """A convolution and its batch norm."""

    def __init__(self, before: int, after: int, kernel: int = 1, *, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.bn = _norm(after)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.bn(self.conv(x))
        return out


class Separable(nn.Module):
    """A 3x3 convolution per channel and a 1x1 one, each with batch norm; with ``act`` a ReLU after both."""

    def __init__(self, before: int, after: int, *, stride: int, dilation: int, act: bool) -> None:
        super().__init__()
        self.conv_dw = nn.Conv2d(
            before, before, 3, stride=stride, padding=dilation, dilation=dilation, groups=before, bias=False
        )
        self.bn_dw = _norm(before)
        self.conv_pw = nn.Conv2d(before, after, 1, bias=False)
        self.bn_pw = _norm(after)
        self.act = nn.ReLU(inplace=True) if act else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        x = self.act(self.bn_dw(self.conv_dw(x)))
        out: Tensor = self.act(self.bn_pw(self.conv_pw(x)))
        return out


class Block(nn.Module):
    """Three separable convolutions, the last with the stride; ReLU before each, and a shortcut.

    The ``last`` block of an encoder has no shortcut, and the ReLU after its convolutions. ``forward`` returns what goes
    into the third convolution too: the finest map before the stride.
    """

    def __init__(
        self, before: int, widths: tuple[int, int, int], *, stride: int, dilations: Sequence[int], last: bool
    ) -> None:
        super().__init__()
        self.last = last
        changes = not last and (stride > 1 or before != widths[2])
        self.shortcut = Unit(before, widths[2], stride=stride) if changes else None
        self.stack = nn.ModuleDict()
        for index, (after, dilation) in enumerate(zip(widths, dilations, strict=True), start=1):
            step = stride if index == len(widths) else 1
            self.stack[f"conv{index}"] = Separable(before, after, stride=step, dilation=dilation, act=last)
            before = after

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        out = inner = x
        for conv in self.stack.values():
            inner = out if self.last else functional.relu(out)
            out = conv(inner)
        if self.last:
            return inner, out
        return inner, out + (self.shortcut(x) if self.shortcut else x)


class Xception(nn.Module):
    """Entry flow (strides 2, 4, 8), middle flow (16), exit flow (32); five maps, four of them before a stride.

    Blocks that would exceed ``output_stride`` do not stride, and those after them dilate. ``multi_grid`` multiplies the
    dilations of the last three convolutions, as in the authors' code. ``width`` is the channels of the second
    convolution, of which all others are multiples, but for those of the middle flow: 91/8, rounded down.
    """

    def __init__(
        self,
        in_channels: int,
        plan: str = "xception65",
        *,
        width: int = 64,
        output_stride: int = 32,
        multi_grid: Sequence[int] = (1, 1, 1),
    ) -> None:
        super().__init__()
        narrow, middle, wide = width // 2, 91 * width // 8, 16 * width
        same = (middle, middle, middle)
        blocks = [
            *(((2 * width,) * 3, 2), ((4 * width,) * 3, 2), (same, 2)),
            *[(same, 1)] * MIDDLE[plan],
            *(((middle, wide, wide), 2), ((24 * width, 24 * width, 32 * width), 1)),
        ]
        self.widths = (2 * width, 4 * width, middle, wide, 32 * width)
        self.stem = nn.Sequential(Unit(in_channels, narrow, 3, stride=2), Unit(narrow, width, 3))
        self.blocks = nn.Sequential()
        self.ends = []  # blocks that stride, or would
        stride, dilation, before = 2, 1, width
        for index, (widths, step) in enumerate(blocks):
            last = index == len(blocks) - 1
            dilations = [dilation * times for times in (multi_grid if last else (1, 1, 1))]
            strides = step if stride * step <= output_stride else 1
            self.blocks.append(Block(before, widths, stride=strides, dilations=dilations, last=last))
            if step > 1:
                self.ends.append(index)
            stride, dilation, before = stride * strides, dilation * step // strides, widths[2]

    def forward(self, x: Tensor) -> list[Tensor]:
        for unit in self.stem:
            x = functional.relu(unit(x))
        maps: list[Tensor] = []
        for index, block in enumerate(self.blocks):
            inner, x = block(x)
            if index in self.ends:
                maps.append(inner)
        return [*maps, x]

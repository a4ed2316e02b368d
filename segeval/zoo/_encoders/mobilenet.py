"""MobileNetV2: Sandler et al. 2018, arXiv:1801.04381, table 2; V3: Howard et al. 2019, arXiv:1905.02244, tables 1, 2.

Blocks widen by a 1x1 convolution, convolve every channel by itself, and narrow again without activation; those of V3
may weigh channels (squeeze and excitation with a hard sigmoid). torchvision's names.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Tensor, nn


class Row(NamedTuple):
    """A block: its kernel, its channels, whether it weighs them, whether hard swish is its activation, its stride."""

    kernel: int
    inner: int
    after: int
    excite: bool = False
    swish: bool = False
    stride: int = 1


LARGE = (
    *(Row(3, 16, 16), Row(3, 64, 24, stride=2), Row(3, 72, 24)),
    *(Row(5, 72, 40, excite=True, stride=2), Row(5, 120, 40, excite=True), Row(5, 120, 40, excite=True)),
    *(Row(3, 240, 80, swish=True, stride=2), Row(3, 200, 80, swish=True)),
    *(Row(3, 184, 80, swish=True), Row(3, 184, 80, swish=True)),
    *(Row(3, 480, 112, excite=True, swish=True), Row(3, 672, 112, excite=True, swish=True)),
    *(Row(5, 672, 160, excite=True, swish=True, stride=2), *(Row(5, 960, 160, excite=True, swish=True),) * 2),
)
SMALL = (
    *(Row(3, 16, 16, excite=True, stride=2), Row(3, 72, 24, stride=2), Row(3, 88, 24)),
    *(Row(5, 96, 40, excite=True, swish=True, stride=2), *(Row(5, 240, 40, excite=True, swish=True),) * 2),
    *(Row(5, 120, 48, excite=True, swish=True), Row(5, 144, 48, excite=True, swish=True)),
    *(Row(5, 288, 96, excite=True, swish=True, stride=2), *(Row(5, 576, 96, excite=True, swish=True),) * 2),
)
# Factor of widening, channels, number and first stride of the blocks of V2.
SECOND = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
STEMS = {"mobilenetv2": 32, "mobilenetv3-large": 16, "mobilenetv3-small": 16}


class Excite(nn.Module):
    """Squeeze and excitation with a hard sigmoid; a quarter of the channels inside, in eights."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = _eights(channels / 4)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1, self.fc2 = nn.Conv2d(channels, inner, 1), nn.Conv2d(inner, channels, 1)
        self.activation, self.scale_activation = nn.ReLU(inplace=True), nn.Hardsigmoid()

    def forward(self, x: Tensor) -> Tensor:
        weights: Tensor = self.scale_activation(self.fc2(self.activation(self.fc1(self.avgpool(x)))))
        return x * weights


class Block(nn.Module):
    """An inverted residual; its layers are called ``conv`` in V2 and ``block`` in V3."""

    def __init__(self, before: int, row: Row, *, third: bool, stride: int, dilation: int) -> None:
        super().__init__()
        self.adds = row.stride == 1 and before == row.after
        act: Callable[..., nn.Module] = (nn.Hardswish if row.swish else nn.ReLU) if third else nn.ReLU6
        eps, inner = (1e-3 if third else 1e-5), row.inner
        steps: list[nn.Module] = []
        if inner != before:
            steps.append(nn.Sequential(*_conv(before, inner, eps=eps), act(inplace=True)))
        each = _conv(inner, inner, row.kernel, stride=stride, dilation=dilation, groups=inner, eps=eps)
        steps.append(nn.Sequential(*each, act(inplace=True)))
        if row.excite:
            steps.append(Excite(inner))
        last = _conv(inner, row.after, eps=eps)
        steps.extend([nn.Sequential(*last)] if third else last)
        self.add_module("block" if third else "conv", nn.Sequential(*steps))

    def forward(self, x: Tensor) -> Tensor:
        (layers,) = self.children()
        out: Tensor = layers(x)
        return x + out if self.adds else out


class MobileNet(nn.Module):
    """The last maps at strides 2, 4, 8, 16 and 32; beyond ``output_stride`` blocks dilate instead of striding.

    ``width`` is the channels of the stem (32 in V2, 16 in V3), to which all others are in proportion, in eights.
    ``multi_grid`` multiplies the dilations of the last blocks. With ``last`` a 1x1 convolution follows them.
    """

    def __init__(
        self,
        in_channels: int,
        plan: str = "mobilenetv2",
        *,
        width: int | None = None,
        output_stride: int = 32,
        multi_grid: Sequence[int] = (),
        last: bool = True,
    ) -> None:
        super().__init__()
        third = plan.startswith("mobilenetv3")
        rows = _rows(plan, share := (width or STEMS[plan]) / STEMS[plan])
        stem, grid = _eights(share * STEMS[plan]), (*(1,) * (len(rows) - len(multi_grid)), *multi_grid)
        eps = 1e-3 if third else 1e-5
        act: Callable[..., nn.Module] = nn.Hardswish if third else nn.ReLU6
        enter = nn.Sequential(*_conv(in_channels, stem, 3, stride=2, eps=eps), act(inplace=True))
        layers: list[nn.Module] = [enter]
        self.ends: list[int] = []  # the layers after which the next one strides
        widths, before, stride, dilation = [], stem, 2, 1
        for row, times in zip(rows, grid, strict=True):
            step = row.stride
            if step == 2:
                self.ends.append(len(layers) - 1)
                widths.append(before)
                if stride >= output_stride:
                    step, dilation = 1, 2 * dilation
                stride *= step
            layers.append(Block(before, row, third=third, stride=step, dilation=times * dilation))
            before = row.after
        if last:
            after = 6 * before if third else max(1280, _eights(1280 * share))
            layers.append(nn.Sequential(*_conv(before, after, eps=eps), act(inplace=True)))
            before = after
        self.ends.append(len(layers) - 1)
        self.widths = (*widths, before)
        self.features = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = []
        for index, layer in enumerate(self.features):
            x = layer(x)
            if index in self.ends:
                maps.append(x)
        return maps


def _rows(plan: str, share: float) -> list[Row]:
    """Return the blocks with so many times their usual channels."""
    if plan != "mobilenetv2":
        rows = LARGE if plan == "mobilenetv3-large" else SMALL
        return [row._replace(inner=_eights(share * row.inner), after=_eights(share * row.after)) for row in rows]
    found, before = [], _eights(share * STEMS[plan])
    for times, channels, count, stride in SECOND:
        for index in range(count):
            found.append(Row(3, times * before, _eights(share * channels), stride=1 if index else stride))
            before = found[-1].after
    return found


def _conv(
    before: int, after: int, kernel: int = 1, *, stride: int = 1, dilation: int = 1, groups: int = 1, eps: float
) -> list[nn.Module]:
    """Return a convolution without bias and its batch norm; the momentum of V3, whose eps is larger, is its own."""
    padding = dilation * (kernel // 2)
    conv = nn.Conv2d(before, after, kernel, stride, padding, dilation, groups, bias=False)
    return [conv, nn.BatchNorm2d(after, eps=eps, momentum=0.01 if eps == 1e-3 else 0.1)]


def _eights(channels: float) -> int:
    """Return the nearest multiple of eight that is not a tenth below."""
    nearest = max(8, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest

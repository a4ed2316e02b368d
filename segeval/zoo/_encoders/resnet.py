"""ResNet: He et al. 2016, arXiv:1512.03385, table 1, with the stride of a block on its 3x3 convolution."""

from itertools import pairwise

from torch import Tensor, nn

RESNET50 = (3, 4, 6, 3)


def conv_norm(before: int, after: int, kernel: int = 1, *, stride: int = 1, dilation: int = 1) -> list[nn.Module]:
    """Return a size-preserving convolution without bias and its batch norm."""
    padding = dilation * (kernel // 2)
    conv = nn.Conv2d(before, after, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
    return [conv, nn.BatchNorm2d(after)]


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 convolutions with a shortcut; the last widens fourfold."""

    def __init__(self, before: int, width: int, *, stride: int, dilation: int) -> None:
        super().__init__()
        after = 4 * width
        self.body = nn.Sequential(
            *conv_norm(before, width),
            nn.ReLU(inplace=True),
            *conv_norm(width, width, 3, stride=stride, dilation=dilation),
            nn.ReLU(inplace=True),
            *conv_norm(width, after),
        )
        same = before == after and stride == 1
        self.shortcut = nn.Identity() if same else nn.Sequential(*conv_norm(before, after, stride=stride))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.act(self.body(x) + self.shortcut(x))
        return out


def resnet(
    in_channels: int, blocks: tuple[int, ...] = RESNET50, *, width: int = 64, output_stride: int = 32
) -> nn.ModuleList:
    """Return the stem of ``width`` channels (stride 4) and the four stages of bottlenecks, 4 to 32 times as wide.

    Stages that would exceed ``output_stride`` dilate instead of striding: the first block of such a stage keeps the
    dilation of the stage before it, the others double it.
    """
    stem = nn.Sequential(*conv_norm(in_channels, width, 7, stride=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1))
    stages, stride, dilation = nn.ModuleList([stem]), 4, 1
    widths = (width, 4 * width, 8 * width, 16 * width, 32 * width)
    for depth, ((before, after), count) in enumerate(zip(pairwise(widths), blocks, strict=True)):
        step = 2 if depth > 0 and stride < output_stride else 1
        later = dilation if depth == 0 or step == 2 else 2 * dilation
        first = Bottleneck(before, after // 4, stride=step, dilation=dilation)
        rest = [Bottleneck(after, after // 4, stride=1, dilation=later) for _ in range(count - 1)]
        stages.append(nn.Sequential(first, *rest))
        stride, dilation = stride * step, later
    return stages

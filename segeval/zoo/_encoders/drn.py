"""DRN: Yu, Koltun, Funkhouser, CVPR 2017, arXiv:1705.09914, figure 5, forms C and D; the authors' names."""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from segeval.zoo._encoders.resnet import Basic, Bottleneck, conv_norm

GROWTH = (1, 2, 4, 8, 16, 32, 32, 32)  # channels of the eight stages, over those of the stem
STRIDES = (1, 2, 2, 2, 1, 1, 1, 1)
DILATIONS = (1, 1, 1, 1, 2, 4, 2, 1)


class Bare(Basic):
    """Two 3x3 convolutions without the shortcut, which would carry a grid of artefacts on."""

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        smooth: Tensor = self.relu(self.bn2(self.conv2(out)))
        return smooth


class Drn(nn.Module):
    """Eight stages of so many ``blocks``, at strides 1, 2, 4 and from then on 8; the last two take dilation back.

    In form C the first two and the last two stages are residual blocks, the last two without shortcuts; ``plain`` is
    form D, in which they are single convolutions. ``bottleneck`` concerns the four stages in between.
    """

    def __init__(
        self, in_channels: int, blocks: Sequence[int], *, width: int = 16, plain: bool = True, bottleneck: bool = False
    ) -> None:
        super().__init__()
        stem = conv_norm(in_channels, width, 7)
        if plain:
            self.layer0 = nn.Sequential(*stem, nn.ReLU(inplace=True))
        else:
            self.conv1, self.bn1 = stem
            self.relu = nn.ReLU(inplace=True)
        self.plain = plain
        first, last = ("plain", "plain") if plain else ("basic", "bare")
        middle = "bottleneck" if bottleneck else "basic"
        kinds = (first, first, middle, middle, middle, middle, last, last)
        self.widths = tuple(
            width * times * (4 if kind == "bottleneck" else 1) for times, kind in zip(GROWTH, kinds, strict=True)
        )
        steps = zip(pairwise((width, *self.widths)), blocks, kinds, STRIDES, DILATIONS, strict=True)
        for depth, ((before, after), count, kind, stride, dilation) in enumerate(steps, start=1):
            stage = nn.Sequential(*_block(kind, before, after, stride, dilation))
            for _ in range(count - 1):
                stage.extend(_block(kind, after, after, 1, dilation))
            self.add_module(f"layer{depth}", stage)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.layer0(x) if self.plain else self.relu(self.bn1(self.conv1(x)))
        maps: list[Tensor] = []
        for depth in range(1, len(self.widths) + 1):
            x = self.get_submodule(f"layer{depth}")(x)
            maps.append(x)
        return maps


def _block(kind: str, before: int, after: int, stride: int, dilation: int) -> list[nn.Module]:
    """Return the layers of one block."""
    if kind == "plain":
        return [*conv_norm(before, after, 3, stride=stride, dilation=dilation), nn.ReLU(inplace=True)]
    if kind == "bottleneck":
        return [Bottleneck(before, after // 4, after, stride=stride, dilation=dilation, groups=1, early=False)]
    return [(Bare if kind == "bare" else Basic)(before, after, stride=stride, dilation=dilation)]

"""3D-SkipDenseSeg: Bui, Shin, Moon 2017, arXiv:1709.03199.

DenseNet-BC made a segmenter of volumes: three convolutions at full size, then four dense blocks, each behind a
convolution with a stride of 2 in place of pooling; between blocks a 1x1x1 convolution halves the channels first. One
deconvolution raises what a block ends with to full size, to as many channels as there are classes: its kernel is wider
by two than its stride, and each class reads its own share of the channels. The raised maps and that of the three
convolutions are joined; batch norm, ReLU and a 1x1x1 convolution give the logits. Dropout 0.2 behind every layer.

All of it follows the authors' code (tbuikr/3D-SkipDenseSeg), which the ports copy. Its channels must be a multiple of
the classes; where they are not, shares overlap by one channel here. Any size works: a side that is odd before a stride
is filled up with zeros at its end, and what was raised is cut. Options: ``width`` is the channels of the three
convolutions, ``growth`` those that a layer adds, ``blocks`` are the layers of the dense blocks, any number of these.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.dense import Gathering
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import crop

INNER = 4  # channels between the two convolutions of a layer, in growths


class Halve(nn.Module):
    """Norm, ReLU and a convolution of width 2 and stride 2; a 1x1x1 one comes first where channels change."""

    def __init__(self, before: int, after: int, *, ndim: int) -> None:
        super().__init__()
        conv, changes = layers(ndim).conv, before != after
        self.mix = (
            nn.Sequential(*_active(before, ndim), conv(before, after, 1, bias=False)) if changes else nn.Identity()
        )
        self.active = nn.Sequential(*_active(after, ndim))
        self.conv = conv(after, after, 2, stride=2, bias=changes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.active(self.mix(x))
        odd = [margin for size in reversed(x.shape[2:]) for margin in (0, size % 2)]
        halved: Tensor = self.conv(functional.pad(x, odd))
        return halved


class Raise(nn.Module):
    """One deconvolution to a channel per class, each of which reads its own share of the channels."""

    def __init__(self, before: int, classes: int, stride: int, *, ndim: int) -> None:
        super().__init__()
        self.share = -(-before // classes)
        self.starts = tuple(place * before // classes for place in range(classes))
        joined = self.share * classes
        self.conv = layers(ndim).up_conv(
            joined, classes, stride + 2, stride=stride, padding=1, groups=classes, bias=False
        )

    def forward(self, x: Tensor) -> Tensor:
        raised: Tensor = self.conv(torch.cat([x[:, start : start + self.share] for start in self.starts], dim=1))
        return raised


class SkipDenseNet(nn.Module):
    def __init__(
        self, channels: tuple[int, int], ndim: int, *, width: int, growth: int, blocks: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        conv, (in_channels, classes) = layers(ndim).conv, channels
        self.enter = nn.Sequential(
            conv(in_channels, width, 3, padding=1, bias=False),
            *_active(width, ndim),
            conv(width, width, 3, padding=1, bias=False),
            *_active(width, ndim),
            conv(width, width, 3, padding=1, bias=False),
        )
        self.down, self.blocks, self.up = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        before = width
        for depth, count in enumerate(blocks, start=1):
            after = before if depth == 1 else before // 2
            self.down.append(Halve(before, after, ndim=ndim))
            befores = [after + step * growth for step in range(count)]
            self.blocks.append(Gathering(*(_layer(came, growth, ndim, dropout) for came in befores)))
            before = befores[-1] + growth
            self.up.append(Raise(before, classes, 2**depth, ndim=ndim))
        joined = len(blocks) * classes + width
        self.head = nn.Sequential(*_active(joined, ndim), conv(joined, classes, 1))
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        size = x.shape[2:]
        entered = x = self.enter(x)
        raised: list[Tensor] = []
        for down, block, up in zip(self.down, self.blocks, self.up, strict=True):
            x = block(down(x))
            raised.append(crop(up(x), size))
        logits: Tensor = self.head(torch.cat([*raised, entered], dim=1))
        return logits


def _active(channels: int, ndim: int) -> list[nn.Module]:
    return [layers(ndim).batch_norm(channels), nn.ReLU(inplace=True)]


def _layer(before: int, growth: int, ndim: int, dropout: float) -> nn.Sequential:
    conv, inner = layers(ndim).conv, INNER * growth
    return nn.Sequential(
        *_active(before, ndim),
        conv(before, inner, 1, bias=False),
        *_active(inner, ndim),
        conv(inner, growth, 3, padding=1, bias=False),
        nn.Dropout(dropout),
    )


@architecture(
    id="skipdensenet3d",
    title="3D-SkipDenseSeg",
    year=2017,
    paper="arXiv:1709.03199",
    family="fcn",
    citation=(
        "@misc{bui2017skipdenseseg, "
        "author = {Bui, Toan Duc and Shin, Jitae and Moon, Taesup}, "
        "title = {3D Densely Convolutional Networks for Volumetric Segmentation}, "
        "howpublished = {arXiv:1709.03199}, year = {2017}}"
    ),
    ndim=(2, 3),
    params=1_551_262,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={"width": 32, "growth": 16, "blocks": (4, 4, 4, 4), "dropout": 0.2},
    tiny={"width": 6, "growth": 2, "blocks": (2, 1, 2, 1)},
    tiny_shape=(17, 21, 26),
)
def skipdensenet3d(
    channels: tuple[int, int], ndim: int, *, width: int, growth: int, blocks: tuple[int, ...], dropout: float
) -> nn.Module:
    """Build 3D-SkipDenseSeg."""
    if not blocks or min(blocks) < 1:
        counts = "+".join(map(str, blocks)) or "none"
        msg = f"blocks of skipdensenet3d are counts of layers, such as 4+4+4+4, got {counts}"
        raise UsageError(msg)
    return SkipDenseNet(channels, ndim, width=width, growth=growth, blocks=blocks, dropout=dropout)

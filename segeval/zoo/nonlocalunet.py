"""Non-local U-Net: Wang, Zou, Shen, Ji, AAAI 2020, arXiv:1812.04103.

Against 3D U-Net: global aggregation, attention of every place to all others, ends the way down and is the first step
up, where a transposed convolution makes its queries; maps are added to the skips, not joined to them, and there are
three levels only. Each has a residual block (norm and ReLU6 before the convolutions), with a 1x1x1 convolution as its
shortcut on the way down. Strided convolutions halve, transposed ones double. The reference is the authors' code, for
patches of 32x32x32: it has two heads at the bottom, one on the way up, and adds the attention of the bottom to its map.
Its count differs from the paper's table. Any size from 5 works, padded as the authors' TensorFlow does; the attention
of the step up grows with the square of the voxels.

Options: ``width`` is the channels of the finest level, ``levels`` counts them; ``heads`` are those of the bottom;
``dropout`` acts on the weights of all attention and before the logits.
"""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.aggregation import Doubling, GlobalAggregation, Halving
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init


class Residual(nn.Module):
    """Norm, ReLU6 and convolution, twice; ``project``: the shortcut is a 1x1 convolution of what the first two left."""

    def __init__(self, before: int, after: int, *, ndim: int, project: bool, halve: bool = False) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.first = _activate(before, ndim)
        self.shortcut = conv(before, after, 1, stride=1 + halve, bias=False) if project else None
        self.conv1: nn.Module
        if halve:
            self.conv1 = Halving(before, after, ndim=ndim, bias=False)
        else:
            self.conv1 = conv(before, after, 3, padding=1, bias=False)
        self.second = _activate(after, ndim)
        self.conv2 = conv(after, after, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        active = self.first(x)
        shortcut = self.shortcut(active) if self.shortcut else x
        out: Tensor = shortcut + self.conv2(self.second(self.conv1(active)))
        return out


class Up(nn.Module):
    """A transposed convolution; ``attend`` puts norm and ReLU6 before it, and adds global aggregation to it."""

    def __init__(self, before: int, after: int, *, ndim: int, attend: bool, dropout: float) -> None:
        super().__init__()
        self.first = _activate(before, ndim) if attend else nn.Identity()
        self.raised = Doubling(before, after, ndim=ndim, bias=False)
        self.attend = GlobalAggregation(before, after, ndim=ndim, query="up", dropout=dropout) if attend else None

    def forward(self, x: Tensor, size: Sequence[int]) -> Tensor:
        x = self.first(x)
        raised: Tensor = self.raised(x, size)
        return raised + self.attend(x, size) if self.attend else raised


class NonLocalUNet(nn.Module):
    def __init__(
        self, in_channels: int, classes: int, ndim: int, *, width: int, levels: int, heads: int, dropout: float
    ) -> None:
        super().__init__()
        conv, widths = layers(ndim).conv, [width * 2**depth for depth in range(levels)]
        self.enter = conv(in_channels, width, 3, padding=1, bias=False)
        self.down = nn.ModuleList(
            Residual(before, after, ndim=ndim, project=True, halve=depth > 0)
            for depth, (before, after) in enumerate(pairwise((width, *widths)))
        )
        coarsest = widths[-1]
        self.bottom = nn.Sequential(
            *_activate(coarsest, ndim), GlobalAggregation(coarsest, coarsest, ndim=ndim, heads=heads, dropout=dropout)
        )
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            self.up.append(Up(below, skip, ndim=ndim, attend=below == coarsest, dropout=dropout))
            self.merge.append(Residual(skip, skip, ndim=ndim, project=False))
        self.head = nn.Sequential(*_activate(width, ndim), nn.Dropout(dropout), conv(width, classes, 1))
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        x = skips.pop() + self.bottom(x)
        for up, merge in zip(self.up, self.merge, strict=True):
            skip = skips.pop()
            x = merge(up(x, skip.shape[2:]) + skip)
        logits: Tensor = self.head(x)
        return logits


def _activate(channels: int, ndim: int) -> nn.Sequential:
    """Return batch norm and ReLU6; statistics of 3 in 1000 of each batch, as in the authors' code."""
    norm = layers(ndim).batch_norm(channels, momentum=0.003)
    return nn.Sequential(norm, nn.ReLU6())


@architecture(
    id="nonlocal-unet3d",
    title="Non-local U-Net",
    year=2020,
    paper="arXiv:1812.04103",
    family="attention",
    citation=(
        "@inproceedings{wang2020nonlocal, "
        "author = {Wang, Zhengyang and Zou, Na and Shen, Dinggang and Ji, Shuiwang}, "
        "title = {Non-Local U-Nets for Biomedical Image Segmentation}, "
        "booktitle = {AAAI Conference on Artificial Intelligence}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=5,  # batch norm in training wants two places of the coarsest map
    params=1_760_452,
    reference=(2, 4),
    reference_shape=(32, 32, 32),
    options={"width": 32, "levels": 3, "heads": 2, "dropout": 0.5},
    tiny={"width": 4},
    tiny_shape=(9, 12, 17),
    note="made for patches of 32x32x32: memory grows with the square of the voxels",
)
def nonlocal_unet3d(
    channels: tuple[int, int], ndim: int, *, width: int, levels: int, heads: int, dropout: float
) -> nn.Module:
    """Build the Non-local U-Net."""
    if levels < 2:
        msg = f"nonlocal-unet3d has two levels or more, got {levels}"
        raise UsageError(msg)
    return NonLocalUNet(*channels, ndim, width=width, levels=levels, heads=heads, dropout=dropout)

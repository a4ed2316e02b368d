"""MiniSeg: Qiu, Liu, Li, Xu, AAAI 2021, arXiv:2004.09750, figure 2 and the AHSP module.

A network of 83 thousand weights. Its attentive hierarchical spatial pyramid (AHSP) reduces a map to a quarter of its
channels, looks at it by depth-wise convolutions of dilations 1, 2, 4 and 8, adds each scale to the next one and weighs
the places of every scale. Two paths run side by side through an encoder of four stages (strides 2 to 16), pyramids on
one and cheap 5x5 convolutions on the other, and exchange their maps; the first stage has plain convolutions in place
of pyramids. A light decoder climbs back by sums. Logits of all four scales, interpolated to the image, are the
``outputs``, finest first; without ``auxiliary`` only the finest exist. The 3D form replaces every layer by its 3D
relative. Options: ``widths`` and ``blocks`` of the four stages, from fine to coarse; all widths but the first are
multiples of 4.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

DILATIONS = (1, 2, 4, 8)  # of the four scales of a pyramid


class AttentivePyramid(nn.Module):
    """AHSP: four scales, each with what the finer ones saw, weighed place by place."""

    def __init__(self, before: int, after: int, stride: int = 1, *, ndim: int = 2) -> None:
        super().__init__()
        scales = len(DILATIONS)
        width = after // scales
        self.reduce = _conv(ndim, before, width)
        self.scales = nn.ModuleList(
            _conv(ndim, width, width, 3, stride, dilation, groups=width) for dilation in DILATIONS
        )
        # In 3D torch pools no map that is narrower than the window, unless the margin belongs to the map.
        in_3d = nn.Sequential(nn.ConstantPad3d(1, 0.0), nn.AvgPool3d(3, stride))
        self.pool = nn.AvgPool2d(3, stride, 1) if ndim == 2 else in_3d
        self.attention = _conv(ndim, after, scales, groups=scales)
        self.fuse = nn.Sequential(_conv(ndim, after, after, groups=scales), *_active(ndim, after))

    def forward(self, x: Tensor) -> Tensor:
        x = self.reduce(x)
        seen, scales = self.pool(x), []
        for look in self.scales:
            seen = seen + look(x)
            scales.append(seen)
        joined = torch.cat(scales, dim=1)
        weights = 1 + self.attention(joined).sigmoid()
        out: Tensor = self.fuse(joined * weights.repeat_interleave(seen.shape[1], dim=1))
        return out


class Stage(nn.Module):
    """Both paths through one stage; the cheap one has half as many blocks."""

    def __init__(self, before: int, after: int, count: int, *, ndim: int = 2, pyramids: bool, mixes: bool) -> None:
        super().__init__()
        block = AttentivePyramid if pyramids else _plain
        self.cheap_enter = _cheap(before, after, 2, ndim=ndim)
        self.enter = block(before, after, 2, ndim=ndim)
        self.blocks = nn.ModuleList(block(after, after, ndim=ndim) for _ in range(count))
        self.cheap_blocks = nn.ModuleList(_cheap(after, after, ndim=ndim) for _ in range(count // 2))
        mixed = 2 * after
        self.mix = nn.Sequential(_conv(ndim, mixed, mixed), layers(ndim).batch_norm(mixed)) if mixes else None

    def forward(self, cheap: Tensor, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what either path hands on to the next stage, and the map for the decoder."""
        cheap, x = self.cheap_enter(cheap), self.enter(x)
        for step, block in enumerate(self.blocks):
            both = cheap + x
            x = x + block(both)
            if step < len(self.cheap_blocks):
                cheap = cheap + self.cheap_blocks[step](both)
        if self.mix is None:
            return cheap, x, x
        more_cheap, more = self.mix(torch.cat([cheap, x], dim=1)).chunk(2, dim=1)
        return cheap + more_cheap, x + more, x


class Fusion(nn.Module):
    """A raised map, seen at two dilations, added to that of a stage."""

    def __init__(self, below: int, width: int, *, ndim: int = 2) -> None:
        super().__init__()
        nd = layers(ndim)
        self.reduce = _conv(ndim, below, width)
        self.near, self.far = (_conv(ndim, width, width, 3, dilation=dilation, groups=width) for dilation in (1, 2))
        self.norm = nd.batch_norm(width)
        self.skip = nn.Sequential(nd.conv(width, width, 1), nd.batch_norm(width))
        self.act = nn.PReLU(width)

    def forward(self, raised: Tensor, skip: Tensor) -> Tensor:
        x = self.reduce(raised)
        out: Tensor = self.act(self.norm(self.near(x) + self.far(x)) + self.skip(skip))
        return out


class MiniSeg(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        ndim: int,
        *,
        widths: tuple[int, ...],
        blocks: tuple[int, ...],
        auxiliary: bool,
    ) -> None:
        super().__init__()
        conv, last = layers(ndim).conv, len(widths) - 1
        self.stages = nn.ModuleList(
            Stage(before, after, count, ndim=ndim, pyramids=depth > 0, mixes=depth < last)
            for depth, ((before, after), count) in enumerate(zip(pairwise((in_channels, *widths)), blocks, strict=True))
        )
        coarse_first = widths[::-1]
        coarsest = coarse_first[0]
        self.bottom = nn.Sequential(conv(coarsest, coarsest, 1), *_active(ndim, coarsest))
        self.up = nn.ModuleList(Fusion(below, width, ndim=ndim) for below, width in pairwise(coarse_first))
        scored = widths if auxiliary else widths[:1]
        dropout = nn.Dropout2d if ndim == 2 else nn.Dropout3d
        self.heads = nn.ModuleList(nn.Sequential(dropout(0.01), conv(width, classes, 1)) for width in scored)
        he_init(self, negative_slope=0.25)  # that of a fresh PReLU

    def outputs(self, x: Tensor) -> list[Tensor]:
        size = x.shape[2:]
        cheap, skips = x, []
        for stage in self.stages:
            cheap, x, skip = stage(cheap, x)
            skips.append(skip)
        maps = [self.bottom(skips.pop())]
        for up in self.up:
            skip = skips.pop()
            maps[-1] = resize(maps[-1], skip.shape[2:])  # before it is scored, too
            maps.append(up(maps[-1], skip))
        return [resize(head(features), size) for head, features in zip(self.heads, reversed(maps), strict=False)]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]


def _conv(
    ndim: int, before: int, after: int, kernel: int = 1, stride: int = 1, dilation: int = 1, *, groups: int = 1
) -> nn.Module:
    padding = dilation * (kernel // 2)
    return layers(ndim).conv(before, after, kernel, stride, padding, dilation, groups, bias=False)


def _active(ndim: int, channels: int) -> list[nn.Module]:
    return [layers(ndim).batch_norm(channels), nn.PReLU(channels)]


def _plain(before: int, after: int, stride: int = 1, *, ndim: int) -> nn.Sequential:
    return nn.Sequential(_conv(ndim, before, after, 3, stride), *_active(ndim, after))


def _cheap(before: int, after: int, stride: int = 1, *, ndim: int) -> nn.Sequential:
    """Return a 1x1 convolution and a depth-wise one of width 5."""
    wide = _conv(ndim, after, after, 5, stride, groups=after)
    return nn.Sequential(_conv(ndim, before, after), wide, *_active(ndim, after))


@architecture(
    id="miniseg",
    title="MiniSeg",
    year=2021,
    paper="arXiv:2004.09750",
    family="context",
    citation=(
        "@inproceedings{qiu2021miniseg, "
        "author = {Qiu, Yu and Liu, Yun and Li, Shijie and Xu, Jing}, "
        "title = {MiniSeg: An Extremely Minimum Network for Efficient COVID-19 Segmentation}, "
        "booktitle = {AAAI}, year = {2021}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=82_912,
    reference=(3, 2),
    reference_shape=(512, 512),
    side_outputs=3,
    options={"widths": (8, 24, 32, 64), "blocks": (2, 3, 8, 6), "auxiliary": True},
    tiny={"widths": (4, 4, 8, 8), "blocks": (2, 2, 3, 2)},
    tiny_shape=(145, 163),  # the map at stride 16 is wider than the dilation 8
    note="with the auxiliary heads",
)
def miniseg(
    channels: tuple[int, int], ndim: int, *, widths: tuple[int, ...], blocks: tuple[int, ...], auxiliary: bool
) -> nn.Module:
    """Build MiniSeg."""
    if (len(widths), len(blocks)) != (4, 4) or min(blocks) < 1:
        msg = f"miniseg has four widths and four counts of blocks, got {widths} and {blocks}"
        raise UsageError(msg)
    if any(width % len(DILATIONS) for width in widths[1:]):
        msg = f"miniseg: widths after the first are multiples of {len(DILATIONS)}, got {widths}"
        raise UsageError(msg)
    return MiniSeg(*channels, ndim, widths=widths, blocks=blocks, auxiliary=auxiliary)

"""Attention U-Net in 3D: Oktay, Schlemper, Le Folgoc, Lee, Heinrich et al., MIDL 2018, arXiv:1804.03999, figures 1, 2.

Against 3D U-Net: before the three coarser skips are merged, additive gates weigh their places by the map below, which
is that of the decoder, and for the lowest gate a 1x1x1 convolution of the coarsest map. Maps are interpolated to their
skips in place of up-convolutions. The reference is the authors' code for CT: each skip passes two gates side by side
(``gates`` "multi"), which a 1x1x1 convolution joins; ``attention-unet3d-single`` has one, and
``attention-unet3d-ungated``, the baseline, none. Its deep supervision is a last 1x1x1 convolution of the logits of all
four depths of the decoder, each interpolated to the image; only this answer has a loss, so there are no side outputs.

Pooling rounds odd sizes up, and what this adds is cut off the end of a raised map, so that any size from 17 works. The
2D form is the same network of 2D layers; its 2D ports, whose gates are others, are ``attention-unet``. Option
``width``: the channels of the finest stage.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.attention import AttentionGate
from segeval.zoo._blocks.conv import conv_stack, layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

DEPTHS = 5
GATES = {"none": 0, "single": 1, "multi": 2}  # side by side on a skip


class Gates(nn.Module):
    """Gates side by side on one skip, joined by a 1x1 convolution."""

    def __init__(self, skip: int, gating: int, count: int, ndim: int) -> None:
        super().__init__()
        self.gates = nn.ModuleList(AttentionGate(skip, gating, skip, ndim=ndim, project=True) for _ in range(count))
        self.join = unit(count * skip, skip, 1, ndim=ndim, bias=True)

    def forward(self, skip: Tensor, gating: Tensor) -> Tensor:
        out: Tensor = self.join(torch.cat([gate(skip, gating) for gate in self.gates], dim=1))
        return out


class AttentionUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int, *, width: int, gates: int) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width * 2**depth for depth in range(DEPTHS)]
        self.down = nn.ModuleList(
            conv_stack(ndim, (before, after, after), norm="batch") for before, after in pairwise((in_channels, *widths))
        )
        coarsest = widths[-1]
        self.gating = unit(coarsest, coarsest, 1, ndim=ndim, bias=True) if gates else nn.Identity()
        self.gates, self.merge, self.scores = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            if gates and skip > width:  # the finest skip knows too little to be weighed
                self.gates.append(Gates(skip, below, gates, ndim))
            self.merge.append(conv_stack(ndim, (skip + below, skip, skip), norm="batch"))
            self.scores.append(nd.conv(skip, classes, 1))
        self.head = nd.conv(len(self.scores) * classes, classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        size = x.shape[2:]
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(self.pool(x) if skips else x)
            skips.append(x)
        skips.pop()
        gating = self.gating(x)
        scores: list[Tensor] = []
        for step, (merge, score) in enumerate(zip(self.merge, self.scores, strict=True)):
            skip = skips.pop()
            gated = self.gates[step](skip, gating) if step < len(self.gates) else skip
            x = gating = merge(torch.cat([gated, raised(x, 2, skip.shape[2:])], dim=1))
            scores.append(raised(score(x), 2 ** len(skips), size))
        logits: Tensor = self.head(torch.cat(scores[::-1], dim=1))
        return logits


def raised(x: Tensor, factor: int, size: torch.Size) -> Tensor:
    """Return a map of ``factor`` times the size, interpolated, then cut to ``size`` at its end: pooling rounds up."""
    if factor > 1:
        x = resize(x, [factor * side for side in x.shape[2:]])
    for axis, side in enumerate(size, start=2):
        x = x.narrow(axis, 0, side)
    return x


@architecture(
    id="attention-unet3d",
    title="Attention U-Net (3D)",
    year=2018,
    paper="arXiv:1804.03999",
    family="attention",
    citation=(
        "@inproceedings{oktay2018attention, "
        "author = {Oktay, Ozan and Schlemper, Jo and Le Folgoc, Loic and Lee, Matthew and Heinrich, Mattias "
        "and Misawa, Kazunari and Mori, Kensaku and McDonagh, Steven and Hammerla, Nils Y. and Kainz, Bernhard "
        "and Glocker, Ben and Rueckert, Daniel}, "
        "title = {Attention U-Net: Learning Where to Look for the Pancreas}, "
        "booktitle = {MIDL}, year = {2018}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=6_473_322,
    reference=(1, 4),
    reference_shape=(64, 64, 64),
    options={"width": 16, "gates": "multi"},
    choices={"gates": ("none", "single", "multi")},
    variants={
        "attention-unet3d-single": {
            "title": "Attention U-Net (3D), one gate for each skip",
            "params": 6_214_151,
            "options": {"gates": "single"},
        },
        "attention-unet3d-ungated": {
            "title": "U-Net with the deep supervision of Attention U-Net (3D)",
            "params": 5_888_004,
            "options": {"gates": "none"},
            "note": "the baseline of the authors' code",
        },
    },
    tiny={"width": 4},
    tiny_shape=(17, 20, 35),
    note="two gates for each skip, deep supervision",
)
def attention_unet3d(channels: tuple[int, int], ndim: int, *, width: int, gates: str) -> nn.Module:
    """Build the network of the authors' code."""
    return AttentionUNet(*channels, ndim, width=width, gates=GATES[gates])

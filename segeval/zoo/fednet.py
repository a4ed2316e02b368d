"""FED-Net: Chen, Zhang, Yan, ISBI 2019, arXiv:1903.11834.

A feature-fusion encoder-decoder. Against U-Net: attention fuses the semantics of coarse maps with the details of fine
ones, a dense up-sampling convolution makes up for what is lost on the way up, and convolutions are residual. There is
no public code, and we know the paper by its abstract, which says this much.

Ours: widths 64 to 1024 and max-pooling as in U-Net; a stage is a residual unit with full pre-activation. For the fusion
the averages of the coarse map pass two fully connected layers (reduction 16, but 8 features at least), whose sigmoid
scales the channels of the fine map: as in SENet (arXiv:1709.01507), but from the coarse map; both are then joined, in a
residual unit. The up-sampling is that of arXiv:1702.08502, a 3x3 convolution with batch norm and ReLU to four times the
channels, which become the four pixels of a place. Any size works: pooling rounds up and raised maps are cut. The 3D
form replaces every layer by its 3D relative, and eight voxels are a place. Option ``width``: the channels of the finest
stage.
"""

from itertools import chain, pairwise

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.context import average
from segeval.zoo._blocks.conv import layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.residual import PreActivation
from segeval.zoo._blocks.sizes import centre_crop

REDUCTION = 16
LEAST = 8  # hidden features, lest a narrow form has a single one, which ReLU may silence


class Shuffle(nn.Module):
    """Sub-pixel shuffle of 2 along every axis: 2^ndim channels in a row become the pixels of one place."""

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, *size = x.shape
        ndim = len(size)
        x = x.reshape(batch, channels // 2**ndim, *(2,) * ndim, *size)
        pairs = ((2 + ndim + axis, 2 + axis) for axis in range(ndim))
        return x.permute(0, 1, *chain(*pairs)).reshape(batch, -1, *(2 * side for side in size))


class Fusion(nn.Module):
    """A coarse map raised to a fine one, whose channels it weighs."""

    def __init__(self, coarse: int, fine: int, *, ndim: int = 2) -> None:
        super().__init__()
        conv = layers(ndim).conv
        hidden = max(LEAST, coarse // REDUCTION)
        self.squeeze = average(ndim)
        self.excite = nn.Sequential(conv(coarse, hidden, 1), nn.ReLU(inplace=True), conv(hidden, fine, 1), nn.Sigmoid())
        self.raising = nn.Sequential(*unit(coarse, 2**ndim * fine, ndim=ndim), Shuffle())
        self.mix = PreActivation(2 * fine, fine, ndim=ndim)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        weighed = fine * self.excite(self.squeeze(coarse))
        raised = centre_crop(self.raising(coarse), fine.shape[2:])
        out: Tensor = self.mix(torch.cat([weighed, raised], dim=1))
        return out


class FEDNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width * 2**depth for depth in range(5)]
        # A pre-activation would cut the dark half off the image itself.
        self.enter = nd.conv(in_channels, width, 3, padding=1, bias=False)
        self.down = nn.ModuleList(
            PreActivation(before, after, ndim=ndim) for before, after in pairwise((width, *widths))
        )
        self.up = nn.ModuleList(Fusion(coarse, fine, ndim=ndim) for coarse, fine in pairwise(reversed(widths)))
        self.last = nn.Sequential(nd.batch_norm(width), nn.ReLU(inplace=True))
        self.head = nd.conv(width, classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(self.pool(maps[-1]) if maps else self.enter(x)))
        x = maps.pop()
        for fusion in self.up:
            x = fusion(x, maps.pop())
        logits: Tensor = self.head(self.last(x))
        return logits


@architecture(
    id="fednet",
    title="FED-Net",
    year=2019,
    paper="arXiv:1903.11834",
    family="attention",
    citation=(
        "@inproceedings{chen2019fednet, "
        "author = {Chen, Xueying and Zhang, Rong and Yan, Pingkun}, "
        "title = {Feature Fusion Encoder Decoder Network for Automatic Liver Lesion Segmentation}, "
        "booktitle = {ISBI}, year = {2019}}"
    ),
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=54_886_778,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(37, 50),
    note="no public code: our reading of the paper, count frozen",
)
def fednet(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build FED-Net."""
    return FEDNet(*channels, ndim, width=width)

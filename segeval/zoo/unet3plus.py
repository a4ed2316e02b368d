"""UNet 3+: Huang, Lin, Tong, Hu, Zhang, Iwamoto et al., ICASSP 2020, arXiv:2004.08790, figures 1 to 3.

Against U-Net: every decoder stage reads all scales. It brings five maps to its size, the encoder's of its own and of
finer scales (max-pooled) and the decoder's of coarser ones (interpolated), each to 64 channels by a 3x3 convolution,
and fuses the 320. Batch norm before every ReLU, 3x3 heads, He initialisation. Any size works: pooling rounds up.
``unet3plus-ds`` is trained with deep supervision by a head on each decoder stage and on the coarsest map, all raised to
the image. The 3D form replaces every layer by its 3D relative. Options: ``width`` is the channels of the finest stage;
``supervision`` is "none", "deep", or "guided": with the classification-guided module, which decides whether an image
shows anything at all and multiplies its logits by 0 where it does not. Deviation: this decision passes the gradient of
its probability on, since the loss of its own that the paper gives it does not exist here; ``extras`` has its two
logits, absent and present.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack, layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

STAGES = 5


class FullScale(nn.Module):
    """A decoder stage, which reads a map of every scale, all of one size by now."""

    def __init__(self, read: Sequence[int], width: int, *, ndim: int = 2) -> None:
        super().__init__()
        fused = len(read) * width
        self.branches = nn.ModuleList(conv_stack(ndim, (before, width), norm="batch") for before in read)
        self.fuse = conv_stack(ndim, (fused, fused), norm="batch")

    def forward(self, maps: list[Tensor]) -> Tensor:
        read = [branch(x) for branch, x in zip(self.branches, maps, strict=True)]
        out: Tensor = self.fuse(torch.cat(read, dim=1))
        return out


class UNet3Plus(nn.Module):
    scored = 1  # of the decoder's maps, the finest first

    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int) -> None:
        super().__init__()
        nd = layers(ndim)
        widths, fused = [width * 2**depth for depth in range(STAGES)], STAGES * width
        self.down = nn.ModuleList(
            conv_stack(ndim, (before, after, after), norm="batch") for before, after in pairwise((in_channels, *widths))
        )
        self.up = nn.ModuleList()
        for depth in reversed(range(STAGES - 1)):
            coarser = (*(fused,) * (STAGES - 2 - depth), widths[-1])
            self.up.append(FullScale((*widths[: depth + 1], *coarser), width, ndim=ndim))
        decoded = (*(fused,) * (STAGES - 1), widths[-1])
        self.heads = nn.ModuleList(nd.conv(before, classes, 3, padding=1) for before in decoded[: self.scored])
        he_init(self)

    def decoded(self, x: Tensor) -> list[Tensor]:
        """Return the maps of all scales, finest first; the coarsest is the encoder's."""
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(_pooled(maps[-1], 1) if maps else x))
        # From coarse to fine: a stage replaces the encoder's map of its scale, which no later one reads.
        for stage, depth in zip(self.up, reversed(range(STAGES - 1)), strict=True):
            finer = [_pooled(maps[scale], depth - scale) for scale in range(depth + 1)]
            coarser = [resize(below, maps[depth].shape[2:]) for below in maps[depth + 1 :]]
            maps[depth] = stage([*finer, *coarser])
        return maps

    def raised(self, maps: list[Tensor]) -> list[Tensor]:
        """Return the logits of all decoded maps at the size of the finest, which is the image's."""
        size = maps[0].shape[2:]
        return [resize(head(features), size) for head, features in zip(self.heads, maps, strict=True)]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[0](self.decoded(x)[0])
        return logits


class Supervised(UNet3Plus):
    scored = STAGES

    def outputs(self, x: Tensor) -> list[Tensor]:
        return self.raised(self.decoded(x))


class Guided(UNet3Plus):
    scored = STAGES

    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int) -> None:
        super().__init__(in_channels, classes, ndim, width=width)
        coarsest = width * 2 ** (STAGES - 1)
        largest = nn.AdaptiveMaxPool2d(1) if ndim == 2 else nn.AdaptiveMaxPool3d(1)
        self.presence = nn.Sequential(nn.Dropout(0.5), layers(ndim).conv(coarsest, 2, 1), largest)
        he_init(self.presence)

    def gate(self, scores: Tensor) -> Tensor:
        """Return 1 or 0 per image, a map of one place, whose gradient is that of the probability of presence."""
        probability = scores.softmax(1)[:, 1:]
        return scores.argmax(1, keepdim=True) + (probability - probability.detach())

    def outputs(self, x: Tensor) -> list[Tensor]:
        maps = self.decoded(x)
        gate = self.gate(self.presence(maps[-1]))
        return [logits * gate for logits in self.raised(maps)]

    def forward(self, x: Tensor) -> Tensor:
        maps = self.decoded(x)
        logits: Tensor = self.heads[0](maps[0]) * self.gate(self.presence(maps[-1]))
        return logits

    def extras(self, x: Tensor) -> dict[str, Tensor]:
        return {"presence": self.presence(self.decoded(x)[-1]).flatten(1)}


def _pooled(x: Tensor, times: int) -> Tensor:
    """Return a map halved so many times, odd sizes rounded up."""
    pool = functional.max_pool2d if x.ndim == 4 else functional.max_pool3d
    return pool(x, 2**times, ceil_mode=True)


FORMS = {"none": UNet3Plus, "deep": Supervised, "guided": Guided}


@architecture(
    id="unet3plus",
    title="UNet 3+",
    year=2020,
    paper="arXiv:2004.08790",
    family="unet",
    citation=(
        "@inproceedings{huang2020unet3plus, "
        "author = {Huang, Huimin and Lin, Lanfen and Tong, Ruofeng and Hu, Hongjie and Zhang, Qiaowei "
        "and Iwamoto, Yutaro and Han, Xianhua and Chen, Yen-Wei and Wu, Jian}, "
        "title = {UNet 3+: A Full-Scale Connected UNet for Medical Image Segmentation}, "
        "booktitle = {ICASSP}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=26_971_777,
    reference=(3, 1),
    reference_shape=(320, 320),
    options={"width": 64, "supervision": "none"},
    choices={"supervision": ("none", "deep", "guided")},
    variants={
        "unet3plus-ds": {
            "title": "UNet 3+ with deep supervision",
            "params": 26_989_637,
            "side_outputs": 4,
            "options": {"supervision": "deep"},
        },
    },
    tiny={"width": 4},
    tiny_shape=(37, 50),
    aliases=("unet3+",),
)
def unet3plus(channels: tuple[int, int], ndim: int, *, width: int, supervision: str) -> nn.Module:
    """Build UNet 3+."""
    return FORMS[supervision](*channels, ndim, width=width)

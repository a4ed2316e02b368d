"""FD-UNet: Guan, Khan, Sikdar, Chitnis, IEEE JBHI 2020, arXiv:1808.10848.

Against U-Net: every stage, on the way down and up, is a dense block of four layers. A layer brings all maps before it
to the channels of the block's input by a 1x1 convolution and adds those of a 3x3 one; its growth rate doubles from
stage to stage, with the channels. A block of the finest stage grows from 32 channels by four times 8 to 64, the
coarsest from 512 by four times 128 to 1024; pooled maps have just what the next block wants, and on the way up a 1x1
convolution brings skip and raised map to half the channels of the skip. The paper removes artifacts from images and
adds its answer to them; a segmenter has no image to add to, so that this sum is left out.

The authors gave no code away, and we know the paper by its abstract: blocks, widths and merges are those on which
public ports agree. Ours, where they differ: max-pooling alone lies between blocks, 2x2 up-convolutions raise maps, and
batch norm and ReLU follow every convolution but the 1x1 head. Any size works. Option ``width``: the channels that a
block of the finest stage ends with, a multiple of 8.
"""

from itertools import pairwise

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, unit
from segeval.zoo._blocks.dense import LAYERS, DenseBlock, dense_stage
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unet import joined

STAGES = 5


class FDUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width * 2**depth for depth in range(STAGES)]
        self.enter = unit(in_channels, width // 2, ndim=ndim)
        self.down = nn.ModuleList(DenseBlock(wide // 2, ndim=ndim) for wide in widths)
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            up = nd.up_conv(below, skip, 2, stride=2, bias=False)
            self.up.append(nn.Sequential(up, nd.batch_norm(skip), nn.ReLU(inplace=True)))
            self.merge.append(dense_stage(2 * skip, skip, ndim=ndim))
        self.head = nd.conv(width, classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps: list[Tensor] = []
        for block in self.down:
            maps.append(block(self.pool(maps[-1]) if maps else self.enter(x)))
        x = maps.pop()
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(joined(maps.pop(), up(x)))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="fdunet",
    title="FD-UNet",
    year=2020,
    paper="arXiv:1808.10848",
    family="unet",
    citation=(
        "@article{guan2020fdunet, "
        "author = {Guan, Steven and Khan, Amir A. and Sikdar, Siddhartha and Chitnis, Parag V.}, "
        "title = {Fully Dense UNet for 2-D Sparse Photoacoustic Tomography Artifact Removal}, "
        "journal = {IEEE Journal of Biomedical and Health Informatics}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=9_476_770,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={"width": 64},
    tiny={"width": 16},
    tiny_shape=(37, 50),
    note="no public code: our reading of the paper, count frozen",
)
def fdunet(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build FD-UNet."""
    if width < 2 * LAYERS or width % (2 * LAYERS):
        msg = f"width of fdunet must be a multiple of {2 * LAYERS}, such as 64, got {width}"
        raise UsageError(msg)
    return FDUNet(*channels, ndim, width=width)

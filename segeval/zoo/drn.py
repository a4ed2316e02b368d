"""DRN: Yu, Koltun, Funkhouser, CVPR 2017, arXiv:1705.09914, sections 2 and 4; form D: the release.

Against ResNet: the last two strides become dilations 2 and 4, max-pooling becomes strided convolutions, and two more
stages of dilation 2 and 1 without shortcuts remove the grid of artefacts that dilation leaves. Form C has residual
blocks at both ends, form D single convolutions. A 1x1 convolution scores the map at stride 8, and a frozen bilinear
up-convolution of its own raises each class, as in the release.

Options: ``width`` is the channels of the stem, ``blocks`` are those of the eight stages; ``plain`` is form D;
``bottleneck`` concerns the four middle stages. Deviations: raised maps are cut to the image, so that any size works,
and convolutions start by their fan in, not by their fan out.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.drn import GROWTH, Drn

RAISE = 8  # the stride of the scored map


class DrnSeg(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        blocks: tuple[int, ...],
        width: int = 16,
        plain: bool = True,
        bottleneck: bool = False,
    ) -> None:
        super().__init__()
        self.encoder = Drn(in_channels, blocks, width=width, plain=plain, bottleneck=bottleneck)
        self.head = nn.Conv2d(self.encoder.widths[-1], classes, 1)
        self.up = nn.ConvTranspose2d(
            classes, classes, 2 * RAISE, stride=RAISE, padding=RAISE // 2, groups=classes, bias=False
        )
        he_init(self)
        triangle = 1 - (torch.arange(2 * RAISE) - RAISE + 0.5).abs() / RAISE
        with torch.no_grad():
            self.up.weight.copy_(torch.outer(triangle, triangle))
        self.up.weight.requires_grad = False  # never trained in the release, though among its parameters

    def forward(self, x: Tensor) -> Tensor:
        raised: Tensor = self.up(self.head(self.encoder(x)[-1]))
        return raised[:, :, : x.shape[2], : x.shape[3]]


@architecture(
    id="drn-c-26",
    title="DRN-C-26",
    year=2017,
    paper="arXiv:1705.09914",
    family="context",
    citation=(
        "@inproceedings{yu2017drn, "
        "author = {Yu, Fisher and Koltun, Vladlen and Funkhouser, Thomas}, "
        "title = {Dilated Residual Networks}, "
        "booktitle = {CVPR}, year = {2017}}"
    ),
    ndim=(2,),
    min_size=9,
    params=20_628_195,
    reference=(3, 19),
    reference_shape=(256, 256),
    options={"width": 16, "blocks": (1, 1, 2, 2, 2, 2, 1, 1), "plain": False, "bottleneck": False},
    variants={
        "drn-d-22": {"title": "DRN-D-22", "params": 15_895_363, "options": {"plain": True}},
        "drn-d-38": {
            "title": "DRN-D-38",
            "params": 26_003_523,
            "options": {"blocks": (1, 1, 3, 4, 6, 3, 1, 1), "plain": True},
        },
        "drn-d-105": {
            "title": "DRN-D-105",
            "params": 54_302_915,
            "options": {"blocks": (1, 1, 3, 4, 23, 3, 1, 1), "plain": True, "bottleneck": True},
        },
    },
    tiny={"width": 2},
    tiny_shape=(41, 58),  # the map at stride 8 is wider than the dilation 4
    note="frozen bilinear up-convolution",
)
def drn(
    channels: tuple[int, int], ndim: int, *, width: int, blocks: tuple[int, ...], plain: bool, bottleneck: bool
) -> nn.Module:
    """Build a DRN that scores the map at stride 8."""
    del ndim
    if len(blocks) != len(GROWTH) or min(blocks) < 1:
        msg = f"drn has {len(GROWTH)} stages of one block or more, got {blocks}"
        raise UsageError(msg)
    return DrnSeg(*channels, blocks=blocks, width=width, plain=plain, bottleneck=bottleneck)

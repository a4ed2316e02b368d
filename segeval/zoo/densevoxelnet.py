"""DenseVoxNet: Yu, Cheng, Dou, Yang, Chen, Qin, Heng, MICCAI 2017, arXiv:1708.00573.

Two dense blocks of 12 layers (batch norm, ReLU, 3x3x3 convolution to 12 channels, dropout 0.2), at a half and a quarter
of the image, without bottlenecks; between them a 1x1x1 convolution and max-pooling, behind them a 1x1x1 convolution and
two deconvolutions back to full size. An auxiliary head raises the map before the pooling, so that the first block is
supervised too: ``outputs`` gives the main logits first, then the auxiliary ones.

``densevoxelnet`` has the layout of the public ports, and the 1.8 million weights that the paper counts: the first
convolution is 1x1x1 with a stride of 2, so that it reads one voxel in eight; deconvolutions are as wide as their stride
with nothing between them; both heads share the last convolution, which has no bias. (One of the ports,
MontaEllis/Pytorch-Medical-Segmentation, answers with the auxiliary logits alone, so that its main path never learns.)
``densevoxelnet-heartseg``, with ``release``, is the network of the authors' own code (yulequan/HeartSeg, for Caffe):
the first convolution is 3x3x3, deconvolutions are 4x4x4 with ReLU behind, and the auxiliary head scores by a 1x1x1
convolution, then raises by a deconvolution that starts as interpolation. Any size works: halves round up, and raised
maps are cut.

Weights start from He's distribution, since the paper's deviation of 0.01 all but silences narrow networks. Other
options: ``width`` is the channels of the first convolution, ``growth`` those that a layer adds, ``blocks`` are the
layers of the two blocks, ``raised`` the channels behind the deconvolutions.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.dense import Gathering
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import crop


class DenseVoxNet(nn.Module):
    def __init__(
        self,
        channels: tuple[int, int],
        ndim: int,
        *,
        width: int,
        growth: int,
        blocks: tuple[int, int],
        raised: tuple[int, int],
        dropout: float,
        release: bool,
    ) -> None:
        super().__init__()
        nd, (in_channels, classes), (wide, narrow) = layers(ndim), channels, raised
        middle = width + blocks[0] * growth
        last = middle + blocks[1] * growth
        side, margin = (3, 1) if release else (1, 0)
        self.enter = nd.conv(in_channels, width, side, stride=2, padding=margin, bias=False)
        self.first = Gathering(*(_layer(width + step * growth, growth, ndim, dropout) for step in range(blocks[0])))
        self.reduce = _mix(middle, ndim, bias=not release)
        self.drop = nn.Dropout(dropout if release else 0.0)
        self.pool = nd.max_pool(2, ceil_mode=True)
        self.second = Gathering(*(_layer(middle + step * growth, growth, ndim, dropout) for step in range(blocks[1])))
        self.mix = _mix(last, ndim, bias=False)
        self.up = nn.Sequential(*_doubling(last, wide, ndim, release), *_doubling(wide, narrow, ndim, release))
        self.head = nd.conv(narrow, classes, 1, bias=release)
        self.shared = not release  # the head reads both raised maps
        if release:
            up = nd.up_conv(classes, classes, 4, stride=2, padding=1, groups=classes, bias=False)
            self.side = nn.Sequential(nd.conv(middle, classes, 1), up)
        else:
            self.side = nn.Sequential(nd.up_conv(middle, narrow, 2, stride=2))
        he_init(self)
        if release:
            _interpolate(up)

    def outputs(self, x: Tensor) -> list[Tensor]:
        middle = self.reduce(self.first(self.enter(x)))
        side = self.side(middle)
        logits = [self._answer(middle), self.head(side) if self.shared else side]
        return [crop(each, x.shape[2:]) for each in logits]

    def forward(self, x: Tensor) -> Tensor:
        logits = self._answer(self.reduce(self.first(self.enter(x))))
        return crop(logits, x.shape[2:])

    def _answer(self, middle: Tensor) -> Tensor:
        logits: Tensor = self.head(self.up(self.mix(self.second(self.pool(self.drop(middle))))))
        return logits


def _interpolate(up: nn.Module) -> None:
    """Make a deconvolution of width 4 and stride 2 linear interpolation, from which it can learn."""
    weight = up.get_parameter("weight")
    kernel = line = torch.tensor([0.25, 0.75, 0.75, 0.25])
    for _ in range(weight.ndim - 3):
        kernel = kernel[..., None] * line
    with torch.no_grad():
        weight.copy_(kernel)


def _layer(before: int, growth: int, ndim: int, dropout: float) -> nn.Sequential:
    nd = layers(ndim)
    conv = nd.conv(before, growth, 3, padding=1, bias=False)
    return nn.Sequential(nd.batch_norm(before), nn.ReLU(inplace=True), conv, nn.Dropout(dropout))


def _mix(channels: int, ndim: int, *, bias: bool) -> nn.Sequential:
    nd = layers(ndim)
    return nn.Sequential(nd.batch_norm(channels), nn.ReLU(inplace=True), nd.conv(channels, channels, 1, bias=bias))


def _doubling(before: int, after: int, ndim: int, release: bool) -> list[nn.Module]:
    up_conv = layers(ndim).up_conv
    if release:
        return [up_conv(before, after, 4, stride=2, padding=1), nn.ReLU(inplace=True)]
    return [up_conv(before, after, 2, stride=2)]


@architecture(
    id="densevoxelnet",
    title="DenseVoxNet",
    year=2017,
    paper="arXiv:1708.00573",
    family="fcn",
    citation=(
        "@inproceedings{yu2017densevoxnet, "
        "author = {Yu, Lequan and Cheng, Jie-Zhi and Dou, Qi and Yang, Xin and Chen, Hao and Qin, Jing "
        "and Heng, Pheng-Ann}, "
        "title = {Automatic 3D Cardiovascular MR Segmentation with Densely-Connected Volumetric ConvNets}, "
        "booktitle = {MICCAI}, year = {2017}}"
    ),
    ndim=(2, 3),
    params=1_783_152,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    side_outputs=1,
    options={
        "width": 16,
        "growth": 12,
        "blocks": (12, 12),
        "raised": (128, 64),
        "dropout": 0.2,
        "release": False,
    },
    variants={
        "densevoxelnet-heartseg": {
            "title": "DenseVoxNet of the authors' code",
            "params": 4_339_700,
            "options": {"release": True},
        },
    },
    tiny={"width": 6, "growth": 4, "blocks": (2, 3), "raised": (8, 6)},
    tiny_shape=(9, 14, 19),
)
def densevoxelnet(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    growth: int,
    blocks: tuple[int, ...],
    raised: tuple[int, ...],
    dropout: float,
    release: bool,
) -> nn.Module:
    """Build DenseVoxNet."""
    for name, pair in (("blocks", blocks), ("raised", raised)):
        if len(pair) != 2 or min(pair) < 1:
            msg = f"{name} of densevoxelnet are two numbers of 1 or more, got {'+'.join(map(str, pair)) or 'none'}"
            raise UsageError(msg)
    return DenseVoxNet(
        channels,
        ndim,
        width=width,
        growth=growth,
        blocks=(blocks[0], blocks[1]),
        raised=(raised[0], raised[1]),
        dropout=dropout,
        release=release,
    )

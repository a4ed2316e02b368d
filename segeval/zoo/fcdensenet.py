"""FC-DenseNet (One Hundred Layers Tiramisu): Jegou, Drozdzal, Vazquez, Romero, Bengio, CVPRW 2017, arXiv:1611.09326.

Figures 1 and 2, tables 1 and 2. Dense blocks on both sides of a U: a layer (batch norm, ReLU, 3x3 convolution, dropout
0.2) reads the maps of all layers before it and adds ``growth`` channels. On the way down a block passes its input on,
on the way up only what is new is raised, lest the channels explode; up-convolutions of width 3 are cut to the skip.
``fcdensenet56``, ``67`` and ``103`` are named by the paper's count of layers, and start with He's uniform distribution.
The 3D form replaces every layer by its 3D relative. Options: ``width`` is the channels of the first convolution;
``blocks`` are the layers of the blocks on the way down, mirrored on the way up, and of the last, which lies between:
4+4+4 goes two down and two up.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.unet import joined

MOST = 7  # blocks down: an image of the smallest size is one pixel in the last


class DenseBlock(nn.Module):
    def __init__(self, before: int, count: int, growth: int, dropout: float, *, ndim: int = 2) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            _layer(before + step * growth, growth, 3, ndim, dropout=dropout) for step in range(count)
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the input with what the layers add to it, and what they add alone."""
        entered = x.shape[1]
        for layer in self.layers:
            x = torch.cat([x, layer(x)], dim=1)
        return x, x[:, entered:]


class FCDenseNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        ndim: int = 2,
        *,
        width: int,
        growth: int,
        blocks: tuple[int, ...],
        dropout: float,
    ) -> None:
        super().__init__()
        nd = layers(ndim)
        *down, bottom = blocks
        self.enter = nd.conv(in_channels, width, 3, padding=1)
        self.down, self.reduce = nn.ModuleList(), nn.ModuleList()
        skips: list[int] = []
        for count in down:
            self.down.append(DenseBlock(width, count, growth, dropout, ndim=ndim))
            width += count * growth
            skips.append(width)
            self.reduce.append(_layer(width, width, 1, ndim, dropout=dropout))
        self.bottom = DenseBlock(width, bottom, growth, dropout, ndim=ndim)
        self.lift, self.up = nn.ModuleList(), nn.ModuleList()
        new = bottom * growth
        for count in reversed(down):
            self.lift.append(nd.up_conv(new, new, 3, stride=2))
            width = new + skips.pop()
            self.up.append(DenseBlock(width, count, growth, dropout, ndim=ndim))
            new = count * growth
        self.head = nd.conv(width + new, classes, 1)
        self.pool = nd.max_pool(2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Conv3d | nn.ConvTranspose2d | nn.ConvTranspose3d):
                nn.init.kaiming_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        x, skips = self.enter(x), []
        for block, reduce in zip(self.down, self.reduce, strict=True):
            x, _ = block(x)
            skips.append(x)
            x = self.pool(reduce(x))
        x, new = self.bottom(x)
        for up, block in zip(self.lift, self.up, strict=True):
            x, new = block(joined(up(new), skips.pop()))
        logits: Tensor = self.head(x)
        return logits


def _layer(before: int, after: int, kernel: int, ndim: int, *, dropout: float) -> nn.Sequential:
    nd = layers(ndim)
    conv = nd.conv(before, after, kernel, padding=kernel // 2)
    return nn.Sequential(nd.batch_norm(before), nn.ReLU(inplace=True), conv, nn.Dropout(dropout))


@architecture(
    id="fcdensenet56",
    title="FC-DenseNet56 (Tiramisu)",
    year=2017,
    paper="arXiv:1611.09326",
    family="unet",
    citation=(
        "@inproceedings{jegou2017tiramisu, "
        "author = {Jégou, Simon and Drozdzal, Michal and Vazquez, David and Romero, Adriana "
        "and Bengio, Yoshua}, "
        "title = {The One Hundred Layers Tiramisu: Fully Convolutional DenseNets for Semantic Segmentation}, "
        "booktitle = {CVPR Workshops}, year = {2017}}"
    ),
    ndim=(2, 3),
    min_size=64,
    params=1_376_795,
    reference=(3, 11),
    reference_shape=(224, 224),
    options={"width": 48, "growth": 12, "blocks": (4, 4, 4, 4, 4, 4), "dropout": 0.2},
    variants={
        "fcdensenet67": {
            "title": "FC-DenseNet67",
            "params": 3_463_243,
            "options": {"growth": 16, "blocks": (5, 5, 5, 5, 5, 5)},
        },
        "fcdensenet103": {
            "title": "FC-DenseNet103",
            "params": 9_322_091,
            "options": {"growth": 16, "blocks": (4, 5, 7, 10, 12, 15)},
        },
    },
    tiny={"width": 4, "growth": 2, "blocks": (1, 2, 1, 2, 1, 3)},
    tiny_shape=(75, 98),
)
def fcdensenet(
    channels: tuple[int, int], ndim: int, *, width: int, growth: int, blocks: tuple[int, ...], dropout: float
) -> nn.Module:
    """Build FC-DenseNet."""
    if not 2 <= len(blocks) <= MOST or min(blocks) < 1:
        msg = f"blocks of fcdensenet are 2 to {MOST} counts of layers, such as 4+4+4, got {'+'.join(map(str, blocks))}"
        raise UsageError(msg)
    return FCDenseNet(*channels, ndim, width=width, growth=growth, blocks=blocks, dropout=dropout)

"""SegResNet: Myronenko, BrainLes 2018, arXiv:1810.11654, figure 1, table 1.

The network that won BraTS 2018: a large encoder, a small decoder. Residual blocks with pre-activation and group norm of
8 groups, 1, 2, 2 and 4 of them in the stages going down, one in each going up; convolutions of stride 2 double the
channels, a 1x1x1 convolution halves them before a map is interpolated, and added to its skip. Dropout of whole maps
follows the first convolution. The answer passes group norm and ReLU before its 1x1x1 convolution, as in MONAI.

The branch that restores the image by a variational autoencoder is left out: it acts in training only, and its weights
depend on the size of the image. ``segresnet-16`` and ``segresnet-8`` have half and a quarter of the channels. Options:
``width``, the channels of the finest stage; ``down`` and ``up``, the blocks of the stages in the order in which they
come; ``groups``, which divide the width; ``dropout``, its rate. Any size from 2 works: strides round up, and a map is
interpolated to the size of its skip.
"""

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize


class Block(nn.Module):
    """Group norm, ReLU and a convolution, twice, added to the map."""

    def __init__(self, width: int, *, ndim: int, groups: int) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.norm1 = nn.GroupNorm(groups, width)
        self.conv1 = conv(width, width, 3, padding=1, bias=False)
        self.norm2 = nn.GroupNorm(groups, width)
        self.conv2 = conv(width, width, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv1(functional.relu(self.norm1(x)))
        out = self.conv2(functional.relu(self.norm2(out)))
        return x + out


class SegResNet(nn.Module):
    def __init__(
        self,
        channels: tuple[int, int],
        ndim: int,
        *,
        width: int,
        down: tuple[int, ...],
        up: tuple[int, ...],
        groups: int,
        dropout: float,
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        conv = layers(ndim).conv
        self.enter = conv(in_channels, width, 3, padding=1, bias=False)
        self.drop = nn.Dropout2d(dropout) if ndim == 2 else nn.Dropout3d(dropout)
        self.down, self.narrow, self.up = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for depth, count in enumerate(down):
            wide = width * 2**depth
            stride = conv(wide // 2, wide, 3, stride=2, padding=1, bias=False) if depth else nn.Identity()
            self.down.append(nn.Sequential(stride, *(Block(wide, ndim=ndim, groups=groups) for _ in range(count))))
        for depth, count in zip(reversed(range(len(up))), up, strict=True):
            wide = width * 2**depth
            self.narrow.append(conv(2 * wide, wide, 1, bias=False))
            self.up.append(nn.Sequential(*(Block(wide, ndim=ndim, groups=groups) for _ in range(count))))
        self.head = nn.Sequential(nn.GroupNorm(groups, width), nn.ReLU(inplace=True), conv(width, classes, 1))
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        x, skips = self.drop(self.enter(x)), []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        for narrow, stage in zip(self.narrow, self.up, strict=True):
            skip = skips.pop()
            x = stage(resize(narrow(x), skip.shape[2:]) + skip)
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="segresnet",
    title="SegResNet",
    year=2018,
    paper="arXiv:1810.11654",
    family="unet",
    citation=(
        "@inproceedings{myronenko2018segresnet, "
        "author = {Myronenko, Andriy}, "
        "title = {3D MRI Brain Tumor Segmentation Using Autoencoder Regularization}, "
        "booktitle = {BrainLes}, year = {2018}}"
    ),
    ndim=(2, 3),
    min_size=2,  # a group may be one channel, of which group norm wants two places
    params=18_798_627,
    reference=(4, 3),
    reference_shape=(64, 64, 64),
    options={"width": 32, "down": (1, 2, 2, 4), "up": (1, 1, 1), "groups": 8, "dropout": 0.2},
    variants={
        "segresnet-16": {
            "title": "SegResNet, half of the channels",
            "params": 4_702_227,
            "options": {"width": 16},
        },
        "segresnet-8": {
            "title": "SegResNet, a quarter of the channels",
            "params": 1_176_186,
            "reference": (1, 2),
            "options": {"width": 8},
        },
    },
    tiny={"width": 4, "down": (1, 2, 1, 2), "groups": 2},
    tiny_shape=(9, 16, 22),
    note="without the autoencoder that regularises training",
)
def segresnet(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    down: tuple[int, ...],
    up: tuple[int, ...],
    groups: int,
    dropout: float,
) -> nn.Module:
    """Build SegResNet without its autoencoder."""
    if len(down) != len(up) + 1 or min(down + up) < 1:
        msg = (
            "segresnet: down counts the blocks of one stage more than up, one or more each; "
            f"got {'+'.join(map(str, down))} and {'+'.join(map(str, up))}"
        )
        raise UsageError(msg)
    if groups < 1 or width < groups or width % groups or not 0 <= dropout < 1:
        msg = (
            "segresnet: width is a multiple of groups and dropout from 0 to below 1, "
            f"got {width}, {groups} and {dropout}"
        )
        raise UsageError(msg)
    return SegResNet(channels, ndim, width=width, down=down, up=up, groups=groups, dropout=dropout)

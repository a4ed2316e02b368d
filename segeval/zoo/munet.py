"""mU-Net: Seo, Huang, Bassenne, Xiao, Xing, IEEE TMI 2020, arXiv:1911.00140.

Against U-Net: a skip no longer repeats what the coarser stages know. Its residual path up-convolves the pooled map,
with an activation, and this low resolution part leaves the skip; where a small object gives the path nothing, the skip
keeps all of its features. What remains passes further convolutions before it is merged: high level features of edges,
and of small objects. There is no public code, and we know the paper by its abstract, which says this much.

Ours: the part leaves by subtraction of its ReLU; up-convolutions of 2x2 keep the channels of the skip, two 3x3
convolutions with ReLU follow; all else is the padded U-Net of 64 to 1024 channels, without norm or dropout. Any size
works; the 3D form replaces every layer by its 3D relative. Options: ``width`` is the channels of the finest stage;
``convs`` are those of a skip; ``norm`` stands before every ReLU but that of the path.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack, layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop
from segeval.zoo._blocks.unet import joined


class ResidualSkip(nn.Module):
    """A skip less its low resolution part."""

    def __init__(self, channels: int, convs: int, norm: str, *, ndim: int = 2) -> None:
        super().__init__()
        self.low = layers(ndim).up_conv(channels, channels, 2, stride=2)
        self.convs = conv_stack(ndim, (channels,) * (1 + convs), norm=norm)

    def forward(self, x: Tensor, pooled: Tensor) -> Tensor:
        low = centre_crop(functional.relu(self.low(pooled)), x.shape[2:])
        out: Tensor = self.convs(x - low)
        return out


class MUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int, convs: int, norm: str) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width * 2**depth for depth in range(5)]
        self.down = nn.ModuleList(
            conv_stack(ndim, (before, after, after), norm=norm) for before, after in pairwise((in_channels, *widths))
        )
        self.skips = nn.ModuleList(ResidualSkip(skip, convs, norm, ndim=ndim) for skip in widths[:-1])
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            self.up.append(nd.up_conv(below, skip, 2, stride=2))
            self.merge.append(conv_stack(ndim, (2 * skip, skip, skip), norm=norm))
        self.head = nd.conv(width, classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        *fine, coarsest = self.down
        skips: list[Tensor] = []
        for stage, skip in zip(fine, self.skips, strict=True):
            features = stage(x)
            x = self.pool(features)
            skips.append(skip(features, x))
        x = coarsest(x)
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(joined(skips.pop(), up(x)))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="munet",
    title="mU-Net",
    year=2020,
    paper="arXiv:1911.00140",
    family="unet",
    citation=(
        "@article{seo2020munet, "
        "author = {Seo, Hyunseok and Huang, Charles and Bassenne, Maxime and Xiao, Ruoxiu and Xing, Lei}, "
        "title = {Modified U-Net (mU-Net) with Incorporation of Object-Dependent High Level Features "
        "for Improved Liver and Liver-Tumor Segmentation in CT Images}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=38_693_058,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={"width": 64, "convs": 2, "norm": "none"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4},
    tiny_shape=(37, 50),
    note="no public code: our reading of the paper, count frozen",
)
def munet(channels: tuple[int, int], ndim: int, *, width: int, convs: int, norm: str) -> nn.Module:
    """Build mU-Net."""
    if convs < 0:
        msg = f"convs of munet are the convolutions of a skip, 0 or more, got {convs}"
        raise UsageError(msg)
    return MUNet(*channels, ndim, width=width, convs=convs, norm=norm)

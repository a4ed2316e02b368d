"""HighResNet: Li, Wang, Fidon, Ourselin, Cardoso, Vercauteren, IPMI 2017, arXiv:1707.01992, figure 1.

No map is ever smaller than the image: residual blocks of dilation 1, then 2, then 4 look ever farther around a voxel.
A block is twice batch norm, ReLU and a convolution of width 3; where channels double, its shortcut is filled with zeros
on both sides. ``highresnet2d`` is the same network in 2D. Logits are those of a 1x1x1 convolution with batch norm, as
in the public package highresnet; MONAI's network ends in a ReLU, so that no logit is negative. Options: ``width``
is the channels of the first dilation, ``blocks`` the residual blocks of each one; ``norm`` stands where batch norm
does. A ``dropout`` above zero adds the layer by which the paper samples its uncertainty: before the logits, a 1x1x1
convolution to five times the ``width``, and dropout of whole maps.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, norm_layers, unit
from segeval.zoo._blocks.init import he_init

DILATIONS = (1, 2, 4)


class Residual(nn.Module):
    """Norm, ReLU and convolution, twice, around a shortcut without weights."""

    def __init__(self, before: int, after: int, dilation: int, *, ndim: int, norm: str) -> None:
        super().__init__()
        self.body = nn.ModuleList(
            nn.Sequential(
                *norm_layers(norm, ndim, came),
                nn.ReLU(),
                layers(ndim).conv(came, left, 3, padding=dilation, dilation=dilation, bias=norm == "none"),
            )
            for came, left in pairwise((before, after, after))
        )
        self.more = after - before

    def forward(self, x: Tensor) -> Tensor:
        out = x
        for step in self.body:
            out = step(out)
        first = self.more // 2
        return out + functional.pad(x, (0, 0) * (x.ndim - 2) + (first, self.more - first))


class HighResNet(nn.Module):
    def __init__(
        self, channels: tuple[int, int], ndim: int, *, width: int, blocks: int, norm: str, dropout: float
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        bias = norm == "none"
        self.enter = unit(in_channels, width, ndim=ndim, norm=norm, bias=bias)
        self.stages = nn.ModuleList()
        before = width
        for depth, dilation in enumerate(DILATIONS):
            after = width * 2**depth
            befores = (before, *(after,) * (blocks - 1))
            self.stages.append(
                nn.Sequential(*(Residual(came, after, dilation, ndim=ndim, norm=norm) for came in befores))
            )
            before = after
        self.sampled = nn.Sequential()
        if dropout:
            drop = nn.Dropout2d(dropout) if ndim == 2 else nn.Dropout3d(dropout)
            self.sampled.extend([*unit(before, 5 * width, 1, ndim=ndim, norm=norm, bias=bias), drop])
            before = 5 * width
        self.head = unit(before, classes, 1, ndim=ndim, norm=norm, bias=bias, act=False)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        for stage in self.stages:
            x = stage(x)
        logits: Tensor = self.head(self.sampled(x))
        return logits


@architecture(
    id="highresnet3d",
    title="HighRes3DNet",
    year=2017,
    paper="arXiv:1707.01992",
    family="context",
    citation=(
        "@inproceedings{li2017highresnet, "
        "author = {Li, Wenqi and Wang, Guotai and Fidon, Lucas and Ourselin, Sebastien and Cardoso, M. Jorge "
        "and Vercauteren, Tom}, "
        "title = {On the Compactness, Efficiency, and Representation of 3D Convolutional Networks: "
        "Brain Parcellation as a Pretext Task}, "
        "booktitle = {IPMI}, year = {2017}}"
    ),
    ndim=(3,),
    params=803_636,
    reference=(1, 2),
    reference_shape=(32, 32, 32),
    options={"width": 16, "blocks": 3, "norm": "batch", "dropout": 0.0},
    choices={"norm": ("none", "batch", "instance", "group")},
    variants={
        "highresnet2d": {
            "title": "HighResNet (2D)",
            "ndim": (2,),
            "params": 268_820,
            "reference_shape": (128, 128),
            "tiny_shape": (21, 34),
        },
    },
    tiny={"width": 4, "blocks": 2},
    tiny_shape=(7, 9, 10),
    note="without the dropout layer",
)
def highresnet(
    channels: tuple[int, int], ndim: int, *, width: int, blocks: int, norm: str, dropout: float
) -> nn.Module:
    """Build HighResNet."""
    if blocks < 1:
        msg = f"highresnet has at least one residual block of each dilation, got blocks {blocks}"
        raise UsageError(msg)
    return HighResNet(channels, ndim, width=width, blocks=blocks, norm=norm, dropout=dropout)

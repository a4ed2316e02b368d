"""Residual 3D U-Net: Lee, Zung, Li, Jain, Seung 2017, arXiv:1706.00120, in the form of pytorch-3dunet.

Against 3D U-Net: every stage is a residual module, a first convolution and two more that learn what to add to it; a
skip is added to the raised map, not joined to it; transposed convolutions raise. The paper's network is anisotropic,
for serial sections. This one is the public form: kernels of 3 on every axis, the first convolution of a module 1x1x1
and only where channels change, widths that double, group norm before every convolution (in place of batch norm). A
transposed convolution makes 2 n - 1 of n, which are repeated to the size of the skip, so that any size from 16 works.

``resunet3d-se`` ends every module with concurrent excitation (arXiv:1803.02579), the larger of both, without a
reduction. Options: ``widths`` of the stages, fine to coarse; ``norm``, with its ``groups``, which are one for fewer
channels; ``order`` "pre" has it before a convolution, "post" between convolution and activation; ``act``; ``squeeze``.
The norms of the paper, and its exponential units: ``norm=batch,order=post,act=elu``.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.attention import SpatialChannelSE
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init

ACTS: dict[str, type[nn.ReLU | nn.ELU]] = {"relu": nn.ReLU, "elu": nn.ELU}


@dataclass(frozen=True)
class Style:
    """What all residual modules of a network have in common."""

    ndim: int
    norm: str
    groups: int
    order: str
    act: str
    squeeze: bool

    def layer(self, width: int, *, act: bool) -> nn.Sequential:
        """Return a convolution of width 3 with its norm and, perhaps, activation, in the order of the network."""
        nd, groups = layers(self.ndim), self.groups if width >= self.groups else 1
        steps: dict[str, nn.Module] = {
            "norm": nn.GroupNorm(groups, width) if self.norm == "group" else nd.batch_norm(width),
            "conv": nd.conv(width, width, 3, padding=1, bias=False),
        }
        names = ["norm", "conv"] if self.order == "pre" else ["conv", "norm"]
        if act:
            steps["act"] = self.activation()
            names.append("act")
        return nn.Sequential(OrderedDict((name, steps[name]) for name in names))

    def activation(self) -> nn.Module:
        return ACTS[self.act](inplace=True)


class Residual(nn.Module):
    def __init__(self, before: int, after: int, style: Style) -> None:
        super().__init__()
        self.widen = nn.Identity() if before == after else layers(style.ndim).conv(before, after, 1)
        self.first, self.second = style.layer(after, act=True), style.layer(after, act=False)
        self.act = style.activation()
        # 1 for the reduction: the two layers of its channels are as wide as the map.
        self.squeeze = (
            SpatialChannelSE(after, 1, ndim=style.ndim, merge="max", bias=True) if style.squeeze else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.widen(x)
        out: Tensor = self.squeeze(self.act(self.second(self.first(x)) + x))
        return out


class ResidualUNet(nn.Module):
    """``widths`` are the channels of the stages, finest first."""

    def __init__(self, in_channels: int, classes: int, *, widths: Sequence[int], style: Style) -> None:
        super().__init__()
        nd = layers(style.ndim)
        self.down = nn.ModuleList(
            Residual(before, after, style) for before, after in zip((in_channels, *widths), widths, strict=False)
        )
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for depth in range(len(widths) - 1, 0, -1):
            below, skip = widths[depth], widths[depth - 1]
            self.up.append(nd.up_conv(below, skip, 3, stride=2, padding=1, bias=False))
            self.merge.append(Residual(skip, skip, style))
        self.head = nd.conv(widths[0], classes, 1)
        self.pool = nd.max_pool(2)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(self.pool(maps[-1]) if maps else x))
        x = maps.pop()
        for up, merge in zip(self.up, self.merge, strict=True):
            skip = maps.pop()
            x = merge(skip + functional.interpolate(up(x), size=skip.shape[2:]))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="resunet3d",
    title="Residual 3D U-Net",
    year=2017,
    paper="arXiv:1706.00120",
    family="unet",
    citation=(
        "@article{lee2017superhuman, "
        "author = {Lee, Kisuk and Zung, Jonathan and Li, Peter and Jain, Viren and Seung, H. Sebastian}, "
        "title = {Superhuman Accuracy on the SNEMI3D Connectomics Challenge}, "
        "journal = {arXiv:1706.00120}, year = {2017}}"
    ),
    ndim=(2, 3),
    min_size=16,
    params=28_437_314,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={
        "widths": (32, 64, 128, 256, 512),
        "norm": "group",
        "groups": 8,
        "order": "pre",
        "act": "relu",
        "squeeze": False,
    },
    choices={"norm": ("group", "batch"), "order": ("pre", "post"), "act": ("relu", "elu")},
    variants={
        "resunet3d-se": {
            "title": "Residual 3D U-Net with squeeze and excitation",
            "params": 29_314_187,
            "options": {"squeeze": True},
            # Of two excitations the larger alone learns: maps of many places, that each may be it somewhere.
            "tiny": {"widths": (8, 16, 16), "groups": 2},
            "tiny_shape": (20, 30, 24),
        },
    },
    tiny={"widths": (4, 8, 8, 12, 16), "groups": 2},
    tiny_shape=(32, 50, 35),
    note="the form of pytorch-3dunet, with 32 channels at the finest stage",
)
def resunet3d(
    channels: tuple[int, int],
    ndim: int,
    *,
    widths: tuple[int, ...],
    norm: str,
    groups: int,
    order: str,
    act: str,
    squeeze: bool,
) -> nn.Module:
    """Build the residual 3D U-Net."""
    if not widths or min(*widths, groups) < 1:
        msg = f"resunet3d: widths and groups are 1 or more, got {'+'.join(map(str, widths)) or 'no'} and {groups}"
        raise UsageError(msg)
    uneven = [width for width in widths if width > groups and width % groups]
    if norm == "group" and uneven:
        msg = f"resunet3d: {groups} groups do not divide a stage of {uneven[0]} channels evenly"
        raise UsageError(msg)
    style = Style(ndim=ndim, norm=norm, groups=groups, order=order, act=act, squeeze=squeeze)
    return ResidualUNet(*channels, widths=widths, style=style)

"""U2-Net: Qin, Zhang, Huang, Dehghan, Zaiane, Jagersand, Pattern Recognition 2020, arXiv:2005.09007, figure 5, table 1.

Against U-Net: every stage is itself a small residual U-Net (RSU, figure 2), and six side maps are fused into the
answer. ``forward`` gives the fused logits, ``outputs`` also the six side logits, raised to the size of the image; the
release applies a sigmoid to all seven. ``u2netp`` has 16 channels inside and 64 between all stages. Options: ``down``
and ``up`` are (inner channels, channels out) of the six encoder stages and of the five decoder stages, from fine to
coarse. The 3D form replaces every layer by its 3D relative. Deviation: He instead of Xavier initialisation.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

# Dilations along one RSU, stage by stage: RSU-7, 6, 5 and 4 pool between layers, the two RSU-4F dilate instead.
DILATIONS = ((1,) * 6 + (2,), (1,) * 5 + (2,), (1,) * 4 + (2,), (1,) * 3 + (2,), (1, 2, 4, 8), (1, 2, 4, 8))
Widths = tuple[tuple[int, int], ...]


class ResidualU(nn.Module):
    """A U-Net of single convolutions around a shortcut."""

    def __init__(self, before: int, inner: int, after: int, dilations: tuple[int, ...], *, ndim: int = 2) -> None:
        super().__init__()
        self.pools = dilations[1] == 1
        self.enter = unit(before, after, ndim=ndim, bias=True)
        self.down = nn.ModuleList(
            unit(inner if depth else after, inner, ndim=ndim, dilation=dilation, bias=True)
            for depth, dilation in enumerate(dilations)
        )
        self.up = nn.ModuleList(
            unit(2 * inner, inner if depth else after, ndim=ndim, dilation=dilation, bias=True)
            for depth, dilation in enumerate(dilations[:-1])
        )
        self.pool = layers(ndim).max_pool(2, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        entered: Tensor = self.enter(x)
        maps = [self.down[0](entered)]
        for layer in self.down[1:-1]:
            maps.append(layer(self.pool(maps[-1]) if self.pools else maps[-1]))
        x = self.down[-1](maps[-1])
        for layer in reversed(self.up):
            skip = maps.pop()
            x = layer(torch.cat([resize(x, skip.shape[2:]), skip], dim=1))
        return x + entered


class U2Net(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, down: Widths, up: Widths) -> None:
        super().__init__()
        nd = layers(ndim)
        outs = [after for _, after in down]
        befores = (in_channels, *outs)
        self.down = nn.ModuleList(
            ResidualU(before, *widths, dilations, ndim=ndim)
            for before, widths, dilations in zip(befores, down, DILATIONS, strict=False)
        )
        raised = [after for _, after in up[1:]] + [outs[-1]]
        self.up = nn.ModuleList(
            ResidualU(skip + below, *widths, dilations, ndim=ndim)
            for skip, below, widths, dilations in zip(outs, raised, up, DILATIONS, strict=False)
        )
        sides = [after for _, after in up] + [outs[-1]]
        self.sides = nn.ModuleList(nd.conv(width, classes, 3, padding=1) for width in sides)
        self.fuse = nd.conv(len(sides) * classes, classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def outputs(self, x: Tensor) -> list[Tensor]:
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(self.pool(maps[-1]) if maps else x))
        for depth in reversed(range(len(self.up))):
            below = resize(maps[depth + 1], maps[depth].shape[2:])
            maps[depth] = self.up[depth](torch.cat([below, maps[depth]], dim=1))
        sides = [resize(head(features), x.shape[2:]) for head, features in zip(self.sides, maps, strict=True)]
        return [self.fuse(torch.cat(sides, dim=1)), *sides]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]


@architecture(
    id="u2net",
    title="U2-Net",
    year=2020,
    paper="arXiv:2005.09007",
    family="unet",
    citation=(
        "@article{qin2020u2net, "
        "author = {Qin, Xuebin and Zhang, Zichen and Huang, Chenyang and Dehghan, Masood "
        "and Zaiane, Osmar R. and Jagersand, Martin}, "
        "title = {U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection}, "
        "journal = {Pattern Recognition}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=33,
    params=44_009_869,
    reference=(3, 1),
    reference_shape=(320, 320),
    side_outputs=6,
    options={
        "down": ((32, 64), (32, 128), (64, 256), (128, 512), (256, 512), (256, 512)),
        "up": ((16, 64), (32, 64), (64, 128), (128, 256), (256, 512)),
    },
    variants={
        "u2netp": {
            "title": "U2-Net, small",
            "params": 1_131_181,
            "options": {
                "down": ((16, 64), (16, 64), (16, 64), (16, 64), (16, 64), (16, 64)),
                "up": ((16, 64), (16, 64), (16, 64), (16, 64), (16, 64)),
            },
            "tiny": {},
            "tiny_shape": (),
        },
    },
    tiny={
        "down": ((2, 4), (2, 6), (3, 8), (4, 10), (5, 12), (6, 14)),
        "up": ((2, 3), (2, 5), (3, 7), (4, 9), (5, 11)),
    },
    tiny_shape=(289, 320),  # the map at stride 32 is wider than the dilation 8
)
def u2net(channels: tuple[int, int], ndim: int, *, down: Widths, up: Widths) -> nn.Module:
    """Build U2-Net."""
    if (len(down), len(up)) != (6, 5) or any(len(pair) != 2 for pair in (*down, *up)):
        msg = f"u2net has six pairs of widths down and five up, got {down} and {up}"
        raise UsageError(msg)
    return U2Net(*channels, ndim, down=down, up=up)

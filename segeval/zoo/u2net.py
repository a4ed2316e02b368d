"""U2-Net: Qin, Zhang, Huang, Dehghan, Zaiane, Jagersand, Pattern Recognition 2020, arXiv:2005.09007, figure 5, table 1.

Against U-Net: every stage is itself a small residual U-Net (RSU, figure 2), and six side maps are fused into the
answer. ``forward`` gives the fused logits, ``side=True`` adds the six side logits, raised to the size of the image; the
release applies a sigmoid to all seven. ``u2netp`` has 16 channels inside and 64 between all stages. Deviation: He
instead of Xavier initialisation.
"""

from typing import Literal, overload

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks import he_init, resize

# (inner channels, channels out) of the six encoder stages, then of the five decoder stages from fine to coarse
FULL = ((32, 64), (32, 128), (64, 256), (128, 512), (256, 512), (256, 512))
FULL_UP = ((16, 64), (32, 64), (64, 128), (128, 256), (256, 512))
SMALL = ((16, 64),) * 6
SMALL_UP = ((16, 64),) * 5
# Dilations along one RSU, stage by stage: RSU-7, 6, 5 and 4 pool between layers, the two RSU-4F dilate instead.
DILATIONS = ((1,) * 6 + (2,), (1,) * 5 + (2,), (1,) * 4 + (2,), (1,) * 3 + (2,), (1, 2, 4, 8), (1, 2, 4, 8))
Widths = tuple[tuple[int, int], ...]


class ResidualU(nn.Module):
    """A U-Net of single convolutions around a shortcut."""

    def __init__(self, before: int, inner: int, after: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.pools = dilations[1] == 1
        self.enter = _conv(before, after)
        self.down = nn.ModuleList(
            _conv(inner if depth else after, inner, dilation) for depth, dilation in enumerate(dilations)
        )
        self.up = nn.ModuleList(
            _conv(2 * inner, inner if depth else after, dilation) for depth, dilation in enumerate(dilations[:-1])
        )
        self.pool = nn.MaxPool2d(2, ceil_mode=True)

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
    def __init__(self, in_channels: int, classes: int, *, down: Widths, up: Widths) -> None:
        super().__init__()
        outs = [after for _, after in down]
        befores = (in_channels, *outs)
        self.down = nn.ModuleList(
            ResidualU(before, *widths, dilations)
            for before, widths, dilations in zip(befores, down, DILATIONS, strict=False)
        )
        raised = [after for _, after in up[1:]] + [outs[-1]]
        self.up = nn.ModuleList(
            ResidualU(skip + below, *widths, dilations)
            for skip, below, widths, dilations in zip(outs, raised, up, DILATIONS, strict=False)
        )
        sides = [after for _, after in up] + [outs[-1]]
        self.sides = nn.ModuleList(nn.Conv2d(width, classes, 3, padding=1) for width in sides)
        self.fuse = nn.Conv2d(len(sides) * classes, classes, 1)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        he_init(self)

    @overload
    def forward(self, x: Tensor, *, side: Literal[False] = ...) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, *, side: Literal[True]) -> list[Tensor]: ...
    def forward(self, x: Tensor, *, side: bool = False) -> Tensor | list[Tensor]:
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(self.pool(maps[-1]) if maps else x))
        for depth in reversed(range(len(self.up))):
            below = resize(maps[depth + 1], maps[depth].shape[2:])
            maps[depth] = self.up[depth](torch.cat([below, maps[depth]], dim=1))
        sides = [resize(head(features), x.shape[2:]) for head, features in zip(self.sides, maps, strict=True)]
        logits: Tensor = self.fuse(torch.cat(sides, dim=1))
        return [logits, *sides] if side else logits


def _conv(before: int, after: int, dilation: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(before, after, 3, padding=dilation, dilation=dilation)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


@architecture(
    id="u2net",
    title="U2-Net",
    year=2020,
    paper="arXiv:2005.09007",
    ndim=(2,),
    min_size=33,
    params=44_009_869,
    reference=(3, 1),
    reference_shape=(320, 320),
    side_outputs=6,
)
def u2net(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build the full U2-Net."""
    del ndim
    return U2Net(in_channels, classes, down=FULL, up=FULL_UP)


@u2net.preset(id="u2netp", title="U2-Net, small", params=1_131_181)
def u2netp(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build the small U2-Net."""
    del ndim
    return U2Net(in_channels, classes, down=SMALL, up=SMALL_UP)

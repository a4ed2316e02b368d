"""U-Net++: Zhou, Siddiquee, Tajbakhsh, Liang, DLMIA 2018, arXiv:1807.10165, figure 1.

Against U-Net: the skips become nested nodes. Node (depth, step) reads all earlier nodes of its depth and the raised
node below them, which makes 15 nodes and 10 up-convolutions; each of the four full-size nodes after the first has a
head, so that the network can be trained with deep supervision and cut at any of them. ``forward`` gives the logits of
the last head (the paper's fast mode, uncut), ``side=True`` adds those of the shallower three, deepest first, all at
full size. Widths 32 to 512, He initialisation; no dropout.
"""

from typing import Literal, overload

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks import conv_stack, he_init, layers


class UNetPlusPlus(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int, *, width: int, depths: int = 5) -> None:
        super().__init__()
        nd, widths = layers(ndim), [width * 2**depth for depth in range(depths)]
        self.depths = depths
        self.up, self.nodes = nn.ModuleDict(), nn.ModuleDict()
        for depth, wide in enumerate(widths):
            below = widths[depth - 1] if depth else in_channels
            self.nodes[f"{depth}{0}"] = conv_stack(ndim, (below, wide, wide), norm=False)
            for step in range(1, depths - depth):
                self.up[f"{depth}{step}"] = nd.up_conv(2 * wide, wide, 2, stride=2)
                self.nodes[f"{depth}{step}"] = conv_stack(ndim, (wide * (step + 1), wide, wide), norm=False)
        self.heads = nn.ModuleList(nd.conv(width, classes, 1) for _ in range(1, depths))
        self.pool = nd.max_pool(2)
        he_init(self)

    @overload
    def forward(self, x: Tensor, *, side: Literal[False] = ...) -> Tensor: ...
    @overload
    def forward(self, x: Tensor, *, side: Literal[True]) -> list[Tensor]: ...
    def forward(self, x: Tensor, *, side: bool = False) -> Tensor | list[Tensor]:
        rows: list[list[Tensor]] = []
        for depth in range(self.depths):
            rows.append([self.nodes[f"{depth}{0}"](self.pool(rows[-1][0]) if rows else x)])
        for step in range(1, self.depths):
            for depth in range(self.depths - step):
                raised = self.up[f"{depth}{step}"](rows[depth + 1][step - 1])
                rows[depth].append(self.nodes[f"{depth}{step}"](torch.cat([*rows[depth], raised], dim=1)))
        heads = list(zip(self.heads, rows[0][1:], strict=True))[::-1]
        logits = [head(node) for head, node in (heads if side else heads[:1])]
        return logits if side else logits[0]


@architecture(
    id="unetpp",
    title="U-Net++",
    year=2018,
    paper="arXiv:1807.10165",
    ndim=(2, 3),
    divisor=16,
    params=9_042_276,
    reference=(3, 1),
    reference_shape=(96, 96),
    side_outputs=3,
    aliases=("unet++",),
)
def unetpp(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build U-Net++ with four heads."""
    return UNetPlusPlus(in_channels, classes, ndim, width=32)


@unetpp.preset(id="unetpp-8", title="U-Net++, a quarter of the channels", params=566_172)
def unetpp_8(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a U-Net++ of 8 to 128 channels with four heads."""
    return UNetPlusPlus(in_channels, classes, ndim, width=8)

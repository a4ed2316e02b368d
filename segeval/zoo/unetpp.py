"""U-Net++: Zhou, Siddiquee, Tajbakhsh, Liang, DLMIA 2018, arXiv:1807.10165, figure 1.

Against U-Net: the skips become nested nodes. Node (depth, step) reads all earlier nodes of its depth and the raised
node below them, which makes 15 nodes and 10 up-convolutions; each of the four full-size nodes after the first has a
head, so that the network can be trained with deep supervision and cut at any of them. ``forward`` gives the logits of
the last head (the paper's fast mode, uncut), ``outputs`` also those of the shallower three, deepest first, all at full
size. Widths 32 to 512, He initialisation; no dropout. Options: ``width`` is the channels of the finest depth; ``norm``
stands before every ReLU.
"""

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack, layers
from segeval.zoo._blocks.init import he_init


class UNetPlusPlus(nn.Module):
    def __init__(
        self, in_channels: int, classes: int, ndim: int, *, width: int, norm: str = "none", depths: int = 5
    ) -> None:
        super().__init__()
        nd, widths = layers(ndim), [width * 2**depth for depth in range(depths)]
        self.depths = depths
        self.up, self.nodes = nn.ModuleDict(), nn.ModuleDict()
        for depth, wide in enumerate(widths):
            below = widths[depth - 1] if depth else in_channels
            self.nodes[f"{depth}{0}"] = conv_stack(ndim, (below, wide, wide), norm=norm)
            for step in range(1, depths - depth):
                self.up[f"{depth}{step}"] = nd.up_conv(2 * wide, wide, 2, stride=2)
                self.nodes[f"{depth}{step}"] = conv_stack(ndim, (wide * (step + 1), wide, wide), norm=norm)
        self.heads = nn.ModuleList(nd.conv(width, classes, 1) for _ in range(1, depths))
        self.pool = nd.max_pool(2)
        he_init(self)

    def finest(self, x: Tensor) -> list[Tensor]:
        """Return the full-size nodes that have a head, the shallowest first."""
        rows: list[list[Tensor]] = []
        for depth in range(self.depths):
            rows.append([self.nodes[f"{depth}{0}"](self.pool(rows[-1][0]) if rows else x)])
        for step in range(1, self.depths):
            for depth in range(self.depths - step):
                raised = self.up[f"{depth}{step}"](rows[depth + 1][step - 1])
                rows[depth].append(self.nodes[f"{depth}{step}"](torch.cat([*rows[depth], raised], dim=1)))
        return rows[0][1:]

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(node) for head, node in zip(self.heads, self.finest(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.finest(x)[-1])
        return logits


@architecture(
    id="unetpp",
    title="U-Net++",
    year=2018,
    paper="arXiv:1807.10165",
    family="unet",
    citation=(
        "@inproceedings{zhou2018unetpp, "
        "author = {Zhou, Zongwei and Siddiquee, Md Mahfuzur Rahman and Tajbakhsh, Nima and Liang, Jianming}, "
        "title = {UNet++: A Nested U-Net Architecture for Medical Image Segmentation}, "
        "booktitle = {DLMIA}, year = {2018}}"
    ),
    ndim=(2, 3),
    divisor=16,
    params=9_042_276,
    reference=(3, 1),
    reference_shape=(96, 96),
    side_outputs=3,
    options={"width": 32, "norm": "none"},
    choices={"norm": ("none", "batch", "instance", "group")},
    variants={
        "unetpp-8": {"title": "U-Net++, a quarter of the channels", "params": 566_172, "options": {"width": 8}},
    },
    aliases=("unet++",),
)
def unetpp(channels: tuple[int, int], ndim: int, *, width: int, norm: str) -> nn.Module:
    """Build U-Net++ with four heads."""
    return UNetPlusPlus(*channels, ndim, width=width, norm=norm)

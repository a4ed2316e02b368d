"""Dense blocks: every layer sees the maps of all layers before it."""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo._blocks.conv import unit

LAYERS = 4  # a block doubles its channels


class Gathering(nn.Sequential):
    """Layers that each read the maps of all before them: Huang et al. 2017, arXiv:1608.06993, equation 2.

    Shapes: (N, a, *spatial) to (N, a + the channels of all layers, *spatial).
    """

    def forward(self, x: Tensor) -> Tensor:
        for layer in self:
            x = torch.cat([x, layer(x)], dim=1)
        return x


class DenseBlock(nn.Module):
    """The dense block of FD-UNet: Guan, Khan, Sikdar, Chitnis 2020, arXiv:1808.10848.

    Four layers, each of which brings all maps before it to the channels of the block's input by a 1x1 convolution and
    adds a quarter of them by one of width 3.

    Shapes: (N, c, *spatial) to (N, 2 c, *spatial), c a multiple of 4. Weights, k = 3^ndim: 5.5 c^2 + k c^2 and
    2 (4 c + c) of the norms.
    """

    def __init__(self, before: int, *, ndim: int = 2) -> None:
        super().__init__()
        growth = before // LAYERS
        self.layers = nn.ModuleList(
            nn.Sequential(unit(before + step * growth, before, 1, ndim=ndim), unit(before, growth, ndim=ndim))
            for step in range(LAYERS)
        )

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.cat([x, layer(x)], dim=1)
        return x


def dense_stage(before: int, after: int, *, ndim: int = 2) -> nn.Sequential:
    """Return a dense block that ends with ``after`` channels, behind the 1x1 convolution that brings it half of them.

    Raises:
        UsageError: If ``after`` cannot be divided by 8.
    """
    if after % (2 * LAYERS):
        msg = f"a stage that is a dense block has a multiple of {2 * LAYERS} channels, not {after}"
        raise UsageError(msg)
    return nn.Sequential(unit(before, after // 2, 1, ndim=ndim), DenseBlock(after // 2, ndim=ndim))

"""Learned places, as in ViT: Dosovitskiy et al., ICLR 2021, arXiv:2010.11929; here added to one convolution."""

import torch
from torch import Tensor, nn

from segeval.zoo import architecture


class Placed(nn.Module):
    """Features with a learned vector for every place of a grid, which belongs to one size of image."""

    def __init__(self, channels: tuple[int, int], size: tuple[int, ...], width: int) -> None:
        super().__init__()
        self.embed = nn.Conv3d(channels[0], width, (1, 4, 4), stride=(1, 4, 4))
        self.places = nn.Parameter(torch.randn(1, width, size[0], size[1] // 4, size[2] // 4))
        self.head = nn.ConvTranspose3d(width, channels[1], (1, 4, 4), stride=(1, 4, 4))

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.embed(x) + self.places)
        return logits


@architecture(
    id="placed",
    title="Placed",
    year=2026,
    paper="arXiv:2010.11929",
    ndim=(3,),
    divisor=(1, 4, 4),
    min_size=(2, 8, 8),
    max_size=(16, 64, 64),
    size="built",
    params=2_634,
    reference=(1, 2),
    reference_shape=(14, 16, 20),
    options={"width": 8},
    tiny={"width": 2},
)
def placed(channels: tuple[int, int], ndim: int, *, size: tuple[int, ...], width: int) -> nn.Module:
    """Build the features and the table of places for images of ``size``."""
    del ndim
    return Placed(channels, size, width)

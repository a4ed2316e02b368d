"""ResMLP: Touvron et al. 2021, arXiv:2105.03404, figure 1 and section 2; timm's names."""

import torch
from torch import Tensor, nn

from segeval.zoo._encoders.mixer import Mlp, PatchEncoder

# What the scale of a layer starts at: up to so many blocks, this (section 2, after CaiT, arXiv:2103.17239).
SCALES = ((18, 0.1), (24, 1e-5))
DEEPEST = 1e-6


class Affine(nn.Module):
    """A learned scale and shift of every channel, in place of a norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.alpha = nn.Parameter(torch.ones(1, 1, width))
        self.beta = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, x: Tensor) -> Tensor:
        return self.alpha * x + self.beta

    def extra_repr(self) -> str:
        return str(self.width)


class Block(nn.Module):
    """One linear layer along the places, then a perceptron along the channels, each scaled beside a shortcut."""

    def __init__(self, places: int, width: int, scale: float) -> None:
        super().__init__()
        self.ls1 = nn.Parameter(torch.full((width,), scale))
        self.ls2 = nn.Parameter(torch.full((width,), scale))
        self.norm1 = Affine(width)
        self.linear_tokens = nn.Linear(places, places)
        self.norm2 = Affine(width)
        self.mlp_channels = Mlp(width, 4 * width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.ls1 * self.linear_tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        out: Tensor = x + self.ls2 * self.mlp_channels(self.norm2(x))
        return out


class ResMlp(PatchEncoder):
    """``blocks`` of ``width`` channels: 24 of 384 are S24 of table 1."""

    def __init__(self, in_channels: int, size: tuple[int, ...], *, width: int = 384, blocks: int = 24) -> None:
        scale = next((value for most, value in SCALES if blocks <= most), DEEPEST)
        super().__init__(
            in_channels,
            size,
            width=width,
            blocks=blocks,
            block=lambda places: Block(places, width, scale),
            norm=Affine(width),
        )

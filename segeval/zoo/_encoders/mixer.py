"""MLP-Mixer: Tolstikhin et al. 2021, arXiv:2105.01601, figure 1; timm's names. And what all-MLP encoders share."""

from collections.abc import Callable

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo._sizes import written

PATCH = 16


class Mlp(nn.Module):
    """Two linear layers with GELU between them."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.act = nn.GELU()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(self.act(self.fc1(x)))
        return out


class Stem(nn.Module):
    """Patches of 16x16 as vectors: ``(N, places, width)``, row by row."""

    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(in_channels, width, PATCH, stride=PATCH)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.proj(x)
        return out.flatten(2).transpose(1, 2)


class PatchEncoder(nn.Module):
    """Patches of 16x16, ``blocks`` that mix them, and a norm: one map at stride 16.

    ``block`` makes a block from the number of places, which belongs to images of ``size``.
    """

    def __init__(
        self,
        in_channels: int,
        size: tuple[int, ...],
        *,
        width: int,
        blocks: int,
        block: Callable[[int], nn.Module],
        norm: nn.Module,
    ) -> None:
        super().__init__()
        if blocks < 1:
            msg = f"an encoder of perceptrons has one block or more, got {blocks}"
            raise UsageError(msg)
        self.size, self.widths = size, (width,)
        self.grid = tuple(side // PATCH for side in size)
        self.stem = Stem(in_channels, width)
        self.blocks = nn.Sequential(*(block(self.grid[0] * self.grid[1]) for _ in range(blocks)))
        self.norm = norm
        lecun_init(self)

    def forward(self, x: Tensor) -> list[Tensor]:
        if tuple(x.shape[2:]) != self.size:
            msg = f"the places were mixed for images of {written(self.size)}, got {written(tuple(x.shape[2:]))}"
            raise UsageError(msg)
        vectors: Tensor = self.norm(self.blocks(self.stem(x)))
        return [vectors.transpose(1, 2).reshape(len(x), -1, *self.grid)]


class Block(nn.Module):
    """A perceptron along the places, then one along the channels, each beside a shortcut."""

    def __init__(self, places: int, width: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.mlp_tokens = Mlp(places, width // 2)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp_channels = Mlp(width, 4 * width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.mlp_tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        out: Tensor = x + self.mlp_channels(self.norm2(x))
        return out


class Mixer(PatchEncoder):
    """``blocks`` of ``width`` channels: 12 of 768 are B/16 of table 1."""

    def __init__(self, in_channels: int, size: tuple[int, ...], *, width: int = 768, blocks: int = 12) -> None:
        super().__init__(
            in_channels,
            size,
            width=width,
            blocks=blocks,
            block=lambda places: Block(places, width),
            norm=nn.LayerNorm(width, eps=1e-6),
        )


def lecun_init(net: nn.Module) -> None:
    """Draw every linear layer and convolution from N(0, 1 / fan_in), biases zero: the default of the paper's code."""
    for module in net.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="linear")
            if module.bias is not None:
                nn.init.zeros_(module.bias)

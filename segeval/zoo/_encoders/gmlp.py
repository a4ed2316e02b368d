"""gMLP: Liu, Dai, So, Le 2021, arXiv:2105.08050, figure 1; timm's names."""

from torch import Tensor, nn

from segeval.zoo._encoders.mixer import PatchEncoder


class Gate(nn.Module):
    """Half of the channels, mixed along the places, multiplies the other half."""

    def __init__(self, places: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(inner // 2)
        self.proj = nn.Linear(places, places)

    def forward(self, x: Tensor) -> Tensor:
        kept, gate = x.chunk(2, dim=-1)
        gate = self.proj(self.norm(gate).transpose(1, 2)).transpose(1, 2)
        out: Tensor = kept * gate
        return out


class GatedMlp(nn.Module):
    """A perceptron along the channels with a gate between its two layers."""

    def __init__(self, places: int, width: int) -> None:
        super().__init__()
        inner = 6 * width
        self.fc1, self.act = nn.Linear(width, inner), nn.GELU()
        self.gate = Gate(places, inner)
        self.fc2 = nn.Linear(inner // 2, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(self.gate(self.act(self.fc1(x))))
        return out


class Block(nn.Module):
    """A gated perceptron beside a shortcut."""

    def __init__(self, places: int, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.mlp_channels = GatedMlp(places, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.mlp_channels(self.norm(x))
        return out


class GMlp(PatchEncoder):
    """``blocks`` of ``width`` channels: 30 of 256 are gMLP-S of table 1."""

    def __init__(self, in_channels: int, size: tuple[int, ...], *, width: int = 256, blocks: int = 30) -> None:
        super().__init__(
            in_channels,
            size,
            width=width,
            blocks=blocks,
            block=lambda places: Block(places, width),
            norm=nn.LayerNorm(width, eps=1e-6),
        )
        for module in self.modules():
            if isinstance(module, Gate):  # starts as a factor of one: every block is a perceptron (section 2.1)
                nn.init.normal_(module.proj.weight, std=1e-6)
                nn.init.ones_(module.proj.bias)

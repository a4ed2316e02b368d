"""A gate beside the answer, as in Attention U-Net: Oktay et al., MIDL 2018, arXiv:1804.03999; here without it."""

from torch import Tensor, nn

from segeval.zoo import architecture


class Gated(nn.Module):
    """Two logits, one at half the size, of features that a gate lets through; training wants two images or more."""

    def __init__(self, channels: tuple[int, int], width: int) -> None:
        super().__init__()
        self.features = nn.Conv2d(channels[0], width, 3, padding=1)
        self.gate = nn.Sequential(nn.Conv2d(channels[0], 1, 1), nn.BatchNorm2d(1))
        self.fine, self.coarse = nn.Conv2d(width, channels[1], 1), nn.Conv2d(width, channels[1], 2, stride=2)

    def outputs(self, x: Tensor) -> list[Tensor]:
        passed = self.features(x) * self.extras(x)["gate"]
        return [self.fine(passed), self.coarse(passed)]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]

    def extras(self, x: Tensor) -> dict[str, Tensor]:
        return {"gate": self.gate(x).sigmoid()}


@architecture(
    id="gated",
    title="Gated",
    year=2026,
    paper="arXiv:1804.03999",
    ndim=(2,),
    divisor=2,
    min_batch=2,
    params=168,
    reference=(1, 2),
    reference_shape=(16, 16),
    side_outputs=1,
    extras=("gate",),
    options={"width": 8},
    variants={"gated-4": {"title": "Gated, half the channels", "params": 88, "options": {"width": 4}}},
    tiny_shape=(8, 10),
)
def gated(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build the gated features."""
    del ndim
    return Gated(channels, width)

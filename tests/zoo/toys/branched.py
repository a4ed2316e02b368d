"""Branches that fuse, as in RepVGG: Ding et al., CVPR 2021, arXiv:2101.03697, section 3.3; here one block."""

import torch
from torch import Tensor, nn

from segeval.zoo import architecture


class Branched(nn.Module):
    """A 3x3 and a 1x1 convolution side by side, which ``fuse`` adds up into one."""

    def __init__(self, channels: tuple[int, int], width: int) -> None:
        super().__init__()
        self.wide = nn.Conv2d(channels[0], width, 3, padding=1)
        self.point: nn.Conv2d | None = nn.Conv2d(channels[0], width, 1, bias=False)
        self.head = nn.Conv2d(width, channels[1], 1)

    def forward(self, x: Tensor) -> Tensor:
        out = self.wide(x) + self.point(x) if self.point else self.wide(x)
        logits: Tensor = self.head(out.relu())
        return logits

    def fuse(self) -> None:
        """Add the branches up."""
        assert self.point is not None
        with torch.no_grad():
            self.wide.weight[:, :, 1:2, 1:2] += self.point.weight
        self.point = None


@architecture(
    id="branched",
    title="Branched",
    year=2026,
    paper="arXiv:2101.03697",
    ndim=(2,),
    params=106,
    params_fused=98,
    reference=(1, 2),
    reference_shape=(16, 16),
    options={"width": 8, "bias": True},
    tiny={"width": 4},
    tiny_shape=(8, 9),
)
def branched(channels: tuple[int, int], ndim: int, *, width: int, bias: bool) -> nn.Module:
    """Build the two branches; the head has a ``bias`` or not."""
    del ndim
    net = Branched(channels, width)
    if not bias:
        net.head = nn.Conv2d(width, channels[1], 1, bias=False)
    return net

"""A light decoder that makes a segmenter of any encoder."""

from collections.abc import Sequence

from torch import Tensor, nn

from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize


class Decoder(nn.Module):
    """Maps of one scale or several, finest first, to logits at the finest: the top of a feature pyramid.

    Every map is brought to ``width`` channels by a 1x1 convolution and to the size of the finest; their sum passes a
    3x3 convolution and the head (panoptic FPN with a single stage of up-sampling: arXiv:1901.02446, section 3).
    """

    def __init__(self, widths: Sequence[int], classes: int, *, width: int = 128) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(unit(before, width, 1, act=False) for before in widths)
        self.relu = nn.ReLU(inplace=True)
        self.mix = unit(width, width)
        self.head = nn.Conv2d(width, classes, 1)
        he_init(self)

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        total, *coarser = (bring(features) for bring, features in zip(self.lateral, maps, strict=True))
        for features in coarser:
            total = total + resize(features, total.shape[2:])
        logits: Tensor = self.head(self.mix(self.relu(total)))
        return logits


class Segmenter(nn.Module):
    """An encoder and the decoder of its ``widths``, its coarsest maps; logits are interpolated to the image."""

    def __init__(self, encoder: nn.Module, widths: Sequence[int], classes: int, *, head: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = Decoder(widths, classes, width=head)
        self.scales = len(widths)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.encoder(x)[-self.scales :]
        return resize(self.decoder(maps), x.shape[2:])

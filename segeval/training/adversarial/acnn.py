"""The shape prior of anatomically constrained networks, ACNN: Oktay et al., TMI 2018, arXiv:1705.08302.

An autoencoder of label maps learns to write a reference down in 64 numbers, its code, by cross-entropy of what it reads
from them again. A prediction whose code is far from that of its reference has a shape that voxels alone do not tell.
"""

import torch
from torch import Tensor, nn

from segeval.training.adversarial import Adam, Game, Seen, critic
from segeval.training.losses import LOSSES
from segeval.zoo._blocks.context import average
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

CODE = 64
PLACES = 4  # along each axis of the map that is written down


class Autoencoder(nn.Module):
    """Convolutions of width 3 down to stride 8, two linear layers, and convolutions of interpolated maps back."""

    def __init__(self, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.places = (PLACES,) * ndim
        self.down = nn.Sequential()
        for before, after, stride in (
            (classes, width, 2),
            (width, width, 1),
            (width, 2 * width, 2),
            (2 * width, 2 * width, 1),
            (2 * width, 2 * width, 2),
        ):
            self.down.extend((conv(before, after, 3, stride=stride, padding=1), nn.ReLU(inplace=True)))
        self.down.extend((average(ndim, PLACES), nn.Flatten()))
        self.write = nn.Linear(2 * width * PLACES**ndim, CODE)
        self.read = nn.Linear(CODE, 2 * width * PLACES**ndim)
        self.up = nn.ModuleList(
            conv(before, after, 3, padding=1)
            for before, after in ((2 * width, 2 * width), (2 * width, width), (width, width))
        )
        self.head = conv(width, classes, 3, padding=1)
        he_init(self)

    def forward(self, maps: Tensor) -> Tensor:
        """Return the codes ``(N, 64)`` of maps ``(N, classes, *spatial)``."""
        code: Tensor = self.write(self.down(maps))
        return code

    def decode(self, code: Tensor, size: torch.Size) -> Tensor:
        """Return the logits ``(N, classes, *size)`` that are read from codes."""
        x = self.read(code).relu().unflatten(1, (-1, *self.places))
        for stride, conv in zip((4, 2, 1), self.up, strict=True):
            x = conv(resize(x, [-(-extent // stride) for extent in size])).relu()
        logits: Tensor = self.head(x)
        return logits


def reconstruction(net: nn.Module, seen: Seen) -> Tensor:
    """Return the cross-entropy of the reference as it is read from its own code, mean over voxels."""
    assert isinstance(net, Autoencoder)
    size = seen.labels.shape[1:]
    return LOSSES.get("ce").fn(net.decode(net(seen.reference), size), seen.labels)


def code_distance(net: nn.Module, seen: Seen) -> Tensor:
    """Return ``||h(prediction) - h(reference)||²``, h being the code; mean over images."""
    difference: Tensor = net(seen.prediction) - net(seen.reference)
    return difference.square().sum(1).mean()


@critic(
    "acnn",
    title="ACNN, shape prior of an autoencoder",
    paper="Oktay et al. 2018, arXiv:1705.08302",
    game=Game(own=reconstruction, loss=code_distance),
    weight=0.01,
    width=16,
    adam=Adam(1e-3, (0.9, 0.999)),
)
def acnn(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the autoencoder of label maps, which never sees an image.

    Deviations: it learns beside the network that segments, not before it; its coarsest map is averaged to 4 places
    along each axis before it is written down, so that patches of any size have a code; widths, depth and learning rate
    are ours.
    """
    del channels
    return Autoencoder(classes, ndim, width=width)

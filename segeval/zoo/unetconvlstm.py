"""U-Net and convolutional LSTM: Bai, Suzuki, Qin, Tarroni, Oktay, Matthews, Rueckert, MICCAI 2018, arXiv:1808.00273.

A 2D U-Net looks at every image of a sequence, and a convolutional LSTM reads its last features from the first image to
the last and back; a 1x1 convolution of both answers gives the logits. The paper's sequences are the frames of aortic MR
films, ours the slices of a volume, of which it sees any number. In the U-Net, strided convolutions of width 3 halve
maps and transposed ones double them, with batch norm. The reference is the authors' code, whose count this is; any size
works, padded as their TensorFlow does. ``outputs`` also gives the logits of the U-Net alone, by which the authors train
it first. They run windows of nine frames, the first following the last, and average their probabilities.

Options: ``width`` is the channels of the finest of the ``levels``, ``hidden`` those of each direction of the LSTM;
``direction`` is which way it reads; ``peepholes`` let its gates see its memory, in neither the paper nor the code.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.aggregation import Doubling, Halving
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.recurrent import ConvLSTM, stacked, unstacked


class Up(nn.Module):
    """A transposed convolution to the size of the skip, joined behind it, and two convolutions."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.raised = Doubling(before, after, bias=False)
        self.act = _activate(after)
        self.merge = nn.Sequential(unit(2 * after, after), unit(after, after))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        raised = self.act(self.raised(x, skip.shape[2:]))
        out: Tensor = self.merge(torch.cat([skip, raised], dim=1))
        return out


class StridedUNet(nn.Module):
    """A 2D U-Net of two convolutions a stage, the first of which halves the map."""

    def __init__(self, in_channels: int, classes: int, widths: Sequence[int]) -> None:
        super().__init__()
        self.down = nn.ModuleList()
        for before, after in pairwise((in_channels, *widths)):
            first = nn.Sequential(Halving(before, after, bias=False), *_activate(after)) if self.down else None
            self.down.append(nn.Sequential(first or unit(before, after), unit(after, after)))
        self.up = nn.ModuleList(Up(below, skip) for below, skip in pairwise(reversed(widths)))
        self.head = nn.Conv2d(widths[0], classes, 1)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eps, layer.momentum = 1e-3, 0.01

    def features(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        for up in self.up:
            x = up(x, skips.pop())
        return x


class UNetConvLSTM(nn.Module):
    def __init__(
        self, channels: tuple[int, int], widths: Sequence[int], *, hidden: int, direction: str, peepholes: bool
    ) -> None:
        super().__init__()
        _, classes = channels
        self.slices = StridedUNet(*channels, widths)
        self.lstm = ConvLSTM(widths[0], hidden, direction=direction, peepholes=peepholes)
        self.head = nn.Conv3d(len(self.lstm.cells) * hidden, classes, 1)
        for convs in (self.slices, self.head):  # the LSTM has drawn its own weights
            he_init(convs)

    def outputs(self, x: Tensor) -> list[Tensor]:
        features = self.slices.features(unstacked(x))
        alone = stacked(self.slices.head(features), len(x))
        return [self.head(self.lstm(stacked(features, len(x)))), alone]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]


def _activate(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(inplace=True))


@architecture(
    id="unet-convlstm",
    title="U-Net and convolutional LSTM",
    year=2018,
    paper="arXiv:1808.00273",
    family="unet",
    citation=(
        "@inproceedings{bai2018recurrent, "
        "author = {Bai, Wenjia and Suzuki, Hideaki and Qin, Chen and Tarroni, Giacomo and Oktay, Ozan "
        "and Matthews, Paul M. and Rueckert, Daniel}, "
        "title = {Recurrent Neural Networks for Aortic Image Sequence Segmentation with Sparse Annotations}, "
        "booktitle = {MICCAI}, year = {2018}}"
    ),
    ndim=(3,),
    min_size=(1, 17, 17),  # batch norm in training wants two places of the coarsest map
    params=2_197_254,
    reference=(1, 3),
    reference_shape=(9, 256, 256),
    side_outputs=1,
    options={"width": 16, "levels": 5, "hidden": 16, "direction": "both", "peepholes": False},
    choices={"direction": ("forward", "backward", "both")},
    tiny={"width": 4, "hidden": 3},
    tiny_shape=(4, 37, 50),
    note="slices are the frames of the paper's films",
)
def unet_convlstm(
    channels: tuple[int, int], ndim: int, *, width: int, levels: int, hidden: int, direction: str, peepholes: bool
) -> nn.Module:
    """Build the 2D U-Net whose features a convolutional LSTM reads slice by slice."""
    del ndim
    if levels < 1:
        msg = f"unet-convlstm has at least one level, got levels {levels}"
        raise UsageError(msg)
    widths = [width * 2**level for level in range(levels)]
    return UNetConvLSTM(channels, widths, hidden=hidden, direction=direction, peepholes=peepholes)

"""FCSLSTM: Gao, Phillips, Zheng, Min, Fletcher, Gerig, ISBI 2018, doi:10.1109/ISBI.2018.8363764.

An FCN whose every stage remembers: each of VGG-16's stages stands four times, once for each gate of an LSTM, which adds
a 1x1 convolution of the stage's last answer to it. Its answer is pooled and is what the next stage reads. From there on
a slice is alone: 1x1 convolutions with batch norm in the place of VGG's perceptrons, and scores that are doubled again
and again and added to those of the pooled answers, as in FCN. The paper's sequences are brain images of a child over
the years, ours the slices of a volume, of which it sees any number; a slice looks back only.

The reference is the first author's code, which goes down to stride 2. There, the memory of a stage starts with the
wrong shape, as a remark suspects, and batch norm takes its statistics over one time point; ours is over all slices.
Pooling rounds up here, so that any size from 33x33 works. Options: ``blocks`` are the convolutions of the stages,
``width`` the channels of the first one; ``fc`` is those of the perceptrons, and ``stride`` that of the finest scores
that are added, 32 for none.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.recurrent import remembered, stacked, unstacked
from segeval.zoo._blocks.sizes import centre_crop

STRIDES = (2, 4, 8, 16, 32)


class Remembering(nn.Module):
    """An LSTM over slices whose gates are each a stage of VGG, plus a 1x1 convolution of the last answer.

    Shapes: (N, a, z, y, x) to (N, b, z, y, x). Weights: four times those of the stage and b^2 + b.
    """

    def __init__(self, before: int, after: int, count: int) -> None:
        super().__init__()
        self.image, self.past = nn.ModuleList(), nn.ModuleList()
        for _ in range(4):
            steps = pairwise((before, *(after,) * count))
            self.image.append(nn.Sequential(*(unit(came, left, bias=True) for came, left in steps)))
            self.past.append(nn.Conv2d(after, after, 1))

    def forward(self, x: Tensor) -> Tensor:
        images = unstacked(x)
        parts = [stacked(stage(images), len(x)).unbind(2) for stage in self.image]
        answer = memory = torch.zeros_like(parts[0][0])
        found = []
        for seen in zip(*parts, strict=True):  # of a slice, what each gate makes of it
            gates = [part + past(answer) for part, past in zip(seen, self.past, strict=True)]
            answer, memory = remembered(gates, memory)
            found.append(answer)
        return torch.stack(found, dim=2)


class FCNLSTM(nn.Module):
    def __init__(
        self, channels: tuple[int, int], widths: Sequence[int], blocks: Sequence[int], *, fc: int, stride: int
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        steps = zip(pairwise((in_channels, *widths)), blocks, strict=True)
        self.stages = nn.ModuleList(Remembering(before, after, count) for (before, after), count in steps)
        self.pools = nn.ModuleList(nn.MaxPool2d(2, ceil_mode=True) for _ in widths[1:])
        self.pools.append(nn.AvgPool2d(2, ceil_mode=True))
        self.perceptrons = nn.Sequential(
            unit(widths[-1], fc, 1, bias=True), unit(fc, fc, 1, bias=True), nn.Conv2d(fc, classes, 1)
        )
        skips = widths[-2::-1][: 4 - STRIDES.index(stride)]
        self.up = nn.ModuleList(nn.ConvTranspose2d(classes, classes, 4, 2, 1) for _ in skips)
        self.scores = nn.ModuleList(nn.Conv2d(skip, classes, 1) for skip in skips)
        self.last = nn.ConvTranspose2d(classes, classes, 2 * stride, stride, stride // 2)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        out, pooled = x, []
        for stage, pool in zip(self.stages, self.pools, strict=True):
            images = pool(unstacked(stage(out)))
            pooled.append(images)
            out = stacked(images, len(x))
        images = self.perceptrons(pooled.pop())
        for up, score in zip(self.up, self.scores, strict=True):
            scores = score(pooled.pop())
            images = centre_crop(up(images), scores.shape[2:]) + scores
        return stacked(centre_crop(self.last(images), x.shape[3:]), len(x))


@architecture(
    id="fcn-lstm",
    title="FCSLSTM",
    year=2018,
    paper="doi:10.1109/ISBI.2018.8363764",
    family="fcn",
    citation=(
        "@inproceedings{gao2018fcslstm, "
        "author = {Gao, Yang and Phillips, Jeff M. and Zheng, Yan and Min, Renqiang and Fletcher, P. Thomas "
        "and Gerig, Guido}, "
        "title = {Fully Convolutional Structured LSTM Networks for Joint 4D Medical Image Segmentation}, "
        "booktitle = {ISBI}, year = {2018}}"
    ),
    ndim=(3,),
    min_size=(1, 33, 33),  # batch norm in training wants two places of the coarsest map
    params=80_255_528,
    reference=(1, 4),
    reference_shape=(3, 224, 224),
    options={"blocks": (2, 2, 3, 3, 3), "width": 64, "fc": 4096, "stride": 2},
    tiny={"blocks": (1, 2, 1, 2, 1), "width": 4, "fc": 16},
    tiny_shape=(3, 37, 50),
    note="slices are the time points of the paper",
)
def fcn_lstm(
    channels: tuple[int, int], ndim: int, *, blocks: tuple[int, ...], width: int, fc: int, stride: int
) -> nn.Module:
    """Build the FCN whose stages are LSTMs."""
    del ndim
    if len(blocks) != 5 or min(blocks) < 1:
        msg = f"fcn-lstm has five counts of convolutions, got blocks {'+'.join(map(str, blocks))}"
        raise UsageError(msg)
    if stride not in STRIDES:
        msg = f"stride of fcn-lstm is one of {', '.join(map(str, STRIDES))}, got {stride}"
        raise UsageError(msg)
    widths = [width * factor for factor in (1, 2, 4, 8, 8)]
    return FCNLSTM(channels, widths, blocks, fc=fc, stride=stride)

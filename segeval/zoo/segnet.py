"""SegNet: Badrinarayanan, Kendall, Cipolla, TPAMI 2017, arXiv:1511.00561, figure 2.

The 13 convolutions of VGG16 with batch normalisation, mirrored by 13 more; a decoder stage receives no features of its
encoder stage, only the places of the pooling maxima, to which it returns its values. Pooling rounds odd sizes up and
unpooling is told the size before it, as in the release, so that any size works. He initialisation, no dropout. Options:
``width`` is the channels of the first stage, of which all others are multiples; ``norm`` stands before every ReLU.
"""

from itertools import pairwise

from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vgg import PLANS, Vgg


class SegNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        self.encoder = Vgg(in_channels, "vgg16", width=width, norm=norm)
        stages = [(after,) * count for after, count in zip(self.encoder.widths, PLANS["vgg16"], strict=True)]
        self.up = nn.ModuleList(conv_stack(2, (*coarse, fine[0]), norm=norm) for fine, coarse in pairwise(stages))
        self.last = conv_stack(2, stages[0], norm=norm)
        self.head = nn.Conv2d(width, classes, 3, padding=1)
        self.pool = nn.MaxPool2d(2, ceil_mode=True, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        pooled = []
        for stage in self.encoder.stages():
            x = stage(x)
            size = x.shape
            x, places = self.pool(x)
            pooled.append((places, size))
        for decode in (*reversed(self.up), self.last):
            places, size = pooled.pop()
            x = decode(self.unpool(x, places, output_size=size))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="segnet",
    title="SegNet (VGG16)",
    year=2017,
    paper="arXiv:1511.00561",
    family="fcn",
    citation=(
        "@article{badrinarayanan2017segnet, "
        "author = {Badrinarayanan, Vijay and Kendall, Alex and Cipolla, Roberto}, "
        "title = {SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image Segmentation}, "
        "journal = {IEEE TPAMI}, year = {2017}}"
    ),
    ndim=(2,),
    min_size=17,
    params=29_449_355,
    reference=(3, 11),
    reference_shape=(360, 480),
    options={"width": 64, "norm": "batch"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4},
    tiny_shape=(37, 50),
)
def segnet(channels: tuple[int, int], ndim: int, *, width: int, norm: str) -> nn.Module:
    """Build SegNet."""
    del ndim
    return SegNet(*channels, width=width, norm=norm)

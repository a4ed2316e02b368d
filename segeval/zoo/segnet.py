"""SegNet: Badrinarayanan, Kendall, Cipolla, TPAMI 2017, arXiv:1511.00561, figure 2, sections 3 and 3.1.

The 13 convolutions of VGG16 with batch normalisation, mirrored by 13 more; a decoder stage receives no features of its
encoder stage, only the places of the pooling maxima, to which it returns its values. ``segnet-basic`` has four stages
of one 7x7 convolution of 64 channels each way, no ReLU in the decoder, and a 1x1 convolution at the end; as in its
release the image is normalised across channels first, and convolutions have biases. Pooling rounds odd sizes up and
unpooling is told the size before it, as in the release, so that any size works. He initialisation, no dropout. Options:
``width`` is the channels of the first stage, of which all others are multiples; ``norm`` follows every convolution but
the last.
"""

from collections.abc import Iterable
from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vgg import PLANS, Vgg


class SegNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        self.encoder = Vgg(in_channels, "vgg16", width=width, norm=norm)
        stages = [(after,) * count for after, count in zip(self.encoder.widths, PLANS["vgg16"], strict=True)]
        steps = [(*coarse, fine[0]) for fine, coarse in pairwise(stages)]
        self.up = nn.ModuleList(conv_stack(2, channels, norm=norm) for channels in (*reversed(steps), stages[0]))
        self.head = nn.Conv2d(width, classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(_mirrored(x, self.encoder.stages(), self.up))
        return logits


class SegNetBasic(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        befores = (in_channels, width, width, width)
        self.contrast = nn.LocalResponseNorm(5)
        self.down = nn.ModuleList(unit(before, width, 7, bias=True, norm=norm) for before in befores)
        self.up = nn.ModuleList(unit(width, width, 7, bias=True, norm=norm, act=False) for _ in befores)
        self.head = nn.Conv2d(width, classes, 1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(_mirrored(self.contrast(x), self.down, self.up))
        return logits


def _mirrored(x: Tensor, down: Iterable[nn.Module], up: Iterable[nn.Module]) -> Tensor:
    """Pool after each stage of ``down``, and return values to the places of the maxima before each stage of ``up``."""
    pooled = []
    for stage in down:
        x = stage(x)
        size = x.shape[2:]
        x, places = functional.max_pool2d_with_indices(x, (2, 2), ceil_mode=True)
        pooled.append((places, size))
    for stage in up:
        places, size = pooled.pop()
        x = stage(functional.max_unpool2d(x, places, (2, 2), output_size=size))
    return x


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


@architecture(
    id="segnet-basic",
    title="SegNet-Basic",
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
    min_size=9,
    params=1_416_587,
    reference=(3, 11),
    reference_shape=(360, 480),
    options={"width": 64, "norm": "batch"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4},
    tiny_shape=(37, 50),
)
def segnet_basic(channels: tuple[int, int], ndim: int, *, width: int, norm: str) -> nn.Module:
    """Build SegNet-Basic."""
    del ndim
    return SegNetBasic(*channels, width=width, norm=norm)

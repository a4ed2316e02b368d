"""SegNet: Badrinarayanan, Kendall, Cipolla, TPAMI 2017, arXiv:1511.00561, figure 2, sections 3 and 3.1.

The 13 convolutions of VGG16 with batch normalisation, mirrored by 13 more; a decoder stage receives no features of its
encoder stage, only the places of the pooling maxima, to which it returns its values. ``segnet-basic`` has four stages
of one 7x7 convolution of 64 channels each way, no ReLU in the decoder, and a 1x1 convolution at the end; as in its
release the image is normalised across channels first, and convolutions have biases. Pooling rounds odd sizes up and
unpooling is told the size before it, as in the release, so that any size works. He initialisation, no dropout. The 3D
form replaces every layer by its 3D relative. Options: ``width`` is the channels of the first stage, of which all others
are multiples; ``norm`` follows every convolution but the last.
"""

from collections.abc import Iterable
from itertools import chain, pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack, layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vgg import PLANS, Vgg


class Encoder(Vgg):
    """VGG16, or its 3D relative under the same names."""

    def __init__(self, in_channels: int, ndim: int, *, width: int, norm: str) -> None:
        super().__init__(in_channels, "vgg16", width=width, norm=norm)
        if ndim == 3:
            steps = zip((in_channels, *self.widths), self.widths, PLANS["vgg16"], strict=False)
            stages = (
                [*conv_stack(3, (before, *(after,) * count), norm=norm), nn.MaxPool3d(2)]
                for before, after, count in steps
            )
            self.features = nn.Sequential(*chain.from_iterable(stages))


class SegNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        self.encoder = Encoder(in_channels, ndim, width=width, norm=norm)
        stages = [(after,) * count for after, count in zip(self.encoder.widths, PLANS["vgg16"], strict=True)]
        steps = [(*coarse, fine[0]) for fine, coarse in pairwise(stages)]
        self.up = nn.ModuleList(conv_stack(ndim, channels, norm=norm) for channels in (*reversed(steps), stages[0]))
        self.head = layers(ndim).conv(width, classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(_mirrored(x, self.encoder.stages(), self.up))
        return logits


class SegNetBasic(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int = 64, norm: str = "batch") -> None:
        super().__init__()
        befores = (in_channels, width, width, width)
        self.contrast = nn.LocalResponseNorm(5)
        self.down = nn.ModuleList(unit(before, width, 7, ndim=ndim, bias=True, norm=norm) for before in befores)
        self.up = nn.ModuleList(unit(width, width, 7, ndim=ndim, bias=True, norm=norm, act=False) for _ in befores)
        self.head = layers(ndim).conv(width, classes, 1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(_mirrored(self.contrast(x), self.down, self.up))
        return logits


def _mirrored(x: Tensor, down: Iterable[nn.Module], up: Iterable[nn.Module]) -> Tensor:
    """Pool after each stage of ``down``, and return values to the places of the maxima before each stage of ``up``."""
    if x.ndim == 4:
        pool, unpool = functional.max_pool2d_with_indices, functional.max_unpool2d
    else:
        pool, unpool = functional.max_pool3d_with_indices, functional.max_unpool3d
    pooled, window = [], (2,) * (x.ndim - 2)
    for stage in down:
        x = stage(x)
        size = x.shape[2:]
        x, places = pool(x, window, ceil_mode=True)
        pooled.append((places, size))
    for stage in up:
        places, size = pooled.pop()
        x = stage(unpool(x, places, window, output_size=size))
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
    ndim=(2, 3),
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
    return SegNet(*channels, ndim, width=width, norm=norm)


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
    ndim=(2, 3),
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
    return SegNetBasic(*channels, ndim, width=width, norm=norm)

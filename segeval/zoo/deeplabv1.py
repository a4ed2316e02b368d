"""DeepLab v1, LargeFOV: Chen, Papandreou, Kokkinos, Murphy, Yuille, ICLR 2015, arXiv:1412.7062, section 3, table 2.

Against FCN: VGG16 stays at stride 8. Its last two poolings lose their stride, and the convolutions after them dilate
instead: twofold in the fifth stage, twelvefold in the first fully connected layer, which has width 3 and, like the
second, 1024 channels. As in the release all poolings have width 3, a 3x3 average follows the last, and the scores are
interpolated with the first on the first pixel and eight pixels between them; what lies beyond the image is cut off, so
that any size works. Option ``width``: the channels of the first stage; all others are multiples of it. The paper's
dense CRF is a step after the network. Deviation: without ImageNet weights the encoder starts from He initialisation.
"""

from collections.abc import Sequence

from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.vgg import Vgg

STRIDE = 8


class AtrousVgg(Vgg):
    """VGG16 at stride 8, the map after the last pooling."""

    def __init__(self, in_channels: int, *, width: int = 64) -> None:
        super().__init__(in_channels, "vgg16", width=width)
        for end, stride in zip(self.ends, (2, 2, 2, 1, 1), strict=True):
            self.features[end] = nn.MaxPool2d(3, stride, 1, ceil_mode=True)
        for layer in self.stages()[-1]:
            if isinstance(layer, nn.Conv2d):
                layer.dilation = layer.padding = (2, 2)

    def forward(self, x: Tensor) -> list[Tensor]:
        return [self.features(x)]


def scoring(before: int, classes: int, *, rate: int) -> list[nn.Module]:
    """Return the fully connected layers of VGG as convolutions, the first dilated; they double the channels."""
    wide = 2 * before
    return [
        nn.Conv2d(before, wide, 3, padding=rate, dilation=rate),
        nn.ReLU(inplace=True),
        nn.Dropout(0.5),
        nn.Conv2d(wide, wide, 1),
        nn.ReLU(inplace=True),
        nn.Dropout(0.5),
        nn.Conv2d(wide, classes, 1),
    ]


class DeepLabV1(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        self.encoder = AtrousVgg(in_channels, width=width)
        self.head = nn.Sequential(nn.AvgPool2d(3, 1, 1), *scoring(8 * width, classes, rate=12))
        he_init(self)
        nn.init.normal_(self.head[-1].get_parameter("weight"), std=0.01)

    def forward(self, x: Tensor) -> Tensor:
        return raised(self.head(self.encoder(x)[-1]), x.shape[2:])


def raised(scores: Tensor, size: Sequence[int]) -> Tensor:
    """Return scores interpolated between the pixels that they lie on, of which ``STRIDE`` is the distance."""
    spans = [STRIDE * (count - 1) + 1 for count in scores.shape[2:]]
    dense = resize(scores, spans, corners=True)
    return dense[:, :, : size[0], : size[1]]


@architecture(
    id="deeplabv1",
    title="DeepLab v1 (VGG16, LargeFOV)",
    year=2015,
    paper="arXiv:1412.7062",
    family="context",
    citation=(
        "@inproceedings{chen2015deeplab, "
        "author = {Chen, Liang-Chieh and Papandreou, George and Kokkinos, Iasonas and Murphy, Kevin "
        "and Yuille, Alan L.}, "
        "title = {Semantic Image Segmentation with Deep Convolutional Nets and Fully Connected CRFs}, "
        "booktitle = {ICLR}, year = {2015}}"
    ),
    ndim=(2,),
    params=20_505_429,
    reference=(3, 21),
    reference_shape=(321, 321),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(98, 111),  # the map at stride 8 is wider than the rate 12
    note="output stride 8, no CRF",
)
def deeplabv1(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build DeepLab-LargeFOV."""
    del ndim
    return DeepLabV1(*channels, width=width)

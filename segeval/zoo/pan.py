"""PAN, pyramid attention network: Li, Xiong, An, Wang, BMVC 2018, arXiv:1805.10180, figures 2 to 4.

Against DeepLab: one pyramid of 7x7, 5x5 and 3x3 convolutions on a halved, quartered and eighthed map weighs the places
of the coarsest map (feature pyramid attention, FPA); on the way up, the pooled coarser map weighs the channels of each
finer one (global attention upsample, GAU). The last stage of the ResNet dilates (output stride 16); logits at stride 4
are interpolated to the image. Options: ``width`` is the channels of the encoder's stem, ``head`` those of the decoder.

No code of the authors; the paper leaves widths open. They are those of segmentation_models_pytorch: 32 channels, 1 in
the pyramid, a plain 7x7 stem, a 3x3 head; convolutions have biases beside their norms. Deviation: where a single image
leaves one value per channel to average, its norms use the running statistics instead of failing.
"""

from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.context import PooledNorm
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import ResNet


class PyramidAttention(nn.Module):
    """FPA: weighs places by a pyramid, and adds what the whole image looks like."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.image = nn.Sequential(nn.AdaptiveAvgPool2d(1), *_conv(before, after, 1))
        self.middle = nn.Sequential(*_conv(before, after, 1))
        half, quarter = _conv(before, 1, 7), _conv(1, 1, 5)
        eighth = [*_conv(1, 1, 3), *_conv(1, 1, 3)]
        self.down = nn.ModuleList(nn.Sequential(nn.MaxPool2d(2), *step) for step in (half, quarter, eighth))
        self.side = nn.ModuleList(nn.Sequential(*_conv(1, 1, kernel)) for kernel in (5, 7))

    def forward(self, x: Tensor) -> Tensor:
        image, middle = self.image(x), self.middle(x)
        half = self.down[0](x)
        quarter = self.down[1](half)
        places = self.down[2](quarter)
        for side, finer in zip(self.side, (quarter, half), strict=True):
            places = side(finer) + resize(places, finer.shape[2:], corners=True)
        out: Tensor = middle * resize(places, x.shape[2:], corners=True) + image
        return out


class AttentionUpsample(nn.Module):
    """GAU: weighs the channels of a finer map by the pooled coarser one, and adds that one."""

    def __init__(self, before: int, width: int) -> None:
        super().__init__()
        self.fine = nn.Sequential(*_conv(before, width, 3))
        self.channels = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, width, 1), PooledNorm(width), nn.Sigmoid()
        )

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        out: Tensor = self.fine(fine) * self.channels(coarse) + resize(coarse, fine.shape[2:], corners=True)
        return out


class PAN(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, encoder: str, width: int = 64, head: int = 32) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, encoder, width=width, output_stride=16, even=True)
        self.attention = PyramidAttention(self.encoder.widths[-1], head)
        self.up = nn.ModuleList(AttentionUpsample(before, head) for before in self.encoder.widths[3:0:-1])
        self.head = nn.Conv2d(head, classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        *finer, coarsest = self.encoder(x)[1:]
        out = self.attention(coarsest)
        for up, fine in zip(self.up, reversed(finer), strict=True):
            out = up(fine, out)
        return resize(self.head(out), x.shape[2:], corners=True)


def _conv(before: int, after: int, kernel: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, kernel, padding=kernel // 2), PooledNorm(after), nn.ReLU(inplace=True)]


@architecture(
    id="pan-resnet50",
    title="PAN (ResNet-50)",
    year=2018,
    paper="arXiv:1805.10180",
    family="context",
    citation=(
        "@inproceedings{li2018pyramid, "
        "author = {Li, Hanchao and Xiong, Pengfei and An, Jie and Wang, Lingxue}, "
        "title = {Pyramid Attention Network for Semantic Segmentation}, "
        "booktitle = {BMVC}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=113,  # eight places at stride 16, which the pyramid halves three times
    params=24_265_596,
    reference=(3, 21),
    reference_shape=(512, 512),
    options={"encoder": "resnet50", "width": 64, "head": 32},
    choices={"encoder": ("resnet50", "resnet101")},
    variants={
        "pan-resnet101": {
            "title": "PAN (ResNet-101)",
            "params": 43_257_724,
            "options": {"encoder": "resnet101"},
        },
    },
    tiny={"width": 4, "head": 8},
    tiny_shape=(243, 290),  # two places and more for the coarsest convolution of the pyramid
    note="output stride 16, logits at stride 4, interpolated",
)
def pan_resnet50(channels: tuple[int, int], ndim: int, *, encoder: str, width: int, head: int) -> nn.Module:
    """Build PAN."""
    del ndim
    return PAN(*channels, encoder=encoder, width=width, head=head)

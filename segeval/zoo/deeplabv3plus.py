"""DeepLab v3+: Chen, Zhu, Papandreou, Schroff, Adam, ECCV 2018, arXiv:1802.02611, figure 2.

Against DeepLab v3: a decoder. The context at stride 16 is raised to stride 4, joined to 48 channels of the encoder's
map there and smoothed by two 3x3 convolutions before the logits. The encoder is Aligned Xception-65 and the 3x3
convolutions of pyramid and decoder are separable; with ResNet-101 they are whole and the last stage has a multi-grid of
(1, 2, 4). With MobileNetV2, a backbone of the release, the pyramid reads the 320 channels of its last block, by the
rule of arXiv:1801.04381, section 6.3, and the convolutions are whole as there: encoder, pyramid and a 1x1 convolution
for 21 classes are the 4.52 million weights of its table 7. All interpolation aligns corners, as in the release.

Options: ``width`` is the channels of the encoder's stem (of 64; of MobileNetV2 of 32, and all in eights), ``head``
those of pyramid and decoder, ``skip`` those taken from the map at stride 4; ``rates`` are those of output stride 16;
``multi_grid`` multiplies the last three dilations of the encoder; ``smooth`` says where the first of the two
convolutions of the decoder stands: "after" the maps are joined, or "before", as in smp. Deviations: separable
convolutions of pyramid and decoder have no norm between their halves (smp, whose count is the reference; the release
has one); a block of MobileNetV2 that dilates in place of striding does so at once (torchvision's rule for V3; in the
release the blocks behind it do).
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.context import AtrousPyramid
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.mobilenet import MobileNet
from segeval.zoo._encoders.resnet import ResNet
from segeval.zoo._encoders.xception import Xception

BLOCKS = 3  # of the last stage of the ResNets, last ones of MobileNet, and convolutions of the last block of Xception
STRIDES = (8, 16, 32)


class DeepLabV3Plus(nn.Module):
    def __init__(
        self,
        encoder: ResNet | Xception | MobileNet,
        classes: int,
        *,
        head: int,
        skip: int,
        rates: list[int],
        separable: bool,
        early: bool,
    ) -> None:
        super().__init__()
        self.encoder = encoder
        pyramid = AtrousPyramid(encoder.widths[-1], head, rates, separable=separable)
        first = _smooth(head if early else head + skip, head, separable)
        second = _smooth(head + skip if early else head, head, separable)
        self.context = nn.Sequential(pyramid, *([first] if early else []))
        self.skip = unit(encoder.widths[1], skip, 1)
        self.decoder = nn.Sequential(*([] if early else [first]), second)
        self.head = nn.Conv2d(head, classes, 1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.encoder(x)
        context, fine = self.context(maps[-1]), self.skip(maps[1])
        joined = torch.cat([resize(context, fine.shape[2:], corners=True), fine], dim=1)
        return resize(self.head(self.decoder(joined)), x.shape[2:], corners=True)


def _smooth(before: int, after: int, separable: bool) -> nn.Sequential:
    if not separable:
        return unit(before, after, 3)
    alone = nn.Conv2d(before, before, 3, padding=1, groups=before, bias=False)
    return nn.Sequential(alone, *unit(before, after, 1))


@architecture(
    id="deeplabv3plus-xception65",
    title="DeepLab v3+ (Xception-65)",
    year=2018,
    paper="arXiv:1802.02611",
    family="context",
    citation=(
        "@inproceedings{chen2018encoder, "
        "author = {Chen, Liang-Chieh and Zhu, Yukun and Papandreou, George and Schroff, Florian and Adam, Hartwig}, "
        "title = {Encoder-Decoder with Atrous Separable Convolution for Semantic Image Segmentation}, "
        "booktitle = {ECCV}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=17,
    params=41_042_005,
    reference=(3, 21),
    reference_shape=(512, 512),
    options={
        "encoder": "xception65",
        "width": 64,
        "head": 256,
        "skip": 48,
        "output_stride": 16,
        "rates": (6, 12, 18),
        "multi_grid": (1, 1, 1),
        "separable": True,
        "smooth": "after",
    },
    choices={"encoder": ("xception65", "resnet50", "resnet101", "mobilenetv2"), "smooth": ("after", "before")},
    variants={
        "deeplabv3plus-resnet101": {
            "title": "DeepLab v3+ (ResNet-101)",
            "params": 59_344_309,
            "reference_shape": (513, 513),
            "options": {"encoder": "resnet101", "multi_grid": (1, 2, 4), "separable": False},
            "note": "whole convolutions, output stride 16",
        },
        "deeplabv3plus-mobilenetv2": {
            "title": "DeepLab v3+ (MobileNetV2)",
            "params": 5_816_053,
            "reference_shape": (513, 513),
            "options": {"encoder": "mobilenetv2", "width": 32, "separable": False},
            "tiny": {"width": 8, "head": 8, "skip": 3},
            "note": "whole convolutions, output stride 16",
        },
    },
    tiny={"width": 4, "head": 8, "skip": 3},
    tiny_shape=(290, 311),  # the map at stride 16 is wider than the rate 18
    aliases=("deeplabv3plus",),
    note="separable convolutions, output stride 16",
)
def deeplabv3plus(  # noqa: PLR0913 - one argument per option
    channels: tuple[int, int],
    ndim: int,
    *,
    encoder: str,
    width: int,
    head: int,
    skip: int,
    output_stride: int,
    rates: tuple[int, ...],
    multi_grid: tuple[int, ...],
    separable: bool,
    smooth: str,
) -> nn.Module:
    """Build DeepLab v3+."""
    del ndim
    in_channels, classes = channels
    if output_stride not in STRIDES or len(multi_grid) != BLOCKS:
        msg = (
            f"deeplabv3plus has an output stride of 8, 16 or 32 and a multi-grid of {BLOCKS} dilations, "
            f"got {output_stride} and {multi_grid}"
        )
        raise UsageError(msg)
    if width < 1:
        msg = f"deeplabv3plus has a width of 1 or more, got {width}"
        raise UsageError(msg)
    base: ResNet | Xception | MobileNet
    if encoder.startswith("xception"):
        base = Xception(in_channels, encoder, width=width, output_stride=output_stride, multi_grid=multi_grid)
    elif encoder.startswith("mobilenet"):
        base = MobileNet(
            in_channels, encoder, width=width, output_stride=output_stride, multi_grid=multi_grid, last=False
        )
    else:
        base = ResNet(in_channels, encoder, width=width, output_stride=output_stride, even=True, multi_grid=multi_grid)
    scaled = [rate * 16 // output_stride for rate in rates]
    early = smooth == "before"
    return DeepLabV3Plus(base, classes, head=head, skip=skip, rates=scaled, separable=separable, early=early)

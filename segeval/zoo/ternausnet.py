"""TernausNet: Iglovikov and Shvets 2018, arXiv:1801.05746, figure 1.

U-Net whose contracting path is a VGG without its classifier, as it comes from ImageNet: no normalisation, one more
pooling, and a centre between the paths. Every step up is a convolution and an up-convolution with ReLU each.
``ternausnet11`` has VGG11 (the paper counts seven convolutions, VGG11 has eight); ``ternausnet16`` is VGG16, as in the
authors' package. Options: ``width`` is the channels of the encoder's first stage; ``decoder`` those of the centre and
of the decoder, from coarse to fine; ``up`` is an up-convolution of width 3 (odd, padded at the end) or 4, or bilinear
interpolation before two convolutions (the package's default for VGG16).
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vgg import Vgg


class TernausNet(nn.Module):
    def __init__(
        self, in_channels: int, classes: int, *, encoder: str, width: int, decoder: tuple[int, ...], up: str
    ) -> None:
        super().__init__()
        self.encoder = Vgg(in_channels, encoder, width=width)
        skips = self.encoder.widths[::-1]
        self.centre = _step(skips[0], skips[0], decoder[0], up)
        self.up = nn.ModuleList(
            _step(skip + below, skip, after, up)
            for skip, below, after in zip(skips[:-1], decoder, decoder[1:], strict=False)
        )
        self.last = conv_stack(2, (skips[-1] + decoder[-2], decoder[-1]))
        self.head = nn.Conv2d(decoder[-1], classes, 1)
        self.pool = nn.MaxPool2d(2)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips = self.encoder(x)
        x = self.centre(self.pool(skips[-1]))
        for step in (*self.up, self.last):
            x = step(torch.cat([x, skips.pop()], dim=1))
        logits: Tensor = self.head(x)
        return logits


def _step(before: int, inner: int, after: int, up: str) -> nn.Sequential:
    """Return a convolution and what doubles the size, each with its ReLU."""
    if up == "bilinear":
        return nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear"), *conv_stack(2, (before, inner, after)))
    odd = up == "transposed-3"
    raising = nn.ConvTranspose2d(inner, after, 3 if odd else 4, stride=2, padding=1, output_padding=int(odd))
    return nn.Sequential(*conv_stack(2, (before, inner)), raising, nn.ReLU(inplace=True))


@architecture(
    id="ternausnet11",
    title="TernausNet (VGG11)",
    year=2018,
    paper="arXiv:1801.05746",
    family="unet",
    citation=(
        "@article{iglovikov2018ternausnet, "
        "author = {Iglovikov, Vladimir and Shvets, Alexey}, "
        "title = {TernausNet: U-Net with VGG11 Encoder Pre-Trained on ImageNet for Image Segmentation}, "
        "journal = {arXiv:1801.05746}, year = {2018}}"
    ),
    ndim=(2,),
    divisor=32,
    params=22_927_393,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"encoder": "vgg11", "width": 64, "decoder": (256, 256, 128, 64, 32, 32), "up": "transposed-3"},
    choices={"encoder": ("vgg11", "vgg13", "vgg16", "vgg19"), "up": ("transposed-3", "transposed-4", "bilinear")},
    variants={
        "ternausnet16": {
            "title": "TernausNet (VGG16)",
            "params": 32_202_337,
            "options": {"encoder": "vgg16", "decoder": (256, 256, 256, 64, 32, 32), "up": "transposed-4"},
        },
    },
    tiny={"width": 4, "decoder": (12, 10, 8, 6, 4, 2)},
    tiny_shape=(64, 96),
    aliases=("ternausnet",),
)
def ternausnet11(
    channels: tuple[int, int], ndim: int, *, encoder: str, width: int, decoder: tuple[int, ...], up: str
) -> nn.Module:
    """Build TernausNet."""
    del ndim
    if len(decoder) != 6:
        msg = f"ternausnet has six decoder widths, from coarse to fine, got {decoder}"
        raise UsageError(msg)
    return TernausNet(*channels, encoder=encoder, width=width, decoder=decoder, up=up)

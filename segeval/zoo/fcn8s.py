"""FCN-8s on VGG16: Long, Shelhamer, Darrell, CVPR 2015, arXiv:1411.4038, section 4 and figure 3.

VGG16 with its classifier as convolutions (7x7 and 1x1, 4096 channels), scored at strides 32, 16 and 8 and raised by
full transposed convolutions between the classes, which start as bilinear interpolation. The first convolution pads by
100, so that an image of any size has a score; the crops 5, 9 and 31 undo it. Score layers start at zero as in the
release, so that a fresh network answers zero everywhere. Deviations: the transposed convolutions learn (the release
freezes them), and without ImageNet weights the encoder starts from He initialisation. Option ``width``: the channels
of the first stage; all others are multiples of it.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vgg import Vgg


class FCN8s(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        wide = 64 * width
        self.encoder = Vgg(in_channels, "vgg16", width=width)
        self.classifier = nn.Sequential(
            nn.Conv2d(8 * width, wide, 7),
            nn.ReLU(inplace=True),
            nn.Dropout2d(0.5),
            nn.Conv2d(wide, wide, 1),
            nn.ReLU(inplace=True),
            nn.Dropout2d(0.5),
        )
        self.score32, self.score16, self.score8 = (
            nn.Conv2d(before, classes, 1) for before in (wide, 8 * width, 4 * width)
        )
        self.up32, self.up16 = (nn.ConvTranspose2d(classes, classes, 4, stride=2, bias=False) for _ in range(2))
        self.up8 = nn.ConvTranspose2d(classes, classes, 16, stride=8, bias=False)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        he_init(self)
        for score in (self.score32, self.score16, self.score8):
            nn.init.zeros_(score.weight)
        for up in (self.up32, self.up16, self.up8):
            bilinear_(up.weight)

    def forward(self, image: Tensor) -> Tensor:
        x = functional.pad(image, (99,) * 4)  # with the 1 of the first convolution: 100
        pools = []
        for stage in self.encoder.stages():
            x = self.pool(stage(x))
            pools.append(x)
        x = self.up32(self.score32(self.classifier(x)))
        x = self.up16(x + _crop(self.score16(pools[3]), 5, x.shape))
        x = self.up8(x + _crop(self.score8(pools[2]), 9, x.shape))
        return _crop(x, 31, image.shape)


def bilinear_(weight: Tensor) -> None:
    """Fill ``(classes, classes, k, k)`` so that each class is interpolated by itself with a triangle kernel."""
    size = weight.shape[-1]
    factor = (size + 1) // 2
    centre = factor - 1 if size % 2 else factor - 0.5
    triangle = 1 - (torch.arange(size) - centre).abs() / factor
    with torch.no_grad():
        weight.copy_(torch.eye(weight.shape[0])[:, :, None, None] * torch.outer(triangle, triangle))


def _crop(x: Tensor, offset: int, shape: torch.Size) -> Tensor:
    return x[:, :, offset : offset + shape[2], offset : offset + shape[3]]


@architecture(
    id="fcn8s",
    title="FCN-8s (VGG16)",
    year=2015,
    paper="arXiv:1411.4038",
    family="fcn",
    citation=(
        "@inproceedings{long2015fcn, "
        "author = {Long, Jonathan and Shelhamer, Evan and Darrell, Trevor}, "
        "title = {Fully Convolutional Networks for Semantic Segmentation}, "
        "booktitle = {CVPR}, year = {2015}}"
    ),
    ndim=(2,),
    params=134_489_759,
    reference=(3, 21),
    reference_shape=(256, 256),
    options={"width": 64},
    tiny={"width": 2},
    tiny_shape=(37, 50),
    aliases=("fcn",),
    note="score layers start at zero",
)
def fcn8s(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build FCN-8s, trained in one stage."""
    del ndim
    return FCN8s(*channels, width=width)

"""FCN: Long, Shelhamer, Darrell, CVPR 2015, arXiv:1411.4038, sections 3 and 4, figure 3; TPAMI 2017, arXiv:1605.06211.

A classifier whose fully connected layers became convolutions (7x7 and 1x1, 4096 channels on VGG16). ``fcn32s`` scores
its map at stride 32 and raises the scores by one transposed convolution to the image; ``fcn16s`` and ``fcn8s`` raise
them twofold and add scores of the maps at stride 16, and at stride 8. Transposed convolutions join all classes and
start as bilinear interpolation. The first convolution pads by 100, so that an image of any size has a score; crops lay
all maps over the image. ``fcn32s-alexnet`` stands on AlexNet, as its release does: with halves of channels that do not
see each other, and a transposed convolution of width 63. Score layers start at zero, so that a fresh network answers
zero everywhere. Options: ``width`` is the channels of the first stage, of which all others are multiples; ``form`` is
that of the skips, "8s-at-once" scaling the skipped maps by 0.01 and 0.0001 as the release does that is trained in one
stage. Deviations: the transposed convolutions learn (the release freezes them), and without ImageNet weights the
encoder starts from He initialisation.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import crop
from segeval.zoo._encoders.alexnet import AlexNet
from segeval.zoo._encoders.vgg import Vgg


class Form(NamedTuple):
    """Where each skip is cut, by what its map is multiplied, and how far the last scores are raised and cut."""

    offsets: tuple[int, ...]
    scales: tuple[float, ...]
    stride: int
    last: int


FORMS = {
    "32s": Form((), (), 32, 19),
    "16s": Form((5,), (1.0,), 16, 27),
    "8s": Form((5, 9), (1.0, 1.0), 8, 31),
    "8s-at-once": Form((5, 9), (0.01, 0.0001), 8, 31),
}


class Skip(nn.Module):
    """Raises scores twofold and adds those of a pooled map, cut to lie over them."""

    def __init__(self, before: int, classes: int, *, offset: int, scale: float, ndim: int = 2) -> None:
        super().__init__()
        self.offset, self.scale = offset, scale
        self.up = raising(classes, 2, ndim=ndim)
        self.score = (nn.Conv2d if ndim == 2 else nn.Conv3d)(before, classes, 1)

    def forward(self, x: Tensor, pooled: Tensor) -> Tensor:
        x = self.up(x)
        return x + _crop(self.score(self.scale * pooled), self.offset, x.shape)

    def extra_repr(self) -> str:
        return f"offset={self.offset}, scale={self.scale}"


class FCN(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, form: str = "8s", width: int = 64) -> None:
        super().__init__()
        offsets, scales, stride, self.last = FORMS[form]
        wide = 64 * width
        self.encoder = Vgg(in_channels, "vgg16", width=width)
        self.classifier = _classifier(8 * width, wide, 7)
        self.score = nn.Conv2d(wide, classes, 1)
        self.skips = nn.ModuleList(
            Skip(before, classes, offset=offset, scale=scale)
            for before, offset, scale in zip((8 * width, 4 * width), offsets, scales, strict=False)
        )
        self.up = raising(classes, stride)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        _start(self)

    def forward(self, image: Tensor) -> Tensor:
        x = functional.pad(image, (99,) * 4)  # with the 1 of the first convolution: 100
        pools = []
        for stage in self.encoder.stages():
            x = self.pool(stage(x))
            pools.append(x)
        x = self.score(self.classifier(pools.pop()))
        for skip in self.skips:
            x = skip(x, pools.pop())
        return _crop(self.up(x), self.last, image.shape)


class FCNAlexNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 96) -> None:
        super().__init__()
        self.encoder = AlexNet(in_channels, width=width)
        wide = self.encoder.widths[-1] * 16
        self.classifier = _classifier(self.encoder.widths[-1], wide, 6)
        self.score = nn.Conv2d(wide, classes, 1)
        self.up = raising(classes, 32, kernel=63)
        _start(self)

    def forward(self, image: Tensor) -> Tensor:
        coarsest = self.encoder(functional.pad(image, (100,) * 4))[-1]
        x = self.score(self.classifier(self.encoder.pool(coarsest)))
        return _crop(self.up(x), 18, image.shape)


def bilinear_(weight: Tensor) -> None:
    """Fill ``(classes, classes, k, k)`` so that each class is interpolated by itself with a triangle kernel."""
    size = weight.shape[-1]
    factor = (size + 1) // 2
    centre = factor - 1 if size % 2 else factor - 0.5
    triangle = 1 - (torch.arange(size) - centre).abs() / factor
    with torch.no_grad():
        weight.copy_(torch.eye(weight.shape[0])[:, :, None, None] * torch.outer(triangle, triangle))


def _classifier(before: int, wide: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, wide, kernel),
        nn.ReLU(inplace=True),
        nn.Dropout2d(0.5),
        nn.Conv2d(wide, wide, 1),
        nn.ReLU(inplace=True),
        nn.Dropout2d(0.5),
    )


def raising(
    classes: int, stride: int, kernel: int | None = None, *, ndim: int = 2
) -> nn.ConvTranspose2d | nn.ConvTranspose3d:
    """Return the transposed convolution that interpolates scores, once its weights are filled so."""
    up_conv = nn.ConvTranspose2d if ndim == 2 else nn.ConvTranspose3d
    return up_conv(classes, classes, kernel or 2 * stride, stride=stride, bias=False)


def _start(net: nn.Module) -> None:
    he_init(net)
    for name, module in net.named_modules():
        if isinstance(module, nn.ConvTranspose2d):
            bilinear_(module.weight)
        elif isinstance(module, nn.Conv2d) and name.endswith("score"):
            nn.init.zeros_(module.weight)


def _crop(x: Tensor, offset: int, shape: torch.Size) -> Tensor:
    return crop(x, shape[2:], offset)


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
    options={"width": 64, "form": "8s"},
    choices={"form": ("32s", "16s", "8s", "8s-at-once")},
    variants={
        "fcn16s": {
            "title": "FCN-16s (VGG16)",
            "params": 134_815_994,
            "options": {"form": "16s"},
            "note": "score layers start at zero",
        },
        "fcn32s": {
            "title": "FCN-32s (VGG16)",
            "params": 136_152_917,
            "options": {"form": "32s"},
            "note": "score layers start at zero",
        },
    },
    tiny={"width": 2},
    tiny_shape=(37, 50),
    aliases=("fcn",),
    note="score layers start at zero",
)
def fcn8s(channels: tuple[int, int], ndim: int, *, width: int, form: str) -> nn.Module:
    """Build FCN on VGG16."""
    del ndim
    return FCN(*channels, form=form, width=width)


@architecture(
    id="fcn32s-alexnet",
    title="FCN-32s (AlexNet)",
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
    params=58_704_590,
    reference=(3, 21),
    reference_shape=(256, 256),
    options={"width": 96},
    tiny={"width": 6},
    tiny_shape=(37, 50),
    note="score layers start at zero",
)
def fcn32s_alexnet(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build FCN-32s on AlexNet."""
    del ndim
    return FCNAlexNet(*channels, width=width)

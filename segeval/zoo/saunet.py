"""SAU-Net, shape attentive U-Net: Sun, Darbehani, Zaidi, Wang, MICCAI 2020, arXiv:2001.07645, figure 1.

A U-Net of two streams that can be looked into. Texture: a DenseNet-121 without the pooling of its stem, and decoder
blocks that weigh channels (squeeze and excitation) and places of what they merge. Shape: at the size of the image,
residual blocks and the gates of Gated-SCNN (arXiv:1907.05740), which let through what coarser texture confirms, end in
the probability of a boundary; with the edges of the image it joins the decoder before the logits. ``extras`` are all
between 0 and 1: this ``edge``, which the paper trains on the boundaries of the reference, the ``gates`` from fine to
coarse, and the ``attention`` of the decoder blocks to places, from fine to coarse.

Options: ``width`` is the channels of the encoder's stem, ``blocks`` the layers of its dense blocks. Deviations: the
edges of the image are its Sobel gradient (mean of the channels, divided by the largest of the image) in place of
OpenCV's Canny edges, whose thresholds want images from 0 to 255; no gradient passes through them, as in the release.
Poolings round odd sizes up and raised maps are cut, so that any size works; the release asks for multiples of 32.
The encoder's unused classifier is kept, frozen, for the count of the release.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.attention import SqueezeExcite
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop, resize
from segeval.zoo._encoders.densenet import DenseNet
from segeval.zoo._encoders.resnet import Basic


class Gate(nn.Module):
    """Weighs the places of a shape map by itself and one map of texture."""

    def __init__(self, width: int) -> None:
        super().__init__()
        both = width + 1
        self.gate = nn.Sequential(
            *(nn.BatchNorm2d(both), nn.Conv2d(both, both, 1), nn.ReLU(inplace=True)),
            *(nn.Conv2d(both, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid()),
        )
        self.conv = nn.Conv2d(width, width, 1, bias=False)

    def forward(self, shape: Tensor, texture: Tensor) -> tuple[Tensor, Tensor]:
        weights = self.gate(torch.cat([shape, texture], dim=1))
        return self.conv(shape * (1 + weights)), weights


class ShapeStream(nn.Module):
    """Begins with the finest of four maps of texture; each of the others gates it once."""

    def __init__(self, textures: Sequence[int], width: int) -> None:
        super().__init__()
        finest, *others = textures
        self.enter = nn.Conv2d(finest, width, 1)
        self.smooth, self.reduce = nn.ModuleList(), nn.ModuleList()
        self.texture, self.gates = nn.ModuleList(), nn.ModuleList()
        for other in others:
            self.smooth.append(Basic(width, width, stride=1, dilation=1))
            self.reduce.append(nn.Conv2d(width, width // 2, 1))
            width //= 2
            self.texture.append(nn.Conv2d(other, 1, 1))
            self.gates.append(Gate(width))
        self.head = nn.Conv2d(width, 1, 1, bias=False)

    def forward(self, maps: Sequence[Tensor], size: Sequence[int]) -> tuple[Tensor, list[Tensor]]:
        """Return the probability of a boundary and what the gates let through, at the size of the image."""
        finest, *others = maps
        shape, opened = resize(self.enter(finest), size, corners=True), []
        steps = zip(self.smooth, self.reduce, self.texture, self.gates, others, strict=True)
        for smooth, reduce, look, gate, other in steps:
            shape, weights = gate(reduce(smooth(shape)), resize(look(other), size, corners=True))
            opened.append(weights)
        return self.head(shape).sigmoid(), opened


class DualAttention(nn.Module):
    """A decoder block: merges a raised map with a skip, and weighs channels and places of the result."""

    def __init__(self, below: int, skip: int, after: int) -> None:
        super().__init__()
        self.up = _doubling(below, below)
        self.merge = unit(skip + below, after, bias=True)
        self.places = nn.Sequential(*unit(after, after // 4, 1), nn.Conv2d(after // 4, 1, 1), nn.Sigmoid())
        self.channels = SqueezeExcite(after, 16, bias=True)

    def forward(self, below: Tensor, skip: Tensor) -> tuple[Tensor, Tensor]:
        x = self.merge(torch.cat([skip, centre_crop(self.up(below), skip.shape[2:])], dim=1))
        weights = self.places(x)
        return (1 + weights) * self.channels(x), weights


class SAUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int, blocks: tuple[int, ...]) -> None:
        super().__init__()
        self.encoder = DenseNet(in_channels, blocks, width=width)
        _, *halved, coarsest = self.encoder.widths
        # Of DenseNet-121 for ImageNet; the release holds it, though nothing passes through it.
        self.classifier = nn.Linear(coarsest, 1000).requires_grad_(requires_grad=False)
        textures = [*(wide // 2 for wide in halved), coarsest]
        self.shape = ShapeStream(textures, width)
        self.weigh = nn.Conv2d(2, 1, 1, bias=False)
        self.expand = unit(1, width // 2, 1, bias=True)
        below = 8 * width
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.centre = unit(coarsest, below, bias=True)
        self.up = nn.ModuleList()
        for skip, after in zip(reversed(textures), (8 * width, 4 * width, 2 * width, width), strict=True):
            self.up.append(DualAttention(below, skip, after))
            below = after
        self.last = nn.Sequential(unit(width, 3 * width // 4, bias=True), _doubling(3 * width // 4, width // 2))
        self.smooth = unit(2 * (width // 2), width // 2, bias=True)
        self.head = nn.Conv2d(width // 2, classes, 1)
        he_init(self)

    def texture(self, x: Tensor) -> list[Tensor]:
        """Return the stem (stride 2) and four maps (4, 8, 16, 16); neither of its ends has a ReLU."""
        maps = [self.encoder.passed(x, "conv0", "norm0")]
        for depth in range(1, 4):
            maps.append(self.encoder.passed(maps[-1], f"denseblock{depth}", f"transition{depth}"))
        return [*maps, self.encoder.passed(maps[-1], "denseblock4", "norm5")]

    def everything(self, x: Tensor) -> tuple[Tensor, Tensor, list[Tensor], list[Tensor]]:
        """Return the logits, the probability of a boundary, the gates and the attention, both from fine to coarse."""
        size = x.shape[2:]
        stem, fine, middle, coarse, coarsest = self.texture(x)
        edge, gates = self.shape((fine, middle, coarse, coarsest), size)
        edges = self.expand(self.weigh(torch.cat([edge, gradient(x)], dim=1)).sigmoid())
        out, attention = self.centre(self.pool(coarsest)), []
        skips = ((coarsest, coarsest), (coarse, middle), (middle, fine), (fine, stem))
        for up, (skip, like) in zip(self.up, skips, strict=True):
            out, weights = up(out, resize(skip, like.shape[2:], corners=True))
            attention.append(weights)
        out = self.smooth(torch.cat([centre_crop(self.last(out), size), edges], dim=1))
        return self.head(out), edge, gates, attention[::-1]

    def extras(self, x: Tensor) -> dict[str, Tensor]:
        _, edge, gates, attention = self.everything(x)
        raised = [resize(weights, x.shape[2:], corners=True) for weights in attention]
        return {"edge": edge, "gates": torch.cat(gates, dim=1), "attention": torch.cat(raised, dim=1)}

    def forward(self, x: Tensor) -> Tensor:
        return self.everything(x)[0]


def gradient(x: Tensor) -> Tensor:
    """Return how steep the mean of the channels is, by Sobel's filters, at most 1 in each image."""
    padded = functional.pad(x.detach().mean(1, keepdim=True), (1, 1, 1, 1), mode="replicate")
    down = padded[..., :-2, :] + 2 * padded[..., 1:-1, :] + padded[..., 2:, :]
    across = padded[..., :-2] + 2 * padded[..., 1:-1] + padded[..., 2:]
    steep = torch.hypot(down[..., 2:] - down[..., :-2], across[..., 2:, :] - across[..., :-2, :])
    return steep / steep.amax((1, 2, 3), keepdim=True).clamp_min(torch.finfo(x.dtype).tiny)


def _doubling(before: int, after: int) -> nn.Sequential:
    conv = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


@architecture(
    id="saunet",
    title="SAU-Net",
    year=2020,
    paper="arXiv:2001.07645",
    family="attention",
    citation=(
        "@inproceedings{sun2020saunet, "
        "author = {Sun, Jesse and Darbehani, Fatemeh and Zaidi, Mark and Wang, Bo}, "
        "title = {SAUNet: Shape Attentive U-Net for Interpretable Medical Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2020}}"
    ),
    ndim=(2,),
    min_size=33,
    params=32_896_505,
    reference=(3, 4),
    reference_shape=(128, 128),
    extras=("edge", "gates", "attention"),
    options={"blocks": (6, 12, 24, 16), "width": 64},
    tiny={"blocks": (2, 2, 3, 2), "width": 8},
    tiny_shape=(75, 98),
    note="shape stream with Sobel edges of the image",
)
def saunet(channels: tuple[int, int], ndim: int, *, blocks: tuple[int, ...], width: int) -> nn.Module:
    """Build SAU-Net."""
    del ndim
    if len(blocks) != 4 or min(blocks) < 1:
        msg = f"saunet has four counts of layers, got blocks {'+'.join(map(str, blocks))}"
        raise UsageError(msg)
    return SAUNet(*channels, width=width, blocks=blocks)

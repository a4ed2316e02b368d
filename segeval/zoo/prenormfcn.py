"""Learned normalisation and FC-ResNet: Drozdzal et al., Medical Image Analysis 2018, arXiv:1702.05174.

A small fully convolutional network, trained with all the rest, turns the image into another one, normalised for the
task; a deep residual network refines it step by step into a segmentation.

There is no public code of the whole, and we know the paper by its abstract. The FC-ResNet is that of five of the
authors' arXiv:1608.04117, as one of them published it (veugene/fcn_maker): two stages of a simple block (one 3x3
convolution), three of 3, 8 and 10 bottlenecks, 3 more at the turn, and all mirrored; batch norm and ReLU before every
convolution, dropout 0.1 at the end of a block, nearest up-sampling, long skips added, after a 1x1 convolution where
channels differ. Of the normaliser the abstract says that it has low capacity. Ours: it is a padded U-Net of 16 to 256
channels without norm, whose answer has the channels of the image. ``extras`` has this normalised image. Any size works:
strides round up. The 3D form replaces every layer by its 3D relative.

Options: ``width`` is the channels of the first convolution, and the bottlenecks begin with four times as many, which
double; ``blocks`` are the bottlenecks of each stage on the way down and of the turn; ``normaliser`` is the width of the
U-Net's finest stage, and 0 leaves it out; ``dropout``.
"""

from itertools import pairwise

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop
from segeval.zoo._blocks.unet import UNet, doubling

SIMPLE = 2  # stages of one simple block each
MOST = 4  # bottleneck stages with that of the turn: an image of the smallest size is two pixels in the last


class Residual(nn.Module):
    """A map plus what ``body`` makes of it; where the body strides, so does the map, and a 1x1 adapts its channels."""

    def __init__(self, body: nn.Sequential, before: int, after: int, stride: int, *, ndim: int = 2) -> None:
        super().__init__()
        self.body, self.stride = body, stride
        self.shortcut = nn.Identity() if before == after else layers(ndim).conv(before, after, 1)

    def forward(self, x: Tensor) -> Tensor:
        steps = (1, 1, *(self.stride for _ in x.shape[2:]))
        strided = x[tuple(slice(None, None, step) for step in steps)]
        out: Tensor = self.shortcut(strided) + self.body(x)
        return out


def _active(ndim: int, before: int, *then: nn.Module) -> list[nn.Module]:
    return [layers(ndim).batch_norm(before), nn.ReLU(inplace=True), *then]


def _simple(ndim: int, before: int, after: int, stride: int, dropout: float) -> Residual:
    """Return one convolution of the active map, which is max-pooled before it."""
    nd = layers(ndim)
    pool = [nd.max_pool(stride, ceil_mode=True)] if stride > 1 else []
    conv = nd.conv(before, after, 3, padding=1)
    body = nn.Sequential(*_active(ndim, before, *pool, conv), nn.Dropout(dropout))
    return Residual(body, before, after, stride, ndim=ndim)


def _bottleneck(ndim: int, before: int, after: int, stride: int, dropout: float) -> Residual:
    conv, inner = layers(ndim).conv, after // 4
    body = nn.Sequential(
        *_active(ndim, before, conv(before, inner, 1, stride=stride)),
        *_active(ndim, inner, conv(inner, inner, 3, padding=1)),
        *_active(ndim, inner, conv(inner, after, 1)),
        nn.Dropout(dropout),
    )
    return Residual(body, before, after, stride, ndim=ndim)


class FCResNet(nn.Module):
    def __init__(
        self, in_channels: int, classes: int, ndim: int, *, width: int, blocks: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width] * SIMPLE + [4 * width * 2**depth for depth in range(len(blocks))]
        counts = [0] * SIMPLE + list(blocks)

        def stage(before: int, after: int, count: int, stride: int) -> nn.Sequential:
            if not count:
                return nn.Sequential(_simple(ndim, before, after, stride, dropout))
            first = _bottleneck(ndim, before, after, stride, dropout)
            return nn.Sequential(first, *(_bottleneck(ndim, after, after, 1, dropout) for _ in range(count - 1)))

        self.enter = nd.conv(in_channels, width, 3, padding=1)
        self.down = nn.ModuleList(
            stage(before, after, count, 2)
            for (before, after), count in zip(pairwise((width, *widths)), counts, strict=True)
        )
        self.adapt, self.up = nn.ModuleList(), nn.ModuleList()
        for (below, skip), count in zip(pairwise(reversed(widths)), reversed(counts[:-1]), strict=True):
            self.adapt.append(nn.Identity() if below == skip else nd.conv(below, skip, 1))
            self.up.append(stage(skip, skip, count, 1))
        self.last = nn.Sequential(*_active(ndim, width, nd.conv(width, width, 3, padding=1)))
        self.head = nd.conv(width, classes, 1)
        self.raising = nn.Upsample(scale_factor=2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        skips: list[Tensor] = []
        for stage in self.down:
            skips.append(x)
            x = stage(x)
        for adapt, stage in zip(self.adapt, self.up, strict=True):
            x = stage(self._added(skips.pop(), adapt(x)))
        logits: Tensor = self.head(self.last(self._added(skips.pop(), x)))
        return logits

    def _added(self, skip: Tensor, coarse: Tensor) -> Tensor:
        return skip + centre_crop(self.raising(coarse), skip.shape[2:])


class PreNormFCN(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        ndim: int = 2,
        *,
        width: int,
        blocks: tuple[int, ...],
        normaliser: int,
        dropout: float,
    ) -> None:
        super().__init__()
        stages = doubling(normaliser, 5)
        self.normaliser = UNet((in_channels, in_channels), ndim, stages=stages) if normaliser else nn.Identity()
        self.segmenter = FCResNet(in_channels, classes, ndim, width=width, blocks=blocks, dropout=dropout)
        he_init(self)

    def extras(self, x: Tensor) -> dict[str, Tensor]:
        return {"normalised": self.normaliser(x)}

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.segmenter(self.normaliser(x))
        return logits


@architecture(
    id="prenorm-fcn",
    title="Learned normalisation and FC-ResNet",
    year=2018,
    paper="arXiv:1702.05174",
    family="unet",
    citation=(
        "@article{drozdzal2018learning, "
        "author = {Drozdzal, Michal and Chartrand, Gabriel and Vorontsov, Eugene and Shakeri, Mahsa "
        "and Di Jorio, Lisa and Tang, An and Romero, Adriana and Bengio, Yoshua and Pal, Chris "
        "and Kadoury, Samuel}, "
        "title = {Learning Normalized Inputs for Iterative Estimation in Medical Image Segmentation}, "
        "journal = {Medical Image Analysis}, year = {2018}}"
    ),
    ndim=(2, 3),
    min_size=65,  # batch norm in training wants two places of the coarsest map
    params=13_411_219,
    reference=(1, 2),
    reference_shape=(256, 256),
    extras=("normalised",),
    options={"width": 32, "blocks": (3, 8, 10, 3), "normaliser": 16, "dropout": 0.1},
    tiny={"width": 4, "blocks": (1, 2, 1, 2), "normaliser": 4},
    tiny_shape=(70, 131),
    note="no public code: our reading of the paper, count frozen",
)
def prenorm_fcn(
    channels: tuple[int, int], ndim: int, *, width: int, blocks: tuple[int, ...], normaliser: int, dropout: float
) -> nn.Module:
    """Build the normaliser and the FC-ResNet behind it."""
    if not 1 <= len(blocks) <= MOST or min(blocks) < 1:
        given = "+".join(map(str, blocks))
        msg = f"blocks of prenorm-fcn are 1 to {MOST} counts of bottlenecks, such as 3+8+10+3, got {given}"
        raise UsageError(msg)
    return PreNormFCN(*channels, ndim, width=width, blocks=blocks, normaliser=normaliser, dropout=dropout)

"""Residual 3D U-Net of BraTS 2017: Isensee, Kickingereder, Wick, Bendszus, Maier-Hein, BrainLes 2017, arXiv:1802.10508.

Against 3D U-Net: every stage going down is a context module, a residual block with pre-activation and dropout between
its two convolutions, behind a convolution that strides; instance norm and leaky ReLU; raised maps are repeated, then
convolved to half the channels; a localisation module joins skip and raised map by a 3x3x3 convolution and halves the
channels by a 1x1x1 one. The logits of the three finest modules are added up from coarse to fine. Structure, dropout of
single values and initial weights are those of the authors' code (MIC-DKFZ/BraTS2017, Lasagne), without the biases of
its convolutions and the scale and shift of its norms, which belong to the place of an image in its batch; norms add
1e-5 to a variance, where it adds 1e-4.

``shared`` uses one convolution for both of a context module, from the second stage on, as in the ports of this network
to PyTorch: 7,126,080 weights. Other options: ``width``, the channels of the finest stage; ``dropout``, its rate. Any
size from 17 works: strides round up, and a map is repeated to the size of its skip.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init

SLOPE = 0.01
STAGES = 5
HEADS = 3  # the finest localisation modules


class Context(nn.Module):
    """A convolution with a stride, and two that learn what to add to it, which ``shared`` makes one and the same."""

    def __init__(
        self, before: int, after: int, stride: int, *, ndim: int, dropout: float, norm: bool, shared: bool
    ) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.enter = conv(before, after, 3, stride=stride, padding=1, bias=False)
        self.active = _active(after, ndim) if norm else nn.LeakyReLU(SLOPE)
        self.convs = nn.ModuleList(conv(after, after, 3, padding=1, bias=False) for _ in range(1 if shared else 2))
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        out: Tensor = self.drop(self.convs[0](self.active(x)))
        out = self.convs[-1](self.active(out))
        return out + x


class Raise(nn.Module):
    """Halves the channels, repeats a map to a size and convolves it to half the channels again.

    The coarsest map, which meets no skip, is not halved before, but passes a 1x1x1 convolution behind.
    """

    def __init__(self, before: int, after: int, *, ndim: int) -> None:
        super().__init__()
        coarsest = before == 2 * after
        self.narrow = nn.Identity() if coarsest else layers(ndim).conv(before, 2 * after, 1, bias=False)
        self.active = _active(2 * after, ndim)
        self.conv = _unit(2 * after, after, 3, ndim)
        self.mix = _unit(after, after, 1, ndim) if coarsest else nn.Identity()

    def forward(self, x: Tensor, size: torch.Size) -> Tensor:
        out: Tensor = self.mix(self.conv(functional.interpolate(self.active(self.narrow(x)), size=size)))
        return out


class IsenseeUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, ndim: int, width: int, dropout: float, shared: bool) -> None:
        super().__init__()
        conv, widths = layers(ndim).conv, [width * 2**depth for depth in range(STAGES)]
        self.down = nn.ModuleList(
            [Context(in_channels, width, 1, ndim=ndim, dropout=dropout, norm=False, shared=False)]
        )
        for before, after in pairwise(widths):
            self.down.append(Context(before, after, 2, ndim=ndim, dropout=dropout, norm=True, shared=shared))
        self.unit = nn.LeakyReLU(SLOPE)
        self.active = nn.ModuleList(_active(wide, ndim) for wide in widths[:-1])
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        before = widths.pop()
        for wide in reversed(widths):
            self.up.append(Raise(before, wide, ndim=ndim))
            before = 2 * wide
            self.merge.append(_unit(before, before, 3, ndim))
        self.heads = nn.ModuleList(conv(2 * wide, classes, 1, bias=False) for wide in reversed(widths[:HEADS]))
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        for stage, active in zip(self.down, self.active, strict=False):
            total = stage(x)
            x = active(total)
            # That of the finest stage, which has no norms, is taken before one.
            skips.append(x if skips else self.unit(total))
        x = self.down[-1](x)
        maps: list[Tensor] = []
        for up, merge in zip(self.up, self.merge, strict=True):
            skip = skips.pop()
            x = merge(torch.cat([skip, up(x, skip.shape[2:])], dim=1))
            maps.append(x)
        logits, *finer = (head(x) for head, x in zip(self.heads, maps[-HEADS:], strict=True))
        for own in finer:
            logits = own + functional.interpolate(logits, size=own.shape[2:])
        answer: Tensor = logits
        return answer


def _active(width: int, ndim: int) -> nn.Sequential:
    return nn.Sequential(layers(ndim).instance_norm(width), nn.LeakyReLU(SLOPE, inplace=True))


def _unit(before: int, after: int, kernel: int, ndim: int) -> nn.Sequential:
    conv = layers(ndim).conv(before, after, kernel, padding=kernel // 2, bias=False)
    return nn.Sequential(conv, *_active(after, ndim))


@architecture(
    id="resunet3d-isensee",
    title="Residual 3D U-Net of BraTS 2017",
    year=2017,
    paper="arXiv:1802.10508",
    family="unet",
    citation=(
        "@inproceedings{isensee2017brats, "
        "author = {Isensee, Fabian and Kickingereder, Philipp and Wick, Wolfgang and Bendszus, Martin "
        "and Maier-Hein, Klaus H.}, "
        "title = {Brain Tumor Segmentation and Radiomics Survival Prediction: "
        "Contribution to the BRATS 2017 Challenge}, "
        "booktitle = {BrainLes}, year = {2017}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=9_476_160,
    reference=(4, 4),
    reference_shape=(64, 64, 64),
    options={"width": 16, "dropout": 0.3, "shared": False},
    tiny={"width": 6},
    tiny_shape=(17, 33, 20),
    note="two convolutions in every context module",
)
def resunet3d_isensee(channels: tuple[int, int], ndim: int, *, width: int, dropout: float, shared: bool) -> nn.Module:
    """Build the residual 3D U-Net of BraTS 2017."""
    if width < 1 or not 0 <= dropout < 1:
        msg = f"resunet3d-isensee: width is 1 or more and dropout from 0 to below 1, got {width} and {dropout}"
        raise UsageError(msg)
    return IsenseeUNet(*channels, ndim=ndim, width=width, dropout=dropout, shared=shared)

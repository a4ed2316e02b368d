"""Swin UNETR: Hatamizadeh, Nath, Tang, Yang, Roth, Xu, MICCAI BrainLes 2021, arXiv:2201.01266, figure 1.

UNETR with a Swin transformer (arXiv:2103.14030) in place of the ViT: patches of 2 voxels a side and four stages of
blocks within windows of 7 voxels a side, each followed by merging, make five maps at strides 2 to 32, which residual
blocks hand over to the decoder, normalised without learned numbers; the coarsest but one goes without such a block.
``swin-unetr-24`` is the small form. ``swin-unetr-v2`` (He, Nath, Yang, Tang, Myronenko, Xu, MICCAI 2023,
doi:10.1007/978-3-031-43901-8_40) has a residual block of convolutions before every stage.

Kept from the release (MONAI) because trained weights depend on it: where a map is narrower than a window, biases are
read line by line as if it were not. Before version 1.5 merging took two of the eight neighbours twice and two never;
weights of that time, the published ones among them, need ``repeats``. Deviations: odd sides are continued by zeros and
raised maps cut to their skips, so that any size works and not only multiples of 32; a map of one place is not refused.

Options: ``width`` is the channels of the finest map; ``depths`` and ``heads`` belong to the stages from fine to coarse;
``window`` is the side of a window; ``residual`` is that of the second version; ``repeats`` is for volumes alone.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unetr import SLOPE, ResidualBlock, UpBlock
from segeval.zoo._encoders.swin import Merge, blocks
from segeval.zoo._encoders.vit import linear_init

PATCH = 2
REPEATED = ((), (0,), (1,), (2,), (0, 2), (1,), (2,), (0, 1, 2))  # neighbours by the axes along which they are second


class Stage(nn.Module):
    """Blocks, every second one shifted, and merging: ``(N, C, *size)`` to twice the channels and half the size."""

    def __init__(
        self, width: int, depth: int, heads: int, window: int, *, ndim: int, residual: bool, repeats: bool
    ) -> None:
        super().__init__()
        self.residual = ResidualBlock(width, width, ndim=ndim) if residual else nn.Identity()
        self.blocks = blocks(width, heads, window, (0.0,) * depth, ndim=ndim, flat=True)
        self.downsample = Merge(width, ndim=ndim, order=REPEATED if repeats else ())

    def forward(self, x: Tensor) -> Tensor:
        x = self.residual(x).movedim(1, -1)
        out: Tensor = self.downsample(self.blocks(x)).movedim(-1, 1)
        return out


class Encoder(nn.Module):
    """The embedded patches and what every stage makes of them, normalised, finest first."""

    def __init__(
        self,
        in_channels: int,
        ndim: int,
        *,
        width: int,
        depths: tuple[int, ...],
        heads: tuple[int, ...],
        window: int,
        residual: bool,
        repeats: bool,
    ) -> None:
        super().__init__()
        self.widths = tuple(width * 2**stage for stage in range(len(depths) + 1))
        self.patch_embed = nn.ModuleDict({"proj": layers(ndim).conv(in_channels, width, PATCH, stride=PATCH)})
        self.layers = nn.ModuleList(
            Stage(wide, depth, count, window, ndim=ndim, residual=residual, repeats=repeats)
            for wide, depth, count in zip(self.widths, depths, heads, strict=False)
        )
        linear_init(self)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = functional.pad(x, [margin for length in reversed(x.shape[2:]) for margin in (0, -length % PATCH)])
        x = self.patch_embed["proj"](x)
        maps = [_normalised(x)]
        for stage in self.layers:
            x = stage(x)
            maps.append(_normalised(x))
        return maps


class SwinUnetr(nn.Module):
    def __init__(self, encoder: Encoder, channels: tuple[int, int], ndim: int) -> None:
        super().__init__()
        in_channels, classes = channels
        self.encoder = encoder
        width, *_, coarsest = widths = encoder.widths
        self.image = ResidualBlock(in_channels, width, ndim=ndim)
        self.skips = nn.ModuleList(ResidualBlock(wide, wide, ndim=ndim) for wide in widths[:-2])
        self.bottom = ResidualBlock(coarsest, coarsest, ndim=ndim)
        self.up = nn.ModuleList(UpBlock(before, after, ndim=ndim) for before, after in pairwise((*widths[::-1], width)))
        self.head = layers(ndim).conv(width, classes, 1)
        he_init(self, SLOPE)

    def forward(self, x: Tensor) -> Tensor:
        *maps, raw, deepest = self.encoder(x)
        skips = [self.image(x), *(skip(features) for skip, features in zip(self.skips, maps, strict=True)), raw]
        x = self.bottom(deepest)
        for up in self.up:
            x = up(x, skips.pop())
        logits: Tensor = self.head(x)
        return logits


def _normalised(x: Tensor) -> Tensor:
    """Bring the channels of every place to mean 0 and variance 1."""
    return functional.layer_norm(x.movedim(1, -1), x.shape[1:2]).movedim(-1, 1)


@architecture(
    id="swin-unetr",
    title="Swin UNETR",
    year=2022,
    paper="arXiv:2201.01266",
    family="transformer",
    citation=(
        "@inproceedings{hatamizadeh2022swinunetr, "
        "author = {Hatamizadeh, Ali and Nath, Vishwesh and Tang, Yucheng and Yang, Dong and Roth, Holger R. "
        "and Xu, Daguang}, "
        "title = {Swin UNETR: Swin Transformers for Semantic Segmentation of Brain Tumors in MRI Images}, "
        "booktitle = {MICCAI BrainLes}, year = {2022}}"
    ),
    ndim=(2, 3),
    params=62_187_296,
    reference=(1, 14),
    reference_shape=(96, 96, 96),
    options={
        "width": 48,
        "depths": (2, 2, 2, 2),
        "heads": (3, 6, 12, 24),
        "window": 7,
        "residual": False,
        "repeats": False,
    },
    variants={
        "swin-unetr-24": {
            "title": "Swin UNETR, 24 channels",
            "params": 15_703_304,
            "options": {"width": 24},
        },
        "swin-unetr-v2": {
            "title": "SwinUNETR-V2",
            "year": 2023,
            "paper": "doi:10.1007/978-3-031-43901-8_40",
            "citation": (
                "@inproceedings{he2023swinunetrv2, "
                "author = {He, Yufan and Nath, Vishwesh and Yang, Dong and Tang, Yucheng and Myronenko, Andriy "
                "and Xu, Daguang}, "
                "title = {SwinUNETR-V2: Stronger Swin Transformers with Stagewise Convolutions for 3D Medical Image "
                "Segmentation}, "
                "booktitle = {MICCAI}, year = {2023}}"
            ),
            "params": 72_762_656,
            "options": {"residual": True},
        },
    },
    tiny={"width": 4, "depths": (2, 2), "heads": (1, 2), "window": 4},
    tiny_shape=(12, 20, 17),  # windows of 4 divide the finest map along no axis, and are wider than the next along one
)
def swinunetr(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    depths: tuple[int, ...],
    heads: tuple[int, ...],
    window: int,
    residual: bool,
    repeats: bool,
) -> nn.Module:
    """Build Swin UNETR."""
    shared = all(width * 2**stage % max(1, count) == 0 for stage, count in enumerate(heads))
    if not depths or len(depths) != len(heads) or min(*depths, *heads, window, width) < 1 or not shared:
        msg = (
            "swin-unetr: depths and heads name the same stages, heads share the channels evenly and nothing is below "
            f"1; got width {width}, depths {depths}, heads {heads} and window {window}"
        )
        raise UsageError(msg)
    if repeats and ndim == 2:
        msg = "swin-unetr: repeats is for volumes, merging never took a neighbour twice in 2D"
        raise UsageError(msg)
    encoder = Encoder(
        channels[0],
        ndim,
        width=width,
        depths=depths,
        heads=heads,
        window=window,
        residual=residual,
        repeats=repeats,
    )
    return SwinUnetr(encoder, channels, ndim)

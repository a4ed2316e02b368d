"""UNETR++: Shaker, Maaz, Rasheed, Khan, Yang, Khan, IEEE TMI 2024, arXiv:2212.04497.

Against UNETR: four stages of shrinking maps, and efficient paired attention (EPA), whose cost grows with the places and
not with their square. Two attentions share queries and keys: one weighs channels by channels; the other weighs places
by a few sums over all places, into which a learned projection puts keys and values. Residual convolutions follow. The
decoder adds skips and goes through the same blocks, but for convolutions alone at full size. The position tables and
the projections tie it to the size that it is built for. ``unetrpp`` is the network for Synapse, for 64x128x128; those
for ACDC (16x160x160), tumours (128x128x128) and lungs (32x192x192) are the variants, as they differ in the release.

Kept from it because trained weights depend on it: what the attention over places answers is laid out in another order
than by places and channels. Deviations: any size that the patches divide, and any number of channels, where the stems
of the release take one (for tumours four) and normalise as many groups; here these are as many as divide evenly.

Options: ``width`` is the channels of the finest stage, ``depth`` the blocks of each; ``patch`` is what one place of the
finest stage sees; ``projected`` are the sums over places, from fine to coarse; ``projection`` says whether keys and
values share theirs, "plain" is shared without bias; with ``fusion`` "halves" each attention makes half of the channels;
``refine`` counts the residual convolutions of a block; ``dropout`` acts on attention.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import gcd, prod

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vit import linear_init
from segeval.zoo._sizes import written

SLOPE = 0.01
STAGES = 4
DROPPED = 0.1  # of the channels that a block adds at its end
START = 1e-6  # by which attention is scaled before training


class PairedAttention(nn.Module):
    """Attention over channels and over places of the vectors ``(N, places, width)``."""

    def __init__(
        self, places: int, width: int, projected: int, *, heads: int, projection: str, fusion: str, dropout: float
    ) -> None:
        super().__init__()
        self.heads = heads
        self.qkvv = nn.Linear(width, 4 * width, bias=False)
        self.keys = nn.Linear(places, projected, bias=projection != "plain")
        self.values = nn.Linear(places, projected) if projection == "separate" else None
        self.by_channel, self.by_place = (nn.Parameter(torch.ones(heads, 1, 1)) for _ in range(2))
        self.drop_channel, self.drop_place = nn.Dropout(dropout), nn.Dropout(dropout)
        halves = fusion == "halves"
        self.half_place, self.half_channel = (nn.Linear(width, width // 2) if halves else None for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        parts = self.qkvv(x).unflatten(-1, (4, self.heads, -1))
        query, key, channels, places = parts.permute(2, 0, 3, 4, 1)  # each (N, heads, width / heads, places)
        keys, values = self.keys(key), (self.values or self.keys)(places)
        query, key = functional.normalize(query, dim=-1), functional.normalize(key, dim=-1)
        weights = (query @ key.transpose(-2, -1) * self.by_channel).softmax(dim=-1)
        channels = (self.drop_channel(weights) @ channels).flatten(1, 2).transpose(1, 2)
        weights = (query.transpose(-2, -1) @ keys * self.by_place).softmax(dim=-1)
        places = self.drop_place(weights) @ values.transpose(-2, -1)
        places = places.permute(0, 3, 1, 2).reshape(x.shape)  # places before heads would be right, see above
        if self.half_place and self.half_channel:
            return torch.cat([self.half_place(places), self.half_channel(channels)], dim=-1)
        out: Tensor = channels + places
        return out

    def extra_repr(self) -> str:
        return f"heads={self.heads}"


class Residual(nn.Module):
    """Two convolutions with norms around a shortcut, and leaky ReLU after the first and after the sum."""

    def __init__(self, before: int, after: int, norm: type[nn.Module]) -> None:
        super().__init__()
        self.conv1, self.norm1 = nn.Conv3d(before, after, 3, padding=1, bias=False), norm(after)
        self.conv2, self.norm2 = nn.Conv3d(after, after, 3, padding=1, bias=False), norm(after)
        self.shortcut: nn.Module | None = None
        if before != after:
            self.shortcut = nn.Sequential(nn.Conv3d(before, after, 1, bias=False), norm(after))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm2(self.conv2(functional.leaky_relu(self.norm1(self.conv1(x)), SLOPE)))
        return functional.leaky_relu(out + (self.shortcut(x) if self.shortcut else x), SLOPE)


class Block(nn.Module):
    """Paired attention, scaled, and residual convolutions, each beside a shortcut."""

    def __init__(self, grid: Sequence[int], width: int, refine: int, attention: nn.Module) -> None:
        super().__init__()
        self.position = nn.Parameter(torch.zeros(1, prod(grid), width))
        self.norm, self.attention = nn.LayerNorm(width), attention
        self.gamma = nn.Parameter(torch.full((width,), START))
        self.refine = nn.Sequential(*(Residual(width, width, nn.BatchNorm3d) for _ in range(refine)))
        self.add = nn.Sequential(nn.Dropout3d(DROPPED), nn.Conv3d(width, width, 1))

    def forward(self, x: Tensor) -> Tensor:
        places = x.flatten(2).transpose(1, 2) + self.position
        places = places + self.gamma * self.attention(self.norm(places))
        x = places.transpose(1, 2).reshape(x.shape)
        out: Tensor = x + self.add(self.refine(x))
        return out


class UnetrPlusPlus(nn.Module):
    """``attention`` makes one from the places of a stage, its channels, and the sums over places."""

    def __init__(
        self,
        channels: tuple[int, int],
        size: tuple[int, ...],
        *,
        width: int,
        depth: int,
        patch: tuple[int, ...],
        projected: tuple[int, ...],
        refine: int,
        attention: Callable[[int, int, int], nn.Module],
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        self.size, nd = size, layers(len(size))
        widths = [width * 2**stage for stage in range(STAGES)]

        def blocks(stage: int) -> nn.Sequential:
            grid = [side // (step * 2**stage) for side, step in zip(size, patch, strict=True)]
            wide, sums = widths[stage], projected[stage]
            return nn.Sequential(*(Block(grid, wide, refine, attention(prod(grid), wide, sums)) for _ in range(depth)))

        self.down, self.encode = nn.ModuleList(), nn.ModuleList()
        for stage, wide in enumerate(widths):
            before, step = (wide // 2, 2) if stage else (in_channels, patch)
            conv = nd.conv(before, wide, step, stride=step, bias=False)
            self.down.append(nn.Sequential(conv, nn.GroupNorm(gcd(before, wide), wide)))
            self.encode.append(blocks(stage))
        self.enter = Residual(in_channels, width // 2, nn.InstanceNorm3d)
        self.raised, self.decode = nn.ModuleList(), nn.ModuleList()
        for stage in reversed(range(STAGES - 1)):
            self.raised.append(nd.up_conv(widths[stage + 1], widths[stage], 2, stride=2, bias=False))
            self.decode.append(blocks(stage))
        self.raised.append(nd.up_conv(width, width // 2, patch, stride=patch, bias=False))
        self.decode.append(Residual(width // 2, width // 2, nn.InstanceNorm3d))
        self.heads = nn.ModuleList(nd.conv(wide, classes, 1) for wide in (2 * width, width, width // 2))
        linear_init(self)
        he_init(self, SLOPE)

    def features(self, x: Tensor) -> list[Tensor]:
        """Return the maps that have a head, the coarsest first."""
        if tuple(x.shape[2:]) != self.size:
            msg = f"unetrpp was built for images of {written(self.size)}, got {written(tuple(x.shape[2:]))}"
            raise UsageError(msg)
        skips = [self.enter(x)]
        for down, stage in zip(self.down, self.encode, strict=True):
            x = stage(down(x))
            skips.append(x)
        skips.pop()
        features: list[Tensor] = []
        for raised, stage in zip(self.raised, self.decode, strict=True):
            x = stage(raised(x) + skips.pop())
            features.append(x)
        return features[1:]

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(features) for head, features in zip(self.heads, self.features(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.features(x)[-1])
        return logits


@architecture(
    id="unetrpp",
    title="UNETR++ (Synapse)",
    year=2024,
    paper="arXiv:2212.04497",
    family="transformer",
    citation=(
        "@article{shaker2024unetrpp, "
        "author = {Shaker, Abdelrahman and Maaz, Muhammad and Rasheed, Hanoona and Khan, Salman and Yang, Ming-Hsuan "
        "and Khan, Fahad Shahbaz}, "
        "title = {UNETR++: Delving into Efficient and Accurate 3D Medical Image Segmentation}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2024}}"
    ),
    ndim=(3,),
    divisor=(16, 32, 32),
    min_size=(16, 64, 64),  # batch norm of the coarsest map wants two places
    size="built",
    params=42_952_850,
    reference=(1, 14),
    reference_shape=(64, 128, 128),
    side_outputs=2,
    options={
        "width": 32,
        "depth": 3,
        "heads": 4,
        "patch": (2, 4, 4),
        "projected": (64, 64, 64, 32),
        "projection": "shared",
        "fusion": "halves",
        "refine": 1,
        "dropout": 0.15,
    },
    choices={"projection": ("shared", "separate", "plain"), "fusion": ("halves", "sum")},
    variants={
        "unetrpp-acdc": {
            "title": "UNETR++ (ACDC)",
            "divisor": (8, 32, 32),
            "min_size": (8, 64, 64),
            "params": 66_796_404,
            "reference": (1, 4),
            "reference_shape": (16, 160, 160),
            "options": {"patch": (1, 4, 4), "projection": "separate", "refine": 2, "dropout": 0.1},
            "tiny_shape": (16, 64, 64),
        },
        "unetrpp-lung": {
            "title": "UNETR++ (lung)",
            "divisor": (8, 32, 32),
            "min_size": (8, 64, 64),
            "params": 121_174_798,
            "reference": (1, 2),
            "reference_shape": (32, 192, 192),
            "options": {"patch": (1, 4, 4), "projection": "separate", "refine": 2, "dropout": 0.1},
            "tiny_shape": (16, 64, 64),
        },
        "unetrpp-tumour": {
            "title": "UNETR++ (brain tumour)",
            "divisor": 32,
            "min_size": (32, 64, 64),
            "params": 42_647_604,
            "reference": (4, 4),
            "reference_shape": (128, 128, 128),
            "options": {"patch": (4, 4, 4), "projection": "plain", "fusion": "sum", "dropout": 0.1},
            "tiny": {"width": 4, "depth": 1, "heads": 2, "patch": (2, 4, 4), "projected": (8, 6, 4, 2)},
        },
    },
    tiny={"width": 4, "depth": 1, "heads": 2, "projected": (8, 6, 4, 2)},
    tiny_shape=(32, 64, 64),
)
def unetrpp(  # noqa: PLR0913 - one argument per option
    channels: tuple[int, int],
    ndim: int,
    *,
    size: tuple[int, ...],
    width: int,
    depth: int,
    heads: int,
    patch: tuple[int, ...],
    projected: tuple[int, ...],
    projection: str,
    fusion: str,
    refine: int,
    dropout: float,
) -> nn.Module:
    """Build UNETR++."""
    if (len(patch), len(projected)) != (ndim, STAGES) or min(width, depth, heads, refine, *patch, *projected) < 1:
        msg = (
            f"unetrpp: patch has three sides, projected names four stages, and nothing is below 1; got width {width}, "
            f"depth {depth}, heads {heads}, refine {refine}, patch {patch} and projected {projected}"
        )
        raise UsageError(msg)
    if width % 2 or width % heads:
        msg = f"unetrpp: heads share the channels evenly, and so do two halves; got width {width} and heads {heads}"
        raise UsageError(msg)
    if any(side % (step * 2 ** (STAGES - 1)) for side, step in zip(size, patch, strict=True)):
        msg = f"unetrpp: patches of {written(patch)} and three halvings do not divide images of {written(size)}"
        raise UsageError(msg)
    attention = partial(PairedAttention, heads=heads, projection=projection, fusion=fusion, dropout=dropout)
    return UnetrPlusPlus(
        channels,
        size,
        width=width,
        depth=depth,
        patch=patch,
        projected=projected,
        refine=refine,
        attention=attention,
    )

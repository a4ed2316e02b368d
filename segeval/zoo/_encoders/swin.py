"""Swin transformer: Liu et al. 2021, arXiv:2103.14030, figure 3; timm's names.

Blocks attend within windows, every second one within windows shifted by half. Nothing in it depends on the size of the
image: maps that windows do not divide are continued by zeros, as in the authors' code for segmentation, and a map that
is narrower than a window is a window by itself.
"""

from collections.abc import Sequence
from itertools import combinations
from math import prod
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._blocks.windows import drop_path, joined, offsets, seam_mask, windows
from segeval.zoo._encoders.vit import Mlp, attended, linear_init


class Cut(NamedTuple):
    """How a map of ``size``, continued by zeros to ``padded`` and rolled back by ``shift``, is cut into windows."""

    size: tuple[int, ...]
    window: tuple[int, ...]
    shift: tuple[int, ...]
    padded: tuple[int, ...]

    def windows(self, x: Tensor) -> Tensor:
        """Cut a map ``(N, *size, C)`` into ``(N, windows, places, C)``."""
        sides = zip(self.padded[::-1], self.size[::-1], strict=True)
        x = functional.pad(x, [0, 0, *(margin for more, length in sides for margin in (0, more - length))])
        return windows(x.roll([-step for step in self.shift], self.axes), self.window)

    def joined(self, x: Tensor) -> Tensor:
        """Put windows back into a map."""
        x = joined(x, self.padded, self.window).roll(self.shift, self.axes)
        for axis, length in zip(self.axes, self.size, strict=True):
            x = x.narrow(axis, 0, length)
        return x

    @property
    def axes(self) -> tuple[int, ...]:
        """Those of the map."""
        return tuple(range(1, len(self.size) + 1))


class WindowAttention(nn.Module):
    """Attention within windows of maps ``(N, *size, C)``, shifted by half a window where one does not hold the map.

    With ``flat`` a window that the map has narrowed reads the biases of as many first places of a full one, line by
    line, whatever their offsets: so do the codes for volumes.
    """

    def __init__(self, width: int, heads: int, window: Sequence[int], *, shifted: bool, flat: bool = False) -> None:
        super().__init__()
        self.heads, self.window, self.shifted, self.flat = heads, tuple(window), shifted, flat
        self.relative_position_bias_table = nn.Parameter(torch.empty(prod(2 * side - 1 for side in window), heads))
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def cut(self, size: Sequence[int]) -> Cut:
        """Return how a map of this size is cut into windows."""
        window = tuple(map(min, self.window, size))
        sides = tuple(zip(size, window, strict=True))
        shift = tuple(side // 2 if self.shifted and length > side else 0 for length, side in sides)
        return Cut(tuple(size), window, shift, tuple(length + -length % side for length, side in sides))

    def parts(self, x: Tensor, cut: Cut) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return query, key and value ``(N, windows, heads, places, C / heads)``, and what is added to scores."""
        x = cut.windows(x)
        query, key, value = self.qkv(x).view(*x.shape[:3], 3, self.heads, -1).permute(3, 0, 1, 4, 2, 5)
        mask = self.relative_position_bias_table[self.rows(cut.window, x.device)].permute(2, 0, 1)
        if any(cut.shift):
            mask = mask + seam_mask(cut.padded, cut.shift, x.device, window=cut.window).to(mask)
        return query, key, value, mask

    def weights(self, x: Tensor) -> Tensor:
        """Return the map (N, 1, *size) of how much all places of a window together take from each, about 1 on average.

        The attention that it receives from the places of the map, averaged over heads and summed.
        """
        cut = self.cut(x.shape[1:-1])
        query, key, _, mask = self.parts(x, cut)
        asking = cut.windows(x.new_ones(1, *cut.size, 1))  # none of what continues the map
        taken = attended(query, key, mask).mean(2) * asking
        return cut.joined(taken.sum(2)[..., None]).movedim(-1, 1)

    def forward(self, x: Tensor) -> Tensor:
        cut = self.cut(x.shape[1:-1])
        query, key, value, mask = self.parts(x, cut)
        x = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return cut.joined(self.proj(x.transpose(2, 3).flatten(3)))

    def rows(self, window: Sequence[int], device: torch.device) -> Tensor:
        """Return the row of the table for each pair of places of a window."""
        if not self.flat:
            return offsets(window, device, self.window)
        places = prod(window)
        return offsets(self.window, device)[:places, :places]

    def extra_repr(self) -> str:
        return f"heads={self.heads}, window={self.window}, shifted={self.shifted}"


class Block(nn.Module):
    """Attention, then a perceptron, each after a norm and beside a shortcut that some images are left with."""

    def __init__(
        self, width: int, heads: int, window: Sequence[int], *, shifted: bool, drop: float, flat: bool = False
    ) -> None:
        super().__init__()
        self.drop = drop
        self.norm1, self.attn = nn.LayerNorm(width), WindowAttention(width, heads, window, shifted=shifted, flat=flat)
        self.norm2, self.mlp = nn.LayerNorm(width), Mlp(width, 4 * width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + drop_path(self.attn(self.norm1(x)), self.drop, training=self.training)
        return x + drop_path(self.mlp(self.norm2(x)), self.drop, training=self.training)


class Merge(nn.Module):
    """Halve the map ``(N, *size, C)``: neighbours, four in 2D, become one vector of twice the width.

    ``order`` lists the axes along which each of the neighbours is the second one. Odd sides are continued by zeros.
    """

    def __init__(self, width: int, *, ndim: int = 2, order: Sequence[Sequence[int]] = ()) -> None:
        super().__init__()
        self.order = order or [axes for count in range(ndim + 1) for axes in combinations(range(ndim), count)]
        before = len(self.order) * width
        self.norm, self.reduction = nn.LayerNorm(before), nn.Linear(before, 2 * width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        size = x.shape[1:-1]
        x = functional.pad(x, [0, 0, *(margin for length in reversed(size) for margin in (0, length % 2))])
        firsts = ([int(axis in axes) for axis in range(len(size))] for axes in self.order)
        neighbours = [x[:, *(slice(first, None, 2) for first in each)] for each in firsts]
        out: Tensor = self.reduction(self.norm(torch.cat(neighbours, dim=-1)))
        return out

    def extra_repr(self) -> str:
        return f"order={tuple(self.order)}"


class Stage(nn.Module):
    """Merging, but for the first stage, and blocks, every second one shifted; ``drops`` has a rate for each."""

    def __init__(self, width: int, heads: int, window: int, drops: Sequence[float], *, merges: bool) -> None:
        super().__init__()
        self.downsample = Merge(width // 2) if merges else nn.Identity()
        self.blocks = blocks(width, heads, window, drops)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.blocks(self.downsample(x))
        return out


class Swin(nn.Module):
    """Patches of 4x4 and four stages of ``width`` to ``8 * width`` channels, strides 4 to 32.

    Depths 2, 2, 6, 2 are Swin-T, and 2, 2, 18, 2 with 128 channels Swin-B. Later blocks are left out more often in
    training, the last at the rate ``drop``. Only the last map is normalised.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        width: int = 96,
        depths: Sequence[int] = (2, 2, 6, 2),
        heads: Sequence[int] = (3, 6, 12, 24),
        window: int = 7,
        drop: float = 0.1,
    ) -> None:
        super().__init__()
        self.widths = tuple(width * 2**depth for depth in range(len(depths)))
        self.drops = drop_rates(depths, drop)
        self.patch_embed = nn.ModuleDict(
            {"proj": nn.Conv2d(in_channels, width, 4, stride=4), "norm": nn.LayerNorm(width)}
        )
        self.layers = nn.ModuleList(
            Stage(wide, count, window, rates, merges=depth > 0)
            for depth, (wide, count, rates) in enumerate(zip(self.widths, heads, self.drops, strict=True))
        )
        self.norm = nn.LayerNorm(self.widths[-1])
        linear_init(self)

    def embed(self, x: Tensor) -> Tensor:
        """Return an image as the map ``(N, H / 4, W / 4, width)`` that the first stage takes."""
        embedded: Tensor = self.patch_embed["norm"](self.patch_embed["proj"](x).permute(0, 2, 3, 1))
        return embedded

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [self.embed(x)]
        for stage in self.layers:
            maps.append(stage(maps[-1]))
        return [features.permute(0, 3, 1, 2) for features in (*maps[1:-1], self.norm(maps[-1]))]


def blocks(
    width: int, heads: int, window: int, drops: Sequence[float], *, ndim: int = 2, flat: bool = False
) -> nn.Sequential:
    """Return the blocks of a stage, every second one shifted."""
    sides, pairs = (window,) * ndim, enumerate(drops)
    return nn.Sequential(
        *(Block(width, heads, sides, shifted=index % 2 == 1, drop=rate, flat=flat) for index, rate in pairs)
    )


def drop_rates(depths: Sequence[int], last: float) -> list[list[float]]:
    """Return for each stage the rates of its blocks, which rise evenly from 0 to ``last`` over all stages."""
    rates = [last * index / max(1, sum(depths) - 1) for index in range(sum(depths))]
    return [rates[sum(depths[:stage]) : sum(depths[: stage + 1])] for stage in range(len(depths))]

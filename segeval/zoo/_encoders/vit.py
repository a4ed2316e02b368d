"""ViT: Dosovitskiy et al. 2021, arXiv:2010.11929, figure 1 and table 1; timm's names.

No class token: one row of the position table per patch, for images of one size.
"""

from collections.abc import Sequence
from math import prod

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo._blocks.conv import layers
from segeval.zoo._sizes import written


class Attention(nn.Module):
    """Self-attention of the vectors ``(N, places, width)`` with several heads.

    ``apart`` has three linear layers in place of one for query, key and value, which have a ``bias``.
    """

    def __init__(self, width: int, heads: int, *, apart: bool = False, bias: bool = True) -> None:
        super().__init__()
        self.heads = heads
        if apart:
            self.q, self.k, self.v = (nn.Linear(width, width, bias=bias) for _ in range(3))
        else:
            self.qkv = nn.Linear(width, 3 * width, bias=bias)
        self.apart = apart
        self.proj = nn.Linear(width, width)

    def parts(self, x: Tensor) -> list[Tensor]:
        """Return query, key and value, each ``(N, heads, places, width / heads)``."""
        parts = (self.q(x), self.k(x), self.v(x)) if self.apart else self.qkv(x).chunk(3, dim=-1)
        return [part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts]

    def pairs(self, x: Tensor) -> Tensor:
        """Return (N, places, seen places): what each place takes from which, averaged over heads, rows of sum 1."""
        query, key, _ = self.parts(x)
        return attended(query, key).mean(1)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = self.parts(x)
        x = functional.scaled_dot_product_attention(query, key, value)
        out: Tensor = self.proj(x.transpose(1, 2).flatten(2))
        return out

    def extra_repr(self) -> str:
        return f"heads={self.heads}"


class Mlp(nn.Module):
    """Two linear layers with GELU between them."""

    def __init__(self, width: int, inner: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.act, self.drop = nn.GELU(), nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = self.drop(self.act(self.fc1(x)))
        out: Tensor = self.drop(self.fc2(x))
        return out


class Block(nn.Module):
    """Attention, then a perceptron, each after a norm and beside a shortcut."""

    def __init__(self, width: int, heads: int, *, dropout: float, apart: bool, bias: bool, eps: float) -> None:
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(width, eps=eps), Attention(width, heads, apart=apart, bias=bias)
        self.norm2, self.mlp = nn.LayerNorm(width, eps=eps), Mlp(width, 4 * width, dropout=dropout)

    def pairs(self, x: Tensor) -> Tensor:
        """Return what each place takes from which, see :meth:`Attention.pairs`."""
        return self.attn.pairs(self.norm1(x))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


class Vit(nn.Module):
    """``depth`` blocks over patches of ``patch`` places a side: a map ``(N, width, *grid)`` after the last, normalised.

    12 blocks of 768 channels and 12 heads are ViT-B, 24 of 1024 and 16 ViT-L. Takes images or, with a patch of 1, the
    maps of another network. ``taps`` are counts of blocks after which there is a map too, as it is, before the last.
    """

    def __init__(  # noqa: PLR0913 - one argument per property of a transformer
        self,
        in_channels: int,
        grid: Sequence[int],
        *,
        patch: int = 16,
        width: int = 768,
        depth: int = 12,
        heads: int = 12,
        dropout: float = 0.0,
        apart: bool = False,
        bias: bool = True,
        eps: float = 1e-6,
        taps: Sequence[int] = (),
    ) -> None:
        super().__init__()
        self.grid, self.taps, self.widths = tuple(grid), tuple(taps), (width,) * (len(taps) + 1)
        conv = layers(len(grid)).conv
        self.patch_embed = nn.ModuleDict({"proj": conv(in_channels, width, patch, stride=patch)})
        self.pos_embed = nn.Parameter(torch.empty(1, prod(grid), width))
        self.pos_drop = nn.Dropout(dropout)
        self.blocks = nn.Sequential(
            *(Block(width, heads, dropout=dropout, apart=apart, bias=bias, eps=eps) for _ in range(depth))
        )
        self.norm = nn.LayerNorm(width, eps=eps)
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        linear_init(self)

    def embed(self, x: Tensor) -> Tensor:
        """Return an image as the vectors ``(N, places, width)`` that the first block takes."""
        x = self.patch_embed["proj"](x)
        found = tuple(x.shape[2:])
        if found != self.grid:
            msg = f"the position table is one of {written(self.grid)} patches, got {written(found)}"
            raise UsageError(msg)
        embedded: Tensor = self.pos_drop(x.flatten(2).transpose(1, 2) + self.pos_embed)
        return embedded

    def weights(self, x: Tensor) -> Tensor:
        """Return the map (N, 1, *grid) of how much all patches together take from each, 1 on average.

        Attention rollout, Abnar and Zuidema 2020, arXiv:2005.00928, section 3: the product over all blocks of (A + I)
        / 2, where A is the attention averaged over heads, and I stands for the shortcut beside it.
        """
        x = self.embed(x)
        own = rolled = torch.eye(x.shape[1], device=x.device)
        for block in self.blocks:
            assert isinstance(block, Block)
            rolled = (block.pairs(x).float() + own) / 2 @ rolled
            x = block(x)
        return rolled.sum(1).reshape(len(x), 1, *self.grid)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.embed(x)
        maps = []
        for count, block in enumerate(self.blocks, 1):
            x = block(x)
            if count in self.taps:
                maps.append(x)
        maps.append(self.norm(x))
        return [x.transpose(1, 2).reshape(len(x), -1, *self.grid) for x in maps]

    def extra_repr(self) -> str:
        return f"taps={self.taps}" if self.taps else ""


def attended(query: Tensor, key: Tensor, mask: Tensor | None = None) -> Tensor:
    """Return the softmax by which ``scaled_dot_product_attention`` weighs values, ``(..., places, seen places)``."""
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    weights: Tensor = (scores if mask is None else scores + mask).softmax(dim=-1)
    return weights


def linear_init(net: nn.Module) -> None:
    """Draw every linear layer from a normal distribution of deviation 0.02, cut off at +-2; biases zero."""
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.trunc_normal_(module.weight, std=0.02)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

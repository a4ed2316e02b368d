"""Global aggregation: every place of the answer is an average over all places of a map, also where the size changes."""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.registry import suggest
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.sizes import centre_crop

QUERIES = ("same", "down", "up")


class GlobalAggregation(nn.Module):
    """Global aggregation block: Wang, Zou, Shen, Ji 2020, arXiv:1812.04103.

    Keys and values are 1x1 convolutions of the map. The query gives the answer its size: a 1x1 convolution keeps it
    ("same"), one of width 3 and stride 2 halves it ("down"), a transposed one doubles it ("up"). Every place of the
    query averages the values of all places, weighted by the softmax of its inner products with their keys over the root
    of their width, in each of the ``heads``; a 1x1 convolution ends the block. ``dropout`` acts on these weights. The
    work grows with the product of the places of the answer and those of the map.

    Shapes: (N, a, *spatial) to (N, b, *spatial), halved and rounded up by "down"; "up" makes of n places 2 n, or
    another ``size`` that halves to n. Weights, i ``inner`` channels, by default b, and k = 3^ndim:
    (2 + q) a i + i b + 3 i + b, where q is 1 for "same" and k otherwise.

    Raises:
        UnknownName: If there is no such query.
        UsageError: If the heads do not divide the inner channels.
    """

    def __init__(
        self,
        before: int,
        after: int,
        inner: int | None = None,
        *,
        ndim: int = 2,
        query: str = "same",
        heads: int = 1,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        nd, inner = layers(ndim), inner or after
        if query not in QUERIES:
            unknown = suggest("query", query, QUERIES, f"Choose one of {', '.join(QUERIES)}.")
            raise unknown
        if heads < 1 or inner % heads:
            msg = f"heads of global aggregation divide its {inner} channels, got {heads}"
            raise UsageError(msg)
        self.heads, self.dropout = heads, dropout
        self.query: nn.Module
        if query == "same":
            self.query = nd.conv(before, inner, 1)
        else:
            self.query = Halving(before, inner, ndim=ndim) if query == "down" else Doubling(before, inner, ndim=ndim)
        self.key, self.value, self.back = nd.conv(before, inner, 1), nd.conv(before, inner, 1), nd.conv(inner, after, 1)

    def forward(self, x: Tensor, size: Sequence[int] | None = None) -> Tensor:
        asked = self.query(x) if size is None else self.query(x, size)
        query, key, value = (  # each (N, heads, places, channels of a head)
            part.reshape(len(x), self.heads, part.shape[1] // self.heads, -1).transpose(2, 3)
            for part in (asked, self.key(x), self.value(x))
        )
        dropout = self.dropout if self.training else 0.0
        found = functional.scaled_dot_product_attention(query, key, value, dropout_p=dropout)
        out: Tensor = self.back(found.transpose(2, 3).reshape(len(x), -1, *asked.shape[2:]))
        return out

    def extra_repr(self) -> str:
        return f"heads={self.heads}, dropout={self.dropout}"


class Halving(nn.Module):
    """A convolution of width 3 and stride 2, padded as TensorFlow does: a map of even size at its end only.

    Shapes: (N, a, *spatial) to (N, b, *spatial / 2), rounded up. Weights: 3^ndim a b, and b for a ``bias``.
    """

    def __init__(self, before: int, after: int, *, ndim: int = 2, bias: bool = True) -> None:
        super().__init__()
        self.conv = layers(ndim).conv(before, after, 3, stride=2, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        margins = [margin for side in reversed(x.shape[2:]) for margin in (side % 2, 1)]
        out: Tensor = self.conv(functional.pad(x, margins))
        return out


class Doubling(nn.Module):
    """The transposed convolution that belongs to ``Halving``: what that reads for a place, this writes from it.

    Shapes: (N, a, *spatial) to (N, b, *spatial x 2), or to a ``size`` that halves to the map's. Weights: 3^ndim a b,
    and b for a ``bias``.
    """

    def __init__(self, before: int, after: int, *, ndim: int = 2, bias: bool = True) -> None:
        super().__init__()
        self.conv = layers(ndim).up_conv(before, after, 3, stride=2, bias=bias)

    def forward(self, x: Tensor, size: Sequence[int] | None = None) -> Tensor:
        return centre_crop(self.conv(x), size or [2 * side for side in x.shape[2:]])

"""Graph U-Net: Gao and Ji, ICML 2019, arXiv:1905.05178, sections 3.1 to 3.3, figures 1 to 3; experimental on images.

A U-Net on graphs. gPool scores every node by a learnt projection, keeps the share ``rates`` of them that scores best,
gated by the sigmoid of their scores, and joins those that were at most two steps apart; gUnpool returns them to their
places and leaves the others zero. Encoder features are added, and so are those before the first level at the end.

The paper knows no images: here nodes are pixels, joined to themselves and their eight neighbours, and a linear layer
per pixel answers, where the release classifies graphs. After ``n`` poolings an edge spans at most 2^n pixels, so that
graphs are kept as windows of flags around every pixel and no matrix of pixels by pixels is ever needed; a node that was
dropped is a pixel without edges, of value zero.

As in the release: three levels, projections with a bias and without the paper's norm, features divided by the degree of
the node they come from instead of both roots, self-loops of weight one, at least two nodes, ELU, Glorot initialisation.
Its dropout is left out. Of equal scores the first in reading order stays. The 3D form replaces every layer by its 3D
relative and joins a voxel to its 26 neighbours; windows then have up to 17^3 flags, for small volumes only. Options:
``width`` is the channels of every layer, ``rates`` has a share of 0 to 1 for each level.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers


class Graph(NamedTuple):
    """``kept`` (N, 1, *spatial): the pixels that are nodes, ``nodes`` in each image.

    ``edges`` (N, *window, *spatial): whether there is an edge from a pixel to that at an offset of -r to r along every
    axis, by which a window has 2r + 1 flags.
    """

    kept: Tensor
    edges: Tensor
    nodes: int


class GraphConv(nn.Module):
    def __init__(self, before: int, after: int, *, ndim: int = 2) -> None:
        super().__init__()
        self.linear = nn.Conv2d(before, after, 1) if ndim == 2 else nn.Conv3d(before, after, 1)
        self.act = nn.ELU()

    def forward(self, x: Tensor, graph: Graph) -> Tensor:
        ndim = x.ndim - 2
        degrees = graph.edges.flatten(1, ndim).sum(1).clamp(min=1)
        padded = functional.pad(x / degrees[:, None], (graph.edges.shape[1] // 2,) * 2 * ndim)
        total = torch.zeros_like(x)
        for offset in offsets(graph.edges):  # one after the other: all windows at once would fill the memory
            near = cut(padded, 2, offset, x.shape[2:])
            total = total.addcmul(picked(graph.edges, 1, offset)[:, None].to(x.dtype), near)
        out: Tensor = self.act(self.linear(total)) * graph.kept
        return out


class GraphPool(nn.Module):
    def __init__(self, channels: int, rate: float, *, ndim: int = 2) -> None:
        super().__init__()
        self.rate = rate
        self.score = layers(ndim).conv(channels, 1, 1)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"

    def forward(self, x: Tensor, graph: Graph) -> tuple[Tensor, Graph]:
        count = max(2, int(self.rate * graph.nodes))
        scores = self.score(x)
        ranked = scores.masked_fill(~graph.kept, -torch.inf).flatten(1).argsort(dim=1, descending=True, stable=True)
        kept = torch.zeros_like(ranked, dtype=torch.bool).scatter(1, ranked[:, :count], True).view_as(scores)
        edges = two_steps(graph.edges)
        ndim = kept.ndim - 2
        alive = windows(kept, edges.shape[1] // 2, ndim)[:, 0]
        edges = edges & kept.view(len(kept), *(1,) * ndim, *kept.shape[2:]) & alive
        return x * scores.sigmoid() * kept, Graph(kept, edges, count)


class Down(nn.Module):
    def __init__(self, channels: int, rate: float, *, ndim: int) -> None:
        super().__init__()
        self.conv = GraphConv(channels, channels, ndim=ndim)
        self.pool = GraphPool(channels, rate, ndim=ndim)

    def forward(self, x: Tensor, graph: Graph) -> tuple[Tensor, Tensor, Graph]:
        fine = self.conv(x, graph)
        return fine, *self.pool(fine, graph)


class GraphUNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        ndim: int = 2,
        *,
        width: int = 64,
        rates: tuple[float, ...] = (0.9, 0.8, 0.7),
    ) -> None:
        super().__init__()
        self.stem = GraphConv(in_channels, width, ndim=ndim)
        self.down = nn.ModuleList(Down(width, rate, ndim=ndim) for rate in rates)
        self.bottom = GraphConv(width, width, ndim=ndim)
        self.up = nn.ModuleList(GraphConv(width, width, ndim=ndim) for _ in rates)
        self.head = layers(ndim).conv(width, classes, 1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Conv3d):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        graph = pixels(x)
        first = x = self.stem(x, graph)
        passed = []
        for down in self.down:
            finer = graph
            fine, x, graph = down(x, graph)
            passed.append((fine, finer))
        x = self.bottom(x, graph)
        for up in self.up:
            # gUnpool: the values are at their places and all others are zero, only the graph is another.
            fine, graph = passed.pop()
            x = up(x, graph) + fine
        logits: Tensor = self.head(x + first)
        return logits


def pixels(x: Tensor) -> Graph:
    """Return the graph that joins every pixel of ``x`` to itself and those around it."""
    kept = torch.ones_like(x[:, :1], dtype=torch.bool)
    return Graph(kept, windows(kept, 1, x.ndim - 2)[:, 0], kept[0].numel())


def windows(x: Tensor, radius: int, ndim: int) -> Tensor:
    """Return ``(..., *window, *spatial)``: the map as seen at every offset up to ``radius``, zero beyond its edge."""
    size = x.shape[-ndim:]
    x = functional.pad(x, (radius,) * 2 * ndim)
    for length in size:  # each becomes the last axis, and its offsets take its place
        x = x.unfold(-ndim, length, 1)
    return x


def offsets(edges: Tensor) -> Iterable[tuple[int, ...]]:
    """Return the place of every offset in a window."""
    return product(*(range(side) for side in edges.shape[1 : 1 + edges.ndim // 2]))


def picked(x: Tensor, axis: int, offset: Sequence[int]) -> Tensor:
    """Return what is at one offset of a window that begins with ``axis``."""
    for place in offset:
        x = x.select(axis, place)
    return x


def cut(x: Tensor, axis: int, offset: Sequence[int], size: Sequence[int]) -> Tensor:
    """Return the part of ``x`` that begins at the offset, along as many axes from ``axis`` on."""
    for step, (start, length) in enumerate(zip(offset, size, strict=True)):
        x = x.narrow(axis + step, start, length)
    return x


def two_steps(edges: Tensor) -> Tensor:
    """Return the edges of the second power of a graph: which pixels are joined through another one."""
    side, ndim = edges.shape[1], edges.ndim // 2
    batch, wide, space = edges.shape[0], 2 * side - 1, edges.shape[1 + ndim :]
    joined = edges.new_zeros(batch, *(wide,) * ndim, *space)
    beyond = windows(edges, side // 2, ndim)
    for offset in offsets(edges):
        first = picked(edges, 1, offset).view(batch, *(1,) * ndim, *space)
        part = cut(joined, 1, offset, (side,) * ndim)
        part |= first & picked(beyond, 1 + ndim, offset)
    return joined


@architecture(
    id="graph-unet",
    title="Graph U-Net (gPool, gUnpool) on the pixel grid",
    year=2019,
    paper="arXiv:1905.05178",
    family="graph",
    citation=(
        "@inproceedings{gao2019graphunets, author = {Gao, Hongyang and Ji, Shuiwang}, "
        "title = {Graph U-Nets}, booktitle = {ICML}, year = {2019}}"
    ),
    ndim=(2, 3),
    min_size=2,
    params=29_573,
    reference=(1, 2),
    reference_shape=(32, 32),
    options={"width": 64, "rates": (0.9, 0.8, 0.7)},
    tiny={"width": 8, "rates": (0.8,)},
    tiny_shape=(18, 21),
    note="experimental: a network for graphs, on the pixel grid",
)
def graph_unet(channels: tuple[int, int], ndim: int, *, width: int, rates: tuple[float, ...]) -> nn.Module:
    """Build the Graph U-Net on the pixel grid."""
    if not all(0 < rate <= 1 for rate in rates):
        msg = f"rates {rates} are not all above 0 and at most 1: each is the share of the nodes that a pooling keeps"
        raise UsageError(msg)
    return GraphUNet(*channels, ndim, width=width, rates=rates)

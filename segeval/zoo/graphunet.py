"""Graph U-Net: Gao, Ji, ICML 2019, arXiv:1905.05178, figures 1 to 3, here on the graph of an image's pixels.

Against U-Net: nodes have neighbours in place of rows and columns. Pooling (gPool) keeps the nodes that a learned
projection ranks highest, scaled by the sigmoid of their score so that the projection learns; nodes that were two steps
apart become neighbours. Un-pooling (gUnpool) puts them back at their places among zeros, and skips are added. Every
graph convolution sums its neighbours, each divided by its own degree, as in the authors' code (the paper divides by the
roots of both degrees), which also has ELU, dropout before each layer and Glorot initialisation.

The paper has no images: that pixels and their neighbours are the graph, and that a linear layer stands before and
behind the U-Net, is ours. The graph is a full matrix, so that an image has at most 64 pixels a side. Options: ``width``
is the channels of all nodes, ``ratios`` the share that each pooling keeps, ``neighbours`` "eight" or "four".
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture


class GraphConv(nn.Module):
    """Sums of neighbours, a linear layer and ELU."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.linear = nn.Linear(width, width)

    def forward(self, graph: Tensor, nodes: Tensor) -> Tensor:
        return functional.elu(self.linear(normalised(graph) @ self.drop(nodes)))


class GraphPool(nn.Module):
    """gPool: the graph of the nodes that score highest."""

    def __init__(self, width: int, ratio: float, dropout: float) -> None:
        super().__init__()
        self.ratio = ratio
        self.drop = nn.Dropout(dropout)
        self.score = nn.Linear(width, 1)

    def forward(self, graph: Tensor, nodes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the graph, the nodes and where they were."""
        scores = self.score(self.drop(nodes)).sigmoid()
        count = max(2, int(self.ratio * nodes.shape[1]))
        best, places = scores.topk(count, dim=1)
        kept = nodes.gather(1, places.expand(-1, -1, nodes.shape[2])) * best
        # Graphs are symmetric: two nodes with a neighbour in common have a product of rows that is not zero.
        rows = graph.gather(1, places.expand(-1, -1, graph.shape[2]))
        return (rows @ rows.transpose(1, 2) > 0).to(graph.dtype), kept, places

    def extra_repr(self) -> str:
        return f"ratio={self.ratio}"


class GraphUNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        width: int,
        ratios: tuple[float, ...],
        dropout: float = 0.0,
        neighbours: str = "eight",
    ) -> None:
        super().__init__()
        self.neighbours = neighbours
        self.enter = nn.Linear(in_channels, width)
        self.down = nn.ModuleList(GraphConv(width, dropout) for _ in ratios)
        self.pools = nn.ModuleList(GraphPool(width, ratio, dropout) for ratio in ratios)
        self.bottom = GraphConv(width, dropout)
        self.up = nn.ModuleList(GraphConv(width, dropout) for _ in ratios)
        self.head = nn.Linear(width, classes)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[2:]
        graph = pixel_graph(height, width, self.neighbours).to(x).expand(len(x), -1, -1)
        entered = nodes = self.enter(x.flatten(2).transpose(1, 2))
        levels = []
        for conv, pool in zip(self.down, self.pools, strict=True):
            skip = conv(graph, nodes)
            coarser, nodes, places = pool(graph, skip)
            levels.append((graph, skip, places))
            graph = coarser
        nodes = self.bottom(graph, nodes)
        for conv in self.up:
            graph, skip, places = levels.pop()
            nodes = skip + conv(graph, unpooled(nodes, places, skip.shape[1]))
        logits: Tensor = self.head(nodes + entered)
        return logits.transpose(1, 2).unflatten(2, (height, width))

    def extra_repr(self) -> str:
        return f"neighbours={self.neighbours}"


def pixel_graph(height: int, width: int, neighbours: str) -> Tensor:
    """Return which pixels, in the order of rows, are neighbours, as ones; every pixel is its own, too."""
    rows, columns = (_band(size) for size in (height, width))
    if neighbours == "eight":
        return torch.kron(rows, columns)
    return torch.kron(torch.eye(height), columns).maximum(torch.kron(rows, torch.eye(width)))


def _band(size: int) -> Tensor:
    places = torch.arange(size)
    return ((places[:, None] - places).abs() <= 1).float()


def normalised(graph: Tensor) -> Tensor:
    """Return graphs whose columns have the sum 1: what a node gives is divided among its neighbours."""
    return graph / graph.sum(dim=1, keepdim=True)


def unpooled(nodes: Tensor, places: Tensor, count: int) -> Tensor:
    """gUnpool: return nodes at their places among ``count``, the others zero."""
    empty = nodes.new_zeros(nodes.shape[0], count, nodes.shape[2])
    return empty.scatter(1, places.expand_as(nodes), nodes)


@architecture(
    id="graph-unet",
    title="Graph U-Net on pixels",
    year=2019,
    paper="arXiv:1905.05178",
    family="graph",
    citation=(
        "@inproceedings{gao2019graphunet, "
        "author = {Gao, Hongyang and Ji, Shuiwang}, "
        "title = {Graph U-Nets}, "
        "booktitle = {ICML}, year = {2019}}"
    ),
    ndim=(2,),
    min_size=2,
    max_size=64,
    params=29_573,
    reference=(1, 2),
    reference_shape=(32, 32),
    options={"width": 64, "ratios": (0.9, 0.8, 0.7), "dropout": 0.3, "neighbours": "eight"},
    choices={"neighbours": ("four", "eight")},
    tiny={"width": 8},
    tiny_shape=(9, 12),
    note="experimental: the paper has no images",
)
def graphunet(
    channels: tuple[int, int], ndim: int, *, width: int, ratios: tuple[float, ...], dropout: float, neighbours: str
) -> nn.Module:
    """Build a Graph U-Net on the pixels of an image."""
    del ndim
    if not ratios or not all(0 < ratio <= 1 for ratio in ratios):
        msg = f"ratios of graph-unet are above 0 and at most 1, got {ratios}"
        raise UsageError(msg)
    return GraphUNet(*channels, width=width, ratios=ratios, dropout=dropout, neighbours=neighbours)

"""Graph U-Net: the best-scored pixels stay, nodes two steps apart are joined, and values return to their places."""

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.graphunet import Graph, GraphConv, GraphPool, GraphUNet, pixels
from tests.zoo.golden import follows_law

SHAPE = (7, 9)


def matrix(graph: Graph) -> Tensor:
    """Return the adjacency of all pixels of the first image."""
    (height, width), radius = graph.edges.shape[3:], graph.edges.shape[1] // 2
    dense = torch.zeros(height, width, height, width, dtype=torch.bool)
    for row, column, y, x in graph.edges[0].nonzero().tolist():
        dense[y, x, y + row - radius, x + column - radius] = True
    return dense.view(height * width, -1)


def pooled(channels: int, levels: int) -> list[tuple[Tensor, GraphPool, Tensor, Graph]]:
    """Return what comes before and after of each of some poolings in a row: input, pooling, output, graph."""
    x, graph = torch.randn(1, channels, *SHAPE), pixels(torch.empty(1, 1, *SHAPE))
    steps = []
    for _ in range(levels):
        pool = GraphPool(channels, 0.6)
        before, (x, graph) = x, pool(x, graph)
        steps.append((before, pool, x, graph))
    return steps


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("graph-unet", per_channel=64, per_class=65)


def test_a_pixel_is_joined_to_itself_and_its_neighbours() -> None:
    degrees = pixels(torch.empty(2, 3, *SHAPE)).edges.sum((1, 2))[1]
    assert [degrees[0, 0], degrees[0, 3], degrees[3, 3]] == [4, 6, 9]
    assert matrix(pixels(torch.empty(1, 1, *SHAPE))).diagonal().all()


@torch.inference_mode()
def test_in_3d_a_voxel_has_26_neighbours_and_two_steps_reach_124() -> None:
    graph, x = pixels(torch.empty(1, 1, 7, 7, 7)), torch.randn(1, 2, 7, 7, 7)
    assert graph.edges.sum((1, 2, 3))[0, 3, 3, 3] == 27
    pooled_x, coarse = GraphPool(2, 1.0, ndim=3)(x, graph)
    assert coarse.edges.sum((1, 2, 3))[0, 3, 3, 3] == 125
    conv = GraphConv(2, 2, ndim=3)
    nn.init.dirac_(conv.linear.weight)
    shared = conv(pooled_x, coarse)[0, :, 3, 3, 3]
    degrees = coarse.edges.sum((1, 2, 3))[0]
    expected = (pooled_x[0] / degrees)[:, 1:6, 1:6, 1:6].sum((1, 2, 3))
    torch.testing.assert_close(shared, nn.functional.elu(expected + conv.linear.bias))


@torch.inference_mode()
def test_pooling_keeps_the_nodes_that_score_best_and_gates_them() -> None:
    kept_before, nodes = torch.ones(SHAPE, dtype=torch.bool), SHAPE[0] * SHAPE[1]
    for before, pool, after, graph in pooled(4, 3):
        scores, kept = pool.score(before)[0, 0], graph.kept[0, 0]
        nodes = int(0.6 * nodes)
        assert kept.sum() == graph.nodes == nodes
        assert kept_before[kept].all()
        assert scores[kept].min() > scores[kept_before & ~kept].max()
        torch.testing.assert_close(after[0][:, kept], (before[0] * scores.sigmoid())[:, kept])
        assert not after[0][:, ~kept].any()
        kept_before = kept


@torch.inference_mode()
def test_nodes_are_joined_that_were_at_most_two_steps_apart() -> None:
    dense = matrix(pixels(torch.empty(1, 1, *SHAPE))).double()
    for _, _, _, graph in pooled(4, 3):
        kept = graph.kept[0, 0].flatten()
        dense = (dense @ dense > 0).double() * kept * kept[:, None]
        assert torch.equal(matrix(graph), dense > 0)


@torch.inference_mode()
def test_a_convolution_adds_what_its_neighbours_have_to_share() -> None:
    *_, graph = pooled(4, 2)[-1]
    conv, x = GraphConv(4, 5), torch.randn(1, 4, *SHAPE)
    dense, kept = matrix(graph).float(), graph.kept[0, 0].flatten()
    nodes = (dense[kept][:, kept] / dense[kept][:, kept].sum(0)) @ x.flatten(2)[0].T[kept]
    expected = nn.functional.elu(nn.functional.linear(nodes, conv.linear.weight[:, :, 0, 0], conv.linear.bias))
    found = conv(x, graph).flatten(2)[0].T
    torch.testing.assert_close(found[kept], expected)
    assert not found[~kept].any()


@torch.inference_mode()
def test_unpooling_returns_values_to_their_places_in_the_finer_graph() -> None:
    net = GraphUNet(1, 2, width=4).eval()
    down: list[Graph] = []
    up: list[tuple[Tensor, Graph]] = []
    for level in net.down:
        level.register_forward_pre_hook(lambda _, args: down.append(args[1]))
    for conv in net.up:
        conv.register_forward_pre_hook(lambda _, args: up.append(args))
    net.bottom.register_forward_pre_hook(lambda _, args: down.append(args[1]))
    net(torch.randn(1, 1, *SHAPE))
    assert [graph.nodes for graph in down] == [63, 56, 44, 30]
    # On the way up a level has its own graph again, and values only where the coarser one has nodes.
    for (x, graph), finer, coarser in zip(up, down[-2::-1], down[:0:-1], strict=True):
        assert graph is finer
        assert torch.equal(x.any(1, keepdim=True), coarser.kept)


def test_shares_beyond_all_nodes_are_refused() -> None:
    with pytest.raises(UsageError, match="at most 1"):
        zoo.REGISTRY.get("graph-unet").build(in_channels=1, classes=2, ndim=2, options={"rates": (0.9, 1.5)})

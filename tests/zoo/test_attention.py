"""Attention blocks: shapes and weights of their papers in 2D and 3D, and what their weights do to a map."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from segeval.errors import UnknownName
from segeval.zoo import blocks
from tests.zoo.golden import count_params

C, R = 32, 4
H = C // R


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize(
    ("build", "params"),
    [
        (lambda n: blocks.SqueezeExcite(C, R, ndim=n), lambda k: 2 * C**2 // R),
        (lambda n: blocks.SqueezeExcite(C, R, ndim=n, bias=True), lambda k: 2 * C**2 // R + H + C),
        (lambda n: blocks.SpatialSqueeze(C, ndim=n), lambda k: C),
        (lambda n: blocks.SpatialChannelSE(C, ndim=n), lambda k: C**2 + C),
        (lambda n: blocks.SpatialChannelSE(C, ndim=n, bias=True), lambda k: C**2 + C + C // 2 + C + 1),
        (lambda n: blocks.CBAM(C, R, ndim=n), lambda k: 2 * C**2 // R + 2 * k(7)),
        (lambda n: blocks.CBAM(C, R, ndim=n, kernel=3, norm="batch"), lambda k: 2 * C**2 // R + 2 * k(3) + 2),
        (
            lambda n: blocks.BAM(C, R, ndim=n),
            lambda k: (2 * C * H + H + C + 2 * C) + (C * H + H + 2 * (k(3) * H**2 + H) + H + 1 + 2),
        ),
        (lambda n: blocks.NonLocal(C, ndim=n), lambda k: 4 * C * (C // 2) + 3 * (C // 2) + C + 2 * C),
        (lambda n: blocks.NonLocal(C, 5, ndim=n, subsample=True, norm="none"), lambda k: 4 * C * 5 + 3 * 5 + C),
    ],
)
def test_attention_keeps_the_shape_and_weighs_what_its_paper_says(
    build: Callable[[int], nn.Module], params: Callable[[Callable[[int], int]], int], ndim: int
) -> None:
    block, x = build(ndim), torch.randn(2, C, 9, 10, 11)[(..., 0)[: 4 - ndim]]
    assert block(x).shape == x.shape
    assert count_params(block) == params(lambda width: width**ndim)


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize("project", [False, True])
def test_a_gate_reads_a_coarser_map_and_keeps_the_size_of_the_skip(ndim: int, project: bool) -> None:
    gate = blocks.AttentionGate(6, 10, 4, ndim=ndim, project=project)
    skip, gating = torch.randn(2, 6, *(8, 10, 12)[:ndim]), torch.randn(2, 10, *(4, 5, 6)[:ndim])
    assert gate(skip, gating).shape == skip.shape
    alone = 2**ndim * 6 * 4 + 10 * 4 + 4 + 4 + 1
    assert count_params(gate) == alone + (6**2 + 6 + 2 * 6 if project else 0)
    assert gate.theta(skip).shape[2:] == gating.shape[2:]


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_gate_of_equal_sizes_has_a_norm_behind_each_convolution(ndim: int) -> None:
    gate = blocks.EqualSizeGate(6, 10, 4, ndim=ndim)
    skip, gating = torch.randn(2, 6, *(8, 10, 12)[:ndim]), torch.randn(2, 10, *(8, 10, 12)[:ndim])
    assert gate(skip, gating).shape == skip.shape
    assert count_params(gate) == (6 + 10 + 1) * 4 + 6 * 4 + 3


def test_gates_of_odd_skips_and_of_other_gating_sizes_are_interpolated() -> None:
    gate = blocks.AttentionGate(3, 3, 2)
    assert gate(torch.randn(1, 3, 9, 11), torch.randn(1, 3, 2, 2)).shape == (1, 3, 9, 11)


@pytest.mark.parametrize(
    "block", [blocks.SqueezeExcite(8, 2), blocks.SpatialSqueeze(8), blocks.CBAM(8, 2), blocks.BAM(8, 2)]
)
def test_weights_lie_between_nothing_and_all(block: nn.Module) -> None:
    x = torch.rand(2, 8, 12, 12) + 0.1
    share = block.eval()(x) / x - (1 if isinstance(block, blocks.BAM) else 0)  # BAM adds the scaled map to the map
    assert ((share > 0) & (share < 1)).all()
    assert share.std() > 1e-3


def varies(share: Tensor, axes: tuple[int, ...]) -> bool:
    return bool(share.std(axes).max() > 1e-5)


def test_channels_are_scaled_alike_everywhere_and_places_alike_in_all_channels() -> None:
    x = torch.rand(1, 8, 6, 7) + 0.1
    by_channel, by_place = blocks.SqueezeExcite(8, 2)(x) / x, blocks.SpatialSqueeze(8)(x) / x
    assert (varies(by_channel, (1,)), varies(by_channel, (2, 3))) == (True, False)
    assert (varies(by_place, (1,)), varies(by_place, (2, 3))) == (False, True)


def test_excitation_is_the_sigmoid_of_two_layers_of_the_averages() -> None:
    block, x = blocks.SqueezeExcite(8, 2), torch.randn(1, 8, 6, 7)
    first, second = (block.get_parameter(f"excite.{index}.weight").flatten(1) for index in (0, 2))
    weights = torch.sigmoid(second @ torch.relu(first @ x.mean((0, 2, 3))))
    torch.testing.assert_close(block(x), x * weights[:, None, None])


def test_concurrent_excitation_adds_or_takes_the_larger() -> None:
    x = torch.randn(1, 8, 6, 6)
    added, larger = blocks.SpatialChannelSE(8), blocks.SpatialChannelSE(8, merge="max")
    larger.load_state_dict(added.state_dict())
    torch.testing.assert_close(added(x), added.channel(x) + added.spatial(x))
    torch.testing.assert_close(larger(x), torch.maximum(added.channel(x), added.spatial(x)))
    with pytest.raises(UnknownName, match=r"unknown merge 'mox'; did you mean max\? Choose one of sum, max"):
        blocks.SpatialChannelSE(8, merge="mox")


def fill(module: nn.Module, value: float) -> None:
    for parameter in module.parameters():
        nn.init.constant_(parameter, value)


def test_cbam_scales_channels_by_averages_and_by_maxima_of_one_pair_of_layers() -> None:
    """A single high place changes the maximum of a channel and, on a large map, hardly its average."""
    block, x = blocks.CBAM(4, 1), torch.zeros(1, 4, 64, 64)
    fill(block.excite, 1.0)
    fill(block.look, 0.0)
    x[0, 0, 0, 0] = 1
    channel = torch.sigmoid(torch.tensor(4 * (1 + 1 / 64**2)))  # four hidden channels, each the sum of four
    torch.testing.assert_close(block(x)[0, 0, 0, 0], channel / 2)


@pytest.mark.parametrize(("seen", "share"), [(0, 1.5), (1, 4.0)])
def test_cbam_looks_at_average_and_maximum_over_the_channels(seen: int, share: float) -> None:
    block, x = blocks.CBAM(4, 1), torch.tensor([0.0, 1.0, 3.0, 8.0]).view(1, 4, 1, 1)
    fill(block, 0.0)
    block.get_parameter("look.0.weight").data[0, seen, 3, 3] = 1.0
    torch.testing.assert_close(block(x), x / 2 * torch.tensor(share).sigmoid())  # no channel stands out: all are halved


def test_bam_looks_eight_places_far_in_steps_of_four() -> None:
    block, x = blocks.BAM(4, 1).eval(), torch.rand(1, 4, 21, 21, requires_grad=True)
    fill(block.spatial, 1.0)
    block.spatial(x)[0, 0, 10, 10].backward()
    assert x.grad is not None
    assert x.grad[0, 0].sum(1).nonzero().flatten().tolist() == [2, 6, 10, 14, 18]
    for index in (0, 2, 4):
        fill(block.spatial, 1.0)
        fill(block.spatial[index], -1.0)
        assert torch.autograd.grad(block.spatial(x).sum(), x)[0].any().item() is False  # a ReLU follows each


@pytest.mark.parametrize(
    ("gate", "size", "last"), [(blocks.AttentionGate(3, 5, 2), 4, "psi"), (blocks.EqualSizeGate(3, 5, 2), 8, "psi.0")]
)
def test_a_gate_opens_where_skip_and_gating_map_agree(gate: nn.Module, size: int, last: str) -> None:
    """Sums below zero are cut: then, the bias of the last convolution alone decides."""
    fill(gate.get_submodule("theta"), 1.0)
    fill(gate.get_submodule("phi"), 1.0)
    fill(gate.get_submodule(last), 1.0)
    skip, gating = torch.ones(1, 3, 8, 8), torch.ones(1, 5, size, size)
    shares = [gate.eval()(skip, factor * gating).mean().item() for factor in (5.0, -50.0)]
    assert shares == pytest.approx([1.0, 1 / (1 + math.exp(-1))], abs=1e-4)


def test_a_non_local_block_begins_as_the_identity_and_averages_when_it_sees_no_difference() -> None:
    for norm in ("batch", "none"):
        block, x = blocks.NonLocal(6, norm=norm), torch.randn(2, 6, 4, 5)
        assert torch.equal(block(x), x)
    fill(block.theta, 0.0)
    nn.init.normal_(block.get_parameter("back.0.weight"))
    mean = block.back(block.g(x).mean((2, 3), keepdim=True))
    torch.testing.assert_close(block(x), x + mean.expand_as(x))


@pytest.mark.parametrize(("subsample", "seen"), [(False, 48), (True, 12)])
def test_non_local_weights_are_shares_of_all_places(subsample: bool, seen: int) -> None:
    weights = blocks.NonLocal(6, subsample=subsample).weights(torch.randn(2, 6, 6, 8))
    assert weights.shape == (2, 48, seen)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 48))

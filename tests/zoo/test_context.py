"""Context and residual blocks: shapes and weights of their papers in 2D and 3D, and how far each of them sees."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from segeval.zoo import blocks
from tests.zoo.golden import count_params

A, B = 16, 8


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize(
    ("build", "channels", "params"),
    [
        (
            lambda n: blocks.AtrousPyramid(A, B, (2, 3, 4), ndim=n),
            B,
            lambda k: (2 + 3 * k) * A * B + (2 + 3) * B**2 + 2 * B * (3 + 3),
        ),
        (
            lambda n: blocks.AtrousPyramid(A, B, (2, 3), ndim=n, separable=True),
            B,
            lambda k: (2 + 2) * A * B + k * 2 * A + (2 + 2) * B**2 + 2 * B * (3 + 2),
        ),
        (lambda n: blocks.PyramidPool(A, ndim=n), 2 * A, lambda k: 4 * (A * A // 4 + 2 * A // 4)),
        (lambda n: blocks.PyramidPool(A, B, (1, 4), ndim=n), A + 2 * B, lambda k: 2 * (A * B + 2 * B)),
        (lambda n: blocks.DenseAtrous(A, ndim=n), A, lambda k: (3 * k + 1) * A**2 + 4 * A),
        (lambda n: blocks.MultiKernelPool(A, ndim=n), A + 4, lambda k: A + 1),
        (lambda n: blocks.ResPath(A, B, 3, ndim=n), B, lambda k: (k + 1) * (A * B + 2 * B**2) + 6 * B * 3),
        (lambda n: blocks.ResPath(A, B, 1, ndim=n, bias=True), B, lambda k: (k + 1) * A * B + 6 * B + 2 * B),
        (lambda n: blocks.PreActivation(A, A, ndim=n), A, lambda k: 2 * k * A**2 + 4 * A),
        (
            lambda n: blocks.PreActivation(A, B, ndim=n, norm="none"),
            B,
            lambda k: k * A * B + k * B**2 + A * B,
        ),
        (lambda n: blocks.ResidualUnit(A, ndim=n), A, lambda k: 2 * k * A**2 + 2 * A),
        (lambda n: blocks.ResidualUnit(A, ndim=n, biases=(True, False)), A, lambda k: 2 * k * A**2 + A),
        (lambda n: blocks.unit(A, B, ndim=n, groups=4), B, lambda k: k * A * B // 4 + 2 * B),
        (lambda n: blocks.unit(A, B, 1, ndim=n, norm="none", bias=True), B, lambda k: A * B + B),
    ],
)
def test_blocks_keep_the_size_and_weigh_what_their_paper_says(
    build: Callable[[int], nn.Module], channels: int, params: Callable[[int], int], ndim: int
) -> None:
    block, x = build(ndim), torch.randn(2, A, *(9, 10, 7)[:ndim])
    assert block(x).shape == (2, channels, *x.shape[2:])
    assert count_params(block) == params(3**ndim)


def fill(module: nn.Module, value: float) -> None:
    for parameter in module.parameters():
        nn.init.constant_(parameter, value)


def seen(block: nn.Module, sign: int = 1, size: int = 31) -> list[int]:
    """Return where along an axis the centre of the answer looks, relative to itself, in a map of one sign."""
    x = (sign * torch.rand(1, 4, size, size)).requires_grad_()
    block.eval()(x)[0, 0, size // 2, size // 2].backward()
    assert x.grad is not None
    places: list[int] = x.grad[0].abs().sum((0, 2)).nonzero().flatten().tolist()
    return [place - size // 2 for place in places]


@pytest.mark.parametrize("separable", [False, True])
def test_an_atrous_pyramid_sees_its_rates_and_the_whole(separable: bool) -> None:
    pyramid = blocks.AtrousPyramid(4, 4, (6, 12), separable=separable)
    fill(pyramid, 0.01)  # what is positive passes every ReLU
    assert [seen(branch) for branch in pyramid.branches] == [[0], [-6, 0, 6], [-12, 0, 12]]
    assert len(seen(pyramid)) == 31


def test_the_dropout_of_an_atrous_pyramid_acts_on_its_answer_in_training() -> None:
    pyramid, x = blocks.AtrousPyramid(4, 4, dropout=1.0), torch.randn(2, 4, 6, 6)
    assert (pyramid(x).any().item(), pyramid.eval()(x).any().item()) == (False, True)


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize("block", [blocks.AtrousPyramid, blocks.PyramidPool])
def test_a_single_image_can_be_trained_on(block: Callable[..., nn.Module], ndim: int) -> None:
    assert block(4, 4, ndim=ndim)(torch.randn(1, 4, *(6, 7, 8)[:ndim])).isfinite().all()


def test_a_norm_of_pooled_maps_is_batch_norm_wherever_there_are_two_values() -> None:
    for usual, x in ((nn.BatchNorm2d(3), torch.randn(1, 3, 2, 2)), (nn.BatchNorm3d(3), torch.randn(2, 3, 1, 1, 1))):
        norm = blocks.PooledNorm(3)
        torch.testing.assert_close(norm(x), usual(x))
        assert all(map(torch.equal, norm.state_dict().values(), usual.state_dict().values()))


def averaged(pooling: nn.Module, bins: int) -> list[int]:
    """Return over how many places along an axis each bin of a map of 12 averages."""
    x = torch.rand(1, 4, 12, 12, requires_grad=True)
    gradients = (torch.autograd.grad(pooling(x)[0, 0, place, 0], x)[0] for place in range(bins))
    return [int(gradient[0, 0, :, 0].count_nonzero()) for gradient in gradients]


def test_a_pyramid_pool_averages_the_whole_halves_thirds_and_sixths() -> None:
    pool = blocks.PyramidPool(4)
    for level, bins in zip(pool.levels, (1, 2, 3, 6), strict=True):
        assert averaged(level.get_submodule("0"), bins) == [12 // bins] * bins


@pytest.mark.parametrize("aligned", [True, False])
def test_pooled_maps_come_behind_the_map_and_reach_its_corners_only_if_aligned(aligned: bool) -> None:
    """Aligned corners spread two bins evenly over the map; otherwise its ends repeat them."""
    pool = blocks.PyramidPool(1, 1, (2,), align_corners=aligned).eval()
    nn.init.ones_(pool.get_parameter("levels.0.1.weight"))
    x = torch.linspace(0, 1, 9).expand(1, 1, 9, 9)
    out = pool(x)
    assert torch.equal(out[:, :1], x)
    assert bool((out[0, 1, 0].diff() > 1e-3).all()) == aligned


def test_the_branches_of_dense_atrous_convolution_see_3_7_9_and_19_places() -> None:
    dense = blocks.DenseAtrous(4)
    reaches = []
    for silent in ((), (dense.far,), (dense.far, dense.near), (dense.far, dense.middle)):
        fill(dense, 0.01)
        for conv in silent:
            fill(conv, 0.0)
        reaches.append(2 * max(seen(dense)) + 1)
    assert reaches == [19, 9, 7, 3]
    fill(dense, -0.01)
    assert seen(dense) == [0]  # what is negative is cut before the sum


def test_multi_kernel_pooling_takes_maxima_of_2_3_5_and_6_places_before_the_map() -> None:
    pool = blocks.MultiKernelPool(1)
    nn.init.ones_(pool.get_parameter("reduce.weight"))
    nn.init.zeros_(pool.get_parameter("reduce.bias"))
    x = torch.arange(30.0).expand(1, 1, 30, 30)
    out = pool(x)
    assert torch.equal(out[:, 4:], x)
    assert [round(channel[0, 0].item()) for channel in out[0, :4]] == [1, 2, 4, 5]
    assert out[0, 0, 0, 1].item() == 1.5  # pixel centres, not corners: a quarter of the way from 1 to 3
    assert pool(torch.randn(1, 1, 3, 4)).shape == (1, 5, 3, 4)


@pytest.mark.parametrize(
    ("block", "far"),
    [
        (blocks.ResPath(4, 4, 3), 3),
        (blocks.PreActivation(4, 4, dilation=2), 4),
        (blocks.ResidualUnit(4), 2),
        (blocks.unit(4, 4, 5, dilation=3), 6),
    ],
)
def test_residual_blocks_see_as_far_as_their_convolutions(block: nn.Module, far: int) -> None:
    fill(block, 0.01)
    places = seen(block)
    assert (places[0], places[-1]) == (-far, far)


@pytest.mark.parametrize("block", [blocks.PreActivation(4, 4, norm="none"), blocks.ResidualUnit(4)])
def test_a_relu_stands_before_both_convolutions(block: nn.Module) -> None:
    fill(block, 0.01)
    assert len(seen(block)) == 5
    fill(block.get_submodule("conv1"), -0.01)  # now the second cuts what the first lets through
    assert (seen(block), seen(block, -1)) == ([0], [0])


def test_a_res_path_cuts_the_sum_and_ends_in_a_norm() -> None:
    path = blocks.ResPath(4, 4, 2)
    torch.testing.assert_close(path(torch.randn(2, 4, 9, 9)).mean((0, 2, 3)), torch.zeros(4), rtol=0, atol=1e-5)
    fill(path, 0.01)
    fill(path.get_submodule("shortcuts.1"), -0.1)
    assert seen(path) == []


@pytest.mark.parametrize("block", [blocks.PreActivation(4, 4), blocks.ResidualUnit(4)])
def test_a_silent_residual_block_is_the_identity(block: nn.Module) -> None:
    x = torch.randn(1, 4, 6, 6)
    fill(block.get_submodule("conv2"), 0.0)
    assert torch.equal(block(x), x)


def test_a_stride_is_met_by_the_shortcut_which_reads_what_the_norm_and_relu_left() -> None:
    block, x = blocks.PreActivation(4, 6, stride=2), torch.randn(2, 4, 9, 10)
    assert block(x).shape == (2, 6, 5, 5)
    fill(block.conv2, 0.0)
    assert block.shortcut is not None
    torch.testing.assert_close(block(x), block.shortcut(block.first(x)))

"""The Swin encoder: counts and names of timm, what windows see, sizes that they do not divide."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._encoders.swin import Swin, WindowAttention, drop_rates
from tests.zoo.golden import count_params


def reached(layer: nn.Module, size: tuple[int, ...], place: tuple[int, ...]) -> Tensor:
    """Return where the answer of a layer to a map changes with one place of it."""
    x = torch.randn(1, *size, 4)
    touched = x.clone()
    touched[(0, *place)] += 1
    with torch.inference_mode():
        changed: Tensor = (layer(x) != layer(touched)).any(-1)[0]
    return changed


# Counts of timm's classifiers for 1000 classes, less their last layer.
@pytest.mark.parametrize(
    ("width", "depths", "heads", "params"),
    [
        (96, (2, 2, 6, 2), (3, 6, 12, 24), 28_288_354 - 769_000),
        (128, (2, 2, 18, 2), (4, 8, 16, 32), 87_768_224 - 1_025_000),
    ],
)
def test_swins_have_the_counts_and_names_of_timm(
    width: int, depths: tuple[int, ...], heads: tuple[int, ...], params: int
) -> None:
    with torch.device("meta"):
        encoder = Swin(3, width=width, depths=depths, heads=heads)
        maps = encoder(torch.empty(1, 3, 64, 96))
    assert count_params(encoder) == params
    assert [x.shape for x in maps] == [(1, wide, 16 // 2**i, 24 // 2**i) for i, wide in enumerate(encoder.widths)]
    assert {
        "patch_embed.norm.weight",
        "layers.1.downsample.reduction.weight",
        "layers.2.blocks.5.attn.relative_position_bias_table",
        "layers.3.blocks.1.mlp.fc1.bias",
        "norm.bias",
    } <= set(encoder.state_dict())


def test_a_window_sees_itself_and_a_shifted_one_its_neighbours() -> None:
    straight = reached(WindowAttention(4, 2, (4, 4), shifted=False), (8, 12), (3, 5))
    assert straight.nonzero().amin(0).tolist() == [0, 4]
    assert straight.nonzero().amax(0).tolist() == [3, 7]
    shifted = reached(WindowAttention(4, 2, (4, 4), shifted=True), (8, 12), (3, 5))
    assert shifted.nonzero().amin(0).tolist() == [2, 2]
    assert shifted.nonzero().amax(0).tolist() == [5, 5]


def test_only_axes_that_are_longer_than_a_window_are_shifted() -> None:
    found = reached(WindowAttention(4, 2, (4, 4), shifted=True), (4, 8), (0, 3)).nonzero()
    assert (found.amin(0).tolist(), found.amax(0).tolist()) == ([0, 2], [3, 5])


def test_windows_have_any_number_of_axes() -> None:
    found = reached(WindowAttention(4, 2, (2, 3, 3), shifted=False), (4, 6, 3), (2, 0, 1)).nonzero()
    assert (found.amin(0).tolist(), found.amax(0).tolist()) == ([2, 0, 0], [3, 2, 2])


@pytest.mark.parametrize("shifted", [False, True])
def test_a_map_that_windows_do_not_divide_is_continued_by_zeros(shifted: bool) -> None:
    layer, x = WindowAttention(4, 2, (4, 4), shifted=shifted), torch.randn(1, 7, 10, 4)
    with torch.inference_mode():
        whole = layer(functional.pad(x, (0, 0, 0, 2, 0, 1)))
        torch.testing.assert_close(layer(x), whole[:, :7, :10])


def test_a_narrow_map_is_one_window_and_reads_the_same_biases() -> None:
    layer, x = WindowAttention(4, 2, (4, 4), shifted=True), torch.randn(1, 2, 3, 4)
    small = WindowAttention(4, 2, (2, 3), shifted=False)
    table = layer.relative_position_bias_table.view(7, 7, 2)[2:5, 1:6].reshape(15, 2)
    small.load_state_dict({**layer.state_dict(), "relative_position_bias_table": table})
    torch.testing.assert_close(layer(x), small(x))


def test_later_blocks_are_dropped_more_often() -> None:
    assert drop_rates((2, 1, 2), 0.2) == [[0.0, pytest.approx(0.05)], [pytest.approx(0.1)], [pytest.approx(0.15), 0.2]]
    rates = [
        block.drop
        for block in Swin(1, width=8, heads=(1,) * 4).modules()
        if hasattr(block, "drop") and hasattr(block, "attn")
    ]
    assert rates == [pytest.approx(0.1 * index / 11) for index in range(12)]

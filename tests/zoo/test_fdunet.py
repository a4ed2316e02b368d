"""FD-UNet: dense blocks that double their channels."""

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.dense import DenseBlock
from segeval.zoo.fdunet import FDUNet
from tests.zoo.golden import follows_law


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("fdunet", 9 * 32, 64 + 1)


def test_a_dense_layer_reads_all_maps_before_it() -> None:
    block, x = DenseBlock(8).eval(), torch.randn(1, 8, 5, 7)
    with torch.inference_mode():
        found = block(x)
        expected = x
        for layer in block.layers:
            expected = torch.cat([expected, layer(expected)], dim=1)
    assert found.shape == (1, 16, 5, 7)
    torch.testing.assert_close(found, expected)


def test_layers_narrow_to_the_channels_of_the_block_before_they_widen() -> None:
    convs = [tuple(weight.shape) for weight in DenseBlock(8).parameters() if weight.ndim == 4]
    narrow = [(8, before, 1, 1) for before in (8, 10, 12, 14)]
    assert convs == [shape for first in narrow for shape in (first, (2, 8, 3, 3))]


def test_blocks_grow_by_8_at_the_finest_and_128_at_the_coarsest_stage() -> None:
    passed: list[tuple[int, int]] = []

    def look(_: nn.Module, args: tuple[Tensor], output: Tensor) -> None:
        passed.append((args[0].shape[1], output.shape[1]))

    with torch.device("meta"):
        net = zoo.build("fdunet", in_channels=1, classes=2, ndim=2).eval()
        assert isinstance(net, FDUNet)
        for module in net.modules():
            if isinstance(module, DenseBlock):
                module.register_forward_hook(look)
        net(torch.empty(1, 1, 97, 131))
    down = [(wide // 2, wide) for wide in (64, 128, 256, 512, 1024)]
    assert passed == down + down[-2::-1]
    assert {after - before for before, after in down} == {4 * growth for growth in (8, 16, 32, 64, 128)}


@pytest.mark.parametrize("width", [0, 20])
def test_widths_without_a_whole_growth_rate_are_refused(width: int) -> None:
    with pytest.raises(UsageError, match=rf"^width of fdunet must be a multiple of 8, such as 64, got {width}$"):
        zoo.build("fdunet", in_channels=1, classes=2, ndim=2, width=width)

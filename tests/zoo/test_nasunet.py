"""NAS-UNet: its law, equal widths in all stages, odd sizes, and the gates of its cells."""

from collections.abc import Iterator

import pytest
import torch
from torch import nn

from segeval.errors import UsageError
from segeval.zoo.nasunet import DOWN, UP, Cell, NASUNet, nasunet
from tests.zoo.golden import follows_law, seeded_single_thread


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield


def test_counts_follow_channels_and_classes() -> None:
    # Two stems of 128 channels, 1x1 and 3x3; a head on 96 channels, and the norm that is never applied.
    assert follows_law("nasunet", per_channel=128 * (1 + 9), per_class=96 + 2)


def test_all_stages_are_of_one_width_and_halve_down_to_a_thirty_second() -> None:
    shapes = []
    with torch.device("meta"):
        net = NASUNet(1, 2, width=32, depth=4)
        for cell in (*net.down, *net.up):
            cell.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        assert net(torch.empty(1, 1, 64, 96)).shape == (1, 2, 64, 96)
    sides = [shape[1] for shape in shapes]
    assert {shape[0] for shape in shapes} == {96}
    assert sides == [16, 8, 4, 2, 4, 8, 16, 32, 64]


def test_a_node_adds_two_operations_on_what_was_there_before() -> None:
    for nodes in (DOWN, UP):
        assert len(nodes) == 3
        for number, node in enumerate(nodes):
            assert len(node) == 2
            assert all(source < 2 + number for _, source in node)


def test_an_up_cell_brings_the_lower_map_to_the_skip() -> None:
    cell = Cell(8, 12, 4, down=False).eval()
    with torch.no_grad():
        assert cell(torch.randn(1, 8, 11, 14), torch.randn(1, 12, 6, 7)).shape == (1, 12, 11, 14)


def test_the_norm_that_the_release_never_applies_is_frozen() -> None:
    with torch.device("meta"):
        net = NASUNet(1, 2, width=8, depth=1)
    frozen = [name for name, parameter in net.named_parameters() if not parameter.requires_grad]
    assert frozen == ["unused.weight", "unused.bias"]
    assert isinstance(net.unused, nn.GroupNorm)


def test_a_network_without_down_cells_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^depth of nasunet must be at least 1, got 0$"):
        nasunet((1, 2), 2, width=8, depth=0)

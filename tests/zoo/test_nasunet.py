"""NAS-UNet: the cells that were found, one width throughout, maps that fit their skips at any size."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.nasunet import DOWN, OPERATIONS, UP, Cell, NASUNet
from tests.zoo.golden import count_params, follows_law


def test_counts_follow_channels_and_classes() -> None:
    stem, joined, unused_norm = 4 * 32, 3 * 32, 2
    assert follows_law("nasunet", per_channel=(1 + 9) * stem, per_class=joined + unused_norm)


def test_the_forms_of_the_release_have_its_counts() -> None:
    with torch.device("meta"):
        wide = zoo.build("nasunet", in_channels=1, classes=2, ndim=2, width=48)
        narrow = zoo.build("nasunet", in_channels=1, classes=2, ndim=2, width=16, depth=4)
    assert (count_params(wide), count_params(narrow)) == (1_086_409, 101_095)


def test_every_down_operation_halves_and_rounds_up_as_the_stem_does() -> None:
    for name, operation in OPERATIONS.items():
        for size, half in ((9, 5), (10, 5)):
            shape = operation(4)(torch.randn(1, 4, size, size)).shape[2:]
            expected = 2 * size - 1 if name.startswith("up_") else half if name.startswith("down_") else size
            assert shape == (expected, expected), name


def test_a_node_adds_two_operations_on_the_maps_that_the_search_gave_them() -> None:
    for down, nodes in ((True, DOWN), (False, UP)):
        cell = Cell(3, 5, 4, down=down).eval()
        first, second = torch.randn(1, 3, 13, 10), torch.randn(1, 5, 7, 5)
        states = [cell.enter[0](first), cell.enter[1](second)]
        for number, ((_, one), (_, other)) in enumerate(nodes):
            maps = [cell.operations[2 * number](states[one]), cell.operations[2 * number + 1](states[other])]
            size = maps[0].shape[2:] if down else first.shape[2:]
            states.append(sum(nn.functional.interpolate(x, size) for x in maps))
        torch.testing.assert_close(cell(first, second), torch.cat(states[2:], dim=1))


def test_a_node_that_reads_a_node_follows_it() -> None:
    for nodes in (DOWN, UP):
        for number, node in enumerate(nodes):
            assert all(source < 2 + number for _, source in node)


def test_up_cells_climb_over_every_skip_to_the_whole_image() -> None:
    shapes = []
    with torch.device("meta"):
        net = NASUNet(1, 2, width=16, depth=3)
        for cell in (*net.down, *net.up):
            cell.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        net(torch.empty(1, 1, 37, 50))
    sizes = [(10, 13), (5, 7), (3, 4), (5, 7), (10, 13), (19, 25), (37, 50)]
    assert shapes == [(48, *size) for size in sizes]


def test_the_norm_that_nothing_reads_is_frozen() -> None:
    frozen = [name for name, weight in NASUNet(1, 2, width=4, depth=2).named_parameters() if not weight.requires_grad]
    assert frozen == ["unused.weight", "unused.bias"]


def test_a_network_without_down_cells_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^depth of nasunet must be at least 1, got 0$"):
        zoo.build("nasunet", in_channels=1, classes=2, ndim=2, depth=0)

"""FC-DenseNet: what is passed on and what is raised."""

from math import sqrt
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.fcdensenet import DenseBlock, FCDenseNet
from tests.zoo.golden import follows_law


def built(name: str, **options: Any) -> FCDenseNet:
    net = zoo.build(name, in_channels=3, classes=2, ndim=2, **options)
    assert isinstance(net, FCDenseNet)
    return net.eval()


@pytest.mark.parametrize(("name", "per_class"), [("fcdensenet56", 193), ("fcdensenet67", 289), ("fcdensenet103", 257)])
def test_parameters_follow_channels_and_classes(name: str, per_class: int) -> None:
    assert follows_law(name, 432, per_class)


def test_fcdensenet103_has_the_maps_of_table_2() -> None:
    passed: list[int] = []

    def look(module: nn.Module, args: tuple[Tensor], output: tuple[Tensor, Tensor]) -> None:
        passed.append(output[0].shape[1])

    with torch.device("meta"):
        net = built("fcdensenet103")
        for block in (*net.down, net.bottom, *net.up):
            block.register_forward_hook(look)
        net(torch.empty(1, 3, 97, 131))
    # 896, 1088, 816, 576 and 384 as corrected by the authors; the table was printed with 16 less.
    assert passed == [112, 192, 304, 464, 656, 896, 1088, 816, 576, 384, 256]


def test_only_new_maps_are_raised() -> None:
    with torch.device("meta"):
        net = built("fcdensenet103")
    raised = [up.in_channels for up in net.lift if isinstance(up, nn.ConvTranspose2d)]
    assert raised == [16 * count for count in (15, 12, 10, 7, 5)]


def test_a_dense_layer_reads_all_maps_before_it() -> None:
    block, x = DenseBlock(3, 2, 4, 0.0).eval(), torch.randn(1, 3, 5, 7)
    with torch.inference_mode():
        everything, new = block(x)
        first = block.layers[0](x)
        second = block.layers[1](torch.cat([x, first], dim=1))
    torch.testing.assert_close(new, torch.cat([first, second], dim=1))
    torch.testing.assert_close(everything, torch.cat([x, first, second], dim=1))


def test_two_down_and_two_up_are_three_blocks() -> None:
    with torch.device("meta"):
        net = built("fcdensenet56", blocks=(4, 4, 4))
        assert net(torch.empty(1, 3, 7, 10)).shape == (1, 2, 7, 10)
    assert (len(net.down), len(net.up)) == (2, 2)


def test_weights_start_uniform_with_the_variance_of_he() -> None:
    weight = built("fcdensenet56", blocks=(4, 4)).head.get_parameter("weight")
    bound = sqrt(6 / weight[0].numel())
    assert weight.abs().max() < bound
    assert weight.std().item() == pytest.approx(bound / sqrt(3), rel=0.15)


@pytest.mark.parametrize("blocks", [(4,), (4, 0), (1,) * 8])
def test_blocks_that_make_no_network_are_refused(blocks: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"^blocks of fcdensenet are 2 to 7 counts of layers, such as 4\+4\+4, got "):
        built("fcdensenet56", blocks=blocks)

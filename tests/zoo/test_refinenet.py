"""RefineNet: strides and widths of its blocks, chained pooling, fresh logits that can be trained on."""

import pytest
import torch
from torch import nn

from segeval.zoo._blocks.residual import ResidualUnit
from segeval.zoo.refinenet import RCU_BIASES, ChainedPooling, RefineNet
from tests.zoo.golden import follows_law


@pytest.mark.parametrize("name", ["refinenet50", "refinenet101"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=3136, per_class=2305)


def test_blocks_climb_from_stride_32_to_stride_4_and_only_the_coarsest_is_wide() -> None:
    shapes = []
    with torch.device("meta"):
        net = RefineNet(3, 2, encoder="resnet50")
        for block in net.blocks:
            block.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        net(torch.empty(1, 3, 97, 131))
    assert shapes == [(512, 4, 5), (256, 7, 9), (256, 13, 17), (256, 25, 33)]


def test_blocks_neither_normalise_nor_dilate() -> None:
    with torch.device("meta"):
        blocks = RefineNet(3, 2, encoder="resnet50").blocks
    kinds = {type(layer) for layer in blocks.modules()}
    assert not kinds & {nn.BatchNorm2d, nn.InstanceNorm2d, nn.GroupNorm}
    assert all(layer.dilation == (1, 1) for layer in blocks.modules() if isinstance(layer, nn.Conv2d))


def test_chained_pooling_adds_up_maxima_over_ever_larger_squares() -> None:
    chain, point = ChainedPooling(1), torch.zeros(1, 1, 21, 21)
    for weight in chain.parameters():
        nn.init.dirac_(weight)
    point[0, 0, 10, 10] = 1
    assert chain(point).sum() == 1 + 5**2 + 9**2 + 13**2 + 17**2
    assert chain(-point).sum() == 0


def test_the_shortcut_of_a_residual_unit_keeps_negative_values() -> None:
    unit, x = ResidualUnit(2, biases=RCU_BIASES), torch.randn(1, 2, 4, 5)
    nn.init.zeros_(unit.get_parameter("conv2.weight"))
    assert torch.equal(unit(x), x)


def test_fresh_logits_are_of_a_size_to_train_on() -> None:
    net = RefineNet(3, 4, encoder="resnet50", width=16, head=64)
    with torch.no_grad():
        assert 0.01 < net(torch.randn(2, 3, 64, 96)).std() < 10

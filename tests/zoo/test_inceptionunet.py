"""Inception U-Net: where its blocks are and how far they see."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.zoo._blocks.context import DenseAtrous
from segeval.zoo._blocks.unet import UNet
from tests.zoo.golden import count_params, follows_law


def built(**options: Any) -> UNet:
    net = zoo.build("inception-unet", in_channels=1, classes=2, ndim=2, **options)
    assert isinstance(net, UNet)
    return net.eval()


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("inception-unet", 9 * 64, 64 + 1)


@pytest.mark.parametrize(
    ("inception", "widths"),
    [
        ("all", [64, 128, 256, 512, 1024, 512, 256, 128, 64]),
        ("encoder", [64, 128, 256, 512, 1024]),
        ("bottleneck", [1024]),
    ],
)
def test_blocks_stand_in_the_place_of_second_convolutions(inception: str, widths: list[int]) -> None:
    with torch.device("meta"):
        net = built(inception=inception)
        plain = zoo.build("unet", in_channels=1, classes=2, ndim=2, norm="batch", dropout=0.0)
    blocks = [module.mix.in_channels for module in net.modules() if isinstance(module, DenseAtrous)]
    assert blocks == widths
    # Three 3x3 convolutions and a 1x1 one for a 3x3 one, and its norm.
    more = sum((3 * 9 + 1 - 9) * width**2 + (4 - 1 - 2) * width for width in widths)
    assert count_params(net) - count_params(plain) == more


@pytest.mark.parametrize("norm", ["none", "batch"])
def test_a_stage_is_one_convolution_and_the_block(norm: str) -> None:
    stage = built(width=2, norm=norm).down[0]
    kinds = [type(layer) for layer in stage.children()]
    middle = [nn.BatchNorm2d] if norm == "batch" else []
    assert kinds == [nn.Conv2d, *middle, nn.ReLU, DenseAtrous]


def test_a_stage_sees_9_places_to_each_side_of_its_convolution() -> None:
    stage = built(width=2, norm="none").down[0]
    for weight in stage.parameters():
        nn.init.ones_(weight) if weight.ndim > 1 else nn.init.zeros_(weight)
    x = torch.zeros(1, 1, 33, 33)
    x[:, :, 16, 16] = 1
    with torch.inference_mode():
        seen = stage(x)[0, 0, 16].nonzero().flatten().tolist()
    reach = 1 + 1 + 3 + 5
    assert seen == list(range(16 - reach, 16 + reach + 1))


def test_a_deep_stack_of_blocks_does_not_blow_up() -> None:
    net = built(width=4).train()
    with torch.inference_mode():
        assert net(torch.randn(2, 1, 64, 80)).std() < 100

"""Aligned Xception: the counts and names of timm, the map before a stride, strides that become dilations."""

import pytest
import torch
from torch import nn

from segeval.zoo._encoders.xception import Block, Xception
from tests.zoo.golden import count_params


def dilations(module: nn.Module) -> list[int]:
    convs = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    return [conv.dilation[0] for conv in convs if conv.groups > 1]


# Counts of timm's classifiers for 1000 classes, less those of their last layer.
@pytest.mark.parametrize(
    ("plan", "params"), [("xception41", 26_969_560 - 2_049_000), ("xception65", 39_916_312 - 2_049_000)]
)
def test_xceptions_have_the_counts_and_names_of_timm(plan: str, params: int) -> None:
    with torch.device("meta"):
        encoder = Xception(3, plan)
        maps = encoder(torch.empty(1, 3, 65, 97))
    assert count_params(encoder) == params
    assert encoder.widths == (128, 256, 728, 1024, 2048)
    assert [tuple(x.shape[1:]) for x in maps] == [
        (wide, -(-65 // 2**depth), -(-97 // 2**depth)) for depth, wide in enumerate(encoder.widths, start=1)
    ]
    assert {"stem.0.bn.running_var", "blocks.2.shortcut.conv.weight", "blocks.2.stack.conv3.bn_dw.bias"} <= set(
        encoder.state_dict()
    )


@pytest.mark.parametrize(("stride", "ends"), [(32, [1, 1, 1]), (16, [1, 1, 2]), (8, [2, 2, 4])])
def test_blocks_after_a_stride_that_was_left_out_dilate(stride: int, ends: list[int]) -> None:
    with torch.device("meta"):
        encoder = Xception(3, output_stride=stride)
        assert encoder(torch.empty(1, 3, 65, 97))[-1].shape == (1, 2048, -(-65 // stride), -(-97 // stride))
    assert [set(dilations(encoder.blocks[index])) for index in (3, -2, -1)] == [{end} for end in ends]
    assert set(dilations(encoder.blocks[2])) == {1}  # the block that lost its stride itself keeps the dilation before


def test_a_multi_grid_multiplies_the_dilations_of_the_last_block() -> None:
    with torch.device("meta"):
        encoder = Xception(3, output_stride=16, multi_grid=(1, 2, 4))
    assert dilations(encoder)[-4:] == [1, 2, 4, 8]


def test_a_shortcut_keeps_negative_values_and_the_last_block_has_none() -> None:
    x = torch.randn(1, 4, 5, 6)
    for last in (False, True):
        block = Block(4, (4, 4, 4), stride=1, dilations=(1, 1, 1), last=last).eval()
        nn.init.zeros_(block.get_parameter("stack.conv3.conv_pw.weight"))
        inner, out = block(x.clone())
        assert inner.min() >= 0
        assert inner.any()
        assert torch.equal(out, torch.zeros_like(x) if last else x)


def test_norms_have_the_constant_of_the_authors() -> None:
    with torch.device("meta"):
        norms = [layer for layer in Xception(3).modules() if isinstance(layer, nn.BatchNorm2d)]
    assert {norm.eps for norm in norms} == {1e-3}

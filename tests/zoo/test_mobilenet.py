"""MobileNets: torchvision's counts and names, strides that become dilations, what a block adds."""

import pytest
import torch
from torch import nn

from segeval.zoo._encoders.mobilenet import Block, Excite, MobileNet, Row
from tests.zoo.golden import count_params


# Counts of torchvision's classifiers for 1000 classes, less those of their heads.
@pytest.mark.parametrize(
    ("plan", "params", "widths"),
    [
        ("mobilenetv2", 3_504_872 - 1_281_000, (16, 24, 32, 96, 1280)),
        ("mobilenetv3-large", 5_483_032 - 2_511_080, (16, 24, 40, 112, 960)),
        ("mobilenetv3-small", 2_542_856 - 1_615_848, (16, 16, 24, 48, 576)),
    ],
)
def test_counts_names_and_maps_are_those_of_torchvision(plan: str, params: int, widths: tuple[int, ...]) -> None:
    with torch.device("meta"):
        encoder = MobileNet(3, plan)
        maps = encoder(torch.empty(1, 3, 64, 96))
    assert count_params(encoder) == params
    assert encoder.widths == widths
    assert [x.shape[1:] for x in maps] == [(wide, 32 // 2**i, 48 // 2**i) for i, wide in enumerate(widths)]
    third = plan != "mobilenetv2"
    inner = "features.4.block.1.0.weight" if third else "features.4.conv.1.0.weight"
    assert {"features.0.0.weight", "features.0.1.running_var", inner} <= set(encoder.state_dict())
    assert ("features.4.block.2.fc1.bias" in encoder.state_dict()) == third


def test_half_the_width_is_the_published_half_but_for_the_last_convolution() -> None:
    with torch.device("meta"):
        whole, bare = (MobileNet(3, "mobilenetv2", width=16, last=choice) for choice in (True, False))
    assert count_params(whole) == 1_968_680 - 1_281_000  # MobileNetV2 0.5, less its head for 1000 classes
    assert (whole.widths[-1], bare.widths[-1]) == (1280, 160)
    assert count_params(whole) - count_params(bare) == 160 * 1280 + 2 * 1280


@pytest.mark.parametrize(("output_stride", "dilation"), [(16, 2), (8, 4)])
def test_output_stride_turns_strides_into_dilations(output_stride: int, dilation: int) -> None:
    with torch.device("meta"):
        encoder = MobileNet(1, "mobilenetv3-large", output_stride=output_stride)
        last = encoder(torch.empty(1, 1, 65, 97))[-1]
    assert last.shape == (1, 960, -(-65 // output_stride), -(-97 // output_stride))
    rates = [layer.dilation[0] for layer in encoder.modules() if isinstance(layer, nn.Conv2d)]
    assert max(rates) == dilation


def test_a_block_adds_its_input_only_where_nothing_changes() -> None:
    x = torch.randn(1, 8, 6, 7)
    for row, adds in ((Row(3, 16, 8), True), (Row(3, 16, 9), False), (Row(3, 16, 8, stride=2), False)):
        block = Block(8, row, third=True, stride=row.stride, dilation=1).eval()
        for weight in block.parameters():
            nn.init.zeros_(weight)
        answer = block(x)
        assert torch.equal(answer, x) if adds else not answer.any()


def test_excitation_scales_each_channel_between_zero_and_one() -> None:
    layer, x = Excite(16), torch.rand(2, 16, 5, 5) + 1
    ratio = layer(x) / x
    assert ((ratio >= 0) & (ratio <= 1)).all()
    assert torch.allclose(ratio.amax((2, 3)), ratio.amin((2, 3)), atol=1e-6)
    assert layer.fc1.out_channels == 8

"""Encoders: the shapes and counts of their papers, torchvision's names, strides that become dilations."""

import pytest
import torch
from torch import nn

from segeval.zoo._encoders.resnet import ResNet
from segeval.zoo._encoders.vgg import Vgg
from tests.zoo.golden import count_params


def dilations(module: nn.Module) -> list[int]:
    """Return the dilations of the 3x3 convolutions in the order of the state dict."""
    convs = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d) and layer.kernel_size == (3, 3)]
    return [conv.dilation[0] for conv in convs]


# Counts of torchvision's classifiers for 1000 classes, less those of their last layer.
@pytest.mark.parametrize(
    ("plan", "params"),
    [
        ("resnet18", 11_689_512 - 513_000),
        ("resnet34", 21_797_672 - 513_000),
        ("resnet50", 25_557_032 - 2_049_000),
        ("resnet101", 44_549_160 - 2_049_000),
        ("resnet152", 60_192_808 - 2_049_000),
        ("resnext50", 25_028_904 - 2_049_000),
        ("resnext101", 88_791_336 - 2_049_000),
    ],
)
def test_resnets_have_the_counts_and_names_of_torchvision(plan: str, params: int) -> None:
    with torch.device("meta"):
        encoder = ResNet(3, plan)
        maps = encoder(torch.empty(1, 3, 64, 96))
    assert count_params(encoder) == params
    assert [tuple(x.shape[1:]) for x in maps] == [
        (wide, 32 // 2**depth, 48 // 2**depth) for depth, wide in enumerate(encoder.widths)
    ]
    assert {"conv1.weight", "bn1.running_var", "layer2.0.downsample.1.bias", "layer4.1.conv2.weight"} <= set(
        encoder.state_dict()
    )


@pytest.mark.parametrize(("output_stride", "wanted"), [(32, {1}), (16, {1, 2}), (8, {1, 2, 4})])
def test_output_stride_turns_strides_into_dilations(output_stride: int, wanted: set[int]) -> None:
    with torch.device("meta"):
        encoder = ResNet(3, output_stride=output_stride)
        features = encoder(torch.empty(1, 3, 65, 97))[-1]
    assert features.shape == (1, 2048, -(-65 // output_stride), -(-97 // output_stride))
    assert set(dilations(encoder)) == wanted


def test_dilations_of_the_last_stage_even_and_multi_grid() -> None:
    with torch.device("meta"):
        usual, even = ResNet(3, output_stride=16), ResNet(3, output_stride=16, even=True)
        grid = ResNet(3, output_stride=16, multi_grid=(1, 2, 4))
    assert [dilations(encoder)[-3:] for encoder in (usual, even, grid)] == [[1, 2, 2], [2, 2, 2], [2, 4, 8]]


def test_an_early_stride_is_on_the_first_convolution_and_a_deep_stem_widens() -> None:
    with torch.device("meta"):
        early, deep = ResNet(3, early=True), ResNet(3, deep_stem=True)
    block = early.get_submodule("layer2.0")
    assert [layer.stride[0] for layer in block.modules() if isinstance(layer, nn.Conv2d)] == [2, 1, 1, 2]
    assert deep.widths == (128, 256, 512, 1024, 2048)
    assert "conv1.6.weight" in deep.state_dict()


@pytest.mark.parametrize(
    ("plan", "convs", "params"), [("vgg11", 8, 9_220_480), ("vgg16", 13, 14_714_688), ("vgg19", 16, 20_024_384)]
)
def test_vgg_has_the_counts_and_names_of_torchvision(plan: str, convs: int, params: int) -> None:
    with torch.device("meta"):
        encoder = Vgg(3, plan)
        maps = encoder(torch.empty(1, 3, 64, 96))
    assert count_params(encoder) == params
    assert len(dilations(encoder)) == convs
    assert [x.shape[1:] for x in maps] == [(wide, 64 // 2**i, 96 // 2**i) for i, wide in enumerate(encoder.widths)]
    assert "features.0.weight" in encoder.state_dict()
    assert [len(stage) for stage in encoder.stages()] == [2 * count for count in map(len, stages_of(encoder))]


def stages_of(encoder: Vgg) -> list[list[nn.Module]]:
    return [[layer for layer in stage if isinstance(layer, nn.Conv2d)] for stage in encoder.stages()]


@pytest.mark.parametrize("width", [4, 16])
def test_encoders_keep_their_shape_at_other_widths(width: int) -> None:
    with torch.device("meta"):
        assert ResNet(1, width=width)(torch.empty(1, 1, 64, 64))[-1].shape == (1, 32 * width, 2, 2)
        assert Vgg(1, width=width)(torch.empty(1, 1, 32, 32))[-1].shape == (1, 8 * width, 2, 2)

"""DeepLab v3: strides and rates that belong together, the auxiliary head, the cascade, batches of one."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.context import PooledNorm
from segeval.zoo.deeplabv3 import DeepLabV3, DeepLabV3Auxiliary
from tests.zoo.golden import count_params, follows_law


def build(name: str = "deeplabv3-resnet50", classes: int = 21, **options: Any) -> DeepLabV3:
    net = zoo.build(name, in_channels=3, classes=classes, ndim=2, **options)
    assert isinstance(net, DeepLabV3)
    return net


def dilations(module: nn.Module) -> list[int]:
    convs = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    return [conv.dilation[0] for conv in convs if conv.kernel_size == (3, 3)]


@pytest.mark.parametrize("name", ["deeplabv3-resnet50", "deeplabv3-resnet101"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=3136, per_class=257)


@pytest.mark.parametrize(("encoder", "params"), [("resnet50", 42_004_074), ("resnet101", 60_996_202)])
def test_an_auxiliary_head_gives_the_counts_of_torchvision(encoder: str, params: int) -> None:
    with torch.device("meta"):
        net = build(f"deeplabv3-{encoder}", auxiliary=True)
    assert count_params(net) == params


def test_the_auxiliary_head_reads_the_last_stage_but_one() -> None:
    net, x = build(classes=2, width=2, head=4, auxiliary=True).eval(), torch.randn(1, 3, 33, 50)
    assert isinstance(net, DeepLabV3Auxiliary)
    with torch.inference_mode():
        before = net.outputs(x)
        for parameter in net.encoder.get_submodule("layer4").parameters():
            parameter.add_(1)
        after = net.outputs(x)
        assert torch.equal(net(x), after[0])
    assert [out.shape for out in after] == [(1, 2, 33, 50)] * 2
    assert [torch.equal(a, b) for a, b in zip(before, after, strict=True)] == [False, True]


@pytest.mark.parametrize(("stride", "rates"), [(8, [12, 24, 36]), (16, [6, 12, 18]), (32, [3, 6, 9])])
def test_rates_grow_as_the_output_stride_shrinks(stride: int, rates: list[int]) -> None:
    with torch.device("meta"):
        net = build(output_stride=stride)
        assert net.encoder(torch.empty(1, 3, 65, 97))[-1].shape[2:] == (-(-65 // stride), -(-97 // stride))
    assert dilations(net.head) == [*rates, 1]


def test_a_multi_grid_multiplies_the_dilations_of_the_last_stage() -> None:
    with torch.device("meta"):
        usual, grid = (build(output_stride=16, multi_grid=times) for times in ((), (1, 2, 4)))
    assert [dilations(net.encoder)[-3:] for net in (usual, grid)] == [[1, 2, 2], [2, 4, 8]]


@pytest.mark.parametrize(
    ("stride", "grid", "blocks"),
    [(16, (), [4] * 3 + [8] * 3 + [16] * 3), (8, (1, 2, 1), [8, 16, 8, 16, 32, 16, 32, 64, 32])],
)
def test_a_cascade_doubles_its_dilations_from_stage_to_stage(
    stride: int, grid: tuple[int, ...], blocks: list[int]
) -> None:
    with torch.device("meta"):
        net = build(output_stride=stride, multi_grid=grid, context="cascade")
    assert dilations(net.head) == blocks
    last = net.encoder.get_submodule("layer4.2")  # three more of the last stage, each without a change of channels
    assert count_params(net.head) == 9 * count_params(last) + 2048 * 21 + 21


def test_pooled_norm_uses_running_statistics_for_a_single_image() -> None:
    norm, pooled = PooledNorm(2), torch.randn(3, 2, 1, 1)
    expected = norm.eval()(pooled[:1])
    assert torch.equal(norm.train()(pooled[:1]), expected)
    assert norm.running_mean is not None
    assert not norm.running_mean.any()
    assert not torch.equal(norm(pooled)[:1], expected)


@pytest.mark.parametrize(
    ("options", "got"), [({"output_stride": 4}, r"4 and \(\)"), ({"multi_grid": (1, 2)}, r"8 and \(1, 2\)")]
)
def test_other_strides_and_grids_are_refused(options: dict[str, Any], got: str) -> None:
    message = rf"^deeplabv3 has an output stride of 8, 16 or 32 and a multi-grid of 3 dilations or none, got {got}$"
    with pytest.raises(UsageError, match=message):
        build(**options)

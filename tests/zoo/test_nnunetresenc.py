"""nnU-Net with residual blocks: counts of other plans, shortcuts, where the blocks are."""

from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.nnunetresenc import Residual, ResidualNnUNet
from tests.zoo.golden import count_params, follows_law

WIDTHS = (32, 64, 128, 256, 320, 320, 320)
WIDTHS_2D = (32, 64, 128, 256, 512, 512, 512, 512)


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("nnunet3d-resenc", (27 * 32, 805)),
        ("nnunet3d-resunet", (27 * 32, 805)),
        ("nnunet2d-resenc", (9 * 32, sum(width + 1 for width in WIDTHS_2D[:-1]))),
    ],
)
def test_parameter_counts_follow_channels_and_classes(name: str, law: tuple[int, int]) -> None:
    assert follows_law(name, *law)


@pytest.mark.parametrize(
    ("name", "classes", "widths", "params"),
    [("nnunet3d-resenc", 14, WIDTHS, 141_903_124), ("nnunet2d-resenc", 2, WIDTHS_2D[:7], 105_916_812)],
)
def test_plans_of_seven_stages_have_the_counts_of_public_code(
    name: str, classes: int, widths: tuple[int, ...], params: int
) -> None:
    options = {"widths": widths, "blocks": (1, 3, 4, 6, 6, 6, 6), "decoder": (1,) * 6}
    with torch.device("meta"):
        module = zoo.build(name, in_channels=1, classes=classes, ndim=len(zoo.get(name).reference_shape), **options)
    assert count_params(module) == params


def test_blocks_are_where_the_paper_has_them() -> None:
    with torch.device("meta"):
        encoder = zoo.build("nnunet3d-resenc", in_channels=1, classes=2, ndim=3)
        both = zoo.build("nnunet3d-resunet", in_channels=1, classes=2, ndim=3)
    for module, down, up in ((encoder, [1, 3, 4, 6, 6, 6], [0] * 5), (both, [2] * 6, [2] * 5)):
        assert isinstance(module, ResidualNnUNet)
        for stages, counts in ((module.down, down), (module.merge, up)):
            found = [sum(isinstance(block, Residual) for block in stage.children()) for stage in stages]
            assert found == counts
        assert sum(isinstance(layer, nn.Conv3d) for layer in module.stem) == 1


def test_a_shortcut_averages_where_there_is_a_stride_and_mixes_where_channels_change() -> None:
    for after, stride, kinds in (
        (4, (1, 1, 1), []),
        (4, (1, 2, 2), [nn.AvgPool3d]),
        (6, (1, 1, 1), [nn.Conv3d, nn.InstanceNorm3d]),
        (6, (2, 2, 2), [nn.AvgPool3d, nn.Conv3d, nn.InstanceNorm3d]),
    ):
        block = Residual(4, after, (3, 3, 3), stride, bias=True)
        assert [type(layer) for layer in block.shortcut] == kinds


def test_a_block_begins_as_its_shortcut() -> None:
    block, x = Residual(4, 4, (3, 3), (2, 2), bias=True), torch.randn(1, 4, 8, 6)
    with torch.inference_mode():
        expected = functional.leaky_relu(functional.avg_pool2d(x, 2), 0.01)
        torch.testing.assert_close(block(x), expected)


def test_sizes_that_no_stride_divides_come_back_whole() -> None:
    options: dict[str, Any] = {
        "widths": (2, 3, 4),
        "blocks": (1, 1, 1),
        "decoder": (1, 1),
        "strides": (1, (1, 2, 2), (2, 3, 3)),
    }
    for name in ("nnunet3d-resenc", "nnunet3d-resunet"):
        module = zoo.build(name, in_channels=1, classes=2, ndim=3, **options).eval()
        with torch.inference_mode():
            assert module(torch.randn(1, 1, 5, 19, 21)).shape == (1, 2, 5, 19, 21)


def test_a_plan_whose_blocks_do_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^nnU-Net plan: .* strides and blocks name the same .* got 2, 2, 2, 6$"):
        zoo.build("nnunet3d-resenc", in_channels=1, classes=2, ndim=3, widths=(8, 8))
    with pytest.raises(UsageError, match=r"^nnU-Net plan: .* every stage has blocks$"):
        zoo.build("nnunet3d-resenc", in_channels=1, classes=2, ndim=3, blocks=(1, 3, 4, 6, 6, 0))

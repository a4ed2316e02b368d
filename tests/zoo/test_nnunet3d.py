"""nnU-Net's plain network for any plan: stages, thin axes, a decoder of its own, odd sizes."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.nnunet3d import NnUNet
from tests.zoo.golden import count_params

WIDTHS = (32, 64, 128, 256, 320, 320)
WIDTHS_2D = (32, 64, 128, 256, 512, 512, 512)


def net(text: str, name: str = "nnunet3d") -> NnUNet:
    module = zoo.build(name, in_channels=1, classes=2, ndim=3, **zoo.parse_options(name, text))
    assert isinstance(module, NnUNet)
    return module


def kernels_of(module: nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(weight.shape[2:]) for name, weight in module.named_parameters() if weight.ndim == 5}


@pytest.mark.parametrize(
    ("name", "channels", "options", "params"),
    [
        ("nnunet3d", (1, 2), {}, 31_195_594),
        ("nnunet3d", (1, 2), {"widths": WIDTHS[:5]}, 16_547_592),
        ("nnunet2d", (1, 4), {"widths": WIDTHS_2D}, 33_474_840),
        ("nnunet3d", (1, 2), {"bias": False}, 31_190_954),  # MONAI's DynUNet with all heads
    ],
)
def test_plans_have_the_counts_of_public_code(
    name: str, channels: tuple[int, int], options: dict[str, Any], params: int
) -> None:
    ndim = len(zoo.get(name).reference_shape)
    with torch.device("meta"):
        module = zoo.build(name, in_channels=channels[0], classes=channels[1], ndim=ndim, **options)
    assert count_params(module) == params


@pytest.mark.parametrize("stages", [2, 3, 7, 8])
def test_a_plan_has_two_stages_or_many(stages: int) -> None:
    widths = tuple(range(2, 2 + stages))
    with torch.device("meta"):
        module = zoo.build("nnunet3d", in_channels=1, classes=2, ndim=2, widths=widths)
        assert isinstance(module, NnUNet)
        sizes = [out.shape[-1] for out in module.outputs(torch.empty(1, 1, 256, 256))]
    assert sizes == [256 // 2**depth for depth in range(stages - 1)]


def test_a_thin_axis_is_kept_whole() -> None:
    module = net("widths=4+8+8,kernels=1x3x3+3+3,strides=1+1x2x2+2,convolutions=1+2+3")
    logits = module.outputs(torch.randn(1, 1, 6, 16, 16))
    assert [tuple(out.shape[2:]) for out in logits] == [(6, 16, 16), (6, 8, 8)]
    kernels = kernels_of(module)
    assert kernels["down.0.0.weight"] == kernels["merge.1.0.weight"] == (1, 3, 3)
    assert (kernels["up.0.weight"], kernels["up.1.weight"]) == ((2, 2, 2), (1, 2, 2))


def test_the_decoder_may_have_convolutions_and_kernels_of_its_own() -> None:
    usual, other = net("widths=4+8+8,convolutions=1+2+3"), net("widths=4+8+8,convolutions=1+2+3,decoder=4+1")
    for module, expected in ((usual, [1, 2, 3, 2, 1]), (other, [1, 2, 3, 1, 4])):
        stages = (*module.down, *module.merge)
        assert [sum(isinstance(layer, nn.Conv3d) for layer in stage.modules()) for stage in stages] == expected
    kernels = kernels_of(net("widths=4+8+8,kernels=1x3x3+3+3,decoder_kernels=3+5"))
    found = [kernels[name] for name in ("down.0.0.weight", "merge.1.0.weight", "merge.0.3.weight")]
    assert found == [(1, 3, 3), (3, 3, 3), (5, 5, 5)]


def test_without_bias_only_heads_have_one() -> None:
    module = net("widths=4+8+8,bias=false")
    convs = (layer for layer in module.modules() if isinstance(layer, nn.Conv3d | nn.ConvTranspose3d))
    assert [layer for layer in convs if layer.bias is not None] == list(module.heads)


def test_sizes_that_no_stride_divides_come_back_whole() -> None:
    module = net("widths=4+8+8,strides=1+1x2x2+2x3x3").eval()
    with torch.inference_mode():
        logits = module.outputs(torch.randn(1, 1, 5, 19, 21))
    assert [tuple(out.shape[2:]) for out in logits] == [(5, 19, 21), (5, 10, 11)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("widths=8+16,kernels=3", r"^nnU-Net plan: .* name the same stages, two or more; got 2, 1, 2, 2$"),
        ("widths=8", r"two or more; got 1, 1, 1, 1$"),
        ("widths=8+16+16,decoder=2", r"^nnU-Net plan: decoder names all stages but the coarsest, 2; got 1$"),
        ("widths=8+16,decoder_kernels=3+3+3", r"^nnU-Net plan: decoder_kernels names all .*, 1; got 3$"),
        ("widths=8+16,strides=2+2", r"^nnU-Net plan: the first stride is 1, kernels are odd, and every stage has"),
        ("widths=8+16,strides=1+0", r"^nnU-Net plan: the first stride is 1"),
        ("widths=8+16,kernels=3+2", r"kernels are odd, and every stage has convolutions$"),
        ("widths=8+16,convolutions=2+0", r"kernels are odd, and every stage has convolutions$"),
        ("widths=8+16,decoder=0", r"kernels are odd, and every stage has convolutions$"),
        ("widths=8+16,decoder_kernels=4", r"kernels are odd, and every stage has convolutions$"),
        ("widths=8+16,kernels=3x3+3", r"^nnU-Net plan: 3×3 has 2 axes, expected 3$"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        net(text)

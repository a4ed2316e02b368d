"""DRN: stages that dilate, stages that remove the grid, frozen bilinear raising, cut to the image."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.drn import Bare, Drn
from segeval.zoo._encoders.resnet import Basic, Bottleneck
from segeval.zoo.drn import DrnSeg
from tests.zoo.golden import follows_law


def build(name: str, **options: Any) -> DrnSeg:
    net = zoo.build(name, in_channels=3, classes=19, ndim=2, **options)
    assert isinstance(net, DrnSeg)
    return net


def kinds(encoder: Drn) -> list[type[nn.Module]]:
    """Return the kind of the first block of each stage."""
    return [type(encoder.get_submodule(f"layer{depth}.0")) for depth in range(1, 9)]


@pytest.mark.parametrize("name", ["drn-c-26", "drn-d-22", "drn-d-38", "drn-d-105"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=784, per_class=769)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("drn-c-26", [Basic] * 6 + [Bare] * 2),
        ("drn-d-22", [nn.Conv2d] * 2 + [Basic] * 4 + [nn.Conv2d] * 2),
        ("drn-d-105", [nn.Conv2d] * 2 + [Bottleneck] * 4 + [nn.Conv2d] * 2),
    ],
)
def test_forms_differ_in_the_first_and_last_stages(name: str, wanted: list[type[nn.Module]]) -> None:
    with torch.device("meta"):
        encoder = build(name).encoder
        maps = encoder(torch.empty(1, 3, 64, 96))
    assert kinds(encoder) == wanted
    assert [x.shape[2] for x in maps] == [64, 32, 16, 8, 8, 8, 8, 8]
    assert [x.shape[1] for x in maps] == list(encoder.widths)


@pytest.mark.parametrize("name", ["drn-c-26", "drn-d-105"])
def test_dilation_rises_to_4_falls_to_1_and_holds_within_a_stage(name: str) -> None:
    found = []
    with torch.device("meta"):
        encoder = build(name).encoder
    for depth in range(1, 9):
        convs = [layer for layer in encoder.get_submodule(f"layer{depth}").modules() if isinstance(layer, nn.Conv2d)]
        found.append({conv.dilation[0] for conv in convs if conv.kernel_size == (3, 3)})
    assert found == [{1}, {1}, {1}, {1}, {2}, {4}, {2}, {1}]
    assert not any(isinstance(layer, nn.MaxPool2d) for layer in encoder.modules())


def test_the_last_blocks_of_form_c_pass_nothing_by_their_convolutions() -> None:
    bare, basic, x = Bare(2, 2, stride=1, dilation=2), Basic(2, 2, stride=1, dilation=2), torch.rand(1, 2, 9, 9)
    for block in (bare, basic):
        nn.init.zeros_(block.get_parameter("conv2.weight"))
    assert torch.equal(basic.eval()(x), x)
    assert not bare.eval()(x).any()


def test_raising_is_bilinear_and_frozen() -> None:
    net, x = build("drn-d-22", width=2), torch.randn(1, 19, 5, 6)
    raised = functional.interpolate(x, scale_factor=8, mode="bilinear")
    torch.testing.assert_close(net.up(x)[:, :, 4:-4, 4:-4], raised[:, :, 4:-4, 4:-4])
    assert [name for name, parameter in net.named_parameters() if not parameter.requires_grad] == ["up.weight"]


def test_raised_logits_are_cut_where_the_image_ends() -> None:
    net, raised = build("drn-d-22", width=2).eval(), list[Tensor]()
    net.up.register_forward_hook(lambda _module, _args, out: raised.append(out))
    with torch.inference_mode():
        logits = net(torch.randn(1, 3, 97, 131))
    assert raised[0].shape == (1, 19, 104, 136)
    assert torch.equal(logits, raised[0][:, :, :97, :131])


@pytest.mark.parametrize("blocks", [(1, 2), (1, 1, 2, 2, 2, 2, 0, 1)])
def test_other_numbers_of_stages_are_refused(blocks: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"^drn has 8 stages of one block or more, got \("):
        build("drn-c-26", blocks=blocks)

"""UNet 3+: full-scale skips, heads, and the module that decides whether there is anything to see."""

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.zoo.unet3plus import FullScale, Guided, UNet3Plus
from tests.zoo.golden import count_params, follows_law

IMAGE = (2, 3, 35, 50)


def guided(ndim: int = 2) -> Guided:
    net = zoo.build("unet3plus", in_channels=3, classes=2, ndim=ndim, width=2, supervision="guided")
    assert isinstance(net, Guided)
    return net.eval()


def decide(net: Guided, absent: float, present: float) -> None:
    """Let the module say the same of every image."""
    conv = net.presence[1]
    assert isinstance(conv, nn.Conv2d | nn.Conv3d)
    nn.init.zeros_(conv.weight)
    with torch.no_grad():
        assert conv.bias is not None
        conv.bias.copy_(torch.tensor([absent, present]))


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("unet3plus", 576, 2_881)
    assert follows_law("unet3plus-ds", 576, 20_741)


@pytest.mark.parametrize(("supervision", "count"), [("deep", 26_989_637), ("guided", 26_991_687)])
def test_supervision_adds_what_it_adds_in_the_release(supervision: str, count: int) -> None:
    with torch.device("meta"):
        net = zoo.build("unet3plus", in_channels=3, classes=1, ndim=2, supervision=supervision)
    assert count_params(net) == count


def test_every_decoder_stage_reads_64_channels_of_five_scales() -> None:
    read: list[tuple[int, ...]] = []

    def look(module: nn.Module, args: tuple[list[Tensor]], output: Tensor) -> None:
        read.append(tuple(x.shape[1] for x in args[0]))
        assert {x.shape[2:] for x in args[0]} == {output.shape[2:]}
        assert output.shape[1] == 320

    with torch.device("meta"):
        net = UNet3Plus(3, 2, width=64)
        for stage in net.up:
            assert isinstance(stage, FullScale)
            assert len(stage.branches) == 5
            stage.register_forward_hook(look)
        net.eval()(torch.empty(IMAGE))
    assert read == [
        (64, 128, 256, 512, 1024),
        (64, 128, 256, 320, 1024),
        (64, 128, 320, 320, 1024),
        (64, 320, 320, 320, 1024),
    ]


@pytest.mark.parametrize("shape", [IMAGE, (2, 3, 17, 18, 20)])
def test_an_image_without_anything_has_logits_of_zero(shape: tuple[int, ...]) -> None:
    net, x = guided(len(shape) - 2), torch.randn(shape)
    with torch.inference_mode():
        decide(net, 0.5, 1.5)
        seen = net.outputs(x)
        assert torch.equal(seen[0], net.heads[0](net.decoded(x)[0]))
        decide(net, 1.5, 0.5)
        assert not any(logits.any() for logits in (*net.outputs(x), net(x)))
        assert torch.equal(net.extras(x)["presence"], torch.tensor([[1.5, 0.5]] * 2))


@pytest.mark.parametrize("absent", [0.0, 2.0])
def test_the_decision_learns_from_the_logits_it_multiplies(absent: float) -> None:
    net = guided()
    decide(net, absent, 1.0)
    (net(torch.randn(IMAGE)) - 1).square().sum().backward()
    grads = [parameter.grad for parameter in net.presence.parameters()]
    assert all(grad is not None and grad.any() for grad in grads)

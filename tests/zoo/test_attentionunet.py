"""Attention U-Net: gates on its skips."""

import torch
from torch import Tensor, nn

from segeval.zoo import attentionunet
from segeval.zoo._blocks.attention import EqualSizeGate
from segeval.zoo._blocks.unet import UNet
from tests.zoo.golden import follows_law


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("attention-unet", 576, 65)


def test_a_closed_gate_keeps_a_skip_out_of_the_decoder() -> None:
    net, merged = attentionunet.attention_unet((1, 2), 2, width=4).eval(), []

    def look(module: nn.Module, args: tuple[Tensor], output: Tensor) -> None:
        merged.append(args[0].chunk(2, dim=1))

    assert isinstance(net, UNet)
    assert len(net.gates) == len(net.merge) == 4
    for gate, stage in zip(net.gates, net.merge, strict=True):
        assert isinstance(gate, EqualSizeGate)
        norm = gate.psi[1]
        assert isinstance(norm, nn.BatchNorm2d)
        nn.init.zeros_(norm.weight)
        nn.init.constant_(norm.bias, -200)
        stage.register_forward_hook(look)
    with torch.inference_mode():
        net(torch.randn(1, 1, 35, 50))
    for skip, raised in merged:
        assert not skip.any()
        assert raised.any()


def test_a_gate_weighs_the_skip_by_the_raised_map() -> None:
    net = attentionunet.attention_unet((1, 2), 2, width=4).eval()
    assert isinstance(net, UNet)
    gated, merged, encoded = [], [], []
    net.gates[-1].register_forward_hook(lambda module, args, output: gated.append((*args, output)))
    net.merge[-1].register_forward_hook(lambda module, args, output: merged.append(args[0]))
    net.down[0].register_forward_hook(lambda module, args, output: encoded.append(output))
    with torch.inference_mode():
        net(torch.randn(1, 1, 35, 50))
    ((skip, raised, weighed),) = gated
    assert torch.equal(skip, encoded[0])
    assert torch.equal(merged[0], torch.cat([weighed, raised], dim=1))

"""Attention U-Net in 3D: which maps its gates read, and how its answer is made of four depths."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo.attentionunet3d import AttentionUNet, Gates, attention_unet3d, raised
from tests.zoo.golden import follows_law


def watched(net: nn.Module, x: Tensor) -> dict[str, tuple[Any, Any]]:
    """Return what every part of a network takes and gives for ``x``."""
    seen: dict[str, tuple[Any, Any]] = {}
    for name, module in net.named_modules():
        module.register_forward_hook(lambda _, args, output, name=name: seen.update({name: (args, output)}))
    with torch.inference_mode():
        net.eval()(x)
    return seen


def test_parameters_follow_channels_and_classes() -> None:
    # Each class has a score of every depth with its bias, and all scores of all classes meet in the last convolution.
    scores = 16 + 32 + 64 + 128 + 4
    assert follows_law("attention-unet3d", 27 * 16, scores + 1, 4)
    assert follows_law("attention-unet3d-ungated", 27 * 16, scores + 1, 4)


def test_gates_read_the_map_below_and_the_finest_skip_passes_none() -> None:
    seen = watched(attention_unet3d((1, 2), 2, width=2, gates="multi"), torch.randn(1, 1, 32, 48))
    below = [seen["gating"][1], seen["merge.0"][1], seen["merge.1"][1]]
    for step, map_below in enumerate(below):
        skip = seen[f"down.{3 - step}"][1]
        (weighed, gating), gated = seen[f"gates.{step}"]
        assert torch.equal(weighed, skip)
        assert torch.equal(gating, map_below)
        assert torch.equal(seen[f"merge.{step}"][0][0][:, : skip.shape[1]], gated)
    assert "gates.3" not in seen
    assert torch.equal(seen["merge.3"][0][0][:, :2], seen["down.0"][1])


def test_the_coarsest_map_is_raised_as_it_was_before_its_convolution_for_the_gate() -> None:
    seen = watched(attention_unet3d((1, 2), 2, width=2, gates="single"), torch.randn(1, 1, 32, 48))
    coarsest = seen["down.4"][1]
    doubled = functional.interpolate(coarsest, scale_factor=2, mode="bilinear")
    torch.testing.assert_close(seen["merge.0"][0][0][:, -32:], doubled)


def test_gates_of_one_skip_stand_side_by_side() -> None:
    gates = Gates(3, 5, 2, ndim=3).eval()
    skip, gating = torch.randn(1, 3, 4, 6, 8), torch.randn(1, 5, 2, 3, 4)
    with torch.inference_mode():
        first, second = (gate(skip, gating) for gate in gates.gates)
        torch.testing.assert_close(gates(skip, gating), gates.join(torch.cat([first, second], dim=1)))
        assert not torch.allclose(first, second)


@pytest.mark.parametrize("depth", range(4))
def test_the_answer_takes_the_logits_of_every_depth_finest_first(depth: int) -> None:
    net, x = attention_unet3d((1, 2), 2, width=2, gates="none"), torch.randn(1, 1, 32, 48)
    assert isinstance(net, AttentionUNet)
    with torch.no_grad():
        weight = net.head.get_parameter("weight").zero_()
        weight[:, 2 * depth : 2 * depth + 2, 0, 0] = torch.eye(2)
    seen = watched(net, x)
    own = functional.interpolate(seen[f"scores.{3 - depth}"][1], scale_factor=2**depth, mode="bilinear")
    torch.testing.assert_close(seen[""][1], own)


def test_what_rounding_up_has_added_is_cut_off_the_end() -> None:
    x = torch.randn(1, 2, 3, 4)
    whole = raised(x, 4, torch.Size((12, 16)))
    assert torch.equal(raised(x, 4, torch.Size((9, 13))), whole[..., :9, :13])
    assert torch.equal(raised(x, 1, torch.Size((3, 3))), x[..., :3])

"""One step of a training: how far it may go, and in which precision."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from segeval.training import loop
from segeval.training.augment import Mixed
from segeval.training.checkpoint import State
from segeval.training.loop import Options
from segeval.training.losses import deeply_supervised, parse_loss
from segeval.training.steps import is_mixed, take_step
from segeval.training.team import Team

OPTIONS = Options(steps=10, batch=2, patch=(32, 32), loss="ce", augmentation=0, device="cpu")


def stepped(clip: float) -> tuple[list[torch.Tensor], float]:
    """Return the gradients by which a layer took a step, and how long they are together."""
    torch.manual_seed(0)
    net = nn.Conv2d(1, 2, 3, padding=1)
    state = State(net, torch.optim.AdamW(net.parameters()))
    images, labels = 100 * torch.randn(2, 1, 8, 8), torch.randint(2, (2, 8, 8))
    objective = partial(deeply_supervised, losses=parse_loss("ce"))
    loss = take_step(state, objective, replace(OPTIONS, clip=clip), Team(), Mixed(images, labels, labels, 1.0))
    assert loss > 0
    gradients = [weight.grad for weight in net.parameters() if weight.grad is not None]
    return gradients, float(nn.utils.get_total_norm(gradients))


def test_a_gradient_is_shortened_to_the_clip_and_keeps_its_direction() -> None:
    whole, length = stepped(clip=1e9)
    short, bounded = stepped(clip=0.5)
    assert length > 1
    assert bounded == pytest.approx(0.5, rel=1e-4)
    for before, after in zip(whole, short, strict=True):
        torch.testing.assert_close(after, before * 0.5 / length, rtol=1e-4, atol=1e-7)


def test_bfloat16_is_for_layers_and_leaves_weights_as_they_are_kept(phantom_2d: Path, tmp_path: Path) -> None:
    kept, losses = {}, {}
    for amp in ("none", "bf16"):
        seen: list[float] = []
        options = replace(OPTIONS, steps=3, amp=amp, ema=0.9)
        loop.train(
            model="unet-8",
            dataset="phantom-2d",
            output=tmp_path / amp,
            options=options,
            watch=lambda _, loss, seen=seen: seen.append(loss),  # type: ignore[misc]  # of this turn
        )
        kept[amp], losses[amp] = load_file(tmp_path / amp / "model.safetensors"), seen
    assert losses["bf16"] == pytest.approx(losses["none"], rel=0.05)
    assert losses["bf16"] != losses["none"]
    for name, exact in kept["none"].items():
        assert kept["bf16"][name].dtype == exact.dtype
        assert kept["bf16"][name].isfinite().all()


def test_precision_is_asked_for_or_that_of_the_device() -> None:
    cpu, card = torch.device("cpu"), torch.device("cuda")
    asked = {amp: replace(OPTIONS, amp=amp) for amp in ("auto", "none", "bf16")}
    assert [is_mixed(asked[amp], cpu) for amp in asked] == [False, False, True]
    assert [is_mixed(asked[amp], card) for amp in asked] == [True, False, True]

"""R2U-Net: convolutions that recur with the same weights."""

import pytest
import torch

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.residual import Recurrent, RecurrentResidual
from tests.zoo.golden import count_params, follows_law


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("r2unet", 64, 65)
    assert follows_law("r2attention-unet", 64, 65)


def test_a_convolution_recurs_over_its_map_plus_its_last_answer() -> None:
    block, x = Recurrent(3, steps=2).eval(), torch.randn(1, 3, 5, 7)
    with torch.inference_mode():
        first = block.conv(x)
        second = block.conv(x + first)
        torch.testing.assert_close(block(x), block.conv(x + second))
        assert not torch.equal(first, second)


def test_a_stage_adds_its_recurrent_convolutions_to_the_map_they_read() -> None:
    stage, x = RecurrentResidual(2, 3, steps=1).eval(), torch.randn(1, 2, 5, 7)
    with torch.inference_mode():
        entered = stage.enter(x)
        torch.testing.assert_close(stage(x) - entered, stage.recurrent(entered), atol=1e-6, rtol=1e-5)


def test_more_steps_take_no_more_weights() -> None:
    with torch.device("meta"):
        nets = [zoo.build("r2unet", in_channels=3, classes=1, ndim=2, steps=steps) for steps in (0, 5)]
    assert {count_params(net) for net in nets} == {39_091_393}


def test_fewer_steps_than_none_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^steps of r2unet must be at least 0, got -1$"):
        zoo.build("r2unet", in_channels=3, classes=1, ndim=2, steps=-1)

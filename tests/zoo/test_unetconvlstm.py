"""U-Net and convolutional LSTM: counts, slices that see each other, what the LSTM reads."""

from typing import Any

import pytest
import torch
from torch import Tensor

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.unetconvlstm import UNetConvLSTM
from tests.zoo.golden import follows_law


def net(**options: Any) -> UNetConvLSTM:
    chosen = {"width": 4, "levels": 3, "hidden": 3, **options}
    module = zoo.build("unet-convlstm", in_channels=2, classes=3, ndim=3, **chosen)
    assert isinstance(module, UNetConvLSTM)
    return module.eval()


def volume(slices: int) -> Tensor:
    return torch.randn(1, 2, slices, 17, 22)


def seen_by(module: UNetConvLSTM, place: int, output: int) -> list[bool]:
    """Return for each slice whether an answer of the slice at ``place`` depends on it."""
    x = volume(5).requires_grad_()
    (found,) = torch.autograd.grad(module.outputs(x)[output][:, :, place].sum(), x)
    return [bool(found[:, :, other].any()) for other in range(5)]


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("unet-convlstm", per_channel=9 * 16, per_class=17 + 33)


def test_with_the_same_weights_both_ways_reversed_slices_get_reversed_answers() -> None:
    module, x = net(), volume(4)
    module.lstm.cells[1].load_state_dict(module.lstm.cells[0].state_dict())
    with torch.inference_mode():
        module.head.weight[:, 3:] = module.head.weight[:, :3]
        torch.testing.assert_close(module(x.flip(2)), module(x).flip(2), atol=1e-5, rtol=1e-4)
        assert not torch.allclose(module(x), module(x).flip(2), atol=1e-2)


@pytest.mark.parametrize(
    ("direction", "seen"),
    [
        ("both", [True, True, True, True, True]),
        ("forward", [True, True, True, False, False]),
        ("backward", [False, False, True, True, True]),
    ],
)
def test_the_answer_of_a_slice_depends_on_those_its_direction_has_read(direction: str, seen: list[bool]) -> None:
    assert seen_by(net(direction=direction), 2, output=0) == seen


def test_the_logits_of_the_unet_alone_depend_on_their_slice_only() -> None:
    assert seen_by(net(), 2, output=1) == [False, False, True, False, False]


def test_a_loss_of_the_last_slice_trains_all_that_reads_forward() -> None:
    module = net(direction="forward", peepholes=True)
    x = volume(4).requires_grad_()
    module(x)[:, :, -1].square().mean().backward()
    assert x.grad is not None
    assert x.grad.abs().amax((0, 1, 3, 4)).all()
    for name, parameter in module.named_parameters():
        if not name.startswith("slices.head."):
            assert parameter.grad is not None, name
            assert parameter.grad.any(), name


def test_one_slice_is_a_volume() -> None:
    module, x = net().train(), volume(1)
    module(x).sum().backward()
    assert module.eval()(x).shape == (1, 3, 1, 17, 22)


def test_the_lstm_reads_features_of_the_image_size_and_its_answers_are_scored() -> None:
    module, x = net(), volume(3)
    with torch.inference_mode():
        features = torch.stack([module.slices.features(part) for part in x.unbind(2)], dim=2)
        assert features.shape == (1, 4, 3, 17, 22)
        torch.testing.assert_close(module(x), module.head(module.lstm(features)), atol=1e-5, rtol=1e-4)


def test_volumes_of_a_batch_do_not_see_each_other() -> None:
    module, x = net(), torch.cat([volume(3), volume(3)])
    with torch.inference_mode():
        torch.testing.assert_close(module(x), torch.cat([module(x[:1]), module(x[1:])]), atol=1e-5, rtol=1e-4)


def test_no_levels_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^unet-convlstm has at least one level, got levels 0$"):
        net(levels=0)

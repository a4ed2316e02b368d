"""FCSLSTM: counts, stages that remember, scores that are added, slices that look back."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.fcnlstm import FCNLSTM, Remembering
from tests.zoo.golden import follows_law


def net(**options: Any) -> FCNLSTM:
    chosen = {"blocks": (1, 1, 1, 1, 1), "width": 2, "fc": 4, **options}
    module = zoo.build("fcn-lstm", in_channels=2, classes=3, ndim=3, **chosen)
    assert isinstance(module, FCNLSTM)
    return module.eval()


def volume(slices: int) -> Tensor:
    return torch.randn(1, 2, slices, 33, 40)


def test_parameters_follow_channels_and_classes_and_their_square() -> None:
    skips = 64 + 128 + 256 + 512
    per_class = 4096 + 1 + skips + 4 + 5
    assert follows_law("fcn-lstm", per_channel=4 * 9 * 64, per_class=per_class, per_square=5 * 16)


def test_where_stages_see_one_place_and_cut_nothing_off_it_is_the_lstm_of_torch() -> None:
    stage, x = Remembering(2, 3, 1).double().eval(), torch.randn(2, 2, 4, 3, 5, dtype=torch.float64)
    oracle = nn.LSTM(2, 3, batch_first=True).double()
    parts = [oracle.get_parameter(f"{name}_l0").detach() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    seen, past, biases = parts[0].chunk(4), parts[1].chunk(4), (parts[2] + parts[3]).chunk(4)
    high = 50.0  # no ReLU sees anything below zero
    for gate in range(4):
        conv, norm = (stage.image[gate].get_submodule(name) for name in ("0.0", "0.1"))
        assert isinstance(norm, nn.BatchNorm2d)
        norm.eps = 0
        for name, value in (("weight", 0.0), ("bias", high)):
            nn.init.constant_(conv.get_parameter(name), value)
        conv.get_parameter("weight").data[:, :, 1, 1] = seen[gate]
        stage.past[gate].get_parameter("weight").data.copy_(past[gate][:, :, None, None])
        stage.past[gate].get_parameter("bias").data.copy_(biases[gate] - high)
    places = x.permute(0, 3, 4, 2, 1).flatten(0, 2)
    found = oracle(places)[0].unflatten(0, (2, 3, 5)).permute(0, 4, 3, 1, 2)
    torch.testing.assert_close(stage(x), found)


def test_a_slice_looks_back_and_a_loss_of_the_last_one_trains_all() -> None:
    module, x = net(), volume(4).requires_grad_()
    logits = module(x)
    (seen,) = torch.autograd.grad(logits[:, :, 1].sum(), x, retain_graph=True)
    assert [bool(part.any()) for part in seen.unbind(2)] == [True, True, False, False]
    logits[:, :, -1].square().mean().backward()
    assert x.grad is not None
    assert x.grad.abs().amax((0, 1, 3, 4)).all()
    assert all(parameter.grad is not None for parameter in module.parameters())


def test_gradients_go_back_through_answers_and_memories() -> None:
    x = torch.randn(1, 1, 3, 2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(Remembering(1, 2, 1).double().eval(), x)


def test_one_slice_is_a_volume() -> None:
    module, x = net().train(), volume(1)
    module(x).sum().backward()
    assert module.eval()(x).shape == (1, 3, 1, 33, 40)


@pytest.mark.parametrize(("stride", "channels"), [(2, [16, 8, 4, 2]), (8, [16, 8]), (32, [])])
def test_scores_are_added_down_to_the_stride(stride: int, channels: list[int]) -> None:
    module = net(stride=stride)
    assert [score.get_parameter("weight").shape[1] for score in module.scores] == channels
    assert module.last.stride == (stride, stride)
    with torch.inference_mode():
        assert module(volume(2)).shape == (1, 3, 2, 33, 40)


def test_the_last_pooling_averages() -> None:
    assert [type(pool) for pool in net().pools] == [*[nn.MaxPool2d] * 4, nn.AvgPool2d]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"blocks": (1, 2)}, r"^fcn-lstm has five counts of convolutions, got blocks 1\+2$"),
        ({"blocks": (1, 1, 1, 1, 0)}, r"got blocks 1\+1\+1\+1\+0$"),
        ({"stride": 3}, r"^stride of fcn-lstm is one of 2, 4, 8, 16, 32, got 3$"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        net(**options)

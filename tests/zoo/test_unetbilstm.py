"""SCU-Net and BiLSTM: counts, blocks of slices, what the LSTM reads."""

from typing import Any

import pytest
import torch
from torch import Tensor

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.unet import UNet
from segeval.zoo.unetbilstm import UNetBiLSTM
from tests.zoo.golden import follows_law


def net(classes: int = 3, **options: Any) -> UNetBiLSTM:
    chosen = {"width": 4, "stages": 2, "hidden": 3, **options}
    module = zoo.build("unet-bilstm", in_channels=2, classes=classes, ndim=3, **chosen)
    assert isinstance(module, UNetBiLSTM)
    return module.eval()


def volume(slices: int) -> Tensor:
    return torch.randn(2, 2, slices, 8, 11)


def seen_by(module: UNetBiLSTM, place: int, output: int) -> list[bool]:
    """Return for each slice whether an answer of the slice at ``place`` depends on it."""
    x = volume(7).requires_grad_()
    (found,) = torch.autograd.grad(module.outputs(x)[output][:, :, place].square().sum(), x)
    return [bool(found[:, :, other].any()) for other in range(7)]


def test_parameters_follow_channels_and_classes() -> None:
    per_class = 3 * (64 + 1) + 2 * 4 * 16 * 9 + 2 * 16 + 1
    assert follows_law("unet-bilstm", per_channel=3 * 9 * 64, per_class=per_class)


def test_the_unet_sees_the_slices_of_a_block_and_no_others() -> None:
    module = net()
    blocks = [range(3), range(3, 6), range(6, 7)]
    for place in range(7):
        (block,) = (block for block in blocks if place in block)
        assert seen_by(module, place, output=1) == [other in block for other in range(7)]


def test_the_answer_of_a_slice_depends_on_all_blocks() -> None:
    assert all(seen_by(net(), 3, output=0))


def test_scores_lie_where_their_slices_lay() -> None:
    class Through(UNet):
        def forward(self, x: Tensor) -> Tensor:
            return x

    unet = Through((6, 6), 2, stages=[(4, 4)])
    module, x = UNetBiLSTM(unet, 2, slices=3, hidden=2), volume(7)
    assert torch.equal(module.scores(x), x)


def test_a_block_that_is_not_full_repeats_its_last_slice() -> None:
    module, x = net(), volume(5)
    with torch.inference_mode():
        longer = module.scores(torch.cat([x, x[:, :, -1:]], dim=2))
        torch.testing.assert_close(module.scores(x), longer[:, :, :5])


@pytest.mark.parametrize("classes", [1, 3])
def test_the_lstm_reads_probabilities(classes: int) -> None:
    module, read = net(classes), list[Tensor]()
    module.lstm.register_forward_pre_hook(lambda _module, args: read.append(args[0]))
    with torch.inference_mode():
        scores = module.outputs(volume(4))[1]
    torch.testing.assert_close(read[0].logit() if classes == 1 else read[0].log(), _centred(scores))


def _centred(scores: Tensor) -> Tensor:
    return scores if scores.shape[1] == 1 else scores - scores.logsumexp(1, keepdim=True)


def test_with_blocks_of_one_and_equal_directions_reversed_slices_get_reversed_answers() -> None:
    module, x = net(slices=1), volume(5)
    module.lstm.cells[1].load_state_dict(module.lstm.cells[0].state_dict())
    with torch.inference_mode():
        module.head.weight[:, 3:] = module.head.weight[:, :3]
        torch.testing.assert_close(module(x.flip(2)), module(x).flip(2), atol=1e-5, rtol=1e-4)
        assert not torch.allclose(module(x), module(x).flip(2), atol=1e-3)


def test_one_slice_is_a_volume() -> None:
    assert net()(volume(1)).shape == (2, 3, 1, 8, 11)


@pytest.mark.parametrize("name", ["slices", "stages"])
def test_none_of_what_is_counted_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=rf"^unet-bilstm has at least one of its {name}, got {name} 0$"):
        net(**{name: 0})

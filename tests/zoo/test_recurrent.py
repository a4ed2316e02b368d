"""Convolutional LSTMs: equal to torch's on single places, directions, peepholes, what a slice sees."""

import pytest
import torch
from torch import Tensor, nn

from segeval.errors import UnknownName, UsageError
from segeval.zoo._blocks.recurrent import ConvLSTM, ConvLSTMCell, stacked, unstacked
from tests.zoo.golden import count_params


def turned(x: Tensor) -> Tensor:
    return x.flip(2)


def torchs(lstm: ConvLSTM, before: int) -> nn.LSTM:
    """Return torch's LSTM with the weights of one whose kernels see one place."""
    both = lstm.direction == "both"
    oracle = nn.LSTM(before, lstm.hidden, batch_first=True, bidirectional=both).double()
    for cell, suffix in zip(lstm.cells, ("", "_reverse"), strict=False):
        weight, bias = (part.detach() for part in cell.get_submodule("gates").parameters())
        for name, value in (
            ("weight_ih", weight[:, :before, 0, 0]),
            ("weight_hh", weight[:, before:, 0, 0]),
            ("bias_ih", bias),
            ("bias_hh", torch.zeros_like(bias)),
        ):
            oracle.get_parameter(f"{name}_l0{suffix}").data.copy_(value)
    return oracle


@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
def test_with_convolutions_of_one_place_it_is_the_lstm_of_torch(direction: str) -> None:
    lstm, x = ConvLSTM(3, 4, 1, direction=direction).double(), torch.randn(2, 3, 5, 2, 3, dtype=torch.float64)
    for parameter in lstm.parameters():
        nn.init.normal_(parameter)
    places = x.permute(0, 3, 4, 2, 1).flatten(0, 2)  # each with its own sequence
    axes = [1] if direction == "backward" else []  # torch's own knows no such direction
    found = torchs(lstm, 3)(places.flip(axes))[0].flip(axes)
    torch.testing.assert_close(lstm(x), found.unflatten(0, (2, 2, 3)).permute(0, 4, 3, 1, 2))


def test_slices_that_are_taken_apart_are_put_together_again() -> None:
    x = torch.randn(2, 3, 4, 5, 6)
    assert torch.equal(unstacked(x)[4 + 1], x[1, :, 1])
    assert torch.equal(stacked(unstacked(x), 2), x)


def test_what_a_slice_sees_widens_by_one_place_a_slice() -> None:
    x = torch.randn(1, 2, 3, 9, 9, requires_grad=True)
    answer = ConvLSTM(2, 2, direction="forward")(x)
    (seen,) = torch.autograd.grad(answer[0, :, 2, 4, 4].sum(), x)
    widths = [int(part.any(0).any(0).sum()) for part in seen[0].abs().transpose(0, 1)]
    assert widths == [7, 5, 3]


@pytest.mark.parametrize(("direction", "blind"), [("forward", (3, 4)), ("backward", (0, 1)), ("both", ())])
def test_a_direction_sees_what_came_before(direction: str, blind: tuple[int, ...]) -> None:
    x = torch.randn(1, 2, 5, 4, 4, requires_grad=True)
    (seen,) = torch.autograd.grad(ConvLSTM(2, 3, direction=direction)(x)[:, :, 2].sum(), x)
    assert [place for place in range(5) if not seen[:, :, place].any()] == list(blind)


def test_with_the_same_weights_both_ways_reversed_slices_get_reversed_answers() -> None:
    lstm, x = ConvLSTM(2, 3), torch.randn(2, 2, 5, 6, 7)
    lstm.cells[1].load_state_dict(lstm.cells[0].state_dict())
    there, back = lstm(x).chunk(2, dim=1)
    torch.testing.assert_close(lstm(turned(x)), turned(torch.cat([back, there], dim=1)))


def test_peepholes_show_the_memory_to_what_enters_and_stays_and_the_new_one_to_what_leaves() -> None:
    cell = ConvLSTMCell(1, 1, 1, peepholes=True)
    assert cell.peepholes is not None
    x, answer, memory = torch.randn(3, 1, 1, 1, 1)
    plain = cell(x, answer, memory)
    with torch.no_grad():
        cell.peepholes.copy_(torch.tensor([0.3, -0.5, 0.7]).view(3, 1, 1, 1))
    gates = cell.gates(torch.cat([x, answer], dim=1)).flatten()
    new = torch.sigmoid(gates[1] - 0.5 * memory) * memory + torch.sigmoid(gates[0] + 0.3 * memory) * gates[2].tanh()
    found = cell(x, answer, memory)
    torch.testing.assert_close(found[1], new)
    torch.testing.assert_close(found[0], torch.sigmoid(gates[3] + 0.7 * new) * new.tanh())
    assert not torch.equal(found[1], plain[1])


def test_gradients_go_back_through_answers_and_memories() -> None:
    x = torch.randn(1, 1, 3, 2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(ConvLSTM(1, 2, peepholes=True).double(), x)


def test_nothing_is_forgotten_at_first() -> None:
    bias = ConvLSTMCell(2, 3).gates.bias
    assert bias is not None
    assert bias.tolist() == [0] * 3 + [1] * 3 + [0] * 6


def test_weights_are_as_many_as_documented() -> None:
    assert count_params(ConvLSTMCell(5, 3)) == 4 * 3 * (9 * (5 + 3) + 1)
    assert count_params(ConvLSTM(5, 3, peepholes=True)) == 2 * (4 * 3 * (9 * (5 + 3) + 1) + 3 * 3)


def test_wrong_properties_are_refused() -> None:
    with pytest.raises(UnknownName, match=r"bot"):
        ConvLSTM(2, 3, direction="bot")
    for hidden, kernel in ((0, 3), (3, 2)):
        with pytest.raises(UsageError, match=rf"got {hidden} and {kernel}$"):
            ConvLSTM(2, hidden, kernel)

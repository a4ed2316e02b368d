"""Losses against their definitions in double precision, their sums, and deep supervision."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import ContractError, UnknownName, UsageError
from segeval.training.loop import all_outputs
from segeval.training.losses import LOSSES, NOT_TRAINED, deeply_supervised, loss, parse_loss, shrink

Doubles = npt.NDArray[np.float64]
STANDARD = parse_loss("dice+ce")


def dice_ce(logits: Tensor, labels: Tensor) -> Tensor:
    return sum((each.fn(logits, labels) for each in STANDARD), torch.zeros(()))


def softmax(logits: Doubles) -> Doubles:
    exact = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(exact / exact.sum(1, keepdims=True))


def cross_entropy(logits: Doubles, labels: npt.NDArray[np.int64]) -> float:
    likely = np.take_along_axis(softmax(logits), labels[:, None], axis=1)
    return float(-np.log(likely).mean())


def soft_dice(logits: Doubles, labels: npt.NDArray[np.int64]) -> float:
    worth = []
    for k in range(1, logits.shape[1]):
        p, t = softmax(logits)[:, k], (labels == k).astype(float)
        worth.append((2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1))
    return 1 - float(np.mean(worth))


DEFINITIONS: dict[str, Callable[[Doubles, npt.NDArray[np.int64]], float]] = {"ce": cross_entropy, "dice": soft_dice}


def test_every_loss_has_its_definition_here() -> None:
    assert set(LOSSES.items()) == set(DEFINITIONS)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
@pytest.mark.parametrize("shape", [(2, 3, 9, 8), (1, 2, 5, 6, 7), (3, 5, 4, 4)])
def test_a_loss_is_what_its_definition_says(name: str, shape: tuple[int, ...]) -> None:
    drawn = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(shape, generator=drawn)
    labels = torch.randint(0, shape[1], (shape[0], *shape[2:]), generator=drawn)
    exact = DEFINITIONS[name](logits.numpy().astype(np.float64), labels.numpy())
    assert float(LOSSES.get(name).fn(logits, labels)) == pytest.approx(exact, rel=1e-5)


def test_a_certain_and_right_answer_costs_nothing() -> None:
    labels = torch.randint(0, 3, (2, 8, 8))
    logits = 40 * torch.nn.functional.one_hot(labels, 3).movedim(-1, 1).float()
    assert dice_ce(logits, labels) == pytest.approx(0, abs=1e-5)


def test_an_answer_without_an_opinion_costs_what_the_formula_says() -> None:
    labels = torch.tensor([[[1, 1], [0, 0]]])
    # Two classes at one half everywhere: overlap 2 × 0.5, sizes 4 × 0.5 and 2, so Dice is (2 + 1) / (4 + 1).
    assert dice_ce(torch.zeros(1, 2, 2, 2), labels) == pytest.approx(np.log(2) + 1 - 3 / 5)


def test_dice_is_pooled_over_the_batch_and_averaged_over_classes() -> None:
    labels = torch.tensor([[[1, 1, 1, 1]], [[2, 0, 0, 0]]])
    certain = torch.tensor([[[1, 1, 0, 0]], [[2, 0, 0, 0]]])
    logits = 40 * torch.nn.functional.one_hot(certain, 3).movedim(-1, 1).float()
    first, second = (2 * 2 + 1) / (2 + 4 + 1), 1
    assert dice_ce(logits, labels) == pytest.approx(2 * 40 / 8 + 1 - (first + second) / 2, rel=1e-5)


def test_the_gradient_is_finite_where_there_is_no_foreground() -> None:
    logits = torch.randn(2, 3, 4, 4, 4, requires_grad=True)
    dice_ce(logits, torch.zeros(2, 4, 4, 4, dtype=torch.int64)).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    assert logits.grad.any()


# Names


@pytest.mark.parametrize(
    ("text", "ids"),
    [("ce", ["ce"]), ("dice+ce", ["dice", "ce"]), ("ce + dice", ["ce", "dice"]), ("Dice", ["dice"])],
)
def test_a_sum_of_losses_is_read_in_its_order(text: str, ids: list[str]) -> None:
    assert [each.id for each in parse_loss(text)] == ids


@pytest.mark.parametrize("text", ["dise+ce", "dice+cee", "dicee"])
def test_the_loss_that_was_meant_is_suggested(text: str) -> None:
    with pytest.raises(UnknownName, match=r"unknown loss .*; did you mean .*(dice|ce).*\? A sum is written dice\+ce\."):
        parse_loss(text)


@pytest.mark.parametrize("text", ["", "+", "dice+dice", "dice+Dice", "ce+dice+ce"])
def test_what_is_no_sum_of_different_losses_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not a sum of different losses such as dice\+ce"):
        parse_loss(text)


def test_a_loss_is_declared_once() -> None:
    with pytest.raises(ContractError, match=r"loss 'ce' is declared twice: .*losses\.py and in .*test_losses\.py"):
        loss("ce", title="Another", source="here")(lambda logits, labels: logits.sum())


# Deep supervision


@pytest.mark.parametrize("outputs", [1, 2, 5])
def test_weights_of_deep_supervision_sum_to_one(outputs: int) -> None:
    labels = torch.randint(0, 2, (1, 8, 8))
    logits = torch.randn(1, 2, 8, 8)
    alone = dice_ce(logits, labels)
    assert deeply_supervised([logits] * outputs, labels, STANDARD) == pytest.approx(float(alone), rel=1e-5)


def test_coarser_outputs_count_half_and_see_shrunken_labels() -> None:
    labels = torch.zeros(1, 4, 4, dtype=torch.int64)
    labels[:, :2, :2] = 1
    fine, coarse = torch.randn(1, 2, 4, 4), torch.randn(1, 2, 2, 2)
    small = torch.tensor([[[1, 0], [0, 0]]])
    assert torch.equal(shrink(labels, (2, 2)), small)
    expected = 2 / 3 * dice_ce(fine, labels) + 1 / 3 * dice_ce(coarse, small)
    assert deeply_supervised([fine, coarse], labels, STANDARD) == pytest.approx(float(expected), rel=1e-5)


def test_a_supervised_network_gives_all_its_outputs_and_another_its_one() -> None:
    image = torch.randn(2, 1, 32, 32)
    supervised = zoo.build("unetpp-8", in_channels=1, classes=2, ndim=2).eval()
    assert isinstance(supervised, zoo.Supervised)
    with torch.inference_mode():
        outputs = all_outputs(supervised)(image)
        assert len(outputs) == zoo.get("unetpp-8").side_outputs + 1
        assert torch.equal(outputs[0], supervised(image))
    plain = nn.Conv2d(1, 2, 1)
    (only,) = all_outputs(plain)(image)
    assert torch.equal(only, plain(image))


@pytest.mark.parametrize("name", ["ce", "dice"])
@pytest.mark.parametrize("size", [(6, 5), (3, 4, 5)])
def test_voxels_that_are_not_trained_on_enter_no_loss(name: str, size: tuple[int, ...]) -> None:
    """The loss is that of the other voxels alone, whatever the network says where nothing is known."""
    fn = LOSSES.get(name).fn
    generator = torch.Generator().manual_seed(4)
    logits = torch.randn((2, 3, *size), generator=generator, dtype=torch.float64, requires_grad=True)
    labels = torch.randint(0, 3, (2, *size), generator=generator)
    hidden = torch.rand(labels.shape, generator=generator) < 0.4
    value = fn(logits, labels.masked_fill(hidden, NOT_TRAINED))
    seen = logits.movedim(1, -1)[~hidden].T[None]
    definition = {"ce": cross_entropy, "dice": soft_dice}[name]
    assert float(value.detach()) == pytest.approx(definition(seen.detach().numpy(), labels[~hidden][None].numpy()))
    value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert logits.grad is not None
    assert not logits.grad.movedim(1, -1)[hidden].any()
    assert logits.grad.movedim(1, -1)[~hidden].any()
    assert float(fn(logits, labels).detach()) == pytest.approx(definition(logits.detach().numpy(), labels.numpy()))


@pytest.mark.parametrize("name", ["ce", "dice"])
def test_a_batch_without_a_voxel_to_train_on_is_a_finite_loss_without_a_gradient(name: str) -> None:
    logits = torch.randn((1, 3, 4, 4), generator=torch.Generator().manual_seed(5), requires_grad=True)
    value = LOSSES.get(name).fn(logits, torch.full((1, 4, 4), NOT_TRAINED))
    value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    assert value.isfinite()
    assert logits.grad is not None
    assert not logits.grad.any()


def test_what_is_not_trained_on_stays_so_at_every_depth() -> None:
    labels = torch.zeros((1, 8, 8), dtype=torch.int64)
    labels[:, :4] = NOT_TRAINED
    assert (shrink(labels, (4, 4))[:, :2] == NOT_TRAINED).all()
    assert (shrink(labels, (4, 4))[:, 2:] == 0).all()

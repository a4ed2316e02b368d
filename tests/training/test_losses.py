"""The loss against values worked out by hand."""

import math

import pytest
import torch

from segeval.training.losses import deeply_supervised, dice_cross_entropy, shrink


def test_a_certain_and_right_answer_costs_nothing() -> None:
    labels = torch.randint(0, 3, (2, 8, 8))
    logits = 40 * torch.nn.functional.one_hot(labels, 3).movedim(-1, 1).float()
    assert dice_cross_entropy(logits, labels) == pytest.approx(0, abs=1e-5)


def test_an_answer_without_an_opinion_costs_what_the_formula_says() -> None:
    labels = torch.tensor([[[1, 1], [0, 0]]])
    # Two classes at one half everywhere: overlap 2 × 0.5, sizes 4 × 0.5 and 2, so Dice is (2 + 1) / (4 + 1).
    assert dice_cross_entropy(torch.zeros(1, 2, 2, 2), labels) == pytest.approx(math.log(2) + 1 - 3 / 5)


def test_dice_is_pooled_over_the_batch_and_averaged_over_classes() -> None:
    labels = torch.tensor([[[1, 1, 1, 1]], [[2, 0, 0, 0]]])
    certain = torch.tensor([[[1, 1, 0, 0]], [[2, 0, 0, 0]]])
    logits = 40 * torch.nn.functional.one_hot(certain, 3).movedim(-1, 1).float()
    first, second = (2 * 2 + 1) / (2 + 4 + 1), 1
    assert dice_cross_entropy(logits, labels) == pytest.approx(2 * 40 / 8 + 1 - (first + second) / 2, rel=1e-5)


def test_the_gradient_is_finite_where_there_is_no_foreground() -> None:
    logits = torch.randn(2, 3, 4, 4, 4, requires_grad=True)
    dice_cross_entropy(logits, torch.zeros(2, 4, 4, 4, dtype=torch.int64)).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    assert logits.grad.any()


@pytest.mark.parametrize("outputs", [1, 2, 5])
def test_weights_of_deep_supervision_sum_to_one(outputs: int) -> None:
    labels = torch.randint(0, 2, (1, 8, 8))
    logits = torch.randn(1, 2, 8, 8)
    alone = dice_cross_entropy(logits, labels)
    assert deeply_supervised([logits] * outputs, labels) == pytest.approx(float(alone), rel=1e-5)


def test_coarser_outputs_count_half_and_see_shrunken_labels() -> None:
    labels = torch.zeros(1, 4, 4, dtype=torch.int64)
    labels[:, :2, :2] = 1
    fine, coarse = torch.randn(1, 2, 4, 4), torch.randn(1, 2, 2, 2)
    small = torch.tensor([[[1, 0], [0, 0]]])
    assert torch.equal(shrink(labels, (2, 2)), small)
    expected = 2 / 3 * dice_cross_entropy(fine, labels) + 1 / 3 * dice_cross_entropy(coarse, small)
    assert deeply_supervised([fine, coarse], labels) == pytest.approx(float(expected), rel=1e-5)

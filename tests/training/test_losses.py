"""Losses by name: their sums, their weights and those of classes, and deep supervision."""

import re
from inspect import signature
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import ContractError, UnknownName, UsageError
from segeval.training.losses import LOSSES, NOT_TRAINED, deeply_supervised, loss, parse_loss, shrink, weigh_classes
from segeval.training.steps import all_outputs

STANDARD = parse_loss("dice+ce")


def dice_ce(logits: Tensor, labels: Tensor) -> Tensor:
    return sum((each.fn(logits, labels) for each in STANDARD), torch.zeros(()))


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
    [
        ("ce", ["ce"]),
        ("dice+ce", ["dice", "ce"]),
        ("ce + dice", ["ce", "dice"]),
        ("Dice", ["dice"]),
        ("dice + 0.5 * boundary", ["dice", "boundary"]),
        ("focal@3+2*tversky @ 0.3", ["focal@3", "tversky@0.3"]),
        ("focal@2+focal@0.5", ["focal", "focal@0.5"]),
        ("cldice@1e1", ["cldice"]),
    ],
)
def test_a_sum_of_losses_is_read_in_its_order(text: str, ids: list[str]) -> None:
    assert [each.id for each in parse_loss(text)] == ids


@pytest.mark.parametrize("text", ["dise+ce", "dice+cee", "dicee", "0.5*dise", "dise@2"])
def test_the_loss_that_was_meant_is_suggested(text: str) -> None:
    with pytest.raises(UnknownName, match=r"unknown loss .*; did you mean .*(dice|ce).*\? A sum is written dice\+ce\."):
        parse_loss(text)


@pytest.mark.parametrize(
    "text",
    ["", "+", "dice+", "dice+dice", "dice+Dice", "ce+dice+ce", "focal+focal@2", "ce+0.5*ce", "focal@3+focal@3.0"],
)
def test_what_is_no_sum_of_different_losses_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"is not a sum of different losses such as dice\+ce"):
        parse_loss(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dice@2", "'dice@2': dice takes no number; use dice"),
        ("focal@-1", "'focal@-1': gamma is a number from 0 to 10: how little"),
        ("focal@", "'focal@': gamma is a number from 0 to 10"),
        ("tversky@nan", "missed is a number from 0 to 1: weight of missed voxels"),
        ("ce+tversky@1.5", "'tversky@1.5': missed is a number from 0 to 1"),
        ("cldice@2.5", "steps is a whole number from 1 to 100"),
        ("dice+-1*ce", "'-1*ce': '-1' is no weight; give a number above 0, as in 0.5*ce"),
        ("0*ce", "'0' is no weight"),
        ("inf*ce", "'inf' is no weight"),
        ("2*3*ce", "'2*3' is no weight"),
        ("*ce", "'' is no weight"),
        ("half*ce", "'half' is no weight"),
    ],
)
def test_a_number_that_a_loss_does_not_take_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        parse_loss(text)


def test_a_loss_is_declared_once() -> None:
    def another(logits: Tensor, labels: Tensor) -> Tensor:
        return logits.sum() * labels.sum()

    assert LOSSES.get("ce").title == "Cross-entropy"
    another.__module__ = "segeval.training.losses.another"
    with pytest.raises(ContractError, match=r"loss 'ce' is declared twice: .*entropy\.py and in .*test_losses\.py"):
        loss("ce", title="Another", source="here")(another)


def test_a_loss_of_another_package_shadows_none_of_ours() -> None:
    declared = loss("ce", title="Another", source="here")(lambda logits, labels: logits.sum() * labels.sum())
    assert declared.title == "Another"
    assert LOSSES.get("ce").title == "Cross-entropy"


@pytest.mark.parametrize("name", sorted(LOSSES.items()))
def test_a_default_number_is_that_of_the_formula_and_written_or_not_the_same(name: str) -> None:
    declared = LOSSES.get(name)
    keywords = {
        each.name: each.default for each in signature(declared.fn).parameters.values() if each.kind is each.KEYWORD_ONLY
    }
    number = {} if declared.parameter is None else {declared.parameter.name: declared.parameter.default}
    weights = {} if declared.class_weights is None else {"weights": None}
    assert keywords == {**number, **weights}
    assert all(parse_loss(f"{name}@{value!r}") == (declared,) for value in number.values())


# Weights in a sum


def test_a_sum_adds_its_losses_with_their_weights() -> None:
    logits, labels = torch.randn(2, 3, 6, 6), torch.randint(0, 3, (2, 6, 6))
    dice, ce = (float(LOSSES.get(name).fn(logits, labels)) for name in ("dice", "ce"))
    value = deeply_supervised([logits], labels, parse_loss("0.25*dice+3*ce"))
    assert float(value) == pytest.approx(0.25 * dice + 3 * ce, rel=1e-6)


@pytest.mark.parametrize(("done", "alpha"), [(0, 0.01), (0.5, 0.505), (1, 1)])
def test_the_boundary_comes_in_while_a_training_goes_on(done: float, alpha: float) -> None:
    logits, labels = torch.randn(2, 3, 6, 6), torch.randint(0, 3, (2, 6, 6))
    dice, boundary = (float(LOSSES.get(name).fn(logits, labels)) for name in ("dice", "boundary"))
    value = deeply_supervised([logits], labels, parse_loss("dice+boundary"), done=done)
    assert float(value) == pytest.approx(dice + alpha * boundary, rel=1e-5)


def test_a_weight_that_is_written_stays_all_training_long() -> None:
    for done in (0, 0.3, 1):
        assert [each.weight_at(done) for each in parse_loss("dice+0.5*boundary")] == [1, 0.5]


# Class weights

MAPS = [np.array([[0, 0, 0, 0, 0], [0, 1, 1, 1, 2]], np.uint8), np.array([[0, 0, 255]], np.uint8)]  # 8, 3 and 1 of 12


def known_weights(text: str, how: str = "") -> Any:
    (ready,) = weigh_classes(parse_loss(text, how), ["background", "organ", "lesion", "cyst"], MAPS)
    return ready.fn.keywords["weights"].tolist()  # type: ignore[attr-defined]  # a partial function


def test_classes_weigh_by_their_volume_in_training() -> None:
    inverse, root = [12 / 24, 12 / 9, 12 / 3, 1], [1.5**0.5, 4**0.5, 12**0.5, 1]
    assert known_weights("weighted-ce") == pytest.approx(inverse)
    assert known_weights("border-ce") == pytest.approx(inverse)
    assert known_weights("exp-log") == pytest.approx(root)
    assert known_weights("weighted-ce", "sqrt-inverse") == pytest.approx(root)
    assert known_weights("focal@3", "inverse") == pytest.approx(inverse)
    assert known_weights("focal", "1,2,5,0") == [1, 2, 5, 0]


def test_classes_weigh_the_same_where_nothing_else_is_asked_for() -> None:
    logits, labels = torch.randn(1, 3, 4, 4), torch.randint(0, 3, (1, 4, 4))
    for losses in (parse_loss("weighted-ce", "equal"), parse_loss("focal@0"), STANDARD[1:]):
        (ready,) = weigh_classes(losses, ["background", "organ", "lesion"], [])
        assert float(ready.fn(logits, labels)) == pytest.approx(float(LOSSES.get("ce").fn(logits, labels)))


def test_weights_go_to_the_losses_in_which_classes_weigh_and_to_no_other() -> None:
    dice, weighted = weigh_classes(parse_loss("dice+weighted-ce", "1,2"), ["background", "organ"], [])
    assert dice == LOSSES.get("dice")
    logits, labels = torch.zeros(1, 2, 1, 3), torch.tensor([[[0, 0, 1]]])
    logits[:, 1, :, 2] = 1
    ahead = float(-torch.tensor([0.0, 1.0]).log_softmax(0)[1])
    assert float(weighted.fn(logits, labels)) == pytest.approx((2 * np.log(2) + 2 * ahead) / 4)


@pytest.mark.parametrize(
    ("text", "how", "message"),
    [
        ("dice+ce", "inverse", r"classes do not weigh in --loss 'dice\+ce'; they do in border-ce, .*weighted-ce"),
        ("focal", "1,x,2", "'1,x,2': give numbers from 0 on, and one above it, such as 1,2,5"),
        ("focal", "1,-2", "give numbers from 0 on"),
        ("focal", "0,0", "and one above it"),
        ("focal", "1,inf", "give numbers from 0 on"),
    ],
)
def test_class_weights_that_mean_nothing_are_refused(text: str, how: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_loss(text, how)


def test_a_word_for_class_weights_is_suggested() -> None:
    with pytest.raises(UnknownName, match=r"unknown class weights 'invers'; did you mean inverse.*written 1,2,5"):
        parse_loss("focal", "invers")


def test_as_many_class_weights_are_given_as_there_are_classes() -> None:
    with pytest.raises(UsageError, match="--class-weights 1,2,5: give 2 numbers, one for each of background, organ"):
        weigh_classes(parse_loss("focal", "1,2,5"), ["background", "organ"], [])


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


def test_the_last_output_of_nnunet_weighs_nothing_unless_it_is_alone() -> None:
    labels = torch.randint(0, 2, (1, 8, 8))
    outputs = [torch.randn(1, 2, size, size) for size in (8, 4, 2)]
    one, two, _ = (float(dice_ce(logits, shrink(labels, logits.shape[2:]))) for logits in outputs)
    for some, expected in ((outputs, 2 / 3 * one + 1 / 3 * two), (outputs[:2], one), (outputs[:1], one)):
        value = deeply_supervised(some, labels, STANDARD, depths="nnunet")
        assert float(value) == pytest.approx(expected, rel=1e-5)


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


def test_what_is_not_trained_on_stays_so_at_every_depth() -> None:
    labels = torch.zeros((1, 8, 8), dtype=torch.int64)
    labels[:, :4] = NOT_TRAINED
    assert (shrink(labels, (4, 4))[:, :2] == NOT_TRAINED).all()
    assert (shrink(labels, (4, 4))[:, 2:] == 0).all()

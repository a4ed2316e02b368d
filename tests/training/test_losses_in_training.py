"""Trainings by other losses: they know their classes, their schedule survives an interruption, digests stay."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval import datasets, weights
from segeval.errors import UnknownName, UsageError
from segeval.records import canonical
from segeval.training import loop
from segeval.training.loop import Options, TrainingResult
from segeval.training.losses import Loss, weigh_classes
from segeval.training.sampling import prepare_item
from tests.training.test_loop import stop_at

SMALL = Options(steps=4, batch=2, patch=(32, 32), device="cpu", save_every=2)


def train(
    output: Path, watch: Callable[[int, float], object] | None = None, model: str = "unet-8", **changes: Any
) -> TrainingResult:
    options = replace(SMALL, **changes)
    return loop.train(model=model, dataset="phantom-2d", output=output, options=options, watch=watch)


def weights_of(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def test_options_at_their_defaults_leave_no_trace_in_digests() -> None:
    assert canonical(Options()) == {}
    named: dict[str, Any] = {"class_weights": "inverse", "deep_supervision": "nnunet"}
    assert canonical(Options(**named)) == named


def test_an_interrupted_schedule_goes_on_where_it_was(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    loss = "generalised-dice+boundary"
    train(tmp_path / "whole", loss=loss)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "halves", stop_at(2), loss=loss)
    train(tmp_path / "halves", loss=loss)
    assert weights_of(tmp_path / "halves") == weights_of(tmp_path / "whole")


def test_the_share_that_is_done_rises_with_the_steps(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del phantom_2d
    seen, weight_at = [], Loss.weight_at

    def noted(self: Loss, done: float) -> float:
        seen.append(done)
        return weight_at(self, done)

    monkeypatch.setattr(Loss, "weight_at", noted)
    train(tmp_path, loss="dice")
    assert seen == pytest.approx([step / 4 for step in range(4)])


def test_a_training_weighs_classes_by_the_volumes_of_its_cases(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del phantom_2d
    known: list[Loss] = []

    def noted(*given: Any) -> tuple[Loss, ...]:
        known.extend(weigh_classes(*given))
        return tuple(known)

    monkeypatch.setattr(loop, "weigh_classes", noted)
    train(tmp_path / "weights", loss="dice+weighted-ce", steps=1)
    recipe = weights.load(tmp_path / "weights", torch.device("cpu")).recipe
    cases = datasets.load("phantom-2d").part_cases("train")
    labels = np.concatenate([prepare_item(case, recipe, tmp_path / "cache").labels.ravel() for case in cases])
    expected = [len(labels) / 3 / (labels == k).sum() for k in range(3)]
    assert known[1].fn.keywords["weights"].tolist() == pytest.approx(expected)  # type: ignore[attr-defined]


def test_class_weights_and_depths_decide_the_weights(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    asked: dict[str, dict[str, Any]] = {
        "as declared": {},
        "inverse": {"class_weights": "inverse"},
        "numbers": {"class_weights": "1,2,5"},
    }
    for name, changes in asked.items():
        train(tmp_path / name, loss="dice+weighted-ce", steps=2, **changes)
    assert weights_of(tmp_path / "as declared") == weights_of(tmp_path / "inverse")
    assert weights_of(tmp_path / "inverse") != weights_of(tmp_path / "numbers")
    with pytest.raises(UsageError, match=r"holds another training \(--class-weights inverse there, 1,2,5 here"):
        train(tmp_path / "inverse", loss="dice+weighted-ce", steps=2, class_weights="1,2,5")
    for name in ("halved", "nnunet"):
        train(tmp_path / name, model="unetpp-8", steps=1, deep_supervision=name)
    assert weights_of(tmp_path / "halved") != weights_of(tmp_path / "nnunet")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"class_weights": "inverse"}, "--class-weights: classes do not weigh in"),
        ({"class_weights": "invers", "loss": "focal"}, "did you mean inverse"),
        ({"class_weights": "1,2", "loss": "focal"}, "give 3 numbers, one for each of background, organ, lesion"),
        ({"deep_supervision": "nnunet2"}, "--deep-supervision is 'nnunet2'; give halved or nnunet"),
        ({"loss": "focal@99"}, "gamma is a number from 0 to 10"),
    ],
)
def test_what_cannot_be_trained_by_is_refused(
    phantom_2d: Path, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    del phantom_2d
    with pytest.raises((UsageError, UnknownName), match=message):
        train(tmp_path / "weights", **changes)
    assert not (tmp_path / "weights" / "model.safetensors").exists()


def test_what_a_training_was_asked_is_written_down(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    train(tmp_path, loss="focal@3", class_weights="sqrt-inverse", steps=1)
    asked = json.loads((tmp_path / "training.json").read_text(encoding="utf-8"))["options"]
    assert (asked["loss"], asked["class_weights"], asked["deep_supervision"]) == ("focal@3", "sqrt-inverse", "halved")

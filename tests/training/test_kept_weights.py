"""Which weights a training keeps, and what it may hold out to choose them: means, the best look, inner cases."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from segeval import datasets, runner, store, weights
from segeval.errors import UsageError
from segeval.records import NOT_BLIND, Case
from segeval.training import loop
from segeval.training.loop import BEST, Options, TrainingResult
from segeval.training.steps import follow
from segeval.training.task import parts
from tests.training.test_loop import stop_at

SMALL = Options(steps=8, batch=2, patch=(32, 32), device="cpu", save_every=3)


def train(output: Path, **changes: Any) -> TrainingResult:
    watch = changes.pop("watch", None)
    model_args = changes.pop("model_args", "")
    options = replace(SMALL, **changes)
    return loop.train(
        model="unet-8", model_args=model_args, dataset="phantom-2d", output=output, options=options, watch=watch
    )


def report(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    return content


def weights_of(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


# Means of weights


def test_a_mean_of_weights_is_the_sum_that_it_says() -> None:
    torch.manual_seed(0)
    seen = [nn.BatchNorm1d(3) for _ in range(5)]
    for net in seen:
        nn.init.normal_(net.weight)
        net.running_mean = torch.randn(3)
    average = nn.BatchNorm1d(3)
    average.load_state_dict(seen[0].state_dict())
    expected = seen[0].weight.detach().double().numpy()
    for net in seen[1:]:
        follow(average, net, 0.7)
        expected = 0.7 * expected + 0.3 * net.weight.detach().double().numpy()
    np.testing.assert_allclose(average.weight.detach().numpy(), expected, rtol=1e-6)
    assert torch.equal(average.running_mean, seen[-1].running_mean)  # type: ignore[arg-type]  # None without statistics


def test_a_training_that_keeps_the_mean_goes_on_after_a_kill_as_if_there_was_none(
    phantom_2d: Path, tmp_path: Path
) -> None:
    whole = train(tmp_path / "whole", ema=0.9)
    plain = train(tmp_path / "plain")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "torn", ema=0.9, watch=stop_at(5))
    train(tmp_path / "torn", ema=0.9)
    assert weights_of(tmp_path / "torn") == weights_of(whole.folder)
    assert weights_of(whole.folder) != weights_of(plain.folder)


# The best look


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Make held-out cases say these numbers, one look after the other; then the last one."""
    said = [0.2, 0.6, 0.4, 0.5]

    def validate(*_: object, **named: object) -> dict[str, float]:
        return {"organ": 0.0} if "weights" in named else {"organ": said.pop(0), "lesion": 0.0}

    monkeypatch.setattr(loop, "validate", validate)
    return said


def test_the_weights_of_the_best_look_are_kept(looks: list[float], phantom_2d: Path, tmp_path: Path) -> None:
    two = train(tmp_path / "two", steps=8, best_every=2)
    assert looks == []
    assert report(two.folder)["checkpoint_selection"] == "best of every 2 steps on 4 cases of val: step 4"
    assert report(two.folder)["best"] == 0.3
    kept = load_file(two.folder / "model.safetensors")
    checkpoint = load_file(two.folder / loop.CHECKPOINT)
    assert all(torch.equal(tensor, load_file(two.folder / BEST)[name]) for name, tensor in kept.items())
    assert not all(torch.equal(tensor, checkpoint[f"net.{name}"]) for name, tensor in kept.items())


def test_a_training_ends_when_nothing_gets_better(looks: list[float], phantom_2d: Path, tmp_path: Path) -> None:
    train(tmp_path, steps=8, best_every=1, patience=1)
    assert report(tmp_path)["step"] == 3
    assert report(tmp_path)["best_step"] == 2
    said = "best of every 1 steps on 4 cases of val: step 2; ended at step 3, after 1 look without a better one"
    assert report(tmp_path)["checkpoint_selection"] == said
    assert looks == [0.5]
    train(tmp_path, steps=8, best_every=1, patience=1)  # nothing is left to do
    assert looks == [0.5]


def test_a_kill_between_looks_changes_nothing(phantom_2d: Path, tmp_path: Path) -> None:
    changes = {"best_every": 2, "inner_val": 0.3}
    whole = train(tmp_path / "whole", **changes)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "torn", **changes, watch=stop_at(5))
    again = train(tmp_path / "torn", **changes)
    assert weights_of(again.folder) == weights_of(whole.folder)
    left_out = {"cpu_seconds", "wall_seconds"}
    ours, theirs = report(again.folder), report(whole.folder)
    assert {k: v for k, v in ours.items() if k not in left_out} == {
        k: v for k, v in theirs.items() if k not in left_out
    }


def test_a_run_on_the_cases_that_chose_the_weights_is_not_ranked(phantom_2d: Path, tmp_path: Path) -> None:
    train(tmp_path / "chosen", steps=2, best_every=1)
    train(tmp_path / "inner", steps=2, best_every=1, inner_val=0.3)
    for name, part, marks in (("chosen", "val", (NOT_BLIND,)), ("chosen", "test", ()), ("inner", "val", ())):
        done = runner.run(
            model="unet-8", dataset="phantom-2d", split=part, weights=tmp_path / name, metrics="dice", output=tmp_path
        )
        assert store.read_manifest(done.folder).record.marks == marks


@pytest.mark.usefixtures("looks", "phantom_2d")
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"patience": 2}, "--patience is 2; give --best-every too"),
        ({"ema": 1.0}, "--ema is 1.0; give a number from 0 to below 1"),
        ({"amp": "fp8"}, "--amp is 'fp8'; give auto or none or bf16"),
        ({"resize": (32, 32), "spacing": (1.0, 1.0)}, "one of --resize and --spacing"),
        ({"resize": (32,)}, "give 2 numbers"),
        ({"inner_val": 0.99}, "leave nothing to learn from"),
        ({"clicks": True}, "name runs with saved predictions by --previous"),
    ],
)
def test_requests_that_contradict_themselves_are_refused(changes: dict[str, Any], fault: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=fault):
        train(tmp_path, **changes)


# Inner cases


def test_inner_cases_are_whole_groups_of_the_training_cases(phantom: Path) -> None:
    prepared = datasets.load("phantom")
    train_cases = prepared.part_cases("train")
    assert parts(prepared, 0.0) == (train_cases, prepared.part_cases("val"))
    grouped = {case.id: replace(case, group=f"person {number // 3}") for number, case in enumerate(train_cases)}
    prepared = replace(prepared, cases={**prepared.cases, **grouped})
    learned, held = parts(prepared, 0.25)
    assert sorted(case.id for case in [*learned, *held]) == sorted(case.id for case in train_cases)
    assert 0.25 * len(train_cases) <= len(held) < 0.25 * len(train_cases) + 3
    sizes = Counter(case.group for case in train_cases_of(grouped))
    for group, count in Counter(case.group for case in held).items():
        assert count == sizes[group]
    assert parts(prepared, 0.25) == (learned, held)


def train_cases_of(grouped: dict[str, Case]) -> list[Case]:
    return list(grouped.values())


def test_a_training_records_that_it_held_cases_out(phantom_2d: Path, tmp_path: Path) -> None:
    inner, plain = train(tmp_path / "inner", steps=1, inner_val=0.3), train(tmp_path / "plain", steps=1)
    assert report(inner.folder)["validated"] == 4
    cpu = torch.device("cpu")
    ours, theirs = (weights.load(each.folder, cpu).recipe.trained_on for each in (inner, plain))
    assert ours is not None
    assert theirs is not None
    assert ours.cases != theirs.cases


# Sizes


def test_images_of_any_size_are_brought_to_one(phantom_2d: Path, tmp_path: Path) -> None:
    train(tmp_path / "small", steps=2, patch=(), resize=(48, 32))
    recipe = weights.load(tmp_path / "small", torch.device("cpu")).recipe
    assert (recipe.input.shape, recipe.input.spacing, recipe.window.patch) == ((48, 32), None, (48, 32))
    done = runner.run(model="unet-8", dataset="phantom-2d", weights=tmp_path / "small", metrics="dice", output=tmp_path)
    assert done.summary.ok == done.summary.expected


# Dropout, critics and augmentations


@pytest.mark.parametrize(
    "changes",
    [
        {"model_args": "dropout=0.5"},
        {"model_args": "dropout=0.5", "validate_every": 3},
        {"critic": "luc@4:0.1"},
        {"augment": "nnunet+mixup", "augmentation": 2.0},
    ],
    ids=str,
)
def test_a_kill_changes_nothing_with_dropout_a_critic_or_other_augmentations(
    changes: dict[str, Any], phantom_2d: Path, tmp_path: Path
) -> None:
    whole, plain = train(tmp_path / "whole", **changes), train(tmp_path / "plain")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "torn", **changes, watch=stop_at(5))
    train(tmp_path / "torn", **changes)
    assert weights_of(tmp_path / "torn") == weights_of(whole.folder)
    assert weights_of(whole.folder) != weights_of(plain.folder)


def test_a_critic_leaves_a_network_that_is_asked_as_it_was(phantom_2d: Path, tmp_path: Path) -> None:
    """What is kept for inference holds nothing of the critic, neither a tensor nor a word of the recipe."""
    judged, plain = train(tmp_path / "judged", critic="luc@4:0.1"), train(tmp_path / "plain")
    ours, theirs = (load_file(each.folder / "model.safetensors") for each in (judged, plain))
    assert {name: tensor.shape for name, tensor in ours.items()} == {
        name: tensor.shape for name, tensor in theirs.items()
    }
    assert (judged.folder / weights.RECIPE).read_bytes() == (plain.folder / weights.RECIPE).read_bytes()

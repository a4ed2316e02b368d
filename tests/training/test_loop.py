"""Training learns, can be interrupted anywhere without a trace, and never mixes with another training."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from segeval import weights
from segeval.errors import BadData, UsageError
from segeval.training import loop
from segeval.training.loop import Options, Trained
from segeval.training.losses import deeply_supervised

SMALL = Options(steps=8, batch=2, patch=(32, 32), device="cpu", save_every=3)


def train(output: Path, options: Options = SMALL, model: str = "unet-8") -> Trained:
    return loop.train(model=model, dataset="phantom-2d", output=output, options=options)


def weights_of(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def undisturbed(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Return a training of eight steps that nothing interrupted."""
    return train(tmp_path_factory.mktemp("undisturbed"))


def test_twenty_steps_reduce_the_loss(phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    losses: list[float] = []
    step = loop._step

    def noted(*given: Any) -> float:
        losses.append(step(*given))
        return losses[-1]

    monkeypatch.setattr(loop, "_step", noted)
    train(tmp_path, replace(SMALL, steps=20, batch=4))
    assert len(losses) == 20
    assert np.mean(losses[-5:]) < 0.9 * np.mean(losses[:3])


def test_a_training_leaves_weights_that_predict_what_it_says(undisturbed: Trained) -> None:
    model = weights.load(undisturbed.folder, torch.device("cpu"))
    assert model.recipe.dataset == "phantom-2d"
    assert model.recipe.split == "drawn"
    assert model.recipe.seed == 0
    assert model.recipe.patch == (32, 32)
    assert set(undisturbed.dice) == {"organ", "lesion"}
    assert all(0 <= value <= 1 for value in undisturbed.dice.values())
    assert undisturbed.cpu_seconds > 0


@pytest.mark.parametrize("killed_at", [0, 4, 7])
def test_an_interrupted_training_ends_with_the_same_weights(
    undisturbed: Trained, killed_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = loop._step

    def interrupted(state: loop.State, *rest: Any) -> float:
        if state.step == killed_at:
            raise KeyboardInterrupt
        return step(state, *rest)

    monkeypatch.setattr(loop, "_step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path)
    monkeypatch.setattr(loop, "_step", step)
    assert train(tmp_path).dice == undisturbed.dice
    assert weights_of(tmp_path) == weights_of(undisturbed.folder)


def test_weights_appear_only_when_the_training_is_finished(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weights, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [loop.CHECKPOINT]


def test_a_damaged_checkpoint_is_named(undisturbed: Trained, tmp_path: Path) -> None:
    content = (undisturbed.folder / loop.CHECKPOINT).read_bytes()
    (tmp_path / loop.CHECKPOINT).write_bytes(content[:-100])
    with pytest.raises(BadData, match=r"checkpoint\.safetensors is damaged .* Delete it"):
        train(tmp_path)


def test_weights_from_elsewhere_are_not_overwritten(undisturbed: Trained, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(weights_of(undisturbed.folder))
    with pytest.raises(UsageError, match="Give another --output"):
        train(tmp_path)


def test_a_finished_training_is_not_trained_again(undisturbed: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    before = weights_of(undisturbed.folder)
    monkeypatch.setattr(loop, "_step", lambda *_: pytest.fail("trained again"))
    assert train(undisturbed.folder).dice == undisturbed.dice
    assert weights_of(undisturbed.folder) == before


@pytest.mark.parametrize("changes", [{"seed": 1}, {"steps": 9}, {"batch": 3}, {"learning_rate": 1e-3}])
def test_the_folder_of_another_training_is_refused(undisturbed: Trained, changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="holds another training"):
        train(undisturbed.folder, replace(SMALL, **changes))


def test_another_seed_gives_other_weights(undisturbed: Trained, tmp_path: Path) -> None:
    train(tmp_path, replace(SMALL, seed=1))
    assert weights_of(tmp_path) != weights_of(undisturbed.folder)


def test_networks_with_side_outputs_are_deeply_supervised(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def counted(outputs: list[Tensor], labels: Tensor) -> Tensor:
        seen.append(len(outputs))
        return deeply_supervised(outputs, labels)

    monkeypatch.setattr(loop, "deeply_supervised", counted)
    train(tmp_path, replace(SMALL, steps=1), model="unetpp-8")
    assert seen == [4]


def test_validation_while_training_does_not_change_the_weights(undisturbed: Trained, tmp_path: Path) -> None:
    train(tmp_path, replace(SMALL, validate_every=2, validate_cases=1))
    assert weights_of(tmp_path) == weights_of(undisturbed.folder)


def test_the_record_of_a_training_says_what_it_took(undisturbed: Trained) -> None:
    record = json.loads((undisturbed.folder / "training.json").read_text())
    assert record["step"] == 8
    assert record["dice"] == undisturbed.dice
    assert record["options"]["learning_rate"] == SMALL.learning_rate


def test_the_learning_rate_warms_up_and_falls_to_nothing() -> None:
    rates = [loop.schedule(step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.2)
    assert max(rates) == rates[4] == rates[5] == 1
    assert rates[5:] == sorted(rates[5:], reverse=True)
    assert 0 < rates[-1] < 0.03
    assert loop.schedule(0, 1) == 1


def test_a_batch_depends_on_seed_and_step_alone(undisturbed: Trained, phantom_2d: Path, tmp_path: Path) -> None:
    from segeval import datasets
    from segeval.training.sampling import prepare_item

    plan = weights.load(undisturbed.folder, torch.device("cpu")).recipe
    items = [prepare_item(case, plan, tmp_path) for case in datasets.load("phantom-2d").part_cases("train")[:3]]
    first, again, later = (loop.make_batch(items, plan, SMALL, step) for step in (5, 5, 6))
    assert all(map(torch.equal, first, again))
    assert not torch.equal(first[0], later[0])

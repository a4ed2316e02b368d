"""Trainings that stop in the middle, by a kill, too little memory or patience: what they leave, and what they say."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segeval.errors import UsageError
from segeval.training import loop, steps
from segeval.training.curves import CURVE
from segeval.training.loop import Options
from tests.training.test_loop import stop_at

SMALL = Options(steps=8, batch=2, patch=(32, 32), device="cpu", save_every=200, validate_cases=1)


def train(output: Path, options: Options = SMALL, dataset: str = "phantom-2d", **changes: Any) -> Path:
    return loop.train(model="unet-8", dataset=dataset, output=output, options=options, **changes).folder


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the steps that are taken from now on."""
    numbers: list[int] = []
    take_step: Callable[..., float] = steps.take_step

    def noted(state: loop.State, *rest: Any) -> float:
        numbers.append(state.step + 1)
        return take_step(state, *rest)

    monkeypatch.setattr(loop, "take_step", noted)
    return numbers


@pytest.mark.parametrize(("seconds", "lost"), [(0.0, [5]), (1e6, [1, 2, 3, 4, 5])])
def test_a_kill_costs_a_minute_however_few_steps_that_are(
    phantom_2d: Path, tmp_path: Path, taken: list[int], monkeypatch: pytest.MonkeyPatch, seconds: float, lost: list[int]
) -> None:
    assert loop.SAVE_SECONDS == 60
    monkeypatch.setattr(loop, "SAVE_SECONDS", seconds)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, watch=stop_at(5))
    train(tmp_path)
    assert taken == [1, 2, 3, 4, 5, *lost, 6, 7, 8]
    written = [line.partition(",")[0] for line in (tmp_path / CURVE).read_text(encoding="utf-8").splitlines()]
    assert written == ["step", *map(str, range(1, 9))]


def test_too_little_memory_is_told_with_what_to_lower(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (MemoryError(), RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried")):

        def take_step(*_: object, error: Exception = error) -> float:
            raise error

        monkeypatch.setattr(loop, "take_step", take_step)
        with pytest.raises(UsageError, match="cpu has too little memory for unet-8; give a lower --batch or a smaller"):
            train(tmp_path)
    monkeypatch.setattr(loop, "take_step", lambda *_: (_ for _ in ()).throw(RuntimeError("sizes differ")))
    with pytest.raises(RuntimeError, match="sizes differ"):
        train(tmp_path)


@pytest.mark.parametrize(("dataset", "longest"), [("phantom-2d", "71×77"), ("phantom", "71×79")])
def test_a_patch_of_padding_is_refused(
    phantom: Path, phantom_2d: Path, tmp_path: Path, dataset: str, longest: str
) -> None:
    fault = f"a patch of 2048×2048 voxels is mostly padding: no image is longer than {longest}; give a smaller one"
    with pytest.raises(UsageError, match=fault):
        train(tmp_path, replace(SMALL, patch=(2048, 2048)), dataset=dataset)


def test_weights_of_outputs_need_a_network_that_has_them(phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--deep-supervision nnunet: unet-8 has no coarser outputs; leave it out"):
        train(tmp_path, replace(SMALL, deep_supervision="nnunet"))
    assert list(tmp_path.iterdir()) == []


def test_a_training_says_which_look_was_best_and_what_ends_it(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [0.6, 0.4]
    monkeypatch.setattr(loop, "validate", lambda *_, **named: {"organ": 0.1 if "weights" in named else said.pop(0)})
    train(tmp_path, replace(SMALL, best_every=2, patience=1))
    log = (tmp_path / "train.log").read_text(encoding="utf-8")
    assert "step 2: organ 0.6000; the best is step 2\n" in log
    assert "step 4: organ 0.4000; the best is step 2, which ends the training\n" in log

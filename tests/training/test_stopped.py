"""Trainings that end early: a loss that is no number, another training in the folder, two at once."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from segeval import datasets, weights
from segeval._shelf import FILE, default_folder, weights_root
from segeval.errors import BadData, UsageError
from segeval.infer import answer
from segeval.metrics import CaseResult, score_case
from segeval.training import loop, validation
from segeval.training.loop import Options

SMALL = Options(steps=6, batch=2, patch=(32, 32), device="cpu", save_every=2)
CPU = torch.device("cpu")


def train(output: Path, options: Options = SMALL) -> Path:
    return loop.train(model="unet-8", dataset="phantom-2d", output=output, options=options).folder


@pytest.fixture(scope="module")
def finished(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(tmp_path_factory.mktemp("finished"))


def test_a_loss_that_is_no_number_stops_with_its_step_and_leaves_no_weights(phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"nan in step \d of 6, at a learning rate of .*: no weights are written"
    ) as end:
        train(tmp_path, replace(SMALL, learning_rate=1e30))
    assert "\n" not in str(end.value)
    assert {path.name for path in tmp_path.iterdir()} <= {loop.CHECKPOINT, "curve.csv", "train.log"}
    for path in tmp_path.glob(loop.CHECKPOINT):
        assert all(tensor.isfinite().all() for tensor in load_file(path).values())


def test_a_gradient_that_is_no_number_leaves_the_network_as_it_was(phantom_2d: Path, tmp_path: Path) -> None:
    """The state before the step is kept: an image of NaN ruins what comes after it, and nothing before."""
    taken: list[int] = []

    def poison(step: int, _: float) -> None:
        taken.append(step)
        if step == 2:
            for path in (datasets.data_root() / ".cache" / "phantom-2d").glob("*-image.npy"):
                content = bytearray(path.read_bytes())
                content[-4000:] = b"\xff" * 4000  # the arrays are mapped from here
                with path.open("rb+") as file:
                    file.write(content)

    with pytest.raises(UsageError, match="keeps the last finite checkpoint"):
        loop.train(
            model="unet-8",
            dataset="phantom-2d",
            output=tmp_path,
            options=replace(SMALL, steps=60, save_every=1000),
            watch=poison,
        )
    shutil.rmtree(datasets.data_root() / ".cache" / "phantom-2d")
    assert len(taken) >= 2
    tensors = load_file(tmp_path / loop.CHECKPOINT)
    assert all(tensor.isfinite().all() for tensor in tensors.values())
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(finished: Path, value: float, tmp_path: Path) -> None:
    folder = shutil.copytree(finished, tmp_path / "copy")
    tensors = load_file(folder / FILE)
    name = next(name for name, tensor in tensors.items() if tensor.ndim == 4)
    tensors[name][0, 0, 0, 0] = value
    save_file(tensors, folder / FILE)
    with pytest.raises(BadData, match=f"{name} holds NaN or infinity"):
        weights.load(folder, CPU)


def test_weights_of_whole_numbers_are_refused(finished: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(finished, tmp_path / "copy")
    tensors = {name: tensor.to(torch.int8) for name, tensor in load_file(folder / FILE).items()}
    save_file(tensors, folder / FILE)
    with pytest.raises(BadData, match=r"holds torch\.int8, .* wants torch\.float32"):
        weights.load(folder, CPU)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (replace(SMALL, learning_rate=1e-3), "--learning-rate 0.003 there, 0.001 here"),
        (replace(SMALL, seed=4), "--seed 0 there, 4 here"),
        (replace(SMALL, loss="ce"), "--loss dice.ce there, ce here"),
        (replace(SMALL, patch=(48, 32)), r"--patch \[32, 32\] there, \[48, 32\] here"),
    ],
)
def test_another_training_is_told_by_the_option_that_differs(finished: Path, options: Options, words: str) -> None:
    with pytest.raises(UsageError, match=rf"holds another training \(.*{words}"):
        train(finished, options)


def test_another_network_is_told_too_and_old_checkpoints_say_what_they_can(finished: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="model unet-8 there, unet-16 here"):
        loop.train(model="unet-16", dataset="phantom-2d", output=finished, options=SMALL)
    old = {"key": "0" * 16, "step": 6, "cpu_seconds": 1.0, "wall_seconds": 1.0}
    save_file({"net.x": torch.zeros(1)}, tmp_path / loop.CHECKPOINT, {"progress": json.dumps(old)})
    with pytest.raises(UsageError, match=r"another training \(recipe or options differ\)"):
        train(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"batch": 0},
        {"seed": -1},
        {"validate_every": -1},
        {"validate_cases": -2},
        {"save_every": 0},
        {"learning_rate": -1.0},
        {"learning_rate": float("nan")},
        {"weight_decay": float("nan")},
        {"augmentation": float("nan")},
        {"augmentation": 2.5},
        {"seed": 2**63},
    ],
)
def test_a_number_out_of_its_range_is_named(wrong: dict[str, Any]) -> None:
    name, value = next(iter(wrong.items()))
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')} is {value}"):
        replace(SMALL, **wrong)


def test_validation_is_bounded_when_asked(finished: Path, tmp_path: Path) -> None:
    cases = len(datasets.load("phantom-2d").part_cases("val"))
    assert json.loads((finished / "training.json").read_text(encoding="utf-8"))["validated"] == cases > 1
    folder = train(shutil.copytree(finished, tmp_path / "copy"), replace(SMALL, validate_cases=1))
    assert json.loads((folder / "training.json").read_text(encoding="utf-8"))["validated"] == 1


# Validation that is stopped


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the cases that are scored from now on."""
    names: list[str] = []

    def noted(*given: Any, **named: Any) -> CaseResult:
        names.append(named["case_id"])
        return score_case(*given, **named)

    monkeypatch.setattr(validation, "score_case", noted)
    return names


@pytest.fixture
def stopped(finished: Path, tmp_path: Path, scored: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a training that was interrupted when it was to score its second validation case."""
    folder = shutil.copytree(finished, tmp_path / "stopped")
    (folder / validation.LEDGER).unlink()

    def interrupted(segment: Any, image: Any, case: str) -> Any:
        if scored:
            raise KeyboardInterrupt
        return answer(segment, image, case)

    with monkeypatch.context() as patch:
        patch.setattr(validation, "answer", interrupted)
        with pytest.raises(KeyboardInterrupt):
            train(folder)
    scored.clear()
    return folder


def reached(folder: Path) -> Any:
    return json.loads((folder / weights.TRAINING).read_text(encoding="utf-8"))["dice"]


def test_a_validation_that_was_stopped_goes_on_with_the_cases_that_are_left(
    stopped: Path, finished: Path, scored: list[str]
) -> None:
    cases = [case.id for case in datasets.load("phantom-2d").part_cases("val")]
    train(stopped)
    assert scored == cases[1:]
    assert reached(stopped) == reached(finished)
    train(stopped)
    assert scored == cases[1:]


def test_a_line_that_is_torn_or_altered_is_scored_again(stopped: Path, finished: Path, scored: list[str]) -> None:
    cases = [case.id for case in datasets.load("phantom-2d").part_cases("val")]
    ledger = stopped / validation.LEDGER
    ledger.write_text(ledger.read_text(encoding="utf-8").replace('"organ":0', '"organ":1') + '{"key":"torn')
    train(stopped)
    assert scored == cases
    assert reached(stopped) == reached(finished)
    assert train(stopped)
    assert scored == cases


def test_what_other_weights_or_other_masks_came_to_is_not_taken(
    own_phantom_2d: Path, stopped: Path, tmp_path: Path, scored: list[str]
) -> None:
    cases = [case.id for case in datasets.load(own_phantom_2d.name).part_cases("val")]
    other = train(tmp_path / "other", replace(SMALL, seed=5))
    expected = reached(other)
    lines = (other / validation.LEDGER).read_text(encoding="utf-8")
    scored.clear()
    (other / validation.LEDGER).write_text(
        (stopped / validation.LEDGER).read_text(encoding="utf-8") + lines.splitlines()[-1]
    )
    train(other, replace(SMALL, seed=5))
    assert scored == cases[:-1]
    assert reached(other) == expected
    mask = datasets.load("phantom-2d").part_cases("val")[0].mask
    assert mask is not None
    mask.touch()
    scored.clear()
    train(other, replace(SMALL, seed=5))
    assert scored == cases[:1]


TWO = """
import sys
from pathlib import Path
from segeval.training.loop import Options, train
options = Options(steps=2, batch=2, patch=(32, 32), device="cpu")
train(model="unet-8", dataset="phantom-2d", output=Path(sys.argv[1]), options=options)
"""


def test_two_trainings_on_one_cache_give_the_weights_of_one(own_phantom_2d: Path, tmp_path: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", TWO, str(tmp_path / name)], stderr=subprocess.PIPE) for name in "ab"
    ]
    errors = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], errors
    assert (tmp_path / "a" / FILE).read_bytes() == (tmp_path / "b" / FILE).read_bytes()


def test_the_folder_of_weights_may_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEGEVAL_WEIGHTS", "~/weights")
    assert weights_root() == tmp_path / "weights"
    assert default_folder("unet-8", "phantom", "drawn").is_relative_to(tmp_path)

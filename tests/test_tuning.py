"""nnU-Net's rule for keeping the largest component, on validation cases alone."""

import tomllib
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from segeval import datasets, runner, store, tuning, volume
from segeval.errors import UsageError
from segeval.records import NOT_BLIND, LabelArray, Mask
from tests.test_cli import call, refused


def run(root: Path, part: Literal["val", "test"], change: str) -> Path:
    """Return a run of references that were changed: with "specks", or with each structure cut in "two"."""
    data = datasets.load("phantom-2d", f"drawn:{part}")
    folder = root / f"{part}-{change}"
    folder.mkdir()
    for case in data.part_cases(part):
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        volume.write_mask(folder / f"{case.id}.png", Mask(CHANGES[change](mask.array), mask.grid))
    return runner.run(
        model=f"preds:{folder}",
        dataset="phantom-2d",
        split=f"drawn:{part}",
        trained_on="other: nothing",
        name="unet-8",
        metrics="dice",
        output=root / "runs",
        save_predictions=True,
    ).folder


def specks(array: LabelArray) -> LabelArray:
    """Add a far piece of each label."""
    changed = array.copy()
    changed[1:3, 1:3] = 1
    changed[1:3, 5:7] = 2
    return changed


def halves(array: LabelArray) -> LabelArray:
    """Cut all structures in two by a line of background."""
    rows = np.flatnonzero((array > 0).any(1))
    changed = array.copy()
    if len(rows):
        changed[rows[len(rows) // 2]] = 0
    return changed


CHANGES = {"specks": specks, "halves": halves}


def test_specks_are_removed_and_dice_is_whole_again(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    choice = tuning.choose([run(tmp_path, "val", "specks")])
    assert choice.whole or choice.labels
    assert all(choice.before[label] < value for label, value in choice.after.items())
    # One of the four references is empty: there a speck is the largest piece.
    assert choice.after == pytest.approx({1: 0.75, 2: choice.after[2]})
    assert choice.cases == 4


def test_two_true_pieces_are_left_alone(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    choice = tuning.choose([run(tmp_path, "val", "halves")])
    assert not choice.whole
    assert choice.after == choice.before or choice.labels
    assert all(choice.after[label] >= choice.before[label] for label in choice.before)


def test_the_file_is_a_pipeline_that_does_what_was_chosen(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    both = tuning.Choice(
        model="unet[width=4]", whole=True, labels=(2,), before={}, after={}, cases=4, chosen_on=("a:b:val",)
    )
    table = tomllib.loads(tuning.pipeline(both))
    assert table == {
        "chosen_on": ["a:b:val"],
        "strategy": "clean",
        "largest": "each",
        "labels": [2],
        "part": {"strategy": "clean", "largest": "all", "part": {"model": "unet", "model_args": "width=4"}},
    }
    done = call("tune", "clean", run(tmp_path, "val", "specks"), "--output", tmp_path / "clean.toml")
    assert done.exit_code == 0, done.output
    assert "1.0000" in done.stdout
    assert tomllib.loads((tmp_path / "clean.toml").read_text(encoding="utf-8"))["strategy"] == "clean"
    assert "exists. Choose another name" in refused(
        "tune", "clean", tmp_path, "--output", tmp_path / "clean.toml", code=2
    )


def test_a_run_on_the_cases_that_settings_were_chosen_on_says_so(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    done = call("tune", "clean", run(tmp_path, "val", "specks"), "--output", tmp_path / "clean.toml")
    assert done.exit_code == 0, done.output
    path = tmp_path / "clean.toml"
    path.write_text(path.read_text(encoding="utf-8") + 'weights = "random"\n')
    for part, marks in (("val", ("random weights", NOT_BLIND)), ("test", ("random weights",))):
        finished = runner.run(
            model=f"pipeline:{path}",
            dataset="phantom-2d",
            split=f"drawn:{part}",
            metrics="dice",
            output=tmp_path / "cleaned",
        )
        assert store.read_manifest(finished.folder).record.marks == marks


def test_test_cases_and_runs_of_two_models_are_refused(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    with pytest.raises(UsageError, match="is a run on test cases, on which nothing may be chosen"):
        tuning.choose([run(tmp_path, "test", "specks")])
    with pytest.raises(UsageError, match="give runs on validation cases"):
        tuning.choose([])

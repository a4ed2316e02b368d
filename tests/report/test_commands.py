"""The commands of a row, for what no committed board has."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from segeval.records import NOT_BLIND, Trained
from segeval.report._asked import UNLESS, deciding, telling
from segeval.report._commands import commands
from segeval.report.ranking import Row, rank
from segeval.store import read_run
from tests.commands import typed
from tests.report._factory import Fake, write

OPTIONS = {"steps": 10, "batch": 2, "learning_rate": 0.003, "loss": "ce", "augment": "standard", "augmentation": 1.0}


def row(tmp_path: Path, options: dict[str, Any], settings: dict[str, Any] | None = None, **fake: Any) -> Row:
    """Return the row of a run that was trained and ran with these."""
    provenance = {"training": {"options": {**OPTIONS, **options}}}
    (found,) = rank([read_run(write(tmp_path, Fake(model="unet", provenance=provenance, **fake)))]).rows
    model = replace(found.run.record.model, settings=settings or {})
    run = replace(found.run, record=replace(found.run.record, model=model))
    return replace(found, run=run, runs=(run,))


def test_what_a_training_was_told_stands_in_its_command_and_what_goes_without_saying_does_not(tmp_path: Path) -> None:
    options = {"patch": [64, 48], "ema": 0.9, "slices": 1, "channels_last": True, "clip": 1.0, "amp": "auto", "seed": 3}
    train, run = commands(row(tmp_path, options)).splitlines()
    assert train == (
        "segeval train --model unet --dataset toy/liver --split official --steps 10 --batch 2 --learning-rate 0.003 "
        "--loss ce --augment standard --augmentation 1.0 --seed 3 --patch 64,48 --clip 1.0 --ema 0.9 --channels-last"
    )
    assert run == "segeval run --model unet --dataset toy/liver --split official:test"
    assert list(telling(options)) == ["seed", "patch", "clip", "ema", "channels_last"]


def test_what_goes_without_saying_is_what_the_command_line_takes_by_itself() -> None:
    given = typed("segeval train --model unet --dataset toy/liver").params
    assert json.loads(json.dumps({name: given[name] for name in UNLESS})) == UNLESS


def test_an_option_that_is_newer_than_a_training_does_not_tell_it_from_another_seed() -> None:
    older = {"steps": 10, "foreground": 0.0, "seed": 0}
    assert deciding(older) == deciding({**older, "seed": 1, "encoder": "", "clip": 5.0, "chosen": []})
    assert deciding(older) != deciding({**older, "clip": 1.0})
    assert deciding(older) != deciding({"steps": 10, "seed": 0})


def test_a_second_stage_names_the_runs_that_it_saw(tmp_path: Path) -> None:
    train, _ = commands(row(tmp_path, {"previous": ["0a1b", "2c3d"]})).splitlines()
    assert train.endswith("--previous runs/0a1b --previous runs/2c3d")


def test_weights_of_another_split_or_dataset_are_trained_there_and_named(tmp_path: Path) -> None:
    train, run = commands(row(tmp_path, {}, trained_on=Trained(dataset="toy/ct", split="nnunet-1"))).splitlines()
    assert "--dataset toy/ct --split nnunet-1 " in train
    assert train.endswith("--output weights/unet/nnunet-1")
    assert run == "segeval run --model unet --dataset toy/liver --split official:test --weights weights/unet/nnunet-1"


def test_each_of_several_seeds_and_folds_is_trained_in_a_folder_of_its_own(tmp_path: Path) -> None:
    found = row(tmp_path, {}, trained_on=Trained(dataset="toy/liver", split="official", seed=0))
    other = row(tmp_path / "other", {}, trained_on=Trained(dataset="toy/liver", split="official", seed=4))
    train, run = commands(replace(found, seeds=2, runs=(*found.runs, *other.runs))).splitlines()
    assert train.startswith("for seed in 0 4; do segeval train --model unet --dataset toy/liver --split official ")
    assert train.endswith(" --seed ${seed} --output weights/unet/official-seed-${seed}; done")
    assert run.endswith(" --split official:test --weights weights/unet/official-seed-${seed}; done")


def test_a_run_is_asked_with_its_settings_and_called_what_it_was_called(tmp_path: Path) -> None:
    recipe = {"model": "segresnet", "options": {"width": 8, "blocks": [1, 2]}}
    settings = {"recipe": recipe, "flips": True, "samples": 4, "channels_last": False}
    train, run = commands(row(tmp_path, {}, settings, marks=(NOT_BLIND,))).splitlines()
    asked = "--model segresnet --model-args width=8,blocks=1+2 --dataset toy/liver"
    assert train.startswith(f"segeval train {asked} ")
    assert run == (
        f"segeval run {asked} --split official:test --flips --mc-dropout 4 --no-channels-last --name unet "
        "--weights weights/unet/official --not-blind"
    )


def test_what_was_not_trained_here_has_no_commands(tmp_path: Path) -> None:
    found = row(tmp_path, {})
    about = replace(found.run.record.model, kind="folder")
    folder = replace(found.run, record=replace(found.run.record, model=about))
    assert commands(replace(found, run=folder, runs=(folder,))) == ""

"""Networks of the zoo through the door: their options, their weights, and how well those fit."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from segeval import datasets, models, runner, store, weights, zoo
from segeval.errors import BadData, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.records import Trained
from segeval.runner import Finished
from segeval.training.plan import fingerprint, plan

ON_CPU = Settings(device="cpu")


def run(output: Path, model: str = "unet-8", **more: Any) -> Finished:
    return runner.run(model=model, dataset="phantom-2d", output=output, metrics="dice", settings=ON_CPU, **more)


# Options


def test_options_that_are_set_name_the_model_sorted(phantom_2d: Path, tmp_path: Path) -> None:
    finished = run(tmp_path, "unet", weights="random", model_args="width=4,norm=batch")
    record = store.read_manifest(finished.folder).record.model
    assert record.id == "unet[norm=batch,width=4]"
    assert record.settings["recipe"]["options"] == {"norm": "batch", "width": 4}
    assert finished.summary.ok == 8


def test_options_at_their_default_are_the_same_run_as_none(phantom_2d: Path) -> None:
    data = datasets.load("phantom-2d")
    default = zoo.get("unet-8").options["width"]
    plain, given, other = (
        models.open("unet-8", Request(data=data, weights="random", settings=ON_CPU, options=options)).about
        for options in ("", f"width={default}", "width=4")
    )
    assert plain == given
    assert "options" not in plain.settings["recipe"]
    assert other != plain


def test_options_reach_the_network(phantom_2d: Path) -> None:
    data = datasets.load("phantom-2d")
    small, large = (
        models.open("unet", Request(data=data, weights="random", options=f"width={width}")).costs["params"]
        for width in (4, 8)
    )
    assert small < large


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("widht=4", "unknown option of unet 'widht'; did you mean width"),
        ("width=wide", "unet: option width takes a whole number such as 64, got 'wide'"),
        ("width", "unet: cannot read option 'width'; write it as NAME=VALUE"),
    ],
)
def test_a_wrong_option_is_one_clear_line(options: str, message: str, phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run(tmp_path / "runs", "unet", weights="random", model_args=options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, UnknownName) == ("did you mean" in message)
    assert not (tmp_path / "runs").exists()


# Weights


@pytest.fixture
def stored(phantom_2d: Path, tmp_path: Path) -> Path:
    """Return a folder with weights of unet-8 for the 2D phantoms, which record another split."""
    prepared = datasets.load("phantom-2d")
    recipe = plan(prepared.info, zoo.get("unet-8"), fingerprint(prepared.part_cases("val")), patch=(32, 32))
    trained = Trained(dataset="phantom-2d", split="drawn", split_digest="0123456789abcdef")
    recipe = replace(recipe, trained_on=trained)
    weights.save(weights.untrained(recipe, torch.device("cpu")).net, recipe, tmp_path / "weights")
    return tmp_path / "weights"


def change_recipe(folder: Path, **more: Any) -> None:
    path = folder / "recipe.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **more}))


def test_weights_of_another_network_are_refused(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="weights of unet-8, not of unetpp-8"):
        run(tmp_path, "unetpp-8", weights=stored)


def test_weights_with_other_options_are_refused(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"weights of unet-8, not of unet-8\[width=4\].* --model-args"):
        run(tmp_path, weights=stored, model_args="width=4")


def test_weights_for_other_labels_are_refused(stored: Path, tmp_path: Path) -> None:
    change_recipe(stored, output={"labels": {"0": "background", "1": "organ", "2": "cyst"}})
    with pytest.raises(UsageError, match=r"cyst.*Choose weights trained on it"):
        run(tmp_path, weights=stored)


def test_damaged_weights_are_named(stored: Path, tmp_path: Path) -> None:
    path = stored / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadData, match=r"model\.safetensors does not hold the weights of UNet"):
        run(tmp_path, weights=stored)


def test_weights_of_another_split_are_marked(stored: Path, tmp_path: Path) -> None:
    finished = run(tmp_path / "runs", weights=stored)
    assert store.read_manifest(finished.folder).record.marks == ("trained on another split of this dataset",)


def test_weights_are_marked_where_they_are_scored_on_their_training_cases(stored: Path, tmp_path: Path) -> None:
    split = datasets.load("phantom-2d").split
    change_recipe(stored, trained_on={"dataset": "phantom-2d", "split": "drawn", "split_digest": split.digest})
    marks = [
        store.read_manifest(run(tmp_path / "runs", weights=stored, split=part).folder).record.marks
        for part in ("train", "val", "test")
    ]
    assert marks == [("scored on its training cases",), (), ()]


def test_weights_that_record_no_training_can_be_declared(stored: Path, tmp_path: Path) -> None:
    change_recipe(stored, trained_on=None)
    unknown, known = (
        store.read_manifest(run(tmp_path / "runs", weights=stored, trained_on=declared).folder).record
        for declared in (None, "phantom-2d")
    )
    assert (unknown.marks, known.marks) == (("training unknown",), ())
    assert str(known.model.trained_on) == "phantom-2d:drawn:train (declared)"


def test_weights_that_record_their_training_cannot_be_declared(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="record that they were trained on phantom-2d:drawn:train; leave out"):
        run(tmp_path, weights=stored, trained_on="other: nothing of the kind")

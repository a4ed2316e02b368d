"""Pipeline files: a tree of strategies over models of any kind, and who the whole is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, models, runner, store, volume, zoo
from segeval._shelf import SHIPPED
from segeval.errors import BadData, SegevalError, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.models.network import Network
from segeval.models.pipeline import compose
from tests.models.toys import Bright

PARAMS = zoo.get("unet-8").params + 8 + 1  # a third class
TREE = """
strategy = "clean"
largest = "each"

[part]
strategy = "ensemble"
fuse = "majority"

[[part.parts]]
model = "unet-8"

[[part.parts]]
model = "unet-8"
flips = true
"""


@pytest.fixture
def data(phantom: Path) -> datasets.Prepared:
    del phantom
    return datasets.load("phantom")


def opened(text: str, folder: Path, data: datasets.Prepared, **more: Any) -> Network:
    path = folder / "pipeline.toml"
    path.write_text(text, encoding="utf-8")
    found = models.open(f"pipeline:{path}", Request(data=data, **more))
    assert isinstance(found, Network)
    return found


def test_who_a_pipeline_is_is_a_tree(tmp_path: Path, data: datasets.Prepared) -> None:
    about = opened(TREE, tmp_path, data).about
    assert about.id == "clean(ensemble(unet-8, unet-8, fuse=majority), largest=each)"
    assert about.kind == "pipeline"
    assert about.settings == {"strategy": "clean", "largest": "each"}
    (inner,) = about.parts
    assert [part.settings.get("flips") for part in inner.parts] == [None, True]
    assert about.trained_on == inner.parts[0].trained_on is not None


@pytest.mark.parametrize(
    ("old", "new"), [("majority", "mean"), ("flips = true", "flips = false"), ('largest = "each"', "least = 3.0")]
)
def test_whatever_may_change_an_answer_changes_the_digest(
    tmp_path: Path, data: datasets.Prepared, old: str, new: str
) -> None:
    first, other = (opened(text, tmp_path, data).about for text in (TREE, TREE.replace(old, new)))
    assert (first.digest, first.id) != (other.digest, other.id)
    assert opened("# a remark\n" + TREE, tmp_path, data).about == first


def test_weights_are_those_of_the_split_that_is_scored(tmp_path: Path, data: datasets.Prepared) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / data.split.name).symlink_to(SHIPPED / "phantom" / "unet-8")
    text = 'model = "unet-8"\nweights = "weights/{split}"\nflips = true\n'
    about = opened(text, tmp_path, data).about
    assert about.digest == opened('model = "unet-8"', tmp_path, data).about.digest
    assert (about.kind, about.settings["flips"]) == ("network", True)
    other = replace(data, split=replace(data.split, name="fold-7"))
    with pytest.raises(UsageError, match="fold-7"):
        opened(text, tmp_path, other)


def test_costs_of_parts_are_added_and_the_device_goes_down(tmp_path: Path, data: datasets.Prepared) -> None:
    found = opened(TREE, tmp_path, data, settings=Settings(device="cpu", probabilities=True))
    assert found.costs == {"device": "cpu", "params": 2 * PARAMS, "memory": [[[], []]]}
    assert found.probabilities
    assert found.labels == (0, 1, 2)


def test_a_pipeline_runs_is_recorded_and_read_back(tmp_path: Path, data: datasets.Prepared) -> None:
    (tmp_path / "tree.toml").write_text(TREE)
    done = runner.run(
        model=f"pipeline:{tmp_path / 'tree.toml'}", dataset="phantom", metrics="dice", output=tmp_path / "runs"
    )
    record = store.read_manifest(done.folder).record
    assert record.model == opened(TREE, tmp_path, data).about
    assert (done.summary.ok, record.marks) == (len(data.part_cases(data.part)), ())


def test_folders_of_predictions_and_own_code_take_part(
    tmp_path: Path, data: datasets.Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lamp.py").write_text("def factory():\n    return lambda image: image.array[0] > 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "mine"
    folder.mkdir()
    case = data.part_cases(data.part)[0]
    assert case.mask is not None
    reference = volume.read_mask(case.mask)
    volume.write_mask(folder / f"{case.id}.nii.gz", reference)
    text = """
    strategy = "ensemble"
    fuse = "majority"
    [[parts]]
    model = "preds:mine"
    trained_on = "other: nothing"
    [[parts]]
    model = "preds:mine"
    trained_on = "other: nothing"
    [[parts]]
    model = "py:lamp:factory"
    trained_on = "other: nothing"
    """
    found = opened(text, tmp_path, data)
    prediction = found.predict(case, found.read(case))
    assert np.array_equal(prediction.mask.array, reference.array)
    assert [part.kind for part in found.about.parts] == ["predictions", "predictions", "python"]
    mirrored = opened('strategy = "mirrored"\n[part]\nmodel = "preds:mine"\n', tmp_path, data)
    with pytest.raises(BadData, match="mine answers whole cases, not parts of their images"):
        mirrored.predict(case, mirrored.read(case))


def test_models_of_ones_own_are_composed_in_python(data: datasets.Prepared) -> None:
    bright = Bright()
    found = compose("clean", bright, data=data, holes=True)
    case = data.part_cases(data.part)[0]
    alone, cleaned = (model.predict(case, model.read(case)).mask.array for model in (bright, found))
    assert ((alone > 0) <= (cleaned > 0)).all()
    with pytest.raises(UsageError, match="region takes the parts detector, part; got 1"):
        compose("region", bright, data=data)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "pipeline.toml names a model or a strategy, and one of them"),
        ("strategy = ", "Give a TOML file with a strategy and its parts"),
        ('strategy = "ensembel"', "unknown strategy 'ensembel'; did you mean ensemble"),
        ('strategy = "clean"', "clean: give one each of part"),
        ('strategy = "ensemble"', "ensemble: give one or more of parts"),
        ('strategy = "clean"\npart = "unet-8"', "clean: part = 'unet-8' is no table with a model or a strategy"),
        ('strategy = "clean"\nholes = 1\n[part]\nmodel = "unet-8"', "clean: holes = 1 is no bool"),
        ('strategy = "clean"\nhole = true\n[part]\nmodel = "unet-8"', "unknown entry of clean 'hole'"),
        ('strategy = "clean"\n[part]\nmodel = "unet-8"\nflip = true', "unknown entry of a model 'flip'"),
        ('strategy = "boxes"\nfile = "none.csv"\n[part]\nmodel = "unet-8"', "none.csv is no table of boxes"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, data: datasets.Prepared, text: str, reason: str) -> None:
    with pytest.raises((UsageError, UnknownName, BadData), match=reason) as caught:
        opened(text, tmp_path, data)
    assert isinstance(caught.value, SegevalError)
    assert "\n" not in str(caught.value)

"""Predicting images without references: what is written, what goes on where it was, what is refused."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import segeval
from segeval import datasets, runner, store, volume
from segeval.errors import SegevalError, UsageError
from segeval.folders import evaluate_folders
from segeval.infer import Settings
from segeval.models import SCHEMES
from segeval.predicting import Predicted
from segeval.records import Case, Grid, LabelArray, Mask, Prediction, Volume, canonical
from tests.contracts.test_models import LACKING
from tests.helpers import mm
from tests.models.toys import Bright
from tests.test_volume import save_dicom

CPU = Settings(device="cpu")
RNG = np.random.default_rng(0)


@dataclass(kw_only=True)
class Instances(Bright):
    """A model that numbers what it finds."""

    def predict(self, case: Case, given: Volume) -> Prediction:
        found = super().predict(case, given)
        return replace(found, instances=found.mask.array.astype(np.uint16) * 7)


@pytest.fixture(autouse=True)
def _own_path() -> Iterator[None]:
    before = list(sys.path)
    yield
    sys.path[:] = before
    sys.modules.pop("background", None)


def pictures(folder: Path, *names: str, channels: int = 1) -> Path:
    """Write pictures of noise."""
    folder.mkdir(exist_ok=True)
    for name in names:
        array = RNG.integers(0, 255, (channels, 12, 10)).astype(np.float32)
        volume.write_image(folder / name, Volume(array, Grid.pixels((12, 10))))
    return folder


def predict(images: Path, output: Path, model: Any = None, **more: Any) -> Predicted:
    return segeval.predict(model=Bright() if model is None else model, input=images, output=output, **more)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".")


def labels(path: Path) -> LabelArray:
    return volume.read_mask(path).array


# What is written


def test_masks_are_those_that_a_run_keeps(phantom: Path, tmp_path: Path) -> None:
    settings = replace(CPU, overlap=0.0, probabilities=True)
    options: dict[str, Any] = {"model": "unet3d-8", "dataset": "phantom", "settings": settings}
    kept = runner.run(**options, output=tmp_path, metrics="dice", limit=1, save_predictions=True).folder
    cases = datasets.load("phantom").cases
    (tmp_path / "images").mkdir()
    for path in (kept / "predictions").iterdir():
        shutil.copy(cases[path.name[:-7]].images[0], tmp_path / "images")
    done = segeval.predict(**options, input=tmp_path / "images", output=tmp_path / "masks")
    assert [*done.made] == [path.name[:-7] for path in sorted((kept / "predictions").iterdir())]
    for folder in ("predictions", "probabilities"):
        ours = tmp_path / "masks" / ("" if folder == "predictions" else folder)
        for path in (kept / folder).iterdir():
            assert (ours / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", [name for name in SCHEMES.items() if name != "preds"])
def test_a_model_of_every_scheme_predicts_what_it_answers_in_a_run(
    name: str, phantom: Path, phantom_2d: Path, tmp_path: Path
) -> None:
    if name in LACKING and find_spec(LACKING[name]) is None:
        pytest.skip(f"{LACKING[name]} is not installed")
    dataset = "phantom" if name in ("network", "pipeline") else "phantom-2d"
    data = datasets.load(dataset)
    what = SCHEMES.get(name).fake(tmp_path, data)
    model = what if name == "network" else f"{name}:{what}"
    kept = runner.run(
        model=model, dataset=dataset, output=tmp_path, metrics="dice", limit=1, tried=False, save_predictions=True
    )
    (mask,) = (kept.folder / "predictions").iterdir()
    (case,) = store.read_ledger(kept.folder).entries
    silent = name in ("network", "pipeline", "py", "cmd", "classical")
    predict(data.cases[case].images[0], tmp_path / mask.name, model, **({"dataset": dataset} if silent else {}))
    assert (tmp_path / mask.name).read_bytes() == mask.read_bytes()
    told = json.loads((tmp_path / f"{case}.json").read_text(encoding="utf-8"))
    assert told["labels"] == {"0": "background", "1": "organ", "2": "lesion"}
    assert told["model"] == canonical(store.read_manifest(kept.folder).record.model)


@pytest.mark.parametrize(
    ("name", "given", "written"),
    [("scan.mha", "auto", "scan.nii.gz"), ("scan.nrrd", "nifti", "scan.nii.gz"), ("scan.nii", "auto", "scan.nii.gz")],
)
def test_a_volume_of_any_format_keeps_its_geometry(name: str, given: Any, written: str, tmp_path: Path) -> None:
    import SimpleITK

    grid = mm((4, 5, 6), (3.0, 1.0, 0.5), orientation=17)
    plain = tmp_path / "plain.nii.gz"
    volume.write_image(plain, Volume(RNG.random((1, 4, 5, 6), np.float32), grid))
    (tmp_path / "in").mkdir()
    SimpleITK.WriteImage(SimpleITK.ReadImage(str(plain)), str(tmp_path / "in" / name))
    predict(tmp_path / "in", tmp_path / "out", format=given)
    volume.require_same_grid(grid, volume.read_grid(tmp_path / "out" / written), where=name)
    assert 0 < labels(tmp_path / "out" / written).mean() < 1


def test_series_and_files_are_cases_side_by_side(tmp_path: Path) -> None:
    array = RNG.integers(0, 99, (3, 4, 5)).astype(np.int16)
    for name in ("one", "two"):
        (tmp_path / "in" / name).mkdir(parents=True)
        save_dicom(tmp_path / "in" / name, array, keep=range(3))
    volume.write_image(
        tmp_path / "in" / "three.nii.gz", Volume(array[None].astype(np.float32), mm((3, 4, 5), (1, 1, 1)))
    )
    assert predict(tmp_path / "in", tmp_path / "out").made == ("three", "one", "two")
    volume.require_same_grid(
        volume.read_grid(tmp_path / "in" / "one"), volume.read_grid(tmp_path / "out" / "one.nii.gz"), where="one"
    )
    assert predict(tmp_path / "in" / "two", tmp_path / "alone").made == ("two",)


def test_pictures_become_png_and_nifti_on_request(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png", "b.png")
    predict(given, tmp_path / "out")
    predict(given, tmp_path / "nifti", format="nifti")
    assert names(tmp_path / "out") == ["a.png", "b.png", "dataset.json", "predict.json"]
    assert np.array_equal(labels(tmp_path / "out/a.png")[None], labels(tmp_path / "nifti/a.nii.gz"))


def test_objects_and_one_slice_of_probabilities_lie_beside_the_masks(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png")
    predict(given, tmp_path / "out", Instances())
    assert set(np.unique(labels(tmp_path / "out/instances/a.png"))) == {0, 7}
    done = predict(given, tmp_path / "out2", settings=replace(CPU, probabilities=True))
    assert done.failed == {"a": "the model gives no probabilities; leave out --save-probabilities"}


def test_channels_are_one_file_or_one_each(tmp_path: Path) -> None:
    array = RNG.random((2, 4, 5, 6), np.float32)
    grid = mm((4, 5, 6), (1.0, 1.0, 1.0))
    for name in ("in", "joined"):
        (tmp_path / name).mkdir()
    for number in range(2):
        volume.write_image(tmp_path / "in" / f"p_000{number}.nii.gz", Volume(array[number : number + 1], grid))
        volume.write_image(tmp_path / "in" / f"q_000{number}.nii.gz", Volume(array[number : number + 1], grid))
    volume.write_image(tmp_path / "joined" / "p.nii.gz", Volume(array, grid))
    seen: dict[str, int] = {}

    @dataclass(kw_only=True)
    class Counting(Bright):
        def predict(self, case: Case, given: Volume) -> Prediction:
            seen[case.id] = len(given.array)
            return super().predict(case, given)

    assert predict(tmp_path / "in", tmp_path / "out", Counting()).made == ("p", "q")
    assert seen == {"p": 2, "q": 2}
    predict(tmp_path / "joined", tmp_path / "out2", Counting())
    assert (tmp_path / "out/p.nii.gz").read_bytes() == (tmp_path / "out2/p.nii.gz").read_bytes()


def test_what_labels_mean_is_read_by_eval(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png", "b.png")
    predict(given, tmp_path / "out", "classical:otsu", labels={(1, 2): "organ", 1: "wall"})
    references = tmp_path / "references"
    references.mkdir()
    for name in ("a.png", "b.png"):
        shutil.copy(tmp_path / "out" / name, references)
    finished = evaluate_folders(references, tmp_path / "out", metrics="dice", output=tmp_path / "runs")
    assert {(mean.structure, mean.mean) for mean in finished.summary.means} == {("organ", 1.0), ("wall", 1.0)}
    assert json.loads((tmp_path / "out/dataset.json").read_text(encoding="utf-8"))["labels"] == {
        "background": 0,
        "organ": [1, 2],
        "wall": 1,
    }


# Again


def test_a_second_call_makes_what_is_not_there_or_older_than_its_image(tmp_path: Path) -> None:
    given, first, second = pictures(tmp_path / "in", "a.png", "b.png", "c.png"), Bright(), Bright()
    assert predict(given, tmp_path / "out", first).made == ("a", "b", "c")
    (tmp_path / "out/b.png").unlink()
    later = (tmp_path / "out/c.png").stat().st_mtime + 5
    os.utime(given / "c.png", (later, later))
    done = predict(given, tmp_path / "out", second)
    assert (done.made, done.kept, second.asked) == (("b", "c"), ("a",), ["b", "c"])


def test_a_case_that_fails_costs_no_other_and_is_tried_again(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png", "b.png", "c.png")
    whole = (given / "b.png").read_bytes()
    (given / "b.png").write_bytes(whole[:60])
    done = predict(given, tmp_path / "out")
    assert (done.made, [*done.failed]) == (("a", "c"), ["b"])
    assert "b.png" in done.failed["b"]
    assert [*json.loads((tmp_path / "out/predict.json").read_text(encoding="utf-8"))["failed"]] == ["b"]
    (given / "b.png").write_bytes(whole)
    assert predict(given, tmp_path / "out").made == ("b",)
    assert json.loads((tmp_path / "out/predict.json").read_text(encoding="utf-8"))["failed"] == {}


def test_what_another_model_or_setting_made_is_kept_until_it_may_be_written_over(tmp_path: Path) -> None:
    given, otsu = pictures(tmp_path / "in", "a.png"), "classical:otsu"
    predict(given, tmp_path / "out", otsu, labels={1: "organ"})
    before = labels(tmp_path / "out/a.png")
    turned: dict[str, Any] = {"labels": {1: "organ"}, "model_args": "side=dark"}
    with pytest.raises(UsageError, match=r"made otherwise: model.id was .*--overwrite"):
        predict(given, tmp_path / "out", otsu, **turned)
    assert predict(given, tmp_path / "out", otsu, **turned, overwrite=True).made == ("a",)
    assert not np.array_equal(before, labels(tmp_path / "out/a.png"))
    other = pictures(tmp_path / "other", "z.png")
    with pytest.raises(UsageError, match=r"holds a.png of no case of INPUT, made otherwise"):
        predict(other, tmp_path / "out", otsu, labels={1: "organ"}, overwrite=True)
    assert predict(other, tmp_path / "out", otsu, **turned).made == ("z",)


def test_a_mask_of_unknown_origin_is_not_taken_for_a_prediction(tmp_path: Path) -> None:
    given, output = pictures(tmp_path / "in", "a.png"), pictures(tmp_path / "out", "a.png")
    with pytest.raises(UsageError, match=r"holds a.png, and no predict.json says what made it"):
        predict(given, output)
    (output / "predict.json").write_text("{}")
    with pytest.raises(UsageError, match=r"was not written by segeval predict"):
        predict(given, output)


# Bad input


def empty(root: Path) -> Path:
    (root / "empty").mkdir()
    return root / "empty"


def twice(root: Path) -> Path:
    folder = pictures(root / "twice", "a.png")
    (folder / "a.tif").write_bytes((folder / "a.png").read_bytes())
    return folder


def series_and_file(root: Path) -> Path:
    folder = pictures(root / "twice", "a.png")
    (folder / "a").mkdir()
    save_dicom(folder / "a", np.ones((3, 4, 5), np.int16), keep=range(3))
    return folder


def texts(root: Path) -> Path:
    (empty(root) / "notes.txt").write_text("no image")
    return root / "empty"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda root: root / "nowhere", "nowhere does not exist"),
        (empty, "holds no image .it is empty."),
        (texts, "holds no image .only notes.txt."),
        (twice, "a.png and a.tif are both case 'a'"),
        (series_and_file, "a.png and a are both case 'a'"),
    ],
    ids=["nowhere", "empty", "texts", "twice", "series-and-file"],
)
def test_an_input_that_is_none_is_refused_and_nothing_written(make: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        predict(make(tmp_path), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("output", "more", "message"),
    [
        ("in/masks", {}, "among the images"),
        ("in", {}, "among the images"),
        ("mask.png", {}, "is one file and .* several cases"),
        ("in/a.png/x", {}, "among the images|cannot be written"),
        ("out", {"labels": {1: "organ"}, "dataset": "phantom"}, "both say what the labels mean"),
        ("out", {"fold": 1}, "--split and --fold are of a dataset"),
        ("out", {"model": "unet-8"}, "which weights.*There are weights for phantom"),
        ("out", {"model": "unet-8", "dataset": "phantom", "weights": "random"}, "random weights predict noise"),
        ("out", {"model": "classical:otsu"}, "does not say what its labels mean. Give --labels"),
        ("out", {"model": "nnunet:nowhere"}, "nowhere has no plans.json"),
    ],
)
def test_a_wrong_request_is_one_line(output: str, more: dict[str, Any], message: str, tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png", "b.png")
    with pytest.raises(UsageError, match=message) as caught:
        predict(given, tmp_path / output, **more)
    assert "\n" not in str(caught.value)
    assert names(given) == ["a.png", "b.png"]


def test_an_image_is_never_written_over(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png") / "a.png"
    before = given.read_bytes()
    for output in (given, given.parent):
        with pytest.raises(UsageError, match=r"among the images|written over its image"):
            predict(given, output)
    with pytest.raises(UsageError, match="contradict each other"):
        predict(given, tmp_path / "mask.png", format="nifti")
    assert given.read_bytes() == before


def test_images_with_other_channels_fail_by_name(phantom: Path, tmp_path: Path) -> None:
    given, grid = tmp_path / "in", mm((4, 32, 32), (3.0, 2.0, 2.0))
    given.mkdir()
    for name, channels in (("one", 1), ("three", 3)):
        volume.write_image(given / f"{name}.nii.gz", Volume(RNG.random((channels, *grid.shape), np.float32), grid))
    done = predict(given, tmp_path / "out", "unet-8", dataset="phantom", settings=CPU)
    assert done.made == ("one",)
    assert "image has 3 channels, the model was trained on 1" in done.failed["three"]


def test_a_case_that_lacks_a_channel_fails_and_other_numbers_are_refused(phantom: Path, tmp_path: Path) -> None:
    from segeval.predicting._cases import find

    given = pictures(tmp_path / "in", "p_0000.png", "p_0001.png", "q_0000.png")
    found = find(given, 2)
    assert [*found.cases] == ["p"]
    assert found.faults == {"q": "has the files 0000 of the channels 0000 to 0001"}
    (given / "q_0000.png").unlink()
    pictures(given, "r_0000.png", "r_0001.png")
    with pytest.raises(UsageError, match=r"each case has 2 channels .*, the model takes 1"):
        find(given, 1)
    numbered = pictures(tmp_path / "frames", *(f"frame_{number:04d}.png" for number in range(3)))
    assert [*find(numbered, 1).cases] == ["frame_0000", "frame_0001", "frame_0002"]
    first = pictures(tmp_path / "first", "p_0000.png", "q_0000.png")
    assert [*find(first, 1).cases] == [*find(first, 3).cases] == ["p", "q"]
    assert find(given / "p_0000.png", 2).cases == {"p": (given / "p_0000.png", given / "p_0001.png")}


@pytest.mark.parametrize("fault", ["grid", "label", "png"])
def test_an_answer_that_cannot_be_one_is_a_failed_case(fault: str, tmp_path: Path) -> None:
    def wrong(found: Prediction) -> Prediction:
        array = found.mask.array
        if fault == "grid":
            return replace(found, mask=Mask(array[1:], Grid.pixels((array.shape[0] - 1, array.shape[1]))))
        return replace(found, mask=Mask(array * 9, found.mask.grid)) if fault == "label" else found

    given = pictures(tmp_path / "in", "a.png")
    if fault == "png":
        volume.write_image(given / "v.nii.gz", Volume(np.ones((1, 2, 3, 4), np.float32), mm((2, 3, 4), (1, 1, 1))))
    done = predict(given, tmp_path / "out", Bright(then=wrong), format="png" if fault == "png" else "auto")
    assert [*done.failed] == (["v"] if fault == "png" else ["a"])
    assert not list((tmp_path / "out").glob("v.*" if fault == "png" else "a.*"))


def test_two_at_once_do_not_write_one_folder(tmp_path: Path) -> None:
    given = pictures(tmp_path / "in", "a.png")
    tried: list[SegevalError] = []

    def meanwhile(found: Prediction) -> Prediction:
        with pytest.raises(UsageError) as caught:
            predict(given, tmp_path / "out")
        tried.append(caught.value)
        return found

    assert predict(given, tmp_path / "out", Bright(then=meanwhile)).made == ("a",)
    assert "another process" in str(tried[0])

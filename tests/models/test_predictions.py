"""A folder of predictions stands on the board of a dataset: ``preds:FOLDER`` goes through the loop of every model."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, runner, store, volume
from segeval.errors import UsageError
from segeval.infer import Settings
from segeval.records import Grid, Mask, Volume
from segeval.runner import Finished
from tests.models.toys import TEST_IDS, Bright, reasons, rows

METRICS = "dice,brier"
SAVED = {"phantom": "nii.gz", "phantom-2d": "png"}


@pytest.fixture(scope="module")
def runs(phantom: Path, phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finished]:
    """Return a run of each phantom that kept its predictions and probabilities."""
    assert phantom.exists()
    assert phantom_2d.exists()
    return {
        name: runner.run(
            model="unet-8",
            dataset=name,
            weights="random",
            output=tmp_path_factory.mktemp("runs"),
            metrics=METRICS,
            save_predictions=True,
            settings=Settings(device="cpu", probabilities=True),
        )
        for name in SAVED
    }


@pytest.fixture
def mine(runs: dict[str, Finished], tmp_path: Path) -> Path:
    """Return a folder of predictions of the 2D phantoms that the test may change."""
    return shutil.copytree(runs["phantom-2d"].folder / "predictions", tmp_path / "mine")


def score(folder: Path, metrics: str = "dice", dataset: str = "phantom-2d", name: str = "") -> Finished:
    output = folder.parent / "runs"
    return runner.run(model=f"preds:{folder}", dataset=dataset, output=output, metrics=metrics, name=name)


@pytest.mark.parametrize("dataset", SAVED)
def test_the_kept_predictions_of_a_run_score_what_the_run_scored(
    dataset: str, runs: dict[str, Finished], tmp_path: Path
) -> None:
    mine = shutil.copytree(runs[dataset].folder / "predictions", tmp_path / "mine")
    shutil.copytree(runs[dataset].folder / "probabilities", mine / "probabilities")
    again = score(mine, METRICS, dataset)
    assert again.summary.ok == 8
    assert (again.folder / "scores.csv").read_bytes() == (runs[dataset].folder / "scores.csv").read_bytes()
    keys = [store.read_manifest(run.folder).record.comparability for run in (again, runs[dataset])]
    assert keys[0] == keys[1]


def test_a_folder_says_what_it_is(mine: Path) -> None:
    record = store.read_manifest(score(mine).folder).record
    assert (record.model.id, record.model.kind, record.marks) == ("mine", "predictions", ("training unknown",))
    named = store.read_manifest(score(mine, name="nnU-Net").folder).record
    assert named.model.id == "nnU-Net"
    assert named.model.digest == record.model.digest


def test_other_files_are_another_run_and_the_same_are_the_same(mine: Path) -> None:
    first = score(mine)
    assert score(mine) == first
    shutil.copy(mine / f"{TEST_IDS[0]}.png", mine / f"{TEST_IDS[1]}.png")
    assert score(mine).folder != first.folder


def test_a_missing_prediction_is_a_missing_row_with_its_reason_until_it_is_there(mine: Path) -> None:
    path = mine / "phantom_018.png"
    whole = path.read_bytes()
    path.unlink()
    finished = score(mine)
    assert (finished.summary.ok, finished.summary.failed, finished.summary.missing) == (7, 0, 1)
    assert reasons(finished)["phantom_018"] == ("missing", "no prediction is called phantom_018")
    absent = [row for row in rows(finished, "scores.csv") if row["case_id"] == "phantom_018"]
    assert {(row["value"], row["status"]) for row in absent} == {("", "missing")}
    path.write_bytes(whole)
    complete = score(mine)  # other files, hence another run
    assert (complete.summary.ok, complete.summary.missing) == (8, 0)
    assert complete.folder != finished.folder


def test_surplus_predictions_are_named_in_a_warning_and_in_the_provenance(mine: Path) -> None:
    for number in range(7):
        shutil.copy(mine / f"{TEST_IDS[0]}.png", mine / f"extra_{number}.png")
    with pytest.warns(UserWarning, match=r"7 predictions belong to no case .*: extra_0, .*extra_4 \.\.\.$"):
        finished = score(mine)
    assert finished.summary.expected == 8
    assert len(store.read_run(finished.folder).provenance["surplus"]) == 7


def test_a_prediction_on_another_grid_is_a_failed_case(runs: dict[str, Finished], tmp_path: Path) -> None:
    mine = shutil.copytree(runs["phantom"].folder / "predictions", tmp_path / "mine")
    moved, cut, broken, *fine = TEST_IDS
    mask = volume.read_mask(mine / f"{moved}.nii.gz")
    shifted = tuple(at + 5 for at in mask.grid.origin)
    volume.write_mask(mine / f"{moved}.nii.gz", Mask(mask.array, replace(mask.grid, origin=shifted)))
    mask = volume.read_mask(mine / f"{cut}.nii.gz")
    smaller = mask.array[1:]
    volume.write_mask(mine / f"{cut}.nii.gz", Mask(smaller, replace(mask.grid, shape=smaller.shape)))
    (mine / f"{broken}.nii.gz").write_bytes(b"no image")
    finished = score(mine, dataset="phantom")
    assert (finished.summary.ok, finished.summary.failed) == (len(fine), 3)
    found = reasons(finished)
    assert found[moved][1].startswith("GridMismatch: ")
    assert found[cut][1].startswith("GridMismatch: ")
    assert found[broken][1].startswith("DamagedFile: ")


def test_probabilities_of_other_channels_or_another_grid_fail_alone(runs: dict[str, Finished], tmp_path: Path) -> None:
    mine = shutil.copytree(runs["phantom"].folder / "predictions", tmp_path / "mine")
    soft = shutil.copytree(runs["phantom"].folder / "probabilities", mine / "probabilities")
    few, moved, *fine = TEST_IDS
    image = volume.read_image(soft / f"{few}.nii.gz")
    volume.write_image(soft / f"{few}.nii.gz", Volume(image.array[:2], image.grid))
    image = volume.read_image(soft / f"{moved}.nii.gz")
    grid = replace(image.grid, origin=(0.0, 0.0, 0.0))
    volume.write_image(soft / f"{moved}.nii.gz", Volume(image.array, grid))
    finished = score(mine, "brier", "phantom")
    assert finished.summary.ok == len(fine)
    assert "2 channels, expected 3: labels 0, 1, 2" in reasons(finished)[few][1]
    assert "probabilities" in reasons(finished)[moved][1]
    assert reasons(finished)[moved][1].startswith("GridMismatch: ")


def test_numbered_objects_are_read_from_instances(mine: Path) -> None:
    whole = score(mine, "lesion_fp")
    (mine / "instances").mkdir()
    for case in TEST_IDS:
        mask = volume.read_mask(mine / f"{case}.png")
        stripes = np.where(np.indices(mask.array.shape)[1] % 2, 1, 2) * (mask.array > 0)
        volume.write_mask(mine / "instances" / f"{case}.png", Mask(stripes.astype(np.uint8), mask.grid))
    striped = score(mine, "lesion_fp")
    assert striped.folder != whole.folder
    assert [row["value"] for row in rows(striped, "scores.csv")] != [row["value"] for row in rows(whole, "scores.csv")]


def test_numbered_objects_on_another_grid_fail_alone(mine: Path) -> None:
    (mine / "instances").mkdir()
    mask = volume.read_mask(mine / "phantom_016.png")
    cut = mask.array[1:]
    volume.write_mask(mine / "instances" / "phantom_016.png", Mask(cut, Grid.pixels(cut.shape)))
    finished = score(mine, "rq")
    assert (finished.summary.ok, finished.summary.failed) == (7, 1)
    assert "instances/phantom_016.png: instances" in reasons(finished)["phantom_016"][1]


def test_kept_instances_lie_where_a_folder_of_predictions_has_them(phantom_2d: Path, tmp_path: Path) -> None:
    assert phantom_2d.exists()
    numbered = Bright(then=lambda made: replace(made, instances=made.mask.array))
    finished = runner.run(
        model=numbered, dataset="phantom-2d", output=tmp_path / "a", metrics="rq", save_predictions=True
    )
    kept = finished.folder / "predictions"
    assert sorted(path.name for path in (kept / "instances").iterdir()) == [f"{case}.png" for case in TEST_IDS]
    again = runner.run(model=f"preds:{kept}", dataset="phantom-2d", output=tmp_path / "b", metrics="rq")
    assert (again.folder / "scores.csv").read_bytes() == (finished.folder / "scores.csv").read_bytes()


def test_a_folder_that_fits_no_case_says_what_it_holds_and_what_is_wanted(mine: Path) -> None:
    for path in list(mine.iterdir()):
        path.rename(path.with_name(f"pred_{path.name}"))
    with pytest.raises(UsageError, match=r"mine \(pred_phantom_016, .*\) is a case of phantom-2d \(phantom_016, "):
        score(mine)
    (mine.parent / "empty").mkdir()
    with pytest.raises(UsageError, match=r"empty \(empty\) is a case of phantom-2d"):
        score(mine.parent / "empty")
    with pytest.raises(UsageError, match="absent: there is no such folder"):
        score(mine.parent / "absent")


def test_two_files_of_one_case_are_a_wrong_request(mine: Path) -> None:
    shutil.copy(mine / "phantom_016.png", mine / "phantom_016.tif")
    with pytest.raises(UsageError, match="are both case 'phantom_016'"):
        score(mine)


def test_the_cases_of_another_part_are_surplus(mine: Path) -> None:
    train = datasets.load("phantom-2d").split.train[0]
    shutil.copy(mine / "phantom_016.png", mine / f"{train}.png")
    with pytest.warns(UserWarning, match=f"1 prediction belongs to no case and is not scored: {train}"):
        assert score(mine).summary.ok == 8

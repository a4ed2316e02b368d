"""Two folders of label files are enough: no dataset, no model, and the references say what is expected."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import volume
from segeval.errors import DamagedFile, UsageError
from segeval.folders import evaluate_folders
from segeval.records import Grid, Mask
from segeval.runner import Finished
from tests.helpers import mm

GRID = mm((4, 6, 8), (3.0, 1.0, 1.0))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return references a, b and c, and predictions that find half of each."""
    reference, prediction = tmp_path / "labels", tmp_path / "mine"
    for folder, width in ((reference, 4), (prediction, 2)):
        folder.mkdir()
        for number, case in enumerate("abc"):
            write(folder / f"{case}.nii.gz", width, value=1 + number % 2)
    return reference, prediction


def write(path: Path, width: int, *, value: int = 1, grid: Grid = GRID) -> None:
    """Write a box of ``width`` columns."""
    array = np.zeros(grid.shape, np.uint8)
    array[..., :width] = value
    volume.write_mask(path, Mask(array, grid))


def evaluate(reference: Path, prediction: Path, **options: object) -> Finished:
    output = reference.parent / "runs"
    return evaluate_folders(reference, prediction, metrics="dice", output=output, **options)  # type: ignore[arg-type]


def dice(finished: Finished) -> dict[tuple[str, str], tuple[str, str]]:
    with (finished.folder / "scores.csv").open(newline="") as file:
        return {(row["case_id"], row["structure"]): (row["value"], row["status"]) for row in csv.DictReader(file)}


def reasons(finished: Finished) -> dict[str, str]:
    with (finished.folder / "cases.csv").open(newline="") as file:
        return {row["case_id"]: row["reason"] for row in csv.DictReader(file)}


def test_files_of_the_same_name_are_pairs_and_every_value_found_is_scored(folders: tuple[Path, Path]) -> None:
    finished = evaluate(*folders)
    scores = dice(finished)
    assert {structure for _, structure in scores} == {"label 1", "label 2"}
    for case, label in (("a", "label 1"), ("b", "label 2"), ("c", "label 1")):
        assert float(scores[case, label][0]) == pytest.approx(2 * 2 / (4 + 2))
    assert scores["a", "label 2"] == ("", "both_empty")
    assert finished.folder.parent.name == "mine"
    assert finished.folder.parent.parent.name == "folder-labels"


def test_labels_can_be_named_and_the_others_left_out(folders: tuple[Path, Path]) -> None:
    scores = dice(evaluate(*folders, labels={1: "liver"}))
    assert {structure for _, structure in scores} == {"liver"}


def test_two_files_are_a_pair_whatever_their_names(folders: tuple[Path, Path]) -> None:
    finished = evaluate(folders[0] / "a.nii.gz", folders[1] / "c.nii.gz")
    assert list(dice(finished)) == [("a", "label 1")]
    assert finished.folder.parent.name == "c"


def test_formats_may_differ_between_reference_and_prediction(folders: tuple[Path, Path]) -> None:
    mask = volume.read_mask(folders[1] / "a.nii.gz")
    (folders[1] / "a.nii.gz").unlink()
    volume.write_mask(folders[1] / "a.nii", mask)
    assert evaluate(*folders).summary.ok == 3


def test_pictures_are_scored_in_pixels(tmp_path: Path) -> None:
    for folder, width in (("labels", 4), ("mine", 2)):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "a.png", width, grid=Grid.pixels((6, 8)))
    finished = evaluate_folders(tmp_path / "labels", tmp_path / "mine", metrics="hd", output=tmp_path / "runs")
    (mean,) = finished.summary.means
    assert (mean.unit, mean.mean) == ("px", 2.0)


def test_a_missing_prediction_is_a_missing_row(folders: tuple[Path, Path]) -> None:
    (folders[1] / "b.nii.gz").unlink()
    finished = evaluate(*folders)
    assert (finished.summary.ok, finished.summary.missing) == (2, 1)
    assert dice(finished)["b", "label 2"] == ("", "missing")


def test_predictions_without_a_reference_and_hidden_files_are_not_cases(folders: tuple[Path, Path]) -> None:
    write(folders[1] / "extra.nii.gz", 3, value=9)
    (folders[0] / "._a.nii.gz").write_bytes(b"\0\5\x16\7")
    (folders[0] / "notes.txt").write_text("notes")
    finished = evaluate(*folders)
    assert {case for case, _ in dice(finished)} == {"a", "b", "c"}
    assert {structure for _, structure in dice(finished)} == {"label 1", "label 2"}


def test_a_pair_on_different_grids_is_a_failed_row_with_both_grids(folders: tuple[Path, Path]) -> None:
    write(folders[1] / "a.nii.gz", 2, grid=replace(GRID, spacing=(3.0, 1.0, 1.2)))
    write(folders[1] / "b.nii.gz", 2, grid=replace(GRID, shape=(4, 6, 7)))
    finished = evaluate(*folders)
    assert (finished.summary.ok, finished.summary.failed) == (1, 2)
    assert "GridMismatch: a: prediction: spacings differ: 4×6×8 at 3×1×1 mm" in reasons(finished)["a"]
    assert "4×6×7" in reasons(finished)["b"]
    assert dice(finished)["b", "label 1"] == ("", "failed")


def test_a_damaged_file_is_named_at_once(folders: tuple[Path, Path]) -> None:
    path = folders[1] / "a.nii.gz"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(DamagedFile, match=r"mine/a\.nii\.gz"):
        evaluate(*folders)


def test_a_damaged_file_is_a_failed_row_where_the_labels_are_given(folders: tuple[Path, Path]) -> None:
    path = folders[1] / "a.nii.gz"
    path.write_bytes(path.read_bytes()[:-10])
    finished = evaluate(*folders, labels={1: "liver"})
    assert (finished.summary.ok, finished.summary.failed) == (2, 1)
    assert reasons(finished)["a"].startswith("DamagedFile: ")


def test_folders_without_a_shared_name_say_what_they_hold(folders: tuple[Path, Path]) -> None:
    for path in folders[1].iterdir():
        path.rename(path.with_name(f"pred_{path.name}"))
    with pytest.raises(UsageError, match=r"no file name of .*mine \(pred_a, pred_b, pred_c\) occurs in .*\(a, b, c\)"):
        evaluate(*folders)


def test_two_files_of_one_case_are_a_wrong_request(folders: tuple[Path, Path]) -> None:
    write(folders[1] / "a.nii", 3)
    with pytest.raises(UsageError, match=r"a\.nii and a\.nii\.gz are both case 'a'"):
        evaluate(*folders)


def test_empty_absent_and_mixed_paths_are_wrong_requests(folders: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for reference, prediction, words in (
        (tmp_path / "absent", folders[1], "absent does not exist"),
        (folders[0], tmp_path / "empty", r"empty \(empty\) occurs in"),
        (folders[0] / "a.nii.gz", folders[1], "give two folders, or two files"),
    ):
        with pytest.raises(UsageError, match=words):
            evaluate(reference, prediction)


def test_the_same_pairs_again_are_the_same_run_and_changed_files_another(folders: tuple[Path, Path]) -> None:
    first = evaluate(*folders)
    assert evaluate(*folders) == first
    write(folders[1] / "a.nii.gz", 3)
    changed = evaluate(*folders)
    assert changed.folder != first.folder
    write(folders[0] / "a.nii.gz", 5)
    keys = [json.loads((f / "manifest.json").read_text())["comparability"] for f in (first.folder, changed.folder)]
    assert keys[0] == keys[1]
    relabelled = json.loads((evaluate(*folders).folder / "manifest.json").read_text())
    assert relabelled["comparability"] != keys[0]


@pytest.mark.real
def test_the_fast_totalsegmentator_agrees_with_the_full_one(real_data: Path, tmp_path: Path) -> None:
    pair = real_data / "pairs" / "totalsegmentator_full_vs_fast"
    finished = evaluate_folders(
        pair / "example_seg.nii.gz", pair / "example_seg_fast.nii.gz", metrics="dice", output=tmp_path
    )
    means = [mean.mean for mean in finished.summary.means if mean.mean is not None]
    assert len(means) > 10
    assert 0.8 <= float(np.mean(means)) <= 1


@pytest.mark.real
def test_a_lits_tumour_scores_what_others_found(real_data: Path, tmp_path: Path) -> None:
    pair = real_data / "pairs" / "lits"
    finished = evaluate_folders(
        pair / "reference", pair / "prediction", labels={2: "tumour"}, metrics="dice", output=tmp_path
    )
    (mean,) = finished.summary.means
    assert mean.mean == pytest.approx(0.927560, abs=1e-6)

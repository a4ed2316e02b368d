"""Two folders of label files are enough: no dataset, no model, and the references say what is expected."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import store, volume
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.folders import evaluate_folders
from segeval.records import Grid, Mask, Structure, Volume
from segeval.runner import Finished
from tests.helpers import mm
from tests.models.toys import reasons, rows

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
    return {(row["case_id"], row["structure"]): (row["value"], row["status"]) for row in rows(finished, "scores.csv")}


def test_files_of_the_same_name_are_pairs_and_every_value_found_is_scored(folders: tuple[Path, Path]) -> None:
    finished = evaluate(*folders)
    scores = dice(finished)
    assert {structure for _, structure in scores} == {"label 1", "label 2"}
    for case, label in (("a", "label 1"), ("b", "label 2"), ("c", "label 1")):
        assert float(scores[case, label][0]) == pytest.approx(2 * 2 / (4 + 2))
    assert scores["a", "label 2"] == ("", "both_empty")
    assert finished.folder.parent.name == "mine"
    assert re.fullmatch(r"folder-labels-[0-9a-f]{8}", finished.folder.parent.parent.name)


def test_labels_can_be_named_and_the_others_left_out(folders: tuple[Path, Path]) -> None:
    scores = dice(evaluate(*folders, labels={1: "liver"}))
    assert {structure for _, structure in scores} == {"liver"}


def test_labels_can_be_joined(folders: tuple[Path, Path]) -> None:
    scores = dice(evaluate(*folders, labels={(1, 2): "liver", 2: "tumour"}))
    assert [float(scores[case, "liver"][0]) for case in "abc"] == [pytest.approx(2 * 2 / (4 + 2))] * 3
    assert scores["b", "tumour"] == scores["b", "liver"]
    assert scores["a", "tumour"] == ("", "both_empty")


@pytest.mark.parametrize("place", [".", "labels"])
@pytest.mark.parametrize(
    "labels",
    [
        {"0": "background", "1": "liver", "2": "tumour"},
        {"background": 0, "liver": 1, "tumour": 2},
        {"background": 0, "liver": [1], "tumour": [2]},
    ],
)
def test_labels_are_named_by_a_dataset_json_beside_the_references(
    folders: tuple[Path, Path], place: str, labels: dict[str, object]
) -> None:
    (folders[0].parent / place / "dataset.json").write_text(json.dumps({"labels": labels}))
    (folders[1] / "a.nii.gz").write_bytes(b"")  # looking for labels in it would end the run
    finished = evaluate(*folders)
    assert list(dict.fromkeys(name for _, name in dice(finished))) == ["liver", "tumour"]
    assert (finished.summary.ok, finished.summary.failed) == (2, 1)


def test_a_dataset_json_can_join_labels_and_is_overruled(folders: tuple[Path, Path]) -> None:
    text = json.dumps({"labels": {"background": 0, "liver": [1, 2], "tumour": 2}})
    (folders[0].parent / "dataset.json").write_text(text)
    finished = evaluate(*folders)
    assert store.read_manifest(finished.folder).record.data.structures == (
        Structure("liver", (1, 2)),
        Structure("tumour", (2,)),
    )
    assert {name for _, name in dice(evaluate(*folders, labels={1: "mine"}))} == {"mine"}


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "{}", "[" * 100_000, '{"labels": ["liver"]}', '{"labels": {"ignore": "x", "liver": 1}}'),
        *('{"labels": {"liver": 1.5}}', '{"labels": {"liver": [1.5, 2]}}', '{"labels": {"liver": true}}'),
    ],
)
def test_a_dataset_json_that_says_nothing_usable_is_named(folders: tuple[Path, Path], content: str) -> None:
    (folders[0].parent / "dataset.json").write_text(content)
    with pytest.raises(BadData, match=r"dataset\.json: its labels cannot be read .*--labels"):
        evaluate(*folders)


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
    assert reasons(finished)["b"] == ("missing", "no prediction is called b")


def test_predictions_without_a_reference_and_hidden_files_are_not_cases(folders: tuple[Path, Path]) -> None:
    write(folders[1] / "extra.nii.gz", 3, value=9)
    (folders[0] / "._a.nii.gz").write_bytes(b"\0\5\x16\7")
    with pytest.warns(UserWarning, match="1 prediction belongs to no case and is not scored: extra"):
        finished = evaluate(*folders)
    assert {case for case, _ in dice(finished)} == {"a", "b", "c"}
    assert {structure for _, structure in dice(finished)} == {"label 1", "label 2"}


def test_a_pair_on_different_grids_is_a_failed_row_with_both_grids(folders: tuple[Path, Path]) -> None:
    write(folders[1] / "a.nii.gz", 2, grid=replace(GRID, spacing=(3.0, 1.0, 1.2)))
    write(folders[1] / "b.nii.gz", 2, grid=replace(GRID, shape=(4, 6, 7)))
    finished = evaluate(*folders)
    assert (finished.summary.ok, finished.summary.failed) == (1, 2)
    assert "GridMismatch: spacings differ: reference is 4×6×8 at 3×1×1 mm" in reasons(finished)["a"][1]
    assert "4×6×7" in reasons(finished)["b"][1]
    assert dice(finished)["b", "label 1"] == ("", "failed")


@pytest.mark.parametrize("damaged", ["labels/a.nii.gz", "mine/a.nii.gz", "labels/c.nii.gz"])
def test_a_damaged_file_is_a_failed_row_wherever_it_lies(folders: tuple[Path, Path], damaged: str) -> None:
    path = folders[0].parent / damaged
    path.write_bytes(path.read_bytes()[:100])
    finished = evaluate(*folders)
    assert (finished.summary.ok, finished.summary.failed) == (2, 1)
    assert reasons(finished)[damaged[-8]][1].startswith("DamagedFile: ")
    assert list(finished.reasons) == [damaged[-8]]


def test_where_no_reference_can_be_read_there_is_nothing_to_do(folders: tuple[Path, Path]) -> None:
    for path in folders[0].iterdir():
        path.write_bytes(b"")
    with pytest.raises(DamagedFile, match=r"labels/a\.nii\.gz"):
        evaluate(*folders)


def test_a_damaged_file_is_a_failed_row_where_the_labels_are_given(folders: tuple[Path, Path]) -> None:
    path = folders[1] / "a.nii.gz"
    path.write_bytes(path.read_bytes()[:-10])
    finished = evaluate(*folders, labels={1: "liver"})
    assert (finished.summary.ok, finished.summary.failed) == (2, 1)
    assert reasons(finished)["a"][1].startswith("DamagedFile: ")


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
    assert comparability(first) == comparability(changed) != comparability(evaluate(*folders))


def comparability(finished: Finished) -> str:
    return store.read_manifest(finished.folder).record.comparability


def test_training_is_unknown_until_it_is_declared(folders: tuple[Path, Path]) -> None:
    records = [
        store.read_manifest(evaluate(*folders, trained_on=declared).folder).record
        for declared in (None, "lits", "other: 500 CTs of our own")
    ]
    assert [record.marks for record in records] == [("training unknown",), (), ()]
    assert [str(record.model.trained_on) for record in records[1:]] == [
        "lits:nnunet-0:train (declared)",
        "500 CTs of our own (declared)",
    ]


def test_a_protocol_decides_metrics_and_policy(folders: tuple[Path, Path]) -> None:
    finished = evaluate_folders(
        *folders, labels={1: "liver", 2: "tumour"}, protocol="lits", output=folders[0].parent / "runs"
    )
    rules = store.read_manifest(finished.folder).record.rules
    assert rules.policy == "lits-1"
    assert {"dice", "hd"} <= set(rules.metrics)
    assert rules != store.read_manifest(evaluate(*folders).folder).record.rules


def test_any_number_of_workers_gives_the_same_files(folders: tuple[Path, Path]) -> None:
    names = [f"n{number:02d}" for number in range(20)]
    for number, case in enumerate(names):
        for folder, width in zip(folders, (number % 7 + 1, number % 5 + 1), strict=True):
            write(folder / f"{case}.nii.gz", width)
    (folders[1] / "n07.nii.gz").write_bytes(b"")
    one, many = (evaluate(*folders, labels={1: "x"}, workers=workers, name=f"by {workers}") for workers in (1, 4))
    assert (one.folder / "scores.csv").read_bytes() == (many.folder / "scores.csv").read_bytes()
    for finished in (one, many):
        lines = (finished.folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
        assert sorted(json.loads(line)["case_id"] for line in lines) == [*"abc", *names]


# Probabilities


def write_probabilities(folder: Path, case: str, *, channels: int = 3) -> None:
    """Write 0.75 for the tumour where b has its tumour and 0.25 elsewhere, the rest is shared by the other labels."""
    folder.mkdir(exist_ok=True)
    array = np.zeros((channels, *GRID.shape), np.float32)
    array[-1] = 0.25
    array[-1, ..., :4] = 0.75
    array[:-1] = (1 - array[-1]) / (channels - 1)
    volume.write_image(folder / f"{case}.nii.gz", Volume(array, GRID))


def probable(folders: tuple[Path, Path], metrics: str = "auroc,brier", **options: object) -> Finished:
    options = {"labels": {(1, 2): "liver", 2: "tumour"}, "probabilities": folders[0].parent / "soft", **options}
    return evaluate_folders(*folders, metrics=metrics, output=folders[0].parent / "runs", **options)  # type: ignore[arg-type]


def test_probabilities_are_scored_and_those_of_joined_labels_added(folders: tuple[Path, Path]) -> None:
    for case in "abc":
        write_probabilities(folders[0].parent / "soft", case)
    table = rows(probable(folders), "scores.csv")
    found = {(row["case_id"], row["structure"], row["metric"]): (row["value"], row["status"]) for row in table}
    assert found["b", "tumour", "auroc"] == ("1.0", "ok")
    assert found["b", "tumour", "brier"] == ("0.0625", "ok")
    assert found["a", "tumour", "auroc"] == ("", "both_empty")
    assert found["a", "tumour", "brier"] == (str((0.25**2 + 0.75**2) / 2), "both_empty")
    # 0.75 + 0.125 where the liver is, 0.25 + 0.375 elsewhere.
    assert found["b", "liver", "brier"] == (str((0.125**2 + 0.625**2) / 2), "ok")


def test_a_case_with_wrong_or_absent_probabilities_fails_alone(folders: tuple[Path, Path]) -> None:
    soft = folders[0].parent / "soft"
    write_probabilities(soft, "a")
    write_probabilities(soft, "b", channels=2)
    finished = probable(folders)
    assert (finished.summary.ok, finished.summary.failed) == (1, 2)
    assert "b.nii.gz: 2 channels, expected 3: labels 0, 1, 2" in reasons(finished)["b"][1]
    assert "c.nii.gz: no such file" in reasons(finished)["c"][1]


def test_other_probabilities_are_another_run(folders: tuple[Path, Path]) -> None:
    soft = folders[0].parent / "soft"
    for case in "abc":
        write_probabilities(soft, case)
    first = probable(folders)
    assert probable(folders) == first
    image = volume.read_image(soft / "a.nii.gz")
    volume.write_image(soft / "a.nii.gz", replace(image, array=image.array[[1, 0, 2]] * 0.5))
    assert probable(folders).folder != first.folder


def test_probabilities_are_asked_for_before_anything_is_read(folders: tuple[Path, Path]) -> None:
    with pytest.raises(UsageError, match=r"auroc, brier need probabilities; pass the folder"):
        probable(folders, probabilities=None)
    with pytest.raises(UsageError, match=r"soft: none of dice reads probabilities; ask for auroc"):
        probable(folders, "dice")
    assert not (folders[0].parent / "runs").exists()


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

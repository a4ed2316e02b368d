"""Which files are a case, which labels are scored: nothing that somebody gave is left out without a word."""

import json
import os
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
import SimpleITK

from segeval import store, volume
from segeval.errors import UsageError
from segeval.folders import evaluate_folders
from segeval.records import Grid, Mask, Structure
from segeval.runner import Finished
from tests.models.toys import rows

PIXELS = Grid.pixels((8, 8))


def write(path: Path, *columns: int) -> Path:
    """Write a picture whose columns hold these labels, and 0 behind them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    array = np.zeros(PIXELS.shape, np.uint8)
    array[:, : len(columns)] = columns
    volume.write_mask(path.with_suffix(".png"), Mask(array, PIXELS))
    return path.with_suffix(".png").rename(path)


def evaluate(root: Path, **options: object) -> Finished:
    options = {"metrics": "dice", "output": root / "runs", **options}
    return evaluate_folders(root / "labels", root / "mine", **options)  # type: ignore[arg-type]


def dice(finished: Finished) -> dict[str, str]:
    return {row["case_id"]: row["value"] for row in rows(finished, "scores.csv")}


# Files


def test_a_link_is_named_by_itself_and_not_by_what_it_points_to(tmp_path: Path) -> None:
    one, two = write(tmp_path / "store" / "one.png", 1, 1), write(tmp_path / "store" / "two.png", 0, 1, 1)
    for link, target in (("labels/a", one), ("labels/b", two), ("mine/a", two), ("mine/b", one)):
        (tmp_path / link).parent.mkdir(exist_ok=True)
        (tmp_path / f"{link}.png").symlink_to(target)
    assert dice(evaluate(tmp_path)) == {"a": "0.5", "b": "0.5"}


@pytest.mark.parametrize("name", ["_b.png", "B.PNG", "b.Tif"])
def test_a_reference_is_expected_whatever_case_of_letters_its_name_is_in(tmp_path: Path, name: str) -> None:
    for path in ("labels/a.png", "mine/a.png", f"labels/{name}"):
        write(tmp_path / path, 1)
    finished = evaluate(tmp_path)
    assert (finished.summary.ok, finished.summary.missing) == (1, 1)
    assert set(dice(finished)) == {"a", name.split(".", maxsplit=1)[0]}


def test_what_a_folder_holds_beside_its_cases_is_named(tmp_path: Path) -> None:
    for path in ("labels/a.png", "mine/a.png", "labels/hard.jpg", "labels/.hidden.jpg", "labels/more/b.png"):
        write(tmp_path / path, 1)
    (tmp_path / "labels" / "dataset.json").write_text('{"labels": {"organ": 1}}')
    (tmp_path / "mine" / "plans.json").write_text("{}")
    with pytest.warns(UserWarning, match=r"not used") as caught:
        evaluate(tmp_path)
    said = [str(warning.message) for warning in caught]
    assert said == [
        f"{tmp_path / 'labels'}: 2 of its entries not used: hard.jpg, more",
        f"{tmp_path / 'mine'}: 1 of its entries not used: plans.json",
    ]


def test_a_name_is_the_same_in_both_forms_of_unicode(tmp_path: Path) -> None:
    for folder, form in (("labels", "NFC"), ("mine", "NFD")):
        write(tmp_path / folder / normalize(form, "Müller.png"), 1)  # type: ignore[arg-type]  # a literal
    assert dice(evaluate(tmp_path)) == {"Müller": "1.0"}


def test_voxels_beside_their_header_are_part_of_what_a_run_is(tmp_path: Path) -> None:
    def save(name: str, width: int) -> None:
        array = np.zeros((4, 6, 8), np.uint8)
        array[..., :width] = 1
        (tmp_path / name).parent.mkdir(exist_ok=True)
        SimpleITK.WriteImage(SimpleITK.GetImageFromArray(array), str(tmp_path / name))

    save("labels/a.mhd", 4)
    save("mine/a.mhd", 4)
    first = evaluate(tmp_path)
    save("mine/a.mhd", 2)
    second = evaluate(tmp_path)
    save("labels/a.mhd", 2)
    third = evaluate(tmp_path)
    assert [dice(run)["a"] for run in (first, second, third)] == ["1.0", str(2 / 3), "1.0"]
    records = [store.read_manifest(run.folder).record for run in (first, second, third)]
    assert records[0].data == records[1].data != records[2].data


def test_a_file_that_no_reader_takes_is_a_failed_row_and_is_not_read_to_its_end(tmp_path: Path) -> None:
    """It is 8 TB of nothing, which would take hours to hash."""
    for case in "ab":
        write(tmp_path / "labels" / f"{case}.png", 1, 1)
        write(tmp_path / "mine" / f"{case}.png", 1, 1)
    (tmp_path / "mine" / "b.png").write_bytes(b"")
    os.truncate(tmp_path / "mine" / "b.png", 8 << 40)
    finished = evaluate(tmp_path)
    assert (finished.summary.ok, finished.summary.failed, list(finished.reasons)) == (1, 1, ["b"])


def test_folders_of_one_name_are_different_datasets_unless_they_hold_the_same(tmp_path: Path) -> None:
    names = []
    for place, columns in (("one", (1,)), ("two", (1, 1)), ("copy", (1,))):
        write(tmp_path / place / "labels" / "a.png", *columns)
        write(tmp_path / place / "mine" / "a.png", 1)
        finished = evaluate(tmp_path / place)
        names.append(finished.folder.parents[1].name)
        assert store.read_run(finished.folder).provenance["dataset"]["title"] == f"{place}/labels"
    assert names[0] == names[2] != names[1]


@pytest.mark.parametrize("place", [".", "../labels", "../mine/.."])
def test_a_declaration_above_the_references_is_found_from_within(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "labels" / "a.png", 1, 2)
    write(tmp_path / "mine" / "a.png", 1)
    where = tmp_path if place.endswith("..") else tmp_path / "labels"
    if place.endswith(".."):
        write(tmp_path / "a.png", 1, 2)
    (where.parent / "dataset.json").write_text('{"labels": {"organ": 1, "lesion": 2}}')
    monkeypatch.chdir(tmp_path / "labels")
    if place.endswith(".."):
        with pytest.warns(UserWarning, match="not used: dataset.json, labels, mine|not used: labels, mine"):
            finished = evaluate_folders(Path(place), tmp_path / "mine", metrics="dice", output=tmp_path / "runs")
    else:
        finished = evaluate_folders(Path(place), tmp_path / "mine", metrics="dice", output=tmp_path / "runs")
    assert {row["structure"] for row in rows(finished, "scores.csv")} == {"organ", "lesion"}


# Labels


@pytest.mark.parametrize("declared", [True, False])
def test_an_ignored_label_enters_no_count(declared: bool, tmp_path: Path) -> None:
    write(tmp_path / "labels" / "a.png", 1, 1, 255, 255)
    write(tmp_path / "mine" / "a.png", 1, 1, 1, 0, 1)
    if declared:
        (tmp_path / "dataset.json").write_text(json.dumps({"labels": {"background": 0, "organ": 1, "ignore": 255}}))
    finished = evaluate(tmp_path, ignore=None if declared else 255)
    record = store.read_manifest(finished.folder).record
    assert record.data.ignore == 255
    assert record.data.structures == (Structure("organ" if declared else "label 1", (1,)),)
    assert store.read_run(finished.folder).cases[0].counts[record.data.structures[0].name] == (16, 8, 0, 24)


def test_a_void_value_that_nobody_declared_is_a_question(tmp_path: Path) -> None:
    write(tmp_path / "labels" / "a.png", 1, 2, 255)
    write(tmp_path / "mine" / "a.png", 1, 2)
    with pytest.raises(UsageError, match=r"hold 1, 2, 255: --ignore 255 .*--labels"):
        evaluate(tmp_path)
    assert evaluate(tmp_path, ignore=255).summary.ok == 1


def test_what_is_ignored_cannot_be_scored_too(tmp_path: Path) -> None:
    for folder in ("labels", "mine"):
        write(tmp_path / folder / "a.png", 1)
    with pytest.raises(UsageError, match="organ: its value 1 is to be ignored too"):
        evaluate(tmp_path, labels={1: "organ"}, ignore=1)


def test_labels_the_other_way_round_and_names_given_twice_are_wrong_requests(tmp_path: Path) -> None:
    for folder in ("labels", "mine"):
        write(tmp_path / folder / "a.png", 1)
    with pytest.raises(UsageError, match=r"give the value first, as in \{1: 'organ'\}"):
        evaluate(tmp_path, labels={"organ": 1})
    with pytest.raises(UsageError, match="called alike"):
        evaluate(tmp_path, labels={1: "organ", 2: "organ"})


def test_labels_that_nobody_asked_for_are_background_but_for_the_whole_map(tmp_path: Path) -> None:
    """The prediction has label 7 in a column where the reference has nothing: wrong, but not a fault of the organ."""
    write(tmp_path / "labels" / "a.png", 1, 0, 3)
    write(tmp_path / "mine" / "a.png", 1, 7, 3)
    finished = evaluate(tmp_path, labels={1: "organ"}, metrics="dice,pa")
    found = {(row["structure"], row["metric"]): float(row["value"]) for row in rows(finished, "scores.csv")}
    assert found == {("organ", "dice"): 1, ("organ", "pa"): 1, ("all", "pa"): 7 / 8}
    assert set(store.read_run(finished.folder).cases[0].counts) == {"organ", "all"}
    declared = tmp_path / "dataset.json"
    declared.write_text('{"labels": {"organ": 1, "other": 3}}')  # all that there is: 7 is a fault
    assert evaluate(tmp_path).summary.failed == 1


def test_a_structure_that_no_reference_holds_is_named_with_what_they_hold(tmp_path: Path) -> None:
    for folder in ("labels", "mine"):
        write(tmp_path / folder / "a.png", 1)
    with pytest.warns(UserWarning, match=r"no reference holds lesion \(2\); they hold 0, 1"):
        finished = evaluate(tmp_path, labels={1: "organ", 2: "lesion"})
    assert not finished.nothing


def test_masks_that_are_all_background_are_nothing_to_score(tmp_path: Path) -> None:
    for folder in ("labels", "mine"):
        write(tmp_path / folder / "a.png")
    with pytest.raises(UsageError, match="no file that can be read holds a label other than 0"):
        evaluate(tmp_path)


def test_distances_that_are_kept_can_be_read_by_other_protocols(tmp_path: Path) -> None:
    from segeval import rescore

    for folder in ("labels", "mine"):
        write(tmp_path / folder / "a.png", 1, 1)
    lean, whole = (store.read_run(evaluate(tmp_path, name=str(kept), keep_distances=kept).folder) for kept in (0, 1))
    assert {row.metric for row in rescore.means(whole, "lits")} >= {"asd", "hd"}
    with pytest.raises(UsageError, match="'edges' were not stored"):
        rescore.means(lean, "lits")

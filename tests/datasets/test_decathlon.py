"""The decathlon: nnU-Net's folds, official quirks, and downloads that are incomplete or damaged."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import decathlon
from segeval.datasets._splits import NNUNET, is_committed, nnunet_folds, read_splits
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Grid, LabelArray, Mask
from tests.datasets.helpers import found

TASKS = {task.name: task for task in decathlon.TASKS}
DIGESTS = [
    "5b457c9138b81803",
    "0de0d9e49707c464",
    "45d612b8116b1a00",
    "a4809fa88544f504",
    "c3a3c8cf46b0b6c8",
]  # of nnU-Net's folds
COMMITTED = [name for name in TASKS if is_committed(f"decathlon/{name}")]


def fake(folder: Path, name: str) -> Path:
    """Write the fake download of a task into ``folder`` and return its own folder."""
    folder.mkdir(parents=True, exist_ok=True)
    decathlon.fake(TASKS[name], folder)
    return folder / TASKS[name].folder


def labelled(task: Path) -> Iterator[Path]:
    return iter(sorted(task.glob("labelsTr/*.nii.gz")))


@pytest.mark.parametrize("name", COMMITTED)
def test_the_rule_of_nnunet_gives_the_committed_folds(name: str) -> None:
    splits = [split for split in read_splits(f"decathlon/{name}") if split.name.startswith("nnunet-")]
    ids = [*splits[0].train, *splits[0].val]
    assert len(ids) == TASKS[name].counts[0]
    assert nnunet_folds(ids[::-1]) == [list(split.val) for split in splits]


@pytest.mark.parametrize("name", sorted(set(TASKS) - set(COMMITTED)))
def test_tasks_without_committed_folds_get_them_from_the_rule(name: str, tmp_path: Path) -> None:
    fake(tmp_path / "raw", name)
    datasets.prepare(f"decathlon/{name}", tmp_path / "raw", root=tmp_path, allow_partial=True)
    for fold in range(5):
        loaded = datasets.load(f"decathlon/{name}", f"nnunet-{fold}", root=tmp_path)
        assert len(loaded.split.train) + len(loaded.split.val) == 6
        assert loaded.split.source == NNUNET


def test_a_person_has_two_hippocampi() -> None:
    ids = [f"hippocampus_{number:03d}" for number in (1, 2, 3, 4, 393, 394)]
    assert [decathlon.person(case) for case in ids] == [
        "person_001", "person_001", "person_002", "person_002", "person_197", "person_197",
    ]  # fmt: skip


def test_the_folds_of_the_literature_say_how_many_persons_they_cut_and_ours_cut_none() -> None:
    cut = {
        split.name: datasets.describe_cut(split, groups, decathlon_info("hippocampus"))
        for split, groups in datasets.known_splits("decathlon/hippocampus")
    }
    assert list(cut.items())[:5] == [
        ("nnunet-0", "36 of 170"),
        ("nnunet-1", "33 of 170"),
        ("nnunet-2", "31 of 170"),
        ("nnunet-3", "26 of 170"),
        ("nnunet-4", "28 of 170"),
    ]
    assert list(cut.items())[5:] == [(f"segeval-person-{fold}", "none") for fold in range(5)]


def decathlon_info(name: str) -> DatasetInfo:
    return datasets.REGISTRY.get(f"decathlon/{name}").info


def test_the_folds_of_persons_are_the_rule_of_nnunet_over_persons_and_named_ours() -> None:
    splits = read_splits("decathlon/hippocampus")
    ours = [split for split in splits if split.name.startswith("segeval-person-")]
    cases = sorted({*splits[0].train, *splits[0].val})
    for fold, people in zip(ours, nnunet_folds({decathlon.person(case) for case in cases}), strict=True):
        assert list(fold.val) == [case for case in cases if decathlon.person(case) in people]
        assert fold.source.startswith("segeval: ")
        assert "not the literature's" in fold.source


def test_the_folds_of_the_literature_keep_their_digests() -> None:
    splits = {split.name: split for split in read_splits("decathlon/hippocampus")}
    assert [splits[f"nnunet-{fold}"].digest for fold in range(5)] == DIGESTS
    board = Path(__file__).parents[2] / "leaderboards" / "decathlon-hippocampus" / "board.json"
    assert json.loads(board.read_text(encoding="utf-8"))["data"]["split_digest"] == DIGESTS[0]


def test_the_ten_official_folders_are_aliases() -> None:
    assert [task.folder for task in decathlon.TASKS] == [
        "Task01_BrainTumour",
        "Task02_Heart",
        "Task03_Liver",
        "Task04_Hippocampus",
        "Task05_Prostate",
        "Task06_Lung",
        "Task07_Pancreas",
        "Task08_HepaticVessel",
        "Task09_Spleen",
        "Task10_Colon",
    ]
    for task in decathlon.TASKS:
        assert datasets.REGISTRY.resolve(task.folder) == f"decathlon/{task.name}"
        assert datasets.REGISTRY.resolve(f"msd/Task{task.number:02d}") == f"decathlon/{task.name}"


def test_the_label_order_of_the_brain_task_is_its_own_and_not_that_of_brats() -> None:
    info = datasets.REGISTRY.get("decathlon/brain-tumour").info
    assert info.labels == {0: "background", 1: "oedema", 2: "non-enhancing tumour", 3: "enhancing tumour"}
    structures = {structure.name: structure.values for structure in info.structures}
    assert structures == {"whole tumour": (1, 2, 3), "tumour core": (2, 3), "enhancing tumour": (3,)}
    assert info.channels == ("FLAIR", "T1w", "T1gd", "T2w")


def test_four_channels_in_one_file_become_four_files(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "brain-tumour")
    datasets.prepare("decathlon/brain-tumour", task, root=tmp_path, allow_partial=True)
    loaded = datasets.load("decathlon/brain-tumour", root=tmp_path)
    for case in loaded.cases.values():
        (raw,) = task.glob(f"images??/{case.id}.nii.gz")
        assert [path.name for path in case.images] == [f"{case.id}_{k:04d}.nii.gz" for k in range(4)]
        assert np.array_equal(volume.read_image(case.images).array, volume.read_image(raw).array)


def test_files_that_fit_as_they_are_are_copied_byte_for_byte(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "heart")
    root = datasets.prepare("decathlon/heart", task, root=tmp_path, allow_partial=True)
    for label in labelled(task):
        assert (root / "labelsTr" / label.name).read_bytes() == label.read_bytes()
        assert not (root / "labelsTr" / label.name).samefile(label)  # an edit of the download would reach it


def test_a_label_that_was_corrected_since_replaces_the_old_one(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "heart")
    label = next(labelled(task))
    root = datasets.prepare("decathlon/heart", task, root=tmp_path, allow_partial=True)
    before = label_digests(tmp_path)
    mask = volume.read_mask(label)
    mask.array[1:3, 1:3, 1:3] = 0
    label.unlink()
    volume.write_mask(label, mask)
    datasets.prepare("decathlon/heart", task, root=tmp_path, allow_partial=True)
    assert np.array_equal(volume.read_mask(root / "labelsTr" / label.name).array, mask.array)
    assert len(before ^ label_digests(tmp_path)) == 2


def label_digests(root: Path) -> set[str]:
    """Return the label digests of the five validation folds."""
    return {datasets.load("decathlon/heart", f"nnunet-{fold}", root=root).label_digest for fold in range(5)}


def test_unlabelled_test_cases_are_prepared_but_in_no_part(tmp_path: Path) -> None:
    fake(tmp_path / "raw", "spleen")
    datasets.prepare("decathlon/spleen", tmp_path / "raw", root=tmp_path, allow_partial=True)
    loaded = datasets.load("decathlon/spleen", root=tmp_path)
    assert loaded.cases["spleen_test"].mask is None
    assert "spleen_test" not in {*loaded.split.train, *loaded.split.val, *loaded.split.test}


def test_appledouble_files_are_no_cases(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "lung")
    assert list(task.glob("imagesTr/._*"))
    (tmp_path / "raw" / "__MACOSX" / task.name / "imagesTr").mkdir(parents=True)
    ids = list(found("decathlon/lung", tmp_path / "raw"))
    assert len(ids) == 7
    assert not [case for case in ids if case.startswith(".")]


def test_the_raw_folder_may_be_the_task_or_a_folder_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = fake(tmp_path / "raw" / "extracted", "spleen")
    monkeypatch.chdir(task)
    for raw in (task, task.parent, task.parent.parent, Path()):
        assert len(found("decathlon/spleen", raw)) == 7


@pytest.mark.parametrize("form", ["tar", "gztar", "zip"])
def test_an_archive_is_read_in_place_and_gives_what_the_folder_does(tmp_path: Path, form: str) -> None:
    task = fake(tmp_path / "raw", "spleen")
    plain = datasets.prepare("decathlon/spleen", task, root=tmp_path / "plain", allow_partial=True)
    (tmp_path / "packed").mkdir()
    shutil.make_archive(str(tmp_path / "packed" / task.name), form, task.parent, task.name)
    packed = datasets.prepare("decathlon/spleen", tmp_path / "packed", root=tmp_path / "out", allow_partial=True)
    for name in ("train.jsonl", "val.jsonl", "dataset.json"):
        assert (packed / name).read_text(encoding="utf-8") == (plain / name).read_text(encoding="utf-8")
    for path in plain.rglob("*.nii.gz"):
        assert (packed / path.relative_to(plain)).read_bytes() == path.read_bytes()
    assert sorted(path.name for path in (tmp_path / "packed").iterdir()) == [next((tmp_path / "packed").iterdir()).name]


def test_the_folder_of_another_task_is_refused_and_named(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "spleen")
    with pytest.raises(IncompleteDownload, match=r"holds no case of decathlon/heart.*decathlon/spleen \(7 cases\)"):
        datasets.prepare("decathlon/heart", task, root=tmp_path / "data", allow_partial=True)


def test_several_downloads_in_one_folder_are_refused(tmp_path: Path) -> None:
    for copy in ("a", "b"):
        fake(tmp_path / "raw" / copy, "spleen")
    with pytest.raises(BadData, match=r"case spleen_test is there 2 times: .*keep one copy"):
        datasets.prepare("decathlon/spleen", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)


def test_among_several_tasks_the_right_one_is_taken(tmp_path: Path) -> None:
    for name in ("spleen", "heart"):
        fake(tmp_path, name)
    assert {case.partition("_")[0] for case in found("decathlon/heart", tmp_path)} == {"la"}


def test_an_incomplete_download_lists_what_is_missing(tmp_path: Path) -> None:
    task = fake(tmp_path / "raw", "prostate")
    (task / "labelsTr" / "prostate_00.nii.gz").unlink()
    with pytest.raises(IncompleteDownload, match="--allow-partial") as caught:
        datasets.prepare("decathlon/prostate", task, root=tmp_path / "data")
    assert "has 5 labelled cases and lacks prostate_00, " in str(caught.value)
    assert "and 22 more" in str(caught.value)
    assert f"{task}/imagesTr/prostate_00.nii.gz: has no label in labelsTr" in str(caught.value)
    datasets.prepare("decathlon/prostate", task, root=tmp_path / "data", allow_partial=True)
    loaded = datasets.load("decathlon/prostate", root=tmp_path / "data")
    assert loaded.partial
    assert "prostate_00" in loaded.expected
    assert loaded.cases["prostate_00"].mask is None
    assert "prostate_00" not in [case.id for case in loaded.part_cases("val")]
    assert "prostate_00" in json.loads((loaded.root / "segeval.json").read_text(encoding="utf-8"))["missing"]


def test_a_raw_folder_that_does_not_exist_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        datasets.prepare("decathlon/heart", tmp_path / "absent", root=tmp_path)


def stored(folder: Path, array: LabelArray, grid: Grid) -> bytes:
    """Return the file of a mask."""
    volume.write_mask(folder / "mask.nii.gz", Mask(array, replace(grid, shape=array.shape)))
    return (folder / "mask.nii.gz").read_bytes()


def test_damage_in_a_raw_file_names_the_case_until_it_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    task = fake(tmp_path / "raw", "heart")
    label = next(labelled(task))
    name, whole, mask = label.name.removesuffix(".nii.gz"), label.read_bytes(), volume.read_mask(label)
    flipped = bytes([*whole[:40], whole[40] ^ 4, *whole[41:]])
    for damaged, text in (
        (whole[:-20], "cannot be decoded"),
        (flipped, "cannot be decoded"),
        (stored(tmp_path, mask.array + np.uint8(7), mask.grid), "unknown labels"),
        (stored(tmp_path, mask.array[:, :, :-1], mask.grid), "shapes differ"),
        (stored(tmp_path, mask.array, replace(mask.grid, spacing=(2.0, 1.0, 1.1))), "spacings differ"),
    ):
        label.write_bytes(damaged)
        with pytest.raises(BadData, match=rf"decathlon/heart/{name}: .*{text}"):
            datasets.prepare("decathlon/heart", task, root=tmp_path / "data")
        assert not (tmp_path / "data" / "decathlon-heart" / "segeval.json").exists()
        caplog.clear()
        datasets.prepare("decathlon/heart", task, root=tmp_path / "partial", allow_partial=True)
        assert name not in datasets.load("decathlon/heart", root=tmp_path / "partial").cases
        assert f"decathlon/heart/{name}: " in caplog.text
    label.write_bytes(whole)
    datasets.prepare("decathlon/heart", task, root=tmp_path / "data", allow_partial=True)
    assert name in datasets.load("decathlon/heart", root=tmp_path / "data").cases


@pytest.mark.real
def test_the_real_hippocampus_is_complete(real_data: Path, tmp_path: Path) -> None:
    root = datasets.prepare("decathlon/hippocampus", real_data / "Task04_Hippocampus", root=tmp_path)
    loaded = datasets.load("decathlon/hippocampus", root=tmp_path)
    assert not loaded.partial
    board = Path(__file__).parents[2] / "leaderboards" / "decathlon-hippocampus" / "board.json"
    assert json.loads(board.read_text(encoding="utf-8"))["data"]["label_digest"] == loaded.label_digest
    assert "cuts through 36 of 170 persons" in datasets.split_note(loaded)
    assert len(set(loaded.groups.values())) == 170
    assert len([case for case in loaded.cases.values() if case.mask]) == 260
    assert (len(loaded.part_cases("train")), len(loaded.part_cases("val"))) == (208, 52)
    assert len(list((root / "labelsTr").iterdir())) == 260

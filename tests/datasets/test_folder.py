"""Folders of one's own: three layouts, no code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import _fake, folder
from segeval.errors import BadData, IncompleteDownload, UnknownName, UsageError
from segeval.records import Mask, Structure
from tests.datasets.folders import pictures, prepared


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change the content of a JSON file in place."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_nnunet_regions_become_structures_and_its_test_part_the_split(raw: Path) -> None:
    folder.fake(raw)
    loaded = prepared(raw)
    assert loaded.info.structures == (Structure("organ", (1, 2)), Structure("lesion", (2,)))
    assert (loaded.info.modality, loaded.info.channels, loaded.info.unit) == ("CT", ("CT",), "mm")
    assert (loaded.split.name, len(loaded.split.train), len(loaded.split.test)) == ("own", 4, 2)


def test_folds_that_the_folder_brings_are_its_folds(raw: Path) -> None:
    folder.fake(raw)
    folds = [{"train": ["case0", "case1"], "val": ["case2", "case3"]}, {"train": ["case2", "case3"], "val": ["case0"]}]
    (raw / "splits_final.json").write_text(json.dumps(folds))
    assert prepared(raw, "nnunet-1").split.val == ("case0",)


def test_lists_of_monai_with_several_files_or_channels(raw: Path) -> None:
    grid = _fake.world((5, 6, 7))
    for number in range(4):
        image, mask = _fake.pair(grid, (1, 2), channels=2, seed=number)
        volume.write_image(raw / f"scan{number}.nii.gz", image)
        volume.write_mask(raw / f"seg{number}.nii.gz", mask)
    entry = [{"image": f"./scan{k}.nii.gz", "label": f"./seg{k}.nii.gz"} for k in range(4)]
    content = {
        "modality": {"0": "T1", "1": "FLAIR"},
        "labels": {"0": "background", "1": "a", "2": "b"},
        "training": entry[:2],
        "validation": entry[2:3],
        "test": entry[3:],
    }
    (raw / "dataset.json").write_text(json.dumps(content))
    loaded = prepared(raw)
    assert loaded.info.channels == ("T1", "FLAIR")
    assert loaded.info.modality == "MR"
    assert [len(loaded.part_cases(part)) for part in datasets.PARTS] == [2, 1, 1]
    assert len(loaded[0].image.array) == 2


def test_images_beside_masks_are_matched_by_stem_and_black_and_white_is_one_label(raw: Path) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    loaded = prepared(raw)
    assert loaded.info.labels == {0: "background", 1: "foreground"}
    assert (loaded.info.ndim, loaded.split.name) == (2, "nnunet-0")
    assert np.unique(loaded[0].reference.array).tolist() == [0, 1]


def test_masks_are_read_once_to_learn_their_labels_and_once_to_convert_them(
    raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    read: list[str] = []
    read_mask = volume.read_mask

    def watched(path: Path, *labels: Any) -> Mask:
        if path.is_relative_to(raw):
            read.append(path.stem)
        return read_mask(path, *labels)

    monkeypatch.setattr(volume, "read_mask", watched)
    prepared(raw)
    assert sorted(read) == sorted(2 * [f"{name}_mask" for name in "abcde"])


def test_folders_around_images_and_masks_are_the_split(raw: Path) -> None:
    pictures(raw / "train", "a", "b")
    pictures(raw / "Validation", "c")
    pictures(raw / "test", "d", end="jpg")
    loaded = prepared(raw)
    assert (loaded.split.name, loaded.split.train, loaded.split.val, loaded.split.test) == (
        "own",
        ("a", "b"),
        ("c",),
        ("d",),
    )


def test_a_table_of_groups_shows_what_a_split_cuts(raw: Path) -> None:
    pictures(raw / "train", "a", "b")
    pictures(raw / "test", "c")
    (raw / "groups.csv").write_text("case,group\na,p1\nb,p2\nc,p1\n")
    loaded = prepared(raw)
    assert loaded.groups == {"a": "p1", "b": "p2", "c": "p1"}
    assert "cuts through 1 of 2 patients" in datasets.split_note(loaded)


def test_an_image_without_a_mask_is_told_with_its_path(raw: Path, tmp_path: Path) -> None:
    pictures(raw, "a", "b")
    (raw / "masks" / "b_mask.png").unlink()
    with pytest.raises(IncompleteDownload, match=r"images/b\.png: has no mask"):
        datasets.prepare("folder/mine", raw, root=tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"channel_names": {"0": "CT"}}', '{"labels": {"x": 1}}'])
def test_a_broken_dataset_json_is_named(raw: Path, tmp_path: Path, text: str) -> None:
    (raw / "dataset.json").write_text(text)
    with pytest.raises(BadData, match=r"dataset\.json: is (not what|no readable JSON)|holds no images"):
        datasets.prepare("folder/mine", raw, root=tmp_path)


def test_the_ignore_label_of_nnunet_is_a_label_and_no_structure(raw: Path) -> None:
    folder.fake(raw)
    edit(raw / "dataset.json", lambda content: content["labels"].update(ignore=3))
    path = raw / "labelsTr" / "case0.nii.gz"
    mask = volume.read_mask(path)
    mask.array[0] = 3
    volume.write_mask(path, mask)
    loaded = prepared(raw)
    assert loaded.info.ignore == 3
    assert loaded.info.labels[3] == "ignore"
    assert [each.name for each in loaded.info.structures] == ["organ", "lesion"]
    assert loaded.cases["case0"].meta["label_values"] == [0, 1, 2, 3]


def test_the_name_is_the_folders_unless_given_and_must_be_plain(raw: Path, tmp_path: Path) -> None:
    folder.fake(raw)
    assert datasets.name_of(datasets.prepare("folder", raw, root=tmp_path / "data")) == "folder/raw"
    for name in ("folder/../x", "folder/a/b", "folder/.x"):
        with pytest.raises(UsageError, match="the name must be"):
            datasets.prepare(name, raw, root=tmp_path / "data")


def test_an_unprepared_folder_suggests_those_that_are(raw: Path, tmp_path: Path) -> None:
    folder.fake(raw)
    datasets.prepare("folder/knees", raw, root=tmp_path / "data")
    with pytest.raises(UnknownName, match="did you mean folder/knees"):
        datasets.load("folder/knee", root=tmp_path / "data")


@pytest.mark.real
def test_a_real_big_endian_pair_is_a_folder_of_ones_own(real_data: Path, raw: Path) -> None:
    sample = real_data / "samples" / "big_endian_nifti"
    for side, name in (("images", "anatomical.nii"), ("masks", "anatomical_label.nii.gz")):
        (raw / side).mkdir()
        (raw / side / name).write_bytes((sample / name).read_bytes())
    loaded = prepared(raw)
    assert loaded.cases["anatomical"].meta["shape"] == [25, 41, 33]


@pytest.mark.real
def test_the_real_slope_trap_reads_as_zero_and_one(real_data: Path) -> None:
    path = real_data / "samples" / "slope_trap_mask" / "brainmask.nii.gz"
    assert not volume.stored_plainly(path)
    assert sorted(volume.count_labels(volume.read_mask(path).array)) == [0, 1]

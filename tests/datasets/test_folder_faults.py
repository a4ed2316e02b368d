"""Folders of one's own as people have them: whatever is there is used or named, and nothing is guessed."""

import json
import zipfile
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import _fake, folder
from segeval.errors import BadData, IncompleteDownload
from segeval.records import Grid
from tests.datasets.folders import pictures, prepared


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


# What is there is used, or named


def test_folds_are_taken_as_they_stand(raw: Path) -> None:
    folder.fake(raw)
    folds = [
        {"train": ["case2", "case3"], "val": ["case0", "case1"]},
        {"train": ["case3"], "val": ["case0", "case2"]},  # case1 is left out, and case0 held out again
    ]
    (raw / "splits_final.json").write_text(json.dumps(folds))
    for number, fold in enumerate(folds):
        split = prepared(raw, f"nnunet-{number}").split
        assert {"train": list(split.train), "val": list(split.val)} == fold


def test_a_single_fold_is_a_split(raw: Path) -> None:
    pictures(raw, "a", "b", "c")
    (raw / "splits_final.json").write_text('[{"train": ["a", "b"], "val": ["c"]}]')
    assert (prepared(raw).split.train, prepared(raw).split.val) == (("a", "b"), ("c",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"train": ["a", "b"], "val": ["b", "c"]}]', r'fold 0 has b in "train" and in "val"'),
        ('[{"train": ["a", "b", "c"], "val": ["z"]}]', "fold 0 names a case z, which is not there"),
        ('[{"train": ["a", "b"]}]', "is no list of folds"),
        ("{", "is no readable JSON"),
    ],
)
def test_a_fold_that_cannot_be_is_refused(raw: Path, text: str, reason: str) -> None:
    pictures(raw, "a", "b", "c")
    (raw / "splits_final.json").write_text(text)
    with pytest.raises(BadData, match=rf"splits_final\.json: {reason}"):
        prepared(raw)


def test_fold_entries_of_monai_are_folds(raw: Path) -> None:
    grid = _fake.world((5, 6, 7))
    entries: list[dict[str, Any]] = []
    for number in range(4):
        image, mask = _fake.pair(grid, (1,), seed=number)
        (raw / f"p{number}").mkdir()
        volume.write_image(raw / f"p{number}" / "ct.nii.gz", image)
        volume.write_mask(raw / f"p{number}" / "seg.nii.gz", mask)
        entries.append({"image": f"p{number}/ct.nii.gz", "label": f"p{number}/seg.nii.gz", "fold": number % 2})
    del entries[3]["fold"]
    (raw / "dataset.json").write_text(json.dumps({"labels": {"0": "background", "1": "organ"}, "training": entries}))
    split = prepared(raw, "monai-1").split
    assert (split.train, split.val) == (("p0-ct", "p2-ct", "p3-ct"), ("p1-ct",))


def test_a_list_under_another_key_is_refused(raw: Path) -> None:
    content = {"labels": {"1": "a"}, "training": [], "extra": [{"image": "a.png", "label": "b.png"}]}
    (raw / "dataset.json").write_text(json.dumps(content))
    with pytest.raises(BadData, match="has lists extra"):
        prepared(raw)


def test_a_label_that_no_image_claims_is_told(raw: Path) -> None:
    folder.fake(raw)
    (raw / "labelsTr" / "stray.nii.gz").write_bytes((raw / "labelsTr" / "case0.nii.gz").read_bytes())
    with pytest.raises(IncompleteDownload, match=r"stray\.nii\.gz: belongs to no image"):
        prepared(raw)


def test_cases_that_the_folder_counts_and_does_not_hold_are_told(raw: Path) -> None:
    folder.fake(raw)
    for kind, end in (("images", "_0000"), ("labels", "")):
        (raw / f"{kind}Tr" / f"case0{end}.nii.gz").unlink()
    with pytest.raises(IncompleteDownload, match=r"dataset\.json: counts 4 training cases, and 3 are there"):
        prepared(raw)


def test_endings_in_capitals_are_read(raw: Path) -> None:
    folder.fake(raw)
    (raw / "imagesTr" / "case0_0000.nii.gz").rename(raw / "imagesTr" / "case0_0000.NII.GZ")
    (raw / "labelsTr" / "case0.nii.gz").rename(raw / "labelsTr" / "case0.NII.GZ")
    assert "case0" in prepared(raw).cases


def test_what_is_not_understood_is_named_in_a_warning(raw: Path, caplog: pytest.LogCaptureFixture) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    for number in range(9):
        (raw / "masks" / f"contour{number}.xcf").write_bytes(b"gimp")
    prepared(raw)
    assert "contour0.xcf: is of no kind that is read" in caplog.text
    assert "6 more of this kind, 9 in all" in caplog.text


def test_links_that_lead_nowhere_are_named_once(raw: Path, caplog: pytest.LogCaptureFixture) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    for number in range(7):
        for place in (f"images/far{number}.png", f"masks/far{number}_mask.png"):
            (raw / place).symlink_to(f"/elsewhere/{number}/{place}")
    assert len(prepared(raw).cases) == 5
    assert f"{raw}/images/far0.png: is a link to '/elsewhere/0/images/far0.png', which is not there" in caplog.text
    assert "11 more of this kind, 14 in all" in caplog.text


def test_a_list_beside_a_table_is_named(raw: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder.fake(raw)
    (raw / "datalist.json").write_text("{}")
    assert len(prepared(raw).cases) == 6
    assert f"{raw / 'datalist.json'}: is not used, since {raw / 'dataset.json'} is there" in caplog.text


def test_two_masks_of_one_image_are_told_and_none_is_taken(raw: Path) -> None:
    pictures(raw, "a", "b")
    (raw / "masks" / "a_seg.png").write_bytes((raw / "masks" / "a_mask.png").read_bytes())
    with pytest.raises(IncompleteDownload, match=r"a\.png: has 2 masks: .*a_mask\.png, .*a_seg\.png"):
        prepared(raw)


def test_two_datasets_below_one_folder_are_named(raw: Path) -> None:
    for name in ("Dataset001_heart", "Dataset002_liver"):
        (raw / name).mkdir()
        folder.fake(raw / name)
    with pytest.raises(BadData, match=r"2 files dataset\.json: .*001_heart.*002_liver"):
        prepared(raw)


def test_an_archive_beside_what_was_unpacked_from_it_is_one_source(raw: Path) -> None:
    (raw / "knees").mkdir()
    folder.fake(raw / "knees")
    with zipfile.ZipFile(raw / "knees.zip", "w") as archive:
        for path in sorted((raw / "knees").rglob("*")):
            archive.write(path, path.relative_to(raw).as_posix())
    assert len(prepared(raw).cases) == 6


# Names


def test_a_folder_per_patient_gives_its_name_to_the_case(raw: Path) -> None:
    for patient in ("p0", "p1", "p2"):
        for seed, side in ((0, "images"), (0, "labels")):
            image, mask = _fake.pair(_fake.world((5, 6, 7)), (1,), seed=seed + int(patient[1]))
            path = raw / patient / side / "scan.nii.gz"
            path.parent.mkdir(parents=True)
            if side == "images":
                volume.write_image(path, image)
            else:
                volume.write_mask(path, mask)
    assert sorted(prepared(raw).cases) == ["p0-scan", "p1-scan", "p2-scan"]


def test_numbers_that_begin_again_in_each_part_are_other_cases(raw: Path) -> None:
    pictures(raw / "train", "0", "1", "2")
    pictures(raw / "test", "x", "y", "0")
    loaded = prepared(raw)
    assert loaded.split.train == ("train-0", "train-1", "train-2")
    assert loaded.split.test == ("test-0", "test-x", "test-y")


def test_copies_of_one_case_are_no_other_cases(raw: Path) -> None:
    for copy in ("a", "b"):
        pictures(raw / copy, "x", "y")
    with pytest.raises(BadData, match=r"case x is there 2 times: .*a/images/x\.png, .*b/images/x\.png"):
        prepared(raw)


def test_composed_and_decomposed_accents_are_one_name(raw: Path) -> None:
    pictures(raw, "a", "b", "c", "d")
    image, mask = _fake.pair(Grid.pixels((20, 24)), (1,), channels=3)
    _fake.picture(raw / "images" / f"{normalize('NFC', 'gerät')}.png", image.array)
    _fake.picture(raw / "masks" / f"{normalize('NFD', 'gerät')}.png", 255 * mask.array)
    (raw / "groups.csv").write_text(normalize("NFD", "case,group\ngerät,p1\n"), encoding="utf-8")
    assert prepared(raw).groups[normalize("NFC", "gerät")] == "p1"


def test_dots_belong_to_names(raw: Path) -> None:
    pictures(raw, "a.1", "a.2", "a.3", "a.4", "a.5")
    assert sorted(prepared(raw).cases) == ["a.1", "a.2", "a.3", "a.4", "a.5"]


def test_a_link_keeps_its_own_name(raw: Path, tmp_path: Path) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    (tmp_path / "wrists").symlink_to(raw)
    assert datasets.name_of(datasets.prepare("folder", tmp_path / "wrists", root=tmp_path / "data")) == "folder/wrists"


def test_a_folder_named_like_a_label_is_one_line(raw: Path) -> None:
    (raw / "seg.nii.gz").mkdir()
    volume.write_image(raw / "scan.nii.gz", _fake.pair(_fake.world((5, 6, 7)), (1,))[0])
    entry = {"image": "scan.nii.gz", "label": "seg.nii.gz"}
    (raw / "dataset.json").write_text(json.dumps({"labels": {"1": "organ"}, "training": [entry]}))
    with pytest.raises(BadData, match=r"holds no images.*seg\.nii\.gz: is a folder") as caught:
        prepared(raw)
    assert "\n" not in str(caught.value)


# Tables of groups


@pytest.mark.parametrize("text", ["case;group\na;p1\n", "\ufeffCase,Group\r\na,p1", "group\tcase\np1\ta\n"])
def test_tables_as_spreadsheets_write_them_are_read(raw: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    (raw / "groups.csv").write_text(text, encoding="utf-8")
    assert prepared(raw).groups == {"a": "p1", "b": "b", "c": "c", "d": "d", "e": "e"}
    assert "names no group for 4 cases" in caplog.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", r"its first line is ''; it must name the columns: case,group"),
        ("patient,scan\np1,a\n", r"it must name the columns"),
        ("case,group\nA,p1\nB,p2\n", "names A, B, and the cases are a, b, c and 2 more; none is the same"),
        ("case,group\na,p1\na,p2\n", "3: puts case a in group p2 and in p1"),
        ("case,group\na\n", "2: has case 'a' and group ''"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_line(raw: Path, text: str, reason: str) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    (raw / "groups.csv").write_text(text)
    with pytest.raises(BadData, match=rf"groups\.csv:.*{reason}") as caught:
        prepared(raw)
    assert "\n" not in str(caught.value)


# Grey levels


def masks_of(raw: Path, *values: int) -> None:
    """Draw five pictures whose masks hold these values; all but the first hold only the first two of them."""
    pictures(raw, "a", "b", "c", "d", "e")
    for path in sorted((raw / "masks").iterdir()):
        array = np.zeros((20, 20), np.uint8)
        for k, value in enumerate(values[: len(values) if path.name.startswith("a") else 2]):
            array[2 * k : 2 * k + 2] = value
        _fake.picture(raw / "images" / path.name.replace("_mask", ""), np.zeros((3, 20, 20), np.uint8))
        _fake.picture(path, array)


@pytest.mark.parametrize("values", [(0, 1, 2, 255), (0, 1, 255), (0, 128, 255), (255, 128, 0)])
def test_a_white_beside_other_values_is_neither_guessed_nor_dropped(raw: Path, values: tuple[int, ...]) -> None:
    masks_of(raw, *values)
    with pytest.raises(BadData, match=r'holds 255, .*dataset\.json .*"ignore": 255') as caught:
        prepared(raw)
    assert ", ".join(map(str, sorted(values))) in str(caught.value)


def test_void_that_is_declared_is_ignored_and_kept(raw: Path) -> None:
    masks_of(raw, 0, 1, 2, 255)
    declared = {"labels": {"background": 0, "cup": 1, "disc": 2, "ignore": 255}}
    (raw / "dataset.json").write_text(json.dumps(declared))
    loaded = prepared(raw)
    assert (loaded.info.ignore, loaded.info.labels[255]) == (255, "ignore")
    assert [each.name for each in loaded.info.structures] == ["cup", "disc"]
    assert loaded.cases["a"].meta["label_values"] == [0, 1, 2, 255]


def test_void_that_is_not_declared_says_how_to(raw: Path) -> None:
    masks_of(raw, 0, 1, 255)
    (raw / "dataset.json").write_text(json.dumps({"labels": {"background": 0, "cup": 1}}))
    with pytest.raises(BadData, match=r'a_mask\.png: holds \[0, 1, 255\].*add "ignore": 255'):
        prepared(raw)


def test_a_bad_mask_does_not_keep_the_others_from_being_examined(raw: Path) -> None:
    pictures(raw, "a", "b", "c", "d", "e")
    (raw / "masks" / "b_mask.png").write_bytes(b"not a picture")
    root = raw.parent / "data"
    datasets.prepare("folder/mine", raw, root=root, allow_partial=True)
    loaded = datasets.load("folder/mine", root=root)
    assert sorted(loaded.cases) == ["a", "c", "d", "e"]
    assert loaded.partial


def test_voxels_beside_their_header_are_part_of_a_case(raw: Path) -> None:
    for side in ("images", "masks"):
        (raw / side).mkdir()
        for number in range(5):
            array = np.full((4, 5, 6), number if side == "images" else 1, np.uint8)
            (raw / side / f"{number}.raw").write_bytes(array.tobytes())
            header = "ObjectType = Image\nNDims = 3\nDimSize = 6 5 4\nElementType = MET_UCHAR\n"
            header += f"ElementSpacing = 1 1 2\nElementDataFile = {number}.raw\n"
            (raw / side / f"{number}.mhd").write_text(header)
    before = prepared(raw)
    (raw / "images" / "3.raw").write_bytes(np.full((4, 5, 6), 9, np.uint8).tobytes())
    after = prepared(raw)
    assert before[0].image.grid.spacing == (2.0, 1.0, 1.0)
    assert {case for case in before.rows if before.rows[case] != after.rows[case]} == {"3"}
    assert before.cases.keys() == {"0", "1", "2", "3", "4"}

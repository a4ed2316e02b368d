"""Nuclei of the Data Science Bowl: what the zips and the run lengths mean, and what happens when they are damaged."""

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import Converted, RawCase, dsb2018
from segeval.datasets._splits import read_splits
from segeval.errors import BadData, DamagedFile, IncompleteDownload
from segeval.records import Mask, Volume
from tests.datasets.helpers import found


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    dsb2018.fake(folder)
    return folder


def image_of(case: RawCase) -> Volume:
    assert isinstance(case.image, Converted)
    return case.image()


def instances_of(case: RawCase) -> Mask:
    assert case.instances is not None
    return case.instances()


def rewrite(archive: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Replace every member by what ``change`` makes of it; None drops it."""
    with zipfile.ZipFile(archive) as old:
        members = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(archive, "w") as new:
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)


def label_digests(root: Path) -> dict[str, tuple[str, str]]:
    lines = [
        line
        for part in ("train", "val", "test")
        for line in (root / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    rows = [json.loads(line) for line in lines]
    return {row["case_id"]: (row["image_sha256"], row["label_sha256"]) for row in rows}


def test_run_lengths_go_down_the_columns_and_start_at_one() -> None:
    drawn = dsb2018._draw_runs((3, 4), ["1 2 6 1", "9 3"]).array
    assert drawn.tolist() == [
        [1, 0, 0, 2],
        [1, 0, 0, 2],
        [0, 1, 2, 0],
    ]


def test_runs_that_leave_the_image_are_refused() -> None:
    for runs in ("12 2", "0 1", "3", "1 2 13 1"):
        with pytest.raises(BadData, match="nucleus 1"):
            dsb2018._draw_runs((3, 4), [runs])


def test_encoding_and_decoding_run_lengths_are_inverse() -> None:
    mask = np.random.default_rng(0).random((7, 5)) < 0.5
    assert np.array_equal(dsb2018._draw_runs(mask.shape, [dsb2018._runs(mask)]).array > 0, mask)


def test_colour_images_lose_their_alpha(raw: Path) -> None:
    from PIL import Image

    modes = set()
    for part in ("train", "test"):
        with zipfile.ZipFile(raw / f"stage1_{part}.zip") as archive:
            names = [name for name in archive.namelist() if "/images/" in name]
            modes |= {Image.open(archive.open(name)).mode for name in names}
    assert modes == {"RGB", "RGBA"}
    for case in found("dsb2018", raw).values():
        assert len(image_of(case).array) == 3


def test_nuclei_are_numbered_from_one_in_both_parts(raw: Path) -> None:
    for case in found("dsb2018", raw).values():
        assert np.unique(instances_of(case).array).tolist() == [0, 1, 2]


def test_prepared_masks_are_the_foreground_of_the_instances(raw: Path, tmp_path: Path) -> None:
    root = datasets.prepare("dsb2018", raw, root=tmp_path, allow_partial=True)
    masks = sorted(root.glob("labelsT?/*.png"))
    assert len(masks) == 9
    for path in masks:
        instances = volume.read_mask(root / path.parent.name.replace("labels", "instances") / path.name)
        assert np.array_equal(volume.read_mask(path, {0, 1}).array, instances.array > 0)


def test_unpacked_folders_give_the_same_digests_as_the_zips(raw: Path, tmp_path: Path) -> None:
    zipped = datasets.prepare("dsb2018", raw, root=tmp_path / "a", allow_partial=True)
    for part in ("stage1_train", "stage1_test"):
        with zipfile.ZipFile(raw / f"{part}.zip") as archive:
            archive.extractall(raw)
        (raw / f"{part}.zip").unlink()
    unpacked = datasets.prepare("dsb2018", raw, root=tmp_path / "b", allow_partial=True)
    assert label_digests(unpacked) == label_digests(zipped)
    assert len(label_digests(zipped)) == 9


@pytest.mark.parametrize("name", ["stage1_train.zip", "stage1_test.zip", "stage1_solution.csv"])
def test_a_missing_file_is_told_with_where_to_get_it(raw: Path, tmp_path: Path, name: str) -> None:
    (raw / name).unlink()
    with pytest.raises(IncompleteDownload, match=f"Complete the download from {dsb2018.INFO.homepage}") as caught:
        datasets.prepare("dsb2018", raw, root=tmp_path)
    assert ("has no stage1_solution.csv" in str(caught.value)) == name.endswith(".csv")


def test_a_zip_that_was_cut_short_is_named(raw: Path, tmp_path: Path) -> None:
    archive = raw / "stage1_train.zip"
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(IncompleteDownload, match=r"stage1_train\.zip is not a complete zip"):
        datasets.prepare("dsb2018", raw, root=tmp_path)


def test_a_web_page_called_zip_is_named(raw: Path, tmp_path: Path) -> None:
    (raw / "stage1_train.zip").write_text("<!DOCTYPE html><title>Sign in</title>")
    with pytest.raises(IncompleteDownload, match=r"stage1_train\.zip is a web page, not an archive"):
        datasets.prepare("dsb2018", raw, root=tmp_path)


def test_a_flipped_byte_in_a_zip_is_named_with_its_case(raw: Path, tmp_path: Path) -> None:
    archive = raw / "stage1_test.zip"
    with zipfile.ZipFile(archive) as members:
        first = members.infolist()[0]
    content = bytearray(archive.read_bytes())
    content[first.header_offset + 30 + len(first.filename) + 60] ^= 0x10
    archive.write_bytes(content)
    case = first.filename.split("/")[1]
    with pytest.raises(BadData, match=rf"dsb2018/{case}: .*stage1_test\.zip: member {first.filename} is damaged"):
        datasets.prepare("dsb2018", raw, root=tmp_path)
    datasets.prepare("dsb2018", raw, root=tmp_path, allow_partial=True)
    assert case not in datasets.load("dsb2018", root=tmp_path).cases


def test_a_member_that_is_no_picture_is_named_by_its_place_in_the_zip(raw: Path) -> None:
    broken = sorted(found("dsb2018", raw))[0]
    rewrite(raw / "stage1_train.zip", lambda name, data: b"not a picture" if "/images/" in name else data)
    rewrite(raw / "stage1_test.zip", lambda name, data: b"not a picture" if "/images/" in name else data)
    with pytest.raises(DamagedFile, match=rf"stage1_\w+/{broken}/images/{broken}\.png"):
        image_of(found("dsb2018", raw)[broken])


def test_nuclei_of_different_sizes_are_refused(raw: Path) -> None:
    case = next(case for case in found("dsb2018", raw).values() if case.folder == "Tr")
    with zipfile.ZipFile(raw / "stage1_train.zip") as archive:
        other = next(archive.read(n) for n in archive.namelist() if "/masks/" in n and case.id not in n)
    nuclei = iter([other])
    rewrite(
        raw / "stage1_train.zip",
        lambda name, data: next(nuclei, data) if name.startswith(f"stage1_train/{case.id}/masks/") else data,
    )
    with pytest.raises(BadData, match="nuclei before it"):
        instances_of(found("dsb2018", raw)[case.id])


def test_images_without_nuclei_are_reported_as_missing(raw: Path, tmp_path: Path) -> None:
    bare = next(case.id for case in found("dsb2018", raw).values() if case.folder == "Tr")
    rewrite(raw / "stage1_train.zip", lambda name, data: None if f"{bare}/masks/" in name else data)
    root = datasets.prepare("dsb2018", raw, root=tmp_path, allow_partial=True)
    assert bare in json.loads((root / "segeval.json").read_text(encoding="utf-8"))["missing"]
    assert bare not in label_digests(root)


def test_tiles_of_a_field_are_one_group(raw: Path, tmp_path: Path) -> None:
    datasets.prepare("dsb2018", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("dsb2018", root=tmp_path)
    assert loaded.groups == {case: dsb2018.field(case) for case in loaded.cases}
    assert [dsb2018.field(case) for case in ("43a71aeb" + 56 * "0", "df40099c", "00000000ff")] == [
        "52b267e2", "52b267e2", "00000000",
    ]  # fmt: skip


def test_fields_are_of_known_images_and_each_is_in_one() -> None:
    table = json.loads(dsb2018.FIELDS.read_text(encoding="utf-8"))
    tiles = [tile for listed in table.values() for tile in listed.split()]
    stage1 = read_splits("dsb2018")[0]
    known = [case[:8] for case in (*stage1.train, *stage1.val, *stage1.test)]
    assert len(set(known)) == 735
    assert len(set(tiles)) == len(tiles)
    assert set(tiles) <= set(known)
    assert all(name in listed.split() for name, listed in table.items())


def test_the_clean_split_leaves_out_the_copies_and_what_adjoins_training_and_no_more() -> None:
    splits = {split.name: split for split in read_splits("dsb2018")}
    stage1, clean = splits["stage1"], splits["stage1-clean"]
    training = {dsb2018.field(case) for case in (*stage1.train, *stage1.val)}
    adjoining = {case for case in stage1.test if dsb2018.field(case) in training}
    assert sorted(case[:8] for case in adjoining) == ["1cdbfee1", "43a71aeb", "52b267e2", "699f2992", "df40099c"]
    assert len(stage1.test) - len(clean.test) == 4 + len(adjoining)
    assert set(clean.test) == {case for case in stage1.test if case[:8] not in clean.note}
    assert (clean.train, clean.val) == (stage1.train, stage1.val)
    assert set(clean.note.split()) & set(stage1.note.split())
    assert all(name[:8] in stage1.note for name in {*stage1.test} - {*clean.test})


def test_the_official_split_keeps_its_digest_and_says_what_it_cuts() -> None:
    board = Path(__file__).parents[2] / "leaderboards" / "dsb2018" / "board.json"
    stage1, groups = datasets.known_splits("dsb2018")[0]
    assert json.loads(board.read_text(encoding="utf-8"))["data"]["split_digest"] == stage1.digest == "87e080db84f71f71"
    assert datasets.describe_cut(stage1, groups, dsb2018.INFO) == "39 of 357"


@pytest.mark.real
def test_the_test_part_has_the_published_fields(real_data: Path) -> None:
    with (real_data.parent / "splits" / "dsb2018_stage1_test_fields.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["case_id"] for row in rows} == set(read_splits("dsb2018")[0].test)
    assert [dsb2018.field(row["case_id"]) for row in rows] == [row["field"] for row in rows]


@pytest.mark.real
def test_real_images_have_as_many_nuclei_as_the_published_tables_say(real_data: Path) -> None:
    counts: dict[str, int] = {}
    for table in sorted((real_data.parent / "splits").glob("dsb2018_stage1_t*_[67]*.csv")):
        with table.open(newline="") as file:
            counts |= {row["id"]: int(row["n_masks"]) for row in csv.DictReader(file)}
    cases = list(found("dsb2018", real_data / "dsb2018").values())
    assert len(cases) == 670 + 65
    for case in cases[::40]:
        image, instances = image_of(case), instances_of(case).array
        assert image.array.shape == (3, *instances.shape)
        assert len(np.unique(instances)) - 1 == counts.get(case.id, instances.max())


@pytest.mark.real
def test_the_real_download_is_complete(real_data: Path) -> None:
    split = read_splits("dsb2018")[0]
    assert {*split.train, *split.val, *split.test} == set(found("dsb2018", real_data / "dsb2018"))

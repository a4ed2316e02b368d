"""Kvasir-SEG, CVC-ClinicDB and CVC-ColonDB: JPEG masks, sequences, re-releases and releases of one name."""

from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import Converted, _fake, cvc, kvasir
from segeval.datasets._splits import read_splits
from segeval.errors import BadData, IncompleteDownload
from segeval.records import Grid, Mask
from tests.datasets.helpers import found, lacking, listed


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def mask_of(case: datasets.RawCase) -> Mask:
    assert isinstance(case.mask, Converted)
    return case.mask()


def move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def test_jpeg_masks_become_zero_and_one(raw: Path) -> None:
    kvasir.fake(raw)
    for case in found("kvasir-seg", raw).values():
        assert isinstance(case.mask, Converted)
        stored = volume.decode_image(case.mask.files[0].member())
        assert case.mask.files[0].name.endswith(".jpg")
        assert len(np.unique(stored.array)) > 2
        assert set(np.unique(mask_of(case).array)) == {0, 1}


def test_a_grey_picture_is_no_mask(raw: Path) -> None:
    kvasir.fake(raw)
    name = next(iter(found("kvasir-seg", raw)))
    _fake.picture(raw / "Kvasir-SEG" / "masks" / f"{name}.jpg", np.tile(np.linspace(0, 255, 40), (30, 1)))
    with pytest.raises(BadData, match=rf"{name}\.jpg: is grey to \d+"):
        mask_of(found("kvasir-seg", raw)[name])


def test_a_coloured_picture_is_no_mask(raw: Path) -> None:
    kvasir.fake(raw)
    case = next(iter(found("kvasir-seg", raw).values()))
    assert isinstance(case.image, tuple)
    (raw / "Kvasir-SEG" / "masks" / case.image[0].name).write_bytes(case.image[0].read())
    with pytest.raises(BadData, match=r"is coloured|is grey"):
        mask_of(found("kvasir-seg", raw)[case.id])


def test_images_are_the_official_ones_where_pranets_copies_are_there_too(raw: Path, tmp_path: Path) -> None:
    kvasir.fake(raw)
    cases = found("kvasir-seg", raw)
    assert all(isinstance(case.image, tuple) and "Kvasir-SEG" in str(case.image[0]) for case in cases.values())
    datasets.prepare("kvasir-seg", raw, root=tmp_path, allow_partial=True)
    assert {split.name for split in datasets.load("kvasir-seg", root=tmp_path).splits} == {"880-120", "pranet"}


def test_folders_that_are_another_split_than_pranets_are_one_of_their_own(raw: Path, tmp_path: Path) -> None:
    kvasir.fake(raw)
    for kind in ("images", "masks"):
        path = sorted((raw / "TestDataset" / "Kvasir" / kind).iterdir())[0]
        move(path, raw / "TrainDataset" / kind / path.name)
    datasets.prepare("kvasir-seg", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("kvasir-seg", "pranet-folders", root=tmp_path)
    assert (len(loaded.split.train), len(loaded.split.test)) == (5, 1)
    assert "folders of the download" in loaded.split.source


@pytest.mark.parametrize(("name", "train", "test"), [("kvasir-seg", 900, 100), ("cvc-clinicdb", 550, 62)])
def test_pranets_lists_are_complete(name: str, train: int, test: int) -> None:
    (split,) = (split for split in read_splits(name) if split.name == "pranet")
    assert (len(split.train), len(split.val), len(split.test)) == (train, 0, test)


def test_pranet_cuts_through_26_of_the_29_sequences_of_clinicdb_and_says_so() -> None:
    (split,) = (split for split in read_splits("cvc-clinicdb") if split.name == "pranet")
    groups = {frame: cvc.sequence(frame) for frame in (*split.train, *split.test)}
    assert len(datasets.cut_groups(split, groups)) == 26
    assert split.note.startswith("26 of the 29 sequences have frames on both sides")
    assert datasets.describe_cut(split, groups, cvc.CLINIC) == "26 of 29"


def test_nine_of_pranets_kvasir_test_images_are_in_the_official_120() -> None:
    official, pranet = read_splits("kvasir-seg")
    assert len(set(official.test) & set(pranet.test)) == 9


def test_pranets_release_alone_is_enough(raw: Path) -> None:
    kvasir.fake(raw)
    whole = found("kvasir-seg", raw)
    for path in sorted((raw / "Kvasir-SEG").rglob("*.jpg")):
        path.unlink()
    assert found("kvasir-seg", raw).keys() == whole.keys()


@pytest.mark.parametrize("nesting", ["Kvasir-SEG/Kvasir-SEG", "hyper-kvasir/segmented-images", "Kvasir-SEG.zip"])
def test_kvasir_is_found_however_it_is_nested(raw: Path, nesting: str) -> None:
    kvasir.fake(raw)
    for folder in ("TrainDataset", "TestDataset"):
        _fake.pack(raw / folder).unlink()
    if nesting.endswith(".zip"):
        _fake.pack(raw / "Kvasir-SEG", top=False)
    else:
        move(raw / "Kvasir-SEG", raw / "x" / nesting)
    assert len(found("kvasir-seg", raw)) == 6


def test_a_missing_partner_is_told_with_its_path(raw: Path) -> None:
    kvasir.fake(raw)
    for folder in ("TrainDataset", "TestDataset"):
        _fake.pack(raw / folder).unlink()
    image = sorted((raw / "Kvasir-SEG" / "images").iterdir())[0]
    (raw / "Kvasir-SEG" / "masks" / image.name).unlink()
    assert lacking("kvasir-seg", raw) == [f"{image}: has no mask"]


def test_clinicdb_has_29_sequences_that_its_split_keeps_whole() -> None:
    frames = [str(number) for number in range(1, 613)]
    assert len({cvc.sequence(frame) for frame in frames}) == 29
    assert [cvc.sequence(frame) for frame in ("25", "26", "612")] == ["sequence-1", "sequence-2", "sequence-29"]
    split = read_splits("cvc-clinicdb")[0]
    groups = {frame: cvc.sequence(frame) for frame in frames}
    assert sorted([*split.train, *split.val, *split.test], key=int) == frames
    assert datasets.cut_groups(split, groups) == []
    assert {groups[frame] for frame in split.test} >= {"sequence-10", "sequence-11"}


def test_png_is_preferred_to_tiff_and_both_are_one_case(raw: Path) -> None:
    cvc.fake_clinic(raw)
    cases = found("cvc-clinicdb", raw)
    assert len(cases) == 6
    assert all(isinstance(case.image, tuple) and case.image[0].name.endswith(".png") for case in cases.values())
    before = mask_of(cases["1"]).array
    for path in sorted(raw.rglob("*.png")):
        path.unlink()
    tiffs = found("cvc-clinicdb", raw)
    assert tiffs.keys() == cases.keys()
    assert np.array_equal(mask_of(tiffs["1"]).array, before)


def test_resized_copies_of_clinicdb_are_refused(raw: Path) -> None:
    cvc.fake_clinic(raw)
    for path in raw.rglob("Ground Truth/*"):
        _fake.picture(path, np.zeros((256, 256)))
    with pytest.raises(BadData, match=r"is \(256, 256\), and the frames of ClinicDB are \(288, 384\)"):
        mask_of(found("cvc-clinicdb", raw)["1"])


def test_pranets_mixed_training_folder_gives_each_dataset_its_own(raw: Path, tmp_path: Path) -> None:
    kvasir.fake(raw)
    image, mask = _fake.pair(Grid.pixels(cvc.CLINIC_SHAPE), (1,), channels=3)
    for place, name in (("TrainDataset", "1"), ("TestDataset/CVC-ClinicDB", "14"), ("TestDataset/CVC-ColonDB", "3")):
        _fake.picture(raw / place / "images" / f"{name}.png", image.array)
        _fake.picture(raw / place / "masks" / f"{name}.png", 255 * mask.array)
    clinic = found("cvc-clinicdb", raw)
    assert {name: dict(case.found_in) for name, case in clinic.items()} == {"1": {}, "14": {}}
    assert set(found("cvc-colondb", raw)) == {"3"}
    assert len(found("kvasir-seg", raw)) == 6
    datasets.prepare("cvc-clinicdb", raw, root=tmp_path, allow_partial=True)
    assert "26 of the 29 sequences" in datasets.split_note(datasets.load("cvc-clinicdb", "pranet", root=tmp_path))


def test_the_four_pictures_of_a_colondb_frame_are_one_case(raw: Path, tmp_path: Path) -> None:
    cvc.fake_official_colon(raw)
    cases = found("cvc-colondb", raw)
    assert list(cases) == ["1", "2", "10"]
    assert {case.release for case in cases.values()} == {"300"}
    datasets.prepare("cvc-colondb", raw, root=tmp_path, allow_partial=True)
    assert [split.name for split in datasets.load("cvc-colondb", root=tmp_path).splits] == ["test300"]


def test_the_two_releases_of_colondb_are_not_mixed(raw: Path, tmp_path: Path) -> None:
    cvc.fake_colon(raw)
    assert {case.release for case in found("cvc-colondb", raw).values()} == {"380"}
    cvc.fake_official_colon(raw)
    with pytest.raises(IncompleteDownload, match=r"releases of 300 frames .* and of 380 .*; keep one"):
        datasets.prepare("cvc-colondb", raw, root=tmp_path, allow_partial=True)


def test_the_list_of_files_is_in_the_order_of_their_numbers(raw: Path) -> None:
    cvc.fake_colon(raw)
    assert [file.stem for file in listed(raw).find("images/*.png")] == ["1", "2", "10"]


@pytest.mark.real
def test_real_kvasir_masks_are_polyps(real_data: Path) -> None:
    cases = found("kvasir-seg", real_data / "samples" / "kvasir-seg")
    assert len(cases) == 27
    assert all(0.005 < mask_of(case).array.mean() < 0.9 for case in list(cases.values())[::5])

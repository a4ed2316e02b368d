"""Carvana's palette masks, ISBI's inverted stacks, and the releases of the Data Science Bowl."""

from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import Converted, _fake, carvana, dsb2018, isbi2012
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import Mask
from tests.datasets.helpers import found


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def mask_of(case: datasets.RawCase) -> Mask:
    assert isinstance(case.mask, Converted)
    return case.mask()


def test_a_palette_gif_gives_its_indices_not_its_colours(raw: Path) -> None:
    carvana.fake(raw)
    for case in found("carvana", raw).values():
        assert isinstance(case.mask, Converted)
        assert case.mask.files[0].name.endswith(".gif")
        assert np.unique(mask_of(case).array).tolist() == [0, 1]


def test_views_of_a_car_are_one_group_and_no_split_cuts_it(raw: Path, tmp_path: Path) -> None:
    carvana.fake(raw)
    datasets.prepare("carvana", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("carvana", root=tmp_path)
    assert len(set(loaded.groups.values())) == 3
    for split, groups in datasets.known_splits("carvana", root=tmp_path):
        assert groups is not None
        assert datasets.describe_cut(split, groups, loaded.info) == "none"


def test_other_names_of_carvanas_folders_are_accepted_and_hq_copies_are_not_doubled(raw: Path) -> None:
    carvana.fake(raw)
    (raw / "train").rename(raw / "imgs")
    (raw / "train_masks").rename(raw / "masks")
    assert len(found("carvana", raw)) == 6
    (raw / "train_hq").mkdir()
    (raw / "train_hq" / sorted((raw / "imgs").iterdir())[0].name).write_bytes(b"x")
    assert len(found("carvana", raw)) == 6


def test_a_mask_of_more_than_two_values_is_no_car(raw: Path) -> None:
    carvana.fake(raw)
    path = sorted((raw / "train_masks").iterdir())[0]
    _fake.picture(path, np.arange(32 * 48).reshape(32, 48) % 7, palette=True)
    with pytest.raises(BadData, match="instead of 0 and 1"):
        mask_of(found("carvana", raw)[path.name[:15]])


def test_membranes_are_where_the_labels_are_zero(raw: Path) -> None:
    isbi2012.fake(raw)
    cases = found("isbi2012-em", raw)
    assert len(cases) == 60
    stack = volume.read_image(raw / "train-labels.tif").array[0]
    for k in (0, 7, 29):
        assert np.array_equal(mask_of(cases[f"slice-{k:02d}"]).array == 1, stack[k] == 0)
    assert cases["test-03"].mask is None


def test_every_slice_is_tested_by_one_nested_fold_and_validates_the_one_before() -> None:
    splits = {split.name: split for split in read_splits("isbi2012-em")}
    folds = [splits[f"nested-{k}"] for k in range(5)]
    assert sorted(case for fold in folds for case in fold.test) == sorted(folds[0].train + folds[0].val + folds[0].test)
    for k, fold in enumerate(folds):
        assert fold.evaluated == "test"
        assert fold.test == tuple(f"slice-{n:02d}" for n in range(6 * k, 6 * k + 6))
        assert fold.val == folds[(k + 1) % 5].test
        assert len({*fold.train, *fold.val, *fold.test}) == len(fold.train) + 12 == 30


def test_inverted_labels_are_refused(raw: Path) -> None:
    isbi2012.fake(raw)
    stack = volume.read_image(raw / "train-labels.tif").array[0]
    _fake.stack(raw / "train-labels.tif", 255 - stack)
    with pytest.raises(BadData, match="it is inverted"):
        mask_of(found("isbi2012-em", raw)["slice-00"])


def test_a_stack_of_another_length_is_refused(raw: Path) -> None:
    isbi2012.fake(raw)
    stack = volume.read_image(raw / "train-labels.tif").array[0]
    _fake.stack(raw / "train-labels.tif", stack[:20])
    with pytest.raises(BadData, match="has 20 pages"):
        mask_of(found("isbi2012-em", raw)["slice-00"])


def test_slices_as_pictures_are_the_same_cases(raw: Path) -> None:
    isbi2012.fake(raw)
    volumes, labels = (volume.read_image(raw / f"train-{name}.tif").array[0] for name in ("volume", "labels"))
    for path in raw.iterdir():
        path.unlink()
    for k in (0, 10):
        _fake.picture(raw / "data" / "membrane" / "train" / "image" / f"{k}.png", volumes[k])
        _fake.picture(raw / "data" / "membrane" / "train" / "label" / f"{k}.png", labels[k])
    cases = found("isbi2012-em", raw)
    assert set(cases) == {"slice-00", "slice-10"}
    assert np.array_equal(mask_of(cases["slice-10"]).array == 1, labels[10] == 0)


def test_every_split_of_one_volume_is_said_to_cut_it(raw: Path, tmp_path: Path) -> None:
    isbi2012.fake(raw)
    datasets.prepare("isbi2012-em", raw, root=tmp_path)
    assert "cuts through 1 of 1 volumes" in datasets.split_note(datasets.load("isbi2012-em", root=tmp_path))


@pytest.mark.parametrize(
    ("folder", "release"), [("kaggle-dsbowl-2018-dataset-fixes", "lopuhin"), ("train-hand", "ibmua")]
)
def test_corrected_labels_are_releases_with_splits_of_their_own(
    raw: Path, tmp_path: Path, folder: str, release: str
) -> None:
    dsb2018.fake(raw)
    (raw / folder).mkdir()
    (raw / "stage1_train.zip").rename(raw / folder / "stage1_train.zip")
    assert {case.release for case in found("dsb2018", raw).values()} == {release}
    datasets.prepare("dsb2018", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("dsb2018", root=tmp_path)
    assert (loaded.release, loaded.split.name) == (release, f"stage1-{release}")


def test_the_fake_labels_are_taken_as_the_original_ones(raw: Path) -> None:
    dsb2018.fake(raw)
    assert {case.release for case in found("dsb2018", raw).values()} == {"original"}


@pytest.mark.real
def test_real_labels_of_the_bowl_are_recognised_as_the_original(real_data: Path) -> None:
    assert {case.release for case in found("dsb2018", real_data / "dsb2018").values()} == {"original"}


@pytest.mark.real
def test_real_cars_and_membranes_are_read(real_data: Path, tmp_path: Path) -> None:
    for name, folder, count in (("carvana", "carvana", 10), ("isbi2012-em", "isbi2012", 30)):
        datasets.prepare(name, real_data / "samples" / folder, root=tmp_path, allow_partial=True)
        loaded = datasets.load(name, root=tmp_path)
        assert len(loaded.cases) == count
        shares = [datasets.Sample(case).reference.array.mean() for case in loaded.cases.values()]
        assert 0.1 < min(shares) < max(shares) < 0.5

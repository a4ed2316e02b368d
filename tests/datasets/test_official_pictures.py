"""Official 2D downloads as they are: TIFFs with odd tags, digests of originals, and real files of every kind."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from segeval import datasets, volume
from segeval.datasets import REGISTRY, cvc, kvasir
from segeval.datasets._originals import ORIGINALS, is_original, original_name, originals
from tests.datasets.helpers import found, listed
from tests.datasets.test_polyps import mask_of

KNOWN: Mapping[str, int] = {"acdc": 750, "cvc-clinicdb": 1224, "glas": 331, "kvasir-seg": 2001, "monuseg": 78}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


# CVC-ClinicDB


def test_colours_under_the_tag_of_grey_pictures_are_read_whole(raw: Path, tmp_path: Path) -> None:
    cvc.fake_clinic(raw)
    tiff = next(raw.rglob("Original/1.tif"))
    with pytest.raises(UnidentifiedImageError):
        Image.open(tiff)
    whole = volume.read_image(next(raw.rglob("Original/1.png")))
    assert np.array_equal(volume.read_image(tiff).array, whole.array)
    for path in sorted(raw.rglob("*.png")):
        path.unlink()
    datasets.prepare("cvc-clinicdb", raw, root=tmp_path / "data", allow_partial=True)
    loaded = datasets.load("cvc-clinicdb", root=tmp_path / "data")
    assert np.array_equal(datasets.Sample(loaded.cases["1"]).image.array, whole.array)


@pytest.mark.real
def test_all_real_frames_of_clinicdb_are_read(real_data: Path, tmp_path: Path) -> None:
    datasets.prepare("cvc-clinicdb", real_data / "cvc-clinicdb", root=tmp_path, allow_partial=True)
    loaded = datasets.load("cvc-clinicdb", root=tmp_path)
    assert len(loaded) == len(loaded.cases) == 118
    assert datasets.read_description(loaded.root).refused == {}
    for sample in list(loaded)[::20]:
        assert sample.image.array.shape == (3, *cvc.CLINIC_SHAPE)
        assert (sample.image.array[0] != sample.image.array[2]).any()
        assert 0.002 < sample.reference.array.mean() < 0.7


# Digests of originals


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_originals_are_known_by_digests_of_declared_datasets(name: str) -> None:
    assert REGISTRY.get(name).info.id == name
    assert len(originals(name)) == KNOWN[name]
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in originals(name).values())
    assert not [file for file in originals(name) if file.startswith("/") or "\\" in file]


def test_every_list_of_originals_is_of_a_dataset() -> None:
    assert {path.stem for path in ORIGINALS.glob("*.json")} == KNOWN.keys()
    assert originals("lits") == {}


@pytest.mark.parametrize(
    ("identifier", "path", "name"),
    [
        ("cvc-clinicdb", "CVC-ClinicDB/Ground Truth/1.tif", "Ground Truth/1.tif"),
        ("cvc-clinicdb", "ground truth/1.TIF", "Ground Truth/1.tif"),
        ("cvc-clinicdb", "CVC-ClinicDB/PNG/Ground Truth/1.png", None),
        ("cvc-clinicdb", "masks/1.tif", None),
        ("glas", "Warwick QU Dataset (Released 2016_07_08)/testA_1.bmp", "testA_1.bmp"),
        ("lits", "volume-0.nii", None),
    ],
)
def test_a_raw_file_has_the_name_that_its_path_ends_with(identifier: str, path: str, name: str | None) -> None:
    assert original_name(identifier, path) == name


def test_a_copy_is_no_original_and_an_unknown_name_is_neither(raw: Path) -> None:
    kvasir.fake(raw)
    files = listed(raw).find("Kvasir-SEG/images/*.jpg", "TrainDataset/images/*.png")
    assert {is_original("kvasir-seg", file) for file in files} == {False, None}


@pytest.mark.real
def test_real_files_are_the_originals(real_data: Path) -> None:
    for folder, name, end in (
        ("kvasir-seg", "kvasir-seg", "images/*.jpg"),
        ("cvc-clinicdb", "cvc-clinicdb", "*.tif"),
        ("acdc", "acdc", "*_gt.nii.gz"),
        ("monuseg", "monuseg", "*.tif"),
        ("samples/glas", "glas", "*.bmp"),
    ):
        files = listed(real_data / folder).find(end)[:60]
        assert files
        assert {is_original(name, file) for file in files} == {True}


# Kvasir-SEG


@pytest.mark.real
def test_the_whole_of_kvasir_has_a_polyp_in_every_mask(real_data: Path) -> None:
    cases = found("kvasir-seg", real_data / "kvasir-seg")
    assert len(cases) == 1000
    assert sum(case.folder == "Ts" for case in cases.values()) == 120
    for case in list(cases.values())[::50]:
        assert 0.001 < mask_of(case).array.mean() < 0.95

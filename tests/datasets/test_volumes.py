"""The traps of the 3D datasets: spacings, frames, names, orientations, releases and organs."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import (
    Converted,
    RawFile,
    _fake,
    acdc,
    covid19,
    ircadb,
    isles22,
    lits,
    pancreas,
    sliver07,
    synapse,
)
from segeval.datasets._splits import read_splits
from segeval.errors import BadData, IncompleteDownload
from segeval.records import Mask
from tests.datasets.helpers import found, lacking


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def prepared(name: str, raw: Path, split: str | None = None) -> datasets.Prepared:
    datasets.prepare(name, raw, root=raw.parent / "data", allow_partial=True)
    return datasets.load(name, split, root=raw.parent / "data")


def mask_of(case: datasets.RawCase) -> Mask:
    assert isinstance(case.mask, Converted)
    return case.mask()


# LiTS


def test_what_identity_affines_made_up_in_the_ircadb_cases_of_lits_is_marked_as_doubtful(raw: Path) -> None:
    lits.fake(raw)
    notes = {case: row.get("meta") for case, row in prepared("lits", raw).rows.items()}
    made_up = {"spacing": "suspect", "orientation": "suspect"}
    assert notes["volume-28"] == made_up
    assert notes["volume-32"] == {**made_up, "tumour": "none"}
    assert notes["volume-2"] is None


def test_the_thirteen_cases_without_tumour_are_named() -> None:
    assert len(lits.WITHOUT_TUMOUR) == 13
    grid = _fake.world((2, 2, 2))
    named = [number for number in range(131) if lits.notes(number, grid).get("tumour") == "none"]
    assert tuple(named) == lits.WITHOUT_TUMOUR


def test_liver_is_scored_with_its_tumours() -> None:
    assert {structure.name: structure.values for structure in lits.INFO.structures} == {"liver": (1, 2), "tumour": (2,)}


def test_lits_is_found_in_kaggles_folders_and_as_gz(raw: Path) -> None:
    lits.fake(raw)
    (batch,) = raw.glob("media/nas/01_Datasets/CT/LITS/Training Batch 2")
    for path in sorted(batch.iterdir()):
        folder = raw / ("volume_pt1" if path.name.startswith("volume") else "segmentations")
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)
    before = set(found("lits", raw))
    path = raw / "volume_pt1" / "volume-130.nii"
    volume.write_image(path.with_suffix(".nii.gz"), volume.read_image(path))
    path.unlink()
    assert set(found("lits", raw)) == before
    assert "test-volume-0" in before


def test_nnunets_folds_of_lits_are_those_of_msd_liver() -> None:
    ours = [split for split in read_splits("lits") if split.name.startswith("nnunet")]
    theirs = read_splits("decathlon/liver")
    assert [tuple(case.replace("volume-", "liver_") for case in split.val) for split in ours] == [s.val for s in theirs]


# 3D-IRCADb-01 and SLIVER07


def test_slices_without_ending_in_zips_of_zips_become_a_volume(raw: Path) -> None:
    ircadb.fake(raw)
    assert (raw / "3Dircadb1.1.zip").is_file()
    loaded = prepared("ircadb", raw)
    assert len(loaded.cases) == 3
    assert loaded.rows["3Dircadb1.1"]["label_values"] == [0, 1, 2]
    assert loaded.rows["3Dircadb1.2"]["label_values"] == [0, 1]
    image, mask = _fake.pair(_fake.world((5, 14, 18), (1.6, 0.7, 0.7)), (1, 2), seed=0)
    sample = datasets.Sample(loaded.cases["3Dircadb1.1"])
    labels, grid = volume.canonical(sample.reference.array, sample.reference.grid)
    assert np.array_equal(labels, mask.array)
    assert np.allclose(grid.spacing, image.grid.spacing)


def test_a_patient_without_liver_is_told(raw: Path) -> None:
    ircadb.fake(raw)
    shutil.rmtree(raw / "3Dircadb1.2" / "MASKS_DICOM" / "liver")
    assert lacking("ircadb", raw) == ["3Dircadb1.2: has no MASKS_DICOM/liver"]


def test_metaimage_headers_find_their_voxels_also_in_a_zip(raw: Path) -> None:
    sliver07.fake(raw)
    assert (raw / "train.zip").is_file()
    loaded = prepared("sliver07", raw)
    assert len(loaded.cases) == 5
    assert all(row["label_values"] == [0, 1] for row in loaded.rows.values())


def test_a_header_without_voxels_is_told(raw: Path) -> None:
    sliver07.fake(raw)
    voxels = next(raw.rglob("val/liver-orig*.raw"))
    voxels.unlink()
    assert lacking("sliver07", raw) == [f"{voxels.with_suffix('.mhd')}: its .raw is not beside it"]


# ACDC


def test_frames_that_are_not_frame_one_are_the_ends_of_the_cycle() -> None:
    frames = {case for split in read_splits("acdc") for case in (*split.train, *split.val, *split.test)}
    assert len(frames) == 200
    assert "patient090_frame04" in frames
    assert "patient090_frame01" not in frames


def test_4d_files_are_no_frames_and_info_cfg_names_the_phase(raw: Path) -> None:
    acdc.fake(raw)
    cases = found("acdc", raw)
    assert not [case for case in cases if "4d" in case]
    phases = {str(case.meta["phase"]) for case in cases.values() if not callable(case.meta)}
    assert phases == {"ED", "ES"}


def test_a_label_whose_header_differs_takes_the_grid_of_its_image(raw: Path) -> None:
    acdc.fake(raw)
    grids = {
        path.name.removesuffix(".nii.gz"): volume.read_grid(path, spacing="pixdim")
        for path in raw.rglob("*_frame*.nii.gz")
        if "patient004" not in path.name  # its header is repaired
    }
    (odd,) = (name for name in grids if not name.endswith("_gt") and grids[name].difference(grids[f"{name}_gt"]))
    assert mask_of(found("acdc", raw)[odd]).grid == grids[odd]
    assert odd in prepared("acdc", raw).cases


def test_the_three_forms_of_acdc_do_not_compare_and_say_so() -> None:
    forms = {split.name: split for split in read_splits("acdc")}
    three = [forms[name] for name in ("transunet", "ssl4mis", "nnformer")]
    assert len({split.digest for split in three}) == 3
    assert all("do not compare" in split.note for split in three)
    assert set(forms["nnformer"].test) == set(forms["transunet"].test)
    assert set(forms["ssl4mis"].test) != set(forms["transunet"].test)


def test_the_official_split_of_acdc_takes_the_test_frames_that_are_there(raw: Path) -> None:
    acdc.fake(raw)
    loaded = prepared("acdc", raw, "official")
    assert loaded.split.test == ("patient101_frame01",)
    assert len(loaded.split.train) == 200


def test_a_frame_that_info_cfg_does_not_name_is_told(raw: Path) -> None:
    acdc.fake(raw)
    table = next(raw.rglob("training/patient*/Info.cfg"))
    table.write_text("ED: 27\nES: 29\n")
    assert any("is neither ED nor ES" in line for line in lacking("acdc", raw))


# COVID-19-CT-Seg and ISLES'22


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("coronacases_org_001.nii", "coronacases_001"),
        ("coronacases_001.nii.gz", "coronacases_001"),
        ("case009.nii", "coronacases_009"),
        ("coronacases_org_case007.nii", "coronacases_007"),
        ("radiopaedia_org_covid-19-pneumonia-10_85902_1-dcm.nii", "radiopaedia_10_85902_1"),
        ("radiopaedia_10_85902_1.nii.gz", "radiopaedia_10_85902_1"),
        ("metadata.nii", ""),
    ],
)
def test_irregular_names_mean_the_same_case(name: str, case: str, tmp_path: Path) -> None:
    assert covid19.case_of(RawFile(name, 1, tmp_path / name, tmp_path)) == case


def test_the_two_domains_of_intensities_are_noted(raw: Path) -> None:
    covid19.fake(raw)
    loaded = prepared("covid19-ct", raw)
    for case, row in loaded.rows.items():
        lowest = datasets.Sample(loaded.cases[case]).image.array.min()
        assert row["meta"]["intensities"] == ("HU" if case.startswith("corona") else "8-bit window")
        assert (lowest < -200) == case.startswith("corona")


def test_zenodos_names_are_the_same_dataset(raw: Path, tmp_path: Path) -> None:
    covid19.fake(raw)
    before = found("covid19-ct", raw).keys()
    (raw / "COVID-19-CT-Seg_20cases").mkdir()
    for name, case in list(found("covid19-ct", raw).items()):
        assert isinstance(case.image, tuple)
        path = case.image[0].origin
        volume.write_image(raw / "COVID-19-CT-Seg_20cases" / f"{name}.nii.gz", volume.read_image(path))
        path.unlink()
    (raw / "ct_scans").rmdir()
    (raw / "lung_and_infection_mask").rename(raw / "Lung_and_Infection_Mask")
    assert found("covid19-ct", raw).keys() == before


def test_a_shared_case_number_is_said_to_be_cut(raw: Path) -> None:
    cuts = {
        split.name: datasets.cut_groups(split, groups or {}) for split, groups in datasets.known_splits("covid19-ct")
    }
    assert cuts["task1-2"] == ["radiopaedia_10", "radiopaedia_29"]
    assert cuts["task1-0"] == []


def test_flair_on_another_grid_is_no_channel(raw: Path) -> None:
    isles22.fake(raw)
    for case in prepared("isles22", raw).cases.values():
        assert len(case.images) == 2
    path = next(raw.rglob("*_adc.nii.gz"))
    path.unlink()
    (line,) = lacking("isles22", raw)
    assert line.endswith("its subject has no adc")


# Pancreas-CT


@pytest.fixture
def scan() -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """Return HU with an organ in fat, off the middle of every axis, and its mask."""
    mask = np.zeros((10, 40, 44), np.uint8)
    mask[1:4, 24:34, 8:20] = 1
    rng = np.random.default_rng(0)
    return (np.where(mask, 90, -80) + rng.normal(0, 15, mask.shape)).astype(np.float32), mask


@pytest.mark.parametrize("axes", [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)], ids=str)
def test_a_mask_is_turned_onto_the_organ_from_all_eight_ways(
    scan: tuple[np.ndarray, np.ndarray],
    axes: tuple[int, ...],
) -> None:
    image, mask = scan
    assert np.array_equal(pancreas.turn(np.flip(mask, axes), image, "label"), mask)


def test_a_mask_that_fits_two_ways_is_refused(scan: tuple[np.ndarray, np.ndarray]) -> None:
    image, mask = scan
    twins = np.maximum(image, np.flip(image, 1))
    with pytest.raises(BadData, match=r"how it lies on the scan is not clear \(contrast of the pancreas: \d+ HU"):
        pancreas.turn(mask, twins, "label")


def test_a_mask_of_no_organ_is_refused(scan: tuple[np.ndarray, np.ndarray]) -> None:
    image, mask = scan
    with pytest.raises(BadData, match="none with its intensity"):
        pancreas.turn(mask, np.full_like(image, -80), "label")
    with pytest.raises(BadData, match="get the original"):
        pancreas.turn(mask[1:], image, "label")


def test_labels_lie_on_the_dicom_series_after_preparing(raw: Path) -> None:
    pancreas.fake(raw)
    for sample in map(datasets.Sample, prepared("pancreas-ct", raw).cases.values()):
        inside = sample.image.array[0][sample.reference.array == 1]
        assert 60 < np.median(inside) < 120


def test_labels_of_withdrawn_scans_are_no_gap_and_their_scans_are_another_release(raw: Path) -> None:
    pancreas.fake(raw)
    assert lacking("pancreas-ct", raw) == []
    assert {case.release for case in found("pancreas-ct", raw).values()} == {"80"}
    series = next(raw.rglob("PANCREAS_0*"))
    shutil.copytree(series, series.with_name("PANCREAS_0025"))
    assert {case.release for case in found("pancreas-ct", raw).values()} == {"82"}
    names = [split.name for split in read_splits("pancreas-ct") if split.release == "80"]
    assert not any(
        {"0025", "0070"} & {*s.train, *s.val, *s.test} for s in read_splits("pancreas-ct") if s.name in names
    )


def test_two_series_of_one_patient_are_told(raw: Path) -> None:
    pancreas.fake(raw)
    series = next(path for path in raw.rglob("Pancreas-*") if path.parent.name.startswith("11-24"))
    shutil.copytree(series, series.with_name("again"))
    assert any("has several series" in line for line in lacking("pancreas-ct", raw))


# Synapse


def test_thirteen_organs_in_the_place_of_eight_are_refused(raw: Path) -> None:
    synapse.fake_transunet(raw)
    path = next(raw.rglob("*.npy.h5"))
    arrays = volume.read_arrays(path, ("image", "label"))
    path.unlink()
    _fake.hdf5(path, {"image": arrays["image"], "label": np.where(arrays["label"] == 8, 13, arrays["label"])})
    with pytest.raises(BadData, match="holds label 13; this copy has the 13 organs"):
        mask_of(found("synapse-transunet", raw)[path.name.partition(".")[0]])


def test_slices_are_stacked_in_order_and_a_missing_one_is_told(raw: Path) -> None:
    synapse.fake_transunet(raw)
    name = next(case for case, made in found("synapse-transunet", raw).items() if made.folder == "Tr")
    stacked = mask_of(found("synapse-transunet", raw)[name]).array
    for k in range(4):
        part = volume.read_arrays(raw / "train_npz" / f"{name}_slice{k:03d}.npz", ("label",))["label"]
        assert np.array_equal(stacked[k], part)
    (raw / "train_npz" / f"{name}_slice001.npz").unlink()
    (line,) = lacking("synapse-transunet", raw)
    assert "slices [1]" in line


def test_scans_without_spacing_are_measured_in_pixels(raw: Path) -> None:
    synapse.fake_transunet(raw)
    assert {sample.reference.grid.unit for sample in prepared("synapse-transunet", raw)} == {"px"}


def test_images_and_labels_of_btcv_are_matched_by_number(raw: Path) -> None:
    synapse.fake_official(raw)
    loaded = prepared("synapse", raw)
    assert loaded.cases["img0061"].mask is None
    label = next(raw.rglob("label0*.nii.gz"))
    label.unlink()
    assert any(line.endswith(f"has no {label.name.partition('.')[0]}") for line in lacking("synapse", raw))


# What no loader lets pass


def test_a_mask_on_another_grid_is_refused_where_headers_are_trusted(raw: Path, tmp_path: Path) -> None:
    lits.fake(raw)
    for number in (48, 130):  # 5 mm is no made-up 1 mm, whatever the number
        path = next(raw.rglob(f"segmentation-{number}.nii"))
        mask = volume.read_mask(path)
        path.unlink()
        volume.write_mask(path, Mask(mask.array, replace(mask.grid, spacing=(5.0, 0.7, 0.7))))
    refused = datasets.read_description(datasets.prepare("lits", raw, root=tmp_path, allow_partial=True)).refused
    assert sorted(refused) == ["volume-130", "volume-48"]
    assert all("spacings differ" in reason for reason in refused.values())


@pytest.mark.parametrize("name", ["lits", "acdc", "pancreas-ct", "synapse", "kvasir-seg", "monuseg"])
def test_the_wrong_dataset_in_the_folder_is_recognised(raw: Path, tmp_path: Path, name: str) -> None:
    isles22.fake(raw)
    with pytest.raises(IncompleteDownload, match=rf"holds no case of {name}\. It looks like isles22 \(5 cases\)"):
        datasets.prepare(name, raw, root=tmp_path / "data", allow_partial=True)

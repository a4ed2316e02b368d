"""Faults of official 3D downloads that loaders know: made-up headers, doubled spacings, organs under other numbers."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import _fake, acdc, ircadb, isles22, lits, pancreas, sliver07, synapse
from segeval.errors import BadData
from segeval.records import Mask
from tests.datasets.helpers import found, lacking
from tests.datasets.test_volumes import mask_of, prepared

# Voxels of label0001 of the official release (512 x 512 x 147), as a public notebook prints them.
BTCV_0001 = {
    "spleen": 232_705,
    "right kidney": 151_047,
    "left kidney": 128_383,
    "gallbladder": 6_245,
    "oesophagus": 11_334,
    "liver": 1_298_572,
    "stomach": 349_669,
    "aorta": 56_888,
    "inferior vena cava": 68_241,
    "portal and splenic vein": 33_699,
    "pancreas": 84_187,
    "right adrenal gland": 3_280,
    "left adrenal gland": 4_195,
}
# Voxels of patient 17 of 3D-IRCADb-01 (512 x 512 x 119), counted in the original masks.
IRCADB_17 = {1: 1_920_507, 2: 185_990}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


# ACDC: the spacing stands in pixdim alone


def test_official_frames_of_acdc_have_the_spacing_of_pixdim(raw: Path) -> None:
    acdc.fake(raw)
    path = next(raw.rglob("patient001_frame01_gt.nii.gz"))
    with pytest.raises(BadData, match="by pixdim"):
        volume.read_grid(path)
    loaded = prepared("acdc", raw)
    assert {tuple(np.round(row["spacing"], 4)) for row in loaded.rows.values()} == {(10.0, 1.4, 1.4)}
    for case in loaded.cases.values():
        assert case.mask is not None
        for file in (*case.images, case.mask):
            assert volume.read_grid(file).spacing == pytest.approx((10.0, 1.4, 1.4))


def test_a_frame_that_lost_its_spacing_is_refused(raw: Path) -> None:
    acdc.fake(raw)
    path = next(raw.rglob("patient001_frame01.nii.gz"))
    image = volume.read_image(path, spacing="pixdim")
    path.unlink()
    volume.write_image(path, type(image)(image.array, replace(image.grid, spacing=(1.0, 1.0, 1.0))))
    name = path.name.partition(".")[0]
    loaded = prepared("acdc", raw)
    assert name not in loaded.cases
    assert "get a copy that kept its spacing" in datasets.read_description(loaded.root).refused[name]


@pytest.mark.real
def test_all_real_frames_of_acdc_are_read_with_their_spacing(real_data: Path, tmp_path: Path) -> None:
    datasets.prepare("acdc", real_data / "acdc", root=tmp_path, allow_partial=True)
    loaded = datasets.load("acdc", "transunet", root=tmp_path)
    assert len(loaded.cases) == 42
    assert len(loaded) == 40
    assert datasets.read_description(loaded.root).refused == {}
    spacings = np.array([row["spacing"] for row in loaded.rows.values()])
    assert spacings[:, 0].min() >= 5
    assert spacings[:, 0].max() <= 10
    assert ((spacings[:, 1:] > 0.7) & (spacings[:, 1:] < 1.95)).all()
    assert loaded.rows["patient090_frame04"]["meta"]["phase"] == "ED"
    assert all(row["label_values"] == [0, 1, 2, 3] for row in loaded.rows.values())
    volumes = [volume_ml(sample.reference, 3) for sample in loaded]
    assert min(volumes) >= 19.4 - 0.05
    assert max(volumes) <= 374 + 0.5


def volume_ml(mask: Mask, label: int) -> float:
    return float((mask.array == label).sum() * np.prod(mask.grid.spacing) / 1000)


# LiTS: label headers of 1 mm


def test_label_headers_of_1_mm_yield_to_the_scan_and_the_case_says_so(raw: Path) -> None:
    lits.fake(raw)
    loaded = prepared("lits", raw)
    assert loaded.rows["volume-48"]["spacing"] == pytest.approx([2.5, 0.7, 0.7])
    assert loaded.rows["volume-48"]["meta"] == {"label_header": "replaced by the scan's"}
    assert datasets.Sample(loaded.cases["volume-48"]).reference.grid.spacing == pytest.approx((2.5, 0.7, 0.7))
    assert loaded.rows["volume-130"].get("meta") is None


def test_a_repaired_label_header_is_not_said_to_be_replaced(raw: Path) -> None:
    lits.fake(raw)
    scan, label = (next(raw.rglob(f"{kind}-48.nii")) for kind in ("volume", "segmentation"))
    mask, grid = volume.read_mask(label), volume.read_grid(scan)
    label.unlink()
    volume.write_mask(label, Mask(mask.array, grid))
    assert prepared("lits", raw).rows["volume-48"].get("meta") is None


# SLIVER07: the spacing stands in two fields


def test_the_spacing_of_sliver07_is_not_squared(raw: Path) -> None:
    sliver07.fake(raw)
    header = next(raw.rglob("*.mhd")).read_text(encoding="utf-8")
    assert "TransformMatrix = 0.7 0 0 0 0.7 0 0 0 2.0" in header
    assert "ElementSpacing = 0.7 0.7 2.0" in header
    for row in prepared("sliver07", raw).rows.values():
        assert row["spacing"] == pytest.approx([2.0, 0.7, 0.7])


# Synapse: eight organs in two orders


def sizes(organs: tuple[str, ...], scale: float = 1.0, **other: int) -> dict[int, int]:
    known = {organ: int(size * scale) for organ, size in BTCV_0001.items()}
    return {value: other.get(organ.replace(" ", "_"), known[organ]) for value, organ in enumerate(organs, 1)}


@pytest.mark.parametrize("scale", [1.0, 0.5, 0.001])
@pytest.mark.parametrize("order", list(synapse.ORDERS))
def test_the_organs_of_a_real_scan_tell_the_order_of_their_numbers(order: str, scale: float) -> None:
    assert synapse.order_of(sizes(synapse.ORDERS[order], scale), "scan") == order


@pytest.mark.parametrize("absent", synapse.EIGHT)
@pytest.mark.parametrize("order", list(synapse.ORDERS))
def test_an_organ_that_was_removed_does_not_hide_the_order(order: str, absent: str) -> None:
    found_sizes = sizes(synapse.ORDERS[order], **{absent.replace(" ", "_"): 0})
    if absent == "liver":
        with pytest.raises(BadData, match="fit no order that circulates"):
            synapse.order_of(found_sizes, "scan")
    else:
        assert synapse.order_of(found_sizes, "scan") == order


WRONG: Mapping[str, tuple[str, ...]] = {
    "the first eight of thirteen": (
        *("spleen", "right kidney", "left kidney", "gallbladder", "oesophagus", "liver", "stomach", "aorta"),
    ),
    "aorta and gallbladder swapped": ("gallbladder", "aorta", *synapse.EIGHT[2:]),
    "the other way round": synapse.EIGHT[::-1],
}


@pytest.mark.parametrize("organs", WRONG.values(), ids=list(WRONG))
def test_an_order_that_does_not_circulate_is_refused(organs: tuple[str, ...]) -> None:
    with pytest.raises(BadData, match=r"scan: organs of these sizes in voxels \(1: \d+, .* fit no order"):
        synapse.order_of(sizes(organs), "scan")


def test_a_scan_without_organs_is_refused() -> None:
    with pytest.raises(BadData, match="fit both orders"):
        synapse.order_of({}, "scan")


def test_copies_in_the_other_order_are_renumbered_and_say_so(raw: Path) -> None:
    synapse.fake_transunet(raw)
    masks = {name: mask_of(case).array for name, case in found("synapse-transunet", raw).items()}
    other = np.array([0, *(1 + synapse.OTHER_EIGHT.index(organ) for organ in synapse.EIGHT)])
    for path in sorted(raw.rglob("case*")):
        arrays = dict(volume.read_arrays(path, ("image", "label")))
        arrays["label"] = other[arrays["label"].astype(int)].astype(np.float32)
        path.unlink()
        if path.suffix == ".h5":
            _fake.hdf5(path, arrays)
        else:
            np.savez(path, image=arrays["image"], label=arrays["label"])
    loaded = prepared("synapse-transunet", raw)
    assert loaded.rows.keys() == masks.keys()
    for name, case in loaded.cases.items():
        assert np.array_equal(datasets.Sample(case).reference.array, masks[name])
        assert loaded.rows[name]["meta"] == {"organ_order": "CASCADE's, renumbered"}


@pytest.mark.real
def test_label_0001_of_btcv_holds_the_known_counts(real_data: Path) -> None:
    files = sorted(real_data.rglob("label0001.nii.gz"))
    if not files:
        pytest.skip("no official BTCV here")
    mask = volume.read_mask(files[0])
    assert mask.grid.shape == (147, 512, 512)
    assert mask.grid.spacing == pytest.approx((3.0, 0.66796875, 0.66796875))
    counts = volume.count_labels(mask.array)
    assert {organ: counts[value] for value, organ in enumerate(synapse.ORGANS, 1)} == BTCV_0001


# 3D-IRCADb-01


def test_tumours_inside_the_liver_take_their_voxels_from_it(raw: Path) -> None:
    ircadb.fake(raw)
    for name, case in found("ircadb", raw).items():
        labels = np.bincount(mask_of(case).array.ravel(), minlength=3)
        assert labels[1] > 0
        assert (labels[2] > 0) == (name != "3Dircadb1.2")


def test_the_patients_without_tumour_are_those_of_lits() -> None:
    in_lits = [number for number in lits.WITHOUT_TUMOUR if number in lits.IRCADB]
    assert tuple(number - lits.IRCADB.start + 1 for number in in_lits) == ircadb.WITHOUT_TUMOUR


@pytest.mark.real
def test_patient_17_of_ircadb_holds_the_known_counts(real_data: Path, tmp_path: Path) -> None:
    folders = sorted(real_data.rglob("3Dircadb1.17*"))
    if not folders:
        pytest.skip("no 3D-IRCADb-01 here")
    datasets.prepare("ircadb", folders[0].parent, root=tmp_path, allow_partial=True)
    row = datasets.load("ircadb", root=tmp_path).cases["3Dircadb1.17"]
    counts = volume.count_labels(datasets.Sample(row).reference.array)
    assert {label: counts[label] for label in (1, 2)} == IRCADB_17


# Pancreas-CT and ISLES'22: folders of other sources


def test_the_folder_of_the_imaging_data_commons_is_no_patient(raw: Path) -> None:
    pancreas.fake(raw)
    before = found("pancreas-ct", raw).keys()
    collection = raw / "manifest-1" / "Pancreas-CT"
    collection.rename(collection.with_name("pancreas_ct"))
    assert found("pancreas-ct", raw).keys() == before
    assert lacking("pancreas-ct", raw) == []


def test_isles_is_found_without_folders_of_kinds(raw: Path) -> None:
    isles22.fake(raw)
    before = found("isles22", raw).keys()
    home = raw / "ISLES-2022"
    (home / "rawdata").mkdir()
    for subject in sorted(home.glob("sub-*")):
        for path in sorted(subject.rglob("*.nii.gz")):
            target = home / "rawdata" / subject.name / "ses-0001" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
        shutil.rmtree(subject)
    assert found("isles22", raw).keys() == before


@pytest.mark.real
def test_the_real_stroke_case_has_its_lesion(real_data: Path, tmp_path: Path) -> None:
    datasets.prepare("isles22", real_data / "isles22", root=tmp_path, allow_partial=True)
    case = datasets.load("isles22", root=tmp_path).cases["sub-strokecase0009"]
    sample = datasets.Sample(case)
    assert sample.image.array.shape == (2, 73, 112, 112)
    assert volume_ml(sample.reference, 1) == pytest.approx(4.18, abs=0.005)


# Of several candidates none is taken


@pytest.mark.parametrize(
    ("name", "fake", "pattern"),
    [
        ("acdc", acdc.fake, "*_frame01_gt.nii.gz"),
        ("isles22", isles22.fake, "*_msk.nii.gz"),
        ("synapse", synapse.fake_official, "label0*.nii.gz"),
        ("pancreas-ct", pancreas.fake, "label0*.nii.gz"),
        ("lits", lits.fake, "segmentation-130.nii"),
    ],
)
def test_two_masks_of_one_scan_are_told_and_neither_is_taken(
    raw: Path, name: str, fake: Callable[[Path], None], pattern: str
) -> None:
    fake(raw)
    assert lacking(name, raw) == []
    before = found(name, raw).keys()
    mask = sorted(raw.rglob(pattern))[0]
    (raw / "again").mkdir()
    shutil.copy(mask, raw / "again" / mask.name)
    (line,) = lacking(name, raw)
    assert "keep one" in line
    assert str(mask) in line
    assert str(raw / "again" / mask.name) in line
    assert len(before - found(name, raw).keys()) == 1

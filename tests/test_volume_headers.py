"""What a header refers to, where its spacing stands, and scalings that leave nothing of a mask."""

import gzip
import os
import unicodedata
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval.errors import BadData, DamagedFile, SegevalError
from segeval.volume import (
    files_of,
    read_grid,
    read_image,
    read_mask,
    stored_ending,
    stored_plainly,
    write_mask,
)

REAL = os.environ.get("SEGEVAL_REAL_DATA", "")
nibabel: Any = import_module("nibabel")
sitk: Any = import_module("SimpleITK")
VOXELS = np.arange(24, dtype=np.uint8).reshape(4, 3, 2) % 3
FORMS = {
    "mhd": "ObjectType = Image\nNDims = 3\nDimSize = 2 3 4\n{}ElementType = MET_UCHAR\nElementDataFile = {}",
    "nhdr": "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 3 4\n{}encoding: raw\ndata file: {}",
}
SPACINGS = {"mhd": "ElementSpacing = 0.5 0.6 2\n", "nhdr": "spacings: 0.5 0.6 2\n"}


def detached(folder: Path, form: str, *, header: str = "a", voxels: str = "a.raw", fields: str | None = None) -> Path:
    """Write a header without a last newline and the voxels that it names beside it."""
    path = folder / f"{header}.{form}"
    text = FORMS[form].format(SPACINGS[form] if fields is None else fields, voxels)
    path.write_text(text, encoding="utf-8")
    VOXELS.tofile(folder / voxels)
    return path


def save_nifti(path: Path, array: np.ndarray[Any, Any], affine: Any = None, **fields: Any) -> Path:
    """Write ``(x, y, z)``, then set fields of the header directly."""
    data = bytearray(nibabel.Nifti1Image(array, np.eye(4) if affine is None else affine).to_bytes())
    header = nibabel.Nifti1Header(bytes(data[:348]), check=False)
    for name, value in fields.items():
        header[name] = value
    data[:348] = header.binaryblock
    path.write_bytes(gzip.compress(bytes(data)) if path.suffix == ".gz" else bytes(data))
    return path


# Files


@pytest.mark.parametrize("form", FORMS)
def test_detached_voxels_belong_to_the_files_of_a_header(tmp_path: Path, form: str) -> None:
    path = detached(tmp_path, form, voxels="other.raw")
    assert files_of(path) == (path, tmp_path / "other.raw")
    assert np.array_equal(read_mask(path).array, VOXELS)
    (tmp_path / "other.raw").unlink()
    assert files_of(path) == (path,)


@pytest.mark.parametrize("name", ["a.mha", "a.nrrd", "a.nii", "a.nii.gz"])
def test_other_files_refer_to_nothing(tmp_path: Path, name: str) -> None:
    sitk.WriteImage(sitk.GetImageFromArray(VOXELS), str(tmp_path / name))
    assert files_of(tmp_path / name) == (tmp_path / name,)


@pytest.mark.parametrize("packed", [False, True])
def test_either_half_of_a_pair_refers_to_the_other(tmp_path: Path, packed: bool) -> None:
    nibabel.save(nibabel.Nifti1Pair(VOXELS.T, np.eye(4)), tmp_path / "a.hdr")
    header, voxels = tmp_path / "a.hdr", tmp_path / "a.img"
    if packed:
        (tmp_path / "a.img.gz").write_bytes(gzip.compress(voxels.read_bytes()))
        voxels.unlink()
        voxels = tmp_path / "a.img.gz"
    assert files_of(header) == (header, voxels)
    assert files_of(voxels) == (voxels, header)


def test_two_candidates_for_the_other_half_are_both_named(tmp_path: Path) -> None:
    nibabel.save(nibabel.Nifti1Pair(VOXELS.T, np.eye(4)), tmp_path / "a.hdr")
    (tmp_path / "a.img.gz").write_bytes(gzip.compress(bytes(24)))
    with pytest.raises(BadData, match=r"a\.img and a\.img\.gz"):
        read_mask(tmp_path / "a.hdr")


@pytest.mark.parametrize("content", [b"", b"hello", b"ObjectType = Image\n", b"NRRD0004\ndata file: ../up.raw\n"])
def test_what_cannot_be_read_is_a_file_of_its_own(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mhd"
    assert files_of(path) == (path,)
    path.write_bytes(content)
    assert files_of(path) == (path,)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_a_file_ends_its_last_line(tmp_path: Path, form: str, end: str) -> None:
    path = detached(tmp_path, form)
    path.write_bytes(path.read_bytes() + end.encode())
    assert np.array_equal(read_mask(path).array, VOXELS)
    assert read_grid(path).spacing == (2.0, 0.6, 0.5)


def test_a_comment_may_name_the_last_key_and_an_editor_leave_its_mark(tmp_path: Path) -> None:
    path = detached(tmp_path, "mhd", fields="Comment = ElementDataFile = b.raw\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert np.array_equal(read_mask(path).array, VOXELS)


def test_voxels_that_follow_the_header_need_the_end_of_its_line(tmp_path: Path) -> None:
    text = FORMS["mhd"].format(SPACINGS["mhd"], "LOCAL").encode()
    (tmp_path / "a.mha").write_bytes(text)
    with pytest.raises(DamagedFile, match="does not come to the end of its last line"):
        read_mask(tmp_path / "a.mha")
    (tmp_path / "a.mha").write_bytes(text + b"\n" + VOXELS.tobytes())
    assert np.array_equal(read_mask(tmp_path / "a.mha").array, VOXELS)


NAMES = ["Leber Süd.x", "肝臓.x", "рентген.x", "e\u0301.x"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("suffix", ["nii.gz", "nii", "png", "mha", "nrrd"])
def test_names_in_every_script_are_read(tmp_path: Path, name: str, form: Any, suffix: str) -> None:
    folder = tmp_path / unicodedata.normalize(form, name)
    folder.mkdir()
    path = folder / unicodedata.normalize(form, name.replace("x", suffix))
    picture = VOXELS[0] if suffix == "png" else VOXELS
    if suffix in ("mha", "nrrd"):
        sitk.WriteImage(sitk.GetImageFromArray(picture), str(path))
    else:
        grid = read_grid(detached(tmp_path, "mhd")) if suffix != "png" else None
        records = import_module("segeval.records")
        write_mask(path, records.Mask(picture, grid or records.Grid.pixels(picture.shape)))
    assert np.array_equal(read_mask(path).array, picture)
    assert files_of(path) == (path,)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("written", "on_disk"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFC", "NFC")])
def test_voxels_are_found_in_either_unicode_form(tmp_path: Path, form: str, written: Any, on_disk: Any) -> None:
    path = detached(tmp_path, form, voxels=unicodedata.normalize(written, "Süd.raw"))
    there = tmp_path / unicodedata.normalize(on_disk, "Süd.raw")
    (tmp_path / unicodedata.normalize(written, "Süd.raw")).rename(there)
    assert np.array_equal(read_mask(path).array, VOXELS)
    assert files_of(path) == (path, there)


# Spacing


def pixdim_alone(path: Path, **fields: Any) -> Path:
    """Write what ACDC holds: an sform of unit scale with code 2, no qform, and the voxel size in pixdim."""
    told = {"qform_code": 0, "sform_code": 2, "pixdim": [1, 1.5, 1.25, 10, 1, 1, 1, 1], "xyzt_units": 0} | fields
    return save_nifti(path, VOXELS.T, np.diag([-1.0, -1, 1, 1]), **told)


def test_spacing_from_pixdim_alone_is_read_on_demand(tmp_path: Path) -> None:
    path = pixdim_alone(tmp_path / "a.nii.gz")
    with pytest.raises(BadData, match="by pixdim but"):
        read_grid(path)
    for grid in (
        read_grid(path, spacing="pixdim"),
        read_mask(path, {0, 1, 2}, spacing="pixdim").grid,
        read_image(path, spacing="pixdim").grid,
    ):
        assert grid.spacing == (10, 1.25, 1.5)
        assert grid.direction == ((0, 0, 1), (0, -1, 0), (-1, 0, 0))
        assert grid.origin == (0, 0, 0)
    itk = sitk.ReadImage(str(path))
    assert itk.GetSpacing() == pytest.approx((1.5, 1.25, 10))


def test_such_files_are_rewritten_when_they_are_prepared(tmp_path: Path) -> None:
    path = pixdim_alone(tmp_path / "a.nii.gz")
    assert stored_ending(path) is None
    assert not stored_plainly(path)
    usual = pixdim_alone(tmp_path / "b.nii.gz", pixdim=[1, 1, 1, 1, 1, 1, 1, 1])
    assert stored_ending(usual) == ".nii.gz"
    assert stored_plainly(usual)


@pytest.mark.parametrize(
    "fields",
    [
        {"qform_code": 1},
        {"sform_code": 1},
        {"sform_code": 0},
        {"srow_x": [-1.5, 0, 0, 0]},
        {"srow_z": [0, 0, 10, 0]},
        {"pixdim": [1, 1.5, -1.25, 10, 1, 1, 1, 1]},
    ],
    ids=str,
)
def test_pixdim_is_never_believed_beside_another_opinion(tmp_path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(BadData, match="pixdim"):
        read_grid(pixdim_alone(tmp_path / "a.nii", **fields), spacing="pixdim")


@pytest.mark.parametrize("form", FORMS)
def test_only_nifti_has_a_pixdim(tmp_path: Path, form: str) -> None:
    with pytest.raises(BadData, match="only NIfTI has a pixdim"):
        read_mask(detached(tmp_path, form), spacing="pixdim")
    with pytest.raises(BadData, match="not a regular file"):
        read_image(tmp_path, spacing="pixdim")


def test_a_spacing_that_stands_in_a_metaimage_twice_counts_once(tmp_path: Path) -> None:
    turned = "TransformMatrix = 0.5 0 0 0 0.6 0 0 0 2\n"
    assert read_grid(detached(tmp_path, "mhd", fields=SPACINGS["mhd"] + turned)).spacing == (2.0, 0.6, 0.5)
    other = "TransformMatrix = 0.5 0 0 0 0.7 0 0 0 2\n"
    with pytest.raises(BadData, match=r"TransformMatrix are \[0\.5, 0\.7, 2\.0\] long and ElementSpacing is"):
        read_grid(detached(tmp_path, "mhd", fields=SPACINGS["mhd"] + other))


@pytest.mark.parametrize(
    ("form", "fields", "told"),
    [
        ("mhd", "Offset = 1 2 3\nPosition = 1 2 4\n", "Offset = 1 2 3 and Position = 1 2 4"),
        ("nhdr", "spacings: 1 1 1\nspace directions: (1,0,0) (0,1,0) (0,0,2)\n", "spacings are"),
        ("nhdr", "spacings: 1 1 1\ndatafile: b.raw\n", r"data file = a\.raw and datafile = b\.raw"),
    ],
)
def test_a_header_that_says_two_things_is_refused(tmp_path: Path, form: str, fields: str, told: str) -> None:
    with pytest.raises(BadData, match=told):
        read_mask(detached(tmp_path, form, fields=fields))


def test_a_header_may_say_one_thing_twice(tmp_path: Path) -> None:
    fields = "Offset = 1 2 3\nPosition = 1.0 2 3.0\nElementSpacing = 1 1 2\nElementSize = 1 1 1\n"
    grid = read_grid(detached(tmp_path, "mhd", fields=fields))
    assert (grid.origin, grid.spacing) == ((-1, -2, 3), (2, 1, 1))


# Scaling


@pytest.mark.parametrize("slope", [1e-10, 1e-5, 9e-4, 0.0011, -1e-10])
@pytest.mark.parametrize("intercept", [0, 1])
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_a_tiny_slope_does_not_empty_a_mask(tmp_path: Path, slope: float, intercept: float, dtype: type[Any]) -> None:
    path = save_nifti(tmp_path / "m.nii", VOXELS.astype(dtype).T, scl_slope=slope, scl_inter=intercept)
    with pytest.raises(BadData, match="slope"):
        read_mask(path)


def test_a_tiny_slope_between_two_far_numbers_still_joins_nothing(tmp_path: Path) -> None:
    array = np.array([0, 1, 1111, 2222], np.int16).reshape(1, 2, 2)
    path = save_nifti(tmp_path / "m.nii", array, scl_slope=1 / 1111)
    with pytest.raises(BadData, match="make 0 of both 0 and 1; store the label numbers themselves"):
        read_mask(path)
    array[0, 0, 1] = 0
    save_nifti(path, array, scl_slope=1 / 1111)
    assert read_mask(path, {0, 1, 2}).array.ravel().tolist() == [0, 1, 0, 2]


@pytest.mark.parametrize("value", [1e-10, 9e-4])
def test_tiny_floats_are_no_background_and_noise_beside_a_label_is(tmp_path: Path, value: float) -> None:
    array = np.array([0, value, 0, value], np.float64).reshape(1, 2, 2)
    with pytest.raises(BadData, match="a mask holds integers"):
        read_mask(save_nifti(tmp_path / "m.nii", array))
    array[0, 1, 1] = 1 - value / 2
    assert read_mask(save_nifti(tmp_path / "m.nii", array)).array.ravel().tolist() == [0, 0, 0, 1]


def test_an_empty_mask_with_a_tiny_slope_is_empty(tmp_path: Path) -> None:
    array = np.full((4, 3, 2), -(2**31), np.int32)
    path = save_nifti(tmp_path / "m.nii", array, scl_slope=1 / (2**32 - 1), scl_inter=0.5)
    assert not read_mask(path, {0}).array.any()
    assert not read_mask(save_nifti(path, np.zeros_like(array), scl_slope=1e-10)).array.any()


@pytest.mark.skipif(not REAL, reason="SEGEVAL_REAL_DATA is not set")
@pytest.mark.real
def test_the_real_frames_of_acdc_have_their_spacing_in_pixdim() -> None:
    frames = sorted((Path(REAL) / "acdc/training").glob("patient*/*_frame??*.nii.gz"))
    assert len(frames) >= 84
    for path in frames:
        grid = read_grid(path, spacing="pixdim")
        assert grid.spacing == pytest.approx(nibabel.load(path).header["pixdim"][3:0:-1])
        assert 5 <= grid.spacing[0] <= 10
        assert 0.7 <= grid.spacing[1] == grid.spacing[2] <= 1.92
        with pytest.raises(SegevalError, match="by pixdim but"):
            read_grid(path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("value", ["1e300", "1e12", "1e-300", "1e-12"])
def test_no_spacing_is_of_another_world(tmp_path: Path, form: str, value: str) -> None:
    fields = SPACINGS[form].replace("0.6", value)
    with pytest.raises(BadData, match=r"from 1e-09 to 1e\+09 mm|keep the true ones"):
        read_grid(detached(tmp_path, form, fields=fields))

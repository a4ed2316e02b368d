"""Damaged, lying and hostile files: each raises a SegevalError or decodes to exactly what was stored."""

import gzip
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from segeval.errors import BadData, DamagedFile, GridMismatch, SegevalError, UnknownLabel, UsageError
from segeval.records import Grid, Volume
from segeval.volume import max_bytes, read_grid, read_image, read_mask, require_same_grid, write_image

nibabel: Any = import_module("nibabel")
sitk: Any = import_module("SimpleITK")
GRID = Grid(
    shape=(8, 10, 12),
    spacing=(2.0, 0.8, 0.8),
    origin=(3.0, -4.0, 5.0),
    direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
    unit="mm",
)


def save_nifti(path: Path, array: np.ndarray[Any, Any], **header: float) -> Path:
    """Write ``(x, y, z)`` with nibabel, then set fields of the header directly."""
    image = nibabel.Nifti1Image(array, np.diag([0.8, 0.8, 2.0, 1.0]))
    data = bytearray(image.to_bytes())
    fields = nibabel.Nifti1Header(bytes(data[:348]), check=False)
    for name, value in header.items():
        fields[name] = value
    data[:348] = fields.binaryblock
    path.write_bytes(gzip.compress(bytes(data)) if path.suffix == ".gz" else bytes(data))
    return path


def ramp(dtype: type[Any] = np.int16) -> np.ndarray[Any, Any]:
    return np.arange(24).reshape(4, 3, 2).astype(dtype)


# Values


def test_a_mask_is_scaled_and_rounded_before_it_is_believed(tmp_path: Path) -> None:
    stored = np.array([-(2**31), 2**31 - 1], np.int32).repeat(12).reshape(4, 3, 2)
    path = save_nifti(tmp_path / "m.nii.gz", stored, scl_slope=1 / (2**32 - 1) * (1 - 1e-4), scl_inter=0.5)
    mask = read_mask(path, {0, 1})
    assert np.unique(mask.array).tolist() == [0, 1]
    assert mask.array.dtype == np.uint8


@pytest.mark.parametrize("slope", [0.0, float("nan"), 1.0])
def test_a_slope_of_zero_or_nan_scales_nothing(tmp_path: Path, slope: float) -> None:
    path = save_nifti(tmp_path / "i.nii", ramp(), scl_slope=slope)
    assert np.array_equal(read_image(path).array[0], ramp().T)


def test_images_are_scaled(tmp_path: Path) -> None:
    path = save_nifti(tmp_path / "i.nii", ramp(), scl_slope=0.1, scl_inter=-3)
    slope = float(np.float32(0.1))
    assert np.array_equal(read_image(path).array[0], (ramp().T * slope - 3).astype(np.float32))


def test_fractions_are_not_labels(tmp_path: Path) -> None:
    path = save_nifti(tmp_path / "m.nii", ramp(np.float32) / 2)
    with pytest.raises(BadData, match=r"a mask holds integers, this one 0\.5"):
        read_mask(path)


def test_unknown_labels_are_counted(tmp_path: Path) -> None:
    path = save_nifti(tmp_path / "m.nii", np.array([0, 1, 7, 7, 9, 0], np.uint8).reshape(1, 2, 3))
    with pytest.raises(UnknownLabel, match=r"7 \(2 voxels\), 9 \(1 voxels\); declared are \[0, 1\]"):
        read_mask(path, {0, 1})


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_an_image_is_finite(tmp_path: Path, value: float) -> None:
    array = ramp(np.float64)
    array[1, 2, 1] = array[3, 0, 1] = value
    path = save_nifti(tmp_path / "i.nii", array)
    with pytest.raises(BadData, match=r"2 of 24 values are not finite, the first at index \(0, 1, 0, 3\)"):
        read_image(path)


def test_a_mask_has_one_channel(tmp_path: Path) -> None:
    path = save_nifti(tmp_path / "m.nii", np.zeros((4, 3, 2, 5), np.uint8))
    with pytest.raises(BadData, match="this file has 5"):
        read_mask(path)


# Formats by content


@pytest.mark.parametrize("layers", [0, 1, 2])
@pytest.mark.parametrize("name", ["i.nii", "i.nii.gz", "i.png"])
def test_the_suffix_does_not_decide(tmp_path: Path, name: str, layers: int) -> None:
    data = save_nifti(tmp_path / "plain.nii", ramp()).read_bytes()
    for _ in range(layers):
        data = gzip.compress(data)
    (tmp_path / name).write_bytes(data)
    assert np.array_equal(read_image(tmp_path / name).array[0], ramp().T)


def test_big_endian_and_nifti_2_are_read(tmp_path: Path) -> None:
    header = nibabel.Nifti1Header(endianness=">")
    big = nibabel.Nifti1Image(ramp().astype(">i2"), np.eye(4), header)
    two = nibabel.Nifti2Image(ramp(), np.eye(4))
    for name, image in (("big.nii", big), ("two.nii", two)):
        (tmp_path / name).write_bytes(image.to_bytes())
        assert np.array_equal(read_image(tmp_path / name).array[0], ramp().T)
    assert (tmp_path / "big.nii").read_bytes()[:4] == struct.pack(">i", 348)


def test_a_pair_is_read_from_either_half_and_bare_voxels_may_look_like_gzip(tmp_path: Path) -> None:
    array = ramp()
    array[0, 0, 0] = struct.unpack("<h", b"\x1f\x8b")[0]
    image = nibabel.Nifti1Pair(array, np.eye(4))
    nibabel.save(image, tmp_path / "i.hdr")
    for name in ("i.hdr", "i.img"):
        assert np.array_equal(read_image(tmp_path / name).array[0], array.T)


def test_multi_member_gzip_is_one_file(tmp_path: Path) -> None:
    data = save_nifti(tmp_path / "plain.nii", ramp()).read_bytes()
    (tmp_path / "i.nii.gz").write_bytes(gzip.compress(data[:360]) + gzip.compress(data[360:]))
    assert np.array_equal(read_image(tmp_path / "i.nii.gz").array[0], ramp().T)


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"hello", b"NRRD0004\n", b"ObjectType = Image\n", b"BM", b"GIF89a"])
def test_fragments_are_damaged_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "i.nii.gz").write_bytes(data)
    for read in (read_image, read_mask, read_grid):
        with pytest.raises(DamagedFile, match=r"i\.nii\.gz"):
            read(tmp_path / "i.nii.gz")


def test_hidden_missing_and_empty_paths_are_refused(tmp_path: Path) -> None:
    (tmp_path / "._i.nii").write_bytes(b"x")
    with pytest.raises(BadData, match="hidden"):
        read_image(tmp_path / "._i.nii")
    with pytest.raises(BadData, match="no such file"):
        read_mask(tmp_path / "i.nii")
    with pytest.raises(BadData, match="no DICOM series"):
        read_image(tmp_path)
    with pytest.raises(UsageError, match="at least one"):
        read_image([])


# Geometry


@pytest.mark.parametrize("value", [-0.8, 0.0, float("nan"), float("inf")])
@pytest.mark.parametrize("coded", [True, False])
def test_spacing_is_finite_and_positive(tmp_path: Path, value: float, coded: bool) -> None:
    code = {} if coded else {"sform_code": 0, "qform_code": 0}
    pixdim: Any = [1, value, 0.8, 2, 0, 0, 0, 0]
    path = save_nifti(tmp_path / "i.nii", ramp(), pixdim=pixdim, **code)
    with pytest.raises(BadData, match="spacing"):
        read_grid(path)


def test_two_opinions_on_the_spacing_are_refused(tmp_path: Path) -> None:
    pixdim: Any = [1, 0.9, 0.8, 2, 0, 0, 0, 0]
    with pytest.raises(BadData, match=r"\[0\.9 .* by pixdim but \[0\.8 "):
        read_grid(save_nifti(tmp_path / "i.nii", ramp(), pixdim=pixdim))


def test_sheared_axes_are_refused(tmp_path: Path) -> None:
    row: Any = [0.8, 0.1, 0, 0]
    pixdim: Any = [1, 0.8, np.hypot(0.8, 0.1), 2, 0, 0, 0, 0]
    with pytest.raises(BadData, match="sheared"):
        read_grid(save_nifti(tmp_path / "i.nii", ramp(), srow_x=row, pixdim=pixdim))


def test_without_affine_the_axes_are_ras_and_that_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = save_nifti(tmp_path / "i.nii", ramp(), sform_code=0, qform_code=0)
    with caplog.at_level(logging.WARNING):
        grid = read_grid(path)
    assert grid.spacing == pytest.approx((2, 0.8, 0.8))
    assert (grid.origin, grid.direction) == ((0, 0, 0), GRID.direction)
    assert "neither sform nor qform" in caplog.text


def test_micrometres_become_millimetres(tmp_path: Path) -> None:
    assert read_grid(save_nifti(tmp_path / "i.nii", ramp(), xyzt_units=3)).spacing == pytest.approx((2e-3, 8e-4, 8e-4))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"shape": (8, 10, 13)}, "shapes"),
        ({"spacing": (2.0, 0.8, 0.802)}, "spacings"),
        ({"origin": (3.4, -4.0, 5.0)}, "0.50 voxels"),
        ({"direction": ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 0.0))}, "22.00 voxels"),
        ({"unit": "px"}, "units"),
    ],
)
def test_other_grids_are_told_apart(change: dict[str, Any], fault: str) -> None:
    other = replace(GRID, **change)
    with pytest.raises(GridMismatch, match=f"case 7: .*{fault}") as caught:
        require_same_grid(GRID, other, where="case 7")
    described = repr if "direction" in change else str
    assert described(GRID) in str(caught.value)
    assert described(other) in str(caught.value)


def test_rounding_of_headers_is_no_mismatch() -> None:
    rounded = replace(GRID, spacing=(2.0, 0.8001, 0.8), origin=(3.0001, -4.0, 5.001))
    assert rounded != GRID
    require_same_grid(GRID, rounded, where="case 7")


def test_channels_share_a_grid(tmp_path: Path) -> None:
    volume = Volume(np.ones((1, *GRID.shape), np.float32), GRID)
    moved = replace(GRID, origin=(9.0, 9.0, 9.0))
    write_image(tmp_path / "a.nii.gz", volume)
    write_image(tmp_path / "b.nii.gz", Volume(volume.array * 2, GRID))
    write_image(tmp_path / "c.nii.gz", Volume(volume.array, moved))
    both = read_image([tmp_path / "a.nii.gz", tmp_path / "b.nii.gz"])
    assert both.array[:, 0, 0, 0].tolist() == [1, 2]
    with pytest.raises(GridMismatch, match=r"c\.nii\.gz as a channel of .*a\.nii\.gz"):
        read_image([tmp_path / "a.nii.gz", tmp_path / "c.nii.gz"])


# Lies and bombs


def test_a_header_that_lies_is_caught_before_memory_is_taken(tmp_path: Path) -> None:
    size: Any = [3, 32767, 32767, 32767, 1, 1, 1, 1]
    path = save_nifti(tmp_path / "i.nii.gz", ramp(np.float64), dim=size)
    with pytest.raises(DamagedFile, match="SEGEVAL_MAX_BYTES"):
        read_image(path)


def test_a_claim_below_the_limit_must_still_fit_the_file(tmp_path: Path) -> None:
    size: Any = [3, 1000, 1000, 1000, 1, 1, 1, 1]
    for name in ("i.nii", "i.nii.gz"):
        with pytest.raises(DamagedFile, match="at most"):
            read_image(save_nifti(tmp_path / name, ramp(np.float32), dim=size))


def test_two_gigabytes_of_zeros_stop_after_the_announced_voxels(tmp_path: Path) -> None:
    head = gzip.decompress(save_nifti(tmp_path / "i.nii.gz", ramp()).read_bytes())
    zeros = zlib.compressobj(9, wbits=31)
    block = zeros.compress(bytes(1 << 20)) + zeros.flush()
    path = tmp_path / "bomb.nii.gz"
    path.write_bytes(gzip.compress(head) + block * 2048)
    with pytest.raises(DamagedFile, match="holds more than the 48 bytes"):
        read_image(path)


def test_the_limit_is_an_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_nifti(tmp_path / "i.nii", ramp())
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "47")
    with pytest.raises(DamagedFile, match="= 48 bytes, more than 47"):
        read_image(path)
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "lots")
    with pytest.raises(UsageError, match="lots"):
        max_bytes()


def test_a_huge_png_is_refused_before_it_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("L", (2000, 2000)).save(tmp_path / "i.png")
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "3999999")
    with pytest.raises(DamagedFile, match="more than 3999999"):
        read_image(tmp_path / "i.png")


@pytest.mark.parametrize("name", ["/etc/passwd", "../i.raw", "sub/i.raw", "..\\i.raw", "LIST", ""])
@pytest.mark.parametrize("suffix", ["mhd", "nhdr"])
def test_a_data_file_stays_in_the_folder_of_its_header(tmp_path: Path, name: str, suffix: str) -> None:
    folder = tmp_path / "in" / "sub"
    folder.mkdir(parents=True)
    for place in (tmp_path, folder):
        (place / "i.raw").write_bytes(ramp().tobytes())
    path = tmp_path / "in" / f"i.{suffix}"
    path.write_text(detached(suffix, name))
    with pytest.raises(SegevalError, match=f"i.{suffix}"):
        read_image(path)


@pytest.mark.parametrize("suffix", ["mhd", "nhdr"])
@pytest.mark.parametrize("extra", [-1, 1])
def test_a_data_file_has_exactly_the_bytes_of_its_header(tmp_path: Path, suffix: str, extra: int) -> None:
    path = tmp_path / f"i.{suffix}"
    path.write_text(detached(suffix, "i.raw"))
    data = ramp().tobytes()
    (tmp_path / "i.raw").write_bytes(data)
    assert np.array_equal(read_image(path).array[0].ravel(), ramp().ravel())
    (tmp_path / "i.raw").write_bytes(data[:extra] if extra < 0 else data + b"x")
    with pytest.raises(DamagedFile):
        read_image(path)


def detached(suffix: str, name: str) -> str:
    """Return the header of 48 bytes of int16 in the file ``name``."""
    if suffix == "mhd":
        return f"NDims = 3\nDimSize = 2 3 4\nElementType = MET_SHORT\nElementDataFile = {name}\n"
    head = "type: short\ndimension: 3\nsizes: 2 3 4\nspacings: 1 1 1\nendian: little\nencoding: raw\n"
    return f"NRRD0004\n# a comment\n{head}data file: {name}\n"


# The campaign: every fault raises or changes nothing. Pillow only warns about some of them, and users do not run with
# warnings as errors, so neither does the campaign.


def faults(data: bytes, *, cuts: int, flips: int, seed: int, flips_up_to: int | None = None) -> Iterator[bytes]:
    """Yield ``data`` cut short and with single bits flipped, at places drawn from ``seed``."""
    rng = np.random.default_rng(seed)
    for keep in rng.integers(0, len(data), cuts):
        yield data[:keep]
    for place, bit in zip(rng.integers(0, flips_up_to or len(data), flips), rng.integers(0, 8, flips), strict=True):
        hit = bytearray(data)
        hit[place] ^= 1 << bit
        yield bytes(hit)


def silently_wrong(path: Path, damaged: Iterator[bytes]) -> tuple[int, int]:
    """Return how many damaged copies raise a SegevalError, and how many decode to something else."""
    whole = read_image(path)
    raised = wrong = 0
    for data in damaged:
        path.write_bytes(data)
        try:
            back = read_image(path)
        except SegevalError:
            raised += 1
        else:
            wrong += back.grid != whole.grid or not np.array_equal(back.array, whole.array)
    return raised, wrong


def write_sample(path: Path) -> bytes:
    """Write a picture or a volume with some structure, so that compression has something to do."""
    rng = np.random.default_rng(1)
    if path.suffix in (".nii", ".gz"):
        smooth = np.add.outer(np.add.outer(np.arange(8), np.arange(10)), np.arange(12))
        write_image(path, Volume((smooth + rng.integers(0, 3, smooth.shape))[None].astype(np.float32), GRID))
    elif path.suffix in (".mha", ".nrrd"):
        image = sitk.GetImageFromArray(rng.integers(0, 9, (8, 10, 12)).astype(np.int16))
        sitk.WriteImage(image, str(path), True)
    else:
        Image.fromarray(rng.integers(0, 9, (40, 50)).astype(np.uint8)).save(path)
    return path.read_bytes()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["i.nii.gz", "i.png"])
def test_no_fault_in_a_checksummed_file_goes_unseen(tmp_path: Path, name: str) -> None:
    data = write_sample(tmp_path / name)
    raised, wrong = silently_wrong(tmp_path / name, faults(data, cuts=120, flips=240, seed=11))
    assert wrong == 0
    assert raised > 300


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["i.nii", "i.mha", "i.nrrd", "i.bmp", "i.gif", "i.tif", "i.jpg"])
def test_no_truncation_goes_unseen(tmp_path: Path, name: str) -> None:
    data = write_sample(tmp_path / name)
    raised, wrong = silently_wrong(tmp_path / name, faults(data, cuts=60, flips=0, seed=12))
    assert wrong == 0
    assert raised >= 58


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["i.nii", "i.mha", "i.nrrd", "i.bmp", "i.gif", "i.tif", "i.jpg"])
def test_no_flipped_bit_raises_anything_but_our_errors(tmp_path: Path, name: str) -> None:
    data = write_sample(tmp_path / name)
    raised, wrong = silently_wrong(tmp_path / name, faults(data, cuts=0, flips=120, seed=13, flips_up_to=400))
    assert 0 < raised + wrong <= 120


# Fields of nifti1.h whose every bit is checked against another field or the file: size, rank, dimensions of space,
# data type, bits per voxel, start of the voxels, magic.
CHECKED = [*range(4), *range(40, 48), *range(70, 74), *range(108, 112), *range(344, 348)]


def test_no_flip_in_the_structure_of_a_plain_nifti_header_goes_unseen(tmp_path: Path) -> None:
    path = tmp_path / "i.nii"
    data = write_sample(path)

    def flipped() -> Iterator[bytes]:
        for place, bit in product(CHECKED, range(8)):
            yield data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]

    raised, wrong = silently_wrong(path, flipped())
    assert wrong == 0
    assert raised > 180

"""Reading gives what was stored, in every format, or an error that says why not."""

import os
from collections.abc import Callable
from importlib import import_module
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from segeval.errors import BadData, UsageError
from segeval.records import Grid, Mask, Volume
from segeval.volume import (
    canonical,
    count_labels,
    native,
    read_grid,
    read_image,
    read_mask,
    require_same_grid,
    write_image,
    write_mask,
)
from segeval.volume.geometry import affine

REAL = os.environ.get("SEGEVAL_REAL_DATA", "")
ORIENTATIONS = list(product(permutations(range(3)), product((1.0, -1.0), repeat=3)))
RNG = np.random.default_rng(7)
nibabel: Any = import_module("nibabel")
sitk: Any = import_module("SimpleITK")


def make_grid(orientation: int = 0, shape: tuple[int, int, int] = (4, 5, 6), tilt: float = 0.0) -> Grid:
    """Return a grid in one of the 48 orientations, turned by ``tilt`` radians about the vertical axis."""
    order, signs = ORIENTATIONS[orientation]
    turn = np.array([[np.cos(tilt), -np.sin(tilt), 0], [np.sin(tilt), np.cos(tilt), 0], [0, 0, 1]])
    direction = (np.eye(3)[list(order)] * np.array(signs)[:, None]) @ turn
    rows = tuple(tuple(row) for row in direction.tolist())
    return Grid(shape=shape, spacing=(2.5, 0.75, 0.5), origin=(-31.5, 12.25, 7.0), direction=rows, unit="mm")


def make_image(grid: Grid, channels: int = 1) -> Volume:
    return Volume(RNG.normal(size=(channels, *grid.shape)).astype(np.float32), grid)


def real(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that reads the original downloads."""
    needs: pytest.MarkDecorator = pytest.mark.skipif(not REAL, reason="SEGEVAL_REAL_DATA is not set")
    marked: Callable[..., None] = pytest.mark.real(needs(test))
    return marked


# Round trips


@given(st.integers(0, 47), st.floats(-0.5, 0.5))
def test_native_undoes_canonical_in_every_orientation(orientation: int, tilt: float) -> None:
    grid = make_grid(orientation, tilt=tilt)
    array = np.arange(240).reshape(2, 4, 5, 6)
    turned, ras = canonical(array, grid)
    assert np.array_equal(native(turned, grid), array)
    assert turned.shape[1:] == ras.shape
    assert turned.flags.c_contiguous
    assert all(ras.direction[axis][2 - axis] > 0.5 for axis in range(3))


@pytest.mark.parametrize("orientation", range(48))
def test_canonical_agrees_with_nibabel(orientation: int) -> None:
    grid = make_grid(orientation, tilt=0.2)
    array = np.arange(120.0).reshape(grid.shape)
    turned, ras = canonical(array, grid)
    expected = nibabel.as_closest_canonical(nibabel.Nifti1Image(array.T, affine(grid)))
    assert np.array_equal(turned, np.asarray(expected.dataobj).T)
    assert np.allclose(affine(ras), expected.affine)


def test_canonical_leaves_pixels_alone() -> None:
    grid = Grid.pixels((3, 4))
    array = np.arange(12).reshape(3, 4)
    turned, same = canonical(array, grid)
    assert np.array_equal(turned, array)
    assert same == grid


@pytest.mark.parametrize("suffix", [".nii", ".nii.gz"])
@pytest.mark.parametrize("orientation", range(0, 48, 5))
def test_nifti_keeps_image_and_grid(tmp_path: Path, suffix: str, orientation: int) -> None:
    volume = make_image(make_grid(orientation, tilt=0.1), channels=1 + orientation % 3)
    path = tmp_path / f"image{suffix}"
    write_image(path, volume)
    back = read_image(path)
    assert np.array_equal(back.array, volume.array)
    require_same_grid(volume.grid, back.grid, where="round trip")
    assert np.allclose(back.grid.direction, volume.grid.direction, atol=1e-6)
    assert read_grid(path) == back.grid


@pytest.mark.parametrize(
    ("top", "dtype"), [(1, np.uint8), (255, np.uint8), (256, np.uint16), (70000, np.uint32), (-1, np.int32)]
)
def test_masks_take_the_smallest_type(tmp_path: Path, top: int, dtype: type[np.integer[Any]]) -> None:
    array = np.zeros((4, 5, 6), np.int64)
    array[1, 2, 3] = top
    write_mask(tmp_path / "m.nii.gz", Mask(array, make_grid()))
    back = read_mask(tmp_path / "m.nii.gz")
    assert back.array.dtype == dtype
    assert np.array_equal(back.array, array)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint32, np.int32])
@pytest.mark.parametrize("values", [(0,), (3, 7), (1, 2, 19), (0, 2, 90), (0, 5, 30_000), (0, 1, 2_000_000)])
def test_labels_are_counted_one_by_one(dtype: type[np.integer[Any]], values: tuple[int, ...]) -> None:
    """In an image of several parts, some of one label, some of many."""
    if max(values) > np.iinfo(dtype).max:
        values = tuple(value % 100 for value in values)
    for sign in (1, -1) if np.issubdtype(dtype, np.signedinteger) else (1,):
        array = np.full((5, 200, 300), sign * values[0], dtype)
        array[2] = RNG.choice(values, (200, 300)) * sign
        array[3:, 50:] = sign * values[-1]
        found, counts = np.unique(array, return_counts=True)
        assert list(count_labels(array).items()) == list(zip(found.tolist(), counts.tolist(), strict=True))


def test_nifti_remembers_that_lengths_are_pixels(tmp_path: Path) -> None:
    grid = Grid.pixels((2, 3, 4))
    write_mask(tmp_path / "m.nii.gz", Mask(np.ones((2, 3, 4), np.uint8), grid))
    assert read_mask(tmp_path / "m.nii.gz").grid == grid


def test_equal_input_gives_equal_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    volume = make_image(make_grid())
    for name in ("a.nii.gz", "b.nii.gz"):
        write_image(tmp_path / name, volume)
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.nii.gz", "b.nii.gz"]


def test_a_refused_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    path.write_bytes(b"old")
    with pytest.raises(UsageError, match="whole numbers"):
        write_image(path, Volume(np.full((1, 2, 2), 0.5, np.float32), Grid.pixels((2, 2))))
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("channels", [1, 3])
def test_png_keeps_whole_numbers(tmp_path: Path, channels: int) -> None:
    array = RNG.integers(0, 256, (channels, 7, 9)).astype(np.float32)
    write_image(tmp_path / "a.png", Volume(array, Grid.pixels((7, 9))))
    assert np.array_equal(read_image(tmp_path / "a.png").array, array)


def test_png_holds_more_than_255_instances(tmp_path: Path) -> None:
    mask = Mask(np.arange(600).reshape(20, 30), Grid.pixels((20, 30)))
    write_mask(tmp_path / "m.png", mask)
    assert np.array_equal(read_mask(tmp_path / "m.png").array, mask.array)


@pytest.mark.parametrize("name", ["m.jpg", "m.tif", "m.nii.gz", "m.nii.png"])
def test_writers_refuse_what_they_cannot_hold(tmp_path: Path, name: str) -> None:
    grid = Grid.pixels((4, 5)) if name.endswith("gz") else make_grid()
    with pytest.raises(UsageError):
        write_mask(tmp_path / name, Mask(np.zeros(grid.shape, np.uint8), grid))


# Other formats, with SimpleITK as the other opinion


@pytest.mark.parametrize("name", ["a.mha", "a.mhd", "a.nrrd", "a.nhdr", "a.nii", "a.nii.gz", "a.hdr"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
def test_formats_agree_with_simpleitk(tmp_path: Path, name: str, packed: bool, dtype: type[Any]) -> None:
    array = RNG.integers(0, 200, (4, 5, 6)).astype(dtype)
    image = sitk.GetImageFromArray(array)
    image.SetSpacing((0.7, 0.8, 2.5))
    image.SetOrigin((10, -20, 30))
    c, s = np.cos(0.3), np.sin(0.3)
    image.SetDirection((c, -s, 0, s, c, 0, 0, 0, -1))
    sitk.WriteImage(image, str(tmp_path / name), packed)
    back = read_image(tmp_path / name)
    assert np.array_equal(back.array[0], array)
    assert read_grid(tmp_path / name) == back.grid
    corner = affine(back.grid) @ (5, 4, 3, 1)
    x, y, z = image.TransformIndexToPhysicalPoint((5, 4, 3))
    assert np.allclose(corner[:3], (-x, -y, z), atol=1e-4)
    assert np.allclose(back.grid.spacing, (2.5, 0.8, 0.7), rtol=1e-5)


@pytest.mark.parametrize("name", ["a.mha", "a.nrrd", "a.nii.gz"])
def test_vector_images_become_channels(tmp_path: Path, name: str) -> None:
    array = RNG.integers(0, 200, (4, 5, 6, 3)).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(array, isVector=True), str(tmp_path / name))
    assert np.array_equal(read_image(tmp_path / name).array, np.moveaxis(array, -1, 0))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PNG"])
def test_palette_and_grey_rasters_give_label_numbers(tmp_path: Path, kind: str) -> None:
    labels = np.arange(48, dtype=np.uint8).reshape(6, 8) % 4
    picture = Image.fromarray(labels).convert("P")
    picture.putpalette([0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0, 200] + [9] * 756)
    path = tmp_path / "wrong_suffix.nii"
    picture.save(path, format=kind)
    assert np.array_equal(read_mask(path, {0, 1, 2, 3}).array, labels)
    assert read_image(path).array.shape == (3, 6, 8)


def test_pages_of_a_tiff_are_slices(tmp_path: Path) -> None:
    stack = RNG.integers(0, 255, (5, 6, 7)).astype(np.uint8)
    first, *rest = (Image.fromarray(page) for page in stack)
    first.save(tmp_path / "s.tif", save_all=True, append_images=rest)
    back = read_image(tmp_path / "s.tif")
    assert np.array_equal(back.array[0], stack)
    assert back.grid == read_grid(tmp_path / "s.tif") == Grid.pixels((5, 6, 7))


def test_even_alpha_is_dropped_and_grey_in_three_channels_is_one_mask(tmp_path: Path) -> None:
    grey = RNG.integers(0, 3, (6, 8)).astype(np.uint8)
    Image.fromarray(np.stack([grey, grey, grey, np.full_like(grey, 200)], axis=-1)).save(tmp_path / "m.png")
    assert np.array_equal(read_mask(tmp_path / "m.png").array, grey)
    assert read_image(tmp_path / "m.png").array.shape == (3, 6, 8)


def test_a_coloured_mask_is_refused(tmp_path: Path) -> None:
    Image.fromarray(RNG.integers(0, 255, (6, 8, 3)).astype(np.uint8)).save(tmp_path / "m.png")
    with pytest.raises(BadData, match="coloured"):
        read_mask(tmp_path / "m.png")


def test_dicom_series_is_read_and_a_missing_slice_is_not_ignored(tmp_path: Path) -> None:
    array = RNG.integers(-100, 900, (5, 6, 7)).astype(np.int16)
    save_dicom(tmp_path, array, keep=range(5))
    back = read_image(tmp_path)
    assert np.array_equal(back.array[0], array)
    assert back.grid.spacing == pytest.approx((2.5, 0.8, 0.7))
    assert read_grid(tmp_path) == back.grid
    (tmp_path / "2.dcm").unlink()
    with pytest.raises(BadData, match="not evenly spaced"):
        read_image(tmp_path)


def test_two_dicom_series_need_a_choice(tmp_path: Path) -> None:
    array = RNG.integers(0, 900, (3, 6, 7)).astype(np.int16)
    save_dicom(tmp_path, array, keep=range(3), series="1.2.3")
    save_dicom(tmp_path, array + 1, keep=range(3), series="1.2.4")
    with pytest.raises(UsageError, match="choose one"):
        read_image(tmp_path)
    found = [name for name in sitk.ImageSeriesReader.GetGDCMSeriesIDs(str(tmp_path)) if name.startswith("1.2.4")]
    assert np.array_equal(read_image(tmp_path, series=found[0]).array[0], array + 1)


def save_dicom(folder: Path, array: np.ndarray[Any, Any], *, keep: range, series: str = "1.2.3") -> None:
    writer = sitk.ImageFileWriter()
    writer.KeepOriginalImageUIDOn()
    for k in keep:
        image = sitk.GetImageFromArray(array[k])
        image.SetSpacing((0.7, 0.8))
        tags = {
            "0008|0060": "CT",
            "0008|0018": f"{series}.{k}",
            "0020|000e": series,
            "0020|0032": f"1\\2\\{3 + 2.5 * k}",
            "0020|0037": "1\\0\\0\\0\\1\\0",
            "0020|0013": str(k),
        }
        for tag, value in tags.items():
            image.SetMetaData(tag, value)
        writer.SetFileName(str(folder / f"{k if series == '1.2.3' else 10 + k}.dcm"))
        writer.Execute(image)


# Real files


def real_files(folder: str, pattern: str) -> list[Path]:
    files = (p for p in (Path(REAL) / folder).glob(pattern) if not p.name.startswith("."))
    return sorted(p for p in files if p.stat().st_size < 1 << 17)


@real
@pytest.mark.parametrize("folder", ["samples", "pairs", "Task04_Hippocampus/labelsTr"])
def test_real_nifti_agrees_with_nibabel(folder: str) -> None:
    files = real_files(folder, "**/*.nii*")[:40]
    assert files
    for path in files:
        expected = nibabel.load(path)
        back = read_image(path)
        values = np.asarray(expected.get_fdata(), np.float32).T
        assert np.array_equal(back.array.reshape(values.shape), values), path
        assert np.allclose(affine(back.grid), expected.affine, atol=1e-4), path


@real
def test_the_real_slope_trap_is_a_mask_of_zeros_and_ones() -> None:
    path = Path(REAL) / "samples/slope_trap_mask/brainmask.nii.gz"
    assert np.unique(read_mask(path, {0, 1}).array).tolist() == [0, 1]


@real
def test_a_real_dicom_series_agrees_with_simpleitk() -> None:
    folder = Path(REAL) / "samples/dicom_series"
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    image = reader.Execute()
    back = read_image(folder)
    assert np.array_equal(back.array[0], sitk.GetArrayFromImage(image))
    assert back.grid.spacing == pytest.approx(image.GetSpacing()[::-1])


@real
def test_real_carvana_masks_are_palette_indices() -> None:
    files = real_files("samples/carvana", "**/*.gif")
    assert len(files) == 10
    assert all(read_mask(path, {0, 1}).array.max() == 1 for path in files)

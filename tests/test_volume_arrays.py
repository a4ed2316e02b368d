"""Named arrays from npz and HDF5: exact, checked, and nothing in them is run or followed."""

import io
import locale
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import volume
from segeval.datasets import _fake
from segeval.errors import BadData, DamagedFile
from segeval.records import Volume
from segeval.volume import Member, hdf5, read_arrays

ARRAYS: dict[str, Any] = {
    "image": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "label": np.ones((2, 3, 4), np.uint8),
}
h5py: Any = import_module("h5py")


@pytest.fixture(params=["npz", "h5"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"a.{request.param}"
    if request.param == "npz":
        np.savez_compressed(path, **ARRAYS)
    else:
        _fake.hdf5(path, ARRAYS)
    return path


def test_arrays_come_back_as_they_were_written(stored: Path) -> None:
    for source in (stored, Member("a", stored.read_bytes())):
        found = read_arrays(source, ("image", "label"))
        assert all(np.array_equal(found[name], array) for name, array in ARRAYS.items())
        assert found["image"].dtype == np.float32


def test_the_name_of_a_file_does_not_matter(stored: Path) -> None:
    other = stored.with_name("case0001.npy")
    stored.rename(other)
    assert list(read_arrays(other, ("label",))) == ["label"]


def test_an_absent_array_is_named_with_those_that_are_there(stored: Path) -> None:
    with pytest.raises(BadData, match=r"has no array mask; it holds image, label"):
        read_arrays(stored, ("image", "mask"))


def test_a_cut_or_altered_file_is_damaged(stored: Path) -> None:
    whole = stored.read_bytes()
    stored.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedFile):
        read_arrays(stored, ("image",))
    if stored.suffix == ".npz":
        middle = whole.find(b"image.npy") + 60
        stored.write_bytes(whole[:middle] + bytes([whole[middle] ^ 8]) + whole[middle + 1 :])
        with pytest.raises(BadData):
            read_arrays(stored, ("image",))


def test_sizes_are_checked_before_memory_is_taken(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "50")
    with pytest.raises(DamagedFile, match="more than 50"):
        read_arrays(stored, ("image",))
    assert read_arrays(stored, ("label",))["label"].nbytes == 24


def test_objects_are_never_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", image=np.array([{"a": 1}], dtype=object))
    with pytest.raises(BadData, match="not of numbers"):
        read_arrays(tmp_path / "a.npz", ("image",))


def test_links_out_of_an_hdf5_file_are_not_followed(tmp_path: Path) -> None:
    _fake.hdf5(tmp_path / "other.h5", ARRAYS)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["image"] = h5py.ExternalLink("other.h5", "/image")
        file["label"] = h5py.SoftLink("/image")
        file.create_group("group")
    for name in ("image", "label", "group"):
        with pytest.raises(BadData, match="is no array of this file"):
            read_arrays(tmp_path / "a.h5", (name,))


def test_an_entry_that_holds_more_than_its_header_says_is_damaged(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("image.npy", buffer.getvalue() + bytes(100_000))
    with pytest.raises(DamagedFile, match="its header explains"):
        read_arrays(tmp_path / "a.npz", ("image",))


def test_other_files_are_named_as_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_text("<html>")
    with pytest.raises(DamagedFile, match="neither npz nor HDF5"):
        read_arrays(tmp_path / "a.npz", ("image",))


def test_web_pages_and_empty_files_are_named_as_such(tmp_path: Path) -> None:
    for text, reason in (("\n <!DOCTYPE html>", "is a web page"), ("", "is empty"), ("x", "begins with")):
        (tmp_path / "a.nii.gz").write_text(text)
        with pytest.raises(DamagedFile, match=reason):
            volume.read_image(tmp_path / "a.nii.gz")


def test_whole_numbers_are_stored_in_the_smallest_type_and_read_back_equal(tmp_path: Path) -> None:
    nib: Any = import_module("nibabel")
    grid = _fake.world((2, 3, 4))
    ranges = ((0, 255, 1, "uint8"), (-1024, 3000, 1, "int16"), (0, 70000, 1, "int32"), (0, 1, 0.25, "float32"))
    for low, high, step, dtype in ranges:
        array = np.linspace(low, high, 24).reshape(1, 2, 3, 4)
        stored = Volume((np.round(array / step) * step).astype(np.float32), grid)
        volume.write_image(tmp_path / "a.nii.gz", stored)
        assert nib.load(tmp_path / "a.nii.gz").get_data_dtype() == np.dtype(dtype)
        assert np.array_equal(volume.read_image(tmp_path / "a.nii.gz").array, stored.array)


def test_endings_follow_the_content_not_the_name(tmp_path: Path) -> None:
    image, mask = _fake.pair(_fake.world((3, 4, 5)), (1,))
    volume.write_mask(tmp_path / "a.nii.gz", mask)
    volume.write_mask(tmp_path / "b.nii", mask)
    (tmp_path / "packed.nii").write_bytes((tmp_path / "a.nii.gz").read_bytes())
    (tmp_path / "plain.nii.gz").write_bytes((tmp_path / "b.nii").read_bytes())
    (tmp_path / "c.png").write_bytes(_fake.encode(mask.array[0]))
    (tmp_path / "alpha.png").write_bytes(_fake.encode(np.zeros((4, 5, 6))))
    endings = {path.name: volume.stored_ending(path) for path in sorted(tmp_path.iterdir())}
    assert endings == {
        "a.nii.gz": ".nii.gz",
        "alpha.png": None,
        "b.nii": ".nii",
        "c.png": ".png",
        "packed.nii": ".nii.gz",
        "plain.nii.gz": ".nii",
    }
    assert volume.stored_plainly(tmp_path / "b.nii")
    assert not volume.stored_plainly(tmp_path / "alpha.png")
    assert len(image.array) == 1


def test_a_dicom_folder_reads_as_a_mask(tmp_path: Path) -> None:
    image, mask = _fake.pair(_fake.world((4, 6, 7)), (1,))
    drawn = Volume(255 * mask.array[None].astype(np.float32), image.grid)
    _fake.dicom_series(tmp_path / "series", drawn, intercept=0)
    before = locale.setlocale(locale.LC_ALL)
    read = volume.read_mask(tmp_path / "series")
    assert locale.setlocale(locale.LC_ALL) == before
    turned, _ = volume.canonical(read.array, read.grid)
    assert np.array_equal(turned, 255 * mask.array)


def test_a_file_that_ends_the_library_ends_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some damaged files do so; which ones depends on the version of the library, so that a child does it by itself."""
    _fake.hdf5(tmp_path / "a.h5", ARRAYS)
    child = tmp_path / "child.py"
    monkeypatch.setattr(hdf5, "CHILD", child)
    child.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    with pytest.raises(DamagedFile, match=r"a\.h5: ended the process that read it \(SIGSEGV\)"):
        read_arrays(tmp_path / "a.h5", ("image",))
    child.write_text('print(\'{"shape": [9], "dtype": "<f4"}\', flush=True)\ninput()\nprint(\'{"bytes": 36}\')\n')
    with pytest.raises(DamagedFile, match="exit code 0"):
        read_arrays(tmp_path / "a.h5", ("image",))


@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_no_damage_of_packed_parts_gives_other_numbers(tmp_path: Path, times: int) -> None:
    path, rng, raised = tmp_path / "a.h5", np.random.default_rng(0), 0
    array = rng.integers(0, 9, (12, 20, 20)).astype(np.float32)
    with h5py.File(path, "w") as file:
        file.create_dataset("image", data=array, chunks=(4, 10, 10), compression="gzip", shuffle=True)
    whole = path.read_bytes()
    for start in rng.integers(2000, len(whole) - 200, times):
        path.write_bytes(whole[:start] + bytes(200) + whole[start + 200 :])
        try:
            assert np.array_equal(read_arrays(path, ("image",))["image"], array)
        except BadData:
            raised += 1
    assert raised > times // 2


def test_filters_that_could_be_anything_are_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        create = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        create.set_chunk((8, 8))
        create.set_deflate(9)
        create.set_deflate(9)
        space = h5py.h5s.create_simple((8, 8))
        h5py.Dataset(h5py.h5d.create(file.id, b"image", h5py.h5t.NATIVE_FLOAT, space, create))[...] = 0
    with pytest.raises(BadData, match=r"packed by the filters \[1, 1\]"):
        read_arrays(tmp_path / "a.h5", ("image",))

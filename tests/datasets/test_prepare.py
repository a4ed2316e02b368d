"""Preparing: everything wrong in one error, nothing half-written, nothing done twice, files that others read."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import _fake, _prepare
from segeval.datasets._convert import Room, content_sha256, convert
from segeval.errors import BadData, DamagedFile, IncompleteDownload, UsageError
from segeval.records import Grid, Mask, Volume

nib: Any = import_module("nibabel")  # its readers are annotated without what they give


@pytest.fixture
def knees(tmp_path: Path) -> Path:
    """Return a raw folder of images beside masks: six volumes."""
    raw = tmp_path / "knees"
    for folder in ("images", "masks"):
        (raw / folder).mkdir(parents=True)
    for seed in range(6):
        image, mask = _fake.pair(_fake.world((6, 9, 10 + seed)), (1, 2), seed=seed)
        volume.write_image(raw / "images" / f"k{seed}.nii.gz", image)
        volume.write_mask(raw / "masks" / f"k{seed}.nii.gz", mask)
    return raw


def snapshot(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_everything_that_is_wrong_is_in_one_error_with_its_path(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    datasets.REGISTRY.get("lits").fake(raw)
    batch = next(raw.glob("media/nas/01_Datasets/CT/LITS/*"))
    volumes = sorted(batch.glob("volume-*.nii"))
    masks = [batch / path.name.replace("volume", "segmentation") for path in volumes]
    grid = volume.read_grid(masks[0])
    masks[0].unlink()
    volumes[1].write_text("<!DOCTYPE html><title>Sign in</title>")
    masks[2].unlink()
    volume.write_mask(
        masks[2], Mask(np.full(volume.read_grid(volumes[2]).shape, 7, np.uint8), volume.read_grid(volumes[2]))
    )
    volumes[3].write_bytes(volumes[3].read_bytes()[:-50])
    masks[4].unlink()
    volume.write_mask(
        masks[4], Mask(np.ones((*grid.shape[:2], 3), np.uint8), replace(grid, shape=(*grid.shape[:2], 3)))
    )
    with pytest.raises(BadData) as caught:
        datasets.prepare("lits", raw, root=tmp_path / "data")
    text = str(caught.value)
    assert caught.value.exit_code == 7
    for path, reason in (
        (volumes[0], "has no mask"),
        (volumes[1], "is a web page"),
        (masks[2], "unknown labels 7"),
        (volumes[3], "but at most"),
        (masks[4], "shapes differ"),
    ):
        (line,) = [line for line in text.splitlines() if str(path) in line and reason in line]
        assert line.startswith("  ")
    assert "lacks volume-" in text
    assert not (tmp_path / "data" / "lits").exists()


def test_a_failed_preparation_leaves_the_old_folder_as_it_was(knees: Path, tmp_path: Path) -> None:
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    before = snapshot(root)
    (knees / "images" / "k2.nii.gz").unlink()
    (knees / "images" / "k2.nii.gz").write_bytes(b"not an image")
    with pytest.raises(DamagedFile, match=r"folder/knees/k2: .*k2\.nii\.gz"):
        datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert snapshot(root) == before


def test_a_second_preparation_converts_only_what_changed(
    knees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    image, _ = _fake.pair(_fake.world((6, 9, 13)), (1, 2), seed=9)
    (knees / "images" / "k3.nii.gz").unlink()
    volume.write_image(knees / "images" / "k3.nii.gz", image)
    converted = []

    def watched(info: object, case: datasets.RawCase, *rest: object) -> object:
        converted.append(case.id)
        return convert(info, case, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(_prepare, "convert", watched)
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert converted == ["k3"]
    assert np.array_equal(volume.read_image(root / "imagesTr" / "k3_0000.nii.gz").array, image.array)


def test_a_file_that_was_changed_and_changed_back_is_read_each_time(knees: Path, tmp_path: Path) -> None:
    path = knees / "images" / "k3.nii.gz"
    other = knees / "images" / "k4.nii.gz"
    first, second = path.read_bytes(), other.read_bytes()
    (knees / "masks" / "k0.nii.gz").unlink()  # so that nothing is ever finished and the hidden folder stays
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    for content, stamp in ((first, times), (second, None), (first, times)):
        path.unlink()
        path.write_bytes(content)
        if stamp:
            os.utime(path, ns=stamp)
        with pytest.raises(BadData):
            datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    staged = tmp_path / "data" / ".folder-knees.preparing" / "imagesTr" / "k3_0000.nii.gz"
    assert staged.read_bytes() == first


def test_a_full_disk_is_one_line_and_no_fault_of_the_cases(knees: Path, tmp_path: Path) -> None:
    resource = import_module("resource")  # of Unix only
    for path in (knees / "masks").iterdir():  # int32, so that the masks cannot stay and must be written
        stored = nib.load(path)
        nib.save(nib.Nifti1Image(np.asarray(stored.dataobj) * 1.0, stored.affine), path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        with pytest.raises(UsageError, match="cannot be written") as caught:
            datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "data" / "folder-knees").exists()


def test_a_case_that_is_no_longer_in_the_download_leaves_the_folder(knees: Path, tmp_path: Path) -> None:
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    for side in ("images", "masks"):
        (knees / side / "k5.nii.gz").unlink()
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert not list(root.rglob("k5*"))
    assert len(datasets.load("folder/knees", root=tmp_path / "data").cases) == 5


def test_a_killed_preparation_goes_on_where_it_stopped(tmp_path: Path) -> None:
    code = (
        "import sys, time; from segeval import datasets; from segeval.datasets import _prepare\n"
        "convert = _prepare.convert\n"
        "def slow(*given):\n    row = convert(*given); time.sleep(0.15); return row\n"
        "_prepare.convert = slow\n"
        "datasets.prepare('phantom-2d', root=__import__('pathlib').Path(sys.argv[1]))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.DEVNULL)
    ledger = tmp_path / ".phantom-2d.preparing" / ".cases.jsonl"
    for _ in range(400):
        if ledger.is_file() and len(ledger.read_text(encoding="utf-8").splitlines()) >= 4:
            break
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "phantom-2d").exists()
    finished = len(ledger.read_text(encoding="utf-8").splitlines())
    with ledger.open("a") as file:
        file.write('{"key": "torn')
    converted: list[str] = []
    with pytest.MonkeyPatch.context() as patch:

        def watched(info: object, case: datasets.RawCase, *rest: object) -> object:
            converted.append(case.id)
            return convert(info, case, *rest)  # type: ignore[arg-type]  # passed on as they came

        patch.setattr(_prepare, "convert", watched)
        datasets.prepare("phantom-2d", root=tmp_path)
    assert 4 <= finished < 24
    assert len(converted) == 24 - finished
    assert len(datasets.load("phantom-2d", root=tmp_path).cases) == 24


def test_a_preparation_keeps_a_log_that_the_next_one_goes_on_with(knees: Path, tmp_path: Path) -> None:
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    first = (root / datasets.LOG).read_text(encoding="utf-8")
    assert first[:4].isdigit()
    assert all(first.count(f" k{number}: prepared\n") == 1 for number in range(6))
    assert first.endswith("prepare folder/knees: 6 cases are ready, 0 refused\n")
    (knees / "masks" / "k2.nii.gz").write_bytes(b"not an image")
    with pytest.raises(DamagedFile):
        datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert (root / datasets.LOG).read_text(encoding="utf-8") == first
    (knees / "masks" / "k2.nii.gz").write_bytes((knees / "masks" / "k3.nii.gz").read_bytes())
    (knees / "images" / "k2.nii.gz").write_bytes((knees / "images" / "k3.nii.gz").read_bytes())
    assert datasets.prepare("folder/knees", knees, root=tmp_path / "data") == root
    text = (root / datasets.LOG).read_text(encoding="utf-8")
    assert text.startswith(first)
    assert "k2: refused: " in text.removeprefix(first)
    assert [text.count(f" k{number}: prepared\n") for number in range(6)] == [1, 1, 2, 1, 1, 1]


def test_who_watches_no_terminal_is_told_how_far_a_preparation_is(
    knees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles: list[str] = []

    @contextmanager
    def noted(log: object, title: str, *counts: Any) -> Iterator[None]:
        del log, counts
        titles.append(title)
        yield

    monkeypatch.setattr(_prepare, "beating", noted)
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert titles == ["prepare folder/knees: looking at the download", "prepare folder/knees"]


def test_two_cases_of_one_id_are_told_and_not_written_over_each_other(
    knees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted: list[str] = []

    def watched(info: object, case: datasets.RawCase, *rest: object) -> object:
        converted.append(case.id)
        return convert(info, case, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(_prepare, "convert", watched)
    for copy in ("a", "b", "c", "d"):
        shutil.copytree(knees, tmp_path / "raw" / copy)
    with pytest.raises(BadData, match=r"case k0 is there 4 times: .*keep one copy"):
        datasets.prepare("folder/knees", tmp_path / "raw", root=tmp_path / "data")
    assert sorted(converted) == [f"k{number}" for number in range(6)]


def test_a_dot_in_a_name_does_not_keep_a_file_from_being_used_as_it_is(tmp_path: Path) -> None:
    image, mask = _fake.pair(_fake.world((5, 6, 7)), (1,))
    for side in ("images", "masks"):
        (tmp_path / "raw" / side).mkdir(parents=True)
    for name in ("k.1", "k.2", "k.3", "k.4", "k.5"):
        volume.write_image(tmp_path / "raw" / "images" / f"{name}.nii", image)
        volume.write_mask(tmp_path / "raw" / "masks" / f"{name}.nii", mask)
    root = datasets.prepare("folder/knees", tmp_path / "raw", root=tmp_path / "data")
    for name, side in (("imagesTr/k.1_0000.nii", "images"), ("labelsTr/k.1.nii", "masks")):
        assert (root / name).read_bytes() == (tmp_path / "raw" / side / "k.1.nii").read_bytes()


def test_nobody_gets_in_before_the_new_folder_is_in_its_place(tmp_path: Path) -> None:
    def watched(staging: Path, root: Path) -> None:
        with pytest.raises(UsageError, match="by another process"):
            datasets.prepare("phantom-2d", root=tmp_path)
        _prepare.swap(staging, root)

    declared = datasets.REGISTRY.get("phantom-2d")
    datasets.prepare_folder(declared, tmp_path, tmp_path / "phantom-2d", swap=watched)
    assert (tmp_path / "phantom-2d" / "segeval.json").is_file()
    assert not (tmp_path / "phantom-2d" / ".raw").exists()


def test_two_preparations_of_one_dataset_do_not_mix(tmp_path: Path) -> None:
    with _prepare._alone(tmp_path / ".phantom.preparing"), pytest.raises(UsageError, match="by another process"):
        datasets.prepare("phantom", root=tmp_path)


# What other toolkits can read


def test_a_mask_with_a_slope_is_converted_so_that_casting_readers_see_its_labels(knees: Path, tmp_path: Path) -> None:
    path = knees / "masks" / "k1.nii.gz"
    mask = volume.read_mask(path)
    stored = nib.Nifti1Image((mask.array.T.astype(np.float64) * 2**20).astype(np.int32), nib.load(path).affine)
    stored.header.set_slope_inter(2.0**-20 * (1 - 1e-8), 0)
    path.unlink()
    nib.save(stored, path)
    assert not volume.stored_plainly(path)
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    seen = np.asarray(nib.load(root / "labelsTr" / "k1.nii.gz").dataobj)
    assert seen.dtype == np.uint8
    assert np.array_equal(seen.T, mask.array)
    assert (root / "labelsTr" / "k0.nii.gz").read_bytes() == (knees / "masks" / "k0.nii.gz").read_bytes()


def test_a_float_mask_becomes_integers(knees: Path, tmp_path: Path) -> None:
    path = knees / "masks" / "k4.nii.gz"
    mask = volume.read_mask(path)
    affine = nib.load(path).affine
    path.unlink()
    nib.save(nib.Nifti1Image(mask.array.T.astype(np.float32), affine), path)
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert nib.load(root / "labelsTr" / "k4.nii.gz").get_data_dtype() == np.uint8


def test_a_file_under_a_wrong_ending_is_rewritten(knees: Path, tmp_path: Path) -> None:
    path = knees / "images" / "k0.nii.gz"
    image = volume.read_image(path)
    path.unlink()
    volume.write_image(knees / "plain.nii", image)
    (knees / "plain.nii").rename(path)
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert (root / "imagesTr" / "k0_0000.nii.gz").read_bytes()[:2] == b"\x1f\x8b"


def test_uncompressed_volumes_stay_as_they_are(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    datasets.REGISTRY.get("lits").fake(raw)
    root = datasets.prepare("lits", raw, root=tmp_path / "data", allow_partial=True)
    (source,) = raw.rglob("volume-130.nii")
    assert (root / "imagesTr" / "volume-130_0000.nii").read_bytes() == source.read_bytes()
    assert json.loads((root / "dataset.json").read_text(encoding="utf-8"))["file_ending"] == ".nii"


def test_big_endian_files_keep_their_values(knees: Path, tmp_path: Path) -> None:
    path = knees / "images" / "k0.nii.gz"
    image = volume.read_image(path)
    swapped = nib.Nifti1Image(image.array[0].T.astype(">i2"), nib.load(path).affine, nib.Nifti1Header(endianness=">"))
    path.unlink()
    nib.save(swapped, path)
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert np.array_equal(volume.read_image(root / "imagesTr" / "k0_0000.nii.gz").array, image.array)


def test_negative_zero_has_the_digest_of_zero() -> None:
    grid = Grid.pixels((2, 2))
    one, two = (Volume(np.full((1, 2, 2), value, np.float32), grid) for value in (0.0, -0.0))
    assert content_sha256(one) == content_sha256(two)


def test_memory_is_shared_but_a_large_case_still_gets_in() -> None:
    room = Room(free=10, total=10)
    with room.take(50):
        assert room.free == -40
    with room.take(4), room.take(6):
        assert room.free == 0
    assert room.free == 10


def test_fetched_files_are_found_without_naming_the_folder(tmp_path: Path) -> None:
    folder = datasets.downloads("glas", tmp_path)
    folder.mkdir(parents=True)
    datasets.REGISTRY.get("glas").fake(folder)
    assert datasets.prepare("glas", root=tmp_path, allow_partial=True) == tmp_path / "glas"


def test_without_a_download_the_request_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Give the folder that holds the download of glas"):
        datasets.prepare("glas", root=tmp_path)
    with pytest.raises(UsageError, match="give the folder"):
        datasets.prepare("folder/mine", root=tmp_path)


def test_an_unknown_kind_of_archive_next_to_a_complete_download_does_no_harm(knees: Path, tmp_path: Path) -> None:
    (knees / "notes.zip").write_bytes(b"not a zip")
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert (root / "segeval.json").is_file()


def test_an_empty_folder_of_ones_own_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteDownload, match="no images beside masks"):
        datasets.prepare("folder/none", tmp_path, root=tmp_path / "data")

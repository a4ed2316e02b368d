"""Verifying a prepared folder: whatever was damaged since is named with its path, and all of it at once."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation.verify import enforce, verify
from segeval.datasets import glas
from segeval.errors import BadData
from segeval.records import Mask, Volume

CASE = "phantom_016"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def brighten(root: Path) -> None:
    path = root / "imagesTs" / f"{CASE}_0000.png"
    image = volume.read_image(path)
    volume.write_image(path, Volume(np.minimum(image.array + 1, 255), image.grid))


def relabel(root: Path) -> None:
    path = root / "labelsTs" / f"{CASE}.png"
    mask = volume.read_mask(path)
    array = mask.array.copy()
    array[0, 0] = 1
    volume.write_mask(path, Mask(array, mask.grid))


def crop(root: Path) -> None:
    path = root / "labelsTs" / f"{CASE}.png"
    mask = volume.read_mask(path)
    array = np.ascontiguousarray(mask.array[:, :-1])
    volume.write_mask(path, Mask(array, type(mask.grid).pixels(array.shape)))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "its voxels are not those": (brighten, f"imagesTs/{CASE}_0000.png"),
    "its labels are not those": (relabel, f"labelsTs/{CASE}.png"),
    "shape is": (crop, f"labelsTs/{CASE}.png"),
    "no such file": (lambda root: (root / "labelsTs" / f"{CASE}.png").unlink(), f"labelsTs/{CASE}.png"),
    "is a web page": (
        lambda root: (root / "imagesTs" / f"{CASE}_0000.png").write_text("<!doctype html>"),
        f"imagesTs/{CASE}_0000.png",
    ),
    "is no file of the index": (lambda root: (root / "labelsTs" / "extra.png").write_bytes(b"1"), "labelsTs/extra.png"),
    "against the index": (lambda root: change(root / "dataset.json", CASE, "phantom_999"), "dataset.json"),
    "is not what its digest says": (
        lambda root: change(root / "segeval.json", '"phantom_016"', '"phantom_116"'),
        "segeval.json",
    ),
    "labels is": (
        lambda root: change(root / "test.jsonl", '"label_values": [0, 1, 2]', '"label_values": [0, 1]'),
        "labelsTs",
    ),
}


@pytest.mark.parametrize("reason", DAMAGE)
def test_each_kind_of_damage_is_named(own_phantom_2d: Path, reason: str) -> None:
    damage, place = DAMAGE[reason]
    damage(own_phantom_2d)
    problems = verify("phantom-2d").problems
    assert [line for line in problems if reason in line and place in line and str(own_phantom_2d) in line], problems


def test_all_damage_is_in_one_error_with_exit_code_seven(own_phantom_2d: Path) -> None:
    brighten(own_phantom_2d)
    (own_phantom_2d / "labelsTr" / "phantom_000.png").unlink()
    with pytest.raises(BadData, match="2 things are wrong") as caught:
        enforce(verify("phantom-2d"))
    assert caught.value.exit_code == 7
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.usefixtures("phantom", "phantom_2d")
@pytest.mark.parametrize("name", ["phantom", "phantom-2d"])
def test_what_was_just_prepared_is_as_it_should_be(name: str) -> None:
    verified = verify(name)
    enforce(verified)
    assert (verified.cases, verified.files) == (24, 48)


def test_objects_that_do_not_cover_their_mask_are_named(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    root = datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    assert verify("glas", root=tmp_path / "data").problems == ()
    path = next(root.glob("instancesTr/*.png"))
    instances = volume.read_mask(path)
    volume.write_mask(path, Mask(np.where(instances.array == 1, 0, instances.array), instances.grid))
    (problem,) = verify("glas", root=tmp_path / "data").problems
    assert problem.startswith(f"{path}: its objects do not cover")


def test_cases_that_were_missing_when_it_was_prepared_are_no_damage(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    root = datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    assert json.loads((root / "segeval.json").read_text(encoding="utf-8"))["missing"]
    assert verify("glas", root=tmp_path / "data").problems == ()


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("decathlon/hippocampus", "Task04_Hippocampus"),
        ("kvasir-seg", "samples/kvasir-seg"),
        ("glas", "samples/glas"),
        ("monuseg", "samples/monuseg"),
        ("isbi2012-em", "samples/isbi2012"),
        ("carvana", "samples/carvana"),
    ],
)
def test_real_files_go_through_prepare_verify_and_stats(
    real_data: Path, tmp_path: Path, name: str, folder: str
) -> None:
    from segeval.curation.page import write_stats

    datasets.prepare(name, real_data / folder, root=tmp_path, allow_partial=True)
    enforce(verify(name, root=tmp_path))
    found = write_stats(name, tmp_path / "page", root=tmp_path)
    assert found.cases
    assert "data:image/png;base64," in (tmp_path / "page" / "stats.html").read_text(encoding="utf-8")

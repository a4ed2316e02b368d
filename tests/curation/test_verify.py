"""Verifying a prepared folder: whatever was damaged since is named with its path, and all of it at once."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation.verify import enforce, verify
from segeval.datasets import glas
from segeval.errors import BadData
from segeval.records import LabelArray, Mask, Volume

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


def edit_rows(root: Path, change: Callable[[list[str]], list[str]], part: str = "train") -> None:
    path = root / f"{part}.jsonl"
    path.write_text("".join(change(path.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")


def edit_json(path: Path, key: str, value: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")


def move_row(root: Path) -> None:
    first = (root / "train.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:1]
    edit_rows(root, lambda lines: lines[1:])
    edit_rows(root, lambda lines: lines + first, "test")


def link_out(root: Path) -> None:
    path, away = root / "imagesTs" / f"{CASE}_0000.png", root.parent / "away.png"
    path.rename(away)
    path.symlink_to(away)


def store(root: Path, name: str) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes(b"1")


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
    'lacks "phantom_000", against split drawn': (move_row, "train.jsonl"),
    'has "phantom_000", against split drawn': (move_row, "test.jsonl"),
    "names phantom_000, as": (lambda root: edit_rows(root, lambda lines: lines + lines[:1]), "train.jsonl:13"),
    "is no JSON": (lambda root: edit_rows(root, lambda lines: ["{\n", *lines]), "train.jsonl:1"),
    "lacks a usable spacing": (
        lambda root: change(root / "train.jsonl", '"spacing": [', '"spacing": [], "x": ['),
        ":1",
    ),
    "which is outside the folder": (lambda root: change(root / "val.jsonl", '"imagesTr', '"../x'), "val.jsonl:1"),
    "cannot be read": (lambda root: (root / "other.jsonl").unlink(), "other.jsonl"),
    "README.md: is absent": (lambda root: (root / "README.md").unlink(), "README.md"),
    "labelsTr/deep/x.png: is no file": (lambda root: store(root, "labelsTr/deep/x.png"), "labelsTr"),
    "imagesVal/x.png: is no file": (lambda root: store(root, "imagesVal/x.png"), "imagesVal"),
    "outside the folder; prepare": (link_out, f"imagesTs/{CASE}_0000.png: is a link"),
    "24 cases were prepared, the lists name 23": (lambda root: edit_rows(root, lambda lines: lines[1:]), ""),
    "holds 15 cases in imagesTr, phantom-2d declares 16": (lambda root: edit_rows(root, lambda rows: rows[1:]), ""),
    "lacks cases of split drawn: phantom_000": (lambda root: edit_rows(root, lambda lines: lines[1:]), ""),
    "dataset.json: numTraining has 3": (lambda root: edit_json(root / "dataset.json", "numTraining", 3), ""),
    'dataset.json: labels lacks ["lesion", 2]': (lambda root: edit_json(root / "dataset.json", "labels", {}), ""),
    "dataset.json: training lacks": (lambda root: edit_json(root / "dataset.json", "training", []), "phantom_000"),
}


@pytest.mark.parametrize("reason", DAMAGE)
def test_each_kind_of_damage_is_named(own_phantom_2d: Path, reason: str) -> None:
    damage, place = DAMAGE[reason]
    damage(own_phantom_2d)
    problems = verify("phantom-2d").problems
    assert [line for line in problems if reason in line and place in line and str(own_phantom_2d) in line], problems


def moved(mask: Mask) -> Mask:
    x, y, z = mask.grid.origin
    return Mask(mask.array, replace(mask.grid, origin=(x + 5, y, z)))


def mirrored(mask: Mask) -> Mask:
    turned = tuple(tuple(-d for d in row) if k == 2 else row for k, row in enumerate(mask.grid.direction))
    return Mask(mask.array, replace(mask.grid, direction=turned))


@pytest.mark.parametrize("damage", [moved, mirrored])
def test_a_mask_that_lies_elsewhere_than_its_image_is_named(own_phantom: Path, damage: Callable[[Mask], Mask]) -> None:
    path = next(own_phantom.glob("labelsTs/*.nii*"))
    volume.write_mask(path, damage(volume.read_mask(path)))
    (problem,) = verify("phantom", progress=False).problems
    assert problem.startswith(f"{path}: is not on the grid of its image")


def test_a_declaration_of_other_labels_is_named(own_phantom_2d: Path) -> None:
    change(own_phantom_2d / "segeval.json", '"1": "organ"', '"1": "orgon"')
    problems = verify("phantom-2d").problems
    assert [line for line in problems if "segeval.json: labels" in line and "phantom-2d declares" in line], problems


def test_a_description_that_lacks_something_is_refused_in_one_line(own_phantom_2d: Path) -> None:
    change(own_phantom_2d / "segeval.json", '"missing"', '"mislaid"')
    with pytest.raises(BadData, match=r"segeval\.json: .*missing"):
        verify("phantom-2d")


def test_every_unusable_row_is_listed(own_phantom_2d: Path) -> None:
    edit_rows(own_phantom_2d, lambda lines: ["{}\n", "[]\n", *lines])
    edit_rows(own_phantom_2d, lambda lines: [line.replace('"imagesTs/', '"/imagesTs/') for line in lines], "test")
    problems = verify("phantom-2d").problems
    assert len(problems) == 2 + 8, problems


def test_a_path_is_named_once_in_a_line(own_phantom_2d: Path) -> None:
    path = own_phantom_2d / "imagesTs" / f"{CASE}_0000.png"
    path.write_text("<!doctype html>")
    (problem,) = verify("phantom-2d").problems
    assert problem.count(str(path)) == 1


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


def numbered_backwards(array: LabelArray) -> LabelArray:
    return np.where(array > 0, array.max() + 1 - array, 0).astype(array.dtype)


def merged(array: LabelArray) -> LabelArray:
    return np.minimum(array, 1)


@pytest.mark.parametrize("change", [numbered_backwards, merged])
def test_other_objects_under_the_same_mask_are_named(
    tmp_path: Path, change: Callable[[LabelArray], LabelArray]
) -> None:
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    root = datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    path = root / "instancesTr" / "train_1.png"
    instances = volume.read_mask(path)
    assert instances.array.max() == 2
    volume.write_mask(path, Mask(change(instances.array), instances.grid))
    (problem,) = verify("glas", root=tmp_path / "data").problems
    assert problem.startswith(f"{path}: its objects are not those that were prepared")
    edit_rows(root, lambda rows: [re.sub(r'"instance_sha256": "\w+", ', "", row) for row in rows])
    assert verify("glas", root=tmp_path / "data").problems == ()  # as a folder of an older version, which lacks it


def test_re_encoded_copies_are_said_and_are_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")  # its names are those of the originals, its pictures are not
    datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    verified = verify("glas", root=tmp_path / "data")
    (note,) = verified.notes
    assert re.search(r"5 of 5 cases are made from re-encoded copies, not from the original files \(\w+, ", note)
    enforce(verified)
    assert note in caplog.text


def test_many_problems_of_one_kind_are_counted(own_phantom_2d: Path) -> None:
    for path in (own_phantom_2d / "labelsTr").iterdir():
        path.unlink()
    with pytest.raises(BadData, match="16 things are wrong") as caught:
        enforce(verify("phantom-2d"))
    assert len(str(caught.value).splitlines()) == 1 + 3 + 1
    assert "13 more of this kind, 16 in all" in str(caught.value)


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

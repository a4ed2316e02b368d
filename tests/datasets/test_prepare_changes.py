"""Preparing what is partly refused, was edited, or is replaced: said, never silently mixed."""

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation.verify import verify
from segeval.datasets import _fake
from segeval.errors import BadData, DamagedFile
from segeval.records import Volume, digest


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


def test_one_fault_in_many_files_is_three_examples_and_a_count(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "images").mkdir(parents=True)
    (raw / "masks").mkdir()
    for number in range(40):
        _fake.picture(raw / "masks" / f"{number}.png", np.full((9, 9), 255, np.uint8))
        (raw / "images" / f"{number}.png").write_bytes(b"not a picture")
    _fake.picture(raw / "images" / "0.png", np.zeros((3, 9, 9), np.uint8))
    with pytest.raises(DamagedFile) as caught:
        datasets.prepare("folder/knees", raw, root=tmp_path / "data")
    head, *lines = str(caught.value).splitlines()
    assert "39 things are wrong" in head
    assert len(lines) == 4
    assert lines[-1].strip() == "... and 36 more of this kind, 39 in all"


def test_parts_go_on_without_refused_cases_and_name_them(
    knees: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (knees / "images" / "k2.nii.gz").write_bytes(b"not an image")
    (knees / "masks" / "k4.nii.gz").write_bytes(b"not a mask")
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data", allow_partial=True)
    loaded = datasets.load("folder/knees", root=tmp_path / "data")
    assert sorted(loaded.cases) == ["k0", "k1", "k3", "k5"]
    assert loaded.partial
    refused = datasets.read_description(root).refused
    assert list(refused) == ["k2", "k4"]
    assert str(knees / "images" / "k2.nii.gz") in refused["k2"]
    assert "goes on without 2 refused cases" in caplog.text
    assert not list(root.rglob("k[24]*"))
    assert verify("folder/knees", root=tmp_path / "data").problems == ()


def test_nothing_is_prepared_where_every_case_is_refused(knees: Path, tmp_path: Path) -> None:
    for path in (knees / "images").iterdir():
        path.write_bytes(b"not an image")
    with pytest.raises(BadData, match="begins with"):
        datasets.prepare("folder/knees", knees, root=tmp_path / "data", allow_partial=True)
    assert not (tmp_path / "data" / "folder-knees").exists()


def test_an_edit_of_a_raw_file_stays_in_it_until_it_is_prepared_again(knees: Path, tmp_path: Path) -> None:
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    before = datasets.load("folder/knees", root=tmp_path / "data")
    for side, other in (("images", "k1"), ("masks", "k2")):
        path, status = knees / side / "k0.nii.gz", (knees / side / "k0.nii.gz").stat()
        content = (knees / side / f"{other}.nii.gz").read_bytes()
        with path.open("r+b") as file:  # in place, as nibabel and ITK write
            file.truncate()
            file.write(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert datasets.changed(before, before.cases) == []
    assert verify("folder/knees", root=tmp_path / "data").problems == ()
    (knees / "images" / "k0.nii.gz").write_bytes((knees / "images" / "k2.nii.gz").read_bytes())
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    after = datasets.load("folder/knees", root=tmp_path / "data")
    assert (root / "imagesTr" / "k0_0000.nii.gz").read_bytes() == (knees / "images" / "k2.nii.gz").read_bytes()
    assert {name for name in before.rows if before.rows[name] != after.rows[name]} == {"k0"}


def test_other_images_under_the_same_labels_have_another_digest(knees: Path, tmp_path: Path) -> None:
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    before = datasets.load("folder/knees", root=tmp_path / "data")
    image = volume.read_image(knees / "images" / "k3.nii.gz")
    volume.write_image(knees / "images" / "k3.nii.gz", Volume(image.array + 1, image.grid))
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    for fold in range(5):
        one, two = before, datasets.load("folder/knees", fold=fold, root=tmp_path / "data")
        one = replace(two, image_digest=load_digest(before, two.expected))
        assert (one.image_digest != two.image_digest) == ("k3" in two.expected)


def load_digest(prepared: datasets.Prepared, cases: Iterable[str]) -> str:
    return digest(sorted((case, prepared.rows[case]["image_sha256"]) for case in cases))


def test_a_prepared_file_that_was_edited_is_named_and_mended_by_preparing_again(knees: Path, tmp_path: Path) -> None:
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    loaded = datasets.load("folder/knees", root=tmp_path / "data")
    (root / "labelsTr" / "k0.nii.gz").write_bytes((root / "labelsTr" / "k1.nii.gz").read_bytes())
    os.utime(root / "imagesTr" / "k1_0000.nii.gz")  # touched, but the same
    (root / "imagesTr" / "k2_0000.nii.gz").unlink()
    assert datasets.changed(loaded, loaded.cases) == ["labelsTr/k0.nii.gz", "imagesTr/k2_0000.nii.gz"]
    assert datasets.changed(loaded, ["k1", "k3"]) == []
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert datasets.changed(loaded, loaded.cases) == []


def test_a_folder_that_noted_no_times_has_nothing_to_compare_and_is_prepared_anew(knees: Path, tmp_path: Path) -> None:
    root = datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    loaded = datasets.load("folder/knees", root=tmp_path / "data")
    lines = [json.loads(line) for line in (root / ".cases.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["stamps"]
    (root / ".cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    raw = knees / "masks" / "k0.nii.gz"
    (root / "labelsTr" / "k0.nii.gz").unlink()
    os.link(raw, root / "labelsTr" / "k0.nii.gz")  # as they were made
    assert datasets.changed(loaded, loaded.cases) == []
    datasets.prepare("folder/knees", knees, root=tmp_path / "data")
    assert not (root / "labelsTr" / "k0.nii.gz").samefile(raw)

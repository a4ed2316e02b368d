"""Opening a prepared folder: splits and folds by name, digests of references and objects, descriptions of any age."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.datasets import _fake, glas
from segeval.errors import BadData, UnknownName, UsageError
from segeval.records import family


@pytest.fixture
def glands(tmp_path: Path) -> Path:
    """Return prepared fake glands, in a data folder of their own."""
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    return datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)


@pytest.fixture
def folds(tmp_path: Path, phantom_2d: Path) -> Path:
    """Return the data folder of a dataset with five folds: the images and masks of the phantoms."""
    for source, target in (("imagesTr", "images"), ("labelsTr", "masks")):
        (tmp_path / "raw" / target).mkdir(parents=True)
        for path in (phantom_2d / source).iterdir():
            (tmp_path / "raw" / target / path.name).write_bytes(path.read_bytes())
    datasets.prepare("folder/mine", tmp_path / "raw", root=tmp_path / "data")
    return tmp_path / "data"


def edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "segeval.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


# Folds


def test_a_fold_is_the_default_split_with_another_number(folds: Path) -> None:
    splits = {datasets.load("folder/mine", fold=k, root=folds).split.name for k in range(5)}
    assert splits == {f"nnunet-{k}" for k in range(5)}
    assert datasets.load("folder/mine", fold=3, root=folds) == datasets.load("folder/mine", "nnunet-3", root=folds)


def test_a_fold_that_is_not_there_is_an_unknown_split(folds: Path) -> None:
    with pytest.raises(UnknownName, match="unknown split 'nnunet-5'; did you mean nnunet-"):
        datasets.load("folder/mine", fold=5, root=folds)


def test_a_fold_and_a_split_are_refused_together(folds: Path) -> None:
    with pytest.raises(UsageError, match="fold 1 and split 'nnunet-2' are both given"):
        datasets.load("folder/mine", "nnunet-2", fold=1, root=folds)


@pytest.mark.usefixtures("phantom_2d")
def test_a_fold_of_a_split_without_folds_is_refused() -> None:
    with pytest.raises(UsageError, match="phantom-2d: fold 0: the default split is 'drawn', without folds"):
        datasets.load("phantom-2d", fold=0)


# What the digests see


def test_the_digest_of_the_objects_changes_with_the_part_and_not_with_the_masks(glands: Path) -> None:
    test, train = (datasets.load("glas", part, root=glands.parent) for part in ("test", "train"))
    assert test.instance_digest
    assert test.instance_digest not in (train.instance_digest, test.label_digest)


def test_the_index_has_the_digest_of_each_instance_map_as_it_is_read(glands: Path) -> None:
    loaded = datasets.load("glas", root=glands.parent)
    assert loaded.cases
    for name, case in loaded.cases.items():
        assert case.instances is not None
        assert loaded.rows[name]["instance_sha256"] == datasets.content_sha256(volume.read_mask(case.instances))


def test_other_objects_under_the_same_mask_have_another_digest(glands: Path, tmp_path: Path) -> None:
    before = datasets.load("glas", root=glands.parent)
    raw = next((tmp_path / "raw").rglob("testA_1_anno.bmp"))
    merged = np.minimum(volume.read_mask(raw).array, 1)
    raw.unlink()
    _fake.picture(raw, merged)
    datasets.prepare("glas", tmp_path / "raw", root=glands.parent, allow_partial=True)
    after = datasets.load("glas", root=glands.parent)
    assert after.label_digest == before.label_digest
    assert after.instance_digest != before.instance_digest


@pytest.mark.usefixtures("phantom_2d")
def test_without_objects_there_is_no_digest_of_them() -> None:
    loaded = datasets.load("phantom-2d")
    assert loaded.label_digest
    assert loaded.instance_digest == ""


# Descriptions


def age(folder: Path) -> None:
    """Make a folder what it was before fields with defaults and digests of objects were added."""
    edit(folder, lambda content: [content.pop(key) for key in ("release", "default")])
    edit(folder, lambda content: [content["info"].pop(key) for key in ("metrics", "terms", "files")])
    edit(
        folder, lambda content: [split.pop(key) for split in content["splits"] for key in ("group", "note", "release")]
    )
    for path in folder.glob("*.jsonl"):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        bare = [{key: value for key, value in row.items() if key != "instance_sha256"} for row in rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in bare), encoding="utf-8")


def test_a_folder_of_an_older_version_is_read_and_says_that_its_objects_are_unknown(glands: Path) -> None:
    before = datasets.load("glas", root=glands.parent)
    age(glands)
    after = datasets.load("glas", root=glands.parent)
    assert after.info.metrics == ()
    assert after.info.structures == before.info.structures
    assert after.split.digest == before.split.digest
    assert after.label_digest == before.label_digest
    assert after.instance_digest not in ("", before.instance_digest)


def test_preparing_again_adds_the_digests_that_an_older_version_did_not_write(glands: Path, tmp_path: Path) -> None:
    before = datasets.load("glas", root=glands.parent)
    age(glands)
    ledger = glands / ".cases.jsonl"
    entries = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    for entry in entries:
        del entry["row"]["instance_sha256"]
    ledger.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    datasets.prepare("glas", tmp_path / "raw", root=glands.parent, allow_partial=True)
    assert datasets.load("glas", root=glands.parent) == before


FAULTS: dict[str, Callable[[dict[str, Any]], object]] = {
    r"\$\.splits\[0\]\.train": lambda content: content["splits"][0].update(train="train_1"),
    r"\$\.splits": lambda content: content.update(splits=7),
    r"\$\.info\.unit": lambda content: content["info"].update(unit="inch"),
    r"\$\.info\.ndim": lambda content: content["info"].update(ndim="2"),
    r"values.*\$\.info\.structures\[0\]": lambda content: content["info"].update(structures=[{"name": "gland"}]),
    r"\$\.colour": lambda content: content.update(colour="red"),
    "missing": lambda content: content.pop("missing"),
    "info": lambda content: content.pop("info"),
    "schema": lambda content: content.pop("schema"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_description_that_cannot_be_decoded_names_its_file_and_the_fault(glands: Path, fault: str) -> None:
    edit(glands, FAULTS[fault])
    with pytest.raises(BadData, match=rf"glas/segeval\.json.*{fault}"):
        datasets.load("glas", root=glands.parent)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"info": 3}'])
def test_a_damaged_description_is_one_line_for_every_reader(glands: Path, text: str) -> None:
    (glands / "segeval.json").write_text(text)
    for read in (lambda: datasets.load("glas", root=glands.parent), lambda: datasets.name_of(glands)):
        with pytest.raises(BadData, match=r"segeval\.json") as caught:
            read()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("line", ["[]", "{}", '{"case_id": "train_1"}'])
def test_a_line_that_is_no_row_is_named(glands: Path, line: str) -> None:
    path = glands / "train.jsonl"
    path.write_text(f"{path.read_text(encoding='utf-8')}{line}\n")
    with pytest.raises(BadData, match=r"train\.jsonl:4 is no row of an index"):
        datasets.load("glas", root=glands.parent)


@pytest.mark.usefixtures("glands")
def test_what_a_reader_of_scores_must_know_is_together(tmp_path: Path) -> None:
    about = datasets.about(datasets.load("glas", root=tmp_path / "data"))
    assert about["license"] == "research use only"
    assert "The split cuts through" in about["split_note"]
    assert (about["split_family"], about["default_family"]) == ("official", "official")


@pytest.mark.parametrize(
    ("name", "called"), [("nnunet-3", "nnunet"), ("unetrpp-50-13", "unetrpp-50-13"), ("stage1", "stage1"), ("4", "4")]
)
def test_folds_are_called_together(name: str, called: str) -> None:
    assert family(name, {"nnunet-0", "nnunet-3", "unetrpp-50-13", "stage1", "4"}) == called


def test_a_tilde_in_the_environment_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEGEVAL_DATA", "~/data")
    assert datasets.data_root() == tmp_path / "data"

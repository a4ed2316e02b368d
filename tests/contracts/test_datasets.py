"""What every dataset of the registry keeps, whoever wrote it; the raw data comes from its own fake writer."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from segeval import datasets, metrics, volume
from segeval.datasets import PARTS, Dataset, Prepared
from segeval.datasets._splits import SPLITS, read_splits
from segeval.errors import BadData, ContractError, IncompleteDownload
from segeval.records import folder_name

DECLARED = datasets.REGISTRY.items()
BIBTEX = re.compile(r"@\w+\{(\w+),\s*(\w+ = (\{.*\}|\d+),?\s*)+\}", re.DOTALL)
MODALITIES = ("CT", "MR", "endoscopy", "histology", "microscopy", "photograph", "synthetic", "other")

every_dataset = pytest.mark.parametrize("declared", DECLARED.values(), ids=list(DECLARED))
every_committed = pytest.mark.parametrize("path", sorted(SPLITS.glob("*.json")), ids=lambda path: path.stem)


@dataclass(frozen=True)
class Made:
    """Fake raw data of one dataset, and what preparing it gave."""

    raw: Path
    root: Path
    loaded: Prepared


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the fake data of the dataset named by the parameter, prepared once for all tests of it."""
    declared: Dataset = request.param
    home = tmp_path_factory.mktemp(folder_name(declared.info.id))
    raw, root = home / "raw", home / "data"
    raw.mkdir()
    declared.fake(raw)
    folder = datasets.prepare(declared.info.id, raw, root=root, allow_partial=True)
    identifier = json.loads((folder / "segeval.json").read_text(encoding="utf-8"))["info"][
        "id"
    ]  # a folder of one's own has its own
    return Made(raw, root, datasets.load(identifier, root=root))


every_made = pytest.mark.parametrize("made", DECLARED.values(), ids=list(DECLARED), indirect=True)


def owner(path: Path) -> Dataset:
    """Return the dataset whose splits a committed file holds."""
    (declared,) = [declared for name, declared in DECLARED.items() if folder_name(name) == path.stem]
    return declared


def described(made: Made) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads((made.loaded.root / "segeval.json").read_text(encoding="utf-8"))
    return entry


def snapshot(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Return content and time of every file but the log, which says when things happened."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != datasets.LOG]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


# What is declared


@every_dataset
def test_the_declaration_says_what_a_reader_needs(declared: Dataset) -> None:
    info = declared.info
    assert info.title
    assert info.license
    assert info.modality in MODALITIES
    assert info.access in ("open", "form", "login", "generated", "own")
    assert info.homepage.startswith(("http://", "https://")) or info.access in ("generated", "own")
    assert BIBTEX.fullmatch(info.citation.strip())
    assert set(info.counts) <= set(PARTS)
    assert min(info.counts.values(), default=1) > 0
    assert info.version >= 1


@every_dataset
def test_labels_and_structures_agree(declared: Dataset) -> None:
    info = declared.info
    names = [structure.name for structure in info.structures]
    assert list(info.labels) == list(range(len(info.labels)))
    assert info.labels[0] == "background"
    assert len(set(info.labels.values())) == len(info.labels)
    assert len(set(names)) == len(names) > 0
    for structure in info.structures:
        assert structure.values
        assert set(structure.values) <= set(info.labels) - {0}
        assert structure.tolerance is None or structure.tolerance > 0


@every_dataset
def test_the_metrics_of_a_benchmark_can_be_scored(declared: Dataset) -> None:
    info = declared.info
    chosen = metrics.resolve(list(info.metrics)) if info.metrics else ()
    assert [metric.id for metric in chosen] == list(info.metrics)
    tolerances = [structure.tolerance for structure in info.structures]
    assert None not in tolerances or not [metric.id for metric in chosen if metric.wants_tolerance]


@pytest.mark.parametrize("name", ["dsb2018", "monuseg", "glas"])
def test_datasets_of_objects_are_scored_by_object(name: str) -> None:
    assert {"pq", "aji", "lesion_f1@0.5", "nsd"} <= set(DECLARED[name].info.metrics)


@every_dataset
def test_every_alias_means_the_dataset(declared: Dataset) -> None:
    for name in (declared.info.id, declared.info.id.upper(), *declared.info.aliases):
        assert datasets.REGISTRY.resolve(name) == declared.info.id


@every_dataset
def test_the_id_names_the_module_that_declares_it(declared: Dataset) -> None:
    assert re.split("[/-]", declared.info.id)[0] == declared.source.stem


# Committed splits


@every_committed
def test_committed_splits_are_disjoint_and_complete(path: Path) -> None:
    declared = owner(path)
    splits = read_splits(declared.info.id)
    assert declared.info.default_split in {split.name for split in splits}
    assert len({split.name for split in splits}) == len(splits)
    for split in splits:
        ids = [case for part in PARTS for case in split.part(part)]
        assert split.source
        assert split.group
        assert split.part(split.evaluated)
        assert len(set(ids)) == len(ids)
        assert not [case for case in ids if not re.fullmatch(r"[\w.-]+", case)]
        assert len(ids) <= sum(declared.info.counts.values())


def test_a_committed_split_that_was_changed_is_refused(tmp_path: Path) -> None:
    text = (SPLITS / "phantom.json").read_text(encoding="utf-8")
    (tmp_path / "phantom.json").write_text(text.replace("phantom_015", "phantom_115"))
    with pytest.raises(ContractError, match="a changed split needs another name"):
        read_splits("phantom", tmp_path)


def test_the_digest_of_a_split_ignores_the_order_of_its_ids() -> None:
    split = read_splits("dsb2018")[0]
    assert replace(split, train=split.train[::-1]).digest == split.digest
    assert replace(split, train=split.train[1:]).digest != split.digest


# What preparing gives


@every_made
def test_cases_are_named_once_and_without_a_path(made: Made) -> None:
    ids = list(made.loaded.cases)
    assert ids
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9][\w.-]*", case) for case in ids)
    for name in (*PARTS, "other"):
        rows = [
            json.loads(line)["case_id"]
            for line in (made.loaded.root / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        assert rows == sorted(rows)


@every_made
def test_images_and_masks_share_a_grid_and_hold_declared_labels(made: Made) -> None:
    info = made.loaded.info
    labelled = [case for case in made.loaded.cases.values() if case.mask is not None]
    assert labelled
    seen: set[int] = set()
    for case in labelled:
        assert case.mask is not None
        image, mask = volume.read_image(case.images), volume.read_mask(case.mask, info.labels)
        volume.require_same_grid(image.grid, mask.grid, where=case.id)
        assert len(image.array) == len(info.channels)
        assert len(image.grid.shape) == info.ndim
        assert image.grid.unit == info.unit
        assert case.meta["shape"] == list(image.grid.shape)
        assert case.meta["label_values"] == sorted(set(mask.array.ravel().tolist()))
        seen |= set(case.meta["label_values"])
    assert seen == set(info.labels)


@every_made
def test_no_case_is_in_two_parts_of_a_split(made: Made) -> None:
    for entry in described(made)["splits"]:
        loaded = datasets.load(made.loaded.info.id, entry["name"], root=made.root)
        cases = [{case.id for case in loaded.part_cases(part)} for part in PARTS]
        assert sum(map(len, cases)) == len(set.union(*cases))
        assert entry["digest"] == loaded.split.digest


@every_made
def test_a_split_that_says_it_kept_a_unit_together_did(made: Made) -> None:
    info = made.loaded.info
    for split in made.loaded.splits:
        cut = datasets.cut_groups(split, made.loaded.groups)
        assert not cut or not info.group or split.group != info.group, (split.name, cut)


@every_made
def test_the_default_split_has_cases_to_train_and_to_score(made: Made) -> None:
    assert made.loaded.split.name == made.loaded.info.default_split
    assert made.loaded.part_cases("train") or not made.loaded.split.train
    assert made.loaded.part_cases(made.loaded.part)


@every_made
def test_loading_twice_gives_the_same(made: Made) -> None:
    assert datasets.load(made.loaded.info.id, root=made.root) == made.loaded


@every_made
def test_preparing_again_writes_the_same_and_converts_nothing(made: Made) -> None:
    before = snapshot(made.loaded.root)
    datasets.prepare(made.loaded.info.id, made.raw, root=made.root, allow_partial=True)
    after = snapshot(made.loaded.root)
    assert {path: content for path, (content, _) in after.items()} == {p: c for p, (c, _) in before.items()}
    converted = [path for path in before if path.suffix in (".gz", ".nii", ".png")]
    assert [before[path][1] for path in converted] == [after[path][1] for path in converted]


@every_made
def test_preparing_elsewhere_gives_equal_bytes(made: Made, tmp_path: Path) -> None:
    again = datasets.prepare(made.loaded.info.id, made.raw, root=tmp_path, allow_partial=True)
    there = {path.relative_to(again): content for path, (content, _) in snapshot(again).items()}
    here = {p.relative_to(made.loaded.root): c for p, (c, _) in snapshot(made.loaded.root).items()}
    for files in (there, here):
        del files[Path(".cases.jsonl")]  # notes when each file was written
    assert there == here


@every_made
def test_no_prepared_file_is_a_raw_file_under_a_second_name(made: Made) -> None:
    raw = {(status.st_dev, status.st_ino) for status in (path.stat() for path in made.raw.rglob("*"))}
    assert not [path for path in made.loaded.root.rglob("*") if (path.stat().st_dev, path.stat().st_ino) in raw]


@every_made
def test_images_have_a_digest_and_nothing_has_changed(made: Made) -> None:
    assert made.loaded.image_digest
    assert datasets.changed(made.loaded, made.loaded.cases) == []


@every_made
def test_what_is_missing_is_an_error_until_it_is_allowed_and_recorded(made: Made, tmp_path: Path) -> None:
    info, missing = made.loaded.info, described(made)["missing"]
    assert made.loaded.partial == bool(missing)
    if not missing:
        assert len(made.loaded.cases) >= sum(info.counts.values())
        return
    with pytest.raises(IncompleteDownload, match="--allow-partial") as caught:
        datasets.prepare(info.id, made.raw, root=tmp_path)
    assert missing[0] in str(caught.value)
    assert info.homepage in str(caught.value)
    assert not (tmp_path / folder_name(info.id)).exists()


@every_made
def test_an_empty_raw_folder_is_incomplete_even_when_parts_are_allowed(made: Made, tmp_path: Path) -> None:
    if made.loaded.info.access == "generated":
        assert not list(made.raw.iterdir())
        return
    name = "folder" if made.loaded.info.access == "own" else made.loaded.info.id
    with pytest.raises(IncompleteDownload, match=re.escape(str(tmp_path))):
        datasets.prepare(name, tmp_path, root=tmp_path / "data", allow_partial=True)


# One folder, several readers


@every_made
def test_dataset_json_is_what_nnunet_and_the_decathlon_expect(made: Made) -> None:
    info, root = made.loaded.info, made.loaded.root
    content = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    assert content["channel_names"] == {str(k): name for k, name in enumerate(info.channels)}
    assert content["labels"] == {name: value for value, name in info.labels.items()}
    assert content["file_ending"] in ((".png",) if info.ndim == 2 else (".nii.gz", ".nii"))
    labelled = [case for case in made.loaded.cases.values() if case.mask and case.mask.parent.name == "labelsTr"]
    assert content["numTraining"] == len(content["dataset"]) == len(labelled)
    for case, entry in content["dataset"].items():
        assert entry["label"] == f"labelsTr/{case}{content['file_ending']}"
        assert all((root / name).is_file() for name in (*entry["images"], entry["label"]))
    for part, rows in (("train", content["training"]), ("val", content["validation"]), ("test", content["test"])):
        assert len(rows) == len(made.loaded.part_cases(part))  # type: ignore[arg-type]  # the three parts
        images = [name for row in rows for name in ([row["image"]] if isinstance(row["image"], str) else row["image"])]
        assert all((root / name).is_file() for name in (*images, *(row["label"] for row in rows)))


@pytest.mark.parametrize("made", [DECLARED["decathlon/hippocampus"], DECLARED["dsb2018"]], indirect=True)
def test_a_bare_load_dataset_of_hugging_face_reads_the_folder(made: Made, tmp_path: Path) -> None:
    from importlib import import_module

    library: Any = import_module("datasets")
    loaded = library.load_dataset(str(made.loaded.root), cache_dir=str(tmp_path))
    kind = library.Nifti if made.loaded.info.ndim == 3 else library.Image
    parts = {part: len(made.loaded.part_cases(part)) for part in PARTS if made.loaded.part_cases(part)}
    assert {name: len(part) for name, part in loaded.items()} == parts
    for part in loaded.values():
        assert "case_id" in part.features
        assert isinstance(part.features["label"], kind)


def test_declaring_datasets_imports_nothing_heavy() -> None:
    code = "import sys; from segeval import datasets; datasets.REGISTRY.items(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert "segeval.datasets.phantom" in loaded
    assert not {"torch", "pandas", "SimpleITK", "datasets"} & set(loaded)


@pytest.mark.parametrize("made", [DECLARED["dsb2018"]], indirect=True)
def test_a_folder_of_another_schema_is_refused(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / made.loaded.root.name
    folder.mkdir()
    (folder / "segeval.json").write_text(json.dumps({**described(made), "schema": "segeval-data/0"}))
    with pytest.raises(BadData, match="prepare again"):
        datasets.load(made.loaded.info.id, root=tmp_path)

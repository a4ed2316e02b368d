"""Exports, and the prepared folder itself, as the real packages of other people read them."""

import json
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation.export import FORMS, export
from segeval.datasets import decathlon, glas
from segeval.errors import UnknownName, UsageError

pytestmark = pytest.mark.filterwarnings("default")  # the warnings of others are not ours to mend


def library(name: str) -> Any:
    """Import a package of the development extra; some warn of what they find on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return prepared folders: two channels in 3D, one channel in 3D, and pictures with instances."""
    home = tmp_path_factory.mktemp("readers")
    for name in ("prostate", "spleen"):
        (home / name).mkdir()
        decathlon.fake(next(task for task in decathlon.TASKS if task.name == name), home / name)
        datasets.prepare(f"decathlon/{name}", home / name, root=home / "data", allow_partial=True)
    (home / "glas").mkdir()
    glas.fake(home / "glas")
    datasets.prepare("glas", home / "glas", root=home / "data", allow_partial=True)
    datasets.prepare("phantom-2d", root=home / "data")
    return home / "data"


# One folder, four readers


@pytest.mark.parametrize("name", ["decathlon/prostate", "decathlon/spleen"])
def test_hugging_face_monai_torchio_and_nnunet_read_the_same_folder(root: Path, tmp_path: Path, name: str) -> None:
    loaded = datasets.load(name, root=root)
    sample = loaded[0]
    image, label = sample.image.array, sample.reference.array

    rows = library("datasets").load_dataset(str(loaded.root), cache_dir=str(tmp_path))[loaded.part]
    row = next(row for row in rows if row["case_id"] == sample.case.id)
    assert np.array_equal(np.asarray(row["label"].dataobj).T, label)
    files = row["images"] if "images" in row else row["image"]
    for k, file in enumerate(files if isinstance(files, list) else [files]):
        assert np.array_equal(np.asarray(file.dataobj).T, image[k])

    monai = library("monai.data").load_decathlon_datalist(str(loaded.root / "dataset.json"), True, "validation")
    entry = next(entry for entry in monai if Path(entry["label"]).name.startswith(sample.case.id))
    read = library("monai.transforms").LoadImage(image_only=True, ensure_channel_first=True)
    assert np.array_equal(np.asarray(read(entry["image"])).transpose(0, 3, 2, 1), image)
    assert np.array_equal(np.asarray(read(entry["label"]))[0].T, label)

    torchio = library("torchio")
    subject = torchio.Subject(
        image=torchio.ScalarImage(sample.case.images[0]), label=torchio.LabelMap(sample.case.mask)
    )
    assert np.array_equal(subject["label"].data.numpy()[0].T, label)
    assert np.allclose(subject.spacing[::-1], sample.reference.grid.spacing)

    find = library("nnunetv2.utilities.utils").get_filenames_of_train_images_and_targets
    listed = find(str(loaded.root))
    assert [Path(path) for path in listed[sample.case.id]["images"]] == list(sample.case.images)
    assert Path(listed[sample.case.id]["label"]) == sample.case.mask


def test_the_bridges_give_the_same_arrays_as_the_samples(root: Path) -> None:
    for name in ("decathlon/prostate", "glas"):
        loaded = datasets.load(name, root=root)
        table, tensors = loaded.to_hf(), loaded.to_torch()
        assert len(loaded) == len(table) == len(tensors)
        for k, sample in enumerate(loaded):
            assert table[k]["case_id"] == tensors[k]["case_id"] == sample.case.id
            assert np.array_equal(tensors[k]["image"].numpy(), sample.image.array)
            assert np.array_equal(tensors[k]["label"].numpy(), sample.reference.array)
            stored = table[k]["label"]
            stored = np.asarray(stored.dataobj).T if loaded.info.ndim == 3 else np.asarray(stored)
            assert np.array_equal(stored, sample.reference.array)


def test_a_part_can_be_asked_for_by_its_name(root: Path) -> None:
    assert len(datasets.load("phantom-2d", split="test", root=root)) == 8
    assert len(datasets.load("phantom-2d", split="train", root=root).to_hf()) == 12


# Exports


def test_nnunet_finds_images_labels_and_folds(root: Path, tmp_path: Path) -> None:
    place = export("decathlon/prostate", "nnunet", tmp_path, root=root)
    assert place.name.startswith("Dataset")
    found = library("nnunetv2.utilities.utils").get_filenames_of_train_images_and_targets(str(place))
    assert len(found) == 6
    assert all(Path(path).is_file() for entry in found.values() for path in (*entry["images"], entry["label"]))
    folds = json.loads((place / "splits_final.json").read_text(encoding="utf-8"))
    loaded = datasets.load("decathlon/prostate", root=root)
    assert len(folds) == 5
    assert folds[0]["val"] == list(loaded.split.val)
    case = loaded.part_cases("val")[0]
    copied = place / "imagesTr" / case.images[0].name
    assert copied.read_bytes() == case.images[0].read_bytes()
    assert not copied.samefile(case.images[0])


def test_pictures_for_nnunet_keep_their_three_channels(root: Path, tmp_path: Path) -> None:
    place = export("glas", "nnunet", tmp_path, root=root)
    content = json.loads((place / "dataset.json").read_text(encoding="utf-8"))
    assert content["file_ending"] == ".png"
    assert content["numTraining"] == 3
    assert len(list((place / "imagesTs").iterdir())) == 2


def test_a_task_of_the_decathlon_is_read_again_as_a_folder_of_ones_own(root: Path, tmp_path: Path) -> None:
    place = export("decathlon/prostate", "msd", tmp_path, root=root)
    datasets.prepare("folder/again", place, root=tmp_path / "data")
    again, before = (
        datasets.load("folder/again", root=tmp_path / "data"),
        datasets.load("decathlon/prostate", root=root),
    )
    labelled = {case: row["label_sha256"] for case, row in before.rows.items() if "label_sha256" in row}
    assert {case: row["label_sha256"] for case, row in again.rows.items() if "label_sha256" in row} == labelled
    assert again.info.channels == before.info.channels
    case = next(iter(labelled))
    one, two = (volume.read_image(loaded.cases[case].images).array for loaded in (again, before))
    assert np.array_equal(one, two)


def test_monai_reads_its_datalist(root: Path, tmp_path: Path) -> None:
    place = export("decathlon/spleen", "monai", tmp_path, root=root)
    rows = library("monai.data").load_decathlon_datalist(str(place / "datalist.json"), True, "training")
    assert len(rows) == len(datasets.load("decathlon/spleen", root=root).part_cases("train"))
    assert all(Path(row["image"]).is_file() and Path(row["label"]).is_file() for row in rows)


def test_hugging_face_reads_its_export(root: Path, tmp_path: Path) -> None:
    place = export("glas", "hf", tmp_path, root=root)
    rows = library("datasets").load_dataset(str(place), cache_dir=str(tmp_path / "cache"))
    assert {part: len(rows[part]) for part in rows} == {"train": 3, "test": 2}


def test_croissant_is_valid_and_its_records_are_the_cases(root: Path, tmp_path: Path) -> None:
    place = export("decathlon/spleen", "croissant", tmp_path, root=root)
    croissant = library("mlcroissant").Dataset(jsonld=str(place / "croissant.json"))
    assert not croissant.metadata.ctx.issues.errors
    ids = [record["val/case_id"].decode() for record in croissant.records("val")]
    assert ids == [case.id for case in datasets.load("decathlon/spleen", root=root).part_cases("val")]


def test_coco_has_an_annotation_per_object_that_pycocotools_decodes(root: Path, tmp_path: Path) -> None:
    place = export("glas", "coco", tmp_path, root=root)
    coco = library("pycocotools.coco").COCO(str(place / "train.json"))
    for image in coco.loadImgs(coco.getImgIds()):
        annotations = coco.loadAnns(coco.getAnnIds(image["id"]))
        case = Path(image["file_name"]).name.removesuffix("_0000.png")
        instances = volume.read_mask(root / "glas" / "instancesTr" / f"{case}.png").array
        assert len(annotations) == instances.max()
        for number, annotation in enumerate(annotations, start=1):
            assert np.array_equal(coco.annToMask(annotation) == 1, instances == number)
            assert annotation["area"] == (instances == number).sum()
            x, y, width, height = annotation["bbox"]
            assert (instances[y : y + height, x : x + width] == number).sum() == annotation["area"]


def test_without_instances_every_connected_part_is_an_object(root: Path, tmp_path: Path) -> None:
    place = export("phantom-2d", "coco", tmp_path, root=root)
    content = json.loads((place / "test.json").read_text(encoding="utf-8"))
    assert {entry["name"] for entry in content["categories"]} == {"organ", "lesion"}
    assert len(content["annotations"]) >= 8


@pytest.mark.parametrize("form", FORMS)
def test_the_licence_goes_along_and_nothing_is_overwritten(root: Path, tmp_path: Path, form: str) -> None:
    name = "phantom-2d" if form == "coco" else "decathlon/spleen"
    place = export(name, form, tmp_path, root=root)
    assert datasets.describe(name, root=root).license in (place / "LICENSE-OF-THE-DATA.txt").read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        export(name, form, tmp_path, root=root)
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


def test_forms_that_cannot_hold_a_dataset_say_which_can(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="use --to nnunet"):
        export("glas", "msd", tmp_path, root=root)
    with pytest.raises(UsageError, match="use --to nnunet"):
        export("decathlon/spleen", "coco", tmp_path, root=root)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_form_is_refused_with_the_nearest(root: Path, tmp_path: Path) -> None:
    with pytest.raises(
        UnknownName, match=r"unknown form of export 'nnunet2'; did you mean nnunet\? There are nnunet, "
    ):
        export("glas", "nnunet2", tmp_path, root=root)
    assert list(tmp_path.iterdir()) == []

"""A prepared dataset for other toolkits: nnU-Net, Decathlon, MONAI, Hugging Face, Croissant and COCO.

Files are copied where they can stay as they are, so that who edits an export edits nothing else. An export is built in
a hidden folder beside its place and moved there when it is whole; what is already there is never touched. The licence
of the data goes with it.
"""

import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segeval import datasets, volume
from segeval._disk import replace, to_json_text
from segeval.curation import _croissant, _objects
from segeval.datasets import PARTS, Prepared
from segeval.errors import UsageError
from segeval.records import Case
from segeval.registry import suggest


@dataclass(frozen=True, slots=True)
class Form:
    """A form of another toolkit: what writes a dataset into an empty folder, and how that folder is called."""

    write: Callable[[Prepared, Path], None]
    folder: Callable[[Prepared], str]


def export(name: str, form: str, output: Path, *, root: Path | None = None) -> Path:
    """Write a prepared dataset in another toolkit's form and return where it is.

    Args:
        name: Id of a prepared dataset.
        form: One of FORMS.
        output: Folder in which the export becomes a folder of its own.
        root: Folder of prepared datasets.

    Raises:
        UnknownName: If there is no such form.
        UsageError: If it cannot hold the dataset, or the place is taken.
    """
    chosen = find_form(form)
    prepared = datasets.load(name, root=root)
    place = output / chosen.folder(prepared)
    if place.exists():
        msg = f"{place} is there already; remove it or choose another --output"
        raise UsageError(msg)
    building = place.with_name(f".{place.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        chosen.write(prepared, building)
        replace(building / "LICENSE-OF-THE-DATA.txt", _licence(prepared))
        building.replace(place)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return place


def find_form(name: str) -> Form:
    """Return a form by its name; UnknownName suggests the nearest."""
    if name.lower() not in FORMS:
        raise suggest(noun="form of export", name=name, known=FORMS, hint=f"There are {', '.join(FORMS)}.")
    return FORMS[name.lower()]


def _licence(prepared: Prepared) -> str:
    info = prepared.info
    lines = [f"{info.title}: {info.license}. {info.terms}".strip(), info.homepage, "", info.citation.strip(), ""]
    return "\n".join(lines)


def _title(prepared: Prepared) -> str:
    return "".join(word.capitalize() for word in re.split(r"\W+", prepared.info.id))


def _number(prepared: Prepared) -> int:
    """Return a number from 100 to 999 that a dataset always has; nnU-Net tells datasets apart by it."""
    return 100 + zlib.crc32(prepared.info.id.encode()) % 900


def _ending(case: Case) -> str:
    return "".join(case.images[0].suffixes[-2:]) if case.images[0].name.endswith(".gz") else case.images[0].suffix


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    datasets.copy(source, target)


def _packed(paths: tuple[Path, ...], target: Path, *, is_mask: bool = False) -> None:
    """Copy one ``.nii.gz``, or write what several files or another ending hold as one."""
    if len(paths) == 1 and paths[0].name.endswith(".nii.gz"):
        _copy(paths[0], target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_mask:
        volume.write_mask(target, volume.read_mask(paths[0]))
    else:
        volume.write_image(target, volume.read_image(paths))


def nnunet(prepared: Prepared, place: Path) -> None:
    """Write nnU-Net v2's raw folder; the default family of folds becomes ``splits_final.json``."""
    info = prepared.info
    if sorted(info.labels) != list(range(len(info.labels))):
        msg = f"{info.id}: labels are {sorted(info.labels)}, and nnU-Net wants them to follow one another from 0"
        raise UsageError(msg)
    test = set(prepared.split.test)
    training = [case for case in prepared.cases.values() if case.mask and case.id not in test]
    for case in prepared.cases.values():
        part = "Tr" if case.mask and case.id not in test else "Ts"
        for k, path in enumerate(case.images):
            _copy(path, place / f"images{part}" / f"{case.id}_{k:04d}{_ending(case)}")
        if case.mask:
            _copy(case.mask, place / f"labels{part}" / f"{case.id}{_ending(case)}")
    colours = len(info.channels) == 3 and info.ndim == 2
    content = {
        "channel_names": {str(k): name for k, name in enumerate(info.channels)},
        "labels": {name: value for value, name in sorted(info.labels.items())},
        "numTraining": len(training),
        "file_ending": _ending(training[0]) if training else ".nii.gz",
        **({"overwrite_image_reader_writer": "NaturalImage2DIO"} if colours else {}),
        "name": info.id,
        "reference": info.homepage,
        "licence": info.license,
    }
    replace(place / "dataset.json", to_json_text(content))
    family = prepared.split.name.rpartition("-")[0]
    folds = [s for s in prepared.splits if s.val and s.name.rpartition("-")[0] == family] or [prepared.split]
    lists = [{"train": list(split.train), "val": list(split.val)} for split in folds if split.val]
    if lists:
        replace(place / "splits_final.json", to_json_text(lists))


def decathlon(prepared: Prepared, place: Path) -> None:
    """Write a task of the Decathlon: one file a case, 4D where there are several channels."""
    info = prepared.info
    if info.ndim != 3:
        msg = f"{info.id} is 2D, and the Decathlon's form is of volumes; use --to nnunet, hf or coco"
        raise UsageError(msg)
    training = [case for part in ("train", "val") for case in prepared.part_cases(part)]
    test = [case for case in prepared.cases.values() if case.mask is None or case.id in prepared.split.test]
    for part, cases in (("Tr", training), ("Ts", test)):
        for case in cases:
            _packed(case.images, place / f"images{part}" / f"{case.id}.nii.gz")
            if part == "Tr" and case.mask:
                _packed((case.mask,), place / "labelsTr" / f"{case.id}.nii.gz", is_mask=True)
    content = {
        "name": info.id,
        "description": info.title,
        "reference": info.homepage,
        "licence": info.license,
        "release": f"segeval {info.version}",
        "tensorImageSize": "3D" if len(info.channels) == 1 else "4D",
        "modality": {str(k): name for k, name in enumerate(info.channels)},
        "labels": {str(value): name for value, name in sorted(info.labels.items())},
        "numTraining": len(training),
        "numTest": len(test),
        "training": [
            {"image": f"./imagesTr/{case.id}.nii.gz", "label": f"./labelsTr/{case.id}.nii.gz"} for case in training
        ],
        "test": [f"./imagesTs/{case.id}.nii.gz" for case in test],
    }
    replace(place / "dataset.json", to_json_text(content))


def monai(prepared: Prepared, place: Path) -> None:
    """Write the files with a datalist ``datalist.json`` for ``load_decathlon_datalist``: training, validation, test."""
    keys = {"train": "training", "val": "validation", "test": "test"}
    lists: dict[str, list[dict[str, Any]]] = {}
    for part in PARTS:
        lists[keys[part]] = [
            {
                "image": [name.as_posix() for name in names] if len(names) > 1 else names[0].as_posix(),
                "label": label.as_posix(),
                "case_id": case.id,
                "group": case.group,
            }
            for case, names, label in _copied(prepared, place, prepared.part_cases(part))
        ]
    labels = {str(value): name for value, name in sorted(prepared.info.labels.items())}
    replace(place / "datalist.json", to_json_text({"name": prepared.info.id, "labels": labels, **lists}))


def hugging_face(prepared: Prepared, place: Path) -> None:
    """Write a folder that ``datasets.load_dataset`` reads: this split only, files as they are, no voxel in a table."""
    for path in sorted(prepared.root.glob("[!.]*")):
        if path.is_file() and path.name != datasets.DESCRIPTION:
            _copy(path, place / path.name)
    for case in prepared.cases.values():
        for path in (*case.images, *filter(None, (case.mask, case.instances))):
            _copy(path, place / path.relative_to(prepared.root))


def _copied(prepared: Prepared, place: Path, cases: list[Case]) -> Iterator[tuple[Case, list[Path], Path]]:
    """Copy the files of cases to their own names below ``place`` and yield those names."""
    for case in cases:
        assert case.mask is not None
        names = [path.relative_to(prepared.root) for path in (*case.images, case.mask)]
        for name in names:
            _copy(prepared.root / name, place / name)
        yield case, names[:-1], names[-1]


def coco(prepared: Prepared, place: Path) -> None:
    """Write pictures and one COCO file per part; an annotation per object, run lengths down the columns."""
    if prepared.info.ndim != 2:
        msg = f"{prepared.info.id} is 3D, and COCO is of pictures; use --to nnunet, msd or monai"
        raise UsageError(msg)
    for part in PARTS:
        cases = prepared.part_cases(part)
        if cases:
            for _ in _copied(prepared, place, cases):
                pass
            replace(place / f"{part}.json", json.dumps(_objects.coco(prepared, cases)))


def croissant(prepared: Prepared, place: Path) -> None:
    """Write ``croissant.json`` beside the folder that it describes."""
    hugging_face(prepared, place)
    replace(place / "croissant.json", to_json_text(_croissant.describe(prepared, place)))


FORMS: Mapping[str, Form] = {
    "nnunet": Form(nnunet, lambda prepared: f"Dataset{_number(prepared)}_{_title(prepared)}"),
    "msd": Form(decathlon, lambda prepared: f"Task{_number(prepared)}_{_title(prepared)}"),
    "monai": Form(monai, lambda prepared: f"{_title(prepared)}-monai"),
    "hf": Form(hugging_face, lambda prepared: f"{_title(prepared)}-hf"),
    "croissant": Form(croissant, lambda prepared: f"{_title(prepared)}-croissant"),
    "coco": Form(coco, lambda prepared: f"{_title(prepared)}-coco"),
}

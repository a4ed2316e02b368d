"""From an official download to the common split format: one folder that nnU-Net, MONAI, datasets and segeval read."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from segeval import __version__, volume
from segeval._disk import replace, to_json_text
from segeval.datasets._declare import Dataset, RawCase
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Mask, Part, Split, Volume, to_json

SCHEMA = "segeval-data/1"
PARTS: tuple[Part, ...] = ("train", "val", "test")


def prepare_folder(declared: Dataset, raw: Path, root: Path, *, allow_partial: bool = False) -> Path:
    """Turn the raw download of a dataset into its folder of the common format.

    Files that can be used as they are become hard links; the others are converted. Running it again converts only
    what is not there yet or has changed. ``segeval.json`` is written last, so a folder that has it is complete.

    Raises:
        IncompleteDownload: If cases of the declared splits are not under ``raw`` and ``allow_partial`` is off.
        BadData: If a file is damaged, holds other labels, or does not fit its mask.
    """
    if declared.info.access != "generated" and not raw.is_dir():
        msg = f"{raw} is not a folder. Give the folder that holds the download of {declared.info.id}."
        raise UsageError(msg)
    found = sorted(declared.cases(raw), key=lambda case: case.id)
    splits = declared.splits([case.id for case in found if case.labelled])
    missing = _missing(declared.info, found, splits)
    if missing and not (allow_partial and found):
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        msg = (
            f"{declared.info.id}: {raw} has {sum(case.labelled for case in found)} labelled cases and lacks {shown}. "
            f"Complete the download from {declared.info.homepage}, or pass --allow-partial to go on without them."
        )
        raise IncompleteDownload(msg)
    (root / "imagesTr").mkdir(parents=True, exist_ok=True)
    rows = _convert_all(declared.info, found, root)
    _write_index(declared.info, splits, rows, root)
    description = {
        "schema": SCHEMA,
        "segeval": __version__,
        "info": to_json(declared.info),
        "splits": [{**to_json(split), "digest": split.digest} for split in splits],
        "cases": len(rows),
        "missing": missing,
    }
    replace(root / "segeval.json", to_json_text(description))
    return root


def _missing(info: DatasetInfo, found: Sequence[RawCase], splits: Sequence[Split]) -> list[str]:
    """Return what the declaration promises and the folder lacks: case ids, or a count where ids are not known."""
    present = {case.id for case in found if case.labelled}
    expected = {case for split in splits for part in PARTS for case in split.part(part)}
    short = info.counts.get("train", 0) - len(present)
    return sorted(expected - present) or ([f"{short} labelled cases"] if short > 0 else [])


def _convert_all(info: DatasetInfo, found: Sequence[RawCase], root: Path) -> dict[str, dict[str, Any]]:
    """Convert cases on all cores; the first bad case stops the rest and is named in the error."""
    from tqdm import tqdm

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = [pool.submit(_convert, info, case, root) for case in found]
        try:
            done = [future.result() for future in tqdm(pending, f"prepare {info.id}", unit="case", disable=None)]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {row["case_id"]: row for row in done}


def _convert(info: DatasetInfo, case: RawCase, root: Path) -> dict[str, Any]:
    """Write one case and return its row of the index."""
    suffix = ".nii.gz" if info.ndim == 3 else ".png"
    try:
        image = case.image() if callable(case.image) else volume.read_image(case.image)
        if len(image.array) != len(info.channels):
            msg = f"image has {len(image.array)} channels, {info.id} declares {len(info.channels)}: {info.channels}"
            raise BadData(msg)
        names = _write_image(case, image, root, suffix)
        row: dict[str, Any] = {
            "image_file_names": names,
            "case_id": case.id,
            "group_id": case.group,
            "spacing": list(image.grid.spacing),
            "shape": list(image.grid.shape),
            "unit": image.grid.unit,
            "image_sha256": _sha256(image),
            **({"meta": dict(case.meta)} if case.meta else {}),
        }
        if case.labelled:
            mask, instances = _read_labels(info, case)
            volume.require_same_grid(image.grid, mask.grid, where="mask")
            row["label_file_name"] = f"labels{case.folder}/{case.id}{suffix}"
            row["label_sha256"] = _sha256(mask)
            row["label_values"] = list(volume.count_labels(mask.array))
            _place(case.mask, mask, root / row["label_file_name"])
            if instances is not None:
                row["instance_file_name"] = f"instances{case.folder}/{case.id}{suffix}"
                _place(None, instances, root / row["instance_file_name"])
    except BadData as error:
        msg = f"{info.id}/{case.id}: {error}"
        raise type(error)(msg) from error
    return row


def _read_labels(info: DatasetInfo, case: RawCase) -> tuple[Mask, Mask | None]:
    """Return the mask of a labelled case and, where it has them, its numbered objects."""
    if case.instances is not None:
        instances = case.instances()
        return Mask((instances.array > 0).astype(np.uint8), instances.grid), instances
    if isinstance(case.mask, Path):
        return volume.read_mask(case.mask, info.labels), None
    assert case.mask is not None
    return case.mask(), None


def _write_image(case: RawCase, image: Volume, root: Path, suffix: str) -> list[str]:
    """Link or write the files of an image: one a channel in 3D, one RGB or grey PNG in 2D."""
    parts = [image] if suffix == ".png" else [Volume(channel[None], image.grid) for channel in image.array]
    names = [f"images{case.folder}/{case.id}_{k:04d}{suffix}" for k in range(len(parts))]
    sources = case.image if isinstance(case.image, tuple) and len(case.image) == len(parts) else [None] * len(parts)
    for name, part, source in zip(names, parts, sources, strict=True):
        _place(source, part, root / name)
    return names


def _place(source: object, content: Volume | Mask, target: Path) -> None:
    """Hard-link ``source`` to ``target`` where its format is the target's, else write ``content`` there."""
    if target.exists() and _holds(target, content):
        return
    target.parent.mkdir(exist_ok=True)
    if isinstance(source, Path) and source.name.endswith("".join(target.suffixes[-2:])):
        try:
            os.link(source.resolve(), target)
        except OSError:  # another file system, or one without links
            temporary = target.with_name(f".{target.name}")
            shutil.copyfile(source, temporary)
            temporary.replace(target)
    elif isinstance(content, Mask):
        volume.write_mask(target, content)
    else:
        volume.write_image(target, content)


def _holds(target: Path, content: Volume | Mask) -> bool:
    """Whether an earlier preparation left exactly this; a raw file may have been mended or replaced since."""
    try:
        found = volume.read_mask(target) if isinstance(content, Mask) else volume.read_image(target)
    except BadData:
        return False
    return np.array_equal(found.array, content.array)


def _sha256(content: Volume | Mask) -> str:
    """Hash voxels and geometry, so that the same data has the same digest however it is stored."""
    array, grid = content.array, content.grid
    spacing = [round(s, 5) for s in grid.spacing]
    hasher = hashlib.sha256(f"{array.dtype.str}{array.shape}{spacing}{grid.unit}".encode())
    hasher.update(array.tobytes())
    return hasher.hexdigest()


def _write_index(info: DatasetInfo, splits: Sequence[Split], rows: Mapping[str, Mapping[str, Any]], root: Path) -> None:
    """Write the per-part lists of the default split, ``dataset.json`` and the README that `datasets` reads."""
    split = next(split for split in splits if split.name == info.default_split)
    labelled = {case for case, row in rows.items() if "label_file_name" in row}
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for part in PARTS:
        parts[part] = [rows[case] for case in split.part(part) if case in labelled]
    listed = {row["case_id"] for part in parts.values() for row in part}
    parts["other"] = [row for case, row in rows.items() if case not in listed]
    for name, members in parts.items():
        replace(root / f"{name}.jsonl", "".join(json.dumps(row, sort_keys=True) + "\n" for row in members))
    replace(root / "dataset.json", to_json_text(_dataset_json(info, parts)))
    replace(root / "README.md", _readme(info, [part for part in PARTS if parts[part]]))


def _dataset_json(info: DatasetInfo, parts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return one file with the keys of nnU-Net v2 and the lists of the Medical Segmentation Decathlon."""
    rows = [row for members in parts.values() for row in members]
    training = [row for row in rows if "label_file_name" in row and row["label_file_name"].startswith("labelsTr")]
    return {
        "name": info.id,
        "description": info.title,
        "licence": info.license,
        "reference": info.homepage,
        "channel_names": {str(k): name for k, name in enumerate(info.channels)},
        "labels": {name: value for value, name in sorted(info.labels.items())},
        "numTraining": len(training),
        "file_ending": ".nii.gz" if info.ndim == 3 else ".png",
        "dataset": {
            row["case_id"]: {"images": row["image_file_names"], "label": row["label_file_name"]} for row in training
        },
        "training": [_datalist_entry(row) for row in parts["train"]],
        "validation": [_datalist_entry(row) for row in parts["val"]],
        "test": [_datalist_entry(row) for row in parts["test"]],
    }


def _datalist_entry(row: Mapping[str, Any]) -> dict[str, Any]:
    images = row["image_file_names"]
    return {"image": images[0] if len(images) == 1 else images, "label": row["label_file_name"]}


def _readme(info: DatasetInfo, parts: Sequence[str]) -> str:
    """Return the card whose YAML makes ``datasets.load_dataset(folder)`` give the splits with typed images."""
    pattern = "*.nii.gz" if info.ndim == 3 else "*.png"
    files = [f"{kind}{place}/{pattern}" for kind in ("images", "labels") for place in ("Tr", "Ts")]
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for part in parts:
        lines += [f"  - split: {part}", f"    path: {json.dumps([f'{part}.jsonl', *files])}"]
    lines += [f"  metadata_filenames: {json.dumps([f'{part}.jsonl' for part in parts])}", "---"]
    source = info.homepage or "drawn by segeval"
    lines += [f"# {info.title}", "", f"Licence: {info.license}. Source: {source}", "", "```bibtex"]
    return "\n".join([*lines, info.citation.strip(), "```", "", *(f"- {issue}" for issue in info.known_issues), ""])

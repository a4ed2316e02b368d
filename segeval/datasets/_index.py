"""The text files of a prepared folder: what `datasets`, nnU-Net, MONAI and segeval itself read first."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from segeval._disk import replace, to_json_text
from segeval.datasets._splits import PARTS
from segeval.records import DatasetInfo, Split

SCHEMA = "segeval-data/1"
Row = Mapping[str, Any]


def file_names(row: Row) -> list[str]:
    """Return the files that a row names, below the prepared folder."""
    return [*row["image_file_names"], *(row[key] for key in ("label_file_name", "instance_file_name") if key in row)]


def write_index(info: DatasetInfo, split: Split, rows: Mapping[str, Row], root: Path, suffix: str) -> None:
    """Write the lists of ``split``, one JSON line a case, ``dataset.json``, and the README that `datasets` reads.

    Cases that are in no part of the split, or have no labels, are in ``other.jsonl``.
    """
    labelled = {case for case, row in rows.items() if "label_file_name" in row}
    parts: dict[str, list[Row]] = {}
    for part in PARTS:
        parts[part] = [rows[case] for case in sorted(split.part(part)) if case in labelled]
    listed = {row["case_id"] for part in parts.values() for row in part}
    parts["other"] = [row for case, row in sorted(rows.items()) if case not in listed]
    for name, members in parts.items():
        replace(root / f"{name}.jsonl", "".join(json.dumps(row, sort_keys=True) + "\n" for row in members))
    replace(root / "dataset.json", to_json_text(_dataset_json(info, parts, suffix)))
    replace(root / "README.md", _readme(info, [part for part in PARTS if parts[part]], suffix))


def _dataset_json(info: DatasetInfo, parts: Mapping[str, Sequence[Row]], suffix: str) -> dict[str, Any]:
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
        "file_ending": suffix,
        "dataset": {
            row["case_id"]: {"images": row["image_file_names"], "label": row["label_file_name"]} for row in training
        },
        "training": [_datalist_entry(row) for row in parts["train"]],
        "validation": [_datalist_entry(row) for row in parts["val"]],
        "test": [_datalist_entry(row) for row in parts["test"]],
    }


def _datalist_entry(row: Row) -> dict[str, Any]:
    images = row["image_file_names"]
    return {"image": images[0] if len(images) == 1 else images, "label": row["label_file_name"]}


def _readme(info: DatasetInfo, parts: Sequence[str], suffix: str) -> str:
    """Return the card whose YAML makes ``datasets.load_dataset(folder)`` give the splits with typed images."""
    files = [f"{kind}{place}/*{suffix}" for kind in ("images", "labels") for place in ("Tr", "Ts")]
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for part in parts:
        lines += [f"  - split: {part}", f"    path: {json.dumps([f'{part}.jsonl', *files])}"]
    lines += [f"  metadata_filenames: {json.dumps([f'{part}.jsonl' for part in parts])}", "---"]
    source = info.homepage or "drawn by segeval"
    lines += [f"# {info.title}", "", f"Licence: {info.license}. Source: {source}", "", "```bibtex"]
    return "\n".join([*lines, info.citation.strip(), "```", "", *(f"- {issue}" for issue in info.known_issues), ""])

"""The text files of a prepared folder: what `datasets`, nnU-Net, MONAI and segeval itself read first."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from segeval._disk import json_lines, parse_json, read_object, read_text, replace, to_json_text
from segeval.datasets._splits import PARTS
from segeval.errors import BadData
from segeval.records import DatasetInfo, Split, decode, to_json

SCHEMA = "segeval-data/1"
DESCRIPTION = "segeval.json"
AGAIN = "Prepare the dataset again."
LOG = "prepare.log"  # when what happened; no part of the data
DONE = ".cases.jsonl"  # one line per finished case: its key, its row, and size and time of its files
NEEDED = {"case_id", "group_id", "image_file_names"}
TEXTS = ("label_file_name", "instance_file_name", "image_sha256", "label_sha256", "instance_sha256")
T = TypeVar("T")
IndexRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What ``segeval.json`` says of a prepared folder.

    ``segeval`` is the version that prepared it, ``default`` the name of the default split, ``cases`` counts the rows of
    the index, ``missing`` are cases of the default split that the download lacked, ``refused`` says of cases that are
    there why they could not be used. ``digests`` are those of the splits
    when they were written, by name; in the file each stands in its split.
    """

    segeval: str
    info: DatasetInfo
    splits: tuple[Split, ...]
    cases: int
    missing: tuple[str, ...]
    release: str = ""
    default: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished case: ``key`` tells what it was made from, ``stamps`` are size and time of its files by name."""

    key: str
    row: dict[str, Any]
    stamps: dict[str, list[int]]


def write_description(folder: Path, description: Description) -> None:
    """Write ``segeval.json``, each split with its digest."""
    content = to_json(description)
    del content["digests"]
    content["splits"] = [{**to_json(split), "digest": split.digest} for split in description.splits]
    replace(folder / DESCRIPTION, to_json_text({"schema": SCHEMA, **content}))


def read_description(folder: Path) -> Description:
    """Read ``segeval.json``.

    Raises:
        BadData: It is absent, of another schema or cannot be decoded; with the path of what is wrong in it.
    """
    path = folder / DESCRIPTION
    content = read_object(path, AGAIN)
    if content.pop("schema", None) != SCHEMA:
        msg = f"{path}: its schema is not {SCHEMA!r}. Delete the folder and prepare again."
        raise BadData(msg)
    splits = content.get("splits")
    entries = [entry for entry in splits if isinstance(entry, dict)] if isinstance(splits, list) else []
    digests = {str(entry.get("name")): entry.pop("digest", "") for entry in entries}
    return _decoded(Description, {**content, "digests": digests}, path)


def read_info(folder: Path) -> DatasetInfo:
    """Read what ``segeval.json`` says of the dataset, without its splits, which can be long."""
    path = folder / DESCRIPTION
    return _decoded(DatasetInfo, read_object(path, AGAIN).get("info"), path)


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Read the rows of all lists of cases.

    Raises:
        BadData: A list is absent, no JSON lines, or a line does not say what is needed to find a case.
    """
    rows: list[dict[str, Any]] = []
    for name in (*PARTS, "other"):
        path = folder / f"{name}.jsonl"
        try:
            for number, row in enumerate(json_lines(read_text(path)), start=1):
                if not _is_row(row):
                    msg = f"{path}:{number} is no row of an index. Prepare the dataset again."
                    raise BadData(msg)
                rows.append(row)
        except (OSError, ValueError) as error:
            msg = f"{path} is not readable as JSON lines ({error}). Prepare the dataset again."
            raise BadData(msg) from error
    return rows


def _is_row(row: Any) -> bool:
    """Whether a line of an index says what is needed to find a case, in the types that its readers rely on."""
    if not isinstance(row, dict) or not row.keys() >= NEEDED:
        return False
    names = row["image_file_names"]
    texts = [row["case_id"], row["group_id"], *(row.get(key, "") for key in TEXTS)]
    return isinstance(names, list) and bool(names) and all(isinstance(each, str) for each in (*texts, *names))


def _decoded(kind: type[T], content: Any, path: Path) -> T:
    try:
        found = decode(kind, content)
        info = found.info if isinstance(found, Description) else found
        if isinstance(info, DatasetInfo) and not info.channels:
            msg = "it names no channels"
            raise BadData(msg)
        return found
    except BadData as error:
        msg = f"{path}: {error}. Prepare the dataset again."
        raise BadData(msg) from error


def file_names(row: IndexRow) -> list[str]:
    """Return the files that a row names, below the prepared folder."""
    return [*row["image_file_names"], *(row[key] for key in ("label_file_name", "instance_file_name") if key in row)]


def stamps(folder: Path, row: IndexRow) -> dict[str, list[int]]:
    """Return size in bytes and time in ns of the files that a row names; those that are absent are left out."""
    found = {}
    for name in file_names(row):
        with suppress(OSError):
            status = (folder / name).stat()
            found[name] = [status.st_size, status.st_mtime_ns]
    return found


def done_line(key: str, row: IndexRow, folder: Path) -> str:
    """Return the line that says that a case is finished, with its files in ``folder``."""
    return json.dumps({"key": key, "row": row, "stamps": stamps(folder, row)}, sort_keys=True) + "\n"


def read_done(folder: Path) -> dict[str, Done]:
    """Read what an earlier preparation finished, by case; a line that a kill cut short is none.

    Of several lines of a case the last counts: its files are those that are there. Lines of older versions, whose
    files may be the raw ones under a second name, are none either.
    """
    done, lines = {}, list[str]()
    if (folder / DONE).is_file():
        with suppress(OSError):
            lines = (folder / DONE).read_text(encoding="utf-8", errors="replace").split("\n")
        for line in lines:
            with suppress(ValueError, LookupError, TypeError):
                entry = parse_json(line)
                noted = {str(name): [int(number) for number in stamp] for name, stamp in dict(entry["stamps"]).items()}
                if _is_row(entry["row"]):
                    done[entry["row"]["case_id"]] = Done(str(entry["key"]), entry["row"], noted)
    return done


def write_index(info: DatasetInfo, split: Split, rows: Mapping[str, IndexRow], root: Path, suffix: str) -> None:
    """Write the lists of ``split``, one JSON line a case, ``dataset.json``, and the README that `datasets` reads.

    Cases that are in no part of the split, or have no labels, are in ``other.jsonl``.
    """
    labelled = {case for case, row in rows.items() if "label_file_name" in row}
    parts: dict[str, list[IndexRow]] = {}
    for part in PARTS:
        parts[part] = [rows[case] for case in sorted(split.part(part)) if case in labelled]
    listed = {row["case_id"] for part in parts.values() for row in part}
    parts["other"] = [row for case, row in sorted(rows.items()) if case not in listed]
    for name, members in parts.items():
        replace(root / f"{name}.jsonl", "".join(json.dumps(row, sort_keys=True) + "\n" for row in members))
    replace(root / "dataset.json", to_json_text(_dataset_json(info, parts, suffix)))
    replace(root / "README.md", _readme(info, [part for part in PARTS if parts[part]], suffix))


def _dataset_json(info: DatasetInfo, parts: Mapping[str, Sequence[IndexRow]], suffix: str) -> dict[str, Any]:
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


def _datalist_entry(row: IndexRow) -> dict[str, Any]:
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

"""Datasets: declarations of public data, and the prepared folders that everything downstream reads."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from segeval.datasets._declare import REGISTRY, Dataset, RawCase, dataset
from segeval.datasets._prepare import PARTS, SCHEMA, prepare_folder
from segeval.errors import BadData, UsageError
from segeval.records import Case, DatasetInfo, Part, Split, Structure, digest, slug
from segeval.registry import suggest

__all__ = ["REGISTRY", "Dataset", "Prepared", "RawCase", "data_root", "dataset", "load", "prepare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A prepared dataset under one split.

    ``expected`` lists the ids of the chosen part as the split file names them; ``cases`` holds those of all parts that
    are on disk, so an expected id without a case is a missing case.
    """

    info: DatasetInfo
    split: Split
    part: Part
    expected: tuple[str, ...]
    cases: dict[str, Case]
    label_digest: str
    root: Path
    partial: bool

    def part_cases(self, part: Part) -> list[Case]:
        """Return the labelled cases of one part that are on disk, in the order of the split."""
        found = [self.cases[case] for case in self.split.part(part) if case in self.cases]
        return [case for case in found if case.mask is not None]


def data_root() -> Path:
    """Return the folder of prepared datasets: ``$SEGEVAL_DATA``, else the user's data folder."""
    from platformdirs import user_data_path

    return Path(os.environ.get("SEGEVAL_DATA") or user_data_path("segeval"))


def prepare(name: str, raw: Path | str = "", *, root: Path | None = None, allow_partial: bool = False) -> Path:
    """Prepare a dataset from its raw download and return its folder; see ``segeval data prepare --help``."""
    declared = REGISTRY.get(name)
    return prepare_folder(
        declared, Path(raw), (root or data_root()) / slug(declared.info.id), allow_partial=allow_partial
    )


def load(name: str, split: str | None = None, *, root: Path | None = None) -> Prepared:
    """Open a prepared dataset.

    Args:
        name: Id or alias.
        split: ``NAME``, ``PART`` or ``NAME:PART``; default: the dataset's default split and the part it evaluates.
        root: Folder of prepared datasets; default ``data_root()``.

    Raises:
        UnknownName: If there is no such dataset or split.
        UsageError: If the dataset was not prepared.
        BadData: If the prepared folder is not readable as such.
    """
    declared = REGISTRY.get(name)
    identifier = declared.info.id
    folder = (root or data_root()) / slug(identifier)
    if not (folder / "segeval.json").is_file():
        raw = "" if declared.info.access == "generated" else " RAW_FOLDER"
        msg = f"{identifier} is not prepared in {folder}. Run: segeval data prepare {identifier}{raw}"
        raise UsageError(msg)
    description = _read_json(folder / "segeval.json")
    if description.get("schema") != SCHEMA:
        msg = f"{folder}: schema {description.get('schema')!r} is not {SCHEMA!r}. Delete the folder and prepare again."
        raise BadData(msg)
    info = _info(description["info"])
    chosen, part = _choose(info, [_split(entry) for entry in description["splits"]], split)
    rows = [row for name_ in ("train", "val", "test", "other") for row in _read_rows(folder / f"{name_}.jsonl")]
    expected = chosen.part(part)
    digests = {row["case_id"]: row.get("label_sha256", "") for row in rows}
    return Prepared(
        info=info,
        split=chosen,
        part=part,
        expected=expected,
        cases={row["case_id"]: _case(info, row, folder) for row in rows},
        label_digest=digest(sorted((case, digests[case]) for case in expected if case in digests)),
        root=folder,
        partial=bool(description["missing"]),
    )


def _choose(info: DatasetInfo, splits: Iterable[Split], request: str | None) -> tuple[Split, Part]:
    """Resolve ``NAME``, ``PART`` or ``NAME:PART`` to a split and one of its parts."""
    known = {split.name: split for split in splits}
    name, _, part = (request or "").partition(":")
    if name in ("train", "val", "test") and not part:
        name, part = "", name
    name = name or info.default_split
    if name not in known:
        raise suggest(noun="split", name=name, known=known, hint=f"{info.id} has {', '.join(known)}.")
    split = known[name]
    chosen = cast(Part, part or split.evaluated)
    sizes = {known_part: len(split.part(known_part)) for known_part in PARTS}
    if not sizes.get(chosen):
        listed = ", ".join(f"{known_part} ({size})" for known_part, size in sizes.items())
        msg = f"{info.id}: split {name!r} has no part {chosen!r} with cases; it has {listed}."
        raise UsageError(msg)
    return split, chosen


def _case(info: DatasetInfo, row: dict[str, Any], folder: Path) -> Case:
    label, name = row.get("label_file_name"), row["case_id"]
    if name in ("", ".", "..") or set(name) & {"/", "\\", "\0"}:
        msg = f"{folder}: the index names a case {name!r}, which cannot name a file. Prepare the dataset again."
        raise BadData(msg)
    return Case(
        dataset=info.id,
        id=name,
        group=row["group_id"],
        images=tuple(_inside(folder, name) for name in row["image_file_names"]),
        mask=_inside(folder, label) if label else None,
        meta={key: row[key] for key in ("spacing", "shape", "unit", "label_values", "meta") if key in row},
    )


def _inside(folder: Path, name: str) -> Path:
    """Return ``folder/name``; a name that leads out of the folder is refused."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        msg = f"{folder}: the index names {name!r}, which is outside the folder. Prepare the dataset again."
        raise BadData(msg)
    return folder / name


def _info(entry: dict[str, Any]) -> DatasetInfo:
    entry = dict(entry)
    entry["labels"] = {int(value): name for value, name in entry["labels"].items()}
    entry["structures"] = tuple(Structure(s["name"], tuple(s["values"]), s["tolerance"]) for s in entry["structures"])
    for key in ("channels", "known_issues", "aliases"):
        entry[key] = tuple(entry[key])
    return DatasetInfo(**entry)


def _split(entry: dict[str, Any]) -> Split:
    parts = {part: tuple(entry[part]) for part in ("train", "val", "test")}
    return Split(dataset=entry["dataset"], name=entry["name"], source=entry["source"], **parts)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return cast(dict[str, Any], json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        msg = f"{path} is not readable JSON ({error}). Prepare the dataset again."
        raise BadData(msg) from error


def _read_rows(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text().splitlines()]
    except (OSError, ValueError) as error:
        msg = f"{path} is not readable as JSON lines ({error}). Prepare the dataset again."
        raise BadData(msg) from error

"""Is a prepared folder what its index says? Every file is decoded and compared; everything that is wrong is listed.

The lists of cases are read first: what their rows name is only opened when all of them are whole and stay inside the
folder. Folders of older versions have no digest of the objects: of their instance maps the foreground and the grid are
compared.
"""

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from segeval import datasets, volume
from segeval._disk import json_lines, parse_json, read_text
from segeval._progress import watched
from segeval.datasets import DESCRIPTION, LOG, PARTS, Description, Prepared, file_names, read_description, write_index
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, folder_name

logger = logging.getLogger(__name__)

EXAMPLES = 3  # names in a note
ROOM = 1500 << 20  # bytes of voxels, as float32, that threads may hold together; a larger image is alone
LISTS = tuple(f"{part}.jsonl" for part in (*PARTS, "other"))
TEXTS = {*LISTS, DESCRIPTION, "dataset.json", "README.md"}
READ = ("channel_names", "labels", "numTraining", "file_ending", "dataset", "training", "validation", "test")
DECLARED = ("labels", "ignore", "channels", "ndim", "unit", "counts")

# What a row must have: a text, or a list of these types.
ROW: Mapping[str, Any] = {
    "case_id": str,
    "group_id": str,
    "unit": str,
    "image_sha256": str,
    "image_file_names": [str],
    "spacing": [int, float],
    "shape": [int],
}
LABELLED: Mapping[str, Any] = {"label_file_name": str, "label_sha256": str, "label_values": [int]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at, what is wrong, one line each with the path, and what to know although nothing is wrong."""

    dataset: str
    root: Path
    cases: int
    files: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()


def verify(name: str, *, root: Path | None = None, progress: bool = True) -> Verified:
    """Decode every file of a prepared dataset and compare it with the index and the declaration.

    Raises:
        UsageError: If the dataset is not prepared.
        BadData: If its description cannot be read.
    """
    declared = datasets.describe(name, root=root)
    folder = (root or datasets.data_root()) / folder_name(declared.id)
    if (folder / DESCRIPTION).is_file() and (faults := tuple(_rows(folder))):
        return Verified(dataset=declared.id, root=folder, cases=0, files=0, problems=faults)
    prepared, description = datasets.load(name, root=root), read_description(folder)
    problems = [*_declaration(prepared, declared, description), *_splits(prepared, description)]
    problems += [*_folder(prepared), *_texts(prepared), *_cases(prepared, progress)]
    return Verified(
        dataset=declared.id,
        root=prepared.root,
        cases=len(prepared.rows),
        files=sum(len(file_names(row)) for row in prepared.rows.values()),
        problems=tuple(problems),
        notes=tuple(_copies(prepared)),
    )


def enforce(verified: Verified) -> None:
    """Log the notes, and raise BadData that lists every problem, if there is one; many of one kind are counted."""
    for note in verified.notes:
        logger.warning("%s", note)
    if verified.problems:
        lines = "".join(f"\n  {problem}" for problem in datasets.grouped(verified.problems, verified.root))
        msg = f"{verified.dataset}: {len(verified.problems)} things are wrong in {verified.root}:{lines}"
        raise BadData(msg)


def _copies(prepared: Prepared) -> Iterator[str]:
    """Say which cases were made from re-encoded copies of the original files."""
    names = [row["case_id"] for row in prepared.rows.values() if row.get("copies")]
    if names:
        shown = ", ".join(names[:EXAMPLES])
        yield (
            f"{prepared.root}: {len(names)} of {len(prepared.rows)} cases are made from re-encoded copies, not from "
            f"the original files ({shown}{' ...' if len(names) > EXAMPLES else ''}); say so with their scores, or get "
            f"the originals from {prepared.info.homepage}"
        )


def _rows(folder: Path) -> Iterator[str]:
    """Yield what keeps the lists from being used: lines that are no row, lead outside, or name a thing twice."""
    seen: dict[str, str] = {}
    for path in (folder / name for name in LISTS):
        try:
            lines = read_text(path).splitlines()
        except (OSError, ValueError) as error:
            yield f"{path}: cannot be read ({error}); prepare again"
            continue
        for number, line in enumerate(lines, 1):
            where = f"{path}:{number}"
            row = _row(line)
            if isinstance(row, str):
                yield f"{where}: {row}; prepare again"
                continue
            for name in (row["case_id"], *file_names(row)):
                if Path(name).is_absolute() or ".." in Path(name).parts:
                    yield f"{where}: names {name!r}, which is outside the folder; prepare again"
                if name in seen:
                    yield f"{where}: names {name}, as {seen[name]} does; prepare again"
                seen.setdefault(name, where)


def _row(line: str) -> dict[str, Any] | str:
    """Return the row that a line holds, or what is wrong with it."""
    try:
        row = parse_json(line)
    except ValueError as error:
        return f"is no JSON ({error})"
    if not isinstance(row, dict):
        return "is no row of an index"
    wanted = {**ROW, **(LABELLED if "label_file_name" in row else {})}
    wanted |= {key: str for key in ("instance_file_name", "instance_sha256") if key in row}
    wrong = [key for key, kind in wanted.items() if not _is(row.get(key), kind)]
    return f"lacks a usable {', '.join(wrong)}" if wrong else row


def _is(value: object, kind: Any) -> bool:
    """Whether a value of a row is text, or a list of what ``kind`` lists, with something in it."""
    if isinstance(kind, list):
        return isinstance(value, list) and bool(value) and all(isinstance(each, tuple(kind)) for each in value)
    return isinstance(value, kind) and bool(value)


def _folder(prepared: Prepared) -> Iterator[str]:
    """Compare the files that are there with those that the index names; hidden ones beside it are segeval's notes."""
    root = prepared.root
    named = {name for row in prepared.rows.values() for name in file_names(row)}
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}
    for name in sorted(there - named - TEXTS - {LOG}):
        if not name.startswith("."):
            yield f"{root / name}: is no file of the index; remove it"
    for name in sorted(TEXTS - there):
        yield f"{root / name}: is absent; prepare again"
    inside = root.resolve()
    for name in sorted(named & there):
        if not (root / name).resolve().is_relative_to(inside):
            yield f"{root / name}: is a link to {(root / name).resolve()}, outside the folder; prepare again"


def _texts(prepared: Prepared) -> Iterator[str]:
    """Write the index again from its rows, and compare what other toolkits read of it."""
    if not prepared.rows:
        yield f"{prepared.root}: holds no case; prepare again"
        return
    row = next(iter(prepared.rows.values()))
    suffix = Path(row["image_file_names"][0]).name.removeprefix(f"{row['case_id']}_0000")
    with TemporaryDirectory() as scratch:
        write_index(prepared.info, prepared.split, prepared.rows, Path(scratch), suffix)
        for name in LISTS:
            path = prepared.root / name
            lines = (read_text(each) for each in (path, Path(scratch) / name))
            found, wanted = ([row["case_id"] for row in json_lines(part)] for part in lines)
            yield from _entries(path, "", found, wanted, f"split {prepared.split.name}")
        path = prepared.root / "dataset.json"
        try:
            found, wanted = (parse_json(read_text(p)) for p in (path, Path(scratch) / path.name))
            for key in READ:
                yield from _entries(path, f"{key} ", found[key], wanted[key], "the index")
        except (OSError, ValueError, LookupError, TypeError) as error:
            yield f"{path}: cannot be read ({type(error).__name__}: {error}); prepare again"


def _entries(path: Path, key: str, found: Any, wanted: Any, against: str) -> Iterator[str]:
    """Yield the entries that one of two lists, mappings or plain values has more often than the other."""
    one, two = (
        Counter(
            json.dumps(entry)
            for entry in (value.items() if isinstance(value, dict) else value if isinstance(value, list) else [value])
        )
        for value in (found, wanted)
    )
    for more, verb in ((one - two, "has"), (two - one, "lacks")):
        for entry in sorted(more):
            yield f"{path}: {key}{verb} {entry}, against {against}; prepare again"


def _declaration(prepared: Prepared, declared: DatasetInfo, description: Description) -> Iterator[str]:
    """Compare with what the dataset declares: labels, channels, and how many cases there should be."""
    for key in DECLARED:
        stored, now = getattr(prepared.info, key), getattr(declared, key)
        if stored != now:
            yield f"{prepared.root / DESCRIPTION}: {key} {stored}, {declared.id} declares {now}; prepare again"
    if description.cases != len(prepared.rows):
        yield f"{prepared.root}: {description.cases} cases were prepared, the lists name {len(prepared.rows)}"
    for part, place in (("train", "Tr"), ("test", "Ts")):
        rows = [row for row in prepared.rows.values() if row["image_file_names"][0].startswith(f"images{place}/")]
        most = declared.counts.get(part, 0)
        # Hidden labels need not be downloaded, some releases are smaller, and what was missing has been said.
        given = description.missing or description.refused or prepared.release
        whole = not given and any("label_file_name" in row for row in rows)
        if declared.counts and not (most if whole else 0) <= len(rows) <= most:
            yield f"{prepared.root}: holds {len(rows)} cases in images{place}, {declared.id} declares {most}"


def _splits(prepared: Prepared, description: Description) -> Iterator[str]:
    """Compare digests with lists, and the ids of every split with the cases."""
    missing = {*description.missing, *description.refused}  # said and allowed when it was prepared
    labelled = {name for name, case in prepared.cases.items() if case.mask is not None}
    for split in prepared.splits:
        if description.digests[split.name] != split.digest:
            yield f"{prepared.root / DESCRIPTION}: split {split.name} is not what its digest says; prepare again"
        ids = [case for part in PARTS for case in split.part(part)]
        absent = [case for case in ids if case not in labelled and case not in missing]
        if absent:
            more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            yield f"{prepared.root}: lacks cases of split {split.name}: {', '.join(absent[:5])}{more}"


def _cases(prepared: Prepared, progress: bool) -> Iterator[str]:
    """Yield what is wrong with the files, in the order of the index, read by as many threads as fit in ROOM."""
    rows = list(prepared.rows.values())
    largest = max((4 * len(prepared.info.channels) * prod(row["shape"]) for row in rows), default=1)
    threads = max(1, min(os.cpu_count() or 1, ROOM // max(1, largest)))
    with ThreadPoolExecutor(threads) as pool:
        checked = pool.map(lambda row: list(_case(prepared, row)), rows)
        told = watched(checked, f"verify {prepared.info.id}", len(rows)) if progress else checked
        try:
            for row, found in zip(rows, told, strict=True):
                logger.debug("%s: %s", row["case_id"], "; ".join(found) or "as prepared")
                yield from found
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _case(prepared: Prepared, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the files of one case."""
    case, grid = prepared.cases[row["case_id"]], None
    try:
        image = volume.read_image(case.images)
    except BadData as error:
        yield _with_path(case.images[0], error)
    else:
        grid, channels = image.grid, (len(image.array), len(prepared.info.channels))
        yield from _differences(case.images[0], row, grid, {"channels": channels})
        if datasets.content_sha256(image) != row["image_sha256"]:
            yield f"{case.images[0]}: its voxels are not those that were prepared; prepare again"
        del image
    if case.mask is None:
        return
    try:
        mask = volume.read_mask(case.mask, prepared.info.labels)
    except BadData as error:
        yield _with_path(case.mask, error)
        return
    values = list(volume.count_labels(mask.array))
    yield from _differences(case.mask, row, mask.grid, {"labels": (values, row["label_values"])})
    if datasets.content_sha256(mask) != row["label_sha256"]:
        yield f"{case.mask}: its labels are not those that were prepared; prepare again"
    if grid and (difference := mask.grid.difference(grid)):
        yield f"{case.mask}: is not on the grid of its image ({difference}); prepare again"
    if case.instances is not None:
        yield from _instances(case.instances, mask, row.get("instance_sha256"))


def _with_path(path: Path, error: BadData) -> str:
    """Return an error as a line that names the path once."""
    return str(error) if str(path) in str(error) else f"{path}: {error}"


def _differences(
    path: Path, row: Mapping[str, Any], grid: Grid, others: Mapping[str, tuple[Any, Any]]
) -> Iterator[str]:
    spacing = [round(s, 4) for s in grid.spacing], [round(s, 4) for s in row["spacing"]]
    compared = {
        "shape": (list(grid.shape), row["shape"]),
        "spacing": spacing,
        "unit": (grid.unit, row["unit"]),
        **others,
    }
    for what, (found, indexed) in compared.items():
        if found != indexed:
            yield f"{path}: {what} is {found}, the index says {indexed}; prepare again"


def _instances(path: Path, mask: Mask, sha256: str | None) -> Iterator[str]:
    try:
        instances = volume.read_mask(path)
    except BadData as error:
        yield _with_path(path, error)
        return
    if difference := instances.grid.difference(mask.grid):
        yield f"{path}: is not on the grid of its mask ({difference}); prepare again"
    elif not np.array_equal(instances.array > 0, mask.array > 0):
        yield f"{path}: its objects do not cover what the mask marks; prepare again"
    elif sha256 and datasets.content_sha256(instances) != sha256:
        yield f"{path}: its objects are not those that were prepared; prepare again"

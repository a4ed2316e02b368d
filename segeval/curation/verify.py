"""Is a prepared folder what its index says? Every file is decoded and compared; everything that is wrong is listed."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segeval import datasets, volume
from segeval.datasets import PARTS, Prepared
from segeval.errors import BadData
from segeval.records import Grid, Mask

THREADS = 2  # each holds one case in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was looked at and what is wrong, one line each with the path."""

    dataset: str
    root: Path
    cases: int
    files: int
    problems: tuple[str, ...]


def verify(name: str, *, root: Path | None = None) -> Verified:
    """Decode every file of a prepared dataset and compare it with the index and the declaration.

    Raises:
        UsageError: If the dataset is not prepared.
        BadData: If its index cannot be read at all.
    """
    from tqdm import tqdm

    prepared = datasets.load(name, root=root)
    problems = [*_folder(prepared), *_splits(prepared)]
    rows = list(prepared.rows.values())
    with ThreadPoolExecutor(THREADS) as pool:
        checked = pool.map(lambda row: list(_case(prepared, row)), rows)
        for found in tqdm(checked, f"verify {prepared.info.id}", len(rows), unit="case", disable=None):
            problems += found
    return Verified(
        dataset=prepared.info.id,
        root=prepared.root,
        cases=len(rows),
        files=sum(len(_named(row)) for row in rows),
        problems=tuple(problems),
    )


def enforce(verified: Verified) -> None:
    """Raise BadData that lists every problem, if there is one."""
    if verified.problems:
        lines = "".join(f"\n  {problem}" for problem in verified.problems)
        msg = f"{verified.dataset}: {len(verified.problems)} things are wrong in {verified.root}:{lines}"
        raise BadData(msg)


def _folder(prepared: Prepared) -> Iterator[str]:
    """Compare the files that are there with those that the index and ``dataset.json`` name."""
    root = prepared.root
    named = {name for row in prepared.rows.values() for name in _named(row)}
    there = {path.relative_to(root).as_posix() for path in root.glob("*T?/*") if path.is_file()}
    for name in sorted(there - named):
        yield f"{root / name}: is no file of the index; remove it"
    path = root / "dataset.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = [entry for key in ("training", "validation", "test") for entry in content[key]]
        listed = {
            name
            for e in entries
            for name in (*([e["image"]] if isinstance(e["image"], str) else e["image"]), e["label"])
        }
    except (OSError, ValueError, LookupError, TypeError) as error:
        yield f"{path}: cannot be read ({type(error).__name__}: {error}); prepare again"
        return
    rows = [prepared.rows[case.id] for part in PARTS for case in prepared.part_cases(part)]
    wanted = {name for row in rows for name in (*row["image_file_names"], row["label_file_name"])}
    for name in sorted(listed ^ wanted):
        yield f"{path}: {'lists' if name in listed else 'lacks'} {name}, against the index; prepare again"


def _splits(prepared: Prepared) -> Iterator[str]:
    """Compare digests with lists, and the ids of the splits with the cases."""
    path = prepared.root / "segeval.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    stored = {entry["name"]: entry for entry in description["splits"]}
    for split in prepared.splits:
        if stored[split.name].get("digest") != split.digest:
            yield f"{path}: split {split.name} is not what its digest says; prepare again"
    known = set(description["missing"])  # told and allowed when it was prepared
    ids = [case for part in PARTS for case in prepared.split.part(part)]
    absent = [case for case in ids if case not in prepared.cases and case not in known]
    if absent:
        more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
        yield f"{prepared.root}: lacks cases of split {prepared.split.name}: {', '.join(absent[:5])}{more}"


def _named(row: Mapping[str, Any]) -> list[str]:
    return [*row["image_file_names"], *(row[key] for key in ("label_file_name", "instance_file_name") if key in row)]


def _case(prepared: Prepared, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the files of one case."""
    case = prepared.cases[row["case_id"]]
    try:
        image = volume.read_image(case.images)
    except BadData as error:
        yield f"{case.images[0]}: {error}"
    else:
        channels = (len(image.array), len(prepared.info.channels))
        yield from _differences(case.images[0], row, image.grid, {"channels": channels})
        if datasets.content_sha256(image) != row["image_sha256"]:
            yield f"{case.images[0]}: its voxels are not those that were prepared; prepare again"
        del image
    if case.mask is None:
        return
    try:
        mask = volume.read_mask(case.mask, prepared.info.labels)
    except BadData as error:
        yield f"{case.mask}: {error}"
        return
    values = list(volume.count_labels(mask.array))
    yield from _differences(case.mask, row, mask.grid, {"labels": (values, row["label_values"])})
    if datasets.content_sha256(mask) != row["label_sha256"]:
        yield f"{case.mask}: its labels are not those that were prepared; prepare again"
    if case.instances is not None:
        yield from _instances(case.instances, mask)


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
    for what, (found, told) in compared.items():
        if found != told:
            yield f"{path}: {what} is {found}, the index says {told}; prepare again"


def _instances(path: Path, mask: Mask) -> Iterator[str]:
    try:
        instances = volume.read_mask(path)
    except BadData as error:
        yield f"{path}: {error}"
        return
    if not np.array_equal(instances.array > 0, mask.array > 0):
        yield f"{path}: its objects do not cover what the mask marks; prepare again"

"""Prepared folders as everything downstream sees them: a split, its cases, and their arrays when they are asked for."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segeval import volume
from segeval.datasets._convert import content_sha256
from segeval.datasets._declare import REGISTRY, unnameable
from segeval.datasets._index import DESCRIPTION, read_description, read_done, read_info, read_rows, stamps
from segeval.datasets._sample import Sample
from segeval.datasets._splits import PARTS, choose, describe_cut, with_fold
from segeval.errors import BadData, UsageError
from segeval.records import (
    Case,
    DatasetInfo,
    Mask,
    Split,
    SplitPart,
    Volume,
    digest,
    family,
    folder_name,
)
from segeval.registry import suggest

if TYPE_CHECKING:
    from datasets import Dataset as HuggingFaceDataset

    from segeval.datasets._bridges import TorchCases

OWN = "folder/"  # ids of datasets that are a folder of the user's


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A prepared dataset under one split; iterating gives the samples of the chosen part.

    ``expected`` lists the ids of the chosen part as the split file names them; ``cases`` holds those of all parts that
    are on disk, so an expected id without a case is a missing case. ``rows`` are their lines of the index.
    ``label_digest`` is of the reference masks of the expected cases, ``image_digest`` of their images,
    ``instance_digest`` of their numbered objects, the latter two empty where the index has none. ``release`` names the
    version of the labels where several circulate. ``partial`` is whether the split lacks cases, or some were refused
    when it was prepared.
    """

    info: DatasetInfo
    split: Split
    splits: tuple[Split, ...]
    part: SplitPart
    expected: tuple[str, ...]
    cases: dict[str, Case]
    rows: dict[str, dict[str, Any]]
    label_digest: str
    instance_digest: str
    release: str
    root: Path
    partial: bool
    image_digest: str = ""

    def part_cases(self, part: SplitPart) -> list[Case]:
        """Return the labelled cases of one part that are on disk, in the order of the split."""
        found = [self.cases[case] for case in self.split.part(part) if case in self.cases]
        return [case for case in found if case.mask is not None]

    def __len__(self) -> int:
        return len(self.part_cases(self.part))

    def __getitem__(self, index: int) -> Sample:
        return Sample(self.part_cases(self.part)[index])

    def __iter__(self) -> Iterator[Sample]:
        return map(Sample, self.part_cases(self.part))

    @property
    def groups(self) -> dict[str, str]:
        """The group of every case on disk."""
        return {name: case.group for name, case in self.cases.items()}

    def to_hf(self) -> "HuggingFaceDataset":
        """Return the chosen part as a Hugging Face dataset: paths typed as images, decoded when a row is read."""
        from segeval.datasets._bridges import to_hf

        return to_hf(self.part_cases(self.part), self.info.ndim)

    def to_torch(self) -> "TorchCases":
        """Return the chosen part as a map-style torch dataset of ``image``, ``label``, ``case_id`` and ``group``."""
        from segeval.datasets._bridges import TorchCases

        return TorchCases(self)


def split_note(prepared: Prepared) -> str:
    """Return what a reader of scores on this split must know, nothing if there is nothing."""
    cut = describe_cut(prepared.split, prepared.groups, prepared.info)
    sentences = {
        "none": "",
        "unknown": "The data does not say which cases belong together, so the parts may share patients or scenes.",
    }
    units = f"The split cuts through {cut} {prepared.info.group}s: its parts are not independent."
    return " ".join(filter(None, [prepared.split.note, sentences.get(cut, units)]))


def about(prepared: Prepared) -> dict[str, Any]:
    """Return what a reader of scores on a dataset must know about it."""
    info, names = prepared.info, {split.name for split in prepared.splits}
    return {
        "title": info.title,
        "modality": info.modality,
        "license": info.license,
        "homepage": info.homepage,
        "citation": info.citation,
        "release": prepared.release,
        "split_note": split_note(prepared),
        "split_family": family(prepared.split.name, names),
        "default_family": family(info.default_split, names),
        "known_issues": list(info.known_issues),
        "headline": list(info.headline),
    }


def downloads(identifier: str, root: Path | None = None) -> Path:
    """Return the folder into which ``segeval data fetch`` puts the files of a dataset."""
    return (root or data_root()) / "downloads" / folder_name(identifier)


def data_root() -> Path:
    """Return the folder of prepared datasets: ``$SEGEVAL_DATA``, with ~ for the home, else the user's."""
    from platformdirs import user_data_path

    given = os.environ.get("SEGEVAL_DATA")
    return Path(given).expanduser() if given else user_data_path("segeval")


def prepared_names(root: Path | None = None) -> list[str]:
    """Return the ids of what is prepared, sorted."""
    descriptions = sorted((root or data_root()).glob(f"[!.]*/{DESCRIPTION}"))
    return sorted(name_of(path.parent) for path in descriptions)


def name_of(folder: Path) -> str:
    """Return the id of a prepared folder."""
    return read_info(folder).id


def describe(name: str, *, root: Path | None = None) -> DatasetInfo:
    """Return what is known about a dataset: what it declares or, for a folder of the user's own, what was found.

    Raises:
        UnknownName: If it is neither declared nor prepared.
    """
    folder = _own_folder(name, root)
    return read_info(folder) if folder else REGISTRY.get(name).info


def known_splits(name: str, *, root: Path | None = None) -> list[tuple[Split, dict[str, str] | None]]:
    """Return the splits of a dataset, each with the group of every case, None where only the download knows groups.

    They are those of the prepared folder if there is one; a split by rule has no ids before.
    """
    info = describe(name, root=root)
    if _is_prepared(info.id, root):
        prepared = load(info.id, root=root)
        return [(split, prepared.groups) for split in prepared.splits]
    declared = REGISTRY.get(name)
    splits = [] if declared.own else declared.splits(())
    group = declared.group
    return [
        (split, {case: group(case) for part in PARTS for case in split.part(part)} if group else None)
        for split in splits
    ]


def load(name: str, split: str | None = None, *, fold: int | None = None, root: Path | None = None) -> Prepared:
    """Open a prepared dataset.

    Args:
        name: Id or alias.
        split: ``NAME``, ``PART`` or ``NAME:PART``; default: the dataset's default split and the part it evaluates.
        fold: Number of a fold of the default split, instead of ``split``.
        root: Folder of prepared datasets; default ``data_root()``.

    Raises:
        UnknownName: If there is no such dataset or split.
        UsageError: If the dataset was not prepared, or its default split has no folds.
        BadData: If the prepared folder is not readable as such.
    """
    folder = _own_folder(name, root) or _declared_folder(name, root)
    description = read_description(folder)
    info = description.info
    default = with_fold(info.id, description.default or info.default_split, split, fold)
    chosen, part = choose(info.id, description.splits, default, split)
    rows = {row["case_id"]: row for row in read_rows(folder)}
    cases = {case: _case(info, row, folder) for case, row in rows.items()}
    expected = chosen.part(part)
    here = [rows[case] for case in expected if case in rows]
    numbered = [row for row in here if "instance_file_name" in row]
    wanted = [case for each in PARTS for case in chosen.part(each)]
    counted = [name_ for name_ in description.missing if " " in name_]  # "3 labelled cases", whose ids nobody knows
    return Prepared(
        info=info,
        split=chosen,
        splits=description.splits,
        part=part,
        expected=expected,
        cases=cases,
        rows=rows,
        label_digest=_digest(here, "label_sha256"),
        instance_digest=_digest(numbered, "instance_sha256") if numbered else "",
        image_digest=_digest(here, "image_sha256") if all("image_sha256" in row for row in here) else "",
        release=description.release,
        root=folder,
        partial=any(case not in cases or cases[case].mask is None for case in wanted)
        or bool(counted or description.refused),
    )


def changed(prepared: Prepared, cases: Iterable[str]) -> list[str]:
    """Return the prepared files of some cases, below ``prepared.root``, that are not what was prepared.

    Only files whose size or time is not the noted one are read, so that it costs little where nothing changed. Folders
    of versions that noted neither have nothing to compare, and neither has what was never prepared.
    """
    noted = read_done(prepared.root) if prepared.rows else {}
    found: list[str] = []
    for case in cases:
        if case in noted and case in prepared.rows:
            now = stamps(prepared.root, prepared.rows[case])
            touched = {name for name, stamp in noted[case].stamps.items() if stamp != now.get(name)}
            found += _altered(prepared, case, touched) if touched else []
    return found


def _altered(prepared: Prepared, case: str, touched: set[str]) -> list[str]:
    """Return those of the touched files of a case whose content has another digest, or that cannot be read."""
    row, paths = prepared.rows[case], prepared.cases[case]
    readers: dict[str, tuple[list[str], Callable[[], Volume | Mask]]] = {
        "image_sha256": (row["image_file_names"], lambda: volume.read_image(paths.images))
    }
    for key, path in (("label", paths.mask), ("instance", paths.instances)):
        if path:
            readers[f"{key}_sha256"] = ([row[f"{key}_file_name"]], partial(volume.read_mask, path))
    found: list[str] = []
    for key, (names, read) in readers.items():
        if mine := [name for name in names if name in touched]:
            try:
                same = content_sha256(read()) == row.get(key)
            except BadData:
                same = False
            found += [] if same else mine
    return found


def _digest(rows: Iterable[dict[str, Any]], key: str) -> str:
    """Return a digest of one column of the index, in any order of rows; folders of older versions may lack it."""
    return digest(sorted((row["case_id"], row.get(key, "")) for row in rows))


def _is_prepared(identifier: str, root: Path | None) -> bool:
    return ((root or data_root()) / folder_name(identifier) / DESCRIPTION).is_file()


def _declared_folder(name: str, root: Path | None) -> Path:
    info = REGISTRY.get(name).info
    folder = (root or data_root()) / folder_name(info.id)
    if not _is_prepared(info.id, root):
        raw = "" if info.access == "generated" else " RAW_FOLDER"
        msg = f"{info.id} is not prepared in {folder}. Run: segeval data prepare {info.id}{raw}"
        raise UsageError(msg)
    return folder


def _own_folder(name: str, root: Path | None) -> Path | None:
    """Return the prepared folder of a user's own dataset, None if the name is not of one."""
    if not name.startswith(OWN):
        return None
    folder = (root or data_root()) / folder_name(name)
    if "/" in name.removeprefix(OWN) or not _is_prepared(name, root):
        known = [other for other in prepared_names(root) if other.startswith(OWN)]
        raise suggest(
            noun="dataset",
            name=name,
            known=known,
            hint=f"Run: segeval data prepare {name} FOLDER",
        )
    return folder


def _case(info: DatasetInfo, row: dict[str, Any], folder: Path) -> Case:
    name = row["case_id"]
    if unnameable(name):
        msg = f"{folder}: the index names a case {name!r}, which cannot name a file. Prepare the dataset again."
        raise BadData(msg)
    mask, instances = (row.get(key) for key in ("label_file_name", "instance_file_name"))
    return Case(
        dataset=info.id,
        id=name,
        group=row["group_id"],
        images=tuple(_inside(folder, name) for name in row["image_file_names"]),
        mask=_inside(folder, mask) if mask else None,
        instances=_inside(folder, instances) if instances else None,
        meta={key: row[key] for key in ("spacing", "shape", "unit", "label_values", "meta") if key in row},
    )


def _inside(folder: Path, name: str) -> Path:
    """Return ``folder/name``; a name that leads out of the folder is refused."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        msg = f"{folder}: the index names {name!r}, which is outside the folder. Prepare the dataset again."
        raise BadData(msg)
    return folder / name

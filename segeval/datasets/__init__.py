"""Datasets: declarations of public data, and the prepared folders that everything downstream reads."""

from pathlib import Path

from segeval.datasets import _fake as fake
from segeval.datasets import _layouts as layouts
from segeval.datasets._convert import content_sha256, copy
from segeval.datasets._declare import REGISTRY, Dataset, RawCase, dataset
from segeval.datasets._faults import grouped
from segeval.datasets._fetch import fetch, instructions
from segeval.datasets._index import DESCRIPTION, LOG, Description, file_names, read_description, write_index
from segeval.datasets._load import (
    OWN,
    Prepared,
    about,
    changed,
    data_root,
    describe,
    downloads,
    known_splits,
    load,
    name_of,
    prepared_names,
    split_note,
)
from segeval.datasets._originals import is_original, originals
from segeval.datasets._prepare import prepare_folder
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._sample import Sample
from segeval.datasets._splits import PARTS, cut_groups, describe_cut, with_fold
from segeval.errors import UsageError
from segeval.records import folder_name

__all__ = [
    "DESCRIPTION",
    "LOG",
    "OWN",
    "PARTS",
    "REGISTRY",
    "Converted",
    "Dataset",
    "Description",
    "Prepared",
    "RawCase",
    "RawFile",
    "Sample",
    "Tree",
    "about",
    "changed",
    "content_sha256",
    "copy",
    "cut_groups",
    "data_root",
    "dataset",
    "describe",
    "describe_cut",
    "downloads",
    "fake",
    "fetch",
    "file_names",
    "grouped",
    "instructions",
    "is_original",
    "known_splits",
    "layouts",
    "load",
    "name_of",
    "originals",
    "prepare",
    "prepare_folder",
    "prepared_names",
    "read_description",
    "split_note",
    "with_fold",
    "write_index",
]


def prepare(name: str, raw: Path | str | None = None, *, root: Path | None = None, allow_partial: bool = False) -> Path:
    """Prepare a dataset and return its folder; see ``segeval data prepare --help``.

    Args:
        name: Id or alias, or ``folder/NAME`` for a folder of one's own.
        raw: Folder with the download; default: where ``fetch`` puts it.
        root: Folder of prepared datasets; default ``data_root()``.
        allow_partial: Go on without cases that the declaration promises, and record which.

    Raises:
        UsageError: If there is no such folder.
        BadData: With everything that is wrong with the download.
    """
    kind, _, own = name.partition("/")
    declared = REGISTRY.get(kind if f"{kind}/" == OWN else name)
    if raw is None and declared.own:
        msg = f"{name}: give the folder: segeval data prepare {name} FOLDER"
        raise UsageError(msg)
    place = Path(raw) if raw is not None else downloads(declared.info.id, root)
    if declared.own:
        declared = declared.own(place, own)
    return prepare_folder(
        declared, place, (root or data_root()) / folder_name(declared.info.id), allow_partial=allow_partial
    )

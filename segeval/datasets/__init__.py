"""Datasets: declarations of public data, and the prepared folders that everything downstream reads."""

from pathlib import Path

from segeval.datasets._convert import content_sha256, link
from segeval.datasets._declare import REGISTRY, Dataset, RawCase, dataset
from segeval.datasets._load import OWN, Prepared, Sample, data_root, describe, known_splits, load, prepared_names
from segeval.datasets._prepare import prepare_folder
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import PARTS, cut_groups, describe_cut
from segeval.records import slug

__all__ = [
    "PARTS",
    "REGISTRY",
    "Converted",
    "Dataset",
    "Prepared",
    "RawCase",
    "RawFile",
    "Sample",
    "Tree",
    "content_sha256",
    "cut_groups",
    "data_root",
    "dataset",
    "describe",
    "describe_cut",
    "known_splits",
    "link",
    "load",
    "prepare",
    "prepared_names",
]


def prepare(name: str, raw: Path | str = "", *, root: Path | None = None, allow_partial: bool = False) -> Path:
    """Prepare a dataset from its raw download and return its folder; see ``segeval data prepare --help``."""
    kind, _, own = name.partition("/")
    declared = REGISTRY.get(kind if f"{kind}/" == OWN else name)
    if declared.own:
        declared = declared.own(Path(raw), own)
    return prepare_folder(
        declared, Path(raw), (root or data_root()) / slug(declared.info.id), allow_partial=allow_partial
    )

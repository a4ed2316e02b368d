"""What is known about a dataset, its cases and its splits."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from segeval.records._json import digest
from segeval.records.grids import Unit

SplitPart = Literal["train", "val", "test"]
# Names of label values, or of several that make one structure; all kinds, since mappings do not mix their keys' types.
LabelNames = Mapping[int, str] | Mapping[tuple[int, ...], str] | Mapping[int | tuple[int, ...], str]


def folder_name(identifier: str) -> str:
    """Return an id as the name of one folder: ``decathlon/heart`` becomes ``decathlon-heart``.

    What no file system minds stays as it is; of anything else 60 letters and 8 digits of its digest are left.
    """
    name = identifier.replace("/", "-")
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}", name):
        return name
    return f"{re.sub(r'[^A-Za-z0-9_]+', '-', name)[:60].strip('-') or 'x'}-{digest(identifier)[:8]}"


def family(name: str, names: Container[str]) -> str:
    """Return what a split and the other folds of its cross-validation are called together; by itself its own name.

    ``names`` are those of all splits of its dataset.
    """
    base, _, number = name.rpartition("-")
    return base if number.isdigit() and f"{base}-0" in names else name


@dataclass(frozen=True, slots=True)
class Structure:
    """Something that is scored: one label value, or several joined (LiTS liver = liver and tumour).

    ``tolerance`` is the surface-Dice tolerance in the unit of the dataset, None where the literature names none.
    """

    name: str
    values: tuple[int, ...]
    tolerance: float | None = None


def as_structures(labels: LabelNames, tolerance: float | None = None) -> tuple[Structure, ...]:
    """Return the structures of named label values; several values joined by a tuple are one structure."""
    return tuple(Structure(name, key if isinstance(key, tuple) else (key,), tolerance) for key, name in labels.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file of an official download: where it can be had directly, if anywhere, and how to know it.

    ``urls`` are mirrors in order of preference, none where a person must sign in or fill a form. ``size`` is in bytes.
    """

    name: str
    urls: tuple[str, ...] = ()
    sha256: str = ""
    size: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetInfo:
    """What is known about a dataset before anyone has a file of it.

    ``group`` is the unit that several cases can share ("patient", "sequence", "car"), empty where the data names none.
    ``counts`` are the cases of the official parts. ``terms`` says in one sentence what the licence asks of a user.
    ``metrics`` are those that the benchmark reports beside the standard ones; runs carry them by default. ``headline``
    are the metrics that a board ranks by, the first above all. ``ignore`` is the label value of voxels that are neither
    scored nor trained on; it is declared among ``labels`` too.
    """

    id: str
    title: str
    modality: Literal["CT", "MR", "endoscopy", "histology", "microscopy", "photograph", "synthetic", "other"]
    channels: tuple[str, ...]
    ndim: Literal[2, 3]
    unit: Unit
    labels: Mapping[int, str]
    structures: tuple[Structure, ...]
    counts: Mapping[str, int]
    license: str
    access: Literal["open", "form", "login", "generated", "own"]
    homepage: str
    citation: str
    default_split: str
    terms: str = ""
    group: str = ""
    files: tuple[RemoteFile, ...] = ()
    known_issues: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    headline: tuple[str, ...] = ("dice",)
    ignore: int | None = None
    version: int = 1

    @property
    def reference_labels(self) -> dict[int, str]:
        """The labels that references may hold: those that are named, and the one that is not scored."""
        return {**self.labels, **({} if self.ignore is None else {self.ignore: "ignored"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One prepared case: an image, its reference mask, and who it belongs to (patient, sequence, car).

    ``instances`` numbers the objects of the reference, where the dataset knows them.
    """

    dataset: str
    id: str
    group: str
    images: tuple[Path, ...]
    mask: Path | None
    instances: Path | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A named partition of a dataset, as lists of case ids from a committed file.

    ``group`` is the unit that was assigned whole: "patient", "sequence", or "image" where single images were dealt out.
    ``note`` is what a reader of its scores must know. ``release`` names the label version that it belongs to, if one.
    """

    dataset: str
    name: str
    source: str
    group: str = ""
    note: str = ""
    release: str = ""
    train: tuple[str, ...] = ()
    val: tuple[str, ...] = ()
    test: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """sha256 (16 digits) of the three lists, in any order of ids."""
        return digest([sorted(self.train), sorted(self.val), sorted(self.test)])

    @property
    def evaluated(self) -> SplitPart:
        """The part a benchmark scores: test where labels are public, else val."""
        return "test" if self.test else "val"

    def part(self, name: SplitPart) -> tuple[str, ...]:
        """Return the ids of one part."""
        return {"train": self.train, "val": self.val, "test": self.test}[name]

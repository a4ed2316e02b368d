"""The nouns of segeval: frozen records without behaviour beyond checking themselves.

Array order is ``(z, y, x)`` in 3D and ``(y, x)`` in 2D everywhere; channels come first. Spacing, origin and the rows
of a direction matrix are in the same order as the array, lengths are in ``Grid.unit``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Unit = Literal["mm", "px"]
Part = Literal["train", "val", "test"]
Status = Literal["ok", "both_empty", "reference_empty", "prediction_empty", "missing", "failed"]
SPACING_RTOL = 1e-3
VOXEL_ATOL = 0.1
FloatArray = npt.NDArray[np.float32]
LabelArray = npt.NDArray[np.integer[Any]]
# Names of label values, or of several that make one structure; all kinds, since mappings do not mix their keys' types.
LabelNames = Mapping[int, str] | Mapping[tuple[int, ...], str] | Mapping[int | tuple[int, ...], str]


def slug(identifier: str) -> str:
    """Return ``identifier`` as one folder name: ``decathlon/heart`` becomes ``decathlon-heart``."""
    return identifier.replace("/", "-")


def digest(content: object) -> str:
    """Return the first 16 hex digits of the sha256 of ``content`` in canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unit_of(declared: str, unit: Unit, ndim: int = 3) -> str:
    """Return the unit of a metric on a grid: "length" and "volume" become what they are there, others stay."""
    if declared == "volume":
        return "px" if unit == "px" else {2: "mm²", 3: "ml"}[ndim]
    return unit if declared == "length" else declared


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
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One prepared case: an image, its reference mask, and who it belongs to (patient, sequence, car)."""

    dataset: str
    id: str
    group: str
    images: tuple[Path, ...]
    mask: Path | None
    instances: Path | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where voxels lie: ``direction`` has one row per array axis, its unit vector in RAS world axes (x, y, z).

    ``origin`` is the world position (x, y, z) of the first voxel. In 2D the world is (x, y).
    """

    shape: tuple[int, ...]
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[tuple[float, ...], ...]
    unit: Unit

    def __str__(self) -> str:
        size = "×".join(str(n) for n in self.shape)
        spacing = "×".join(f"{s:g}" for s in self.spacing)
        return f"{size} at {spacing} {self.unit}, origin {tuple(round(o, 3) for o in self.origin)}"

    @property
    def steps(self) -> npt.NDArray[np.float64]:
        """Row k: the world vector from one voxel to the next along array axis k."""
        steps: npt.NDArray[np.float64] = np.array(self.direction) * np.array(self.spacing)[:, None]
        return steps

    def difference(self, other: "Grid") -> str:
        """Say what differs between two grids, nothing if they put every voxel at the same place.

        Shape and unit must be equal, spacing within 0.1 %, and no corner may move by more than 0.1 of a voxel along any
        axis: headers in float32 err by 0.001 voxels, conventions (pixel corner or centre) differ by 0.5.
        """
        if self == other:
            return ""
        if self.shape != other.shape:
            return "shapes differ"
        if self.unit != other.unit:
            return "units differ"
        if not np.allclose(other.spacing, self.spacing, rtol=SPACING_RTOL, atol=0):
            return "spacings differ"
        corners = np.array(list(product(*((0, n - 1) for n in self.shape))))
        moved = np.array(other.origin) - self.origin + corners @ (other.steps - self.steps)
        far = float(np.abs(moved @ np.array(self.direction).T / self.spacing).max())
        return f"a corner lies {far:.2f} voxels away" if far > VOXEL_ATOL else ""

    @staticmethod
    def pixels(shape: tuple[int, ...]) -> "Grid":
        """Return the grid of an image that has no physical spacing: unit pixels, identity direction."""
        n = len(shape)
        direction = tuple(tuple(float(i + j == n - 1) for j in range(n)) for i in range(n))
        return Grid(shape=shape, spacing=(1.0,) * n, origin=(0.0,) * n, direction=direction, unit="px")


@dataclass(frozen=True, slots=True)
class Volume:
    """An image: float32 array ``(C, *grid.shape)``."""

    array: FloatArray
    grid: Grid


@dataclass(frozen=True, slots=True)
class Mask:
    """A label map: integer array of ``grid.shape``."""

    array: LabelArray
    grid: Grid


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
    def evaluated(self) -> Part:
        """The part a benchmark scores: test where labels are public, else val."""
        return "test" if self.test else "val"

    def part(self, name: Part) -> tuple[str, ...]:
        """Return the ids of one part."""
        return {"train": self.train, "val": self.val, "test": self.test}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A network as its paper declares it; every field is a literal, so that it can be read without torch.

    ``params`` counts the weights at ``(in_channels, classes)`` of ``reference``; ``reference_shape`` is an input that
    its costs are known for. Image sizes must be multiples of ``divisor`` and at least ``min_size``; ``fixed_size`` is
    the only size that a network with position tables accepts. ``side_outputs`` counts the logits besides the answer.
    """

    id: str
    title: str
    year: int
    paper: str
    ndim: tuple[int, ...]
    params: int
    reference: tuple[int, int]
    reference_shape: tuple[int, ...]
    divisor: int = 1
    min_size: int = 1
    fixed_size: int | None = None
    side_outputs: int = 0
    min_batch: int = 1
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How trained weights want their input, and what their output means; JSON beside the weights.

    ``spacing`` None keeps the native grid. ``patch`` is ``(z, y, x)`` or ``(y, x)`` in voxels of the model grid; a 2D
    patch on a 3D dataset means slice by slice. ``intensity`` names a scheme of ``recipe.py`` with its numbers.
    """

    model: str
    in_channels: int
    labels: Mapping[int, str]
    ndim: int
    patch: tuple[int, ...]
    spacing: tuple[float, ...] | None
    intensity: Literal["zscore", "ct", "minmax"]
    intensity_values: tuple[float, ...] = ()
    overlap: float = 0.5
    flips: tuple[int, ...] = ()
    dataset: str = ""
    split: str = ""
    split_digest: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A mask on the native grid of its case, with what it cost.

    ``probabilities`` are ``(C, *grid.shape)``, one channel per label in rising order of label values, background first.
    """

    case_id: str
    mask: Mask
    seconds: Mapping[str, float]
    peak_bytes: int
    probabilities: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScore:
    """One number of one case: a metric of a structure, or the reason why there is none."""

    case_id: str
    group: str
    structure: str
    metric: str
    value: float | None
    status: Status
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInfo:
    """What a reader must know to read a metric; it lies beside a run and is no part of its identity.

    ``unit`` is "length" or "volume" for what the unit of the dataset makes of it. A bound of None is infinite.
    """

    id: str
    title: str
    unit: str
    better: Literal["higher", "lower", "zero"]
    bounds: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What a run was asked to do; ``run_id`` is a hash of every field that can change a score."""

    model: str
    weights_sha256: str
    dataset: str
    dataset_version: int
    split: str
    part: Part
    split_digest: str
    label_digest: str
    case_ids: tuple[str, ...]
    structures: tuple[Structure, ...]
    unit: Unit
    metrics: Mapping[str, int]
    policy: str
    grid: Literal["native"]
    recipe: Mapping[str, Any]
    inference: Mapping[str, Any]
    marks: tuple[str, ...] = ()

    @property
    def run_id(self) -> str:
        """Twelve hex digits that change with any input of the run."""
        return digest(to_json(self))[:12]

    @property
    def comparability(self) -> str:
        """Runs share it when they were scored on the same cases, labels, structures, metric versions and rules."""
        data = [self.dataset, self.dataset_version, self.part, self.split_digest, self.label_digest]
        rules = [dict(self.metrics), self.policy, self.grid, self.unit]
        return digest([*data, sorted(self.case_ids), [asdict(s) for s in self.structures], *rules])


def to_json(record: Any) -> Any:
    """Return a record as plain JSON values: paths become strings, tuples lists, mapping keys strings."""
    return json.loads(json.dumps(asdict(record), default=str))

"""What a prepared dataset holds: sizes, spacings, intensities and volumes, as a table and as a page with pictures."""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from segeval import datasets, volume
from segeval._progress import watched
from segeval.datasets import PARTS, Prepared
from segeval.records import Case, SplitPart, unit_of

logger = logging.getLogger(__name__)

THREADS = 2
PERCENTILES = (0.5, 50.0, 99.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStats:
    """One labelled case.

    ``sizes`` are voxels of each label that is not ignored, ``intensities`` the percentiles of the first channel.
    """

    case: Case
    shape: tuple[int, ...]
    spacing: tuple[float, ...]
    intensities: tuple[float, ...]
    sizes: dict[int, int]
    objects: int | None

    @property
    def foreground(self) -> int:
        """Voxels that are not background."""
        return sum(size for label, size in self.sizes.items() if label)

    def amount(self, label: int) -> float:
        """Return the size of a label in ml, or in pixels where there is no spacing."""
        voxel = prod(self.spacing) / (1000 if len(self.spacing) == 3 else 1)
        return self.sizes.get(label, 0) * voxel


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One line of the table: a quantity, ``unit`` empty for plain numbers, over the cases that have it."""

    name: str
    unit: str
    cases: int
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A prepared dataset in numbers; ``parts`` counts cases and groups of each part of its split."""

    prepared: Prepared
    cases: tuple[CaseStats, ...]
    parts: Mapping[SplitPart, tuple[int, int]]
    rows: tuple[Quantity, ...]

    @property
    def empty(self) -> list[str]:
        """Ids of the cases without any structure."""
        return [entry.case.id for entry in self.cases if not entry.foreground]


def stats(name: str, *, root: Path | None = None) -> Stats:
    """Read every labelled case of a prepared dataset, two at a time, and sum it up."""
    prepared = datasets.load(name, root=root)
    labelled = [case for case in prepared.cases.values() if case.mask is not None]
    with ThreadPoolExecutor(THREADS) as pool:
        read = pool.map(partial(_read, ignore=prepared.info.ignore), labelled)
        cases = tuple(watched(read, f"stats {prepared.info.id}", len(labelled)))
    parts: dict[SplitPart, tuple[int, int]] = {}
    for part in PARTS:
        members = prepared.part_cases(part)
        if members:
            parts[part] = (len(members), len({case.group for case in members}))
    return Stats(prepared=prepared, cases=cases, parts=parts, rows=tuple(_quantities(prepared, cases)))


def table(rows: Sequence[Quantity]) -> list[dict[str, Any]]:
    """Return the rows for printing: numbers with four digits."""
    return [
        {"quantity": row.name, "unit": row.unit, "cases": row.cases,
         **{name: digits(value) for name, value in (("min", row.low), ("median", row.median), ("max", row.high))}}
        for row in rows
    ]  # fmt: skip


def plain_table(rows: Sequence[Quantity]) -> list[dict[str, Any]]:
    """Return the rows for programs: the numbers of ``table`` without separators."""
    return [
        {name: cell.replace(",", "") if name in ("min", "median", "max") else cell for name, cell in row.items()}
        for row in table(rows)
    ]


def digits(value: float) -> str:
    """Return four digits, or all before the point where there are more."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _read(case: Case, ignore: int | None) -> CaseStats:
    assert case.mask is not None
    image, mask = volume.read_image(case.images), volume.read_mask(case.mask)
    first = image.array[0]
    sampled = first.reshape(-1)[:: max(1, first.size // 1_000_000)]  # a million voxels tell percentiles well enough
    objects = int(volume.read_mask(case.instances).array.max()) if case.instances else None
    logger.debug("%s: read", case.id)
    return CaseStats(
        case=case,
        shape=image.grid.shape,
        spacing=image.grid.spacing,
        intensities=tuple(float(value) for value in np.percentile(sampled, PERCENTILES)),
        sizes={label: size for label, size in volume.count_labels(mask.array).items() if label != ignore},
        objects=objects,
    )


def _quantities(prepared: Prepared, cases: Sequence[CaseStats]) -> list[Quantity]:
    """Return the lines of the table."""
    info = prepared.info
    axes = "zyx"[3 - info.ndim :]
    columns: list[tuple[str, str, list[float]]] = []
    columns += [(f"size {axis}", "px", [c.shape[k] for c in cases]) for k, axis in enumerate(axes)]
    if info.unit == "mm":
        columns += [(f"spacing {axis}", "mm", [c.spacing[k] for c in cases]) for k, axis in enumerate(axes)]
    for k, percentile in enumerate(PERCENTILES):
        name = f"{info.channels[0]} at {percentile:g} %"
        columns.append((name, "", [c.intensities[k] for c in cases]))
    unit = unit_of("volume", info.unit, info.ndim)
    for label, name in info.labels.items():
        if label and label != info.ignore:
            columns.append((name, unit, [c.amount(label) for c in cases if c.sizes.get(label)]))
    counted = [float(c.objects) for c in cases if c.objects is not None]
    if counted:
        columns.append(("objects", "", counted))
    return [_quantity(*column) for column in columns]


def _quantity(name: str, unit: str, values: Sequence[float]) -> Quantity:
    low, middle, high = (float(f(values)) for f in (np.min, np.median, np.max)) if len(values) else (0.0, 0.0, 0.0)
    return Quantity(name=name, unit=unit, cases=len(values), low=low, median=middle, high=high)

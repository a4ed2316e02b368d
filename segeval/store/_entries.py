"""What is kept of a run: frozen records, no files."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from segeval.records import CaseScore, MetricInfo, RunRecord
from segeval.stats import Cell

if TYPE_CHECKING:
    Scores = Sequence[CaseScore]
else:
    Scores = tuple[CaseScore, ...]  # what a ledger decodes to


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """What one case came to.

    ``counts`` are (tp, fp, fn, tn) and ``sketches`` the distances per structure, by kind of surface, as
    ``segeval.metrics`` keeps them; ``shape`` and ``spacing`` are of the reference. ``seconds`` are per stage.
    """

    case_id: str
    group: str
    status: Literal["ok", "failed", "missing"]
    reason: str = ""
    scores: Scores = ()
    counts: Mapping[str, tuple[int, int, int, int]] = field(default_factory=dict)
    sketches: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shape: tuple[int, ...] = ()
    spacing: tuple[float, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: int = 0

    def diagonal(self, *, spaced: bool = True) -> float:
        """Return the longest distance in its image, in the unit of the spacing or in voxels; NaN for no shape."""
        spacing = self.spacing if spaced and self.spacing else (1.0,) * len(self.shape)
        sides = [length * step for length, step in zip(self.shape, spacing, strict=True)]
        return math.hypot(*sides) if sides else math.nan


@dataclass(frozen=True, slots=True)
class Ledger:
    """The last intact entry of every case, and the number of lines that were torn or altered."""

    entries: Mapping[str, CaseEntry]
    damaged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a run ended: cases by status, and a mean per structure, metric and unit."""

    run_id: str
    expected: int
    ok: int
    failed: int
    missing: int
    means: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a run was asked: its id as stored, its record, how its metrics are read, and an id that it had before."""

    run_id: str
    record: RunRecord
    declarations: Mapping[str, MetricInfo]
    formerly: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run as it was read from its folder; one entry per expected case, in the order of the record."""

    path: Path
    run_id: str
    record: RunRecord
    declarations: Mapping[str, MetricInfo]
    cases: tuple[CaseEntry, ...]
    provenance: Mapping[str, Any]

    def reading(self, name: str) -> MetricInfo:
        """Return how it reads one of its metrics; without a declaration that is the least that can be said."""
        version = self.record.rules.metrics[name]
        plain = MetricInfo(id=name, title=name, unit="1", better="higher", bounds=(None, None), version=version)
        return self.declarations.get(name, plain)

"""What a run is, what it gave, and when two runs can be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from segeval.records._json import canonical, digest
from segeval.records.data import SplitPart, Structure
from segeval.records.grids import Unit
from segeval.records.models import Answerer

Status = Literal["ok", "both_empty", "reference_empty", "prediction_empty", "missing", "failed", "not_answered"]

HELD: tuple[Status, ...] = ("ok", "prediction_empty")  # of cases whose reference holds the structure


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScore:
    """One number of one case: a metric of a structure, or the reason why there is none."""

    case_id: str
    group: str
    structure: str
    metric: str
    value: int | float | None  # a worth that is declared as 0 stays 0 in every file, and does not become 0.0
    status: Status
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricInfo:
    """What a reader must know to read a metric; it lies beside a run.

    ``unit`` is "1" for a fraction, "length" or "volume" for what the unit of the dataset makes of it. ``better`` "zero"
    means that both signs are errors. A bound of None is infinite. ``version`` rises whenever a value may change.
    """

    id: str
    title: str
    unit: str
    better: Literal["higher", "lower", "zero"]
    bounds: tuple[float | None, float | None]
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What a run is scored on.

    ``instance_digest`` is of the numbered objects of its references, if there are any, ``image_digest`` of its images,
    where there are images. ``ignore`` is the label value of voxels that are not scored.
    """

    dataset: str
    version: int
    unit: Unit
    split: str
    part: SplitPart
    split_digest: str
    label_digest: str
    case_ids: tuple[str, ...]
    structures: tuple[Structure, ...]
    instance_digest: str = ""
    image_digest: str = ""
    ignore: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a run is scored: the empty-mask policy, the grid, and the version of each metric."""

    policy: str
    metrics: Mapping[str, int]
    grid: Literal["native"] = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What a run was asked to do; ``run_id`` is a digest of everything that can change a score."""

    data: Data
    rules: Rules
    model: Answerer
    marks: tuple[str, ...] = ()

    @property
    def run_id(self) -> str:
        """Twelve hex digits that change with any input of the run, and not with a new field at its default."""
        return digest(canonical(self))[:12]

    @property
    def comparability(self) -> str:
        """What two runs share that can be compared; see :func:`sameness`."""
        return digest(sameness(self.data, self.rules))


def sameness(data: Data, rules: Rules) -> dict[str, object]:
    """Return what runs must share to be compared, each under the word that a reader would use.

    Metrics are no part of it: their versions are compared one by one. What a dataset does not have is left out, so that
    a new fact leaves the digests of old runs as they are.
    """
    facts = {
        "dataset": data.dataset,
        "dataset version": data.version,
        "unit": data.unit,
        "part": data.part,
        "split": data.split_digest,
        "labels": data.label_digest,
        "instances": data.instance_digest,
        "ignored label": data.ignore,
        "cases": digest(sorted(data.case_ids)),
        "structures": digest(canonical(data.structures)),
        "empty-mask policy": rules.policy,
        "grid": rules.grid,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}

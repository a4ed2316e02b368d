"""Finished runs without any network: scores drawn from a seed, written through the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from segeval.records import Answerer, CaseScore, Data, MetricInfo, Rules, RunRecord, Status, Structure, Trained, Unit
from segeval.store import CaseEntry, append, finish, open_run

DECLARATIONS = (
    MetricInfo(id="dice", title="Dice", unit="1", better="higher", bounds=(0, 1)),
    MetricInfo(id="rvd", title="Relative volume difference", unit="1", better="zero", bounds=(-1, None)),
    MetricInfo(id="hd95", title="Hausdorff distance, 95th percentile", unit="length", better="lower", bounds=(0, None)),
)
VOXELS = 1_000_000
STRUCTURES = (Structure("liver", (1, 2), 3.0), Structure("tumour", (2,), 1.0))


@dataclass(frozen=True, kw_only=True)
class Fake:
    """What a fake run looks like; ``skill`` shifts every Dice, ``bad`` gives cases another status."""

    model: str = "unet"
    dataset: str = "toy/liver"
    skill: float = 0.8
    cases: int = 6
    per_group: int = 1
    marks: tuple[str, ...] = ()
    bad: Mapping[int, Literal["failed", "missing"]] = field(default_factory=dict)
    metrics: tuple[str, ...] = ("dice", "rvd", "hd95")
    versions: Mapping[str, int] = field(default_factory=dict)
    unit: Unit = "mm"
    trained_on: Trained | None = field(default_factory=lambda: Trained(dataset="toy/liver", split="official"))
    seed: int = 0
    split: str = "official"
    case_prefix: str = "case"
    provenance: Mapping[str, Any] = field(
        default_factory=lambda: {"params": 31_000_000, "dataset": {"title": "Toy livers"}}
    )


def record(fake: Fake) -> RunRecord:
    return RunRecord(
        data=Data(
            dataset=fake.dataset,
            version=1,
            unit=fake.unit,
            split=fake.split,
            part="test",
            split_digest="5" * 16,
            label_digest="1" * 16,
            case_ids=tuple(f"{fake.case_prefix}-{i:03}" for i in range(fake.cases)),
            structures=STRUCTURES,
        ),
        rules=Rules(policy="segeval-1", metrics={name: fake.versions.get(name, 1) for name in fake.metrics}),
        model=Answerer(
            id=fake.model, digest="0" * 64, kind="network", trained_on=fake.trained_on, settings={"seed": fake.seed}
        ),
        marks=fake.marks,
    )


def entries(fake: Fake) -> list[CaseEntry]:
    rng = np.random.default_rng(fake.seed)
    return [_entry(fake, i, id_, rng) for i, id_ in enumerate(record(fake).data.case_ids)]


def write(root: Path, fake: Fake) -> Path:
    run = open_run(root, record(fake), declarations(fake))
    for entry in entries(fake):
        append(run, entry)
    finish(run, provenance=fake.provenance)
    return run


def declarations(fake: Fake) -> list[MetricInfo]:
    return [replace(d, version=fake.versions.get(d.id, 1)) for d in DECLARATIONS if d.id in fake.metrics]


def _entry(fake: Fake, i: int, id_: str, rng: np.random.Generator) -> CaseEntry:
    group = f"patient-{i // fake.per_group}"
    counts: dict[str, tuple[int, int, int, int]] = {}
    values: dict[tuple[str, str], float | None] = {}
    for structure in STRUCTURES:
        skill, change = float(np.clip(fake.skill + rng.normal(0, 0.05), 0, 1)), float(rng.normal(0, 0.1))
        values[structure.name, "hd95"] = float(rng.exponential(10 * (1.01 - fake.skill)))
        absent = i == 1 and structure.name == "tumour"  # from the reference and the prediction of the second case
        tp, fp, fn, _ = counts[structure.name] = (0, 0, 0, VOXELS) if absent else _counts(skill, change)
        values[structure.name, "dice"] = None if absent else 2 * tp / (2 * tp + fp + fn)
        values[structure.name, "rvd"] = None if absent else (fp - fn) / (tp + fn)
        if absent:
            values[structure.name, "hd95"] = None
    if i in fake.bad:
        return CaseEntry(case_id=id_, group=group, status=fake.bad[i], reason="no such file")
    scores = tuple(
        _score(id_, group, structure.name, metric.id, values[structure.name, metric.id])
        for structure in STRUCTURES
        for metric in DECLARATIONS
        if metric.id in fake.metrics
    )
    seconds = {"infer": 1.5, "score": 0.25}
    return CaseEntry(case_id=id_, group=group, status="ok", scores=scores, counts=counts, seconds=seconds, peak_bytes=1)


def _counts(dice: float, change: float) -> tuple[int, int, int, int]:
    """Return counts of a reference of 10 000 voxels, of about this Dice and relative change of volume."""
    reference, prediction = 10_000, round(10_000 * (1 + change))
    tp = min(round(dice * (reference + prediction) / 2), reference, prediction)
    return tp, prediction - tp, reference - tp, VOXELS - reference - prediction + tp


def _score(id_: str, group: str, structure: str, metric: str, value: float | None) -> CaseScore:
    status: Status = "both_empty" if value is None else "ok"
    return CaseScore(
        case_id=id_,
        group=group,
        structure=structure,
        metric=metric,
        value=value,
        status=status,
        unit="mm" if metric == "hd95" else "1",
    )

"""Finished runs with the scores that a test wants, written through the store."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from segeval.records import Answerer, CaseScore, Data, MetricInfo, Rules, RunRecord, Status, Structure, Unit, digest
from segeval.store import CaseEntry, append, finish, open_run

FALSE_ALARM, NOTHING = -1.0, -2.0  # in place of a Dice: an empty reference, an empty prediction
SIDE, REFERENCE = 100, 10_000
VOXELS = SIDE**3
DECLARATIONS = (
    MetricInfo(id="dice", title="Dice", unit="1", better="higher", bounds=(0, 1)),
    MetricInfo(id="hd95", title="Hausdorff distance", unit="length", better="lower", bounds=(0, None)),
)
Values = Sequence[float | None]


def write_run(
    root: Path,
    dice: Mapping[str, Values] | Values,
    *,
    groups: Sequence[str] = (),
    model: str = "unet",
    metrics: Mapping[str, int] | None = None,
    bad: Mapping[int, Literal["failed", "missing"]] | None = None,
    prefix: str = "case",
    policy: str = "segeval-1",
    tolerance: float = 2.0,
    unit: Unit = "mm",
    **data: Any,
) -> Path:
    """Write a run with these Dice values by structure, to four digits; hd95 is 100 (1 - Dice); None: both are empty."""
    table = dice if isinstance(dice, Mapping) else {"organ": dice}
    number = len(next(iter(table.values())))
    versions = metrics or {"dice": 1, "hd95": 1}
    record = RunRecord(
        data=replace(
            Data(
                dataset="toy",
                version=1,
                unit=unit,
                split="official",
                part="test",
                split_digest="5" * 16,
                label_digest="1" * 16,
                case_ids=tuple(f"{prefix}-{i:03}" for i in range(number)),
                structures=tuple(Structure(name, (k + 1,), tolerance) for k, name in enumerate(table)),
            ),
            **data,
        ),
        rules=Rules(policy=policy, metrics=versions),
        model=Answerer(id=model, digest=digest(model), kind="network", trained_on=None),
    )
    run = open_run(root, record, [replace(d, version=versions[d.id]) for d in DECLARATIONS if d.id in versions])
    for i, case in enumerate(record.data.case_ids):
        group = groups[i] if groups else case
        if i in (bad or {}):
            status = (bad or {})[i]
            append(run, CaseEntry(case_id=case, group=group, status=status, reason="no such file"))
        else:
            append(run, _entry(case, group, {name: values[i] for name, values in table.items()}, list(versions), unit))
    finish(run, provenance={})
    return run


def _entry(case: str, group: str, dice: Mapping[str, float | None], metrics: Sequence[str], unit: str) -> CaseEntry:
    counts, scores = {}, []
    for name, value in dice.items():
        counts[name], numbers, status = _numbers(value)
        scores += [
            CaseScore(
                case_id=case,
                group=group,
                structure=name,
                metric=metric,
                value=numbers[metric],
                status=status,
                unit="1" if metric == "dice" else unit,
            )
            for metric in metrics
        ]
    return CaseEntry(
        case_id=case,
        group=group,
        status="ok",
        scores=tuple(scores),
        counts=counts,
        shape=(SIDE,) * 3,
        spacing=(1.0,) * 3,
    )


def _numbers(value: float | None) -> tuple[tuple[int, int, int, int], dict[str, float | None], Status]:
    if value is None:
        return (0, 0, 0, VOXELS), {"dice": None, "hd95": None}, "both_empty"
    if value == FALSE_ALARM:
        return (0, REFERENCE, 0, VOXELS - REFERENCE), {"dice": 0.0, "hd95": None}, "reference_empty"
    if value == NOTHING:
        return (0, 0, REFERENCE, VOXELS - REFERENCE), {"dice": 0.0, "hd95": None}, "prediction_empty"
    tp = round(REFERENCE * value)
    wrong = REFERENCE - tp
    numbers: dict[str, float | None] = {"dice": 2 * tp / (2 * tp + 2 * wrong), "hd95": 100.0 * wrong / REFERENCE}
    return (tp, wrong, wrong, VOXELS - REFERENCE - wrong), numbers, "ok"


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, with a name and without anyone's settings."""
    options = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *options, *arguments], check=True, capture_output=True)

"""The noise floor of a run: its model is asked again about every case, and what differs is counted.

On a CPU answers are equal; on a GPU sums come in any order, and dropout is drawn anew. A gate that compares two runs
takes scores for equal that differ by no more than the answers of one model do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from segeval import scoring, store, volume
from segeval._progress import watched
from segeval.errors import BadData, UsageError
from segeval.records import Case, Prediction
from segeval.scoring import Job, Read, Reference
from segeval.store import Change, Noise

FEWEST = 2
Key = tuple[str, str, str]  # structure, metric, unit
Values = Mapping[Key, float | None]


class Again(NamedTuple):
    """What another answer to a case came to: voxels with another label than by the first one, and its scores."""

    moved: int
    voxels: int
    values: Values


def require(answers: int | None) -> None:
    """Refuse a number of answers between which there is nothing to compare."""
    if answers is not None and answers < FEWEST:
        msg = f"--repeat {answers}: give how many answers each case is to have, at least {FEWEST}"
        raise UsageError(msg)


def measure(job: Job[Any], folder: Path, cases: Mapping[str, Case], answers: int) -> Noise:
    """Ask about every scored case of a finished run again, until each has so many answers, and write what differs.

    The run holds the masks of its first answers. What was measured with as many answers of as many cases stays.

    Raises:
        BadData: If a case that was scored fails when it is asked about again.
    """
    entries = store.read_ledger(folder).entries
    first = {name: entry for name, entry in entries.items() if entry.status == "ok" and name in cases}
    known = store.read_noise(folder)
    if known and (known.answers, known.cases) == (answers, len(first)):
        return known
    plain = replace(job, keep=None, keep_probabilities=None, keep_maps=None, surfaces=())
    steps: scoring.Steps[Any, Reference, Again] = scoring.Steps(
        name=f"{job.record.run_id}/again",
        predictor=job.predictor,
        others=job.others,
        read=partial(scoring.read, plain),
        finish=partial(_compared, plain, folder),
        failed=_refused,
        workers=job.workers,
        ahead=job.ahead,
    )
    todo = [cases[name] for name in job.record.data.case_ids if name in first]
    rounds: list[list[Again]] = []
    with store.lock(folder):
        for number in range(FEWEST, answers + 1):
            title = f"{job.record.model.id} again, {number} of {answers}"
            rounds.append(list(watched(scoring.entries(steps, todo), title, len(todo))))
        before = [_values(first[case.id].scores) for case in todo]
        noise = Noise(
            answers=answers,
            cases=len(todo),
            cases_moved=sum(any(again.moved for again in case) for case in zip(*rounds, strict=True)),
            moved=sum(again.moved for row in rounds for again in row),
            voxels=sum(again.voxels for row in rounds for again in row),
            changes=tuple(_changes(before, [[again.values for again in row] for row in rounds])),
        )
        store.write_noise(folder, noise)
    return noise


def _compared(job: Job[Any], folder: Path, case: Case, done: Read[None, Reference], prediction: Prediction) -> Again:
    """Return what differs from the first answer, whose mask the run holds."""
    entry = scoring.score(job, case, done, prediction)
    if entry.status != "ok":
        msg = f"{case.id} was scored, and not when it was asked about again: {entry.reason}"
        raise BadData(msg)
    kept = store.kept_mask(folder, case.id)
    if kept is None:
        msg = f"{folder} holds no mask of {case.id}; run the same command again"
        raise BadData(msg)
    mask = prediction.mask.array
    moved = int(np.count_nonzero(mask != volume.read_mask(kept).array.reshape(mask.shape)))
    return Again(moved, mask.size, _values(entry.scores))


def _refused(case: Case, error: Exception) -> Again:
    msg = f"{case.id} was scored, and failed when it was asked about again: {error}"
    raise BadData(msg) from error


def _values(scores: Sequence[Any]) -> Values:
    return {(score.structure, score.metric, score.unit): score.value for score in scores}


def _changes(before: Sequence[Values], rounds: Sequence[Sequence[Values]]) -> list[Change]:
    """Return how much each score of ``rounds`` of answers, cases in the order of ``before``, differs."""
    keys = list(dict.fromkeys(key for values in before for key in values))

    def table(values: Sequence[Values]) -> Any:
        return np.array([[row.get(key) for key in keys] for row in values], float).reshape(len(values), len(keys))

    old = table(before)
    moves = np.array([table(row) - old for row in rounds])
    one_sided = np.array([np.isnan(table(row)) != np.isnan(old) for row in rounds]).any(axis=0).sum(axis=0)
    there = np.maximum((~np.isnan(moves)).sum(axis=1), 1)
    means = np.abs(np.nansum(moves, axis=1) / there).max(axis=0)
    most = np.nan_to_num(np.abs(moves)).max(axis=(0, 1))
    return [
        Change(
            structure=structure,
            metric=metric,
            unit=unit,
            case=float(most[k]),
            mean=float(means[k]),
            one_sided=int(one_sided[k]),
        )
        for k, (structure, metric, unit) in enumerate(keys)
    ]

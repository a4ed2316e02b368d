"""Models whose answers are known, for tests of the loop around them, and what a finished run says."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from segeval import volume
from segeval.records import Answerer, Case, Mask, Prediction, Trained, Volume
from segeval.runner import Finished

ELSEWHERE = Trained(other="pictures of ours", declared=True)
TEST_IDS = tuple(f"phantom_{number:03d}" for number in range(16, 24))


def unchanged(prediction: Prediction) -> Prediction:
    return prediction


@dataclass(kw_only=True)
class Bright:
    """A model that calls organ what is brighter than the mean; ``then`` may change its answer, or fail.

    It notes the ids of the cases that it was asked for.
    """

    about: Answerer = field(default_factory=lambda: Answerer(id="bright", digest="1", kind="toy", trained_on=ELSEWHERE))
    costs: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[int, ...] = (0, 1, 2)
    then: Callable[[Prediction], Prediction] = unchanged
    asked: list[str] = field(default_factory=list)

    def read(self, case: Case) -> Volume:
        return volume.read_image(case.images)

    def predict(self, case: Case, given: Volume) -> Prediction:
        self.asked.append(case.id)
        array = (given.array[0] > given.array[0].mean()).astype(np.uint8)
        return self.then(Prediction(case_id=case.id, mask=Mask(array, given.grid)))


def unwatched(prepared: Path) -> Path:
    """Forget how the files of a prepared folder were, so that a run does not notice that a test damages one."""
    (prepared / ".cases.jsonl").unlink()
    return prepared


def rows(finished: Finished, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of a run."""
    return table(finished.folder / name)


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reasons(finished: Finished) -> dict[str, tuple[str, str]]:
    """Return the status of every case and why."""
    return {row["case_id"]: (row["status"], row["reason"]) for row in rows(finished, "cases.csv")}

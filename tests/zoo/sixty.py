"""Sixty steps on one batch in full form: too long for every commit, so the results lie in a table.

``python -m tests.zoo.sixty`` goes on with the networks that the table lacks, or with those that are named behind it. It
takes hours; two may run side by side if each is given other names. The test of the same steps is marked ``slow``.
"""

import csv
import math
import sys
import time
from pathlib import Path
from typing import NamedTuple

import torch

from segeval import zoo
from segeval.records import Architecture
from tests.contracts.test_zoo import NETS, golden
from tests.contracts.test_zoo_learning import sixty_steps, step_shape

TABLE = Path(__file__).parents[1] / "golden/sixty_steps.csv"


class Row(NamedTuple):
    """The loss before the first step, the least of the last five, and the seconds of one thread."""

    id: str
    first: str
    last: str
    seconds: int


def rows() -> list[Row]:
    """Return what was recorded."""
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Row(each["id"], each["first"], each["last"], int(each["seconds"])) for each in csv.DictReader(file)]


def work(net: Architecture) -> float:
    """Return the multiply-accumulates that a step takes, as far as they grow with the image."""
    row = golden()[net.id]
    size = math.prod(map(int, row["input_shape"].split("x")))
    return int(row["macs"]) / size * math.prod(step_shape(net))


def measured(entry: zoo.Entry) -> Row:
    """Train a network and return its row."""
    torch.manual_seed(0)
    started = time.process_time()
    losses = sixty_steps(entry)
    last = min(losses[-5:])
    return Row(entry.architecture.id, f"{losses[0]:.4g}", f"{last:.4g}", round(time.process_time() - started))


def main() -> None:
    """Add a row for every network that has none, the fast ones first."""
    torch.set_num_threads(1)
    wanted = sys.argv[1:] or [entry.architecture.id for entry in NETS]
    for entry in sorted(NETS, key=lambda each: work(each.architecture)):
        if entry.architecture.id not in wanted or entry.architecture.id in {row.id for row in rows()}:
            continue
        row = measured(entry)
        sys.stdout.write(f"{', '.join(map(str, row))}\n")
        sys.stdout.flush()
        table = sorted([*rows(), row])
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([Row._fields, *table])


if __name__ == "__main__":
    main()

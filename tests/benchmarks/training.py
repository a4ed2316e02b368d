"""What a training costs beside its steps alone: ``python -m tests.benchmarks.training FOLDER``.

Trains each network by ``segeval.training.loop.train`` in FOLDER, as ``segeval train`` does, and times its steps; then
takes the same steps on the same batches, which were drawn and augmented before the clock started: forward, loss,
backward and optimiser. The difference is what drawing patches, augmenting them and keeping records add where they are
not hidden behind the steps. Both take turns; of each the median of a step counts. Datasets must be prepared.
"""

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import torch

from segeval import datasets, zoo
from segeval.training import loop
from segeval.training.losses import deeply_supervised, parse_loss
from segeval.training.options import Options
from segeval.training.steps import take_step
from segeval.training.task import make_task, prepare_items
from segeval.training.team import Team

SKIPPED = 5  # steps at the beginning, in which torch and the disk warm up


class Workload(NamedTuple):
    """A training: a network of the zoo, its dataset, and how."""

    name: str
    model: str
    dataset: str
    options: Options


def workloads(steps: int, device: str) -> list[Workload]:
    """Return what is trained: pictures and volumes, by the least and by the most of what a preset changes."""
    make = partial(Options, steps=steps, save_every=10**9, validate_cases=1, device=device)
    flat, deep = partial(make, batch=4, patch=(128, 128)), partial(make, batch=2, patch=(40, 56, 40))
    return [
        Workload("2D, standard", "unet-16", "dsb2018", flat()),
        Workload("2D, nnunet", "unet-16", "dsb2018", flat(augment="nnunet")),
        Workload("3D, standard", "unet3d-8", "decathlon/hippocampus", deep()),
        Workload("3D, nnunet", "unet3d-8", "decathlon/hippocampus", deep(augment="nnunet")),
    ]


def whole(work: Workload, folder: Path) -> list[float]:
    """Return the seconds of the steps of a training."""
    shutil.rmtree(folder, ignore_errors=True)
    ends: list[float] = []
    loop.train(
        model=work.model,
        dataset=work.dataset,
        output=folder,
        options=work.options,
        watch=lambda _, __: ends.append(time.perf_counter()),
    )
    return between(ends)


def alone(work: Workload) -> list[float]:
    """Return the seconds of the same steps on batches that are there already."""
    options, device, team = work.options, torch.device(work.options.device), Team()
    prepared = datasets.load(work.dataset)
    task = make_task(prepared, zoo.get(work.model), {}, options, ())
    items = prepare_items(task, prepared.info.ignore)
    make = partial(loop.make_batch, items, task.recipe, options, device=device)
    batches = [make(step) for step in range(options.steps)]
    state = loop._start(task.recipe, options, device, None)
    objective = partial(deeply_supervised, losses=parse_loss(options.loss), depths=options.deep_supervision)
    ends = []
    for batch in batches:
        take_step(state, objective, options, team, batch)
        state.step += 1
        ends.append(time.perf_counter())
    return between(ends)


def between(ends: Sequence[float]) -> list[float]:
    """Return the times between two ends, without the first ones."""
    return [after - before for before, after in pairwise(ends)][SKIPPED:]


def main() -> None:
    """Print a line for every workload."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("folder", type=Path)
    read.add_argument("--steps", type=int, default=60)
    read.add_argument("--rounds", type=int, default=2)
    read.add_argument("--device", default="cpu")
    read.add_argument("--threads", type=int, default=1)
    asked = read.parse_args()
    torch.set_num_threads(asked.threads)
    sys.stdout.write("| training | network | steps alone, s | training, s | more |\n|---|---|---|---|---|\n")
    for work in workloads(asked.steps, asked.device):
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(asked.rounds):
            seconds[0].extend(alone(work))
            seconds[1].extend(whole(work, asked.folder / "training"))
        bare, trained = map(statistics.median, seconds)
        more = f"{bare:.4f} | {trained:.4f} | {trained / bare - 1:+.1%}"
        sys.stdout.write(f"| {work.name} | {work.model} | {more} |\n")


if __name__ == "__main__":
    main()

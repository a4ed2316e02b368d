"""What 16 bits, channels-last layout and ``torch.compile`` gain on the CPU, and what they move, on real cases.

``python -m tests.benchmarks.precision decathlon/hippocampus WEIGHTS... --cases 20``; WEIGHTS are folders that
``segeval train`` wrote. The ways to run a network take turns, on one thread; Dice is the mean over cases and
structures, on native grids, beside that of float32.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from segeval import datasets, volume, weights
from segeval.datasets import Prepared
from segeval.infer import Settings, answer, readied, segmenting
from segeval.metrics import resolve, score_case
from segeval.records import Case, LabelArray, Mask

PLAIN = "float32"


CPU = Settings(device="cpu", channels_last=False)
WAYS = {
    PLAIN: CPU,
    "channels-last": replace(CPU, channels_last=True),
    "bfloat16": replace(CPU, autocast=True),
    "bfloat16, channels-last": replace(CPU, autocast=True, channels_last=True),
    "float16": replace(CPU, float16=True),
    "one window at once": replace(CPU, batch=1),
    "compiled": replace(CPU, compiled=True),
    "compiled, channels-last": replace(CPU, compiled=True, channels_last=True),
}


def dice(data: Prepared, case: Case, found: Mask) -> list[float]:
    """Return the Dice of each structure that has one."""
    assert case.mask is not None
    scored = score_case(
        volume.read_mask(case.mask),
        found,
        structures=data.info.structures,
        metrics=resolve("dice"),
        case_id=case.id,
        group=case.group,
        ignore=data.info.ignore,
    )
    return [row.value for row in scored.scores if row.value is not None]


def measured(data: Prepared, folder: Path, count: int, ways: list[str]) -> list[str]:
    """Return a line of the table for each way to run a network of a folder of weights."""
    segments, masks, seconds, values = {}, {}, dict.fromkeys(ways, 0.0), {name: [] for name in ways}  # type: ignore[var-annotated]  # filled below
    for name in ways:
        loaded, way = weights.load(folder, torch.device("cpu")), WAYS[name]
        net = readied(loaded.net, way, (loaded.recipe.in_channels, *loaded.recipe.window.patch))
        segments[name] = segmenting(net, loaded.recipe, way)
        first = volume.read_image(data.cases[data.expected[0]].images)
        answer(segments[name], first, "warm")
    for case in [data.cases[name] for name in data.expected[:count]]:
        image = volume.read_image(case.images)
        for name in ways:
            started = time.process_time()
            made = answer(segments[name], image, case.id).mask
            seconds[name] += time.process_time() - started
            values[name].append(dice(data, case, made))
            masks[name, case.id] = made.array
    return [line(folder, name, seconds, values, masks, list(data.expected[:count])) for name in ways]


def line(
    folder: Path,
    name: str,
    seconds: dict[str, float],
    values: dict[str, list[list[float]]],
    masks: dict[tuple[str, str], LabelArray],
    cases: list[str],
) -> str:
    """Return a line of the table."""
    mean = float(np.mean([np.mean(each) for each in values[name]]))
    plain = float(np.mean([np.mean(each) for each in values[PLAIN]]))
    worst = max(abs(float(np.mean(a)) - float(np.mean(b))) for a, b in zip(values[name], values[PLAIN], strict=True))
    moved = sum(int((masks[name, case] != masks[PLAIN, case]).sum()) for case in cases)
    voxels = sum(masks[PLAIN, case].size for case in cases)
    gain = seconds[PLAIN] / seconds[name]
    return (
        f"| {folder.parent.name} | {name} | {seconds[name] / len(cases):.3g} | {gain:.2f} | {mean:.5f} | "
        f"{mean - plain:+.5f} | {worst:.5f} | {moved / voxels:.4%} |"
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("weights", nargs="+", type=Path)
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--ways", default=",,".join(WAYS), help="separated by two commas")
    given = parser.parse_args()
    torch.set_num_threads(1)
    print("| network | way | CPU s a case | gain | Dice | change | largest of a case | voxels moved |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|")  # noqa: T201
    for folder in given.weights:
        for each in measured(datasets.load(given.dataset), folder, given.cases, given.ways.split(",,")):
            print(each, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

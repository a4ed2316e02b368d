"""What ``segeval eval`` costs, beside merely inflating its files: ``python -m tests.benchmarks.eval_speed FOLDER``.

FOLDER gets 20 pairs of the size of LiTS, 400 × 512 × 512 voxels with a liver and 20 tumours, unless it holds some; with
``--workload f --pairs 1000`` as many small ones.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.records import Grid, Mask
from segeval.volume.stream import GzipFile
from tests.benchmarks.workloads import WORKLOADS

SIDES = ("reference", "prediction")


def main() -> None:
    """Print a table of the best of several times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--workload", choices=("b", "f"), default="b")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--metrics", default="standard")
    asked = parser.parse_args()
    if not asked.folder.exists():
        make(asked.folder, asked.pairs, asked.workload)
    files = sorted(path for side in SIDES for path in (asked.folder / side).glob("*.nii.gz"))
    ways: dict[str, Callable[[], object]] = {
        "inflating, thrown away": lambda: in_processes(stream, files, asked.workers),
        "inflating into memory": lambda: in_processes(whole, files, asked.workers),
        "segeval eval": lambda: evaluate(asked.folder, asked.workers, asked.metrics),
    }
    spent = {name: [cost(way) for _ in range(asked.repeats)] for name, way in ways.items()}
    best = {name: tuple(map(min, zip(*costs, strict=True))) for name, costs in spent.items()}
    print(f"{len(files)} files, {asked.workers} workers, metrics {asked.metrics}, best of {asked.repeats}\n")  # noqa: T201
    print("| | CPU s | seconds | peak MiB |\n|---|---|---|---|")  # noqa: T201
    for name, (cpu, wall, peak) in best.items():
        print(f"| {name} | {cpu:.2f} | {wall:.2f} | {peak:.0f} |")  # noqa: T201


def make(folder: Path, pairs: int, workload: str) -> None:
    """Write pairs that are shifted and mirrored forms of a workload, so that no two files are equal."""
    work = WORKLOADS[workload]()
    grid = replace(Grid.pixels(work.reference.shape), spacing=work.spacing, unit="mm")
    for side, array in zip(SIDES, (work.reference, work.prediction), strict=True):
        (folder / side).mkdir(parents=True)
        for k in range(pairs):
            mirrored = array[:, :: 1 - k % 4 // 2 * 2, :: 1 - k % 2 * 2]
            moved = np.roll(mirrored, (3 * (k // 4) - 6, 5 * k - 50, 2 * k - 20), (0, 1, 2))
            volume.write_mask(folder / side / f"case{k:04d}.nii.gz", Mask(moved, grid))


def stream(path: Path) -> None:
    """Inflate a file and throw away what comes out."""
    with GzipFile(path, "rb") as file:
        while file.read(1 << 20):
            pass


def whole(path: Path) -> int:
    """Inflate a file into memory."""
    with GzipFile(path, "rb") as file:
        return len(file.read())


def in_processes(task: Callable[[Path], object], files: list[Path], workers: int) -> None:
    """Do something with every file in worker processes."""
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(task, files))


def evaluate(folder: Path, workers: int, metrics: str) -> None:
    """Run the command in a fresh process into a fresh folder."""
    with tempfile.TemporaryDirectory() as output:
        words = ["--labels", "1=one,2=two", "--metrics", metrics, "--workers", str(workers), "--output", output]
        paths = [word for side in SIDES for word in (f"--{side}", str(folder / side))]
        subprocess.run([sys.executable, "-m", "segeval", "eval", *paths, *words], check=True, capture_output=True)


def cost(way: Callable[[], object]) -> tuple[float, float, float]:
    """Return CPU and wall seconds of a call and the peak of memory of a process in MiB, all with child processes.

    The call runs in a process of its own, since the system tells the peak of all ended children only.
    """
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        way()
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(status)
    return used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()

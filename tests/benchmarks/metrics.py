"""How long the metrics of one case take, beside other ways to get the same numbers, on one thread.

``python -m tests.benchmarks.metrics a d f --peers monai,medpy --markdown table.md --csv table.csv``
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import csv
import platform
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, fields
from importlib.metadata import version
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from typing import Any

from tests.benchmarks.baselines import ALWAYS, OURS, PEERS, Baseline, Scores, Task
from tests.benchmarks.workloads import WORKLOADS, Workload

SECONDS, MOST, TURNS = 3.0, 500, 10  # repeat what is quick, for so long and so often, in so many turns
PACKAGES = ("numpy", "scipy", "llvmlite", "pandas", "edt", "nnunetv2", "monai", "medpy")


@dataclass(frozen=True)
class Row:
    """One implementation on one workload; ``ratio`` is its CPU time over ours."""

    workload: str
    implementation: str
    cpu_seconds: float | None
    wall_seconds: float | None
    ratio: float | None
    peak_mb: float | None
    note: str


@dataclass(frozen=True)
class Timing:
    """The best of several repetitions, and the peak of the first."""

    cpu: float
    wall: float
    peak_mb: float | None


def measure(tasks: Sequence[Task], work: Workload) -> list[tuple[Timing, Any]]:
    """Return what each task costs on a workload, and what it found; they take turns, so that all share a bad moment."""
    peaks, times = [], []
    for task in tasks:
        before = memory("VmRSS", reset=True)
        times.append([clocked(task, work)])
        peak = memory("VmHWM")
        peaks.append(None if before is None or peak is None else max(0.0, peak - before))
    for turn in range(1, TURNS + 1):
        for task, known in zip(tasks, times, strict=True):
            while sum(wall for _, wall, _ in known) < SECONDS * turn / TURNS and len(known) < MOST * turn / TURNS:
                known.append(clocked(task, work))
    return [
        (Timing(min(cpu for cpu, _, _ in known), min(wall for _, wall, _ in known), peak), known[0][2])
        for known, peak in zip(times, peaks, strict=True)
    ]


def clocked(task: Task, work: Workload) -> tuple[float, float, Any]:
    """Return CPU and wall seconds of one call, and its result."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = task(work)
    return time.process_time() - cpu, time.perf_counter() - wall, found


def memory(field: str, *, reset: bool = False) -> float | None:
    """Return a memory field of this process in MB, after setting its peak back; None where there is no Linux."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1e3


def two_threads(task: Task, work: Workload, wall: float) -> float:
    """Return wall seconds a case when two threads score cases side by side, from about a second of cases."""
    cases = [work] * max(6, min(500, round(1 / wall)))
    with ThreadPoolExecutor(2) as pool:
        start = time.perf_counter()
        list(pool.map(task, cases))
        return (time.perf_counter() - start) / len(cases)


def disagreements(found: Scores, ours: Scores, differs: Sequence[str]) -> list[str]:
    """Return what is not ours to 1e-6 although it should be."""
    return [
        f"{name} of {label}: {value:.9g}, ours {ours[label, name]:.9g}"
        for (label, name), value in found.items()
        if name not in differs and not isclose(value, ours[label, name], rel_tol=1e-6, abs_tol=1e-9)
    ]


def rows(name: str, work: Workload, tasks: Sequence[tuple[Baseline, Task | str]]) -> Iterator[Row]:
    """Yield a row for each implementation, ours first, and one for our throughput on two threads."""
    measured = iter(measure([task for _, task in tasks if not isinstance(task, str)], work))
    ours: tuple[Timing, Scores] | None = None
    for baseline, task in tasks:
        if isinstance(task, str):
            yield Row(name, baseline.name, None, None, None, None, task)
            continue
        timing, given = next(measured)
        found = baseline.read(given)
        ours = ours or (timing, found)
        wrong = disagreements(found, ours[1], baseline.differs)
        note = "; ".join(wrong) or ("defines " + ", ".join(baseline.differs) + " otherwise" if baseline.differs else "")
        yield Row(name, baseline.name, timing.cpu, timing.wall, timing.cpu / ours[0].cpu, timing.peak_mb, note)
        if baseline is OURS:
            wall = two_threads(task, work, timing.wall)
            note = f"wall a case; {timing.wall / wall:.2f}× the cases of one thread"
            yield Row(name, "2 threads over cases", None, wall, None, None, note)


def loaded(baseline: Baseline, warm_up: Callable[[], Workload]) -> Task | str:
    """Return a baseline ready to be timed: imported, compiled and run once; or why it cannot be."""
    try:
        task = baseline.load()
    except ImportError as error:
        return f"not installed: {error}"
    task(warm_up())
    return task


def markdown(found: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = [
        "| workload | implementation | CPU s | wall s | CPU / ours | peak MB | note |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        times = ["–" if value is None else f"{value:.3g}" for value in (row.cpu_seconds, row.wall_seconds, row.ratio)]
        peak = "–" if row.peak_mb is None else f"{row.peak_mb:.0f}"
        lines.append(f"| {' | '.join([row.workload, row.implementation, *times, peak, row.note])} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what was measured where, in a line."""
    info = Path("/proc/cpuinfo")
    named = [line for line in info.read_text("ascii").splitlines() if "model name" in line] if info.is_file() else []
    model = named[0].partition(": ")[2] if named else platform.machine()
    installed = [f"{name} {version(name)}" for name in PACKAGES if find_spec(name)]
    return f"{model}, 1 thread; Python {platform.python_version()}, {', '.join(installed)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exit status 1 if implementations of one definition disagree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", choices=list(WORKLOADS), help="default: all")
    parser.add_argument("--peers", default="", help=f"slow ones to run as well, of {','.join(PEERS)}")
    parser.add_argument("--markdown", type=Path, help="file for the table")
    parser.add_argument("--csv", type=Path, help="file for the same rows")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # of peers
    peers = [PEERS[name] for name in options.peers.split(",") if name]
    tasks = [(baseline, loaded(baseline, WORKLOADS["f"])) for baseline in (*ALWAYS, *peers)]
    found: list[Row] = []
    for name in options.workloads or WORKLOADS:
        for row in rows(name, WORKLOADS[name](), tasks):
            found.append(row)
            print(markdown([row]).splitlines()[-1], file=sys.stderr, flush=True)  # noqa: T201
    text = f"{machine()}\n\n{markdown(found)}"
    print(text)  # noqa: T201
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.csv:
        with options.csv.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([[field.name for field in fields(Row)], *map(astuple, found)])
    return int(any(" ours " in row.note for row in found))


if __name__ == "__main__":
    sys.exit(main())

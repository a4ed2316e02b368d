"""What boards cost: ``python -m tests.benchmarks.boards``, some minutes; it writes ``boards.csv`` beside this file.

``rank`` ranks runs that are in memory, without intervals. ``build`` reads runs from disk, copies them onto a board and
writes every page and table. ``stream`` reads ten million score rows from disk and ranks them, with intervals. Each is a
process of its own with one thread of linear algebra, since idle ones spin and count: CPU seconds, the best of so many,
and the peak of the whole process.
Scores are drawn at random, with a field of three images for a group, and agree with their counts.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from segeval import report, store
from segeval.records import Answerer, CaseScore, Data, MetricInfo, Rules, RunRecord, Structure, Trained
from tests.benchmarks.coverage import write

TABLE = Path(__file__).with_name("boards.csv")
TASKS = {"rank": (20, 260, 60), "build": (60, 200, 20), "stream": (100, 500, 200)}  # runs, cases, columns
REPEATS = {"rank": 3, "build": 3, "stream": 1}
DRAWN = 4  # runs whose scores differ where there are ten million; the others are copies under other names
COPIED = ("cases.csv", "scores.csv", "summary.json", "provenance.json")
VOXELS = 100_000


def metrics(number: int) -> tuple[MetricInfo, ...]:
    """Return so many metrics: Dice, and others that no count can contradict."""
    dice = MetricInfo(id="dice", title="Dice", unit="1", better="higher", bounds=(0, 1))
    return (dice, *(replace(dice, id=f"own{k}", title=f"Own {k}") for k in range(1, number)))


def made(model: str, seed: int, cases: int, columns: int) -> tuple[RunRecord, list[store.CaseEntry]]:
    """Return a run of two structures, ``columns`` in all, and its entries."""
    random, structures = np.random.default_rng(seed), (Structure("one", (1,)), Structure("two", (2,)))
    declared, ids = metrics(columns // 2), tuple(f"case-{k:03}" for k in range(cases))
    data = Data(
        dataset="bench",
        version=1,
        unit="mm",
        split="official",
        part="test",
        split_digest="5" * 16,
        label_digest="1" * 16,
        case_ids=ids,
        structures=structures,
    )
    rules = Rules(policy="segeval-1", metrics={metric.id: 1 for metric in declared})
    answerer = Answerer(id=model, digest="0" * 64, kind="network", trained_on=Trained(other="a benchmark"))
    entries = []
    for k, case in enumerate(ids):
        hits = random.integers(500, 1000, len(structures))
        counts = {
            each.name: (int(hit), 100, 1000 - int(hit), VOXELS) for each, hit in zip(structures, hits, strict=True)
        }
        counts = {name: (tp, fp, fn, VOXELS - tp - fp - fn) for name, (tp, fp, fn, _) in counts.items()}
        scores = tuple(
            CaseScore(
                case_id=case,
                group=f"field-{k // 3}",
                structure=name,
                metric=metric.id,
                value=2 * tp / (2 * tp + fp + fn) if metric.id == "dice" else float(random.random()),
                status="ok",
                unit="1",
            )
            for name, (tp, fp, fn, _) in counts.items()
            for metric in declared
        )
        entries.append(
            store.CaseEntry(case_id=case, group=f"field-{k // 3}", status="ok", scores=scores, counts=counts)
        )
    return RunRecord(data=data, rules=rules, model=answerer), entries


def written(root: Path, runs: int, cases: int, columns: int, drawn: int) -> None:
    """Write finished runs below ``root``, the scores of so many of which are drawn."""
    folders: list[Path] = []
    for seed in range(runs):
        record, entries = made(f"model-{seed:03}", seed % drawn, cases, columns if seed < drawn else 2)
        record = replace(record, rules=Rules(policy="segeval-1", metrics={m.id: 1 for m in metrics(columns // 2)}))
        run = store.open_run(root, record, list(metrics(columns // 2)))
        folders.append(run)
        if seed >= drawn:
            for name in COPIED:
                shutil.copyfile(folders[seed % drawn] / name, run / name)
            continue
        for entry in entries:
            store.append(run, entry)
        store.finish(run, provenance={})
        (run / "ledger.jsonl").unlink()


def measure(task: str, root: Path) -> tuple[float, float]:
    """Return the CPU seconds that a task takes, and the peak of this process in MB."""
    if task == "rank":
        runs = [store.read_run(path) for path in store.find_runs(root)]
        report.rank(runs[:2])  # which imports what it needs
        started = time.process_time()
        report.rank(runs)
    elif task == "stream":
        started = time.process_time()
        report.complete(report.rank([store.read_run(path) for path in store.find_runs(root)]))
    else:
        with tempfile.TemporaryDirectory() as boards:
            started = time.process_time()
            report.build(root, Path(boards))
    return time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lines() -> Iterator[dict[str, str | int]]:
    """Yield the lines of the table."""
    for task, (runs, cases, columns) in TASKS.items():
        with tempfile.TemporaryDirectory() as folder:
            written(Path(folder), runs, cases, columns, DRAWN if task == "stream" else runs)
            command = [sys.executable, "-m", "tests.benchmarks.boards", task, folder]
            alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
            found = [
                subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=alone)
                for _ in range(REPEATS[task])
            ]
        seconds, peaks = zip(*(map(float, each.stdout.split()) for each in found), strict=True)
        yield {
            "task": task,
            "runs": runs,
            "cases": cases,
            "columns": columns,
            "CPU seconds": f"{min(seconds):.2f}",
            "peak MB": f"{min(peaks):.0f}",
        }


if __name__ == "__main__":
    if sys.argv[1:]:
        print(*measure(sys.argv[1], Path(sys.argv[2])))  # noqa: T201  # what the other process reads
    else:
        write(TABLE, lines())

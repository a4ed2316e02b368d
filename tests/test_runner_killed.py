"""A run that is killed, again and again, ends as if nothing had happened."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.models.toys import TEST_IDS

# Starts one slow run again and again in a child, kills it, and prints a line per start: the cases that were on disk
# before it, and those that it predicted. The last two starts are left to end. An undisturbed run comes first, so that
# what takes long to import is there for all children.
KILLED_RUNS = """
import json, os, random, signal, sys, time
from pathlib import Path
from segeval import runner, store
from tests.models.toys import Bright
rng, output, log, other = random.Random(0), *map(Path, sys.argv[1:])
def run(output, **more):
    runner.run(model=Bright(**more), dataset="phantom-2d", output=output, metrics="fast")
def slow(prediction):
    with log.open("a") as file:
        file.write(prediction.case_id + "\\n")
    time.sleep(0.03)
    return prediction
run(other)
for round in range(8):
    ledgers = list(output.glob("*/*/*/ledger.jsonl"))
    done = sorted(store.read_ledger(ledgers[0].parent).entries) if ledgers else []
    log.write_text("")
    child = os.fork()
    if child == 0:
        run(output, then=slow)
        os._exit(0)
    wanted, ended = rng.randint(1, 6) if round < 6 else 9, 0
    while len(log.read_text(encoding="utf-8").split()) < wanted and not ended:
        time.sleep(0.005)
        ended, _ = os.waitpid(child, os.WNOHANG)
    if not ended:
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(json.dumps([done, log.read_text(encoding="utf-8").split()]))
"""


def test_killed_anywhere_a_run_ends_as_if_nothing_had_happened(phantom_2d: Path, tmp_path: Path) -> None:
    output, other = tmp_path / "runs", tmp_path / "other"
    command = [sys.executable, "-c", KILLED_RUNS, str(output), str(tmp_path / "log"), str(other)]
    root = Path(__file__).parents[1]
    printed = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=root).stdout
    starts = [json.loads(line) for line in printed.splitlines()]
    for done, predicted in starts:
        assert not set(done) & set(predicted)
        assert len(set(predicted)) == len(predicted)
    assert starts[0][0] == []
    assert any(done for done, _ in starts[1:-2])
    assert starts[-1] == [list(TEST_IDS), []]
    (folder,) = output.glob("*/*/*")
    assert sorted(ledger_cases(folder)) == list(TEST_IDS)
    (undisturbed,) = other.glob("*/*/*")
    assert (folder / "scores.csv").read_bytes() == (undisturbed / "scores.csv").read_bytes()


def ledger_cases(folder: Path) -> list[str]:
    """Return the case of every intact line of a ledger; a kill may have torn one."""
    cases = []
    for line in (folder / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
        with suppress(ValueError):
            cases.append(json.loads(line)["case_id"])
    return cases

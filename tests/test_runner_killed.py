"""A run that is killed, again and again, ends as if nothing had happened."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from segeval import runner

TEST_IDS = [f"phantom_{number:03d}" for number in range(16, 24)]

# Starts one slow run again and again in a child, kills it, and prints a line per start: the cases that were on disk
# before it, and those that it predicted. The last two starts are left to end.
KILLED_RUNS = """
import json, os, random, signal, sys, time
from pathlib import Path
from segeval import infer, runner, store, zoo
zoo.build("unet-8", in_channels=1, classes=3, ndim=2)
rng, output, log, predict = random.Random(0), Path(sys.argv[1]), Path(sys.argv[2]), infer.predict
def slow(net, image, recipe, settings, case_id=""):
    with log.open("a") as file:
        file.write(case_id + "\\n")
    time.sleep(0.03)
    return predict(net, image, recipe, settings, case_id)
infer.predict = slow
for round in range(8):
    ledgers = list(output.glob("*/*/*/ledger.jsonl"))
    done = sorted(store.read_ledger(ledgers[0].parent).entries) if ledgers else []
    log.write_text("")
    child = os.fork()
    if child == 0:
        runner.run(model="unet-8", dataset="phantom-2d", weights="random", output=output, metrics="fast")
        os._exit(0)
    wanted, ended = rng.randint(1, 6) if round < 6 else 9, 0
    while len(log.read_text().split()) < wanted and not ended:
        time.sleep(0.005)
        ended, _ = os.waitpid(child, os.WNOHANG)
    if not ended:
        time.sleep(rng.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(json.dumps([done, log.read_text().split()]))
"""


def test_killed_anywhere_a_run_ends_as_if_nothing_had_happened(phantom_2d: Path, tmp_path: Path) -> None:
    output = tmp_path / "runs"
    command = [sys.executable, "-c", KILLED_RUNS, str(output), str(tmp_path / "log")]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    starts = [json.loads(line) for line in printed.splitlines()]
    for done, predicted in starts:
        assert not set(done) & set(predicted)
        assert len(set(predicted)) == len(predicted)
    assert starts[0][0] == []
    assert any(done for done, _ in starts[1:-2])
    assert starts[-1] == [TEST_IDS, []]
    (folder,) = output.glob("*/*/*")
    assert sorted(ledger_cases(folder)) == TEST_IDS
    undisturbed = runner.run(
        model="unet-8", dataset="phantom-2d", weights="random", output=tmp_path / "other", metrics="fast"
    )
    assert (folder / "scores.csv").read_bytes() == (undisturbed.folder / "scores.csv").read_bytes()


def ledger_cases(folder: Path) -> list[str]:
    """Return the case of every intact line of a ledger; a kill may have torn one."""
    cases = []
    for line in (folder / "ledger.jsonl").read_text().splitlines():
        with suppress(ValueError):
            cases.append(json.loads(line)["case_id"])
    return cases

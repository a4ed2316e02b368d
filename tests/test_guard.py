"""A process that dies, stalls or is interrupted while another one watches it."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from segeval import volume
from segeval._guard import Notes
from tests.models.toys import TEST_IDS

# Works at six cases, of which the fourth does harm; what is finished is in a file, as in a ledger.
WORK = """
import logging, os, signal, sys, time
from pathlib import Path
from segeval import _guard
logging.basicConfig(format="%(message)s")
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell turns off for what it runs in the background
ledger, harm, limit = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]) or None
code = _guard.split(limit)
if code is not None:
    sys.exit(code)
finished, known = ledger.read_text(encoding="utf-8").split(), _guard.known()
for case in sorted((f"run/{k}" for k in range(6)), key=known.suspects.__contains__):
    if case in known.hopeless:
        ledger.write_text(ledger.read_text(encoding="utf-8") + f"failed:{known.hopeless[case]}\\n".replace(" ", "_"))
    elif case not in finished:
        with _guard.at_work(case):
            if case == "run/3" and harm.startswith("SIG"):
                os.kill(os.getpid(), getattr(signal, harm))
            if case == "run/3" and harm == "deaf":
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            if case == "run/3" and harm in ("stall", "deaf"):
                time.sleep(100)
        ledger.write_text(ledger.read_text(encoding="utf-8") + case + "\\n")
sys.exit(5)
"""
OTHERS = ["run/0", "run/1", "run/2", "run/4", "run/5"]


def start(ledger: Path, harm: str, limit: float = 0) -> subprocess.Popen[str]:
    ledger.write_text("", encoding="utf-8")
    command = [sys.executable, "-c", WORK, str(ledger), harm, str(limit)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", cwd=Path(__file__).parents[1])


def test_work_without_harm_is_done_once_with_its_own_exit_code(tmp_path: Path) -> None:
    work = start(tmp_path / "ledger", "none", 30)
    assert work.communicate(timeout=60)[1] == ""
    assert work.returncode == 5
    assert (tmp_path / "ledger").read_text(encoding="utf-8").split() == [f"run/{k}" for k in range(6)]


@pytest.mark.parametrize(
    ("harm", "limit", "reason"),
    [
        ("SIGSEGV", 0, "the process was ended by SIGSEGV while at it"),
        ("SIGKILL", 0, "the process was ended by SIGKILL while at it"),
        ("stall", 0.5, "it took longer than the 0.5 s that a case may take"),
    ],
)
def test_a_case_that_ends_its_process_twice_is_hopeless_and_the_others_go_on(
    tmp_path: Path, harm: str, limit: float, reason: str
) -> None:
    work = start(tmp_path / "ledger", harm, limit)
    _, told = work.communicate(timeout=60)
    assert work.returncode == 5
    *rest, last = (tmp_path / "ledger").read_text(encoding="utf-8").split()
    assert (rest, last) == (OTHERS, f"failed:{reason}".replace(" ", "_"))
    assert told == f"3: {reason}. It is tried again, alone.\n"


def wait_for(ledger: Path) -> None:
    for _ in range(1000):
        if "run/2" in ledger.read_text(encoding="utf-8"):
            time.sleep(0.1)
            return
        time.sleep(0.02)


@pytest.mark.parametrize("harm", ["stall", "deaf"])
def test_an_interrupted_process_ends_with_the_one_that_it_guards(tmp_path: Path, harm: str) -> None:
    work = start(tmp_path / "ledger", harm)
    wait_for(tmp_path / "ledger")
    os.kill(work.pid, signal.SIGINT)
    work.communicate(timeout=60)
    assert work.returncode in (1, -signal.SIGINT, 128 + signal.SIGINT)
    assert (tmp_path / "ledger").read_text(encoding="utf-8").split() == ["run/0", "run/1", "run/2"]


def test_a_guarded_process_ends_when_the_guarding_one_is_killed(tmp_path: Path) -> None:
    work = start(tmp_path / "ledger", "stall")
    wait_for(tmp_path / "ledger")
    work.kill()
    work.communicate(timeout=10)  # the child holds the same pipe for errors, which is closed when it has ended too
    assert work.returncode == -signal.SIGKILL


def test_a_case_is_late_by_the_time_that_it_was_worked_on_and_not_by_that_it_waited() -> None:
    notes = Notes()
    for told, now in ((b'["begin", "one"]\n["be', 0.0), (b'gin", "two"]\n["end", "two"]\n', 1.0)):
        notes.hear(told, now)
    notes.hear(b'["end", "one"]\n', 2.0)
    notes.hear(b'["begin", "one"]\n', 100.0)
    assert notes.late(102.0, 5.0) == []
    assert notes.late(103.5, 5.0) == ["one"]
    assert notes.late(1e9, None) == []


# What a case does to a run: a model of somebody else faults at one image, a program never ends at another.
FAULTY = """
import ctypes
import numpy as np
from segeval.records import Mask
def factory():
    def answer(image):
        if round(float(image.array.mean()), 2) == WORST:
            ctypes.string_at(0)
        return Mask((image.array[0] > image.array.mean()).astype(np.uint8), image.grid)
    return answer
"""


def run_of(folder: Path, model: str, *more: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """Run a model on three phantoms as a program; return the exit code, and how each case ended and why."""
    command = [sys.executable, "-m", "segeval", "run", "--model", model, "--dataset", "phantom-2d", "--limit", "3"]
    command += [
        "--trained-on",
        "other: none",
        "--no-probe",
        "--metrics",
        "fast",
        "--output",
        str(folder / "runs"),
        *more,
    ]
    paths = os.pathsep.join([str(folder), str(Path(__file__).parents[1])])
    code = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": paths}, timeout=300).returncode
    (run,) = (folder / "runs").glob("*/*/*")
    with (run / "cases.csv").open(newline="") as file:
        return code, {row["case_id"]: (row["status"], row["reason"]) for row in csv.DictReader(file)}


def test_a_case_at_which_a_model_faults_is_a_failed_row_and_the_run_goes_on(phantom_2d: Path, tmp_path: Path) -> None:
    first, second, third = TEST_IDS[:3]
    worst = round(float(volume.read_image(phantom_2d / "imagesTs" / f"{second}_0000.png").array.mean()), 2)
    (tmp_path / "faulty.py").write_text(FAULTY.replace("WORST", str(worst)))
    code, cases = run_of(tmp_path, "py:faulty:factory", "--limit", "3")
    assert code == 5
    assert cases[second] == ("failed", "HopelessCase: the process was ended by SIGSEGV while at it")
    assert cases[first] == cases[third] == ("ok", "")


def test_a_program_that_never_ends_is_ended_with_all_that_it_began(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    script = tmp_path / "program.sh"
    script.write_text(f"sleep 600 & echo $! >> {tmp_path / 'begun'}\nwait\n")
    more = ("--limit", "1", "--case-timeout", "1")
    code, cases = run_of(tmp_path, f"cmd:sh {script} {{image}} {{output}}", *more)
    assert code == 5
    assert cases == {TEST_IDS[0]: ("failed", "HopelessCase: it took longer than the 1 s that a case may take")}
    begun = (tmp_path / "begun").read_text(encoding="utf-8").split()
    assert len(begun) == 2
    assert not [process for process in begun if Path(f"/proc/{process}").exists()]


# A case at which a library faults while it is converted, or that never ends.
PREPARES = """
import ctypes, os, sys, time
from segeval.cli import program
from segeval.datasets import _prepare
convert = _prepare.convert
def converted(info, case, *more):
    if case.id == "phantom_003":
        time.sleep(600) if os.environ["HARM"] == "stall" else ctypes.string_at(0)
    return convert(info, case, *more)
_prepare.convert = converted
program()
"""


@pytest.mark.parametrize(
    ("harm", "reason"), [("fault", "the process was ended by SIGSEGV while at it"), ("stall", "it took longer than")]
)
def test_a_case_at_which_a_preparation_ends_is_refused_and_the_others_are_prepared(
    tmp_path: Path, harm: str, reason: str
) -> None:
    command = [sys.executable, "-c", PREPARES, "data", "prepare", "phantom-2d", "--allow-partial", "--case-timeout"]
    here = {"SEGEVAL_DATA": str(tmp_path), "HARM": harm, "PYTHONPATH": str(Path(__file__).parents[1])}
    limit = "1" if harm == "stall" else "300"
    done = subprocess.run(
        [*command, limit], check=False, env={**os.environ, **here}, timeout=300, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0
    assert f"goes on without 1 refused cases:\n  phantom-2d/phantom_003: {reason}" in done.stderr
    assert len(list((tmp_path / "phantom-2d" / "imagesTr").iterdir())) == 15

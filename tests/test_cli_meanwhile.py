"""The command line: what it says while it works, and how it ends when it is interrupted."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from segeval import volume
from segeval.records import Grid, Mask
from tests.models.toys import TEST_IDS
from tests.test_cli import call, random_run


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[str, ...]:
    """Return the arguments that score one mask of 0 and 1 against itself with 255 for 1."""
    for folder, value in (("labels", 1), ("mine", 255)):
        (tmp_path / folder).mkdir()
        array = np.full((4, 4), value, np.uint8)
        array[0] = 0
        volume.write_mask(tmp_path / folder / "a.png", Mask(array, Grid.pixels((4, 4))))
    return ("eval", "--reference", "labels", "--prediction", "mine", "--metrics", "dice")


def test_a_mask_of_0_and_255_for_one_of_0_and_1_is_seen_on_the_terminal(pictures: tuple[str, ...]) -> None:
    named = call(*pictures, "--labels", "1=polyp")
    assert "Warning: no prediction holds polyp (1); they hold 0, 255" in named.stderr
    assert "Warning: no reference holds label 255 (255); they hold 0, 1" in call(*pictures).stderr


def test_labels_that_no_reference_holds_end_with_an_error_behind_the_table(pictures: tuple[str, ...]) -> None:
    result = call(*pictures, "--labels", "255=polyp")
    assert result.exit_code == 2
    assert "polyp" in result.stdout
    assert "Warning: no reference holds polyp (255); they hold 0, 1" in result.stderr
    assert "Error: no reference holds any structure that was asked for" in result.stderr


def test_eval_says_before_it_runs_how_other_protocols_can_be_applied_later(pictures: tuple[str, ...]) -> None:
    for more, hinted in (((), True), (("-q",), False), (("--keep-distances",), False)):
        assert ("--keep-distances" in call(*pictures, *more).stderr) is hinted


def test_every_case_is_told_to_who_asks_and_to_the_log_of_the_run(phantom_2d: Path, tmp_path: Path) -> None:
    loud = random_run("phantom-2d", "--verbose").stderr
    assert [line.split(":")[0] for line in loud.splitlines() if line.startswith("phantom_")] == list(TEST_IDS)
    (log,) = tmp_path.glob("runs/*/*/*/run.log")
    assert all(f"{case}: ok" in log.read_text(encoding="utf-8") for case in TEST_IDS)
    assert "phantom_" not in random_run("phantom-2d", "--split", "val").stderr


INTERRUPTED = """
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # shells hide it from what runs in the background
from segeval import cli, scoring
def slow(job, cases):
    threading.Thread(target=time.sleep, args=(60,)).start()  # a case that a thread is at
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
    yield
scoring.entries = slow
cli.main()
"""


def test_an_interrupted_command_ends_at_once_and_says_what_goes_on(phantom_2d: Path) -> None:
    words = ["run", "--model", "unet-8", "--dataset", "phantom-2d", "--weights", "random", "--name", "of mine"]
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *words], capture_output=True, encoding="utf-8", timeout=50, check=False
    )
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == (
        "Interrupted. What is finished is kept; this goes on: segeval run --model unet-8 --dataset phantom-2d "
        "--weights random --name 'of mine'"
    )
    assert "Traceback" not in done.stderr


def test_predictions_that_were_not_kept_are_made_again_for_who_asks(phantom_2d: Path, tmp_path: Path) -> None:
    assert random_run("phantom-2d").exit_code == 0
    (run,) = tmp_path.glob("runs/*/*/*")
    before = (run / "scores.csv").read_bytes()
    assert random_run("phantom-2d", "--save-predictions").exit_code == 0
    assert sorted(path.name for path in (run / "predictions").iterdir()) == [f"{case}.png" for case in TEST_IDS]
    assert (run / "scores.csv").read_bytes() == before

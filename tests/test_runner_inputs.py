"""A run knows what it is scored on, notices what changed, says how far it is, and ends when it is told to."""

import io
import json
import logging
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import _progress, metrics, scoring, store, volume
from segeval._progress import beating, diary, watched
from segeval.errors import BadData
from segeval.models import BY_CASE
from segeval.records import Case, Grid, Mask, Prediction
from tests.models.toys import Bright, unwatched
from tests.test_runner import run_toy


@pytest.mark.parametrize("name", ["imagesTs/phantom_020_0000.png", "labelsTs/phantom_020.png"])
def test_a_file_that_is_not_what_was_prepared_ends_a_run_before_it_begins(
    name: str, own_phantom_2d: Path, tmp_path: Path
) -> None:
    first = run_toy(tmp_path / "runs", Bright())
    path, other = own_phantom_2d / name, own_phantom_2d / name.replace("020", "021")
    path.write_bytes(other.read_bytes())
    again = Bright()
    with pytest.raises(BadData, match=rf"1 file not as prepared: {name}.* verify phantom-2d"):
        run_toy(tmp_path / "runs", again)
    assert again.asked == []
    assert store.read_run(first.folder).record.data.image_digest


def test_other_images_are_another_run(own_phantom_2d: Path, tmp_path: Path) -> None:
    first = run_toy(tmp_path / "runs", Bright())
    index = own_phantom_2d / "test.jsonl"
    digest = json.loads(index.read_text(encoding="utf-8").splitlines()[0])["image_sha256"]
    index.write_text(index.read_text(encoding="utf-8").replace(digest, "0" * len(digest)))
    second = run_toy(tmp_path / "runs", Bright())
    records = [store.read_manifest(finished.folder).record for finished in (first, second)]
    assert first.folder != second.folder
    assert records[0].comparability == records[1].comparability


def test_an_ignored_label_is_known_to_references_and_to_the_record(own_phantom_2d: Path, tmp_path: Path) -> None:
    unwatched(own_phantom_2d)
    description = own_phantom_2d / "segeval.json"
    content = json.loads(description.read_text(encoding="utf-8"))
    content["info"]["ignore"] = 255
    description.write_text(json.dumps(content))
    for path in sorted(own_phantom_2d.glob("labelsTs/*.png")):
        mask = volume.read_mask(path)
        mask.array[:, 0] = 255
        volume.write_mask(path, mask)
    finished = run_toy(tmp_path / "runs", Bright())
    assert finished.summary.ok == 8
    assert store.read_manifest(finished.folder).record.data.ignore == 255
    height, width = store.read_run(finished.folder).cases[0].shape
    assert sum(store.read_run(finished.folder).cases[0].counts["organ"]) == height * (width - 1)


def test_a_run_that_takes_long_says_how_far_it_is(tmp_path: Path) -> None:
    with diary(tmp_path / "run.log") as log, beating(log, "unet on x", [3], 8, "cases", every=0.01):
        while "unet on x: 3 of 8 cases after 0 s" not in (tmp_path / "run.log").read_text(encoding="utf-8"):
            threading.Event().wait(0.01)
    assert (tmp_path / "run.log").read_text(encoding="utf-8")[:4].isdigit()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("level", "shown"), [(logging.INFO, True), (logging.ERROR, False), (logging.DEBUG, False)])
def test_a_bar_is_not_for_who_wants_every_case_or_only_faults(
    level: int, shown: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with caplog.at_level(level, "segeval"):
        assert list(watched("abc", "verify x", 3)) == ["a", "b", "c"]
    assert ("verify x" in terminal.getvalue()) is shown


def test_without_a_terminal_lines_say_how_far_work_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "beating", partial(beating, every=0.01))
    with caplog.at_level(logging.INFO, "segeval"):
        for letter in watched("ab", "verify x", 2, "file"):
            while letter == "b" and "verify x: 1 of 2 files after 0 s, about 0 s left" not in caplog.messages:
                threading.Event().wait(0.01)
        with beating(logging.getLogger("segeval.progress"), "prepare x", every=0.01):
            while "prepare x: goes on after 0 s" not in caplog.messages:
                threading.Event().wait(0.01)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("spent", "done", "more", "told"),
    [
        (30, 60, 180, ", about 90 s left"),
        (30, 60, 2940, ", about 24 min left"),
        (90, 3, 600, ", about 5 h left"),
        (30, 0, 10, ""),  # nothing is done, as by who has just gone on with what another one did
        (30, 10, 0, ""),
    ],
)
def test_what_is_left_is_told_by_what_was_done(spent: float, done: int, more: int, told: str) -> None:
    assert _progress._left(spent, done, more) == told


def test_who_interrupts_a_run_does_not_wait_for_the_cases_in_work(phantom_2d: Path, tmp_path: Path) -> None:
    volume.write_mask(tmp_path / "mask.png", Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4))))
    held = threading.Event()

    class Stuck(Bright):
        def read(self, case: Case) -> Any:
            return held.wait(30) if case.id == "b" else super().read(case)

        def predict(self, case: Case, given: object) -> Prediction:
            raise KeyboardInterrupt

    record = store.read_manifest(run_toy(tmp_path / "runs", Bright()).folder).record
    job = scoring.Job(record=record, metrics=metrics.resolve("dice"), predictor=Stuck())
    mask = tmp_path / "mask.png"
    cases = [Case(dataset="d", id=name, group="", images=(mask,), mask=mask) for name in "ab"]
    with pytest.raises(KeyboardInterrupt):
        list(scoring.entries(scoring.scored(job), cases))
    assert not held.is_set()
    held.set()


@pytest.mark.usefixtures("phantom_2d")
def test_answers_that_are_there_are_handed_on_by_the_threads_that_read_them(tmp_path: Path) -> None:
    volume.write_mask(tmp_path / "mask.png", Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4))))
    threads: dict[str, set[str]] = {name: set() for name in "abcdef"}

    class Stored(Bright):
        def read(self, case: Case) -> Any:
            threads[case.id].add(threading.current_thread().name)
            return None

        def predict(self, case: Case, given: object) -> Prediction:
            threads[case.id].add(threading.current_thread().name)
            if case.id == "c":
                msg = "torn"
                raise BadData(msg)
            return Prediction(case_id=case.id, mask=Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4))))

    record = store.read_manifest(run_toy(tmp_path / "runs", Bright()).folder).record
    stored = Stored(about=replace(Bright().about, kind=BY_CASE))
    job = scoring.Job(record=record, metrics=metrics.resolve("dice"), predictor=stored)
    mask = tmp_path / "mask.png"
    cases = [Case(dataset="d", id=name, group="", images=(mask,), mask=mask) for name in threads]
    found = list(scoring.entries(scoring.scored(job), cases))
    assert [(entry.case_id, entry.status) for entry in found if entry.status != "ok"] == [("c", "failed")]
    assert [entry.case_id for entry in found] == [*threads]
    assert all(len(names) == 1 and threading.current_thread().name not in names for names in threads.values())

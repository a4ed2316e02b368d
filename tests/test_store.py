"""A run on disk survives kills, torn lines, flipped bytes and hostile names, and its tables are equal bytes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segeval import _disk
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.store import CaseEntry, append, find_runs, finish, folder, lock, open_run, read_ledger, read_run
from tests.report._factory import DECLARATIONS, Fake, entries, record, write

KILLED_WRITERS = """
import os, random, signal, sys, time
from pathlib import Path
from segeval.store import append, read_ledger
from tests.report._factory import Fake, entries
run, rng = Path(sys.argv[1]), random.Random(0)
todo = entries(Fake(cases=300))
for _ in range(20):
    child = os.fork()
    if child == 0:
        done = read_ledger(run).entries
        for entry in todo:
            if entry.case_id not in done:
                append(run, entry)
                os.write(1, f"{entry.case_id}\\n".encode())
        os._exit(0)
    time.sleep(rng.uniform(0, 0.04))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def start(tmp_path: Path, fake: Fake) -> Path:
    return open_run(tmp_path, record(fake), DECLARATIONS)


def test_a_finished_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    fake = Fake(bad={2: "failed"})
    run = read_run(write(tmp_path, fake))
    assert run.record == record(fake)
    assert tuple(run.declarations.values()) == DECLARATIONS
    ok = [case for case in run.cases if case.status == "ok"]
    assert ok == [entry for entry in entries(fake) if entry.status == "ok"]
    assert run.provenance == fake.provenance


def test_kill_at_any_moment_loses_no_acknowledged_case_and_doubles_none(tmp_path: Path) -> None:
    fake = Fake(cases=300)
    run = start(tmp_path, fake)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WRITERS, str(run)], capture_output=True, text=True, check=True
    )
    acknowledged = killed.stdout.split()
    ledger = read_ledger(run).entries
    assert acknowledged
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) <= set(ledger)
    for entry in entries(fake):
        if entry.case_id not in ledger:
            append(run, entry)
    finish(run, provenance={})
    undisturbed = write(tmp_path / "undisturbed", fake)
    for name in ("scores.csv", "cases.csv", "summary.json"):
        assert (run / name).read_bytes() == (undisturbed / name).read_bytes()


def test_a_torn_line_does_not_swallow_the_next(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    first, second, *_ = entries(Fake())
    append(run, first)
    ledger = run / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-10])
    append(run, second)
    found = read_ledger(run)
    assert list(found.entries) == [second.case_id]
    assert found.damaged == 1


def test_no_flipped_byte_changes_what_is_read(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    entry = entries(Fake())[0]
    append(run, entry)
    ledger = run / "ledger.jsonl"
    intact = ledger.read_bytes()
    for position in range(0, len(intact) - 1, 7):
        damaged = bytearray(intact)
        damaged[position] ^= 1 << position % 8
        ledger.write_bytes(damaged)
        assert read_ledger(run).entries in ({}, {entry.case_id: entry})


def test_the_last_attempt_at_a_case_wins(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    entry = entries(Fake())[0]
    append(run, CaseEntry(case_id=entry.case_id, group=entry.group, status="failed", reason="out of memory"))
    append(run, entry)
    assert read_ledger(run).entries == {entry.case_id: entry}


def test_cases_that_never_ran_are_rows(tmp_path: Path) -> None:
    run = start(tmp_path, Fake(cases=3))
    append(run, entries(Fake(cases=3))[2])
    summary = finish(run, provenance={})
    assert (summary.expected, summary.ok, summary.missing) == (3, 1, 2)
    rows = _disk.from_csv(run / "scores.csv")
    assert [row["status"] for row in rows if row["case_id"] == "case-000"] == ["missing"] * 6
    assert {row["value"] for row in rows if row["status"] == "missing"} == {""}


def test_a_run_in_which_nothing_ran_still_lists_every_score(tmp_path: Path) -> None:
    run = start(tmp_path, Fake(cases=2))
    finish(run, provenance={})
    rows = _disk.from_csv(run / "scores.csv")
    assert len(rows) == 2 * 2 * 3
    assert {row["unit"] for row in rows if row["metric"] == "hd95"} == {"mm"}


def test_scores_do_not_depend_on_the_order_of_cases(tmp_path: Path) -> None:
    forward, backward = (start(tmp_path / name, Fake(cases=9)) for name in "ab")
    for run, order in ((forward, 1), (backward, -1)):
        for entry in entries(Fake(cases=9))[::order]:
            append(run, replace(entry, seconds={"infer": float(order + 2)}))
        finish(run, provenance={})
    assert (forward / "scores.csv").read_bytes() == (backward / "scores.csv").read_bytes()


def test_an_unexpected_case_is_refused(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    append(run, CaseEntry(case_id="stranger", group="", status="ok"))
    with pytest.raises(BadData, match="stranger"):
        finish(run, provenance={})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_does_not_exist_cannot_be_written(tmp_path: Path, value: float) -> None:
    run = start(tmp_path, Fake())
    entry = entries(Fake())[0]
    with pytest.raises(BadData, match="case-000"):
        append(run, replace(entry, scores=(replace(entry.scores[0], value=value),)))
    assert read_ledger(run).entries == {}


def test_a_second_writer_is_turned_away(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    script = "import sys; from pathlib import Path; from segeval.store import lock\nwith lock(Path(sys.argv[1])): pass"
    with lock(run):
        done = subprocess.run([sys.executable, "-c", script, str(run)], capture_output=True, text=True, check=False)
    assert "UsageError: run" in done.stderr
    assert "another process" in done.stderr
    with lock(run):
        assert (run / "manifest.json").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file"):
        start(tmp_path / "file", Fake())


def test_a_full_disk_tears_no_other_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(tmp_path, Fake())
    first, second, *_ = entries(Fake())
    write_all = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write_all(file, data[:20]))
    with pytest.raises(UsageError, match="disk is full"):
        append(run, first)
    monkeypatch.undo()
    append(run, second)
    assert read_ledger(run).entries == {second.case_id: second}


def test_opening_twice_resumes(tmp_path: Path) -> None:
    run = start(tmp_path, Fake())
    before = (run / "manifest.json").read_bytes()
    assert start(tmp_path, Fake()) == run
    assert (run / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("key", ["model", "policy", "marks"])
def test_an_edited_manifest_is_refused(tmp_path: Path, key: str) -> None:
    run = write(tmp_path, Fake(marks=("random weights",)))
    content = json.loads((run / "manifest.json").read_text())
    content["run"][key] = [] if key == "marks" else "better"
    (run / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(DamagedFile, match="edited"):
        read_run(run)


@pytest.mark.parametrize("name", ["scores.csv", "cases.csv", "provenance.json", "manifest.json"])
def test_a_truncated_file_is_named(tmp_path: Path, name: str) -> None:
    run = write(tmp_path, Fake())
    (run / name).write_bytes((run / name).read_bytes()[:-12])
    with pytest.raises(DamagedFile, match=run.name):
        read_run(run)


def test_runs_are_found_once_they_are_finished(tmp_path: Path) -> None:
    start(tmp_path, Fake(model="still running"))
    finished = write(tmp_path, Fake())
    assert find_runs(tmp_path) == [finished]


def test_formulas_are_disarmed_and_numbers_left_alone() -> None:
    cells = ["=HYPERLINK(1)", "+a", "-a", "@a", "\ta", "\ra", "-2.3", "+1e-5", "plain"]
    text = _disk.to_csv(["cell"], [[cell] for cell in cells])
    assert "'=HYPERLINK(1)" in text
    assert text.count("'") == 6


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_csv_gives_back_any_text(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "table.csv"
    _disk.replace(path, _disk.to_csv(["a", "b"], [[cell, "x"] for cell in cells]))
    assert [row["a"] for row in _disk.from_csv(path)] == cells


@pytest.mark.parametrize("name", ["../../etc", "..", "", "a\0b", "x" * 10_000, "<script>", "CON:1", ".hidden"])
def test_no_identifier_leaves_its_folder(name: str) -> None:
    assert len(folder(name)) < 110
    assert folder(name).strip(".")
    assert not set(folder(name)) & set('/\\\0<>:"')


def test_folders_of_ordinary_ids_are_their_slugs_and_others_stay_apart() -> None:
    assert folder("decathlon/heart") == "decathlon-heart"
    assert folder("py:a") != folder("py/a")

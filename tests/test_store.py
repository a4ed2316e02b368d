"""A run on disk survives kills, torn lines, flipped bytes and hostile names, and its tables are equal bytes."""

import ast
import errno
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segeval import __file__ as package
from segeval import _disk
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import digest, folder_name
from segeval.store import (
    CaseEntry,
    _ledger,
    append,
    find_runs,
    finish,
    lock,
    open_run,
    read_ledger,
    read_manifest,
    read_run,
)
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
        [sys.executable, "-c", KILLED_WRITERS, str(run)], capture_output=True, encoding="utf-8", check=True
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


def test_threads_add_one_line_each_and_no_empty_ones(tmp_path: Path) -> None:
    run, cases = start(tmp_path, Fake(cases=400)), entries(Fake(cases=400))
    long = [replace(case, reason="x" * 9000) for case in cases]  # lines that cross the pages of a file
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(append, run), long))
    lines = (run / "ledger.jsonl").read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(cases) + 1
    assert [line for line in lines if not line] == [""]
    assert len(read_ledger(run).entries) == len(cases)


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


def test_lines_that_follow_each_other_share_one_wait_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, synced, on_disk = start(tmp_path, Fake()), Event(), []
    ledger = run / "ledger.jsonl"

    def fsync(file: int) -> None:
        on_disk.append(os.fstat(file).st_size)
        synced.set()

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(_ledger, "BATCH", 60.0)
    for entry in entries(Fake()):
        append(run, entry)
    assert len(read_ledger(run).entries) == len(entries(Fake()))  # written, and by who reads brought to the disk
    assert on_disk == [ledger.stat().st_size]
    read_ledger(run)
    assert len(on_disk) == 1
    synced.clear()
    monkeypatch.setattr(_ledger, "BATCH", 0.01)
    append(run, entries(Fake())[0])
    assert synced.wait(30)  # without anyone who reads
    assert on_disk[1:] == [ledger.stat().st_size]


def test_a_disk_that_fails_later_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(tmp_path, Fake())
    monkeypatch.setattr(_ledger, "BATCH", 60.0)
    append(run, entries(Fake())[0])

    def fsync(file: int) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        for _ in range(2):
            with pytest.raises(UsageError, match="the disk is broken"):
                read_ledger(run)
    assert len(read_ledger(run).entries) == 1


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
    append(run, CaseEntry(case_id="unknown", group="", status="ok"))
    with pytest.raises(BadData, match="unknown"):
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
        done = subprocess.run(
            [sys.executable, "-c", script, str(run)], capture_output=True, encoding="utf-8", check=False
        )
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


@pytest.mark.parametrize(("group", "key"), [("model", "id"), ("rules", "policy"), ("data", "split")])
def test_an_edited_manifest_is_refused(tmp_path: Path, group: str, key: str) -> None:
    run = write(tmp_path, Fake(marks=("random weights",)))
    content = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    content["run"][group][key] = "better"
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_csv_gives_back_any_text(tmp_path: Path, cells: list[str]) -> None:
    path = tmp_path / "table.csv"
    _disk.replace(path, _disk.to_csv(["a", "b"], [[cell, "x"] for cell in cells]))
    assert [row["a"] for row in _disk.from_csv(path)] == cells


@pytest.mark.parametrize("name", ["../../etc", "..", "", "a\0b", "x" * 10_000, "<script>", "CON:1", ".hidden"])
def test_no_identifier_leaves_its_folder(name: str) -> None:
    assert len(folder_name(name)) < 110
    assert folder_name(name).strip(".")
    assert not set(folder_name(name)) & set('/\\\0<>:"')


def test_folders_of_ordinary_ids_are_called_like_them_and_others_stay_apart() -> None:
    assert folder_name("decathlon/heart") == "decathlon-heart"
    assert folder_name("py:a") != folder_name("py/a")


FIRST = Path(__file__).parent / "data" / "run-of-schema-1"


def test_a_run_of_the_first_schema_is_read_for_ever_under_its_old_id() -> None:
    run = read_run(FIRST)
    data, model = run.record.data, run.record.model
    assert run.run_id == "6d70768f3416"
    assert (data.dataset, data.part, len(data.case_ids), data.unit) == ("dsb2018", "test", 65, "px")
    assert (model.id, model.kind, model.digest[:8]) == ("unet-8", "network", "e169742b")
    assert str(model.trained_on) == "dsb2018:stage1:train"
    assert run.declarations["hd95"].version == run.record.rules.metrics["hd95"] == 1
    assert run.cases[0].scores[1].value == 0.9542097488921714
    assert len(run.cases) == 65


def test_an_edited_run_of_the_first_schema_is_refused(tmp_path: Path) -> None:
    run = Path(shutil.copytree(FIRST, tmp_path / "run"))
    text = (run / "manifest.json").read_text(encoding="utf-8").replace('"policy": "segeval-1"', '"policy": "segeval-2"')
    (run / "manifest.json").write_text(text)
    with pytest.raises(DamagedFile, match="edited"):
        read_run(run)


def test_a_manifest_of_another_segeval_is_refused_by_name(tmp_path: Path) -> None:
    run = write(tmp_path, Fake())
    content = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    content["run"]["rules"]["invented"] = 1
    content["run_id"] = digest(content["run"])[:12]
    (run / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(DamagedFile, match=r"unknown field \$\.rules\.invented"):
        read_manifest(run)


READ_ALL = """
import json, sys
from pathlib import Path
from segeval import catalogue, report, store, weights
from segeval.records import Architecture, Case, Recipe, RunRecord
boards, first, recipes = map(Path, sys.argv[1:])
assert RunRecord.__dataclass_fields__["added_later"] and Recipe.__dataclass_fields__["added_later"]
runs = [first, *(path.parent for path in sorted(boards.glob("*/runs/*/*/manifest.json")))]
found = {run.name: store.read_run(run) for run in runs}
ids = {name: (run.run_id, run.record.comparability) for name, run in found.items()}
keys = [weights.read_recipe(path).model for path in sorted(recipes.rglob("recipe.json"))]
print(json.dumps([ids, report.check(boards, catalogue.declared_datasets()), keys]))
"""


def test_a_new_field_in_every_record_leaves_every_run_readable_under_its_id(tmp_path: Path) -> None:
    source, boards = Path(package).parent, Path(__file__).parents[1] / "leaderboards"
    shutil.copytree(source, tmp_path / "segeval", ignore=shutil.ignore_patterns("__pycache__"))
    extended = 0
    for path in (tmp_path / "segeval" / "records").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        lines, body = text.splitlines(), ast.parse(text).body
        classes = [node for node in body if isinstance(node, ast.ClassDef)]
        for node in reversed([node for node in classes if "dataclass" in ast.unparse(node.decorator_list[0])]):
            last = max(each.end_lineno or 0 for each in node.body if isinstance(each, ast.AnnAssign))
            lines.insert(last, "    added_later: int = 7")
            extended += 1
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert extended > 20
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(boards), str(FIRST), str(source / "zoo" / "weights")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    ids, differences, recipes = json.loads(done.stdout)
    places = [FIRST, *(path.parent for path in sorted(boards.glob("*/runs/*/*/manifest.json")))]
    runs = {place.name: read_run(place) for place in places}
    assert ids == {name: [run.run_id, run.record.comparability] for name, run in runs.items()}
    assert differences == []
    assert recipes == ["nnunet3d-8", "nnunet3d-8", "unet-8", "unet3d-8"]

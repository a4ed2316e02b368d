"""scripts/migrate: runs of the first schema take the present form, and their scores are the same bytes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segeval import catalogue, report, store
from segeval._disk import file_sha256

ROOT = Path(__file__).parents[1]
FIRST = ROOT / "tests" / "data" / "run-of-schema-1"
PUBLISHED = {
    "manifest.json": "65d95e3ecf8e1260",
    "scores.csv": "27986028e2c043f3",
    "summary.json": "10128c4d4d7cac2f",
}
MARK = "settings were chosen on the scored cases"


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    shutil.copytree(FIRST, tmp_path / "boards/dsb2018/runs/unet-8/6d70768f3416")
    return tmp_path / "boards"


def migrate(boards: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "migrate"), str(boards), *options],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def test_scores_and_cases_are_moved_byte_for_byte_and_the_old_id_is_kept(boards: Path) -> None:
    migrate(boards)
    [run] = boards.glob("dsb2018/runs/unet-8/*")
    manifest = store.read_manifest(run)
    assert (manifest.run_id, manifest.formerly) == (run.name, "6d70768f3416")
    assert run.name != "6d70768f3416"
    assert json.loads((run / "summary.json").read_text(encoding="utf-8"))["run_id"] == run.name
    for name in ("scores.csv", "cases.csv", "provenance.json"):
        assert (run / name).read_bytes() == (FIRST / name).read_bytes()
    assert manifest.record == store.read_manifest(FIRST).record
    assert report.check(boards, catalogue.declared_datasets()) == []


def test_a_mark_is_added_and_a_second_call_changes_nothing(boards: Path) -> None:
    migrate(boards, "--mark", MARK)
    [run] = boards.glob("dsb2018/runs/unet-8/*")
    assert store.read_run(run).record.marks == (MARK,)
    before = {path: path.read_bytes() for path in boards.rglob("*") if path.is_file()}
    migrate(boards, "--mark", MARK)
    assert {path: path.read_bytes() for path in boards.rglob("*") if path.is_file()} == before


def test_the_published_run_was_migrated_by_it(boards: Path) -> None:
    """The run that was on the board is what the script makes of the one of the first schema that the tests keep."""
    migrate(boards, "--mark", MARK)
    [made] = boards.glob("dsb2018/runs/unet-8/*")
    assert made.name == "753c625a2f93"
    assert {name: file_sha256(made / name)[:16] for name in PUBLISHED} == PUBLISHED

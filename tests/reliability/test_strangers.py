"""Run folders of strangers: nothing outside them is read, one bad run costs no other, names are only names."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest

from segeval._disk import armed, parse_csv, to_csv
from segeval._pages import policy
from segeval.errors import DamagedFile
from segeval.report import board
from segeval.store import OPTIONAL, RUN_FILES
from tests.report._factory import Fake, write
from tests.test_house import ROOT

SECRET = "nobody meant this text to be published"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    write(tmp_path / "runs", Fake(model="good"))
    return tmp_path / "runs"


def bad(runs: Path) -> Path:
    return write(runs, Fake(model="bad", skill=0.9))


def built(runs: Path) -> tuple[str, str]:
    """Return the page of the board, and what was said of the runs that are not on it."""
    boards = runs.parent / "boards"
    said = ""
    try:
        board.build(runs, boards)
    except DamagedFile as error:
        said = str(error)
    assert not any(SECRET.encode() in path.read_bytes() for path in boards.rglob("*") if path.is_file())
    return (boards / "toy-liver" / "index.html").read_text(encoding="utf-8"), said


@pytest.mark.parametrize("outside", [True, False])
@pytest.mark.parametrize("name", [name for name in RUN_FILES if name not in OPTIONAL])
def test_no_link_in_a_run_is_followed(runs: Path, name: str, outside: bool) -> None:
    run = bad(runs)
    target = runs.parent / "secret" if outside else run / "copy"
    shutil.copy(run / name, target)
    (run / name).unlink()
    (run / name).symlink_to(target)
    page, said = built(runs)
    assert "good" in page
    assert f"{name} is a link" in said
    assert not (runs.parent / "boards" / "toy-liver" / "runs" / "bad").exists()


def test_a_link_to_a_text_of_somebody_else_is_no_surface(runs: Path) -> None:
    run = bad(runs)
    (runs.parent / "secret").write_text(SECRET)
    (run / "surfaces.jsonl").symlink_to(runs.parent / "secret")
    _, said = built(runs)
    assert "surfaces.jsonl is a link, which is not followed" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(runs: Path) -> None:
    run = bad(runs)
    (run / "provenance.json").unlink()
    os.mkfifo(run / "provenance.json")
    assert "provenance.json is no regular file" in built(runs)[1]


DAMAGE: Mapping[str, Callable[[Path], object]] = {
    "no Unicode": lambda run: (run / "cases.csv").write_bytes(b"\xff\xfe"),
    "a cell without end": lambda run: (run / "scores.csv").write_text('"' + "x" * 200_000),
    "brackets": lambda run: (run / "provenance.json").write_text("[" * 100_000),
    "brackets of a manifest": lambda run: (run / "manifest.json").write_text('{"a":' * 100_000),
    "another type": lambda run: (run / "summary.json").write_text("[1]"),
    "nothing": lambda run: (run / "scores.csv").write_bytes(b""),
    "a number beyond all": lambda run: changed(run / "summary.json", "mean", 10**400),
}


def changed(path: Path, key: str, value: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["means"][0][key] = value
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize("name", DAMAGE)
def test_one_bad_run_is_left_out_with_its_reason_and_the_board_still_builds(runs: Path, name: str) -> None:
    run = bad(runs)
    DAMAGE[name](run)
    page, said = built(runs)
    assert "good" in page
    assert "1 left out, the boards hold all other runs" in said
    assert str(run) in said
    shutil.rmtree(run)
    assert built(runs)[1] == ""


NAMES = {
    "every script": "Übung 模型 модель نموذج",
    "right to left": "a\u202egnp.exe\u202c",
    "no width": "uneṭ\u200b\ufeff",
    "long": "n" * 10_000,
    "a path": "../../../etc/passwd",
    "a tag": "<img src=x onerror=alert(1)>",
    "a formula": "=cmd|' /C calc'!A0",
    "lines": "a\n=1+1\r\n;=2",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    write(tmp_path / "runs", Fake(model=NAMES[name], cases=2))
    page, said = built(tmp_path / "runs")
    assert said == ""
    assert NAMES[name] in unescape(page) or name == "lines"
    assert "<img src=x" not in page
    inside = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert inside == {"runs", "boards"}


STARTS = ("=1", "\n=1", "\r=1", "\t=1", "＝1+1", "＠A1", "-x", "'=1", "", "-2.5")
INSIDE = ("a;=1+1", "a\n+1", "x|-2+3", "a\t@A1", "a;'=1", "a;＝1")


@pytest.mark.parametrize("cell", [*STARTS, *INSIDE])
def test_no_part_of_a_cell_is_a_formula_and_it_comes_back(cell: str) -> None:
    (_, row) = parse_csv(to_csv(["a", "b"], [[cell, "x"]]))
    parts = row[0].replace("\r", ";").replace("\n", ";").replace("\t", ";").replace("|", ";").split(";")
    assert [part for part in parts if part[:1] in tuple("=+-@＝＋－＠") and part != "-2.5"] == []
    assert armed(row[0]) == cell


def test_a_page_sends_nothing_and_takes_no_other_base() -> None:
    said = policy("p {}", "let a").split("; ")
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} <= set(said)


def test_every_page_has_the_policy() -> None:
    pages = [path for path in (ROOT / "segeval").rglob("*.html") if "<!doctype" in path.read_text("utf-8").lower()]
    said = '<meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
    assert len(pages) >= 4
    assert [path.name for path in pages if said not in path.read_text("utf-8")] == []

"""What the documents say of limits, floors and results is what is there."""

import csv
import re
import tomllib
from pathlib import Path

import pytest

from segeval import _disk, volume
from segeval.volume import stream
from tests.reliability.bombs import BOMBS
from tests.reliability.bombs import TABLE as OF_BOMBS
from tests.reliability.fuzz import COLUMNS
from tests.reliability.fuzz import TABLE as OF_THE_FUZZER
from tests.reliability.kills import KILLED, SIGNALS
from tests.reliability.kills import TABLE as OF_KILLS
from tests.reliability.targets import TARGETS
from tests.reliability.test_kills import harm

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_floors_of_security_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for name, needs in project["optional-dependencies"].items() if name != "dev" for each in needs]
    wanted = {match[1]: match[2] for each in (*project["dependencies"], *extras) if (match := FLOOR.match(each))}
    assert dict(re.findall(r"^\| ([\w-]+) \| ([\d.]+) \|", SECURITY, re.MULTILINE)) == wanted
    assert len(wanted) == len({*project["dependencies"], *extras})


FLOOR = re.compile(r"([\w-]+)>=([\d.]+)")


def test_the_limits_of_security_are_those_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(volume.MAX_BYTES, raising=False)
    assert f"{_disk.MOST_TEXT >> 20} MB, 2 000 000 values, {_disk.DEEPEST} levels" in SECURITY
    assert _disk.MOST_VALUES == 2_000_000
    assert f"`--max-bytes` or `{volume.MAX_BYTES}`, {volume.max_bytes() >> 30} GiB when unset" in SECURITY
    free, pictures = f"{stream.FREE >> 30} GiB", f"{stream.FREE_PICTURE >> 20} MiB"
    assert f"{stream.LIKELY_EXPANSION} to 1 is refused from {free} on" in SECURITY
    assert pictures in SECURITY


def test_the_table_of_bombs_is_of_these_bombs_and_keeps_the_promise() -> None:
    found = rows(OF_BOMBS)
    assert [row["bomb"] for row in found] == list(BOMBS)
    assert max(float(row["seconds"]) for row in found) < 1
    assert max(int(row["megabytes"]) for row in found) < 300


def test_the_table_of_the_fuzzer_is_of_these_parsers_and_has_no_finding() -> None:
    found = rows(OF_THE_FUZZER)
    assert tuple(found[0]) == COLUMNS
    assert [row["target"] for row in found] == list(TARGETS)
    assert [row["target"] for row in found if row["findings"] != "0" or row["executions"] == "0"] == []


def test_the_table_of_kills_is_of_these_commands_and_none_did_harm() -> None:
    found = rows(OF_KILLS)
    assert [(row["command"], row["signal"]) for row in found] == [
        (name, how.name) for name in KILLED for how in SIGNALS
    ]
    assert harm(found) == []
    assert sum(int(row["hits"]) for row in found if row["signal"] == "SIGKILL") >= 200


def test_every_command_of_the_table_is_there() -> None:
    files = set(re.findall(r"tests/[\w/]+\.py", RELIABILITY))
    modules = {f"{name.replace('.', '/')}.py" for name in re.findall(r"python -m ([\w.]+)", RELIABILITY)}
    assert len(files) >= 5
    assert sorted(path for path in files | modules if not (ROOT / path).is_file()) == []

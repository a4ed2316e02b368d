"""Commands that are killed, interrupted and ended at random moments end as if nothing had happened."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_house import ROOT

# Columns of the table of what must never happen; what a killed command leaves in hidden files is counted beside them.
NEVER = ("lost", "doubled", "torn", "different", "unclean")


def hit(table: Path, kills: int, others: int, *names: str) -> list[dict[str, str]]:
    """Hit commands in a process that loads everything once and forks, as this one, which has threads, may not."""
    command = [sys.executable, "-m", "tests.reliability.kills", str(kills), str(others), str(table), *names]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True)
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def harm(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if any(int(row[name]) for name in NEVER)]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc which process is whose child")
@pytest.mark.parametrize(
    ("kills", "others", "names"),
    [(1, 1, ("prepare", "board")), pytest.param(34, 10, (), marks=pytest.mark.slow)],
)
def test_what_is_killed_goes_on_as_if_nothing_had_happened(
    tmp_path: Path, kills: int, others: int, names: tuple[str, ...]
) -> None:
    rows = hit(tmp_path / "kills.csv", kills, others, *names)
    assert harm(rows) == []
    assert {int(row["hits"]) for row in rows} == {kills, others}
    assert len(rows) == 3 * (len(names) or 6)

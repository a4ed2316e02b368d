"""A disk that becomes full or read-only at any write: one line, nothing torn, and the same command goes on."""

import errno
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segeval.cli import main
from tests.reliability.commands import COMMANDS, Command, content
from tests.reliability.disks import disk


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEGEVAL_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path


def called(home: Path, line: str) -> Result:
    return CliRunner().invoke(main, line.replace("HOME", str(home)).split())


def refused(home: Path, command: Command, points: int, code: int) -> None:
    for line in command.before:
        assert called(home, line).exit_code == 0
    with disk(1 << 60) as counted:
        assert called(home, command.line).exit_code == 0
    whole = content(home, command)
    for point in sorted({counted.seen * k // points for k in range(points)}):
        for folder in command.writes:
            shutil.rmtree(home / folder, ignore_errors=True)
        with disk(point, code) as full:
            result = called(home, command.line)
        assert full.refused
        assert result.exception is None or isinstance(result.exception, SystemExit), (point, result.exception)
        errors = [line for line in result.output.splitlines() if line.startswith("Error: ")]
        assert (result.exit_code, len(errors)) == (2, 1) or ended(home, command, whole), (point, result.output)
        assert called(home, command.line).exit_code == 0, point
        assert content(home, command) == whole, point


def ended(home: Path, command: Command, whole: dict[str, str]) -> bool:
    """Whether all was written but the last lines of a log, which nobody is stopped for."""
    return content(home, command) == whole


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_one_line_and_the_same_command_goes_on(home: Path, name: str) -> None:
    refused(home, COMMANDS[name], 2 if name == "train" else 3, errno.ENOSPC)


def test_a_disk_that_cannot_be_written_is_one_line_too(home: Path) -> None:
    refused(home, COMMANDS["prepare"], 2, errno.EROFS)


@pytest.mark.slow
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_at_fifty_points(home: Path, name: str, code: int) -> None:
    refused(home, COMMANDS[name], 50, code)

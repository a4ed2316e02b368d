"""A disk that becomes full or read-only at any write: one line, nothing torn, and the same command goes on."""

import errno
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segeval._disk import file_sha256
from segeval.cli import main
from segeval.training import curves
from tests.reliability.disks import disk

TRAIN = "train --model unet-8 --dataset phantom-2d --steps 4 --batch 2 --patch 32,32 --device cpu"
RUN = "run --model unet-8 --dataset phantom-2d --weights random --device cpu --metrics dice"
TELLS_TIME = (
    ".log",
    "provenance.json",
    "cases.csv",
    "ledger.jsonl",
    "checkpoint.safetensors",
    "training.json",
    ".jsonl",
)


@dataclass(frozen=True)
class Command:
    """A command, the folders that it writes below the home of a test, and what must have run before."""

    line: str
    writes: tuple[str, ...]
    before: tuple[str, ...] = ()


COMMANDS: Mapping[str, Command] = {
    "prepare": Command("data prepare phantom-2d", ("data",)),
    "train": Command(f"{TRAIN} --output HOME/t", ("t", "data/.cache"), ("data prepare phantom-2d",)),
    "run": Command(f"{RUN} --output HOME/r", ("r",), ("data prepare phantom-2d",)),
    "board": Command(
        "board build --runs HOME/r --output HOME/b", ("b",), ("data prepare phantom-2d", f"{RUN} --output HOME/r")
    ),
    "export": Command("data export phantom-2d --to nnunet --output HOME/e", ("e",), ("data prepare phantom-2d",)),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEGEVAL_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path


def called(home: Path, line: str) -> Result:
    return CliRunner().invoke(main, line.replace("HOME", str(home)).split())


def content(home: Path, command: Command) -> dict[str, str]:
    """Return a digest of each file that a command wrote, of those that tell no time their presence alone."""
    files = [path for folder in command.writes for path in sorted((home / folder).rglob("*")) if path.is_file()]
    kept = [path for path in files if not path.name.endswith(".lock")]
    return {str(path.relative_to(home)): _told(path) for path in kept}


def _told(path: Path) -> str:
    """Return what a file tells, nothing where that is a time; a curve repeats the steps after the last checkpoint."""
    if path.name == curves.CURVE:
        return repr(curves.read(path.parent))
    return "" if path.name.endswith(TELLS_TIME) else file_sha256(path)


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

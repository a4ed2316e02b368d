"""Commands that the tests of disks and of kills interrupt, what they write, and what of that tells a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segeval._disk import file_sha256, read_object
from segeval.models.predictions import MADE_BY
from segeval.training import curves

TRAIN = "train --model unet-8 --dataset phantom-2d --steps 4 --batch 2 --patch 32,32 --device cpu"
RUN = "run --model unet-8 --dataset phantom-2d --weights random --device cpu --metrics dice"
PREPARE = "data prepare phantom-2d"
TELLS_TIME = (
    ".log",
    "provenance.json",
    "cases.csv",
    "ledger.jsonl",
    ".cases.jsonl",
    "validation.jsonl",
    "checkpoint.safetensors",
    "training.json",
)


@dataclass(frozen=True)
class Command:
    """A command, the folders that it writes below the home of a test, and what must have run before."""

    line: str
    writes: tuple[str, ...]
    before: tuple[str, ...] = ()


COMMANDS: Mapping[str, Command] = {
    "prepare": Command(PREPARE, ("data",)),
    "train": Command(f"{TRAIN} --output HOME/t", ("t", "data/.cache"), (PREPARE,)),
    "run": Command(f"{RUN} --output HOME/r", ("r",), (PREPARE,)),
    "board": Command("board build --runs HOME/r --boards HOME/b", ("b",), (PREPARE, f"{RUN} --output HOME/r")),
    "export": Command("data export phantom-2d --to nnunet --output HOME/e", ("e",), (PREPARE,)),
}


def content(home: Path, command: Command) -> dict[str, str]:
    """Return a digest of each file that a command wrote, of those that tell no time their presence alone."""
    files = [path for folder in command.writes for path in sorted((home / folder).rglob("*")) if path.is_file()]
    kept = [path for path in files if not path.name.endswith(".lock")]
    return {str(path.relative_to(home)): _told(path) for path in kept}


def _told(path: Path) -> str:
    """Return what a file tells, nothing where that is a time; a curve repeats the steps after the last checkpoint."""
    if path.name == curves.CURVE:
        return repr(curves.read(path.parent))
    if path.name == MADE_BY:
        return repr(read_object(path, "") | {"made_by": ""})
    return "" if path.name.endswith(TELLS_TIME) else file_sha256(path)

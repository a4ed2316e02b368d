"""Runs by the words of a command: a folder, a row of a board, or either of them in a git revision."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from segeval.errors import IncompleteRun, UsageError
from segeval.records import folder_name
from segeval.store import RUN_FILES

GIT = "git:"
DEPTHS = ("*", "*/*", "*/*/*")  # of runs below a folder: of one model, of one dataset or board, of all
BLOBS = {"100644", "100755"}  # the modes of plain files; links and submodules are no part of a run
SHOWN = 8  # runs of a folder that a message names


@contextmanager
def located(words: str, model: str = "") -> Iterator[Path]:
    """Give the folder of a finished run.

    Args:
        words: ``FOLDER`` of a run, ``FOLDER:MODEL`` or ``FOLDER:RUN_ID`` among the runs of a board or of a folder of
            runs, or ``git:REVISION:`` and one of these as it was committed, relative to the working directory. What a
            revision holds is copied byte by byte into a temporary folder; no filter or hook of git runs.
        model: Whose run to take where a folder holds several and the words name none.

    Raises:
        UsageError: If there is no such run, or more than one.
        IncompleteRun: If the run has not ended.
    """
    if not words.startswith(GIT):
        yield _chosen(words, Path(), model)
        return
    revision, _, inner = words.removeprefix(GIT).partition(":")
    if not revision or not inner or revision.startswith("-"):
        msg = f"{words} is not git:REVISION:PATH, such as git:main:tests/baseline"
        raise UsageError(msg)
    with TemporaryDirectory(prefix="segeval-") as temporary:
        folder, _, _ = inner.rpartition(":") if ":" in inner else (inner, "", "")
        _extract(revision, folder, Path(temporary))
        yield _chosen(inner, Path(temporary), model, words)


def _chosen(inner: str, root: Path, model: str, words: str = "") -> Path:
    """Return the one run below ``root`` that is meant by ``FOLDER[:ROW]``."""
    folder, row = root / inner, ""
    if not folder.is_dir() and ":" in inner:
        before, _, row = inner.rpartition(":")
        folder = root / before
    words = words or inner
    if not folder.is_dir():
        msg = f"{words}: there is no folder {folder}; name a run (.../DATASET/MODEL/RUN_ID) or BOARD:MODEL"
        raise UsageError(msg)
    if (folder / "manifest.json").is_file():
        return _ended(folder)
    runs = sorted(path.parent for depth in DEPTHS for path in folder.glob(f"{depth}/manifest.json"))
    if not runs:
        msg = f"{words}: {folder} holds no run (manifest.json); name a run (.../DATASET/MODEL/RUN_ID) or BOARD:MODEL"
        raise UsageError(msg)
    found = [run for run in runs if not row or _is_row(run, row)]
    if not row and len(found) > 1 and model:
        found = [run for run in runs if _is_row(run, model)]
    if len(found) != 1:
        names = [f"{run.parent.name}/{run.name}" for run in found or runs]
        listed = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
        what = f"{len(found)} runs are meant" if found else f"no run of {row or model!r} is there"
        msg = f"{words}: {what}; name one of {listed} as FOLDER:MODEL or FOLDER:RUN_ID"
        raise UsageError(msg)
    return _ended(found[0])


def _is_row(run: Path, row: str) -> bool:
    return run.name == row or run.parent.name == folder_name(row) or f"{run.parent.name}/{run.name}" == row


def _ended(run: Path) -> Path:
    if not (run / "summary.json").is_file():
        msg = f"{run} has no summary.json: it still runs or was killed; run the same command again"
        raise IncompleteRun(msg)
    return run


def _extract(revision: str, folder: str, target: Path) -> None:
    """Write the files of runs that a revision holds below ``folder`` to the same place below ``target``."""
    inside = PurePosixPath(folder)
    if inside.is_absolute() or ".." in inside.parts:
        msg = f"git:{revision}:{folder}: give a path inside the repository, relative to the working directory"
        raise UsageError(msg)
    listing = _git("ls-tree", "-r", "-z", "--full-tree", f"{revision}:./{inside}", what=f"git:{revision}:{folder}")
    wanted: list[tuple[str, PurePosixPath]] = []
    for line in listing.decode(errors="surrogateescape").split("\0")[:-1]:
        facts, _, name = line.partition("\t")
        mode, _, blob = facts.split(" ")
        path = PurePosixPath(name)
        if mode in BLOBS and path.name in RUN_FILES and ".." not in path.parts:
            wanted.append((blob, path))
    (target / inside).mkdir(parents=True, exist_ok=True)
    for blob, path in wanted:
        place = target / inside / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_git("cat-file", "blob", blob, what=f"git:{revision}:{folder}/{path}"))


def _git(*arguments: str, what: str) -> bytes:
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=True, env=environment).stdout
    except FileNotFoundError as error:
        msg = f"{what}: git is not installed; name a folder"
        raise UsageError(msg) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        msg = f"{what}: git has no such tree ({said[0] if said else 'no reason given'}); fetch the revision first"
        raise UsageError(msg) from error

"""Runs that others made: each is checked as a whole before anything of it is kept, and no link is followed."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from segeval._disk import require_plain, writing
from segeval.errors import BadData, DamagedFile, SegevalError, UsageError
from segeval.records import folder_name
from segeval.store import RUN_FILES, Run, files_of, read_run

Check = Callable[[Run], Sequence[str]]  # what is wrong with a run, one line each

MOST_BYTES = 1 << 28  # of one file; that of a thousand cases and twenty metrics has a hundredth
DEPTH = 3  # dataset, model, run
MANIFEST, SCORES, LAST = "manifest.json", "scores.csv", "summary.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came of runs: where they lie now, and those that were left out, each with the reason."""

    folders: tuple[Path, ...]
    left_out: tuple[tuple[Path, str], ...]


def validate(place: Path, checks: Sequence[Check] = ()) -> Run:
    """Return the run in a folder if all is well with it, read from a copy that nobody else writes to.

    Its files must be files, its scores what its counts and declarations allow, and none of ``checks`` may find a fault.

    Raises:
        UsageError: If there is no finished run.
        BadData: With what is wrong.
    """
    with _copied(place, None) as run:
        _require_no_fault(run, place, checks)
        return replace(run, path=place)


def merge(places: Sequence[Path], into: Path, checks: Sequence[Check] = ()) -> Merged:
    """Add runs of others, or every run three folders below, to a folder of runs; a bad one costs only itself.

    A run that is there already stays as it is. Its predictions are looked at by ``checks`` and not copied.

    Raises:
        UsageError: If ``into`` cannot be written.
    """
    with writing(into):
        into.mkdir(parents=True, exist_ok=True)
    folders: list[Path] = []
    left_out: list[tuple[Path, str]] = []
    for place in (run for given in places for run in _runs_below(given)):
        try:
            folders.append(_merge(place, into, checks))
        except SegevalError as error:
            left_out.append((place, str(error)))
    return Merged(folders=tuple(folders), left_out=tuple(left_out))


def _merge(place: Path, into: Path, checks: Sequence[Check]) -> Path:
    with _copied(place, into) as run:
        _require_no_fault(run, place, checks)
        data, model = run.record.data, run.record.model
        target = into / folder_name(data.dataset) / folder_name(model.id) / run.run_id
        if link := next((path for path in (target, *target.parents[:2]) if path.is_symlink()), None):
            msg = f"{link} is a link that leads elsewhere; move it away"
            raise UsageError(msg)
        if target.exists():
            if (target / SCORES).read_bytes() != (run.path / SCORES).read_bytes():
                msg = f"{target} is the same run with other scores; one of both was altered: run it again"
                raise BadData(msg)
            return target
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            run.path.rename(target)
        return target


def _runs_below(place: Path, depth: int = DEPTH) -> Iterator[Path]:
    """Yield a folder if it is that of a run, or cannot be looked into, else those below it."""
    if place.is_symlink() or not place.is_dir() or depth == 0 or (place / MANIFEST).exists():
        yield place
        return
    inner = sorted(path for path in place.iterdir() if not path.name.startswith("."))
    folders = [path for path in inner if path.is_symlink() or path.is_dir()]
    if not folders:
        yield place
    for folder in folders:
        yield from _runs_below(folder, depth - 1)


@contextmanager
def _copied(place: Path, beside: Path | None) -> Iterator[Run]:
    """Give the run of a folder, read from a copy of its files; what it raises names the folder that was given."""
    _require_files(place)
    with TemporaryDirectory(prefix=".merge-", dir=beside, ignore_cleanup_errors=True) as temporary:
        copy = Path(temporary) / "run"
        copy.mkdir()
        for name in files_of(place):
            _copy(place / name, copy / name)
        try:
            run = read_run(copy)
        except DamagedFile as error:
            raise DamagedFile(str(error).replace(str(copy), str(place))) from error
        yield run


def _require_no_fault(run: Run, place: Path, checks: Sequence[Check]) -> None:
    faults = [fault for check in checks for fault in check(replace(run, path=place))]
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        msg = f"{place}: {faults[0]}{more}"
        raise BadData(msg)


def _require_files(place: Path) -> None:
    """Refuse a folder without a finished run, and one in which anything is a link or no file."""
    if place.is_symlink():
        msg = f"{place} is a link; name the folder itself"
        raise BadData(msg)
    if not (place / MANIFEST).is_file() or not (place / LAST).is_file():
        msg = f"{place} holds no finished run ({MANIFEST} and {LAST}); run segeval first, or name its folder"
        raise UsageError(msg)
    for folder, folders, names in os.walk(place):
        for path in (Path(folder) / name for name in folders):
            if path.is_symlink():
                msg = f"{path} is a link, which is not followed; put the folder itself there"
                raise BadData(msg)
        for path in (Path(folder) / name for name in names):
            size = require_plain(path).st_size
            if path.name in RUN_FILES and size > MOST_BYTES:
                msg = f"{path} has {size} bytes, no file of a run has more than {MOST_BYTES}"
                raise BadData(msg)


def _copy(source: Path, target: Path) -> None:
    """Copy a file that is no link, also where it became one a moment ago."""
    try:
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        msg = f"{source} cannot be read ({error.strerror}); a finished run has {', '.join(RUN_FILES)}"
        raise DamagedFile(msg) from error
    with os.fdopen(descriptor, "rb") as file, target.open("xb") as copy:
        shutil.copyfileobj(file, copy)

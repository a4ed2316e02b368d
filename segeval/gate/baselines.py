"""Baselines: the small files of a run in a folder that is committed."""

import shutil
from pathlib import Path
from uuid import uuid4

from segeval._disk import writing
from segeval.errors import IncompleteRun, UsageError
from segeval.store import RUN_FILES, files_of, read_manifest, read_run


def update(candidate: Path, place: Path) -> None:
    """Make a finished run the baseline in ``place``: its manifest and result files, without ledger and predictions.

    The files are gathered and read beside ``place`` and change places with what is there in one step; if that fails,
    the earlier baseline is back.

    Raises:
        UsageError: If ``place`` holds something else than a run, or cannot be written.
        IncompleteRun: If a case failed or is missing.
        BadData: If the run was edited or is damaged.
    """
    run = read_run(candidate)
    if bad := [case.case_id for case in run.cases if case.status != "ok"]:
        msg = f"{candidate}: {len(bad)} cases failed or are missing, {bad[0]} for one; a baseline needs all of them"
        raise IncompleteRun(msg)
    _require_free(place)
    if place.exists() and candidate.resolve() == place.resolve():
        return
    fresh, old = (place.with_name(f".{uuid4().hex}.{end}") for end in ("new", "old"))
    with writing(place):
        try:
            fresh.mkdir(parents=True)
            for name in files_of(candidate):
                shutil.copyfile(candidate / name, fresh / name)
            read_run(fresh)
            if place.exists():
                place.rename(old)
            try:
                fresh.rename(place)
            except OSError:
                if old.exists():
                    old.rename(place)
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def _require_free(place: Path) -> None:
    """Refuse to replace anything but a baseline."""
    if not place.exists() and not place.is_symlink():
        return
    strange = (
        sorted(path.name for path in place.iterdir() if path.name not in RUN_FILES) if place.is_dir() else [place.name]
    )
    if place.is_symlink() or strange:
        found = f"holds {strange[0]}, which is no file of a baseline" if strange else "is a link"
        msg = f"{place} {found}; name a folder of its own"
        raise UsageError(msg)
    if any(place.iterdir()):
        read_manifest(place)

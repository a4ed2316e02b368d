"""A run while it is running: its folder, its manifest and its ledger."""

import errno
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from segeval._disk import plain, reading, replace, storable, to_json_text, writing
from segeval.errors import DamagedFile, UsageError
from segeval.records import CaseScore, MetricInfo, RunRecord, Structure, digest, to_json
from segeval.store._entries import CaseEntry, Ledger, folder

SCHEMA = "segeval/1"


def open_run(root: Path, record: RunRecord, declarations: Sequence[MetricInfo] = ()) -> Path:
    """Return the folder of this run, created with its manifest, or as an earlier attempt left it.

    Raises:
        UsageError: If the folder cannot be written.
        DamagedFile: If a manifest is there and is not the one of this run.
    """
    run = root / folder(record.dataset) / folder(record.model) / record.run_id
    manifest = run / "manifest.json"
    if manifest.is_file():
        found, _ = read_manifest(run)
        if found.run_id != record.run_id:
            msg = f"{manifest} belongs to run {found.run_id}, not {record.run_id}; move that folder away"
            raise DamagedFile(msg)
        return run
    content = {
        "schema": SCHEMA,
        "run_id": record.run_id,
        "comparability": record.comparability,
        "run": to_json(record),
        "declarations": [asdict(d) for d in declarations],
    }
    with storable(f"the manifest of {record.model} on {record.dataset}"):
        text = to_json_text(content)
    with writing(run):
        run.mkdir(parents=True, exist_ok=True)
    replace(manifest, text)
    return run


@contextmanager
def lock(run: Path) -> Iterator[None]:
    """Hold a run for this process; UsageError if another one holds it. The system lets go when a process dies."""
    from filelock import FileLock, Timeout

    holder = FileLock(run / ".lock")
    with writing(run):
        try:
            holder.acquire(timeout=0)
        except Timeout as error:
            msg = f"run {run} is being written by another process; wait for it, or choose another output folder"
            raise UsageError(msg) from error
    try:
        yield
    finally:
        holder.release()


def append(run: Path, entry: CaseEntry) -> None:
    """Add one finished case to the ledger; when this returns, the line is on the disk.

    Raises:
        BadData: If a number is NaN or infinite, or a text is not valid Unicode.
        UsageError: If the ledger cannot be written, a full disk included.
    """
    ledger = run / "ledger.jsonl"
    with storable(f"case {entry.case_id!r} of {run}"):
        body = plain(asdict(entry))
        line = json.dumps({**body, "sha": digest(body)}, separators=(",", ":")).encode() + b"\n"
    with writing(ledger):
        descriptor = os.open(ledger, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            if size:
                os.lseek(descriptor, size - 1, os.SEEK_SET)
                if os.read(descriptor, 1) != b"\n":  # a torn line must not swallow this one
                    line = b"\n" + line
            if os.write(descriptor, line) != len(line):  # one write, so that lines of two writers never mix
                raise OSError(errno.ENOSPC, "the disk is full")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_ledger(run: Path) -> Ledger:
    """Read what is finished; damaged lines are counted and otherwise as if the case had never been run."""
    ledger = run / "ledger.jsonl"
    entries: dict[str, CaseEntry] = {}
    damaged = 0
    for line in ledger.read_bytes().split(b"\n") if ledger.exists() else ():
        if not line:
            continue
        try:
            body = json.loads(line)
            if body.pop("sha") != digest(body):
                raise ValueError
            entry = _entry(body)
        except (ValueError, LookupError, TypeError, AttributeError):
            damaged += 1
            continue
        entries[entry.case_id] = entry
    return Ledger(entries, damaged)


def read_manifest(run: Path) -> tuple[RunRecord, Mapping[str, MetricInfo]]:
    """Return what was asked and how its metrics are read; DamagedFile if the text does not hash to its own ids."""
    manifest = run / "manifest.json"
    with reading(manifest):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        asked = content["run"]
        structures = tuple(Structure(s["name"], tuple(s["values"]), s["tolerance"]) for s in asked["structures"])
        lists = {"case_ids": tuple(asked["case_ids"]), "marks": tuple(asked["marks"]), "structures": structures}
        record = RunRecord(**{**asked, **lists})
        declared = [MetricInfo(**{**d, "bounds": tuple(d["bounds"])}) for d in content["declarations"]]
        claims = (content["schema"], content["run_id"], content["comparability"])
        truth = (SCHEMA, record.run_id, record.comparability)
    if claims != truth:
        msg = f"{manifest} says {claims} but its content gives {truth}; it was edited, or needs another segeval"
        raise DamagedFile(msg)
    return record, {d.id: d for d in declared}


def _entry(body: dict[str, Any]) -> CaseEntry:
    scores = tuple(CaseScore(**score) for score in body["scores"])
    counts = {structure: tuple(four) for structure, four in body["counts"].items()}
    place = {name: tuple(body.get(name, ())) for name in ("shape", "spacing")}
    return CaseEntry(**{**body, **place, "scores": scores, "counts": counts})

"""A run while it is running: its folder, its manifest and its ledger."""

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, is_dataclass
from dataclasses import replace as replace_field
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from segeval._disk import parse_json, read_text, reading, replace, sealed, storable, tidy, to_json_text, writing
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import MetricInfo, RunRecord, canonical, decode, digest, folder_name, upgraded_run
from segeval.store._entries import CaseEntry, Ledger, Manifest

SCHEMA, FIRST_SCHEMA = "segeval/2", "segeval/1"
MANIFEST = "manifest.json"
BATCH = 0.5  # seconds for which a line may wait for others that the disk can write with it


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Ledgers that hold lines which may not be on the disk yet."""

    lock: Lock = field(default_factory=Lock)
    ledgers: set[Path] = field(default_factory=set)


_waiting = _Waiting()
_adding = Lock()


def open_run(root: Path, record: RunRecord, declarations: Sequence[MetricInfo] = ()) -> Path:
    """Return the folder of this run, created with its manifest, or as an earlier attempt left it.

    Raises:
        UsageError: If the folder cannot be written.
        DamagedFile: If a manifest is there and is not the one of this run.
    """
    run_id = record.run_id
    run = root / folder_name(record.data.dataset) / folder_name(record.model.id) / run_id
    if (run / MANIFEST).is_file():
        found = read_manifest(run).run_id
        if found != run_id:
            msg = f"{run / MANIFEST} belongs to run {found}, not {run_id}; move that folder away"
            raise DamagedFile(msg)
        return run
    with storable(f"the manifest of {record.model.id} on {record.data.dataset}"):
        text = manifest_text(record, declarations)
    with writing(run):
        run.mkdir(parents=True, exist_ok=True)
    replace(run / MANIFEST, text)
    return run


def manifest_text(record: RunRecord, declarations: Sequence[MetricInfo], formerly: str = "") -> str:
    """Return the text of a manifest; ``formerly`` is the id that the run had before its record changed its form."""
    content = {
        "schema": SCHEMA,
        "run_id": record.run_id,
        **({"formerly": formerly} if formerly else {}),
        "run": canonical(record),
        "declarations": canonical(declarations),
    }
    return to_json_text(content)


@contextmanager
def lock(run: Path) -> Iterator[None]:
    """Hold a run for this process; UsageError if another one holds it. The system lets go when a process dies.

    What one that was killed left unfinished is removed.
    """
    from filelock import FileLock, Timeout

    holder = FileLock(run / ".lock")
    with writing(run):
        try:
            holder.acquire(timeout=1)  # one that was killed has a child that ends just after it
        except Timeout as error:
            msg = f"run {run} is being written by another process; wait for it, or choose another output folder"
            raise UsageError(msg) from error
    try:
        tidy(run)
        yield
    finally:
        holder.release()


def append(run: Path, entry: CaseEntry) -> None:
    """Add one finished case to the ledger.

    When this returns the line is written, so that no end of this process loses it; within BATCH seconds it is on the
    disk, so that no end of the machine does either. Lines that follow each other faster share one wait for the disk.

    Raises:
        BadData: If a number is NaN or infinite, or a text is not valid Unicode.
        UsageError: If the ledger cannot be written, a full disk included.
    """
    ledger = run / "ledger.jsonl"
    with storable(f"case {entry.case_id!r} of {run}"):
        line = _line(entry)
    with _adding, writing(ledger):  # for who looks while a line is written, the last one looks torn
        descriptor = os.open(ledger, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            if size:
                os.lseek(descriptor, size - 1, os.SEEK_SET)
                if os.read(descriptor, 1) != b"\n":  # a torn line must not swallow this one
                    line = b"\n" + line
            if os.write(descriptor, line) != len(line):  # one write, so that lines of two writers never mix
                raise OSError(errno.ENOSPC, "the disk is full")
        finally:
            os.close(descriptor)
    with _waiting.lock:
        if ledger not in _waiting.ledgers:
            _waiting.ledgers.add(ledger)
            timer = Timer(BATCH, _flush_later, (ledger,))
            timer.daemon = True
            timer.start()


def flush(ledger: Path) -> None:
    """Bring what was added to a ledger to the disk; nothing where that is done.

    Raises:
        UsageError: If the system refuses to.
    """
    with _waiting.lock:
        if ledger not in _waiting.ledgers:
            return
        _waiting.ledgers.remove(ledger)
    try:
        with writing(ledger), suppress(FileNotFoundError), ledger.open("rb+") as file:
            os.fsync(file.fileno())
    except UsageError:
        _waiting.ledgers.add(ledger)
        raise


def _flush_later(ledger: Path) -> None:
    with suppress(UsageError):  # who reads the ledger next is told
        flush(ledger)


def _line(entry: CaseEntry) -> bytes:
    """Return a line of a ledger: canonical JSON, so that its digest is of the very text; ValueError for NaN."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
    sha = hashlib.sha256(text.encode()).hexdigest()[:16]  # what ``digest`` says of the content
    return f'{text[:-1]},"sha":"{sha}"}}\n'.encode()


def _plain(content: Any) -> Any:
    """Return what JSON knows for what it does not know: records, other mappings and sequences, numbers of numpy."""
    if is_dataclass(content) and not isinstance(content, type):
        return {name: getattr(content, name) for name in _names(type(content))}
    if isinstance(content, Mapping):
        return dict(content)
    return list(content) if isinstance(content, Sequence) else content.item()


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def read_ledger(run: Path) -> Ledger:
    """Read what is finished; damaged lines are counted and otherwise as if the case had never been run."""
    ledger = run / "ledger.jsonl"
    flush(ledger)
    entries: dict[str, CaseEntry] = {}
    damaged = 0
    for body in sealed(ledger):
        try:
            entry = decode(CaseEntry, body, exact=False)
        except (ValueError, LookupError, TypeError, AttributeError, BadData):
            damaged += 1
            continue
        entries[entry.case_id] = entry
    return Ledger(entries, damaged)


def read_manifest(run: Path) -> Manifest:
    """Return what was asked and how its metrics are read, of a run of any version of segeval.

    Raises:
        DamagedFile: If the manifest is not what its id and the name of its folder say, or cannot be read.
    """
    manifest = run / MANIFEST
    with reading(manifest):
        content = parse_json(read_text(manifest))
        schema, run_id, asked = content["schema"], content["run_id"], content["run"]
        if schema not in (SCHEMA, FIRST_SCHEMA):
            msg = f"schema {schema!r} is neither {SCHEMA!r} nor {FIRST_SCHEMA!r}; it needs another segeval"
            raise ValueError(msg)
        if digest(asked)[:12] != run_id:
            msg = f"its content has the id {digest(asked)[:12]}, not {run_id}; it was edited"
            raise ValueError(msg)
    try:
        record = decode(RunRecord, upgraded_run(asked) if schema == FIRST_SCHEMA else asked)
        declared = decode(tuple[MetricInfo, ...], content["declarations"])
    except (BadData, LookupError, TypeError, AttributeError) as error:
        msg = f"{manifest}: {error}"
        raise DamagedFile(msg) from error
    versions = record.rules.metrics
    declarations = {d.id: replace_field(d, version=versions.get(d.id, d.version)) for d in declared}
    return Manifest(run_id=run_id, record=record, declarations=declarations, formerly=content.get("formerly", ""))

"""A run on disk: one folder that survives kill -9 and that anyone can read with a CSV reader.

::

    <root>/<dataset>/<model>/<run_id>/
        manifest.json    what was asked, and how each metric is read; written once, before the first case
        ledger.jsonl     append-only, one checksummed line per finished case: the only file written while running
        cases.csv        one row per expected case: status, reason, seconds, peak memory, counts per structure
        scores.csv       one row per expected case x structure x metric; no times, so that equal runs are equal bytes
        summary.json     how many cases, and the mean of every structure x metric
        provenance.json  versions, hardware, command: whatever the runner knows

The last four are derived by :func:`finish` and replaced atomically. No file ever holds NaN.
"""

import errno
import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from segeval._disk import from_csv, plain, reading, replace, storable, to_csv, to_json_text, writing
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import CaseScore, RunRecord, Status, Structure, digest, slug, to_json

SCHEMA = "segeval/1"
COUNTS = ("tp", "fp", "fn", "tn")
DERIVED = ("cases.csv", "scores.csv", "summary.json", "provenance.json")
SCORE_COLUMNS = ("case_id", "group", "structure", "metric", "value", "status", "unit")
CASE_COLUMNS = ("case_id", "group", "status", "reason", "peak_bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a reader must know to read a metric; it lies in the manifest and is no part of the run's identity.

    ``unit`` is "length" for distances, which means the unit of the dataset. A bound of None is infinite.
    """

    id: str
    title: str
    unit: str
    better: Literal["higher", "lower", "zero"]
    bounds: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """What one case came to. ``counts`` are (tp, fp, fn, tn) per structure, ``seconds`` are per stage."""

    case_id: str
    group: str
    status: Literal["ok", "failed", "missing"]
    reason: str = ""
    scores: tuple[CaseScore, ...] = ()
    counts: Mapping[str, tuple[int, int, int, int]] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """The last intact entry of every case, and the number of lines that were torn or altered."""

    entries: Mapping[str, CaseEntry]
    damaged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of one metric of one structure over the ``n`` cases that have a value."""

    structure: str
    metric: str
    unit: str
    n: int
    mean: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a run ended: cases by status, and a mean per structure and metric."""

    run_id: str
    expected: int
    ok: int
    failed: int
    missing: int
    means: tuple[Mean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run as it was read from its folder; one entry per expected case, in the order of the record."""

    path: Path
    record: RunRecord
    declarations: Mapping[str, Declaration]
    cases: tuple[CaseEntry, ...]
    provenance: Mapping[str, Any]


def folder(identifier: str) -> str:
    """Return a safe folder name: the slug of an ordinary id, else what is left of it and 8 digits of its digest."""
    name = slug(identifier)
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}", name):
        return name
    return f"{re.sub(r'[^A-Za-z0-9_]+', '-', name)[:60].strip('-') or 'x'}-{digest(identifier)[:8]}"


def open_run(root: Path, record: RunRecord, declarations: Sequence[Declaration] = ()) -> Path:
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


def finish(run: Path, *, provenance: Mapping[str, Any]) -> Summary:
    """Derive the four result files from manifest and ledger; call it again after more cases.

    Raises:
        BadData: If the ledger holds a case that the manifest does not expect.
    """
    record, declarations = read_manifest(run)
    entries = read_ledger(run).entries
    if strange := sorted(set(entries) - set(record.case_ids)):
        msg = f"{run}/ledger.jsonl holds case {strange[0]!r}, which the manifest does not expect; start a new run"
        raise BadData(msg)
    cases = tuple(
        entries.get(id_) or CaseEntry(case_id=id_, group="", status="missing", reason="never run")
        for id_ in record.case_ids
    )
    rows = tuple(_rows(record, declarations, cases))
    summary = _summarise(record, cases, rows)
    with storable(f"the provenance of {run}"):
        replace(run / "provenance.json", to_json_text(dict(provenance)))
    replace(run / "cases.csv", to_csv(*_case_table(cases)))
    replace(run / "scores.csv", to_csv(SCORE_COLUMNS, ([getattr(r, c) for c in SCORE_COLUMNS] for r in rows)))
    replace(run / "summary.json", to_json_text({"schema": SCHEMA, **asdict(summary)}))
    return summary


def find_runs(root: Path) -> list[Path]:
    """Return the finished runs three folders below ``root``, sorted; one that still runs is not listed."""
    return sorted(p.parent for p in root.glob("*/*/*/manifest.json") if (p.parent / "summary.json").is_file())


def read_run(run: Path) -> Run:
    """Read a finished run; DamagedFile names the file that is absent, altered or of another schema."""
    record, declarations = read_manifest(run)
    with reading(run):
        scores: dict[str, list[CaseScore]] = {}
        for r in from_csv(run / "scores.csv"):
            score = CaseScore(**{**r, "value": float(r["value"]) if r["value"] else None})
            scores.setdefault(score.case_id, []).append(score)
        cases = tuple(_case_from_row(r, scores.get(r["case_id"], [])) for r in from_csv(run / "cases.csv"))
        provenance = json.loads((run / "provenance.json").read_text(encoding="utf-8"))
    if tuple(c.case_id for c in cases) != record.case_ids:
        msg = f"{run}/cases.csv does not list the cases of its manifest; run segeval again to rebuild it"
        raise DamagedFile(msg)
    return Run(path=run, record=record, declarations=declarations, cases=cases, provenance=provenance)


def read_manifest(run: Path) -> tuple[RunRecord, Mapping[str, Declaration]]:
    """Return what was asked and how its metrics are read; DamagedFile if the text does not hash to its own ids."""
    manifest = run / "manifest.json"
    with reading(manifest):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        asked = content["run"]
        structures = tuple(Structure(s["name"], tuple(s["values"]), s["tolerance"]) for s in asked["structures"])
        lists = {"case_ids": tuple(asked["case_ids"]), "marks": tuple(asked["marks"]), "structures": structures}
        record = RunRecord(**{**asked, **lists})
        declared = [Declaration(**{**d, "bounds": tuple(d["bounds"])}) for d in content["declarations"]]
        claims = (content["schema"], content["run_id"], content["comparability"])
        truth = (SCHEMA, record.run_id, record.comparability)
    if claims != truth:
        msg = f"{manifest} says {claims} but its content gives {truth}; it was edited, or needs another segeval"
        raise DamagedFile(msg)
    return record, {d.id: d for d in declared}


def _rows(
    record: RunRecord, declarations: Mapping[str, Declaration], cases: Sequence[CaseEntry]
) -> Iterator[CaseScore]:
    """Yield a row for every case x structure x metric: as scored, else with the status that says why not."""
    units = {(s.structure, s.metric): s.unit for case in cases for s in case.scores}
    if not units:
        declared = {m: declarations[m].unit if m in declarations else "" for m in record.metrics}
        units = {
            (s.name, m): record.unit if unit == "length" else unit
            for s in record.structures
            for m, unit in declared.items()
        }
    structures, metrics = [s.name for s in record.structures], list(record.metrics)
    order = sorted(units, key=lambda pair: (*_position(structures, pair[0]), *_position(metrics, pair[1])))
    for case in cases:
        scored = {(s.structure, s.metric): s for s in case.scores}
        reason: Status = "failed" if case.status == "failed" else "missing"
        for pair in order:
            yield scored.get(pair) or CaseScore(
                case_id=case.case_id,
                group=case.group,
                structure=pair[0],
                metric=pair[1],
                value=None,
                status=reason,
                unit=units[pair],
            )


def _position(known: list[str], name: str) -> tuple[int, str]:
    return (known.index(name) if name in known else len(known), name)


def _summarise(record: RunRecord, cases: Sequence[CaseEntry], rows: Iterable[CaseScore]) -> Summary:
    values: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        column = values.setdefault((row.structure, row.metric, row.unit), [])
        if row.value is not None:
            column.append(row.value)
    statuses = [case.status for case in cases]
    return Summary(
        run_id=record.run_id,
        expected=len(cases),
        ok=statuses.count("ok"),
        failed=statuses.count("failed"),
        missing=statuses.count("missing"),
        means=tuple(
            Mean(structure=s, metric=m, unit=u, n=len(v), mean=math.fsum(v) / len(v) if v else None)
            for (s, m, u), v in values.items()
        ),
    )


def _case_table(cases: Sequence[CaseEntry]) -> tuple[list[str], list[list[object]]]:
    stages = sorted({stage for case in cases for stage in case.seconds})
    structures = list(dict.fromkeys(name for case in cases for name in case.counts))
    header = [*CASE_COLUMNS, *(f"seconds_{s}" for s in stages), *(f"{c}_{s}" for s in structures for c in COUNTS)]
    rows = [
        [
            *(getattr(case, column) for column in CASE_COLUMNS),
            *(case.seconds.get(stage) for stage in stages),
            *(count for s in structures for count in case.counts.get(s, (None,) * 4)),
        ]
        for case in cases
    ]
    return header, rows


def _case_from_row(row: Mapping[str, Any], scores: Iterable[CaseScore]) -> CaseEntry:
    counts: dict[str, list[int]] = {}
    for name, cell in row.items():
        count, _, structure = name.partition("_")
        if count in COUNTS and cell:
            counts.setdefault(structure, []).append(int(cell))
    return CaseEntry(
        case_id=row["case_id"],
        group=row["group"],
        status=row["status"],
        reason=row["reason"],
        scores=tuple(scores),
        counts={s: (c[0], c[1], c[2], c[3]) for s, c in counts.items()},
        seconds={k.removeprefix("seconds_"): float(v) for k, v in row.items() if k.startswith("seconds_") and v},
        peak_bytes=int(row["peak_bytes"]),
    )


def _entry(body: dict[str, Any]) -> CaseEntry:
    scores = tuple(CaseScore(**score) for score in body["scores"])
    counts = {structure: tuple(four) for structure, four in body["counts"].items()}
    return CaseEntry(**{**body, "scores": scores, "counts": counts})

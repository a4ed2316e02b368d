"""The files that are derived from a ledger, and runs as they are read back from them."""

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from dataclasses import replace as replace_field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from segeval._disk import (
    armed,
    from_csv,
    parse_json,
    plain,
    read_lines,
    read_text,
    reading,
    replace,
    storable,
    to_csv,
    to_json_text,
)
from segeval.errors import BadData, DamagedFile
from segeval.records import CaseScore, MetricInfo, RunRecord, Status, unit_of
from segeval.stats import Cell, cells
from segeval.store._entries import CaseEntry, Run, Summary
from segeval.store._ledger import SCHEMA, read_ledger, read_manifest
from segeval.store._noise import NOISE
from segeval.store._rows import Reader, Rows, joined, table_of
from segeval.store._sound import require_sound

COUNTS = ("tp", "fp", "fn", "tn")
MEAN = ("structure", "metric", "unit", "n", "mean")  # what a summary tells of a mean
# What is read of a finished run, and all that moves with it.
OPTIONAL = ("surfaces.jsonl", NOISE)  # of these only what was measured is there
RUN_FILES = ("manifest.json", "cases.csv", "scores.csv", "summary.json", "provenance.json", *OPTIONAL)
SCORE_COLUMNS = ("case_id", "group", "structure", "metric", "value", "status", "unit")
CASE_COLUMNS = ("case_id", "group", "status", "reason", "peak_bytes")


def finish(run: Path, *, provenance: Mapping[str, Any]) -> Summary:
    """Derive the result files from manifest and ledger; call it again after more cases.

    Raises:
        BadData: If the ledger holds a case that the manifest does not expect.
    """
    manifest = read_manifest(run)
    record, declarations = manifest.record, manifest.declarations
    entries = read_ledger(run).entries
    if unexpected := sorted(set(entries) - set(record.data.case_ids)):
        msg = f"{run}/ledger.jsonl holds case {unexpected[0]!r}, which the manifest does not expect; start a new run"
        raise BadData(msg)
    found = [
        entries.get(id_) or CaseEntry(case_id=id_, group="", status="missing", reason="never run")
        for id_ in record.data.case_ids
    ]
    cases = [
        replace_field(case, scores=rows) for case, rows in zip(found, _rows(record, declarations, found), strict=True)
    ]
    statuses = [case.status for case in cases]
    summary = Summary(
        run_id=manifest.run_id,
        expected=len(cases),
        ok=statuses.count("ok"),
        failed=statuses.count("failed"),
        missing=statuses.count("missing"),
        means=tuple(_means(cases)),
    )
    with storable(f"the provenance of {run}"):
        replace(run / "provenance.json", to_json_text(dict(provenance)))
    replace(run / "cases.csv", to_csv(*_case_table(cases)))
    write_scores(run / "scores.csv", (row for case in cases for row in case.scores))
    if kept := [json.dumps(_surfaces(case)) for case in cases if case.shape]:
        replace(run / "surfaces.jsonl", "\n".join([*kept, ""]))
    replace(run / "summary.json", to_json_text(_summary_body(summary)))
    return summary


def _summary_body(summary: Summary) -> dict[str, Any]:
    """Return what ``summary.json`` holds: of each mean the number that anyone can check against ``scores.csv``."""
    body = {each.name: getattr(summary, each.name) for each in fields(summary)}
    means = [{name: getattr(mean, name) for name in MEAN} for mean in summary.means]
    return {"schema": SCHEMA, **body, "means": means}


def write_scores(path: Path, rows: Iterable[CaseScore]) -> None:
    """Write scores as a long table, one row each, or replace the file that is there."""
    replace(path, to_csv(SCORE_COLUMNS, ([getattr(row, column) for column in SCORE_COLUMNS] for row in rows)))


def files_of(run: Path) -> list[str]:
    """Return the names of the files that a finished run consists of."""
    return [name for name in RUN_FILES if name not in OPTIONAL or (run / name).exists()]


def find_runs(root: Path) -> list[Path]:
    """Return the finished runs three folders below ``root``, sorted; one that still runs is not listed."""
    return sorted(p.parent for p in root.glob("*/*/*/manifest.json") if (p.parent / "summary.json").is_file())


def read_run(run: Path) -> Run:
    """Read a finished run.

    Raises:
        DamagedFile: If a file is absent, altered or of another schema, or a score is not what its case allows; it names
            the file or the case.
    """
    try:
        found, means = _read(run)
    except (csv.Error, RecursionError) as error:
        msg = f"{run} is damaged ({type(error).__name__}: {error}); restore it or run that command again"
        raise DamagedFile(msg) from error
    require_sound(found)
    for mean in _means(found.cases):
        said = means.get((mean.structure, mean.metric, mean.unit))
        if said != mean.mean and (said is None or mean.mean is None or not math.isclose(said, mean.mean, rel_tol=1e-9)):
            where = f"{run}: {mean.metric} of {mean.structure!r}"
            msg = (
                f"{where} is {mean.mean} by scores.csv and {said} by summary.json; it was edited or damaged, restore it"
            )
            raise DamagedFile(msg)
    return found


def _read(run: Path) -> tuple[Run, dict[tuple[str, str, str], float | None]]:
    """Return a run, and the means that its summary tells, by structure, metric and unit."""
    manifest = read_manifest(run)
    with reading(run):
        scores = _read_scores(run / "scores.csv")
        kept = _read_surfaces(run / "surfaces.jsonl")
        cases = tuple(
            _case_from_row(r, scores.get(r["case_id"], ()), kept.get(r["case_id"], {}))
            for r in from_csv(run / "cases.csv")
        )
        provenance = parse_json(read_text(run / "provenance.json"))
        dict(provenance.get("dataset", {}))  # which pages look into
        summary = parse_json(read_text(run / "summary.json"))
        means = {(mean["structure"], mean["metric"], mean["unit"]): mean["mean"] for mean in summary["means"]}
    if tuple(c.case_id for c in cases) != manifest.record.data.case_ids or scores.keys() - {c.case_id for c in cases}:
        msg = (
            f"{run}: cases.csv and scores.csv do not list the cases of its manifest; run segeval again to rebuild them"
        )
        raise DamagedFile(msg)
    found = Run(
        path=run,
        run_id=manifest.run_id,
        record=manifest.record,
        declarations=manifest.declarations,
        cases=cases,
        provenance=provenance,
    )
    return found, means


def _read_scores(path: Path) -> dict[str, Rows]:
    """Return the scores of each case.

    Raises:
        ValueError: If the columns are other ones, or a cell is not what belongs there.
    """
    reader = Reader()
    cases: dict[str, Rows] = {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        if (header := tuple(next(lines, ()))) != SCORE_COLUMNS:
            msg = f"columns {', '.join(header)}, expected {', '.join(SCORE_COLUMNS)}"
            raise ValueError(msg)
        for name, rows in groupby(lines, itemgetter(0)):
            case_id = armed(name)
            found = reader.read(case_id, rows)
            cases[case_id] = joined(cases[case_id], found) if case_id in cases else found
    return cases


def _rows(
    record: RunRecord, declarations: Mapping[str, MetricInfo], cases: Sequence[CaseEntry]
) -> Iterator[tuple[CaseScore, ...]]:
    """Yield the rows of every case, one for each structure x metric: as scored, else with the status that says why."""
    units = {(s.structure, s.metric): s.unit for case in cases for s in case.scores}
    if not units:
        declared = {m: declarations[m].unit if m in declarations else "" for m in record.rules.metrics}
        units = {
            (s.name, m): unit_of(unit, record.data.unit) for s in record.data.structures for m, unit in declared.items()
        }
    structures, metrics = [s.name for s in record.data.structures], list(record.rules.metrics)
    order = sorted(units, key=lambda pair: (*_position(structures, pair[0]), *_position(metrics, pair[1])))
    for case in cases:
        scored = {(s.structure, s.metric): s for s in case.scores}
        reason: Status = "failed" if case.status == "failed" else "missing"
        yield tuple(
            scored.get(pair)
            or CaseScore(
                case_id=case.case_id,
                group=case.group,
                structure=pair[0],
                metric=pair[1],
                value=None,
                status=reason,
                unit=units[pair],
            )
            for pair in order
        )


def _position(known: list[str], name: str) -> tuple[int, str]:
    return (known.index(name) if name in known else len(known), name)


def _means(cases: Sequence[CaseEntry]) -> list[Cell]:
    """Return the mean of every structure, metric and unit over the cases that have a value."""
    return cells(*table_of([case.scores for case in cases]))


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


def _surfaces(case: CaseEntry) -> dict[str, Any]:
    """Return a line of ``surfaces.jsonl``."""
    body = {"case_id": case.case_id, "shape": case.shape, "spacing": case.spacing, "sketches": case.sketches}
    return cast(dict[str, Any], plain(body))


def _read_surfaces(path: Path) -> dict[str, dict[str, Any]]:
    """Return the lines by case; none for runs from before there was such a file."""
    bodies = [parse_json(line.decode()) for line in read_lines(path)]
    return {body.pop("case_id"): body for body in bodies}


def _case_from_row(row: Mapping[str, Any], scores: Sequence[CaseScore], kept: Mapping[str, Any]) -> CaseEntry:
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
        scores=scores,
        counts={s: (c[0], c[1], c[2], c[3]) for s, c in counts.items()},
        seconds={k.removeprefix("seconds_"): float(v) for k, v in row.items() if k.startswith("seconds_") and v},
        peak_bytes=int(row["peak_bytes"]),
        sketches=kept.get("sketches", {}),
        shape=tuple(kept.get("shape", ())),
        spacing=tuple(kept.get("spacing", ())),
    )

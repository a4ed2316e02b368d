"""A board in the formats of others: Hugging Face's model index, nnU-Net's summary.json, challengeR's table."""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np

from segeval import __version__
from segeval._disk import to_csv, to_json_text
from segeval.errors import UsageError
from segeval.exchange.tables import columns_of, names_of, printable, title
from segeval.records import Structure, unit_of
from segeval.report import Board, Row
from segeval.report.aggregate import MACRO, title_of
from segeval.store import CaseEntry

TASK = {"type": "image-segmentation", "name": "Medical image segmentation"}
COUNTS = ("TP", "FP", "FN", "TN")


def hugging_face(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return YAML with a ``model-index`` as it stands in a model card: a model for each row, a metric for each mean."""
    index = [
        {"name": printable(name), "results": [_result(board, row, metrics)]}
        for row, name in zip(board.rows, names_of(board), strict=True)
    ]
    return f"# segeval {__version__}\nmodel-index:\n" + "".join(_yaml_items(index, ""))


def nnunet(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return JSON in the form of nnU-Net's ``summary.json`` for the one run of a board.

    Keys are label values, or ``(1, 2)`` where a structure joins several. What has no value is null, since NaN is no
    JSON; a case that failed or is missing is not there, as in the files of nnU-Net.

    Raises:
        UsageError: If there are several runs, or one keeps no counts.
    """
    del metrics  # it has those of nnU-Net
    runs = [run for row in board.rows for run in row.runs]
    if len(runs) != 1:
        msg = f"summary.json is of one run, {board.rules.data.dataset} has {len(runs)}; name the folder of a run"
        raise UsageError(msg)
    done = [case for case in runs[0].cases if case.status == "ok"]
    structures = runs[0].record.data.structures
    tables = [{_key(each): _summary_of(case, each) for each in structures} for case in done]
    means = {_key(each): _mean([table[_key(each)] for table in tables]) for each in structures}
    cases = [
        {"metrics": table, "prediction_file": case.case_id, "reference_file": case.case_id}
        for table, case in zip(tables, done, strict=True)
    ]
    content = {"foreground_mean": _mean(list(means.values())), "mean": means, "metric_per_case": cases}
    return to_json_text(content)


def challenger(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return CSV as challengeR reads it: ranked models by one metric, a task for each structure, NA for no value.

    Raises:
        UsageError: If several metrics are named: what is better differs from one to another.
    """
    if len(metrics) > 1:
        msg = f"challengeR ranks by one metric, not by {', '.join(metrics)}; export them one after the other"
        raise UsageError(msg)
    columns = columns_of(board, metrics or [board.headline.id])
    lines = (
        [name, case, title_of(view), "NA" if np.isnan(value) else repr(float(value))]
        for view, metric in columns
        if view != MACRO
        for row, name in zip(board.rows, names_of(board), strict=True)
        if row.rank and row.cell(view, metric)
        for case, value in _values(row, view, metric.id)
    )
    return to_csv(("algorithm", "case", "task", "value"), lines)


def _values(row: Row, view: str, metric: str) -> Iterator[tuple[str, Any]]:
    scores = row.table.scores
    return zip(scores.cases, scores.values[:, scores.columns[view, metric]], strict=True)


def _result(board: Board, row: Row, metrics: Sequence[str]) -> dict[str, Any]:
    data, standing = board.rules.data, row.standing
    found = []
    for view, metric in columns_of(board, metrics):
        cell = row.cell(view, metric)
        if cell is None or cell.mean is None:
            continue
        about: dict[str, Any] = {
            "structure": printable(title_of(view)),
            "unit": unit_of(metric.unit, data.unit),
            "version": metric.version,
            "n": cell.n,
            "expected": cell.expected,
            "ci_low": cell.low,
            "ci_high": cell.high,
        }
        name = printable(f"{metric.title}, {title_of(view)}")
        found.append({"type": printable(metric.id), "name": name, "value": cell.mean, "args": about})
    run = row.run
    args: dict[str, Any] = {
        "part": data.part,
        "cases": len(run.record.data.case_ids),
        "policy": run.record.rules.policy,
        "run_id": run.run_id,
        "rank": standing.rank if standing else None,
    }
    args |= {"not_ranked_because": printable("; ".join(row.reasons))} if row.reasons else {}
    return {
        "task": TASK,
        "dataset": {
            "type": printable(data.dataset),
            "name": printable(title(board)),
            "split": printable(data.split),
            "revision": run.record.comparability,
            "args": args,
        },
        "metrics": found,
    }


def _key(structure: Structure) -> str:
    return str(structure.values[0]) if len(structure.values) == 1 else str(tuple(structure.values))


def _summary_of(case: CaseEntry, structure: Structure) -> dict[str, float | int | None]:
    counts = case.counts.get(structure.name)
    if counts is None:
        msg = f"case {case.case_id!r} keeps no counts of {structure.name!r}, which summary.json consists of"
        raise UsageError(msg)
    tp, fp, fn, _ = counts
    size = tp + fp + fn
    return {
        "Dice": 2 * tp / (size + tp) if size else None,
        "IoU": tp / size if size else None,
        **dict(zip(COUNTS, counts, strict=True)),
        "n_pred": tp + fp,
        "n_ref": tp + fn,
    }


def _mean(rows: Sequence[Mapping[str, float | int | None]]) -> dict[str, float | None]:
    """Return the mean of each number over the rows that have it."""
    known = {name: [value for row in rows if (value := row[name]) is not None] for name in (rows[0] if rows else ())}
    return {name: fsum(values) / len(values) if values else None for name, values in known.items()}


def _yaml(value: object, indent: str) -> Iterator[str]:
    """Yield a value as YAML in blocks, after the colon or the dash that it belongs to."""
    if isinstance(value, Mapping) and value:
        yield "\n"
        yield from _yaml_pairs(value, indent)
    elif isinstance(value, list) and value:
        yield "\n"
        yield from _yaml_items(value, indent)
    else:
        yield f" {_scalar(value)}\n"


def _yaml_pairs(value: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, each in value.items():
        yield f"{indent}{key}:"
        yield from _yaml(each, indent + "  ")


def _yaml_items(value: Sequence[Mapping[str, object]], indent: str) -> Iterator[str]:
    for each in value:
        first, *rest = _yaml_pairs(each, indent + "  ")
        yield f"{indent}- {first.removeprefix(indent + '  ')}"
        yield from rest


def _scalar(value: object) -> str:
    """Return a text in quotes, so that it stays a text; a power of ten with the point that YAML asks for."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("e", ".0e") if isinstance(value, float) and "e" in text and "." not in text else text

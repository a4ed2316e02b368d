"""A board as tables of its cells: long CSV, JSON, LaTeX and Markdown. The wide CSV is the board's own."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segeval import __version__
from segeval._disk import to_csv, to_json_text
from segeval.errors import UsageError
from segeval.records import MetricInfo, to_json, unit_of
from segeval.report import Board, Row
from segeval.report.aggregate import MACRO, Cell, title_of
from segeval.store import SCORE_COLUMNS

SCHEMA = "segeval-board-export/1"
LONG = (
    *("dataset", "split", "part", "model", "run_id", "rank", "rank_low", "rank_high", "level_with_best"),
    *("structure", "metric", "version", "unit", "better", "mean", "ci_low", "ci_high", "ranks_by", "sd", "median"),
    *("n", "expected", "undefined", "failed", "missing", "not_answered", "marks", "not_ranked_because"),
)
OF_BOARD = LONG[:3]
IN_PAPERS = ("nsd", "hd95")  # beside what ranks, where nobody says which metrics a table for people shows
ARROWS = {"higher": ("$\\uparrow$", "↑"), "lower": ("$\\downarrow$", "↓"), "zero": ("$\\rightarrow 0$", "→0")}
TEX: Mapping[str, str] = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    '"': "\\textquotedbl{}",
    "`": "\\textasciigrave{}",
    "'": "\\textquotesingle{}",
    **{sign: f"$\\{word}$" for sign, word in {"∩": "cap", "∪": "cup", "·": "cdot", "×": "times", "≥": "ge"}.items()},
    **{sign: f"$\\{word}$" for sign, word in {"≤": "le", "τ": "tau", "α": "alpha", "β": "beta", "Σ": "Sigma"}.items()},
    "−": "$-$",
}
MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|&~$"})
Columns = Sequence[tuple[str, MetricInfo]]


def columns_of(board: Board, metrics: Sequence[str] = ()) -> Columns:
    """Return the columns of a board whose metrics are named, in the order of the names; all without names.

    Raises:
        UsageError: If the board has no metric of a name.
    """
    known = {board.name(metric): metric for _, metric in board.columns}
    if lacking := [name for name in metrics if name not in known]:
        msg = f"the board of {board.rules.data.dataset} has no {', '.join(lacking)}; it has {', '.join(known)}"
        raise UsageError(msg)
    places = {name: place for place, name in enumerate(metrics)}
    chosen = [(view, metric) for view, metric in board.columns if not metrics or board.name(metric) in places]
    return sorted(chosen, key=lambda column: places[board.name(column[1])]) if metrics else chosen


def for_people(board: Board, metrics: Sequence[str]) -> Columns:
    """Return the columns of a table for people: without names what ranks, and the distances that papers report."""
    there = {board.name(metric) for _, metric in board.columns}
    usual = [metric.id for metric in board.rules.ranking] + [name for name in IN_PAPERS if name in there]
    return columns_of(board, metrics or list(dict.fromkeys(usual)))


def names_of(board: Board) -> list[str]:
    """Return what to call each row; where a model has several rows, with the id of the run."""
    names = [row.run.record.model.id for row in board.rows]
    often = Counter(names)
    return [
        name if often[name] == 1 else f"{name} ({row.run.run_id})" for name, row in zip(names, board.rows, strict=True)
    ]


def long(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return CSV with a line for each model, structure and metric."""
    lines = (
        [about.get(name, numbers.get(name)) for name in LONG]
        for row in board.rows
        for about in [_identity(board, row)]
        for numbers in _cells(board, row, columns_of(board, metrics))
    )
    return to_csv(LONG, ([_six(cell) for cell in line] for line in lines))


def every_case(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return CSV with the scores of every case of every run, as their ``scores.csv`` have them."""
    wanted = {metric.id for _, metric in columns_of(board, metrics)}
    lines = (
        [run.record.model.id, run.run_id, *(getattr(score, column) for column in SCORE_COLUMNS)]
        for row in board.rows
        for run in row.runs
        for case in run.cases
        for score in case.scores
        if score.metric in wanted
    )
    return to_csv(("model", "run_id", *SCORE_COLUMNS), lines)


def document(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return JSON with everything that the long table has, and how each metric is read."""
    rules, columns = board.rules, columns_of(board, metrics)
    content = {
        "schema": SCHEMA,
        "segeval": __version__,
        "dataset": rules.data.dataset,
        "title": title(board),
        "split": rules.data.split,
        "part": rules.data.part,
        "cases": len(rules.data.case_ids),
        "policy": rules.rules.policy,
        "comparability": rules.comparability,
        "ranked_by": [metric.id for metric in rules.ranking],
        "metrics": [to_json(metric) for metric in {metric.id: metric for _, metric in columns}.values()],
        "rows": [
            {
                **{key: value for key, value in _identity(board, row).items() if key not in OF_BOARD},
                "trained_on": str(row.run.record.model.trained_on or "unknown"),
                "params": row.run.provenance.get("params"),
                "seconds_per_case": row.seconds,
                "runs": [run.run_id for run in row.runs],
                "cells": list(_cells(board, row, columns)),
            }
            for row in board.rows
        ],
    }
    return to_json_text(content)


def latex(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return a table for ``booktabs``: means with intervals, ranks with those that the cases leave possible."""
    columns, ranked = for_people(board, metrics), [row for row in board.rows if row.rank]
    heads = [f"{tex(_head(board, *column))} {ARROWS[column[1].better][0]}" for column in columns]
    lines = [_line(board, row, name, columns) for row, name in zip(board.rows, names_of(board), strict=True)]
    rows = [" & ".join([rank.replace("–", "--").replace("=", "$^{=}$"), *map(tex, rest)]) for rank, *rest in lines]
    first, others = rows[: len(ranked)], rows[len(ranked) :]
    body = [*first, *(["\\midrule"] if first and others else []), *others]
    return "\n".join([
        f"% segeval {__version__}, board {tex(board.rules.data.dataset)}, comparability {board.rules.comparability}",
        "% \\usepackage{booktabs,textcomp} \\usepackage[T1]{fontenc}",
        "\\begin{table}",
        f"\\caption{{{tex(caption(board))}}}",
        "\\centering",
        f"\\begin{{tabular}}{{ll{'l' * len(columns)}}}",
        "\\toprule",
        " & ".join(["Rank", "Model", *heads]) + " \\\\",
        "\\midrule",
        *(line if line == "\\midrule" else f"{line} \\\\" for line in body),
        "\\bottomrule",
        "\\end{tabular}",
        "\\end{table}",
        "",
    ])  # fmt: skip


def markdown(board: Board, metrics: Sequence[str] = ()) -> str:
    """Return a table as GitHub and others read it, and below it what it shows."""
    columns = for_people(board, metrics)
    heads = ["Rank", "Model", *(f"{md(_head(board, *column))} {ARROWS[column[1].better][1]}" for column in columns)]
    lines = [
        [rank, *map(md, rest)]
        for row, name in zip(board.rows, names_of(board), strict=True)
        for rank, *rest in [_line(board, row, name, columns)]
    ]
    table = [heads, ["---"] * len(heads), *lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in table) + f"\n{md(caption(board))}\n"


def caption(board: Board) -> str:
    """Return what a table for people shows, in sentences."""
    data, rules = board.rules.data, board.rules
    sentences = [
        f"{title(board)}: split {data.split}, part {data.part}, {len(data.case_ids)} cases.",
        f"Means over cases with 95 % intervals, n where a case has no value; empty masks by {rules.rules.policy}.",
        f"Ranks by {rules.by.title}, in brackets those that the cases leave possible; = not told apart from the first.",
    ]
    if others := [f"{name}: {'; '.join(row.reasons)}" for row, name in _named(board) if row.reasons]:
        sentences.append(f"Not ranked: {' | '.join(others)}.")
    return " ".join(sentences)


def title(board: Board) -> str:
    """Return what the provenance of its runs calls the dataset, else its id."""
    found = (row.run.provenance.get("dataset", {}).get("title") for row in board.rows)
    return next((str(name) for name in found if name), board.rules.data.dataset)


def tex(text: str) -> str:
    """Return text that LaTeX prints as it is."""
    return "".join(TEX.get(sign, sign) for sign in printable(text)).replace("--", "-{}-").replace("--", "-{}-")


def md(text: str) -> str:
    """Return text that is only text in Markdown."""
    return printable(text).translate(MARKDOWN)


def printable(text: str) -> str:
    """Return text in one line: a space for whatever controls the text around it, or is no character."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)


def _named(board: Board) -> Iterator[tuple[Row, str]]:
    return zip(board.rows, names_of(board), strict=True)


def _identity(board: Board, row: Row) -> dict[str, Any]:
    data, standing = board.rules.data, row.standing
    return {
        "dataset": data.dataset,
        "split": data.split,
        "part": data.part,
        "model": row.run.record.model.id,
        "run_id": row.run.run_id,
        "rank": row.rank,
        "rank_low": standing.low if standing else None,
        "rank_high": standing.high if standing else None,
        "level_with_best": None if row.rank is None else "yes" if row.tied or row.rank == 1 else "no",
        "marks": " | ".join(row.run.record.marks),
        "not_ranked_because": "; ".join(row.reasons),
    }


def _cells(board: Board, row: Row, columns: Columns) -> Iterator[dict[str, Any]]:
    for view, metric in columns:
        cell = row.cell(view, metric)
        if cell is not None:
            yield {
                "structure": title_of(view),
                "metric": metric.id,
                "version": metric.version,
                "unit": unit_of(metric.unit, board.rules.data.unit),
                "better": metric.better,
                "mean": cell.mean,
                "ci_low": cell.low,
                "ci_high": cell.high,
                "ranks_by": cell.worth,
                **{name: getattr(cell, name) for name in ("sd", "median", "n", "expected", "undefined")},
                **{"failed": cell.failed, "missing": cell.missing, "not_answered": cell.unknown},
            }


def _line(board: Board, row: Row, name: str, columns: Columns) -> list[str]:
    """Return the cells of a row for people: rank, name, and a number with its interval for each column."""
    standing = row.standing
    rank = "–"
    if standing:
        rank = f"{standing.rank}{'=' if row.tied else ''} ({standing.low}–{standing.high})"
    return [rank, name, *(_shown(row.cell(view, metric), metric.unit) for view, metric in columns)]


def _shown(cell: Cell | None, unit: str) -> str:
    if cell is None or cell.mean is None:
        return ""
    digits = 3 if unit == "1" else 2
    interval = "" if cell.low is None or cell.high is None else f" [{cell.low:.{digits}f}, {cell.high:.{digits}f}]"
    few = cell.n != cell.expected and cell.structure != MACRO  # whose n is that of all structures together
    return f"{cell.mean:.{digits}f}{interval}" + (f" (n {cell.n}/{cell.expected})" if few else "")


def _head(board: Board, view: str, metric: MetricInfo) -> str:
    unit = unit_of(metric.unit, board.rules.data.unit)
    return f"{board.name(metric)} {title_of(view)}" + (f" [{unit}]" if unit != "1" else "")


def _six(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value

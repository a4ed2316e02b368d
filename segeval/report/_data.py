"""The numbers that the script of a board redraws and exports, in as few bytes as they take."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from segeval.report._charts_forest import DOTS, LARGE, drawn, evenly, thinned
from segeval.report._contrast import Contrast, quartiles, values_of
from segeval.report._figures import Figure, Value
from segeval.report._table import OPENED, Head
from segeval.report._words import model
from segeval.report.aggregate import title_of
from segeval.report.ranking import Board
from segeval.report.tables import length

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST_DOTS = 10_000  # drawn again for other metrics; a larger board shows their boxes alone
TOP = len(DIGITS) ** 2 - 2  # the largest of two digits but one, which says that there is no value


def script_data(
    board: Board, found: Sequence[Head], contrasts: Mapping[tuple[str, str], Contrast], figures: Sequence[Figure]
) -> str:
    """Return JSON that is safe inside a script element.

    ``cols`` has for each column of the table that is of a metric: its place there, its order of rows, brackets, the
    rows not told apart from the best, how many each is told apart from above and below, and of every row half the width
    of the interval of its difference to the best; on a small board also what :func:`_spread` returns, on a large
    one the intervals that the table lacks.
    ``figs`` has the numbers of the other charts, column by column; ``dots`` of each row of the forest plot which case
    of the chart of all cases each of its dots is.
    """
    there = [head for head in found if head.metric and (head.view, head.metric.id) in contrasts]
    dotted = len(there) * sum(min(DOTS, row.expected) for row in board.rows) <= MOST_DOTS
    columns = [
        _column(board, head, contrasts[head.view, head.metric.id], dotted=dotted) for head in there if head.metric
    ]
    names = {model(row): k for k, row in enumerate(board.rows)}
    figs = {
        figure.key: _figure(figure, names) for figure in figures if figure.key not in ("forest", "params", "seconds")
    }
    content = {"cols": columns, "figs": figs, "dots": _dots(board, contrasts, figures)}
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _dots(board: Board, contrasts: Mapping[tuple[str, str], Contrast], figures: Sequence[Figure]) -> dict[int, str]:
    """Return the places of cases, two digits each, by row; none where a larger board joins the dots of its rows."""
    first = next(iter(contrasts.values()), None)
    places = {str(line[0]): k for each in figures if each.key == "cases" for k, line in enumerate(each.rows)}
    if first is None or not places or len(board.rows) > LARGE:
        return {}
    found = {}
    for k in first.rows:
        row = board.rows[k]
        values = values_of(row, first.view, first.metric)
        order = np.argsort(values, kind="stable")[: np.count_nonzero(~np.isnan(values))]
        drawn_cases = [row.table.scores.cases[order[each]] for each in evenly(len(order), len(board.rows))]
        found[k] = "".join(_two(places.get(case, TOP + 1)) for case in drawn_cases)
    return found


def pack(values: Sequence[float | None]) -> dict[str, Any]:
    """Return numbers as two digits of base 36 each between their least and their largest."""
    known = [value for value in values if value is not None and np.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    return {"a": _short(low), "z": _short(high), "s": _digits(values, low, high)}


def _digits(values: Sequence[float | None], low: float, high: float) -> str:
    width = (high - low) or 1.0
    parts = []
    for value in values:
        known = value is not None and np.isfinite(value)
        code = round((value - low) / width * TOP) if known and value is not None else TOP + 1
        parts.append(_two(code))
    return "".join(parts)


def _two(code: int) -> str:
    return DIGITS[code // 36 % 36] + DIGITS[code % 36]


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _column(board: Board, head: Head, found: Contrast, *, dotted: bool) -> dict[str, Any]:
    assert head.metric is not None
    reach = dict(zip(found.rows, ((found.high - found.low) / 2).tolist(), strict=True))
    above = [int(found.told[k, :k].sum()) for k in range(len(found.rows))]
    below = [int(found.told[k, k + 1 :].sum()) for k in range(len(found.rows))]
    made = {
        "c": head.column,
        "v": title_of(head.view),
        "m": board.name(head.metric),
        "t": head.metric.title,
        "u": length(board, head.metric.unit),
        "o": "".join(map(_two, found.rows)),
        "k": "".join(map(_two, (end for bracket in drawn(found.brackets) for end in bracket))),
        "l": "".join("01"[k in found.level] for k in found.rows).rstrip("0"),
        "w": pack([reach.get(k) for k in range(len(board.rows))]),
        "r": "".join(_two(a) + _two(b) for a, b in zip(above, below, strict=True)),
    }
    if len(board.rows) > OPENED and head.metric not in board.rules.ranking:
        cells = [row.cell(head.view, head.metric) for row in board.rows]
        made["i"] = pack([end for cell in cells for end in ((cell.low, cell.high) if cell else (None, None))])
    return made | (_spread(board, head) if dotted else {})


def _spread(board: Board, head: Head) -> dict[str, Any]:
    """Return the quartiles of every row, and the cases that are drawn, ``n`` of each row."""
    assert head.metric is not None
    boxes: list[float | None] = []
    dots = []
    for row in board.rows:
        has = row.cell(head.view, head.metric)
        values = values_of(row, head.view, head.metric) if has else np.empty(0)
        boxes += quartiles(values) or (None, None, None)
        dots.append(thinned(values[~np.isnan(values)].tolist(), len(board.rows)))
    return {"q": pack(boxes), "p": pack([v for row in dots for v in row]), "n": [len(row) for row in dots]}


def _figure(figure: Figure, names: Mapping[str, int]) -> dict[str, Any]:
    columns = list(zip(*figure.rows, strict=True))
    if figure.key == "pairs":  # the same both ways: each pair once
        columns = [columns[0], *(column[k + 1 :] for k, column in enumerate(columns[1:]))]
    return {
        "h": [names.get(word, word) for word in figure.head],
        "c": [_packed(column, names) for column in columns],
    }


def _packed(column: Sequence[Value], names: Mapping[str, int]) -> Any:
    if all(isinstance(value, str) for value in column):
        return {"m": [names.get(str(value), value) for value in column]}
    if all(isinstance(value, int) or value is None for value in column):
        return column
    return pack([None if value is None else float(value) for value in column])

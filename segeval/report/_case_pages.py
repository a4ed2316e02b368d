"""The page of each run: its aggregates, then every case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

from markupsafe import Markup, escape

from segeval.records import MetricInfo, unit_of
from segeval.report._contrast import cases_with_value
from segeval.report._details import details
from segeval.report._render import render
from segeval.report._scores import read_scores
from segeval.report._words import ARROWS, number, short_ids
from segeval.report.aggregate import Cells, Table, tabulate, title_of, with_intervals
from segeval.report.ranking import Board, Row, views
from segeval.report.tables import provenance_text, warnings
from segeval.store import CaseEntry, Run, parts_of

FIXED = 3  # case, group, status


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """One column of numbers: where it stands, what it is called, and which way a first click sorts it."""

    column: int
    view: str
    metric: MetricInfo
    unit: str

    @property
    def label(self) -> str:
        """The short name with its good direction."""
        return f"{self.metric.id} {ARROWS[self.metric.better]}"

    @property
    def place(self) -> str:
        """The title of the structure, which no other one has."""
        return title_of(self.view)

    @property
    def first(self) -> str:
        """The direction that puts the best on top."""
        return "descending" if self.metric.better == "higher" else "ascending"


def cases(board: Board) -> Iterator[tuple[Path, str]]:
    """Yield the page of every run of a board with its folder."""
    several = [(row, run) for row in board.rows if len(row.runs) > 1 for run in row.runs]
    tables = with_intervals([tabulate(read_scores(run), row.table.counted) for row, run in several])
    for row in board.rows:
        if len(row.runs) == 1:
            yield row.run.path, _page(board, row, row.run, row.table)
    for (row, run), table in zip(several, tables, strict=True):
        yield run.path, _page(board, row, run, table)


def _page(board: Board, row: Row, run: Run, table: Table) -> str:
    pairs = {head[:2] for heads in {parts_of(case.scores).heads for case in run.cases} for head in heads}
    columns = [
        (view, metric)
        for view in views(run.record.data, {structure for structure, _ in pairs})
        for metric in board.metrics
        if (view, metric.id) in pairs and run.record.rules.metrics[metric.id] == metric.version
    ]
    unit = run.record.data.unit
    heads = [
        CaseHead(column=k, view=view, metric=metric, unit=unit_of(metric.unit, unit))
        for k, (view, metric) in enumerate(columns, FIXED)
    ]
    groups: dict[str, int] = {}
    for head in heads:
        groups[head.place] = groups.get(head.place, 0) + 1
    names = short_ids([name for case in run.cases for name in (case.case_id, case.group) if name])
    return render(
        "cases.html",
        title=run.record.model.id,
        row=row,
        run=run,
        complete=sum(case.status == "ok" for case in run.cases),
        about=details(row),
        counts=_counts(table),
        cells=table.cells,
        heads=heads,
        groups=groups,
        lines=Markup("".join(_line(case, heads, names) for case in run.cases)),
        dataset=provenance_text(board, "title") or board.rules.data.dataset,
        warnings=warnings(board),
    )


def _counts(table: Table) -> Mapping[tuple[str, str], str]:
    cells: Cells = table.cells
    return {pair: f"{cases_with_value(table, cell)}/{len(table.scores.cases)}" for pair, cell in cells.items()}


def _line(case: CaseEntry, heads: Sequence[CaseHead], names: Mapping[str, str]) -> str:
    """Return the row of a case; a page has thousands of cells, and a template would be ten times slower."""
    parts = parts_of(case.scores)
    known = zip(parts.heads, parts.values, parts.statuses, strict=True)
    scores = {head[:2]: (value, status) for head, value, status in known}
    off = "" if case.status == "ok" else ' class="off"'
    reason = f"<small>{escape(case.reason)}</small>" if case.reason else ""
    cells = [
        f"<tr{off}><th scope=row class=name>{_id(case.case_id, names)}<td>{_id(case.group, names)}",
        f"<td class=name>{escape(case.status)}{reason}",
    ]
    for head in heads:
        value, status = scores.get((head.view, head.metric.id), (nan, case.status))
        why = status.replace("_", " ") if status != case.status == "ok" else ""
        small = f"<small>{escape(why)}</small>" if why else ""
        cells.append(f"<td class=n>{number(None if isnan(value) else value, head.unit)}{small}")
    return "".join(cells) + "\n"


def _id(name: str, names: Mapping[str, str]) -> str:
    short = names.get(name, "–")
    title = f' title="{escape(name)}"' if short != name and name else ""
    return f"<bdi{title}>{escape(short)}</bdi>"

"""Self-contained HTML pages: no network, no library, complete without JavaScript, safe against hostile names."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from segeval.drawing import css, svg
from segeval.published import Published
from segeval.records import MetricInfo
from segeval.report import _figures
from segeval.report._case_pages import cases
from segeval.report._case_pictures import CasePictures
from segeval.report._charts_forest import ROW, TOP, arranged
from segeval.report._clicks import read_clicks
from segeval.report._columns import FAMILIES, leading_view, ordered
from segeval.report._contrast import Contrast, contrast
from segeval.report._data import script_data
from segeval.report._datasets import commands
from segeval.report._figures import Figure
from segeval.report._figures_cost import costs
from segeval.report._figures_ranks import ranks, redrawn
from segeval.report._keys import ERRORS, STRUCTURES
from segeval.report._looks import Picked, picked
from segeval.report._notes import data_in_words, dates, digests, rules_in_words
from segeval.report._published import published_section
from segeval.report._render import render
from segeval.report._table import Head, body, heads
from segeval.report._words import groups_text, lead, number, quantity, words
from segeval.report.ranking import Board
from segeval.report.tables import board_title, provenance_text, warnings

__all__ = ["cases", "figures", "leaderboard", "number", "quantity", "words"]

LEADING = 3  # warnings that are shown before the others are folded away


def leaderboard(
    board: Board,
    place: Path,
    identity: str = "",
    published: Sequence[Published] = (),
    *,
    fault: bool = False,
    about: str = "",
    pictures: CasePictures | None = None,
) -> str:
    """Return the page of one dataset, which lies in ``place`` together with its runs; ``identity`` is the board's.

    ``published`` are the dataset's printed values, ``fault`` says that they cannot be read; ``about`` is the address of
    the page of the dataset. ``pictures`` are of its cases, if they may be shown.
    """
    columns = ordered(board)
    contrasts = {(view, metric.id): contrast(board, view, metric) for view, metric in _judged(board, columns)}
    found = heads(board, columns)
    charts = figures(board, contrasts, place)
    told = warnings(board)
    looks = picked(board, contrasts, pictures)
    return render(
        "board.html",
        scripts=("board.js", "shots.js"),
        styles=("page.css", "head.css", "board.css", "published.css", *(["shots.css"] if pictures else [])),
        rules=css() + _labels(found, leading_view(board)),
        board=board,
        title=board_title(board),
        chips=_chips(board),
        sentence=lead(board, contrasts),
        words=words(board),
        warnings=told[:LEADING],
        more_warnings=told[LEADING:],
        heads=found,
        groups=_groups(found),
        presets=_presets(found),
        sorted_column=0,
        rows=body(board, found, contrasts, place),
        charts={chart.key: (chart, svg(chart.drawing)) for chart in charts},
        plan=_plan(board, contrasts),
        data=Markup(script_data(board, found, contrasts, charts)),  # JSON in which "<" is escaped
        picked=looks,
        **_shots(looks, pictures),
        ranked=len([row for row in board.rows if row.rank]),
        rules_in_words=rules_in_words(board),
        data_in_words=data_in_words(board),
        metrics=[(board.name(m), m.title, m.better) for m in board.metrics],
        digests=digests(board, identity),
        commands=commands(board.rules.data.dataset, board.rules.data.split, board.rules.data.part),
        citation=provenance_text(board, "citation").strip(),
        published=published_section(published, fault),
        about=about,
    )


def _shots(looks: Sequence[Picked], pictures: CasePictures | None) -> dict[str, object]:
    """Return what the template needs of pictures: the cases that have one, which stands at the top, and their key."""
    shots = [each for each in looks if each.shot and each.shot.layers]
    usual = [k for k, each in enumerate(shots) if "middle" in each.why]
    labels = pictures.labels if pictures else ()
    return {
        "shots": shots,
        "thumb": (usual or [0])[0] if shots else None,
        "errors": list(ERRORS.items())[: 4 if len(labels) > 1 else 3],
        "references": [(name, STRUCTURES[k % len(STRUCTURES)]) for k, name in enumerate(labels)],
        "source": pictures.source if pictures else "",
    }


def figures(board: Board, contrasts: Mapping[tuple[str, str], Contrast], place: Path | None = None) -> list[Figure]:
    """Return the charts of a board; that of clicks only if results of them lie in ``place``."""
    first = contrasts.get((leading_view(board), board.headline.id))
    if first is None or not board.rows:
        return []
    curves, most = read_clicks(place) if place else ([], 0)
    found = [
        _figures.main_forest(board, first),
        _figures.pairs(board, first),
        redrawn(board, first),
        ranks(board, contrasts),
        *costs(board, first),
        _figures.all_cases(board, first),
        _figures.clicks(curves, most),
    ]
    return [figure for figure in found if figure is not None]


def headline_contrasts(board: Board) -> dict[tuple[str, str], Contrast]:
    """Return the contrasts of the view that ranks, by (view, metric)."""
    view = leading_view(board)
    return {(v, m.id): contrast(board, v, m) for v, m in _judged(board, ordered(board)) if v == view}


def _judged(board: Board, columns: Sequence[tuple[str, MetricInfo]]) -> list[tuple[str, MetricInfo]]:
    """Return columns without those of a metric in a version that is not the board's, which has its name."""
    return [(view, metric) for view, metric in columns if metric in board.rules.declarations] or list(columns[:1])


def _groups(found: Sequence[Head]) -> list[tuple[str, str, int]]:
    """Return the heads above the heads as (title, kind, span), kind "view" for a structure."""
    groups: list[tuple[str, str, int]] = []
    for head in found:
        title, kind = (head.place, "view") if head.metric else ("", "")
        if groups and groups[-1][:2] == (title, kind):
            groups[-1] = (title, kind, groups[-1][2] + 1)
        else:
            groups.append((title, kind, 1))
    return groups


def _presets(found: Sequence[Head]) -> list[str]:
    there = {head.family for head in found}
    return ["Overview", *(name for name in FAMILIES if name in there), "Cost", "All"]


def _labels(found: Sequence[Head], leading: str) -> str:
    """Return the styles that name each value where rows are cards, on small screens."""
    lines = []
    for head in found[2:]:
        place = f", {head.place}" if head.metric and head.view != leading else ""
        text = "".join(c if c.isalnum() or c in " @.,%_" else f"\\{ord(c):x} " for c in f"{head.label}{place}"[:60])
        lines.append(f'#board td:nth-child({head.column + 1})::before{{content:"{text}"}}')
    return f"@media(max-width:44rem){{{''.join(lines)}}}"


def _plan(board: Board, contrasts: Mapping[tuple[str, str], Contrast]) -> str:
    """Return where the parts of the forest plot lie, for the script that draws it again."""
    first = contrasts.get((leading_view(board), board.headline.id))
    if first is None:
        return ""
    panels = arranged(_figures.forest_of(board, first))
    return json.dumps({
        "left": panels.names,
        "top": TOP,
        "row": ROW,
        "values": [panels.values.start, panels.values.end],
        "gaps": [panels.differences.start, panels.differences.end],
    })  # fmt: skip


def _chips(board: Board) -> list[str]:
    data = board.rules.data
    shape = next((case.shape for row in board.rows for case in row.run.cases if case.shape), ())
    chips = [
        provenance_text(board, "modality"),
        f"{len(shape)}D" if shape else "",
        groups_text(len(data.case_ids), len(data.case_ids)),
        f"split {data.split}, part {data.part}",
        {"mm": "millimetres", "px": "pixels"}.get(data.unit, data.unit),
        provenance_text(board, "license"),
        dates(board),
        f"dataset version {data.version}",
    ]
    return [chip for chip in chips if chip]

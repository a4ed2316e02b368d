"""Who leads a board, as a group: the models that its cases do not tell apart from the best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segeval.report._words import bounds, listed, model, number
from segeval.report.aggregate import MACRO
from segeval.report.ranking import Board, Row, merits
from segeval.report.tables import length
from segeval.stats import pairwise

SHARED = 2  # boards that a mean rank is over, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanRank:
    """A mean of ranks over boards, and of the lowest and highest ranks that the cases of each leave possible."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A model on one board: its ranks as text, a tint from 0 for the leading group to 4, and its value.

    ``words`` are the interval of the value. Where the model has no rank ``tint`` is None, and they say why.
    """

    ranks: str
    tint: int | None
    value: str
    words: str


def level(board: Board) -> list[Row]:
    """Return the leading group: the best and those that are not told apart from it."""
    return [row for row in board.rows if row.rank == 1 or row.tied]


def standing(board: Board) -> tuple[str, str]:
    """Return who leads and by which values, in words; one model alone only where no other is level with it."""
    ranked = [row for row in board.rows if row.rank]
    group = level(board)
    names = listed([model(row) for row in group])
    if not ranked:
        return "No model is ranked yet", f"{len(board.rows)} {'run' if len(board.rows) == 1 else 'runs'} shown"
    if len(ranked) == 1:
        said = f"{names} is the only ranked model"
    elif len(group) == 1:
        said = f"{names} leads {len(ranked)} models"
    elif len(group) == len(ranked):
        said = f"{'Both' if len(group) == 2 else f'All {len(group)}'} are level: {names}"
    else:
        said = f"{len(group)} of {len(ranked)} share the lead: {names}"
    return said, f"{board.headline.title} {_range(board, group)}"


def placed(board: Board, row: Row) -> Placed:
    """Return where a row stands by the headline; the tint says how many models are surely better."""
    cell = row.cell(MACRO, board.headline)
    unit = length(board, board.headline.unit)
    value = number(cell.mean, unit, 3) if cell else "–"
    if not row.standing:
        return Placed(ranks="no rank", tint=None, value=value, words="; ".join(row.reasons))
    low, high = row.standing.low, row.standing.high
    others = sum(1 for each in board.rows if each.rank) - 1
    return Placed(
        ranks=str(low) if low == high else f"{low}–{high}",
        tint=0 if row.rank == 1 or row.tied else 1 + min(3, 3 * (low - 1) // others),
        value=value,
        words=bounds(cell.low, cell.high, unit, flagged=cell.flagged) if cell else "",
    )


def mean_ranks(boards: Mapping[str, Board]) -> tuple[dict[str, MeanRank], list[str]]:
    """Return the mean rank of each model over the boards on which all of these models are ranked, and those boards.

    Ranks are among these models only. Models are left out, those on fewest boards first, until the others share at
    least two boards; there are none if no two models do. A dataset counts once: by the board of its default split.
    """
    rows = {name: ranked_rows(board) for name, board in boards.items() if not board.family}
    times = {each: sum(each in found for found in rows.values()) for found in rows.values() for each in found}
    kept = sorted((each for each, many in times.items() if many >= SHARED), key=lambda each: (-times[each], each))
    shared: list[str] = []
    while len(kept) > 1:
        shared = [name for name, found in rows.items() if found.keys() >= set(kept)]
        if len(shared) >= SHARED:
            break
        kept.pop()
    else:
        return {}, []
    found = np.mean([_ranks(boards[name], [rows[name][each] for each in kept]) for name in shared], axis=0)
    means = [MeanRank(mean=mean, low=low, high=high) for mean, low, high in found.T.tolist()]
    return dict(zip(kept, means, strict=True)), shared


def ranked_rows(board: Board) -> dict[str, Row]:
    """Return the ranked row of each model, the best of several."""
    return {model(row): row for row in reversed(board.rows) if row.rank}


def _ranks(board: Board, rows: Sequence[Row]) -> list[list[float]]:
    """Return ranks among these rows: by the mean, the lowest and the highest possible ones, each ``(rows,)``."""
    ranks = [row.rank or 0 for row in rows]
    compared = pairwise(merits(rows, board.headline), rows[0].table.scores.groups)
    by_mean = [1.0 + sum(other < rank for other in ranks) for rank in ranks]
    return [by_mean, compared.rank_low.tolist(), compared.rank_high.tolist()]


def _range(board: Board, rows: Sequence[Row]) -> str:
    unit = length(board, board.headline.unit)
    cells = [row.cell(MACRO, board.headline) for row in rows]
    known = sorted(cell.mean for cell in cells if cell and cell.mean is not None)
    if not known:
        return "–"
    ends = list(dict.fromkeys(number(value, unit, 3) for value in (known[0], known[-1])))
    if len(rows) == 1 and cells[0]:
        ends.append(bounds(cells[0].low, cells[0].high, unit, flagged=cells[0].flagged))
        return " ".join(filter(None, dict.fromkeys(ends)))
    return " to ".join(ends)

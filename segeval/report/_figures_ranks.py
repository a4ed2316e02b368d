"""The charts of ranks: when cases are drawn again, by other metrics, and under the conventions of other benchmarks."""

from collections.abc import Sequence

import numpy as np

from segeval.report._charts_order import Places, bubbles, rank_lines
from segeval.report._columns import leading_view
from segeval.report._contrast import Contrast
from segeval.report._figures import Contrasts, Figure, ranked
from segeval.report._protocols import losses_by_protocol
from segeval.report._words import groups_text, listed, model
from segeval.report.ranking import Board, Row, loss, merits
from segeval.stats import DRAWS, rank_shares

METRICS = 8  # across in the chart of ranks, and as many protocols
MODELS = 40  # most whose lines can be followed
RARE = 0.01  # of draws, below which a model is not said to come first


def redrawn(board: Board, found: Contrast) -> Figure | None:
    """Return how often each model has which rank when cases are drawn again; None for too few groups or too many."""
    rows = ranked(board)
    if not 2 <= len(rows) <= MODELS:
        return None
    groups = rows[0].table.scores.groups
    shares = rank_shares(merits(rows, board.headline), groups)
    if np.isnan(shares).any():
        return None
    names = [model(row) for row in rows]
    first = shares[:, 0].tolist()
    leading = _leading(board, rows, found)
    often = [
        f"{names[k]} ({first[k]:.0%})" for k in sorted(range(len(rows)), key=lambda k: -first[k]) if first[k] > RARE
    ]
    told = f"In draws of the groups with replacement these come first: {listed(often)}."
    return Figure(
        key="redrawn",
        title="Ranks when cases are drawn again",
        drawing=bubbles(names, shares, leading, told),
        caption=f"{told} {groups_text(len(rows[0].table.scores.cases), len(set(groups)))}, {DRAWS:,} draws by "
        f"{board.headline.title}; a line is over 95 % of them. Blue: not told apart from the best. No test.",
        head=("model", *(f"rank {k + 1}" for k in range(len(names)))),
        rows=tuple(
            (name, *(float(f"{share:.4g}") for share in line)) for name, line in zip(names, shares, strict=True)
        ),
    )


def ranks(board: Board, contrasts: Contrasts) -> Figure | None:
    """Return how the order changes from metric to metric and from protocol to protocol.

    None for fewer than two models or columns, or too many models.
    """
    rows = ranked(board)
    view = leading_view(board)
    shown = [each for each in contrasts.values() if each.view == view and each.rows][:METRICS]
    if not 2 <= len(rows) <= MODELS or not shown:
        return None
    own = _places([loss(board.headline, row) for row in rows])
    others = {name: _places(losses) for name, losses in losses_by_protocol(board, rows).items()}
    same = [name for name, places in others.items() if places == own]
    names = {each.metric: board.name(each.metric) for each in shown}
    columns = [Places(name=name, places=_places([loss(m, row) for row in rows])) for m, name in names.items()]
    by = board.name(board.headline)
    columns += [Places(name=f"{by} of {name}", places=places) for name, places in others.items() if name not in same]
    if len(columns) < 2:
        return None
    models = [model(row) for row in rows]
    leaders = list(dict.fromkeys(models[each.places.index(0.0)] for each in columns if 0.0 in each.places))
    come = "one model comes" if len(leaders) == 1 else f"{len(leaders)} different models come"
    told = f"By {len(shown)} metrics, {come} first: {listed(leaders)}."
    agreed = f" The order by {by} is the same by the conventions of {', '.join(same)}." if same else ""
    leading = _leading(board, rows, contrasts[view, board.headline.id])
    return Figure(
        key="ranks",
        title="Ranks by other metrics and protocols",
        drawing=rank_lines(models, columns, leading, told),
        caption=f"{told} Ranks of the means that rank, over the same cases; where lines cross, metrics disagree. "
        f"Strong lines: not told apart from the best by {board.headline.title}.{agreed}",
        head=("model", *(column.name for column in columns)),
        rows=tuple(
            (name, *(None if (p := column.places[k]) is None else int(p) + 1 for column in columns))
            for k, name in enumerate(models)
        ),
    )


def _leading(board: Board, rows: Sequence[Row], found: Contrast) -> set[int]:
    """Return the positions of rows that are best, or not told apart from the best."""
    return {k for k, row in enumerate(rows) if board.rows.index(row) in found.level}


def _places(losses: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if np.isinf(each) else float(sum(other < each for other in losses)) for each in losses)

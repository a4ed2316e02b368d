"""The cases of a board that are worth a look: hard, usual and easy ones, and those on which the models differ most."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segeval.report._columns import leading_view
from segeval.report._contrast import Contrast
from segeval.report._figures import case_values
from segeval.report._words import model, number, short_ids
from segeval.report.ranking import Board
from segeval.report.tables import length

EXTREMES = 3  # largest disagreements that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A case worth a look: why, what it is called in short and in full, and the worst and the best value of a model."""

    why: str
    case: str
    full: str
    worst: str
    worst_model: str
    best: str
    best_model: str


def picked(board: Board, contrasts: Mapping[tuple[str, str], Contrast]) -> list[Picked]:
    """Return the cases worth a look by the headline; none where nothing is ranked."""
    first = contrasts.get((leading_view(board), board.headline.id))
    if first is None or not first.rows:
        return []
    names, rows, values = case_values(board, first)
    sizes = np.abs(values) if first.metric.better == "zero" else values
    losses = -sizes if first.metric.better == "higher" else sizes
    known = np.flatnonzero((~np.isnan(values)).any(axis=1)).tolist()
    if not known:
        return []
    spread = {k: float(np.nanmax(losses[k]) - np.nanmin(losses[k])) for k in known}
    apart = sorted(known, key=lambda k: -spread[k])[:EXTREMES] if len(rows) > 1 else []
    chosen = [("hardest", known[0]), ("middle", known[len(known) // 2]), ("easiest", known[-1])]
    short, unit = short_ids(names), length(board, first.metric.unit)
    found = []
    for why, k in [*chosen, *(("models differ most", k) for k in apart)]:
        worst, best = int(np.nanargmax(losses[k])), int(np.nanargmin(losses[k]))
        found.append(
            Picked(
                why=why,
                case=short[names[k]],
                full=names[k],
                worst=number(float(values[k, worst]), unit),
                worst_model=model(rows[worst]),
                best=number(float(values[k, best]), unit),
                best_model=model(rows[best]),
            )
        )
    return found

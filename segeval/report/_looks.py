"""The cases of a board that are worth a look: hard, usual and easy ones, and those on which the models differ most."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segeval.report._case_pictures import CasePicture, CasePictures
from segeval.report._columns import leading_view
from segeval.report._contrast import Contrast
from segeval.report._figures import case_values
from segeval.report._words import model, number, short_ids
from segeval.report.ranking import Board, Row
from segeval.report.tables import length
from segeval.stats import Floats

EXTREMES = 3  # largest disagreements that are listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What a model made of a case: the place of its row on the board, its value, and the layer over the image."""

    row: int
    model: str
    value: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """The picture of a case as data URLs, with a layer for each model that has one, best first.

    ``pair`` are the two that are shown at first: the best of the board, or of this case where models differ most.
    """

    size: tuple[int, int]
    first: tuple[int, int]
    words: str
    image: str
    reference: str
    layers: tuple[Layer, ...]
    pair: tuple[Layer, ...]


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
    shot: Shot | None = None


def picked(
    board: Board, contrasts: Mapping[tuple[str, str], Contrast], pictures: CasePictures | None = None
) -> list[Picked]:
    """Return the cases worth a look by the headline, each once, with their pictures; none where nothing is ranked."""
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
    why: dict[int, list[str]] = {}
    for word, k in [("hardest", known[0]), ("middle", known[len(known) // 2]), ("easiest", known[-1])]:
        why.setdefault(k, []).append(word)
    for k in apart:
        why.setdefault(k, []).append("models differ most")
    short, unit = short_ids(names), length(board, first.metric.unit)
    drawn = {each.case: each for each in pictures.cases} if pictures else {}
    found = []
    for k, words in why.items():
        worst, best = int(np.nanargmax(losses[k])), int(np.nanargmin(losses[k]))
        found.append(
            Picked(
                why=", ".join(words),
                case=short[names[k]],
                full=names[k],
                worst=number(float(values[k, worst]), unit),
                worst_model=model(rows[worst]),
                best=number(float(values[k, best]), unit),
                best_model=model(rows[best]),
                shot=_shot(drawn[names[k]], rows, first.rows, values[k], unit, losses[k] if k in apart else None)
                if names[k] in drawn
                else None,
            )
        )
    return found


def _shot(
    picture: CasePicture,
    rows: Sequence[Row],
    places: Sequence[int],
    values: Floats,
    unit: str,
    losses: Floats | None,
) -> Shot:
    """Return the picture of a case; with ``losses`` its best and its worst model are shown at first."""
    layers = [
        Layer(row=place, model=model(row), value=number(None if np.isnan(value) else value, unit), url=_url(layer))
        for row, place, value in zip(rows, places, values.tolist(), strict=True)
        if (layer := next((picture.runs[run.run_id] for run in row.runs if run.run_id in picture.runs), b""))
    ]
    pair = layers[:2]
    if losses is not None and layers:
        loss = dict(zip(places, losses.tolist(), strict=True))
        able = [layer for layer in layers if not np.isnan(loss[layer.row])] or layers
        pair = [min(able, key=lambda layer: loss[layer.row]), max(able, key=lambda layer: loss[layer.row])]
    return Shot(
        size=picture.size,
        first=picture.first,
        words=picture.words,
        image=_url(picture.image),
        reference=_url(picture.reference),
        layers=tuple(layers),
        pair=tuple(pair),
    )


def _url(webp: bytes) -> str:
    return f"data:image/webp;base64,{b64encode(webp).decode()}"

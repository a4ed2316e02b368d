"""Tiles of one field: pictures of which the last line goes on in the first line of another.

Two sides of equal length join if the step across them is no larger than ``STEP`` times the step between the two outer
lines of either picture, and the details of the lines agree. Details are what a running mean leaves, so that shading
does not count. Their correlation becomes Fisher's z with as many observations as the details have places, which is few
where one nucleus is all there is. Decoys say how much is chance: the same pairs with one side read backwards, where no
join can be. A side with more than ``MOST`` partners is the frame of a picture or the wall of a studio.

Measured on the 735 pictures of dsb2018: 457 joins, no decoy of z 5.5 or more, and every picture of a field gets one
place on one grid. On the 1000 pictures of kvasir-seg, which are no tiles: none, since decoys are as many as joins.
"""

import base64
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.records import Volume

SAMPLES = 256  # of a line that are kept; longer ones are averaged
STEP, Z, MOST = 1.5, 5.5, 2
FALSE, MARGIN = 0.05, 0.75  # share of decoys, whose z may be smaller by MARGIN
WINDOW = 17  # samples of the running mean
NOISE = 0.002  # of the largest value: smaller steps are rounding
ROWS = 512  # sides that are compared with all others at a time
FACING = ((0, 1), (2, 3))  # right and left, bottom and top

Floats = npt.NDArray[np.floating[Any]]


class Edges(NamedTuple):
    """The right, left, bottom and top line of a picture, ``sizes`` their pixels, ``steps`` the rms to the next line."""

    sizes: tuple[int, ...]
    lines: tuple[Floats, ...]
    steps: tuple[float, ...]


class Join(NamedTuple):
    """Picture ``one`` goes on in picture ``two``: to its right, or below it."""

    one: int
    two: int
    below: bool


def edges(image: Volume) -> Edges:
    """Return the outer lines of a picture, the mean of its channels."""
    array = image.array.mean(axis=0, dtype=np.float64)
    pairs = [(a[0], a[1 if len(a) > 1 else 0]) for a in (array.T[::-1], array.T, array[::-1], array)]
    lines = [(_sampled(outer), _sampled(inner)) for outer, inner in pairs]
    return Edges(
        sizes=tuple(len(outer) for outer, _ in pairs),
        lines=tuple(outer.astype(np.float32) for outer, _ in lines),
        steps=tuple(float(np.sqrt(((outer - inner) ** 2).mean())) for outer, inner in lines),
    )


def pack(picture: Edges) -> dict[str, Any]:
    """Return what JSON can hold of a picture's edges; values keep eleven bits."""
    lines = np.concatenate(picture.lines)
    scale = float(np.abs(lines).max()) or 1.0
    text = base64.b64encode((lines / scale).astype("<f2").tobytes()).decode()
    return {"sizes": list(picture.sizes), "steps": list(picture.steps), "scale": scale, "lines": text}


def unpack(packed: Mapping[str, Any]) -> Edges:
    """Return the edges that ``pack`` wrote down; ValueError, LookupError or TypeError if they are damaged."""
    lines = np.frombuffer(base64.b64decode(packed["lines"]), "<f2").astype(np.float32) * packed["scale"]
    stops = np.cumsum([min(size, SAMPLES) for size in packed["sizes"]])
    if len(stops) != 4 or len(packed["steps"]) != 4 or stops[-1] != len(lines):
        raise ValueError(packed["sizes"])
    return Edges(tuple(packed["sizes"]), tuple(np.split(lines, stops[:-1])), tuple(packed["steps"]))


def joins(pictures: Sequence[Edges]) -> list[Join]:
    """Return which pictures continue which, each pair of sides of equal length compared once."""
    found: list[tuple[float, Join]] = []
    decoys: list[float] = []
    for below, (side, facing) in enumerate(FACING):
        alike: dict[int, list[int]] = defaultdict(list)
        for number, picture in enumerate(pictures):
            alike[picture.sizes[side]].append(number)
        for members in alike.values():
            chosen = [pictures[number] for number in members]
            found += [(z, Join(members[i], members[j], bool(below))) for i, j, z in _continued(chosen, side, facing)]
            turned = [picture._replace(lines=tuple(line[::-1] for line in picture.lines)) for picture in chosen]
            decoys += [z for _, _, z in _continued(chosen, side, facing, turned)]
    least = _threshold(np.array([z for z, _ in found]), np.array(decoys))
    likely = [join for z, join in found if z >= least]
    used = Counter((number, join.below, place) for join in likely for place, number in enumerate(join[:2]))
    return [
        join for join in likely if max(used[number, join.below, place] for place, number in enumerate(join[:2])) <= MOST
    ]


def _threshold(found: Floats, decoys: Floats) -> float:
    """Return the smallest z, from Z on, below which decoys stay few by a margin."""
    for least in np.sort(found[found >= Z]):
        if (decoys >= least - MARGIN).sum() <= FALSE * (found >= least).sum():
            return float(least)
    return math.inf


def _continued(
    pictures: Sequence[Edges], side: int, facing: int, others: Sequence[Edges] | None = None
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of which the first, of ``pictures``, may go on in the second, of ``others``, and their z."""
    one, two = (np.stack([each.lines[k] for each in these]).astype(np.float64)
                for these, k in ((pictures, side), (others or pictures, facing)))  # fmt: skip
    rough, smooth = (np.array([picture.steps[k] for picture in pictures]) for k in (side, facing))
    floor = NOISE * max(np.abs(one).max(), np.abs(two).max())
    (details, places), (theirs, counts) = _details(one), _details(two)
    for start in range(0, len(pictures), ROWS):
        rows = slice(start, start + ROWS)
        square = (one[rows] ** 2).mean(1)[:, None] + (two**2).mean(1) - 2 * one[rows] @ two.T / one.shape[1]
        inside = np.maximum(np.maximum(rough[rows, None], smooth), floor)
        few = np.minimum(places[rows, None], counts)
        z = np.arctanh(np.clip(details[rows] @ theirs.T, -0.999, 0.999)) * np.sqrt(np.maximum(few - 3, 0))
        near = (np.sqrt(np.maximum(square, 0)) <= STEP * inside) & (z >= Z - MARGIN)
        for i, j in zip(*np.nonzero(near), strict=True):
            if start + i != j:
                yield start + int(i), int(j), float(z[i, j])


def _details(lines: Floats) -> tuple[Floats, Floats]:
    """Return what a running mean leaves of each line, of norm 1, and over how many places it is spread."""
    padded = np.pad(lines, ((0, 0), (WINDOW // 2 + 1, WINDOW // 2)), mode="edge").cumsum(axis=1)
    left = lines - (padded[:, WINDOW:] - padded[:, :-WINDOW]) / WINDOW
    left -= left.mean(axis=1, keepdims=True)
    left /= np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-12)
    fourth = (left**4).sum(axis=1)
    return left, np.divide(1, fourth, out=np.zeros_like(fourth), where=fourth > 0)


def _sampled(line: Floats) -> Floats:
    """Return the line, averaged to SAMPLES parts where it is longer."""
    if len(line) <= SAMPLES:
        return line
    starts = np.linspace(0, len(line), SAMPLES, endpoint=False).astype(int)
    return np.asarray(np.add.reduceat(line, starts) / np.diff([*starts, len(line)]))

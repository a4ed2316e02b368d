"""What one acquisition leaves in its halves and sides: an intensity step or header numbers that no other scan has.

A scanner stores integers; files that hold them as multiples of an odd number keep the scale of their series. Oblique
axes and origins are as individual. Such marks count where at most ``SHARED`` cases of a dataset have them and the names
are near one another, so that the habit of a scanner or of a converter is none.

Measured on the 260 hippocampi: the step is equal to 1e-6 in 71 of the 90 pairs of a person (the other 19 are stored as
integers, whose step is no mark), and in no pair of two persons.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from segeval.records import Volume

SHARED = 4  # cases of a dataset that may have one mark
NEAR = 3  # places apart in the order of the names
SAME = 1e-6  # relative
LEVELS = 65536  # steps from the lowest to the highest value that a scanner stores
SAMPLED = 64  # voxels per axis of a volume that are looked at

Marks = Mapping[str, tuple[float, ...]]


class Pair(NamedTuple):
    """Two cases with near names that share unusual numbers, named in ``marks``."""

    one: str
    two: str
    marks: tuple[str, ...]


def marks(image: Volume) -> dict[str, tuple[float, ...]]:
    """Return the unusual numbers of a volume: its intensity step, the directions of its axes, its origin."""
    found: dict[str, tuple[float, ...]] = {}
    picked = [np.arange(0, n, -(-n // SAMPLED)) for n in image.grid.shape]
    step = intensity_step(image.array[0][np.ix_(*picked)])
    if step is not None and not _plain(step):
        found["intensity step"] = (step,)
    axes = tuple(float(number) for row in image.grid.direction for number in row)
    if sum(SAME < abs(number) < 1 - SAME for number in axes) > 1:
        found["oblique axes"] = axes
    if sum(not _plain(number) for number in image.grid.origin) > 1:
        found["origin"] = tuple(map(float, image.grid.origin))
    return found


def intensity_step(array: npt.NDArray[np.generic]) -> float | None:
    """Return the number of which all differences of values are multiples, None where there is none."""
    values = np.unique(array[np.isfinite(array)]).astype(np.float64)
    if len(values) < 3:
        return None
    values = values[1:] - values[0]
    step = float(np.diff(values, prepend=0).min())
    if values[-1] > LEVELS * step:
        return None
    for place in sorted({*(2 ** np.arange(16)), len(values)}):  # the error of a multiple is spread over its count
        value = float(values[min(place, len(values)) - 1])
        step = value / max(round(value / step), 1)
    multiples = values / step
    return step if np.abs(multiples - multiples.round()).max() < 0.02 else None


def pairs(cases: Mapping[str, Marks]) -> Iterator[Pair]:
    """Yield the pairs of cases that are near in the order of names and share a mark."""
    names = sorted(cases, key=_order)
    rare = {kind: _rare(cases, kind) for kind in {kind for each in cases.values() for kind in each}}
    for apart in range(1, NEAR + 1):
        for one, two in zip(names, names[apart:], strict=False):
            shared = tuple(
                kind
                for kind in cases[one]
                if kind in cases[two] and one in rare[kind] and _same(cases[one][kind], cases[two][kind])
            )
            if shared:
                yield Pair(one, two, shared)


def _rare(cases: Mapping[str, Marks], kind: str) -> set[str]:
    """Return the cases whose mark at most SHARED cases have; equal ones follow one another when sorted."""
    ranked = sorted((each[kind], name) for name, each in cases.items() if kind in each)
    place = dict.fromkeys((name for _, name in ranked[:1]), 0)
    for (before, known), (value, name) in pairwise(ranked):
        place[name] = place[known] + (not _same(before, value))
    sizes = Counter(place.values())
    return {name for name, number in place.items() if sizes[number] <= SHARED}


def _same(one: Sequence[float], two: Sequence[float]) -> bool:
    return bool(np.allclose(one, two, rtol=SAME, atol=SAME * max(map(abs, one))))


def _plain(number: float) -> bool:
    """Whether a number has at most three digits, as what people choose has."""
    return abs(number - float(f"{number:.3g}")) <= SAME * abs(number)


def _order(name: str) -> tuple[tuple[str, int], ...]:
    """Sort "case_9" before "case_10"."""
    return tuple((text, int(digits or -1)) for text, digits in re.findall(r"(\D*)(\d*)", name))

"""Clicks of a person on what an answer has wrong: drawn where the reference says so, and as maps that a network sees.

A click is a voxel and its true label. On what was missed that is the label which is lacking; on what was too much, the
one that should be there instead. With two labels these are the foreground and background clicks of Wang et al. 2019
(DeepIGeoS), arXiv:1707.00652.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from segeval.records import FloatArray, LabelArray
from segeval.strategies._geodesic import Bits, Graph, distances, nearness, standardised, step_graph

__all__ = [
    "LEAST",
    "PAPER",
    "WHITE",
    "Bits",
    "Click",
    "Graph",
    "channel_count",
    "channels",
    "distances",
    "simulate",
    "standardised",
    "step_graph",
]

LEAST, EACH = 30, 100  # voxels: a smaller component gets no click, and a click stands for so many
PAPER = 1.0  # λ of the maps that a network sees: only changes of the image count
WHITE = 255  # of a map where it is largest, so that pictures of 8 bits hold it


class Click(NamedTuple):
    """A voxel ``(z, y, x)`` or ``(y, x)`` and its true label."""

    voxel: tuple[int, ...]
    label: int


def simulate(
    reference: LabelArray,
    prediction: LabelArray,
    rng: np.random.Generator,
    *,
    least: int = LEAST,
    ignore: int | None = None,
) -> list[Click]:
    """Return the clicks of a person who sees both label maps ``(*shape)``: none where they agree.

    Voxels that are wrong, have one true label and touch by faces, edges or corners are a component. One of N voxels
    gets no click if N < ``least``, else ceil(N / 100) on different voxels of it, drawn evenly, as the paper simulates
    them on each under- and over-segmented region. First come the first clicks of all components, that of the largest
    in front, then their second ones, and so on. Voxels whose reference is ``ignore`` are never wrong.
    """
    wrong = np.asarray(reference != prediction)
    if ignore is not None:
        wrong &= reference != ignore
    components = [
        (label, voxels)
        for label in np.unique(reference[wrong]).tolist()
        for voxels in _components(wrong & (reference == label))
        if len(voxels) >= least
    ]
    components.sort(key=lambda each: -len(each[1]))
    drawn = [
        (turn, rank, Click(tuple(voxels[place].tolist()), label))
        for rank, (label, voxels) in enumerate(components)
        for turn, place in enumerate(rng.choice(len(voxels), -(-len(voxels) // EACH), replace=False))
    ]
    return [click for _, _, click in sorted(drawn, key=lambda each: each[:2])]


def _components(mask: Bits) -> Iterator[npt.NDArray[np.integer]]:
    """Yield the voxels ``(n, axes)`` of each component, in the order of memory."""
    numbers = ndimage.label(mask, np.ones((3,) * mask.ndim))[0]
    for number, box in enumerate(ndimage.find_objects(numbers), start=1):
        yield np.argwhere(numbers[box] == number) + [side.start for side in box]


def channel_count(labels: Sequence[int]) -> int:
    """Return how many channels follow those of the image where a network refines: see ``channels``."""
    return 2 * len(labels) - 1


def channels(graph: Graph, previous: LabelArray, clicks: Sequence[Click], labels: Sequence[int]) -> FloatArray:
    """Return what a refining network sees after the image: whole numbers from 0 to WHITE, ``(2 n - 1, *shape)``.

    Of n ``labels``, background first, these are where the previous answer is each of them but the first, and how near
    the clicks of each of them are. ``graph`` is that of the standardised image with λ = PAPER.
    """
    shape = previous.shape
    answers = [previous == label for label in labels[1:]]
    seeds = np.zeros((len(labels), *shape), bool)
    for click in clicks:
        seeds[(labels.index(click.label), *click.voxel)] = True
    maps = [*answers, *(nearness(distances(graph, own)) for own in seeds)]
    shown: FloatArray = np.rint(np.stack(maps).astype(np.float32) * WHITE)
    return shown

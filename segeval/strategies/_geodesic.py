"""Geodesic distances: how far every voxel is from some seeds, along the way on which the image changes least.

Wang et al. 2019, arXiv:1707.00652, equations 1 and 2: G(i) is the minimum over seeds j and paths p from i to j of the
integral of ‖∇I(p(s)) · u(s)‖ ds, where u is the direction of the path. On a grid a path goes from voxel to neighbour,
by faces, edges or corners, and a step of length s on which the image changes by ΔI costs ::

    sqrt(((1 - λ) s)² + (λ ‖ΔI‖)²)

With λ = 1 the sum over a path is that integral; with λ = 0 it is the length of the path; in between both count, as in
Criminisi, Sharp, Blake 2008 (GeoS), doi:10.1007/978-3-540-88682-2_9. Lengths are in the unit of the grid. Changes are
in standard deviations of each channel of the image; those of several channels are joined as in a space.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from segeval.errors import BadData
from segeval.records import FloatArray

Bits = npt.NDArray[np.bool_]
Distances = npt.NDArray[np.float64]
Graph = sparse.csr_array  # row and column are voxels in the order of memory, each edge stands there once
MOST = 1 << 24  # voxels; in a volume each has 13 edges, of 16 bytes and again as much while they are walked
LEAST_DEVIATION = 1e-6  # of a channel that is the same everywhere


def standardised(array: FloatArray) -> FloatArray:
    """Return an image ``(C, *shape)`` in standard deviations of each channel."""
    deviation = array.std(tuple(range(1, array.ndim)), dtype=np.float64, keepdims=True)
    scaled: FloatArray = (array / np.maximum(deviation, LEAST_DEVIATION)).astype(np.float32)
    return scaled


def step_graph(array: FloatArray, spacing: Sequence[float], share: float) -> Graph:
    """Return the costs of all steps between neighbouring voxels of a standardised image ``(C, *shape)``.

    ``share`` is λ, from 0 to 1. The graph does not depend on seeds, so that it serves all rounds of a case.

    Raises:
        BadData: If the image has more voxels than a graph may have.
    """
    shape = array.shape[1:]
    if (size := int(np.prod(shape))) > MOST:
        sides = "×".join(map(str, shape))
        msg = f"geodesic distances: an image of {sides} has {size} voxels, the most are {MOST}; cut it or resample it"
        raise BadData(msg)
    numbers = np.arange(size, dtype=np.int32).reshape(shape)
    starts, ends, costs = [], [], []
    for offset in _offsets(len(shape)):
        here, there = _with_neighbour(offset, 1), _with_neighbour(offset, -1)
        length = float(np.linalg.norm(np.multiply(offset, spacing)))
        change = np.subtract(array[(slice(None), *there)], array[(slice(None), *here)], dtype=np.float64)
        starts.append(numbers[here].ravel())
        ends.append(numbers[there].ravel())
        costs.append(np.sqrt(((1 - share) * length) ** 2 + share**2 * np.square(change).sum(0)).ravel())
    places = (np.concatenate(starts), np.concatenate(ends))
    return sparse.coo_array((np.concatenate(costs), places), shape=(size, size)).tocsr()


def distances(graph: Graph, seeds: Bits) -> Distances:
    """Return the exact distance ``(*shape)`` of every voxel to the nearest seed; infinity where there is no seed."""
    places = np.flatnonzero(seeds)
    if not places.size:
        return np.full(seeds.shape, np.inf)
    found: Distances = csgraph.dijkstra(graph, directed=False, indices=places, min_only=True)
    return found.reshape(seeds.shape)


def nearness(far: Distances) -> FloatArray:
    """Return exp(-distance), from 0 to 1: what a network sees of clicks, 1 at a click and 0 where there is none.

    The paper shows distances, and noise where there is no click. Its authors later showed this instead (Luo et al.
    2021, arXiv:2104.12166): it is bounded, and the same every time.
    """
    near: FloatArray = np.exp(-far).astype(np.float32)
    return near


def _offsets(ndim: int) -> list[tuple[int, ...]]:
    """Return one of each pair of opposite neighbours: 4 of 8 in a slice, 13 of 26 in a volume."""
    return [offset for offset in product((-1, 0, 1), repeat=ndim) if offset > (0,) * ndim]


def _with_neighbour(offset: Sequence[int], sign: int) -> tuple[slice, ...]:
    """Return the voxels that have a neighbour at ``offset`` (sign 1), or these neighbours (sign -1)."""
    return tuple(slice(max(0, -sign * step), -sign * step if sign * step > 0 else None) for step in offset)

"""Geodesic distances: how far every voxel is from some seeds, along the way that changes the image least.

Wang et al. 2019, arXiv:1707.00652, equations 1 and 2: G(i) = min over seeds j and paths p from i to j of the integral of
\\|∇I(p(s)) · u(s)\\| ds, u being the direction of the path. On a grid a path goes from voxel to neighbour, by faces, edges
or corners, and a step of the length s over which the image changes by ΔI costs ::

    sqrt(((1 - λ) s)² + (λ |ΔI|)²)

With λ = 1 the sum over a path is that integral; with λ = 0 it is the length of the path; in between both count, as in
the geodesic distance of Criminisi, Sharp, Blake 2008 (GeoS), doi:10.1007/978-3-540-88682-2_9. Lengths are in the unit of
the grid, changes in standard deviations of the image, over all of its channels as in a space.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from segeval.errors import BadData
from segeval.records import FloatArray, Volume

Bits = npt.NDArray[np.bool_]
Distances = npt.NDArray[np.float64]
MOST = 1 << 24  # voxels; each takes about 300 bytes in a graph of 13 edges
LEAST_DEVIATION = 1e-6  # of a channel that is the same everywhere


def step_graph(image: Volume, share: float) -> Any:
    """Return the graph of all steps between neighbouring voxels of an image, each edge once, with its costs.

    ``share`` is λ, from 0 to 1. The graph does not depend on seeds, so that it serves all rounds of a case.

    Raises:
        BadData: If the image has more voxels than a graph may have.
    """
    shape = image.grid.shape
    if (size := int(np.prod(shape))) > MOST:
        msg = f"geodesic distances: {image.grid} has {size} voxels, at most {MOST} can be; cut it out or resample it"
        raise BadData(msg)
    axes = tuple(range(1, 1 + len(shape)))
    deviation = image.array.std(axes, dtype=np.float64, keepdims=True)
    scaled = image.array / np.maximum(deviation, LEAST_DEVIATION)
    numbers = np.arange(size, dtype=np.int32).reshape(shape)
    starts, ends, costs = [], [], []
    for offset in _offsets(len(shape)):
        here, there = (_part(offset, sign) for sign in (1, -1))
        length = float(np.linalg.norm(np.multiply(offset, image.grid.spacing)))
        change = np.square(scaled[(slice(None), *there)] - scaled[(slice(None), *here)]).sum(0)
        starts.append(numbers[here].ravel())
        ends.append(numbers[there].ravel())
        costs.append(np.sqrt(((1 - share) * length) ** 2 + share**2 * change).ravel())
    edges = (np.concatenate(starts), np.concatenate(ends))
    return sparse.coo_array((np.concatenate(costs), edges), shape=(size, size)).tocsr()


def distances(graph: Any, seeds: Bits) -> Distances:
    """Return the exact distance ``(*shape)`` of every voxel to the nearest of some seeds; infinity without any seed."""
    places = np.flatnonzero(seeds)
    if not places.size:
        return np.full(seeds.shape, np.inf)
    found: Distances = csgraph.dijkstra(graph, directed=False, indices=places, min_only=True)
    return found.reshape(seeds.shape)


def nearness(far: Distances) -> FloatArray:
    """Return exp(-distance), from 0 to 1: the map of clicks that a network sees, 1 at a click and 0 without any.

    The paper shows distances, and noise where there is no click; its authors later showed this instead (Luo et al.
    2021, arXiv:2104.12166), which is bounded and the same every time.
    """
    return np.exp(-far).astype(np.float32)


def _offsets(ndim: int) -> list[tuple[int, ...]]:
    """Return one of each pair of opposite neighbours: 4 of 8 in a slice, 13 of 26 in a volume."""
    return [offset for offset in product((-1, 0, 1), repeat=ndim) if offset > (0,) * ndim]


def _part(offset: Sequence[int], sign: int) -> tuple[slice, ...]:
    """Return the voxels that have a neighbour at ``offset`` (sign 1), or those neighbours (sign -1)."""
    return tuple(slice(max(0, -sign * o), -sign * o if sign * o > 0 else None) for o in offset)

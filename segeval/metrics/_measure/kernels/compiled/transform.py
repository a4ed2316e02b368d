"""Exact distance transform, for surfaces that lie far from many voxels: noise against an organ.

Lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher 2012, doi:10.4086/toc.2012.v008a019), one
strip of 64 columns at a time, so that memory stays that of a strip; the last axis is only asked where queries are.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.kernels.compiled.bits import first, inlined, kernel, ones
from segeval.metrics._measure.kernels.compiled.scan import ONE, Bits, Ints
from segeval.metrics._measure.kernels.compiled.search import Floats, gap, holds, squared_steps

Steps = npt.NDArray[np.int16]


@kernel(
    "int64(uint64[:,:,:,::1], int64, float64, float64, float64, int16[:,:,:,::1], int64[:,:,::1],"
    " int64[:,::1], float64[:,::1], int64[:,::1], float64[:,::1], float64[::1])"
)
def transform(
    both: Bits,
    side: int,
    sz: float,
    sy: float,
    sx: float,
    steps: Steps,
    starts: Ints,
    gaps: Ints,
    nearest: Floats,
    numbers: Ints,
    lengths: Floats,
    found: Floats,
) -> int:
    """Fill ``found`` with the squared distance from every query, in array order, to the nearest bit; there is one.

    The others are room to work in: ``steps`` (z, y, 64, 2), ``starts`` (z, y, word), ``gaps`` (y, 64), ``nearest``
    (z, 64), ``numbers`` (3, n) and ``lengths`` (2, n), where n is more than the longer of z and y.
    """
    queries, bits = both[side], both[1 - side]
    depth, height, words = bits.shape
    places(queries, starts)
    slices, sites, chosen = numbers[0], numbers[1], numbers[2]
    values, bounds = lengths[0], lengths[1]
    for w in range(words):
        count = strip(bits, w, sy, sx, steps, gaps, slices, sites, values, chosen, bounds)
        for y in range(height):
            asked = np.uint64(0)
            for z in range(depth):
                asked |= queries[z, y, w]
            while asked:
                k = first(asked)
                asked &= asked - ONE
                for n in range(count):
                    values[n] = (steps[slices[n], y, k, 0] * sy) ** 2 + (steps[slices[n], y, k, 1] * sx) ** 2
                held = envelope(slices, values, count, sz, chosen, bounds)
                at = 0
                for z in range(depth):
                    while at < held and bounds[at + 1] < z:
                        at += 1
                    if (queries[z, y, w] >> np.uint64(k)) & ONE:
                        site = slices[chosen[at]]
                        dy, dx = steps[site, y, k]
                        nearest[z, k] = squared_steps((z - site) * sz, dy * sy, dx * sx)
            for z in range(depth):
                todo, n = queries[z, y, w], starts[z, y, w]
                while todo:
                    found[n] = nearest[z, first(todo)]
                    todo &= todo - ONE
                    n += 1
    return 0


@inlined
def places(queries: Any, starts: Any) -> None:
    """Fill ``starts`` with how many queries there are before each word."""
    n = 0
    for z in range(queries.shape[0]):
        for y in range(queries.shape[1]):
            for w in range(queries.shape[2]):
                starts[z, y, w] = n
                n += ones(queries[z, y, w])


@inlined
def strip(
    bits: Any,
    w: Any,
    sy: Any,
    sx: Any,
    steps: Any,
    gaps: Any,
    slices: Any,
    sites: Any,
    values: Any,
    chosen: Any,
    bounds: Any,
) -> Any:
    """Fill ``steps`` (z, y, column, (dy, dx)) of a strip with the nearest bit of each slice.

    ``slices`` become those with any; return how many.
    """
    depth, height, words = bits.shape
    count = 0
    for z in range(depth):
        rows = 0
        for y in range(height):
            if holds(bits, z, y):
                sites[rows] = y
                for k in range(64):
                    gaps[rows, k] = gap(bits[z, y], 64 * w + k, np.int64(64 * words))
                rows += 1
        if not rows:
            continue
        slices[count] = z
        count += 1
        for k in range(64):
            for n in range(rows):
                values[n] = (gaps[n, k] * sx) ** 2
            held = envelope(sites, values, rows, sy, chosen, bounds)
            at = 0
            for y in range(height):
                while at < held and bounds[at + 1] < y:
                    at += 1
                site = chosen[at]
                steps[z, y, k, 0] = y - sites[site]
                steps[z, y, k, 1] = gaps[site, k]
    return count


@inlined
def envelope(sites: Any, values: Any, n: Any, step: Any, chosen: Any, bounds: Any) -> Any:
    """Find which sites are nearest somewhere: ``chosen[i]`` between ``bounds[i]`` and the next; return the last i."""
    square = step * step
    held = -1
    for j in range(n):
        height = values[j] + sites[j] * sites[j] * square
        crossing = -np.inf
        while held >= 0:
            i = chosen[held]
            other = values[i] + sites[i] * sites[i] * square
            crossing = (height - other) / (2 * square * (sites[j] - sites[i]))
            if crossing > bounds[held]:
                break
            held -= 1
            crossing = -np.inf
        held += 1
        chosen[held], bounds[held] = j, crossing
    return held

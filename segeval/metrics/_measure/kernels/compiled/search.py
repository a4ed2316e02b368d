"""Compiled search for the nearest surface voxel: exact, row by row while it is close, block by block where it is far.

Every distance is the smallest of ((dz·sz)² + (dy·sy)²) + (dx·sx)² in float64 over whole steps. Which way is taken
follows from the masks within their box alone, so that the rest of the image cannot show in a result.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from segeval.metrics._measure.kernels.compiled.bits import first, last, ones
from segeval.metrics._measure.kernels.compiled.scan import NONE, ONE, Bits, Bytes, Ints

Floats = npt.NDArray[np.float64]
Rows = tuple[Ints, Floats, float, int, int]

OPEN = -1.0
ROWS = 1600  # more rows than this around a voxel are not worth looking at before the blocks are
SIDE = 8  # rows of a block along z and along y; along x it is one word


@lru_cache(maxsize=256)
def rows_around(sz: float, sy: float, flat: bool) -> Rows:
    """Return the steps (dz, dy) to about ROWS rows around a row, or in a ``flat`` image to those of its slice.

    With them their squared distances, which rise, the squared distance up to which they are complete, and the longest
    step along z and along y. A plain tuple, since calling compiled code with a named one is slow.
    """
    radius = ROWS * sy / 2 if flat else float(np.sqrt(ROWS * sz * sy / np.pi))
    longest_z, longest_y = (0 if flat else int(radius / sz), int(radius / sy))
    dz, dy = np.mgrid[-longest_z : longest_z + 1, -longest_y : longest_y + 1].reshape(2, -1)
    squared = (dz * sz) ** 2 + (dy * sy) ** 2
    order = np.argsort(squared, kind="stable")
    order = order[squared[order] <= radius**2]
    return np.stack([dz, dy], axis=1)[order], squared[order], radius**2, longest_z, longest_y


@njit(cache=True, nogil=True)
def occupied(bits: Bits, margin_z: int, margin_y: int) -> Bytes:
    """Return which rows hold a bit, with empty rows around, so that looking beyond the edge needs no question."""
    depth, height = bits.shape[:2]
    rows = np.zeros((depth + 2 * margin_z, height + 2 * margin_y), np.uint8)
    for z in range(depth):
        for y in range(height):
            rows[z + margin_z, y + margin_y] = holds(bits, z, y)
    return rows


@njit(forceinline=True)
def holds(bits: Any, z: Any, y: Any) -> Any:
    """Return whether a row has a bit."""
    for w in range(bits.shape[2]):
        if bits[z, y, w]:
            return True
    return False


@njit(forceinline=True)
def gap(row: Any, x: Any, limit: Any) -> Any:
    """Return the steps from ``x`` to the nearest bit of a row if there are fewer than ``limit``, else ``limit``."""
    w, k = x >> 6, x & 63
    upper = row[w] >> np.uint64(k)
    if upper:
        limit = min(limit, first(upper))
    else:
        away = 64 - k
        w += 1
        while w < row.size and away < limit:
            if row[w]:
                limit = min(limit, away + first(row[w]))
            away += 64
            w += 1
        w = x >> 6
    lower = row[w] << np.uint64(63 - k)
    if lower:
        return min(limit, 63 - last(lower))
    away = k + 1
    w -= 1
    while w >= 0 and away < limit:
        if row[w]:
            limit = min(limit, away + 63 - last(row[w]))
        away += 64
        w -= 1
    return limit


@njit(forceinline=True)
def close(bits: Any, rows: Any, steps: Any, squared: Any, reach: Any, sx: Any, z: Any, y: Any, x: Any) -> Any:
    """Return the squared distance from a voxel to the nearest bit, OPEN if the rows around it do not settle that."""
    margin_z, margin_y = (rows.shape[0] - bits.shape[0]) >> 1, (rows.shape[1] - bits.shape[1]) >> 1
    best = np.inf
    limit = np.int64(64 * bits.shape[2])
    for n in range(squared.size):
        if squared[n] >= best:
            return best
        zz, yy = z + steps[n, 0], y + steps[n, 1]
        if rows[zz + margin_z, yy + margin_y]:
            away = gap(bits[zz, yy], x, limit)
            if away < limit:
                # A later row is further in z and y, so that only fewer steps along x can win.
                limit = away
                best = min(best, squared[n] + (away * sx) ** 2)
    return best if best <= reach else OPEN


@njit(cache=True, nogil=True)
def open_share(
    queries: Bits, bits: Bits, rows: Bytes, steps: Ints, squared: Floats, reach: float, sx: float, every: int
) -> float:
    """Return which share of the queries ``close`` leaves open, judged by every so many words."""
    asked = opened = word = 0
    for z in range(queries.shape[0]):
        for y in range(queries.shape[1]):
            for w in range(queries.shape[2]):
                if not queries[z, y, w]:
                    continue
                word += 1
                if word % every:
                    continue
                asked += 1
                x = 64 * w + first(queries[z, y, w])
                opened += close(bits, rows, steps, squared, reach, sx, z, y, x) == OPEN
    return opened / max(asked, 1)


@njit(cache=True, nogil=True)
def search(
    queries: Bits, bits: Bits, rows: Bytes, steps: Ints, squared: Floats, reach: float, sx: float, found: Floats
) -> int:
    """Fill ``found`` with ``close`` of every query in array order; return how many stay open."""
    n = opened = 0
    for z in range(queries.shape[0]):
        for y in range(queries.shape[1]):
            for w in range(queries.shape[2]):
                todo = queries[z, y, w]
                shared = todo & bits[z, y, w]
                if todo == shared:
                    here = ones(todo)
                    found[n : n + here] = 0.0
                    n += here
                    continue
                while todo:
                    k = first(todo)
                    todo &= todo - ONE
                    if (shared >> np.uint64(k)) & ONE:
                        found[n] = 0.0
                    else:
                        found[n] = close(bits, rows, steps, squared, reach, sx, z, y, 64 * w + k)
                        opened += found[n] == OPEN
                    n += 1
    return opened


@njit(cache=True, nogil=True)
def blocks(bits: Bits) -> Ints:
    """Return the tight boxes (first and last z, y, x) of the blocks of SIDE×SIDE words that hold a bit."""
    depth, height, words = bits.shape
    boxes = np.empty((((depth + 7) // SIDE) * ((height + 7) // SIDE) * words, 6), np.int64)
    n = 0
    for z0 in range(0, depth, SIDE):
        for y0 in range(0, height, SIDE):
            for w in range(words):
                either = NONE
                box = boxes[n]
                for z in range(z0, min(z0 + SIDE, depth)):
                    for y in range(y0, min(y0 + SIDE, height)):
                        word = bits[z, y, w]
                        if not word:
                            continue
                        if not either:
                            box[0], box[2], box[3] = z, y, y
                        either |= word
                        box[1], box[2], box[3] = z, min(box[2], y), max(box[3], y)
                if either:
                    box[4], box[5] = 64 * w + first(either), 64 * w + last(either)
                    n += 1
    return boxes[:n].copy()


@njit(cache=True, nogil=True)
def settle(queries: Bits, bits: Bits, boxes: Ints, sz: float, sy: float, sx: float, found: Floats) -> None:
    """Replace what is OPEN in ``found``: blocks that cannot be nearer than the best are not looked into."""
    bounds = np.empty(boxes.shape[0], np.float64)
    n = 0
    for z in range(queries.shape[0]):
        for y in range(queries.shape[1]):
            for w in range(queries.shape[2]):
                todo = queries[z, y, w]
                while todo:
                    x = 64 * w + first(todo)
                    todo &= todo - ONE
                    if found[n] == OPEN:
                        nearest = 0
                        for b in range(boxes.shape[0]):
                            box = boxes[b]
                            bounds[b] = squared_steps(
                                max(box[0] - z, z - box[1], 0) * sz,
                                max(box[2] - y, y - box[3], 0) * sy,
                                max(box[4] - x, x - box[5], 0) * sx,
                            )
                            if bounds[b] < bounds[nearest]:
                                nearest = b
                        best = inside(bits, boxes[nearest], z, y, x, sz, sy, sx, np.inf)
                        for b in range(boxes.shape[0]):
                            if bounds[b] < best:
                                best = inside(bits, boxes[b], z, y, x, sz, sy, sx, best)
                        found[n] = best
                    n += 1


@njit(forceinline=True)
def squared_steps(dz: Any, dy: Any, dx: Any) -> Any:
    """Return a squared length, added up in the one order that all ways use."""
    return (dz * dz + dy * dy) + dx * dx


@njit(forceinline=True)
def inside(bits: Any, box: Any, z: Any, y: Any, x: Any, sz: Any, sy: Any, sx: Any, best: Any) -> Any:
    """Return the smaller of ``best`` and the squared distance from a voxel to the bits of a block."""
    w = box[4] >> 6
    k = min(max(x - 64 * w, 0), 63)
    for zz in range(box[0], box[1] + 1):
        for yy in range(box[2], box[3] + 1):
            word = bits[zz, yy, w]
            if not word:
                continue
            upper, lower = word >> np.uint64(k), word << np.uint64(63 - k)
            dx = np.int64(1 << 40)
            if upper:
                dx = abs(64 * w + k + first(upper) - x)
            if lower:
                dx = min(dx, abs(64 * w + k - 63 + last(lower) - x))
            best = min(best, squared_steps((zz - z) * sz, (yy - y) * sy, dx * sx))
    return best

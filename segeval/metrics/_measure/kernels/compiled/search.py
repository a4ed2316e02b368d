"""Search for the nearest surface voxel: exact, row by row while it is close, block by block where it is far.

Every distance is the smallest of ((dz·sz)² + (dy·sy)²) + (dx·sx)² in float64 over whole steps. Which way is taken
follows from the masks within their box alone, so that the rest of the image cannot show in a result.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.kernels.compiled.bits import first, inlined, kernel, last, ones, root
from segeval.metrics._measure.kernels.compiled.scan import NONE, ONE, Bits, Bytes, Ints

Floats = npt.NDArray[np.float64]

OPEN = -1.0
SLACK = 1 + 1e-9  # of a squared bound, for the rounding of a root
SIDE = 8  # rows of a block along z and along y; along x it is one word
ARGUMENTS = "uint64[:,:,:,::1], uint8[:,::1], int64[:,::1], float64[::1], float64, float64"  # of a search


@inlined
def occupy(bits: Any, rows: Any) -> None:
    """Fill ``rows`` with which rows hold a bit; around are empty ones, so that looking beyond needs no question."""
    margin_z, margin_y = (rows.shape[0] - bits.shape[0]) >> 1, (rows.shape[1] - bits.shape[1]) >> 1
    for z in range(rows.shape[0]):
        for y in range(rows.shape[1]):
            rows[z, y] = 0
    for z in range(bits.shape[0]):
        for y in range(bits.shape[1]):
            rows[z + margin_z, y + margin_y] = holds(bits, z, y)


@inlined
def holds(bits: Any, z: Any, y: Any) -> Any:
    """Return whether a row has a bit."""
    for w in range(bits.shape[2]):
        if bits[z, y, w]:
            return True
    return False


@inlined
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


@inlined
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


@kernel(f"int64({ARGUMENTS}, int64, int64)")
def opened_of(
    both: Bits, rows: Bytes, steps: Ints, squared: Floats, reach: float, sx: float, side: int, every: int
) -> int:
    """Return how many queries of a side in a million ``close`` leaves open, judged by every so many words."""
    queries, bits = both[side], both[1 - side]
    occupy(bits, rows)
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
    return opened * 1_000_000 // max(asked, 1)


@kernel(f"int64({ARGUMENTS}, int64, int64, int64, float64[::1], int64[::1])")
def search(
    both: Bits,
    rows: Bytes,
    steps: Ints,
    squared: Floats,
    reach: float,
    sx: float,
    begin: int,
    end: int,
    n: int,
    found: Floats,
    opened: Ints,
) -> int:
    """Fill ``found`` from its number ``n`` on with ``close`` of every query in array order.

    The queries are first those of side ``begin``, and so on up to before ``end``; ``rows`` is room, and ``opened``
    become the numbers of those of a side that stay open.
    """
    for side in range(begin, end):
        bits = both[1 - side]
        occupy(bits, rows)
        opened[side] = 0
        for z in range(bits.shape[0]):
            for y in range(bits.shape[1]):
                for w in range(bits.shape[2]):
                    todo = both[side, z, y, w]
                    shared = todo & bits[z, y, w]
                    if todo == shared:
                        for _ in range(ones(todo)):
                            found[n] = 0.0
                            n += 1
                        continue
                    while todo:
                        k = first(todo)
                        todo &= todo - ONE
                        if (shared >> np.uint64(k)) & ONE:
                            found[n] = 0.0
                        else:
                            found[n] = close(bits, rows, steps, squared, reach, sx, z, y, 64 * w + k)
                            opened[side] += found[n] == OPEN
                        n += 1
    return n


@kernel("int64(uint64[:,:,::1], int64[:,::1])")
def blocks(bits: Bits, boxes: Ints) -> int:
    """Find boxes (first and last z, y, x) around the bits of blocks of SIDE×SIDE words; return how many hold any."""
    depth, height, words = bits.shape
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
    return n


@kernel(
    "int64(uint64[:,:,:,::1], int64, int64[:,::1], float64[::1], int64[::1], float64, float64, float64, float64[::1])"
)
def settle(
    both: Bits, side: int, boxes: Ints, bounds: Floats, near: Ints, sz: float, sy: float, sx: float, found: Floats
) -> int:
    """Replace what is OPEN in ``found``: blocks that cannot be nearer than the best are not looked into.

    What may be nearest to the open voxels of one word is listed once: none of them is further from a bit than its
    neighbour and the way there. ``bounds`` and ``near`` are room for a number per block.
    """
    queries, bits = both[side], both[1 - side]
    n = 0
    for z in range(queries.shape[0]):
        for y in range(queries.shape[1]):
            for w in range(queries.shape[2]):
                todo = queries[z, y, w]
                count = ones(todo)
                while todo and found[n] != OPEN:
                    todo &= todo - ONE
                    count -= 1
                    n += 1
                if not todo:
                    continue
                x0, x1 = 64 * w + first(todo), 64 * w + last(todo)
                best = seed(bits, boxes, bounds, z, y, x0, x1, sz, sy, sx)
                most = root(best) + (x1 - x0) * sx
                held = within(bounds, most * most * SLACK, near)
                while todo:
                    x = 64 * w + first(todo)
                    todo &= todo - ONE
                    if found[n] == OPEN:
                        best = np.inf
                        for k in range(held):
                            box = boxes[near[k]]
                            if to_box(box, z, y, x, x, sz, sy, sx) < best:
                                best = inside(bits, box, z, y, x, sz, sy, sx, best)
                        found[n] = best
                    n += 1
    return n


@inlined
def seed(bits: Any, boxes: Any, bounds: Any, z: Any, y: Any, x0: Any, x1: Any, sz: Any, sy: Any, sx: Any) -> Any:
    """Fill ``bounds`` with the squared distance from a piece of a row to each block.

    Return the squared distance from its first voxel to the bits of the nearest block.
    """
    nearest = 0
    for b in range(boxes.shape[0]):
        bounds[b] = to_box(boxes[b], z, y, x0, x1, sz, sy, sx)
        if bounds[b] < bounds[nearest]:
            nearest = b
    return inside(bits, boxes[nearest], z, y, x0, sz, sy, sx, np.inf)


@inlined
def within(bounds: Any, most: Any, near: Any) -> Any:
    """List the blocks that are no further away, the nearest first; return how many."""
    held = nearest = 0
    for b in range(bounds.size):
        if bounds[b] <= most:
            near[held] = b
            if bounds[b] < bounds[near[nearest]]:
                nearest = held
            held += 1
    near[0], near[nearest] = near[nearest], near[0]
    return held


@inlined
def to_box(box: Any, z: Any, y: Any, x0: Any, x1: Any, sz: Any, sy: Any, sx: Any) -> Any:
    """Return the squared distance from a piece of a row to a box."""
    return squared_steps(
        max(box[0] - z, z - box[1], 0) * sz,
        max(box[2] - y, y - box[3], 0) * sy,
        max(box[4] - x1, x0 - box[5], 0) * sx,
    )


@inlined
def squared_steps(dz: Any, dy: Any, dx: Any) -> Any:
    """Return a squared length, added up in the one order that all ways use."""
    return (dz * dz + dy * dy) + dx * dx


@inlined
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

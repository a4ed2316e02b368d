"""Surface elements between voxels, and their areas.

Elements lie on the corners of voxels: element (z, y, x) between the voxels z-1 and z, y-1 and y, x-1 and x, wherever
one of these is inside and one is outside and not ignored. A lattice of corners is one longer than the voxels along each
axis; beyond the box is outside. In a ``flat`` image its one slice lies on both sides.
"""

from typing import Any

import numpy as np

from segeval.metrics._measure.kernels.compiled.bits import first, inlined, kernel, ones
from segeval.metrics._measure.kernels.compiled.scan import FULL, NONE, ONE, Bits
from segeval.metrics._measure.kernels.compiled.search import Floats


@inlined
def columns(bits: Any, z: Any, y: Any, w: Any) -> Any:
    """Return the voxels of a row before and behind each of 64 corners."""
    if not (0 <= z < bits.shape[0] and 0 <= y < bits.shape[1]):
        return NONE, NONE
    behind = bits[z, y, w] if w < bits.shape[2] else NONE
    carried = bits[z, y, w - 1] >> np.uint64(63) if w > 0 else NONE
    return (behind << ONE) | carried, behind


@kernel("int64(uint64[:,:,:,::1], int64, int64, uint64[:,:,:,::1])")
def elements(both: Bits, side: int, flat: int, places: Bits) -> int:
    """Find the corners of a side with a voxel inside and one that is outside and not ignored; return how many.

    ``both`` are masks as ``pack_both`` makes them, ``places`` (2, z, y, word) the corners.
    """
    bits, full, found = both[side], both[both.shape[0] - 2 + side], places[side]
    before = 0 if flat else 1
    count = 0
    for z in range(found.shape[0]):
        for y in range(found.shape[1]):
            for w in range(found.shape[2]):
                some, every = NONE, FULL
                for zz in range(z - before, z + 1):
                    for yy in range(y - 1, y + 1):
                        left, right = columns(bits, zz, yy, w)
                        some |= left | right
                        left, right = columns(full, zz, yy, w)
                        every &= left & right
                found[z, y, w] = some & ~every
                count += ones(found[z, y, w])
    return count


@kernel("int64(uint64[:,:,:,::1], uint64[:,:,:,::1], int64, int64, float64[::1], uint64[::1], float64[::1])")
def weigh(both: Bits, places: Bits, side: int, flat: int, areas: Floats, around: Bits, weights: Floats) -> int:
    """Fill ``weights`` with the areas of all elements of a side in array order.

    Bit 4z + 2y + x of a code is the voxel at offset (z, y, x) among the eight around an element, and ``areas`` are by
    code; ``around`` is room for eight words.
    """
    bits, found = both[side], places[side]
    before = 0 if flat else 1
    n = 0
    for z in range(found.shape[0]):
        for y in range(found.shape[1]):
            for w in range(found.shape[2]):
                todo = found[z, y, w]
                if not todo:
                    continue
                for i in range(4):
                    zz, yy = z if i > 1 else z - before, y - 1 + (i & 1)
                    around[2 * i], around[2 * i + 1] = columns(bits, zz, yy, w)
                while todo:
                    k = np.uint64(first(todo))
                    todo &= todo - ONE
                    code = NONE
                    for i in range(8):
                        code |= ((around[i] >> k) & ONE) << np.uint64(i)
                    weights[n] = areas[code]
                    n += 1
    return n

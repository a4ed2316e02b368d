"""Surface elements between voxels, their areas and the distances between them, in one compiled call.

Elements lie on the corners of voxels: element (z, y, x) between the voxels z-1 and z, y-1 and y, x-1 and x, wherever
one of these is inside and one is outside and not ignored. A lattice of corners is one longer than the voxels along each
axis; beyond the box is outside.
"""

from typing import Any

import numpy as np
from numba import njit

from segeval.metrics._measure.kernels.compiled.bits import first, ones
from segeval.metrics._measure.kernels.compiled.scan import FULL, NONE, ONE, Bits, Bytes, Ints, filled, pack
from segeval.metrics._measure.kernels.compiled.search import Floats
from segeval.metrics._measure.kernels.compiled.surfaces import nearest


@njit(cache=True, nogil=True)
def surfels(
    reference: Bytes,
    prediction: Bytes,
    box: Ints,
    values: Bytes,
    ignored: Bytes,
    flat: bool,
    spacing: Floats,
    around: Any,
    areas: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return distances and areas of the elements of one mask, then of the other; see ``surfaces``, ``areas`` by code.

    Bit 4z + 2y + x of a code is the voxel at offset (z, y, x) among the eight around an element. In a ``flat`` image
    its one slice lies on both sides, and the area over a slice of thickness 1 is a length.
    """
    first_bits, second_bits = pack(reference, box, values), pack(prediction, box, values)
    width = box[5] - box[4]
    there, n_there = elements(first_bits, filled(first_bits, reference, box, ignored), width, flat)
    back, n_back = elements(second_bits, filled(second_bits, prediction, box, ignored), width, flat)
    return (
        nearest(there, n_there, back, spacing, around),
        weigh(first_bits, there, n_there, flat, areas),
        nearest(back, n_back, there, spacing, around),
        weigh(second_bits, back, n_back, flat, areas),
    )


@njit(forceinline=True)
def columns(bits: Any, z: Any, y: Any, w: Any) -> Any:
    """Return the voxels of a row before and behind each of 64 corners."""
    if not (0 <= z < bits.shape[0] and 0 <= y < bits.shape[1]):
        return NONE, NONE
    behind = bits[z, y, w] if w < bits.shape[2] else NONE
    carried = bits[z, y, w - 1] >> np.uint64(63) if w > 0 else NONE
    return (behind << ONE) | carried, behind


@njit(cache=True, nogil=True)
def elements(bits: Bits, full: Bits, width: int, flat: bool) -> tuple[Bits, int]:
    """Return the corners with a voxel in ``bits`` and one not in ``full``, and how many.

    ``full`` are the voxels of the mask and those whose edge does not count; ``width`` is the voxels of a row.
    """
    depth, height = bits.shape[:2]
    found = np.empty((depth if flat else depth + 1, height + 1, width // 64 + 1), np.uint64)
    before = np.int64(0 if flat else 1)
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
    return found, count


@njit(cache=True, nogil=True)
def weigh(bits: Bits, found: Bits, count: int, flat: bool, areas: Floats) -> Floats:
    """Return the areas of all ``count`` elements in array order."""
    weights = np.empty(count, np.float64)
    around = np.empty(8, np.uint64)
    before = np.int64(0 if flat else 1)
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
    return weights

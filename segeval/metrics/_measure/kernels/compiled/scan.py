"""Compiled passes over voxels: what two label maps hold, their masks as bits, and the borders of those.

Maps are bytes ``(z, y, x)`` in C order; bits are words of 64 voxels along x, ``(z, y, word)``, unused ones 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from segeval.metrics._measure.kernels.compiled.bits import blank64, equal64, first, last, ones

Bytes = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)
NONE = np.uint64(0)


@njit(forceinline=True)
def below(n: Any) -> Any:
    """Return a word with its lowest ``n`` bits set, 1 to 64."""
    return FULL >> np.uint64(64 - n)


@njit(forceinline=True)
def equal(flat: Any, start: Any, n: Any, value: Any) -> Any:
    """Return as bits which of ``n`` bytes from ``start`` equal ``value``; near the end of the array one by one."""
    if start + 64 <= flat.size:
        return equal64(flat, start, value) & below(n)
    word = NONE
    for k in range(n):
        if flat[start + k] == value:
            word |= ONE << np.uint64(k)
    return word


@njit(forceinline=True)
def begin(counts: Any, box: Any, z: Any, y: Any, x: Any) -> None:
    """Make the counts and the box of a label ready that has been met for the first time."""
    for k in range(256):
        counts[k] = 0
    box[0], box[2], box[4] = z, y, x + 63
    box[3] = box[5] = 0


@njit(forceinline=True)
def grow(box: Any, z: Any, y: Any, left: Any, right: Any) -> None:
    """Widen a box (first and end z, y, x) to hold a piece of a row; pieces come with rising z."""
    box[1] = z + 1
    box[2] = min(box[2], y)
    box[3] = max(box[3], y + 1)
    box[4] = min(box[4], left)
    box[5] = max(box[5], right + 1)


@njit(cache=True, nogil=True)
def scan(reference: Bytes, prediction: Bytes, confusion: Ints, boxes: Ints) -> Flags:
    """Count every pair of labels, and find the box of each label in either map, in one pass; return which occur.

    ``confusion[r, p]`` (256, 256) and ``boxes`` (256, 6) are filled for labels that occur; 0 is always among them, but
    without a box. 64 voxels of background cost one comparison, others as many as there are pairs in them.
    """
    depth, height, width = reference.shape
    flat, other = reference.reshape(-1), prediction.reshape(-1)
    found = np.zeros(256, np.bool_)
    found[0] = True
    for label in range(256):
        confusion[0, label] = 0
    foreground = 0
    for z in range(depth):
        for y in range(height):
            row = (z * height + y) * width
            for x in range(0, width, 64):
                start, n = row + x, min(64, width - x)
                if start + 64 <= flat.size and blank64(flat, other, start):
                    continue
                todo = below(n) & ~(equal(flat, start, n, 0) & equal(other, start, n, 0))
                foreground += ones(todo)
                while todo:
                    k = first(todo)
                    i, j = flat[start + k], other[start + k]
                    same = todo & equal(flat, start, n, i) & equal(other, start, n, j)
                    todo ^= same
                    for label in (i, j):
                        if not found[label]:
                            found[label] = True
                            begin(confusion[label], boxes[label], z, y, x)
                        if label:
                            grow(boxes[label], z, y, x + first(same), x + last(same))
                    confusion[i, j] += ones(same)
    confusion[0, 0] = flat.size - foreground
    return found


@njit(cache=True, nogil=True)
def pack(labels: Bytes, box: Ints, values: Bytes) -> Bits:
    """Return the voxels of a box (first and end z, y, x) that carry one of ``values``, as bits."""
    height, width = labels.shape[1:]
    z0, z1, y0, y1, x0, x1 = box
    flat = labels.reshape(-1)
    bits = np.empty((z1 - z0, y1 - y0, (x1 - x0 + 63) // 64), np.uint64)
    for z in range(z0, z1):
        for y in range(y0, y1):
            row = (z * height + y) * width
            for w in range(bits.shape[2]):
                x = x0 + 64 * w
                word = NONE
                for value in values:
                    word |= equal(flat, row + x, min(64, x1 - x), value)
                bits[z - z0, y - y0, w] = word
    return bits


@njit(cache=True, nogil=True)
def filled(bits: Bits, labels: Bytes, box: Ints, ignored: Bytes) -> Bits:
    """Return the voxels of a mask, joined with those that are ignored."""
    if not ignored.size:
        return bits
    return bits | pack(labels, box, ignored)


@njit(cache=True, nogil=True)
def border(bits: Bits, full: Bits, reach: int, flat: bool) -> tuple[Bits, int]:
    """Return the voxels with a neighbour that is not in ``full``, and how many; what is beyond the box is not in it.

    ``full`` are the voxels of the mask and those whose edge does not count. ``reach`` says which neighbours count: 1
    across faces (6), 2 also across edges (18), 3 also across corners (26). In a ``flat`` image of one slice there is no
    neighbour in z.
    """
    depth, height, words = bits.shape
    found = np.zeros(bits.shape, np.uint64)
    inner = np.empty(words, np.uint64)
    high = np.int64(0 if flat else 1)
    count = 0
    for z in range(depth):
        for y in range(height):
            some = NONE
            for w in range(words):
                inner[w] = bits[z, y, w]
                some |= inner[w]
            if not some:
                continue
            for dz in range(-high, high + 1):
                for dy in range(-1, 2):
                    steps = abs(dz) + abs(dy)
                    if steps > reach:
                        continue
                    within = 0 <= z + dz < depth and 0 <= y + dy < height
                    before = NONE
                    for w in range(words):
                        word = full[z + dz, y + dy, w] if within else NONE
                        if steps < reach:
                            after = full[z + dz, y + dy, w + 1] if within and w + 1 < words else NONE
                            sides = (word << ONE) | (before >> np.uint64(63))
                            before = word
                            word &= sides & ((word >> ONE) | (after << np.uint64(63)))
                        inner[w] &= word
            for w in range(words):
                edge = bits[z, y, w] & ~inner[w]
                if edge:
                    found[z, y, w] = edge
                    count += ones(edge)
    return found, count

"""Passes over voxels: what two label maps hold, their masks as bits, and the borders of those.

Maps are bytes in C order, flat or ``(z, y, x)``; bits are words of 64 voxels along x, ``(z, y, word)``, unused ones 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.kernels.compiled.bits import blank64, equal64, first, inlined, kernel, last, ones

Bytes = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
ONE = np.uint64(1)
NONE = np.uint64(0)
MASKS = "uint8[::1], uint8[::1], int64[::1], uint8[::1], uint8[::1], uint64[:,:,:,::1]"


@inlined
def below(n: Any) -> Any:
    """Return a word with its lowest ``n`` bits set, 1 to 64."""
    return FULL >> np.uint64(64 - n)


@inlined
def equal(flat: Any, start: Any, n: Any, value: Any) -> Any:
    """Return as bits which of ``n`` bytes from ``start`` equal ``value``; near the end of the array one by one."""
    if start + 64 <= flat.size:
        return equal64(flat, start, value) & below(n)
    word = NONE
    for k in range(n):
        if flat[start + k] == value:
            word |= ONE << np.uint64(k)
    return word


@inlined
def begin(counts: Any, box: Any, z: Any, y: Any, x: Any) -> None:
    """Make the counts and the box of a label ready that has been met for the first time."""
    for k in range(256):
        counts[k] = 0
    box[0], box[2], box[4] = z, y, x + 63
    box[3] = box[5] = 0


@inlined
def grow(box: Any, z: Any, y: Any, left: Any, right: Any) -> None:
    """Widen a box (first and end z, y, x) to hold a piece of a row; pieces come with rising z."""
    box[1] = z + 1
    box[2] = min(box[2], y)
    box[3] = max(box[3], y + 1)
    box[4] = min(box[4], left)
    box[5] = max(box[5], right + 1)


@kernel("int64(uint8[::1], uint8[::1], int64, int64, int64, int64[:,::1], int64[:,::1], uint8[::1])")
def scan(
    flat: Bytes, other: Bytes, depth: int, height: int, width: int, confusion: Ints, boxes: Ints, codes: Bytes
) -> int:
    """Count every pair of labels, and find the box of each label in either map, in one pass; return how many occur.

    ``codes`` (256) become those that occur, in rising order, and 0 is always one of them. The first numbers of
    ``confusion`` (256, 256) become the counts, ``(n, n)``, those of ``boxes`` (256, 6) the boxes, ``(n, 6)``; that of 0
    is 0. 64 voxels of background cost one comparison, others as many as there are pairs in them.
    """
    for label in range(256):
        confusion[0, label] = 0
        codes[label] = 0
    codes[0] = 1
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
                        if not codes[label]:
                            codes[label] = 1
                            begin(confusion[label], boxes[label], z, y, x)
                        if label:
                            grow(boxes[label], z, y, x + first(same), x + last(same))
                    confusion[i, j] += ones(same)
    confusion[0, 0] = flat.size - foreground
    for end in range(6):
        boxes[0, end] = 0
    occurring: int = compact(confusion, boxes, codes)
    return occurring


@inlined
def compact(confusion: Any, boxes: Any, codes: Any) -> Any:
    """Move what is known of labels that occur to the front; ``codes`` hold 1 where one does. Return their number."""
    n = 0
    for label in range(256):
        if codes[label]:
            codes[n] = label
            n += 1
    for i in range(n):
        for j in range(n):
            place = i * n + j
            confusion[place >> 8, place & 255] = confusion[codes[i], codes[j]]
        for end in range(6):
            boxes[i, end] = boxes[codes[i], end]
    return n


@inlined
def pack(flat: Any, height: Any, width: Any, box: Any, values: Any, bits: Any) -> None:
    """Fill ``bits`` with the voxels of a box (first and end z, y, x) that carry one of ``values``."""
    for z in range(box[0], box[1]):
        for y in range(box[2], box[3]):
            row = (z * height + y) * width
            for w in range(bits.shape[2]):
                x = box[4] + 64 * w
                n = min(64, box[5] - x)
                word = NONE
                for k in range(values.size):
                    word |= equal(flat, row + x, n, values[k])
                bits[z - box[0], y - box[2], w] = word


@inlined
def pack_both(reference: Any, prediction: Any, place: Any, values: Any, ignored: Any, bits: Any) -> None:
    """Fill ``bits`` with both masks, and where anything is ignored also with both joined with that.

    ``place`` is the height and width of the maps and the box of all of these.
    """
    height, width, box = place[0], place[1], place[2:]
    for side in range(2):
        flat = prediction if side else reference
        pack(flat, height, width, box, values, bits[side])
        if ignored.size:
            pack(flat, height, width, box, ignored, bits[side + 2])
            for z in range(bits.shape[1]):
                for y in range(bits.shape[2]):
                    for w in range(bits.shape[3]):
                        bits[side + 2, z, y, w] |= bits[side, z, y, w]


@kernel(f"int64({MASKS})")
def masks(reference: Bytes, prediction: Bytes, place: Ints, values: Bytes, ignored: Bytes, bits: Bits) -> int:
    """Fill ``bits`` (2 or 4, z, y, word) as ``pack_both`` says; neither mask is empty."""
    pack_both(reference, prediction, place, values, ignored, bits)
    return 0


@kernel(f"int64({MASKS}, int64, int64, uint64[:,:,:,::1], int64[::1])")
def borders(  # noqa: D417 - the others are those of masks
    reference: Bytes,
    prediction: Bytes,
    place: Ints,
    values: Bytes,
    ignored: Bytes,
    bits: Bits,
    reach: int,
    flat: int,
    found: Bits,
    counts: Ints,
) -> int:
    """Find the voxels of both masks with a neighbour outside that is not ignored; what is beyond the box is outside.

    Args:
        reach: Which neighbours count: 1 across faces (6), 2 also across edges (18), 3 also across corners (26).
        flat: Whether the image is one slice, in which there is no neighbour in z.
        found: The voxels, ``(2, z, y, word)``.
        counts: How many there are on each side.
    """
    pack_both(reference, prediction, place, values, ignored, bits)
    for side in range(2):
        full = bits[side + 2] if ignored.size else bits[side]
        counts[side] = border(bits[side], full, reach, 0 if flat else 1, found[side])
    return 0


@inlined
def border(bits: Any, full: Any, reach: Any, high: Any, found: Any) -> Any:
    """Find the voxels with a neighbour that is not in ``full``, up to ``high`` slices away; return how many."""
    depth, height, words = bits.shape
    count = 0
    for z in range(depth):
        for y in range(height):
            inner = found[z, y]
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
                inner[w] = bits[z, y, w] & ~inner[w]
                count += ones(inner[w])
    return count

"""The distances between the surfaces of two masks in one compiled call."""

import numpy as np
from numba import njit

from segeval.metrics._measure.kernels.compiled.scan import Bits, Bytes, Ints, border, filled, pack
from segeval.metrics._measure.kernels.compiled.search import Floats, Rows, blocks, occupied, open_share, search, settle
from segeval.metrics._measure.kernels.compiled.transform import transform

# What things cost in nanoseconds, roughly: they choose a way, never a result.
PER_BLOCK = 1.2
PER_OPEN = 1000.0
PER_VOXEL = 20.0
LONGEST = 32767  # steps along an axis that the transform can count
MANY = 20_000  # queries from which on it pays to ask a sample first
SAMPLE = 2000


@njit(cache=True, nogil=True)
def surfaces(
    reference: Bytes,
    prediction: Bytes,
    box: Ints,
    values: Bytes,
    ignored: Bytes,
    reach: int,
    flat: bool,
    spacing: Floats,
    around: Rows,
) -> tuple[Floats, Floats]:
    """Return the distance from every border voxel of one mask to the border of the other, for both directions.

    Args:
        reference: Label map, bytes ``(z, y, x)`` in C order.
        prediction: The same on the same grid.
        box: First and end z, y, x of what holds both masks and what is ignored; neither mask is empty.
        values: Labels that make the mask.
        ignored: Labels of voxels whose edge is no border, the same in both maps.
        reach: Which neighbours make a border, see ``border``.
        flat: Whether z is no axis of the image.
        spacing: Distance between voxels along z, y, x.
        around: ``rows_around`` of that spacing.
    """
    first, second = pack(reference, box, values), pack(prediction, box, values)
    there, n_there = border(first, filled(first, reference, box, ignored), reach, flat)
    back, n_back = border(second, filled(second, prediction, box, ignored), reach, flat)
    return nearest(there, n_there, back, spacing, around), nearest(back, n_back, there, spacing, around)


@njit(cache=True, nogil=True)
def nearest(queries: Bits, n: int, bits: Bits, spacing: Floats, around: Rows) -> Floats:
    """Return the distance of each of ``n`` queries, in array order, to the nearest bit; infinite without a bit."""
    if not bits.any():
        return np.full(n, np.inf)
    steps, squared, reach, margin_z, margin_y = around
    sz, sy, sx = spacing
    found = np.empty(n, np.float64)
    rows = occupied(bits, margin_z, margin_y)
    depth, height, words = bits.shape
    price = PER_VOXEL * bits.size * 64 if max(depth, height, 64 * words) <= LONGEST else np.inf
    expected = 0.0
    if n > MANY:
        share = open_share(queries, bits, rows, steps, squared, reach, sx, n // SAMPLE)
        expected = share * n * PER_OPEN
    if expected > price:
        transform(queries, bits, sz, sy, sx, found)
    else:
        opened = search(queries, bits, rows, steps, squared, reach, sx, found)
        boxes = blocks(bits) if opened else np.empty((0, 6), np.int64)
        if opened * (PER_OPEN + PER_BLOCK * len(boxes)) > price:
            transform(queries, bits, sz, sy, sx, found)
        elif opened:
            settle(queries, bits, boxes, sz, sy, sx, found)
    for i in range(n):
        found[i] = np.sqrt(found[i])
    return found

"""Compiled order statistics, for distances by the million."""

import numpy as np
import numpy.typing as npt
from numba import njit

# Bits that a pass settles, from the lowest on, and the lowest of those that are settled before it.
DIGITS = ((52, 63), (41, 52), (30, 41), (19, 30), (8, 19), (0, 8))


@njit(cache=True, nogil=True)
def order_statistics(values: npt.NDArray[np.float64], rank: int) -> tuple[float, float]:
    """Return the values of ``rank`` and ``rank + 1`` (or of ``rank`` twice, at the end) in rising order.

    The values are not negative, so that their bits rise as they do: each pass counts one digit of those that share the
    digits found so far.
    """
    bits = values.view(np.uint64)
    counts = np.empty(2048, np.int64)
    known = np.uint64(0)
    before = rank
    for low, high in DIGITS:
        counts[:] = 0
        mask = np.uint64((1 << (high - low)) - 1)
        for word in bits:
            if (word ^ known) >> np.uint64(high) == 0:
                counts[(word >> np.uint64(low)) & mask] += 1
        digit = 0
        while before >= counts[digit]:
            before -= counts[digit]
            digit += 1
        known |= np.uint64(digit) << np.uint64(low)
    equal, above = 0, np.inf
    found = np.array([known]).view(np.float64)[0]
    for value in values:
        if value == found:
            equal += 1
        elif value > found:
            above = min(above, value)
    return found, found if before + 1 < equal or above == np.inf else above

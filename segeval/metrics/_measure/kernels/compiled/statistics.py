"""Order statistics, for distances by the million."""

import numpy as np

from segeval.metrics._measure.kernels.compiled.bits import kernel
from segeval.metrics._measure.kernels.compiled.scan import Bits, Ints
from segeval.metrics._measure.kernels.compiled.search import Floats

# Bits that a pass settles, from the lowest on, and the lowest of those that are settled before it.
DIGITS = ((52, 63), (41, 52), (30, 41), (19, 30), (8, 19), (0, 8))


@kernel("int64(uint64[::1], float64[::1], int64, int64[::1], float64[::1])")
def order_statistics(bits: Bits, values: Floats, rank: int, counts: Ints, found: Floats) -> int:
    """Find the values of ``rank`` and ``rank + 1`` (or of ``rank`` twice, at the end) in rising order.

    ``bits`` are those of the values, which are not negative, so that both rise alike: each pass counts, in ``counts``
    (2048), one digit of those that share the digits found so far.
    """
    known = np.uint64(0)
    before = rank
    for low, high in DIGITS:
        for digit in range(2048):
            counts[digit] = 0
        mask = np.uint64((1 << (high - low)) - 1)
        for word in bits:
            if (word ^ known) >> np.uint64(high) == 0:
                counts[(word >> np.uint64(low)) & mask] += 1
        digit = 0
        while before >= counts[digit]:
            before -= counts[digit]
            digit += 1
        known |= np.uint64(digit) << np.uint64(low)
    equal, here, above = 0, np.inf, np.inf
    for k in range(values.size):
        if bits[k] == known:
            here = values[k]
            equal += 1
        elif bits[k] > known:
            above = min(above, values[k])
    found[0], found[1] = here, here if before + 1 < equal or above == np.inf else above
    return 0

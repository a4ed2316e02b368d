"""Memory for large label maps, used again: clearing fresh pages takes longer than inflating a mask into them."""

import ctypes
import weakref
from collections import deque

import numpy as np
import numpy.typing as npt

LEAST = 8 << 20  # bytes, below which the allocator does not go to the system each time
Bytes = npt.NDArray[np.uint8]

_free: deque[Bytes] = deque(maxlen=2)  # as many as a case has; what is let go of beyond goes to the system


def block(size: int) -> Bytes:
    """Return so many bytes of any content; nobody else has them until all arrays on them are gone."""
    if size < LEAST:
        return np.empty(size, np.uint8)
    held = _taken(size)
    if held is None:
        held = np.empty(size, np.uint8)
    # Every array on this lease keeps it alive, whatever it is a view of.
    lease = (ctypes.c_uint8 * size).from_buffer(held)  # type: ignore[arg-type]  # an array is a buffer
    weakref.finalize(lease, _free.append, held).atexit = False
    array: Bytes = np.frombuffer(memoryview(lease), np.uint8)
    return array


def _taken(size: int) -> Bytes | None:
    """Return a block that is free and not much too large."""
    for _ in range(len(_free)):
        try:
            held = _free.popleft()
        except IndexError:  # another thread was faster
            return None
        if size <= len(held) <= 2 * size:
            return held
        _free.append(held)
    return None

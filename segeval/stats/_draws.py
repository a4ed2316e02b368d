"""The draws of whole groups with replacement: the same for equal numbers of groups, on every machine."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from segeval.stats._arrays import Floats

DRAWS = 9999
SEED = 20261120
ROWS, WORDS = 1024, 2**18  # of one block, so that 32 kept blocks take 64 MB at most


def draws(groups: int, number: int = DRAWS) -> Iterator[Floats]:
    """Yield blocks ``(draws, groups)`` of how often each group is drawn, ``number`` draws in all."""
    rows = max(1, min(ROWS, WORDS // groups))
    for start in range(0, number, rows):
        yield _block(groups, start, min(rows, number - start))


@lru_cache(maxsize=32)
def _block(groups: int, start: int, rows: int) -> Floats:
    """Return the draws from number ``start`` on.

    Raw PCG64 words, because numpy keeps those the same in every version; a committed board must never drift.
    """
    words = np.random.PCG64(SEED).advance(start * groups).random_raw(rows * groups) % np.uint64(groups)
    places = words.astype(np.int64) + np.repeat(np.arange(rows) * groups, groups)
    return np.bincount(places, minlength=rows * groups).reshape(rows, groups).astype(np.float64)

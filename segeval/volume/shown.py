"""What every picture of an image needs: places in true proportions, and brightness."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

PERCENTILES = (1, 99)  # of the shown values, from black to white


def in_proportion(shape: Sequence[int], spacing: Sequence[float], largest: int) -> tuple[npt.NDArray[np.intp], ...]:
    """Return which rows and columns make a picture whose longer side has ``largest`` pixels, in true proportions."""
    extent = [n * s for n, s in zip(shape, spacing, strict=True)]
    sizes = [max(1, round(length * largest / max(extent))) for length in extent]
    return tuple(((np.arange(m) + 0.5) * n / m).astype(np.intp) for m, n in zip(sizes, shape, strict=True))


def brightness(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return values of any shape as 0 to 255, between two of their own percentiles."""
    numbers = values.astype(np.float64)
    low, high = np.percentile(numbers, PERCENTILES)
    shown: npt.NDArray[np.float64] = np.clip((numbers - low) * 255 / max(float(high - low), 1e-9), 0, 255)
    return shown

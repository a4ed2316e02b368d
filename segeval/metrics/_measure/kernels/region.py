"""What every pass over two label maps is about."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Region(NamedTuple):
    """Two masks, neither of them empty, in their label maps.

    ``reference`` and ``prediction`` are label maps on one grid, bytes ``(z, y, x)`` in C order; ``values`` are the
    labels that make the masks, ``ignored`` those of voxels whose edge is no surface, the same in both maps. ``box`` is
    the first and end index of z, y, x of what holds all of these. ``flat``: z is no axis of the image. ``spacing`` is
    the distance between voxels along z, y, x.
    """

    reference: Bytes
    prediction: Bytes
    box: Sequence[int]
    values: Bytes
    ignored: Bytes
    flat: bool
    spacing: Sequence[float]

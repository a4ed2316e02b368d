"""Passes over label maps, compiled by LLVM, or with numpy and scipy where nothing can be compiled: equal and slow.

The environment variable ``SEGEVAL_KERNELS`` is ``compiled``, the default, or ``scipy``. Both load when they are first
asked for, so that importing metrics stays light.
"""

import os
import typing

from segeval.errors import UsageError
from segeval.metrics._measure.kernels import plain
from segeval.metrics._measure.kernels.region import Bytes, Floats, Ints, Region
from segeval.registry import suggest

SWITCH = "SEGEVAL_KERNELS"
NAMES = ("compiled", "scipy")


class Kernels(typing.Protocol):
    """What both modules offer; maps are bytes ``(z, y, x)`` in C order, boxes the first and end index of z, y, x."""

    def scan(self, reference: Bytes, prediction: Bytes) -> tuple[Bytes, Ints, Ints]:
        """Return which bytes occur in two maps (0 always does), how often each met each, and their boxes.

        A box ``(n, 6)`` holds a byte in either map; 0 has none, its row is 0.
        """

    def surfaces(self, region: Region, reach: int) -> tuple[Floats, Floats]:
        """Return the distances from every border voxel of one mask to the border of the other, for both directions.

        Neighbours that make a border differ along up to ``reach`` axes, 1 to 3. Where a mask has no border, distances
        to it are infinite.
        """

    def surfels(self, region: Region, areas: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return distances and areas of the surface elements of one mask, then of the other; ``areas`` are by code.

        Elements lie on the corners of voxels, wherever one of the eight voxels around is inside and one is outside and
        not ignored. Bit 4z + 2y + x of a code is the voxel at offset (z, y, x). In a ``flat`` image its one slice lies
        on both sides.
        """

    def order_statistics(self, values: Floats, rank: int) -> tuple[float, float]:
        """Return the values of ``rank`` and of the next rank, at the end the last one twice, in rising order."""


def chosen() -> Kernels:
    """Return the passes that ``SEGEVAL_KERNELS`` names.

    Raises:
        UnknownName: If it names none.
        UsageError: If the compiled ones cannot be loaded.
    """
    name = os.environ.get(SWITCH) or NAMES[0]
    if name not in NAMES:
        noun = f"value of {SWITCH}"
        raise suggest(noun, name, NAMES, f"There are {' and '.join(NAMES)}.")
    if name == "scipy":
        return plain
    try:
        from segeval.metrics._measure.kernels import native
    except (ImportError, OSError, RuntimeError) as error:  # a library or a text that does not fit the machine
        msg = f"the compiled kernels cannot be loaded ({error}); set {SWITCH}=scipy to measure without them, slowly"
        raise UsageError(msg) from error
    return native

"""Where voxels lie, and arrays that know it."""

from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Unit = Literal["mm", "px"]
SPACING_RTOL = 1e-3
VOXEL_ATOL = 0.1
FloatArray = npt.NDArray[np.float32]
LabelArray = npt.NDArray[np.integer[Any]]


def unit_of(declared: str, unit: Unit, ndim: int = 3) -> str:
    """Return the unit of a metric on a grid: "length" and "volume" become what they are there, others stay."""
    if declared == "volume":
        return "px" if unit == "px" else {2: "mm²", 3: "ml"}[ndim]
    return unit if declared == "length" else declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where voxels lie: ``direction`` has one row per array axis, its unit vector in RAS world axes (x, y, z).

    ``origin`` is the world position (x, y, z) of the first voxel. In 2D the world is (x, y).
    """

    shape: tuple[int, ...]
    spacing: tuple[float, ...]
    origin: tuple[float, ...]
    direction: tuple[tuple[float, ...], ...]
    unit: Unit

    def __str__(self) -> str:
        size = "×".join(str(n) for n in self.shape)
        spacing = "×".join(f"{s:g}" for s in self.spacing)
        return f"{size} at {spacing} {self.unit}, origin {tuple(round(o, 3) for o in self.origin)}"

    @property
    def steps(self) -> npt.NDArray[np.float64]:
        """Row k: the world vector from one voxel to the next along array axis k."""
        steps: npt.NDArray[np.float64] = np.array(self.direction) * np.array(self.spacing)[:, None]
        return steps

    def difference(self, other: "Grid") -> str:
        """Say what differs between two grids, nothing if they put every voxel at the same place.

        Shape and unit must be equal, spacing within 0.1 %, and no corner may move by more than 0.1 of a voxel along any
        axis: headers in float32 err by 0.001 voxels, conventions (pixel corner or centre) differ by 0.5.
        """
        if self == other:
            return ""
        if self.shape != other.shape:
            return "shapes differ"
        if self.unit != other.unit:
            return "units differ"
        if not np.allclose(other.spacing, self.spacing, rtol=SPACING_RTOL, atol=0):
            return "spacings differ"
        corners = np.array(list(product(*((0, n - 1) for n in self.shape))))
        moved = np.array(other.origin) - self.origin + corners @ (other.steps - self.steps)
        far = float(np.abs(moved @ np.array(self.direction).T / self.spacing).max())
        return f"a corner lies {far:.2f} voxels away" if far > VOXEL_ATOL else ""

    @staticmethod
    def pixels(shape: tuple[int, ...]) -> "Grid":
        """Return the grid of an image that has no physical spacing: unit pixels, identity direction."""
        n = len(shape)
        direction = tuple(tuple(float(i + j == n - 1) for j in range(n)) for i in range(n))
        return Grid(shape=shape, spacing=(1.0,) * n, origin=(0.0,) * n, direction=direction, unit="px")


@dataclass(frozen=True, slots=True)
class Volume:
    """An image: float32 array ``(C, *grid.shape)``; ``case`` is the id of the case that it is the whole image of."""

    array: FloatArray
    grid: Grid
    case: str = ""


@dataclass(frozen=True, slots=True)
class Mask:
    """A label map: integer array of ``grid.shape``."""

    array: LabelArray
    grid: Grid

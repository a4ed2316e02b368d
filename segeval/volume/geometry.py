"""Grids: from and to affine matrices, into one orientation and back, and the test whether two are the same."""

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.errors import BadData, GridMismatch
from segeval.records import Grid

Matrix = npt.NDArray[np.float64]

LPS_TO_RAS = np.diag([-1.0, -1.0, 1.0])  # DICOM and ITK point left and posterior, NIfTI and we right and anterior

NEAREST, FARTHEST = 1e-9, 1e9  # mm: far beyond what images anything, and no power of it overflows
SHEAR = 1e-2  # largest cosine between two axes that still counts as a right angle


def grid_from_axes(path: Path, shape: tuple[int, ...], steps: Matrix, origin: Matrix) -> Grid:
    """Return the grid in mm whose array axis k advances by row k of ``steps`` (world RAS) per voxel.

    Raises:
        BadData: A spacing or the origin is not finite, a spacing is not positive, or the axes are not at right angles.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        spacing = np.linalg.norm(steps, axis=1)
    known = np.isfinite(spacing).all() and np.isfinite(origin).all()
    if not (known and spacing.min() >= NEAREST and max(spacing.max(), np.abs(origin).max()) <= FARTHEST):
        msg = (
            f"{path}: spacing {spacing.tolist()}, origin {origin.tolist()}: must be finite, spacing positive, "
            f"from {NEAREST:g} to {FARTHEST:g} mm; fix it"
        )
        raise BadData(msg)
    direction = steps / spacing[:, None]
    shear = float(np.abs(direction @ direction.T - np.eye(len(shape))).max())
    if shear > SHEAR:
        msg = f"{path}: axes are sheared (cosine {shear:.3f} between two of them, at most {SHEAR}); resample it first"
        raise BadData(msg)
    return Grid(
        shape=shape,
        spacing=tuple(spacing.tolist()),
        origin=tuple(origin.tolist()),
        direction=tuple(tuple(row) for row in direction.tolist()),
        unit="mm",
    )


def grid_from_lps(path: Path, shape: tuple[int, ...], steps: Matrix, origin: Matrix) -> Grid:
    """Return the grid of steps and an origin in LPS, the world of DICOM and ITK."""
    return grid_from_axes(path, shape, steps @ LPS_TO_RAS, origin @ LPS_TO_RAS)


def affine(grid: Grid) -> Matrix:
    """Return the 4×4 matrix from voxel index (x, y, z) to world RAS (x, y, z), the form NIfTI stores."""
    matrix = np.eye(4)
    matrix[:3, :3] = grid.steps[::-1].T
    matrix[:3, 3] = grid.origin
    return matrix


def canonical(array: npt.NDArray[Any], grid: Grid) -> tuple[npt.NDArray[Any], Grid]:
    """Turn the last ``len(grid.shape)`` axes so that they run inferior→superior, posterior→anterior, left→right.

    Axes are permuted and flipped, never interpolated: an oblique grid stays oblique. A leading channel axis stays.
    The array that comes back is contiguous; it is ``array`` itself if nothing had to turn.
    """
    order, flipped = _towards_ras(grid)
    steps = grid.steps
    origin = np.array(grid.origin)
    for axis in np.flatnonzero(flipped):
        origin = origin + (grid.shape[axis] - 1) * steps[axis]
    turned = Grid(
        shape=tuple(grid.shape[k] for k in order),
        spacing=tuple(grid.spacing[k] for k in order),
        origin=tuple(origin.tolist()),
        direction=tuple(tuple(-d if flipped[k] else d for d in grid.direction[k]) for k in order),
        unit=grid.unit,
    )
    lead = array.ndim - len(order)
    axes = (*range(lead), *(lead + k for k in order))
    return np.ascontiguousarray(_flip(array, flipped).transpose(axes)), turned


def native(array: npt.NDArray[Any], grid: Grid) -> npt.NDArray[Any]:
    """Undo ``canonical``: ``grid`` is the native grid, and ``native(canonical(a, grid)[0], grid)`` equals ``a``."""
    order, flipped = _towards_ras(grid)
    lead = array.ndim - len(order)
    axes = (*range(lead), *(lead + int(k) for k in np.argsort(order)))
    return np.ascontiguousarray(_flip(array.transpose(axes), flipped))


def require_same_grid(reference: Grid, other: Grid, *, where: str) -> None:
    """Raise GridMismatch unless both grids put every voxel at the same place, by the rule of ``Grid.difference``."""
    fault = reference.difference(other)
    if fault:
        # Where only directions differ, the short form of both grids is the same.
        one, two = (f"{grid}" if str(reference) != str(other) else f"{grid!r}" for grid in (reference, other))
        msg = f"{where}: {fault}: {one} is not {two}; use files that were made from one and the same scan"
        raise GridMismatch(msg)


def _towards_ras(grid: Grid) -> tuple[tuple[int, ...], list[bool]]:
    """Return which native axis becomes each canonical axis, and which native axes run backwards.

    The permutation with the largest sum of cosines wins, so that no two axes ever claim the same world axis.
    """
    cosines = np.array(grid.direction)[:, ::-1]  # column j belongs to canonical axis j: z, y, x
    n = len(grid.shape)
    order = max(permutations(range(n)), key=lambda p: sum(abs(cosines[k, j]) for j, k in enumerate(p)))
    return order, [bool(cosines[k, order.index(k)] < 0) for k in range(n)]


def _flip(array: npt.NDArray[Any], flipped: list[bool]) -> npt.NDArray[Any]:
    return np.flip(array, tuple(axis - len(flipped) for axis, backwards in enumerate(flipped) if backwards))

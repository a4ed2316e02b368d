"""Surfaces of boolean masks and the distances between them; the slow half of every distance metric."""

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
Distances = npt.NDArray[np.float64]


def bounding_box(mask: BoolArray) -> tuple[slice, ...]:
    """Return the smallest box that holds every True voxel; all slices are empty where there is none."""
    box: list[slice] = []
    for axis in range(mask.ndim):
        # Cropping as we go makes every axis after the first cheap.
        inside = mask[tuple(box)]
        occupied = np.flatnonzero(inside.any(axis=tuple(a for a in range(mask.ndim) if a != axis)))
        box.append(slice(int(occupied[0]), int(occupied[-1]) + 1) if occupied.size else slice(0, 0))
    return tuple(box)


def border(mask: BoolArray) -> BoolArray:
    """Return the voxels of ``mask`` with at least one face neighbour outside; beyond the array is outside."""
    inner = mask.copy()
    for axis in range(mask.ndim):
        old, new = np.moveaxis(mask, axis, 0), np.moveaxis(inner, axis, 0)
        new[1:] &= old[:-1]
        new[:-1] &= old[1:]
        new[:1] = new[-1:] = False
    return mask & ~inner


def nearest(source: BoolArray, target: BoolArray, spacing: tuple[float, ...]) -> Distances:
    """Return for each voxel of ``source``, in array order, the distance of its centre to the nearest of ``target``.

    Exact Euclidean distances in the unit of ``spacing``; infinite where ``target`` has no voxel.
    """
    from scipy.spatial import cKDTree

    distances = np.zeros(np.count_nonzero(source))
    apart = ~target[source]
    queries, targets = np.argwhere(source)[apart], np.argwhere(target)
    if not targets.size:
        return np.full_like(distances, np.inf)
    # Surfaces are long thin sheets: splitting at the midpoint builds faster than at the median and answers as fast.
    tree = cKDTree(targets * spacing, leafsize=32, balanced_tree=False, compact_nodes=False)
    _, index = tree.query(queries * spacing)
    # Distances from whole steps, not from positions, so that they do not depend on where in the array the masks lie.
    distances[apart] = np.sqrt((((queries - targets[index]) * spacing) ** 2).sum(axis=1))
    return distances

"""Area-weighted surface distances: surface elements between voxels (Nikolov et al. 2021, doi:10.2196/26151).

Wherever the eight voxels around a corner of the voxel lattice are not all alike, an element lies on that corner. Its
area is that of the surface in the cube between the eight voxel centres, which cuts every edge between an inner and an
outer voxel in the middle.
"""

from functools import cache
from itertools import product

import numpy as np

from segeval.metrics._measure.surfaces import Distances

Corner = tuple[int, ...]

CORNERS: tuple[Corner, ...] = tuple(product((0, 1), repeat=3))
EDGES = {(a, b) for a in CORNERS for b in CORNERS if sum(i != j for i, j in zip(a, b, strict=True)) == 1}


def areas(sz: float, sy: float, sx: float) -> Distances:
    """Return the area of an element for each of the 256 codes; bit 4z + 2y + x is the voxel at that offset."""
    faces = sy * sx, sz * sx, sz * sy
    sums: Distances = np.linalg.norm(_triangles() * faces, axis=2).sum(axis=1)
    return sums


@cache
def _triangles() -> Distances:
    """Return the area vectors ``(code, 4, 3)``, z first, of up to four triangles at spacing 1.

    The rarer of inner and outer voxels is cut off; those that do not share a face are cut off one by one.
    """
    vectors = np.zeros((256, 4, 3))
    for code in range(256):
        inner = {corner for bit, corner in enumerate(CORNERS) if code >> bit & 1}
        rest = inner if len(inner) <= 4 else set(CORNERS) - inner
        n = 0
        while rest:
            piece = {rest.pop()}
            while joined := {corner for corner in rest if any((corner, other) in EDGES for other in piece)}:
                piece |= joined
                rest -= joined
            sheet = _sheet(frozenset(piece))
            vectors[code, n : n + len(sheet)] = sheet
            n += len(sheet)
    return vectors


@cache
def _sheet(piece: frozenset[Corner]) -> Distances:
    """Return the area vectors ``(n, 3)`` of the triangles that cut up to four joined voxels off their cube.

    The middles of the cut edges make one ring, in which neighbours share a face of the cube. A ring of more than four
    is not flat, so that its area depends on how it is filled. It is filled with triangles from one of its points: the
    one that gives the largest area, which is the published one for all codes.
    """
    rest = [
        tuple(map(sum, zip(a, b, strict=True))) for a in piece for b in CORNERS if b not in piece and (a, b) in EDGES
    ]
    ring = [rest.pop()]
    while rest:
        # Coordinates are doubled: 1 is the middle of an edge, 0 and 2 are faces.
        ring.append(next(point for point in rest if any(a == b != 1 for a, b in zip(point, ring[-1], strict=True))))
        rest.remove(ring[-1])
    fans = []
    for start in range(len(ring)):
        points = np.roll(ring, start, axis=0) / 2
        spokes = points[1:] - points[0]
        fans.append(np.cross(spokes[:-1], spokes[1:]) / 2)
    return max(fans, key=lambda fan: float(np.linalg.norm(fan, axis=1).sum()))

"""Phantoms whose scores follow by hand from the definitions; no number here was computed by segeval."""

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
Spacing = tuple[float, ...]

MM = (1.0, 1.0, 1.0)
DICE = "dice is 2 |R ∩ P| / (|R| + |P|)"
OVERLAP = "iou and voe are parts of the union"
RVD = "rvd is signed and relative to the reference"
SPACING = "spacing is honoured per axis"
POOLED = "asd pools both surfaces"
ALIKE = "voxel centres, unweighted"
LARGER = "hd95 is the larger of two directed percentiles"
FARTHEST = "hd is the largest distance of both directions"
INNER = "the surface of a hole is surface"
FACES = "surface of 6-neighbourhood"
EDGE = "image edge is border"
BACKGROUND = "pa counts the background"
NEITHER = "both empty is not 1"
MISS = "a miss is not 0 mm"
NO_OVERLAP = "a miss overlaps by 0"


class Answer(NamedTuple):
    """What a metric must give on a phantom, by which definition, and why.

    ``value`` None: there is no number, so that NaN and infinity are both right. ``within`` is how far voxels may lead
    away from the continuous answer, 0 where the value is exact on the grid.
    """

    definition: str
    metric: str
    value: float | None
    why: str
    within: float = 0


class Phantom(NamedTuple):
    """Two masks ``(z, y, x)``, their spacing in mm, and what follows from them."""

    name: str
    reference: BoolArray
    prediction: BoolArray
    spacing: Spacing
    answers: tuple[Answer, ...]


def box(shape: tuple[int, ...], *slices: slice) -> BoolArray:
    """Return a mask that is True in one box; nowhere without slices."""
    mask = np.zeros(shape, np.bool_)
    if slices:
        mask[slices] = True
    return mask


def cube(side: int, low: int, high: int) -> BoolArray:
    """Return the cube of voxels from ``low`` to before ``high`` along each axis, in a cubic image."""
    return box((side,) * 3, *[slice(low, high)] * 3)


def ball(radius: float, spacing: Spacing) -> BoolArray:
    """Return the voxels whose centres lie at most ``radius`` mm from the central one, in an image of 24 mm."""
    steps = [np.arange(-int(12 / size), int(12 / size) + 1) * size for size in spacing]
    z, y, x = np.meshgrid(*steps, indexing="ij")
    inside: BoolArray = z**2 + y**2 + x**2 <= radius**2
    return inside


def balls() -> tuple[Phantom, ...]:
    """Return concentric balls of 10 and 5 mm, and a shell between them."""
    large, small, flat = ball(10, MM), ball(5, MM), (2.0, 1.0, 1.0)
    # Voxel centres in a ball of radius 10 and 5 (OEIS A000605).
    n10, n5 = 4169, 515
    # On slices 2 mm apart: centres in a circle (OEIS A057655) of squared radius 100, 96, 84, 64, 36, 0; 25, 21, 9.
    f10, f5 = 317 + 2 * (293 + 261 + 197 + 113 + 1), 81 + 2 * (69 + 29)
    concentric = (
        Answer(DICE, "dice", 2 * n5 / (n10 + n5), "the small ball lies in the large one"),
        Answer(OVERLAP, "iou", n5 / n10, "the union is the large ball"),
        Answer(OVERLAP, "voe", 1 - n5 / n10, "the union is the large ball"),
        Answer(RVD, "rvd", n5 / n10 - 1, "the large ball is the reference"),
        Answer(ALIKE, "asd", 5, "spheres 5 mm apart everywhere, each half a voxel thick", within=0.5),
        Answer(FARTHEST, "hd", 5, "spheres 5 mm apart, to one voxel", within=1),
    )
    slices = (
        Answer(DICE, "dice", 2 * f5 / (f10 + f5), "sum of circles, slice by slice"),
        Answer(SPACING, "asd", 5, "spheres 5 mm apart everywhere, to half a slice", within=1),
        Answer(SPACING, "hd", 5, "spheres 5 mm apart, to one slice", within=2),
    )
    shell = (
        Answer(OVERLAP, "iou", (n10 - n5) / n10, "the shell is the large ball without the small one"),
        Answer(INNER, "hd", 5, "from the surface of the hole to the outer one, to one voxel", within=1),
    )
    return (
        Phantom("balls", large, small, MM, concentric),
        Phantom("balls, 2 mm slices", ball(10, flat), ball(5, flat), flat, slices),
        Phantom("ball and shell", large, large & ~small, MM, shell),
    )


def boxes() -> tuple[Phantom, ...]:
    """Return boxes: shifted, nested, thin, of unequal size, hollow, and with a notch."""
    thin, slab = (5.0, 0.8, 0.8), (slice(2, 8), slice(2, 8))
    shifted = (
        Answer(DICE, "dice", 5 / 6, "6×6×6 moved by 1: 2·180 / (2·216)"),
        Answer(BACKGROUND, "pa", 1 - 72 / 1000, "two layers of 36 of 1000 voxels differ"),
        Answer(
            ALIKE, "asd", 104 / 304, "each border has 216 − 64 voxels; the far layer and 16 covered ones are 1 away"
        ),
    )
    nested = (
        Answer(RVD, "rvd", 125 / 729 - 1, "5×5×5 in 9×9×9"),
        Answer(FARTHEST, "hd", 2 * sqrt(3), "from corner to corner: 2 steps along each axis"),
    )
    slabs = (
        Answer(DICE, "dice", 0.5, "one of two slices is shared"),
        Answer(ALIKE, "asd", 2.5, "half of all voxels are one slice away, half none; an area would weigh them by face"),
        Answer(SPACING, "hd", 5, "one slice of 5 mm"),
        Answer(SPACING, "hd95", 5, "half of all voxels are one slice away"),
    )
    unequal = (
        Answer(DICE, "dice", 16 / 1008, "2·8 / (1000 + 8)"),
        Answer(RVD, "rvd", -0.992, "8 voxels instead of 1000; relative to the prediction it would be −124 or 124"),
    )
    hollow = (Answer(INNER, "hd", 3, "6 voxels around the hole, three layers below the surface"),)
    notched = cube(7, 1, 6)
    notched[1, 1, 3] = False
    cut = (
        Answer(
            FACES, "asd", 1 / 97, "the other's notch is 1 away; by edges or corners the voxel in its own too: 2 / 98"
        ),
    )
    return (
        Phantom("shifted cube", cube(10, 2, 8), np.roll(cube(10, 2, 8), 1, axis=0), MM, shifted),
        Phantom("nested cubes", cube(11, 1, 10), cube(11, 3, 8), MM, nested),
        Phantom(
            "shifted slab", box((8, 10, 10), slice(2, 4), *slab), box((8, 10, 10), slice(3, 5), *slab), thin, slabs
        ),
        Phantom("unequal cubes", cube(12, 1, 11), cube(12, 1, 3), MM, unequal),
        Phantom("hollow and solid", cube(11, 1, 10) & ~cube(11, 5, 6), cube(11, 1, 10), MM, hollow),
        Phantom("notched cubes", notched, notched[::-1], MM, cut),
    )


def voxels() -> tuple[Phantom, ...]:
    """Return a few voxels whose distances can be counted on fingers."""
    apart, twice, line = (3.0, 2.0, 1.0), (1.0, 1.0, 2.0), (13, 3, 12)
    row = box(line, slice(1, 2), slice(1, 2), slice(1, 11))
    far = row.copy()
    far[11, 1, 1] = True
    right = (
        Answer(SPACING, "hd", 5, "one step of 3 mm and two of 2 mm: the triangle 3, 4, 5"),
        Answer(NO_OVERLAP, "dice", 0, "no voxel is shared"),
    )
    more = (
        Answer(POOLED, "asd", 2 / 3, "(0 + 0 + 2) / 3; the mean of two means would be 0.5, the larger of them 1"),
        Answer(LARGER, "hd95", 1.9, "95 % of the way from 0 to 2 mm; one percentile of 0, 0 and 2 would be 1.8"),
        Answer(RVD, "rvd", 1, "2 voxels instead of 1; relative to the prediction it would be 0.5"),
    )
    outlier = (
        Answer(FARTHEST, "hd", 10, "one voxel lies 10 mm off"),
        Answer(
            LARGER, "hd95", 5, "rank 9.5 of 0 to 10, half-way from the last 0 to 10 mm; rank 19 of both pooled is 0"
        ),
        Answer(POOLED, "asd", 10 / 21, "10 mm over 10 + 11 voxels"),
    )
    one = box((3, 3, 4), slice(1, 2), slice(1, 2), slice(1, 2))
    return (
        Phantom("3-4-5", cube(4, 1, 2), np.roll(cube(4, 1, 2), (1, 2), axis=(0, 1)), apart, right),
        Phantom("one voxel more", one, one | np.roll(one, 1, axis=2), twice, more),
        Phantom("outlier voxel", row, far, MM, outlier),
    )


def edges() -> tuple[Phantom, ...]:
    """Return masks that the image cuts off."""
    full = (Answer(EDGE, "hd", sqrt(3), "from a corner of the image to its centre"),)
    corners = (Answer(EDGE, "hd", 4 * sqrt(3), "corner voxels, 4 steps along each axis; without them it is √41"),)
    return (
        Phantom("full image", cube(3, 0, 3), cube(3, 1, 2), MM, full),
        Phantom("opposite corners", cube(6, 0, 2), cube(6, 4, 6), MM, corners),
    )


def empties() -> tuple[Phantom, ...]:
    """Return the three ways in which a structure can be absent."""
    nothing, some = box((6, 6, 6)), cube(6, 1, 4)
    neither = (
        Answer(NEITHER, "dice", None, "0 / 0 says nothing about the prediction"),
        Answer(NEITHER, "iou", None, "0 / 0"),
        Answer(MISS, "hd", None, "there is no surface"),
        Answer(RVD, "rvd", None, "0 / 0"),
    )
    invented = (
        Answer(NO_OVERLAP, "dice", 0, "0 / 27"),
        Answer(MISS, "asd", None, "there is nothing to be distant from"),
        Answer(MISS, "hd95", None, "there is nothing to be distant from"),
        Answer(RVD, "rvd", None, "nothing to be relative to"),
    )
    missed = (
        Answer(NO_OVERLAP, "dice", 0, "0 / 27"),
        Answer(OVERLAP, "voe", 1, "1 − 0 / 27"),
        Answer(MISS, "asd", None, "there is nothing to be distant from"),
        Answer(MISS, "hd", None, "there is nothing to be distant from"),
        Answer(RVD, "rvd", -1, "(0 − 27) / 27"),
    )
    return (
        Phantom("both empty", nothing, nothing, MM, neither),
        Phantom("reference empty", nothing, some, MM, invented),
        Phantom("prediction empty", some, nothing, MM, missed),
    )


def phantoms() -> tuple[Phantom, ...]:
    """Return every phantom."""
    return (*balls(), *boxes(), *voxels(), *edges(), *empties())

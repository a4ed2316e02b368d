"""One model that sees an image several times: mirrored, turned by quarters, moved, along each of its three axes."""

from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from torch import Tensor

from segeval.errors import BadData, UsageError
from segeval.infer import Logits, Segment, resize
from segeval.records import Grid, Volume
from segeval.strategies import one_of, strategy
from segeval.strategies.ensemble import FUSIONS, fused

AXES = "zyx"
NORMALS = ("z", "y", "x")  # of axial, coronal and sagittal slices


class View(NamedTuple):
    """How an image is looked at: its axes in another order, then some of the new ones reversed."""

    order: tuple[int, ...]
    reversed: tuple[int, ...] = ()


def seen(segment: Segment, view: View, image: Volume) -> Logits:
    """Return the answer about an image that is looked at otherwise, over the voxels of the image itself."""
    turned = np.flip(
        image.array.transpose(0, *(1 + axis for axis in view.order)), tuple(1 + axis for axis in view.reversed)
    )
    grid = _turned(image.grid, view.order)
    logits = segment(Volume(np.ascontiguousarray(turned), grid))
    array = resize(logits.array, grid.shape).flip([1 + axis for axis in view.reversed])
    return Logits(_restored(array, view.order), logits.output)


def _turned(grid: Grid, order: tuple[int, ...]) -> Grid:
    """Return a grid for the axes in another order; it says how large voxels are, not where they lie."""
    shape, spacing = tuple(grid.shape[axis] for axis in order), tuple(grid.spacing[axis] for axis in order)
    return replace(grid, shape=shape, spacing=spacing)


def _restored(array: Tensor, order: tuple[int, ...]) -> Tensor:
    return array.permute(0, *(1 + order.index(axis) for axis in range(len(order))))


@strategy(
    "mirrored",
    title="Mirror images",
    source="test-time augmentation: mean of the probabilities of all mirror images along some axes",
    example='strategy = "mirrored"\naxes = "yx"\n\n[part]\nmodel = "unet3d-8"\n',
)
def mirrored(part: Segment, *, axes: str = "zyx", fuse: str = "mean") -> Segment:
    """Return the segmenter that is asked about all mirror images along ``axes`` (those that an image has)."""
    chosen, named = one_of("mirrored", "fuse", fuse, FUSIONS), _axes("mirrored", axes)

    def segment(image: Volume) -> Logits:
        ndim = len(image.grid.shape)
        along = [AXES[-ndim:].index(name) for name in named if name in AXES[-ndim:]]
        flips = [flip for count in range(len(along) + 1) for flip in combinations(along, count)]
        return fused([seen(part, View(tuple(range(ndim)), flip), image) for flip in flips], image.grid.shape, chosen)

    return segment


@strategy(
    "turned",
    title="Quarter turns",
    source="test-time augmentation: mean of the probabilities of an image turned by 0, 90, 180 and 270 degrees",
    example='strategy = "turned"\nplane = "yx"\n\n[part]\nmodel = "unet3d-8"\n',
)
def turned(part: Segment, *, plane: str = "yx", fuse: str = "mean") -> Segment:
    """Return the segmenter that is asked about an image in four turns within a ``plane`` of two axes."""
    chosen, named = one_of("turned", "fuse", fuse, FUSIONS), _axes("turned", plane)
    if len(named) != 2:
        msg = f"turned: a plane has two axes, got {plane!r}"
        raise UsageError(msg)

    def segment(image: Volume) -> Logits:
        ndim = len(image.grid.shape)
        if not set(named) <= set(AXES[-ndim:]):
            msg = f"turned: the plane {plane} is none of an image with the axes {AXES[-ndim:]}"
            raise BadData(msg)
        one, other = sorted(AXES[-ndim:].index(name) for name in named)
        straight = list(range(ndim))
        across = straight.copy()
        across[one], across[other] = other, one
        # A quarter turn swaps both axes and reverses one of the new ones; half a turn reverses both.
        turns = [
            View(tuple(straight)),
            View(tuple(across), (one,)),
            View(tuple(straight), (one, other)),
            View(tuple(across), (other,)),
        ]
        return fused([seen(part, view, image) for view in turns], image.grid.shape, chosen)

    return segment


@strategy(
    "shifted",
    title="Moved by single pixels",
    source="shift and stitch: Long, Shelhamer, Darrell 2015, arXiv:1411.4038, section 3.2, as a mean",
    example='strategy = "shifted"\naxes = "yx"\nsteps = 2\n\n[part]\nmodel = "unet3d-8"\n',
)
def shifted(part: Segment, *, axes: str = "yx", steps: int = 2, fuse: str = "mean") -> Segment:
    """Return the segmenter that is asked about an image at ``steps`` places along each of ``axes`` (that it has).

    Networks that halve their maps answer otherwise about a moved image; the mean of as many moves as they halve makes
    them equivariant. The border is continued by mirroring.
    """
    chosen, named = one_of("shifted", "fuse", fuse, FUSIONS), _axes("shifted", axes)
    if steps < 1:
        msg = f"shifted: steps = {steps}, give 1 or more"
        raise UsageError(msg)

    def segment(image: Volume) -> Logits:
        names = AXES[-len(image.grid.shape) :]
        reach = [steps - 1 if name in named else 0 for name in names]
        wide = np.pad(image.array, [(0, 0), *((side, 0) for side in reach)], mode="symmetric")
        answers = []
        for move in product(*(range(side + 1) for side in reach)):
            # The image begins ``side - place`` voxels after the border of what is asked about.
            cut = [slice(place, None) for place in move]
            array = np.ascontiguousarray(wide[(slice(None), *cut)])
            logits = part(Volume(array, replace(image.grid, shape=array.shape[1:])))
            own = resize(logits.array, array.shape[1:])
            inner = [slice(side - place, None) for side, place in zip(reach, move, strict=True)]
            answers.append(logits._replace(array=own[(slice(None), *inner)]))
        return fused(answers, image.grid.shape, chosen)

    return segment


@strategy(
    "planes",
    title="Axial, coronal and sagittal slices",
    source="tri-planar fusion, as Oda et al. 2019 segment abdominal arteries (IJCARS)",
    example='strategy = "planes"\nfuse = "majority"\n\n[[parts]]\nmodel = "unet-8"\n',
)
def planes(*parts: Segment, fuse: str = "mean") -> Segment:
    """Return the segmenter that sees a volume along z, y and x, as if each were the axis that slices are cut across.

    One part is asked three times; three parts are asked about axial, coronal and sagittal slices in this order.
    """
    chosen = one_of("planes", "fuse", fuse, FUSIONS)
    if len(parts) not in (1, len(NORMALS)):
        msg = f"planes: give one part, or one for each of axial, coronal and sagittal slices; got {len(parts)}"
        raise UsageError(msg)
    asked = parts * (len(NORMALS) // len(parts))

    def segment(image: Volume) -> Logits:
        if len(image.grid.shape) != len(AXES):
            msg = f"planes: only a volume has three planes, this image is {image.grid}"
            raise BadData(msg)
        views = [View((normal, *(axis for axis in range(3) if axis != normal))) for normal in range(3)]
        answers = [seen(part, view, image) for part, view in zip(asked, views, strict=True)]
        return fused(answers, image.grid.shape, chosen)

    return segment


def _axes(declared: str, text: str) -> str:
    if not text or len(set(text)) < len(text) or not set(text) <= set(AXES):
        msg = f"{declared}: {text!r} are not different axes among z, y and x"
        raise UsageError(msg)
    return text

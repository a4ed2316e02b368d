"""What is done to an answer afterwards: small pieces removed, holes filled, borders drawn along those of the image."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from segeval.errors import UsageError
from segeval.infer import Field, Logits, Segment, decided, overruled, with_field
from segeval.records import LabelArray, Scaling, Volume
from segeval.strategies import one_of, strategy

Bits = npt.NDArray[np.bool_]
LARGEST = ("none", "each", "all")


@strategy(
    "clean",
    title="Largest component, holes, least volume",
    source="post-processing of components, as nnU-Net chooses it (doi:10.1038/s41592-020-01008-z)",
    example='strategy = "clean"\nlargest = "each"\nholes = true\nleast = 20.0\n\n[part]\nmodel = "unet3d-8"\n',
)
def clean(
    part: Segment,
    *,
    largest: str = "none",
    holes: bool = False,
    least: float = 0.0,
    labels: tuple[int, ...] = (),
) -> Segment:
    """Return the segmenter whose answer is cleaned, on the grid of the image.

    First components smaller than ``least`` (in the unit of the grid: mm³, mm² or pixels) become background; then all
    but the ``largest`` component of "each" label, or of "all" labels as one foreground, do; then background that one
    label encloses becomes that label (``holes``). ``labels`` are those that this is done to, all where it is empty.
    Components touch by faces, edges or corners; where two are of one size, the first in the order of voxels stays.
    """
    chosen = one_of("clean", "largest", largest, LARGEST)
    if least < 0:
        msg = f"clean: least = {least} is no volume"
        raise UsageError(msg)

    def segment(image: Volume) -> Logits:
        logits = part(image)
        found = decided(logits, image.grid.shape)
        voxels = least / float(np.prod(image.grid.spacing))
        return overruled(logits, cleaned(found, chosen, voxels, labels, holes=holes))

    return segment


def cleaned(found: LabelArray, largest: str, least: float, labels: Sequence[int], *, holes: bool) -> LabelArray:
    """Return a label map without what :func:`clean` removes; ``least`` counts voxels."""
    found = found.copy()
    touched = wanted(found, labels)
    for label in touched if least > 0 else ():
        found[_small(found == label, least)] = 0
    if largest == "all":
        foreground = np.isin(found, touched)
        found[foreground & ~_largest(foreground)] = 0
    for label in touched if largest == "each" else ():
        own = found == label
        found[own & ~_largest(own)] = 0
    for label in touched if holes else ():
        own = found == label
        found[ndimage.binary_fill_holes(own) & (found == 0)] = label
    return found


def wanted(found: LabelArray, labels: Sequence[int]) -> list[int]:
    """Return which of the labels of a map are meant: those that were named, all but background where none was."""
    return [int(label) for label in np.unique(found) if label and (not labels or label in labels)]


def _components(mask: Bits) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return numbered components, and how many voxels each number has; 0 is outside and counts as none."""
    numbers = ndimage.label(mask, np.ones((3,) * mask.ndim))[0]
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    return numbers, sizes


def _small(mask: Bits, least: float) -> Bits:
    numbers, sizes = _components(mask)
    small: Bits = (sizes < least)[numbers] & mask
    return small


def _largest(mask: Bits) -> Bits:
    numbers, sizes = _components(mask)
    kept: Bits = (numbers == sizes.argmax()) & mask
    return kept


@strategy(
    "crf",
    title="Dense conditional random field",
    source="Krähenbühl and Koltun 2011, arXiv:1210.5644",
    example='strategy = "crf"\niterations = 3\nlook = 20.0\n\n[part]\nmodel = "unet-8"\n',
)
def crf(
    part: Segment,
    *,
    axes: int = 2,
    iterations: int = 10,
    near: float = 3.0,
    near_reach: float = 1.0,
    alike: float = 4.0,
    alike_reach: float = 67.0,
    look: float = 3.0,
) -> Segment:
    """Return the segmenter whose answer is refined by the image, slice by slice or, with 3 ``axes``, as a volume.

    The numbers are those of :class:`segeval.infer.Field`; reaches are pixels, or voxels as long as the finest axis.
    """
    if axes not in (2, 3):
        msg = f"crf: axes = {axes}, give 2 for slices or 3 for volumes"
        raise UsageError(msg)
    field = Field(
        iterations=iterations,
        near=near,
        near_reach=near_reach,
        alike=alike,
        alike_reach=alike_reach,
        look=look,
        axes=axes,
    )
    return lambda image: with_field(part, (Scaling(),) * len(image.array), field)(image)

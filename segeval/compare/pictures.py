"""Pictures of the cases that changed most, where both runs kept their predictions and the data is prepared."""

import base64
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.compare._changes import CaseChange, Comparison
from segeval.compare._page import Picture
from segeval.records import Case, Mask, Volume
from segeval.store import kept_mask

MOST = 6  # pictures of a page
LARGEST = 320  # pixels of the longer side of one of both halves
COVER = 0.55  # how much of the image a colour hides
COLOURS = {"found": (110, 200, 120), "missed": (70, 150, 255), "too much": (255, 130, 40)}

Bools = npt.NDArray[np.bool_]


def pictures(found: Comparison, cases: Mapping[str, Case]) -> Iterator[Picture]:
    """Draw the cases that changed most, one picture each.

    Args:
        found: A comparison.
        cases: The cases of the dataset with their images and references.

    Raises:
        SegevalError: If an image or a mask cannot be read, or a prediction has another grid than its reference.
    """
    drawn: dict[str, CaseChange] = {}
    for change in found.cases:
        drawn.setdefault(change.case, change)
    structures = {structure.name: structure.values for structure in found.base.record.data.structures}
    number = 0
    for change in drawn.values():
        case, values = cases.get(change.case), structures.get(change.structure)
        kept = [kept_mask(run.path, change.case) for run in (found.base, found.candidate)]
        if number < MOST and case and case.mask and values and kept[0] and kept[1]:
            reference, image = volume.read_mask(case.mask), volume.read_image(case.images)
            masks = [reference, *(volume.read_mask(path) for path in kept if path)]
            for mask in masks[1:]:
                volume.require_same_grid(reference.grid, mask.grid, where=change.case)
            url, where = _drawn(image, masks, values)
            number += 1
            yield Picture(url, f"{change.case}, {change.structure}{where}")


def _drawn(image: Volume, masks: list[Mask], values: tuple[int, ...]) -> tuple[str, str]:
    """Return a data URL of both halves, and which slice it is: the one on which the predictions differ most."""
    array, grid, where = image.array, image.grid, ""
    labels = [mask.array for mask in masks]
    if grid.unit == "mm":
        labels = [volume.canonical(each, grid)[0] for each in labels]
        array, grid = volume.canonical(array, grid)
    reference, before, after = (np.isin(each, values) for each in labels)
    if len(grid.shape) == 3:
        k = int((before != after).sum(axis=(1, 2)).argmax())
        # Rows run from front to back on a page, canonical rows from back to front.
        array, reference, before, after = array[:, k, ::-1], *(m[k, ::-1] for m in (reference, before, after))
        where = f", axial slice {k + 1} of {grid.shape[0]}"
    rows, columns = volume.in_proportion(reference.shape, grid.spacing[-2:], LARGEST)
    planes = array if len(array) == 3 else array[[0, 0, 0]]
    grey = volume.brightness(planes)[:, rows][:, :, columns]
    halves = [_coloured(grey, *(m[rows][:, columns] for m in (reference, mask))) for mask in (before, after)]
    png = volume.encode_png(np.concatenate(halves, axis=2).round().astype(np.uint8))
    return f"data:image/png;base64,{base64.b64encode(png).decode()}", where


def _coloured(grey: npt.NDArray[np.float64], reference: Bools, mask: Bools) -> npt.NDArray[np.float64]:
    shown = grey.copy()
    for where, colour in zip((reference & mask, reference & ~mask, mask & ~reference), COLOURS.values(), strict=True):
        shown[:, where] = (1 - COVER) * shown[:, where] + COVER * np.array(colour)[:, None]
    return shown

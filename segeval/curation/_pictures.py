"""Small pictures of cases: one slice in grey or colour, its structures as coloured outlines."""

import base64
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.records import Mask, Volume

COLOURS = (
    (230, 60, 60), (60, 160, 240), (240, 190, 40), (70, 190, 110), (190, 100, 220), (250, 130, 40), (60, 200, 200),
    (240, 120, 170), (150, 110, 60), (140, 140, 240), (180, 210, 60), (120, 70, 140), (200, 200, 200),
)  # fmt: skip
LARGEST = 320  # pixels of the longer side

Plane = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def picture(image: Volume, mask: Mask | None, values: Sequence[int], *, numbered: bool = False) -> tuple[str, str]:
    """Return a PNG as a data URL, and what it shows: the plane and the number of its slice.

    Volumes are turned to canonical axes; the axial slice with the most foreground is shown, front up, in proportion to
    the spacing. ``values`` are labels in the order of COLOURS; with ``numbered``, each object has a colour of its own.
    """
    planes, labels, spacing, caption = _slice(image, mask)
    grey = len(planes) != 3
    shown = volume.brightness(planes[:1])[[0, 0, 0]] if grey else volume.brightness(planes)
    rows, columns = volume.in_proportion(labels.shape, spacing, LARGEST)
    shown, labels = shown[:, rows][:, :, columns], labels[rows][:, columns]
    edges = _edges(labels)
    for k, value in enumerate(np.unique(labels[labels > 0]) if numbered else values):
        shown[:, edges & (labels == value)] = np.array(COLOURS[k % len(COLOURS)])[:, None]
    png = volume.encode_png(shown.round().astype(np.uint8))
    return f"data:image/png;base64,{base64.b64encode(png).decode()}", caption


def _slice(image: Volume, mask: Mask | None) -> tuple[Plane, Labels, tuple[float, float], str]:
    """Return channels ``(C, y, x)``, labels ``(y, x)``, spacing ``(y, x)`` and a caption."""
    array, grid, caption = image.array, image.grid, ""
    labels = mask.array if mask is not None else np.zeros(grid.shape, np.int64)
    if len(grid.shape) == 3:
        if grid.unit == "mm":
            labels = volume.canonical(labels, grid)[0]
            array, grid = volume.canonical(array, grid)
        k = int((labels > 0).sum(axis=(1, 2)).argmax()) if labels.any() else grid.shape[0] // 2
        # Rows run from front to back on a page, canonical rows from back to front.
        array, labels = array[:, k, ::-1], labels[k, ::-1]
        caption = f"axial slice {k + 1} of {grid.shape[0]}"
    return array.astype(np.float64), labels.astype(np.int64), (grid.spacing[-2], grid.spacing[-1]), caption


def _edges(labels: Labels) -> npt.NDArray[np.bool_]:
    """Return the pixels that have another label beside them."""
    edges = np.zeros(labels.shape, bool)
    for axis in (0, 1):
        differ = np.diff(labels, axis=axis) != 0
        before, after = ([slice(None)] * 2 for _ in range(2))
        before[axis], after[axis] = slice(None, -1), slice(1, None)
        edges[tuple(before)] |= differ
        edges[tuple(after)] |= differ
    return edges & (labels > 0)

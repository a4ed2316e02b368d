"""Pictures of maps: the slice of an image on which a map is strongest, alone and with the map over it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.records import Case, FloatArray, Grid, Volume

LARGEST = 320  # pixels of the longer side of one of both pictures
STRONGEST = 99.5  # the percentile of a slice at and above which a map is drawn as strongest
COVER = 0.75  # how much of the image is hidden there

Pixels = npt.NDArray[np.uint8]


def draw_maps(folder: Path, cases: Mapping[str, Case]) -> list[Path]:
    """Draw every ``NAME/CASE.nii.gz`` of a folder of maps as ``NAME/CASE.png`` beside it, where there is none yet.

    Raises:
        SegevalError: If an image or a map cannot be read.
    """
    drawn = []
    for path in sorted(folder.glob("*/*.nii.gz")):
        case, picture = cases.get(path.name.removesuffix(".nii.gz")), path.with_name(path.name[:-7] + ".png")
        if case is None or picture.exists():
            continue
        image = volume.read_image(case.images)
        pixels = overlay(image, volume.read_image(path).array.reshape(image.grid.shape))
        volume.write_image(picture, Volume(pixels.astype(np.float32), Grid.pixels(pixels.shape[1:])))
        drawn.append(picture)
    return drawn


def overlay(image: Volume, values: FloatArray) -> Pixels:
    """Return two pictures side by side ``(3, y, x)``: a slice of an image, and it with a map of its shape in colour.

    Of a volume, turned to canonical axes, it is the axial slice with the largest sum of the map, front up, in
    proportion to the spacing. Colours go from red to yellow; what is 0 has none.
    """
    array, grid = image.array, image.grid
    if grid.unit == "mm":
        values = volume.canonical(values, grid)[0]
        array, grid = volume.canonical(array, grid)
    if len(grid.shape) == 3:
        k = int(values.sum(axis=(1, 2)).argmax())
        # Rows run from front to back on a page, canonical rows from back to front.
        array, values = array[:, k, ::-1], values[k, ::-1]
    rows, columns = volume.in_proportion(values.shape, grid.spacing[-2:], LARGEST)
    planes = array if len(array) == 3 else array[[0, 0, 0]]
    shown = volume.brightness(planes)[:, rows][:, :, columns]
    top = np.percentile(values, STRONGEST) or values.max()
    share = np.clip(values / top if top > 0 else 0 * values, 0, 1)[rows][:, columns]
    colour = np.stack([np.full_like(share, 255), 255 * share, np.zeros_like(share)])
    pixels: Pixels = np.concatenate([shown, shown + COVER * share * (colour - shown)], axis=2).round().astype(np.uint8)
    return pixels

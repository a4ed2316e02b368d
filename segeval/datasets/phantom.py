"""Phantoms: CT-like abdomens with an organ and lesions, drawn by formula, for tests, examples and the quick start.

``phantom`` has volumes in millimetres, ``phantom-2d`` one axial slice of other phantoms as an 8-bit picture without
spacing. Both hold what real data holds: thick slices, cases without a lesion, and one case per part whose axes run the
other way. Nothing is downloaded; a case is a function of its number alone.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, Tree
from segeval.records import DatasetInfo, Grid, Mask, Structure, Unit, Volume

Floats = npt.NDArray[np.float64]
AIR, FAT, MUSCLE, ORGAN, LESION, BONE = -1000.0, -90.0, 45.0, 110.0, 60.0, 400.0
NOISE = 18.0
COUNTS = {"train": 12, "val": 4, "test": 8}
FLIPPED = (3, 18)
WITHOUT_LESION = (5, 14, 17, 21)
SLICES_WITHOUT_LESION = (2, *WITHOUT_LESION, 22)
CITATION = "@misc{segeval_phantom, title = {segeval phantoms}, author = {{The segeval developers}}, year = {2026}}"


def _info(name: str, title: str, ndim: Literal[2, 3], unit: Unit, tolerance: float) -> DatasetInfo:
    without_lesion = SLICES_WITHOUT_LESION if ndim == 2 else WITHOUT_LESION
    return DatasetInfo(
        id=name,
        title=title,
        modality="synthetic",
        channels=("CT",),
        ndim=ndim,
        unit=unit,
        labels={0: "background", 1: "organ", 2: "lesion"},
        structures=(Structure("organ", (1, 2), tolerance), Structure("lesion", (2,), tolerance)),
        counts={"train": COUNTS["train"] + COUNTS["val"], "test": COUNTS["test"]},
        license="Apache-2.0",
        access="generated",
        homepage="",
        citation=CITATION,
        default_split="drawn",
        group="phantom",
        known_issues=(f"Cases {', '.join(f'{n:03d}' for n in without_lesion)} have no lesion.",),
    )


def draw(number: int) -> tuple[Volume, Mask]:
    """Draw phantom ``number``: HU values and labels on a grid of its own."""
    rng = np.random.default_rng([2026, number])
    spacing = (float(rng.choice([2.5, 4.0, 5.0])), 2.0, 2.0)
    shape = (int(rng.integers(14, 22)), int(rng.integers(60, 72)), int(rng.integers(68, 80)))
    z, y, x = np.meshgrid(*((np.arange(n) + 0.5) / n - 0.5 for n in shape), indexing="ij")
    wobble = 0.05 * np.sin(7 * x + rng.uniform(0, 6)) * np.cos(6 * y + rng.uniform(0, 6)) + 0.03 * np.sin(9 * z)

    image = np.full(shape, AIR)
    image[_ball((y, x), (0, 0), (0.44, 0.46), wobble)] = FAT
    image[_ball((y, x), (0.01, 0), (0.38, 0.41), wobble)] = MUSCLE
    image[_ball((y, x), (-0.27, 0), (0.07, 0.07), wobble * 0)] = BONE
    labels = np.zeros(shape, np.uint8)
    centre = np.array([rng.uniform(-0.1, 0.1), rng.uniform(0, 0.08), rng.uniform(0.1, 0.16)])
    labels[_ball((z, y, x), centre, rng.uniform((0.3, 0.19, 0.17), (0.42, 0.25, 0.22)), wobble)] = 1
    for _ in range(0 if number in WITHOUT_LESION else int(rng.integers(1, 4))):
        at = centre + rng.uniform(-0.1, 0.1, 3)
        labels[_ball((z, y, x), at, rng.uniform(0.06, 0.1) * np.array([1.6, 1, 1]), wobble) & (labels > 0)] = 2
    image[labels == 1] = ORGAN + rng.normal(0, 8)
    image[labels == 2] = LESION + rng.normal(0, 8)
    image += rng.normal(0, NOISE, shape)

    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    if number in FLIPPED:  # the same patient stored with rows and columns running the other way
        image, labels = image[:, ::-1, ::-1], labels[:, ::-1, ::-1]
        direction = ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0))
    origin = tuple(float(o) for o in rng.uniform(-100, 100, 3).round(1))
    grid = Grid(shape=shape, spacing=spacing, origin=origin, direction=direction, unit="mm")
    return Volume(np.ascontiguousarray(image[None].round(), np.float32), grid), Mask(np.ascontiguousarray(labels), grid)


def _ball(
    axes: tuple[Floats, ...], centre: npt.ArrayLike, radii: npt.ArrayLike, wobble: Floats
) -> npt.NDArray[np.bool_]:
    """Return an ellipsoid whose surface is displaced by ``wobble``; axes left out run to the edges of the image."""
    terms = [((a - c) / r) ** 2 for a, c, r in zip(axes, np.asarray(centre), np.asarray(radii), strict=True)]
    return np.asarray(sum(terms) + 4 * wobble < 1)


def draw_slice(number: int) -> tuple[Volume, Mask]:
    """Draw the middle axial slice of phantom ``100 + number`` as grey values 0 to 255, HU -160 to 240."""
    image, mask = draw(100 + number)
    middle = image.array.shape[1] // 2
    if number in WITHOUT_LESION:
        middle = 1
    grey = np.clip((image.array[:, middle] + 160) / 400 * 255, 0, 255).round()
    grid = Grid.pixels(grey.shape[1:])
    return Volume(grey.astype(np.float32), grid), Mask(mask.array[middle], grid)


def _cases(flat: bool, _: Tree) -> Iterator[RawCase]:
    for number in range(sum(COUNTS.values())):
        name = f"phantom_{number:03d}"
        yield RawCase(
            id=name,
            image=Converted(partial(_image, flat, number)),
            mask=Converted(partial(_mask, flat, number)),
            folder="Tr" if number < COUNTS["train"] + COUNTS["val"] else "Ts",
        )


def _image(flat: bool, number: int) -> Volume:
    return (draw_slice if flat else draw)(number)[0]


def _mask(flat: bool, number: int) -> Mask:
    return (draw_slice if flat else draw)(number)[1]


def _fake(_: Path) -> None:
    """Write nothing: the cases are drawn."""


def _register() -> None:
    volumes = _info("phantom", "Phantoms of an abdominal CT", 3, "mm", 3.0)
    slices = _info("phantom-2d", "Slices of phantoms of an abdominal CT", 2, "px", 2.0)
    for flat, info in ((False, volumes), (True, slices)):
        dataset(info, cases=partial(_cases, flat), fake=_fake)


_register()

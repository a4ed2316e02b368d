"""Pairs of label maps like those that metrics meet in practice, made from seeds; arrays are ``(z, y, x)`` in uint8.

| name | what |
|---|---|
| a | a liver in 400×512×512 voxels, Dice 0.99 |
| a2 | the same with one false island 180 mm away |
| b | the same with 20 tumours as label 2, of which 4 are missed and 5 more invented |
| c | 13 organs of the abdomen in 150×512×512 voxels |
| d | a polyp in 500×600 pixels |
| e | a liver against noise: 15 million border voxels |
| f | a hippocampus of two parts in 35×50×35 voxels |
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Numbers = tuple[float, ...]

CT, ONE = (1.0, 0.7, 0.7), (1.0, 1.0, 1.0)

# Centre as a share of the image and radii in mm, along z, y, x, of the 13 organs of the BTCV challenge, roughly.
ORGANS = (
    ((0.62, 0.45, 0.72), (50, 45, 30)),
    ((0.45, 0.58, 0.68), (55, 30, 28)),
    ((0.42, 0.58, 0.32), (55, 30, 28)),
    ((0.45, 0.38, 0.44), (25, 12, 12)),
    ((0.8, 0.55, 0.5), (60, 8, 8)),
    ((0.6, 0.42, 0.34), (75, 75, 85)),
    ((0.62, 0.35, 0.62), (45, 40, 45)),
    ((0.5, 0.55, 0.51), (200, 12, 12)),
    ((0.5, 0.54, 0.45), (180, 13, 13)),
    ((0.52, 0.42, 0.5), (40, 6, 30)),
    ((0.48, 0.45, 0.52), (20, 16, 60)),
    ((0.58, 0.52, 0.58), (12, 8, 14)),
    ((0.58, 0.52, 0.43), (12, 8, 14)),
)
PAINTED = (5, 0, 6, 1, 2, 3, 10, 9, 4, 7, 8, 11, 12)  # the liver first: what is painted later covers it


class Workload(NamedTuple):
    """A case to score, and the values of its structures."""

    reference: Bytes
    prediction: Bytes
    spacing: Numbers
    labels: tuple[int, ...] = (1,)


class Wobble(NamedTuple):
    """How far an organ is from an ellipsoid, over which length in mm, and how far its prediction is from it."""

    size: float = 0.12
    cell: float = 25.0
    error: float = 0.02


SMALL = Wobble()


def smooth_noise(shape: Sequence[int], cell: Sequence[float], random: np.random.Generator) -> Floats:
    """Return noise of unit deviation that varies over ``cell`` voxels."""
    from scipy import ndimage

    coarse = [max(2, int(np.ceil(size / length)) + 1) for size, length in zip(shape, cell, strict=True)]
    noise = random.standard_normal(coarse).astype(np.float32)
    zoom = [size / small for size, small in zip(shape, coarse, strict=True)]
    fine: Floats = ndimage.zoom(noise, zoom, order=1, mode="nearest", grid_mode=False)
    return fine[tuple(slice(0, size) for size in shape)]


def ellipsoid(shape: Sequence[int], spacing: Numbers, centre: Sequence[float], radii: Numbers) -> Floats:
    """Return how far each voxel is from the centre, 1 on the surface."""
    squared = np.zeros(shape, np.float32)
    for axis, size in enumerate(shape):
        place = (np.arange(size, dtype=np.float32) * spacing[axis] - centre[axis]) / radii[axis]
        squared += (place * place).reshape([-1 if other == axis else 1 for other in range(len(shape))])
    root: Floats = np.sqrt(squared)
    return root


def organ(
    shape: Sequence[int],
    spacing: Numbers,
    centre: Sequence[float],
    radii: Numbers,
    random: np.random.Generator,
    wobble: Wobble = SMALL,
) -> tuple[BoolArray, BoolArray]:
    """Return an uneven ellipsoid and a prediction of it."""
    box = tuple(
        slice(max(0, int((middle - 1.7 * radius) / step)), min(size, int((middle + 1.7 * radius) / step) + 2))
        for middle, radius, step, size in zip(centre, radii, spacing, shape, strict=True)
    )
    size = [part.stop - part.start for part in box]
    shifted = [middle - part.start * step for middle, part, step in zip(centre, box, spacing, strict=True)]
    level = ellipsoid(size, spacing, shifted, radii)
    cell = [wobble.cell / step for step in spacing]
    level += wobble.size * smooth_noise(size, cell, random)
    predicted = level + wobble.error * smooth_noise(size, [max(2, length / 2.5) for length in cell], random) + 0.004
    reference, prediction = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    reference[box], prediction[box] = level < 1, predicted < 1
    return reference, prediction


def liver(shape: tuple[int, ...] = (400, 512, 512), seed: int = 1) -> tuple[BoolArray, BoolArray]:
    """Return a liver in an abdomen of CT voxels, and a prediction of it."""
    extent = [size * step for size, step in zip(shape, CT, strict=True)]
    centre = (extent[0] * 0.55, extent[1] * 0.45, extent[2] * 0.36)
    radii = (min(85.0, extent[0] * 0.3), 80.0, 95.0)
    return organ(shape, CT, centre, radii, np.random.default_rng(seed))


def tumours(
    inside: BoolArray, count: int, radii: tuple[float, float], random: np.random.Generator
) -> list[tuple[Numbers, float]]:
    """Return centres in mm, away from the surface of an organ, and radii."""
    from scipy import ndimage

    places = np.argwhere(ndimage.binary_erosion(inside[::4, ::4, ::4], iterations=3)) * 4
    chosen = random.choice(len(places), count, replace=False)
    return [(tuple(places[index] * np.array(CT)), random.uniform(*radii)) for index in chosen]


def workload_a() -> Workload:
    reference, prediction = liver()
    return Workload(reference.astype(np.uint8), prediction.astype(np.uint8), CT)


def workload_a2() -> Workload:
    made = workload_a()
    made.prediction[60:66, 400:409, 440:449] = 1
    return made


def workload_b() -> Workload:
    made = workload_a()
    inside = made.reference == 1, made.prediction == 1
    random = np.random.default_rng(7)
    for number, (centre, radius) in enumerate(tumours(inside[0], 20, (3.0, 18.0), random)):
        wobble = Wobble(0.15, max(4.0, radius / 2), 0.12)
        there, found = organ(inside[0].shape, CT, centre, (radius,) * 3, random, wobble)
        made.reference[there & inside[0]] = 2
        if number % 5:
            made.prediction[found & inside[1]] = 2
    for centre, radius in tumours(inside[0], 5, (3.0, 7.0), random):
        _, invented = organ(inside[0].shape, CT, centre, (radius,) * 3, random)
        made.prediction[invented & inside[1]] = 2
    return made._replace(labels=(1, 2))


def workload_c() -> Workload:
    shape, spacing = (150, 512, 512), (3.0, 0.76, 0.76)
    random = np.random.default_rng(11)
    made = Workload(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), spacing, tuple(range(1, 14)))
    for number in PAINTED:
        share, radii = ORGANS[number]
        centre = [part * size * step for part, size, step in zip(share, shape, spacing, strict=True)]
        there, found = organ(shape, spacing, centre, radii, random, Wobble(0.12, 20.0, 0.06))
        made.reference[there], made.prediction[found] = number + 1, number + 1
    return made


def workload_d() -> Workload:
    shape, random = (500, 600), np.random.default_rng(3)
    level = ellipsoid(shape, (1, 1), (240, 330), (95, 120)) + 0.12 * smooth_noise(shape, (60, 60), random)
    predicted = level + 0.08 * smooth_noise(shape, (30, 30), random) < 1.02
    return Workload((level < 1).astype(np.uint8), predicted.astype(np.uint8), (1.0, 1.0))


def workload_e() -> Workload:
    from scipy import ndimage

    shape = (200, 512, 512)
    reference, _ = liver(shape, seed=5)
    noise = np.random.default_rng(9).standard_normal(shape, dtype=np.float32)
    noise = ndimage.gaussian_filter(noise, 0.6)
    prediction = noise > np.quantile(noise.ravel()[::97], 0.7)
    return Workload(reference.astype(np.uint8), prediction.astype(np.uint8), CT)


def workload_f() -> Workload:
    random = np.random.default_rng(4)
    masks = organ((35, 50, 35), ONE, (17, 25, 17), (9, 16, 7), random, Wobble(0.15, 6, 0.06))
    reference, prediction = (mask.astype(np.uint8) for mask in masks)
    reference[:, 25:] *= 2
    prediction[:, 26:] *= 2
    return Workload(reference, prediction, ONE, (1, 2))


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "a": workload_a,
    "a2": workload_a2,
    "b": workload_b,
    "c": workload_c,
    "d": workload_d,
    "e": workload_e,
    "f": workload_f,
}

"""How a model wants its input: what a training set looks like becomes a recipe, a recipe turns images into tensors."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from segeval import volume
from segeval._disk import replace, to_json_text
from segeval.errors import BadData, UsageError
from segeval.records import Architecture, Case, DatasetInfo, FloatArray, Grid, Mask, Recipe, Volume, to_json

PATCH_VOXELS = {2: 192 * 192, 3: 64 * 64 * 64}
FOREGROUND_SAMPLES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a training set looks like on the canonical axes.

    ``intensity`` is mean, standard deviation and the 0.5 and 99.5 percentiles of the voxels inside any label.
    """

    spacing: tuple[float, ...]
    shape: tuple[int, ...]
    intensity: tuple[float, float, float, float]


def fingerprint(cases: Iterable[Case]) -> Fingerprint:
    """Return medians over ``cases`` (those with masks) of spacing and shape, and the foreground's intensities."""
    spacings, shapes, samples = [], [], []
    rng = np.random.default_rng(0)
    for case in cases:
        image, mask = read_canonical(case)
        spacings.append(image.grid.spacing)
        shapes.append(image.grid.shape)
        if mask is not None and mask.array.any():
            inside = image.array[:, mask.array > 0].ravel()
            samples.append(rng.choice(inside, min(len(inside), FOREGROUND_SAMPLES), replace=False))
    values = np.concatenate(samples) if samples else np.zeros(1)
    low, high = (float(v) for v in np.percentile(values, (0.5, 99.5)))
    return Fingerprint(
        spacing=tuple(float(s) for s in np.median(spacings, axis=0)),
        shape=tuple(int(n) for n in np.median(shapes, axis=0)),
        intensity=(float(values.mean()), float(values.std()), low, high),
    )


def plan(info: DatasetInfo, network: Architecture, seen: Fingerprint, patch: Sequence[int] | None = None) -> Recipe:
    """Return the recipe for training ``network`` on a dataset that looks like ``seen``.

    A network that only knows 2D, or a patch of two numbers, means the slices of a 3D dataset. Without ``patch`` it is
    the median shape, shrunk to at most ``PATCH_VOXELS`` at its own proportions and rounded up to the divisor of the
    network.

    Raises:
        UsageError: If ``patch`` does not fit the network, or a 3D network meets a 2D dataset.
    """
    slices = 2 in network.ndim and (3 not in network.ndim or (patch is not None and len(patch) == 2))
    ndim = 2 if slices else info.ndim
    if ndim not in network.ndim:
        msg = f"{network.id} needs {network.ndim[0]}D images, {info.id} has {info.ndim}D ones."
        raise UsageError(msg)
    if patch is not None:
        _require_patch(network, patch, ndim)
    keep_native = (0.0,) * (info.ndim - ndim)
    ct = info.modality in ("CT", "synthetic") and info.unit == "mm"
    return Recipe(
        model=network.id,
        in_channels=len(info.channels),
        labels=dict(sorted(info.labels.items())),
        ndim=ndim,
        patch=tuple(patch) if patch else _patch(network, seen.shape[-ndim:]),
        spacing=None if info.unit == "px" else keep_native + seen.spacing[-ndim:],
        intensity="ct" if ct else "zscore",
        intensity_values=seen.intensity if ct else (),
        flips=tuple(range(ndim)) if info.unit == "px" else (),
        dataset=info.id,
    )


def _require_patch(network: Architecture, patch: Sequence[int], ndim: int) -> None:
    least, step, size = max(1, network.min_size), network.divisor, network.fixed_size
    fits = all(n == size if size else n >= least and n % step == 0 for n in patch)
    if len(patch) != ndim or not fits:
        wanted = str(size) if size else f"a multiple of {step} and at least {least}"
        msg = f"patch {tuple(patch)} does not suit {network.id}: give {ndim} numbers, each {wanted}."
        raise UsageError(msg)


def _patch(network: Architecture, shape: Sequence[int]) -> tuple[int, ...]:
    if network.fixed_size:
        return (network.fixed_size,) * len(shape)
    scale = min(1.0, (PATCH_VOXELS[len(shape)] / math.prod(shape)) ** (1 / len(shape)))
    step = network.divisor
    return tuple(max(math.ceil(n * scale / step), math.ceil(network.min_size / step)) * step for n in shape)


def read_canonical(case: Case) -> tuple[Volume, Mask | None]:
    """Read a case with canonical axes; its image and mask share one grid or GridMismatch is raised."""
    image = volume.read_image(case.images)
    array, grid = volume.canonical(image.array, image.grid)
    if case.mask is None:
        return Volume(array, grid), None
    mask = volume.read_mask(case.mask)
    volume.require_same_grid(image.grid, mask.grid, where=f"{case.dataset}/{case.id}: mask")
    return Volume(array, grid), Mask(volume.canonical(mask.array, mask.grid)[0], grid)


def normalise(array: FloatArray, recipe: Recipe) -> FloatArray:
    """Scale an image ``(C, *shape)`` by the recipe's intensity scheme, channel by channel.

    ``ct`` clips to the foreground percentiles of the training set and uses its mean and deviation; ``zscore`` uses the
    image's own; ``minmax`` divides by 255.
    """
    if recipe.intensity == "ct":
        mean, deviation, low, high = recipe.intensity_values
        return (np.clip(array, low, high) - np.float32(mean)) / np.float32(max(deviation, 1e-6))
    if recipe.intensity == "minmax":
        return array / np.float32(255)
    axes = tuple(range(1, array.ndim))
    mean_, deviation_ = array.mean(axes, keepdims=True), array.std(axes, keepdims=True)
    return np.asarray((array - mean_) / np.maximum(deviation_, 1e-6), np.float32)


def model_shape(grid: Grid, recipe: Recipe) -> tuple[int, ...]:
    """Return the shape of ``grid`` at the recipe's spacing; 0 or no spacing keeps an axis as it is.

    Raises:
        BadData: If the recipe is in millimetres and the image has none.
    """
    if recipe.spacing is None:
        return grid.shape
    if grid.unit != "mm":
        msg = f"the weights of {recipe.model} work at {recipe.spacing} mm, the image has no spacing in mm: {grid}"
        raise BadData(msg)
    pairs = zip(grid.shape, grid.spacing, recipe.spacing, strict=True)
    return tuple(max(1, round(n * have / want)) if want else n for n, have, want in pairs)


def save(recipe: Recipe, path: Path) -> None:
    """Write a recipe as JSON."""
    replace(path, to_json_text(to_json(recipe)))


def load(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        BadData: If the file is not a recipe.
    """
    try:
        entry: dict[str, Any] = json.loads(path.read_text())
        entry["labels"] = {int(value): name for value, name in sorted(entry["labels"].items(), key=lambda i: int(i[0]))}
        for key in ("patch", "intensity_values", "flips"):
            entry[key] = tuple(entry[key])
        entry["spacing"] = tuple(entry["spacing"]) if entry["spacing"] else None
        return Recipe(**entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path} is not a recipe of segeval ({error}). It is written by: segeval train"
        raise BadData(msg) from error

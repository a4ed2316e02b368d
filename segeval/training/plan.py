"""What a training set looks like becomes a recipe."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval import weights, zoo
from segeval.errors import UsageError
from segeval.infer import read_canonical
from segeval.records import Architecture, Case, DatasetInfo, Input, Output, Recipe, Scaling, Window

PATCH_VOXELS = {2: 192 * 192, 3: 64 * 64 * 64}
FOREGROUND_SAMPLES = 10_000
OF_THE_IMAGE = Scaling(mean=None, deviation=None)
CT_NAME = re.compile(r"(?<![a-z0-9])(((ce|nc|cb)?ct)|hu)(?![a-z])|computed tomography", re.IGNORECASE)
Intensity = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a training set looks like on the canonical axes.

    ``intensity`` is, for each channel, mean, standard deviation and the 0.5 and 99.5 percentiles of the voxels inside
    any label.
    """

    spacing: tuple[float, ...]
    shape: tuple[int, ...]
    intensity: tuple[Intensity, ...]


def fingerprint(cases: Iterable[Case], ignore: int | None = None) -> Fingerprint:
    """Return medians over ``cases`` (those with masks) of spacing and shape, and the foreground's intensities.

    Voxels of the label ``ignore`` are inside nothing.
    """
    spacings, shapes, samples = [], [], []
    rng = np.random.default_rng(0)
    for case in cases:
        image, mask = read_canonical(case)
        spacings.append(image.grid.spacing)
        shapes.append(image.grid.shape)
        if mask is not None and mask.array.any():
            inside = image.array[:, (mask.array > 0) & (mask.array != (0 if ignore is None else ignore))]
            count = inside.shape[1]
            samples.append(inside[:, rng.choice(count, min(count, FOREGROUND_SAMPLES), replace=False)])
    channels = np.concatenate(samples, axis=1) if samples else np.zeros((len(image.array), 1))
    return Fingerprint(
        spacing=tuple(float(s) for s in np.median(spacings, axis=0)),
        shape=tuple(int(n) for n in np.median(shapes, axis=0)),
        intensity=tuple(_intensity(values) for values in np.ascontiguousarray(channels)),
    )


def _intensity(values: npt.NDArray[np.floating[Any]]) -> Intensity:
    low, high = (float(v) for v in np.percentile(values, (0.5, 99.5)))
    return float(values.mean()), float(values.std()), low, high


def plan(
    info: DatasetInfo,
    network: Architecture,
    seen: Fingerprint,
    *,
    patch: Sequence[int] = (),
    options: Mapping[str, Any] | None = None,
) -> Recipe:
    """Return the recipe for training ``network`` on a dataset that looks like ``seen``.

    A network that only knows 2D, or a patch of two numbers, means the slices of a 3D dataset. Without ``patch`` it is
    the median shape, shrunk to at most ``PATCH_VOXELS`` at its own proportions and rounded up to what the network
    accepts.

    Raises:
        UsageError: If ``patch`` does not fit the network, or a 3D network meets a 2D dataset.
    """
    slices = 2 in network.ndim and (3 not in network.ndim or len(patch) == 2)
    ndim = 2 if slices else info.ndim
    if ndim not in network.ndim:
        msg = f"{network.id} needs {network.ndim[0]}D images, {info.id} has {info.ndim}D ones."
        raise UsageError(msg)
    if patch:
        _require_patch(network, patch, ndim)
    keep_native = (0.0,) * (info.ndim - ndim)
    return Recipe(
        model=network.id,
        options=zoo.changed(network.id, options or {}),
        input=Input(
            axes="zyx"[-ndim:],
            spacing=None if info.unit == "px" else keep_native + seen.spacing[-ndim:],
            channels=_scalings(info, seen),
        ),
        window=Window(
            patch=tuple(patch) or _patch(network, seen.shape[-ndim:]),
            flips=tuple(range(ndim)) if info.unit == "px" else (),
        ),
        output=Output(labels=weights.trained_labels(info)),
    )


def _scalings(info: DatasetInfo, seen: Fingerprint) -> tuple[Scaling, ...]:
    """Return how each channel is scaled: the numbers of CT mean the same everywhere, others are taken as they come.

    In a dataset of several channels their names say which of them are CT; where none does, all are what the dataset is.
    """
    named = [bool(CT_NAME.search(name)) for name in info.channels]
    of_ct = info.modality in ("CT", "synthetic")
    several = len(named) > 1
    ct = named if several and any(named) else [of_ct] * len(named)
    return tuple(
        Scaling(mean=mean, deviation=deviation, low=low, high=high) if each and info.unit == "mm" else OF_THE_IMAGE
        for each, (mean, deviation, low, high) in zip(ct, seen.intensity, strict=True)
    )


def _require_patch(network: Architecture, patch: Sequence[int], ndim: int) -> None:
    fault = zoo.size_fault(network, tuple(patch)) if len(patch) == ndim else f"give {ndim} numbers"
    if fault:
        msg = f"patch {tuple(patch)} does not suit {network.id}: {fault}"
        raise UsageError(msg)


def _patch(network: Architecture, shape: Sequence[int]) -> tuple[int, ...]:
    scale = min(1.0, (PATCH_VOXELS[len(shape)] / math.prod(shape)) ** (1 / len(shape)))
    return zoo.nearest(network, tuple(math.ceil(size * scale) for size in shape))

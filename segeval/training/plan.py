"""What a training set looks like becomes a recipe."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from segeval import zoo
from segeval.errors import UsageError
from segeval.infer import read_canonical
from segeval.records import Architecture, Case, DatasetInfo, Input, Output, Recipe, Scaling, Window

PATCH_VOXELS = {2: 192 * 192, 3: 64 * 64 * 64}
FOREGROUND_SAMPLES = 10_000
OF_THE_IMAGE = Scaling(mean=None, deviation=None)


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
    ct = info.modality in ("CT", "synthetic") and info.unit == "mm"
    mean, deviation, low, high = seen.intensity
    scaling = Scaling(low=low, high=high, mean=mean, deviation=deviation) if ct else OF_THE_IMAGE
    return Recipe(
        model=network.id,
        options=zoo.changed(network.id, options or {}),
        input=Input(
            axes="zyx"[-ndim:],
            spacing=None if info.unit == "px" else keep_native + seen.spacing[-ndim:],
            channels=(scaling,) * len(info.channels),
        ),
        window=Window(
            patch=tuple(patch) or _patch(network, seen.shape[-ndim:]),
            flips=tuple(range(ndim)) if info.unit == "px" else (),
        ),
        output=Output(labels=dict(sorted(info.labels.items()))),
    )


def _require_patch(network: Architecture, patch: Sequence[int], ndim: int) -> None:
    fault = zoo.size_fault(network, tuple(patch)) if len(patch) == ndim else f"give {ndim} numbers"
    if fault:
        msg = f"patch {tuple(patch)} does not suit {network.id}: {fault}"
        raise UsageError(msg)


def _patch(network: Architecture, shape: Sequence[int]) -> tuple[int, ...]:
    ndim, least = len(shape), zoo.smallest(network, len(shape))
    if network.fixed_size:
        return least
    scale = min(1.0, (PATCH_VOXELS[ndim] / math.prod(shape)) ** (1 / ndim))
    steps = zoo.per_axis(network.divisor, ndim)
    sizes = [max(math.ceil(n * scale / step) * step, low) for n, step, low in zip(shape, steps, least, strict=True)]
    if network.max_size is None:
        return tuple(sizes)
    most = zoo.per_axis(network.max_size, ndim)
    return tuple(min(n, top // step * step) for n, step, top in zip(sizes, steps, most, strict=True))

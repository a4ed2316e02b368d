"""A training set and a network become a recipe."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from segeval import weights, zoo
from segeval.errors import UsageError
from segeval.records import Architecture, DatasetInfo, Input, Output, Recipe, Scaling, Window
from segeval.training.plan._fingerprint import Fingerprint

PATCH_VOXELS = {2: 192 * 192, 3: 64 * 64 * 64}
OF_THE_IMAGE = Scaling(mean=None, deviation=None)
CT_NAME = re.compile(r"(?<![a-z0-9])(((ce|nc|cb)?ct)|hu)(?![a-z])|computed tomography", re.IGNORECASE)


def plan(
    info: DatasetInfo,
    network: Architecture,
    seen: Fingerprint,
    *,
    patch: Sequence[int] = (),
    options: Mapping[str, Any] | None = None,
    axes: str = "",
    slices: int = 1,
    spacing: Sequence[float] = (),
) -> Recipe:
    """Return the recipe for training ``network`` on a dataset that looks like ``seen``.

    A network that only knows 2D, or a patch of two numbers, means the slices of a 3D dataset: axial ones, or those that
    ``axes`` names ("zx" is coronal, "zy" sagittal), with as many neighbours as channels as ``slices`` says. Without
    ``patch`` it is the median shape, shrunk to at most ``PATCH_VOXELS`` at its own proportions and rounded up to what
    the network accepts. ``spacing`` is that of images ``(z, y, x)`` or ``(y, x)`` in mm, 0 for an axis that keeps its
    own; default: the median along the axes that the network sees.

    Raises:
        UsageError: If ``patch``, ``axes``, ``slices`` or ``spacing`` do not fit the network or the dataset, or a 3D
            network meets a 2D dataset.
    """
    flat = 2 in network.ndim and (3 not in network.ndim or 2 in (len(patch), len(axes)))
    ndim = 2 if flat else info.ndim
    axes = axes or "zyx"[-ndim:]
    _require_input(info, axes, ndim, slices, spacing)
    if ndim not in network.ndim:
        msg = f"{network.id} needs {network.ndim[0]}D images, {info.id} has {info.ndim}D ones."
        raise UsageError(msg)
    if patch:
        _require_patch(network, patch, ndim)
    names = "zyx"[-info.ndim :]
    medians = tuple(each if name in axes else 0.0 for name, each in zip(names, seen.spacing[-info.ndim :], strict=True))
    return Recipe(
        model=network.id,
        options=zoo.changed(network.id, options or {}),
        input=Input(
            axes=axes,
            spacing=None if info.unit == "px" else tuple(map(float, spacing)) or medians,
            channels=_scalings(info, seen),
            slices=slices,
        ),
        window=Window(
            patch=tuple(patch) or _patch(network, tuple(seen.shape[names.index(name) - info.ndim] for name in axes)),
            flips=tuple(range(ndim)) if info.unit == "px" else (),
        ),
        output=Output(labels=weights.trained_labels(info)),
    )


def _require_input(info: DatasetInfo, axes: str, ndim: int, slices: int, spacing: Sequence[float]) -> None:
    names = "zyx"[-info.ndim :]
    faults = {
        f"--axes {axes}: give {ndim} of {names}": len(set(axes)) != ndim
        or len(axes) > ndim
        or not set(axes) <= set(names),
        f"--slices {slices}: give an odd number, and slices of volumes": slices > 1
        and (slices % 2 == 0 or ndim == info.ndim),
        f"--spacing {tuple(spacing)}: give {info.ndim} numbers in mm": bool(spacing)
        and (len(spacing) != info.ndim or min(spacing) < 0 or info.unit == "px"),
    }
    if found := [fault for fault, is_so in faults.items() if is_so]:
        msg = f"{found[0]}, as {info.id} has {info.ndim}D images in {info.unit}"
        raise UsageError(msg)


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

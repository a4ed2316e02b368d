"""The recipe and the batch that a budget of memory allows."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from segeval import zoo
from segeval.errors import UsageError
from segeval.records import Architecture, DatasetInfo, Input, Recipe
from segeval.training.plan._fingerprint import Fingerprint, sizes_at, target_spacing
from segeval.training.plan._memory import kept
from segeval.training.plan._recipe import OF_THE_IMAGE, plan
from segeval.training.plan._topology import LEAST, is_planned, stage_options, topology

BUDGET = 8 * 10**9  # bytes; what nnU-Net plans for
FIRST_PATCH = {2: 2048**2, 3: 256**3}  # voxels that the search begins with, at most
SMALLEST_BATCH = 2
COVERED = 0.05  # share of the voxels of a dataset that one batch may hold
CROPPED = 0.75  # of an image is filled: below it, only voxels other than 0 are scaled
STEP = 8  # voxels that a patch shrinks by at least
GIGA = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train a network on a dataset: the content of a plan file."""

    dataset: str
    recipe: Recipe
    batch: int


class Bounds(NamedTuple):
    """What the search for a patch goes by.

    ``spacing`` and ``median`` shape are along the axes of the network; ``stages``: its strides follow the patch.
    """

    network: Architecture
    spacing: tuple[float, ...]
    median: tuple[float, ...]
    stages: bool


def plan_within(
    info: DatasetInfo,
    network: Architecture,
    seen: Fingerprint,
    budget: float = BUDGET,
    *,
    options: Mapping[str, Any] | None = None,
    axes: str = "",
    slices: int = 1,
    spacing: Sequence[float] = (),
) -> Plan:
    """Return the largest patch, then the largest batch, whose step keeps at most ``budget`` bytes.

    A patch begins at the median shape, or the block of it that has 256³ (2048²) voxels and equal sides in mm, and
    shrinks along the axis that is largest beside the median until two of them fit. The batch grows while it fits and
    holds at most 5 % of the voxels of the dataset. Where a network takes strides and kernels for each stage and
    ``options`` say nothing of them, they follow the patch. Channels that are scaled by their own image take only its
    voxels other than 0 where the box around these is under 75 % of the median image.

    Raises:
        UsageError: If not even the smallest patch fits, or as ``plan`` does.

    Source:
        Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, "rule-based parameters", as nnU-Net 2 has them. It crops
        images to that box, and counts feature maps of its own networks instead of bytes of any.
    """
    options = options or {}
    recipe = plan(info, network, seen, options=options, axes=axes, slices=slices, spacing=spacing)
    recipe = replace(recipe, input=_input(recipe.input, seen, given=bool(spacing)))
    order = ["zyx"[-info.ndim :].index(axis) for axis in recipe.input.axes]
    sizes = np.median(sizes_at(seen, recipe.input.spacing), axis=0)
    gaps = [want or own for want, own in zip(recipe.input.spacing or seen.spacing, seen.spacing, strict=True)]
    bounds = Bounds(
        network=network,
        spacing=tuple(gaps[k] for k in order),
        median=tuple(float(sizes[k]) for k in order),
        stages=is_planned(network, options),
    )
    least = max(SMALLEST_BATCH, network.min_batch)
    recipe = _largest(recipe, bounds, lambda tried: kept(tried, least).total, budget)
    covered = COVERED * math.prod(sizes.tolist()) * len(seen.extents) / math.prod(recipe.window.patch)
    batch = _batch(lambda count: kept(recipe, count).total, least, max(least, round(covered)), budget)
    return Plan(dataset=info.id, recipe=recipe, batch=batch)


def _input(known: Input, seen: Fingerprint, *, given: bool) -> Input:
    """Return an input at the target spacing, unless one was ``given``, and with ``nonzero`` where images are empty."""
    spacing = known.spacing
    if spacing and not given:
        spacing = tuple(want and target for want, target in zip(spacing, target_spacing(seen), strict=True))
    empty = float(np.median([each.filled for each in seen.extents])) < CROPPED
    channels = (replace(how, nonzero=empty) if how == OF_THE_IMAGE else how for how in known.channels)
    return replace(known, spacing=spacing, channels=tuple(channels))


def _largest(recipe: Recipe, bounds: Bounds, size: Callable[[Recipe], int], budget: float) -> Recipe:
    """Return the recipe with the largest patch, of those that shrink step by step, of which ``size`` is in a budget."""
    tried = [*_shrinking(recipe, bounds)][::-1]
    if (needed := size(tried[0])) > budget:
        msg = (
            f"{bounds.network.id} keeps {needed / GIGA:.2f} GB for the smallest batch of the smallest patches, "
            f"{'×'.join(map(str, tried[0].window.patch))}, more than {budget / GIGA:g} GB. "
            "Give more --memory, or choose a smaller network."
        )
        raise UsageError(msg)
    return tried[_most(lambda place: size(tried[place]) <= budget, 0, len(tried) - 1)]


def _shrinking(recipe: Recipe, bounds: Bounds) -> Iterator[Recipe]:
    """Yield the recipe with the first patch, then with smaller and smaller ones, until no axis can shrink."""
    block = (FIRST_PATCH[len(bounds.median)] * math.prod(bounds.spacing)) ** (1 / len(bounds.median))
    pairs = zip(bounds.spacing, bounds.median, strict=True)
    patch = tuple(int(min(round(block / gap), most)) for gap, most in pairs)
    while patch:
        fitted = _fitted(recipe, bounds, patch)
        yield fitted
        sides = fitted.window.patch
        order = sorted(((n / most, axis) for axis, (n, most) in enumerate(zip(sides, bounds.median, strict=True))))
        patch = next(filter(None, (_shrunk(bounds, sides, axis) for _, axis in reversed(order))), ())


def _fitted(recipe: Recipe, bounds: Bounds, patch: tuple[int, ...]) -> Recipe:
    """Return the recipe with the next patch that the network accepts, and with the stages for it."""
    if not bounds.stages:
        return replace(recipe, window=replace(recipe.window, patch=zoo.nearest(bounds.network, patch)))
    stages = topology(bounds.spacing, patch)
    if len(stages.strides) < 2:
        msg = (
            f"{bounds.network.id} halves patches, and {'×'.join(map(str, patch))} is too small for it. Choose another."
        )
        raise UsageError(msg)
    options = zoo.changed(bounds.network.id, {**recipe.options, **stage_options(bounds.network, stages)})
    return replace(recipe, options=options, window=replace(recipe.window, patch=stages.patch))


def _shrunk(bounds: Bounds, patch: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """Return a patch that is a step smaller along an axis, nothing where it cannot be."""
    before, size, after = patch[:axis], patch[axis], patch[axis + 1 :]
    if bounds.stages:
        # A side that is smaller by its divisor may be halved less often, so that a smaller step does: 224 before 192.
        step = topology(bounds.spacing, patch).divisor[axis]
        step = topology(bounds.spacing, (*before, size - step, *after)).divisor[axis]
        smaller = (*before, size - step, *after)
        return smaller if size - step >= LEAST and len(topology(bounds.spacing, smaller).strides) > 1 else ()
    step = zoo.per_axis(bounds.network.divisor, len(patch))[axis]
    step *= -(-STEP // step)
    least = max(zoo.smallest(bounds.network, len(patch))[axis], LEAST)
    less = max((size - 1) // step * step, least)
    return (*before, less, *after) if less < size else ()


def _batch(size: Callable[[int], int], least: int, most: int, budget: float) -> int:
    """Return the largest batch up to ``most`` whose ``size`` is in a budget, where that of ``least`` is.

    Every patch adds the same, as a rule; what follows from it is looked at, and smaller ones until one fits.
    """
    first = size(least)
    batch = min(most, least + int((budget - first) // max(1, size(least + 1) - first)))
    while batch > least and size(batch) > budget:
        batch -= 1
    return batch


def _most(fits: Callable[[int], bool], low: int, high: int) -> int:
    """Return the largest number up to ``high`` that fits, where ``low`` does and what is below one that fits does."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low

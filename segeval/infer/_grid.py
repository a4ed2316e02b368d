"""Images there and back: as a model wants them, and from its logits to a mask on the grid of the image.

There: scaled, at the model's spacing, with its axes, with neighbouring slices as channels. Back, in :func:`answer`, is
the only place where geometry is restored.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from segeval import volume
from segeval.errors import BadData, UsageError
from segeval.records import (
    Case,
    FloatArray,
    Grid,
    Input,
    LabelArray,
    Mask,
    Output,
    Prediction,
    Scaling,
    Volume,
)

MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}
LEAST_DEVIATION = 1e-6  # of an image that is the same everywhere


class Logits(NamedTuple):
    """Logits ``(channels, *spatial)`` over the extent of a canonical image, at any resolution, and what they mean.

    ``maps`` are other ``(*spatial)`` maps over the same extent, by name.
    """

    array: Tensor
    output: Output
    maps: Mapping[str, Tensor] = {}


# An image with canonical axes in, logits out: what a network does, and what strategies are made of.
Segment = Callable[[Volume], Logits]


def read_canonical(case: Case, labels: Mapping[int, str] | None = None) -> tuple[Volume, Mask | None]:
    """Read a case with canonical axes.

    Raises:
        GridMismatch: If its image and mask do not share one grid.
        UnknownLabel: If the mask holds a value that is not among ``labels``, where they are given.
    """
    image = volume.read_image(case.images)
    array, grid = volume.canonical(image.array, image.grid)
    if case.mask is None:
        return Volume(array, grid), None
    mask = volume.read_mask(case.mask, labels)
    volume.require_same_grid(image.grid, mask.grid, where=f"{case.dataset}/{case.id}: mask")
    return Volume(array, grid), Mask(volume.canonical(mask.array, mask.grid)[0], grid)


def to_model(image: Volume, wanted: Input) -> Tensor:
    """Return a canonical image as the model's array ``(channels, *axes)``; axes that it slices over come first.

    Raises:
        BadData: If the image has other channels, too few dimensions, or no spacing where the model needs one.
    """
    if len(image.array) != len(wanted.channels) + len(wanted.previous):
        also = f" and maps of the labels {wanted.previous}, so run it in a cascade" if wanted.previous else ""
        msg = f"image has {len(image.array)} channels, the model was trained on {len(wanted.channels)}{also}"
        raise BadData(msg)
    if wanted.slices > 1 and len(image.grid.shape) == len(wanted.axes):
        msg = f"the model stacks {wanted.slices} neighbouring slices, the image has only one: {image.grid}"
        raise BadData(msg)
    channels = [scale(image.array[k : k + 1], how) for k, how in enumerate(wanted.channels)]
    channels.append(image.array[len(wanted.channels) :])
    scaled = torch.from_numpy(np.concatenate(channels))
    order = axis_order(wanted.axes, len(image.grid.shape))
    turned = resize(scaled, model_shape(image.grid, wanted)).permute(0, *(1 + axis for axis in order))
    return stack_slices(turned, wanted.slices) if wanted.slices > 1 else turned


def axis_order(axes: str, ndim: int) -> tuple[int, ...]:
    """Return where each axis of the model's arrays lies in an image ``(z, y, x)`` or ``(y, x)``.

    Raises:
        BadData: If the image lacks an axis.
    """
    names = "zyx"[-ndim:]
    if set(axes) - set(names):
        msg = f"the model sees the axes {axes}, the image has only {names}"
        raise BadData(msg)
    return tuple(names.index(axis) for axis in (*(name for name in names if name not in axes), *axes))


def stack_slices(image: Tensor, count: int) -> Tensor:
    """Return ``(count * C, *spatial)``: each voxel with those of its neighbours along the first axis, nearest at ends.

    Channels run slice by slice, from the one before to the one after.
    """
    places = torch.arange(image.shape[1])
    offsets = range(-(count // 2), count // 2 + 1)
    return torch.cat([image[:, (places + offset).clamp(0, len(places) - 1)] for offset in offsets])


def scale(channel: FloatArray, how: Scaling) -> FloatArray:
    """Return one channel ``(1, *shape)`` scaled: (clip(x, low, high) - mean) / deviation."""
    axes = tuple(range(1, channel.ndim))
    counted = channel != 0 if how.nonzero else None
    clipped = channel if how.low is how.high is None else np.clip(channel, how.low, how.high)
    # Sums over chosen voxels are taken one by one, for which float32 is too short.
    among: dict[str, object] = {"where": counted, "dtype": np.float64} if counted is not None and counted.any() else {}
    mean, deviation = (
        np.float32(getattr(clipped, name)(axes, keepdims=True, **among) if given is None else given)
        for name, given in (("mean", how.mean), ("std", how.deviation))
    )
    scaled = np.asarray((clipped - mean) / np.maximum(deviation, np.float32(LEAST_DEVIATION)), np.float32)
    return scaled if counted is None else np.where(counted, scaled, np.float32(0))


def model_shape(grid: Grid, wanted: Input) -> tuple[int, ...]:
    """Return the shape of ``grid`` at the spacing of the model, 0 or no spacing keeps an axis as it is; or its shape.

    Raises:
        BadData: If the image has other axes, or the model works in millimetres and the image has none.
    """
    if wanted.shape:
        if len(wanted.shape) != len(grid.shape):
            msg = f"the model works on {wanted.shape} voxels, the image has {len(grid.shape)} axes: {grid}"
            raise BadData(msg)
        return wanted.shape
    if wanted.spacing is None:
        return grid.shape
    if grid.unit != "mm":
        msg = f"the model works at {wanted.spacing} mm, the image has no spacing in mm: {grid}"
        raise BadData(msg)
    if len(wanted.spacing) != len(grid.shape):
        msg = f"the model works at {wanted.spacing} mm, the image has {len(grid.shape)} axes: {grid}"
        raise BadData(msg)
    pairs = zip(grid.shape, grid.spacing, wanted.spacing, strict=True)
    return tuple(max(1, round(n * have / want)) if want else n for n, have, want in pairs)


def resize(tensor: Tensor, shape: Sequence[int]) -> Tensor:
    """Interpolate ``(C, *spatial)`` linearly to ``shape``, voxel centres aligned by their share of the extent."""
    if tuple(tensor.shape[1:]) == tuple(shape):
        return tensor
    return functional.interpolate(tensor[None], size=tuple(shape), mode=MODES[len(shape)], align_corners=False)[0]


def answer(segment: Segment, image: Volume, case_id: str, *, probabilities: bool = False) -> Prediction:
    """Segment one image ``(C, *shape)``.

    Returns:
        A mask of label values on exactly ``image.grid`` and, when asked for, the probability of each label.

    Raises:
        SegevalError: If the image is not what the model takes.
    """
    started = time.perf_counter()
    array, grid = volume.canonical(image.array, image.grid)
    with torch.inference_mode():
        logits = segment(Volume(array, grid, case_id))
    predicted = time.perf_counter()
    # The logits are resampled, not the mask, so that borders fall between voxels.
    labels = labels_of(resize(logits.array, grid.shape), logits.output)
    mask = Mask(volume.native(labels, image.grid), image.grid)
    likely = native_probabilities(logits, grid, image.grid) if probabilities else None
    maps = {
        name: volume.native(resize(values[None], grid.shape)[0].cpu().numpy(), image.grid)
        for name, values in logits.maps.items()
    }
    seconds = {"predict": predicted - started, "restore": time.perf_counter() - predicted}
    return Prediction(case_id=case_id, mask=mask, seconds=seconds, probabilities=likely, maps=maps)


def labels_of(channels: Tensor, output: Output) -> LabelArray:
    """Return the label of each voxel ``(*spatial)`` by its logits ``(channels, *spatial)``."""
    top = max((*output.labels, *(value for region in output.regions for value in region)))
    kind = np.min_scalar_type(int(top))
    if output.activation == "softmax":
        decided: LabelArray = np.array(list(output.labels)).astype(kind)[channels.argmax(0).cpu().numpy()]
        return decided
    array = np.zeros(channels.shape[1:], kind)
    for region, likely in zip(output.regions, (channels > 0).cpu().numpy(), strict=True):
        array[likely] = region[0]
    return array


def native_probabilities(logits: Logits, grid: Grid, native: Grid) -> FloatArray:
    """Return the softmax ``(classes, *native.shape)`` in rising order of labels; its largest is the mask's label.

    Raises:
        UsageError: If the model predicts regions, which have no probability for each label.
    """
    output = logits.output
    if output.activation != "softmax":
        msg = f"probabilities: this model predicts the regions {output.regions}, not one channel for each label"
        raise UsageError(msg)
    labels = list(output.labels)
    order = sorted(range(len(labels)), key=lambda k: labels[k])
    probabilities = resize(logits.array, grid.shape)[order].softmax(0).cpu().numpy()
    restored: FloatArray = volume.native(probabilities, native)
    return restored

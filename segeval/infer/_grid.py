"""Images as a model wants them: scaled, at its spacing, with its axes, with neighbouring slices as channels."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from segeval import volume
from segeval.errors import BadData, counted
from segeval.records import (
    Case,
    FloatArray,
    Grid,
    Input,
    Mask,
    Output,
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


# The seconds that networks take for the image that is asked about here, to be called when all is done.
ASKED: ContextVar[list[Callable[[], float]]] = ContextVar("asked")
# An image with canonical axes in, logits out: what a network does, and what strategies are made of.
Segment = Callable[[Volume], Logits]


class Shown(NamedTuple):
    """A canonical image as a model sees it: its shape, and the slices ``(C, n, *rest)`` from one place to another.

    There are three axes, a picture being one slice. Slices are scaled when they are asked for, so that a large image is
    not in memory twice.
    """

    shape: tuple[int, ...]
    part: Callable[[int, int], Tensor]


class Passing(NamedTuple):
    """Logits ``(channels, *shape)`` over the extent of an image that pass by in ``parts`` along their first axis.

    A part ``(channels, n, *rest)`` is valid until the next one is asked for. There are three axes, a picture being one
    slice; ``order`` lists which axis of the image each of the others is. ``maps`` are as those of :class:`Logits`.
    """

    parts: Iterator[Tensor]
    shape: tuple[int, ...]
    order: tuple[int, ...]
    output: Output
    maps: Mapping[str, Tensor] = {}


@dataclass(frozen=True, slots=True)
class Windowed:
    """A segmenter whose logits can pass by in parts, so that those of a large image are never in memory all at once."""

    passing: Callable[[Volume], Passing]
    whole: Segment

    def __call__(self, image: Volume) -> Logits:
        """Return all logits of an image."""
        return self.whole(image)


def mapped(segment: Segment, change: Callable[[Logits], Logits]) -> Segment:
    """Return a segmenter whose logits are changed voxel by voxel: in parts, where they come in parts."""
    if not isinstance(segment, Windowed):
        return lambda image: change(segment(image))

    def passing(image: Volume) -> Passing:
        given = segment.passing(image)
        nothing = Logits(torch.empty(given.output.channels, *(0,) * len(given.shape)), given.output)
        parts = (change(Logits(part, given.output)).array for part in given.parts)
        return given._replace(parts=parts, output=change(nothing).output)

    return Windowed(passing, lambda image: change(segment.whole(image)))


@contextmanager
def timed(device: torch.device) -> Iterator[None]:
    """Tell who ASKED how long a network takes; on a GPU by its own clock, which is read when all is done."""
    if device.type == "cuda":
        stream = torch.cuda.current_stream(device)
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))  # type: ignore[no-untyped-call]  # torch's
        first.record(stream)
        yield
        last.record(stream)
        ASKED.get([]).append(lambda: first.elapsed_time(last) / 1000)
    else:
        began = time.perf_counter()
        yield
        seconds = time.perf_counter() - began
        ASKED.get([]).append(lambda: seconds)


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
    _require_channels(image, wanted)
    scaled = _scaled(image.array, [statistics(image.array[k : k + 1], how) for k, how in enumerate(wanted.channels)])
    resized = resize(torch.from_numpy(scaled), model_shape(image.grid, wanted))
    turned = resized.permute(0, *(1 + axis for axis in axis_order(wanted.axes, len(image.grid.shape))))
    return stack_slices(turned, wanted.slices) if wanted.slices > 1 else turned


def shown(image: Volume, wanted: Input) -> Shown:
    """Return a canonical image as the model sees it, slices of what :func:`to_model` returns.

    Raises:
        BadData: As :func:`to_model`.
    """
    if wanted.slices > 1 or model_shape(image.grid, wanted) != image.grid.shape:
        array = to_model(image, wanted)
        array = array if array.ndim == 4 else array[:, None]
        return Shown(tuple(array.shape[1:]), lambda start, stop: array[:, start:stop])
    _require_channels(image, wanted)
    scalings = [statistics(image.array[k : k + 1], how) for k, how in enumerate(wanted.channels)]
    turned = image.array.transpose(0, *(1 + axis for axis in axis_order(wanted.axes, len(image.grid.shape))))
    turned = turned if turned.ndim == 4 else turned[:, None]
    return Shown(turned.shape[1:], lambda start, stop: torch.from_numpy(_scaled(turned[:, start:stop], scalings)))


def _require_channels(image: Volume, wanted: Input) -> None:
    if len(image.array) != len(wanted.channels) + len(wanted.previous):
        also = f" and maps of the labels {wanted.previous}, so run it in a cascade" if wanted.previous else ""
        msg = f"image has {counted(len(image.array), 'channel')}, the model was trained on {len(wanted.channels)}{also}"
        raise BadData(msg)
    if wanted.slices > 1 and len(image.grid.shape) == len(wanted.axes):
        msg = f"the model stacks {wanted.slices} neighbouring slices, the image has only one: {image.grid}"
        raise BadData(msg)


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
    return _scaled(channel, [statistics(channel, how)])


def statistics(channel: FloatArray, how: Scaling) -> Scaling:
    """Return a scaling with the mean and the deviation of a channel ``(1, *shape)``, where it takes those."""
    if how.mean is not None and how.deviation is not None:
        return how
    axes = tuple(range(1, channel.ndim))
    counted = channel != 0 if how.nonzero else None
    clipped = channel if how.low is how.high is None else np.clip(channel, how.low, how.high)
    # Sums over chosen voxels are taken one by one, for which float32 is too short.
    among: dict[str, object] = {"where": counted, "dtype": np.float64} if counted is not None and counted.any() else {}
    mean, deviation = (
        np.float32(getattr(clipped, name)(axes, **among)).item() if given is None else given
        for name, given in (("mean", how.mean), ("std", how.deviation))
    )
    return replace(how, mean=mean, deviation=deviation)


def _scaled(array: FloatArray, scalings: Sequence[Scaling]) -> FloatArray:
    """Return an image ``(C, *shape)`` whose first channels are scaled; maps that follow them stay."""
    scaled: FloatArray = array.astype(np.float32)  # a copy
    for channel, how in zip(scaled, scalings, strict=False):
        zero = channel == 0 if how.nonzero else None
        if how.low is not None or how.high is not None:
            np.clip(channel, how.low, how.high, out=channel)
        np.subtract(channel, np.float32(how.mean), out=channel)
        np.divide(channel, max(np.float32(how.deviation), np.float32(LEAST_DEVIATION)), out=channel)
        if zero is not None:
            channel[zero] = 0
    return scaled


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

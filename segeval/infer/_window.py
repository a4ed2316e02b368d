"""A network over a whole image: overlapping windows, blended, and mirror images, averaged."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.infer._device import Settings
from segeval.infer._grid import axis_order, to_model
from segeval.records import Recipe, Volume

Box = tuple[slice, ...]


def averaged_logits(net: nn.Module, image: Volume, recipe: Recipe, settings: Settings) -> Tensor:
    """Return logits ``(channels, *spatial)`` of a canonical image, averaged over mirror images when asked for."""
    array = to_model(image, recipe.input)
    first = array.ndim - len(recipe.window.patch)
    axes = [first + axis for axis in recipe.window.flips] if settings.flips else []
    mirrors = [flip for count in range(len(axes) + 1) for flip in itertools.combinations(axes, count)]
    patch, overlap = recipe.window.patch, recipe.window.overlap if settings.overlap is None else settings.overlap
    weight, begin = gaussian(patch), partial(starts, overlap=overlap)
    total: Tensor | None = None
    for flip in mirrors:
        logits = blended(net, array.flip(flip), patch, weight, begin, settings).flip(flip)
        total = logits if total is None else total + logits
    assert total is not None
    order = axis_order(recipe.input.axes, array.ndim - 1)
    return (total / len(mirrors)).permute(0, *(1 + order.index(axis) for axis in range(len(order))))


def blended(
    net: nn.Module,
    image: Tensor,
    patch: tuple[int, ...],
    weight: Tensor,
    begin: Callable[[int, int], Sequence[int]],
    settings: Settings,
) -> Tensor:
    """Return logits ``(channels, *axes)`` of overlapping windows blended by ``weight`` ``(*patch)``.

    ``begin`` gives where the windows of an axis start, by its size and that of a window; a 2D patch on a 3D image is a
    window one slice thick. An image smaller than the window is padded with 0, the mean after normalisation. Isensee et
    al. 2021, doi:10.1038/s41592-020-01008-z.
    """
    device = next(net.parameters()).device
    window = (1,) * (image.ndim - 1 - len(patch)) + patch
    size = tuple(image.shape[1:])
    margins = [max(0, w - n) for w, n in zip(window, size, strict=True)]
    padding = [side for margin in reversed(margins) for side in (margin // 2, margin - margin // 2)]
    padded = functional.pad(image, padding).to(device)
    axes = [[slice(at, at + w) for at in begin(n, w)] for n, w in zip(padded.shape[1:], window, strict=True)]
    weight = weight.reshape(window).to(device)
    weights = torch.zeros(padded.shape[1:], device=device)
    total: Tensor | None = None
    for box, logits in window_logits(net, padded, list(itertools.product(*axes)), patch, settings):
        if total is None:
            total = torch.zeros((len(logits), *padded.shape[1:]), device=device)
        total[(slice(None), *box)] += logits * weight
        weights[box] += weight
    assert total is not None
    total /= weights
    inner = tuple(slice(m // 2, m // 2 + n) for m, n in zip(margins, size, strict=True))
    return total[(slice(None), *inner)]


def window_logits(
    net: nn.Module, image: Tensor, boxes: Sequence[Box], patch: tuple[int, ...], settings: Settings
) -> Iterator[tuple[Box, Tensor]]:
    """Yield each box of the image with the logits ``(classes, *window)`` of its window, computed in batches."""
    window = (1,) * (image.ndim - 1 - len(patch)) + patch
    layout = torch.channels_last if len(patch) == 2 else torch.channels_last_3d
    for first in range(0, len(boxes), settings.batch):
        group = boxes[first : first + settings.batch]
        batch = torch.stack([image[(slice(None), *box)].reshape(len(image), *patch) for box in group])
        if settings.channels_last:
            batch = batch.contiguous(memory_format=layout)
        with torch.autocast(batch.device.type, torch.bfloat16, enabled=settings.autocast):
            logits = net(batch)
        for box, one in zip(group, logits.float(), strict=True):
            yield box, one.reshape(len(one), *window)


def starts(size: int, window: int, overlap: float) -> list[int]:
    """Return evenly spread window starts that cover ``size`` and overlap by at least ``overlap`` of the window."""
    if size <= window:
        return [0]
    count = math.ceil((size - window) / max(1, round(window * (1 - overlap)))) + 1
    return [round(k * (size - window) / (count - 1)) for k in range(count)]


def gaussian(window: Sequence[int]) -> Tensor:
    """Return the weight of each voxel of a window: a Gaussian of an eighth of the window, never below a thousandth."""
    weight = torch.ones(())
    for n in window:
        axis = torch.exp(-0.5 * ((torch.arange(n) - (n - 1) / 2) / (n / 8)) ** 2)
        weight = weight[..., None] * axis
    return (weight / weight.max()).clamp_min(1e-3)

"""From an image to a mask on the image's own grid: model grid, sliding window, argmax, and back."""

import itertools
import math
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import volume
from segeval.errors import SegevalError, UsageError
from segeval.recipe import model_shape, normalise
from segeval.records import FloatArray, Grid, LabelArray, Mask, Prediction, Recipe, Volume

Box = tuple[slice, ...]
MODES = {1: "linear", 2: "bilinear", 3: "trilinear"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to run a network; ``device`` and ``batch`` change the cost, others may change the mask and are recorded.

    ``flips`` averages the logits over mirror images along the axes that the recipe allows; ``autocast`` computes in
    bfloat16; ``overlap`` None takes the recipe's. ``probabilities`` are kept beside the mask, which they do not change.
    """

    device: str = "auto"
    flips: bool = False
    autocast: bool = False
    channels_last: bool = False
    overlap: float | None = None
    batch: int = 4
    probabilities: bool = False


def pick_device(request: str) -> torch.device:
    """Return the device to use: the best there is for ``auto``, else the one asked for.

    Raises:
        UsageError: If there is no such device here.
    """
    if request == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.empty(0, device=request).device
    except (RuntimeError, AssertionError) as error:  # builds without a backend assert that they have it
        msg = f"--device {request}: {str(error).splitlines()[0]} Use auto or cpu."
        raise UsageError(msg) from error


def predict(net: nn.Module, image: Volume, recipe: Recipe, settings: Settings, case_id: str = "") -> Prediction:
    """Segment one image.

    Args:
        net: Trained network, in eval mode on its device.
        image: ``(C, *shape)`` on its native grid.
        recipe: What the weights of ``net`` expect.
        settings: How to run it.
        case_id: Name for the prediction.

    Returns:
        A mask of label values on exactly ``image.grid``.

    Raises:
        SegevalError: If the image has other channels than the network.
    """
    started = time.perf_counter()
    if len(image.array) != recipe.in_channels:
        msg = f"image has {len(image.array)} channels, {recipe.model} was trained on {recipe.in_channels}"
        raise SegevalError(msg)
    array, grid = volume.canonical(image.array, image.grid)
    tensor = resize(torch.from_numpy(np.ascontiguousarray(normalise(array, recipe))), model_shape(grid, recipe))
    prepared = time.perf_counter()
    with torch.inference_mode():
        logits = averaged_logits(net, tensor, recipe, settings)
    predicted = time.perf_counter()
    labels = tuple(recipe.labels)
    mask = to_native(logits, grid, image.grid, labels)
    probabilities = native_probabilities(logits, grid, image.grid, labels) if settings.probabilities else None
    seconds = {
        "prepare": prepared - started,
        "predict": predicted - prepared,
        "restore": time.perf_counter() - predicted,
    }
    peak = peak_bytes(logits.device)
    return Prediction(case_id=case_id, mask=mask, seconds=seconds, peak_bytes=peak, probabilities=probabilities)


def lay_out(net: nn.Module, ndim: int) -> None:
    """Store the weights of a network with channels last, which is faster for some networks on some hardware."""
    layout = torch.channels_last if ndim == 2 else torch.channels_last_3d
    net.to(memory_format=layout)  # type: ignore[call-overload]  # torch documents it, its stubs lack it


def to_native(logits: Tensor, grid: Grid, native: Grid, labels: Sequence[int]) -> Mask:
    """Return the mask on the native grid: the only place where geometry is restored.

    ``logits`` ``(classes, *model shape)`` are resampled, not the mask, so that borders fall between voxels.
    """
    classes = resize(logits, grid.shape).argmax(0).cpu().numpy()
    values = np.array(labels)
    array: LabelArray = values.astype(np.min_scalar_type(int(values.max())))[classes]
    restored = np.ascontiguousarray(volume.native(array, native))
    assert restored.shape == native.shape
    return Mask(restored, native)


def native_probabilities(logits: Tensor, grid: Grid, native: Grid, labels: Sequence[int]) -> FloatArray:
    """Return the softmax ``(classes, *native.shape)`` in rising order of labels; its largest is the mask's label."""
    order = sorted(range(len(labels)), key=lambda k: labels[k])
    probabilities = resize(logits, grid.shape)[order].softmax(0).cpu().numpy()
    restored: FloatArray = volume.native(probabilities, native)
    return restored


def resize(tensor: Tensor, shape: Sequence[int]) -> Tensor:
    """Interpolate ``(C, *spatial)`` linearly to ``shape``, voxel centres aligned by their share of the extent."""
    if tuple(tensor.shape[1:]) == tuple(shape):
        return tensor
    return functional.interpolate(tensor[None], size=tuple(shape), mode=MODES[len(shape)], align_corners=False)[0]


def averaged_logits(net: nn.Module, image: Tensor, recipe: Recipe, settings: Settings) -> Tensor:
    """Return logits ``(classes, *spatial)`` of an image ``(C, *spatial)``, averaged over flips when asked for."""
    axes = [axis + 1 + (image.ndim - 1 - recipe.ndim) for axis in recipe.flips] if settings.flips else []
    mirrors = [flip for count in range(len(axes) + 1) for flip in itertools.combinations(axes, count)]
    total: Tensor | None = None
    for flip in mirrors:
        logits = sliding_window(net, image.flip(flip), recipe, settings).flip(flip)
        total = logits if total is None else total + logits
    assert total is not None
    return total / len(mirrors)


def sliding_window(net: nn.Module, image: Tensor, recipe: Recipe, settings: Settings) -> Tensor:
    """Return logits ``(classes, *spatial)`` of overlapping windows blended by a Gaussian.

    The window is the recipe's patch; a 2D patch on a 3D image is a window one slice thick. An image smaller than the
    window is padded with 0, the mean after normalisation. Isensee et al. 2021, doi:10.1038/s41592-020-01008-z.
    """
    device = next(net.parameters()).device
    thin = image.ndim - 1 - recipe.ndim
    window = (1,) * thin + recipe.patch
    size = tuple(image.shape[1:])
    margins = [max(0, w - n) for w, n in zip(window, size, strict=True)]
    padding = [side for margin in reversed(margins) for side in (margin // 2, margin - margin // 2)]
    padded = functional.pad(image, padding).to(device)
    overlap = recipe.overlap if settings.overlap is None else settings.overlap
    axes = [[slice(at, at + w) for at in starts(n, w, overlap)] for n, w in zip(padded.shape[1:], window, strict=True)]
    weight = gaussian(window).to(device)
    total = torch.zeros((len(recipe.labels), *padded.shape[1:]), device=device)
    weights = torch.zeros(padded.shape[1:], device=device)
    for box, logits in window_logits(net, padded, list(itertools.product(*axes)), recipe.patch, settings):
        total[(slice(None), *box)] += logits * weight
        weights[box] += weight
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


def peak_bytes(device: torch.device) -> int:
    """Return the most memory this process held so far: on the GPU when it works there, else in RAM."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

"""Images as nnU-Net's networks want them, and their logits back: Isensee et al. 2021, doi:10.1038/s41592-020-01008-z.

There: turned as the planner chose, cut to the box of what is not 0, scaled, resampled. Windows are blended as nnunetv2
2.8 does it, whose Gaussian is centred on a voxel and whose mirror images are those of each window. Back: resampled to
the box, background around it. Arrays are ``(C, z, y, x)``; a picture has one slice that lies far from all others.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from segeval.errors import BadData, counted
from segeval.infer import Memory, Settings, blended, resize
from segeval.records import FloatArray, Output, Volume

ANISOTROPIC = 3  # the coarsest spacing over the finest, above which the coarsest axis is resampled apart
FAR = 999  # spacing of the only slice of a picture, over that of its pixels
LEAST_DEVIATION = 1e-8
SURE = 30.0  # the logit of background where nothing was computed
Box = tuple[slice, ...]
Spacing = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensities:
    """How a channel is scaled, by the name that the plans have for it.

    ``low``, ``high``, ``mean`` and ``deviation`` are of the foreground in training, which only CTNormalization takes.
    ``inside``: only what is not 0 counts, holes filled, and the rest stays as it is.
    """

    scheme: str
    inside: bool = False
    low: float | None = None
    high: float | None = None
    mean: float = 0
    deviation: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """Splines of ``order``; an axis ``apart`` takes the nearest slice instead. None: where the spacing says so."""

    order: int
    apart: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A configuration of nnU-Net's plans.

    ``turn`` lists which axis of the image each axis of the model is; ``spacing``, in mm, and ``patch``, in voxels,
    are along the axes of the model, two for a model that sees slices.
    """

    turn: tuple[int, ...]
    spacing: Spacing
    patch: tuple[int, ...]
    channels: tuple[Intensities, ...]
    image: Resampling
    logits: Resampling


class Placed(NamedTuple):
    """The image of a model ``(C, *axes)``, and the box of the turned image that it shows at another spacing."""

    array: Tensor
    box: Box
    shape: tuple[int, ...]
    spacing: Spacing


class Members(nn.Module):
    """Networks whose logits are averaged over all of them, and over mirror images of a window."""

    def __init__(self, nets: Sequence[nn.Module], mirrored: Sequence[int]) -> None:
        super().__init__()
        self.nets = nn.ModuleList(nets)
        axes = [2 + axis for axis in mirrored]
        self.mirrors = [flip for count in range(len(axes) + 1) for flip in itertools.combinations(axes, count)]

    def forward(self, x: Tensor) -> Tensor:
        made = (net(x.flip(flip)).flip(flip) for net in self.nets for flip in self.mirrors)
        total = next(made)
        for logits in made:
            total = total + logits
        mean: Tensor = total / (len(self.nets) * len(self.mirrors))
        return mean


def planned_logits(
    net: nn.Module, image: Volume, plan: Plan, output: Output, settings: Settings, memory: Memory
) -> Tensor:
    """Return logits ``(channels, *image.grid.shape)`` of an image whose axes are as nnU-Net reads them.

    Raises:
        BadData: If the image is not what the plan is for, or the logits are not finite.
    """
    there = placed(image, plan)
    step = 1 - (0.5 if settings.overlap is None else settings.overlap)
    begin = partial(starts, step=step)
    logits = blended(net, there.array, plan.patch, centred(plan.patch), begin, settings, memory)
    if not bool(logits.isfinite().all()):
        msg = "the network returns NaN or infinity; take other folds, or --model-args checkpoint=best"
        raise BadData(msg)
    inner = tuple(each.stop - each.start for each in there.box)
    logits = resampled(logits, inner, _spacing(plan, there.spacing), there.spacing, plan.logits)
    whole = torch.full((len(logits), *there.shape), -SURE)
    if output.activation == "softmax":
        whole[0] = SURE
    whole[(slice(None), *there.box)] = logits.cpu()
    back = whole.permute(0, *(1 + int(axis) for axis in np.argsort(plan.turn)))
    return back.reshape(len(back), *image.grid.shape)


def placed(image: Volume, plan: Plan) -> Placed:
    """Return an image as the network of a plan sees it.

    Raises:
        BadData: If it has other channels, or values that a scheme does not know.
    """
    array, spacing = image.array, image.grid.spacing
    if len(array) != len(plan.channels):
        msg = f"image has {counted(len(array), 'channel')}, the model was trained on {len(plan.channels)}"
        raise BadData(msg)
    if array.ndim == 3:
        array, spacing = array[:, None], (FAR * max(spacing), *spacing)
    array = array.transpose(0, *(1 + axis for axis in plan.turn))
    spacing = tuple(spacing[axis] for axis in plan.turn)
    inside = _filled((array != 0).any(0))
    box = _box(inside)
    cut, within = array[(slice(None), *box)], inside[box]
    scaled = np.stack([intensities(channel, how, within) for channel, how in zip(cut, plan.channels, strict=True)])
    wanted = _spacing(plan, spacing)
    pairs = zip(cut.shape[1:], spacing, wanted, strict=True)
    shape = tuple(max(1, round(have / want * n)) for n, have, want in pairs)
    resized = resampled(torch.from_numpy(scaled), shape, spacing, wanted, plan.image)
    return Placed(resized, box, array.shape[1:], spacing)


def _spacing(plan: Plan, native: Spacing) -> Spacing:
    """Return the spacing of the model's grid; a model that sees slices keeps the distance between them."""
    return (*native[: len(native) - len(plan.spacing)], *plan.spacing)


def _filled(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    from scipy.ndimage import binary_fill_holes

    filled: npt.NDArray[np.bool_] = binary_fill_holes(mask)
    return filled


def _box(mask: npt.NDArray[np.bool_]) -> Box:
    """Return the smallest box around a mask; the whole where it is empty."""
    if not mask.any():
        return tuple(slice(0, n) for n in mask.shape)
    found = []
    for axis in range(mask.ndim):
        places = np.flatnonzero(mask.any(tuple(other for other in range(mask.ndim) if other != axis)))
        found.append(slice(int(places[0]), int(places[-1]) + 1))
    return tuple(found)


def intensities(channel: FloatArray, how: Intensities, inside: npt.NDArray[np.bool_]) -> FloatArray:
    """Return one channel scaled as its scheme says.

    Raises:
        BadData: If it is no picture of 8 bits, where the scheme is for such.
    """
    values = channel.astype(np.float32)  # a copy
    if how.scheme == "CTNormalization":
        np.clip(values, how.low, how.high, out=values)
        values -= np.float32(how.mean)
        values /= np.float32(max(how.deviation, LEAST_DEVIATION))
    elif how.scheme == "ZScoreNormalization":
        counted = inside if how.inside else np.ones_like(inside)
        if counted.any():
            among = values[counted]
            values[counted] = (among - among.mean()) / max(among.std(), np.float32(LEAST_DEVIATION))
    elif how.scheme == "RescaleTo01Normalization":
        values -= values.min()
        values /= max(values.max(), np.float32(LEAST_DEVIATION))
    elif how.scheme == "RGBTo01Normalization":
        if values.min() < 0 or values.max() > 255:
            msg = f"the model is for pictures of 8 bits, the image has values from {values.min():g} to {values.max():g}"
            raise BadData(msg)
        values /= np.float32(255)
    return values


def resampled(array: Tensor, shape: Sequence[int], have: Spacing, want: Spacing, how: Resampling) -> Tensor:
    """Return ``(C, z, y, x)`` at another shape, an axis that is much coarser than the others apart."""
    if tuple(array.shape[1:]) == tuple(shape):
        return array
    axis = _apart(have, want, how)
    if axis is None:
        return _spline(array, shape, how.order)
    slices = array.movedim(1 + axis, 1)
    plane = [n for other, n in enumerate(shape) if other != axis]
    flat = _spline(slices.flatten(0, 1), plane, how.order).reshape(*slices.shape[:2], *plane)
    places = torch.arange(shape[axis], dtype=torch.float64) + 0.5
    nearest = (places * (slices.shape[1] / shape[axis])).floor().long().clamp_max(slices.shape[1] - 1)
    return flat[:, nearest.to(flat.device)].movedim(1, 1 + axis)


def _apart(have: Spacing, want: Spacing, how: Resampling) -> int | None:
    """Return the axis that is resampled apart, if it is the only coarsest one."""
    coarse: Spacing | None = have if how.apart else None
    if how.apart is None:
        coarse = next((each for each in (have, want) if max(each) / min(each) > ANISOTROPIC), None)
    axes = [axis for axis, length in enumerate(coarse or ()) if length == max(coarse or ())]
    return axes[0] if len(axes) == 1 else None


def _spline(array: Tensor, shape: Sequence[int], order: int) -> Tensor:
    if order == 1:
        return resize(array, shape)
    from skimage.transform import resize as spline

    made = [
        spline(each, tuple(shape), order, mode="edge", anti_aliasing=False)  # type: ignore[no-untyped-call]  # skimage has no types
        for each in array.cpu().numpy().astype(np.float64)
    ]
    return torch.from_numpy(np.stack(made).astype(np.float32)).to(array.device)


def starts(size: int, window: int, step: float) -> list[int]:
    """Return where windows begin that are at most ``step`` of a window apart and cover ``size``, evenly spread."""
    if size <= window:
        return [0]
    count = math.ceil((size - window) / max(1, window * step)) + 1
    return [round((size - window) / (count - 1) * k) for k in range(count)]


def centred(window: Sequence[int]) -> Tensor:
    """Return the weight of each voxel of a window: a Gaussian of an eighth of it around the voxel ``n // 2``.

    In half precision, of which the smallest that is above 0 takes the place of 0.
    """
    weight = torch.full((), 10.0, dtype=torch.float64)
    for n in window:
        weight = weight[..., None] * torch.exp(-0.5 * ((torch.arange(n, dtype=torch.float64) - n // 2) / (n / 8)) ** 2)
    half = weight.half()
    return torch.where(half == 0, half[half > 0].min(), half).float()

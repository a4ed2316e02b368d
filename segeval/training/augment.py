"""Random changes of a training batch that keep its labels true: registered, and applied one after the other.

Each acts on a whole batch, with its own draw per sample, and leaves a sample alone with the probability it declares.
The set follows Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, with gentler ranges and a smooth deformation.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from segeval.registry import Registry

ROTATION = math.radians(25)
SCALING = (0.75, 1.35)
UNKNOWN_SCALING = (0.5, 2.0)
DEFORMATION = 0.06

Batch = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a training allows.

    ``flips`` are the spatial axes along which a mirror image is as likely as the original. ``scaling`` is the range of
    magnifications: ``UNKNOWN_SCALING`` where images have no spacing. ``strength`` multiplies the share of samples that
    each change but flips takes: 0 for none, less than 1 for trainings of a few epochs.
    """

    flips: tuple[int, ...] = ()
    scaling: tuple[float, float] = SCALING
    strength: float = 1.0


# Images (N, C, *spatial) and class indices (N, *spatial), the generator to draw from, how, and the share to change.
Change = Callable[[Tensor, Tensor, torch.Generator, How, float], Batch]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A random change of a batch, made to ``share`` of the samples at strength 1."""

    id: str
    title: str
    share: float
    fn: Change


AUGMENTATIONS: Registry[Augmentation] = Registry("augmentation")
STANDARD = ("flip", "deform", "contrast", "brightness", "gamma", "noise", "blur")


def augmentation(id: str, *, title: str, share: float) -> Callable[[Change], Augmentation]:  # noqa: A002
    """Turn a change of a batch into the augmentation of this id."""

    def declare(fn: Change) -> Augmentation:
        declared = Augmentation(id, title, share, fn)
        AUGMENTATIONS.add(id, declared, origin=fn.__code__.co_filename)
        return declared

    return declare


def augment(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, names: Sequence[str] = STANDARD
) -> Batch:
    """Return a batch ``(N, C, *spatial)`` and its class indices ``(N, *spatial)`` changed at random."""
    for change in map(AUGMENTATIONS.get, names):
        images, labels = change.fn(images, labels, generator, how, change.share * how.strength)
    return images, labels


@augmentation("flip", title="mirror images", share=0.5)
def flip(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Mirror each sample along each axis that allows it with probability one half; in 2D transpose square patches too.

    The share is always one half: a mirror image is as likely as the original, whatever the strength.
    """
    del share
    axes = how.flips
    for axis in axes:
        chosen = torch.rand(len(images), generator=generator) < 0.5
        images, labels = images.clone(), labels.clone()
        images[chosen] = images[chosen].flip(axis + 2)
        labels[chosen] = labels[chosen].flip(axis + 1)
    if len(axes) == 2 and images.shape[-1] == images.shape[-2]:
        chosen = torch.rand(len(images), generator=generator) < 0.5
        images[chosen] = images[chosen].transpose(-1, -2)
        labels[chosen] = labels[chosen].transpose(-1, -2)
    return images, labels


@augmentation("deform", title="rotation, scale and a smooth bend", share=0.3)
def deform(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Rotate, scale and bend a share of the samples: linear in the image, nearest neighbour in the labels."""
    chosen = torch.nonzero(torch.rand(len(images), generator=generator) < share).flatten()
    if not len(chosen):
        return images, labels
    shape, ndim = images.shape[2:], images.ndim - 2
    matrices = torch.stack([random_affine(ndim, shape, generator, how.scaling) for _ in chosen])
    grid = functional.affine_grid(matrices, [len(chosen), 1, *shape], align_corners=False)
    coarse = torch.randn((len(chosen), ndim, *(4,) * ndim), generator=generator) * (DEFORMATION / 2)
    mode = "bilinear" if ndim == 2 else "trilinear"
    bend = functional.interpolate(coarse, size=shape, mode=mode, align_corners=True)
    grid = grid + bend.movedim(1, -1)
    images, labels = images.clone(), labels.clone()
    images[chosen] = functional.grid_sample(images[chosen], grid, mode="bilinear", align_corners=False)
    moved = functional.grid_sample(labels[chosen, None].float(), grid, mode="nearest", align_corners=False)
    labels[chosen] = moved[:, 0].long()
    return images, labels


def random_affine(
    ndim: int, shape: torch.Size, generator: torch.Generator, scaling: tuple[float, float] = SCALING
) -> Tensor:
    """Return a matrix ``(ndim, ndim + 1)`` in normalised coordinates: a rotation about each axis, and a scale."""
    matrix = torch.eye(ndim)
    for a in range(ndim):
        for b in range(a + 1, ndim):
            angle = float(torch.empty(()).uniform_(-ROTATION, ROTATION, generator=generator))
            if b == 2:  # axes run (x, y, z) here; turning slices out of their plane blurs them where they are thick
                angle /= 3
            turn = torch.eye(ndim)
            turn[a, a] = turn[b, b] = math.cos(angle)
            turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
            matrix = matrix @ turn
    extent = torch.tensor(tuple(reversed(shape)), dtype=torch.float32)
    matrix = matrix * extent[None, :] / extent[:, None]  # rotate in voxels, not in normalised coordinates
    scale = float(torch.empty(()).uniform_(math.log(scaling[0]), math.log(scaling[1]), generator=generator))
    return torch.cat([matrix / math.exp(scale), torch.zeros(ndim, 1)], dim=1)


def draw(
    images: Tensor, generator: torch.Generator, low: float, high: float, share: float, *, channels: bool
) -> tuple[Tensor, Tensor]:
    """Draw a value for each sample, or for each of its channels, and which samples take it.

    Stains and sequences vary on their own, hence a value for each channel.
    """
    ones = (1,) * (images.ndim - 2)
    size = (len(images), images.shape[1] if channels else 1, *ones)
    value = torch.empty(size).uniform_(low, high, generator=generator)
    return value, torch.rand((len(images), 1, *ones), generator=generator) < share


@augmentation("contrast", title="intensities times 0.7 to 1.4", share=0.2)
def contrast(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Multiply each channel by its own draw."""
    value, chosen = draw(images, generator, 0.7, 1.4, share, channels=True)
    return torch.where(chosen, images * value, images), labels


@augmentation("brightness", title="intensities plus -0.3 to 0.3 deviations", share=0.2)
def brightness(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Add its own draw to each channel."""
    value, chosen = draw(images, generator, -0.3, 0.3, share, channels=True)
    return torch.where(chosen, images + value, images), labels


@augmentation("gamma", title="intensities to the power of 0.7 to 1.5", share=0.2)
def change_gamma(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Raise each channel to its own power."""
    value, chosen = draw(images, generator, 0.7, 1.5, share, channels=True)
    return torch.where(chosen, gamma(images, value), images), labels


@augmentation("noise", title="Gaussian noise of up to 0.15 deviations", share=0.2)
def add_noise(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Add noise whose deviation is drawn for each sample."""
    value, chosen = draw(images, generator, 0.0, 0.15, share, channels=False)
    noise = torch.randn(images.shape, generator=generator) * value
    return torch.where(chosen, images + noise, images), labels


@augmentation("blur", title="mean of neighbours", share=0.2)
def soften(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Blur within the last two axes."""
    _, chosen = draw(images, generator, 0.0, 1.0, share, channels=False)
    return torch.where(chosen, blur(images), images), labels


def gamma(images: Tensor, power: Tensor) -> Tensor:
    """Raise intensities, taken to [0, 1] per channel, to ``power``, and take them back to their range."""
    axes = tuple(range(2, images.ndim))
    low, high = images.amin(axes, keepdim=True), images.amax(axes, keepdim=True)
    spread = (high - low).clamp_min(1e-6)
    return ((images - low) / spread).clamp_min(0) ** power * spread + low


def blur(images: Tensor) -> Tensor:
    """Average each voxel with its neighbours, weights 1 2 1 along the last two axes."""
    kernel = torch.tensor([1.0, 2.0, 1.0])
    kernel = kernel[:, None] * kernel / 16
    flat = images.reshape(-1, 1, *images.shape[-2:])
    padded = functional.pad(flat, (1, 1, 1, 1), mode="replicate")
    return functional.conv2d(padded, kernel[None, None]).reshape(images.shape)

"""Random changes of a training batch that keep its labels true.

Each acts on a whole batch, with its own draw per sample, and leaves a sample alone with the probability it declares.
The set follows Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, with gentler ranges and a smooth deformation.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

SPATIAL_SHARE = 0.3
ROTATION = math.radians(25)
SCALING = (0.75, 1.35)
UNKNOWN_SCALING = (0.5, 2.0)
DEFORMATION = 0.06
INTENSITY_SHARE = 0.2


Batch = tuple[Tensor, Tensor]


def augment(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    *,
    flips: tuple[int, ...],
    scaling: tuple[float, float] = SCALING,
    strength: float = 1.0,
) -> Batch:
    """Return a batch ``(N, C, *spatial)`` and its class indices ``(N, *spatial)`` changed at random.

    ``flips`` are the spatial axes along which a mirror image is as likely as the original. ``scaling`` is the range of
    magnifications: ``UNKNOWN_SCALING`` where images have no spacing. ``strength`` multiplies the share of samples that
    each change but flips takes: 0 for none, less than 1 for trainings of a few epochs.
    """
    images, labels = flip(images, labels, generator, flips)
    images, labels = deform(images, labels, generator, SPATIAL_SHARE * strength, scaling)
    return change_intensity(images, generator, INTENSITY_SHARE * strength), labels


def flip(images: Tensor, labels: Tensor, generator: torch.Generator, axes: tuple[int, ...]) -> Batch:
    """Mirror each sample along each of ``axes`` with probability one half; in 2D also transpose square patches."""
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


def deform(
    images: Tensor, labels: Tensor, generator: torch.Generator, share: float, scaling: tuple[float, float] = SCALING
) -> Batch:
    """Rotate, scale and bend a share of the samples: linear in the image, nearest neighbour in the labels."""
    chosen = torch.nonzero(torch.rand(len(images), generator=generator) < share).flatten()
    if not len(chosen):
        return images, labels
    shape, ndim = images.shape[2:], images.ndim - 2
    matrices = torch.stack([random_affine(ndim, shape, generator, scaling) for _ in chosen])
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


def change_intensity(images: Tensor, generator: torch.Generator, share: float) -> Tensor:
    """Change contrast, brightness, gamma, noise and blur of normalised images, each for a share of the samples.

    Contrast, brightness and gamma are drawn for each channel: stains and sequences vary on their own.
    """

    def draw(low: float, high: float, channels: int) -> tuple[Tensor, Tensor]:
        """Draw values per sample and channel, and which samples take them."""
        ones = (1,) * (images.ndim - 2)
        value = torch.empty((len(images), channels, *ones)).uniform_(low, high, generator=generator)
        return value, torch.rand((len(images), 1, *ones), generator=generator) < share

    channels = images.shape[1]
    value, chosen = draw(0.7, 1.4, channels)
    images = torch.where(chosen, images * value, images)
    value, chosen = draw(-0.3, 0.3, channels)
    images = torch.where(chosen, images + value, images)
    value, chosen = draw(0.7, 1.5, channels)
    images = torch.where(chosen, gamma(images, value), images)
    value, chosen = draw(0.0, 0.15, 1)
    noise = torch.randn(images.shape, generator=generator) * value
    images = torch.where(chosen, images + noise, images)
    _, chosen = draw(0.0, 1.0, 1)
    return torch.where(chosen, blur(images), images)


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

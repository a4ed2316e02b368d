"""Changes of intensities, which move no label."""

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.augment import Batch, How, augmentation
from segeval.training.augment._draws import along, draw, whole_axes
from segeval.training.augment._warp import gaussian


@augmentation("contrast", title="intensities times 0.7 to 1.4", share=0.2)
def contrast(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.7,
    high: float = 1.4,
    halves: bool = False,
) -> Batch:
    """Multiply each channel by its own draw."""
    value, chosen = draw(images, generator, low, high, share, channels=True, halves=halves)
    return torch.where(chosen, images * value, images), labels


@augmentation("mean-contrast", title="distances to the mean times 0.75 to 1.25, within the range", share=0.15)
def mean_contrast(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.75,
    high: float = 1.25,
) -> Batch:
    """Multiply how far each channel is from its mean by its own draw, as often below 1 as above; clip to its range."""
    value, chosen = draw(images, generator, low, high, share, channels=True, halves=True)
    axes = tuple(range(2, images.ndim))
    mean, least, most = images.mean(axes, keepdim=True), *extremes(images)
    return torch.where(chosen, ((images - mean) * value + mean).clamp(least, most), images), labels


@augmentation("brightness", title="intensities plus -0.3 to 0.3 deviations", share=0.2)
def brightness(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Add its own draw to each channel."""
    value, chosen = draw(images, generator, -0.3, 0.3, share, channels=True)
    return torch.where(chosen, images + value, images), labels


@augmentation("gamma", title="intensities to the power of 0.7 to 1.5", share=0.2)
def change_gamma(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.7,
    high: float = 1.5,
    halves: bool = False,
    keep: bool = False,
) -> Batch:
    """Raise each channel to its own power; ``keep`` its mean and deviation."""
    value, chosen = draw(images, generator, low, high, share, channels=True, halves=halves)
    powered = gamma(images, value)
    return torch.where(chosen, standing_as(powered, images) if keep else powered, images), labels


@augmentation("inverted-gamma", title="negative to the power of 0.7 to 1.5", share=0.1)
def inverted_gamma(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.7,
    high: float = 1.5,
) -> Batch:
    """Raise the negative of each channel to its own power, as often below 1 as above; mean and deviation stay."""
    value, chosen = draw(images, generator, low, high, share, channels=True, halves=True)
    return torch.where(chosen, standing_as(-gamma(-images, value), images), images), labels


@augmentation("noise", title="Gaussian noise of up to 0.15 deviations", share=0.2)
def add_noise(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, high: float = 0.15
) -> Batch:
    """Add noise whose deviation is drawn for each sample."""
    value, chosen = draw(images, generator, 0.0, high, share, channels=False)
    noise = torch.randn(images.shape, generator=generator).to(images) * value
    return torch.where(chosen, images + noise, images), labels


@augmentation("blur", title="mean of neighbours", share=0.2)
def soften(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Blur within the last two axes."""
    _, chosen = draw(images, generator, 0.0, 1.0, share, channels=False)
    return torch.where(chosen, blur(images), images), labels


@augmentation("gaussian-blur", title="Gaussian of 0.5 to 1 voxels", share=0.2)
def gaussian_blur(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.5,
    high: float = 1.0,
    per_channel: float = 1.0,
) -> Batch:
    """Blur channels by a Gaussian of their own sigma, in voxels; slices of flat patches stay apart."""
    sigma, chosen = draw(images, generator, low, high, share, channels=True, per_channel=per_channel)
    blurred, size = images, images.shape[2:]
    for axis in whole_axes(size):
        blurred = along(blurred, axis + 2, gaussian(sigma.flatten(1).float().cpu(), size[axis]))
    return torch.where(chosen, blurred, images), labels


@augmentation("low-resolution", title="zoom of 0.5 to 1 and back", share=0.2)
def low_resolution(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.5,
    high: float = 1.0,
    per_channel: float = 1.0,
) -> Batch:
    """Sample channels at a zoom of their own by nearest neighbour, and back linearly; as in nnU-Net."""
    zoom, chosen = draw(images, generator, low, high, share, channels=True, per_channel=per_channel)
    size, axes = images.shape[2:], whole_axes(images.shape[2:])
    images = images.clone()
    for sample, channel in torch.nonzero(chosen.expand(*images.shape[:2], *chosen.shape[2:]).flatten(1)).tolist():
        factor = float(zoom[sample, channel])
        small = [max(1, round(n * factor)) if axis in axes else n for axis, n in enumerate(size)]
        coarse = functional.interpolate(images[sample, channel][None, None], size=small, mode="nearest-exact")
        mode = "bilinear" if len(size) == 2 else "trilinear"
        images[sample, channel] = functional.interpolate(coarse, size=size, mode=mode, align_corners=False)[0, 0]
    return images, labels


def extremes(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the lowest and the highest value of each channel."""
    axes = tuple(range(2, images.ndim))
    return images.amin(axes, keepdim=True), images.amax(axes, keepdim=True)


def gamma(images: Tensor, power: Tensor) -> Tensor:
    """Raise intensities, taken to [0, 1] per channel, to ``power``, and take them back to their range."""
    low, high = extremes(images)
    spread = (high - low).clamp_min(1e-6)
    return ((images - low) / spread).clamp_min(0) ** power * spread + low


def standing_as(changed: Tensor, images: Tensor) -> Tensor:
    """Return changed channels with the mean and deviation that they had."""
    (mean, deviation), (middle, other) = moments(images), moments(changed)
    return (changed - middle) / other.clamp_min(1e-6) * deviation + mean


def moments(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and deviation of each channel, in two passes: ten times as fast as ``torch.std_mean`` on a CPU."""
    axes = tuple(range(2, images.ndim))
    mean = images.mean(axes, keepdim=True)
    return mean, ((images - mean).square().sum(axes, keepdim=True) / max(1, images[0, 0].numel() - 1)).sqrt()


def blur(images: Tensor) -> Tensor:
    """Average each voxel with its neighbours, weights 1 2 1 along the last two axes."""
    flat = functional.pad(images.reshape(-1, 1, *images.shape[-2:]), (1, 1, 1, 1), mode="replicate")
    for axis in (-2, -1):
        n = flat.shape[axis] - 2
        before, here, after = (flat.narrow(axis, start, n) for start in range(3))
        flat = (before + after + 2 * here) / 4
    return flat.reshape(images.shape)

"""Changes of colour, for images of three channels: red, green and blue.

A training sees each channel less its mean, over its deviation, and no longer knows either. Saturation and hue act on
those values as they are, where grey is what has the same value in all channels. Stains act on light, so the channels
are taken back by the mean and deviation of a typical H&E section: as if every image had been brought to its colours,
after Reinhard et al. 2001.
"""

import math

import torch
from torch import Tensor

from segeval.errors import UsageError
from segeval.training.augment import Batch, How, augmentation
from segeval.training.augment._draws import draw

# Of TCGA-B0-5710-01Z-00-DX1, a section of MoNuSeg, with 1 for white.
MEAN, DEVIATION = (0.783, 0.635, 0.741), (0.181, 0.226, 0.173)
DARKEST = 1 / 255
# Optical density in red, green and blue of haematoxylin, eosin and DAB: Ruifrok and Johnston 2001, as in scikit-image.
STAINS = ((0.65, 0.70, 0.29), (0.07, 0.99, 0.11), (0.27, 0.57, 0.78))


def require_colours(images: Tensor, name: str) -> None:
    """Refuse images that do not have three channels."""
    if images.shape[1] != 3:
        msg = (
            f"augmentation {name} changes red, green and blue; the images have {images.shape[1]} channels: leave it out"
        )
        raise UsageError(msg)


@augmentation("saturation", title="distances from grey times 0.7 to 1.4", share=0.2)
def saturation(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    low: float = 0.7,
    high: float = 1.4,
) -> Batch:
    """Multiply how far colours are from the mean of their channels by one draw for each sample."""
    require_colours(images, "saturation")
    value, chosen = draw(images, generator, low, high, share, channels=False)
    grey = images.mean(1, keepdim=True)
    return torch.where(chosen, (images - grey) * value + grey, images), labels


@augmentation("hue", title="colours turned by up to 18 degrees about grey", share=0.2)
def hue(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, degrees: float = 18.0
) -> Batch:
    """Turn colours about the axis of equal channels, by one angle for each sample; how far they are from it stays."""
    require_colours(images, "hue")
    angle, chosen = draw(images, generator, -degrees, degrees, share, channels=False)
    angle = angle * (math.pi / 180)
    grey = images.mean(1, keepdim=True)
    across = (images.roll(1, 1) - images.roll(-1, 1)) / math.sqrt(3)
    return torch.where(chosen, grey + (images - grey) * angle.cos() + across * angle.sin(), images), labels


@augmentation("stain-jitter", title="H&E: amounts of each stain times 0.95 to 1.05, plus -0.05 to 0.05", share=0.5)
def stain_jitter(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, sigma: float = 0.05
) -> Batch:
    """Change the amount s of each stain to a · s + b, a from 1 - sigma to 1 + sigma and b from -sigma to sigma.

    Tellez et al. 2018, doi:10.1109/TMI.2018.2820199, in natural optical density; see the module for what is assumed.
    """
    require_colours(images, "stain-jitter")
    factor, chosen = draw(images, generator, 1 - sigma, 1 + sigma, share, channels=True)
    term, _ = draw(images, generator, -sigma, sigma, 1.0, channels=True)
    return torch.where(chosen, restain(images, factor, term), images), labels


def restain(images: Tensor, factor: Tensor, term: Tensor) -> Tensor:
    """Return images whose stains are factor · amount + term, both ``(N, 3, 1, ...)``.

    What changes is the light of each pixel, by the change of its density; pixels darker than DARKEST count as that.
    """
    ones = (1,) * (images.ndim - 2)
    mean, deviation = (torch.tensor(each).to(images).reshape(1, 3, *ones) for each in (MEAN, DEVIATION))
    light = images * deviation + mean
    found = amounts(light)
    density = torch.einsum("ns...,sc->nc...", found * (factor - 1) + term, torch.tensor(STAINS).to(images))
    return images + light * torch.expm1(-density) / deviation


def amounts(light: Tensor) -> Tensor:
    """Return the amounts ``(N, 3, *spatial)`` of the stains in light ``(N, 3, *spatial)`` from 0 to 1."""
    unmix = torch.linalg.inv(torch.tensor(STAINS, dtype=torch.float64)).to(light)
    return torch.einsum("nc...,cs->ns...", -light.clamp_min(DARKEST).log(), unmix)

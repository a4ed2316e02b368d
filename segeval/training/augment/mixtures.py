"""Changes that put two samples of a batch into one image."""

import torch
from torch import Tensor

from segeval.training.augment import Batch, How, Mixed, augmentation
from segeval.training.augment._draws import choose
from segeval.training.augment.presets import MIXUP


@augmentation("cutmix", title="a box of another sample, with its labels", share=0.5)
def cut_mix(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Paste a box of another sample, at the same place, into a share of the samples.

    Yun et al. 2019, arXiv:1905.04899: the box has the proportions of the patch, a volume drawn evenly and its middle
    anywhere; what stands out is cut off.
    """
    partners = torch.randperm(len(images), generator=generator)
    given, known = images, labels
    images, labels = images.clone(), labels.clone()
    for sample in choose(images, generator, share).tolist():
        box, partner = draw_box(images.shape[2:], generator), int(partners[sample])
        images[sample][:, *box] = given[partner][:, *box]
        labels[sample][box] = known[partner][box]
    return images, labels


def draw_box(shape: torch.Size, generator: torch.Generator) -> tuple[slice, ...]:
    """Return a box of a volume drawn evenly from none to all, its middle anywhere in the patch."""
    side = float(torch.rand((), generator=generator)) ** (1 / len(shape))
    middles = torch.rand(len(shape), generator=generator).tolist()
    ends = [(n * (middle - side / 2), n * (middle + side / 2)) for n, middle in zip(shape, middles, strict=True)]
    return tuple(slice(max(0, round(low)), min(n, round(high))) for n, (low, high) in zip(shape, ends, strict=True))


@augmentation(MIXUP, title="the weighted sum of two samples, for a loss of both label maps", share=1.0)
def mix_up(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, alpha: float = 0.2
) -> Mixed:
    """Add other samples to all of a batch, in a share of the batches: w · image + (1 - w) · other image.

    Zhang et al. 2018, arXiv:1710.09412: w from the Beta distribution of alpha and alpha. See ``mixed_loss``.
    """
    happens = bool(torch.rand((), generator=generator) < share)
    partners = torch.randperm(len(images), generator=generator)
    weight = draw_beta(alpha, generator)
    if not happens:
        return Mixed(images, labels, labels, 1.0)
    mixed = weight * images + (1 - weight) * images[partners.to(images.device)]
    return Mixed(mixed, labels, labels[partners.to(labels.device)], weight)


def draw_beta(alpha: float, generator: torch.Generator) -> float:
    """Draw from the Beta distribution of alpha and alpha, from 0 to 1: Jöhnk 1964, for alpha up to about 1."""
    while True:
        first, second = (torch.rand(2, dtype=torch.float64, generator=generator) ** (1 / alpha)).tolist()
        if 0 < first + second <= 1:
            return float(first / (first + second))

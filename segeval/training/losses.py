"""What training minimises."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional


def dice_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Return cross-entropy plus one minus the soft Dice of the foreground classes, pooled over the batch.

    Args:
        logits: ``(N, classes, *spatial)``.
        labels: Class indices ``(N, *spatial)``, int64.

    Source:
        Milletari et al. 2016, arXiv:1606.04797, eq. 1 with sums instead of squares; Isensee et al. 2021,
        doi:10.1038/s41592-020-01008-z, for the sum of both.
    """
    probabilities = logits.softmax(1)[:, 1:]
    targets = functional.one_hot(labels, logits.shape[1]).movedim(-1, 1)[:, 1:].to(probabilities.dtype)
    axes = (0, *range(2, logits.ndim))
    overlap = (probabilities * targets).sum(axes)
    sizes = probabilities.sum(axes) + targets.sum(axes)
    dice = (2 * overlap + 1) / (sizes + 1)
    return functional.cross_entropy(logits, labels) + 1 - dice.mean()


def deeply_supervised(outputs: Sequence[Tensor], labels: Tensor) -> Tensor:
    """Return the loss of all outputs, finest first, each half the weight of the one before; weights sum to 1.

    Labels are taken to the size of each output by nearest neighbour. Isensee et al. 2021, supplement.
    """
    weights = torch.tensor([0.5**k for k in range(len(outputs))])
    weights /= weights.sum()
    total = outputs[0].new_zeros(())
    for weight, logits in zip(weights.tolist(), outputs, strict=True):
        total = total + weight * dice_cross_entropy(logits, shrink(labels, logits.shape[2:]))
    return total


def shrink(labels: Tensor, size: Sequence[int]) -> Tensor:
    """Return labels ``(N, *spatial)`` at another size, by nearest neighbour."""
    if labels.shape[1:] == tuple(size):
        return labels
    return functional.interpolate(labels[:, None].float(), size=tuple(size), mode="nearest")[:, 0].long()

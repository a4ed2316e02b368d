"""Losses of regions: how much of the reference and of the answer overlaps, class by class, pooled over the batch."""

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import NOT_TRAINED, Parameter, loss
from segeval.training.losses._voxels import indicators, power, trained_voxels

MISSED = 0.7  # what a missed voxel weighs in both Tversky papers; one too many weighs the rest of 1


@loss(
    "dice",
    title="Soft Dice",
    source="Milletari et al. 2016, arXiv:1606.04797, eq. 1 with sums instead of squares, pooled over the batch",
)
def soft_dice(logits: Tensor, labels: Tensor) -> Tensor:
    """1 - mean over the foreground classes of (2 · Σ p·t + 1) / (Σ p + Σ t + 1)."""
    probabilities = logits.softmax(1)[:, 1:]
    trained = labels != NOT_TRAINED
    classes = labels.where(trained, 0)  # background, which is no part of this loss
    targets = functional.one_hot(classes, logits.shape[1]).movedim(-1, 1)[:, 1:].to(probabilities.dtype)
    if not bool(trained.all()):
        probabilities = probabilities * trained[:, None]
    axes = (0, *range(2, logits.ndim))
    overlap = (probabilities * targets).sum(axes)
    sizes = probabilities.sum(axes) + targets.sum(axes)
    return 1 - ((2 * overlap + 1) / (sizes + 1)).mean()


@loss(
    "generalised-dice",
    title="Generalised Dice",
    source="Sudre et al. 2017, arXiv:1707.03237, with w = 1 / volume²; an absent class weighs as the smallest present",
)
def generalised_dice(logits: Tensor, labels: Tensor) -> Tensor:
    """1 - 2 · Σ_k w_k Σ p·t / Σ_k w_k Σ (p + t) over all classes, the background's too; w_k is 1 / (Σ t)²."""
    rows, indices = trained_voxels(logits, labels)
    probabilities, targets = rows.softmax(1), indicators(indices, rows)
    volumes = targets.sum(0)
    smallest = volumes.where(volumes > 0, torch.inf).amin()
    # Divided by the largest, so that weights keep their digits and go from 0 to 1.
    weights = (smallest / volumes.where(volumes > 0, smallest)) ** 2 if len(rows) else volumes
    overlap = (weights * (probabilities * targets).sum(0)).sum()
    sizes = (weights * (probabilities.sum(0) + volumes)).sum()
    return 1 - 2 * overlap / sizes.where(sizes > 0, 1)


@loss(
    "tversky",
    title="Tversky loss",
    source="Salehi et al. 2017, arXiv:1706.05721, with weights that sum to 1, for any number of classes",
    parameter=Parameter("missed", MISSED, 0, 1, "weight of missed voxels; those too many weigh the rest of 1"),
)
def tversky(logits: Tensor, labels: Tensor, *, missed: float = MISSED) -> Tensor:
    """1 - mean over the foreground classes of the Tversky index; with 0.5 it is Soft Dice."""
    return _distances(logits, labels, missed).mean()


@loss(
    "focal-tversky",
    title="Focal Tversky loss",
    source="Abraham & Khan 2019, arXiv:1810.07842, with the weight 0.7 of missed voxels; mean instead of sum",
    parameter=Parameter("gamma", 4 / 3, 0.1, 10, "above 1 the gradient of a class grows as it comes right"),
)
def focal_tversky(logits: Tensor, labels: Tensor, *, gamma: float = 4 / 3) -> Tensor:
    """Mean over the foreground classes of (1 - Tversky index)^(1 / gamma).

    Where gamma is above 1, the power is a line to 0 below 1e-6, since it has no gradient there.
    """
    return power(_distances(logits, labels, MISSED), 1 / gamma).mean()


def _distances(logits: Tensor, labels: Tensor, missed: float) -> Tensor:
    """Return 1 - (Σ p·t + 0.5) / (Σ p·t + w + 0.5) of each foreground class, w the weight of its wrong voxels.

    That is missed · Σ (1 - p)·t + (1 - missed) · Σ p·(1 - t). The halves are the ones of Soft Dice, whose fraction is
    twice as large.
    """
    rows, indices = trained_voxels(logits, labels)
    probabilities, targets = rows.softmax(1)[:, 1:], indicators(indices, rows)[:, 1:]
    overlap = (probabilities * targets).sum(0)
    wrong = missed * ((1 - probabilities) * targets).sum(0) + (1 - missed) * (probabilities * (1 - targets)).sum(0)
    return wrong / (overlap + wrong + 0.5)


@loss(
    "lovasz",
    title="Lovasz-Softmax",
    source="Berman et al. 2018, arXiv:1705.08790, over the classes present in the batch, as its published code",
)
def lovasz_softmax(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean over present classes, the background's too, of the Lovász extension of 1 - Jaccard at the errors of voxels.

    The error is 1 - p where a voxel has the class, else p. In falling order each is multiplied by what its voxel adds
    to 1 - Jaccard when it is wrong beside those before it.
    """
    rows, indices = trained_voxels(logits, labels)
    targets = indicators(indices, rows)
    errors, order = (targets - rows.softmax(1)).abs().sort(0, descending=True)
    inside, volumes = targets.gather(0, order), targets.sum(0)
    left = volumes - inside.cumsum(0)
    losses = 1 - left / (volumes + (1 - inside).cumsum(0))
    added = losses.diff(dim=0, prepend=losses.new_zeros(1, losses.shape[1]))
    present = volumes > 0
    return ((errors * added).sum(0) * present).sum() / present.sum().clamp(min=1)

"""Cross-entropy and what was made of it: every voxel is judged alone, by the probability p of its class."""

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import NOT_TRAINED, Parameter, loss
from segeval.training.losses._voxels import indicators, power, trained_voxels, weights_of


@loss("ce", title="Cross-entropy", source="negative logarithm of the softmax of the true class, mean over voxels")
def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """-log softmax(logits)[label]; 0 where no voxel is trained on."""
    if bool((labels == NOT_TRAINED).all()):
        return logits.sum() * 0
    return functional.cross_entropy(logits, labels, ignore_index=NOT_TRAINED)


@loss(
    "weighted-ce",
    title="Weighted cross-entropy",
    source="cross-entropy, mean over voxels weighted by their class; by default the inverse of its volume in training",
    class_weights="inverse",
)
def weighted_cross_entropy(logits: Tensor, labels: Tensor, *, weights: Tensor | None = None) -> Tensor:
    """Σ w · (-log p) / Σ w with the weight w of each voxel's class; 0 where nothing weighs."""
    rows, indices = trained_voxels(logits, labels)
    weighs = weights_of(indices, weights, rows)
    return _mean(weighs * _surprise(rows, indices), weighs.sum())


@loss(
    "balanced-ce",
    title="Class-balanced cross-entropy",
    source="Xie & Tu 2015, arXiv:1504.06375, eq. 2, for any number of classes; mean instead of sum, over the batch",
)
def balanced_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean of (1 - n_k / n) · (-log p), n_k of the n voxels of the batch having the class k of the voxel.

    Of two classes each weighs the share of the other. A batch of one class costs nothing.
    """
    rows, indices = trained_voxels(logits, labels)
    count = max(len(indices), 1)
    weighs = 1 - torch.bincount(indices, minlength=rows.shape[1]).to(rows.dtype) / count
    return (weighs[indices] * _surprise(rows, indices)).sum() / count


@loss(
    "focal",
    title="Focal loss",
    source="Lin et al. 2017, arXiv:1708.02002, eq. 5, of the softmax; mean over voxels weighted by their class (alpha)",
    parameter=Parameter("gamma", 2, 0, 10, "how little voxels count that are right already; 0 is cross-entropy"),
    class_weights="equal",
)
def focal(logits: Tensor, labels: Tensor, *, gamma: float = 2, weights: Tensor | None = None) -> Tensor:
    """Σ w · (1 - p)^gamma · (-log p) / Σ w with the weight w of each voxel's class, 1 by default."""
    rows, indices = trained_voxels(logits, labels)
    surprise, weighs = _surprise(rows, indices), weights_of(indices, weights, rows)
    wrong = -torch.expm1(-surprise)  # 1 - p, exact where p is almost 1
    return _mean(weighs * power(wrong, gamma) * surprise, weighs.sum())


@loss(
    "exp-log",
    title="Exponential logarithmic loss",
    source="Wong et al. 2018, arXiv:1809.00076: weights 0.8 and 0.2, w_l = (Σ f_k / f_l)^0.5 of the training's volumes",
    parameter=Parameter("gamma", 0.3, 0.05, 5, "exponent of both logarithms"),
    class_weights="sqrt-inverse",
)
def exponential_logarithmic(
    logits: Tensor, labels: Tensor, *, gamma: float = 0.3, weights: Tensor | None = None
) -> Tensor:
    """0.8 · mean over all classes of (-log Dice)^gamma + 0.2 · mean over voxels of w · (-log p)^gamma.

    Dice is (2 · Σ p·t + 1) / (Σ p + Σ t + 1), pooled over the batch. The class of the background counts, too. Below
    1e-6 the powers are lines to 0, since they have no gradient there.
    """
    rows, indices = trained_voxels(logits, labels)
    probabilities, targets = rows.softmax(1), indicators(indices, rows)
    overlap, sizes = (probabilities * targets).sum(0), probabilities.sum(0) + targets.sum(0)
    dice = power(-((2 * overlap + 1) / (sizes + 1)).log(), gamma).mean()
    cross = weights_of(indices, weights, rows) * power(_surprise(rows, indices), gamma)
    return 0.8 * dice + 0.2 * cross.sum() / max(len(indices), 1)


def _surprise(rows: Tensor, indices: Tensor) -> Tensor:
    """Return -log p of the class of each voxel ``(V,)``."""
    return functional.cross_entropy(rows, indices, reduction="none")


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    """Return the sum of ``values`` over the total ``weight``; 0 where that is 0."""
    return values.sum() / weight.where(weight > 0, 1)

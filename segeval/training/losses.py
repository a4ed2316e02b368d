"""What training minimises: registered losses, sums of them, and what deep supervision makes of both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from segeval.errors import UsageError
from segeval.registry import Registry

Formula = Callable[[Tensor, Tensor], Tensor]
NOT_TRAINED = -100  # the class index of voxels that enter no loss


@dataclass(frozen=True, slots=True)
class Loss:
    """A function of logits ``(N, classes, *spatial)`` and class indices ``(N, *spatial)``, int64, to one number.

    Voxels whose class index is NOT_TRAINED change neither its value nor its gradient.
    """

    id: str
    title: str
    source: str
    fn: Formula


LOSSES: Registry[Loss] = Registry("loss", hint="A sum is written dice+ce.")


def loss(id: str, *, title: str, source: str) -> Callable[[Formula], Loss]:  # noqa: A002 - the name of the field
    """Turn a formula into the loss of this id."""

    def declare(fn: Formula) -> Loss:
        declared = Loss(id, title, source, fn)
        LOSSES.add(id, declared, origin=fn.__code__.co_filename)
        return declared

    return declare


@loss("ce", title="Cross-entropy", source="negative logarithm of the softmax of the true class, mean over voxels")
def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """-log softmax(logits)[label]; 0 where no voxel is trained on."""
    if bool((labels == NOT_TRAINED).all()):
        return logits.sum() * 0
    return functional.cross_entropy(logits, labels, ignore_index=NOT_TRAINED)


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


def parse_loss(text: str) -> tuple[Loss, ...]:
    """Read ``dice+ce``.

    Raises:
        UnknownName: If no loss has one of the names.
        UsageError: If one is named twice, or none at all.
    """
    names = [name.strip().lower() for name in text.split("+")]
    if len(set(names)) < len(names) or not any(names):
        msg = f"--loss {text!r} is not a sum of different losses such as dice+ce"
        raise UsageError(msg)
    return tuple(LOSSES.get(name) for name in names)


def deeply_supervised(outputs: Sequence[Tensor], labels: Tensor, losses: Sequence[Loss]) -> Tensor:
    """Return the loss of all outputs, finest first, each half the weight of the one before; weights sum to 1.

    Labels are taken to the size of each output by nearest neighbour. Isensee et al. 2021, supplement.
    """
    weights = torch.tensor([0.5**k for k in range(len(outputs))])
    weights /= weights.sum()
    total = outputs[0].new_zeros(())
    for weight, logits in zip(weights.tolist(), outputs, strict=True):
        fitting = shrink(labels, logits.shape[2:])
        for each in losses:
            total = total + weight * each.fn(logits, fitting)
    return total


def shrink(labels: Tensor, size: Sequence[int]) -> Tensor:
    """Return labels ``(N, *spatial)`` at another size, by nearest neighbour."""
    if labels.shape[1:] == tuple(size):
        return labels
    return functional.interpolate(labels[:, None].float(), size=tuple(size), mode="nearest")[:, 0].long()

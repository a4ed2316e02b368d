"""Random changes of a training batch that keep its labels true: registered, and applied one after the other.

Each acts on a whole batch, with its own draw per sample, and leaves a sample alone with the probability it declares. A
change is one decorated function in a public module of this package, or of an installed one through the entry points
``segeval.training.augment``. Images are those that a network sees: each channel less its mean, over its deviation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from segeval.errors import UsageError
from segeval.registry import Registry, importing, suggest
from segeval.training.augment.presets import MIXUP, PRESETS, STANDARD, Step

__all__ = [
    "AUGMENTATIONS",
    "PRESETS",
    "SCALING",
    "STANDARD",
    "UNKNOWN_SCALING",
    "Augmentation",
    "Batch",
    "Change",
    "How",
    "Mixed",
    "Step",
    "augment",
    "augmentation",
    "mix",
    "mixed_loss",
    "parse_augmentations",
    "steps_of",
]

SCALING = (0.75, 1.35)
UNKNOWN_SCALING = (0.5, 2.0)

Batch = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a training allows.

    ``flips`` are the spatial axes along which a mirror image is as likely as the original. ``scaling`` is the range of
    magnifications: ``UNKNOWN_SCALING`` where images have no spacing. ``strength`` multiplies the share of samples that
    each change but flips and quarter turns takes: 0 for none, less than 1 for trainings of a few epochs.
    """

    flips: tuple[int, ...] = ()
    scaling: tuple[float, float] = SCALING
    strength: float = 1.0


class Mixed(NamedTuple):
    """A batch whose images may show two samples each, one of the given ``labels`` and one of the ``other``.

    ``weight`` is the share of the first in the images, from 0 to 1, the same for all of them; 1: nothing is mixed.
    """

    images: Tensor
    labels: Tensor
    other: Tensor
    weight: float


# Images (N, C, *spatial) and class indices (N, *spatial), the generator to draw from (on the CPU, wherever the batch
# is), how, and the share to change; ranges by name. It returns other tensors of the same dtype on the same device.
Change = Callable[..., Batch | Mixed]


@dataclass(frozen=True, slots=True)
class Augmentation:
    """A random change of a batch, made to ``share`` of the samples at strength 1."""

    id: str
    title: str
    share: float
    fn: Change


AUGMENTATIONS: Registry[Augmentation] = Registry("augmentation", importing(__name__))


def augmentation(id: str, *, title: str, share: float) -> Callable[[Change], Augmentation]:  # noqa: A002
    """Turn a change of a batch into the augmentation of this id."""

    def declare(fn: Change) -> Augmentation:
        declared = Augmentation(id, title, share, fn)
        # One of another package comes by entry point instead, under a name that cannot shadow ours.
        if fn.__module__.startswith(f"{__name__}."):
            AUGMENTATIONS.add(id, declared, origin=fn.__code__.co_filename)
        return declared

    return declare


def parse_augmentations(text: str) -> tuple[str, ...]:
    """Read presets and augmentations such as ``nnunet`` or ``standard+cutmix``, which come in this order.

    Raises:
        UnknownName: If no preset and no augmentation has one of the names.
        UsageError: If a name is empty, or mixup is not the last one.
    """
    names = tuple(word.strip().lower() for word in text.split("+"))
    if not all(names):
        msg = f"--augment {text!r} is no sum of names such as nnunet or standard+cutmix"
        raise UsageError(msg)
    steps_of(names)
    return names


def steps_of(names: Sequence[str]) -> list[Step]:
    """Return the steps of presets and augmentations, the share of each filled in.

    Raises:
        UnknownName: If no preset and no augmentation has one of the names.
        UsageError: If mixup is not the last step.
    """
    known = AUGMENTATIONS.items()
    steps: list[Step] = []
    for name in names:
        if name.lower() not in PRESETS and name.lower() not in known:
            raise suggest(AUGMENTATIONS.noun, name, [*known, *PRESETS], AUGMENTATIONS.hint)
        steps += PRESETS.get(name.lower(), (Step(name.lower()),))
    if any(step.id == MIXUP for step in steps[:-1]):
        msg = f"augmentations {'+'.join(names)}: {MIXUP} gives images two label maps, so it comes last and once"
        raise UsageError(msg)
    return [step if step.share is not None else step._replace(share=known[step.id].share) for step in steps]


def augment(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, names: Sequence[str] = STANDARD
) -> Batch:
    """Return a batch ``(N, C, *spatial)`` and its class indices ``(N, *spatial)`` changed at random.

    ``names`` are presets and augmentations. Class indices that are not trained on move with the others.

    Raises:
        UsageError: If mixup is among them, or one does not suit the images.
    """
    made = _changed(images, labels, generator, how, names)
    if isinstance(made, Mixed):
        msg = f"augmentations {'+'.join(names)}: {MIXUP} gives images two label maps; use mix and mixed_loss"
        raise UsageError(msg)
    return made


def mix(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, names: Sequence[str] = STANDARD) -> Mixed:
    """Return what ``augment`` does, with any names: mixup too. The loss of it is ``mixed_loss``."""
    made = _changed(images, labels, generator, how, names)
    return made if isinstance(made, Mixed) else Mixed(*made, other=made[1], weight=1.0)


def _changed(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, names: Sequence[str]
) -> Batch | Mixed:
    for step in steps_of(names):
        share = (step.share or 0.0) * how.strength
        made = AUGMENTATIONS.get(step.id).fn(images, labels, generator, how, share, **step.ranges)
        if isinstance(made, Mixed):
            return made
        images, labels = made
    return images, labels


def mixed_loss(loss: Callable[[Tensor], Tensor], batch: Mixed) -> Tensor:
    """Return w · loss(labels) + (1 - w) · loss(other), where ``loss`` is that of the network's outputs for any labels.

    Zhang et al. 2018, arXiv:1710.09412: for cross-entropy it is the one of the mixed one-hot maps.
    """
    if batch.weight == 1:
        return loss(batch.labels)
    return batch.weight * loss(batch.labels) + (1 - batch.weight) * loss(batch.other)

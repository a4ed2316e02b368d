"""What training minimises: registered losses, sums of them, and what deep supervision makes of both.

A loss is one decorated function in a public module of this package, or of an installed one through the entry points
``segeval.training.losses``.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from segeval.errors import UsageError
from segeval.registry import Registry, importing, suggest

__all__ = [
    "DEPTHS",
    "LOSSES",
    "NOT_TRAINED",
    "Formula",
    "Loss",
    "Parameter",
    "deeply_supervised",
    "loss",
    "parse_loss",
    "shrink",
    "weigh_classes",
]

Formula = Callable[..., Tensor]
NOT_TRAINED = -100  # the class index of voxels that enter no loss
CLASS_WEIGHTS = ("equal", "inverse", "sqrt-inverse")
DEPTHS = ("halved", "nnunet")  # how the outputs of deep supervision weigh


class Parameter(NamedTuple):
    """A number that a formula takes by name, a ``whole`` one or any; ``focal@3`` sets it."""

    name: str
    default: float
    low: float
    high: float
    meaning: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """A function of logits ``(N, classes, *spatial)`` and class indices ``(N, *spatial)``, int64, to one number.

    Voxels whose class index is NOT_TRAINED change neither its value nor its gradient. ``class_weights`` says how
    classes weigh if nobody asks for something else, one of CLASS_WEIGHTS or numbers with commas; a loss that has it
    takes ``weights``, a tensor ``(classes,)``, by name. None: classes do not weigh. ``weight`` is what a sum multiplies
    the loss by in the first and after the last step of a training; it changes evenly between them.
    """

    id: str
    title: str
    source: str
    fn: Formula
    parameter: Parameter | None = None
    class_weights: str | None = None
    weight: tuple[float, float] = (1.0, 1.0)

    def weight_at(self, done: float) -> float:
        """Return the weight in a sum when the share ``done``, from 0 to 1, of a training is over."""
        first, last = self.weight
        return first + (last - first) * done


LOSSES: Registry[Loss] = Registry("loss", importing(__name__), hint="A sum is written dice+ce.")


def loss(
    id: str,  # noqa: A002 - the name of the field
    *,
    title: str,
    source: str,
    parameter: Parameter | None = None,
    class_weights: str | None = None,
    weight: tuple[float, float] = (1.0, 1.0),
) -> Callable[[Formula], Loss]:
    """Turn a formula into the loss of this id; the keywords are the fields of ``Loss``."""

    def declare(fn: Formula) -> Loss:
        declared = Loss(id, title, source, fn, parameter, class_weights, weight)
        # A loss of another package comes by entry point instead, under a name that cannot shadow ours.
        if fn.__module__.startswith(f"{__name__}."):
            LOSSES.add(id, declared, origin=fn.__code__.co_filename)
        return declared

    return declare


def parse_loss(text: str, class_weights: str = "") -> tuple[Loss, ...]:
    """Read a sum such as ``dice+ce``, ``dice+0.5*boundary`` or ``focal@3``.

    A weight that is written stays what it is, without one a loss has its own. ``class_weights``, unless empty, is how
    classes weigh in those losses where they do: one of CLASS_WEIGHTS, or a number for each class, background first.

    Raises:
        UnknownName: If no loss has one of the names, or class weights are an unknown word.
        UsageError: If a loss is named twice or none at all, or a number is not what a loss takes.
    """
    terms = [term.strip() for term in text.split("+")]
    losses = [_read_term(term) for term in terms] if all(terms) else []
    if len({each.id for each in losses}) < len(terms):
        msg = f"--loss {text!r} is not a sum of different losses such as dice+ce"
        raise UsageError(msg)
    if not class_weights:
        return tuple(losses)
    if all(each.class_weights is None for each in losses):
        known = ", ".join(name for name, each in LOSSES.items().items() if each.class_weights is not None)
        msg = f"--class-weights: classes do not weigh in --loss {text!r}; they do in {known}"
        raise UsageError(msg)
    if class_weights not in CLASS_WEIGHTS:
        _read_numbers(class_weights)
    return tuple(each if each.class_weights is None else replace(each, class_weights=class_weights) for each in losses)


def _read_term(term: str) -> Loss:
    """Read one loss of a sum: ``[WEIGHT*]NAME[@NUMBER]``."""
    factor, times, name = term.rpartition("*")
    word, at, number = (part.strip() for part in name.partition("@"))
    found = LOSSES.get(word)
    if at:
        found = _with_number(found, number)
    if not times:
        return found
    weight = _read_number(factor)
    if not 0 < weight < math.inf:
        msg = f"--loss {term!r}: {factor.strip()!r} is no weight; give a number above 0, as in 0.5*{found.id}"
        raise UsageError(msg)
    return replace(found, weight=(weight, weight))


def _with_number(found: Loss, text: str) -> Loss:
    """Return a loss with the number that its name ends in."""
    parameter = found.parameter
    if parameter is None:
        msg = f"--loss '{found.id}@{text}': {found.id} takes no number; use {found.id}"
        raise UsageError(msg)
    number = _read_number(text)
    if not parameter.low <= number <= parameter.high or (parameter.whole and number % 1):
        kind = "a whole number" if parameter.whole else "a number"
        msg = (
            f"--loss '{found.id}@{text}': {parameter.name} is {kind} from {parameter.low:g} to {parameter.high:g}: "
            f"{parameter.meaning}"
        )
        raise UsageError(msg)
    if number == parameter.default:
        return found
    fixed: Any = partial(found.fn, **{parameter.name: number})
    return replace(found, id=f"{found.id}@{number:g}", fn=fixed)


def _read_number(text: str) -> float:
    """Return the number that is written, NaN where none is."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _read_numbers(text: str) -> list[float]:
    """Read class weights that are numbers with commas."""
    numbers = [_read_number(part) for part in text.split(",")]
    if len(numbers) == 1:
        hint = "Numbers are written 1,2,5, the background's first."
        raise suggest(noun="class weights", name=text, known=CLASS_WEIGHTS, hint=hint)
    if not all(0 <= number < math.inf for number in numbers) or not any(numbers):
        msg = f"--class-weights {text!r}: give numbers from 0 on, and one above it, such as 1,2,5"
        raise UsageError(msg)
    return numbers


def weigh_classes(
    losses: Sequence[Loss], classes: Sequence[str], labels: Iterable[npt.NDArray[np.uint8]]
) -> tuple[Loss, ...]:
    """Return losses that know what each of the ``classes``, background first, weighs in a training on ``labels``.

    With n voxels, n_k of them of class k, "inverse" weighs n / (K n_k), K the number of classes that occur, so that the
    mean over voxels is 1; "sqrt-inverse" weighs (n / n_k)^0.5, as Wong et al. 2018, arXiv:1809.00076. A class without
    voxels weighs 1. Labels that are no index of a class are not counted.

    Raises:
        UsageError: If there are not as many numbers as classes.
    """
    volumes = None
    ready = []
    for each in losses:
        how = each.class_weights or "equal"
        if how == "equal":
            ready.append(each)
            continue
        if how in CLASS_WEIGHTS:
            volumes = _volumes(labels, len(classes)) if volumes is None else volumes
            weights = _of_volumes(volumes, how)
        elif len(weights := _read_numbers(how)) != len(classes):
            msg = f"--class-weights {how}: give {len(classes)} numbers, one for each of {', '.join(classes)}"
            raise UsageError(msg)
        ready.append(replace(each, fn=partial(each.fn, weights=torch.tensor(weights))))
    return tuple(ready)


def _volumes(labels: Iterable[npt.NDArray[np.uint8]], classes: int) -> npt.NDArray[np.float64]:
    """Return the voxels of each class; the label maps are read a slice at a time, as they may lie on a disk."""
    total = np.zeros(classes)
    for one in labels:
        for part in one:
            total += np.bincount(part.ravel(), minlength=classes)[:classes]
    return total


def _of_volumes(volumes: npt.NDArray[np.float64], how: str) -> list[float]:
    occurs = volumes > 0
    share = np.where(occurs, volumes, 1) / max(volumes.sum(), 1)
    weights = 1 / (share * max(occurs.sum(), 1)) if how == "inverse" else share**-0.5
    return [float(weight) for weight in np.where(occurs, weights, 1)]


def deeply_supervised(
    outputs: Sequence[Tensor], labels: Tensor, losses: Sequence[Loss], *, done: float = 1.0, depths: str = "halved"
) -> Tensor:
    """Return the loss of all outputs, finest first, each half the weight of the one before; weights sum to 1.

    Labels are taken to the size of each output by nearest neighbour. Isensee et al. 2021, supplement. ``done`` is the
    share of the training that is over. With the ``depths`` "nnunet", as its code has it, the last output weighs nothing
    unless it is the only one.
    """
    weights = torch.tensor([0.5**k for k in range(len(outputs))])
    if depths == "nnunet":
        weights[1:][-1:] = 0
    weights /= weights.sum()
    total = outputs[0].new_zeros(())
    for weight, logits in zip(weights.tolist(), outputs, strict=True):
        if not weight:
            continue
        fitting = shrink(labels, logits.shape[2:])
        for each in losses:
            total = total + weight * each.weight_at(done) * each.fn(logits, fitting)
    return total


def shrink(labels: Tensor, size: Sequence[int]) -> Tensor:
    """Return labels ``(N, *spatial)`` at another size, by nearest neighbour."""
    if labels.shape[1:] == tuple(size):
        return labels
    return functional.interpolate(labels[:, None].float(), size=tuple(size), mode="nearest")[:, 0].long()

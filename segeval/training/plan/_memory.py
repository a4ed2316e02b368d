"""What one step of a training keeps in memory, counted by shapes alone."""

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, UntypedStorage
from torch.autograd.graph import saved_tensors_hooks

from segeval import weights
from segeval.records import Recipe
from segeval.training.losses import Loss, deeply_supervised, parse_loss
from segeval.training.steps import all_outputs

LOSS = "dice+ce"  # that of a training without --loss
SAMPLE = {2: (64, 64), 3: (16, 16, 16)}  # voxels that the loss is tried on
MOMENTS = 2  # of AdamW, for each weight
INDEX = torch.int64.itemsize


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Bytes in float32 that are there when the way back begins.

    ``weights`` include buffers. ``images`` are those of the batch with their labels, ``maps`` what the layers keep for
    the way back, ``loss`` the logits and what the loss keeps.
    """

    weights: int
    gradients: int
    moments: int
    images: int
    maps: int
    loss: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.weights + self.gradients + self.moments + self.images + self.maps + self.loss


def kept(recipe: Recipe, batch: int, loss: str = LOSS) -> Kept:
    """Count what a step on ``batch`` patches keeps: each storage once, however many layers share it.

    Shapes are enough, so that nothing is computed; only the loss is tried on a few voxels, as what it keeps grows with
    them. What a step makes on top is not counted: the gradients of maps and the work space of convolutions. A step in
    bfloat16 keeps less.
    """
    patch = recipe.window.patch
    with torch.device("meta"):
        net = weights.build(recipe).train()
        images = torch.empty(batch, recipe.in_channels, *patch)
    own = [*net.parameters(), *net.buffers()]
    with saving([*own, images]) as maps:
        outputs = all_outputs(net)(images)
    trained = sum(each.nbytes for each in net.parameters() if each.requires_grad)
    return Kept(
        weights=_bytes(each.untyped_storage() for each in own),
        gradients=trained,
        moments=MOMENTS * trained,
        images=images.nbytes + INDEX * batch * math.prod(patch),
        maps=_bytes(maps.values()),
        loss=_loss_bytes(outputs, patch, parse_loss(loss)),
    )


@contextmanager
def saving(besides: Iterable[Tensor] = ()) -> Iterator[dict[int, UntypedStorage]]:
    """Collect the storages that autograd keeps for the way back, except those of the tensors ``besides``."""
    known = {each.untyped_storage()._cdata for each in besides}
    storages: dict[int, UntypedStorage] = {}  # held, so that no address is given twice

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in known:
            storages[storage._cdata] = storage
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        yield storages


def _bytes(storages: Iterable[UntypedStorage]) -> int:
    """Return the bytes of storages, each once."""
    return sum({each._cdata: each.nbytes() for each in storages}.values())


def _loss_bytes(outputs: Sequence[Tensor], patch: Sequence[int], losses: Sequence[Loss]) -> int:
    """Return the bytes of the logits and of what the losses of all outputs keep, coarser labels included."""
    classes = outputs[0].shape[1]
    logits = torch.zeros(1, classes, *SAMPLE[len(patch)], requires_grad=True)
    labels = torch.zeros(1, *SAMPLE[len(patch)], dtype=torch.int64)
    with saving([logits, labels]) as saved:
        deeply_supervised([logits], labels, losses)
    voxels = sum(each[:, 0].numel() for each in outputs)
    coarser = sum(each[:, 0].numel() for each in outputs if each.shape[2:] != tuple(patch))
    return (
        sum(each.nbytes for each in outputs) + round(_bytes(saved.values()) / labels.numel() * voxels) + INDEX * coarser
    )

"""What losses share: the voxels that are trained on, which class each has, and powers with a gradient at 0."""

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import NOT_TRAINED

STEEP = 1e-6  # below it a root is a straight line to 0


def trained_voxels(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return logits ``(V, classes)`` and class indices ``(V,)`` of the voxels of a batch that are trained on."""
    rows, indices = logits.movedim(1, -1).flatten(0, -2), labels.flatten()
    trained = indices != NOT_TRAINED
    return (rows, indices) if bool(trained.all()) else (rows[trained], indices[trained])


def indicators(indices: Tensor, like: Tensor) -> Tensor:
    """Return 1 where a voxel ``(V,)`` has a class, else 0, with the shape ``(V, classes)`` and the type of ``like``."""
    return functional.one_hot(indices, like.shape[1]).to(like.dtype)


def weights_of(indices: Tensor, weights: Tensor | None, like: Tensor) -> Tensor:
    """Return the weight of the class of each voxel ``(V,)``; 1 without ``weights`` ``(classes,)``."""
    return torch.ones_like(indices, dtype=like.dtype) if weights is None else weights.to(like)[indices]


def power(base: Tensor, exponent: float) -> Tensor:
    """Return base ** exponent for a base from 0 on; a root, which is infinitely steep at 0, is a line below STEEP."""
    if exponent >= 1 or exponent == 0:
        return base**exponent
    return torch.where(base > STEEP, base.clamp(min=STEEP) ** exponent, base * STEEP ** (exponent - 1))

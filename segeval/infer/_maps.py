"""Logits, probabilities and decisions over the voxels of an image, turned into each other."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from segeval.infer._back import labels_of
from segeval.infer._grid import Logits, resize
from segeval.records import LabelArray, Output

CERTAIN = 30.0  # the logit of what is decided; the softmax of the others is below float32's resolution
LEAST = 1e-12  # of a probability whose logarithm is taken


def likely(logits: Logits, shape: Sequence[int]) -> Tensor:
    """Return probabilities ``(channels, *shape)``: of labels that exclude each other, or of regions that need not."""
    array = resize(logits.array, shape)
    return array.softmax(0) if logits.output.activation == "softmax" else array.sigmoid()


def unlikely(probabilities: Tensor, output: Output) -> Tensor:
    """Return logits ``(channels, *shape)`` with these probabilities."""
    clamped = probabilities.clamp_min(LEAST)
    return (
        clamped.log() if output.activation == "softmax" else clamped.log() - (1 - probabilities).clamp_min(LEAST).log()
    )


def decided(logits: Logits, shape: Sequence[int]) -> LabelArray:
    """Return the label of each voxel ``(*shape)``, as a mask of these logits would have it."""
    return labels_of(resize(logits.array, shape), logits.output)


def certain(labels: LabelArray, output: Output, device: torch.device) -> Tensor:
    """Return logits ``(channels, *shape)`` that leave no doubt about the label of each voxel."""
    wanted = [(label,) for label in output.labels] if output.activation == "softmax" else output.regions
    channels = np.stack([np.isin(labels, values) for values in wanted])
    return torch.from_numpy(np.where(channels, np.float32(CERTAIN), np.float32(-CERTAIN))).to(device)


def overruled(logits: Logits, labels: LabelArray) -> Logits:
    """Return logits at the size of ``labels`` that decide for them, and stay as they are where they do already."""
    array = resize(logits.array, labels.shape)
    kept = torch.from_numpy(labels_of(array, logits.output) == labels).to(array.device)
    return logits._replace(array=torch.where(kept, array, certain(labels, logits.output, array.device)))

"""Changes that move whole voxels to whole voxels: they interpolate nothing."""

import torch
from torch import Tensor

from segeval.training.augment import Batch, How, augmentation


@augmentation("flip", title="mirror images", share=0.5)
def flip(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Mirror each sample along each axis that allows it with probability one half; in 2D transpose square patches too.

    The share is always one half: a mirror image is as likely as the original, whatever the strength.
    """
    del share
    axes = how.flips
    for axis in axes:
        chosen = torch.rand(len(images), generator=generator) < 0.5
        images, labels = images.clone(), labels.clone()
        images[chosen] = images[chosen].flip(axis + 2)
        labels[chosen] = labels[chosen].flip(axis + 1)
    if len(axes) == 2 and images.shape[-1] == images.shape[-2]:
        chosen = torch.rand(len(images), generator=generator) < 0.5
        images[chosen] = images[chosen].transpose(-1, -2)
        labels[chosen] = labels[chosen].transpose(-1, -2)
    return images, labels


@augmentation("quarter-turn", title="turns by 0, 90, 180 or 270 degrees in the plane", share=0.75)
def quarter_turn(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Turn each sample by as many right angles in its last two axes as are drawn, by 0 or 180 degrees if not square.

    All turns are as likely, whatever the strength. A turn needs two axes that may be mirrored, or it would be likelier
    than the image: without them in ``how.flips`` nothing turns.
    """
    del share
    last = images.ndim - 3
    if not {last - 1, last} <= set(how.flips):
        return images, labels
    square = images.shape[-1] == images.shape[-2]
    turns = torch.randint(4, (len(images),), generator=generator) * (1 if square else 2) % 4
    images, labels = images.clone(), labels.clone()
    for turn in set(turns.tolist()):
        chosen = turns == turn
        images[chosen] = torch.rot90(images[chosen], turn, (-2, -1))
        labels[chosen] = torch.rot90(labels[chosen], turn, (-2, -1))
    return images, labels

"""Losses that know where a voxel lies: how far from a border, between which objects, on which centre line.

Maps of distances are those of the patch, computed from its labels on the CPU in each step, so that they are exact for
whatever augmentation and deep supervision made of them. Distances are in voxels.
"""

from functools import reduce

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import NOT_TRAINED, Parameter, loss
from segeval.training.losses._voxels import weights_of

Floats = npt.NDArray[np.float32]
RIDGE = 10  # w0, how much more a voxel weighs where two objects touch
FAR = 6  # in sigma: so far apart two objects add RIDGE · exp(-18) at most


@loss(
    "boundary",
    title="Boundary loss",
    source="Kervadec et al. 2019, arXiv:1812.07032: maps as in its code; alpha rises from 0.01 to 1 in a training",
    weight=(0.01, 1.0),
)
def boundary(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean over voxels and foreground classes of p · d, the signed distance to the border of the reference.

    It may be negative. See ``signed_distances``; where a class is absent or everywhere there is no border, and d is 0.
    """
    probabilities = logits.softmax(1)[:, 1:]
    maps = [signed_distances(one, logits.shape[1]) for one in labels.cpu().numpy()]
    distances = torch.from_numpy(np.stack(maps)).to(probabilities)
    trained = (labels != NOT_TRAINED)[:, None]
    return (probabilities * distances * trained).sum() / (trained.sum() * (logits.shape[1] - 1)).clamp(min=1)


def signed_distances(labels: npt.NDArray[np.int64], classes: int) -> Floats:
    """Return ``(classes - 1, *spatial)``: for each foreground class how far its border is, in voxels.

    Outside it is the distance to the nearest voxel inside, above 0; inside 1 - the distance to the nearest one outside,
    0 in the outermost voxels. Voxels that are not trained on are neither inside nor outside.
    """
    from scipy import ndimage

    distances = np.zeros((classes - 1, *labels.shape), np.float32)
    known = labels != NOT_TRAINED
    for k in range(1, classes):
        inside, outside = labels == k, known & (labels != k)
        if inside.any() and outside.any():
            away, deep = (ndimage.distance_transform_edt(~those) for those in (inside, outside))
            distances[k - 1] = np.where(inside, 1 - deep, away)
    return distances


@loss(
    "border-ce",
    title="Border-weighted cross-entropy",
    source="Ronneberger et al. 2015, arXiv:1505.04597, eq. 2, w0 = 10; mean over voxels",
    parameter=Parameter("sigma", 5, 0.5, 50, "how far a border between objects reaches, in voxels"),
    class_weights="inverse",
)
def border_cross_entropy(logits: Tensor, labels: Tensor, *, sigma: float = 5, weights: Tensor | None = None) -> Tensor:
    """Mean over voxels of (w_c + 10 · exp(-(d1 + d2)² / (2 · sigma²))) · (-log p), w_c the weight of the voxel's class.

    d1 and d2 are the distances to the borders of the two nearest objects; see ``ridges``.
    """
    surprise = functional.cross_entropy(logits, labels, ignore_index=NOT_TRAINED, reduction="none")
    trained = labels != NOT_TRAINED
    between = torch.from_numpy(np.stack([ridges(one, sigma) for one in labels.cpu().numpy()])).to(logits)
    weighs = weights_of(labels.where(trained, 0), weights, logits) + between
    return (weighs * surprise * trained).sum() / trained.sum().clamp(min=1)


def ridges(labels: npt.NDArray[np.int64], sigma: float) -> Floats:
    """Return 10 · exp(-(d1 + d2)² / (2 · sigma²)) for each voxel, 0 where the patch has less than two objects.

    An object is a connected part, by faces, of the voxels of one foreground class; its border are its voxels with a
    face to something else, not to the end of the patch. Objects further than 6 sigma from a voxel are left out, which
    changes less than 2e-7.
    """
    from scipy import ndimage

    nearest, second = (np.full(labels.shape, np.inf, np.float32) for _ in range(2))
    reach = int(np.ceil(FAR * sigma)) + 1
    for k in range(1, int(labels.max(initial=0)) + 1):
        objects, _ = ndimage.label(labels == k)
        for number, box in enumerate(ndimage.find_objects(objects), 1):
            wide = tuple(slice(max(side.start - reach, 0), side.stop + reach) for side in box)
            inside = objects[wide] == number
            border = inside & ~ndimage.binary_erosion(inside, border_value=1)
            if border.any():
                away = ndimage.distance_transform_edt(~border).astype(np.float32)
                second[wide] = np.minimum(second[wide], np.maximum(nearest[wide], away))
                nearest[wide] = np.minimum(nearest[wide], away)
    return np.asarray(RIDGE * np.exp(-((nearest + second) ** 2) / (2 * sigma**2)), np.float32)


@loss(
    "cldice",
    title="Soft centre line Dice",
    source="Shit et al. 2021, arXiv:2003.07311, with 1 in each fraction as its code; the paper adds Soft Dice",
    parameter=Parameter(
        "steps", 10, 1, 100, "of thinning, at least the largest radius of a tube in voxels", whole=True
    ),
)
def soft_cldice(logits: Tensor, labels: Tensor, *, steps: float = 10) -> Tensor:
    """1 - mean over the foreground classes of the harmonic mean of precision and sensitivity of centre lines.

    Precision is the share of the answer's soft skeleton inside the reference, sensitivity that of the reference's
    skeleton inside the answer, both pooled over the batch. Voxels that are not trained on count as background.
    """
    trained = (labels != NOT_TRAINED)[:, None]
    answer = logits.softmax(1)[:, 1:] * trained
    classes = functional.one_hot(labels.where(trained[:, 0], 0), logits.shape[1])
    reference = classes.movedim(-1, 1)[:, 1:].to(answer.dtype)
    precision = _share(soft_skeleton(answer, int(steps)), reference)
    sensitivity = _share(soft_skeleton(reference, int(steps)), answer)
    return 1 - (2 * precision * sensitivity / (precision + sensitivity)).mean()


def soft_skeleton(maps: Tensor, steps: int) -> Tensor:
    """Return the soft skeleton of ``maps`` ``(N, classes, *spatial)``, from 0 to 1: Shit et al. 2021, algorithm 1."""
    skeleton = torch.zeros_like(maps)
    for _ in range(steps + 1):
        thinner = reduce(torch.minimum, (-_largest(-maps, axis) for axis in range(2, maps.ndim)))
        opened = reduce(_largest, range(2, maps.ndim), thinner)
        skeleton = skeleton + (1 - skeleton) * functional.relu(maps - opened)
        maps = thinner
    return skeleton


def _largest(maps: Tensor, axis: int) -> Tensor:
    """Return the largest of each voxel and its two neighbours along an axis."""
    rows = maps.flatten(axis + 1) if axis + 1 < maps.ndim else maps[..., None]
    return functional.max_pool2d(rows.flatten(0, axis - 1), (3, 1), 1, (1, 0)).reshape(maps.shape)


def _share(skeleton: Tensor, maps: Tensor) -> Tensor:
    """Return the share ``(classes,)`` of a skeleton that lies inside ``maps``."""
    axes = (0, *range(2, maps.ndim))
    return ((skeleton * maps).sum(axes) + 1) / (skeleton.sum(axes) + 1)

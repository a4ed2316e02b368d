"""The same scan and the same distances for label maps that lie on a GPU, as torch tensors."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segeval.errors import UsageError
from segeval.metrics._measure.surfaces import Distances

Bytes = npt.NDArray[np.uint8]

MOST_LABELS = 256
CHUNK = 1 << 26  # voxels counted at once


Table = list[list[int]]


def scan(
    reference: Tensor, prediction: Tensor, ignore: int | None = None
) -> tuple[list[int], Table, Table, tuple[Tensor, Tensor]]:
    """Return labels, confusion, boxes and maps of a ``Scan``; labels are 0 to 255, and the maps stay where they are.

    Where the reference is ``ignore`` the prediction becomes it too.

    Raises:
        UsageError: If a label is negative or above 255.
    """
    maps = _bytes("reference", reference), _bytes("prediction", prediction)
    if ignore is not None and 0 < ignore < MOST_LABELS:
        maps = maps[0], torch.where(maps[0] == ignore, maps[0], maps[1])
    pairs = torch.zeros(MOST_LABELS**2, dtype=torch.int64, device=maps[0].device)
    for one, other in zip(*(torch.split(map_.reshape(-1), CHUNK) for map_ in maps), strict=True):
        pairs += torch.bincount(one.to(torch.int32) * MOST_LABELS + other, minlength=MOST_LABELS**2)
    confusion = pairs.reshape(MOST_LABELS, MOST_LABELS).cpu()
    occurs = (confusion.any(0) | confusion.any(1)).nonzero().ravel().tolist()
    labels = [0, *(label for label in occurs if label)]
    boxes = [[0] * 6, *(_box((maps[0] == label) | (maps[1] == label)) for label in labels[1:])]
    return labels, confusion[labels][:, labels].tolist(), boxes, maps


def surfaces(
    maps: tuple[Tensor, Tensor],
    box: Sequence[int],
    codes: npt.NDArray[np.uint8],
    ignored: npt.NDArray[np.uint8],
    spacing: tuple[float, ...],
    reach: int,
) -> tuple[Distances, Distances]:
    """Return the distances between the surfaces of two masks for both directions, as ``Kernels.surfaces`` does."""
    flat = len(spacing) == 2
    crop = tuple(slice(low, high) for low, high in zip(box[::2], box[1::2], strict=True))
    wanted, full = (torch.from_numpy(some).to(maps[0].device) for some in (codes, np.append(codes, ignored)))
    here = [(map_[None] if flat else map_)[crop] for map_ in maps]
    there, back = (_border(torch.isin(map_, wanted), torch.isin(map_, full), reach, flat) for map_ in here)
    steps = (1.0, *spacing) if flat else spacing
    return _nearest(there, back, steps).cpu().numpy(), _nearest(back, there, steps).cpu().numpy()


def _bytes(name: str, labels: Tensor) -> Tensor:
    if labels.dtype in (torch.uint8, torch.bool):
        return labels.to(torch.uint8).contiguous()
    low, high = (int(end) for end in labels.aminmax())
    if low < 0 or high >= MOST_LABELS:
        msg = f"{name} holds labels from {low} to {high}; on a device they are 0 to {MOST_LABELS - 1}"
        raise UsageError(msg)
    return labels.to(torch.uint8).contiguous()


def _box(mask: Tensor) -> list[int]:
    """Return the first and end index along z, y, x of what a mask holds."""
    ends = []
    for axis in range(mask.ndim):
        inside = mask.amax([a for a in range(mask.ndim) if a != axis]).nonzero().ravel()
        ends += [int(inside[0]), int(inside[-1]) + 1]
    return [0, 1] * (3 - mask.ndim) + ends


def _border(mask: Tensor, full: Tensor, reach: int, flat: bool) -> Tensor:
    """Return the voxels of ``(z, y, x)`` with a neighbour that is not in ``full``, as the kernels do."""
    padded = torch.nn.functional.pad(full, (1,) * 6)
    depth, height, width = mask.shape
    inner = mask.clone()
    for step in torch.cartesian_prod(*[torch.arange(-1, 2)] * 3).tolist():
        if sum(map(abs, step)) <= reach and not (flat and step[0]):
            z, y, x = (1 + s for s in step)
            inner &= padded[z : z + depth, y : y + height, x : x + width]
    return mask & ~inner


def _nearest(queries: Tensor, targets: Tensor, spacing: tuple[float, ...]) -> Tensor:
    """Return the distance from every query to the nearest target: an exact distance transform, axis by axis.

    Steps along an axis end where they alone are longer than any distance can be. Without a target all are infinite.
    """
    if not (queries.any() and targets.any()):
        return torch.full((int(queries.sum()),), torch.inf, dtype=torch.float64)
    squared = _squared_gap(targets, 2, spacing[2])
    longest = torch.stack([_squared_gap(targets, axis, spacing[axis])[queries] for axis in range(3)]).amin(0).amax()
    for axis in (1, 0):
        best = squared.clone()
        for step in range(1, squared.shape[axis]):
            cost = (step * spacing[axis]) ** 2
            if cost > longest:
                break
            rest = squared.shape[axis] - step
            lower, upper = best.narrow(axis, 0, rest), best.narrow(axis, step, rest)
            torch.minimum(lower, squared.narrow(axis, step, rest) + cost, out=lower)
            torch.minimum(upper, squared.narrow(axis, 0, rest) + cost, out=upper)
        squared = best
    return squared[queries].sqrt()


def _squared_gap(targets: Tensor, axis: int, step: float) -> Tensor:
    """Return the squared distance along one axis to the nearest target on the line, infinite where there is none."""
    shape = [-1 if a == axis else 1 for a in range(targets.ndim)]
    place = torch.arange(targets.shape[axis], device=targets.device, dtype=torch.float64).reshape(shape)
    before = torch.where(targets, place, -torch.inf).cummax(axis).values
    after = torch.where(targets, place, torch.inf).flip(axis).cummin(axis).values.flip(axis)
    return (torch.minimum(place - before, after - place) * step) ** 2

"""From logits to a mask on the grid of the image: the only place where geometry is restored."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segeval import volume
from segeval.errors import UsageError
from segeval.infer._grid import ASKED, Logits, Passing, Segment, Windowed, resize
from segeval.records import FloatArray, LabelArray, Mask, Output, Prediction, Volume

OPEN = -1  # no code: what lies at a border
AT_ONCE = 1 << 15  # voxels whose logits are resampled together, which stay in a cache
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]


def answer(segment: Segment, image: Volume, case_id: str, *, probabilities: bool = False) -> Prediction:
    """Segment one image ``(C, *shape)``.

    The logits of a :class:`Windowed` segmenter are resampled, decided and dropped as they pass by, so that beside the
    image and its mask no more is held than :func:`blend` and :class:`Restored` say; of others all logits are held.

    Returns:
        A mask of label values on exactly ``image.grid`` and, when asked for, the probability of each label. Seconds are
        those inside of networks, those of windows and blending around them, and those of the way back.

    Raises:
        SegevalError: If the image is not what the model takes.
    """
    started, restoring = time.perf_counter(), 0.0
    spans: list[Callable[[], float]] = []
    token = ASKED.set(spans)
    array, grid = volume.canonical(image.array, image.grid)
    seen = Volume(array, grid, case_id)
    with torch.inference_mode():
        given = segment.passing(seen) if isinstance(segment, Windowed) else arrived(segment(seen))
        restored = Restored(given, grid.shape, probabilities=probabilities)
        for part in given.parts:
            began = time.perf_counter()
            restored.take(part)
            restoring += time.perf_counter() - began
    ASKED.reset(token)
    predicted, inside_networks = time.perf_counter(), math.fsum(span() for span in spans)
    mask = Mask(volume.native(restored.labels, image.grid), image.grid)
    likely = None if restored.likely is None else volume.native(restored.likely, image.grid)
    maps = {
        name: volume.native(resize(values[None], grid.shape)[0].cpu().numpy(), image.grid)
        for name, values in given.maps.items()
    }
    seconds = {
        "predict": predicted - started - restoring - inside_networks,
        "restore": restoring + time.perf_counter() - predicted,
        **({"network": inside_networks} if spans else {}),
    }
    return Prediction(case_id=case_id, mask=mask, seconds=seconds, probabilities=likely, maps=maps)


def arrived(logits: Logits) -> Passing:
    """Return logits that are all there as one part."""
    array = logits.array if logits.array.ndim == 4 else logits.array[:, None]
    order = tuple(range(logits.array.ndim - 1))
    return Passing(iter([array]), tuple(array.shape[1:]), order, logits.output, logits.maps)


class Between(NamedTuple):
    """Which two places of an axis each of its new places lies between, and the share of the second."""

    low: Places
    high: Places
    share: npt.NDArray[np.float32]


class Rising:
    """The slices of an image that lie between slices of logits ``(channels, n, *rest)``, which pass by in parts."""

    def __init__(self, have: Sequence[int], want: Sequence[int]) -> None:
        self.along, *self.across = (between(n, m) for n, m in zip(have, want, strict=True))
        self.passed, self.done = 0, 0  # slices of logits, and of the image
        self.last: Tensor | None = None

    def taken(self, part: Tensor) -> Iterator[tuple[Tensor, Tensor, range]]:
        """Yield two slices of logits ``(channels, *rest)`` with the places of an image's slices between them."""
        known = self.last if self.last is not None else part[:, :0]
        begin, passed = self.passed - known.shape[1], self.passed + part.shape[1]
        low, high, _ = self.along
        while self.done < len(high) and high[self.done] < passed:
            pair = int(low[self.done]), int(high[self.done])
            lower, upper = (
                part[:, place - self.passed] if place >= self.passed else known[:, place - begin] for place in pair
            )
            stop = self.done + int(np.searchsorted(low[self.done :], pair[0], side="right"))
            yield lower, upper, range(self.done, stop)
            self.done = stop
        self.passed, self.last = passed, part[:, -1:].clone()

    def resampled(self, lower: Tensor, upper: Tensor, places: Sequence[int]) -> Iterator[Tensor]:
        """Yield logits ``(channels, *rest)`` of the image's slices between two slices of them."""
        first, second = (resize(each, [len(axis.low) for axis in self.across]) for each in (lower, upper))
        for place in places:
            yield torch.lerp(first, second, float(self.along.share[place]))


class Restored:
    """The ``labels`` of a canonical image, and when asked for how ``likely`` each is, filled as logits pass by.

    Logits are resampled linearly, not labels, so that borders fall between voxels. Where all places that a voxel lies
    between have one label it has that label, since a mean keeps an order that all of them have: only what lies at a
    border is computed. A slice of logits is held beside the result, and some bytes for each voxel of a slice of it.

    Raises:
        UsageError: If the model predicts regions, which have no probability for each label.
    """

    def __init__(self, given: Passing, shape: Sequence[int], *, probabilities: bool = False) -> None:
        output = given.output
        if probabilities and output.activation != "softmax":
            msg = f"probabilities: this model predicts the regions {output.regions}, not one channel for each label"
            raise UsageError(msg)
        self.output, self.values = output, values_of(output)
        self.labels: LabelArray = np.zeros(shape, self.values.dtype)
        self.likely: FloatArray | None = None
        # The same arrays along the axes of the logits.
        have, order = given.shape, given.order
        want = (*(1,) * (3 - len(shape)), *(shape[axis] for axis in order))
        self.slices = self.labels.transpose(order).reshape(want)
        if probabilities:
            self.likely = np.empty((output.channels, *shape), np.float32)
            self.channels = self.likely.transpose(0, *(1 + axis for axis in order)).reshape(-1, *want)
        self.rising = Rising(have, want) if have != want or probabilities else None
        self.done = 0  # slices that were not resampled

    def take(self, part: Tensor) -> None:
        """Fill what lies between slices that have passed; the next ones are ``part``, ``(channels, n, *rest)``."""
        if self.rising is None:
            for logits in part.unbind(1):
                self.slices[self.done] = self.values.take(codes(logits, self.output))
                self.done += 1
            return
        for lower, upper, places in self.rising.taken(part):
            if self.likely is not None:
                self._fill_all(self.rising, lower, upper, places)
            else:
                self._fill_borders(self.rising, lower, upper, places)

    def _fill_all(self, rising: Rising, lower: Tensor, upper: Tensor, places: Sequence[int]) -> None:
        """Fill slices and their probabilities between two slices of logits ``(channels, y, x)``."""
        sorted_ones = np.argsort(list(self.output.labels))
        for place, logits in zip(places, rising.resampled(lower, upper, places), strict=True):
            self.slices[place] = self.values.take(codes(logits, self.output))
            self.channels[:, place] = logits[sorted_ones].softmax(0).cpu().numpy()

    def _fill_borders(self, rising: Rising, lower: Tensor, upper: Tensor, places: Sequence[int]) -> None:
        """Fill slices between two slices of logits ``(channels, y, x)``: labels where they agree, then the others."""
        across, share = rising.across, rising.along.share
        settled = agreed(codes(lower, self.output), codes(upper, self.output), across)
        filled = [settled.copy() for _ in places]
        ends = [each.flatten(1) for each in ((lower,) if lower.data_ptr() == upper.data_ptr() else (lower, upper))]
        open_ones = np.flatnonzero(settled == OPEN)
        for some in np.array_split(open_ones, range(AT_ONCE, len(open_ones), AT_ONCE)):
            inner = inside(ends, some, across, lower.shape[2])
            for place, found in zip(places, filled, strict=True):
                logits = torch.lerp(inner[0], inner[-1], float(share[place]))
                found.reshape(-1)[some] = codes(logits, self.output)
        for place, found in zip(places, filled, strict=True):
            self.slices[place] = self.values.take(found)


def between(have: int, want: int) -> Between:
    """Return where ``want`` places of equal extent lie among ``have``, as torch's interpolation has it."""
    if have == want:
        return Between(np.arange(have), np.arange(have), np.zeros(have, np.float32))
    at = np.maximum(
        (np.arange(want, dtype=np.float32) + np.float32(0.5)) * np.float32(have / want) - np.float32(0.5), 0
    )
    low = np.minimum(at.astype(np.int64), have - 1)
    return Between(low, np.minimum(low + 1, have - 1), at - low.astype(np.float32))


def agreed(lower: Codes, upper: Codes, across: Sequence[Between]) -> Codes:
    """Return the codes of the places between two slices of them where all corners agree, and OPEN elsewhere."""
    same = lower == upper
    for axis, (low, high, _) in enumerate(across):
        if (low != high).any():
            ahead = np.minimum(np.arange(lower.shape[axis]) + 1, lower.shape[axis] - 1)
            same = same & same.take(ahead, axis) & (lower == lower.take(ahead, axis))
    y, x = across
    settled: Codes = np.where(same, lower, np.int16(OPEN)).take(y.low, 0).take(x.low, 1)
    return settled


def inside(slices: Sequence[Tensor], places: Places, across: Sequence[Between], width: int) -> list[Tensor]:
    """Return logits ``(channels, n)`` at places of an image's slice, from slices ``(channels, y * width)``."""
    y, x = across
    row, column = np.divmod(places, len(x.low))
    device = slices[0].device
    corners = [
        torch.from_numpy(line[row] * width + at[column]).to(device)
        for line in (y.low, y.high)
        for at in (x.low, x.high)
    ]
    down, right = (torch.from_numpy(share).to(device) for share in (y.share[row], x.share[column]))
    found = []
    for each in slices:
        a, b, c, d = (each.index_select(1, corner) for corner in corners)
        found.append(torch.lerp(torch.lerp(a, b, right), torch.lerp(c, d, right), down))
    return found


def labels_of(channels: Tensor, output: Output) -> LabelArray:
    """Return the label of each voxel ``(*spatial)`` by its logits ``(channels, *spatial)``."""
    return values_of(output).take(codes(channels, output))


def codes(logits: Tensor, output: Output) -> Codes:
    """Return for each voxel where its label stands in :func:`values_of`, by its logits ``(channels, *spatial)``."""
    count = len(logits)
    if output.activation == "softmax":
        # The first of the largest. Faster than argmax, whose numbers have 64 bits.
        likely, ranks = logits == logits.amax(0), range(count, 0, -1)
    else:
        likely, ranks = logits > 0, range(1, count + 1)
    kind = torch.uint8 if count < 256 else torch.int16
    weights = torch.tensor([*ranks], dtype=kind, device=logits.device).reshape(-1, *(1,) * (logits.ndim - 1))
    found: Codes = (likely.to(kind) * weights).amax(0).cpu().numpy()
    return found


def values_of(output: Output) -> LabelArray:
    """Return the label of each code: of channels from last to first, or of regions, of which the last counts.

    Code 0 is what nothing speaks for: background, or the first label where logits are no numbers.
    """
    top = max((*output.labels, *(value for region in output.regions for value in region)))
    kind = np.min_scalar_type(int(top))
    if output.activation == "softmax":
        return np.array([next(iter(output.labels)), *reversed(output.labels)], kind)
    return np.array([0, *(region[0] for region in output.regions)], kind)

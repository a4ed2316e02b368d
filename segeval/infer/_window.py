"""A network over a whole image: overlapping windows, blended, and mirror images of each, averaged.

Windows follow each other along the first axis. What no later window reaches is finished: it is handed on, and its
memory taken for what comes next, so that only as many slices have logits at once as a window is deep.
"""

import itertools
import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.infer._device import LAYOUTS, Settings, laid_out, together
from segeval.infer._grid import Logits, Passing, Shown, axis_order, shown, timed
from segeval.infer._memory import Memory
from segeval.records import Output, Recipe, Volume
from segeval.registry import suggest

Box = tuple[slice, ...]
SURE = 30.0  # the logit of background where a network is not asked
STILL = 1e-4  # the range of scaled intensities up to which there is nothing to see


class Walk(NamedTuple):
    """How windows of ``patch`` walk over an image.

    ``begin`` gives where those of an axis start, by its size and that of a window; ``weigh`` what each voxel of a
    window counts, by its shape. Logits are the mean over the mirror images along the axes of ``mirrors``, each some of
    those of the patch. ``empty`` are the logits ``(channels,)`` of windows in which there is nothing to see, where
    these are left out.
    """

    patch: tuple[int, ...]
    weigh: Callable[[tuple[int, ...]], Tensor]
    begin: Callable[[int, int], Sequence[int]]
    mirrors: Sequence[tuple[int, ...]] = ((),)
    empty: Tensor | None = None


def averaged_logits(
    net: nn.Module, image: Volume, recipe: Recipe, settings: Settings, memory: Memory | None = None
) -> Tensor:
    """Return logits ``(channels, *spatial)`` of a canonical image, averaged over mirror images when asked for."""
    device = next(net.parameters()).device
    how = laid_out(settings, device, recipe.ndim)
    memory = memory or Memory(batch=together(how, device, recipe.window.patch))
    return gathered(passing(net, recipe, walking(recipe, how), how, memory, image, whole=True)).array


def walking(recipe: Recipe, settings: Settings) -> Walk:
    """Return how the windows of a recipe walk.

    Raises:
        UsageError: If there is no such blending.
    """
    if settings.blending not in WEIGHTS:
        noun = "blending"
        raise suggest(noun, settings.blending, WEIGHTS, f"Choose {' or '.join(WEIGHTS)}.")
    weigh = cache(WEIGHTS[settings.blending])
    weigh(recipe.window.patch)  # outside of inference mode, whose tensors fit nothing else
    overlap = recipe.window.overlap if settings.overlap is None else settings.overlap
    axes = recipe.window.flips if settings.flips else ()
    mirrors = [flip for count in range(len(axes) + 1) for flip in itertools.combinations(axes, count)]
    empty = background(recipe.output) if settings.skip_empty else None
    return Walk(recipe.window.patch, weigh, partial(starts, overlap=overlap), mirrors, empty)


def passing(
    net: nn.Module,
    recipe: Recipe,
    walk: Walk,
    settings: Settings,
    memory: Memory,
    image: Volume,
    *,
    whole: bool = False,
) -> Passing:
    """Return the logits of a canonical image in parts along the first axis of the model; ``whole``: in one.

    Raises:
        SegevalError: If the image is not what the model takes.
    """
    seen = shown(image, recipe.input)
    order = axis_order(recipe.input.axes, len(image.grid.shape))
    return Passing(blend(net, seen, walk, settings, memory, whole=whole), seen.shape, order, recipe.output)


def gathered(given: Passing) -> Logits:
    """Return logits that come in one part, with the axes of the image."""
    (logits,) = given.parts
    order = given.order
    logits = logits if len(order) == 3 else logits[:, 0]
    return Logits(logits.permute(0, *(1 + order.index(axis) for axis in range(len(order)))), given.output, given.maps)


def background(output: Output) -> Tensor | None:
    """Return logits ``(channels,)`` that leave no doubt about background; None where a model does not know it."""
    if output.activation == "sigmoid":
        return torch.full((output.channels,), -SURE)
    return torch.tensor([SURE if label == 0 else -SURE for label in output.labels]) if 0 in output.labels else None


def blended(
    net: nn.Module,
    image: Tensor,
    patch: tuple[int, ...],
    weight: Tensor,
    begin: Callable[[int, int], Sequence[int]],
    settings: Settings,
    memory: Memory,
) -> Tensor:
    """Return the logits ``(channels, *axes)`` of windows on an image ``(C, *axes)``, as :func:`blend` does."""
    array = image if image.ndim == 4 else image[:, None]
    seen = Shown(tuple(array.shape[1:]), lambda start, stop: array[:, start:stop])
    walk = Walk(patch, lambda _: weight, begin)
    (logits,) = blend(net, seen, walk, settings, memory, whole=True)
    return logits if image.ndim == 4 else logits[:, 0]


def blend(
    net: nn.Module, image: Shown, walk: Walk, settings: Settings, memory: Memory, *, whole: bool = False
) -> Iterator[Tensor]:
    """Yield the logits ``(channels, n, *rest)`` of slices that follow each other; the next ones overwrite them.

    A 2D patch is a window one slice thick. An image smaller than the window is padded with 0, the mean
    after normalisation. Isensee et al. 2021, doi:10.1038/s41592-020-01008-z.

    In float32, C channels and windows d deep on slices of S voxels take 4·(C + 2)·d·S bytes beside what the network
    itself takes; with ``whole``, which yields all slices at once, d is the depth of the image.
    """
    patch, device = memory.patch or walk.patch, next(net.parameters()).device
    window = (1,) * (len(image.shape) - len(patch)) + patch
    margins = [max(0, w - n) for w, n in zip(window, image.shape, strict=True)]
    sides = [n + margin for n, margin in zip(image.shape, margins, strict=True)]
    padding = [side for margin in reversed(margins) for side in (margin // 2, margin - margin // 2)]
    along, *axes = (walk.begin(n, w) for n, w in zip(sides, window, strict=True))
    boxes = list(itertools.product(*([slice(a, a + w) for a in at] for at, w in zip(axes, window[1:], strict=True))))
    # Windows one slice thick are run with those of other slices, so that batches are full; others row by row.
    together = memory.batch if window[0] == 1 else 1
    rows = [along[k : k + together] for k in range(0, len(along), together)]
    begins = [*(row[0] for row in rows), sides[0]]
    depth = sides[0] if whole else max(row[-1] - row[0] for row in rows) + window[0]
    sums = Sums(depth, sides, along, boxes, walk.weigh(patch).reshape(window).to(device), memory)
    for row, following in zip(rows, begins[1:], strict=True):
        slices = image.part(row[0], min(row[-1] + window[0], image.shape[0]))
        slices = (functional.pad(slices, padding) if any(margins) else slices).to(device)
        places = [(slice(at - row[0], at - row[0] + window[0]), *box) for at in row for box in boxes]
        try:
            for box, logits in window_logits(net, slices, places, walk, settings, memory):
                sums.add(row[0] + box[0].start, box[1:], logits)
                del logits
        except (RuntimeError, MemoryError) as error:
            if row is not rows[0]:
                raise
            memory.smaller(error, patch)
            break
        if whole and following < sides[0]:
            continue
        for mean in sums.finished(following):
            # An image that is padded along its first axis is one row.
            first = slice(margins[0] // 2, margins[0] // 2 + mean.shape[1] - margins[0])
            inner = [slice(m // 2, m // 2 + n) for m, n in zip(margins[1:], image.shape[1:], strict=True)]
            yield mean[(slice(None), first, *inner)]
    if memory.patch not in (None, patch):
        del sums, slices
        yield from blend(net, image, walk, settings, memory, whole=whole)


class Sums:
    """Weighted sums of logits on ``depth`` slices, as many as some window still reaches; others take their places."""

    def __init__(
        self,
        depth: int,
        sides: Sequence[int],
        along: Sequence[int],
        boxes: Sequence[Box],
        weight: Tensor,
        memory: Memory,
    ) -> None:
        self.depth, self.sides, self.along, self.weight, self.memory = depth, tuple(sides), along, weight, memory
        self.done = 0
        self.total: Tensor | None = None
        self.across = weight.new_zeros((len(weight), *self.sides[1:]))  # what windows at one place along the axis count
        for box in boxes:
            self.across[(slice(None), *box)] += weight

    def add(self, at: int, box: Box, logits: Tensor) -> None:
        """Add the logits ``(channels, *window)`` of a window that starts with slice ``at``."""
        if self.total is None:
            shape = (len(logits), self.depth, *self.sides[1:])
            try:
                self.total = torch.zeros(shape, device="cpu" if self.memory.on_cpu else logits.device)
            except (RuntimeError, MemoryError) as error:
                self.memory.fewer(error, 1, logits.device)
                self.total = torch.zeros(shape)
        if self.memory.on_cpu:
            self.total = self.total.cpu()
        for start, stop in self._held(at, at + len(self.weight)):
            values, weight = (each.to(self.total.device) for each in (logits, self.weight))
            part, place = slice(start - at, stop - at), slice(start % self.depth, start % self.depth + stop - start)
            self.total[(slice(None), place, *box)].addcmul_(values[:, part], weight[part])

    def finished(self, following: int) -> Iterator[Tensor]:
        """Yield the mean logits of slices that no window from slice ``following`` on reaches."""
        assert self.total is not None
        for start, stop in self._held(self.done, following):
            counted = self.weight.new_zeros((stop - start, *self.sides[1:]))
            for at in self.along:
                low, high = max(at, start), min(at + len(self.weight), stop)
                if low < high:
                    counted[low - start : high - start] += self.across[low - at : high - at]
            mean = self.total[:, start % self.depth : start % self.depth + stop - start]
            mean /= counted.to(mean.device)
            yield mean
            if following < self.sides[0]:
                mean.zero_()
        self.done = following

    def _held(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges of slices that lie side by side in memory."""
        while start < stop:
            end = min(stop, (start // self.depth + 1) * self.depth)
            yield start, end
            start = end


def window_logits(
    net: nn.Module, image: Tensor, boxes: Sequence[Box], walk: Walk, settings: Settings, memory: Memory
) -> Iterator[tuple[Box, Tensor]]:
    """Yield each box of the image with the logits ``(channels, *window)`` of its window, computed in batches.

    Where memory is short fewer windows are computed at once, from then on.
    """
    patch = memory.patch or walk.patch
    window = (1,) * (image.ndim - 1 - len(patch)) + patch
    coming = deque(boxes)
    while coming:
        group = [coming.popleft() for _ in range(min(memory.batch, len(coming)))]
        batch = torch.stack([image[(slice(None), *box)].reshape(len(image), *patch) for box in group])
        if walk.empty is not None:
            flat = batch.flatten(2)
            still = (flat.amax(2) - flat.amin(2) <= STILL).all(1).tolist()
            unseen = walk.empty.to(image.device).reshape(-1, *(1,) * len(window)).expand(-1, *window)
            yield from ((box, unseen) for box, nothing in zip(group, still, strict=True) if nothing)
            seen = [place for place, nothing in enumerate(still) if not nothing]
            group, batch = [group[place] for place in seen], batch[seen]
            if not group:
                continue
        if settings.channels_last:
            batch = batch.contiguous(memory_format=LAYOUTS[len(patch)])
        try:
            logits: Tensor | None = None
            with timed(batch.device), halved(settings, batch.device):
                for flip in walk.mirrors:
                    axes = [2 + axis for axis in flip]
                    one = net(batch.flip(axes)).flip(axes).float() if flip else net(batch).float()
                    logits = one if logits is None else logits + one
            assert logits is not None
            logits = logits / len(walk.mirrors) if len(walk.mirrors) > 1 else logits
        except (RuntimeError, MemoryError) as error:
            memory.fewer(error, len(group), batch.device)
            coming.extendleft(reversed(group))
        else:
            yield from ((box, one.reshape(len(one), *window)) for box, one in zip(group, logits, strict=True))
            del logits  # before the network makes the next ones


def halved(settings: Settings, device: torch.device) -> torch.autocast:
    """Return the block in which a network computes in numbers of 16 bits, where settings want these."""
    kind = torch.float16 if settings.float16 else torch.bfloat16
    return torch.autocast(device.type, kind, enabled=settings.autocast or settings.float16)


def starts(size: int, window: int, overlap: float) -> list[int]:
    """Return evenly spread window starts that cover ``size`` and overlap by at least ``overlap`` of the window."""
    if size <= window:
        return [0]
    count = math.ceil((size - window) / max(1, round(window * (1 - overlap)))) + 1
    return [round(k * (size - window) / (count - 1)) for k in range(count)]


def gaussian(window: Sequence[int]) -> Tensor:
    """Return the weight of each voxel of a window: a Gaussian of an eighth of the window, never below a thousandth."""
    weight = torch.ones(())
    for n in window:
        axis = torch.exp(-0.5 * ((torch.arange(n) - (n - 1) / 2) / (n / 8)) ** 2)
        weight = weight[..., None] * axis
    return (weight / weight.max()).clamp_min(1e-3)


WEIGHTS: Mapping[str, Callable[[tuple[int, ...]], Tensor]] = {"gaussian": gaussian, "constant": torch.ones}

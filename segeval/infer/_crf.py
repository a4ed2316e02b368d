"""Dense conditional random field: Krähenbühl and Koltun, NeurIPS 2011, arXiv:1210.5644, as DeepLab v1 and v2 use it.

Every pair of pixels prefers one label, the more the nearer they lie and the more alike they look. Messages of all
pairs at once are a Gaussian filter: computed exactly where an image is small, else on the permutohedral lattice (Adams,
Baek, Davis 2010, doi:10.1111/j.1467-8659.2009.01645.x), which approximates it in linear time.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from segeval.errors import UsageError
from segeval.infer._back import Rising, arrived
from segeval.infer._grid import Logits, Passing, Segment, Windowed, resize
from segeval.records import Output, Scaling, Volume

Filter = Callable[[Tensor], Tensor]

EXACT = 64 * 64  # pixels up to which all pairs are summed
LEVELS = 255.0  # of grey, that ``look`` is measured in


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The two kernels (eq. 3) and how often messages are passed; defaults are those of DeepLab v2 on VOC.

    ``near`` weighs pairs that lie within ``near_reach`` pixels; ``alike`` those that lie within ``alike_reach`` pixels
    and whose grey levels, 0 to 255 in each of three channels, differ by ``look``. ``axes`` 2: a volume is refined slice
    by slice; 3: as a whole, where a pixel is as long as the finest axis of its grid.
    """

    iterations: int = 10
    near: float = 3.0
    near_reach: float = 1.0
    alike: float = 4.0
    alike_reach: float = 67.0
    look: float = 3.0
    axes: int = 2


def with_field(segment: Segment, channels: Sequence[Scaling], field: Field | None = None) -> Segment:
    """Return a segmenter whose logits are refined by the image, at its full size.

    ``channels`` say which intensities of the image are its darkest and its brightest, where they clip them. Slices that
    are refined one by one are refined as they pass by, if they do; else all logits are held.

    Raises:
        UsageError: When it is used, if its channels are regions that overlap (the field wants one label a pixel).
    """
    chosen = field or Field()

    def refined(image: Volume) -> Logits:
        given = segment(image)
        _require_one_label(given.output)
        logits, grey = resize(given.array, image.grid.shape), _grey(image, channels).to(given.array.device)
        steps = [spacing / min(image.grid.spacing) for spacing in image.grid.spacing]
        if logits.ndim == chosen.axes + 1 or logits.ndim == 3:
            return given._replace(array=refine(logits, grey, chosen, steps))
        slices = [refine(logits[:, z], grey[:, z], chosen) for z in range(logits.shape[1])]
        return given._replace(array=torch.stack(slices, dim=1))

    if not isinstance(segment, Windowed):
        return refined

    def by_slices(given: Passing, image: Volume) -> Iterator[Tensor]:
        grey, rising = _grey(image, channels), Rising(given.shape, image.grid.shape)
        for part in given.parts:
            for lower, upper, places in rising.taken(part):
                for place, logits in zip(places, rising.resampled(lower, upper, places), strict=True):
                    yield refine(logits, grey[:, place].to(part.device), chosen)[:, None]

    def passing(image: Volume) -> Passing:
        given = segment.passing(image)
        _require_one_label(given.output)
        if chosen.axes == 2 and given.order == (0, 1, 2):
            return given._replace(parts=by_slices(given, image), shape=image.grid.shape)
        return arrived(refined(image))

    return Windowed(passing, refined)


def _require_one_label(output: Output) -> None:
    if output.activation != "softmax":
        msg = "the dense CRF wants one label a pixel; this model's regions overlap. Leave out --crf."
        raise UsageError(msg)


def _grey(image: Volume, channels: Sequence[Scaling]) -> Tensor:
    """Return the grey levels ``(C, *shape)`` of an image."""
    pairs = zip(image.array, channels, strict=True)
    return torch.stack([levels(torch.as_tensor(array).float(), how) for array, how in pairs])


def levels(array: Tensor, how: Scaling) -> Tensor:
    """Return intensities as grey levels from 0 to 255.

    Pictures of 8 bits stay as they are. Others are stretched between the ends that their scaling clips at, or else
    between the smallest and the largest value.
    """
    low = how.low if how.low is not None else array.min().item()
    high = how.high if how.high is not None else array.max().item()
    if how.low is None and how.high is None and low >= 0 and 1 < high <= LEVELS:
        return array
    return (array.clamp(low, high) - low) * (LEVELS / max(high - low, 1e-12))


def refine(logits: Tensor, grey: Tensor, field: Field, steps: Sequence[float] = (), *, exact: int = EXACT) -> Tensor:
    """Return the logarithm of the mean-field marginals (algorithm 1) after the field's iterations.

    Args:
        logits: ``(labels, *spatial)``; their softmax is the unary term.
        grey: Grey levels ``(channels, *spatial)`` from 0 to 255. One channel counts as three equal ones.
        field: Weights and reaches.
        steps: How long a pixel is along each axis; default 1.
        exact: The largest number of pixels for which all pairs are summed.
    """
    sides = logits.shape[1:]
    lines = [
        torch.arange(side, device=logits.device) * step
        for side, step in zip(sides, steps or (1.0,) * len(sides), strict=True)
    ]
    place = torch.stack(torch.meshgrid(*lines, indexing="ij")).flatten(1).T.float()
    colour = grey.flatten(1).T.float() * (3 / len(grey)) ** 0.5
    exactly = len(place) <= exact
    near = _normalised(place / field.near_reach, exactly)
    alike = _normalised(torch.cat([place / field.alike_reach, colour / field.look], dim=1), exactly)
    unary = functional.log_softmax(logits.flatten(1), dim=0).T.float()
    beliefs = unary.softmax(1)
    for _ in range(field.iterations):
        beliefs = (unary + field.near * near(beliefs) + field.alike * alike(beliefs)).softmax(1)
    return beliefs.clamp_min(1e-30).log().T.reshape(logits.shape)


def _normalised(features: Tensor, exactly: bool) -> Filter:
    """Return the Gaussian filter over features ``(N, d)``, divided on both sides by the root of its row sums.

    It turns ``(N, labels)`` into sums over all points, each weighed by exp(-distance² / 2).
    """
    gauss = _all_pairs(features) if exactly else lattice(features)
    root = gauss(torch.ones(len(features), 1, device=features.device)).clamp_min(1e-20).rsqrt()
    return lambda values: root * gauss(root * values)


def _all_pairs(features: Tensor) -> Filter:
    kernel = torch.exp(-0.5 * torch.cdist(features, features, compute_mode="donot_use_mm_for_euclid_dist").square())
    return lambda values: kernel @ values


def lattice(features: Tensor) -> Filter:
    """Return the Gaussian filter over features ``(N, d)`` on the permutohedral lattice, up to a common factor.

    Each point lies in a simplex of d + 1 lattice points, onto which its value is spread by barycentric weights; the
    lattice is blurred along its d + 1 axes by (1, 2, 1) / 4, and each point reads its simplex again (section 3).
    """
    count, dims = features.shape
    remainders, rank, weights = _simplices(features)
    # The vertex of remainder k: the k-th coordinates from the top in rank order step back by d + 1.
    steps = torch.arange(dims + 1, device=features.device)
    back = (rank[:, None, :] > dims - steps[:, None]).long() * (dims + 1)
    keys = remainders[:, None, :] + steps[:, None] - back
    low = keys.amin((0, 1)) - dims - 2  # room for neighbours, so that none has the code of another point
    span = keys.amax((0, 1)) - low + dims + 3
    place = torch.cumprod(
        torch.cat([span.new_ones(1), span[: dims - 1]]), 0
    )  # the last coordinate follows from the others
    codes, index = torch.unique(((keys - low)[..., :dims] * place).sum(-1), return_inverse=True)
    index = index.reshape(count, dims + 1)
    neighbours = []
    for axis in range(dims + 1):
        shift = torch.ones(dims + 1, dtype=torch.long, device=features.device)
        shift[axis] -= dims + 1
        offset = (shift[:dims] * place).sum()
        neighbours.append([_found(codes, codes + sign * offset) for sign in (1, -1)])

    def gauss(values: Tensor) -> Tensor:
        spread = (weights[..., None] * values[:, None, :]).reshape(-1, values.shape[1])
        held = values.new_zeros(len(codes) + 1, values.shape[1])  # the last is every point that nobody touched
        held.index_add_(0, index.flatten(), spread)
        for one, other in neighbours:
            blurred = 0.5 * held[:-1] + 0.25 * (held[one] + held[other])
            held = torch.cat([blurred, held[-1:]])
        return (weights[..., None] * held[index]).sum(1)

    return gauss


def _simplices(features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return for each point its nearest lattice point of remainder 0, the ranks of the rest, and the weights.

    All are ``(N, d + 1)``; weights are in the order of the remainders of the vertices.
    """
    count, dims = features.shape
    scale = (dims + 1) * math.sqrt(2 / 3)  # blurring the lattice once is a Gaussian of this deviation
    elevated = features.new_zeros(count, dims + 1)
    total = features.new_zeros(count)
    for axis in range(dims, 0, -1):
        step = features[:, axis - 1] * (scale / math.sqrt(axis * (axis + 1)))
        elevated[:, axis] = total - axis * step
        total = total + step
    elevated[:, 0] = total
    nearest = torch.round(elevated / (dims + 1)).long()
    rank = torch.argsort(torch.argsort(elevated - nearest * (dims + 1), dim=1, descending=True, stable=True), dim=1)
    # Rounding may leave the plane of coordinates that sum to zero: step back along those of the largest error.
    rank = rank + nearest.sum(1, keepdim=True)
    below, above = rank < 0, rank > dims
    nearest = nearest + below.long() - above.long()
    rank = rank + (below.long() - above.long()) * (dims + 1)
    remainders = nearest * (dims + 1)
    rest = (elevated - remainders) / (dims + 1)
    weights = features.new_zeros(count, dims + 2)
    weights.scatter_add_(1, dims - rank, rest)
    weights.scatter_add_(1, dims + 1 - rank, -rest)
    weights[:, 0] += 1 + weights[:, dims + 1]
    return remainders, rank, weights[:, : dims + 1]


def _found(codes: Tensor, wanted: Tensor) -> Tensor:
    """Return where each wanted code stands among the sorted ones, or one past the end."""
    place = torch.searchsorted(codes, wanted).clamp_max(len(codes) - 1)
    return torch.where(codes[place] == wanted, place, len(codes))

"""How often nnU-Net's network halves each axis of a patch, and where its kernels are flat."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from segeval.records import Architecture

LEAST = 4  # places along an axis that was halved
ALIKE = 2  # times the finest spacing: below it an axis is halved, and its kernels are 3
PLANNED = {"widths", "kernels", "strides"}
Axes = tuple[int, ...]


class Topology(NamedTuple):
    """Strides and kernels of each stage, from fine to coarse, and the patch as large as they divide it."""

    patch: Axes
    strides: tuple[Axes, ...]
    kernels: tuple[Axes, ...]

    @property
    def divisor(self) -> Axes:
        """What the sides of a patch are multiples of."""
        return tuple(math.prod(sizes) for sizes in zip(*self.strides, strict=True))


def topology(spacing: Sequence[float], patch: Sequence[int]) -> Topology:
    """Return the stages for a patch at a spacing, both along the same axes.

    An axis is halved as long as 4 places are left and its spacing, which doubles with it, is under twice that of the
    finest axis that can be halved; a last axis alone needs to leave 6. Kernels are 1 along an axis until its spacing is
    under twice the finest, 3 from there on and in the coarsest stage.

    Source:
        Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, "network topology", as nnU-Net 2 has it.
    """
    sizes, gaps = list(patch), list(spacing)
    kernel = (1,) * len(sizes)
    strides, kernels = [kernel], []
    while halved := _halved(sizes, gaps):
        finest = min(gaps)
        kernel = tuple(3 if k == 3 or gap / finest < ALIKE else 1 for k, gap in zip(kernel, gaps, strict=True))
        kernels.append(kernel)
        strides.append(tuple(2 if axis in halved else 1 for axis in range(len(sizes))))
        for axis in halved:
            sizes[axis], gaps[axis] = -(-sizes[axis] // 2), 2 * gaps[axis]
    stages = Topology(tuple(patch), tuple(strides), (*kernels, (3,) * len(sizes)))
    return stages._replace(patch=tuple(-(-n // d) * d for n, d in zip(patch, stages.divisor, strict=True)))


def _halved(sizes: Sequence[int], gaps: Sequence[float]) -> list[int]:
    """Return the axes that the next stage halves, none if there is none."""
    large = [axis for axis, size in enumerate(sizes) if size >= 2 * LEAST]
    finest = min((gaps[axis] for axis in large), default=1.0)
    axes = [axis for axis in large if gaps[axis] / finest < ALIKE]
    return [] if len(axes) == 1 and sizes[axes[0]] < 3 * LEAST else axes


def is_planned(network: Architecture, options: Mapping[str, Any]) -> bool:
    """Whether a network takes strides and kernels for each stage, and nobody chose any of them."""
    return network.options.keys() >= PLANNED and not options.keys() & PLANNED


def stage_options(network: Architecture, stages: Topology) -> dict[str, Any]:
    """Return the options that give a network these stages.

    Channels double from those of its first stage to the most that it has, and what it lists for each stage goes on as
    it ends.
    """
    count, widths = len(stages.strides), network.options["widths"]
    usual = ((1,) * len(stages.patch), *((2,) * len(stages.patch),) * (count - 1))
    options = {
        "widths": tuple(min(widths[0] * 2**depth, max(widths)) for depth in range(count)),
        "kernels": () if all(set(kernel) == {3} for kernel in stages.kernels) else _short(stages.kernels),
        "strides": () if stages.strides == usual else _short(stages.strides),
    }
    for name, length in (("blocks", count), ("decoder", count - 1)):
        if listed := network.options.get(name):
            options[name] = (*listed, *(listed[-1],) * length)[:length]
    return options


def _short(sizes: Sequence[Axes]) -> tuple[int | Axes, ...]:
    """Return sizes that are the same along every axis as one number."""
    return tuple(size[0] if len(set(size)) == 1 else size for size in sizes)

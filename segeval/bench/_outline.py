"""A network drawn in text: its parts in the order in which they answer, with the maps that leave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WIDTH = 24  # characters of a bar as wide as the image


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a network, as it was called: the channels and the size of the maps that left it, and its weights.

    ``size`` is empty where no map left it, but a sequence.
    """

    name: str
    channels: int
    size: tuple[int, ...]
    params: int = 0


def outline(net: nn.Module, image: Tensor) -> list[Part]:
    """Return the parts of a network that hold weights, in the order of their first calls, below that of the image.

    ``image`` is ``(1, channels, *spatial)``. The children of a network are its parts; one that is never called itself,
    such as a list of layers, that is alone, or that returns several maps, is taken apart. Norms by themselves are none.
    """
    called: dict[nn.Module, tuple[int, Tensor]] = {}

    def record(module: nn.Module, _: Any, output: Any) -> None:
        if module not in called and isinstance(output, Tensor) and output.ndim > 2:
            called[module] = len(called), output

    hooks = [module.register_forward_hook(record) for module in net.modules() if _weighs(module)]
    try:
        with torch.no_grad():
            net.eval()(image)
    finally:
        for hook in hooks:
            hook.remove()
    spatial = tuple(image.shape[2:])
    parts = sorted((called[module][0], name, module) for name, module in _parts(net, called))
    first = Part(name="image", channels=image.shape[1], size=spatial)
    return [first, *(_part(name, module, called[module][1], spatial) for _, name, module in parts)]


def drawn(parts: list[Part]) -> Iterator[str]:
    """Yield a line for each part: name, maps, weights, and a bar as wide as the maps are beside the image."""
    cells = [
        (part.name, str(part.channels), "×".join(map(str, part.size)), f"{part.params:,}" if part.params else "")
        for part in parts
    ]
    name, channels, size, params = (max(map(len, column)) for column in zip(*cells, strict=True))
    for part, cell in zip(parts, cells, strict=True):
        bar = "█" * max(1, round(WIDTH * part.size[-1] / parts[0].size[-1])) if part.size else ""
        times = "×" if part.size else " "
        line = f"{cell[0]:<{name}}  {cell[1]:>{channels}} {times} {cell[2]:<{size}}  {cell[3]:>{params}}  {bar}"
        yield line.rstrip()


def _parts(net: nn.Module, called: dict[nn.Module, Any], before: str = "") -> Iterator[tuple[str, nn.Module]]:
    children = [(name, child) for name, child in net.named_children() if _weighs(child)]
    for name, child in children:
        if child not in called or (len(children) == 1 and len(list(child.children())) > 1):
            yield from _parts(child, called, f"{before}{name}.")
        else:
            yield f"{before}{name}", child


def _part(name: str, module: nn.Module, answer: Tensor, spatial: tuple[int, ...]) -> Part:
    """Describe a part; maps have their channels first, or last where only that leaves the proportions of the image.

    A network for volumes may have maps of single slices, which lie side by side as if each were an image.
    """
    shape, params = tuple(answer.shape[1:]), _count(module)
    if len(spatial) == len(shape) == 3 and _alike(shape[1:], spatial[1:]):
        spatial = spatial[1:]
    if len(shape) != len(spatial) + 1:
        return Part(name=name, channels=shape[-1], size=(), params=params)
    last = not _alike(shape[1:], spatial) and _alike(shape[:-1], spatial)
    channels, size = (shape[-1], shape[:-1]) if last else (shape[0], shape[1:])
    return Part(name=name, channels=channels, size=size, params=params)


def _alike(size: tuple[int, ...], spatial: tuple[int, ...]) -> bool:
    """Whether the axes of a map are shortened about equally."""
    ratios = [whole / part for whole, part in zip(spatial, size, strict=True)]
    return max(ratios) < 1.5 * min(ratios)


def _weighs(module: nn.Module) -> bool:
    """Whether a module holds weights of more than one axis, which those of a norm have not."""
    return any(parameter.ndim > 1 for parameter in module.parameters())


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())

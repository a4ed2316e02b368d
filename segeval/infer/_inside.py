"""What goes on inside a network while it runs: the maps of its layers, and the weights of its attention."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

CHANNELS_FIRST = (nn.modules.conv._ConvNd, nn.modules.batchnorm._NormBase, nn.GroupNorm)


@contextmanager
def watched(modules: Mapping[str, nn.Module]) -> Iterator[dict[str, Tensor]]:
    """Give the maps that modules return, by name, in the order of their last calls; filled while the network runs.

    Of several maps that one returns it is the last.
    """
    seen: dict[str, Tensor] = {}

    def keep(path: str, module: nn.Module, given: tuple[Any, ...], found: Any) -> Any:
        del module, given
        maps = found[-1] if type(found) in (list, tuple) and found else found
        if not isinstance(maps, Tensor):
            return found
        seen.pop(path, None)
        seen[path] = maps
        copy = maps.clone()  # for layers that work in place
        return copy if maps is found else type(found)([*found[:-1], copy])

    hooks = [module.register_forward_hook(partial(keep, path)) for path, module in modules.items()]
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


def layers(net: nn.Module, windows: Tensor) -> dict[str, tuple[int, ...]]:
    """Return the shapes (C, *spatial) of maps that the answer depends on, by layer, in the order of the computation."""
    convolving = {
        path: layer
        for path, layer in net.named_modules()
        if path and any(isinstance(part, CHANNELS_FIRST) for part in layer.modules())
    }
    with watched(convolving) as seen:
        logits = net(windows.requires_grad_())
    # Transformers also have maps whose channels come last. Their sizes are none that a convolution sees.
    sizes = {maps.shape[2:] for path, maps in seen.items() if isinstance(convolving[path], CHANNELS_FIRST)}
    maps = {path: maps for path, maps in seen.items() if maps.requires_grad and maps.ndim == windows.ndim}
    slopes = torch.autograd.grad(logits.sum(), list(maps.values()), allow_unused=True)
    return {
        path: tuple(each.shape[1:])
        for (path, each), slope in zip(maps.items(), slopes, strict=True)
        if slope is not None and each.shape[2:] in sizes and prod(each.shape[2:]) > 1
    }


def widest(known: Mapping[str, tuple[int, ...]], size: Sequence[int]) -> str:
    """Return the last of the layers that have the most channels among those coarser than an image of this size.

    Of layers that are as wide, the coarsest counts; layers deep within others count where there is no other. That is a
    U-Net's bottleneck, and the end of a classifier's encoder. Where no layer is coarser, all are.
    """
    coarser = {path: shape for path, shape in known.items() if prod(shape[1:]) < prod(size)} or dict(known)
    candidates = outer(coarser) or list(coarser)
    return max(reversed(candidates), key=lambda path: (coarser[path][0], -prod(coarser[path][1:])))


def outer(paths: Iterable[str]) -> list[str]:
    """Return the layers that lie in the network itself, or in a part of it."""
    return [path for path in paths if path.count(".") < 2]


def attention(net: nn.Module, windows: Tensor) -> dict[str, Tensor]:
    """Return the weights (N, maps, *spatial) of every block with a method ``weights``, by its name.

    Those of pairs of places (N, places, seen places) become one map of the seen ones: how much all places together
    take from each, 1 where that is as much as from any other.
    """
    found: dict[str, Tensor] = {}

    def keep(path: str, block: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        weights = block.weights(*given, **named)
        if weights.ndim != windows.ndim:
            count = weights.shape[-1]
            weights = weights.mean(1, keepdim=True).unflatten(2, _pooled(given[0].shape[2:], count)) * count
        found[path] = weights.float()

    hooks = [
        block.register_forward_pre_hook(partial(keep, path), with_kwargs=True)
        for path, block in net.named_modules()
        if callable(getattr(type(block), "weights", None))
    ]
    try:
        with torch.no_grad():
            net(windows)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def _pooled(size: Sequence[int], places: int) -> list[int]:
    """Return the size of the map that a non-local block looks at: its own, or that pooled by 2."""
    return list(size) if prod(size) == places else [side // 2 for side in size]

"""How public checkpoints name what our networks hold: one module per paper, called as the module of the network."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The names that one library or repository gives to the tensors of some of our networks.

    ``rules`` are patterns and replacements, applied one after the other to each of its names. Names that match one of
    ``dropped`` belong to what our network does not hold, on purpose. ``joint`` pairs a piece of our names with several:
    the tensor called by the one holds those called by the others, equally long, one after the other along the first
    axis. It is cut or put together, as the network has it. ``change`` turns a tensor, known by our name, into ours
    where the numbers are arranged otherwise.
    """

    name: str
    models: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    dropped: tuple[str, ...] = ()
    joint: tuple[tuple[str, tuple[str, ...]], ...] = ()
    change: Callable[[str, Tensor], Tensor] | None = None

    def ours(self, name: str) -> str | None:
        """Return our name for one of theirs, None for what is left out on purpose."""
        if any(re.search(pattern, name) for pattern in self.dropped):
            return None
        for pattern, replacement in self.rules:
            name = re.sub(pattern, replacement, name)
        return name


def mapped(layout: Layout, names: Iterable[str]) -> dict[str, str]:
    """Return our name for each of their names that is not left out."""
    pairs = ((name, layout.ours(name)) for name in names)
    return {theirs: ours for theirs, ours in pairs if ours is not None}


def pieced(layout: Layout, name: str, given: Mapping[str, Tensor]) -> tuple[list[str], Tensor] | None:
    """Return the tensor for one of our names, and by which names it was given; None where it was not.

    ``given`` holds tensors by the names that :func:`mapped` makes of theirs.
    """
    if name in given:
        return [name], given[name]
    for whole, parts in layout.joint:
        pieces = [name.replace(whole, part) for part in parts]
        found = [given[piece] for piece in pieces if piece in given]
        if whole in name and len(found) == len(parts) and len({(each.shape, each.dtype) for each in found}) == 1:
            return pieces, torch.cat(found)
        for place, part in enumerate(parts):
            held = given.get(source := name.replace(part, whole))
            if part in name and held is not None and held.ndim and len(held) % len(parts) == 0:
                return [source], held.chunk(len(parts))[place]
    return None


def layouts(module: str, model: str) -> list[Layout]:
    """Return the layouts that are known for a model, whose network is declared in ``segeval.zoo.<module>``."""
    name = f"{__name__}.{module}"
    if find_spec(name) is None:
        return []
    known: tuple[Layout, ...] = import_module(name).LAYOUTS
    return [layout for layout in known if model in layout.models]

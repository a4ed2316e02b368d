"""The networks: one public module per paper, declared in literals, built on demand.

Declarations are read from the source with ``ast``, so that listing seventy networks imports neither them nor torch.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from segeval.records import FAMILIES, Architecture
from segeval.registry import Registry, suggest
from segeval.zoo import _options
from segeval.zoo._declare import Entry, architecture, reading
from segeval.zoo._sizes import nearest, per_axis, size_fault, size_rule, smallest

if TYPE_CHECKING:
    from torch import Tensor, nn

    from segeval.zoo import _blocks as blocks
    from segeval.zoo._checkpoint import Fit, load_weights
    from segeval.zoo._plans import architecture_of, plan_options

__all__ = [
    "REGISTRY",
    "Entry",
    "Fit",
    "Supervised",
    "architecture",
    "architecture_of",
    "blocks",
    "build",
    "changed",
    "chosen",
    "declared",
    "full_name",
    "get",
    "load_weights",
    "nearest",
    "parse_options",
    "per_axis",
    "plan_options",
    "reading",
    "size_fault",
    "size_rule",
    "smallest",
    "source",
]

ENTRY_POINTS = "segeval.architectures"
LATER = {"_checkpoint": ("Fit", "load_weights"), "_plans": ("architecture_of", "plan_options")}
REGISTRY: Registry[Entry] = Registry("model", reading(Path(__file__).parent, __name__, ENTRY_POINTS))


def __getattr__(name: str) -> Any:
    # What loads torch, or asks this module, hence when first used.
    if name == "blocks":  # layers for networks of other packages
        return import_module(f"{__name__}._blocks")
    for module, names in LATER.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


@runtime_checkable
class Supervised(Protocol):
    """A network with ``side_outputs``, trained on the logits of several depths."""

    def outputs(self, x: "Tensor") -> "list[Tensor]":
        """Return all logits, finest first and maybe smaller and smaller; ``forward(x)`` is the first."""
        ...


def declared() -> dict[str, Architecture]:
    """Return every declared architecture by id, sorted; nothing is imported.

    Raises:
        ContractError: If a declaration is not made of literals, lacks a field, repeats a name or does not fit its
            function.
    """
    return {name: entry.architecture for name, entry in REGISTRY.items().items()}


def chosen(
    *, ndim: int | None = None, max_params: float | None = None, family: str | None = None
) -> list[Architecture]:
    """Return the architectures that exist in ``ndim`` dimensions, have at most so many weights and are of a family.

    Raises:
        UnknownName: If there is no such family.
    """
    if family is not None and family not in FAMILIES:
        unknown = suggest("family of networks", family, FAMILIES, f"Choose one of {', '.join(FAMILIES)}.")
        raise unknown
    return [
        net
        for net in declared().values()
        if (ndim is None or ndim in net.ndim)
        and (max_params is None or net.params <= max_params)
        and (family is None or net.family == family)
    ]


def get(name: str) -> Architecture:
    """Return the architecture of this id or alias; UnknownName suggests the nearest."""
    return REGISTRY.get(name).architecture


def source(name: str) -> Path:
    """Return the file that declares the architecture of this id or alias."""
    return REGISTRY.get(name).path


def build(
    name: str, /, *, in_channels: int, classes: int, ndim: int, size: tuple[int, ...] | None = None, **options: Any
) -> "nn.Module":
    """Return a freshly initialised network, also under ``torch.device("meta")``; imports only its own module.

    Its ``forward(x)`` takes ``(N, in_channels, *spatial)`` and returns logits ``(N, classes, *spatial)``; networks with
    ``side_outputs`` are ``Supervised`` too. ``size`` is the spatial shape of the images to come, which only networks of
    size "built" look at.

    Raises:
        UnknownName: If no network has this id or alias, or this network has no such option.
        UsageError: If the network does not exist in ``ndim`` dimensions, a count is below 1, an option has another type
            than its default or a value that makes no network, or a network of size "built" gets no size it can have.
    """
    entry = REGISTRY.get(name)
    return entry.build(in_channels=in_channels, classes=classes, ndim=ndim, size=size, options=options)


def parse_options(name: str, text: str) -> dict[str, Any]:
    """Return the options of a network that a text of the command line sets, such as ``norm=instance,width=32``.

    Values have the types of their defaults: ``true``, ``0.5``, ``8+16+32``, ``1x3x3+3x3x3``.

    Raises:
        UnknownName: If there is no such network, or it has no such option.
        UsageError: If a value cannot be read or has another type than the default.
    """
    return _options.parsed(get(name), text)


def changed(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are not at their default, checked and sorted by name; raises as ``build`` does."""
    return _options.changed(get(name), options)


def full_name(name: str, options: Mapping[str, Any]) -> str:
    """Return what a network with these options is called: ``unet``, or ``unet[norm=instance,width=32]``.

    Options are spelled as ``parse_options`` reads them; those at their default are left out. Raises as ``build`` does.
    """
    return _options.full_name(get(name), options)

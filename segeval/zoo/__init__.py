"""The networks: one public module per paper, declared in literals, built on demand.

Declarations are read from the source with ``ast``, so that listing seventy networks imports neither them nor torch.
"""

import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from segeval.errors import ContractError, UsageError
from segeval.records import Architecture
from segeval.registry import import_declaring, suggest

if TYPE_CHECKING:
    from torch import nn

__all__ = ["Builder", "architecture", "build", "declared", "get", "source"]

ENTRY_POINTS = "segeval.architectures"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Builder:
    """A function ``(in_channels, classes, ndim) -> module`` and what its paper declares about it."""

    architecture: Architecture
    function: "Callable[[int, int, int], nn.Module]"

    def __call__(self, in_channels: int, classes: int, ndim: int) -> "nn.Module":
        """Build the network; UsageError if it cannot have these channels, classes or dimensions."""
        if ndim not in self.architecture.ndim:
            dims = " or ".join(f"{n}D" for n in self.architecture.ndim)
            msg = f"{self.architecture.id} is a {dims} network, asked for {ndim}D. Choose a {ndim}D network instead."
            raise UsageError(msg)
        for name, count in (("in_channels", in_channels), ("classes", classes)):
            if count < 1:
                msg = f"{self.architecture.id}: {name} must be at least 1, got {count}."
                raise UsageError(msg)
        return self.function(in_channels, classes, ndim)

    def preset(
        self,
        *,
        id: str,  # noqa: A002 - the name of the field
        title: str,
        params: int,
        note: str = "",
    ) -> "Callable[[Callable[[int, int, int], nn.Module]], Builder]":
        """Return a decorator that declares a variant of this network: what is not named here is as in the network."""
        variant = replace(self.architecture, id=id, title=title, params=params, note=note, aliases=())
        return lambda function: Builder(variant, function)


def _declaring(record: Callable[P, Architecture]) -> "Callable[P, Callable[[Callable[..., nn.Module]], Builder]]":
    """Return a decorator of builders that takes exactly the arguments of ``record``."""

    def declare(*args: P.args, **kwargs: P.kwargs) -> "Callable[[Callable[..., nn.Module]], Builder]":
        return lambda function: Builder(record(*args, **kwargs), function)

    return declare


architecture = _declaring(Architecture)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a declared architecture lives."""

    architecture: Architecture
    module: str
    function: str
    path: Path


def declared() -> dict[str, Architecture]:
    """Return every declared architecture by id, sorted; nothing is imported.

    Raises:
        ContractError: If a declaration is not made of literals, lacks a field or repeats a name.
    """
    return {name: entry.architecture for name, entry in _index().items()}


def get(name: str) -> Architecture:
    """Return the architecture of this id or alias; UnknownName suggests the nearest."""
    return _find(name).architecture


def source(name: str) -> Path:
    """Return the file that declares the architecture of this id or alias."""
    return _find(name).path


def build(name: str, *, in_channels: int, classes: int, ndim: int) -> "nn.Module":
    """Return a freshly initialised network, also under ``torch.device("meta")``; imports only its own module.

    Its ``forward(x)`` takes ``(N, in_channels, *spatial)`` and returns logits ``(N, classes, *spatial)``. Networks with
    ``side_outputs`` also take ``forward(x, side=True)`` and return ``[logits, *side_logits]``, finest first.

    Raises:
        UnknownName: If no network has this id or alias.
        UsageError: If the network does not exist in ``ndim`` dimensions, or a count is below 1.
    """
    entry = _find(name)
    import_declaring(entry.module)
    builder: Builder = getattr(sys.modules[entry.module], entry.function)
    return builder(in_channels, classes, ndim)


@cache
def _index() -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    owners: dict[str, Path] = {}
    for entry in (*_ours(), *_theirs()):
        for word in (entry.architecture.id, *entry.architecture.aliases):
            if word in owners:
                msg = f"architecture {word!r} is declared twice: in {owners[word]} and in {entry.path}"
                raise ContractError(msg)
            owners[word] = entry.path
        entries[entry.architecture.id] = entry
    return dict(sorted(entries.items()))


def _find(name: str) -> _Entry:
    entries = _index()
    aliases = {alias: entry for entry in entries.values() for alias in entry.architecture.aliases}
    entry = entries.get(name.lower()) or aliases.get(name.lower())
    if entry is None:
        unknown = suggest("model", name, [*entries, *aliases], 'Run "segeval ls models".')
        raise unknown
    return entry


def _ours() -> Iterator[_Entry]:
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        yield from _read(path, f"{__name__}.{path.stem}")


def _theirs() -> Iterator[_Entry]:
    """Yield the architectures of installed packages as ``distribution/name``, so that they cannot shadow ours."""
    for point in entry_points(group=ENTRY_POINTS):
        spec = importlib.util.find_spec(point.module)
        found = _read(Path(spec.origin), point.module) if spec and spec.origin else ()
        entry = next((entry for entry in found if entry.function == point.attr), None)
        if entry is None:
            msg = f"entry point {point.name} = {point.value} of {ENTRY_POINTS} is no function under @architecture"
            raise ContractError(msg)
        owner = point.dist.name if point.dist else "external"
        yield replace(entry, architecture=replace(entry.architecture, id=f"{owner}/{point.name}", aliases=()))


def _read(path: Path, module: str) -> Iterator[_Entry]:
    """Yield what the ``@architecture`` and ``@network.preset`` calls of a file declare, without importing it."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    found: dict[str, _Entry] = {}
    for node in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in (call for call in node.decorator_list if isinstance(call, ast.Call)):
            match call.func:
                case ast.Name(id="architecture"):
                    found[node.name] = _Entry(_record(call, path, {}), module, node.name, path)
                case ast.Attribute(value=ast.Name(id=parent), attr="preset") if parent in found:
                    inherited = {**_fields(found[parent].architecture), "aliases": (), "note": ""}
                    found[node.name] = _Entry(_record(call, path, inherited), module, node.name, path)
    yield from found.values()


def _fields(record: Architecture) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _record(call: ast.Call, path: Path, inherited: Mapping[str, Any]) -> Architecture:
    where = f"{path}:{call.lineno}"
    declared_fields = dict(inherited)
    for keyword in call.keywords:
        try:
            declared_fields[keyword.arg or "**"] = ast.literal_eval(keyword.value)
        except ValueError as error:
            msg = f"{where}: {keyword.arg or '**'} must be a literal, not {ast.unparse(keyword.value)}"
            raise ContractError(msg) from error
    try:
        return Architecture(**declared_fields)
    except TypeError as error:
        msg = f"{where}: {error}".replace("Architecture.__init__()", "@architecture")
        raise ContractError(msg) from error

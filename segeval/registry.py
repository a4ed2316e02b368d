"""Registries: names to things of one kind, found on first use, with an error for every way a name can be wrong."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from segeval.errors import ContractError, UnknownName

T = TypeVar("T")


def suggest(noun: str, name: str, known: Iterable[str], hint: str) -> UnknownName:
    """Return the error for an unknown ``name``: the nearest known names and where to look."""
    near = get_close_matches(name.lower(), list(known), n=3, cutoff=0.5)
    guess = f"; did you mean {' or '.join(near)}?" if near else "."
    return UnknownName(f"unknown {noun} {name!r}{guess} {hint}")


class Registry(Generic[T]):
    """Names to items of one kind.

    ``discover`` is called once, at the first look, and adds what there is; without it the table is filled by whoever
    declares something. ``hint`` says where the names are listed, by default a command.
    """

    def __init__(self, noun: str, discover: "Callable[[Registry[T]], None] | None" = None, *, hint: str = "") -> None:
        self.noun = noun
        self.hint = hint or f'Run "segeval ls {noun}s".'
        self._discover = discover
        self._fault: ContractError | None = None
        self._items: dict[str, T] = {}
        self._aliases: dict[str, str] = {}
        self._origins: dict[str, str] = {}

    def add(self, name: str, item: T, *, origin: str, aliases: tuple[str, ...] = ()) -> None:
        """Register ``item``; a name or alias that exists is a ContractError that names both files."""
        for word in (name, *aliases):
            if word in self._origins:
                msg = f"{self.noun} {word!r} is declared twice: in {self._origins[word]} and in {origin}"
                raise ContractError(msg)
            self._origins[word] = origin
        self._items[name] = item
        self._aliases.update(dict.fromkeys(aliases, name))

    def get(self, name: str) -> T:
        """Return the item of this name or alias; UnknownName suggests the nearest."""
        return self._items[self.resolve(name)]

    def resolve(self, name: str) -> str:
        """Return the id behind a name or alias."""
        self._complete()
        key = name.lower()
        key = self._aliases.get(key, key)
        if key not in self._items:
            raise suggest(self.noun, name, [*self._items, *self._aliases], self.hint)
        return key

    def items(self) -> dict[str, T]:
        """Return every item by id, sorted."""
        self._complete()
        return dict(sorted(self._items.items()))

    def aliases(self) -> dict[str, str]:
        """Return the id behind every alias, sorted."""
        self._complete()
        return dict(sorted(self._aliases.items()))

    def _complete(self) -> None:
        # A table that was half filled when a declaration failed answers with that fault again, not with half of it.
        if self._fault:
            raise self._fault
        if self._discover is None:
            return
        try:
            self._discover(self)
        except ContractError as error:
            self._fault = error
            raise
        self._discover = None


def importing(package: str) -> Callable[[Registry[Any]], None]:
    """Return what fills a registry by importing the public modules of ``package``, which add what they declare.

    Installed packages join through the entry point group ``package``, as ``distribution/name``.
    """

    def discover(registry: Registry[Any]) -> None:
        for module in public_modules(package):
            import_declaring(module)
        for point in entry_points(group=package):
            try:
                item = point.load()
            except Exception as error:
                msg = f"entry point {foreign_name(point)} = {point.value} of {package} cannot be loaded: {error}"
                raise ContractError(msg) from error
            registry.add(foreign_name(point), item, origin=point.value)

    return discover


def foreign_name(point: EntryPoint, name: str = "") -> str:
    """Return the name of what another distribution brings, which cannot shadow ours: ``distribution/name``."""
    owner = point.dist.name if point.dist else "external"
    return f"{owner}/{name or point.name}".lower()


def public_modules(package: str) -> Iterator[str]:
    """Yield the full names of the modules of ``package`` that declare something: no leading underscore."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            yield f"{package}.{module.name}"


def import_declaring(module: str) -> None:
    """Import a module that declares something; whatever it raises becomes a ContractError that names its file."""
    try:
        importlib.import_module(module)
    except ContractError:
        raise
    except Exception as error:
        spec = importlib.util.find_spec(module)
        where = spec.origin if spec and spec.origin else module
        sys.modules.pop(module, None)
        msg = f"{where} cannot be imported: {type(error).__name__}: {error}"
        raise ContractError(msg) from error

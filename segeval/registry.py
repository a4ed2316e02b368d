"""Registries: names to things, filled by importing modules, with an error for every way a name can be wrong."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from segeval.errors import ContractError, UnknownName

T = TypeVar("T")


def suggest(noun: str, name: str, known: Iterable[str], hint: str) -> UnknownName:
    """Return the error for an unknown ``name``: the nearest known names and where to look."""
    near = get_close_matches(name.lower(), list(known), n=3, cutoff=0.5)
    guess = f"; did you mean {' or '.join(near)}?" if near else "."
    return UnknownName(f"unknown {noun} {name!r}{guess} {hint}")


def public_modules(package: str) -> Iterator[str]:
    """Yield the full names of the modules of ``package`` that declare something: no leading underscore."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            yield f"{package}.{module.name}"


class Registry(Generic[T]):
    """Names to items of one kind.

    Importing the public modules of ``package`` fills it; installed packages join through the entry point group
    ``package``, under ``distribution/name`` so that they cannot shadow ours.
    """

    def __init__(self, noun: str, package: str) -> None:
        self.noun = noun
        self.package = package
        self._items: dict[str, T] = {}
        self._aliases: dict[str, str] = {}
        self._origins: dict[str, str] = {}
        self._complete = False

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
        self._discover()
        key = name.lower()
        key = self._aliases.get(key, key)
        if key not in self._items:
            raise suggest(self.noun, name, [*self._items, *self._aliases], f'Run "segeval ls {self.noun}s".')
        return key

    def items(self) -> dict[str, T]:
        """Return every item by id, sorted."""
        self._discover()
        return dict(sorted(self._items.items()))

    def _discover(self) -> None:
        if self._complete:
            return
        for name in public_modules(self.package):
            import_declaring(name)
        for entry in entry_points(group=self.package):
            owner = entry.dist.name if entry.dist else "external"
            self.add(f"{owner}/{entry.name}", entry.load(), origin=entry.value)
        self._complete = True


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

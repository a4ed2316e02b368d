"""What a network module declares, and how declarations are read from its source without importing it."""

import ast
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from segeval.errors import ContractError, SegevalError, UsageError
from segeval.records import FAMILIES, Architecture
from segeval.registry import Registry, foreign_name, import_declaring
from segeval.zoo._options import changed, checked, full_name
from segeval.zoo._sizes import per_axis, size_fault

if TYPE_CHECKING:
    from torch import nn

POSITIONAL = ("channels", "ndim")  # of every function that builds a network
RESERVED = {"in_channels", "classes", "ndim", "size"}  # what ``build`` takes besides options
P = ParamSpec("P")
F = TypeVar("F", bound="Callable[..., nn.Module]")


def _declaring(record: Callable[P, Architecture]) -> Callable[P, Callable[[F], F]]:
    """Return a decorator of building functions that takes exactly the arguments of ``record``."""

    def declare(*args: P.args, **kwargs: P.kwargs) -> Callable[[F], F]:
        record(*args, **kwargs)
        return lambda function: function

    return declare


# Above ``def net(channels: tuple[int, int], ndim: int, *, <options>) -> nn.Module``. All arguments are literals.
architecture = _declaring(Architecture)


@dataclass(frozen=True, slots=True)
class Entry:
    """A declared network and the function that builds it."""

    architecture: Architecture
    module: str
    function: str
    path: Path

    def build(
        self,
        *,
        in_channels: int,
        classes: int,
        ndim: int,
        size: tuple[int, ...] | None = None,
        options: Mapping[str, Any],
    ) -> "nn.Module":
        """Build the network; see ``segeval.zoo.build``."""
        net = self.architecture
        self._refuse(in_channels, classes, ndim, size)
        own = changed(net, options)
        given: dict[str, Any] = {**net.options, **own}
        if net.size == "built":
            given["size"] = size
        import_declaring(self.module)
        function = getattr(sys.modules[self.module], self.function)
        try:
            module: nn.Module = function((in_channels, classes), ndim, **given)
        except SegevalError:
            raise
        except Exception as error:
            # The declared values build, as the contract tests see; so it is what was changed.
            if not own:
                raise
            msg = f"{full_name(net, own)} cannot be built: {error}"
            raise UsageError(msg) from error
        if own and not all(parameter.numel() for parameter in module.parameters()):
            msg = f"{full_name(net, own)} has a layer without channels"
            raise UsageError(msg)
        module.architecture = net.id  # type: ignore[assignment]  # by which ``load_weights`` knows what it fills
        return module

    def _refuse(self, in_channels: int, classes: int, ndim: int, size: tuple[int, ...] | None) -> None:
        net = self.architecture
        if ndim not in net.ndim:
            dims = " or ".join(f"{n}D" for n in net.ndim)
            msg = f"{net.id} is a {dims} network, asked for {ndim}D. Choose a {ndim}D network instead."
            raise UsageError(msg)
        for name, count in (("in_channels", in_channels), ("classes", classes)):
            if count < 1:
                msg = f"{net.id}: {name} must be at least 1, got {count}."
                raise UsageError(msg)
        if net.size == "built":
            if size is None:
                msg = f"{net.id} is built for one size of image; say which: size takes {ndim} numbers."
                raise UsageError(msg)
            if fault := size_fault(net, per_axis(size, ndim)):
                raise UsageError(fault)


def reading(folder: Path, package: str, group: str = "") -> Callable[[Registry[Entry]], None]:
    """Return what fills a registry from the public modules of a folder, which is the package ``package``.

    Nothing is imported. Installed packages join through the entry point ``group``, under names that cannot shadow ours.
    """

    def discover(registry: Registry[Entry]) -> None:
        for path in sorted(folder.glob("[!_]*.py")):
            for entry in _read(path, f"{package}.{path.stem}"):
                _add(registry, entry)
        for point in entry_points(group=group) if group else ():
            for entry in _foreign(point):
                _add(registry, entry)

    return discover


def _add(registry: Registry[Entry], entry: Entry) -> None:
    net = entry.architecture
    registry.add(net.id, entry, origin=str(entry.path), aliases=net.aliases)


def _foreign(point: EntryPoint) -> Iterator[Entry]:
    """Yield the network of an entry point and its variants, without importing its module."""
    try:
        spec = importlib.util.find_spec(point.module)
    except ModuleNotFoundError:
        spec = None
    found = _read(Path(spec.origin), point.module) if spec and spec.origin else ()
    entries = [entry for entry in found if entry.function == point.attr]
    if not entries:
        msg = f"entry point {point.name} = {point.value} of {point.group} is no function under @architecture"
        raise ContractError(msg)
    base, *others = entries
    variants = {foreign_name(point, name): values for name, values in base.architecture.variants.items()}
    named = replace(base.architecture, id=foreign_name(point), aliases=(), variants=variants)
    yield replace(base, architecture=named)
    for entry in others:
        net = entry.architecture
        yield replace(entry, architecture=replace(net, id=foreign_name(point, net.id), aliases=()))


def _read(path: Path, module: str) -> Iterator[Entry]:
    """Yield what a file declares, each network before its variants, without importing it."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    except (SyntaxError, ValueError) as error:
        msg = f"{path} cannot be read: {error}"
        raise ContractError(msg) from error
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in (node for node in function.decorator_list if isinstance(node, ast.Call)):
            if ast.unparse(call.func) in ("architecture", "zoo.architecture"):
                for net in _declared(call, function, f"{path}:{call.lineno}"):
                    yield Entry(net, module, function.name, path)


def _declared(call: ast.Call, function: ast.FunctionDef, where: str) -> Iterator[Architecture]:
    """Yield the network that a decorator declares, then its variants, all checked."""
    base = _record(dict(_literals(call, where)), where)
    inherited = {field.name: getattr(base, field.name) for field in fields(base)}
    inherited.update(aliases=(), note="", variants={})
    yield _valid(base, function, where)
    for name, values in base.variants.items():
        there = f"{where}: variant {name!r}"
        if wrong := {"id", "variants"} & values.keys():
            msg = f"{there}: {', '.join(sorted(wrong))} cannot be overridden"
            raise ContractError(msg)
        options = {**base.options, **values.get("options", {})}
        variant = _record({**inherited, **values, "id": name, "options": options}, there)
        yield _valid(variant, function, there)


def _literals(call: ast.Call, where: str) -> Iterator[tuple[str, Any]]:
    for keyword in call.keywords:
        try:
            yield keyword.arg or "**", ast.literal_eval(keyword.value)
        except ValueError as error:
            msg = f"{where}: {keyword.arg or '**'} must be a literal, not {ast.unparse(keyword.value)}"
            raise ContractError(msg) from error


def _record(values: Mapping[str, Any], where: str) -> Architecture:
    try:
        return Architecture(**values)
    except TypeError as error:
        msg = f"{where}: {error}".replace("Architecture.__init__()", "@architecture")
        raise ContractError(msg) from error


def _valid(net: Architecture, function: ast.FunctionDef, where: str) -> Architecture:
    """Return the record if its function takes its options, and its options and sizes are ones that can be used."""
    wanted = {*net.options, "size"} if net.size == "built" else set(net.options)
    given = function.args
    names = tuple(argument.arg for argument in (*given.posonlyargs, *given.args))
    keywords = {argument.arg for argument in given.kwonlyargs}
    if names != POSITIONAL or keywords != wanted or given.vararg or given.kwarg:
        head = ", ".join(["channels", "ndim", *(["*", *sorted(wanted)] if wanted else [])])
        msg = f"{where}: to take the declared options, the function must be {function.name}({head})"
        raise ContractError(msg)
    if reserved := RESERVED & net.options.keys():
        msg = f"{where}: {', '.join(sorted(reserved))} cannot be the name of an option"
        raise ContractError(msg)
    if net.family and net.family not in FAMILIES:
        msg = f"{where}: family is one of {', '.join(FAMILIES)}, not {net.family}"
        raise ContractError(msg)
    try:
        checked(net, {name: values[0] for name, values in net.choices.items()})
        checked(net, net.options)
        checked(net, net.tiny)
        for ndim in net.ndim:
            for size in (net.divisor, net.min_size, net.max_size, net.fixed_size):
                per_axis(1 if size is None else size, ndim)
    except UsageError as error:
        msg = f"{where}: {error}"
        raise ContractError(msg) from error
    return net

"""The options of a network: typed by their defaults, read from and spelled for the command line. No torch.

An option is a boolean, a number, a word, or a tuple of one kind of these; tuples of tuples hold numbers per axis. They
are spelled ``true``, ``0.5``, ``instance``, ``8+16+32`` and ``1x3x3+3x3x3``.
"""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

from segeval.errors import UsageError
from segeval.records import Architecture, spelled
from segeval.registry import suggest

WORD = re.compile(r"[\w.-]+")
KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a word"}


def checked(net: Architecture, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options by name, sorted, with every value of the type of its default; lists become tuples.

    Raises:
        UsageError: If the network has no such option, or a value is of another type than the default.
    """
    return {name: _checked(net, name, options[name]) for name in sorted(options)}


def changed(net: Architecture, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the checked options that are not at their default."""
    return {name: value for name, value in checked(net, options).items() if value != net.options[name]}


def parsed(net: Architecture, text: str) -> dict[str, Any]:
    """Return the options that a text such as ``norm=instance,width=32`` sets.

    Raises:
        UsageError: If it cannot be read, sets an option twice, or sets what ``checked`` refuses.
    """
    found: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, equals, value = (word.strip() for word in part.partition("="))
        if not equals:
            msg = f"{net.id}: cannot read option {part!r}; write it as NAME=VALUE"
            raise UsageError(msg)
        if name in found:
            msg = f"{net.id}: option {name} is set twice, to {spelled(found[name])} and to {value}"
            raise UsageError(msg)
        default = _default(net, name)
        try:
            found[name] = _read(value, default)
        except (ValueError, KeyError) as error:
            raise _mismatch(net, name, value) from error
    return checked(net, found)


def full_name(net: Architecture, options: Mapping[str, Any]) -> str:
    """Return the id with the options that are not at their default: ``unet[norm=instance,width=32]``."""
    words = [f"{name}={spelled(value)}" for name, value in changed(net, options).items()]
    return f"{net.id}[{','.join(words)}]" if words else net.id


def _default(net: Architecture, name: str) -> Any:
    if name not in net.options:
        hint = f"Its options: {', '.join(sorted(net.options))}." if net.options else "It has none."
        unknown = suggest(f"option of {net.id}", name, net.options, hint)
        raise unknown
    return net.options[name]


def _checked(net: Architecture, name: str, value: Any) -> Any:
    default = _default(net, name)
    try:
        typed = _typed(value, default)
    except ValueError as error:
        raise _mismatch(net, name, value) from error
    if name in net.choices and typed not in net.choices[name]:
        unknown = suggest(name, typed, net.choices[name], f"Choose one of {', '.join(net.choices[name])}.")
        raise unknown
    return typed


def _mismatch(net: Architecture, name: str, value: Any) -> UsageError:
    default = net.options[name]
    kind = KINDS.get(type(default), "a list of numbers")
    example = f" such as {spelled(default)}" if default != () and not isinstance(default, bool) else ""
    return UsageError(f"{net.id}: option {name} takes {kind}{example}, got {value!r}")


def _typed(value: Any, default: Any) -> Any:
    """Return ``value`` as the type of ``default``; ValueError where it is none."""
    if isinstance(default, tuple):
        if not isinstance(value, tuple | list):
            raise ValueError
        return tuple(_typed(item, default[0]) if default else _size(item) for item in value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default) or type(value) not in KINDS:
        raise ValueError
    if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, str) and not WORD.fullmatch(value)):
        raise ValueError
    return value


def _size(item: Any) -> Any:
    """Return an item of a tuple that is empty by default: a whole number, or several, one per axis."""
    if isinstance(item, tuple | list) and len(item) > 1:
        return _typed(item, (0,))
    return _typed(item, 0)


def _read(text: str, default: Any, signs: str = "+x") -> Any:
    """Return the value that a text spells, as the type of ``default``; ValueError or KeyError where it spells none."""
    if isinstance(default, tuple):
        parts = text.split(signs[0]) if text else []
        return tuple(_read(part, default[0] if default else _like(part), signs[1:]) for part in parts)
    if isinstance(default, bool):
        return {"true": True, "false": False}[text]
    return type(default)(text)


def _like(part: str) -> Any:
    return (0,) if "x" in part else 0

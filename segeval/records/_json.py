"""Records as JSON and back: the one place that knows both directions, and how a record is named by its digest."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, field, fields, is_dataclass
from math import isinf, isnan
from pathlib import Path
from typing import Any, TypeVar

from segeval._disk import digest
from segeval.errors import BadData

__all__ = ["canonical", "cost", "decode", "digest", "to_json"]

T = TypeVar("T")
COST = "cost"


def cost(default: Any) -> Any:
    """Return a field with a default that changes what a run costs and never what it scores; no digest sees it."""
    return field(default=default, metadata={COST: True})


def to_json(record: Any) -> Any:
    """Return a record as plain JSON values: paths become strings, tuples lists, mapping keys strings."""
    return json.loads(json.dumps(asdict(record), default=str))


def canonical(content: Any) -> Any:
    """Return plain JSON values without what is at its default, so that a new field leaves old digests as they are.

    Fields that only cost are left out too. A whole number is written as one: 1.0 becomes 1, as a file that was edited
    or another language would have it.
    """
    if is_dataclass(content) and not isinstance(content, type):
        pairs = ((each, getattr(content, each.name)) for each in fields(content))
        return {each.name: canonical(value) for each, value in pairs if not _is_left_out(each, value)}
    if isinstance(content, Mapping):
        return {str(key): canonical(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [canonical(value) for value in content]
    if isinstance(content, float) and content.is_integer() and not (isinf(content) or isnan(content)):
        return int(content)
    return str(content) if isinstance(content, Path) else content


def _is_left_out(each: "Field[Any]", value: Any) -> bool:
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    return bool(each.metadata.get(COST)) or (default is not MISSING and value == default)


def decode(kind: type[T], content: Any, *, exact: bool = True) -> T:
    """Return the record that JSON values describe; fields that are left out have their default.

    ``exact`` False passes over fields that the record does not have.

    Raises:
        BadData: If a value has another type than its field, one is lacking, or one is unknown; with its path.
    """
    import msgspec

    try:
        record = msgspec.convert(content, kind, str_keys=True)
        unknown = _unknown(content, _plain(record), "$") if exact else ""
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        msg = f"this is no {_name(kind)}: {error}"
        raise BadData(msg) from error
    if unknown:
        msg = f"this is no {_name(kind)}: unknown field {unknown}; it was written by a newer segeval, or misspelled"
        raise BadData(msg)
    return record


def _name(kind: type[Any]) -> str:
    return kind.__name__ if is_dataclass(kind) else str(kind)


def _plain(content: Any) -> Any:
    return [to_json(each) for each in content] if isinstance(content, list | tuple) else to_json(content)


def _unknown(content: Any, known: Any, path: str) -> str:
    """Return the path of the first key that a record did not take up, nothing if it took all."""
    if isinstance(content, dict):
        for key, value in content.items():
            if str(key) not in known:
                return f"{path}.{key}"
            if found := _unknown(value, known[str(key)], f"{path}.{key}"):
                return found
    elif isinstance(content, list | tuple):
        for index, (value, counterpart) in enumerate(zip(content, known, strict=True)):
            if found := _unknown(value, counterpart, f"{path}[{index}]"):
                return found
    return ""

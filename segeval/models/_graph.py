"""The graph of an archive of ``torch.export``, read and computed without any code of the archive's.

An archive is a zip file: ``models/model.json`` with the graph, ``data/weights`` and ``data/constants`` with the bytes
of tensors and a table of their shapes. Layout and names are those of ``torch/_export/serde/schema.py``, version 8.
"""

import json
import operator
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from segeval._tensors import require_no_bomb
from segeval.errors import BadData

SCHEMA = 8
KINDS: Mapping[int, torch.dtype] = {
    1: torch.uint8,
    2: torch.int8,
    3: torch.int16,
    4: torch.int32,
    5: torch.int64,
    6: torch.float16,
    7: torch.float32,
    8: torch.float64,
    12: torch.bool,
    13: torch.bfloat16,
}
FORMATS = {
    1: torch.contiguous_format,
    2: torch.channels_last,
    3: torch.channels_last_3d,
    4: torch.preserve_format,
}
STRIDED = 7
NUMBERS = {"Infinity": float("inf"), "-Infinity": float("-inf"), "NaN": float("nan")}
OPERATOR = re.compile(r"torch\.ops\.aten\.(\w+)\.(\w+)")
TOUCHES_FILES = ("from_file", "save")
# Sizes are whole numbers here, so what torch.export records of them is plain arithmetic.
SIZES = (
    "getitem",
    "add",
    "sub",
    "mul",
    "floordiv",
    "truediv",
    "mod",
    "neg",
    "pos",
    "pow",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
)
WORDS: Mapping[str, Callable[..., Any]] = {
    **{f"_operator.{name}": getattr(operator, name) for name in (*SIZES, "ge", "and_", "or_", "not_")},
    **{f"torch.{word.__name__}": word for word in (torch.sym_int, torch.sym_float, torch.sym_not)},
    "torch.sym_max": max,
    "torch.sym_min": min,
}
PLAIN = ("as_int", "as_ints", "as_floats", "as_bool", "as_bools", "as_string", "as_strings")
NAMED = ("as_tensor", "as_optional_tensor", "as_sym_int", "as_sym_float", "as_sym_bool")
OTHERS = ("as_none", "as_float", "as_device", "as_layout", "as_scalar_type", "as_memory_format")
ARGUMENTS = {*PLAIN, *NAMED, *(f"{kind}s" for kind in NAMED), *OTHERS}


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the graph: its arguments and results as the archive writes them, and the names done with after it."""

    call: Callable[..., Any]
    given: tuple[tuple[str, bool, Mapping[str, Any]], ...]
    results: tuple[Mapping[str, Any], ...]
    done: tuple[str, ...]


class Graph(nn.Module):
    """A graph of torch's own operators with its weights: one tensor in, one out.

    ``takes`` is the shape of the input, None along an axis that may have any size.
    """

    def __init__(self, content: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
        super().__init__()
        graph, signature = content["graph_module"]["graph"], content["graph_module"]["signature"]
        self.names: dict[str, str] = {}
        self.input = ""
        for spec in signature["input_specs"]:
            self._take(spec, tensors)
        if len(signature["output_specs"]) != 1 or "as_tensor" not in _one(signature["output_specs"][0])[1]["arg"]:
            msg = "it returns several tensors or changes its own buffers; export one, in eval mode, of one tensor"
            raise BadData(msg)
        self.output: str = _one(signature["output_specs"][0])[1]["arg"]["as_tensor"]["name"]
        self.steps = _steps(graph["nodes"], kept={self.output})
        self.takes = tuple(size.get("as_int") for size in graph["tensor_values"][self.input]["sizes"])

    def _take(self, spec: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
        """Note what one input of the graph is: a tensor of the archive, or the image."""
        kind, what = _one(spec)
        argument = what["arg"].get("as_tensor") if kind == "user_input" else what.get("arg")
        if kind in ("parameter", "buffer", "tensor_constant"):
            tensor, name = tensors[what[f"{kind}_name"]], f"t{len(self.names)}"
            self.names[argument["name"]] = name
            if kind == "parameter":
                self.register_parameter(name, nn.Parameter(tensor, requires_grad=False))
            else:
                self.register_buffer(name, tensor)
        elif kind == "user_input" and argument and not self.input:
            self.input = argument["name"]
        else:
            msg = f"it takes {kind.replace('_', ' ')} beside one image; export a network of one tensor"
            raise BadData(msg)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the graph makes of an image ``(N, C, *spatial)``."""
        values: dict[str, Any] = {name: getattr(self, kept) for name, kept in self.names.items()}
        values[self.input] = x
        for step in self.steps:
            given = [(name, by_name, _value(argument, values, x.device)) for name, by_name, argument in step.given]
            made = step.call(
                *(value for _, by_name, value in given if not by_name),
                **{name: value for name, by_name, value in given if by_name},
            )
            parts = made if len(step.results) > 1 else (made,) * len(step.results)  # an assertion has no result
            for result, part in zip(step.results, parts, strict=True):
                _keep(result, part, values)
            for name in step.done:
                values.pop(name, None)
        output: Tensor = values[self.output]
        return output


def read_graph(path: Path) -> Graph:
    """Read the graph of an archive.

    Raises:
        BadData: If the file is none, is damaged, or holds what only a pickle or code of its own can tell.
    """
    try:
        require_no_bomb(path)
        with zipfile.ZipFile(path) as archive:
            members = {each.filename.partition("/")[2]: each for each in archive.infolist()}
            content = json.loads(archive.read(members["models/model.json"]))
            if content["schema_version"]["major"] != SCHEMA:
                msg = f"its schema is {content['schema_version']['major']}, torch {torch.__version__} writes {SCHEMA}"
                raise BadData(msg)
            tensors: dict[str, Tensor] = {}
            for kind in ("weights", "constants"):
                table = json.loads(archive.read(members[f"data/{kind}/model_{kind}_config.json"]))["config"]
                for name, entry in table.items():
                    tensors[name] = _tensor(name, entry, archive, members[f"data/{kind}/{entry['path_name']}"])
        return Graph(content, tensors)
    except BadData as error:
        msg = f"{path} cannot be opened: {error}"
        raise BadData(msg) from error
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        first = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        msg = f"{path} is no archive of torch.export, or damaged ({first}). Write one with torch.export.save."
        raise BadData(msg) from error


def _tensor(name: str, entry: Mapping[str, Any], archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Tensor:
    """Return a tensor of the archive from its bytes, shape and strides."""
    meta = entry["tensor_meta"]
    if entry["use_pickle"] or meta is None:
        msg = f"{name} is stored as a pickle, which could run code; export plain tensors"
        raise BadData(msg)
    if meta["layout"] != STRIDED or meta["dtype"] not in KINDS:
        msg = f"{name} is sparse, complex or of an unknown kind of number"
        raise BadData(msg)
    sizes, strides = ([each["as_int"] for each in meta[key]] for key in ("sizes", "strides"))
    content, kind = bytearray(archive.read(member)), KINDS[meta["dtype"]]
    flat = torch.frombuffer(content, dtype=kind) if content else torch.empty(0, dtype=kind)
    return torch.as_strided(flat, sizes, strides, meta["storage_offset"]["as_int"])


def _steps(nodes: list[Mapping[str, Any]], kept: set[str]) -> list[Step]:
    """Return the calls of a graph in order; a value is let go after the last call that needs it."""
    steps: list[Step] = []
    later = set(kept)
    for node in reversed(nodes):
        given = tuple((each["name"], each.get("kind") == 2, each["arg"]) for each in node["inputs"])
        for name, _, argument in given:
            if _one(argument)[0] not in ARGUMENTS:
                msg = f"{node['target']} takes {name} of the kind {_one(argument)[0]}, which no network needs"
                raise BadData(msg)
            if name in ("training", "train") and argument.get("as_bool"):
                msg = f"{node['target']} is in training mode; call eval() before torch.export.export"
                raise BadData(msg)
        used = {name for each in (*(argument for _, _, argument in given), *node["outputs"]) for name in _names(each)}
        steps.append(Step(_call(node["target"]), given, tuple(node["outputs"]), tuple(used - later)))
        later |= used
    return steps[::-1]


def _call(target: str) -> Callable[..., Any]:
    """Return the operator of a name, which is one of torch's own that touches no file.

    Raises:
        BadData: If it is another.
    """
    found = OPERATOR.fullmatch(target)
    call = getattr(getattr(torch.ops.aten, found[1]), found[2]) if found else WORDS.get(target)
    if call is None or (found and (found[1] in TOUCHES_FILES or not isinstance(call, torch._ops.OpOverload))):
        msg = f"it calls {target[:80]!r}, which is no operator of torch's own on tensors"
        raise BadData(msg)
    operation: Callable[..., Any] = call
    return operation


def _one(content: Mapping[str, Any]) -> tuple[str, Any]:
    """Return kind and content of a union, which is an object with one key."""
    ((kind, what),) = content.items()
    return kind, what


def _names(argument: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of values that an argument mentions."""
    kind, what = _one(argument)
    for each in what if isinstance(what, list) else [what]:
        if isinstance(each, dict):
            inner = each.get("as_tensor", each)
            if isinstance(inner, dict) and kind != "as_device":
                yield from (inner[key] for key in ("name", "as_name") if key in inner)


def _value(argument: Mapping[str, Any], values: Mapping[str, Any], device: torch.device) -> Any:
    """Return what an argument stands for; whatever the archive places on a device lies on that of the image."""
    kind, what = _one(argument)
    if kind in PLAIN or kind == "as_none":
        return what if kind in PLAIN else None
    if kind in ("as_scalar_type", "as_memory_format"):
        return (KINDS if kind == "as_scalar_type" else FORMATS)[what]
    if kind in ("as_device", "as_layout"):
        return device if kind == "as_device" else torch.strided
    if kind == "as_float":
        return NUMBERS.get(what, what)
    return [_named(each, values) for each in what] if isinstance(what, list) else _named(what, values)


def _named(what: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Return a value that is named, or written out where it is a number or nothing."""
    if "as_tensor" in what:
        return values[what["as_tensor"]["name"]]
    if "name" in what or "as_name" in what:
        return values[what.get("name", what.get("as_name"))]
    kind, plain = _one(what)
    return None if kind == "as_none" else plain


def _keep(result: Mapping[str, Any], made: Any, values: dict[str, Any]) -> None:
    """Note what a call returned under the names that the archive gives it."""
    names = list(_names(result))
    if isinstance(_one(result)[1], list):
        values.update(zip(names, made, strict=True))
    elif names:
        values[names[0]] = made

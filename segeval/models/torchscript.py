"""TorchScript files of others: ``torchscript:FILE``, with a recipe.

What ``torch.jit.load`` of torch 2.13 does with a file, as read in its source and tried out: no pickle of Python is
opened, a reader in C++ that knows tensors, containers and the classes of the archive takes its place, and the code in
the archive is TorchScript, which torch compiles and interprets itself. So no Python of others runs. But the operators
``aten::save`` and ``aten::from_file`` write and read any file, at loading too (``__setstate__``), and classes of
compiled libraries open sockets. So the code is read first, and what reaches one of these, or a namespace in any other
form than ``torch.jit.save`` writes, is refused. Faults in that reader itself are torch's to mend.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch

from segeval._disk import file_sha256
from segeval._tensors import require_no_bomb
from segeval.datasets import Prepared
from segeval.errors import BadData
from segeval.models import Request, scheme
from segeval.models._fakes import tiny, write_recipe
from segeval.models._foreign import Loaded, foreign
from segeval.models.network import Network

TOUCHES_FILES = ("from_file", "save")
LIBRARIES = ("prim", "aten", "quantized")  # whose operators compute, and no more
CONTROL = re.compile(r"[^\n\x20-\x7e\u00a0-\U0010ffff]")
CLASS = re.compile(rb"torch[.\n]classes[.\n](?!quantized\b)\w*")  # in a pickle, where a name may be two lines


def fake(root: Path, data: Prepared) -> str:
    """Write a tiny network as TorchScript, and its recipe."""
    net, image = tiny(data.info)
    path = root / "tiny.pt"
    if not path.exists():  # whatever a process traces again has other names, so another digest
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tracing is deprecated, and warns of sizes that become constants
            torch.jit.trace(net, image).save(str(path))  # type: ignore[no-untyped-call]  # torch has no types here
    write_recipe(path, data.info)
    return str(path)


@scheme("torchscript", title="TorchScript file with a recipe", example="torchscript:FILE.pt", fake=fake, probed=True)
def torchscript(place: str, request: Request) -> Network:
    """Open a file that ``torch.jit.save`` wrote; its recipe is given, or lies beside it as ``FILE.toml``."""
    return foreign(f"torchscript:{place}", Path(place).expanduser(), request, read, kind="torchscript")


def read(path: Path, device: torch.device) -> Loaded:
    """Load a TorchScript file onto a device.

    Raises:
        BadData: If it is none, damaged, or calls what could reach beyond the network.
    """
    require_harmless(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            module = torch.jit.load(str(path), map_location=device)  # type: ignore[no-untyped-call]  # torch: none
        except (RuntimeError, ValueError) as error:
            raise _unreadable(path, error) from error
    return Loaded(call=module.eval(), sha256=file_sha256(path))


def require_harmless(path: Path) -> None:
    """Refuse a file with code that could reach beyond the network; it is read by the reader that loads it.

    Raises:
        BadData: If it has such code, is not of this format, or of the one before torch 1.4.
    """
    try:
        require_no_bomb(path)
        archive = torch._C.PyTorchFileReader(str(path))
        names = archive.get_all_records()
        contents = {name: archive.get_record(name) for name in names if name.endswith((".py", "pkl"))}
    except (OSError, RuntimeError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not any(name.startswith("code/") for name in names):
        msg = f"{path} holds no TorchScript code: a checkpoint, or of before torch 1.4. Write one with torch.jit.save."
        raise BadData(msg)
    if len({name.lower() for name in names}) < len(names):
        msg = f"{path} holds two entries of one name, so nobody can tell which is loaded; it is not opened"
        raise BadData(msg)
    for name, content in contents.items():
        found = next(reaching(content), "") if name.endswith(".py") else str(CLASS.search(content) or "")
        if found:
            msg = f"{path} names {found} in {name}, which may reach beyond the network; it is not opened"
            raise BadData(msg)


def reaching(code: bytes) -> Iterator[str]:
    """Yield the names in TorchScript, which Python can parse, by which it could reach more than tensors."""
    try:
        text = code.decode()
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield "what no parser of Python understands"
        return
    if CONTROL.search(text):
        yield "control characters, where two parsers may differ,"
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inner:
            root, *words = chain = ast.unparse(node).split(".")
            harmless = {
                "torch": len(words) == 1 and words[0] not in (*TOUCHES_FILES, "autograd"),
                "ops": len(words) == 2 and words[0] in LIBRARIES and words[1] not in TOUCHES_FILES,
                "__torch__": words[:1] not in ([], ["torch"])
                or (len(words) > 2 and (words[1] != "classes" or words[2] == "quantized")),
            }
            if not harmless.get(root, True):
                yield repr(".".join(chain))


def _unreadable(path: Path, error: Exception) -> BadData:
    first = " ".join(str(error).split())[:200]
    return BadData(f"{path} is not a TorchScript file ({first}). Write one with torch.jit.save.")

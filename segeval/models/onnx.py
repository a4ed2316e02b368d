"""ONNX files of others: ``onnx:FILE``, with a recipe; ONNX Runtime computes them.

The file is a table of operators and weights; the runtime knows its operators and runs no other code, since no library
of operators is registered with it. Weights that lie in files beside it count for what identifies the model.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Settings
from segeval.models import Request, scheme
from segeval.models._fakes import write_recipe
from segeval.models._foreign import Loaded, foreign
from segeval.models.network import Network
from segeval.records import digest
from segeval.weights import trained_labels

CUDA, CPU = "CUDAExecutionProvider", "CPUExecutionProvider"
OPSET, IR, FLOAT = 13, 7, 1


def fake(root: Path, data: Prepared) -> str:
    """Write one convolution by a kernel of 1 as ONNX, and its recipe."""
    info, path = data.info, root / "tiny.onnx"
    channels, classes = len(info.channels), len(trained_labels(info))
    path.write_bytes(convolution(torch.linspace(-1, 1, classes * channels).reshape(classes, channels), info.ndim))
    write_recipe(path, info)
    return str(path)


@scheme("onnx", title="ONNX file with a recipe", example="onnx:FILE.onnx", fake=fake, probed=True)
def onnx(place: str, request: Request) -> Network:
    """Open an ONNX file; its recipe is given, or lies beside it as ``FILE.toml``."""
    asked = request.settings or Settings()
    if asked.autocast or asked.float16 or asked.channels_last:
        msg = f"onnx:{place}: ONNX Runtime computes as the file says; leave out --autocast, --float16, --channels-last"
        raise UsageError(msg)
    return foreign(f"onnx:{place}", Path(place).expanduser(), request, read, kind="onnx")


def read(path: Path, device: torch.device) -> Loaded:
    """Load an ONNX file, for a GPU where the device is one.

    Raises:
        UsageError: If the runtime is not installed, or not for this device.
        BadData: If the file is no ONNX, damaged, or has several inputs or outputs.
    """
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError as error:
        msg = 'onnx: needs ONNX Runtime, which is not installed. Run: pip install "segeval-med[onnx]"'
        raise UsageError(msg) from error
    wanted = CUDA if device.type == "cuda" else CPU
    if wanted not in runtime.get_available_providers() or device.type not in ("cuda", "cpu"):
        msg = f"--device {device}: this ONNX Runtime computes by {', '.join(runtime.get_available_providers())}"
        raise UsageError(msg)
    provider = (CUDA, {"device_id": device.index or 0}) if wanted == CUDA else CPU
    try:
        session = runtime.InferenceSession(str(path), providers=[provider])
    except Exception as error:  # the runtime has classes of its own for what can be wrong
        msg = f"{path} is no ONNX file that this runtime knows: {' '.join(str(error).split())[:200]}"
        raise BadData(msg) from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type != "tensor(float)":
        found = ", ".join(f"{each.name} {each.type}" for each in (*inputs, *outputs))
        msg = f"{path} has the inputs and outputs {found}; export one tensor of float32 in and one out"
        raise BadData(msg)
    takes = tuple(size if isinstance(size, int) else None for size in inputs[0].shape)
    return Loaded(call=_calling(session, inputs[0].name), sha256=content_digest(path), takes=takes)


def _calling(session: Any, name: str) -> Callable[[Tensor], Tensor]:
    def call(x: Tensor) -> Tensor:
        (made,) = session.run(None, {name: x.float().cpu().numpy()})
        return torch.from_numpy(made).to(x.device)

    return call


def content_digest(path: Path) -> str:
    """Return a digest of a file and of those beside it whose names occur in it: there large weights lie."""
    content = path.read_bytes()
    beside = sorted(each for each in path.parent.iterdir() if each != path and each.is_file())
    named = [each for each in beside if each.name.encode() in content]
    return digest([file_sha256(each) for each in (path, *named)])


def convolution(weight: Tensor, ndim: int) -> bytes:
    """Return the ONNX file of a convolution by ``weight`` (classes, channels), for images of any size."""
    classes, channels = weight.shape
    image, logits = (
        field(1, name) + field(2, field(1, number(1, FLOAT) + field(2, _shape([None, count, *[None] * ndim]))))
        for name, count in ((b"image", channels), (b"logits", classes))
    )
    sizes = b"".join(number(1, size) for size in (classes, channels, *[1] * ndim))
    kernel = sizes + number(2, FLOAT) + field(8, b"kernel") + field(9, weight.contiguous().numpy().tobytes())
    node = field(1, b"image") + field(1, b"kernel") + field(2, b"logits") + field(4, b"Conv")
    graph = field(1, node) + field(2, b"tiny") + field(5, kernel) + field(11, image) + field(12, logits)
    return number(1, IR) + field(7, graph) + field(8, number(2, OPSET))


def _shape(sizes: list[int | None]) -> bytes:
    return b"".join(field(1, field(2, b"n") if size is None else number(1, size)) for size in sizes)


def number(key: int, value: int) -> bytes:
    """Return a whole number as a field of a protocol buffer."""
    return _varint(key << 3) + _varint(value)


def field(key: int, content: bytes) -> bytes:
    """Return bytes as a field of a protocol buffer."""
    return _varint(key << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])

"""``onnx:FILE``: without the runtime one clear line; with one that is played here, the answers of the network."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from segeval import datasets, models
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.models._fakes import PATCH, tiny
from segeval.models.onnx import content_digest
from tests.models.test_torchscript import first_prediction, same_as_native

Array = npt.NDArray[np.float32]


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


@dataclass
class Session:
    """What ONNX Runtime gives for a file: here a function on arrays, with inputs and outputs as it describes them."""

    function: Callable[[Array], Array]
    shape: list[int | str]
    inputs: int = 1
    kind: str = "tensor(float)"
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=f"x{k}", type=self.kind, shape=self.shape) for k in range(self.inputs)]

    def get_outputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="logits", type="tensor(float)")]

    def run(self, names: None, given: dict[str, Array]) -> list[Array]:
        assert names is None
        assert list(given) == ["x0"]
        assert given["x0"].dtype == np.float32
        self.asked.append(given["x0"].shape)
        return [self.function(given["x0"])]


def play(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    """Put a runtime in the place of ONNX Runtime that opens every file as this session."""

    def opened(path: str, *, providers: list[Any]) -> Session:
        assert providers == ["CPUExecutionProvider"]
        if not Path(path).read_bytes():
            msg = "[ONNXRuntimeError] : 7 : INVALID_PROTOBUF :\nLoad model failed"
            raise ValueError(msg)
        return session

    runtime = SimpleNamespace(get_available_providers=lambda: ["CPUExecutionProvider"], InferenceSession=opened)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)


def network(data: Prepared) -> Callable[[Array], Array]:
    net, _ = tiny(data.info)

    def compute(images: Array) -> Array:
        with torch.inference_mode():
            return np.asarray(net(torch.from_numpy(images)))

    return compute


def faked(root: Path, data: Prepared) -> str:
    return f"onnx:{models.SCHEMES.get('onnx').fake(root, data)}"


@pytest.mark.parametrize("batch", ["batch", 1, 2], ids=str)
def test_a_session_answers_as_its_network_does_whatever_its_batch(
    batch: int | str, data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(network(data), [batch, 1, *PATCH[2]])
    play(monkeypatch, session)
    same_as_native(faked(tmp_path, data), data)
    windows = {shape[0] for shape in session.asked[1:]}  # behind the trial at opening
    assert windows == ({batch} if isinstance(batch, int) else {3, 1})  # 4 windows, 3 at once


def test_without_the_runtime_it_says_how_to_get_it(
    data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UsageError, match=r'not installed. Run: pip install "segeval-med\[onnx\]"'):
        models.open(faked(tmp_path, data), Request(data=data))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"inputs": 2}, "has the inputs and outputs x0 .*, x1 .*; export one tensor of float32 in and one out"),
        ({"kind": "tensor(float16)"}, r"x0 tensor\(float16\)"),
        ({"shape": ["n", 3, 64, 64]}, "takes channels and patch 3×64×64, its recipe gives 1×64×64"),
        ({"shape": ["n", 1, "z", "y", "x"]}, r"takes 3 axes \(1×any×any×any\), its recipe names the axes yx"),
    ],
)
def test_a_file_of_another_form_is_one_clear_line(
    change: dict[str, Any], message: str, data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, Session(**{"function": network(data), "shape": ["n", 1, 64, 64], **change}))
    with pytest.raises((BadData, UsageError), match=message):
        models.open(faked(tmp_path, data), Request(data=data))


def test_what_the_runtime_cannot_read_or_do_is_one_clear_line(
    data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, Session(network(data), ["n", 1, "y", "x"]))
    model = faked(tmp_path, data)
    for settings, message in (
        (Settings(autocast=True), "leave out --autocast, --float16, --channels-last"),
        (Settings(device="meta"), "this ONNX Runtime computes by CPUExecutionProvider"),
    ):
        with pytest.raises(UsageError, match=message):
            models.open(model, Request(data=data, settings=settings))
    (tmp_path / "tiny.onnx").write_bytes(b"")
    with pytest.raises(
        BadData, match=r"tiny.onnx is no ONNX file that this runtime knows: .*Load model failed"
    ) as caught:
        models.open(model, Request(data=data))
    assert "\n" not in str(caught.value)


def test_weights_beside_a_file_are_part_of_what_it_is(data: Prepared, tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(b"graph, weights in net.onnx.data")
    digests = set()
    for content in (b"1", b"2"):
        (tmp_path / "net.onnx.data").write_bytes(content)
        (tmp_path / "notes.txt").write_bytes(content * 2)
        digests.add(content_digest(path))
    (tmp_path / "notes.txt").write_bytes(b"3")
    assert digests > {content_digest(path)}
    assert len(digests) == 2


@pytest.mark.parametrize("name", ["phantom", "phantom-2d"])
def test_the_real_runtime_computes_what_is_written(name: str, phantom: Path, phantom_2d: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
    assert phantom.parent == phantom_2d.parent
    data = datasets.load(name, root=phantom.parent)
    assert first_prediction(faked(tmp_path, data), data).mask.array.any()

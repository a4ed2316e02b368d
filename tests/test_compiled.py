"""Networks compiled, recorded, or computed in half precision give the masks that they give as they are.

What torch.compile leaves behind in a process stays out of that of the tests.
"""

import shutil
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from segeval import datasets, infer, models, volume, weights, zoo
from segeval._shelf import SHIPPED
from segeval.errors import UsageError
from segeval.infer import Settings
from segeval.infer._compiled import Graphed
from segeval.models import Request
from segeval.models.network import takes
from tests.helpers import CPU, in_a_process, segmented

WINDOW = (1, 16, 24)
compiling = pytest.mark.skipif(
    shutil.which("g++") is None, reason="torch.compile wants a C++ compiler; g++ is not here"
)


def small() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.InstanceNorm2d(4), nn.ReLU(), nn.Conv2d(4, 3, 1)).eval()


def largest_difference() -> float:
    net = small()
    made = infer.readied(net, replace(CPU, compiled=True, batch=2), WINDOW)
    assert made is not net
    with torch.inference_mode():
        windows = [torch.randn(count, *WINDOW) for count in (2, 1)]
        return max(float((made(each) - net(each)).abs().max()) for each in windows)


def fault() -> str:
    try:
        infer.readied(small(), replace(CPU, compiled=True), WINDOW)
    except UsageError as error:
        return str(error)
    return ""


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile wants a C++ compiler; g++ is not here")
def test_a_compiled_network_answers_as_before() -> None:
    assert float(in_a_process("tests.test_compiled.largest_difference()")) < 1e-5


def test_a_machine_without_a_compiler_is_told_before_the_first_case() -> None:
    said = in_a_process("tests.test_compiled.fault()", CXX="/nowhere/g++", TORCHINDUCTOR_FORCE_DISABLE_CACHES="1")
    assert said.startswith("--compile: ")
    assert said.endswith("Install a C++ compiler, or leave it out.")
    assert "\n" not in said


def test_kernels_are_recorded_once_for_each_shape_and_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a card that is played: its graphs ask the network again about what lies in the windows that were recorded."""
    net = small()
    graphed, recorded = Graphed(net), list[object]()

    class Graph:
        def __init__(self) -> None:
            recorded.append(self)

        def replay(self) -> None:
            (mine,) = (held for held in graphed.known.values() if id(held[0]) == id(self))
            _, given, found = mine
            found.copy_(net(given))

    stream = SimpleNamespace(wait_stream=lambda _: None)
    for name in ("device", "stream", "graph"):
        monkeypatch.setattr(torch.cuda, name, lambda *_, **__: nullcontext())
    for name in ("Stream", "current_stream"):
        monkeypatch.setattr(torch.cuda, name, lambda: stream)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
    with torch.inference_mode():
        windows = [torch.randn(count, *WINDOW) for count in (2, 1, 2, 1, 2)]
        answers = [graphed(each) for each in windows]
        for each, answer in zip(windows, answers, strict=True):
            torch.testing.assert_close(answer, net(each))
    assert len(recorded) == 2


def test_nothing_is_compiled_unasked() -> None:
    net = small()
    assert infer.readied(net, replace(CPU, samples=3), WINDOW) is net


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"graphs": True}, "--cuda-graphs wants a CUDA device, not cpu"),
        ({"compiled": True, "samples": 3}, "leave out --mc-dropout and --explain"),
        ({"graphs": True, "explain": "gradient"}, "leave out --mc-dropout and --explain"),
    ],
)
def test_what_cannot_be_compiled_is_said(how: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        infer.readied(small(), replace(CPU, **how), WINDOW)


@pytest.mark.usefixtures("phantom")
def test_half_precision_moves_next_to_nothing() -> None:
    data = datasets.load("phantom")
    case = data.part_cases("test")[0]
    masks = []
    for settings in (CPU, replace(CPU, autocast=True), replace(CPU, float16=True)):
        model = models.open("unet-8", Request(data=data, settings=settings))
        masks.append(model.predict(case, model.read(case)).mask.array)
    assert masks[0].any()
    for mask in masks[1:]:
        assert float(np.mean(mask != masks[0])) < 2e-3


def test_two_kinds_of_half_precision_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="--autocast computes in bfloat16, --float16 in float16; choose one"):
        Settings(autocast=True, float16=True)


@pytest.mark.usefixtures("phantom")
def test_windows_are_halved_only_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = datasets.load("phantom")
    case, short = data.part_cases("test")[0], torch.OutOfMemoryError("Tried to allocate 2.00 GiB")
    allowed, refused = (
        models.open("unet-8", Request(data=data, settings=replace(CPU, smaller_windows=on))) for on in (True, False)
    )
    loaded = weights.load(SHIPPED / "phantom" / "unet-8", torch.device("cpu"))
    narrow = replace(loaded.recipe, window=replace(loaded.recipe.window, patch=(32, 80)))
    wanted = segmented(loaded.net, volume.read_image(case.images), narrow).mask.array
    first, room = nn.Conv2d.forward, 40 * 80

    def crowded(layer: nn.Conv2d, x: torch.Tensor) -> torch.Tensor:
        if len(x) * x[0, 0].numel() >= room:
            raise short
        return first(layer, x)

    monkeypatch.setattr(nn.Conv2d, "forward", crowded)
    made = allowed.predict(case, allowed.read(case)).mask.array
    assert allowed.costs["memory"][-1] == "windows of 80×80 were too large, the masks are those of 32×80"
    assert np.array_equal(made, wanted)
    with pytest.raises(torch.OutOfMemoryError, match="Tried to allocate"):
        refused.predict(case, refused.read(case))


def test_networks_that_are_built_for_a_size_keep_it() -> None:
    assert takes(zoo.get("unet-8"), (16, 32))
    assert not takes(zoo.get("unet-8"), (17, 32))
    fixed = [net for net in zoo.chosen() if net.size == "built"]
    assert fixed
    assert not any(takes(net, tuple(net.reference_shape)) for net in fixed)

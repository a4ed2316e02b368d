"""Networks equal the public implementations that they were compared with, tensor by tensor and answer by answer."""

import json
from importlib import import_module
from math import prod
from pathlib import Path
from typing import Any

import pytest

from segeval import zoo
from segeval.zoo import _layouts
from tests.zoo.parity import RECORDS, TOLERANCE, differences, ours, taken

LARGE = 5e7  # numbers in a checkpoint above which the comparison takes long


def read(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def size(record: dict[str, Any]) -> int:
    return sum(prod(shape) for shape in record["tensors"].values())


CHECKPOINTS = {path.stem: read(path) for path in sorted(RECORDS.glob("*.json"))}
every_record = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if size(record) > LARGE else ())
        for name, record in CHECKPOINTS.items()
    ],
)


@every_record
def test_ours_answers_what_theirs_answered(name: str) -> None:
    record = CHECKPOINTS[name]
    assert record["error"] < TOLERANCE
    assert max(differences(record, ours(record, taken(record)))) < TOLERANCE


def test_one_wrong_number_is_noticed() -> None:
    record = min(CHECKPOINTS.values(), key=size)
    state = taken(record)
    first = next(tensor for tensor in state.values() if tensor.ndim > 1)
    first.view(-1)[0] += 1e-3
    assert max(differences(record, ours(record, state))) > TOLERANCE


@pytest.mark.parametrize("path", sorted(Path(_layouts.__file__).parent.glob("[!_]*.py")), ids=lambda path: path.stem)
def test_every_layout_has_been_compared(path: Path) -> None:
    known = import_module(f"{_layouts.__name__}.{path.stem}").LAYOUTS
    compared = {(record["id"], record["layout"]) for record in CHECKPOINTS.values()}
    for layout in known:
        assert any((model, layout.name) in compared for model in layout.models), layout.name
        assert all(zoo.REGISTRY.get(model).module == f"segeval.zoo.{path.stem}" for model in layout.models)

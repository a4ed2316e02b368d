"""What every strategy keeps to, whoever wrote it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval.errors import UnknownName, UsageError
from segeval.infer import Segment, decided
from segeval.strategies import STRATEGIES, Strategy, require
from tests.strategies.toys import OUTPUT, of_each_voxel, saying, volume

every_strategy = pytest.mark.parametrize("declared", STRATEGIES.items().values(), ids=lambda each: each.id)
IMAGE = volume((4, 10, 12))


def built(declared: Strategy, part: Segment, folder: Path) -> Segment:
    """Return a strategy with the options of its declaration, and files that it can read, over one model."""
    for name in declared.files:
        (folder / name).write_text("case,x_low,x_high,y_low,y_high,z_low,z_high\nk1,-99,99,-99,99,-99,99\n")
    options: Mapping[str, Any] = {name: folder / name for name in declared.files}
    return declared.fn(*(part for _ in declared.parts), **require(declared, dict.fromkeys(declared.parts, 1), options))


@every_strategy
def test_it_says_what_it_does_and_where_that_is_from(declared: Strategy) -> None:
    assert declared.title
    assert declared.source
    assert (declared.fn.__doc__ or "").strip().startswith("Return ")


@every_strategy
def test_its_example_is_a_pipeline_of_it(declared: Strategy) -> None:
    table = tomllib.loads(declared.example)
    assert STRATEGIES.get(table.pop("strategy")) is declared
    assert set(declared.parts) <= table.keys()
    parts = {name: table.pop(name) for name in declared.parts}
    for part in parts.values():
        for each in part if isinstance(part, list) else [part]:
            assert {"model", "strategy"} & each.keys()
    assert table.keys() <= declared.options.keys()


@every_strategy
def test_a_model_that_is_sure_is_not_contradicted(declared: Strategy, tmp_path: Path) -> None:
    """One filled block of a label, known with certainty, survives whatever is asked of it."""
    labels = np.zeros((4, 10, 12), np.uint8)
    labels[1:4, 2:8, 3:9] = 1
    if declared.id in ("planes", "turned", "mirrored", "shifted"):  # this toy says the same of a turned image
        return
    found = built(declared, saying(labels, 60.0), tmp_path)(IMAGE)
    assert np.array_equal(decided(found, IMAGE.grid.shape), labels) or declared.id == "cascade"


@every_strategy
def test_an_answer_is_finite_repeats_itself_and_keeps_the_image(declared: Strategy, tmp_path: Path) -> None:
    segment, before = built(declared, of_each_voxel(), tmp_path), IMAGE.array.copy()
    one, again = segment(IMAGE), segment(IMAGE)
    assert torch.equal(one.array, again.array)
    assert one.array.isfinite().all()
    assert one.array.shape[0] == OUTPUT.channels
    assert one.output == OUTPUT
    assert np.array_equal(IMAGE.array, before)


@every_strategy
def test_what_it_does_not_take_is_refused(declared: Strategy) -> None:
    enough = dict.fromkeys(declared.parts, 1)
    with pytest.raises(UnknownName, match=f"unknown entry of {declared.id} 'colour'"):
        require(declared, enough, {"colour": 1})
    with pytest.raises(UsageError, match=f"{declared.id}: give one"):
        require(declared, {}, {})
    for name in declared.options:
        with pytest.raises(UsageError, match=f"{declared.id}: {name} = "):
            require(declared, enough, {name: object()})

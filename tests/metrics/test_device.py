"""Label maps that lie on a device are scored there, with the same results."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval.errors import UsageError
from segeval.metrics import Pair, evaluate
from tests.metrics.helpers import box, make_grid

DEVICES = [
    "cpu",
    pytest.param(
        "cuda", marks=[pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]
    ),
]


def both(reference: Any, prediction: Any, device: str, **options: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores of two arrays, and of the same arrays as tensors on a device."""
    tensors: list[Any] = [torch.tensor(array, device=device) for array in (reference, prediction)]
    return evaluate(reference, prediction, **options), evaluate(tensors[0], tensors[1], **options)


@pytest.mark.parametrize("device", DEVICES)
@given(data=st.data())
@settings(max_examples=40)
def test_tensors_and_arrays_score_alike(device: str, data: st.DataObject) -> None:
    shape = tuple(data.draw(st.lists(st.integers(1, 9), min_size=2, max_size=3)))
    spacing = tuple(data.draw(st.lists(st.floats(0.2, 5), min_size=len(shape), max_size=len(shape))))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    dtype = data.draw(st.sampled_from([np.uint8, np.int16, np.int64]))
    first, second = (random.choice(4, shape, p=[0.6, 0.2, 0.1, 0.1]).astype(dtype) for _ in range(2))
    metrics = data.draw(st.sampled_from(["standard", "standard,nsd@1.5,masd,lesion_f1,kappa"]))
    expected, found = both(first, second, device, spacing=spacing, metrics=metrics)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ["lits", "transunet", "lits-lesion"])
def test_protocols_work_on_a_device(device: str, name: str) -> None:
    shape = (8, 12, 70)
    first = box(shape, slice(1, 6), slice(2, 9), slice(3, 66))
    second = box(shape, slice(2, 7), slice(2, 10), slice(5, 69))
    expected, found = both(first, second, device, spacing=(3.0, 1.0, 0.7), protocol=name)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6)


def test_a_surface_that_is_far_away_is_found() -> None:
    shape = (4, 40, 50)
    first, second = (
        box(shape, slice(0, 1), slice(0, 1), slice(0, 1)),
        box(shape, slice(3, 4), slice(38, 39), slice(48, 49)),
    )
    tensors: list[Any] = [torch.tensor(mask) for mask in (first, second)]
    found = Pair(tensors[0], tensors[1], make_grid(shape, (5.0, 1.0, 0.5))).distances
    assert found.from_reference.largest == np.sqrt(15**2 + 38**2 + 24**2)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (torch.tensor([[0, 300]]), "prediction holds labels from 0 to 300; on a device they are 0 to 255"),
        (torch.tensor([[0, -1]]), "prediction holds labels from -1 to 0"),
        (torch.tensor([[0.0, 0.5]]), "prediction is torch.float32, expected"),
    ],
)
def test_tensors_that_are_no_label_maps_are_refused(labels: Any, message: str) -> None:
    reference: Any = torch.tensor([[0, 1]])
    with pytest.raises(UsageError, match=message):
        evaluate(reference, labels)

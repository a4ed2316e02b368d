"""Independent implementations agree."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings

from segeval.metrics import REGISTRY, Pair, resolve, score
from tests.metrics.helpers import mask_pairs, slow_surface_values

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from medpy.metric import binary as medpy


@given(mask_pairs())
@settings(max_examples=100, deadline=None)
def test_surface_metrics_equal_brute_force(pair: Pair) -> None:
    for name, value in slow_surface_values(pair).items():
        assert score(REGISTRY.get(name), pair).value == pytest.approx(value, rel=1e-9)


@given(mask_pairs())
@settings(max_examples=40, deadline=None)
def test_medpy_agrees(pair: Pair) -> None:
    # hd95 is absent: medpy takes one percentile of both directions together.
    reference, prediction = np.array(pair.reference), np.array(pair.prediction)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            "dice": medpy.dc(prediction, reference),
            "iou": medpy.jc(prediction, reference),
            "rvd": medpy.ravd(prediction, reference),
            "asd": medpy.assd(prediction, reference, pair.grid.spacing),
            "hd": medpy.hd(prediction, reference, pair.grid.spacing),
        }
    found = {metric.id: score(metric, pair).value for metric in resolve(list(expected))}
    assert found == pytest.approx(expected, rel=1e-9)

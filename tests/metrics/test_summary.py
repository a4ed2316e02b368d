"""What is kept of a case gives the scores that its masks gave."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval.errors import UsageError
from segeval.metrics import SURFACES, Pair, StoredPair, resolve, score
from segeval.metrics._measure.summary import sketch, sketches
from tests.metrics.helpers import box, make_pair, mask_pairs

FROM_DISTANCES = "asd,masd,asd_reference,asd_prediction,rmsd,hd,hd95,hd95_pooled,hd_percentile@50,hd_percentile@99"


def stored(pair: Pair) -> StoredPair:
    """Return what is left of a pair."""
    return StoredPair(counts=pair.counts, grid=pair.grid, tolerance=pair.tolerance, sketches=sketches(pair, SURFACES))


@given(mask_pairs(empty=True), st.floats(0.1, 8))
@settings(max_examples=150)
def test_scores_from_what_is_stored_equal_those_from_the_masks(pair: Pair, tolerance: float) -> None:
    pair = replace(pair, tolerance=tolerance)
    left = stored(pair)
    assert left.status == pair.status
    for metric in resolve(f"{FROM_DISTANCES},nsd_voxel,nsd,dice,iou,voe,rvd,precision,recall,kappa"):
        found, expected = score(metric, left), score(metric, pair)
        assert found.status == expected.status
        same = expected.value if expected.value is None else pytest.approx(expected.value, rel=1e-12)
        assert found.value == same, metric.id


@pytest.mark.parametrize("view", [{"border": "edges"}, {"voxels": True}])
def test_other_ways_to_measure_are_kept_too(view: dict[str, object]) -> None:
    z, y, x = np.indices((12, 20, 22)) - 10
    balls = [z**2 + y**2 + (x - shift) ** 2 < 64 for shift in (0, 3)]
    pair = make_pair(balls[0], balls[1], (3.0, 1.0, 0.7))
    seen, left = pair.measured(**view), stored(pair).measured(**view)  # type: ignore[arg-type]  # two kinds of keyword
    found, expected, usual = (
        [score(metric, of).value for metric in resolve(FROM_DISTANCES)] for of in (left, seen, pair)
    )
    assert found == pytest.approx(expected, rel=1e-12)
    assert found != pytest.approx(usual, rel=1e-3)


def test_a_percentile_that_is_not_kept_is_too_large_by_less_than_a_step() -> None:
    random = np.random.default_rng(1)
    pair = make_pair(random.random((20, 30, 30)) < 0.01, random.random((20, 30, 30)) < 0.01, (2.0, 0.9, 0.7))
    steps = sketch(pair.distances).values
    for percent in (12.3, 33, 61.8, 96.5):
        (metric,) = resolve(f"hd_percentile@{percent}")
        exact, found = (cast(float, score(metric, seen).value) for seen in (pair, stored(pair)))
        step = max(np.diff(steps))
        assert exact - 1e-12 <= found < exact + step


def test_a_sketch_of_many_distances_is_small() -> None:
    random = np.random.default_rng(2)
    pair = make_pair(random.random((40, 60, 60)) < 0.02, random.random((40, 60, 60)) < 0.02, (2.3, 0.9, 0.7))
    assert pair.distances.from_reference.size > 2000
    small = sketch(pair.distances)
    assert len(small.values) < 90
    assert sum(small.reference) == pair.distances.from_reference.size


def test_unit_spacing_needs_no_second_search_for_voxels() -> None:
    pair = make_pair(box((4, 4), slice(1, 3), slice(1, 3)), box((4, 4), slice(0, 3), slice(1, 3)))
    assert set(sketches(pair, SURFACES)) == {"faces", "edges"}
    (hd,) = resolve("hd")
    assert score(hd, stored(pair).measured(voxels=True)).value == 1


def test_what_is_not_stored_is_named() -> None:
    left = StoredPair(counts=make_pair(box((2, 2)), box((2, 2))).counts, grid=make_pair(box((2, 2)), box((2, 2))).grid)
    with pytest.raises(UsageError, match=r"distances of kind 'faces' were not stored \(stored: none\)"):
        _ = left.distances
    with pytest.raises(UsageError, match="confusion of all labels is not stored"):
        _ = replace(left, values=()).confusion


def test_an_empty_mask_keeps_no_distances() -> None:
    assert sketches(make_pair(box((3, 3)), box((3, 3), slice(0, 1))), SURFACES) == {}

"""Pair: what it refuses, what it counts, where it sees borders."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from segeval.errors import GridMismatch, UsageError
from segeval.metrics import Counts, Pair
from segeval.metrics._surface import border, bounding_box
from segeval.records import Grid
from tests.metrics.helpers import box, make_grid, make_pair, mask_pairs, slow_border, slow_distances

SQUARE = box((4, 4), slice(1, 3), slice(1, 3))


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32])
def test_a_mask_that_is_not_boolean_is_refused_by_name(dtype: type) -> None:
    with pytest.raises(UsageError, match=f"prediction is {np.dtype(dtype)}, expected a boolean"):
        make_pair(SQUARE, SQUARE.astype(dtype))


def test_a_mask_that_is_not_an_array_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="reference is list, expected a boolean"):
        Pair(SQUARE.tolist(), SQUARE, Grid.pixels((4, 4)))


def test_a_mask_of_another_shape_is_refused_by_name() -> None:
    with pytest.raises(GridMismatch, match="prediction is 3×4 but its grid is 4×4"):
        make_pair(SQUARE, SQUARE[1:])


@pytest.mark.parametrize("shape", [(4,), (2, 2, 2, 2), (0, 4)])
def test_only_two_and_three_dimensions_with_voxels_are_accepted(shape: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="expected 2 or 3 numbers"):
        make_pair(np.ones(shape, np.bool_), np.ones(shape, np.bool_))


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_a_spacing_that_is_no_length_is_refused(bad: float) -> None:
    with pytest.raises(UsageError, match="expected positive numbers in mm"):
        make_pair(SQUARE, SQUARE, (1.0, bad))


def test_a_spacing_needs_one_number_per_axis() -> None:
    with pytest.raises(UsageError, match="expected 2 or 3 numbers"):
        make_pair(SQUARE, SQUARE, (1.0, 1.0, 1.0))


@given(mask_pairs(empty=True))
@settings(max_examples=50, deadline=None)
def test_counts_add_up_to_the_grid_and_to_both_masks(pair: Pair) -> None:
    tp, fp, fn, _ = pair.counts
    assert sum(pair.counts) == pair.reference.size
    assert tp + fn == pair.reference.sum()
    assert tp + fp == pair.prediction.sum()


def test_counts_name_whose_error_it_is() -> None:
    pair = make_pair(box((2, 5), slice(0, 2), slice(0, 2)), box((2, 5), slice(0, 1), slice(0, 5)))
    assert pair.counts == Counts(tp=2, fp=3, fn=2, tn=3)


@given(mask_pairs())
@settings(max_examples=50, deadline=None)
def test_a_border_voxel_has_a_face_neighbour_outside(pair: Pair) -> None:
    found = [tuple(point) for point in np.argwhere(border(pair.reference)).tolist()]
    assert found == slow_border(pair.reference)


@given(mask_pairs())
@settings(max_examples=50, deadline=None)
def test_distances_equal_those_of_all_pairs_of_border_voxels(pair: Pair) -> None:
    borders = slow_border(pair.reference), slow_border(pair.prediction)
    spacing = pair.grid.spacing
    assert pair.distances.from_reference == pytest.approx(slow_distances(*borders, spacing), rel=1e-9)
    assert pair.distances.from_prediction == pytest.approx(slow_distances(*borders[::-1], spacing), rel=1e-9)


@given(mask_pairs())
@settings(max_examples=50, deadline=None)
def test_distances_do_not_depend_on_where_the_masks_lie(pair: Pair) -> None:
    around = [(7, 3)] * pair.reference.ndim
    moved = make_pair(np.pad(pair.reference, around), np.pad(pair.prediction, around), pair.grid.spacing)
    for here, there in zip(pair.distances, moved.distances, strict=True):
        np.testing.assert_array_equal(here, there)


@given(mask_pairs())
@settings(max_examples=20, deadline=None)
def test_the_bounding_box_is_the_smallest(pair: Pair) -> None:
    inside = np.argwhere(pair.reference)
    expected = zip(inside.min(axis=0).tolist(), (inside.max(axis=0) + 1).tolist(), strict=True)
    assert bounding_box(pair.reference) == tuple(slice(*ends) for ends in expected)


def test_an_empty_mask_is_infinitely_far_away() -> None:
    pair = make_pair(SQUARE, box((4, 4)))
    assert pair.distances.from_reference.tolist() == [math.inf] * 4
    assert pair.distances.from_prediction.size == 0


def test_two_empty_masks_have_no_borders() -> None:
    pair = make_pair(box((4, 4)), box((4, 4)))
    assert [border.size for border in pair.borders] == [0, 0]
    assert [distances.size for distances in pair.distances] == [0, 0]


def test_masks_are_left_as_they_are() -> None:
    reference, prediction = SQUARE.copy(), np.rot90(SQUARE)
    pair = Pair(reference, prediction, make_grid((4, 4)))
    assert pair.distances.from_reference.max() == 0
    np.testing.assert_array_equal(reference, SQUARE)


def test_distances_are_computed_once() -> None:
    pair = make_pair(SQUARE, SQUARE)
    assert pair.distances is pair.distances

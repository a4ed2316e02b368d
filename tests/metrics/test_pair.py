"""Pair: what it refuses, what it counts, where it sees borders."""

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from segeval.errors import GridMismatch, UnknownLabel, UsageError
from segeval.metrics import WHOLE_MAP, Counts, Pair
from segeval.metrics._measure.maps import BORDERS
from segeval.metrics._measure.pair import pairs, whole_map
from segeval.metrics._measure.surfaces import Border
from segeval.records import Grid, Structure
from tests.metrics.helpers import (
    Maps,
    as_images,
    box,
    label_maps,
    make_grid,
    make_mask,
    make_pair,
    mask_pairs,
    slow_border,
    slow_distances,
    thin_axis,
)

SQUARE = box((4, 4), slice(1, 3), slice(1, 3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128, object])
def test_a_map_that_holds_no_integers_is_refused_by_name(dtype: type) -> None:
    name = np.dtype(dtype).name
    with pytest.raises(UsageError, match=f"prediction is {name}, expected a numpy array of integer or boolean labels"):
        make_pair(SQUARE, SQUARE.astype(dtype))


def test_a_map_that_is_not_an_array_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="reference is list, expected a numpy array"):
        Pair(SQUARE.tolist(), SQUARE, Grid.pixels((4, 4)))


def test_a_map_of_another_shape_is_refused_by_name() -> None:
    with pytest.raises(GridMismatch, match="prediction is 3×4 but the grid is 4×4; the order of axes"):
        make_pair(SQUARE, SQUARE[1:])


@pytest.mark.parametrize(("shape", "came"), [((4,), "4"), ((2, 2, 2, 2), "2×2×2×2"), ((0, 4), "0×4")])
def test_only_two_and_three_axes_with_voxels_are_accepted(shape: tuple[int, ...], came: str) -> None:
    said = rf"reference has {len(shape)} axes \({came}\), expected \(z, y, x\) or \(y, x\), none empty"
    with pytest.raises(UsageError, match=said):
        make_pair(np.ones(shape, np.bool_), np.ones(shape, np.bool_))


@pytest.mark.parametrize("bad", [(1.0, 0.0), (1.0, -1.0), (1.0, math.nan), (1.0, math.inf), (1.0, 1.0, 1.0)])
def test_a_spacing_that_is_not_a_length_per_axis_is_refused(bad: tuple[float, ...]) -> None:
    said = f"spacing of the reference is {bad}, expected 2 positive numbers in mm; check the header"
    with pytest.raises(UsageError, match=re.escape(said)):
        make_pair(SQUARE, SQUARE, bad)


def test_more_values_than_there_can_be_labels_are_refused() -> None:
    many = np.arange(400).reshape(20, 20) * 1000
    with pytest.raises(UsageError, match="the maps hold 400 different values, at most 256 can be labels"):
        Pair(many, many, make_grid((20, 20))).counts  # noqa: B018


def test_a_label_that_no_structure_has_is_refused_by_value() -> None:
    reference, prediction = make_mask([[0, 1, 2]]), make_mask([[0, 1, 7]])
    with pytest.raises(UnknownLabel, match="prediction holds label 7, expected 0, 1, 2; rename its labels"):
        list(pairs(whole_map(reference, prediction), [Structure("organ", (1, 2))]))


def test_a_label_of_the_reference_that_is_not_scored_may_be_predicted() -> None:
    reference, prediction = make_mask([[0, 1, 7]]), make_mask([[0, 7, 7]])
    named = dict(pairs(whole_map(reference, prediction), [Structure("organ", (1,))]))
    assert named["organ"].counts == Counts(tp=0, fp=0, fn=1, tn=2)
    assert named[WHOLE_MAP].confusion.tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]


@given(mask_pairs(empty=True))
@settings(max_examples=50)
def test_counts_add_up_to_the_grid_and_to_both_masks(pair: Pair) -> None:
    tp, fp, fn, _ = pair.counts
    assert sum(pair.counts) == pair.reference.size
    assert tp + fn == pair.reference.sum()
    assert tp + fp == pair.prediction.sum()


def test_counts_name_whose_error_it_is() -> None:
    pair = make_pair(box((2, 5), slice(0, 2), slice(0, 2)), box((2, 5), slice(0, 1), slice(0, 5)))
    assert pair.counts == Counts(tp=2, fp=3, fn=2, tn=3)
    assert pair.confusion.tolist() == [[3, 3], [2, 2]]


@pytest.mark.parametrize(
    ("dtype", "values"), [(np.int16, (-5, 300)), (np.int64, (1, 2**40)), (np.uint16, (256, 65535))]
)
def test_labels_of_any_integer_type_are_counted(dtype: type, values: tuple[int, int]) -> None:
    reference: Any = np.array([[0, values[0], values[1], values[1]]], dtype)
    prediction: Any = np.array([[values[0], values[0], values[1], 0]], dtype)
    found = [Pair(reference, prediction, make_grid((1, 4)), (value,)).counts for value in values]
    assert found == [Counts(tp=1, fp=1, fn=0, tn=2), Counts(tp=1, fp=0, fn=1, tn=2)]


@pytest.mark.parametrize("border", list(BORDERS))
@pytest.mark.parametrize("ndim", [2, 3])
def test_a_border_voxel_has_a_neighbour_outside(border: Border, ndim: int) -> None:
    # From a mask that holds everything the border is that of the image, and its distance to itself is 0.
    mask = np.random.default_rng(0).random((7, 8, 67)[3 - ndim :]) < 0.9
    measured = replace(make_pair(mask, mask), border=border).distances.from_reference
    assert measured.size == len(slow_border(mask, BORDERS[border]))
    assert measured.largest == 0


@given(mask_pairs())
@settings(max_examples=50)
def test_distances_come_in_the_order_of_border_voxels(pair: Pair) -> None:
    (reference, prediction), spacing = as_images((pair.reference, pair.prediction), pair.grid.spacing)
    borders = slow_border(reference), slow_border(prediction)
    assert pair.distances.from_reference.values == pytest.approx(slow_distances(*borders, spacing), rel=1e-9)
    assert pair.distances.from_prediction.values == pytest.approx(slow_distances(*borders[::-1], spacing), rel=1e-9)


@given(mask_pairs())
@settings(max_examples=50)
def test_distances_do_not_depend_on_where_the_masks_lie(pair: Pair) -> None:
    thin = thin_axis(pair.grid.shape)  # where padding would make a volume of an image
    around = [(0, 0) if axis == thin else (7, 3) for axis in range(pair.reference.ndim)]
    moved = make_pair(np.pad(pair.reference, around), np.pad(pair.prediction, around), pair.grid.spacing)
    for here, there in zip(pair.distances, moved.distances, strict=True):
        np.testing.assert_array_equal(here.values, there.values)


@given(label_maps(empty=False))
@settings(max_examples=50)
def test_the_box_is_the_smallest_that_holds_both_masks(maps: Maps) -> None:
    value = int(maps.reference.max())
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape), (value,))
    (reference, prediction), _ = as_images(maps[:2], maps.spacing)
    inside = np.argwhere((reference == value) | (prediction == value))
    expected = zip(inside.min(axis=0).tolist(), (inside.max(axis=0) + 1).tolist(), strict=True)
    assert pair.box == tuple(slice(*ends) for ends in expected)
    np.testing.assert_array_equal(pair.masks.reference, reference[pair.box] == value)
    np.testing.assert_array_equal(pair.masks.prediction, prediction[pair.box] == value)


def test_background_can_be_part_of_what_is_scored() -> None:
    reference, prediction = np.array([[0, 1, 2, 0, 0]]), np.array([[0, 0, 1, 2, 0]])
    pair = Pair(reference, prediction, make_grid((1, 5)), (0, 1))
    assert pair.box == (slice(0, 1), slice(0, 5))
    np.testing.assert_array_equal(pair.masks.reference, reference < 2)
    assert pair.distances.from_prediction.values.tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("empty", ["reference", "prediction", "both"])
def test_an_empty_mask_has_no_surface_to_measure(empty: str) -> None:
    nothing = box((4, 4))
    reference, prediction = (nothing if empty in (name, "both") else SQUARE for name in ("reference", "prediction"))
    pair = make_pair(reference, prediction)
    with pytest.raises(UsageError, match=f"no distances: {empty} empty"):
        pair.distances  # noqa: B018


def test_two_empty_masks_have_an_empty_box() -> None:
    pair = make_pair(box((4, 4)), box((4, 4)))
    assert pair.box == (slice(0, 0), slice(0, 0))
    assert [mask.size for mask in pair.masks] == [0, 0]


def test_a_pair_can_be_measured_in_voxels_and_by_another_border() -> None:
    pair = make_pair(box((1, 9), slice(0, 1), slice(0, 2)), box((1, 9), slice(0, 1), slice(0, 5)), (2.0, 0.5))
    assert pair.distances.from_prediction.largest == 1.5
    assert pair.measured(voxels=True).distances.from_prediction.largest == 3
    assert pair.measured(border="edges").border == "edges"
    assert pair.measured() is pair
    assert pair.measured(voxels=True) is pair.measured(voxels=True)


def test_swapping_changes_places_but_not_numbers() -> None:
    pair = make_pair(SQUARE, box((4, 4), slice(0, 1), slice(1, 3)))
    swapped = pair.swapped()
    assert swapped.counts == Counts(pair.counts.tp, pair.counts.fn, pair.counts.fp, pair.counts.tn)
    for here, there in zip(pair.distances, reversed(swapped.distances), strict=True):
        np.testing.assert_array_equal(here.values, there.values)


@pytest.mark.parametrize("change", [np.asfortranarray, lambda mask: mask[::-1], lambda mask: mask.astype(np.int64)])
def test_maps_are_left_as_they_are(change: Any) -> None:
    reference, prediction = change(SQUARE.copy()), change(np.rot90(SQUARE))
    before = reference.copy(), prediction.copy()
    pair = Pair(reference, prediction, make_grid((4, 4)))
    assert pair.distances.from_reference.largest == 0
    np.testing.assert_array_equal(reference, before[0])
    np.testing.assert_array_equal(prediction, before[1])


def test_distances_are_computed_once() -> None:
    pair = make_pair(SQUARE, SQUARE)
    assert pair.distances is pair.distances

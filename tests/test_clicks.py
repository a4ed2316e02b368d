"""Clicks: where they fall, what a network sees of them, and what refiners make of them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from segeval.clicks._refine import BUILT_IN, REACH, nearby
from segeval.records import Grid, Volume
from segeval.strategies.clicks import (
    LEAST,
    PAPER,
    WHITE,
    Click,
    channel_count,
    channels,
    simulate,
    standardised,
    step_graph,
)
from tests.helpers import mm

Labels = npt.NDArray[Any]
EVERYWHERE = np.ones((3, 3))
refiners = pytest.mark.parametrize("name", BUILT_IN)


def disc(shape: tuple[int, int], at: tuple[int, int], radius: float) -> npt.NDArray[np.bool_]:
    y, x = np.indices(shape)
    return np.asarray((y - at[0]) ** 2 + (x - at[1]) ** 2 <= radius**2)


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


# Where they fall


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.sampled_from([None, 2]))
def test_clicks_fall_on_what_is_wrong_and_say_what_is_right(seed: int, least: int, ignore: int | None) -> None:
    made = np.random.default_rng(seed)
    reference, prediction = (
        (ndimage.gaussian_filter(made.normal(size=(40, 30)), 3) * 20).clip(0, 2).astype(np.uint8) for _ in range(2)
    )
    found = simulate(reference, prediction, np.random.default_rng(seed), least=least, ignore=ignore)
    wrong = (reference != prediction) & (reference != (255 if ignore is None else ignore))
    counted: dict[tuple[int, int], int] = {}
    expected: dict[tuple[int, int], int] = {}
    components = {label: ndimage.label(wrong & (reference == label), EVERYWHERE)[0] for label in range(3)}
    for label, numbers in components.items():
        for number, size in enumerate(np.bincount(numbers.ravel())):
            if number and size >= least:
                expected[label, number] = int(np.ceil(size / 100))
    for click in found:
        assert wrong[click.voxel]
        assert reference[click.voxel] == click.label
        key = click.label, int(components[click.label][click.voxel])
        counted[key] = counted.get(key, 0) + 1
    assert counted == expected
    assert len({click.voxel for click in found}) == len(found)


def test_the_rule_of_the_paper_counts_the_clicks() -> None:
    for size, number in ((29, 0), (30, 1), (100, 1), (101, 2), (250, 3)):
        reference = np.zeros((3, 300), np.uint8)
        reference[1, :size] = 1
        assert len(simulate(reference, np.zeros_like(reference), rng())) == number
        assert [click.label for click in simulate(np.zeros_like(reference), reference, rng())] == [0] * number
    assert LEAST == 30


def test_the_largest_component_comes_first_and_each_has_its_turn() -> None:
    reference = np.zeros((5, 400), np.uint8)
    reference[0, :150], reference[4, :320] = 1, 2
    found = simulate(reference, np.zeros_like(reference), rng())
    assert [click.label for click in found] == [2, 1, 2, 1, 2, 2]


def test_two_labels_that_are_wrong_side_by_side_are_two_components() -> None:
    reference = np.repeat([[1, 2]], 20, axis=1)[None].repeat(4, 1)
    found = simulate(reference, np.zeros_like(reference), rng())
    assert sorted(click.label for click in found) == [1, 2]


def test_an_answer_without_a_fault_gets_no_click_and_the_same_seed_the_same_ones() -> None:
    reference = disc((40, 40), (20, 20), 9).astype(np.uint8)
    assert simulate(reference, reference, rng()) == []
    missed = np.zeros_like(reference)
    assert simulate(reference, missed, rng()) == simulate(reference, missed, rng())
    assert simulate(reference, missed, rng()) != simulate(reference, missed, np.random.default_rng(6))


# What a network sees


def test_a_network_sees_the_answer_before_and_the_clicks_of_every_label() -> None:
    previous = np.array([[0, 1, 1, 3]], np.uint8)
    graph = step_graph(np.array([[[0, 0, 1, 3]]], np.float32), (1.0, 1.0), PAPER)
    labels = [0, 1, 3]
    shown = channels(graph, previous, [Click((0, 0), 3), Click((0, 2), 0)], labels)
    assert len(shown) == channel_count(labels) == 5
    assert shown[:2].tolist() == [[[0, WHITE, WHITE, 0]], [[0, 0, 0, WHITE]]]
    near = np.rint(WHITE * np.exp(-np.array([[[1, 1, 0, 2]], [[np.inf] * 4], [[0, 0, 1, 3]]])))
    assert np.array_equal(shown[2:], near)


# What refiners make of them


@refiners
def test_a_clicked_voxel_has_its_label_and_what_is_far_stays(name: str) -> None:
    made = np.random.default_rng(2)
    image = Volume(made.normal(size=(2, 6, 40, 30)).astype(np.float32), mm((6, 40, 30), (4.0, 1.0, 2.0)))
    first = made.integers(0, 3, (6, 40, 30))
    clicks = [Click((1, 5, 6), 2), Click((1, 6, 6), 1), Click((5, 30, 20), 0)]
    found = nearby(image, first, clicks, REACH, BUILT_IN[name])
    assert [found[click.voxel] for click in clicks] == [2, 1, 0]
    free = np.ones(first.shape, bool)
    for click in clicks:
        free[click.voxel] = False
    far = ndimage.distance_transform_edt(free, image.grid.spacing) > REACH
    assert np.array_equal(found[far], first[far])
    assert far.mean() > 0.9
    again = nearby(image, first, clicks[::-1], REACH, BUILT_IN[name])
    assert np.array_equal(found, again)  # the order of clicks does not matter


@refiners
def test_a_click_fills_what_was_missed_up_to_its_edge(name: str) -> None:
    shape = (60, 60)
    truth = disc(shape, (30, 30), 4)
    grey = np.where(truth, 100, 0) + np.random.default_rng(3).normal(0, 3, shape)
    image = Volume(grey[None].astype(np.float32), Grid.pixels(shape))
    found = nearby(image, np.zeros(shape, np.int32), [Click((29, 31), 4)], 8.0, BUILT_IN[name])
    assert np.array_equal(found == 4, truth)
    full = np.full(shape, 4, np.int32)  # and takes away what was too much
    kept = nearby(image, np.where(disc(shape, (30, 30), 7), full, 0), [Click((30, 36), 0)], 3.0, BUILT_IN[name])
    assert kept[30, 36] == 0
    assert (kept[truth] == 4).all()


@refiners
def test_where_the_image_shows_nothing_the_nearer_seed_wins(name: str) -> None:
    shape = (21, 21)
    image = Volume(np.zeros((1, *shape), np.float32), Grid.pixels(shape))
    found = nearby(image, np.zeros(shape, np.int32), [Click((10, 10), 1)], 6.0, BUILT_IN[name])
    assert found[10, 10] == found[10, 13] == found[7, 10] == 1
    assert found[10, 15] == found[5, 10] == 0


def test_the_boxes_of_the_geodesic_refiner_change_nothing() -> None:
    """What is decided box by box is what the whole image would decide."""
    made = np.random.default_rng(4)
    shape = (50, 44)
    image = Volume(made.normal(size=(1, *shape)).astype(np.float32), Grid.pixels(shape))
    first = (ndimage.gaussian_filter(made.normal(size=shape), 4) * 9).clip(0, 2).astype(np.int32)
    clicks = [Click(tuple(made.integers(shape).tolist()), int(made.integers(3))) for _ in range(9)]
    found = nearby(image, first, clicks, REACH, BUILT_IN["geodesic"])
    free = np.ones(shape, bool)
    for click in clicks:
        free[click.voxel] = False
    near = ndimage.distance_transform_edt(free) <= REACH
    seeds = np.where(near, -1, first)
    for click in clicks:
        seeds[click.voxel] = click.label
    whole = BUILT_IN["geodesic"](standardised(image.array), (1.0, 1.0), seeds, near)
    assert np.array_equal(found, np.where(near, whole, first))

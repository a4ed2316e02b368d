"""Geodesic distances: exact on the graph of steps, against a search of our own and against closed forms."""

import heapq
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from segeval.errors import BadData
from segeval.strategies import _geodesic
from segeval.strategies._geodesic import distances, nearness, standardised, step_graph

Array = npt.NDArray[np.float64]
Bits = npt.NDArray[np.bool_]


def seeded(shape: tuple[int, ...], *voxels: tuple[int, ...]) -> Bits:
    seeds = np.zeros(shape, bool)
    for voxel in voxels:
        seeds[voxel] = True
    return seeds


def searched(array: npt.NDArray[np.float32], spacing: tuple[float, ...], share: float, seeds: Bits) -> Array:
    """Return the distances by the textbook: a heap of voxels, each step costed when it is taken."""
    shape = seeds.shape
    far = np.where(seeds, 0.0, np.inf)
    heap = [(0.0, tuple(map(int, voxel))) for voxel in np.argwhere(seeds)]
    while heap:
        reached, voxel = heapq.heappop(heap)
        if reached > far[voxel]:
            continue
        for step in product((-1, 0, 1), repeat=len(shape)):
            other = tuple(a + b for a, b in zip(voxel, step, strict=True))
            if not any(step) or any(not 0 <= a < n for a, n in zip(other, shape, strict=True)):
                continue
            length = sum((s * w) ** 2 for s, w in zip(step, spacing, strict=True)) ** 0.5
            change = sum((float(channel[other]) - float(channel[voxel])) ** 2 for channel in array) ** 0.5
            cost = (((1 - share) * length) ** 2 + (share * change) ** 2) ** 0.5
            if reached + cost < far[other]:
                far[other] = reached + cost
                heapq.heappush(heap, (float(far[other]), other))
    return far


@settings(max_examples=40)
@given(
    st.sampled_from([(7, 9), (1, 6), (4, 5, 3), (3, 1, 4)]),
    st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    st.integers(1, 2),
    st.integers(1, 3),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_distances_are_those_of_a_search_of_our_own(
    shape: tuple[int, ...], share: float, channels: int, count: int, coarse: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    array = rng.normal(size=(channels, *shape)).astype(np.float32)
    if coarse:  # parts that are the same everywhere: steps that cost nothing
        array = np.round(array)
    spacing = (3.0, 1.0, 0.7)[-len(shape) :]
    seeds = seeded(shape, *(tuple(rng.integers(shape).tolist()) for _ in range(count)))
    found = distances(step_graph(array, spacing, share), seeds)
    np.testing.assert_allclose(found, searched(array, spacing, share, seeds), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("shape", "spacing"), [((9, 12), (2.0, 0.5)), ((9, 12), (2.0, 2.0)), ((5, 8, 6), (5.0, 2.0, 1.5))]
)
def test_without_the_image_a_distance_is_the_shortest_way_over_the_grid(
    shape: tuple[int, ...], spacing: tuple[float, ...]
) -> None:
    start = tuple(n // 3 for n in shape)
    noise = np.random.default_rng(0).normal(size=(1, *shape)).astype(np.float32)
    found = distances(step_graph(noise, spacing, 0.0), seeded(shape, start))
    for voxel in np.ndindex(*shape):
        # First along all axes at once, then along those that are left: no way over the grid is shorter.
        left, length = [abs(a - b) for a, b in zip(voxel, start, strict=True)], 0.0
        while any(left):
            moved = [n > 0 for n in left]
            length += sum(w**2 for w, moves in zip(spacing, moved, strict=True) if moves) ** 0.5
            left = [n - moves for n, moves in zip(left, moved, strict=True)]
        assert found[voxel] == pytest.approx(length)
    euclidean = ndimage.distance_transform_edt(~seeded(shape, start), spacing)
    assert (found >= euclidean - 1e-9).all()
    if len(set(spacing)) == 1:  # eight directions cost at most 8.3 % more than a straight line
        assert (found <= 1.0824 * euclidean + 1e-9).all()


def test_with_the_image_alone_a_distance_is_the_change_on_the_way() -> None:
    ramp = np.array([[[0.0, 1.0, 3.0, 2.0, 2.0]]], np.float32)
    found = distances(step_graph(ramp, (1.0, 9.0), 1.0), seeded((1, 5), (0, 0)))
    np.testing.assert_allclose(found, [[0, 1, 3, 4, 4]])


def test_a_way_leads_around_a_wall() -> None:
    array = np.zeros((1, 5, 5), np.float32)
    array[0, :4, 2] = 7
    found = distances(step_graph(array, (1.0, 1.0), 1.0), seeded((5, 5), (0, 0)))
    assert found[0, 4] == 0
    assert found[0, 2] == 7
    array[0, 4, 2] = 7
    assert distances(step_graph(array, (1.0, 1.0), 1.0), seeded((5, 5), (0, 0)))[0, 4] == 14


def test_changes_are_in_deviations_of_each_channel() -> None:
    array = np.random.default_rng(1).normal(size=(2, 6, 7)).astype(np.float32)
    scaled = standardised(array)
    np.testing.assert_allclose(scaled.std((1, 2)), 1, rtol=1e-5)
    stretched = array * np.array([40, 0.01], np.float32)[:, None, None] + 900
    np.testing.assert_allclose(np.diff(standardised(stretched)), np.diff(scaled), atol=2e-2)
    assert not standardised(np.full((1, 4, 4), 5e-7, np.float32)).std()


def test_where_nobody_clicked_all_is_infinitely_far_and_shown_as_nought() -> None:
    graph = step_graph(np.zeros((1, 3, 3), np.float32), (1.0, 1.0), 0.5)
    far = distances(graph, seeded((3, 3)))
    assert np.isposinf(far).all()
    assert not nearness(far).any()
    near = nearness(distances(graph, seeded((3, 3), (1, 1))))
    assert near[1, 1] == 1
    assert near[0, 1] == pytest.approx(np.exp(-0.5))


def test_an_image_that_no_graph_can_hold_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_geodesic, "MOST", 8)
    with pytest.raises(BadData, match=r"an image of 3×3 has 9 voxels, the most are 8; cut it or resample it"):
        step_graph(np.zeros((1, 3, 3), np.float32), (1.0, 1.0), 1.0)

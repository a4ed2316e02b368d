"""Centre lines and Betti numbers, on pictures whose shape is plain and against a homology by linear algebra."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval.metrics import resolve, score
from segeval.metrics.topology import betti_numbers, skeleton
from tests.metrics.helpers import BoolArray, box, make_pair


def slow_betti_numbers(mask: BoolArray) -> tuple[int, int, int]:
    """Return the Betti numbers of a union of closed cubes from the ranks of the boundary maps between its cells."""
    # A voxel is the cell of odd coordinates; each even coordinate is a wall between two voxels.
    cells: set[tuple[int, ...]] = set()
    for voxel in np.argwhere(mask):
        cells |= set(itertools.product(*((2 * i, 2 * i + 1, 2 * i + 2) for i in voxel.tolist())))
    by_dimension = [sorted(c for c in cells if sum(i % 2 for i in c) == d) for d in range(4)]
    ranks = [0] * 5
    for dimension in range(1, 4):
        places = {cell: n for n, cell in enumerate(by_dimension[dimension - 1])}
        boundary = np.zeros((len(places), len(by_dimension[dimension])))
        for column, cell in enumerate(by_dimension[dimension]):
            for k, axis in enumerate(axis for axis, i in enumerate(cell) if i % 2):
                for step in (-1, 1):
                    wall = (*cell[:axis], cell[axis] + step, *cell[axis + 1 :])
                    boundary[places[wall], column] = step * (-1) ** k
        ranks[dimension] = int(np.linalg.matrix_rank(boundary)) if boundary.size else 0
    first, second, third = (len(by_dimension[d]) - ranks[d] - ranks[d + 1] for d in range(3))
    return first, second, third


@given(st.lists(st.integers(1, 4), min_size=2, max_size=3), st.sampled_from([0.2, 0.5, 0.8]), st.integers(0, 2**32 - 1))
@settings(max_examples=150)
def test_betti_numbers_equal_those_of_the_cell_complex(shape: list[int], share: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random(shape) < share
    assert betti_numbers(mask) == slow_betti_numbers(mask)


def torus() -> BoolArray:
    z, y, x = np.indices((9, 21, 21)) - np.array([4, 10, 10]).reshape(3, 1, 1, 1)
    return np.asarray((np.hypot(y, x) - 6) ** 2 + z**2 <= 9)


def shell() -> BoolArray:
    distance = np.linalg.norm(np.indices((13, 13, 13)) - 6, axis=0)
    return np.asarray((distance <= 5.5) & (distance >= 3))


@pytest.mark.parametrize(
    ("mask", "numbers"),
    [
        (torus(), (1, 1, 0)),
        (shell(), (1, 0, 1)),
        (shell() & ~box((13, 13, 13), slice(6, 7), slice(6, 7), slice(0, 6)), (1, 0, 0)),
        (np.ones((3, 3, 3), np.bool_), (1, 0, 0)),
        (np.eye(4, dtype=np.bool_), (1, 0, 0)),
        (~np.eye(4, dtype=np.bool_), (1, 2, 0)),
        (np.indices((5, 5)).sum(axis=0) % 2 == 1, (1, 5, 0)),
    ],
    ids=["torus", "shell", "pierced", "cube", "diagonal", "beside", "chessboard"],
)
def test_betti_numbers_of_known_shapes(mask: BoolArray, numbers: tuple[int, int, int]) -> None:
    assert betti_numbers(mask) == numbers


def test_a_hole_that_the_edge_of_the_image_opens_is_none() -> None:
    ring = ~box((5, 5), slice(2, 3), slice(2, 3))
    assert betti_numbers(ring) == (1, 1, 0)
    assert betti_numbers(ring[:3]) == (1, 0, 0)


def test_betti_error_adds_objects_loops_and_cavities() -> None:
    both = np.zeros((9, 21, 36), np.bool_)
    both[:, :, :21] = torus()
    both[1:8, 1:8, 25:32] = True
    hollow = both.copy()
    hollow[4, 4, 28] = False
    hollow[8, 20, 35] = True
    assert score(resolve("betti_error")[0], make_pair(both, hollow)).value == 2
    assert score(resolve("betti_error")[0], make_pair(hollow, np.pad(torus(), ((0, 0), (0, 0), (0, 15))))).value == 3


def test_the_skeleton_of_a_thick_line_is_its_middle() -> None:
    line = box((7, 30), slice(2, 5), slice(3, 27))
    assert np.array_equal(skeleton(line)[:, 6:24], box((7, 18), slice(3, 4), slice(0, 18)))


def test_centre_line_dice_ignores_thickness_and_punishes_gaps() -> None:
    thick, thin = box((9, 40), slice(2, 7), slice(2, 38)), box((9, 40), slice(4, 5), slice(2, 38))
    gap = thin & ~box((9, 40), slice(0, 9), slice(10, 20))
    cldice, dice = (resolve(name)[0] for name in ("cldice", "dice"))
    assert score(cldice, make_pair(thick, thin)).value == pytest.approx(1, abs=0.04)  # its ends are thinned too
    assert score(dice, make_pair(thick, thin)).value == pytest.approx(1 / 3)
    assert score(cldice, make_pair(thin, gap)).value == pytest.approx(2 * 26 / (36 + 26))  # its own skeleton


def test_a_mask_that_thinning_loses_is_its_own_skeleton() -> None:
    cube = box((6, 6, 6), slice(2, 4), slice(2, 4), slice(2, 4))
    assert np.array_equal(skeleton(cube), cube)
    assert score(resolve("cldice")[0], make_pair(cube, cube)).value == 1
    far = box((6, 6, 6), slice(5, 6), slice(5, 6), slice(5, 6))
    assert score(resolve("cldice")[0], make_pair(cube, far)).value == 0


def test_the_skeleton_does_not_depend_on_the_crop() -> None:
    for seed in range(300):
        random = np.random.default_rng(seed)
        mask = random.random((int(random.integers(1, 3)), 5, 5)) < 0.7
        assert np.array_equal(skeleton(np.pad(mask, 3))[3:-3, 3:-3, 3:-3], skeleton(mask))

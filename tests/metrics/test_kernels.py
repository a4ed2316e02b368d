"""Compiled ways to the nearest surface voxel: each is taken where it should be, and all give the same distance."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from segeval.metrics._measure.kernels.compiled.search import (
    OPEN,
    blocks,
    occupied,
    open_share,
    rows_around,
    search,
    settle,
)
from segeval.metrics._measure.kernels.compiled.surfaces import MANY, PER_OPEN, PER_VOXEL, SAMPLE, nearest
from segeval.metrics._measure.kernels.compiled.transform import transform
from segeval.metrics._measure.surfaces import PARTITION, Directed
from tests.metrics.helpers import BoolArray, make_pair


def packed(mask: BoolArray) -> npt.NDArray[np.uint64]:
    """Return a mask as bits, 64 voxels along x in a word, the first in its lowest bit."""
    depth, height, width = mask.shape
    whole = np.zeros((depth, height, -(-width // 64) * 64), np.bool_)
    whole[..., :width] = mask
    return np.packbits(whole, axis=-1, bitorder="little").view("<u8").astype(np.uint64)


def tree_squares(queries: BoolArray, targets: BoolArray, spacing: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Return the squared distance from each query, in array order, to the nearest target."""
    tree = cKDTree(np.argwhere(targets) * spacing)
    return np.asarray(tree.query(np.argwhere(queries) * spacing)[0] ** 2)


def sparse(shape: tuple[int, int, int], share: float, seed: int) -> BoolArray:
    mask = np.random.default_rng(seed).random(shape) < share
    mask.flat[seed % mask.size] = True
    return np.asarray(mask)


def searched(queries: BoolArray, targets: BoolArray, spacing: tuple[float, float, float]) -> tuple[int, Any]:
    """Return how many queries the row search leaves open, and the squared distances of the others."""
    bits = packed(targets)
    steps, squared, reach, margin_z, margin_y = rows_around(*spacing[:2], False)
    found = np.empty(int(queries.sum()))
    around = occupied(bits, margin_z, margin_y)
    return search(packed(queries), bits, around, steps, squared, reach, spacing[2], found), found


SHAPES = [((5, 9, 7), (1.0, 1.0, 1.0)), ((40, 3, 130), (0.3, 2.5, 0.7)), ((9, 17, 64), (5.0, 0.8, 0.8))]


@pytest.mark.parametrize(("shape", "spacing"), SHAPES)
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3])
def test_every_way_to_the_nearest_voxel_gives_the_same_distance(shape: Any, spacing: Any, share: float) -> None:
    sz, sy, sx = spacing
    queries, targets = sparse(shape, 0.2, 1), sparse(shape, share, 2)
    expected = tree_squares(queries, targets, spacing)
    opened, by_rows = searched(queries, targets, spacing)
    by_blocks = np.full(expected.size, OPEN)
    settle(packed(queries), packed(targets), blocks(packed(targets)), sz, sy, sx, by_blocks)
    by_transform = np.empty(expected.size)
    transform(packed(queries), packed(targets), sz, sy, sx, by_transform)
    assert by_blocks == pytest.approx(expected, rel=1e-9)
    # Of several nearest voxels, whose distances may be rounded differently, the transform takes any.
    assert by_transform == pytest.approx(by_blocks, rel=1e-15)
    closed = by_rows != OPEN
    assert opened == np.count_nonzero(~closed)
    np.testing.assert_array_equal(by_rows[closed], by_blocks[closed])


def test_a_far_island_is_settled_by_blocks() -> None:
    reference, prediction = np.zeros((100, 100, 70), np.bool_), np.zeros((100, 100, 70), np.bool_)
    reference[2:6, 2:6, 2:6] = prediction[2:6, 2:6, 2:6] = prediction[97:99, 95:98, 60:66] = True
    opened, _ = searched(prediction, reference, (1.0, 1.0, 1.0))
    assert opened == 2 * 3 * 6
    distances = make_pair(reference, prediction, (1.0, 1.0, 1.0)).distances
    assert distances.from_prediction.largest == np.sqrt(93**2 + 92**2 + 60**2)


def test_noise_far_from_an_organ_is_settled_by_the_transform() -> None:
    shape, spacing = (96, 96, 96), (1.0, 1.0, 1.0)
    noise, organ = sparse(shape, 0.1, 1), sparse(shape, 0.0, 0)
    organ[:3, :3, :3] = True
    bits, queries = packed(organ), packed(noise)
    steps, squared, reach, margin_z, margin_y = around = rows_around(1.0, 1.0, False)
    n = int(noise.sum())
    held = occupied(bits, margin_z, margin_y)
    share = open_share(queries, bits, held, steps, squared, reach, 1.0, n // SAMPLE)
    assert n > MANY
    assert share * n * PER_OPEN > PER_VOXEL * bits.size * 64
    found = nearest(queries, n, bits, np.array(spacing), around)
    assert found == pytest.approx(np.sqrt(tree_squares(noise, organ, spacing)), rel=1e-9)


def test_distances_longer_than_the_transform_can_count_are_exact() -> None:
    reference, prediction = np.zeros((1, 40_000), np.bool_), np.zeros((1, 40_000), np.bool_)
    reference[0, :4000:2] = prediction[0, -1] = True
    assert make_pair(reference, prediction).distances.from_reference.largest == 39_999


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 100))
@settings(max_examples=100, deadline=None)
def test_percentiles_of_many_values_are_those_of_numpy(few: list[float], percent: float) -> None:
    many = np.resize(np.array(few), PARTITION + 1)
    for values in (np.array(few), many):
        assert Directed(values).percentile(percent) == pytest.approx(np.percentile(values, percent), rel=1e-12)


COUNT_COMPILED = """
import sys
import numpy as np
from segeval.metrics import evaluate
mask = np.zeros((3, 4, 70), np.uint8)
mask[1, 1:3, 2:60] = 1
evaluate(mask, np.roll(mask, 1), spacing=(1, 1, 1), metrics="standard,nsd@1")
from numba.core.dispatcher import Dispatcher
from segeval.metrics._measure.kernels import compiled
modules = [module for name, module in sys.modules.items() if name.startswith(compiled.__name__)]
kernels = {d for module in modules for d in vars(module).values() if isinstance(d, Dispatcher) and d.stats.cache_path}
hits, misses = (sum(sum(getattr(d.stats, kind).values()) for d in kernels) for kind in ("cache_hits", "cache_misses"))
print(hits, misses)
"""


def test_a_second_process_compiles_nothing() -> None:
    first, second = (
        subprocess.run(
            [sys.executable, "-c", COUNT_COMPILED], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    )
    assert int(first[0]) + int(first[1]) > 0
    assert int(second[0]) > 0
    assert int(second[1]) == 0


def test_a_home_that_cannot_be_written_costs_time_but_works(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    program = (
        "import numpy as np; from segeval.metrics import evaluate; m = np.eye(3, dtype=np.uint8);"
        "print(evaluate(m, m, metrics='dice').value[0])"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "file" / "below"), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["1.0"]
    assert any(tmp_path.glob("segeval-kernels-*/**/*.nbi"))

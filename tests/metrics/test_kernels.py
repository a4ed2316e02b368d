"""Compiled ways to the nearest surface voxel: each is taken where it should be, and all give the same distance."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from scipy.spatial import cKDTree

from segeval.metrics._measure.kernels import compiled, native
from segeval.metrics._measure.kernels.native import MANY, PER_OPEN, PER_VOXEL, SAMPLE, SIDE, rows_around
from segeval.metrics._measure.surfaces import PARTITION, Directed
from tests.metrics.helpers import BoolArray, make_pair

OPEN = -1.0  # what a search fills in where it does not find out


def called(name: str, *given: Any) -> int:
    """Run a kernel, which takes an array as its address and sizes."""
    plain = [(each.ctypes.data, *each.shape) if isinstance(each, np.ndarray) else (each,) for each in given]
    return native._kernels[name](*[number for numbers in plain for number in numbers])


def packed(*masks: BoolArray) -> npt.NDArray[np.uint64]:
    """Return masks as bits, 64 voxels along x in a word, the first in its lowest bit."""
    depth, height, width = masks[0].shape
    whole = np.zeros((len(masks), depth, height, -(-width // 64) * 64), np.bool_)
    whole[..., :width] = masks
    return np.packbits(whole, axis=-1, bitorder="little").view("<u8").astype(np.uint64)


def tree_squares(queries: BoolArray, targets: BoolArray, spacing: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Return the squared distance from each query, in array order, to the nearest target."""
    tree = cKDTree(np.argwhere(targets) * spacing)
    return np.asarray(tree.query(np.argwhere(queries) * spacing)[0] ** 2)


def sparse(shape: tuple[int, int, int], share: float, seed: int) -> BoolArray:
    mask = np.random.default_rng(seed).random(shape) < share
    mask.flat[seed % mask.size] = True
    return np.asarray(mask)


def asked(queries: BoolArray, targets: BoolArray, spacing: tuple[float, float, float]) -> tuple[Any, ...]:
    """Return what a search is told: the masks as bits, room, the rows around a row, and the step along x."""
    bits, around = packed(queries, targets), rows_around(*spacing[:2], False)
    rows = np.full((bits.shape[1] + 2 * around.margin_z, bits.shape[2] + 2 * around.margin_y), 7, np.uint8)
    return bits, rows, around.steps, around.squared, around.reach, spacing[2]


def searched(queries: BoolArray, targets: BoolArray, spacing: tuple[float, float, float]) -> tuple[int, Any]:
    """Return how many queries the row search leaves open, and the squared distances of the others."""
    found, opened = np.empty(int(queries.sum())), np.zeros(2, np.int64)
    assert called("search", *asked(queries, targets, spacing), 0, 1, 0, found, opened) == found.size
    return int(opened[0]), found


SHAPES = [((5, 9, 7), (1.0, 1.0, 1.0)), ((40, 3, 130), (0.3, 2.5, 0.7)), ((9, 17, 64), (5.0, 0.8, 0.8))]


@pytest.mark.parametrize(("shape", "spacing"), SHAPES)
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3])
def test_every_way_to_the_nearest_voxel_gives_the_same_distance(shape: Any, spacing: Any, share: float) -> None:
    sz, sy, sx = spacing
    queries, targets = sparse(shape, 0.2, 1), sparse(shape, share, 2)
    expected = tree_squares(queries, targets, spacing)
    opened, by_rows = searched(queries, targets, spacing)
    bits = packed(queries, targets)
    boxes = np.empty((-(-shape[0] // SIDE) * -(-shape[1] // SIDE) * bits.shape[3], 6), np.int64)
    boxes = boxes[: called("blocks", bits[1], boxes)]
    by_blocks = np.full(expected.size, OPEN)
    room = np.empty(len(boxes)), np.empty(len(boxes), np.int64)
    called("settle", bits, 0, boxes, *room, sz, sy, sx, by_blocks)
    by_transform = np.empty(expected.size)
    lattice = native.Lattice(shape[0], shape[1], bits.shape[3], spacing, rows_around(sz, sy, False))
    place = by_transform.ctypes.data, by_transform.size
    native._transform(lattice, (bits.ctypes.data, *bits.shape), 0, place)
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
    n = int(noise.sum())
    told = asked(noise, organ, spacing)
    share = called("opened_of", *told, 0, n // SAMPLE) / 1e6
    assert n > MANY
    assert share * n * PER_OPEN > PER_VOXEL * told[0][0].size * 64
    found = make_pair(organ, noise, spacing).distances
    border = noise & ~ndimage.binary_erosion(noise)
    assert found.from_prediction.values == pytest.approx(np.sqrt(tree_squares(border, organ, spacing)), rel=1e-9)


def test_distances_longer_than_the_transform_can_count_are_exact() -> None:
    reference, prediction = np.zeros((1, 40_000), np.bool_), np.zeros((1, 40_000), np.bool_)
    reference[0, :4000:2] = prediction[0, -1] = True
    assert make_pair(reference, prediction).distances.from_reference.largest == 39_999


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 100))
@settings(max_examples=100)
def test_percentiles_of_many_values_are_those_of_numpy(few: list[float], percent: float) -> None:
    many = np.resize(np.array(few), PARTITION + 1)
    for values in (np.array(few), many):
        assert Directed(values).percentile(percent) == pytest.approx(np.percentile(values, percent), rel=1e-12)


def test_the_text_of_the_kernels_was_made_of_their_sources() -> None:
    first = compiled.KERNELS_FILE.read_text(encoding="utf-8").splitlines()[0]
    assert compiled.sources_digest() in first, "run: python -m segeval.metrics._measure.kernels.compiled"


@pytest.mark.slow  # about 20 s of compiling
def test_the_sources_compile_into_the_very_text() -> None:
    program = f"from {compiled.__name__}.__main__ import joined, portable; print(portable(joined()), end='')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == compiled.KERNELS_FILE.read_text(encoding="utf-8")


def test_the_text_calls_nothing_and_names_no_machine() -> None:
    text = compiled.KERNELS_FILE.read_text(encoding="utf-8")
    declared = re.findall(r"^declare .*?@([\w.]+)\(", text, re.MULTILINE)
    assert declared
    assert [name for name in declared if not name.startswith("llvm.")] == []
    assert re.findall(r"target (triple|datalayout|-features)|asm |inttoptr|Py[A-Z]|NRT_", text) == []


def measured(cache: Path) -> str:
    """Return what another process measures that keeps machine code in this folder."""
    program = (
        "import numpy as np; from segeval.metrics import evaluate; m = np.eye(3, dtype=np.uint8);"
        "print(evaluate(m, m, metrics='dice').value[0])"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, env=environment
    )
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="where a cache lies is a matter of the system")
def test_machine_code_is_kept_and_made_again_where_it_is_damaged_or_others_could_write_it(tmp_path: Path) -> None:
    assert measured(tmp_path) == "1.0"
    (kept,) = (tmp_path / "segeval" / "kernels").iterdir()
    whole, inode = kept.read_bytes(), kept.stat().st_ino
    assert measured(tmp_path) == "1.0"
    assert kept.stat().st_ino == inode
    kept.write_bytes(whole[:-1])
    assert measured(tmp_path) == "1.0"
    assert kept.read_bytes() == whole
    inode = kept.stat().st_ino
    kept.chmod(0o666)
    assert measured(tmp_path) == "1.0"
    assert kept.stat().st_ino != inode
    assert kept.stat().st_mode & 0o022 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="where a cache lies is a matter of the system")
def test_a_home_that_cannot_be_written_costs_time_but_works(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert measured(tmp_path / "file" / "below") == "1.0"

"""Pairs to test metrics on, and a slow second implementation of their geometry."""

import itertools
import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import strategies as st

from segeval.metrics import Pair
from segeval.records import Grid, Mask

Point = tuple[int, ...]
BoolArray = npt.NDArray[np.bool_]

REAL_DATA = os.environ.get("SEGEVAL_REAL_DATA")
needs_real_data = pytest.mark.skipif(REAL_DATA is None, reason="SEGEVAL_REAL_DATA is not set")


def make_grid(shape: tuple[int, ...], spacing: tuple[float, ...] | None = None) -> Grid:
    grid = Grid.pixels(shape)
    return grid if spacing is None else replace(grid, spacing=spacing, unit="mm")


def make_pair(reference: BoolArray, prediction: BoolArray, spacing: tuple[float, ...] | None = None) -> Pair:
    return Pair(reference, prediction, make_grid(reference.shape, spacing))


def make_mask(labels: list[Any], spacing: tuple[float, ...] | None = None) -> Mask:
    array = np.array(labels, np.uint8)
    return Mask(array, make_grid(array.shape, spacing))


def box(shape: tuple[int, ...], *slices: slice) -> BoolArray:
    """Return a mask that is True in one box, or nowhere where no slices are given."""
    mask = np.zeros(shape, np.bool_)
    if slices:
        mask[slices] = True
    return mask


def real_data(relative: str) -> Path:
    assert REAL_DATA is not None
    return Path(REAL_DATA) / relative


def reference_cases(filename: str) -> list[Any]:
    """Return the cases of a file of published values as pytest parameters; one skipped parameter without the data."""
    if REAL_DATA is None:
        return [pytest.param(None, id="no-data")]
    cases = json.loads(real_data(f"metric_refs/{filename}").read_text())["cases"]
    return [pytest.param(case, id=case.get("name", f"case{n}")) for n, case in enumerate(cases)]


def decode(runs: dict[str, Any]) -> BoolArray:
    """Return the mask of a run-length record; a line becomes an image of one row."""
    values = np.concatenate([np.full(n, value != 0) for value, n in runs["rle"]])
    return np.atleast_2d(values.reshape(runs["shape"]))


@st.composite
def mask_pairs(draw: st.DrawFn, empty: bool = False) -> Pair:
    """Draw two masks in 2D or 3D: thin, touching the edges, anisotropic, not contiguous, read-only."""
    shape = tuple(draw(st.lists(st.integers(1, 6), min_size=2, max_size=3)))
    spacing = tuple(draw(st.lists(st.floats(0.2, 5), min_size=len(shape), max_size=len(shape))))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    masks = []
    for _ in range(2):
        mask = random.random(shape) < draw(st.sampled_from([0.1, 0.5, 0.9]))
        if not empty:
            mask.flat[random.integers(mask.size)] = True
        if draw(st.booleans()):
            mask = np.repeat(mask, 2, axis=-1)[..., ::2]
        if draw(st.booleans()):
            mask = np.asfortranarray(mask)
        mask.flags.writeable = False
        masks.append(mask)
    return make_pair(masks[0], masks[1], spacing)


def slow_border(mask: BoolArray) -> list[Point]:
    """Return the border voxels of ``mask`` by asking every neighbour of every voxel."""
    inside = {tuple(int(i) for i in point) for point in np.argwhere(mask)}
    steps = [tuple(sign * (axis == a) for a in range(mask.ndim)) for axis in range(mask.ndim) for sign in (-1, 1)]
    return sorted(p for p in inside if any(tuple(map(sum, zip(p, s, strict=True))) not in inside for s in steps))


def slow_distances(source: list[Point], target: list[Point], spacing: tuple[float, ...]) -> list[float]:
    """Return for each point of ``source`` the smallest distance to ``target``, trying all."""
    place = [[tuple(map(float.__mul__, map(float, p), spacing)) for p in points] for points in (source, target)]
    return [min(math.dist(a, b) for b in place[1]) for a in place[0]]


def slow_percentile(values: list[float], percent: float) -> float:
    """Return a percentile, interpolated linearly between the two nearest ranks."""
    ordered = sorted(values)
    rank = (len(ordered) - 1) * percent / 100
    low, high = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    return low + (high - low) * (rank - math.floor(rank))


def slow_surface_values(pair: Pair) -> dict[str, float]:
    """Return asd, hd and hd95 from all pairs of border voxels."""
    spacing = tuple(float(s) for s in pair.grid.spacing)
    borders = slow_border(pair.reference), slow_border(pair.prediction)
    directed = [slow_distances(a, b, spacing) for a, b in itertools.permutations(borders)]
    pooled = [*directed[0], *directed[1]]
    return {
        "asd": math.fsum(pooled) / len(pooled),
        "hd": max(pooled),
        "hd95": max(slow_percentile(values, 95) for values in directed),
    }

"""Pairs to test metrics on, and a slow second implementation of their geometry."""

import itertools
import json
import math
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import strategies as st

from segeval.metrics import Pair
from segeval.records import Grid, Mask

Point = tuple[int, ...]
Spacing = tuple[float, ...]
BoolArray = npt.NDArray[np.bool_]
LONG_ROWS = st.tuples(st.integers(1, 2), st.sampled_from([63, 64, 65, 130]))  # kernels read 64 voxels at once
DTYPES = (np.uint8, np.int16, np.int64, np.bool_)

REAL_DATA = os.environ.get("SEGEVAL_REAL_DATA")
needs_real_data = pytest.mark.skipif(REAL_DATA is None, reason="SEGEVAL_REAL_DATA is not set")


class Maps(NamedTuple):
    """Two label maps and the spacing of both."""

    reference: npt.NDArray[Any]
    prediction: npt.NDArray[Any]
    spacing: Spacing


def make_grid(shape: tuple[int, ...], spacing: Spacing | None = None) -> Grid:
    grid = Grid.pixels(shape)
    return grid if spacing is None else replace(grid, spacing=spacing, unit="mm")


def make_pair(reference: BoolArray, prediction: BoolArray, spacing: Spacing | None = None) -> Pair:
    return Pair(reference, prediction, make_grid(reference.shape, spacing))


def make_mask(labels: list[Any], spacing: Spacing | None = None) -> Mask:
    array = np.array(labels, np.uint8)
    return Mask(array, make_grid(array.shape, spacing))


def thin_axis(shape: tuple[int, ...]) -> int | None:
    """Return the axis of a volume along which there is one slice, so that it is an image; None if there is none."""
    return shape.index(1) if len(shape) == 3 and 1 in shape else None


def as_images(arrays: Sequence[npt.NDArray[Any]], spacing: Spacing) -> tuple[list[npt.NDArray[Any]], Spacing]:
    """Return volumes of one slice as the images that they are, and everything else as it is."""
    thin = thin_axis(arrays[0].shape)
    if thin is None:
        return list(arrays), spacing
    return [array.squeeze(thin) for array in arrays], tuple(s for axis, s in enumerate(spacing) if axis != thin)


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
    cases = json.loads(real_data(f"metric_refs/{filename}").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case.get("name", f"case{n}")) for n, case in enumerate(cases)]


def decode(runs: dict[str, Any]) -> BoolArray:
    """Return the mask of a run-length record; a line becomes an image of one row."""
    values = np.concatenate([np.full(n, value != 0) for value, n in runs["rle"]])
    return np.atleast_2d(values.reshape(runs["shape"]))


@st.composite
def label_maps(draw: st.DrawFn, labels: int = 12, dtypes: Sequence[type] = DTYPES, empty: bool = True) -> Maps:
    """Draw two label maps in 2D or 3D and a spacing: thin, full, touching the edges, not contiguous, read-only."""
    shape = tuple(draw(st.one_of(st.lists(st.integers(1, 6), min_size=2, max_size=3), LONG_ROWS)))
    spacing = tuple(draw(st.lists(st.floats(0.2, 5), min_size=len(shape), max_size=len(shape))))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from(dtypes))
    most = 1 if dtype is np.bool_ else draw(st.integers(1, labels))
    maps = []
    for _ in range(2):
        inside = random.random(shape) < draw(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]))
        if not empty:
            inside.flat[random.integers(inside.size)] = True
        map_: npt.NDArray[Any] = (inside * random.integers(1, most + 1, shape)).astype(dtype)
        if draw(st.booleans()):
            map_ = np.repeat(map_, 2, axis=-1)[..., ::2]
        if draw(st.booleans()):
            map_ = np.asfortranarray(map_)
        map_.flags.writeable = False
        maps.append(map_)
    return Maps(maps[0], maps[1], spacing)


@st.composite
def mask_pairs(draw: st.DrawFn, empty: bool = False) -> Pair:
    """Draw two masks as ``label_maps`` draws maps."""
    return make_pair(*draw(label_maps(dtypes=[np.bool_], empty=empty)))


def slow_border(mask: BoolArray, reach: int = 1) -> list[Point]:
    """Return the voxels of ``mask`` with a neighbour outside, asking all that differ along up to ``reach`` axes."""
    inside = {tuple(int(i) for i in point) for point in np.argwhere(mask)}
    steps = [
        step for step in itertools.product((-1, 0, 1), repeat=mask.ndim) if sum(map(abs, step)) in range(1, reach + 1)
    ]
    return sorted(p for p in inside if any(tuple(map(sum, zip(p, s, strict=True))) not in inside for s in steps))


def slow_distances(source: list[Point], target: list[Point], spacing: Spacing) -> list[float]:
    """Return for each point of ``source`` the smallest distance to ``target``, trying all."""
    place = [[tuple(map(float.__mul__, map(float, p), spacing)) for p in points] for points in (source, target)]
    return [min(math.dist(a, b) for b in place[1]) for a in place[0]]


def slow_percentile(values: list[float], percent: float) -> float:
    """Return a percentile, interpolated linearly between the two nearest ranks."""
    ordered = sorted(values)
    rank = (len(ordered) - 1) * percent / 100
    low, high = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    return low + (high - low) * (rank - math.floor(rank))


def slow_surface_values(
    reference: BoolArray, prediction: BoolArray, spacing: Spacing, reach: int = 1
) -> dict[str, float]:
    """Return every measure of distance from all pairs of border voxels."""
    borders = slow_border(reference, reach), slow_border(prediction, reach)
    there, back = (slow_distances(a, b, spacing) for a, b in itertools.permutations(borders))
    pooled = [*there, *back]
    means = [math.fsum(values) / len(values) for values in (there, back)]
    return {
        "asd": math.fsum(pooled) / len(pooled),
        "asd_reference": means[0],
        "asd_prediction": means[1],
        "masd": math.fsum(means) / 2,
        "rmsd": math.sqrt(math.fsum(d * d for d in pooled) / len(pooled)),
        "hd": max(pooled),
        "hd95": max(slow_percentile(values, 95) for values in (there, back)),
        "hd95_pooled": slow_percentile(pooled, 95),
        "hd_percentile@30": max(slow_percentile(values, 30) for values in (there, back)),
        "nsd_voxel@1.01": sum(d <= 1.01 for d in pooled) / len(pooled),
    }

"""A surface exactly at the tolerance is within it, however the spacing was written."""

import math

import numpy as np
import pytest

from segeval.metrics import Pair, StoredPair, resolve, score
from segeval.metrics._measure.kernels import SWITCH
from segeval.metrics._measure.summary import sketches
from tests.metrics.helpers import make_grid

SIZES = (0.1, 0.3, 0.49, 0.7, 0.8, 0.9, 1.1, 1.2, 2.2, 3.3, 5.7)


def shifted(spacing: float, steps: int = 1, tolerance: float | None = None) -> Pair:
    """Return two halves of an image with their surfaces some steps apart."""
    reference, prediction = np.zeros((2, 6, 30), np.uint8)
    reference[:, 10:], prediction[:, 10 + steps :] = 1, 1
    return Pair(reference, prediction, make_grid((6, 30), (spacing, spacing)), tolerance=tolerance)


def rounded(size: float) -> list[float]:
    """Return what a size becomes in files: single precision, decimal text, and a column of a turned float32 matrix."""
    angles = np.radians(np.arange(0, 90, 7))
    turned = [float(np.linalg.norm(np.array([size * math.cos(a), size * math.sin(a)], np.float32))) for a in angles]
    below, above = (np.nextafter(np.float32(size), np.float32(end)) for end in (0, np.inf))
    return [size, float(np.float32(size)), float(below), float(above), float(f"{size:.6f}"), *turned]


@pytest.mark.parametrize("kernels", ["compiled", "scipy"])
@pytest.mark.parametrize("name", ["nsd", "nsd_voxel"])
def test_one_step_is_within_one_step(name: str, kernels: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, kernels)
    for size in SIZES:
        for steps in (1, 3):
            metric = resolve(f"{name}@{size * steps:.6g}")[0]
            values = {score(metric, shifted(spacing, steps)).value for spacing in rounded(size)}
            assert values == {1.0}


def test_the_margin_is_a_millionth() -> None:
    for name in ("nsd@1", "nsd_voxel@1"):
        metric = resolve(name)[0]
        assert score(metric, shifted(1 + 0.9e-6)).value == 1
        assert score(metric, shifted(1 + 1.2e-6)).value != 1
    assert score(resolve("nsd_voxel@0")[0], shifted(1e-7)).value != 1


def test_what_is_stored_gives_the_same_share() -> None:
    for spacing in rounded(1.1):
        pair = shifted(spacing, tolerance=1.1)
        kept = sketches(pair, ("faces", "surfels"))
        stored = StoredPair(counts=pair.counts, grid=pair.grid, tolerance=1.1, sketches=kept)
        for metric in resolve("nsd,nsd_voxel"):
            assert score(metric, stored).value == score(metric, pair).value == 1

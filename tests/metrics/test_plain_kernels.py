"""The path without compiled kernels gives what the compiled ones give, and is taken where it is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from segeval.errors import UnknownName
from segeval.metrics import evaluate
from segeval.metrics._measure.kernels import SWITCH, chosen, native, plain
from segeval.metrics._measure.kernels.region import Region
from segeval.metrics._measure.surfels import areas

Bytes = npt.NDArray[np.uint8]
ROOT = Path(__file__).parents[2]
SHAPES = ((1, 1), (3, 9), (12, 70), (2, 3, 4), (9, 6, 65), (5, 17, 11))
SHARES = (0.02, 0.3, 0.97)


def pair_of_maps(seed: int) -> tuple[Bytes, Bytes, tuple[float, ...]]:
    """Return two label maps in 2D or 3D and their spacing; some are empty, some fill the image and touch its edges."""
    random = np.random.default_rng(seed)
    shape = SHAPES[seed % len(SHAPES)]
    spacing = tuple(random.uniform(0.3, 5, len(shape)).tolist())
    shares = (0.0 if seed % 7 == 0 else SHARES[seed % 3], 0.0 if seed % 11 == 0 else SHARES[seed // 3 % 3])
    first, second = ((random.random(shape) < share) * random.integers(1, 4, shape) for share in shares)
    return first.astype(np.uint8), second.astype(np.uint8), spacing


@pytest.mark.parametrize("seed", range(60))
def test_both_paths_give_the_same_numbers(seed: int) -> None:
    first, second, spacing = pair_of_maps(seed)
    flat, steps = first.ndim == 2, (1.0, *spacing)[-3:]
    first, second = (map_.reshape((1, *map_.shape)[-3:]) for map_ in (first, second))
    (codes, confusion, boxes), expected = plain.scan(first, second), native.scan(first, second)
    for found, due in zip((codes, confusion, boxes), expected, strict=True):
        np.testing.assert_array_equal(found, due)
    if not (first.any() and second.any()):
        return
    low, high = boxes[1:, ::2].min(axis=0), boxes[1:, 1::2].max(axis=0)
    box, values = np.stack([low, high], axis=1).ravel().tolist(), codes[1:].astype(np.uint8)
    region = Region(first, second, box, values, np.empty(0, np.uint8), flat, steps)
    for reach in (1, 2, 3):
        sides = [ways.surfaces(region, reach) for ways in (plain, native)]
        for found, due in zip(*sides, strict=True):
            np.testing.assert_allclose(found, due, rtol=1e-9, atol=0)
    elements = [ways.surfels(region, areas(*steps)) for ways in (plain, native)]
    for found, due in zip(*elements, strict=True):
        np.testing.assert_allclose(found, due, rtol=1e-9, atol=0)


@pytest.mark.parametrize("rank", [0, 1, 700, 998, 999])
def test_both_paths_order_values_alike(rank: int) -> None:
    values = np.random.default_rng(rank).integers(0, 300, 1000) / 7
    assert plain.order_statistics(values, rank) == native.order_statistics(values, rank)


def test_the_switch_is_read_whenever_maps_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, spacing = pair_of_maps(5)
    monkeypatch.delenv(SWITCH, raising=False)
    assert chosen() is native
    expected = evaluate(first, second, spacing=spacing, metrics="standard,masd,nsd@1")
    monkeypatch.setenv(SWITCH, "scipy")
    assert chosen() is plain
    found = evaluate(first, second, spacing=spacing, metrics="standard,masd,nsd@1")
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=0)


def test_a_misspelled_switch_gets_a_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "scypi")
    said = "unknown value of SEGEVAL_KERNELS 'scypi'; did you mean scipy. There are compiled and scipy"
    with pytest.raises(UnknownName, match=said):
        evaluate(*pair_of_maps(5)[:2], metrics="dice")


def run_apart(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False, env=known, cwd=ROOT
    )


def test_the_golden_table_holds_without_compiled_kernels() -> None:
    done = run_apart(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/metrics/test_golden.py", **{SWITCH: "scipy"}
    )
    assert done.returncode == 0, done.stdout


EYE = "import sys, numpy as np; from segeval.metrics import evaluate; mask = np.eye(3, dtype=np.uint8);"


@pytest.mark.parametrize(("switch", "loaded"), [("scipy", []), ("compiled", ["llvmlite"])])
def test_numba_is_loaded_by_no_path_and_llvm_by_one(switch: str, loaded: list[str]) -> None:
    program = (
        f"{EYE} print(evaluate(mask, mask, metrics='hd95,nsd@1').value.tolist());"
        "print(sorted({'numba', 'llvmlite'} & sys.modules.keys()))"
    )
    assert run_apart("-c", program, **{SWITCH: switch}).stdout.splitlines() == ["[0.0, 1.0]", str(loaded)]


def test_a_machine_without_llvm_is_told_about_the_switch() -> None:
    program = f"{EYE} sys.modules['llvmlite'] = None; evaluate(mask, mask, metrics='dice')"
    done = run_apart("-c", program, **{SWITCH: "compiled"})
    assert done.returncode == 1
    assert "UsageError: the compiled kernels cannot be loaded" in done.stderr
    assert "set SEGEVAL_KERNELS=scipy to measure without them, slowly" in done.stderr

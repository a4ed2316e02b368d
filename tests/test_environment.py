"""What a result depends on beside its inputs is written down, and memory is that of a case."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from segeval import environment, runner, scoring, store
from segeval.records import Prediction
from tests.models.toys import TEST_IDS, Bright

ROOT = Path(__file__).parents[1]
LARGE = 200_000_000


def test_versions_hardware_and_the_command_are_described(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(sys, "argv", ["/x/bin/segeval", "run", "--output", "runs", "--weights=/x/unet", "/a/b"])
    described = environment.describe()
    assert set(described["packages"]) >= {"torch", "numpy", "scipy", "llvmlite", "scikit-image", "isal"}
    assert described["cpu"]
    assert described["cpus"] == os.cpu_count()
    assert described["threads"] == torch.get_num_threads()
    assert described["argv"] == ["segeval", "run", "--output", "runs", "--weights=unet", "b"]
    assert datetime.fromisoformat(described["date"]).tzinfo is not None


def test_a_checkout_is_named_by_its_commit_and_whether_it_was_changed() -> None:
    head = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, encoding="utf-8", check=False
    )
    if head.returncode or Path(environment.__file__).parents[1] != ROOT:
        pytest.skip("the package is in no checkout")
    described = environment.describe()
    assert described["commit"] == head.stdout.strip()
    assert isinstance(described["dirty"], bool)


def test_a_process_without_torch_is_described_without_importing_it() -> None:
    code = "import sys\nfrom segeval.environment import describe\nprint(*describe())\nassert 'torch' not in sys.modules"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert "argv" in told.split()
    assert "threads" not in told.split()


def test_the_provenance_of_a_run_says_all_of_it(phantom_2d: Path, tmp_path: Path) -> None:
    finished = runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, metrics="dice")
    provenance = store.read_run(finished.folder).provenance
    assert set(provenance) >= set(environment.describe())


def can_forget_the_peak() -> bool:
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


@pytest.fixture
def _linux() -> None:
    if not can_forget_the_peak():
        pytest.skip("/proc/self/clear_refs cannot be written, so this system does not count memory anew")


@pytest.mark.usefixtures("_linux")
def test_the_peak_of_a_case_is_its_own(phantom_2d: Path, tmp_path: Path) -> None:
    def allocating(prediction: Prediction) -> Prediction:
        if prediction.case_id == TEST_IDS[2]:
            assert np.ones(LARGE, np.uint8).sum() == LARGE
        return prediction

    finished = runner.run(model=Bright(then=allocating), dataset="phantom-2d", output=tmp_path, metrics="dice")
    peaks = {case.case_id: case.peak_bytes for case in store.read_run(finished.folder).cases}
    large = peaks.pop(TEST_IDS[2])
    assert 0 < max(peaks.values()) < large - LARGE / 2


def test_a_model_that_knows_its_peak_is_believed(phantom_2d: Path, tmp_path: Path) -> None:
    told = Bright(then=lambda prediction: replace(prediction, peak_bytes=12345))
    finished = runner.run(model=told, dataset="phantom-2d", output=tmp_path, metrics="dice")
    assert {case.peak_bytes for case in store.read_run(finished.folder).cases} == {12345}


@pytest.mark.usefixtures("_linux")
def test_memory_that_was_given_back_before_is_not_counted() -> None:
    assert np.ones(LARGE, np.uint8).sum() == LARGE
    with scoring.peak_memory("cpu") as peak:
        before = peak()
        assert np.ones(LARGE, np.uint8).sum() == LARGE
        assert peak() - before > LARGE / 2

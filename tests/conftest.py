"""What all tests share: folders of their own, and phantoms that are prepared once, by the first test that asks."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.report._browser import CHROMIUM, FLAGS

# The networks here are tiny; on a busy machine their threads would wait longer than they work. Torch reads this once.
os.environ.setdefault("OMP_NUM_THREADS", "1")
settings.register_profile("no time counts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no time counts")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test, and every process it starts, away from the user's folders and from the network."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEGEVAL_DATA", str(home / "data"))
        patch.setenv("SEGEVAL_WEIGHTS", str(home / "weights"))
        patch.setenv("HF_HOME", str(home / "huggingface"))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


def _prepare(name: str) -> Path:
    from segeval import datasets

    return datasets.prepare(name)


@pytest.fixture(scope="session")
def phantom(_own_folders: None) -> Path:
    """Return the prepared 3D phantoms; read only, take ``own_phantom`` to change them."""
    return _prepare("phantom")


@pytest.fixture(scope="session")
def phantom_2d(_own_folders: None) -> Path:
    """Return the prepared 2D phantoms; read only, take ``own_phantom_2d`` to change them."""
    return _prepare("phantom-2d")


@pytest.fixture
def own_phantom(phantom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the 3D phantoms that the test may damage."""
    return _copy(phantom, tmp_path, monkeypatch)


@pytest.fixture
def own_phantom_2d(phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the 2D phantoms that the test may damage."""
    return _copy(phantom_2d, tmp_path, monkeypatch)


def _copy(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    return shutil.copytree(prepared, tmp_path / "data" / prepared.name)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder with the original downloads; tests that take it are marked ``real``."""
    folder = os.environ.get("SEGEVAL_REAL_DATA")
    if not folder:
        pytest.skip("SEGEVAL_REAL_DATA is not set")
    return Path(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give one Chromium for all tests of pages: two would need two event loops."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()

"""The weights in the package: small, safe, and as good as their board says."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import segeval
from segeval import runner, store, weights
from segeval._disk import file_sha256
from segeval._shelf import FILE, SHIPPED

BOARDS = Path(__file__).parents[1] / "leaderboards"
MODELS = sorted(path.parent.name for path in SHIPPED.glob("phantom/*/model.safetensors"))
OF_BOARDS = [path.parent for path in sorted(SHIPPED.glob(f"*/*/{FILE}")) if path.parts[-3] != "phantom"]


def test_the_weights_of_the_quick_start_are_small() -> None:
    assert MODELS == ["unet-8", "unet3d-8"]
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 5_000_000
    assert 0 < sum((folder / FILE).stat().st_size for folder in OF_BOARDS) < 2_000_000


@pytest.mark.usefixtures("phantom")
@pytest.mark.parametrize("model", MODELS)
def test_shipped_weights_find_organ_and_lesions(model: str, tmp_path: Path) -> None:
    finished = runner.run(model=model, dataset="phantom", metrics="dice", output=tmp_path)
    means = {mean.structure: mean for mean in finished.summary.means}
    assert finished.summary.ok == finished.summary.expected == 8
    assert means["organ"].mean is not None
    assert means["organ"].mean > 0.95
    assert means["lesion"].mean is not None
    assert means["lesion"].mean > 0.6


@pytest.mark.parametrize("folder", OF_BOARDS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_shipped_weights_are_those_of_a_run_on_their_board(folder: Path) -> None:
    manifests = (BOARDS / folder.parent.name / "runs").glob(f"{folder.name}*/*/manifest.json")
    digests = {store.read_manifest(path.parent).record.model.digest for path in manifests}
    assert file_sha256(folder / FILE) in digests


def test_nuclei_are_found_in_a_picture_of_ones_own_right_after_installing(tmp_path: Path) -> None:
    y, x = np.indices((160, 200))
    middles = [(30, 40), (60, 120), (110, 60), (120, 150)]
    discs = np.any([(y - a) ** 2 + (x - b) ** 2 < 144 for a, b in middles], axis=0)
    grey = np.where(discs, 90, 12) + np.random.default_rng(0).integers(0, 6, discs.shape)
    (tmp_path / "images").mkdir()
    Image.fromarray(grey.astype(np.uint8)).convert("RGB").save(tmp_path / "images" / "cells.png")
    assert weights.find("nnunet3d-8", "dsb2018", "stage1").is_relative_to(SHIPPED)
    segeval.predict(model="nnunet3d-8", dataset="dsb2018", input=tmp_path / "images", output=tmp_path / "masks")
    found = np.asarray(Image.open(tmp_path / "masks" / "cells.png")) > 0
    assert 2 * (found & discs).sum() / (found.sum() + discs.sum()) > 0.85

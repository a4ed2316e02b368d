"""The weights in the package: small, safe, and as good as their board says."""

from pathlib import Path

import pytest

from segeval import runner
from segeval._shelf import SHIPPED

MODELS = sorted(path.parent.name for path in SHIPPED.glob("phantom/*/model.safetensors"))


def test_the_weights_of_the_quick_start_are_small() -> None:
    assert MODELS == ["unet-8", "unet3d-8"]
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < 5_000_000


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

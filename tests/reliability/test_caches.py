"""What was computed before is used only as it was written: damage is computed again, or named."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import datasets
from segeval.errors import BadData
from segeval.records import Recipe
from segeval.training import checkpoint
from segeval.training.options import Options
from segeval.training.sampling import prepare_item
from tests.helpers import Threshold, grey

FEW_AND_MANY = [4, pytest.param(100, marks=pytest.mark.slow)]


def damaged(path: Path, rng: np.random.Generator, cut: bool) -> None:
    """Cut a file short, or flip one of its bits."""
    data = bytearray(path.read_bytes())
    place = int(rng.integers(len(data)))
    if cut:
        del data[place:]
    else:
        data[place] ^= 1 << int(rng.integers(8))
    path.write_bytes(data)


def reading(labels: Mapping[int, str]) -> Recipe:
    return replace(grey(), output=replace(grey().output, labels=labels))


@pytest.mark.parametrize("times", FEW_AND_MANY)
@pytest.mark.parametrize("cut", [True, False])
def test_no_damage_of_the_cache_of_a_training_is_learned_from(
    phantom_2d: Path, tmp_path: Path, times: int, cut: bool
) -> None:
    prepared, rng = datasets.load("phantom-2d"), np.random.default_rng(int(cut))
    (case, *_) = prepared.part_cases("train")
    recipe = reading(prepared.info.labels)
    whole = prepare_item(case, recipe, tmp_path)
    image, labels = np.array(whole.image), np.array(whole.labels)
    del whole
    for _ in range(times):
        files = sorted(tmp_path.iterdir())
        damaged(files[int(rng.integers(len(files)))], rng, cut)
        again = prepare_item(case, recipe, tmp_path)
        assert np.array_equal(again.image, image)
        assert np.array_equal(again.labels, labels)


@pytest.mark.parametrize("times", FEW_AND_MANY)
@pytest.mark.parametrize("cut", [True, False])
def test_no_damage_of_a_checkpoint_is_trained_on(tmp_path: Path, times: int, cut: bool) -> None:
    recipe, options, rng = grey(), Options(), np.random.default_rng(int(cut))
    path = tmp_path / checkpoint.CHECKPOINT

    def state() -> checkpoint.State:
        net = Threshold(2, 0.5)
        return checkpoint.State(net, torch.optim.AdamW(net.parameters()), step=3)

    assert checkpoint.save(state(), tmp_path, recipe, options)
    whole = path.read_bytes()
    for _ in range(times):
        path.write_bytes(whole)
        damaged(path, rng, cut)
        with pytest.raises(BadData, match=r"is damaged .* Delete it to train from the start"):
            checkpoint.resume(state(), tmp_path, recipe, options)
    path.write_bytes(whole)
    back = state()
    back.step = 0
    checkpoint.resume(back, tmp_path, recipe, options)
    assert back.step == 3

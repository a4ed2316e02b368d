"""Every network goes through the same harness, whatever sizes it takes by itself; the giants stand back for time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from segeval import datasets, recipe, weights, zoo
from segeval.infer import Settings, predict
from segeval.recipe import Fingerprint
from segeval.records import Grid, Volume

SMALL = 10_000_000
NETWORKS = [name for name, network in zoo.declared().items() if network.params < SMALL]
SLICE = Grid.pixels((37, 53))
SCAN = Grid(
    shape=(9, 21, 35),
    spacing=(4.0, 1.5, 1.5),
    origin=(3.0, 2.0, 1.0),
    direction=((0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0)),
    unit="mm",
)
PLACES = [(name, ndim) for name in NETWORKS for ndim in (2, 3) if ndim in zoo.get(name).ndim or ndim == 3]


@pytest.mark.parametrize(("name", "ndim"), PLACES)
def test_any_network_segments_odd_images_on_their_own_grid(name: str, ndim: int) -> None:
    info = datasets.REGISTRY.get("phantom" if ndim == 3 else "phantom-2d").info
    grid = SCAN if ndim == 3 else SLICE
    seen = Fingerprint(spacing=grid.spacing, shape=grid.shape, intensity=(0.0, 1.0, -3.0, 3.0))
    plan = replace(recipe.plan(info, zoo.get(name), seen), overlap=0.0)
    torch.set_num_threads(1)
    loaded = weights.untrained(plan, torch.device("cpu"))
    image = Volume(np.random.default_rng(0).normal(size=(1, *grid.shape)).astype(np.float32), grid)
    mask = predict(loaded.net, image, plan, Settings(batch=9)).mask
    assert mask.grid == grid
    assert mask.array.shape == grid.shape
    assert set(np.unique(mask.array)) <= set(info.labels)

"""Every network goes through the same harness, in its tiny form, whatever sizes it takes by itself."""

import numpy as np
import pytest
import torch

from segeval import datasets, weights, zoo
from segeval.infer import Settings, answer, segmenting
from segeval.records import Grid, Volume
from segeval.training.plan import Fingerprint, plan
from tests.zoo.golden import seeded_single_thread

VARIANTS = {name for net in zoo.declared().values() for name in net.variants}
NETWORKS = {name: net for name, net in zoo.declared().items() if name not in VARIANTS}
SLICE = Grid.pixels((37, 53))
SCAN = Grid(
    shape=(9, 21, 35),
    spacing=(4.0, 1.5, 1.5),
    origin=(3.0, 2.0, 1.0),
    direction=((0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0)),
    unit="mm",
)
# A network that only knows slices segments a volume slice by slice.
PLACES = [(name, ndim) for name, net in NETWORKS.items() for ndim in (2, 3) if ndim in net.ndim or ndim == 3]


@pytest.mark.parametrize(("name", "ndim"), PLACES)
def test_any_network_segments_odd_images_on_their_own_grid(name: str, ndim: int) -> None:
    info = datasets.REGISTRY.get("phantom" if ndim == 3 else "phantom-2d").info
    grid = SCAN if ndim == 3 else SLICE
    seen = Fingerprint(spacing=grid.spacing, shape=grid.shape, intensity=((0.0, 1.0, -3.0, 3.0),))
    recipe = plan(info, NETWORKS[name], seen, options=NETWORKS[name].tiny)
    settings = Settings(device="cpu", batch=9, overlap=0.0)
    image = Volume(np.random.default_rng(0).normal(size=(1, *grid.shape)).astype(np.float32), grid)
    with seeded_single_thread():
        loaded = weights.untrained(recipe, torch.device("cpu"))
        prediction = answer(segmenting(loaded.net, recipe, settings), image, "case", probabilities=True)
    assert prediction.mask.grid == grid
    assert prediction.mask.array.shape == grid.shape
    assert set(np.unique(prediction.mask.array)) <= set(info.labels)
    assert prediction.probabilities is not None
    # Logits that differ by less than single precision may have equal probabilities.
    own = np.take_along_axis(prediction.probabilities, prediction.mask.array[None].astype(np.int64), 0)[0]
    assert (prediction.probabilities.max(0) - own).max() < 1e-6

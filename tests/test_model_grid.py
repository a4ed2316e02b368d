"""Images as a model wants them: intensities against formulas in double precision, and the grid at its spacing."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch

from segeval import infer
from segeval.errors import BadData
from segeval.records import Grid, Input, Scaling, Volume
from tests.helpers import BYTES, Threshold, grey, mm, segmented

Doubles = npt.NDArray[np.float64]
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # what encoders trained on ImageNet expect, of 1
PHOTOGRAPH = tuple(Scaling(mean=255 * m, deviation=255 * s) for m, s in zip(MEAN, DEVIATION, strict=True))


def standardised(x: Doubles) -> Doubles:
    return np.asarray((x - x.mean()) / x.std())


def of_the_rest(x: Doubles) -> Doubles:
    return np.where(x == 0, 0.0, (x - x[x != 0].mean()) / x[x != 0].std())


OF_THE_IMAGE = Scaling(mean=None, deviation=None)
FORMULAS: list[tuple[str, Scaling, Callable[[Doubles], Doubles]]] = [
    ("as it is", Scaling(), lambda x: x),
    ("clipped", Scaling(low=0, high=100, mean=50, deviation=20), lambda x: (np.clip(x, 0, 100) - 50) / 20),
    ("open above", Scaling(low=-50, mean=10, deviation=4), lambda x: (np.maximum(x, -50) - 10) / 4),
    ("open below", Scaling(high=60, deviation=3), lambda x: np.minimum(x, 60) / 3),
    ("of the image", OF_THE_IMAGE, standardised),
    ("of the clipped image", replace(OF_THE_IMAGE, low=-20, high=90), lambda x: standardised(np.clip(x, -20, 90))),
    ("its own mean", Scaling(mean=None, deviation=5), lambda x: (x - x.mean()) / 5),
    ("nonzero", replace(OF_THE_IMAGE, nonzero=True), of_the_rest),
    ("nonzero, given", Scaling(mean=9, deviation=2, nonzero=True), lambda x: np.where(x == 0, 0, (x - 9) / 2)),
    ("bytes", BYTES, lambda x: x / 255),
    ("photograph", PHOTOGRAPH[0], lambda x: (x / 255 - MEAN[0]) / DEVIATION[0]),
]


def channel(seed: int = 0) -> npt.NDArray[np.float32]:
    """Return intensities ``(1, 9, 20, 30)`` around 30, two fifths of them 0."""
    rng = np.random.default_rng(seed)
    values = rng.normal(30, 60, (1, 9, 20, 30))
    return np.where(rng.random(values.shape) < 0.4, 0, values).astype(np.float32)


@pytest.mark.parametrize(("scaling", "formula"), [row[1:] for row in FORMULAS], ids=[row[0] for row in FORMULAS])
def test_a_scaling_is_what_its_formula_says(scaling: Scaling, formula: Callable[[Doubles], Doubles]) -> None:
    scaled = infer.scale(channel(), scaling)
    assert scaled.dtype == np.float32
    assert scaled == pytest.approx(formula(channel().astype(np.float64)), rel=1e-5, abs=1e-5)


def test_every_channel_has_a_scaling_of_its_own() -> None:
    image = np.concatenate([channel(seed) for seed in range(len(FORMULAS))])
    wanted = Input(axes="zyx", spacing=None, channels=tuple(scaling for _, scaling, _ in FORMULAS))
    scaled = infer.to_model(Volume(image, mm(image.shape[1:], (1.0, 1.0, 1.0))), wanted).numpy()
    for k, (_, _, formula) in enumerate(FORMULAS):
        assert scaled[k : k + 1] == pytest.approx(formula(image[k : k + 1].astype(np.float64)), rel=1e-5, abs=1e-5)


def test_statistics_of_chosen_voxels_are_exact_in_large_images() -> None:
    rng = np.random.default_rng(0)
    image = rng.normal(1000, 1, (1, 64, 192, 192)).astype(np.float32)
    image[rng.random(image.shape) < 0.5] = 0
    scaled = infer.scale(image, replace(OF_THE_IMAGE, nonzero=True))[image != 0].astype(np.float64)
    assert scaled.mean() == pytest.approx(0, abs=1e-3)
    assert scaled.std() == pytest.approx(1, abs=1e-3)


def test_an_image_without_any_signal_becomes_zero_not_nan() -> None:
    for value, nonzero in ((7, False), (7, True), (0, True)):
        flat = np.full((1, 4, 4), value, np.float32)
        assert not infer.scale(flat, replace(OF_THE_IMAGE, nonzero=nonzero)).any()


def test_the_image_that_was_given_stays_as_it_was() -> None:
    image = channel()
    infer.scale(image, replace(OF_THE_IMAGE, low=0, high=10, nonzero=True))
    assert np.array_equal(image, channel())


# Spacing


def test_the_model_grid_keeps_the_extent() -> None:
    grid = mm((10, 40, 60), (5.0, 1.0, 0.5))
    for spacing, shape in (
        ((2.5, 2.0, 0.5), (20, 20, 60)),
        ((0.0, 2.0, 1.0), (10, 20, 30)),
        ((500.0, 1.0, 0.5), (1, 40, 60)),
        (None, grid.shape),
    ):
        assert infer.model_shape(grid, grey("zyx", spacing=spacing).input) == shape


def test_a_model_in_millimetres_has_no_grid_for_pixels() -> None:
    with pytest.raises(BadData, match=r"works at \(1\.0, 1\.0\) mm, the image has no spacing in mm"):
        infer.model_shape(Grid.pixels((8, 8)), grey(spacing=(1.0, 1.0)).input)


@pytest.mark.parametrize("spacing", [(3.0, 2.0, 2.0), (1.0, 1.0, 1.0), (0.0, 2.5, 2.5)])
@pytest.mark.parametrize("axes", ["zyx", "xyz"])
@pytest.mark.parametrize("orientation", [0, 13, 47])
def test_a_smooth_object_survives_the_way_to_the_model_grid_and_back(
    spacing: tuple[float, float, float], axes: str, orientation: int
) -> None:
    shape = (16, 40, 44)
    centred = np.meshgrid(*((np.arange(n) + 0.5) / n - 0.5 for n in shape), indexing="ij")
    ball = np.sqrt(np.sum([(axis / 0.35) ** 2 for axis in centred], axis=0))
    values = 255 * np.clip(1.5 - ball, 0, 1)[None]
    image = Volume(values.astype(np.float32), mm(shape, (1.5, 1.2, 1.0), orientation))
    mask = segmented(Threshold(3, 0.5), image, grey(axes, patch=(16, 16, 16), spacing=spacing)).mask
    reference = image.array[0] > 127.5
    dice = 2 * np.sum(reference & (mask.array == 4)) / (reference.sum() + (mask.array == 4).sum())
    assert mask.grid == image.grid
    assert dice >= 0.95


def test_resizing_aligns_extents_not_corner_voxels() -> None:
    line = torch.tensor([[0.0, 1.0, 2.0, 3.0]])
    assert infer.resize(line, (2,)).tolist() == [[0.5, 2.5]]
    assert infer.resize(line, (4,)) is line

"""Inference: any image, in any orientation and of any size, comes back as a mask on exactly its own grid."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from segeval import infer, volume
from segeval.errors import BadData, SegevalError
from segeval.infer import Settings
from segeval.records import Grid, Recipe, Volume
from tests.helpers import GREY, Threshold, mm

CPU = Settings(device="cpu")
SIZES = st.integers(1, 40)
OVERLAPS = st.sampled_from([0.0, 0.25, 0.5, 0.9])


def picture(grid: Grid, seed: int = 0) -> Volume:
    """Return noise from 0 to 255 without values near the threshold of a half."""
    values = np.random.default_rng(seed).integers(0, 255, (1, *grid.shape))
    return Volume(np.where(values >= 127, values + 1, values).astype(np.float32), grid)


def thresholded(image: Volume) -> npt.NDArray[np.int64]:
    return np.where(image.array[0] > 127, 4, 0)


class Smooth(nn.Module):
    """A network that looks around: a 3×3 mean, which does not care about mirrors."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding=1)
        with torch.no_grad():
            self.conv.weight[:] = torch.tensor([-1.0, 1.0])[:, None, None, None] / 9
            self.conv.bias.copy_(torch.tensor([0.5, -0.5]))  # type: ignore[union-attr]  # it has a bias

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, 2, y, x)``."""
        logits: Tensor = self.conv(x)
        return logits


# A pointwise network shows every mistake of geometry


@settings(max_examples=60, deadline=None)
@given(
    orientation=st.integers(0, 47), shape=st.tuples(SIZES, SIZES, SIZES), ndim=st.sampled_from([2, 3]), overlap=OVERLAPS
)
def test_a_threshold_gives_the_thresholded_volume_in_every_orientation(
    orientation: int, shape: tuple[int, int, int], ndim: int, overlap: float
) -> None:
    image = picture(mm(shape, (3.0, 1.0, 0.7), orientation))
    recipe = replace(GREY, ndim=ndim, patch=(8, 16, 16)[-ndim:], overlap=overlap)
    prediction = infer.predict(Threshold(ndim, 0.5), image, recipe, CPU, "case")
    assert prediction.mask.grid == image.grid
    assert np.array_equal(prediction.mask.array, thresholded(image))


@settings(max_examples=30, deadline=None)
@given(shape=st.tuples(SIZES, SIZES), overlap=OVERLAPS)
def test_a_threshold_gives_the_thresholded_picture_at_every_size(shape: tuple[int, int], overlap: float) -> None:
    image = picture(Grid.pixels(shape))
    prediction = infer.predict(Threshold(2, 0.5), image, GREY, replace(CPU, overlap=overlap))
    assert prediction.mask.grid == image.grid
    assert np.array_equal(prediction.mask.array, thresholded(image))


def test_all_48_orientations_of_one_anatomy_give_one_mask() -> None:
    recipe = replace(GREY, ndim=3, patch=(8, 8, 8), spacing=(1.5, 1.5, 1.5))
    first = picture(mm((9, 10, 11), (1.0, 2.0, 1.2)))
    anatomy, grid = volume.canonical(first.array, first.grid)
    upright = infer.predict(Threshold(3, 0.5), Volume(anatomy, grid), recipe, CPU).mask.array
    assert 0 < np.mean(upright > 0) < 1
    for orientation in range(48):
        turned = mm((9, 10, 11), (1.0, 2.0, 1.2), orientation)
        order = [2 - int(np.flatnonzero(row)[0]) for row in turned.direction]
        there = replace(
            turned,
            shape=tuple(grid.shape[axis] for axis in order),
            spacing=tuple(grid.spacing[axis] for axis in order),
        )
        mask = infer.predict(Threshold(3, 0.5), Volume(volume.native(anatomy, there), there), recipe, CPU).mask
        assert mask.grid == there
        assert np.array_equal(volume.canonical(mask.array, there)[0], upright)


def test_labels_are_values_not_class_indices() -> None:
    image = picture(Grid.pixels((20, 20)))
    recipe = replace(GREY, labels={0: "background", 300: "bright"})
    mask = infer.predict(Threshold(2, 0.5), image, recipe, CPU).mask
    assert set(np.unique(mask.array)) == {0, 300}
    assert mask.array.dtype == np.uint16


# Windows


@given(size=st.integers(1, 200), window=st.integers(1, 64), overlap=st.floats(0, 0.9))
def test_windows_cover_everything_and_overlap_as_asked(size: int, window: int, overlap: float) -> None:
    starts = infer.starts(size, window, overlap)
    assert starts[0] == 0
    assert starts[-1] == max(size - window, 0)
    steps = np.diff(starts)
    assert (steps > 0).all()
    assert (steps <= max(1, round(window * (1 - overlap)))).all()


@given(st.lists(st.integers(1, 40), min_size=2, max_size=3))
def test_window_weights_are_positive_symmetric_and_peak_in_the_middle(window: list[int]) -> None:
    weight = infer.gaussian(window)
    assert weight.shape == tuple(window)
    assert weight.min() >= 1e-3
    assert weight.max() == 1
    assert torch.allclose(weight, weight.flip(tuple(range(len(window)))))
    assert weight[tuple(n // 2 for n in window)] == 1


@settings(max_examples=30, deadline=None)
@given(shape=st.tuples(SIZES, SIZES), batch=st.integers(1, 9), overlap=OVERLAPS)
def test_blended_windows_of_a_pointwise_network_are_the_network_on_the_whole(
    shape: tuple[int, int], batch: int, overlap: float
) -> None:
    net, image = Threshold(2, 0.3), torch.rand(1, *shape)
    with torch.inference_mode():
        blended = infer.sliding_window(net, image, GREY, Settings(overlap=overlap, batch=batch))
        assert torch.allclose(blended, net(image[None])[0], atol=1e-5)


def test_a_network_sees_only_windows_of_the_patch() -> None:
    net = Threshold(2, 0.5)
    infer.predict(net, picture(Grid.pixels((50, 9))), GREY, CPU)
    assert set(net.windows) == {(16, 16)}


def test_a_2d_network_sees_each_slice_of_a_volume_alone() -> None:
    image = picture(mm((13, 12, 5), (1.0, 1.0, 4.0)))
    net = Smooth()
    whole = infer.predict(net, image, GREY, CPU).mask.array
    slices = volume.canonical(image.array, image.grid)[0][0]
    assert slices.shape == (5, 12, 13)
    for mask, plane in zip(volume.canonical(whole, image.grid)[0], slices, strict=True):
        alone = infer.predict(net, Volume(plane[None], Grid.pixels(plane.shape)), GREY, CPU).mask.array
        assert np.array_equal(mask, alone)


def test_settings_of_cost_do_not_change_the_mask() -> None:
    image = picture(Grid.pixels((40, 50)))
    masks = [
        infer.predict(Smooth(), image, GREY, settings).mask.array
        for settings in (CPU, replace(CPU, batch=1), replace(CPU, channels_last=True))
    ]
    assert np.array_equal(masks[0], masks[1])
    assert np.array_equal(masks[0], masks[2])


def test_autocast_computes_in_bfloat16_and_still_segments() -> None:
    bright = np.indices((20, 20)).sum(0)[None] > 19
    image = Volume(np.where(bright, 255, 0).astype(np.float32), Grid.pixels((20, 20)))
    mask = infer.predict(Threshold(2, 0.5), image, GREY, replace(CPU, autocast=True)).mask
    assert np.array_equal(mask.array, thresholded(image))


# Mirrors


@pytest.mark.parametrize("ndim", [2, 3])
def test_averaging_mirrors_of_a_symmetric_network_changes_nothing(ndim: int) -> None:
    image = torch.rand(1, 5, 20, 22)
    recipe = replace(GREY, ndim=ndim, patch=(8, 16, 16)[-ndim:], flips=tuple(range(ndim)))
    net = Smooth() if ndim == 2 else Threshold(3, 0.5)
    with torch.inference_mode():
        once, averaged = (infer.averaged_logits(net, image, recipe, Settings(flips=on)) for on in (False, True))
    assert torch.allclose(once, averaged, atol=1e-5)


def test_only_the_mirrors_that_the_recipe_allows_are_averaged() -> None:
    image = torch.rand(1, 16, 16)
    for flips, passes in (((), 1), ((1,), 2), ((0, 1), 4)):
        net = Threshold(2, 0.5)
        infer.averaged_logits(net, image, replace(GREY, flips=flips), Settings(flips=True))
        assert len(net.windows) == passes


# Resampling


@pytest.mark.parametrize("spacing", [(3.0, 2.0, 2.0), (1.0, 1.0, 1.0), (0.0, 2.5, 2.5)])
@pytest.mark.parametrize("orientation", [0, 13, 47])
def test_a_smooth_object_survives_the_way_to_the_model_grid_and_back(
    spacing: tuple[float, float, float], orientation: int
) -> None:
    shape = (16, 40, 44)
    axes = np.meshgrid(*((np.arange(n) + 0.5) / n - 0.5 for n in shape), indexing="ij")
    ball = np.sqrt(np.sum([(axis / 0.35) ** 2 for axis in axes], axis=0))
    values = 255 * np.clip(1.5 - ball, 0, 1)[None]
    image = Volume(values.astype(np.float32), mm(shape, (1.5, 1.2, 1.0), orientation))
    recipe = replace(GREY, ndim=3, patch=(16, 16, 16), spacing=spacing)
    mask = infer.predict(Threshold(3, 0.5), image, recipe, CPU).mask
    reference = image.array[0] > 127.5
    dice = 2 * np.sum(reference & (mask.array == 4)) / (reference.sum() + (mask.array == 4).sum())
    assert mask.grid == image.grid
    assert dice >= 0.95


def test_resizing_aligns_extents_not_corner_voxels() -> None:
    line = torch.tensor([[0.0, 1.0, 2.0, 3.0]])
    assert infer.resize(line, (2,)).tolist() == [[0.5, 2.5]]
    assert infer.resize(line, (4,)) is line


# What is refused


def test_an_image_with_other_channels_is_refused() -> None:
    image = Volume(np.zeros((3, 8, 8), np.float32), Grid.pixels((8, 8)))
    with pytest.raises(SegevalError, match="image has 3 channels, unet-8 was trained on 1"):
        infer.predict(Threshold(2, 0.5), image, GREY, CPU)


def test_weights_in_millimetres_refuse_a_picture() -> None:
    recipe: Recipe = replace(GREY, spacing=(1.0, 1.0))
    with pytest.raises(BadData, match="no spacing in mm"):
        infer.predict(Threshold(2, 0.5), picture(Grid.pixels((8, 8))), recipe, CPU)


def test_a_prediction_says_what_it_cost() -> None:
    prediction = infer.predict(Threshold(2, 0.5), picture(Grid.pixels((8, 8))), GREY, CPU, "case")
    assert prediction.case_id == "case"
    assert set(prediction.seconds) == {"prepare", "predict", "restore"}
    assert min(prediction.seconds.values()) >= 0
    assert prediction.peak_bytes > 1_000_000

"""Inference: any image, in any orientation and of any size, comes back as a mask on exactly its own grid."""

from dataclasses import replace
from functools import partial
from itertools import permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from segeval import datasets, infer, volume
from segeval.errors import BadData, GridMismatch, UnknownLabel, UsageError
from segeval.infer import Logits, Memory, Settings
from segeval.records import Grid, Input, Output, Recipe, Scaling, Volume
from tests.helpers import BYTES, CPU, Threshold, grey, mm, segmented

SIZES = st.integers(1, 40)
OVERLAPS = st.sampled_from([0.0, 0.25, 0.5, 0.9])
AS_IT_IS = (Scaling(),)
MIRRORED = replace(CPU, flips=True)


def picture(grid: Grid, seed: int = 0) -> Volume:
    """Return noise from 0 to 255 without values near the threshold of a half."""
    values = np.random.default_rng(seed).integers(0, 255, (1, *grid.shape))
    return Volume(np.where(values >= 127, values + 1, values).astype(np.float32), grid)


def thresholded(image: Volume) -> npt.NDArray[np.int64]:
    return np.where(image.array[0] > 127, 4, 0)


class Looking(nn.Module):
    """A network that says bright where the neighbours of a voxel, times ``weight``, sum to more than ``at``."""

    def __init__(self, weight: Tensor, at: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.stack([-weight, weight])[:, None])
        self.bias = nn.Parameter(torch.tensor([at, -at]))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, 2, *spatial)``."""
        convolve = functional.conv2d if x.ndim == 4 else functional.conv3d
        return convolve(x, self.weight, self.bias, padding="same")


def smooth() -> Looking:
    """Return a network that averages 3×3 pixels, which does not care about mirrors."""
    return Looking(torch.full((3, 3), 1 / 9), at=0.5)


def lopsided(*shape: int) -> Tensor:
    """Return whole numbers without any symmetry whose sum is 0; convolutions with them are exact."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count, generator=torch.Generator().manual_seed(1)).float() - count // 2).reshape(shape)


def exact(axes: str, patch: tuple[int, ...], flips: str) -> Recipe:
    """Return a recipe that keeps whole numbers whole, so that no rounding decides between two labels."""
    recipe = grey(axes, patch=patch, flips=tuple(sorted(axes.index(axis) for axis in flips)))
    return replace(recipe, input=replace(recipe.input, channels=AS_IT_IS))


# A pointwise network shows every mistake of geometry


@settings(max_examples=60)
@given(
    orientation=st.integers(0, 47),
    shape=st.tuples(SIZES, SIZES, SIZES),
    axes=st.sampled_from(["zyx", "yx", "xyz", "zx", "xy"]),
    overlap=OVERLAPS,
)
def test_a_threshold_gives_the_thresholded_volume_in_every_orientation(
    orientation: int, shape: tuple[int, int, int], axes: str, overlap: float
) -> None:
    image = picture(mm(shape, (3.0, 1.0, 0.7), orientation))
    prediction = segmented(Threshold(len(axes), 0.5), image, grey(axes, overlap=overlap))
    assert prediction.mask.grid == image.grid
    assert np.array_equal(prediction.mask.array, thresholded(image))


@settings(max_examples=30)
@given(shape=st.tuples(SIZES, SIZES), overlap=OVERLAPS, axes=st.sampled_from(["yx", "xy"]))
def test_a_threshold_gives_the_thresholded_picture_at_every_size(
    shape: tuple[int, int], overlap: float, axes: str
) -> None:
    image = picture(Grid.pixels(shape))
    prediction = segmented(Threshold(2, 0.5), image, grey(axes), replace(CPU, overlap=overlap))
    assert prediction.mask.grid == image.grid
    assert np.array_equal(prediction.mask.array, thresholded(image))


@pytest.mark.parametrize("axes", ["zyx", "xyz"])
def test_all_48_orientations_of_one_anatomy_give_one_mask(axes: str) -> None:
    recipe = grey(axes, patch=(8, 8, 8), spacing=(1.5, 1.5, 1.5))
    first = picture(mm((9, 10, 11), (1.0, 2.0, 1.2)))
    anatomy, grid = volume.canonical(first.array, first.grid)
    upright = segmented(Threshold(3, 0.5), Volume(anatomy, grid), recipe).mask.array
    assert 0 < np.mean(upright > 0) < 1
    for orientation in range(48):
        turned = mm((9, 10, 11), (1.0, 2.0, 1.2), orientation)
        order = [2 - int(np.flatnonzero(row)[0]) for row in turned.direction]
        there = replace(
            turned,
            shape=tuple(grid.shape[axis] for axis in order),
            spacing=tuple(grid.spacing[axis] for axis in order),
        )
        mask = segmented(Threshold(3, 0.5), Volume(volume.native(anatomy, there), there), recipe).mask
        assert mask.grid == there
        assert np.array_equal(volume.canonical(mask.array, there)[0], upright)


# The axes of the model


@pytest.mark.parametrize("axes", ["".join(order) for order in permutations("zyx")])
@pytest.mark.parametrize("orientation", [0, 13, 47])
def test_a_network_with_other_axes_is_the_transposed_network(axes: str, orientation: int) -> None:
    image = picture(mm((12, 9, 20), (3.0, 1.0, 0.7), orientation))
    order, weight, patch = ["zyx".index(axis) for axis in axes], lopsided(3, 5, 3), (8, 6, 12)
    ours = segmented(Looking(weight), image, exact("zyx", patch, flips="zx"), MIRRORED).mask.array
    turned = exact(axes, tuple(patch[axis] for axis in order), flips="zx")
    assert 0.1 < np.mean(ours > 0) < 0.9
    assert np.array_equal(segmented(Looking(weight.permute(order)), image, turned, MIRRORED).mask.array, ours)


@pytest.mark.parametrize("axes", ["yx", "zx", "zy", "xy"])
def test_a_flat_network_slices_along_the_axis_that_it_does_not_name(axes: str) -> None:
    image, flat = picture(mm((14, 12, 18), (3.0, 1.0, 0.7), 13)), lopsided(3, 5)
    (across,) = set("zyx") - set(axes)
    in_order = flat if axes == "".join(sorted(axes, key="zyx".index)) else flat.T
    solid, flips = in_order.unsqueeze("zyx".index(across)), axes[0]
    expected = segmented(Looking(solid), image, exact("zyx", (40, 40, 40), flips), MIRRORED).mask.array
    assert np.array_equal(segmented(Looking(flat), image, exact(axes, (40, 40), flips), MIRRORED).mask.array, expected)


def test_a_network_that_sees_xyz_has_x_first() -> None:
    image = picture(mm((5, 6, 7), (1.0, 1.0, 1.0)))
    array, grid = volume.canonical(image.array, image.grid)
    seen = infer.to_model(Volume(array, grid), Input(axes="xyz", spacing=None, channels=AS_IT_IS))
    assert np.array_equal(seen.numpy(), array.transpose(0, 3, 2, 1))


@pytest.mark.parametrize(("axes", "along"), [("yx", 0), ("zx", 1), ("zy", 2)])
def test_neighbouring_slices_become_channels_and_the_last_one_repeats(axes: str, along: int) -> None:
    array = np.random.default_rng(0).random((2, 4, 5, 6)).astype(np.float32)
    wanted = Input(axes=axes, spacing=None, channels=(Scaling(), BYTES), slices=3)
    stacked = infer.to_model(Volume(array, mm((4, 5, 6), (1.0, 1.0, 1.0))), wanted).numpy()
    scaled = np.stack([array[0], array[1] / np.float32(255)])
    slices = np.moveaxis(scaled, along + 1, 1)
    assert stacked.shape == (6, *slices.shape[1:])
    for place in range(slices.shape[1]):
        before, after = max(place - 1, 0), min(place + 1, slices.shape[1] - 1)
        expected = np.concatenate([slices[:, before], slices[:, place], slices[:, after]])
        assert np.allclose(stacked[:, place], expected)


def test_a_network_on_stacked_slices_answers_for_the_middle_one() -> None:
    image, net = picture(mm((9, 12, 14), (1.0, 1.0, 1.0))), Threshold(2, 0.5)
    before = nn.Conv2d(3, 2, 1)
    with torch.no_grad():
        before.weight.zero_()
        before.weight[:, 0] = net.conv.weight[:, 0]
        before.bias.copy_(net.conv.bias)  # type: ignore[union-attr,arg-type]  # both have a bias
    recipe = grey("yx")
    recipe = replace(recipe, input=replace(recipe.input, slices=3))
    assert recipe.in_channels == 3
    mask = volume.canonical(segmented(before, image, recipe).mask.array, image.grid)[0]
    own = volume.canonical(thresholded(image), image.grid)[0]
    assert np.array_equal(mask[1:], own[:-1])
    assert np.array_equal(mask[0], own[0])


def test_a_model_that_stacks_slices_refuses_a_picture() -> None:
    recipe = grey("yx")
    stacking = replace(recipe, input=replace(recipe.input, slices=3))
    with pytest.raises(BadData, match="stacks 3 neighbouring slices, the image has only one"):
        segmented(Threshold(2, 0.5), picture(Grid.pixels((8, 8))), stacking)


@pytest.mark.parametrize("axes", ["zyx", "xyz", "zx"])
def test_an_axis_that_the_image_lacks_is_named(axes: str) -> None:
    with pytest.raises(BadData, match=f"the model sees the axes {axes}, the image has only yx"):
        segmented(Threshold(len(axes), 0.5), picture(Grid.pixels((8, 8))), grey(axes))


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


@settings(max_examples=30)
@given(shape=st.tuples(SIZES, SIZES), batch=st.integers(1, 9), overlap=OVERLAPS)
def test_blended_windows_of_a_pointwise_network_are_the_network_on_the_whole(
    shape: tuple[int, int], batch: int, overlap: float
) -> None:
    net, image, patch = Threshold(2, 0.3), torch.rand(1, *shape), grey().window.patch
    begin = partial(infer.starts, overlap=overlap)
    with torch.inference_mode():
        blended = infer.blended(net, image, patch, infer.gaussian(patch), begin, Settings(), Memory(batch=batch))
        assert torch.allclose(blended, net(image[None])[0], atol=1e-5)


def test_a_network_sees_only_windows_of_the_patch() -> None:
    net = Threshold(2, 0.5)
    segmented(net, picture(Grid.pixels((50, 9))), grey())
    assert set(net.windows) == {(16, 16)}


def test_a_2d_network_sees_each_slice_of_a_volume_alone() -> None:
    image = picture(mm((13, 12, 5), (1.0, 1.0, 4.0)))
    net = smooth()
    whole = segmented(net, image, grey()).mask.array
    slices = volume.canonical(image.array, image.grid)[0][0]
    assert slices.shape == (5, 12, 13)
    for mask, plane in zip(volume.canonical(whole, image.grid)[0], slices, strict=True):
        alone = segmented(net, Volume(plane[None], Grid.pixels(plane.shape)), grey()).mask.array
        assert np.array_equal(mask, alone)


def test_batch_and_memory_layout_do_not_change_the_mask() -> None:
    image = picture(Grid.pixels((40, 50)))
    masks = [
        segmented(smooth(), image, grey(), how).mask.array
        for how in (CPU, replace(CPU, batch=1), replace(CPU, channels_last=True))
    ]
    assert np.array_equal(masks[0], masks[1])
    assert np.array_equal(masks[0], masks[2])


def test_autocast_computes_in_bfloat16_and_still_segments() -> None:
    bright = np.indices((20, 20)).sum(0)[None] > 19
    image = Volume(np.where(bright, 255, 0).astype(np.float32), Grid.pixels((20, 20)))
    mask = segmented(Threshold(2, 0.5), image, grey(), replace(CPU, autocast=True)).mask
    assert np.array_equal(mask.array, thresholded(image))


# Mirrors


@pytest.mark.parametrize(("flips", "told"), [((), 1), ((0, 1), 0)])
def test_flips_that_the_recipe_does_not_allow_are_told_to_change_nothing(
    caplog: pytest.LogCaptureFixture, flips: tuple[int, ...], told: int
) -> None:
    infer.segmenting(nn.Conv2d(1, 2, 1), grey(flips=flips), MIRRORED)
    assert [record.getMessage().count("allows no mirror images") for record in caplog.records] == [1] * told


@pytest.mark.parametrize("axes", ["yx", "zyx"])
def test_averaging_mirrors_of_a_symmetric_network_changes_nothing(axes: str) -> None:
    image = picture(mm((5, 20, 22), (1.0, 1.0, 1.0)))
    recipe = grey(axes, flips=tuple(range(len(axes))))
    net = smooth() if axes == "yx" else Threshold(3, 0.5)
    with torch.inference_mode():
        once, averaged = (infer.averaged_logits(net, image, recipe, Settings(flips=on)) for on in (False, True))
    assert torch.allclose(once, averaged, atol=1e-5)


def test_only_the_mirrors_that_the_recipe_allows_are_averaged() -> None:
    image = picture(Grid.pixels((16, 16)))
    for flips, passes in (((), 1), ((1,), 2), ((0, 1), 4)):
        net = Threshold(2, 0.5)
        infer.averaged_logits(net, image, grey(flips=flips), Settings(flips=True))
        assert len(net.windows) == passes


# What the logits mean


@pytest.mark.parametrize("orientation", [0, 13, 47])
def test_regions_are_painted_in_order(orientation: int) -> None:
    grid = mm((7, 8, 9), (3.0, 1.0, 0.7), orientation)
    image = Volume(np.random.default_rng(0).normal(size=(3, 7, 8, 9)).astype(np.float32), grid)
    tumour = Output(
        labels={0: "background", 1: "core", 2: "oedema", 3: "enhancing"},
        activation="sigmoid",
        regions=((2, 1, 3), (1, 3), (3,)),
    )
    whole, core, enhancing = image.array > 0
    assert tumour.channels == 3
    mask = infer.answer(lambda seen: Logits(torch.from_numpy(seen.array), tumour), image, "case").mask
    assert mask.grid == grid
    assert np.array_equal(mask.array, np.where(enhancing, 3, np.where(core, 1, np.where(whole, 2, 0))))


def test_labels_are_values_not_class_indices() -> None:
    image = Volume(np.random.default_rng(0).normal(size=(3, 20, 20)).astype(np.float32), Grid.pixels((20, 20)))
    output = Output(labels={0: "background", 300: "bright", 7: "dark"})
    mask = infer.answer(lambda seen: Logits(torch.from_numpy(seen.array), output), image, "case").mask
    assert np.array_equal(mask.array, np.array([0, 300, 7])[image.array.argmax(0)])
    assert mask.array.dtype == np.uint16


def test_probabilities_rise_with_the_labels_and_the_largest_wins() -> None:
    grid = mm((7, 8, 9), (3.0, 1.0, 0.7), 13)
    image = Volume(np.random.default_rng(0).normal(size=(3, 7, 8, 9)).astype(np.float32), grid)
    output = Output(labels={0: "background", 300: "bright", 7: "dark"})
    found = infer.answer(lambda seen: Logits(torch.from_numpy(seen.array), output), image, "case", probabilities=True)
    assert found.probabilities is not None
    exact = np.exp(image.array.astype(float))
    assert found.probabilities == pytest.approx((exact / exact.sum(0))[[0, 2, 1]], abs=1e-6)
    assert np.array_equal(np.array([0, 7, 300])[found.probabilities.argmax(0)], found.mask.array)


def test_regions_have_no_probability_for_each_label() -> None:
    image = picture(Grid.pixels((8, 8)))
    regions = Output(labels={0: "background", 1: "a"}, activation="sigmoid", regions=((1,),))
    with pytest.raises(UsageError, match="predicts the regions"):
        infer.answer(lambda seen: Logits(torch.from_numpy(seen.array), regions), image, "case", probabilities=True)


@pytest.mark.parametrize("orientation", range(0, 48, 5))
def test_what_is_composed_of_two_models_comes_back_like_one(orientation: int) -> None:
    image = picture(mm((9, 10, 11), (3.0, 1.0, 0.7), orientation))
    parts = [infer.segmenting(Threshold(len(axes), at), grey(axes), CPU) for axes, at in (("yx", 0.2), ("xyz", 0.8))]

    def averaged(seen: Volume) -> Logits:
        first, second = (part(seen) for part in parts)
        return Logits((first.array + second.array) / 2, first.output)

    prediction = infer.answer(averaged, image, "case")
    assert prediction.mask.grid == image.grid
    assert np.array_equal(prediction.mask.array, thresholded(image))


def test_a_prediction_says_what_it_cost() -> None:
    prediction = segmented(Threshold(2, 0.5), picture(Grid.pixels((8, 8))), grey())
    assert prediction.case_id == "case"
    assert set(prediction.seconds) == {"predict", "network", "restore"}
    assert min(prediction.seconds.values()) >= 0


# What is refused


def test_an_image_with_other_channels_is_refused() -> None:
    image = Volume(np.zeros((3, 8, 8), np.float32), Grid.pixels((8, 8)))
    with pytest.raises(BadData, match="image has 3 channels, the model was trained on 1"):
        segmented(Threshold(2, 0.5), image, grey())


def test_a_model_in_millimetres_refuses_a_picture() -> None:
    with pytest.raises(BadData, match=r"works at \(1\.0, 1\.0\) mm, the image has no spacing in mm"):
        segmented(Threshold(2, 0.5), picture(Grid.pixels((8, 8))), grey(spacing=(1.0, 1.0)))


def test_a_device_that_is_not_here_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--device nonsense: .* Use auto or cpu"):
        infer.pick_device("nonsense")


def test_image_and_mask_of_a_case_must_share_a_grid(phantom: Path) -> None:
    cases = datasets.load("phantom").cases
    other = replace(cases["phantom_000"], mask=cases["phantom_001"].mask)
    with pytest.raises(GridMismatch, match="phantom/phantom_000: mask"):
        infer.read_canonical(other)


def test_a_case_is_read_with_the_labels_that_it_may_hold(phantom: Path) -> None:
    case = datasets.load("phantom").cases["phantom_000"]
    with pytest.raises(UnknownLabel, match="2"):
        infer.read_canonical(case, {0: "background", 1: "organ"})
    image, mask = infer.read_canonical(replace(case, mask=None))
    assert mask is None
    assert image.grid == infer.read_canonical(case)[0].grid


def test_a_flipped_case_reads_like_any_other(phantom: Path) -> None:
    image, mask = infer.read_canonical(datasets.load("phantom").cases["phantom_003"])
    assert mask is not None
    assert np.allclose(np.array(image.grid.direction)[:, ::-1], np.eye(3))
    assert image.grid == mask.grid

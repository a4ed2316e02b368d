"""What each augmentation does to images and labels, against definitions and other libraries."""

import math
from functools import partial

import numpy as np
import pytest
import torch
from scipy import ndimage, stats
from skimage import color
from torch import Tensor

from segeval.training.augment import AUGMENTATIONS, Batch, How
from segeval.training.augment._draws import draw, whole_axes
from segeval.training.augment._warp import (
    Ranges,
    draw_linear,
    gaussian_field,
    grid_field,
    in_plane,
    rotations,
    spline_field,
    warp,
)
from segeval.training.augment.colours import DEVIATION, MEAN, amounts, restain
from segeval.training.augment.intensities import standing_as
from segeval.training.augment.moves import Field, random_affine
from segeval.training.losses import NOT_TRAINED

CPU = torch.device("cpu")
SHAPES = [(24, 24), (20, 28), (10, 16, 12)]
MOVES = ("affine", "rotate", "scale", "shear", "translate", "elastic", "elastic-grid", "b-spline")
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def noise(shape: tuple[int, ...], channels: int = 2) -> Batch:
    """Return images of noise, and labels of which each voxel has its own, or is not trained on."""
    labels = torch.arange(4 * math.prod(shape)).reshape(4, *shape)
    labels[(slice(None), *(slice(3) for _ in shape))] = NOT_TRAINED
    return torch.randn((4, channels, *shape), generator=generator()), labels


def moved(batch: Batch, matrix: Tensor, offset: Tensor) -> Batch:
    """Return the batch with all of its samples taken from one matrix and offset."""
    count = len(batch[0])
    return warp(*batch, torch.arange(count), matrix.expand(count, -1, -1), offset.expand(count, *offset.shape))


def change(name: str, batch: Batch, **ranges: float) -> Batch:
    """Return what one augmentation makes of all samples."""
    images, labels, *_ = AUGMENTATIONS.get(name).fn(*batch, generator(), How(), 1.0, **ranges)
    return images, labels


# Moves


@pytest.mark.parametrize("shape", [(24, 24), (10, 16, 16)], ids=str)
def test_a_rotation_by_ninety_degrees_is_that_of_whole_voxels(shape: tuple[int, ...]) -> None:
    ndim, (images, labels) = len(shape), noise(shape)
    matrix = in_plane(ndim, ndim - 2, ndim - 1, rotations(torch.tensor([math.pi / 2])))[0]
    turned, marked = moved((images, labels), matrix, torch.zeros(ndim, *(1,) * ndim))
    assert torch.equal(marked, torch.rot90(labels, -1, (-2, -1)))
    assert torch.allclose(turned, torch.rot90(images, -1, (-2, -1)), atol=1e-4)


@every_shape
def test_no_motion_is_the_identity_and_whole_voxels_are_a_roll(shape: tuple[int, ...]) -> None:
    ndim, (images, labels) = len(shape), noise(shape)
    for offset in ((0, 0, 0), (2, -3, 1)):
        shift = torch.tensor(offset[-ndim:], dtype=torch.float32).reshape(ndim, *(1,) * ndim)
        there, marked = moved((images, labels), torch.eye(ndim), shift)
        axes, inside = tuple(range(-ndim, 0)), [slice(3, -3)] * ndim
        rolled, known = (each.roll([-n for n in offset[-ndim:]], axes) for each in (images, labels))
        assert torch.equal(marked[:, *inside], known[:, *inside])
        assert torch.allclose(there[:, :, *inside], rolled[:, :, *inside], atol=1e-4)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("shape", [(48, 40), (20, 32, 24)], ids=str)
def test_images_and_labels_move_together(name: str, shape: tuple[int, ...]) -> None:
    axes = [torch.linspace(-1, 1, n) for n in shape]
    radius = torch.stack(torch.meshgrid(*axes, indexing="ij")).pow(2).sum(0)
    labels = ((radius > 0.1).long() + (radius > 0.4).long()).expand(4, *shape).contiguous()
    images, marked = change(name, ((labels == 1)[:, None].float(), labels))
    assert float((marked != labels).float().mean()) > 0.01
    assert set(marked.flatten().tolist()) <= {0, 1, 2}
    sure = (images[:, 0] - 0.5).abs() > 0.49
    assert torch.equal((images[:, 0] > 0.5)[sure], (marked == 1)[sure])
    assert float(((images[:, 0] > 0.5) == (marked == 1)).float().mean()) > 0.93


def test_linear_motions_are_drawn_within_their_ranges_and_shares() -> None:
    ranges = Ranges(degrees=30, scaling=(0.9, 1.6), shift=0.1)
    matrices, offsets, moves = draw_linear(4000, torch.Size((20, 40)), generator(), ranges, 0.2)
    zoom = matrices.det().rsqrt()
    turned = torch.rad2deg(torch.atan2(matrices[:, 1, 0], matrices[:, 0, 0]))
    shifted = offsets.flatten(1) / torch.tensor([20, 40])
    assert float(moves.float().mean()) == pytest.approx(1 - 0.8**3, abs=0.03)
    for values, low, high in (
        (zoom.log(), math.log(0.9), math.log(1.6)),
        (turned, -30, 30),
        (shifted[:, 1], -0.1, 0.1),
    ):
        drawn = values[values.abs() > 1e-4]
        assert len(drawn) / 4000 == pytest.approx(0.2, abs=0.03)
        assert stats.kstest(drawn.numpy(), stats.uniform(low, high - low).cdf).pvalue > 0.001
    product = matrices @ matrices.mT * zoom[:, None, None] ** 2
    assert torch.allclose(product, torch.eye(2).expand(4000, 2, 2), atol=1e-4)


def test_a_shear_keeps_areas_and_tilts_one_axis() -> None:
    matrices, _, _ = draw_linear(500, torch.Size((20, 40)), generator(), Ranges(shear=10))
    assert torch.allclose(matrices.det(), torch.ones(500), atol=1e-6)
    tilts = torch.rad2deg(torch.atan(matrices[:, 0, 1]))
    assert 9 < float(tilts.abs().max()) <= 10


@pytest.mark.parametrize("name", MOVES)
def test_slices_of_flat_patches_stay_whole(name: str) -> None:
    shape = (4, 16, 16)
    assert whole_axes(torch.Size(shape)) == (1, 2)
    number = torch.arange(1, 5)[:, None, None].expand(4, *shape).contiguous()
    small = {"deviation": 2.0} if name in ("elastic-grid", "b-spline") else {}
    images, labels = change(name, (number[:, None].float(), number), **small)
    assert bool(((labels == number) | (labels == 0)).all())
    inside = labels > 0
    assert float(inside.float().mean()) > 0.4
    assert float((images[:, 0] - number)[inside].max()) < 1e-4


def test_a_rotation_turns_voxels_not_proportions() -> None:
    matrix = random_affine(2, torch.Size((20, 40)), generator(), (1.0, 1.0))
    extent = torch.tensor([40.0, 20.0])
    turn = matrix[:, :2] * extent[:, None] / extent[None, :]
    assert torch.allclose(turn @ turn.T, torch.eye(2), atol=1e-5)


# Fields


@pytest.mark.parametrize(("shape", "sigma"), [((96, 80), 4.0), ((96, 80), 8.0), ((24, 28, 20), 2.0)], ids=str)
def test_smoothed_noise_has_the_deviation_and_smoothness_of_its_gaussian(shape: tuple[int, ...], sigma: float) -> None:
    field = gaussian_field(24, torch.Size(shape), generator(), CPU, alpha=34, sigma=sigma)
    expected = 34 / math.sqrt(3) * (2 * sigma * math.sqrt(math.pi)) ** (-len(shape) / 2)
    assert field.shape == (24, len(shape), *shape)
    assert float(field.std()) == pytest.approx(expected, rel=0.08)
    assert float(field[..., 0].std()) == pytest.approx(expected, rel=0.15)  # at the border too
    lag = int(2 * sigma)
    alike = (field[..., lag:] * field[..., :-lag]).mean() / field.pow(2).mean()
    assert float(alike) == pytest.approx(math.exp(-(lag**2) / (4 * sigma**2)), abs=0.08)


def test_the_field_of_unet_is_normal_at_its_nine_points_and_smooth_between_them() -> None:
    field = grid_field(3000, torch.Size((9, 13)), generator(), CPU, points=3, deviation=10)
    points = field[:, :, ::4, ::6]
    assert stats.kstest(points.flatten()[:20000].numpy() / 10, stats.norm.cdf).pvalue > 0.001
    assert torch.allclose(points.std((0, 1)), torch.tensor(10.0), rtol=0.05)
    wide = grid_field(1, torch.Size((129, 129)), generator(), CPU, points=3, deviation=10)
    assert float(wide.diff(dim=-1).abs().max()) < 2 * 40 / 64  # less than twice the slope from point to point


@pytest.mark.parametrize("shape", [(70, 40), (40, 33, 20)], ids=str)
def test_the_field_of_3d_unet_is_the_b_spline_of_scipy(shape: tuple[int, ...]) -> None:
    ndim = len(shape)
    field = spline_field(2, torch.Size(shape), generator(), CPU, spacing=32, deviation=4)
    points = torch.randn((2, ndim, *((n - 1) // 32 + 4 for n in shape)), generator=generator()).numpy() * 4
    places = np.stack(np.meshgrid(*(np.arange(n) / 32 + 1 for n in shape), indexing="ij"))
    for sample in range(2):
        for axis in range(ndim):
            # Beyond the first and last points scipy would mirror; one point more on each side keeps it away from there.
            padded = np.pad(points[sample, axis], 1)
            expected = ndimage.map_coordinates(padded, places + 1, order=3, prefilter=False, mode="constant")
            assert np.allclose(field[sample, axis].numpy(), expected, atol=1e-4)


FIELDS: dict[str, Field] = {
    "elastic": partial(gaussian_field, alpha=34, sigma=4),
    "elastic-grid": partial(grid_field, points=3, deviation=10),
    "b-spline": partial(spline_field, spacing=32, deviation=4),
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_is_made_on_the_device_that_asks(field: Field) -> None:
    """What is drawn on the CPU leaves it before it is smoothed; torch's device "meta" stands for any other."""
    assert field(2, torch.Size((24, 32)), generator(), torch.device("meta")).is_meta


@pytest.mark.parametrize(("name", "field"), FIELDS.items(), ids=FIELDS)
@pytest.mark.parametrize("shape", [(64, 48), (24, 32, 28)], ids=str)
def test_images_of_places_show_the_field_with_the_numbers_of_its_paper(
    name: str, field: Field, shape: tuple[int, ...]
) -> None:
    places = torch.stack(torch.meshgrid(*(torch.arange(float(n)) for n in shape), indexing="ij")).expand(
        2, *[-1] * (len(shape) + 1)
    )
    one = generator()
    torch.rand(2, generator=one)  # which samples bend
    source = places + field(2, torch.Size(shape), one, CPU)
    shown, _ = change(name, (places, places[:, 0].long()))
    last = torch.tensor(shape).reshape(-1, *[1] * len(shape)) - 1
    inside = ((source >= 0) & (source <= last)).all(1, keepdim=True).expand_as(source)
    assert float(inside.float().mean()) > 0.3
    assert torch.allclose(shown[inside], source[inside], atol=1e-3)


# Intensities


def test_a_gaussian_blur_is_that_of_scipy() -> None:
    for shape in ((20, 28), (10, 16, 12), (4, 16, 16)):
        images, labels = noise(shape)
        sigma, _ = draw(images, generator(), 0.5, 3.0, 1.0, channels=True)
        blurred, _ = change("gaussian-blur", (images, labels), low=0.5, high=3.0)
        for sample, channel in ((0, 0), (3, 1)):
            width = [
                float(sigma[sample, channel]) * (axis in whole_axes(images.shape[2:])) for axis in range(len(shape))
            ]
            expected = ndimage.gaussian_filter(
                images[sample, channel].double().numpy(), width, mode="nearest", radius=12
            )
            assert np.allclose(blurred[sample, channel].numpy(), expected, atol=1e-3)


def test_low_resolution_takes_away_fine_patterns_and_keeps_coarse_ones() -> None:
    rows = torch.arange(48.0)[:, None].expand(48, 48)
    fine, coarse = (torch.sin(rows * 2 * math.pi / period).expand(1, 1, 48, 48) for period in (2.5, 24))
    kept = [
        float(
            (change("low-resolution", (each, each[:, 0].long()), low=0.5, high=0.5)[0] * each).sum() / each.pow(2).sum()
        )
        for each in (fine, coarse)
    ]
    assert kept[0] < 0.3
    assert kept[1] > 0.95
    assert torch.allclose(
        change("low-resolution", noise((20, 28)), low=1.0, high=1.0)[0], noise((20, 28))[0], atol=1e-6
    )


def test_half_of_the_factors_lie_below_one_and_half_above() -> None:
    value, _ = draw(torch.zeros(5000, 1, 1, 1), generator(), 0.7, 1.5, 1.0, channels=True, halves=True)
    below, above = (value[side].numpy() for side in (value < 1, value >= 1))
    assert len(below) / 5000 == pytest.approx(0.5, abs=0.03)
    assert stats.kstest(below, stats.uniform(0.7, 0.3).cdf).pvalue > 0.001
    assert stats.kstest(above, stats.uniform(1, 0.5).cdf).pvalue > 0.001


def test_contrast_about_the_mean_and_both_gammas_follow_their_definitions() -> None:
    images, labels = noise((10, 16, 12))
    factor, _ = draw(images, generator(), 0.5, 2.0, 1.0, channels=True, halves=True)
    low, high = images.amin((2, 3, 4), keepdim=True), images.amax((2, 3, 4), keepdim=True)
    mean = images.mean((2, 3, 4), keepdim=True)
    expected = torch.minimum(torch.maximum(mean + factor * (images - mean), low), high)
    assert torch.allclose(change("mean-contrast", (images, labels), low=0.5, high=2.0)[0], expected, atol=1e-5)
    for name, given in (("gamma", images), ("inverted-gamma", -images)):
        ranges = {"low": 0.5, "high": 2.0} | ({"halves": True, "keep": True} if name == "gamma" else {})
        made = change(name, (images, labels), **ranges)[0]
        low, high = given.amin((2, 3, 4), keepdim=True), given.amax((2, 3, 4), keepdim=True)
        powered = ((given - low) / (high - low)) ** factor
        shaped = standing_as(powered if name == "gamma" else -powered, images)
        assert torch.allclose(made, shaped, atol=1e-4)
        assert torch.allclose(made.mean((2, 3, 4)), images.mean((2, 3, 4)), atol=1e-5)
        assert torch.allclose(made.std((2, 3, 4)), images.std((2, 3, 4)), atol=1e-4)


# Colours


def slide() -> tuple[Tensor, Tensor]:
    """Return light ``(1, 3, 64, 64)`` of all colours, and the image that a network sees of it."""
    light = torch.rand((1, 3, 64, 64), generator=generator()).clamp_min(1 / 255)
    mean, deviation = (torch.tensor(each).reshape(1, 3, 1, 1) for each in (MEAN, DEVIATION))
    return light, (light - mean) / deviation


def test_amounts_of_stains_are_those_of_scikit_image() -> None:
    light, _ = slide()
    # It measures density in units of -log(1e-6), and cuts amounts off at 0.
    expected = color.rgb2hed(light[0].permute(1, 2, 0).double().numpy()) * -math.log(1e-6)
    found = amounts(light)[0].permute(1, 2, 0).clamp_min(0).numpy()
    assert np.abs(found - expected).max() < 1e-4


def test_stains_that_do_not_change_give_the_image_back_and_scaled_ones_their_amounts() -> None:
    light, image = slide()
    one, none = torch.ones(1, 3, 1, 1), torch.zeros(1, 3, 1, 1)
    assert float((restain(image, one, none) - image).abs().max()) < 1e-4
    factor, term = (
        torch.tensor([1.05, 0.97, 1.0]).reshape(1, 3, 1, 1),
        torch.tensor([0.02, -0.01, 0.05]).reshape(1, 3, 1, 1),
    )
    mean, deviation = (torch.tensor(each).reshape(1, 3, 1, 1) for each in (MEAN, DEVIATION))
    again = amounts(restain(image, factor, term) * deviation + mean)
    bright = (light > 0.1).all(1, keepdim=True).expand_as(again)  # darker ones may fall below what density is cut at
    assert float((again - (amounts(light) * factor + term))[bright].abs().max()) < 1e-4


def test_saturation_and_hue_leave_grey_alone_and_turn_colours_about_it() -> None:
    images, labels = noise((20, 28), channels=3)
    grey = images.mean(1, keepdim=True)
    for name in ("saturation", "hue"):
        changed, _ = change(name, (images, labels))
        assert torch.allclose(changed.mean(1, keepdim=True), grey, atol=1e-5)
        flat = grey.expand_as(images)
        assert torch.allclose(change(name, (flat, labels))[0], flat, atol=1e-5)
    turned, _ = change("hue", (images, labels), degrees=18.0)
    angle, _ = draw(images, generator(), -18.0, 18.0, 1.0, channels=False)
    for before, after, degrees in zip(images - grey, turned - grey, angle.flatten(), strict=True):
        cosine = (before * after).sum(0) / (before.pow(2).sum(0))
        assert torch.allclose(cosine, torch.deg2rad(degrees).cos().expand_as(cosine), atol=1e-4)
        assert torch.allclose(after.norm(dim=0), before.norm(dim=0), atol=1e-5)


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("saturation", {"low": 1.0, "high": 1.0}),
        ("hue", {"degrees": 0.0}),
        ("stain-jitter", {"sigma": 0.0}),
        ("contrast", {"low": 1.0, "high": 1.0}),
        ("noise", {"high": 0.0}),
        ("b-spline", {"deviation": 0.0}),
        ("elastic-grid", {"deviation": 0.0}),
        ("elastic", {"alpha": 0.0}),
    ],
)
def test_neutral_ranges_change_nothing(name: str, neutral: dict[str, float]) -> None:
    images, labels = noise((20, 28), channels=3)
    changed, marked = change(name, (images, labels), **neutral)
    assert torch.equal(marked, labels)
    assert torch.allclose(changed, images, atol=1e-4)

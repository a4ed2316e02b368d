"""Augmentation changes images at random and never parts them from their labels."""

from collections.abc import Callable
from hashlib import sha256
from inspect import signature
from typing import NamedTuple

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor
from torch.nn import functional

from segeval.errors import UnknownName, UsageError
from segeval.training import augment
from segeval.training.augment import AUGMENTATIONS, PRESETS, STANDARD, Batch, How
from segeval.training.augment.intensities import blur, gamma
from segeval.training.augment.mixtures import draw_beta, draw_box
from segeval.training.losses import NOT_TRAINED

SHAPES = [(24, 24), (20, 28), (10, 16, 12)]
CLASSES = {0, 1, 2, 3, NOT_TRAINED}
INTENSITIES = (
    *("contrast", "mean-contrast", "brightness", "gamma", "inverted-gamma"),
    *("noise", "blur", "gaussian-blur", "low-resolution", "saturation", "hue", "stain-jitter"),
)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def blocks(shape: tuple[int, ...]) -> Batch:
    """Return a batch whose images show their labels: boxes of classes 0 to 3 off the middle."""
    labels = torch.zeros((8, *shape), dtype=torch.int64)
    for number in (1, 2, 3):
        box = tuple(slice(n * (number - 1) // 4 + 1, n * (number + 1) // 4) for n in shape)
        labels[(slice(None), *box)] = number
    return labels[:, None].float(), labels


def coloured(shape: tuple[int, ...]) -> Batch:
    """Return images of three channels, and labels of which a corner is not trained on."""
    images, labels = blocks(shape)
    labels[(slice(None), *(slice(4) for _ in shape))] = NOT_TRAINED
    return images + torch.randn((8, 3, *shape), generator=generator(1)) / 4, labels


def change(name: str, batch: Batch, how: How, share: float = 1.0) -> Batch:
    """Return what one augmentation makes of ``share`` of the samples."""
    images, labels, *_ = AUGMENTATIONS.get(name).fn(*batch, generator(), how, share)
    return images, labels


def agreement(images: Tensor, labels: Tensor) -> float:
    """Return the share of voxels whose rounded intensity is their label."""
    return float((images[:, 0].round().long() == labels).float().mean())


# Every one of them


@pytest.mark.parametrize(
    ("shape", "dtype"),
    list(zip(SHAPES, (torch.float32, torch.bfloat16, torch.float64), strict=True)),
    ids=str,
)
@pytest.mark.parametrize("name", [*AUGMENTATIONS.items(), *PRESETS])
def test_each_keeps_shapes_types_and_classes_and_what_it_was_given(
    name: str, shape: tuple[int, ...], dtype: torch.dtype
) -> None:
    images, labels = coloured(shape)
    given = images.to(dtype)
    made = augment.mix(given, labels, generator(), How(flips=tuple(range(len(shape))), strength=9), (name,))
    assert made.images.shape == images.shape
    assert made.images.dtype == dtype
    assert made.images.isfinite().all()
    for each in (made.labels, made.other):
        assert each.dtype == torch.int64
        assert set(each.flatten().tolist()) <= CLASSES
    assert torch.equal(given, images.to(dtype))
    assert torch.equal(labels, coloured(shape)[1])


@pytest.mark.parametrize("name", sorted({*AUGMENTATIONS.items(), *PRESETS} - {"none"}))
def test_each_changes_something_and_equal_seeds_the_same(name: str) -> None:
    first, again, other = (
        augment.mix(*coloured((24, 24)), generator(seed), How(flips=(0, 1), strength=3), (name,)) for seed in (5, 5, 6)
    )
    assert torch.equal(first.images, again.images)
    assert torch.equal(first.labels, again.labels)
    assert not torch.equal(first.images, other.images)
    assert not torch.equal(first.images, coloured((24, 24))[0])


@pytest.mark.parametrize("name", [*AUGMENTATIONS.items(), *PRESETS])
def test_without_strength_only_mirrors_are_left(name: str) -> None:
    images, labels = coloured((10, 16, 12))
    made = augment.mix(images, labels, generator(), How(strength=0), (name,))
    assert torch.equal(made.images, images)
    assert torch.equal(made.labels, labels)
    assert made.weight == 1


@pytest.mark.parametrize("name", INTENSITIES)
def test_an_intensity_changes_in_its_share_of_samples_and_moves_no_label(name: str) -> None:
    images, labels = torch.randn(200, 3, 12, 12, generator=generator()), torch.zeros(200, 12, 12, dtype=torch.int64)
    changed, same = change(name, (images, labels), How(), share=0.3)
    touched = float((changed != images).flatten(1).any(1).float().mean())
    assert torch.equal(same, labels)
    assert changed.isfinite().all()
    assert 0.2 < touched < 0.4


@pytest.mark.parametrize("name", INTENSITIES)
def test_an_empty_image_stays_finite(name: str) -> None:
    flat = torch.zeros(16, 3, 8, 8)
    assert change(name, (flat, flat[:, 0].long()), How())[0].isfinite().all()


# The standard ones


class Golden(NamedTuple):
    """What the standard augmentation of one batch is: generator afterwards, sum of labels, power of the images."""

    state: str
    labels: list[int]
    powers: list[float]


GOLDEN = {
    (24, 24): Golden(
        "575eecb59e593458",
        [-2131, -765, -2127, -2122, -2128, -842, -2159, -2134],
        [0.159897, 0.463959, 1.029862, 1.043636, 0.997298, 0.378621, 0.972500, 1.112615],
    ),
    (10, 16, 12): Golden(
        "a4d6a6541a0d1d8d",
        [-18336, -11897, -18382, -18411, -18399, -12576, -18445, -18390],
        [0.195366, 0.363612, 1.246644, 0.987830, 1.506474, 0.066489, 0.977321, 0.994996],
    ),
}


@pytest.mark.parametrize("shape", GOLDEN, ids=str)
def test_the_standard_draws_are_those_that_trained_weights_saw(shape: tuple[int, ...]) -> None:
    images = torch.randn(8, 2, *shape, generator=generator(7))
    labels = (images[:, 0] > 0.5).long() + (images[:, 1] > 1).long()
    labels[:, 0] = NOT_TRAINED
    one = generator(2026)
    images, labels = augment.augment(images, labels, one, How(flips=tuple(range(len(shape)))))
    assert sha256(one.get_state().numpy().tobytes()).hexdigest()[:16] == GOLDEN[shape].state
    assert labels.flatten(1).sum(1).tolist() == GOLDEN[shape].labels
    assert images.double().pow(2).flatten(1).mean(1).tolist() == pytest.approx(GOLDEN[shape].powers, rel=1e-4)


@every_shape
def test_mirrors_move_images_and_labels_alike(shape: tuple[int, ...]) -> None:
    before, given = blocks(shape)
    for name in ("flip", "quarter-turn"):
        images, labels = change(name, (before, given), How(flips=tuple(range(len(shape)))))
        assert agreement(images, labels) == 1
        assert not torch.equal(images, before)
        assert torch.equal(*map(torch.bincount, (labels.flatten(), given.flatten())))
        assert torch.equal(change(name, (before, given), How())[0], before)


def test_quarter_turns_of_squares_are_all_four_and_of_others_two() -> None:
    for shape, turns in (((4, 4), (0, 1, 2, 3)), ((4, 6), (0, 2))):
        image = torch.arange(float(np.prod(shape))).reshape(1, 1, *shape).expand(40, -1, -1, -1)
        made = change("quarter-turn", (image, image[:, 0].long()), How(flips=(0, 1)))[0]
        found = {tuple(one.flatten().tolist()) for one in made}
        assert found == {tuple(torch.rot90(image[0, 0], turn).flatten().tolist()) for turn in turns}


@every_shape
def test_deformation_moves_images_and_labels_alike(shape: tuple[int, ...]) -> None:
    before, given = blocks(shape)
    images, labels = change("deform", (before, given), How())
    moved = float((labels != given).float().mean())
    assert moved > 0.05
    # Interpolated images blur across the edges of boxes where labels do not; apart from edges the two agree.
    inside = (images[:, 0] - images[:, 0].round()).abs() < 1e-3
    assert inside.float().mean() > 0.5
    assert agreement(images, labels) > 0.85
    assert float((images[:, 0].round().long() == labels)[inside].float().mean()) > 0.97


@pytest.mark.parametrize("neutral", [lambda x: gamma(x, torch.ones(4, 1, 1, 1)), blur])
def test_neutral_changes_change_nothing(neutral: Callable[[Tensor], Tensor]) -> None:
    images = torch.full((4, 1, 6, 6), 3.0)
    assert torch.allclose(neutral(images), images)


# Names


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_step_after_the_other_from_one_generator(name: str) -> None:
    how, one = How(flips=(0, 1), strength=0.7), generator(3)
    images, labels = coloured((24, 24))
    for step in PRESETS[name]:
        declared = AUGMENTATIONS.get(step.id)
        share = (declared.share if step.share is None else step.share) * 0.7
        images, labels = declared.fn(images, labels, one, how, share, **step.ranges)[:2]
    made = augment.augment(*coloured((24, 24)), generator(3), how, (name,))
    assert torch.equal(made[0], images)
    assert torch.equal(made[1], labels)


@pytest.mark.parametrize(
    ("name", "field", "published"),
    [("unet", "elastic-grid", {"deviation": 10.0}), ("unet3d", "b-spline", {"spacing": 32.0, "deviation": 4.0})],
)
def test_the_presets_of_papers_bend_every_sample_by_the_field_that_is_published(
    name: str, field: str, published: dict[str, float]
) -> None:
    """Ronneberger et al. 2015, 3.1: a deviation of 10 pixels; Çiçek et al. 2016, 3.2: of 4 voxels, 32 apart."""
    first, *rest = augment.steps_of([name])
    told = {key: each.default for key, each in signature(AUGMENTATIONS.get(field).fn).parameters.items()}
    assert (first.id, first.share) == (field, 1.0)
    assert {key: {**told, **first.ranges}[key] for key in published} == published
    assert [(step.id, step.share) for step in rest] == [("contrast", 1.0), ("brightness", 1.0)]


def test_the_standard_preset_is_the_default_and_none_does_nothing() -> None:
    how = How(flips=(0, 1))
    first, named, none = (
        augment.augment(*blocks((24, 24)), generator(3), how, *names) for names in ((), (("standard",),), (("none",),))
    )
    assert tuple(step.id for step in PRESETS["standard"]) == STANDARD
    assert all(map(torch.equal, first, named))
    assert torch.equal(none[0], blocks((24, 24))[0])


def test_names_are_read_in_order_and_wrong_ones_refused() -> None:
    assert augment.parse_augmentations("NNUNet + cutmix+mixup") == ("nnunet", "cutmix", "mixup")
    with pytest.raises(UnknownName, match=r"unknown augmentation 'defrom'; did you mean deform\?"):
        augment.augment(*blocks((24, 24)), generator(), How(), names=("defrom",))
    with pytest.raises(UnknownName, match=r"unknown augmentation 'nnunt'; did you mean nnunet"):
        augment.parse_augmentations("nnunt")
    for text, said in (("standard+", "no sum of names"), ("mixup+flip", "comes last and once"), ("", "no sum")):
        with pytest.raises(UsageError, match=said):
            augment.parse_augmentations(text)


def test_colours_need_three_channels() -> None:
    for name in ("saturation", "hue", "stain-jitter"):
        with pytest.raises(UsageError, match=f"augmentation {name} changes red, green and blue; the images have 1"):
            change(name, blocks((24, 24)), How())


# Two samples in one image


@every_shape
def test_cutmix_pastes_images_with_their_labels(shape: tuple[int, ...]) -> None:
    number = torch.arange(8).reshape(8, *(1,) * len(shape)).expand(8, *shape).contiguous()
    images, labels = change("cutmix", (number[:, None].float(), number), How())
    assert torch.equal(images[:, 0].long(), labels)
    values = [set(each.flatten().tolist()) for each in labels]
    assert all(len(each) <= 2 for each in values)
    assert any(len(each) == 2 for each in values)


def test_boxes_of_cutmix_have_even_volumes_less_what_is_cut_off() -> None:
    one = generator()
    boxes = [draw_box(torch.Size((64, 64)), one) for _ in range(2000)]
    assert all(0 <= part.start <= part.stop <= 64 for box in boxes for part in box)
    volumes = [np.prod([part.stop - part.start for part in box]) / 64**2 for box in boxes]
    # A side s keeps s - s²/4 on average, and s² is even: the mean of its square is 1/2 - 1/5 + 1/48.
    assert np.mean(volumes) == pytest.approx(1 / 2 - 1 / 5 + 1 / 48, abs=0.02)


def test_mixup_weighs_by_the_beta_distribution() -> None:
    one = generator()
    assert stats.kstest([draw_beta(0.2, one) for _ in range(2000)], stats.beta(0.2, 0.2).cdf).pvalue > 0.01
    assert stats.kstest([draw_beta(1.0, one) for _ in range(2000)], stats.uniform.cdf).pvalue > 0.01


def test_the_loss_of_mixup_is_the_cross_entropy_of_the_mixed_one_hot_maps() -> None:
    labels = (blocks((10, 16, 12))[1] + torch.arange(8).reshape(8, 1, 1, 1)) % 4
    images = labels[:, None].float()
    mixed = augment.mix(images, labels, generator(2), How(), ("mixup",))
    assert 0 < mixed.weight < 1
    assert torch.equal(mixed.labels, labels)
    assert not torch.equal(mixed.other, labels)
    expected = mixed.weight * labels + (1 - mixed.weight) * mixed.other
    assert torch.allclose(mixed.images[:, 0], expected.float(), atol=1e-6)
    logits = torch.randn(8, 4, 10, 16, 12, generator=generator())
    soft = mixed.weight * functional.one_hot(mixed.labels, 4) + (1 - mixed.weight) * functional.one_hot(mixed.other, 4)
    definition = -(soft.movedim(-1, 1) * logits.log_softmax(1)).sum(1).mean()
    found = augment.mixed_loss(lambda each: functional.cross_entropy(logits, each), mixed)
    assert float(found) == pytest.approx(float(definition), rel=1e-5)


def test_mixup_is_refused_where_one_label_map_is_asked_for() -> None:
    with pytest.raises(UsageError, match="use mix and mixed_loss"):
        augment.augment(*blocks((24, 24)), generator(), How(), ("flip", "mixup"))

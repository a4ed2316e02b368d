"""Augmentation changes images at random and never parts them from their labels."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from segeval.errors import UnknownName
from segeval.training import augment
from segeval.training.augment import AUGMENTATIONS, STANDARD, Batch, How

SHAPES = [(24, 24), (20, 28), (10, 16, 12)]
INTENSITIES = ("contrast", "brightness", "gamma", "noise", "blur")
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


def change(name: str, batch: Batch, how: How, share: float = 1.0) -> Batch:
    """Return what one augmentation makes of ``share`` of the samples."""
    return AUGMENTATIONS.get(name).fn(*batch, generator(), how, share)


def agreement(images: Tensor, labels: Tensor) -> float:
    """Return the share of voxels whose rounded intensity is their label."""
    return float((images[:, 0].round().long() == labels).float().mean())


@every_shape
def test_mirrors_move_images_and_labels_alike(shape: tuple[int, ...]) -> None:
    before, given = blocks(shape)
    images, labels = change("flip", (before, given), How(flips=tuple(range(len(shape)))))
    assert agreement(images, labels) == 1
    assert not torch.equal(images, before)
    assert torch.equal(*map(torch.bincount, (labels.flatten(), given.flatten())))


def test_no_axis_means_no_mirror() -> None:
    images, labels = change("flip", blocks((24, 24)), How())
    assert torch.equal(images, blocks((24, 24))[0])
    assert torch.equal(labels, blocks((24, 24))[1])


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


def test_deformation_keeps_classes_whole() -> None:
    _, labels = change("deform", blocks((24, 24)), How())
    assert set(labels.flatten().tolist()) <= {0, 1, 2, 3}
    assert labels.dtype == torch.int64


def test_a_rotation_turns_voxels_not_proportions() -> None:
    matrix = augment.random_affine(2, torch.Size((20, 40)), generator(), (1.0, 1.0))
    extent = torch.tensor([40.0, 20.0])
    turn = matrix[:, :2] * extent[:, None] / extent[None, :]
    assert torch.allclose(turn @ turn.T, torch.eye(2), atol=1e-5)


@pytest.mark.parametrize("name", INTENSITIES)
def test_an_intensity_changes_in_its_share_of_samples_and_moves_no_label(name: str) -> None:
    images, labels = torch.randn(200, 2, 12, 12, generator=generator()), torch.zeros(200, 12, 12, dtype=torch.int64)
    changed, same = change(name, (images, labels), How(), share=0.3)
    touched = float((changed != images).flatten(1).any(1).float().mean())
    assert torch.equal(same, labels)
    assert changed.isfinite().all()
    assert 0.2 < touched < 0.4


@pytest.mark.parametrize("name", INTENSITIES)
def test_an_empty_image_stays_finite(name: str) -> None:
    flat = torch.zeros(16, 1, 8, 8)
    assert change(name, (flat, flat[:, 0].long()), How())[0].isfinite().all()


@pytest.mark.parametrize("neutral", [lambda x: augment.gamma(x, torch.ones(4, 1, 1, 1)), augment.blur])
def test_neutral_changes_change_nothing(neutral: Callable[[Tensor], Tensor]) -> None:
    images = torch.full((4, 1, 6, 6), 3.0)
    assert torch.allclose(neutral(images), images)


@every_shape
def test_equal_generators_give_equal_batches(shape: tuple[int, ...]) -> None:
    axes = tuple(range(len(shape)))
    first, second, other = (augment.augment(*blocks(shape), generator(seed), How(flips=axes)) for seed in (1, 1, 2))
    assert all(map(torch.equal, first, second))
    assert not torch.equal(first[0], other[0])


def test_without_strength_only_mirrors_are_left() -> None:
    images, labels = blocks((24, 24))
    changed, moved = augment.augment(images, labels, generator(), How(strength=0))
    assert torch.equal(changed, images)
    assert torch.equal(moved, labels)


def test_the_batch_that_was_given_stays_as_it_was() -> None:
    images, labels = blocks((24, 24))
    for seed in range(5):
        augment.augment(images, labels, generator(seed), How(flips=(0, 1)))
    assert torch.equal(images, blocks((24, 24))[0])
    assert torch.equal(labels, blocks((24, 24))[1])


# Names


def test_the_standard_ones_are_all_there_are_and_come_in_this_order() -> None:
    assert ("flip", "deform", *INTENSITIES) == STANDARD
    assert set(STANDARD) == set(AUGMENTATIONS.items())


@every_shape
def test_a_batch_is_one_augmentation_after_the_other_from_one_generator(shape: tuple[int, ...]) -> None:
    how, one = How(flips=tuple(range(len(shape))), strength=0.7), generator(3)
    batch = blocks(shape)
    for name in STANDARD:
        declared = AUGMENTATIONS.get(name)
        batch = declared.fn(*batch, one, how, declared.share * 0.7)
    assert all(map(torch.equal, batch, augment.augment(*blocks(shape), generator(3), how)))


def test_only_the_named_ones_are_made() -> None:
    images, labels = augment.augment(*blocks((24, 24)), generator(), How(flips=(0, 1)), names=("noise",))
    assert torch.equal(labels, blocks((24, 24))[1])
    assert not torch.equal(images, blocks((24, 24))[0])


def test_the_augmentation_that_was_meant_is_suggested() -> None:
    with pytest.raises(UnknownName, match=r"unknown augmentation 'defrom'; did you mean deform\?"):
        augment.augment(*blocks((24, 24)), generator(), How(), names=("defrom",))

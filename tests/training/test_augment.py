"""Augmentation changes images at random and never parts them from their labels."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from segeval.training import augment
from segeval.training.augment import Batch

SHAPES = [(24, 24), (20, 28), (10, 16, 12)]
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


def agreement(images: Tensor, labels: Tensor) -> float:
    """Return the share of voxels whose rounded intensity is their label."""
    return float((images[:, 0].round().long() == labels).float().mean())


@every_shape
def test_mirrors_move_images_and_labels_alike(shape: tuple[int, ...]) -> None:
    before, given = blocks(shape)
    images, labels = augment.flip(before, given, generator(), tuple(range(len(shape))))
    assert agreement(images, labels) == 1
    assert not torch.equal(images, before)
    assert torch.equal(*map(torch.bincount, (labels.flatten(), given.flatten())))


def test_no_axis_means_no_mirror() -> None:
    images, labels = augment.flip(*blocks((24, 24)), generator(), ())
    assert torch.equal(images, blocks((24, 24))[0])
    assert torch.equal(labels, blocks((24, 24))[1])


@every_shape
def test_deformation_moves_images_and_labels_alike(shape: tuple[int, ...]) -> None:
    before, given = blocks(shape)
    images, labels = augment.deform(before, given, generator(), 1.0)
    moved = float((labels != given).float().mean())
    assert moved > 0.05
    # Interpolated images blur across the edges of boxes where labels do not; apart from edges the two agree.
    inside = (images[:, 0] - images[:, 0].round()).abs() < 1e-3
    assert inside.float().mean() > 0.5
    assert agreement(images, labels) > 0.85
    assert float((images[:, 0].round().long() == labels)[inside].float().mean()) > 0.97


def test_deformation_keeps_classes_whole() -> None:
    _, labels = augment.deform(*blocks((24, 24)), generator(), 1.0)
    assert set(labels.flatten().tolist()) <= {0, 1, 2, 3}
    assert labels.dtype == torch.int64


def test_a_rotation_turns_voxels_not_proportions() -> None:
    matrix = augment.random_affine(2, torch.Size((20, 40)), generator(), (1.0, 1.0))
    extent = torch.tensor([40.0, 20.0])
    turn = matrix[:, :2] * extent[:, None] / extent[None, :]
    assert torch.allclose(turn @ turn.T, torch.eye(2), atol=1e-5)


def test_intensities_change_without_becoming_nan() -> None:
    images = torch.randn(64, 2, 12, 12)
    changed = augment.change_intensity(images, generator(), 0.2)
    untouched = float((changed == images).flatten(1).all(1).float().mean())
    assert changed.shape == images.shape
    assert changed.isfinite().all()
    assert 0.1 < untouched < 0.6
    flat = augment.change_intensity(torch.zeros(16, 1, 8, 8), generator(), 0.2)
    assert flat.isfinite().all()


@pytest.mark.parametrize("change", [lambda x: augment.gamma(x, torch.ones(4, 1, 1, 1)), augment.blur])
def test_neutral_changes_change_nothing(change: Callable[[Tensor], Tensor]) -> None:
    images = torch.full((4, 1, 6, 6), 3.0)
    assert torch.allclose(change(images), images)


@every_shape
def test_equal_generators_give_equal_batches(shape: tuple[int, ...]) -> None:
    axes = tuple(range(len(shape)))
    first, second, other = (augment.augment(*blocks(shape), generator(seed), flips=axes) for seed in (1, 1, 2))
    assert all(map(torch.equal, first, second))
    assert not torch.equal(first[0], other[0])


def test_without_strength_only_mirrors_are_left() -> None:
    images, labels = blocks((24, 24))
    changed, moved = augment.augment(images, labels, generator(), flips=(), strength=0)
    assert torch.equal(changed, images)
    assert torch.equal(moved, labels)


def test_the_batch_that_was_given_stays_as_it_was() -> None:
    images, labels = blocks((24, 24))
    for seed in range(5):
        augment.augment(images, labels, generator(seed), flips=(0, 1))
    assert torch.equal(images, blocks((24, 24))[0])
    assert torch.equal(labels, blocks((24, 24))[1])

"""Touching objects: parted where they meet, counted one by one, and nothing else changes."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from segeval.errors import UsageError
from segeval.infer import decided
from segeval.records import Grid, LabelArray, Volume
from segeval.strategies import STRATEGIES
from segeval.strategies.split import between
from tests.strategies.toys import saying, volume

split = STRATEGIES.get("split").fn
Places = tuple[tuple[int, ...], ...]
ROUND = ((20, 14), (20, 30), (20, 46))


def balls(shape: tuple[int, ...], middles: Places, radius: int = 9) -> LabelArray:
    """Return balls of label 1 that overlap."""
    places = np.indices(shape)
    near = [sum((p - m) ** 2 for p, m in zip(places, middle, strict=True)) <= radius**2 for middle in middles]
    found: LabelArray = np.any(near, axis=0).astype(np.uint8)
    return found


def objects(labels: LabelArray) -> int:
    """Return how many objects a metric counts."""
    return int(ndimage.label(labels, np.ones((3,) * labels.ndim))[1])


def pixels(shape: tuple[int, ...]) -> Volume:
    return Volume(np.zeros((1, *shape), np.float32), Grid.pixels(shape))


@pytest.mark.parametrize(
    ("shape", "middles"),
    [((40, 60), ROUND), ((24, 40, 60), tuple((12, *middle) for middle in ROUND))],
    ids=["picture", "volume"],
)
def test_objects_that_touch_become_as_many_as_they_are(shape: tuple[int, ...], middles: Places) -> None:
    joined = balls(shape, middles)
    assert objects(joined) == 1
    parted = decided(split(saying(joined))(pixels(shape)), shape)
    assert objects(parted) == 3
    lost = joined != parted
    assert not parted[lost].any()
    assert set(np.nonzero(lost)[-1]) <= {21, 22, 23, 37, 38, 39}  # where two balls meet


def test_one_object_stays_as_it_is_whatever_lies_beside_it() -> None:
    alone = balls((40, 60), ((20, 14), (20, 40)))
    bar = np.zeros((40, 60), np.uint8)
    bar[10:30, 5:55] = 1
    speck = alone.copy()
    speck[30, 13] = speck[0, 0] = 1  # below the first ball, and so far off that it has its own middle
    for labels in (alone, bar, speck, np.zeros_like(bar), np.ones_like(bar)):
        assert np.array_equal(decided(split(saying(labels))(pixels(labels.shape)), labels.shape), labels)


def test_pieces_that_meet_at_a_corner_are_one_object_or_are_parted() -> None:
    corner = np.zeros((30, 30), np.uint8)
    corner[5:15, 5:15] = corner[15:27, 15:27] = 1
    assert objects(corner) == 1
    assert objects(corner & ~between(corner > 0, (1.0, 1.0), 1.0, 5.0)) == 2
    assert objects(corner & ~between(corner > 0, (1.0, 1.0), 1.0, 40.0)) == 1


def test_blur_and_apart_are_in_the_unit_of_the_grid() -> None:
    wide = balls((40, 60), ROUND)
    tall = wide.repeat(2, axis=0)  # the same objects with two voxels where one was
    want = between(wide > 0, (2.0, 1.0), 2.0, 5.0)
    found = between(tall > 0, (1.0, 1.0), 2.0, 5.0)
    assert objects(wide & ~want) == objects(tall & ~found) == 3
    assert not between(wide > 0, (0.1, 0.1), 2.0, 5.0).any()  # a few mm in all, which the blur makes one


def test_only_the_labels_that_were_named_are_parted_and_only_there_logits_change() -> None:
    both = np.concatenate([balls((40, 60), ROUND), 3 * balls((40, 60), ROUND)])
    before = saying(both)(pixels(both.shape)).array
    answer = split(saying(both), labels=(3,))(pixels(both.shape))
    found = decided(answer, both.shape)
    assert (objects(found == 1), objects(found == 3)) == (1, 3)
    assert torch.equal((answer.array != before).any(0), torch.from_numpy(found != both))


def test_impossible_numbers_are_refused() -> None:
    for wrong in ({"blur": -1.0}, {"apart": 0.0}):
        with pytest.raises(UsageError, match="give a blur of at least 0, and apart above 0"):
            split(saying(np.zeros((2, 2))), **wrong)(volume((2, 2)))

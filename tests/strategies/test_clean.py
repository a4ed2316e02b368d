"""What is done afterwards: pieces removed, holes filled, and nothing else touched."""

import numpy as np
import pytest
import torch

from segeval.errors import UnknownName, UsageError
from segeval.infer import Field, decided, refine, with_field
from segeval.records import Scaling, Volume
from segeval.strategies import STRATEGIES
from segeval.strategies.clean import cleaned
from tests.strategies.toys import OUTPUT, noting, of_each_voxel, saying, volume

clean, crf, cascade = (STRATEGIES.get(name).fn for name in ("clean", "crf", "cascade"))
PIECES = np.array(
    [
        [1, 1, 1, 0, 0, 0, 3],
        [1, 0, 1, 0, 0, 1, 0],
        [1, 1, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 3, 3, 3],
        [0, 0, 0, 0, 3, 0, 3],
        [0, 0, 0, 0, 3, 3, 3],
    ],
    np.uint8,
)


def test_the_largest_component_of_each_label_stays() -> None:
    found = cleaned(PIECES, "each", 0, (), holes=False)
    assert found[1, 5] == found[0, 6] == 0
    assert ((found != PIECES).sum(), found[0, 0], found[3, 4]) == (2, 1, 3)


def test_the_largest_component_of_all_labels_is_one_foreground() -> None:
    found = cleaned(PIECES, "all", 0, (), holes=False)
    # Both rings have eight pixels; the upper one comes first.
    assert found[:3, :3].sum() == 8
    assert found[3:].sum() == found[0, 6] == 0


def test_holes_become_what_encloses_them_and_nothing_else_does() -> None:
    found = cleaned(PIECES, "none", 0, (), holes=True)
    assert (found[1, 1], found[4, 5]) == (1, 3)
    assert (found != PIECES).sum() == 2
    nested = np.pad(np.array([[3]], np.uint8), 1)
    ring = np.pad(nested, 1, constant_values=1)
    assert cleaned(ring, "none", 0, (1,), holes=True)[2, 2] == 3


def test_small_components_go_and_only_of_the_labels_that_were_named() -> None:
    assert (cleaned(PIECES, "none", 2, (), holes=False) != PIECES).sum() == 2
    assert (cleaned(PIECES, "none", 2, (3,), holes=False) != PIECES).sum() == 1
    assert (cleaned(PIECES, "none", 9, (), holes=False) > 0).sum() == 0


def test_the_least_volume_is_in_the_unit_of_the_grid() -> None:
    one = np.zeros((2, 4, 4), np.uint8)
    one[0, 1, 1] = 1  # a voxel of 3 x 1 x 2 mm
    for least, left in ((6.0, 1), (6.1, 0)):
        answer = clean(saying(one), least=least)(volume(one.shape))
        assert (decided(answer, one.shape) > 0).sum() == left


def test_logits_change_only_where_labels_do() -> None:
    answer = clean(saying(PIECES, 1.5), largest="each")(volume(PIECES.shape))
    before = saying(PIECES, 1.5)(volume(PIECES.shape)).array
    changed = torch.from_numpy(cleaned(PIECES, "each", 0, (), holes=False) != PIECES)
    assert torch.equal((answer.array != before).any(0), changed)
    assert np.array_equal(decided(answer, PIECES.shape), cleaned(PIECES, "each", 0, (), holes=False))


def test_wrong_words_and_numbers_are_refused() -> None:
    with pytest.raises(UnknownName, match="unknown largest of clean 'every'"):
        clean(of_each_voxel(), largest="every")
    with pytest.raises(UsageError, match=r"least = -1 is no volume"):
        clean(of_each_voxel(), least=-1)
    with pytest.raises(UsageError, match="axes = 4, give 2 for slices or 3 for volumes"):
        crf(of_each_voxel(), axes=4)


def test_the_field_of_a_volume_joins_its_slices() -> None:
    image, field = volume((3, 6, 5)), Field(iterations=3, axes=3)
    found = crf(of_each_voxel(), axes=3, iterations=3)(image).array
    assert torch.equal(found, with_field(of_each_voxel(), [Scaling()], field)(image).array)
    by_slice = crf(of_each_voxel(), axes=2, iterations=3)(image).array
    assert not torch.equal(found, by_slice)
    alone = volume((1, 6, 5))
    torch.testing.assert_close(
        crf(of_each_voxel(), axes=3, iterations=3)(alone).array[:, 0].softmax(0),
        refine(of_each_voxel()(alone).array[:, 0], grey(alone.array[:, 0]), field, (1.0, 2.0)).softmax(0),
    )


def grey(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy((array - array.min()) * (255 / (array.max() - array.min())))


def test_a_cascade_shows_the_second_model_where_the_first_found_what() -> None:
    asked: list[Volume] = []
    image = volume(PIECES.shape)
    model = cascade(saying(PIECES), noting(asked, saying(PIECES)))
    model(image)
    (given,) = asked
    assert given.case == image.case
    assert np.array_equal(given.array[:1], image.array)
    assert np.array_equal(given.array[1:], np.stack([PIECES == 1, PIECES == 3]).astype(np.float32))
    soft = cascade(saying(PIECES, 1.0), noting(asked, saying(PIECES)), soft=True)
    soft(image)
    expected = saying(PIECES, 1.0)(image).array.softmax(0)[1:].numpy()
    np.testing.assert_allclose(asked[-1].array[1:], expected)
    assert OUTPUT.channels == 3

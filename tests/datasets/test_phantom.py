"""Phantoms: drawn the same everywhere, with the traps that real data holds."""

import hashlib

import numpy as np
import pytest

from segeval import volume
from segeval.datasets import phantom

NUMBERS = range(sum(phantom.COUNTS.values()))


def test_a_phantom_is_a_function_of_its_number() -> None:
    (first, labels), (second, again) = phantom.draw(7), phantom.draw(7)
    assert np.array_equal(first.array, second.array)
    assert np.array_equal(labels.array, again.array)
    assert first.grid == second.grid
    assert not np.array_equal(phantom.draw(8)[0].array[:, :14, :60, :68], first.array[:, :14, :60, :68])


def test_labels_are_the_same_on_every_machine() -> None:
    drawn = b"".join(phantom.draw(number)[1].array.tobytes() for number in NUMBERS)
    assert hashlib.sha256(drawn).hexdigest()[:16] == "dc9a366883b16cc5"


@pytest.mark.parametrize("number", phantom.FLIPPED)
def test_a_flipped_phantom_is_the_same_patient(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    image, mask = phantom.draw(number)
    monkeypatch.setattr(phantom, "FLIPPED", ())
    upright, labels = phantom.draw(number)
    assert not np.array_equal(mask.array, labels.array)
    assert np.array_equal(volume.canonical(image.array, image.grid)[0], upright.array)
    assert np.array_equal(volume.canonical(mask.array, mask.grid)[0], labels.array)


def test_every_part_has_a_flipped_case_and_cases_without_a_lesion() -> None:
    train = range(phantom.COUNTS["train"])
    test = range(NUMBERS.stop - phantom.COUNTS["test"], NUMBERS.stop)
    for part in (train, test):
        assert set(phantom.FLIPPED) & set(part)
        assert set(phantom.WITHOUT_LESION) & set(part)


def test_only_the_listed_phantoms_have_no_lesion() -> None:
    empty = [number for number in NUMBERS if not (phantom.draw(number)[1].array == 2).any()]
    assert tuple(empty) == phantom.WITHOUT_LESION
    empty = [number for number in NUMBERS if not (phantom.draw_slice(number)[1].array == 2).any()]
    assert tuple(empty) == phantom.SLICES_WITHOUT_LESION


def test_lesions_lie_inside_the_organ_and_slices_are_thick() -> None:
    for number in NUMBERS:
        image, mask = phantom.draw(number)
        organ = np.argwhere(mask.array > 0)
        lesion = np.argwhere(mask.array == 2)
        assert len(organ)
        if len(lesion):
            assert (organ.min(0) <= lesion.min(0)).all()
            assert (lesion.max(0) <= organ.max(0)).all()
        assert image.grid.spacing[0] > image.grid.spacing[1]


def test_slices_are_eight_bit_pictures_without_spacing() -> None:
    for number in NUMBERS:
        image, mask = phantom.draw_slice(number)
        assert image.grid == mask.grid
        assert image.grid.unit == "px"
        assert np.array_equal(image.array, np.rint(image.array).clip(0, 255))

"""Several answers become one: by their mean, by votes, by how reliable each voter seems."""

import itertools

import numpy as np
import pytest
import torch

from segeval.errors import UnknownName, UsageError
from segeval.infer import Logits, decided, likely
from segeval.records import Output
from segeval.strategies import STRATEGIES
from segeval.strategies.ensemble import majority, staple
from tests.strategies.toys import OUTPUT, of_each_voxel, saying, volume

ensemble = STRATEGIES.get("ensemble").fn
IMAGE = volume((2, 3, 4))


def test_the_mean_is_that_of_the_probabilities() -> None:
    parts = [of_each_voxel(weight) for weight in (1.0, -2.0, 5.0)]
    found = likely(ensemble(*parts)(IMAGE), IMAGE.grid.shape)
    expected = sum(part(IMAGE).array.softmax(0) for part in parts) / 3
    torch.testing.assert_close(found, expected)


def test_an_ensemble_of_one_answers_as_it_does() -> None:
    for fuse in ("mean", "max", "majority", "staple"):
        alone = decided(of_each_voxel()(IMAGE), IMAGE.grid.shape)
        assert np.array_equal(decided(ensemble(of_each_voxel(), fuse=fuse)(IMAGE), IMAGE.grid.shape), alone)


def test_regions_are_averaged_each_for_itself() -> None:
    output = Output(labels={0: "0", 1: "1", 2: "2"}, activation="sigmoid", regions=((1, 2), (2,)))
    arrays = [torch.tensor([3.0, -1.0]).view(2, 1, 1), torch.tensor([-1.0, 5.0]).view(2, 1, 1)]
    found = ensemble(*(lambda _, array=array: Logits(array, output) for array in arrays))(volume((1, 1)))
    torch.testing.assert_close(found.array.sigmoid(), (arrays[0].sigmoid() + arrays[1].sigmoid()) / 2)


def test_the_majority_wins_and_among_equals_the_first_label() -> None:
    votes = np.array([[0, 1, 3, 3, 1], [0, 1, 3, 1, 3], [1, 0, 1, 0, 3]], np.uint8)
    assert majority(votes, [0, 1, 3]).tolist() == [0, 1, 3, 0, 3]


def test_answers_come_at_the_size_of_the_image() -> None:
    coarse = saying(np.array([[0, 1], [3, 1]]))
    assert ensemble(coarse, coarse)(volume((6, 8))).array.shape == (3, 6, 8)


def test_staple_is_expectation_maximisation_as_written_down_by_hand() -> None:
    rng = np.random.default_rng(1)
    truth = rng.random((9, 11)) < 0.3
    votes = np.stack([truth ^ (rng.random(truth.shape) < wrong) for wrong in (0.05, 0.1, 0.4)]).astype(np.uint8)
    prior = votes.mean()
    p, q = np.full(3, 0.99999), np.full(3, 0.99999)
    for _ in range(200):
        inside, outside = np.full(truth.shape, prior), np.full(truth.shape, 1 - prior)
        for rater, vote in enumerate(votes):
            inside *= np.where(vote, p[rater], 1 - p[rater])
            outside *= np.where(vote, 1 - q[rater], q[rater])
        weight = inside / (inside + outside)
        p = np.array([(weight * vote).sum() / weight.sum() for vote in votes])
        q = np.array([((1 - weight) * (1 - vote)).sum() / (1 - weight).sum() for vote in votes])
    np.testing.assert_allclose(staple(votes, [0, 1])[1], weight, atol=1e-5)


def test_staple_agrees_with_that_of_simpleitk() -> None:
    sitk = pytest.importorskip("SimpleITK")
    rng = np.random.default_rng(2)
    truth = rng.random((20, 20)) < 0.4
    votes = np.stack([truth ^ (rng.random(truth.shape) < wrong) for wrong in (0.05, 0.15, 0.2, 0.3)]).astype(np.uint8)
    theirs = sitk.GetArrayFromImage(sitk.STAPLE([sitk.GetImageFromArray(vote) for vote in votes], 1.0, 1))
    assert ((staple(votes, [0, 1])[1] > 0.5) == (theirs > 0.5)).mean() > 0.99


def test_staple_trusts_two_good_raters_more_than_three_bad_ones() -> None:
    rng = np.random.default_rng(3)
    truth = rng.choice([0, 1, 3], 5000, p=[0.6, 0.3, 0.1])
    votes = np.stack([
        np.where(rng.random(truth.shape) < wrong, rng.choice([0, 1, 3], truth.shape), truth)
        for wrong in (0.02, 0.02, 0.9, 0.9, 0.9)
    ])  # fmt: skip
    believed = np.array([0, 1, 3])[staple(votes, [0, 1, 3]).argmax(0)]
    assert (believed == truth).mean() > 0.98 > (majority(votes, [0, 1, 3]) == truth).mean()


def test_labels_need_not_rise() -> None:
    votes = np.array([[0, 5, 5, 2], [0, 5, 2, 2], [0, 0, 5, 2]])
    beliefs = [
        staple(votes, order)[[order.index(label) for label in (0, 2, 5)]] for order in itertools.permutations((0, 2, 5))
    ]
    for other in beliefs[1:]:
        np.testing.assert_allclose(other, beliefs[0], atol=1e-6)


def test_parts_with_other_labels_and_unknown_words_are_refused() -> None:
    other = Output(labels={0: "background", 2: "vessel", 3: "lesion"})
    with pytest.raises(UsageError, match="models that answer together know the same labels"):
        ensemble(of_each_voxel(), lambda _: Logits(torch.zeros(3, 2, 3, 4), other))(IMAGE)
    with pytest.raises(UnknownName, match="unknown fuse of ensemble 'median'"):
        ensemble(of_each_voxel(), fuse="median")
    assert OUTPUT.channels == 3

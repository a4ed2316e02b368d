"""Metrics of probabilities, against their definitions over all voxels and all pairs of voxels."""

import math
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval.errors import GridMismatch, UsageError
from segeval.metrics import REGISTRY, Pair, resolve, score, score_case
from segeval.records import FloatArray, Structure
from tests.metrics.helpers import box, make_grid, make_mask, make_pair

IDS = ("auroc", "average_precision", "brier", "ece")
unhurried = settings(max_examples=50)
every_metric = pytest.mark.parametrize("name", IDS)


def value(name: str, pair: Pair) -> float | None:
    return score(resolve(name)[0], pair).value


@st.composite
def probable_pairs(draw: st.DrawFn) -> Pair:
    """Draw a reference that is neither empty nor full, and probabilities with and without ties, 0 and 1 among them."""
    shape = tuple(draw(st.lists(st.integers(2, 5), min_size=2, max_size=3)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    reference = random.random(shape) < draw(st.sampled_from([0.1, 0.5, 0.9]))
    reference.flat[0], reference.flat[1] = True, False
    levels = draw(st.sampled_from([1, 2, 3, 10, 0]))
    probabilities = random.random(shape, np.float32)
    if levels:
        probabilities = (np.floor(probabilities * (levels + 1)) / levels).astype(np.float32).clip(0, 1)
    return replace(make_pair(reference, probabilities > 0.5), probabilities=probabilities)


def split(pair: Pair) -> tuple[list[float], list[float]]:
    """Return the probabilities in the reference and outside of it."""
    assert pair.probabilities is not None
    flat = list(zip(pair.reference.ravel().tolist(), pair.probabilities.ravel().tolist(), strict=True))
    return [p for r, p in flat if r], [p for r, p in flat if not r]


@unhurried
@given(probable_pairs())
def test_auroc_is_the_share_of_pairs_of_voxels_in_order(pair: Pair) -> None:
    inside, outside = split(pair)
    points = [(p > q) + 0.5 * (p == q) for p, q in product(inside, outside)]
    assert value("auroc", pair) == pytest.approx(math.fsum(points) / len(points), rel=1e-12)


@unhurried
@given(probable_pairs())
def test_average_precision_steps_from_threshold_to_threshold(pair: Pair) -> None:
    inside, outside = split(pair)
    expected = recall = 0.0
    for threshold in sorted({*inside, *outside}, reverse=True):
        tp, fp = sum(p >= threshold for p in inside), sum(p >= threshold for p in outside)
        expected += (tp / len(inside) - recall) * tp / (tp + fp)
        recall = tp / len(inside)
    assert value("average_precision", pair) == pytest.approx(expected, rel=1e-12)


@unhurried
@given(probable_pairs())
def test_brier_is_the_mean_squared_error(pair: Pair) -> None:
    inside, outside = split(pair)
    squares = [(1 - p) ** 2 for p in inside] + [p**2 for p in outside]
    assert value("brier", pair) == pytest.approx(math.fsum(squares) / len(squares), rel=1e-12)


@unhurried
@given(probable_pairs(), st.sampled_from([1, 2, 10, 15, 100]))
def test_ece_weighs_the_gap_of_every_bin_by_its_voxels(pair: Pair, bins: int) -> None:
    inside, outside = split(pair)
    edges = [float(np.float32(k / bins)) for k in range(bins + 1)]
    expected = 0.0
    for low, high in pairwise(edges):
        # 0 belongs to the first bin.
        true, false = ([p for p in side if low < p <= high or p == low == 0] for side in (inside, outside))
        if members := [*true, *false]:
            gap = abs(math.fsum(members) / len(members) - len(true) / len(members))
            expected += gap * len(members) / (len(inside) + len(outside))
    assert value(f"ece@{bins}", pair) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@unhurried
@given(probable_pairs())
def test_what_rises_with_the_probability_ranks_the_same(pair: Pair) -> None:
    assert pair.probabilities is not None
    halved = replace(pair, probabilities=pair.probabilities / np.float32(2))
    for name in ("auroc", "average_precision"):
        assert value(name, halved) == value(name, pair)


@unhurried
@given(probable_pairs())
def test_the_other_way_round_is_one_minus_auroc(pair: Pair) -> None:
    inverted = replace(pair, reference=~pair.reference)
    assert value("auroc", inverted) == pytest.approx(1 - float(value("auroc", pair) or 0), abs=1e-12)


def test_a_large_image_is_ranked_exactly() -> None:
    """3 million voxels of 5 levels, so that the pairs can be counted by level."""
    random = np.random.default_rng(0)
    levels = random.integers(0, 5, (30, 300, 400))
    reference = random.random(levels.shape) < 0.1 + 0.1 * levels
    probabilities = (levels / 4).astype(np.float32)
    inside, outside = (np.bincount(levels[side], minlength=5).tolist() for side in (reference, ~reference))
    points = sum(
        n * m * (1.0 if a > b else 0.5 * (a == b)) for a, n in enumerate(inside) for b, m in enumerate(outside)
    )
    pair = replace(make_pair(reference, reference), probabilities=probabilities)
    assert value("auroc", pair) == pytest.approx(points / (sum(inside) * sum(outside)), rel=1e-14)
    squares = sum(n * (1 - k / 4) ** 2 + m * (k / 4) ** 2 for k, (n, m) in enumerate(zip(inside, outside, strict=True)))
    assert value("brier", pair) == pytest.approx(squares / levels.size, rel=1e-14)


# What cannot be scored


@every_metric
def test_without_probabilities_it_says_what_is_needed(name: str) -> None:
    with pytest.raises(UsageError, match="needs probabilities"):
        value(name, make_pair(box((3, 3), slice(1)), box((3, 3), slice(1))))


@every_metric
@pytest.mark.parametrize(
    ("wrong", "words"), [(1.5, "from 0 to 1.5"), (-0.1, r"from -0\.1 to 0"), (math.nan, "nan"), (math.inf, "to inf")]
)
def test_numbers_that_are_no_probabilities_are_named(name: str, wrong: float, words: str) -> None:
    probabilities: FloatArray = np.zeros((3, 3), np.float32)
    probabilities[1, 1] = wrong
    reference = box((3, 3), slice(1))
    with pytest.raises(UsageError, match=words):
        value(name, replace(make_pair(reference, reference), probabilities=probabilities))


@every_metric
def test_probabilities_of_another_shape_are_refused(name: str) -> None:
    reference = box((3, 3), slice(1))
    with pytest.raises(GridMismatch, match="probabilities are 9×1 but the reference is 3×3"):
        value(name, replace(make_pair(reference, reference), probabilities=np.zeros((9, 1), np.float32)))


def test_a_number_of_bins_is_whole() -> None:
    reference = box((3, 3), slice(1))
    with pytest.raises(UsageError, match=r"whole number of bins, not 2\.5"):
        value("ece@2.5", replace(make_pair(reference, reference), probabilities=np.zeros((3, 3), np.float32)))


def filled(reference: npt.NDArray[np.bool_], probability: float) -> Pair:
    probabilities: FloatArray = np.full(reference.shape, probability, np.float32)
    return replace(make_pair(reference, probabilities > 0.5), probabilities=probabilities)


@pytest.mark.parametrize("probability", [0.25, 0.75])
def test_an_empty_reference_has_no_order_but_an_error(probability: float) -> None:
    pair = filled(box((3, 3)), probability)
    assert value("auroc", pair) is value("average_precision", pair) is None
    assert value("brier", pair) == probability**2
    assert value("ece", pair) == pytest.approx(probability)


def test_a_prediction_that_is_empty_by_its_threshold_is_scored_all_the_same() -> None:
    pair = filled(box((3, 3), slice(1)), 0.25)
    assert pair.status == "prediction_empty"
    assert score(REGISTRY.get("auroc"), pair) == (0.5, "prediction_empty")
    assert value("average_precision", pair) == pytest.approx(1 / 3)


def test_a_reference_that_fills_the_image_has_no_auroc() -> None:
    pair = filled(box((3, 3), slice(3)), 0.75)
    assert score(REGISTRY.get("auroc"), pair) == (None, "ok")
    assert value("average_precision", pair) == 1


def test_the_probability_of_joined_labels_is_their_sum() -> None:
    reference = make_mask([[0, 1], [2, 2]])
    channels: dict[int, FloatArray] = {
        0: np.array([[0.5, 0.25], [0.25, 0.5]], np.float32),
        1: np.array([[0.25, 0.25], [0.25, 0.5]], np.float32),
        2: np.array([[0.25, 0.5], [0.5, 0.5000001]], np.float32),  # rounding: 1 + 2 is above 1
    }
    structures = (Structure("organ", (1, 2)), Structure("lesion", (2,)))
    result = score_case(
        reference,
        make_mask([[0, 2], [2, 1]]),
        structures=structures,
        metrics=resolve("brier"),
        case_id="c",
        group="g",
        probabilities=channels,
    )
    organ, lesion = (row.value for row in result.scores)
    assert organ == pytest.approx((0.5**2 + 0.25**2 + 0.25**2) / 4)
    assert lesion == pytest.approx((0.25**2 + 0.5**2 + 0.5**2 + 0.5**2) / 4, rel=1e-6)


def test_a_label_without_probabilities_is_named() -> None:
    mask = make_mask([[0, 1]])
    with pytest.raises(UsageError, match="no probabilities of label 2 of organ, only of 0, 1"):
        score_case(
            mask,
            mask,
            structures=(Structure("organ", (1, 2)),),
            metrics=resolve("brier"),
            case_id="c",
            group="g",
            probabilities={0: np.zeros((1, 2), np.float32), 1: np.zeros((1, 2), np.float32)},
        )


def test_a_crop_of_a_label_map_is_ranked_over_the_whole_grid() -> None:
    """Values that are not 1, in a type that is not bytes."""
    reference = np.array([[0, 300], [7, 300]], np.int64)
    probabilities = np.array([[0.1, 0.8], [0.9, 0.7]], np.float32)
    pair = Pair(reference, reference, make_grid((2, 2)), (300,), probabilities=probabilities)
    assert value("auroc", pair) == 0.5

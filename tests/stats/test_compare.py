"""Models are told apart where they differ, and only there: against scipy, by hand, by all signs, and by simulation."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats as scipy_stats

from segeval.errors import UnknownName, UsageError
from segeval.stats import holm, kendall_tau, pairwise
from tests.benchmarks.comparisons import boards, errors
from tests.benchmarks.coverage import PATIENT

RANDOM = np.random.default_rng(8)
SCORES = RANDOM.normal(0.8, 0.05, (16, 1)) + RANDOM.normal(0, 0.02, (16, 4)) - [0, 0.01, 0.02, 0.08]
GAPS = SCORES.copy()
GAPS[2, 1] = GAPS[5, 3] = GAPS[6, 3] = np.nan


def by_hand(p: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Adjust by Holm: the smallest times their number, the next times one less, never falling."""
    adjusted, largest = {}, 0.0
    for k, (pair, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        largest = max(largest, min(1.0, value * (len(p) - k)))
        adjusted[pair] = largest
    return adjusted


def test_pairs_are_paired_t_tests_adjusted_by_holm() -> None:
    found = pairwise(GAPS)
    raw = {}
    for one, other in ((i, j) for i in range(4) for j in range(i)):
        both = ~np.isnan(GAPS[:, one] + GAPS[:, other])  # a gap of one model costs no other pair a case
        raw[one, other] = float(scipy_stats.ttest_rel(GAPS[both, one], GAPS[both, other]).pvalue)
        assert found.difference[one, other] == pytest.approx(np.mean(GAPS[both, one] - GAPS[both, other]))
    for (one, other), p in by_hand(raw).items():
        assert found.p[one, other] == found.p[other, one] == pytest.approx(p, rel=1e-9)
    assert np.diag(found.p).tolist() == [1] * 4


def test_ranks_leave_open_what_is_not_told_apart() -> None:
    found = pairwise(SCORES)
    assert found.p[3, :3].max() < 0.05 < found.p[0, 1]
    told = (found.p <= 0.05) & (found.difference < 0)
    assert found.rank_low.tolist() == [1 + row.sum() for row in told]
    assert found.rank_high.tolist() == [4 - column.sum() for column in told.T]
    assert (found.rank_low[3], found.rank_high[3]) == (4, 4)


def test_errors_of_both_signs_are_compared_by_their_size() -> None:
    signs = RANDOM.choice([-1.0, 1.0], SCORES.shape)
    lower, zero, higher = pairwise(SCORES, better="lower"), pairwise(signs * SCORES, better="zero"), pairwise(-SCORES)
    for found in (lower, zero):
        assert found.rank_low.tolist() == higher.rank_low.tolist()
        assert np.allclose(found.p, higher.p)
        assert np.allclose(found.difference, -higher.difference)  # of the values, not of their merit


def test_p_is_near_that_of_all_signs() -> None:
    """The exact test: of all 2^10 ways to swap the two models, how many differ at least as much."""
    differences = RANDOM.normal(0.01, 0.02, 10)
    swaps = np.array(list(product([-1, 1], repeat=10))) @ differences
    exact = np.mean(np.abs(swaps) >= abs(differences.sum()) - 1e-12)
    assert pairwise(np.transpose([differences, np.zeros(10)])).p[0, 1] == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize("n", [6, 9])
def test_where_all_cases_agree_p_is_exactly_that_of_all_signs(n: int) -> None:
    scores = RANDOM.random((n, 1)) + np.array([0, 0.1])
    assert pairwise(scores).p[0, 1] == pytest.approx(2 / 2**n, rel=1e-12)


def test_cases_that_repeat_their_patient_tell_nothing_more_apart() -> None:
    once, thrice = pairwise(GAPS), pairwise(np.repeat(GAPS, 3, axis=0), np.repeat(np.arange(16), 3))
    assert np.allclose(once.p, thrice.p)
    assert np.allclose(once.first, thrice.first)


@pytest.mark.parametrize("groups", [None, [case % 5 for case in range(16)]])
def test_fewer_than_six_groups_have_no_verdict(groups: list[int] | None) -> None:
    found = pairwise(SCORES[:5] if groups is None else SCORES, groups)
    assert found.p.tolist() == np.ones((4, 4)).tolist()
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([1] * 4, [4] * 4)
    assert np.isnan([*found.first, found.tau]).all()


def test_the_chance_to_be_first_is_that_of_the_normal_law() -> None:
    pair = RANDOM.normal(0.8, 0.05, (200, 1)) + RANDOM.normal(0, 0.05, (200, 2))
    difference = pair[:, 0] - pair[:, 1]
    expected = scipy_stats.norm.cdf(difference.mean() / scipy_stats.sem(difference))
    found = pairwise(pair).first
    assert found.tolist() == pytest.approx([expected, 1 - expected], abs=0.02)
    assert pairwise(pair[:, [0, 0]]).first.tolist() == [0.5, 0.5]
    assert pairwise(GAPS).first.sum() == pytest.approx(1)


def test_kendalls_tau_is_that_of_scipy() -> None:
    for _ in range(20):
        one, other = RANDOM.integers(0, 5, (2, 8)).astype(float)
        assert kendall_tau(one, other) == pytest.approx(scipy_stats.kendalltau(one, other).statistic)
    assert kendall_tau([1, 2, None, 3], [3, 2, 9, 1]) == -1
    assert kendall_tau([1, 1, 1], [1, 2, 3]) is None


@pytest.mark.parametrize(("scenario", "models", "cases"), [("dice", 10, 8), ("patients", 3, 52), ("failures", 10, 52)])
def test_equal_models_are_seldom_told_apart(scenario: str, models: int, cases: int) -> None:
    """In 400 boards; the table of ``tests.benchmarks.comparisons`` has 4000."""
    groups = [case // PATIENT for case in range(cases)] if scenario == "patients" else None
    assert errors(boards(np.random.default_rng(2), scenario, (cases, 400, models)), groups) <= 0.08 * 400


def test_holm_leaves_no_p_above_one_or_out_of_order() -> None:
    assert holm(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.9, 0.8])).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("values", "options", "error", "words"),
    [
        ([0.5, 0.6], {}, UsageError, "values has shape (2,); give an array (cases, models)"),
        (np.zeros((3, 0)), {}, UsageError, "which is no model"),
        ([[0.5], [0.6]], {"groups": ["a"]}, UsageError, "groups has 1 names for 2 cases"),
        ([[0.5]], {"better": "highest"}, UnknownName, "unknown direction 'highest'; did you mean higher?"),
    ],
)
def test_what_cannot_be_meant_is_one_line(values: Any, options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        pairwise(values, **options)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)

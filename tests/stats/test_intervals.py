"""Intervals hold what they say: against plain loops, scipy, published ranks, and by simulation."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats as scipy_stats

from segeval.errors import UsageError
from segeval.stats import (
    detectable_difference,
    groups_needed,
    mean_interval,
    mean_intervals,
    median_interval,
    penalised,
)
from tests.benchmarks.coverage import PATIENT, SCENARIOS, ours
from tests.stats import _loops

RANDOM = np.random.default_rng(3)
GROUPS = [f"p{case // 3 if case < 24 else case}" for case in range(40)]  # eight of three cases, sixteen of one
VALUES = np.where(RANDOM.random(40) < 0.15, np.nan, RANDOM.beta(8, 2, 40))


# Means


def test_bootstrap_t_equals_plain_loops() -> None:
    found = mean_interval(VALUES, GROUPS)
    groups = _loops.parts(VALUES.tolist(), GROUPS)
    assert (found.mean, found.se) == pytest.approx(_loops.mean_and_se(groups), rel=1e-12)
    assert (found.low, found.high) == pytest.approx(_loops.bootstrap_t(groups), rel=1e-9)
    assert (found.method, found.flagged) == ("cluster bootstrap-t", False)
    assert (found.groups, found.n) == (len(groups), int(np.count_nonzero(~np.isnan(VALUES))))


@pytest.mark.parametrize("n", [5, 9])
def test_few_groups_have_the_limits_of_students_t(n: int) -> None:
    values = VALUES[~np.isnan(VALUES)][:n]
    found = mean_interval(values)
    limits = scipy_stats.t.interval(0.95, n - 1, values.mean(), scipy_stats.sem(values))
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-10)
    assert (found.method, found.flagged) == ("cluster t", True)


def test_only_groups_with_a_value_count() -> None:
    """Twenty patients of whom four have the structure say little, however many cases each of them has."""
    values = [0.8, 0.9, 0.7, 0.85] * 5 + [None] * 80
    found = mean_interval(values, [case % 4 if case < 20 else case for case in range(100)])
    assert (found.groups, found.n, found.low, found.high, found.method) == (4, 20, None, None, "none")
    assert found.mean == pytest.approx(0.8125)


def test_cases_that_repeat_their_patient_say_nothing_more() -> None:
    once = mean_interval(VALUES)
    thrice = mean_interval(np.repeat(VALUES, 3), list(np.repeat(np.arange(40), 3)))
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high), rel=1e-9)
    assert thrice.groups == once.groups


def test_equal_input_has_equal_limits_in_any_order() -> None:
    order = RANDOM.permutation(40)
    first, again = mean_interval(VALUES, GROUPS), mean_interval(VALUES[order], [GROUPS[k] for k in order])
    assert mean_interval(VALUES, GROUPS) == first
    assert (again.low, again.high) == pytest.approx((first.low, first.high), rel=1e-9)


def test_limits_follow_the_unit() -> None:
    found, moved = mean_interval(VALUES, GROUPS), mean_interval(10 * VALUES - 3, GROUPS)
    assert (moved.low, moved.high) == pytest.approx((10 * (found.low or 0) - 3, 10 * (found.high or 0) - 3), rel=1e-6)


def test_columns_are_what_each_is_alone() -> None:
    columns = RANDOM.lognormal(size=(40, 150))
    columns[RANDOM.random((40, 150)) < 0.5] = np.nan
    columns[:, 0] = 0.5
    for column, found in zip(columns.T, mean_intervals(columns, GROUPS), strict=True):
        alone = mean_interval(column, GROUPS)
        ends = [math.nan if end is None else end for each in (found, alone) for end in (each.low, each.high)]
        assert ends[:2] == pytest.approx(ends[2:], rel=1e-9, nan_ok=True)
        assert replace(found, low=None, high=None, mean=None, se=None) == replace(
            alone, low=None, high=None, mean=None, se=None
        )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (None, None, None, "none", 0)),
        ([None, math.nan], (None, None, None, "none", 0)),
        ([-0.5], (-0.5, None, None, "none", 1)),
        ([0.5] * 20, (0.5, 0.5, 0.5, "no spread", 20)),
    ],
)
def test_what_cannot_be_said_is_not_said(values: list[float | None], expected: tuple[Any, ...]) -> None:
    found = mean_interval(values)
    assert (found.mean, found.low, found.high, found.method, found.n) == expected
    assert found.flagged


def test_one_case_that_carries_all_the_spread_is_flagged() -> None:
    """Most draws lack it, and of those that do the spread is nothing or rounding."""
    for rest in ([1.0] * 19, [1 - 1e-7 * k for k in range(19)]):
        found = mean_interval([*rest, 0.5])
        assert (found.method, found.flagged) == ("cluster t", True)
        assert found.low == pytest.approx(0.9227, abs=1e-4)


@pytest.mark.parametrize(
    ("scenario", "least"), [("dice", 0.92), ("dice, failures", 0.90), ("hd, lognormal", 0.89), ("patients", 0.89)]
)
def test_intervals_of_52_cases_hold_the_true_mean(scenario: str, least: float) -> None:
    """In 500 simulations; the table of ``tests.benchmarks.coverage`` has 4000."""
    draw, truth = SCENARIOS[scenario]
    values = draw(np.random.default_rng(5), 52, 500)
    low, high = ours(values, [case // PATIENT for case in range(52)] if scenario == "patients" else None)
    assert least <= np.mean((low <= truth) & (truth <= high)) <= 0.98


# Medians and distances


@pytest.mark.parametrize(("n", "rank"), [(5, 0), (6, 1), (8, 1), (10, 2), (20, 6), (50, 18)])
def test_medians_have_the_ranks_of_the_binomial_law(n: int, rank: int) -> None:
    """Ranks as tabled by Conover 1999, Practical Nonparametric Statistics, for 95 %."""
    found = median_interval(RANDOM.permutation(np.arange(1.0, n + 1)))
    assert found.median == (n + 1) / 2
    assert (found.low, found.high) == ((rank, n + 1 - rank) if rank else (None, None))


def test_medians_are_less_certain_where_patients_repeat() -> None:
    values = RANDOM.normal(size=40)
    alone, fourfold = median_interval(values), median_interval(np.repeat(values, 4), np.repeat(np.arange(40), 4))
    naive = median_interval(np.repeat(values, 4))
    widths = [float(each.high or 0) - float(each.low or 0) for each in (naive, fourfold, alone)]
    assert widths[0] < 0.8 * widths[1]
    assert widths[1] == pytest.approx(widths[2], rel=0.35)


def test_an_empty_prediction_costs_the_diagonal() -> None:
    found = penalised([3.0, None, math.nan], [100.0, 120.0, None])
    assert found[:2].tolist() == [3.0, 120.0]
    assert np.isnan(found[2])


# How many cases a difference takes


@pytest.mark.parametrize(("groups", "expected"), [(20, 0.0174), (65, 0.0094), (200, 0.0053)])
def test_the_difference_that_cases_can_show(groups: int, expected: float) -> None:
    found = detectable_difference(0.03, groups)
    assert found == pytest.approx(expected, abs=5e-5)
    quantiles = sum(float(scipy_stats.t.ppf(each, groups - 1)) for each in (0.95, 0.8))
    assert found == pytest.approx(quantiles * 0.03 / math.sqrt(groups), rel=1e-12)


@pytest.mark.parametrize(
    ("sd", "power", "expected"), [(0.03, 0.8, 58), (0.03, 0.9, 79), (0.06, 0.8, 225), (0.06, 0.9, 310)]
)
def test_the_cases_that_a_difference_takes(sd: float, power: float, expected: int) -> None:
    assert groups_needed(sd, 0.01, power=power) == expected
    assert (
        detectable_difference(sd, expected, power=power) <= 0.01 < detectable_difference(sd, expected - 1, power=power)
    )


# Bad input


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: mean_interval([[0.5]]), "values has shape (1, 1); give an array (cases,)"),
        (lambda: mean_interval(["good"]), "could not convert string to float"),
        (lambda: mean_interval([1.0, math.inf]), "values[1] is infinite"),
        (lambda: mean_interval([1.0, 2.0], ["a"]), "groups has 1 names for 2 cases"),
        (lambda: mean_interval([1.0, 2.0], ["a", None]), "groups[1] is None"),
        (lambda: mean_interval([1.0], level=95), "level is 95"),
        (lambda: median_interval(0.5), "values has shape ()"),
        (lambda: penalised([1.0], [1.0, 2.0]), "values has 1 cases and penalties 2"),
        (lambda: penalised([None], [-1.0]), "penalties[0] is -1"),
        (lambda: detectable_difference(0.03, 1), "1 groups have no spread"),
        (lambda: groups_needed(0.03, 0), "difference is 0"),
        (lambda: groups_needed(math.nan, 0.01), "sd is nan"),
    ],
)
def test_what_cannot_be_meant_is_one_line(ask: Callable[[], object], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)

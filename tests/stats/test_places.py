"""How often each model has which rank when groups are drawn again."""

import numpy as np
import pytest

from segeval.stats import pairwise, rank_shares


def test_who_leads_is_as_often_first_as_the_comparison_says() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(30, 5)) + np.linspace(0.6, 0, 5)
    groups = [f"patient-{k // 2}" for k in range(30)]
    shares = rank_shares(values, groups)
    assert shares.sum(axis=1) == pytest.approx(np.ones(5))
    assert shares.sum(axis=0) == pytest.approx(np.ones(5))  # no two are equal
    assert shares[:, 0] == pytest.approx(pairwise(values, groups).first)


@pytest.mark.parametrize(("better", "order"), [("higher", [0, 1, 2]), ("lower", [2, 1, 0])])
def test_who_is_better_in_each_group_keeps_its_rank(better: str, order: list[int]) -> None:
    values = np.arange(8.0)[:, None] + np.array([0.3, 0.2, 0.1])
    assert rank_shares(values, better=better).tolist() == np.eye(3)[order].tolist()  # type: ignore[arg-type]


def test_equal_models_share_the_lower_rank() -> None:
    one = np.arange(8.0)
    assert rank_shares(np.column_stack([one, one, one - 1])).tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]


def test_five_groups_and_a_model_without_values_tell_nothing() -> None:
    assert np.isnan(rank_shares(np.ones((20, 2)), [k % 5 for k in range(20)])).all()
    values = np.ones((20, 2))
    values[:, 1] = np.nan
    assert np.isnan(rank_shares(values)).all()

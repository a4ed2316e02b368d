"""Rankings once more, in plain loops over the rows of files, and on the examples that challengeR was published with."""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
import pytest
from scipy import stats as scipy_stats

from segeval import store
from segeval.report.aggregate import aggregate
from segeval.stats import Better, kendall_tau, pairwise, rankings
from tests.stats import _loops
from tests.stats.test_compare import by_hand

BOARDS = Path(__file__).parents[2] / "leaderboards"
LEVEL = 0.05
Rows = Sequence[Sequence[float | None]]  # of each case the score of each model, higher is better


def by_mean(rows: Rows) -> list[int]:
    columns = [[Fraction(v) for v in column if v is not None] for column in zip(*rows, strict=True)]
    return _places([sum(column, Fraction()) / len(column) if column else Fraction(-(10**9)) for column in columns])


def by_ranks(rows: Rows) -> list[int]:
    filled = [[Fraction(-(10**9)) if v is None else Fraction(v) for v in row] for row in rows]
    return _places([-sum(column) for column in zip(*map(_places, filled), strict=True)])


def told_apart(rows: Rows, groups: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return which model is significantly better than which, by Student's t over groups and Holm."""
    raw, means = {}, {}
    for one, other in combinations(range(len(rows[0])), 2):
        pairs = [(row[one], row[other]) for row in rows]
        parts = _loops.parts([np.nan if a is None or b is None else a - b for a, b in pairs], groups)
        if len(parts) < 6:
            raw[one, other], means[one, other] = 1.0, 0.0
            continue
        mean, se = _loops.mean_and_se(parts)
        t = abs(mean) / se if se else math.inf if mean else 0.0  # two that answer nothing are alike in every case
        raw[one, other], means[one, other] = 2 * float(scipy_stats.t.sf(t, len(parts) - 1)), mean
    adjusted = by_hand(raw)
    return [(a, b) if means[a, b] > 0 else (b, a) for (a, b), p in adjusted.items() if p <= LEVEL]


def _places(merit: Sequence[Fraction | int]) -> list[int]:
    return [1 + sum(other > each for other in merit) for each in merit]


def tau(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Count the pairs that two orders agree on, less those they do not, by how many each has (Kendall 1945, tau-b)."""
    agreed, ours, theirs = 0, 0, 0
    for a, b in combinations(range(len(one)), 2):
        first, second = (one[a] > one[b]) - (one[a] < one[b]), (other[a] > other[b]) - (other[a] < other[b])
        agreed, ours, theirs = agreed + first * second, ours + abs(first), theirs + abs(second)
    return agreed / (ours * theirs) ** 0.5 if ours and theirs else None


@pytest.mark.parametrize("seed", range(12))
def test_rankings_equal_plain_loops(seed: int) -> None:
    random = np.random.default_rng(seed)
    cases, models = int(random.choice([7, 24])), int(random.choice([2, 5]))
    skill = random.choice([0, 0, 1, 3], models)
    values = np.round(random.normal(0.7, 0.05, (cases, 1)) + random.normal(skill / 50, 0.03, (cases, models)), 2)
    values[random.random(values.shape) < random.choice([0, 0.1])] = np.nan
    groups = [f"p{case // int(random.choice([1, 2]))}" for case in range(cases)]
    rows = [[None if np.isnan(v) else float(v) for v in row] for row in values]
    found, compared = rankings(values, groups), pairwise(values, groups)
    assert found.means.tolist() == by_mean([[None if v is None else round(v * 100) for v in row] for row in rows])
    assert found.ranks.tolist() == by_ranks(rows)
    told = told_apart(rows, groups)
    assert found.tests.tolist() == _places([sum(winner == k for winner, _ in told) for k in range(models)])
    assert compared.rank_low.tolist() == [1 + sum(loser == k for _, loser in told) for k in range(models)]
    assert compared.rank_high.tolist() == [models - sum(winner == k for winner, _ in told) for k in range(models)]
    for other in (found.ranks, found.tests):
        expected = tau(found.means.tolist(), other.tolist())
        assert kendall_tau(found.means, other) == (expected if expected is None else pytest.approx(expected))


def test_the_ideal_and_the_worst_example_of_challenger() -> None:
    """Five algorithms that never overlap, and all 120 orders of five scores: no method orders those."""
    random = np.random.default_rng(4)
    ideal = np.stack([random.uniform(low, high, 50) for low, high in zip(LOWS, HIGHS, strict=True)], axis=1)
    worst = np.array(list(permutations(np.linspace(0.8, 1, 5))))
    assert [ranks.tolist() for ranks in rankings(ideal)] == [[1, 2, 3, 4, 5]] * 3
    assert [ranks.tolist() for ranks in rankings(worst)] == [[1] * 5] * 3
    assert pairwise(worst).rank_high.tolist() == [5] * 5
    assert kendall_tau(*rankings(worst)[:2]) is None


LOWS, HIGHS = (0.9, 0.8, 0.7, 0.6, 0.5), (1, 0.89, 0.79, 0.69, 0.59)


@pytest.mark.parametrize(
    ("rows", "better", "means", "ranks"),
    [
        ([[0.6, 0.8]], "lower", [1, 2], [1, 2]),
        ([[0.6, 0.8]], "higher", [2, 1], [2, 1]),
        ([[0.6, 0.6]], "lower", [1, 1], [1, 1]),
        ([[0.6, 0.8], [0.4, 1.0]], "lower", [1, 2], [1, 2]),
        ([[None, 0.8]], "higher", [2, 1], [2, 1]),
        ([[0.6]], "lower", [1], [1]),
        ([[0.9, 0.8, 0.1], [0.9, 0.8, 0.2], [0.1, 0.8, 0.9]], "higher", [2, 1, 3], [1, 2, 3]),
    ],
)
def test_the_unit_tests_of_challenger(rows: Rows, better: Better, means: list[int], ranks: list[int]) -> None:
    """Its expected ranks, and one table that means and ranks order otherwise."""
    found = rankings(rows, better=better)
    assert (found.means.tolist(), found.ranks.tolist()) == (means, ranks)
    assert found.tests.tolist() == [1] * len(rows[0])  # too few cases for any test


@pytest.mark.parametrize("board", sorted(path.parent.name for path in BOARDS.glob("*/leaderboard.csv")))
def test_the_ranks_of_a_committed_board_follow_from_the_rows_of_its_runs(board: str) -> None:
    """By Dice: read with csv alone, averaged case by case over structures, ranked and tested in loops."""
    with (BOARDS / board / "leaderboard.csv").open(newline="", encoding="utf-8") as file:
        table = [row for row in csv.DictReader(file) if row["rank"]]
    scores, groups = [], {}
    for row in table:
        found = defaultdict(list)
        for run_id in row["run_id"].split():  # several are seeds, or the folds of one cross-validation
            [path] = BOARDS.glob(f"{board}/runs/*/{run_id}/scores.csv")
            with path.open(newline="", encoding="utf-8") as file:
                for line in csv.DictReader(file):
                    if line["metric"] == "dice":
                        found[line["case_id"]].append(float(line["value"]))
                        groups[line["case_id"]] = line["group"] or line["case_id"]
        scores.append({case: sum(map(Fraction, values)) / len(values) for case, values in found.items()})
    cases = sorted(groups)
    rows = [[float(each[case]) for each in scores] for case in cases]
    assert [int(row["rank"]) for row in table] == by_mean(rows)
    told = told_apart(rows, [groups[case] for case in cases])
    numbers = range(len(table))
    assert [int(row["rank_low"]) for row in table] == [1 + sum(loser == k for _, loser in told) for k in numbers]
    assert [int(row["rank_high"]) for row in table] == [len(table) - sum(w == k for w, _ in told) for k in numbers]


def test_the_figures_of_the_page_on_statistics_are_those_of_a_committed_run() -> None:
    text = re.sub(r"\s+", " ", (BOARDS.parent / "docs/statistics.md").read_text(encoding="utf-8"))
    [path] = BOARDS.glob("dsb2018/runs/*/90aa2d399b93")
    cell = aggregate(store.read_run(path))["nucleus", "asd"]
    assert f"on dsb2018 is {cell.mean:.1f} px by the mean and {cell.median:.1f} by the median" in text

"""The one cell: what summaries, scores and boards say of a metric of a structure are the same numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from segeval.report.aggregate import aggregate
from segeval.rescore import means
from segeval.stats import bounded, cells, mean_interval, median_interval
from segeval.store import Head, parts_of, read_run, table_of
from tests._pairs import write_run
from tests.report._factory import Fake, write

RANDOM = np.random.default_rng(6)
HEADS = [Head("organ", "hd95", "mm"), Head("organ", "dice", "1"), Head("organ", "nothing", "1")]
VALUES = np.stack([RANDOM.lognormal(1, 2, 31), RANDOM.beta(8, 2, 31), np.full(31, np.nan)], axis=1)
VALUES[4, 0] = np.nan
GROUPS = [f"p{case // 2}" for case in range(31)]


def test_a_cell_counts_and_means_what_has_a_value_whatever_the_order() -> None:
    order = RANDOM.permutation(31)
    found = cells(HEADS, VALUES)
    assert cells(HEADS, VALUES[order])[:2] == found[:2]
    assert [(cell.n, cell.expected) for cell in found] == [(30, 31), (31, 31), (0, 31)]
    for k in (0, 1):
        known = VALUES[~np.isnan(VALUES[:, k]), k]
        numbers = (found[k].mean, found[k].sd, found[k].median)
        assert numbers == pytest.approx((known.mean(), known.std(ddof=1), np.median(known)), rel=1e-14)
    assert (found[2].mean, found[2].sd, found[2].median) == (None, None, None)


def test_the_limits_of_a_cell_are_those_of_its_mean_and_its_median() -> None:
    for k, cell in enumerate(bounded(cells(HEADS, VALUES), VALUES, GROUPS)):
        mean, median = mean_interval(VALUES[:, k], GROUPS), median_interval(VALUES[:, k], GROUPS)
        assert (cell.low, cell.high) == (mean.low, mean.high) or (cell.low, cell.high) == pytest.approx(
            (mean.low, mean.high), rel=1e-9
        )
        assert (cell.median_low, cell.median_high) == (median.low, median.high)


def test_a_summary_a_board_and_a_score_tell_one_mean(tmp_path: Path) -> None:
    run = write(tmp_path, Fake(cases=12, per_group=2))
    told = json.loads((run / "summary.json").read_text(encoding="utf-8"))["means"]
    assert set(told[0]) == {"structure", "metric", "unit", "n", "mean"}  # what anyone can check, no limits
    board, again = aggregate(read_run(run)), {(m.structure, m.metric): m for m in means(read_run(run), metrics="dice")}
    for each in told:
        cell = board[each["structure"], each["metric"]]
        assert (cell.mean, cell.n, cell.unit) == (each["mean"], each["n"], each["unit"])
    for structure in ("liver", "tumour"):
        assert again[structure, "dice"].mean == pytest.approx(board[structure, "dice"].mean, rel=1e-12)
        assert again[structure, "dice"].low == pytest.approx(board[structure, "dice"].low, rel=1e-9)


def test_scores_are_read_as_they_were_written_and_share_their_words(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path, {"s0": [0.5, None, 0.75], "s1": [0.25, 0.5, None]}))
    first, second, _ = (case.scores for case in run.cases)
    assert parts_of(first).heads is parts_of(second).heads
    assert [*first[:2]] == [first[0], first[1]] == [*first][:2]
    assert (len(first), first[0].case_id, first[0].value) == (len(tuple(first)), "case-000", 0.5)
    assert second[0].value is None
    heads, values = table_of([case.scores for case in run.cases])
    column = heads.index(Head("s1", "dice", "1"))
    assert values[:2, column].tolist() == [0.25, 0.5]
    assert np.isnan(values[2, column])
    other = [(score.structure, score.metric, score.unit) for score in reversed(first)]
    mixed, both = table_of([tuple(first), tuple(reversed(first))])
    assert [tuple(head) for head in mixed] == other[::-1]
    assert both[0].tolist() == both[1].tolist()

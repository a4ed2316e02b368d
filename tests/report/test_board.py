"""Boards rank what is comparable and complete, show the rest, and are a pure function of their runs."""

import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from segeval.errors import NotComparable, UsageError
from segeval.report import build, check
from segeval.report.aggregate import MACRO, aggregate
from segeval.report.ranking import Board, rank
from segeval.store import read_run
from tests.report._factory import Fake, write


def board(tmp_path: Path, *fakes: Fake) -> Board:
    return rank([read_run(write(tmp_path, fake)) for fake in fakes])


def ranks(board: Board) -> dict[str, int | None]:
    return {row.run.record.model: row.rank for row in board.rows}


def test_the_interval_is_scipys_when_every_case_is_its_own_group(tmp_path: Path) -> None:
    run = read_run(write(tmp_path, Fake(cases=40)))
    dice = [s.value for case in run.cases for s in case.scores if (s.structure, s.metric) == ("liver", "dice")]
    values = np.array(dice, dtype=float)
    cell = aggregate(run)["liver", "dice"]
    expected = stats.bootstrap((values,), np.mean, n_resamples=9999, method="percentile", rng=0).confidence_interval
    width = expected.high - expected.low
    assert cell.low == pytest.approx(expected.low, abs=0.06 * width)
    assert cell.high == pytest.approx(expected.high, abs=0.06 * width)
    assert cell.mean == pytest.approx(values.mean())


def test_cases_of_one_patient_count_as_one_draw(tmp_path: Path) -> None:
    alone, grouped = (
        aggregate(read_run(write(tmp_path / str(n), Fake(cases=40, per_group=n))))["liver", "dice"] for n in (1, 20)
    )
    assert alone.mean == grouped.mean
    assert (alone.low, alone.high) != (grouped.low, grouped.high)


def test_a_single_group_has_no_interval(tmp_path: Path) -> None:
    cells = aggregate(read_run(write(tmp_path, Fake(cases=4, per_group=4))))
    assert all(cell.low is None and cell.mean is not None for cell in cells.values())


def test_every_case_is_accounted_for(tmp_path: Path) -> None:
    cell = aggregate(read_run(write(tmp_path, Fake(cases=6, bad={3: "failed", 4: "missing"}))))["tumour", "dice"]
    assert (cell.n, cell.undefined, cell.failed, cell.missing, cell.expected) == (3, 1, 1, 1, 6)


def test_the_macro_mean_weighs_structures_equally(tmp_path: Path) -> None:
    cells = aggregate(read_run(write(tmp_path, Fake())))
    liver, tumour, macro = (cells[name, "dice"].mean for name in ("liver", "tumour", MACRO))
    assert liver is not None
    assert tumour is not None
    assert macro == pytest.approx((liver + tumour) / 2)


def test_higher_dice_ranks_first_and_equal_scores_share_a_rank(tmp_path: Path) -> None:
    fakes = [
        Fake(model="b", skill=0.7),
        Fake(model="c", skill=0.9),
        Fake(model="a", skill=0.7),
        Fake(model="d", skill=0.5),
    ]
    assert ranks(board(tmp_path, *fakes)) == {"c": 1, "a": 2, "b": 2, "d": 4}


def test_only_models_that_the_data_tell_apart_lose_the_level_mark(tmp_path: Path) -> None:
    rows = board(
        tmp_path,
        Fake(model="best", skill=0.8, cases=20, seed=1),
        Fake(model="near", skill=0.799, cases=20, seed=2),
        Fake(model="far", skill=0.5, cases=20, seed=3),
    ).rows
    assert {row.run.record.model: row.level for row in rows[1:]}["far"] is False
    assert rows[1].level is True


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (Fake(model="odd", bad={0: "failed"}), "1 of 6 cases failed"),
        (Fake(model="odd", bad={0: "missing"}), "1 of 6 cases missing"),
        (Fake(model="odd", marks=("random weights",)), "random weights"),
        (Fake(model="odd", metric_version=2), "not comparable: other metric versions"),
        (Fake(model="odd", cases=5), "not comparable: other cases"),
    ],
)
def test_what_is_not_comparable_is_listed_but_not_ranked(tmp_path: Path, odd: Fake, reason: str) -> None:
    odd = replace(odd, skill=0.99)
    result = board(tmp_path, odd, Fake(model="a", skill=0.5), Fake(model="b", skill=0.6))
    assert ranks(result) == {"b": 1, "a": 2, "odd": None}
    assert result.rows[-1].reasons == (reason,)


def test_many_partial_runs_do_not_outvote_a_full_one(tmp_path: Path) -> None:
    partial = [Fake(model=m, cases=2, marks=("partial dataset",)) for m in "abc"]
    assert ranks(board(tmp_path, *partial, Fake(model="full")))["full"] == 1


def test_the_newest_rules_win_a_tie(tmp_path: Path) -> None:
    assert ranks(board(tmp_path, Fake(model="old"), Fake(model="new", metric_version=2))) == {"new": 1, "old": None}


def test_runs_that_group_the_same_cases_differently_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(NotComparable, match="group"):
        board(tmp_path, Fake(model="a"), Fake(model="b", per_group=2))


def test_a_board_is_the_same_bytes_whatever_the_order_of_runs(tmp_path: Path) -> None:
    fakes = [Fake(model="a"), Fake(model="b", skill=0.7), Fake(model="c", marks=("random weights",))]
    for place, order in (("one", 1), ("two", -1)):
        for fake in fakes[::order]:
            write(tmp_path / f"{place}-{fake.model}", fake)
            build(tmp_path / f"{place}-{fake.model}", tmp_path / place)
    one, two = (
        {p.relative_to(r): p.read_bytes() for p in r.rglob("*.*") if p.is_file()}
        for r in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert len(one) == 3 * 6 + 4


def test_the_ledger_stays_home(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    pages = build(tmp_path / "runs", tmp_path / "boards")
    assert pages == [tmp_path / "boards/toy-liver/index.html", tmp_path / "boards/index.html"]
    assert not list((tmp_path / "boards").rglob("ledger*"))


@pytest.mark.parametrize("name", ["index.html", "toy-liver/leaderboard.csv", "toy-liver/board.lock.json"])
def test_an_edited_board_is_found_out(tmp_path: Path, name: str) -> None:
    write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    assert check(tmp_path / "boards") == []
    edited = tmp_path / "boards" / name
    edited.write_text(edited.read_text().replace("toy", "joy", 1) + " ")
    assert [line.split()[0] for line in check(tmp_path / "boards")] == [str(edited)]


def test_edited_scores_are_found_out(tmp_path: Path) -> None:
    run = write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    scores = tmp_path / "boards/toy-liver/runs/unet" / run.name / "scores.csv"
    scores.write_text(scores.read_text().replace(",0.7", ",0.9"))
    assert len(check(tmp_path / "boards")) == 5


def test_no_run_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no finished run"):
        build(tmp_path, tmp_path / "boards")


def test_the_table_has_units_and_six_digits(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    with (tmp_path / "boards/toy-liver/leaderboard.csv").open(newline="") as file:
        row = next(iter(csv.DictReader(file)))
    assert row["rank"] == "1"
    assert row["seconds_per_case"] == "1.75"
    assert row["params"] == "31000000"
    assert 0 < float(row["hd95 liver [mm]"]) < 20
    assert all(len(cell.lstrip("-0.").replace(".", "")) <= 6 for name, cell in row.items() if name.startswith("dice"))


def test_reports_need_neither_torch_nor_data() -> None:
    script = (
        "import sys, segeval.report; print({'torch', 'segeval.zoo', 'segeval.datasets', 'pandas'} & set(sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )

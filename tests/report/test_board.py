"""Boards rank what is comparable and complete, show the rest, and are a pure function of their runs."""

import csv
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from segeval import __version__, _disk, volume
from segeval.errors import DamagedFile, UsageError
from segeval.folders import evaluate_folders
from segeval.records import Grid, Mask, Trained
from segeval.report import build, check
from segeval.report.aggregate import MACRO, aggregate
from segeval.report.ranking import Board, rank
from segeval.report.rules import rules_of
from segeval.store import read_run
from tests.report._factory import Fake, write


def board(tmp_path: Path, *fakes: Fake) -> Board:
    return rank([read_run(write(tmp_path, fake)) for fake in fakes])


def ranks(board: Board) -> dict[str, int | None]:
    return {row.run.record.model.id: row.rank for row in board.rows}


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
    assert {row.run.record.model.id: row.tied for row in rows[1:]}["far"] is False
    assert rows[1].tied is True


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (Fake(model="odd", bad={0: "failed"}), "1 of 6 cases failed"),
        (Fake(model="odd", bad={0: "missing"}), "1 of 6 cases missing"),
        (Fake(model="odd", marks=("random weights",)), "random weights"),
        (Fake(model="odd", cases=5), "not comparable: other cases"),
        (Fake(model="odd", unit="px"), "not comparable: other unit"),
    ],
)
def test_what_is_not_comparable_is_listed_but_not_ranked(tmp_path: Path, odd: Fake, reason: str) -> None:
    odd = replace(odd, skill=0.99)
    runs = [read_run(write(tmp_path, fake)) for fake in (Fake(model="a", skill=0.5), Fake(model="b", skill=0.6), odd)]
    result = rank(runs, rules=rules_of(runs[0]))
    assert ranks(result) == {"b": 1, "a": 2, "odd": None}
    assert result.rows[-1].reasons == (reason,)


def test_many_partial_runs_do_not_outvote_a_full_one(tmp_path: Path) -> None:
    partial = [Fake(model=m, cases=2, marks=("partial dataset",)) for m in "abc"]
    assert ranks(board(tmp_path, *partial, Fake(model="full")))["full"] == 1


def test_runs_with_one_metric_evict_nobody_and_stand_beside_the_others(tmp_path: Path) -> None:
    narrow = [Fake(model=f"narrow-{i}", metrics=("dice",), skill=0.1 * i) for i in range(4)]
    honest = [Fake(model=f"full-{i}", skill=0.5 + 0.1 * i) for i in range(3)]
    result = board(tmp_path, *narrow, *honest)
    assert [row.run.record.model.id for row in result.rows if row.rank][:3] == ["full-2", "full-1", "full-0"]
    assert all(row.rank for row in result.rows)
    assert [metric.id for metric in result.metrics] == ["dice", "rvd", "hd95"]


def test_a_run_with_another_version_of_the_headline_is_shown_apart(tmp_path: Path) -> None:
    runs = [read_run(write(tmp_path, fake)) for fake in (Fake(model="old"), Fake(model="new", versions={"dice": 2}))]
    result = rank(runs, rules=rules_of(runs[0]))
    assert ranks(result) == {"old": 1, "new": None}
    assert result.rows[1].reasons == ("dice in version 2, the board has version 1",)
    assert [result.name(metric) for view, metric in result.columns if view == MACRO] == [
        "dice",
        "rvd",
        "hd95",
        "dice v2",
    ]
    assert result.rows[1].cell(MACRO, result.headline) is None


def test_a_column_of_another_version_is_never_filled_with_the_boards(tmp_path: Path) -> None:
    runs = [read_run(write(tmp_path, fake)) for fake in (Fake(model="old"), Fake(model="new", versions={"hd95": 2}))]
    result = rank(runs, rules=rules_of(runs[0]))
    assert all(row.rank for row in result.rows)
    filled = {
        (row.run.record.model.id, result.name(metric)): row.cell(view, metric) is not None
        for row in result.rows
        for view, metric in result.columns
        if metric.id == "hd95" and view == MACRO
    }
    assert filled == {
        ("old", "hd95"): True,
        ("old", "hd95 v2"): False,
        ("new", "hd95"): False,
        ("new", "hd95 v2"): True,
    }


def test_a_new_board_takes_the_newest_version_of_each_metric(tmp_path: Path) -> None:
    assert ranks(board(tmp_path, Fake(model="old"), Fake(model="new", versions={"dice": 2}))) == {"new": 1, "old": None}


def test_the_rules_of_a_board_are_made_once_and_then_only_read(tmp_path: Path) -> None:
    write(tmp_path / "first", Fake(model="a"))
    build(tmp_path / "first", tmp_path / "boards")
    rules = tmp_path / "boards/toy-liver/board.json"
    before = rules.read_bytes()
    for name in "bcdef":
        write(tmp_path / "more", Fake(model=name, cases=40, versions={"dice": 3}))
    build(tmp_path / "more", tmp_path / "boards")
    assert rules.read_bytes() == before
    table = _disk.from_csv(tmp_path / "boards/toy-liver/leaderboard.csv")
    assert {row["model"]: row["rank"] for row in table} == {"a": "1", **dict.fromkeys("bcdef", "")}
    build(tmp_path / "more", tmp_path / "boards", next((tmp_path / "more").glob("*/b/*")))
    table = _disk.from_csv(tmp_path / "boards/toy-liver/leaderboard.csv")
    assert {row["model"]: row["rank"] for row in table}["a"] == ""
    assert check(tmp_path / "boards") == []


def test_damaged_rules_are_named_with_the_place_of_the_fault(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    rules = tmp_path / "boards/toy-liver/board.json"
    rules.write_text(rules.read_text(encoding="utf-8").replace('"version": 1', '"version": "1"', 1))
    with pytest.raises(DamagedFile, match=r"board\.json.*\$\.data\.version"):
        check(tmp_path / "boards")


def test_a_board_says_what_was_declared_and_what_is_unknown(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake(model="said", trained_on=Trained(other="500 <b>CTs</b>", declared=True)))
    write(tmp_path / "runs", Fake(model="unknown", trained_on=None, marks=("training unknown",)))
    build(tmp_path / "runs", tmp_path / "boards")
    page = (tmp_path / "boards/toy-liver/index.html").read_text(encoding="utf-8")
    assert "trained on 500 &lt;b&gt;CTs&lt;/b&gt; (declared)" in page
    table = _disk.from_csv(tmp_path / "boards/toy-liver/leaderboard.csv")
    assert [row["trained_on"] for row in table] == ["500 <b>CTs</b> (declared)", "unknown"]
    assert [row["rank"] for row in table] == ["1", ""]


def test_a_board_does_not_depend_on_the_version_of_the_package(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    for path in (tmp_path / "boards").rglob("*.*"):
        assert path.is_dir() or __version__ not in path.read_text(encoding="utf-8").replace("toy/liver", "")


@pytest.mark.parametrize("committed", [True, False])
def test_a_run_that_groups_the_same_cases_otherwise_is_not_ranked(tmp_path: Path, committed: bool) -> None:
    fakes = [Fake(model="a"), Fake(model="best", skill=0.99, per_group=2), Fake(model="c", skill=0.7)]
    runs = [read_run(write(tmp_path, fake)) for fake in fakes]
    rules = replace(rules_of(runs[0]), grouping=rules_of(runs[0]).grouping if committed else "")
    result = rank(runs, rules=rules)
    assert ranks(result) == {"a": 1, "c": 2, "best": None}
    assert result.rows[-1].reasons == ("not comparable: its cases are grouped otherwise",)


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
    assert len(one) == 3 * 6 + 5


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
    edited.write_text(edited.read_text(encoding="utf-8").replace("toy", "joy", 1) + " ")
    assert [line.split()[0] for line in check(tmp_path / "boards")] == [str(edited)]


def test_edited_scores_are_found_out(tmp_path: Path) -> None:
    run = write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    scores = tmp_path / "boards/toy-liver/runs/unet" / run.name / "scores.csv"
    scores.write_text(scores.read_text(encoding="utf-8").replace(",0.7", ",0.9"))
    [line] = [line for line in check(tmp_path / "boards") if str(scores.parent) in line]
    assert "case 'case-00" in line
    assert "by the counts (tp, fp, fn, tn)" in line


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
        subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True).stdout
        == "set()\n"
    )


def test_two_folders_of_one_name_have_a_board_each_under_the_title_that_they_were_given(tmp_path: Path) -> None:
    for k, title in enumerate(("Knees of spring", "")):
        for folder in ("labelsTr", "mine"):
            labels = np.zeros((8, 8), np.uint8)
            labels[2 : 5 + k, 2:6] = 1
            (tmp_path / f"set{k}" / folder).mkdir(parents=True)
            volume.write_mask(tmp_path / f"set{k}" / folder / "a.png", Mask(labels, Grid.pixels((8, 8))))
        place = tmp_path / f"set{k}"
        evaluate_folders(
            place / "labelsTr",
            place / "mine",
            labels={1: "bone"},
            metrics="dice",
            output=tmp_path / "runs",
            title=title,
        )
    build(tmp_path / "runs", tmp_path / "boards")
    titles = [
        re.findall("<h1>(.*?)</h1>", path.read_text(encoding="utf-8"))[0]
        for path in (tmp_path / "boards").glob("folder-labelsTr-*/index.html")
    ]
    assert sorted(titles) == ["Knees of spring", "set1/labelsTr"]

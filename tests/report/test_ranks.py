"""Boards say how sure their order is, count what is missing, and give a model one row however often it was trained."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import _disk, stats
from segeval.records import CaseScore, Trained
from segeval.report import build, check, rebuild
from segeval.report._scores import joined, read_scores
from segeval.report.aggregate import MACRO, aggregate
from segeval.report.page import leaderboard, words
from segeval.report.ranking import complete, rank
from segeval.report.rules import rules_of
from segeval.report.tables import warnings
from segeval.store import Run, read_run
from tests.report._factory import Fake, write
from tests.report.test_judged import changed, give_up, made, ranks

Change = Callable[[int, CaseScore], CaseScore]


def shaped(run: Run, shape: tuple[int, ...] = (30, 40), spacing: tuple[float, ...] = (2.0, 2.0)) -> Run:
    """Return a run that knows its images: with a diagonal of 100 mm by default."""
    return replace(run, cases=tuple(replace(case, shape=shape, spacing=spacing) for case in run.cases))


def values(run: Run, structure: str, metric: str) -> list[float | None]:
    return [s.value for case in run.cases for s in case.scores if (s.structure, s.metric) == (structure, metric)]


# Cells


def test_intervals_are_those_of_stats_with_the_groups_of_the_cases(tmp_path: Path) -> None:
    run = made(tmp_path, cases=40, per_group=3)
    cells = aggregate(run)
    for structure in ("liver", "tumour"):
        for metric in ("dice", "rvd", "hd95"):
            expected = stats.mean_interval(values(run, structure, metric), [case.group for case in run.cases])
            cell = cells[structure, metric]
            assert (cell.mean, cell.low, cell.high) == pytest.approx((expected.mean, expected.low, expected.high))
            assert (cell.n, cell.flagged) == (expected.n, expected.flagged)


def test_the_interval_of_a_macro_mean_is_as_wide_as_whole_groups_drawn_again_make_it(tmp_path: Path) -> None:
    """A structure in a third of the cases: the draws of an independent bootstrap that keeps the estimand."""
    random = np.random.default_rng(3)
    table = np.stack([random.normal(0.9, 0.03, 300), random.normal(0.6, 0.2, 300)], axis=1)
    table[random.random(300) < 0.66, 1] = np.nan
    groups = np.arange(300) // 3
    drawn = []
    for _ in range(2000):
        rows = np.concatenate([np.flatnonzero(groups == each) for each in random.integers(100, size=100)])
        drawn.append(np.nanmean(table[rows], axis=0).mean())
    found = stats.mean_interval(joined(table), groups)
    assert found.mean == pytest.approx(np.nanmean(table, axis=0).mean())
    assert found.se == pytest.approx(np.std(drawn), rel=0.08)
    without = table.copy()
    without[:, 1] = np.nan
    assert np.isnan(joined(without)).all()


def test_five_groups_give_an_interval_and_four_none(tmp_path: Path) -> None:
    five, four = (aggregate(made(tmp_path / str(n), cases=n * 3, per_group=3))["liver", "dice"] for n in (5, 4))
    assert five.flagged
    assert five.low is not None
    assert four.low is None


def test_a_missed_structure_costs_the_diagonal_of_the_image(tmp_path: Path) -> None:
    """Predicting nothing in the hard cases lowers the plain mean, and loses the rank."""
    lazy, honest = shaped(changed(made(tmp_path, model="lazy"), give_up)), shaped(made(tmp_path, model="honest"))
    board = rank([lazy, honest], headline="hd95")
    assert ranks(board) == {"honest": 1, "lazy": 2}
    cell = board.rows[1].cells["liver", "hd95"]
    assert cell.worth == pytest.approx(5 / 6 * 100)
    assert cell.mean == 0
    page = leaderboard(complete(board), tmp_path / "toy-liver")
    assert "penalised 83.33" in page


def test_false_alarms_are_counted_and_a_perfect_model_keeps_its_rank(tmp_path: Path) -> None:
    def nowhere(alarms: int) -> Change:
        def change(k: int, score: CaseScore) -> CaseScore:
            if score.structure != "tumour":
                return score
            return replace(
                score,
                value=0 if k < alarms and score.metric == "dice" else None,
                status="reference_empty" if k < alarms else "both_empty",
            )

        return change

    runs = [
        changed(made(tmp_path, model=m, skill=s), nowhere(n)) for m, s, n in (("perfect", 0.9, 0), ("loud", 0.6, 4))
    ]
    board = rank(runs)
    assert ranks(board) == {"perfect": 1, "loud": 2}
    assert [row.false_alarms for row in board.rows] == [(0, 6), (4, 6)]
    assert [row.table.counted for row in board.rows] == [("liver",)] * 2


def test_a_model_that_does_not_know_a_structure_is_shown_without_a_rank(tmp_path: Path) -> None:
    def silent(_: int, score: CaseScore) -> CaseScore:
        return replace(score, value=None, status="not_answered") if score.structure == "tumour" else score

    run = changed(made(tmp_path, model="half", skill=0.99), silent)
    half = replace(run, record=replace(run.record, model=replace(run.record.model, not_answered=("tumour",))))
    for others in ([], [made(tmp_path, model="whole")]):
        board = rank([half, *others])
        row = next(row for row in board.rows if row.run.record.model.id == "half")
        assert row.rank is None
        assert row.reasons == ("does not know tumour",)
        assert row.cells["liver", "dice"].n == 6
        assert (row.cells["tumour", "dice"].unknown, row.cells["tumour", "dice"].undefined) == (6, 0)
        assert row.cells[MACRO, "dice"].mean is None


# Ranks


def test_standings_are_those_of_pairwise(tmp_path: Path) -> None:
    fakes = [Fake(model=f"m{k}", cases=30, per_group=2, skill=0.6 + 0.03 * k, seed=k) for k in range(5)]
    runs = [read_run(write(tmp_path, fake)) for fake in fakes]
    board = rank(runs)
    order = [row.run.record.model.id for row in board.rows]
    means = []
    for model in order:
        run = runs[int(model[1])]
        liver, tumour = (np.array(values(run, s, "dice"), dtype=float) for s in ("liver", "tumour"))
        means.append(joined(np.stack([liver, tumour], axis=1)))
    expected = stats.pairwise(np.stack(means, axis=1), [case.group for case in runs[0].cases])
    standings = [row.standing for row in board.rows if row.standing]
    assert [s.low for s in standings] == expected.rank_low.tolist()
    assert [s.high for s in standings] == expected.rank_high.tolist()
    assert [s.first for s in standings] == pytest.approx(expected.first.tolist())
    assert [s.tied for s in standings[1:]] == (expected.p[1:, 0] > 0.05).tolist()
    assert standings[-1].low > 1


def test_five_groups_tell_nothing_apart(tmp_path: Path) -> None:
    board = rank([made(tmp_path, model=m, skill=s, cases=10, per_group=2) for m, s in (("a", 0.9), ("b", 0.2))])
    assert [(row.rank, row.standing.low, row.standing.high, row.tied) for row in board.rows if row.standing] == [
        (1, 1, 2, False),
        (2, 1, 2, True),
    ]
    assert words(board)[0] == "5 groups of cases tell no models apart: the ranks are those of the means alone."


def test_a_board_says_what_its_cases_can_show(tmp_path: Path) -> None:
    board = rank([made(tmp_path, model=m, seed=k, cases=65) for k, m in enumerate("abc")])
    assert board.resolution is not None
    found = board.resolution
    assert found.difference == pytest.approx(stats.detectable_difference(found.sd, 65))
    assert stats.detectable_difference(found.sd, found.needed) <= found.finer < found.difference
    assert words(board)[0].startswith("65 cases tell apart 0.0")
    assert f"{found.needed} would tell apart {found.finer:g}." in words(board)[0]


def test_metrics_that_order_the_models_otherwise_are_named(tmp_path: Path) -> None:
    far = {"a": 9.0, "b": 6.0, "c": 3.0}

    def placed(model: str, skill: float) -> Run:
        def change(_: int, score: CaseScore) -> CaseScore:
            return replace(score, value=far[model]) if score.metric == "hd95" and score.value is not None else score

        return changed(made(tmp_path, model=model, skill=skill, cases=12), change)

    board = rank([placed("a", 0.9), placed("b", 0.8), placed("c", 0.7)])
    said = [each for each in board.disagreements if each.metric == "hd95"]
    assert [(each.tau, each.first, each.headline_first) for each in said] == [(-1, "c", "a")]
    told = (
        "These order the models otherwise than dice, by Kendall's tau, and who is first instead: hd95 (−1.00, c first)."
    )
    assert told in words(board)


def test_a_board_ranks_by_every_metric_that_its_dataset_names(tmp_path: Path) -> None:
    about = {"title": "Toy", "headline": ["dice", "hd95", "pq"]}
    for model, skill in (("a", 0.9), ("b", 0.6)):
        write(tmp_path / "runs", Fake(model=model, skill=skill, cases=12, provenance={"dataset": about}))
    build(tmp_path / "runs", tmp_path / "boards")
    rows = _disk.from_csv(tmp_path / "boards/toy-liver/leaderboard.csv")
    assert [(row["model"], row["rank"], row["rank by hd95"]) for row in rows] == [("a", "1", "1"), ("b", "2", "2")]
    assert "rank by pq" not in rows[0]
    assert check(tmp_path / "boards") == []


# Rows


def trained(run: Run, seed: int, **data: Any) -> Run:
    """Return a run of a model that was trained with a seed; its settings do not tell."""
    known = Trained(dataset="toy/liver", split=data.get("split", "official"), seed=seed)
    model = replace(run.record.model, digest=str(seed) * 64, settings={}, trained_on=known)
    return replace(run, record=replace(run.record, model=model, data=replace(run.record.data, **data)))


def test_seeds_of_one_model_are_one_row_with_their_spread(tmp_path: Path) -> None:
    runs = [trained(made(tmp_path / str(k), model="unet", seed=k, cases=12), k) for k in range(3)]
    other = made(tmp_path, model="other", cases=12)
    board = rank([*runs, other])
    assert len(board.rows) == 2
    row = next(row for row in board.rows if row.run.record.model.id == "unet")
    means = [aggregate(run)[MACRO, "dice"].mean or 0 for run in runs]
    assert row.seeds == 3
    assert row.cells[MACRO, "dice"].mean == pytest.approx(np.mean(means))
    assert row.sd == pytest.approx(np.std(means, ddof=1))
    assert read_scores(runs[0]).values.mean(axis=0) != pytest.approx(row.table.scores.values.mean(axis=0))
    assert len(rank([*runs, trained(runs[0], 0)]).rows) == 4  # a seed twice: nobody knows which one counts


def test_five_folds_are_one_row_over_all_cases(tmp_path: Path) -> None:
    def fold(number: int) -> Run:
        run = made(tmp_path / str(number), model="unet", cases=4, case_prefix=f"f{number}", seed=number)
        return trained(run, 0, split=f"toy-{number}", part="val", split_digest=str(number) * 16)

    folds = [fold(number) for number in range(5)]
    board = rank(folds)
    assert [(row.rank, row.complete, row.expected, len(row.runs)) for row in board.rows] == [(1, 20, 20, 5)]
    dice = [value for run in folds for value in values(run, "liver", "dice")]
    assert board.rows[0].cells["liver", "dice"].mean == pytest.approx(np.mean([v for v in dice if v is not None]))
    assert len(rank(folds[1:]).rows) == 4  # without fold 0 they are no cross-validation
    alone = rank(folds, rules=rules_of(folds[0]))
    assert [(row.rank, row.expected, len(row.runs)) for row in alone.rows] == [(1, 4, 1), (None, 20, 5)]
    assert [row.run.record.model.id for row in alone.rows] == ["unet", "unet (5 folds)"]
    named = [
        replace(run, record=replace(run.record, model=replace(run.record.model, id="unet (long)"))) for run in folds
    ]
    assert rank(named, rules=rules_of(folds[0])).rows[1].run.record.model.id == "unet (long, 5 folds)"
    assert [str(row.run.record.model.trained_on) for row in alone.rows] == [
        "toy/liver:toy-0:train",
        "toy/liver:toy-0..4:train",
    ]
    assert "cases" in "; ".join(alone.rows[1].reasons)
    noted = [
        replace(run, provenance={"dataset": {"split_note": f"cuts {max(number, 1)}", "known_issues": ["noisy"]}})
        for number, run in enumerate(folds)
    ]
    assert [text for _, text in warnings(rank(noted))] == [
        "toy-0, toy-1: cuts 1",
        *(f"toy-{number}: cuts {number}" for number in (2, 3, 4)),
        "noisy",
    ]
    told = [text for _, text in warnings(rank(noted, rules=rules_of(noted[0])))]
    assert told[:3] == ["toy-0, toy-1: cuts 1", "noisy", "toy-2: cuts 2"]


def test_the_lock_holds_every_file_and_its_id_moves_with_any(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    boards, locks = tmp_path / "boards", []
    build(tmp_path / "runs", boards)
    [copy] = (boards / "toy-liver/runs/unet").iterdir()
    for name in ("manifest.json", "provenance.json", "extra.txt"):
        with (copy / name).open("a") as file:
            file.write("\n")
        rebuild(boards)
        locks.append(_disk.read_object(boards / "toy-liver/board.lock.json", ""))
    assert len({lock["id"] for lock in locks}) == 3
    assert set(locks[-1]["runs"][copy.name]["sha256"]) == {path.name for path in copy.iterdir()} - {"cases.html"}
    assert locks[-1]["id"] in (boards / "toy-liver/index.html").read_text(encoding="utf-8")

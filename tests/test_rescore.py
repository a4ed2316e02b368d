"""A finished run scored again: from its folder alone, with the numbers that its masks would give."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from segeval import datasets, report, rescore, runner, store, volume
from segeval.cli import main
from segeval.errors import UsageError
from segeval.metrics import PROTOCOLS, evaluate
from segeval.report import page
from segeval.store import Run

STORED = [name for name in PROTOCOLS if name != "lits-lesion"]


@pytest.fixture(scope="module")
def run(phantom: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run of the shipped network on the 3D phantoms, without its ledger, as a board keeps it."""
    assert phantom.exists()
    output = tmp_path_factory.mktemp("runs")
    finished = runner.run(model="unet3d-8", dataset="phantom", output=output, save_predictions=True)
    (finished.folder / "ledger.jsonl").unlink()
    return store.read_run(finished.folder)


@pytest.mark.parametrize("name", STORED)
def test_scores_are_those_that_the_masks_give(run: Run, name: str) -> None:
    labels = {structure.values: structure.name for structure in run.record.data.structures}  # noqa: PD011  # a field
    for case in rescore.rescore(run, name).cases[:3]:
        mask = datasets.load("phantom").cases[case.case_id].mask
        assert mask is not None
        reference = volume.read_mask(mask)
        prediction = volume.read_mask(run.path / "predictions" / f"{case.case_id}.nii.gz")
        table = evaluate(
            reference.array,
            prediction.array,
            spacing=reference.grid.spacing,
            labels=labels,
            protocol=name,
            tolerance=3.0,
        )
        expected = table.set_index(["structure", "metric"]).value
        found = pd.Series({(score.structure, score.metric): score.value for score in case.scores}, dtype="float64")
        pd.testing.assert_series_equal(found, expected, rtol=1e-12, check_names=False)


def test_the_surface_dice_of_the_decathlon_takes_the_tolerance_of_the_structure(run: Run) -> None:
    rows = {(row.structure, row.metric): row for row in rescore.means(run, "decathlon")}
    assert 0.5 < (rows["organ", "nsd"].mean or 0) < 1
    assert rows["organ", "nsd"].n == len(run.cases)


def test_other_metrics_come_from_the_same_run(run: Run) -> None:
    again = rescore.rescore(run, metrics="f_beta,f_beta@2,rmsd,volume_difference")
    scores = {(score.structure, score.metric): score for score in again.cases[0].scores}
    dice = next(s for s in run.cases[0].scores if (s.structure, s.metric) == ("organ", "dice"))
    assert scores["organ", "f_beta"].value == pytest.approx(dice.value)
    assert scores["organ", "f_beta@2"].value != scores["organ", "f_beta"].value
    assert scores["organ", "volume_difference"].unit == "ml"
    assert scores["organ", "rmsd"].unit == "mm"


def test_a_board_tells_lengths_from_volumes(run: Run) -> None:
    board = report.rank([rescore.rescore(run, metrics="dice,asd,volume_difference")])
    assert "asd in mm; volume_difference in ml" in page.leaderboard(board, run.path.parents[1])


def test_pooling_adds_up_the_voxels_of_all_cases(run: Run) -> None:
    counts = [case.counts["organ"] for case in run.cases]
    tp, fp, fn = (sum(column) for column in list(zip(*counts, strict=True))[:3])
    rows = {(row.structure, row.metric): row for row in rescore.means(run, "lits")}
    assert rows["organ", "dice_global"].mean == pytest.approx(2 * tp / (2 * tp + fp + fn))
    assert rows["organ", "dice_global"].averaging == "voxels"
    assert rows["organ", "dice"].mean != rows["organ", "dice_global"].mean


@pytest.mark.parametrize(("name", "metrics"), [("lits-lesion", "standard"), ("segeval", "cldice,dice")])
def test_what_needs_masks_is_refused(run: Run, name: str, metrics: str) -> None:
    with pytest.raises(UsageError, match="cannot be computed from a stored run; score its predictions with"):
        rescore.rescore(run, name, metrics)


def test_a_case_that_failed_stays_a_row(run: Run) -> None:
    case = store.CaseEntry(case_id=run.cases[0].case_id, group="g", status="missing")
    again = rescore.rescore(replace(run, cases=(case,)), "transunet")
    assert {score.status for score in again.cases[0].scores} == {"missing"}


def test_boards_are_ranked_twice(run: Run, tmp_path: Path) -> None:
    boards = tmp_path / "boards"
    report.build(run.path.parents[2], boards)
    changes, agreements, lacking = rescore.rank_changes(boards, "transunet")
    assert lacking == []
    assert [(a.metric, a.protocol, a.ranks, a.tests) for a in agreements] == [
        ("dice", None, None, None),  # one model has no order
        ("hd95", None, None, None),
    ]
    assert [(c.metric, c.model, c.rank, c.protocol_rank) for c in changes] == [
        ("dice", "unet3d-8", 1, 1),
        ("hd95", "unet3d-8", 1, 1),
    ]
    hd95 = changes[1]
    assert hd95.value != pytest.approx(hd95.protocol_value)


def test_a_board_without_distances_says_what_is_left_out(run: Run, tmp_path: Path) -> None:
    boards = tmp_path / "boards"
    report.build(run.path.parents[2], boards)
    for path in boards.rglob("surfaces.jsonl"):
        path.unlink()
    changes, _, lacking = rescore.rank_changes(boards, "transunet")
    assert [change.metric for change in changes] == ["dice"]
    assert lacking[0].startswith("phantom, hd95: distances of kind 'faces' were not stored")


def test_the_commands_print_what_the_functions_return(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    shown = CliRunner().invoke(main, ["score", str(run.path), "--protocol", "transunet", "--output", str(cases)])
    assert shown.exit_code == 0, shown.output
    mean = next(row for row in rescore.means(run, "transunet") if (row.structure, row.metric) == ("organ", "hd95"))
    assert f"{mean.mean:.4f}" in next(line for line in shown.output.splitlines() if line.startswith("organ"))
    with cases.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(run.cases) * 2 * 2
    assert {row["unit"] for row in rows if row["metric"] == "hd95"} == {"px"}
    said = re.findall(r"^median hd95 of organ: ([\d.]+) \[([\d.]+), ([\d.]+)\] px$", shown.output, re.MULTILINE)
    assert [float(number) for number in said[0]] == pytest.approx(
        [mean.median, mean.median_low, mean.median_high], rel=1e-3
    )
    shown = CliRunner().invoke(main, ["score", str(run.path), "--protocol", "transunet", "--json"])
    told = next(
        row for row in json.loads(shown.stdout)["means"] if (row["structure"], row["metric"]) == ("organ", "hd95")
    )
    assert (told["value"], told["low"], told["median_high"]) == (mean.mean, mean.low, mean.median_high)
    boards = tmp_path / "boards"
    report.build(run.path.parents[2], boards)
    shown = CliRunner().invoke(main, ["board", "ranks", "--protocol", "lits", "--boards", str(boards)])
    assert shown.exit_code == 0, shown.output
    assert "unet3d-8" in shown.output
    assert "(rank 1)" in shown.output
    assert "tau by tests" in shown.output
    assert "dice_global" not in shown.output  # one number for all cases ranks nothing case by case
    assert "left out" not in shown.output

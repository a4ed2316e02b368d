"""Scores of somebody else as a run: shown, marked, never ranked; and files that contradict themselves."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from segeval import datasets, exchange, rescore, store
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.exchange import read_foreign
from segeval.exchange.foreign import case_of, values_of
from segeval.outside import evaluate_on, import_scores
from tests.report._factory import Fake, write

LIKE: dict[str, Any] = {"dataset": "phantom-2d", "model": "theirs", "trained_on": "other: a thousand CTs"}
SIZE = 1000
CASES = 8


def of(tp: int, fp: int, fn: int) -> dict[str, Any]:
    """Return the numbers of a structure as nnU-Net writes them."""
    dice = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else float("nan")
    iou = tp / (tp + fp + fn) if tp + fp + fn else float("nan")
    counts = {"TP": tp, "FP": fp, "FN": fn, "TN": SIZE - tp - fp - fn}
    return {"Dice": dice, "IoU": iou, **counts, "n_pred": tp + fp, "n_ref": tp + fn}


def summary(folder: Path, **changed: Any) -> Path:
    """Write summary.json for the test cases of phantom-2d: regions, NaN, and paths of another system."""
    cases: list[dict[str, Any]] = [
        {
            "metrics": {"(1, 2)": of(80 + k, 5, 7), "(2,)": of(0, 0, 0) if k == 0 else of(9, 1, k)},
            "prediction_file": f"C:\\pred\\{case}.nii.gz",
            "reference_file": f"/raw/labelsTs/{case}.nii.gz",
        }
        for k, case in enumerate(expected())
    ]
    cases[1]["metrics"]["(1, 2)"] |= changed
    path = folder / "summary.json"
    path.write_text(json.dumps({"foreground_mean": {}, "mean": {}, "metric_per_case": cases}))
    return path


def expected() -> tuple[str, ...]:
    return datasets.load("phantom-2d").expected


def references() -> Path:
    """Return the folder where the references of the test cases are: predictions that are perfect."""
    case = datasets.load("phantom-2d").part_cases("test")[0]
    assert case.mask is not None
    return case.mask.parent


def table(folder: Path, *lines: str, header: str = "case,structure,metric,value,status") -> Path:
    path = folder / "scores.csv"
    path.write_text("\n".join(["\ufeff" + header, *lines, ""]), encoding="utf-8")
    return path


def lines() -> list[str]:
    return [f"{case},{name},{metric},0.5,"
            for case in expected() for name in ("organ", "lesion") for metric in ("Dice", "NSD")]  # fmt: skip


def test_names_of_files_and_regions_are_read_as_any_system_writes_them() -> None:
    files = ("/a/b/liver_0.nii.gz", "C:\\a\\liver_0.nii.gz", "liver_0.png", "liver_0.mha", "liver_0")
    assert {case_of(file) for file in files} == {"liver_0"}
    assert case_of("case.v2.nii.gz") == "case.v2"
    assert [values_of(word) for word in ("3", "(1, 2, 3)", "(3,)", "liver", "(a)")] == [
        (3,),
        (1, 2, 3),
        (3,),
        None,
        None,
    ]


@pytest.mark.usefixtures("phantom_2d")
def test_a_summary_of_nnunet_becomes_a_run_whose_scores_are_those_of_its_counts(tmp_path: Path) -> None:
    finished = import_scores(summary(tmp_path), output=tmp_path / "runs", **LIKE)
    run = store.read_run(finished.folder)
    assert run.record.marks == ("not re-scored",)
    assert finished.summary.ok == CASES
    assert list(run.record.rules.metrics) == ["dice", "iou", "voe", "rvd"]
    assert run.cases[0].counts == {"organ": (80, 5, 7, 908), "lesion": (0, 0, 0, 1000)}
    scores = {(s.structure, s.metric): (s.value, s.status) for s in run.cases[0].scores}
    assert scores["organ", "dice"] == (160 / 172, "ok")
    assert scores["lesion", "dice"] == (None, "both_empty")
    assert run.provenance["imported"]["scored_by"] == "nnU-Net"
    assert run.provenance["imported"]["file"] == "summary.json"
    again = import_scores(summary(tmp_path), output=tmp_path / "runs", **LIKE)
    assert again.folder == finished.folder
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["phantom-2d"]


@pytest.mark.usefixtures("phantom_2d")
def test_an_imported_run_is_shown_beside_measured_ones_and_never_ranked(tmp_path: Path) -> None:
    import_scores(summary(tmp_path), output=tmp_path / "runs", **LIKE)
    asked: dict[str, Any] = {
        "name": "ours",
        "trained_on": "other: nothing",
        "metrics": "fast",
        "output": tmp_path / "runs",
    }
    evaluate_on("phantom-2d", references(), **asked)
    shutil.copytree(tmp_path / "runs" / "phantom-2d", tmp_path / "boards" / "phantom-2d" / "runs")
    board = exchange.find_board("phantom-2d", tmp_path / "boards")
    reasons = {row.run.record.model.id: (row.rank, row.reasons) for row in board.rows}
    assert reasons == {"theirs": (None, ("not re-scored",)), "ours": (1, ())}
    changes, _, lacking = rescore.rank_changes(tmp_path / "boards", "nnunet")
    assert {change.model for change in changes} == {"ours"}
    assert lacking == []


@pytest.mark.usefixtures("phantom_2d")
def test_a_summary_that_was_exported_comes_back_as_it_was(tmp_path: Path) -> None:
    first = import_scores(summary(tmp_path), output=tmp_path / "runs", **LIKE).folder
    path = tmp_path / "again.json"
    path.write_text(exchange.export(exchange.find_board(str(first)), "nnunet"), encoding="utf-8")
    second = import_scores(path, output=tmp_path / "more", **LIKE).folder
    assert (first / "scores.csv").read_bytes() == (second / "scores.csv").read_bytes()


@pytest.mark.usefixtures("phantom_2d")
def test_a_table_of_cases_becomes_a_run_without_counts(tmp_path: Path) -> None:
    text = lines()
    text[0], text[2] = text[0].replace("0.5,", "0.75,ok"), text[2].replace("0.5,", ",prediction_empty")
    finished = import_scores(table(tmp_path, *text), output=tmp_path / "runs", **LIKE)
    run = store.read_run(finished.folder)
    assert list(run.record.rules.metrics) == ["dice", "nsd"]
    assert [case.counts for case in run.cases] == [{}] * CASES
    first = {(s.structure, s.metric): (s.value, s.status) for s in run.cases[0].scores}
    assert first["organ", "dice"] == (0.75, "ok")
    assert first["lesion", "dice"] == (None, "prediction_empty")
    with pytest.raises(UsageError, match="keeps no counts: somebody else computed its scores"):
        rescore.means(run, "nnunet")


@pytest.mark.usefixtures("phantom_2d")
def test_cases_that_a_file_lacks_are_missing_and_structures_not_answered(tmp_path: Path) -> None:
    text = [f"{expected()[0]},1,dice,0.5,", f"{expected()[2]},1,dice,0.6,"]
    finished = import_scores(table(tmp_path, *text), output=tmp_path / "runs", labels={"1": "organ"}, **LIKE)
    run = store.read_run(finished.folder)
    assert (finished.summary.ok, finished.summary.missing) == (2, CASES - 2)
    assert run.record.model.not_answered == ("lesion",)
    assert {score.status for score in run.cases[0].scores if score.structure == "lesion"} == {"not_answered"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Dice": 0.99}, r"metric_per_case\[1\], phantom_\d+, \(1, 2\): Dice is 0.99, its counts give 0.93"),
        ({"n_ref": 3}, r"n_ref is 3, its counts give 88"),
        ({"TP": -1}, r"TP, FP, FN, TN are \[-1, 5, 7, 907\], expected counts"),
        ({"TP": 1.5}, "expected counts"),
        ({"Dice": None}, "Dice is nan, its counts give 0.93"),
    ],
)
@pytest.mark.usefixtures("phantom_2d")
def test_a_summary_that_contradicts_its_counts_names_the_case(tmp_path: Path, changed: Any, words: str) -> None:
    with pytest.raises(BadData, match=words):
        read_foreign(summary(tmp_path, **changed))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "holds list, expected an object"),
        ("{", "no readable JSON"),
        ('{"results": {"all": []}}', "no metric_per_case: it is of the first nnU-Net"),
        ('{"metric_per_case": [{"metrics": {}}]}', r"metric_per_case\[0\] is no case of nnU-Net \(KeyError"),
        ('{"metric_per_case": [3]}', r"metric_per_case\[0\] is no case of nnU-Net"),
        ('{"metric_per_case": []}', "holds no case"),
    ],
)
def test_a_file_that_is_no_summary_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "summary.json").write_text(text)
    with pytest.raises(BadData, match=words):
        read_foreign(tmp_path / "summary.json")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{0},organ,dise,0.5,", "row 2: unknown metric 'dise'; did you mean dice"),
        ("{0},organ,dice,93.1,", r"row 2: dice of 'organ' is 93.1, outside \[0, 1\]; it may be in percent"),
        ("{0},organ,dice,,", "row 2: dice of 'organ' has no value and no status; give in column status one of ok"),
        ("{0},organ,dice,0.5,missing", "row 2: dice of 'organ' has the status 'missing'"),
        ("{0},organ,dice,1,both_empty", "row 2: dice of 'organ' is 1 where both masks are empty"),
        ("{0},organ,dice,inf,", "row 2: dice of organ is inf; leave the cell empty"),
        ("{0},organ,dice,good,", "row 2: dice of organ is 'good', no number"),
        ("{0},kidney,dice,0.5,", r"none of kidney is a structure of phantom-2d \(organ \(1, 2\), lesion \(2,\)\)"),
        ("elsewhere,organ,dice,0.5,", "1 case not in the part test of the split drawn of phantom-2d: elsewhere"),
        ("{0},organ,dice,0.5", "row 2 has 4 cells, the header 5"),
        ("{0},organ,dice,0.5,\n{0},organ,dice,0.6,", "row 3: dice of 'organ' of case .* stands in .*row 2 too"),
        ("{0},organ,dice,0.5,\n{0},organ,iou,0.5,", "iou of 'organ' is 0.5, by its dice of 0.5 it is 0.33"),
        ("{0},organ,dice,0.5,\n{1},organ,iou,0.5,", "case .* has no row of iou of 'organ'; add it, with its status"),
    ],
)
@pytest.mark.usefixtures("phantom_2d")
def test_a_table_that_says_what_cannot_be_is_refused_with_its_row(tmp_path: Path, line: str, words: str) -> None:
    path = table(tmp_path, line.format(*expected()))
    with pytest.raises(BadData, match=words) as caught:
        import_scores(path, output=tmp_path / "runs", **LIKE)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("runs/*"))


@pytest.mark.usefixtures("phantom_2d")
def test_a_distance_in_another_unit_and_labels_that_are_not_there_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path, f"{expected()[0]},organ,hd95,2.0,mm", header="case_id,label,metric,value,unit")
    with pytest.raises(BadData, match="row 2: hd95 of 'organ' is in mm, phantom-2d is measured in px"):
        import_scores(path, output=tmp_path / "runs", **LIKE)
    with pytest.raises(UsageError, match="--labels 7=organ: the file has organ, phantom-2d has organ"):
        import_scores(path, output=tmp_path / "runs", labels={"7": "organ"}, **LIKE)
    with pytest.raises(UsageError, match=r"is no .json and no .csv file"):
        read_foreign(tmp_path / "scores.xls")
    with pytest.raises(BadData, match="no column value among case"):
        read_foreign(table(tmp_path, header="case,structure,metric"))


def test_only_the_mark_allows_a_run_without_counts(tmp_path: Path) -> None:
    """What is ranked must have counts, or nobody could check it."""
    for marks in ((), ("not re-scored",)):
        run = write(tmp_path / str(len(marks)), Fake(marks=marks))
        rows = [line.split(",")[:7] for line in (run / "cases.csv").read_text(encoding="utf-8").splitlines()]
        (run / "cases.csv").write_text("".join(",".join(row) + "\n" for row in rows))
        if marks:
            assert not any(case.counts for case in store.read_run(run).cases)
        else:
            with pytest.raises(DamagedFile, match="counts of"):
                store.read_run(run)

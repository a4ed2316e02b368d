"""Runs of others: what is wrong with one costs only itself, no link is followed, and predictions are scored again."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from segeval import datasets, exchange, outside, store, volume
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import Mask
from tests.report._factory import Fake, write


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_run_joins_byte_for_byte_and_twice_is_once(tmp_path: Path) -> None:
    run = write(tmp_path / "guest", Fake())
    first = exchange.merge([run], tmp_path / "runs")
    second = exchange.merge([tmp_path / "guest", run], tmp_path / "runs")
    assert first.folders == (tmp_path / "runs" / run.relative_to(tmp_path / "guest"),)
    assert second.folders == first.folders * 2
    assert first.left_out == second.left_out == ()
    assert {path.name for path in first.folders[0].iterdir()} == set(store.files_of(run))
    assert all((first.folders[0] / name).read_bytes() == (run / name).read_bytes() for name in store.files_of(run))
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["toy-liver"]  # nothing is left of the copies


def test_one_bad_run_is_left_out_with_its_reason_and_the_others_join(tmp_path: Path) -> None:
    runs = {name: write(tmp_path / "guest", Fake(model=name, seed=k)) for k, name in enumerate("abcdef")}
    edit(runs["a"] / "scores.csv", ",dice,0.", ",dice,0.0")  # what the counts do not give
    edit(runs["b"] / "manifest.json", '"version": 1', '"version": 2')  # what its id does not say
    (runs["c"] / "cases.csv").unlink()
    (runs["d"] / "summary.json").unlink()  # not finished
    lines = (runs["e"] / "cases.csv").read_text(encoding="utf-8").splitlines()
    (runs["e"] / "cases.csv").write_text("\n".join(lines[:-1]) + "\n")  # a case less than expected
    merged = exchange.merge([tmp_path / "guest"], tmp_path / "runs")
    assert [path.parent.name for path in merged.folders] == ["f"]
    reasons = {place.parent.name: reason for place, reason in merged.left_out}
    assert "case 'case-000': dice of 'liver' is 0.0" in reasons["a"]
    assert "by the counts (tp, fp, fn, tn)" in reasons["a"]
    assert "it was edited" in reasons["b"]
    assert "cases.csv cannot be read" in reasons["c"]
    assert "holds no finished run" in reasons["d"]
    assert "do not list the cases of its manifest" in reasons["e"]
    assert all(str(place) in reason and "\n" not in reason for place, reason in merged.left_out)


def test_the_same_run_with_other_scores_does_not_replace_the_one_that_is_there(tmp_path: Path) -> None:
    run = write(tmp_path / "guest", Fake(metrics=("rvd", "hd95")))
    (there,) = exchange.merge([run], tmp_path / "runs").folders
    before = (there / "scores.csv").read_bytes()
    # Both say so consistently: a distance follows from nothing else that is stored.
    score = next(line for line in (run / "scores.csv").read_text(encoding="utf-8").splitlines() if ",hd95," in line)
    value = float(score.split(",")[4])
    edit(run / "scores.csv", score, score.replace(str(value), str(value + 6)))
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    mean = next(mean for mean in summary["means"] if (mean["structure"], mean["metric"]) == ("liver", "hd95"))
    mean["mean"] += 1
    (run / "summary.json").write_text(json.dumps(summary))
    merged = exchange.merge([run], tmp_path / "runs")
    assert "is the same run with other scores" in merged.left_out[0][1]
    assert (there / "scores.csv").read_bytes() == before


@pytest.mark.parametrize("what", ["file", "folder", "inner", "run", "dataset"])
def test_no_link_is_followed_into_a_guest(tmp_path: Path, what: str) -> None:
    run = write(tmp_path / "guest", Fake())
    secret = tmp_path / "secret"
    shutil.copytree(run, secret)
    link = {
        "file": run / "provenance.json",
        "folder": run / "predictions",
        "inner": run / "predictions" / "case-000.nii.gz",
        "run": run,
        "dataset": run.parent.parent,
    }[what]
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(secret / "provenance.json" if what in ("file", "inner") else secret)
    merged = exchange.merge([tmp_path / "guest"], tmp_path / "runs")
    assert merged.folders == ()
    assert "link" in merged.left_out[0][1]
    assert list((tmp_path / "runs").iterdir()) == []


def test_no_link_leads_out_of_the_folder_of_runs(tmp_path: Path) -> None:
    run = write(tmp_path / "guest", Fake())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "toy-liver").symlink_to(tmp_path / "elsewhere")
    merged = exchange.merge([run], tmp_path / "runs")
    assert merged.folders == ()
    assert "is a link that leads elsewhere" in merged.left_out[0][1]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_hostile_names_stay_below_the_folder(tmp_path: Path) -> None:
    run = write(tmp_path / "guest", Fake(model="../../../x", dataset="../y"))
    (joined,) = exchange.merge([run], tmp_path / "runs").folders
    assert joined.resolve().is_relative_to(tmp_path / "runs")
    assert len(joined.relative_to(tmp_path / "runs").parts) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = write(tmp_path / "guest", Fake())
    os.mkfifo(run / "pipe")
    with pytest.raises(DamagedFile, match="no regular file"):
        exchange.validate(run)
    (run / "pipe").unlink()
    monkeypatch.setattr("segeval.exchange.merging.MOST_BYTES", 10)
    with pytest.raises(BadData, match="no file of a run has more than 10"):
        exchange.validate(run)


def test_a_folder_without_a_run_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no finished run"):
        exchange.validate(tmp_path)
    assert "holds no finished run" in exchange.merge([tmp_path / "no"], tmp_path / "runs").left_out[0][1]


@pytest.fixture
def guest(phantom_2d: Path, tmp_path: Path) -> Path:
    """Return a run of someone on phantom-2d that keeps its predictions: the references, one lesion erased."""
    folder = tmp_path / "predictions"
    folder.mkdir()
    for k, case in enumerate(datasets.load("phantom-2d").part_cases("test")):
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        array = mask.array.copy()
        array[array == 2] = 1 if k == 1 else 2
        volume.write_mask(folder / f"{case.id}.png", Mask(array, mask.grid))
    finished = outside.evaluate_on(
        "phantom-2d", folder, name="guest", trained_on="other: nothing", metrics="fast", output=tmp_path / "guest"
    )
    shutil.copytree(folder, finished.folder / "predictions")
    assert (phantom_2d / "segeval.json").is_file()
    return finished.folder


CHECKS = (outside.faults_of_data, outside.faults_of_scores)


def test_a_run_with_predictions_is_scored_again_by_the_dataset_or_by_given_references(guest: Path) -> None:
    run = exchange.validate(guest, CHECKS)
    case = datasets.load("phantom-2d").part_cases("test")[0]
    assert case.mask is not None
    assert outside.faults_of_scores(run, references=case.mask.parent) == []
    assert not run.record.marks


def test_a_score_that_the_predictions_do_not_give_is_named(guest: Path) -> None:
    """Counts, scores and means agree among each other: only the masks tell."""
    case = datasets.load("phantom-2d").part_cases("test")[0]
    path = guest / "predictions" / f"{case.id}.png"
    mask = volume.read_mask(path)
    volume.write_mask(path, Mask(mask.array * 0, mask.grid))
    with pytest.raises(
        BadData, match=rf"case '{case.id}': \(tp, fp, fn, tn\) of 'organ' are .*, its masks give \(0, 0,"
    ):
        exchange.validate(guest, CHECKS)
    path.unlink()
    with pytest.raises(BadData, match=rf"case '{case.id}' is ok in cases.csv, scored again it is missing"):
        exchange.validate(guest, CHECKS)


def test_predictions_that_are_not_there_cannot_be_checked(guest: Path, tmp_path: Path) -> None:
    run = store.read_run(guest)
    assert outside.faults_of_scores(run, predictions=tmp_path / "no") == [
        f"{tmp_path / 'no'}: no predictions to score again"
    ]
    with pytest.raises(UsageError, match="is no folder; give the folder of reference label files"):
        outside.faults_of_scores(run, references=tmp_path / "no")
    (tmp_path / "empty").mkdir()
    assert outside.faults_of_scores(run, references=tmp_path / "empty")[0].startswith("no reference is called phantom")
    shutil.rmtree(guest / "predictions")
    assert outside.faults_of_scores(run) == []


@pytest.mark.usefixtures("phantom_2d")
def test_a_run_must_be_of_the_split_and_labels_that_are_here(guest: Path) -> None:
    run = store.read_run(guest)

    def faults(**changes: object) -> list[str]:
        data = replace(run.record.data, **changes)  # type: ignore[arg-type]  # of any of its fields
        return outside.faults_of_data(replace(run, record=replace(run.record, data=data)))

    ids = run.record.data.case_ids
    assert faults() == []
    assert faults(dataset="nobody/knows") == []
    assert "has no split 'mine'" in faults(split="mine")[0]
    assert "has the digest 0, here it is" in faults(split_digest="0")[0]
    assert faults(case_ids=ids[1:]) == [f"1 expected case not in it: {ids[0]}"]
    assert faults(case_ids=(*ids, "more")) == ["1 case not of its part test: more"]
    assert "its label digest is 1" in faults(label_digest="1")[0]
    assert "its unit is mm, that of phantom-2d here is px" in faults(unit="mm")


@pytest.mark.usefixtures("phantom_2d")
def test_outside_predictions_need_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="with --dataset, give a folder of label files"):
        outside.evaluate_on("phantom-2d", tmp_path / "no.nii.gz")

"""Reference objects reach the score: nuclei that touch are told apart, and a prediction that merges them is not."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, runner, store, volume
from segeval.datasets import _fake
from segeval.folders import evaluate_folders
from segeval.records import Grid, Mask
from segeval.runner import Finished
from tests.models.toys import reasons, rows, unwatched

METRICS = "pq,rq,aji,dice"
SHAPE = (24, 32)


def nuclei() -> tuple[np.ndarray, np.ndarray]:
    """Return two nuclei of equal size that share a border."""
    left, right = np.zeros((2, *SHAPE), bool)
    left[4:20, 4:14] = True
    right[4:20, 14:24] = True
    return left, right


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Prepare one picture of two touching nuclei as the validation part of dsb2018, and return its id."""
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    name = next(split for split, _ in datasets.known_splits("dsb2018") if split.name == "stage1").val[0]
    (tmp_path / "raw").mkdir()
    with zipfile.ZipFile(tmp_path / "raw" / "stage1_train.zip", "w") as archive:
        picture = np.where(np.any(nuclei(), axis=0), 200, 30)
        archive.writestr(f"stage1_train/{name}/images/{name}.png", _fake.encode(np.stack([picture] * 3)))
        for number, nucleus in enumerate(nuclei()):
            archive.writestr(f"stage1_train/{name}/masks/{number:064d}.png", _fake.encode(255 * nucleus))
    datasets.prepare("dsb2018", tmp_path / "raw", allow_partial=True)
    return name


def write(path: Path, array: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    volume.write_mask(path, Mask(array.astype(np.uint8), Grid.pixels(SHAPE)))


def score(folder: Path, metrics: str | None = METRICS) -> Finished:
    return runner.run(
        model=f"preds:{folder}", dataset="dsb2018", split="val", output=folder.parent / "runs", metrics=metrics
    )


def values(finished: Finished, case: str) -> dict[str, float]:
    found = rows(finished, "scores.csv")
    return {row["metric"]: float(row["value"]) for row in found if row["case_id"] == case and row["value"]}


def test_touching_nuclei_that_are_predicted_as_one_object_are_not_found(case: str, tmp_path: Path) -> None:
    write(tmp_path / "merged" / f"{case}.png", np.any(nuclei(), axis=0))
    found = values(score(tmp_path / "merged"), case)
    assert (found["pq"], found["rq"], found["aji"], found["dice"]) == (0, 0, 0.5, 1)


def test_by_their_label_maps_alone_they_would_be_one_object(case: str, tmp_path: Path) -> None:
    write(tmp_path / "merged" / f"{case}.png", np.any(nuclei(), axis=0))
    mask = datasets.load("dsb2018", "val").cases[case].mask
    assert mask is not None
    finished = evaluate_folders(
        mask, tmp_path / "merged" / f"{case}.png", labels={1: "nucleus"}, metrics=METRICS, output=tmp_path / "runs"
    )
    found = values(finished, mask.stem)
    assert (found["pq"], found["rq"], found["aji"]) == (1, 1, 1)


def test_a_prediction_may_number_its_own_objects(case: str, tmp_path: Path) -> None:
    left, right = nuclei()
    write(tmp_path / "told" / f"{case}.png", left | right)
    write(tmp_path / "told" / "instances" / f"{case}.png", 1 * left + 2 * right)
    found = values(score(tmp_path / "told"), case)
    assert (found["pq"], found["rq"], found["aji"]) == (1, 1, 1)


def test_a_gap_tells_objects_apart_that_have_no_numbers(case: str, tmp_path: Path) -> None:
    left, right = nuclei()
    right[:, 14] = False
    write(tmp_path / "apart" / f"{case}.png", left | right)
    found = values(score(tmp_path / "apart"), case)
    assert found["rq"] == 1
    assert 0.9 < found["pq"] < 1


def test_what_the_benchmark_reports_is_scored_by_default(case: str, tmp_path: Path) -> None:
    write(tmp_path / "merged" / f"{case}.png", np.any(nuclei(), axis=0))
    finished = score(tmp_path / "merged", None)
    assert set(store.read_manifest(finished.folder).record.rules.metrics) >= {
        "dice",
        "pq",
        "aji",
        "lesion_f1@0.5",
        "nsd",
    }
    assert values(finished, case)["pq"] == 0


def test_the_numbered_objects_are_part_of_what_a_run_is_scored_on(case: str, tmp_path: Path) -> None:
    write(tmp_path / "merged" / f"{case}.png", np.any(nuclei(), axis=0))
    before = store.read_manifest(score(tmp_path / "merged").folder).record
    assert before.data.instance_digest
    prepared = datasets.load("dsb2018", "val")
    objects = prepared.cases[case].instances
    assert objects is not None
    unwatched(prepared.root)
    cut = volume.read_mask(objects).array[1:]
    volume.write_mask(objects, Mask(cut, Grid.pixels(cut.shape)))
    (tmp_path / "runs").rename(tmp_path / "before")
    status, reason = reasons(score(tmp_path / "merged"))[case]
    assert status == "failed"
    assert f"dsb2018/{case}: instances" in reason


def test_two_folders_of_files_may_number_their_objects(tmp_path: Path) -> None:
    left, right = nuclei()
    for side in ("reference", "prediction"):
        write(tmp_path / side / "a.png", left | right)
    write(tmp_path / "reference" / "instances" / "a.png", 1 * left + 2 * right)
    folders = tmp_path / "reference", tmp_path / "prediction"
    merged = evaluate_folders(*folders, labels={1: "nucleus"}, metrics=METRICS, output=tmp_path / "runs")
    write(tmp_path / "prediction" / "instances" / "a.png", 1 * left + 2 * right)
    apart = evaluate_folders(*folders, labels={1: "nucleus"}, metrics=METRICS, output=tmp_path / "runs")
    assert [values(finished, "a")["pq"] for finished in (merged, apart)] == [0, 1]
    records = [store.read_manifest(finished.folder).record for finished in (merged, apart)]
    assert len({record.data.instance_digest for record in records}) == 1
    assert len({record.model.digest for record in records}) == 2

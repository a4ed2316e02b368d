"""A run: every expected case is a row, a bad case costs only itself, and being killed costs nothing."""

import gzip
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, metrics, runner, scoring, store, volume
from segeval.errors import UsageError
from segeval.folders import evaluate_folders
from segeval.infer import Settings
from segeval.models import Predictor
from segeval.records import Case, Grid, Mask, Prediction
from segeval.runner import Finished
from tests.models.toys import TEST_IDS, Bright, reasons, rows, unwatched

ON_CPU = Settings(device="cpu")


def run(output: Path, dataset: str = "phantom-2d", **more: Any) -> Finished:
    options = {"model": "unet-8", "weights": "random", "metrics": "fast", "settings": ON_CPU, **more}
    return runner.run(dataset=dataset, output=output, **options)


def run_toy(output: Path, model: Predictor[Any]) -> Finished:
    return runner.run(model=model, dataset="phantom-2d", output=output, metrics="fast")


@pytest.fixture(scope="module")
def finished(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run(tmp_path_factory.mktemp("runs"))


# A run that goes well


def test_a_run_leaves_every_file_of_the_schema(finished: Finished) -> None:
    assert {path.name for path in finished.folder.iterdir() if path.name[0] != "."} == {
        "manifest.json",
        "ledger.jsonl",
        "run.log",
        "cases.csv",
        "scores.csv",
        "surfaces.jsonl",
        "summary.json",
        "provenance.json",
    }
    assert finished.folder.parent.parent.name == "phantom-2d"
    assert (finished.summary.ok, finished.summary.expected) == (8, 8)


def test_scores_have_a_row_for_each_case_structure_and_metric(finished: Finished) -> None:
    scores = rows(finished, "scores.csv")
    assert tuple(scores[0]) == store.SCORE_COLUMNS
    assert tuple(dict.fromkeys(row["case_id"] for row in scores)) == TEST_IDS
    expected = {(name, metric) for name in ("organ", "lesion") for metric in ("pa", "dice", "iou", "voe", "rvd")}
    for case in TEST_IDS:
        assert {(r["structure"], r["metric"]) for r in scores if r["case_id"] == case} == expected | {("all", "pa")}


def test_random_weights_are_marked(finished: Finished) -> None:
    manifest = json.loads((finished.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["marks"] == ["random weights"]
    assert manifest["run"]["model"]["digest"] == "random-seed-0"


def test_provenance_names_versions_device_and_source(finished: Finished) -> None:
    provenance = json.loads((finished.folder / "provenance.json").read_text(encoding="utf-8"))
    assert provenance["device"] == "cpu"
    assert provenance["params"] > 400_000
    assert set(provenance["packages"]) >= {"torch", "numpy", "scipy"}
    assert provenance["dataset"]["license"] == "Apache-2.0"


def test_the_same_run_again_computes_nothing(phantom_2d: Path, tmp_path: Path) -> None:
    first, second = Bright(), Bright()
    finished = run_toy(tmp_path, first)
    before = (finished.folder / "scores.csv").read_bytes()
    again = run_toy(tmp_path, second)
    assert (first.asked, second.asked) == (list(TEST_IDS), [])
    assert again == finished
    assert (again.folder / "scores.csv").read_bytes() == before


def test_whoever_has_the_members_of_a_predictor_can_be_run(phantom_2d: Path, tmp_path: Path) -> None:
    finished = run_toy(tmp_path, Bright(costs={"device": "cpu", "params": 3}))
    run_ = store.read_run(finished.folder)
    assert run_.record.model == Bright().about
    assert run_.record.marks == ()
    assert run_.provenance["params"] == 3
    assert finished.summary.ok == 8


def test_the_same_run_elsewhere_gives_equal_scores(finished: Finished, tmp_path: Path) -> None:
    again = run(tmp_path)
    assert again.folder.name == finished.folder.name
    assert (again.folder / "scores.csv").read_bytes() == (finished.folder / "scores.csv").read_bytes()


def test_other_settings_are_another_run(finished: Finished, tmp_path: Path) -> None:
    other = run(tmp_path, split="val", metrics="dice", settings=replace(ON_CPU, overlap=0.25))
    assert other.folder.name != finished.folder.name
    assert other.summary.expected == 4


def test_settings_at_their_default_and_those_that_only_cost_are_no_part_of_what_a_run_is(
    finished: Finished, tmp_path: Path
) -> None:
    assert run(tmp_path, settings=Settings(flips=False, batch=1)).folder.name == finished.folder.name
    settings = store.read_manifest(finished.folder).record.model.settings
    assert set(settings) == {"recipe"}
    assert "options" not in settings["recipe"]


def test_predictions_are_kept_on_request_on_the_grid_of_their_image(phantom: Path, tmp_path: Path) -> None:
    kept = run(tmp_path, "phantom", split="val", metrics="dice", save_predictions=True)
    cases = datasets.load("phantom").cases
    files = sorted((kept.folder / "predictions").iterdir())
    assert [path.name for path in files] == [f"phantom_{number:03d}.nii.gz" for number in range(12, 16)]
    for path in files:
        reference = cases[path.name.removesuffix(".nii.gz")].mask
        assert reference is not None
        volume.require_same_grid(volume.read_grid(reference), volume.read_grid(path), where=path.name)


def test_metrics_are_the_standard_ones_unless_others_are_asked_for(phantom_2d: Path, tmp_path: Path) -> None:
    finished = runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path)
    assert set(store.read_manifest(finished.folder).record.rules.metrics) == {
        metric.id for metric in metrics.resolve("standard")
    }


# Bad cases


def test_a_case_that_was_not_prepared_is_a_missing_row(own_phantom_2d: Path, tmp_path: Path) -> None:
    index = own_phantom_2d / "test.jsonl"
    kept = [line for line in index.read_text(encoding="utf-8").splitlines() if "phantom_018" not in line]
    index.write_text("\n".join(kept) + "\n")
    finished = run(tmp_path / "runs")
    assert (finished.summary.ok, finished.summary.missing) == (7, 1)
    assert reasons(finished)["phantom_018"][0] == "missing"
    assert all(
        row["value"] == "" and row["status"] == "missing"
        for row in rows(finished, "scores.csv")
        if row["case_id"] == "phantom_018"
    )


def test_each_bad_file_is_a_failed_row_with_its_reason(own_phantom: Path, tmp_path: Path) -> None:
    """One run with every kind of damage: truncated, flipped, NaN, another shape, an unknown label, an absent file."""
    unwatched(own_phantom)
    image = {case: own_phantom / "imagesTs" / f"{case}_0000.nii.gz" for case in TEST_IDS}
    label = {case: own_phantom / "labelsTs" / f"{case}.nii.gz" for case in TEST_IDS}
    truncated, flipped, nan, shape, unknown, absent, *fine = TEST_IDS

    image[truncated].write_bytes(image[truncated].read_bytes()[:-1000])
    content = bytearray(image[flipped].read_bytes())
    content[len(content) // 2] ^= 1
    image[flipped].write_bytes(content)
    write_nan(image[nan])
    mask = volume.read_mask(label[unknown])
    mask.array[0, 0, 0] = 77
    volume.write_mask(label[unknown], mask)
    volume.write_mask(label[shape], volume.read_mask(label[fine[0]]))
    image[absent].unlink()

    finished = run(tmp_path / "runs", "phantom")
    assert (finished.summary.ok, finished.summary.failed) == (2, 6)
    found = reasons(finished)
    for case, words in {
        truncated: ("DamagedFile", str(image[truncated])),
        flipped: ("DamagedFile", str(image[flipped])),
        nan: ("BadData", "not finite"),
        shape: ("GridMismatch", f"phantom/{shape}: mask"),
        unknown: ("UnknownLabel", "77 (1 voxels)"),
        absent: ("", str(image[absent])),
    }.items():
        status, reason = found[case]
        assert status == "failed"
        assert all(word in reason for word in words)
        assert "\n" not in reason
    assert all(found[case] == ("ok", "") for case in fine)


def write_nan(path: Path) -> None:
    """Put a NaN into an image; ours does not write such a file, so its bytes are changed underneath."""
    image = volume.read_image(path)
    volume.write_image(path, replace(image, array=image.array + np.float32(0.25)))  # fractions are stored as float32
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[400:404] = np.float32(np.nan).tobytes()
    path.write_bytes(gzip.compress(bytes(content)))


def test_a_mended_case_is_computed_and_the_others_are_not(own_phantom_2d: Path, tmp_path: Path) -> None:
    image = unwatched(own_phantom_2d) / "imagesTs" / "phantom_020_0000.png"
    whole = image.read_bytes()
    image.write_bytes(whole[:200])
    broken = run_toy(tmp_path / "runs", Bright())
    assert reasons(broken)["phantom_020"][0] == "failed"
    image.write_bytes(whole)
    again = Bright()
    mended = run_toy(tmp_path / "runs", again)
    assert mended.folder == broken.folder
    assert again.asked == ["phantom_020"]
    assert mended.summary.ok == 8


def test_a_model_that_fails_on_a_case_costs_only_that_case(phantom_2d: Path, tmp_path: Path) -> None:
    def fails(prediction: Prediction) -> Prediction:
        if prediction.case_id == "phantom_017":
            msg = "out of memory\nat line 3"
            raise RuntimeError(msg)
        return prediction

    finished = run_toy(tmp_path, Bright(then=fails))
    assert reasons(finished)["phantom_017"] == ("failed", "RuntimeError: out of memory at line 3")
    assert finished.summary.ok == 7


def test_a_prediction_on_another_grid_is_a_failed_row(phantom_2d: Path, tmp_path: Path) -> None:
    def cut(prediction: Prediction) -> Prediction:
        array = prediction.mask.array[1:]
        return replace(prediction, mask=Mask(array, Grid.pixels(array.shape)))

    finished = run_toy(tmp_path, Bright(then=cut))
    assert finished.summary.failed == 8
    assert all("GridMismatch" in reason for _, reason in reasons(finished).values())


def test_a_partial_dataset_is_marked(own_phantom_2d: Path, tmp_path: Path) -> None:
    index = own_phantom_2d / "train.jsonl"
    index.write_text("\n".join(index.read_text(encoding="utf-8").splitlines()[1:]) + "\n")
    finished = run_toy(tmp_path / "runs", Bright())
    assert store.read_manifest(finished.folder).record.marks == ("partial dataset",)


# Many cases at once


def test_few_cases_are_in_memory_at_once_and_all_workers_are_busy(finished: Finished, tmp_path: Path) -> None:
    lock, counts, together = threading.Lock(), {"read": 0, "done": 0, "most": 0}, threading.Barrier(3, timeout=30)
    mask = Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4)))
    volume.write_mask(tmp_path / "mask.png", mask)

    class Waiting(Bright):
        def read(self, case: Case) -> Any:
            with lock:
                counts["read"] += 1
                counts["most"] = max(counts["most"], counts["read"] - counts["done"])
                wait = counts["read"] <= 3
            if wait:
                together.wait()  # passes only if three read at once

        def predict(self, case: Case, given: object) -> Prediction:
            return Prediction(case_id=case.id, mask=mask)

    job = scoring.Job(
        record=store.read_manifest(finished.folder).record,
        metrics=metrics.resolve("dice"),
        predictor=Waiting(),
        workers=3,
    )
    names = [f"c{number:02d}" for number in range(40)]
    cases = [Case(dataset="d", id=name, group=name, images=(), mask=tmp_path / "mask.png") for name in names]
    for entry, name in zip(scoring.entries(scoring.scored(job), cases), names, strict=True):
        with lock:
            counts["done"] += 1
        assert (entry.case_id, entry.status) == (name, "ok")
    assert 3 <= counts["most"] <= 3 + 2


# Probabilities


@pytest.mark.parametrize("dataset", ["phantom", "phantom-2d"])
def test_probabilities_are_kept_on_the_native_grid_and_scored(
    dataset: str, phantom: Path, phantom_2d: Path, tmp_path: Path
) -> None:
    finished = run(
        tmp_path / "runs",
        dataset,
        metrics="dice,auroc,brier",
        save_predictions=True,
        settings=replace(ON_CPU, probabilities=True),
    )
    assert (finished.summary.ok, finished.summary.failed) == (8, 0)
    kept = finished.folder / "probabilities"
    assert sorted(path.name for path in kept.iterdir()) == [f"{case}.nii.gz" for case in TEST_IDS]
    for case, path in zip(TEST_IDS, sorted((finished.folder / "predictions").iterdir()), strict=True):
        image, mask = volume.read_image(kept / f"{case}.nii.gz"), volume.read_mask(path)
        channels = image.array.reshape(3, *mask.array.shape)
        assert np.array_equal(channels.argmax(0), mask.array)
        assert np.allclose(channels.sum(0), 1, atol=1e-5)
        if mask.array.ndim == 3:
            volume.require_same_grid(mask.grid, image.grid, where=case)
    root = {"phantom": phantom, "phantom-2d": phantom_2d}[dataset]
    again = evaluate_folders(
        root / "labelsTs",
        finished.folder / "predictions",
        labels={(1, 2): "organ", (2,): "lesion"},
        metrics="dice,auroc,brier",
        output=tmp_path / "again",
        probabilities=kept,
    )
    assert [row["value"] for row in rows(again, "scores.csv")] == [row["value"] for row in rows(finished, "scores.csv")]


def test_probability_metrics_need_no_saved_probabilities(phantom_2d: Path, tmp_path: Path) -> None:
    finished = run(tmp_path, metrics="ece")
    assert finished.summary.ok == 8
    assert all(0 <= float(row["value"]) <= 1 for row in rows(finished, "scores.csv"))
    assert not (finished.folder / "probabilities").exists()


def test_keeping_probabilities_is_the_same_run(finished: Finished) -> None:
    assert run(finished.folder.parents[2], settings=replace(ON_CPU, probabilities=True)) == finished


def test_a_model_without_probabilities_cannot_be_scored_by_them(phantom_2d: Path, tmp_path: Path) -> None:
    finished = runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, metrics="brier")
    assert finished.summary.failed == 8
    assert all("probabilit" in reason for _, reason in reasons(finished).values())


# Which cases


def test_a_fold_is_one_of_the_default_family(own_phantom_2d: Path, tmp_path: Path) -> None:
    description = own_phantom_2d / "segeval.json"
    text = description.read_text(encoding="utf-8")
    assert text.count('"drawn"') >= 2
    description.write_text(text.replace('"drawn"', '"drawn-0"'))
    by_fold = runner.run(model=Bright(), dataset="phantom-2d", fold=0, output=tmp_path, metrics="dice")
    assert by_fold == runner.run(model=Bright(), dataset="phantom-2d", split="drawn-0", output=tmp_path, metrics="dice")
    for wrong in ({"fold": 1}, {"fold": 0, "split": "drawn-0"}):
        with pytest.raises(UsageError, match="drawn-0"):
            runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, **wrong)


@pytest.mark.parametrize("nothing", ["", ()])
def test_no_metric_at_all_is_refused_and_not_taken_for_the_default(
    phantom_2d: Path, tmp_path: Path, nothing: str | tuple[str, ...]
) -> None:
    del phantom_2d
    with pytest.raises(UsageError, match="no metric"):
        runner.run(model="unet-8", dataset="phantom-2d", weights="random", metrics=nothing, output=tmp_path)

"""A run: every expected case is a row, a bad case costs only itself, and being killed costs nothing."""

import csv
import gzip
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, infer, runner, store, volume
from segeval import metrics as measures
from segeval.errors import BadData, UsageError
from segeval.folders import evaluate_folders
from segeval.infer import Settings
from segeval.records import Case, Grid, Mask, Prediction
from segeval.runner import Finished

ON_CPU = Settings(device="cpu")
TEST_IDS = tuple(f"phantom_{number:03d}" for number in range(16, 24))


def run(output: Path, dataset: str = "phantom-2d") -> Finished:
    return runner.run(model="unet-8", dataset=dataset, weights="random", output=output, metrics="fast", settings=ON_CPU)


def rows(finished: Finished, name: str) -> list[dict[str, str]]:
    with (finished.folder / name).open(newline="") as file:
        return list(csv.DictReader(file))


def reasons(finished: Finished) -> dict[str, tuple[str, str]]:
    return {row["case_id"]: (row["status"], row["reason"]) for row in rows(finished, "cases.csv")}


@pytest.fixture(scope="module")
def finished(phantom_2d: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return run(tmp_path_factory.mktemp("runs"))


# A run that goes well


def test_a_run_leaves_every_file_of_the_schema(finished: Finished) -> None:
    assert {path.name for path in finished.folder.iterdir() if path.name[0] != "."} == {
        "manifest.json",
        "ledger.jsonl",
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
    manifest = json.loads((finished.folder / "manifest.json").read_text())
    assert manifest["run"]["marks"] == ["random weights"]
    assert manifest["run"]["weights_sha256"] == "random-seed-0"


def test_provenance_names_versions_device_and_source(finished: Finished) -> None:
    provenance = json.loads((finished.folder / "provenance.json").read_text())
    assert provenance["device"] == "cpu"
    assert provenance["params"] > 400_000
    assert set(provenance["packages"]) >= {"torch", "numpy", "scipy"}
    assert provenance["dataset"]["license"] == "Apache-2.0"


def test_the_same_run_again_computes_nothing(finished: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (finished.folder / "scores.csv").read_bytes()
    monkeypatch.setattr(infer, "predict", lambda *_: pytest.fail("predicted again"))
    again = run(finished.folder.parents[2])
    assert again == finished
    assert (again.folder / "scores.csv").read_bytes() == before


def test_the_same_run_elsewhere_gives_equal_scores(finished: Finished, tmp_path: Path) -> None:
    again = run(tmp_path)
    assert again.folder.name == finished.folder.name
    assert (again.folder / "scores.csv").read_bytes() == (finished.folder / "scores.csv").read_bytes()


def test_other_settings_are_another_run(finished: Finished, tmp_path: Path) -> None:
    settings = Settings(device="cpu", overlap=0.25)
    other = runner.run(
        model="unet-8",
        dataset="phantom-2d",
        split="val",
        weights="random",
        output=tmp_path,
        metrics="dice",
        settings=settings,
    )
    assert other.folder.name != finished.folder.name
    assert other.summary.expected == 4


def test_predictions_are_kept_on_request_on_the_grid_of_their_image(phantom: Path, tmp_path: Path) -> None:
    kept = runner.run(
        model="unet-8",
        dataset="phantom",
        split="val",
        weights="random",
        output=tmp_path,
        metrics="dice",
        save_predictions=True,
        settings=ON_CPU,
    )
    cases = datasets.load("phantom").cases
    files = sorted((kept.folder / "predictions").iterdir())
    assert [path.name for path in files] == [f"phantom_{number:03d}.nii.gz" for number in range(12, 16)]
    for path in files:
        reference = cases[path.name.removesuffix(".nii.gz")].mask
        assert reference is not None
        volume.require_same_grid(volume.read_grid(reference), volume.read_grid(path), where=path.name)


def test_scoring_on_training_cases_is_marked(phantom_2d: Path, tmp_path: Path) -> None:
    trained = runner.run(
        model="unet-8",
        dataset="phantom-2d",
        split="train",
        weights="random",
        output=tmp_path,
        metrics="dice",
        settings=ON_CPU,
    )
    assert "scored on its training cases" in store.read_manifest(trained.folder)[0].marks


# Bad cases


def test_a_case_that_was_not_prepared_is_a_missing_row(own_phantom_2d: Path, tmp_path: Path) -> None:
    index = own_phantom_2d / "test.jsonl"
    kept = [line for line in index.read_text().splitlines() if "phantom_018" not in line]
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


def test_a_mended_case_is_computed_and_the_others_are_not(
    own_phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = own_phantom_2d / "imagesTs" / "phantom_020_0000.png"
    whole = image.read_bytes()
    image.write_bytes(whole[:200])
    broken = run(tmp_path / "runs")
    assert reasons(broken)["phantom_020"][0] == "failed"
    image.write_bytes(whole)
    predicted: list[str] = []
    predict = infer.predict

    def noted(*given: Any) -> Prediction:
        predicted.append(given[-1])
        return predict(*given)

    monkeypatch.setattr(infer, "predict", noted)
    mended = run(tmp_path / "runs")
    assert mended.folder == broken.folder
    assert predicted == ["phantom_020"]
    assert mended.summary.ok == 8


def test_a_network_that_fails_on_a_case_costs_only_that_case(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict = infer.predict

    def fails(*given: Any) -> Prediction:
        if given[-1] == "phantom_017":
            msg = "out of memory\nat line 3"
            raise RuntimeError(msg)
        return predict(*given)

    monkeypatch.setattr(infer, "predict", fails)
    finished = run(tmp_path)
    assert reasons(finished)["phantom_017"] == ("failed", "RuntimeError: out of memory at line 3")
    assert finished.summary.ok == 7


def test_a_prediction_on_another_grid_is_a_failed_row(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict = infer.predict

    def cut(*given: Any) -> Prediction:
        prediction = predict(*given)
        array = prediction.mask.array[1:]
        return replace(prediction, mask=Mask(array, Grid.pixels(array.shape)))

    monkeypatch.setattr(infer, "predict", cut)
    finished = run(tmp_path)
    assert finished.summary.failed == 8
    assert all("GridMismatch" in reason for _, reason in reasons(finished).values())


def test_a_partial_dataset_is_marked(own_phantom_2d: Path, tmp_path: Path) -> None:
    index = own_phantom_2d / "train.jsonl"
    index.write_text("\n".join(index.read_text().splitlines()[1:]) + "\n")
    assert "partial dataset" in store.read_manifest(run(tmp_path / "runs").folder)[0].marks


# Many cases at once


def test_few_cases_are_in_memory_at_once_and_all_workers_are_busy(finished: Finished) -> None:
    record = store.read_manifest(finished.folder)[0]
    mask = Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4)))
    lock, counts, together = threading.Lock(), {"read": 0, "done": 0, "most": 0}, threading.Barrier(3, timeout=30)

    def read(case: Case) -> tuple[Mask, Mask]:
        with lock:
            counts["read"] += 1
            counts["most"] = max(counts["most"], counts["read"] - counts["done"])
        if counts["read"] <= 3:
            together.wait()  # passes only if three read at once
        return mask, mask

    def predict(case: Case, given: Mask) -> Prediction:
        return Prediction(case_id=case.id, mask=given, seconds={}, peak_bytes=0)

    job = runner.Job(record=record, metrics=measures.resolve("dice"), read=read, predict=predict, workers=3)
    names = [f"c{number:02d}" for number in range(40)]
    for entry, name in zip(
        runner.entries(job, [Case(dataset="d", id=n, group=n, images=(Path(n),), mask=None) for n in names]),
        names,
        strict=True,
    ):
        with lock:
            counts["done"] += 1
        assert (entry.case_id, entry.status) == (name, "ok")
    assert 3 <= counts["most"] <= 3 + 2


# Probabilities


@pytest.mark.parametrize("dataset", ["phantom", "phantom-2d"])
def test_probabilities_are_kept_on_the_native_grid_and_scored(
    dataset: str, phantom: Path, phantom_2d: Path, tmp_path: Path
) -> None:
    settings = Settings(device="cpu", probabilities=True)
    finished = runner.run(
        model="unet-8",
        dataset=dataset,
        weights="random",
        output=tmp_path / "runs",
        metrics="dice,auroc,brier",
        save_predictions=True,
        settings=settings,
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
    finished = runner.run(
        model="unet-8", dataset="phantom-2d", weights="random", output=tmp_path, metrics="ece", settings=ON_CPU
    )
    assert finished.summary.ok == 8
    assert all(0 <= float(row["value"]) <= 1 for row in rows(finished, "scores.csv"))
    assert not (finished.folder / "probabilities").exists()


def test_keeping_probabilities_is_the_same_run(finished: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ON_CPU", replace(ON_CPU, probabilities=True))
    assert run(finished.folder.parents[2]) == finished


# Wrong requests


@pytest.fixture
def stored(phantom_2d: Path, tmp_path: Path) -> Path:
    """Return a folder with weights of unet-8 for the 2D phantoms."""
    import torch

    from segeval import recipe, weights, zoo

    prepared = datasets.load("phantom-2d")
    plan = recipe.plan(prepared.info, zoo.get("unet-8"), recipe.fingerprint(prepared.part_cases("val")), (32, 32))
    plan = replace(plan, split="drawn", split_digest="0123456789abcdef")
    weights.save(weights.untrained(plan, torch.device("cpu")).net, plan, tmp_path / "weights")
    return tmp_path / "weights"


def test_weights_of_another_network_are_refused(stored: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="weights of unet-8, not of unetpp-8"):
        runner.run(model="unetpp-8", dataset="phantom-2d", weights=stored, output=tmp_path, settings=ON_CPU)


def test_weights_for_other_labels_are_refused(stored: Path, tmp_path: Path) -> None:
    content = json.loads((stored / "recipe.json").read_text())
    content["labels"]["2"] = "cyst"
    (stored / "recipe.json").write_text(json.dumps(content))
    with pytest.raises(UsageError, match=r"cyst.*Choose weights trained on it"):
        runner.run(model="unet-8", dataset="phantom-2d", weights=stored, output=tmp_path, settings=ON_CPU)


def test_damaged_weights_are_named(stored: Path, tmp_path: Path) -> None:
    path = stored / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadData, match=r"model\.safetensors does not hold the weights of UNet"):
        runner.run(model="unet-8", dataset="phantom-2d", weights=stored, output=tmp_path, settings=ON_CPU)


def test_weights_of_another_split_are_marked(stored: Path, tmp_path: Path) -> None:
    finished = runner.run(
        model="unet-8", dataset="phantom-2d", weights=stored, output=tmp_path / "runs", metrics="dice", settings=ON_CPU
    )
    assert store.read_manifest(finished.folder)[0].marks == ("trained on another split of this dataset",)

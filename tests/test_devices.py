"""Cases that are shared out over devices: the same run, whoever of them takes which case."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from segeval import predicting, runner, scoring, store
from segeval.errors import UsageError
from segeval.infer import Settings, _grid, _window
from segeval.records import Case, Prediction, Volume
from segeval.scoring import Job, entries, scored
from tests.models.toys import TEST_IDS, Bright

TWO = Settings(device="cpu,cpu")


def run(output: Path, settings: Settings, **more: Any) -> runner.Finished:
    options = {"model": "unet-8", "weights": "random", "metrics": "fast", **more}
    return runner.run(dataset="phantom-2d", output=output, settings=settings, **options)


def test_a_run_on_several_devices_is_that_on_one(phantom_2d: Path, tmp_path: Path) -> None:
    one, two = run(tmp_path / "1", replace(TWO, device="cpu")), run(tmp_path / "2", TWO)
    assert one.folder.name == two.folder.name
    for name in ("manifest.json", "scores.csv", "surfaces.jsonl", "summary.json"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    told = store.read_run(two.folder).provenance
    assert (told["device"], "memory" in told) == ("cpu,cpu", False)
    for finished in (one, two):
        assert finished.busy is not None
        assert 0 < finished.busy <= 1
        assert all(case.seconds["network"] > 0 for case in store.read_run(finished.folder).cases)


@pytest.mark.parametrize("device", ["cpu,", ",", "cpu,,cpu"])
def test_a_gap_in_the_list_is_one_clear_line(device: str, phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--device '{device}' has a gap; give devices with commas between them"):
        run(tmp_path, Settings(device=device))
    assert not any(tmp_path.iterdir())


class Waiting(Bright):
    """A model that answers one case only after a model on another device has answered ``others`` of them."""

    done, late = threading.Semaphore(0), TEST_IDS[0]

    def predict(self, case: Case, given: Volume) -> Prediction:
        if case.id == self.late:
            for _ in range(len(TEST_IDS) - 2):
                assert self.done.acquire(timeout=60)
        made = super().predict(case, given)
        self.done.release()
        return made


def job_of(phantom_2d: Path, output: Path, *models: Bright) -> tuple[Job[Any], list[Case]]:
    from segeval import datasets, metrics

    data = datasets.load("phantom-2d")
    job, _ = runner.open_job(models[0], data, metrics.resolve("fast"), "segeval-1", output)
    return replace(job, others=models[1:]), [data.cases[name] for name in data.expected]


def test_entries_come_in_order_although_a_case_takes_long(phantom_2d: Path, tmp_path: Path) -> None:
    models = [Waiting() for _ in range(2)]
    job, cases = job_of(phantom_2d, tmp_path, *models)
    made = list(entries(scored(job), cases))
    assert [entry.case_id for entry in made] == list(TEST_IDS)
    assert sorted(len(model.asked) for model in models) == [2, 6]  # the late case, and the one that was read behind it
    assert sorted(models[0].asked + models[1].asked) == sorted(TEST_IDS)


def test_a_case_that_fails_costs_itself_and_what_ends_a_run_ends_it(phantom_2d: Path, tmp_path: Path) -> None:
    def fails(prediction: Prediction) -> Prediction:
        if prediction.case_id == TEST_IDS[3]:
            msg = "out of luck"
            raise ValueError(msg)
        return prediction

    job, cases = job_of(phantom_2d, tmp_path, Bright(then=fails), Bright(then=fails))
    made = list(entries(scored(job), cases))
    assert [entry.case_id for entry in made if entry.status == "failed"] == [TEST_IDS[3]]

    def full(entry: store.CaseEntry) -> store.CaseEntry:
        msg = f"no space left for {entry.case_id}"
        raise OSError(msg)

    with pytest.raises(OSError, match="no space left for"):
        list(entries(scored(job, then=full), cases))


def test_an_image_is_let_go_of_once_it_was_predicted(phantom_2d: Path, tmp_path: Path) -> None:
    job, cases = job_of(phantom_2d, tmp_path, Bright())
    held: list[object] = []
    read, failed = partial(scoring.read, job), partial(scoring.failed, job)
    steps: scoring.Steps[Any, scoring.Reference, Any] = scoring.Steps(
        name="held",
        predictor=job.predictor,
        read=read,
        finish=lambda case, done, made: held.append(done.given),
        failed=failed,
    )
    list(scoring.entries(steps, cases))
    assert held == [None] * len(TEST_IDS)


def test_predicting_shares_cases_out_too(phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "bulb.py").write_text("def factory():\n    return lambda image: image.array[0] > 128\n")
    images = tmp_path / "images"
    images.mkdir()
    for case in TEST_IDS:
        (images / f"{case}.png").symlink_to(phantom_2d / "imagesTs" / f"{case}_0000.png")
    masks = []
    for number, settings in enumerate((Settings(device="cpu"), TWO)):
        output = tmp_path / str(number)
        done = predicting.predict(
            model="py:bulb:factory", input=images, output=output, labels={1: "organ"}, settings=settings
        )
        assert done.made == TEST_IDS
        masks.append([(output / f"{case}.png").read_bytes() for case in TEST_IDS])
    assert masks[0] == masks[1]


def test_what_is_given_up_for_memory_is_told_with_the_run(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed, room = _grid.timed, [False]

    @contextmanager
    def short(device: torch.device) -> Iterator[None]:
        if not room[0]:
            room[0] = True
            raise torch.OutOfMemoryError
        with timed(device):
            yield

    monkeypatch.setattr(_window, "timed", short)
    finished = run(tmp_path, Settings(device="cpu", overlap=0.75))
    step = "2 windows at once were too many, 1 are tried"
    assert store.read_run(finished.folder).provenance["memory"] == [step]
    assert f"out of memory: {step}" in (finished.folder / "run.log").read_text(encoding="utf-8")
    nested = runner.run(
        model=Bright(costs={"memory": [["a"], [[], ["b"]]]}), dataset="phantom-2d", output=tmp_path, metrics="dice"
    )
    assert store.read_run(nested.folder).provenance["memory"] == ["a", "b"]

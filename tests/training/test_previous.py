"""Second stages: they see what an earlier model answered about cases that it had not been trained on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import clicks, datasets, models, runner, volume, weights
from segeval.errors import BadData, UsageError
from segeval.models import Request
from segeval.models.pipeline import compose
from segeval.records import Mask
from segeval.training.loop import Options, train
from segeval.training.previous import answers

FEW = Options(steps=12, batch=2, patch=(32, 32), device="cpu", save_every=1000)


@pytest.fixture(scope="module")
def data(phantom_2d: Path) -> datasets.Prepared:
    del phantom_2d
    return datasets.load("phantom-2d")


@pytest.fixture(scope="module")
def earlier(data: datasets.Prepared, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return runs of a model that says organ where the reference has anything, on each part of the split."""
    root = tmp_path_factory.mktemp("earlier")
    runs: dict[str, Path] = {}
    for part in ("train", "val", "test"):
        folder = root / part
        folder.mkdir()
        for case in data.part_cases(part):
            assert case.mask is not None
            mask = volume.read_mask(case.mask)
            volume.write_mask(folder / f"{case.id}.png", Mask((mask.array > 0).astype(np.uint8), mask.grid))
        runs[part] = runner.run(
            model=f"preds:{folder}",
            dataset="phantom-2d",
            split=f"drawn:{part}",
            trained_on="other: nothing",
            metrics="dice",
            output=root / "runs",
            save_predictions=True,
        ).folder
    return runs


def test_a_second_stage_sees_a_map_of_every_label(
    data: datasets.Prepared, earlier: dict[str, Path], tmp_path: Path
) -> None:
    both = [earlier["train"], earlier["val"]]
    train(model="unet-8", dataset="phantom-2d", output=tmp_path / "second", previous=both, options=FEW)
    loaded = weights.load(tmp_path / "second", torch.device("cpu"))
    assert loaded.recipe.input.previous == (1, 2)
    assert loaded.recipe.in_channels == 3
    request = Request(data=data, weights=tmp_path / "second")
    fine = models.open("unet-8", request)
    case = data.part_cases("test")[0]
    with pytest.raises(BadData, match=r"maps of the labels \(1, 2\), so run it in a cascade"):
        fine.predict(case, fine.read(case))
    coarse = models.open(f"preds:{earlier['test'] / 'predictions'}", Request(data=data))
    cascade = compose("cascade", coarse, fine, data=data)
    prediction = cascade.predict(case, cascade.read(case))
    assert case.mask is not None
    reference = volume.read_mask(case.mask).array
    # Twelve steps do not teach a network what an organ looks like; they suffice to copy a map that says where it is.
    assert ((prediction.mask.array > 0) == (reference > 0)).mean() > 0.95


def test_other_earlier_answers_are_another_training(earlier: dict[str, Path], tmp_path: Path) -> None:
    both = [earlier["train"], earlier["val"]]
    short = Options(steps=1, batch=1, patch=(16, 16), device="cpu", validate_cases=1)
    train(model="unet-8", dataset="phantom-2d", output=tmp_path, previous=both, options=short)
    with pytest.raises(UsageError, match="holds another training"):
        train(model="unet-8", dataset="phantom-2d", output=tmp_path, options=short)


def test_cases_without_an_answer_are_named(earlier: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"no run answers about 4 of 4 cases: phantom_012, phantom_013, phantom_014 \.\.\."
    ):
        train(model="unet-8", dataset="phantom-2d", output=tmp_path, previous=[earlier["train"]], options=FEW)
    assert not tmp_path.joinpath("model.safetensors").exists()


@pytest.mark.parametrize(
    ("trained_on", "reason"),
    [("phantom-2d", "mine was trained on these cases"), (None, "nobody knows what mine was trained on")],
)
def test_answers_of_a_model_that_may_have_seen_the_cases_are_refused(
    data: datasets.Prepared, earlier: dict[str, Path], tmp_path: Path, trained_on: str | None, reason: str
) -> None:
    run = runner.run(
        model=f"preds:{earlier['train'] / 'predictions'}",
        dataset="phantom-2d",
        split="drawn:train",
        trained_on=trained_on,
        name="mine",
        metrics="dice",
        output=tmp_path,
        save_predictions=True,
    ).folder
    with pytest.raises(UsageError, match=reason):
        answers([run], data)


def test_two_runs_about_one_case_and_runs_without_predictions_are_refused(
    data: datasets.Prepared, earlier: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="both answer about phantom_000"):
        answers([earlier["train"], earlier["train"]], data)
    bare = runner.run(
        model=f"preds:{earlier['val'] / 'predictions'}",
        dataset="phantom-2d",
        split="drawn:val",
        trained_on="other: nothing",
        metrics="dice",
        output=tmp_path,
    ).folder
    with pytest.raises(UsageError, match=r"holds no predictions\. Run it again with --save-predictions"):
        answers([bare], data)


def test_a_refiner_learns_from_answers_and_clicks_and_is_asked_after_each_click(
    earlier: dict[str, Path], tmp_path: Path
) -> None:
    both = [earlier["train"], earlier["val"]]
    options = replace(FEW, clicks=True, steps=60, patch=(48, 48))
    trained = train(
        model="rnet2d",
        model_args="width=8",
        dataset="phantom-2d",
        output=tmp_path / "refiner",
        previous=both,
        options=options,
    )
    loaded = weights.load(trained.folder, torch.device("cpu"))
    assert loaded.recipe.in_channels == 1 + 5
    answers = earlier["test"] / "predictions"
    finished = clicks.run(
        model=f"preds:{answers}",
        refine="rnet2d",
        refine_args="width=8",
        refine_weights=trained.folder,
        dataset="phantom-2d",
        rules=clicks.Rules(clicks=3, at_once=1, least=10, seed=0),
        output=tmp_path / "clicks",
        device="cpu",
    )
    assert not finished.reasons
    lesion = {point.clicks: point.mean for point in finished.points if point.structure == "lesion"}
    assert lesion[0] == pytest.approx(0, abs=1e-9)  # the first answer knows no lesion
    assert lesion[3] > lesion[0]

"""Fingerprints and plans on the disk: measured once, written, edited, read back, and printed."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from segeval import datasets, volume, weights, zoo
from segeval.cli import main
from segeval.cli._plan import parse_memory
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.records import canonical, decode
from segeval.training import loop
from segeval.training.options import Options
from segeval.training.plan import (
    Fingerprint,
    Plan,
    _fingerprint,
    fingerprint,
    kept_fingerprint,
    plan_text,
    plan_within,
    read_plan,
    target_spacing,
)
from segeval.training.replay import replay

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(params=["phantom", "phantom-2d"])
def prepared(request: pytest.FixtureRequest, phantom: Path, phantom_2d: Path) -> Prepared:
    del phantom, phantom_2d
    return datasets.load(request.param)


def test_a_fingerprint_measures_every_case(prepared: Prepared) -> None:
    cases = prepared.part_cases("train")
    seen = fingerprint(cases)
    assert len(seen.extents) == len(cases)
    least, most = [], []
    for case, extent in zip(cases, seen.extents, strict=True):
        assert case.mask is not None
        image, mask = volume.read_image(case.images).array, volume.read_mask(case.mask).array
        values, counts = np.unique(mask, return_counts=True)
        assert extent.volumes == dict(zip(values.tolist(), counts.tolist(), strict=True))
        assert sorted(extent.shape) == sorted(mask.shape)
        box = np.argwhere((image != 0).any(0))
        assert extent.filled == pytest.approx(np.prod(np.ptp(box, axis=0) + 1) / mask.size)
        inside = image[0][mask > 0]
        least.append(inside.min(initial=np.inf))
        most.append(inside.max(initial=-np.inf))
    assert seen.ranges == ((min(least), max(most)),)
    assert decode(Fingerprint, json.loads(json.dumps(canonical(seen)))) == seen


def test_an_image_of_nothing_fills_no_box() -> None:
    image = np.zeros((2, 4, 5, 6), np.float32)
    assert _fingerprint._filled(image) == 0
    image[1, 1:3, 2:5, 0] = 1
    assert _fingerprint._filled(image) == pytest.approx(2 * 3 * 1 / 120)


def test_a_fingerprint_is_measured_once_and_again_for_other_files(
    own_phantom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_phantom
    cases = datasets.load("phantom").part_cases("train")[:2]
    looked: list[int] = []
    measure = _fingerprint.fingerprint

    def watched(*given: Any) -> Fingerprint:
        looked.append(0)
        return measure(*given)

    monkeypatch.setattr(_fingerprint, "fingerprint", watched)
    first = kept_fingerprint(cases, tmp_path / "cache")
    assert kept_fingerprint(cases, tmp_path / "cache") == first
    assert len(looked) == 1
    [file] = (tmp_path / "cache").iterdir()
    file.write_text(file.read_text(encoding="utf-8")[:99])
    assert kept_fingerprint(cases, tmp_path / "cache") == first
    assert len(looked) == 2
    cases[0].images[0].touch()
    kept_fingerprint(cases, tmp_path / "cache")
    kept_fingerprint(cases[:1], tmp_path / "cache")
    assert len(looked) == 4


@pytest.fixture(scope="module")
def planned(phantom: Path) -> Plan:
    del phantom
    data = datasets.load("phantom")
    return plan_within(data.info, zoo.get("nnunet3d-8"), fingerprint(data.part_cases("train")), 3e8)


def test_a_plan_comes_back_as_it_was_written_and_builds(planned: Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan_text(planned))
    assert read_plan(path) == planned
    assert weights.build(planned.recipe) is not None
    assert "trained_on" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: plan.update(bach=2), r"unknown field \$\.bach"),
        (lambda plan: plan.update(batch=0), "batch 0: give at least 1"),
        (lambda plan: plan.update(batch="2"), r"Expected `int`, got `str`.*batch"),
        (lambda plan: plan.update(schema="segeval-plan/9"), "is no plan: its .schema. is not segeval-plan/1"),
        (lambda plan: plan["recipe"].update(model="nnunet3d-9"), "unknown model 'nnunet3d-9'; did you mean nnunet3d-8"),
        (lambda plan: plan["recipe"]["options"].update(width=8), "unknown option of nnunet3d-8 'width'; did you mean"),
        (lambda plan: plan["recipe"]["options"].update(strides=[1, 2]), "name the same stages"),
        (
            lambda plan: plan["recipe"]["window"].update(patch=[16, 64]),
            r"patch \(16, 64\) is not a number of voxels for",
        ),
        (lambda plan: plan["recipe"]["window"].update(patch=[2, 4, 4]), r"patch \(2, 4, 4\) is too small for strides"),
        (lambda plan: plan["recipe"]["window"].update(flips=[3]), r"flips \(3,\) are not different axes of zyx"),
        (lambda plan: plan["recipe"]["window"].update(overlap=1), "overlap 1 is not between 0 and 0.9"),
        (
            lambda plan: plan["recipe"]["input"].update(spacing=[1, -1, 1]),
            r"spacing .1.0, -1.0, 1.0. is not two or three",
        ),
        (lambda plan: plan["recipe"]["input"].update(slices=2), "slices 2 is not an odd number"),
        (lambda plan: plan["recipe"]["input"].update(previous=[1]), "name runs by --previous"),
        (lambda plan: plan["recipe"]["input"]["channels"][0].update(deviation=0), "deviation 0 is not above 0"),
        (
            lambda plan: plan["recipe"]["input"]["channels"][0].update(mean=float("nan")),
            "no number",
        ),
        (lambda plan: plan["recipe"]["output"].update(activation="sigmoid"), "one logit a label, softmax"),
        (lambda plan: plan["recipe"].update(model="unet3d-8", options={}), "multiples of 8×8×8, got 16×64×84"),
    ],
)
def test_a_plan_with_a_wrong_field_is_refused(planned: Plan, change: Change, message: str, tmp_path: Path) -> None:
    content = json.loads(plan_text(planned))
    content["recipe"]["window"]["patch"] = [16, 64, 84]  # which stages that were planned take, rounded up
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content))
    assert read_plan(path).recipe.window.patch == (16, 64, 84)
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(BadData, match=message) as caught:
        read_plan(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_plan_says_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"absent or no readable JSON .* It is written by: segeval plan"):
        read_plan(tmp_path / "absent.json")


def test_a_training_does_what_an_edited_plan_says(phantom: Path, planned: Plan, tmp_path: Path) -> None:
    path, options = tmp_path / "plan.json", Options(steps=1, device="cpu", validate_cases=1)
    content = json.loads(plan_text(planned))
    content["batch"], content["recipe"]["window"]["patch"] = 1, [16, 16, 32]
    content["recipe"]["input"]["spacing"] = [4.0, 3.0, 3.0]
    path.write_text(json.dumps(content))
    train = partial(loop.train, dataset="phantom", plan=path, output=tmp_path / "weights")
    train(model="nnunet3d-8", options=options)
    recipe = weights.read_recipe(tmp_path / "weights" / weights.RECIPE)
    report = json.loads((tmp_path / "weights" / weights.TRAINING).read_text(encoding="utf-8"))
    assert (recipe.window.patch, recipe.input.spacing) == ((16, 16, 32), (4.0, 3.0, 3.0))
    assert canonical(recipe.options) == canonical(planned.recipe.options)
    assert report["options"]["batch"] == 1
    assert replay(tmp_path / "weights", 1).images.shape == (1, 1, 16, 16, 32)
    asked = ["train", "--model", "nnunet3d-8", "--dataset", "phantom", "--plan", str(path), "--batch", "4"]
    refused = CliRunner().invoke(main, asked)
    assert (refused.exit_code, refused.stderr) == (2, f"Error: --batch: {path} says what it is; change it there\n")
    path.write_text(json.dumps({**content, "dataset": "phantom-2d"}))
    with pytest.raises(UsageError, match=r"plan\.json plans for phantom-2d, not for phantom; make one for it"):
        train(model="nnunet3d-8", options=options)
    path.write_text(json.dumps(content))
    with pytest.raises(UsageError, match=r"plan\.json plans nnunet3d-8, not unet3d-8"):
        train(model="unet3d-8", options=options)
    with pytest.raises(UsageError, match=r"plan\.json says what --patch is; edit it there"):
        train(model="nnunet3d-8", options=replace(options, patch=(16, 16, 16)))
    with pytest.raises(UsageError, match=r"plan\.json says what --model-args is; edit it there"):
        train(model="nnunet3d-8", model_args="widths=4+8+16+32+32", options=options)


def test_the_command_shows_what_was_seen_and_planned_and_writes_it(prepared: Prepared, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    call = ["plan", prepared.info.id, "--model", "unet-8", "--memory", "0.1G", "--output", str(path)]
    shown = CliRunner().invoke(main, call)
    assert shown.exit_code == 0, shown.exception
    plan = read_plan(path)
    recipe = plan.recipe
    lines = {line.split("  ")[0]: line for line in shown.output.splitlines()}
    seen = fingerprint(prepared.part_cases("train"))
    assert lines["cases"].split()[1] == str(len(seen.extents))
    assert f" {' × '.join(map(str, recipe.window.patch))} voxels " in lines["patch"]
    assert lines["batch"].split()[1] == str(plan.batch)
    assert {f"label {name}" for name in prepared.info.labels.values()} <= lines.keys()
    assert ("spacing" in lines) == (prepared.info.unit == "mm")
    if recipe.input.spacing:
        assert recipe.input.spacing == target_spacing(seen)
    again = CliRunner().invoke(main, call)
    assert again.exit_code == UsageError.exit_code
    assert "exists" in again.stderr


def test_memory_is_read_in_decimal_units() -> None:
    assert [parse_memory(text) for text in ("8G", "24 gb", "1.5T", "500M", "64")] == [8e9, 24e9, 1.5e12, 5e8, 64]
    for text in ("8Q", "much", "0G", "-1G", ""):
        with pytest.raises(UsageError, match=r"--memory .* is not a size such as 500M or 8G"):
            parse_memory(text)

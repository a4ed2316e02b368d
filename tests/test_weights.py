"""Weights: a folder that any later version reads, that rebuilds its network, and that cannot pass for another one."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from segeval import datasets, models, weights, zoo
from segeval._shelf import default_folder
from segeval.errors import BadData, NoWeights, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.records import Input, Output, Recipe, Scaling, Trained, Window, canonical, decode, upgraded_recipe
from tests.helpers import grey
from tests.reliability.bombs import tensors_of_nothing

CPU = torch.device("cpu")
# As segeval 0.1 wrote it.
FIRST: dict[str, Any] = {
    "dataset": "phantom",
    "flips": [],
    "in_channels": 1,
    "intensity": "ct",
    "intensity_values": [103.15, 23.92, 27.53, 158.0],
    "labels": {"0": "background", "1": "organ", "2": "lesion"},
    "model": "unet-8",
    "ndim": 2,
    "overlap": 0.5,
    "patch": [80, 80],
    "seed": 0,
    "spacing": [0.0, 2.0, 2.0],
    "split": "drawn",
    "split_digest": "8815a535b45b3fe0",
}
IN_TODAYS_WORDS = Recipe(
    model="unet-8",
    input=Input(
        axes="yx",
        spacing=(0.0, 2.0, 2.0),
        channels=(Scaling(low=27.53, high=158.0, mean=103.15, deviation=23.92),),
    ),
    window=Window(patch=(80, 80)),
    output=Output(labels={0: "background", 1: "organ", 2: "lesion"}),
    trained_on=Trained(dataset="phantom", split="drawn", split_digest="8815a535b45b3fe0", seed=0),
)
OPTIONS = replace(
    IN_TODAYS_WORDS, model="unet", options={"width": 4, "norm": "batch"}, window=Window(patch=(32, 32), flips=(0, 1))
)


def written(content: Any, folder: Path) -> Path:
    path = folder / "recipe.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def saved(recipe: Recipe, folder: Path) -> nn.Module:
    """Return a fresh network of a recipe, whose weights lie in ``folder``."""
    net = weights.untrained(recipe, CPU).net
    weights.save(net, recipe, folder)
    return net


# Recipes


def test_a_recipe_of_the_first_version_is_read(tmp_path: Path) -> None:
    read = weights.read_recipe(written(FIRST, tmp_path))
    assert read == IN_TODAYS_WORDS == decode(Recipe, upgraded_recipe(FIRST))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"intensity": "zscore", "intensity_values": [], "in_channels": 3},
            {"input": replace(IN_TODAYS_WORDS.input, channels=(Scaling(mean=None, deviation=None),) * 3)},
        ),
        (
            {"intensity": "minmax", "intensity_values": [], "spacing": None},
            {"input": Input(axes="yx", spacing=None, channels=(Scaling(deviation=255),))},
        ),
        (
            {"ndim": 3, "patch": [8, 16, 16], "overlap": 0.25, "flips": [1, 2]},
            {
                "input": replace(IN_TODAYS_WORDS.input, axes="zyx"),
                "window": Window(patch=(8, 16, 16), overlap=0.25, flips=(1, 2)),
            },
        ),
        ({"dataset": ""}, {"trained_on": None}),
        ({"seed": None}, {"trained_on": replace(OPTIONS.trained_on or Trained(), seed=None)}),
    ],
)
def test_every_form_of_the_first_version_is_read(
    changes: dict[str, Any], expected: dict[str, Any], tmp_path: Path
) -> None:
    assert weights.read_recipe(written({**FIRST, **changes}, tmp_path)) == replace(IN_TODAYS_WORDS, **expected)


@pytest.mark.parametrize(
    "recipe",
    [
        IN_TODAYS_WORDS,
        OPTIONS,
        replace(OPTIONS, trained_on=None, input=replace(OPTIONS.input, axes="zx", slices=3)),
        replace(OPTIONS, output=Output(labels={0: "", 10: "a", 2: "b"})),
        replace(OPTIONS, output=Output(labels={0: "", 3: "c"}, activation="sigmoid", regions=((1, 3), (3,)))),
    ],
)
def test_a_recipe_reads_back_as_it_was_written(recipe: Recipe, tmp_path: Path) -> None:
    weights.save(nn.Identity(), recipe, tmp_path)
    read = weights.read_recipe(tmp_path / "recipe.json")
    assert read == recipe
    assert list(read.output.labels) == list(recipe.output.labels)


def without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda content: {key: value for key, value in content.items() if key != name}


DAMAGES: dict[str, Any] = {
    "absent": None,
    "empty": "",
    "no JSON": "nonsense",
    "too deep": "[" * 100_000,
    "deep options": json.dumps({"schema": weights.SCHEMA, **canonical(OPTIONS)}).replace(
        '"width": 4', '"width": ' + "[" * 500 + "]" * 500
    ),
    "a list": [],
    "nothing in it": {},
    "a newer field": lambda content: {**content, "colour": "red"},
    "a misspelled field": lambda content: {**content, "window": {**content["window"], "pach": [3, 3]}},
    "a label in words": lambda content: {**content, "output": {"labels": {"one": "organ"}}},
    "a number for a list": lambda content: {**content, "window": {"patch": 3}},
    "no window": without("window"),
    "first version, without labels": lambda _: without("labels")(FIRST),
    "first version, unknown scheme": lambda _: {**FIRST, "intensity": "banana"},
    "first version, numbers lacking": lambda _: {**FIRST, "intensity_values": [1.0]},
    "first version, no numbers": lambda _: {**FIRST, "in_channels": "one"},
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_recipe_is_one_clear_line(damage: str, tmp_path: Path) -> None:
    weights.save(nn.Identity(), OPTIONS, tmp_path)
    path, change = tmp_path / "recipe.json", DAMAGES[damage]
    if change is None:
        path.unlink()
    else:
        written(change(json.loads(path.read_text(encoding="utf-8"))) if callable(change) else change, tmp_path)
    with pytest.raises(
        BadData, match=r"recipe\.json (is not a recipe of segeval|is absent or no readable JSON|holds list)"
    ) as e:
        weights.read_recipe(path)
    assert "\n" not in str(e.value)
    assert len(str(e.value)) < 400


# Networks


@pytest.mark.parametrize(
    "recipe",
    [
        OPTIONS,
        grey(),
        Recipe(
            model="nnunet3d",
            input=Input(axes="zyx", spacing=None, channels=(Scaling(), Scaling())),
            window=Window(patch=(16, 16, 16)),
            output=Output(labels={0: "background", 1: "a"}, activation="sigmoid", regions=((1,),)),
            options={"widths": (4, 8, 8)},
        ),
    ],
    ids=["options", "variant", "lists"],
)
def test_saved_weights_rebuild_their_network(recipe: Recipe, tmp_path: Path) -> None:
    net = saved(recipe, tmp_path / "new")
    loaded = weights.load(tmp_path / "new", CPU)
    theirs, ours = loaded.net.state_dict(), net.state_dict()
    assert loaded.training == {}
    assert not loaded.net.training
    assert loaded.sha256 == weights.load(tmp_path / "new", CPU).sha256
    assert theirs.keys() == ours.keys()
    assert all(torch.equal(theirs[name], ours[name]) for name in ours)
    shape = (1, recipe.in_channels, *recipe.window.patch)
    assert loaded.net(torch.zeros(shape)).shape == (1, recipe.output.channels, *recipe.window.patch)
    assert zoo.full_name(recipe.model, loaded.recipe.options) == zoo.full_name(recipe.model, recipe.options)


def test_weights_of_another_network_do_not_fit(tmp_path: Path) -> None:
    saved(OPTIONS, tmp_path)
    written({**json.loads((tmp_path / "recipe.json").read_text(encoding="utf-8")), "options": {"width": 8}}, tmp_path)
    with pytest.raises(BadData, match=r"model\.safetensors does not hold the weights of UNet: ") as e:
        weights.load(tmp_path, CPU)
    assert "\n" not in str(e.value)


def test_a_damaged_file_of_weights_is_named(tmp_path: Path) -> None:
    saved(OPTIONS, tmp_path)
    content = (tmp_path / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(content[:-10])
    with pytest.raises(BadData, match=r"model\.safetensors does not hold the weights of UNet"):
        weights.load(tmp_path, CPU)


def test_a_file_of_countless_tensors_is_refused_before_they_are_made(tmp_path: Path) -> None:
    net, path = saved(OPTIONS, tmp_path), tmp_path / "model.safetensors"
    head = tensors_of_nothing(20_001)
    path.write_bytes(len(head).to_bytes(8, "little") + head)
    with pytest.raises(BadData, match=r"weights of UNet: its list of tensors names 20001, more than 20000"):
        weights.load(tmp_path, CPU)
    with pytest.raises(BadData, match=r"is no file of weights \(its list of tensors names 20001, more than 20000\)"):
        zoo.load_weights(net, path)


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 100_000, "\ud800"])
def test_a_damaged_report_of_training_is_one_clear_line(content: str, tmp_path: Path) -> None:
    saved(OPTIONS, tmp_path)
    (tmp_path / "training.json").write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(
        BadData, match=r"training\.json (is absent or no readable JSON|holds list).*Restore it, or train again"
    ) as e:
        weights.load(tmp_path, CPU)
    assert "\n" not in str(e.value)


def test_what_training_reports_is_kept_beside_the_weights(tmp_path: Path) -> None:
    saved(OPTIONS, tmp_path)
    (tmp_path / "training.json").write_text('{"dice": {"organ": 0.5}}')
    assert weights.load(tmp_path, CPU).training == {"dice": {"organ": 0.5}}


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoWeights, match=r"holds no model\.safetensors"):
        weights.load(tmp_path, CPU)


def test_untrained_networks_are_the_same_for_one_seed() -> None:
    first, again, other = (weights.untrained(OPTIONS, CPU, seed) for seed in (1, 1, 2))
    assert torch.equal(*(next(loaded.net.parameters()) for loaded in (first, again)))
    assert not torch.equal(*(next(loaded.net.parameters()) for loaded in (first, other)))
    assert first.sha256 == "random-seed-1"


# The way to a predictor


def opened(name: str, folder: Path | str | None, options: str = "", settings: Settings | None = None) -> Any:
    request = Request(
        data=datasets.load("phantom"), weights=folder, options=options, settings=settings or Settings(device="cpu")
    )
    return models.open(name, request)


def test_the_options_of_the_weights_must_be_those_asked_for(phantom: Path, tmp_path: Path) -> None:
    saved(OPTIONS, tmp_path)
    assert opened("unet", tmp_path, "norm=batch,width=4").about.id == "unet[norm=batch,width=4]"
    for name, options, wanted in (
        ("unet", "", "unet"),
        ("unet", "width=4", r"unet\[width=4\]"),
        ("unet-8", "norm=batch", r"unet-8\[norm=batch\]"),
    ):
        with pytest.raises(UsageError, match=rf"holds weights of unet\[norm=batch,width=4\], not of {wanted}\. "):
            opened(name, tmp_path, options)


def test_weights_are_found_under_their_options(phantom: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGEVAL_WEIGHTS", str(tmp_path))
    name = "unet[norm=batch,width=4]"
    saved(OPTIONS, default_folder(name, "phantom", "drawn"))
    assert opened("unet", None, "width=4,norm=batch").about.id == name
    with pytest.raises(
        NoWeights,
        match=r"no weights for unet\[width=4\] on phantom \(drawn\): .*unet --model-args width=4 .* --weights random",
    ):
        opened("unet", None, "width=4")


def test_an_option_that_the_network_lacks_is_suggested(phantom: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"unknown option of unet 'widht'; did you mean width\?"):
        opened("unet", tmp_path, "widht=4")


@pytest.mark.parametrize(
    "recipe",
    [
        replace(OPTIONS, input=replace(OPTIONS.input, channels=OPTIONS.input.channels * 3)),
        replace(OPTIONS, output=Output(labels={0: "background", 1: "polyp"})),
    ],
    ids=["channels", "labels"],
)
def test_weights_for_other_data_are_refused(recipe: Recipe, phantom: Path, tmp_path: Path) -> None:
    saved(recipe, tmp_path)
    with pytest.raises(UsageError, match=r"the weights of unet take \d channels? .* Choose weights trained on it"):
        opened("unet", tmp_path, "norm=batch,width=4")


def test_what_identifies_a_network_is_what_can_change_its_answers(phantom: Path, tmp_path: Path) -> None:
    def about(settings: Settings) -> Any:
        return opened("unet", tmp_path, "norm=batch,width=4", settings).about

    saved(OPTIONS, tmp_path)
    plain = about(Settings(device="cpu"))
    assert plain == about(Settings(device="cpu", batch=9, probabilities=True))
    assert plain != about(Settings(device="cpu", flips=True))
    assert plain.trained_on == OPTIONS.trained_on
    assert plain.digest == weights.load(tmp_path, CPU).sha256
    assert "trained_on" not in plain.settings["recipe"]

"""Bringing public weights by commands: a recipe, an import, a run."""

import json
from pathlib import Path

import pytest
import torch

from segeval import weights, zoo
from tests.test_cli import call, refused

NARROW = "width=4"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def recipe(phantom_2d: Path, tmp_path: Path) -> Path:
    del phantom_2d
    path = tmp_path / "recipe.json"
    printed = call("weights", "recipe", "--model", "unet", "--model-args", NARROW, "--dataset", "phantom-2d")
    assert printed.exit_code == 0, printed.output
    path.write_text(printed.stdout, encoding="utf-8")
    return path


@pytest.fixture
def release(recipe: Path) -> Path:
    """Return a checkpoint as others write them: wrapped, with a shared beginning, and something beside."""
    torch.manual_seed(3)
    net = weights.build(weights.read_recipe(recipe))
    state = {f"module.{name}": tensor for name, tensor in net.state_dict().items()}
    path = recipe.with_name("release.pth")
    torch.save({"model_state": state, "epoch": 9}, path)
    return path


def test_an_imported_checkpoint_runs_as_the_network_that_wrote_it(recipe: Path, release: Path) -> None:
    options = ("--model", "unet", "--model-args", NARROW)
    done = call("weights", "import", release, *options, "--recipe", recipe, "--output", "mine")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == ["46 tensors in the layout segeval; 1 beside (epoch)", "weights: mine"]
    kept = torch.load(release, weights_only=True)["model_state"]
    loaded = weights.load(Path("mine"), torch.device("cpu"))
    assert all(torch.equal(tensor, kept[f"module.{name}"]) for name, tensor in loaded.net.state_dict().items())
    assert zoo.full_name(loaded.recipe.model, loaded.recipe.options) == "unet[width=4]"
    assert loaded.recipe.trained_on is None
    assert json.loads(Path("mine/training.json").read_text(encoding="utf-8"))["imported"]["file"] == "release.pth"
    ran = call("run", *options, "--weights", "mine", "--dataset", "phantom-2d", "--metrics", "dice")
    assert ran.exit_code == 0, ran.output


def test_an_import_says_what_it_was_trained_on(recipe: Path, release: Path) -> None:
    options = ("--model", "unet", "--model-args", NARROW, "--recipe", recipe, "--trained-on", "other: 40 drawings")
    assert call("weights", "import", release, *options, "--output", "mine").exit_code == 0
    assert str(weights.read_recipe(Path("mine/recipe.json")).trained_on) == "40 drawings (declared)"


def test_an_import_writes_nothing_where_the_checkpoint_does_not_fit(recipe: Path, release: Path) -> None:
    wide = ("--model", "unet", "--model-args", "width=8", "--recipe", recipe, "--output", "mine")
    assert "does not fit unet: " in refused("weights", "import", release, *wide, code=7)
    assert not Path("mine").exists()


def test_an_import_overwrites_nothing(recipe: Path, release: Path) -> None:
    narrow = ("--model", "unet", "--model-args", NARROW, "--recipe", recipe, "--output", "mine")
    assert call("weights", "import", release, *narrow).exit_code == 0
    assert refused("weights", "import", release, *narrow, code=2).endswith("Choose another folder, or remove it.")


def test_a_recipe_takes_the_network_and_the_window_of_nnunet_s_plans(phantom: Path, tmp_path: Path) -> None:
    del phantom
    architecture = {
        "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
        "arch_kwargs": {
            "n_stages": 3,
            "features_per_stage": [8, 16, 32],
            "conv_op": "torch.nn.modules.conv.Conv3d",
            "kernel_sizes": [[1, 3, 3], [3, 3, 3], [3, 3, 3]],
            "strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2]],
            "n_conv_per_stage": [2, 2, 2],
            "n_conv_per_stage_decoder": [2, 2],
            "conv_bias": True,
            "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
            "norm_op_kwargs": {"eps": 1e-5, "affine": True},
            "nonlin": "torch.nn.LeakyReLU",
        },
    }
    plans = {"configurations": {"3d_fullres": {"patch_size": [10, 48, 40], "architecture": architecture}}}
    (tmp_path / "plans.json").write_text(json.dumps(plans))
    printed = call("weights", "recipe", "--plans", "plans.json", "--dataset", "phantom")
    assert printed.exit_code == 0, printed.output
    (tmp_path / "recipe.json").write_text(printed.stdout)
    recipe = weights.read_recipe(tmp_path / "recipe.json")
    assert (recipe.model, recipe.window.patch) == ("nnunet3d", (10, 48, 40))
    assert recipe.options["strides"] == [1, [1, 2, 2], 2]
    assert recipe.options["kernels"] == [[1, 3, 3], 3, 3]
    net = weights.build(recipe)
    assert net(torch.zeros(1, 1, 10, 48, 40)).shape == (1, 3, 10, 48, 40)
    assert refused("weights", "recipe", "--dataset", "phantom", code=2).startswith("Error: Give --model, or --plans")

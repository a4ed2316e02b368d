"""Monte Carlo dropout: a mean over what dropout makes of one image, and maps of how much that differs."""

from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from segeval import cli, datasets, store, volume
from segeval.errors import UsageError
from segeval.infer import Logits, Settings, averaged_logits, sampled, segmenting
from segeval.infer._ask import entropy
from segeval.records import Grid, Input, Output, Recipe, Scaling, Volume, Window
from segeval.weights import untrained

IMAGE = Volume(np.random.default_rng(0).normal(size=(1, 32, 48)).astype(np.float32), Grid.pixels((32, 48)))
RECIPE = Recipe(
    model="unet",
    options={"width": 4, "dropout": 0.5},
    input=Input(axes="yx", spacing=None, channels=(Scaling(),)),
    window=Window(patch=(32, 48)),
    output=Output(labels={0: "background", 1: "organ"}),
)


@pytest.fixture(scope="module")
def net() -> torch.nn.Module:
    return untrained(RECIPE, torch.device("cpu")).net


def test_the_answer_is_the_mean_of_the_samples_and_the_same_each_time(net: torch.nn.Module) -> None:
    with torch.inference_mode():
        one, again = (sampled(net, RECIPE, Settings(samples=5), IMAGE) for _ in range(2))
        assert torch.equal(one.array, again.array)
        singles = []
        for number in range(5):
            for module in net.modules():
                if isinstance(module, torch.nn.Dropout):
                    module.train()
            torch.manual_seed(number)
            singles.append(averaged_logits(net, IMAGE, RECIPE, Settings()).softmax(0))
            net.eval()
    mean = torch.stack(singles).mean(0)
    torch.testing.assert_close(one.array.softmax(0), mean)
    expected = -(mean * mean.log()).sum(0)
    torch.testing.assert_close(one.maps["entropy"], expected, atol=1e-5, rtol=1e-4)
    own = torch.stack([-(p * p.log()).sum(0) for p in singles]).mean(0)
    torch.testing.assert_close(one.maps["mutual_information"], (expected - own).clamp_min(0), atol=1e-5, rtol=1e-3)
    assert one.maps["mutual_information"].max() > 1e-4


def test_the_network_is_as_it_was_and_so_is_the_random_state(net: torch.nn.Module) -> None:
    before = torch.get_rng_state()
    sampled(net, RECIPE, Settings(samples=2), IMAGE)
    assert not any(module.training for module in net.modules())
    assert torch.equal(torch.get_rng_state(), before)


def test_without_samples_nothing_is_dropped(net: torch.nn.Module) -> None:
    with torch.inference_mode():
        plain = segmenting(net, RECIPE, Settings())(IMAGE)
        torch.testing.assert_close(plain.array, averaged_logits(net, IMAGE, RECIPE, Settings()))
    assert plain.maps == {}


def test_a_network_without_dropout_is_refused() -> None:
    from dataclasses import replace

    dry = replace(RECIPE, options={"width": 4, "dropout": 0.0})
    with pytest.raises(UsageError, match=r"this one drops nothing\. Leave out --mc-dropout"):
        sampled(untrained(dry, torch.device("cpu")).net, dry, Settings(samples=2), IMAGE)


def test_entropy_is_nought_where_all_is_sure_and_the_logarithm_of_the_labels_where_nothing_is() -> None:
    answer = Logits(torch.zeros(4, 1), Output(labels=dict.fromkeys(range(4), "")))
    sure, unsure = torch.eye(4)[:, :1], torch.full((4, 1), 0.25)
    assert entropy(sure, answer).item() == 0
    assert entropy(unsure, answer).item() == pytest.approx(np.log(4))
    regions = answer._replace(output=Output(labels={0: "", 1: ""}, activation="sigmoid", regions=((1,),)))
    assert entropy(torch.tensor([[0.5]]), regions).item() == pytest.approx(np.log(2))


def test_the_command_keeps_maps_on_the_grid_of_the_case(phantom_2d: Path, tmp_path: Path) -> None:
    words = ["--dataset", "phantom-2d", "--weights", "random", "--metrics", "dice", "--output", str(tmp_path)]
    model = ["--model", "unet", "--model-args", "width=4", "--mc-dropout", "3", "--save-maps"]
    done = CliRunner().invoke(cli.main, ["run", *model, *words])
    assert done.exit_code == 0, done.output
    (manifest,) = tmp_path.rglob("manifest.json")
    assert store.read_manifest(manifest.parent).record.model.settings["samples"] == 3
    data = datasets.load("phantom-2d")
    for name in ("entropy", "mutual_information"):
        files = sorted((manifest.parent / "maps" / name).glob("*.nii.gz"))
        assert [path.name.removesuffix(".nii.gz") for path in files] == [case.id for case in data.part_cases("test")]
        image = volume.read_image(files[0])
        assert image.array.shape[2:] == volume.read_image(data.part_cases("test")[0].images).grid.shape
        assert 0 <= image.array.min() < image.array.max() <= np.log(3) + 1e-6

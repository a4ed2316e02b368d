"""``monai:BUNDLE``: bundles that MONAI's own tools wrote answer as MONAI runs them; nothing in them is evaluated."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from segeval import datasets, models, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.models._fakes import recipe_of, write_recipe
from segeval.models.monai import built, read_config, read_recipe
from segeval.records import Case, Input, Scaling

RAS = {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"}
RANGE = {"a_min": -160, "a_max": 240, "b_min": -1, "b_max": 1, "clip": True}
SCALE = {"_target_": "ScaleIntensityRanged", "keys": "image", **RANGE}
FEW, MANY = 15, 40  # steps of learning
ARGMAX = {"_target_": "AsDiscreted", "keys": "pred", "argmax": True}
NETWORK = {
    "_target_": "monai.networks.nets.UNet",
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 3,
    "channels": [4, 8],
    "strides": [2],
    "norm": "batch",
}


@pytest.fixture
def data(phantom: Path) -> Prepared:
    return datasets.load("phantom", root=phantom.parent)


def teach(net: torch.nn.Module, case: Case, lessons: int) -> None:
    """Teach a network a case for some steps, so that what it says is no chance."""
    assert case.mask is not None
    image, mask = volume.read_image(case.images), volume.read_mask(case.mask)
    x = torch.from_numpy((image.array.clip(-160, 240) - 40) / 200)[None].permute(0, 1, 4, 3, 2)
    x = x[..., : x.shape[2] // 2 * 2, : x.shape[3] // 2 * 2, : x.shape[4] // 2 * 2]
    y = torch.from_numpy(mask.array.astype(np.int64))[None].permute(0, 3, 2, 1)
    y = y[:, : x.shape[2], : x.shape[3], : x.shape[4]]
    x = x[:, :, : y.shape[1], : y.shape[2], : y.shape[3]]
    torch.manual_seed(0)
    for layer in net.modules():
        if isinstance(layer, torch.nn.Conv3d | torch.nn.ConvTranspose3d):
            layer.reset_parameters()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(lessons):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(x), y, torch.tensor([1.0, 3.0, 9.0]))
        torch.autograd.backward(loss)
        optimizer.step()


def bundle_by_monai(
    root: Path, data: Prepared, steps: list[Any], *, end: str = "json", roi: tuple[int, ...], lessons: int = FEW
) -> Path:
    """Let MONAI start a bundle and write its configs; what a user fills in is filled in here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from monai.bundle.config_parser import ConfigParser
        from monai.bundle.scripts import init_bundle

        net = ConfigParser({"net": NETWORK}).get_parsed_content("net")
        teach(net, data.part_cases("train")[0], lessons)
        init_bundle(str(root / "bundle"), network=net)
        configs = root / "bundle" / "configs"
        inference = ConfigParser.load_config_file(str(configs / "inference.json"))
        metadata = ConfigParser.load_config_file(str(configs / "metadata.json"))
        inference |= {
            "network_def": NETWORK | {"out_channels": "@classes"},
            "classes": 3,
            "preprocessing": {
                "_target_": "Compose",
                "transforms": [
                    {"_target_": "LoadImaged", "keys": "image"},
                    {"_target_": "EnsureChannelFirstd", "keys": "image"},
                    *steps,
                    {"_target_": "EnsureTyped", "keys": "image", "device": "@device"},
                ],
            },
            "inferer": {
                "_target_": "SlidingWindowInferer",
                "roi_size": list(roi),
                "overlap": 0.5,
                "mode": "gaussian",
                "progress": False,
            },
            "postprocessing": {
                "_target_": "Compose",
                "transforms": [
                    {"_target_": "Activationsd", "keys": "pred", "softmax": True},
                    {
                        "_target_": "Invertd",
                        "keys": "pred",
                        "transform": "@preprocessing",
                        "orig_keys": "image",
                        "nearest_interp": False,
                    },
                    ARGMAX,
                ],
            },
        }
        channels = {str(value): name for value, name in sorted(data.info.labels.items())}
        metadata["network_data_format"]["outputs"] = {"pred": {"channel_def": channels}}
        (configs / "inference.json").unlink()
        ConfigParser.export_config_file(inference, str(configs / f"inference.{end}"), fmt=end)
        ConfigParser.export_config_file(metadata, str(configs / "metadata.json"))
        torch.save(net.state_dict(), root / "bundle" / "models" / "model.pt")
    return root / "bundle"


def run_by_monai(folder: Path, case: Case) -> npt.NDArray[Any]:
    """Return what MONAI makes of a case by the bundle's own words, as an array ``(z, y, x)`` of its file."""
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        from monai.bundle.config_parser import ConfigParser

        parser = ConfigParser()
        parser.read_config(str(next((folder / "configs").glob("inference.*"))))
        parser["device"], parser["bundle_root"] = "cpu", str(folder)
        net = parser.get_parsed_content("network_def").eval()
        net.load_state_dict(torch.load(folder / "models" / "model.pt", weights_only=True))
        given = parser.get_parsed_content("preprocessing")({"image": str(case.images[0])})
        given["pred"] = parser.get_parsed_content("inferer")(given["image"][None], net)[0]
        made = parser.get_parsed_content("postprocessing")(given)["pred"]
        return np.asarray(made[0]).transpose(2, 1, 0)


def ours(folder: Path, data: Prepared, case: Case, **given: Any) -> npt.NDArray[Any]:
    predictor = models.open(f"monai:{folder}", Request(data=data, **given))
    return predictor.predict(case, predictor.read(case)).mask.array


@pytest.mark.parametrize("end", ["json", pytest.param("yaml", marks=pytest.mark.slow)])
def test_a_bundle_answers_as_monai_runs_it(end: str, data: Prepared, tmp_path: Path) -> None:
    """One window holds the image, so that nothing but the network and its input decides."""
    folder = bundle_by_monai(tmp_path, data, [RAS, SCALE], end=end, roi=(80, 72, 24))
    for number in (0, 2):  # the second is stored with two axes the other way round
        case = data.part_cases("test")[number]
        theirs = run_by_monai(folder, case)
        assert (theirs > 0).sum() > 1000
        assert (ours(folder, data, case) == theirs).mean() > 0.9999


@pytest.mark.slow
def test_at_another_spacing_and_by_windows_it_answers_nearly_so(data: Prepared, tmp_path: Path) -> None:
    """Windows lie at other places and MONAI resamples from corner to corner, so borders may move."""
    spacing = {"_target_": "Spacingd", "keys": "image", "pixdim": [2.5, 2.5, 3], "mode": "bilinear"}
    folder = bundle_by_monai(tmp_path, data, [RAS, spacing, SCALE], roi=(32, 32, 16), lessons=MANY)
    case = data.part_cases("test")[0]
    made, theirs = ours(folder, data, case), run_by_monai(folder, case)
    assert (theirs > 0).sum() > 1000
    assert (made == theirs).mean() > 0.98


@pytest.fixture
def folder(data: Prepared, tmp_path: Path) -> Path:
    return Path(models.SCHEMES.get("monai").fake(tmp_path, data))


def edited(folder: Path, **changes: Any) -> Path:
    """Change entries of inference.json; ``preprocessing`` and ``postprocessing`` are lists of transforms."""
    path = folder / "configs" / "inference.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for key, value in changes.items():
        content[key] = {"transforms": value} if isinstance(value, list) else value
    path.write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize("text", ["a: &x [1]\nb: [*x, *x]\n", "[" * 5000, "a: " + "x" * (1 << 20), "\xff", "- a"])
def test_yaml_that_could_be_a_bomb_is_one_line(text: str, folder: Path) -> None:
    pytest.importorskip("yaml")
    (folder / "configs" / "inference.json").rename(folder / "configs" / "inference.yaml")
    (folder / "configs" / "inference.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadData, match=r"inference\.yaml (is no readable YAML: |holds list)") as error:
        read_config(folder)
    assert "\n" not in str(error.value)


def test_what_is_declared_becomes_a_recipe(folder: Path) -> None:
    spacing = {"_target_": "monai.transforms.Spacingd", "pixdim": "@there#spacing"}
    steps = [{"_target_": "LoadImaged"}, RAS, spacing, {"_target_": "ScaleIntensityRangeD", **RANGE}]
    edited(folder, preprocessing=steps, there={"spacing": [1.5, 2, -1]})
    recipe = read_recipe(read_config(folder), folder)
    scaling = Scaling(low=-160, high=240, mean=40, deviation=200)
    assert recipe.input == Input(axes="xyz", spacing=(0, 2, 1.5), channels=(scaling,))
    assert recipe.window.patch == (64, 64, 16)
    assert recipe.output.labels == {0: "background", 1: "organ", 2: "lesion"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inferer": {"_target_": "SimpleInferer"}}, r"inferer 'SimpleInferer' names no roi_size"),
        (
            {"inferer": {"_target_": "SlidingWindowInferer", "roi_size": "$[8] * 3"}},
            r"inferer is '\$\[8\] \* 3', which",
        ),
        ({"preprocessing": "$None"}, r"preprocessing is no plain list"),
        ({"preprocessing": [SCALE]}, r"no Orientationd, so images are turned as their files are"),
        ({"preprocessing": [RAS, {"_target_": "ScaleIntensityd"}]}, r"preprocessing by ScaleIntensity .*no place"),
        ({"preprocessing": [RAS, SCALE | {"a_min": "@gone"}]}, r"ScaleIntensityRange is '@gone', which only"),
        ({"preprocessing": [RAS, {"_target_": "ScaleIntensityRanged"}]}, r"misspells something: KeyError\('a_min'\)"),
        ({"postprocessing": []}, r"no AsDiscreted with argmax"),
        ({"postprocessing": [{"_target_": "Activationsd", "sigmoid": True}]}, r"postprocessing by Activations \{'sig"),
    ],
)
def test_what_is_not_plain_asks_for_a_recipe(
    changes: dict[str, Any], message: str, data: Prepared, folder: Path
) -> None:
    edited(folder, **changes)
    with pytest.raises(UsageError, match=rf"{message}.*--recipe FILE.toml") as caught:
        models.open(f"monai:{folder}", Request(data=data))
    assert "\n" not in str(caught.value)
    write_recipe(folder.parent / "mine.toml", data.info)
    given = Request(data=data, recipe=folder.parent / "mine.toml")
    assert models.open(f"monai:{folder}", given).about.settings["recipe"]["input"]["axes"] == "zyx"


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ("$__import__('os').system('touch pwned')", r"network_def is .*which only running it would tell"),
        ({"_target_": "os.system", "command": "true"}, r"network_def os.system is none of AttentionUnet, "),
        ({"_target_": "monai.networks.nets.FlexibleUNet"}, r"is none of AttentionUnet, .* of monai.networks.nets"),
        ({"_target_": "evil.UNet"}, r"network_def evil.UNet is none of"),
        ({"_target_": "UNet", "channels": "$[4] * 2"}, r"network_def is '\$\[4\] \* 2', which only running"),
        ({"_target_": "UNet", "width": 3}, r"network_def makes no UNet: TypeError: "),
        (NETWORK | {"channels": [4, 6]}, r"does not fit the network_def of its bundle"),
        ("@network_def", r"network_def is '@network_def', which only running"),
    ],
)
def test_only_networks_of_a_list_are_made_of_plain_words(
    network: Any, message: str, data: Prepared, folder: Path
) -> None:
    edited(folder, network_def=network)
    write_recipe(folder.parent / "mine.toml", data.info)
    with pytest.raises(SegevalError, match=message) as caught:
        models.open(f"monai:{folder}", Request(data=data, recipe=folder.parent / "mine.toml"))
    assert "\n" not in str(caught.value)
    assert not Path("pwned").exists()


def test_weights_that_could_run_code_are_refused(data: Prepared, folder: Path) -> None:
    torch.save({"model": torch.nn.Conv2d(1, 1, 1)}, folder / "models" / "model.pt")
    with pytest.raises(BadData, match="which could run code"):
        models.open(f"monai:{folder}", Request(data=data))


def test_the_fake_is_the_network_that_its_words_make(data: Prepared, folder: Path) -> None:
    net = built(read_config(folder), folder)
    assert type(net).__module__ == "monai.networks.nets.unet"
    recipe = read_recipe(read_config(folder), folder)
    assert recipe.window.patch == recipe_of(data.info).window.patch[::-1]
    made = ours(folder, data, data.part_cases("test")[2], settings=Settings(batch=1))
    assert made.shape == volume.read_image(data.part_cases("test")[2].images).array.shape[1:]

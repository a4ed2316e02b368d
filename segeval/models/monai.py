"""Bundles of MONAI: ``monai:FOLDER`` with configs/metadata.json, configs/inference.json (or .yaml), models/model.pt.

Only what is declared is read. ``$`` expressions are never evaluated, and the network is one of a list. A recipe is made
of the parts that say something plain: network_def, preprocessing, inferer, postprocessing and the names of channels.
Where one of them does not, ``--recipe`` says it instead. Windows and resampling are ours: MONAI blends with the same
Gaussian at other places.
"""

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from segeval._disk import file_sha256, read_object, read_text
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.models import Request, scheme
from segeval.models._fakes import recipe_of
from segeval.models._foreign import Loaded, filled, foreign
from segeval.models.network import Network
from segeval.recipes import ForeignRecipe, require_sound
from segeval.records import Input, Output, Recipe, Scaling, Window, digest
from segeval.weights import trained_labels

NETWORKS = (
    *("AttentionUnet", "BasicUNet", "BasicUnet", "DynUNet", "HighResNet", "MedNeXt", "SegResNet", "SegResNetDS"),
    *("SwinUNETR", "UNETR", "UNet", "Unet", "VNet"),
)
SILENT = {"LoadImage", "EnsureChannelFirst", "EnsureType", "ToTensor", "CastToType", "Invert", "SaveImage"}
ADVICE = "Pass --recipe FILE.toml, which says it instead."
MOST_CONFIG = 1 << 20  # bytes of inference.yaml
DEEP = 20  # references that lead to references
Table = Mapping[str, Any]


def fake(root: Path, data: Prepared) -> str:
    """Write a bundle of a tiny network with random weights."""
    info, recipe = data.info, recipe_of(data.info)
    folder = root / "bundle"
    for name in ("configs", "models"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    inference = {
        "network_def": {
            "_target_": "UNet",
            "spatial_dims": info.ndim,
            "in_channels": len(info.channels),
            "out_channels": len(trained_labels(info)),
            "channels": [4, 8],
            "strides": [2],
        },
        "preprocessing": {
            "_target_": "Compose",
            "transforms": [
                *([{"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"}] if info.ndim == 3 else []),
                {"_target_": "NormalizeIntensityd", "keys": "image", "channel_wise": True},
            ],
        },
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": list(recipe.window.patch[::-1]), "overlap": 0.25},
        "postprocessing": {
            "_target_": "Compose",
            "transforms": [{"_target_": "AsDiscreted", "keys": "pred", "argmax": True}],
        },
    }
    channels = {"channel_def": {str(value): name for value, name in trained_labels(info).items()}}
    metadata = {"network_data_format": {"outputs": {"pred": channels}}}
    for name, content in (("inference", inference), ("metadata", metadata)):
        (folder / "configs" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    torch.manual_seed(0)
    torch.save(built(inference, folder).state_dict(), folder / "models" / "model.pt")
    return str(folder)


@scheme("monai", title="bundle of MONAI", example="monai:BUNDLE", fake=fake, probed=True)
def monai(place: str, request: Request) -> Network:
    """Open the folder of a bundle."""
    where, folder = f"monai:{place}", Path(place).expanduser()
    if not (folder / "configs").is_dir():
        msg = f"{where}: there is no folder {folder / 'configs'}. Give the folder of a bundle."
        raise UsageError(msg)
    inference = read_config(folder)
    load = partial(_load, inference=inference, folder=folder)
    named = replace(request, name=request.name or folder.name)
    weights = folder / "models" / "model.pt"
    if request.recipe:
        return foreign(where, weights, named, load, kind="monai")
    try:
        said = ForeignRecipe(recipe=replace(read_recipe(inference, folder), model=weights.name))
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        msg = f"{folder}: a part of its configs lacks or misspells something: {error!r}. {ADVICE}"
        raise UsageError(msg) from error
    require_sound(said.recipe, where)
    return foreign(where, weights, named, load, kind="monai", said=said)


def _load(path: Path, device: torch.device, *, inference: Table, folder: Path) -> Loaded:
    """Return the network of a bundle with its weights."""
    net = filled(built(inference, folder), path, "the network_def of its bundle")
    return Loaded(call=net.to(device), sha256=digest([file_sha256(path), inference["network_def"]]))


def built(inference: Table, folder: Path) -> nn.Module:
    """Return the network of a bundle, one of those on our list, with random weights.

    Raises:
        BadData: If it is none of them, or its arguments are expressions or make no network.
        UsageError: If MONAI is not installed.
    """
    said = _plain(inference.get("network_def"), inference, f"{folder}: network_def")
    if not isinstance(said, dict) or not isinstance(said.get("_target_"), str):
        msg = f"{folder}: network_def names no network as _target_; only plain ones are read"
        raise BadData(msg)
    name = said["_target_"].rpartition(".")[2]
    package = said["_target_"].rpartition(".")[0]
    if name not in NETWORKS or not (package == "" or f"{package}.".startswith("monai.networks.nets.")):
        msg = f"{folder}: network_def {said['_target_']} is none of {', '.join(NETWORKS)} of monai.networks.nets"
        raise BadData(msg)
    try:
        nets = importlib.import_module("monai.networks.nets")
    except ImportError as error:
        msg = "monai: needs MONAI, which is not installed. Run: pip install monai"
        raise UsageError(msg) from error
    arguments = {key: value for key, value in said.items() if not (key[0] == key[-1] == "_")}
    try:
        net: nn.Module = getattr(nets, name)(**arguments)
    except Exception as error:  # whatever its arguments cause
        msg = f"{folder}: network_def makes no {name}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise BadData(msg) from error
    return net


def read_config(folder: Path) -> Table:
    """Return inference.json of a bundle, or inference.yaml; nothing in it is run.

    Raises:
        BadData: If it is neither, or damaged.
    """
    found = [path for end in ("json", "yaml", "yml") if (path := folder / "configs" / f"inference.{end}").is_file()]
    if not found or found[0].suffix == ".json":
        return read_object(folder / "configs" / "inference.json", "Give the folder of a bundle.")
    try:
        yaml = importlib.import_module("yaml")
    except ImportError as error:
        msg = f"{found[0]} needs PyYAML, which is not installed. Run: pip install pyyaml"
        raise UsageError(msg) from error
    try:
        text = read_text(found[0], MOST_CONFIG)
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            msg = "an alias, as *name, which may stand for more than fits in memory; write out what it stands for"
            raise ValueError(msg)
        content = yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        msg = f"{found[0]} is no readable YAML: {' '.join(str(error).split())[:200]}"
        raise BadData(msg) from error
    if not isinstance(content, dict):
        msg = f"{found[0]} holds {type(content).__name__}, expected a table"
        raise BadData(msg)
    return content


def _plain(value: Any, inference: Table, where: str, deep: int = 0) -> Any:
    """Return a value with the references in it followed, as in ``@network_def#channels``.

    Raises:
        UsageError: If there is an expression in it, or a reference leads nowhere.
    """
    if isinstance(value, dict):
        return {key: _plain(each, inference, where, deep) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, inference, where, deep) for each in value]
    if not isinstance(value, str) or value[:1] not in ("$", "@", "%"):
        return value
    found: Any = inference
    for key in value[1:].replace("::", "#").split("#") if value[0] == "@" and deep < DEEP else [""]:
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        msg = f"{where} is {value!r}, which only running it would tell. {ADVICE}"
        raise UsageError(msg)
    return _plain(found, inference, where, deep + 1)


def read_recipe(inference: Table, folder: Path) -> Recipe:
    """Return the recipe that a bundle declares.

    Raises:
        UsageError: If a part of it is not plain, or says what no recipe can.
    """
    metadata = read_object(folder / "configs" / "metadata.json", "Give the folder of a bundle.")
    network = _plain(inference.get("network_def"), inference, f"{folder}: network_def")
    ndim, channels = network.get("spatial_dims", 3), network.get("in_channels", 1)
    axes, spacing, scalings = "xy" if ndim == 2 else "", None, (Scaling(),) * int(channels)
    for name, said in _transforms(inference, "preprocessing", folder):
        if name == "Orientation" and said.get("axcodes") == "RAS":
            axes = "xyz"
        elif name == "Spacing" and isinstance(said.get("pixdim"), list):
            spacing = tuple(max(0.0, float(length)) for length in said["pixdim"][::-1])
        elif scaling := _scaling(name, said, len(scalings)):
            scalings = (scaling,) * len(scalings)
        elif name not in SILENT:
            msg = f"{folder}: preprocessing by {name} {_shown(said)} has no place in a recipe. {ADVICE}"
            raise UsageError(msg)
    if not axes:
        msg = f"{folder}: its preprocessing has no Orientationd, so images are turned as their files are. {ADVICE}"
        raise UsageError(msg)
    return Recipe(
        model="",
        input=Input(axes=axes, spacing=spacing, channels=scalings),
        window=_window(inference, folder),
        output=_output(inference, metadata, folder),
    )


def _transforms(inference: Table, part: str, folder: Path) -> Iterator[tuple[str, Table]]:
    """Yield the name of each transform, without the d for dictionaries, and what it is told."""
    said = inference.get(part)
    listed = said.get("transforms") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        msg = f"{folder}: {part} is no plain list of transforms. {ADVICE}"
        raise UsageError(msg)
    for each in listed:
        name = str(each.get("_target_", "")).rpartition(".")[2] if isinstance(each, dict) else str(each)
        name = name.removesuffix("Dict").removesuffix("D").removesuffix("d")
        yield name, {} if name in SILENT else _plain(each, inference, f"{folder}: {part} {name}")


def _scaling(name: str, said: Table, channels: int) -> Scaling | None:
    """Return how a transform scales a channel, None if it does something else, or joins channels."""
    if name == "ScaleIntensityRange":
        low, high = float(said["a_min"]), float(said["a_max"])
        first, last = (float(0 if said.get(key) is None else said[key]) for key in ("b_min", "b_max"))
        if said.get("b_min") is None and said.get("b_max") is None:
            last = 1.0
        deviation = (high - low) / (last - first)
        told = Scaling(mean=low - first * deviation, deviation=deviation)
        return replace(told, low=low, high=high) if said.get("clip") else told
    if name == "NormalizeIntensity" and (said.get("channel_wise") or channels == 1):
        numbers = [said.get(key) for key in ("subtrahend", "divisor")]
        if all(each is None or isinstance(each, int | float) for each in numbers):
            return Scaling(mean=numbers[0], deviation=numbers[1], nonzero=bool(said.get("nonzero")))
    return None


def _window(inference: Table, folder: Path) -> Window:
    said = _plain(inference.get("inferer"), inference, f"{folder}: inferer")
    name = str(said.get("_target_", "")).rpartition(".")[2] if isinstance(said, dict) else ""
    size = said.get("roi_size") if name == "SlidingWindowInferer" else None
    if not isinstance(size, list) or not isinstance(said.get("overlap", 0.25), int | float):
        msg = f"{folder}: inferer {name or said!r} names no roi_size for each axis. {ADVICE}"
        raise UsageError(msg)
    return Window(patch=tuple(int(n) for n in size), overlap=float(said.get("overlap", 0.25)))


def _output(inference: Table, metadata: Table, folder: Path) -> Output:
    """Return the labels of the channels, for a network whose largest logit wins."""
    largest = False
    for name, said in _transforms(inference, "postprocessing", folder):
        if name == "Activations" and said.get("softmax") and not said.get("sigmoid"):
            continue
        if name == "AsDiscrete" and said.get("argmax") is True:
            largest = True
        elif name not in SILENT:
            msg = f"{folder}: postprocessing by {name} {_shown(said)} has no place in a recipe. {ADVICE}"
            raise UsageError(msg)
    try:
        named = metadata["network_data_format"]["outputs"]["pred"]["channel_def"]
        labels = {int(value): str(name) for value, name in named.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{folder}: metadata.json names no channels of its output (channel_def). {ADVICE}"
        raise UsageError(msg) from error
    if not largest:
        msg = f"{folder}: postprocessing has no AsDiscreted with argmax, so what is written is not told. {ADVICE}"
        raise UsageError(msg)
    return Output(labels=dict(sorted(labels.items())))


def _shown(said: Table) -> str:
    return str({key: value for key, value in said.items() if key not in ("_target_", "keys")})[:100]

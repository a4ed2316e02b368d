"""Networks of segmentation-models-pytorch: ``smp:Unet?encoder=resnet34`` with ``--weights FILE`` and a recipe.

What follows the question mark are arguments of the class, joined by ``&``; ``encoder`` is its encoder_name, and
``weights=FILE`` may stand there too. Channels and classes are those of the recipe, which is given or lies beside the
weights as ``FILE.toml``. Weights are safetensors or tensors alone; nothing is downloaded.
"""

import importlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.models import Request, scheme
from segeval.models._fakes import recipe_of, write_recipe
from segeval.models._foreign import Loaded, filled, foreign
from segeval.models.network import Network
from segeval.recipes import find_recipe
from segeval.records import Recipe, digest
from segeval.registry import suggest

NETWORKS = (
    *("DPT", "DeepLabV3", "DeepLabV3Plus", "FPN", "Linknet", "MAnet", "PAN", "PSPNet", "Segformer", "UPerNet"),
    *("Unet", "UnetPlusPlus"),
)
OURS = ("encoder_weights", "in_channels", "classes", "activation", "aux_params")  # what a recipe or nobody says
ENCODER, WEIGHTS = "encoder", "weights"
EXAMPLE = "smp:Unet?encoder=resnet34"


def fake(root: Path, data: Prepared) -> str:
    """Write random weights of a small network, and its recipe."""
    path = root / "unet.pth"
    torch.manual_seed(0)
    net = built("Unet", {"encoder_name": "resnet18"}, recipe_of(data.info), EXAMPLE)
    torch.save(net.state_dict(), path)
    write_recipe(path, data.info)
    return f"Unet?{ENCODER}=resnet18&{WEIGHTS}={path}"


@scheme("smp", title="network of segmentation-models-pytorch with a recipe", example=EXAMPLE, fake=fake, probed=True)
def smp(place: str, request: Request) -> Network:
    """Build a network by its name and arguments, and fill it with weights."""
    where = f"smp:{place}"
    name, arguments = _words(place, where)
    file = file_of(place, request)
    arguments.pop(WEIGHTS, None)
    said = find_recipe(file, request.recipe, where)
    load = partial(_load, name=name, arguments=arguments, recipe=said.recipe, where=where)
    called = request.name or f"{name}[{','.join(f'{key}={value}' for key, value in arguments.items())}]"
    return foreign(where, file, replace(request, weights=None, name=called), load, kind="smp", said=said)


def file_of(place: str, request: Request) -> Path:
    """Return the file of weights, as its words or the request name it; UsageError where there is none."""
    where = f"smp:{place}"
    given = _words(place, where)[1].get(WEIGHTS) or request.weights
    if given is None or not Path(given).expanduser().is_file():
        msg = f"{where}: there is no file of weights {given or ''}. Pass --weights FILE (safetensors, or tensors alone)"
        raise UsageError(msg)
    return Path(given).expanduser()


def _words(place: str, where: str) -> tuple[str, dict[str, Any]]:
    """Return the class and the arguments that are asked for.

    Raises:
        UsageError: If there is no such class, or an argument has no value or is not for a person to say.
    """
    name, _, query = place.partition("?")
    if name not in NETWORKS:
        noun = "network of segmentation-models-pytorch"
        raise suggest(noun, name, NETWORKS, f"In {where}: it has {', '.join(NETWORKS)}.")
    pairs = [each.partition("=") for each in query.split("&") if each]
    words = {("encoder_name" if key == ENCODER else key): value for key, _, value in pairs}
    if "encoder_name" not in words or len(words) < len(pairs) or not all(words.values()):
        msg = f"{where}: give KEY=VALUE joined by &, each once, and the encoder among them, as in {EXAMPLE}"
        raise UsageError(msg)
    if said := [key for key in words if key in OURS]:
        msg = f"{where}: leave out {', '.join(said)}: channels, classes and activation stand in the recipe"
        raise UsageError(msg)
    return name, {key: value if key == WEIGHTS else _value(value) for key, value in words.items()}


def _value(text: str) -> Any:
    """Return a number, a list as in 64+32+16, a truth value, or a word."""
    if "+" in text:
        return [_value(each) for each in text.split("+")]
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def built(name: str, arguments: Mapping[str, Any], recipe: Recipe, where: str) -> nn.Module:
    """Return a network with random weights for the channels and labels of a recipe.

    Raises:
        UsageError: If the package cannot be imported, with its reason, or the arguments make no network.
    """
    try:
        package = importlib.import_module("segmentation_models_pytorch")
    except ImportError as error:
        reason = f"needs segmentation-models-pytorch, which is not installed ({error})"
        msg = f"{where}: {reason}. Run: pip install segmentation-models-pytorch"
        raise UsageError(msg) from error
    except Exception as error:  # a torchvision of another torch fails in ways of its own
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        msg = f"{where}: segmentation-models-pytorch is installed but cannot be imported ({reason})"
        raise UsageError(msg) from error
    fixed = {"encoder_weights": None, "in_channels": recipe.in_channels, "classes": recipe.output.channels}
    try:
        net: nn.Module = getattr(package, name)(**arguments, **fixed)
    except Exception as error:  # whatever the arguments cause
        msg = f"{where} makes no network: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        raise UsageError(msg) from error
    return net


def _load(
    path: Path, device: torch.device, *, name: str, arguments: Mapping[str, Any], recipe: Recipe, where: str
) -> Loaded:
    """Return a network filled with the weights of a file.

    Raises:
        BadData: If they are of another network.
    """
    net = filled(built(name, arguments, recipe, where), path, where)
    return Loaded(call=net.to(device), sha256=digest([file_sha256(path), name, arguments]))

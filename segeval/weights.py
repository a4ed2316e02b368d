"""Trained weights: a folder with ``model.safetensors`` and ``recipe.json``; nothing in it can run code."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from segeval import recipe as recipes
from segeval import zoo
from segeval.errors import BadData, NoWeights, UsageError
from segeval.records import Recipe, slug

SHIPPED = Path(zoo.__file__).parent / "weights"
RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A network with weights, ready to predict; ``training`` is what ``training.json`` beside them says."""

    net: nn.Module
    recipe: Recipe
    sha256: str
    source: str
    training: Mapping[str, Any] = field(default_factory=dict)


def weights_root() -> Path:
    """Return the folder where training leaves weights: ``$SEGEVAL_WEIGHTS``, else ``weights`` here."""
    return Path(os.environ.get("SEGEVAL_WEIGHTS") or "weights")


def default_folder(model: str, dataset: str, split: str) -> Path:
    """Return where ``segeval train`` leaves the weights of a model trained on one split."""
    return weights_root() / slug(dataset) / model / split


def find(model: str, dataset: str, split: str) -> Path:
    """Return the folder with the weights of ``model`` for a split: the user's own, else those that ship.

    Raises:
        NoWeights: If there are none; the message says how to get them.
    """
    own = default_folder(model, dataset, split)
    shipped = SHIPPED / slug(dataset) / model
    for folder in (own, shipped):
        if (folder / "model.safetensors").is_file():
            return folder
    msg = (
        f"no weights for {model} on {dataset} ({split}): {own} is empty and none ship with segeval. Train them with "
        f'"segeval train --model {model} --dataset {dataset}", pass --weights FOLDER, or take --weights random.'
    )
    raise NoWeights(msg)


def save(net: nn.Module, recipe: Recipe, folder: Path) -> None:
    """Write weights and recipe; each file is replaced atomically."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / "model.safetensors.partial"
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in net.state_dict().items()}, temporary)
    temporary.replace(folder / "model.safetensors")
    recipes.save(recipe, folder / "recipe.json")


def load(folder: Path, device: torch.device) -> Model:
    """Read a folder of weights.

    Raises:
        NoWeights: If the folder holds none.
        BadData: If the weights do not fit the network that their recipe names.
    """
    path = folder / "model.safetensors"
    if not path.is_file():
        msg = f"{folder} holds no model.safetensors. Give a folder that segeval train wrote."
        raise NoWeights(msg)
    recipe = recipes.load(folder / "recipe.json")
    net = build(recipe)
    load_state(net, path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    training = folder / "training.json"
    return Model(
        net=net.to(device).eval(),
        recipe=recipe,
        sha256=sha256,
        source=folder.name,
        training=json.loads(training.read_text()) if training.is_file() else {},
    )


def load_state(net: nn.Module, path: Path) -> None:
    """Fill a network from a safetensors file whose names and shapes must be exactly its own."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        net.load_state_dict(load_file(path))
    except (SafetensorError, RuntimeError) as error:
        first = str(error).replace("\n", " ")[:300]
        msg = f"{path} does not hold the weights of {type(net).__name__}: {first}"
        raise BadData(msg) from error


def untrained(recipe: Recipe, device: torch.device, seed: int = 0) -> Model:
    """Return a freshly initialised network: for smoke tests, and marked as such in every result."""
    torch.manual_seed(seed)
    sha256 = f"{RANDOM}-seed-{seed}"
    return Model(net=build(recipe).to(device).eval(), recipe=recipe, sha256=sha256, source=RANDOM)


def build(recipe: Recipe) -> nn.Module:
    """Build the network of a recipe."""
    return zoo.build(recipe.model, in_channels=recipe.in_channels, classes=len(recipe.labels), ndim=recipe.ndim)


def require_fit(recipe: Recipe, channels: int, labels: dict[int, str]) -> None:
    """Refuse weights that were trained for other channels or other labels than a dataset has.

    Raises:
        UsageError: If they were.
    """
    if recipe.in_channels != channels or dict(recipe.labels) != dict(labels):
        msg = (
            f"the weights of {recipe.model} take {recipe.in_channels} channels and know {dict(recipe.labels)}; "
            f"the dataset has {channels} channels and {dict(labels)}. Choose weights trained on it."
        )
        raise UsageError(msg)

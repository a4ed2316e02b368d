"""Trained weights: a folder with ``model.safetensors`` and ``recipe.json``; nothing in it can run code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from segeval import zoo
from segeval._disk import file_sha256, read_object, replace, replacing, to_json_text, writing
from segeval._shelf import FILE, SHIPPED, default_folder
from segeval._tensors import require_few_tensors
from segeval.errors import BadData, NoWeights, UsageError, counted
from segeval.records import DatasetInfo, Recipe, canonical, decode, folder_name, unbracketed, upgraded_recipe

SCHEMA = "segeval-recipe/2"
ADVICE = "Restore it, or train again."
RECIPE, TRAINING = "recipe.json", "training.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A network with its weights, ready to predict; ``training`` is what ``training.json`` beside them says."""

    net: nn.Module
    recipe: Recipe
    sha256: str
    training: Mapping[str, Any] = field(default_factory=dict)


def find(model: str, dataset: str, split: str) -> Path:
    """Return the folder with the weights of ``model`` for a split: the user's own, else those that ship.

    Raises:
        NoWeights: If there are none; the message says how to get them.
    """
    own = default_folder(model, dataset, split)
    shipped = SHIPPED / folder_name(dataset) / folder_name(model)
    for folder in (own, shipped):
        if (folder / FILE).is_file():
            return folder
    network, options = unbracketed(model)
    asked = f"{network} --model-args {options}" if options else network
    msg = (
        f"no weights for {model} on {dataset} ({split}): {own} is empty and none ship with segeval. Train them with "
        f'"segeval train --model {asked} --dataset {dataset} --split {split}", pass --weights FOLDER, or take '
        "--weights random."
    )
    raise NoWeights(msg)


def save(net: nn.Module, recipe: Recipe, folder: Path) -> None:
    """Write weights and recipe; each file is replaced atomically.

    Raises:
        BadData: If a weight is NaN or infinite.
        UsageError: If the folder cannot be written.
    """
    if name := not_finite(net):
        msg = f"{name} of {recipe.model} holds NaN or infinity; these weights are not saved to {folder}"
        raise BadData(msg)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    save_tensors(net.state_dict(), folder / FILE)
    replace(folder / RECIPE, recipe_text(recipe))


def recipe_text(recipe: Recipe) -> str:
    """Return the content of ``recipe.json``, which ``read_recipe`` reads."""
    return to_json_text({"schema": SCHEMA, **canonical(recipe)})


def bring(file: Path, recipe: Recipe, folder: Path, *, without: Sequence[str] = ()) -> zoo.Fit:
    """Make a folder of weights from a public checkpoint; ``training.json`` says which file and layout it was.

    Tensors of ours that begin with one of ``without`` need not be in the file, and start at random (seed 0).

    Raises:
        BadData: If the file does not fit the network of the recipe.
        UsageError: If there is no such file, or the folder holds weights.
    """
    if (folder / FILE).exists():
        msg = f"{folder} holds weights. Choose another folder, or remove it."
        raise UsageError(msg)
    torch.manual_seed(0)
    net = build(recipe)
    fit = zoo.load_weights(net, file, without=without)
    save(net, recipe, folder)
    origin = {"file": file.name, "sha256": file_sha256(file), "layout": fit.layout, "without": list(without)}
    replace(folder / TRAINING, to_json_text({"imported": origin}))
    return fit


def save_tensors(tensors: Mapping[str, Tensor], path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write tensors to a safetensors file that is there whole or not at all; UsageError if it cannot be written."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    stored = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    try:
        with replacing(path) as temporary:
            save_file(stored, temporary, metadata=metadata)
    except SafetensorError as error:  # which a full disk becomes
        msg = f"{path} cannot be written ({error}); free the disk or choose another folder"
        raise UsageError(msg) from error


def not_finite(net: nn.Module) -> str:
    """Return the name of a tensor of a network that holds NaN or infinity, empty if none does."""
    return next((name for name, tensor in net.state_dict().items() if not bool(tensor.isfinite().all())), "")


def load(folder: Path, device: torch.device) -> Loaded:
    """Read a folder of weights.

    Raises:
        NoWeights: If the folder holds none.
        BadData: If the weights do not fit the network that their recipe names, or a file beside them is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        msg = f"{folder} holds no {FILE}. Give a folder that segeval train wrote."
        raise NoWeights(msg)
    recipe = read_recipe(folder / RECIPE)
    net = build(recipe)
    load_state(net, path)
    training = folder / TRAINING
    return Loaded(
        net=net.to(device).eval(),
        recipe=recipe,
        sha256=file_sha256(path),
        training=read_object(training, ADVICE) if training.is_file() else {},
    )


def load_state(net: nn.Module, path: Path) -> None:
    """Fill a network from a safetensors file whose names, shapes and kinds of numbers must be exactly its own.

    Raises:
        BadData: If they are not, or a number is NaN or infinite.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        require_few_tensors(path)
        tensors = load_file(path)
        net.load_state_dict(tensors)
    except (SafetensorError, RuntimeError, OSError, ValueError) as error:
        first = str(error).replace("\n", " ")[:300]
        msg = f"{path} does not hold the weights of {type(net).__name__}: {first}"
        raise BadData(msg) from error
    for name, own in net.state_dict().items():
        if own.is_floating_point() != tensors[name].is_floating_point():
            msg = f"{path}: {name} holds {tensors[name].dtype}, {type(net).__name__} wants {own.dtype}. {ADVICE}"
            raise BadData(msg)
    if name := not_finite(net):
        msg = f"{path}: {name} holds NaN or infinity, so its training diverged. Train again with a lower learning rate."
        raise BadData(msg)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe, of any version of segeval.

    Raises:
        BadData: If the file is not one.
    """
    content = read_object(path, ADVICE)
    try:
        if content.pop("schema", None) is None:
            content = upgraded_recipe(content)
        return decode(Recipe, content)
    except (BadData, KeyError, TypeError, ValueError, AttributeError) as error:
        msg = f"{path} is not a recipe of segeval ({error}). It is written by: segeval train"
        raise BadData(msg) from error


def build(recipe: Recipe) -> nn.Module:
    """Build the network of a recipe."""
    return zoo.build(
        recipe.model,
        in_channels=recipe.in_channels,
        classes=recipe.output.channels,
        ndim=recipe.ndim,
        size=recipe.window.patch if zoo.get(recipe.model).size == "built" else None,
        **recipe.options,
    )


def untrained(recipe: Recipe, device: torch.device, seed: int = 0) -> Loaded:
    """Return a freshly initialised network: for smoke tests, and marked as such in every result."""
    torch.manual_seed(seed)
    return Loaded(net=build(recipe).to(device).eval(), recipe=recipe, sha256=f"random-seed-{seed}")


def trained_labels(info: DatasetInfo) -> dict[int, str]:
    """Return the labels that a network of a dataset tells apart, in rising order: all but the ignored one."""
    return {value: name for value, name in sorted(info.labels.items()) if value != info.ignore}


def require_fit(recipe: Recipe, info: DatasetInfo) -> None:
    """Refuse weights that were trained for other channels or other labels than a dataset has.

    Raises:
        UsageError: If they were.
    """
    channels, labels = len(recipe.input.channels), dict(recipe.output.labels)
    if channels != len(info.channels) or labels != trained_labels(info):
        msg = (
            f"the weights of {recipe.model} take {counted(channels, 'channel')} and know {labels}; "
            f"{info.id} has {counted(len(info.channels), 'channel')} and {trained_labels(info)}. "
            "Choose weights trained on it."
        )
        raise UsageError(msg)

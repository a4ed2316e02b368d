"""Recipes that persons write or edit: one check of what any recipe may say, and TOML files for models from elsewhere.

Nothing in such a file is guessed: what has no obvious value must be there, and a word that is unknown is an error.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from segeval._disk import parse_toml, read_text
from segeval.errors import BadData, UsageError
from segeval.records import DatasetInfo, Input, Output, Recipe, Scaling, Window, decode
from segeval.registry import suggest
from segeval.weights import trained_labels

Gives = Literal["logits", "probabilities"]
NATIVE, IMAGE, GIVES = "native", "image", "gives"  # words of the file for what a record says by None, or not at all
TABLES: Mapping[str, type[Any]] = {"input": Input, "window": Window, "output": Output}
MUST = {"input": ("axes", "spacing", "channels"), "window": ("patch",), "output": ("labels",)}
ADVICE = 'Write one with: segeval recipe init --dataset DATASET > FILE.toml, fill it in, and pass "--recipe FILE.toml"'
START_PATCH = {2: (256, 256), 3: (64, 64, 64)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecipe:
    """A recipe, and whether the model gives logits or has made probabilities of them already."""

    recipe: Recipe
    gives: Gives = "logits"


def find_recipe(file: Path, given: Path | None, where: str) -> ForeignRecipe:
    """Return the recipe of a model file: the one that is given, else the TOML file of the same name beside it.

    Raises:
        UsageError: If there is neither, or it is no recipe.
    """
    path = given or file.with_suffix(".toml")
    if given is None and not path.is_file():
        msg = f"{where}: a foreign model needs a recipe of how it wants its images, and {path} is not there. {ADVICE}"
        raise UsageError(msg)
    return read_recipe(path, file.name)


def read_recipe(path: Path, model: str) -> ForeignRecipe:
    """Read the recipe of the foreign model of this name.

    Raises:
        UsageError: If the file is no TOML, lacks something, holds a word that is unknown, or contradicts itself.
    """
    try:
        content = parse_toml(read_text(path))
    except (OSError, ValueError) as error:
        msg = f"recipe {path}: {error}. {ADVICE}"
        raise UsageError(msg) from error
    for key, table in content.items():
        if key not in TABLES:
            noun = "table of a recipe"
            raise suggest(noun, key, TABLES, f"{path} has the tables {', '.join(TABLES)}.")
        if not isinstance(table, dict):
            msg = f"recipe {path}: {key} is a table, as in [{key}]"
            raise UsageError(msg)
    gives = _require_words(content, path)
    try:
        recipe = decode(Recipe, {"model": model, **_records(content)})
    except BadData as error:
        msg = f"recipe {path}: {error}"
        raise UsageError(msg) from error
    require_sound(recipe, f"recipe {path}")
    return ForeignRecipe(recipe=recipe, gives=gives)


def require_sound(recipe: Recipe, where: str) -> None:
    """Refuse a recipe with a fault; UsageError says where and which."""
    if fault := next(faults(recipe), ""):
        msg = f"{where}: {fault}"
        raise UsageError(msg)


def faults(recipe: Recipe) -> Iterator[str]:
    """Yield what no model can want of a recipe, though every value has the right type; each says what it is."""
    axes, window, output = recipe.input.axes, recipe.window, recipe.output
    spacing, channels = recipe.input.spacing or (), recipe.input.channels
    numbers = [value for each in channels for value in (each.low, each.high, each.mean, each.deviation)]
    if not all(math.isfinite(value) for value in (*spacing, window.overlap, *filter(None, numbers))):
        yield "a number is infinite or no number"
    if not channels:
        yield "input.channels is empty; give one [[input.channels]] for each channel of the image"
    if recipe.input.spacing is not None and (len(spacing) not in (2, 3) or min(spacing) < 0):
        yield f"input.spacing {spacing} is not two or three lengths in mm, 0 for an axis that keeps its own"
    for each in channels:
        if each.deviation is not None and each.deviation <= 0:
            yield f"input.channels: deviation {each.deviation:g} is not above 0"
        if each.low is not None and each.high is not None and each.low >= each.high:
            yield f"input.channels: low {each.low:g} is not below high {each.high:g}"
    if len(window.patch) != len(axes) or min(window.patch, default=0) < 1:
        yield f"window.patch {window.patch} is not a number of voxels for each of the axes {axes}"
    if not 0 <= window.overlap <= 0.9:
        yield f"window.overlap {window.overlap:g} is not between 0 and 0.9"
    if len(set(window.flips)) < len(window.flips) or not set(window.flips) <= set(range(len(axes))):
        yield f"window.flips {window.flips} are not different axes of {axes}, counted from 0"
    if len(output.labels) < 2 or min(output.labels) < 0:
        yield f"output.labels {dict(output.labels)} are not at least two label values from 0, with their names"
    if bool(output.regions) != (output.activation == "sigmoid") or not all(output.regions):
        yield "output.regions are the label values of each channel, for the activation sigmoid and for no other"
    if unknown := {value for region in output.regions for value in region} - set(output.labels):
        yield f"output.regions name {sorted(unknown)}, which are not among the labels {sorted(output.labels)}"


def _require_words(content: Mapping[str, Any], path: Path) -> Gives:
    """Refuse a file with a word too many or too few; return what its model gives."""
    for name, kind in TABLES.items():
        table = content.get(name, {})
        known = [each.name for each in fields(kind)] + [GIVES] * (name == "output")
        for key in table:
            if key not in known:
                noun = f"entry of [{name}]"
                raise suggest(noun, key, known, f"{path} may say {', '.join(known)} there.")
        if lacking := [key for key in MUST[name] if key not in table]:
            msg = f"recipe {path}: [{name}] lacks {', '.join(lacking)}. {ADVICE}"
            raise UsageError(msg)
    channels = content["input"]["channels"]
    scalings = [each.name for each in fields(Scaling)]
    for channel in channels if isinstance(channels, list) else []:
        for key in channel if isinstance(channel, dict) else []:
            if key not in scalings:
                noun = "entry of [[input.channels]]"
                raise suggest(noun, key, scalings, f"{path} may say {', '.join(scalings)} there.")
    gives: Gives = content["output"].get(GIVES, "logits")
    if gives not in ("logits", "probabilities"):
        msg = f'recipe {path}: output.gives is "logits" or "probabilities", not {gives!r}'
        raise UsageError(msg)
    return gives


def _records(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a recipe: words that stand for None replaced, and what no record holds left out."""
    told = content["input"]
    spacing = None if told["spacing"] == NATIVE else told["spacing"]
    channels = [_scaling(each) for each in told["channels"]] if isinstance(told["channels"], list) else told["channels"]
    output = {key: value for key, value in content["output"].items() if key != GIVES}
    return {"input": {**told, "spacing": spacing, "channels": channels}, "window": content["window"], "output": output}


def _scaling(channel: Any) -> Any:
    if not isinstance(channel, dict):
        return channel  # which decoding refuses, with its place
    return {key: None if value == IMAGE and key in ("mean", "deviation") else value for key, value in channel.items()}


def starting_recipe(info: DatasetInfo) -> Recipe:
    """Return a recipe that takes the images of a dataset as they are, which its reader corrects."""
    return Recipe(
        model="",
        input=Input(axes="zyx"[-info.ndim :], spacing=None, channels=(Scaling(),) * len(info.channels)),
        window=Window(patch=START_PATCH[info.ndim]),
        output=Output(labels=trained_labels(info)),
    )


def recipe_template(info: DatasetInfo) -> str:
    """Return the text of a recipe for a dataset, with a remark at every line; it reads back to ``starting_recipe``."""
    return recipe_text(ForeignRecipe(recipe=starting_recipe(info)), title=info.id, channels=info.channels)


def recipe_text(said: ForeignRecipe, *, title: str, channels: tuple[str, ...]) -> str:
    """Return a recipe as commented TOML; ``title`` and the names of the channels stand in remarks."""
    recipe, axes, spacing = said.recipe, said.recipe.input.axes, said.recipe.input.spacing
    lines = [
        f"# Recipe of a foreign model for {_remark(title)}. Check every line: a wrong one costs scores and no error.",
        "[input]",
        f'axes = "{axes}"  # order of the model\'s axes: zyx as here, xyz as nibabel has them, yx for slices',
        f'spacing = {_toml(list(spacing or ()) or NATIVE)}  # [z, y, x] in mm, 0 keeps an axis; "native": as it comes',
        f"slices = {recipe.input.slices}  # neighbouring slices stacked as channels, an odd number",
    ]
    more = {name: list(getattr(recipe.input, name)) for name in ("shape", "previous") if getattr(recipe.input, name)}
    lines += [f"{name} = {_toml(value)}" for name, value in more.items()]
    names = (*channels, *[""] * len(recipe.input.channels))
    for name, scaling in zip(names, recipe.input.channels, strict=False):
        limits = {"low": scaling.low, "high": scaling.high}
        lines += [
            "",
            f"[[input.channels]]  # {_remark(name)}: (clip(x, low, high) - mean) / deviation",
            *(f"{key} = {_toml(value)}" for key, value in limits.items() if value is not None),
            f'mean = {_toml(_or_image(scaling.mean))}  # a number, or "image": of the image itself',
            f"deviation = {_toml(_or_image(scaling.deviation))}",
            f"nonzero = {_toml(scaling.nonzero)}  # true: only voxels other than 0 count",
        ]
    lines += [
        "",
        "[window]",
        f"patch = {_toml(list(recipe.window.patch))}  # voxels along {', '.join(axes)} that the model sees at once",
        f"overlap = {_toml(recipe.window.overlap)}  # share of a window that its neighbours repeat",
        f"flips = {_toml(list(recipe.window.flips))}  # axes, from 0, along which mirror images are as likely",
        "",
        "[output]",
        f'activation = "{recipe.output.activation}"  # softmax: a channel for each label; sigmoid: for each region',
        f'gives = "{said.gives}"  # or "probabilities", if the model ends with softmax or sigmoid itself',
        f"regions = {_toml([list(region) for region in recipe.output.regions])}  # sigmoid: the labels of each channel",
        "",
        "[output.labels]  # softmax: in the order of the channels",
        *(f"{value} = {_toml(name)}" for value, name in recipe.output.labels.items()),
    ]
    return "\n".join(lines) + "\n"


def _or_image(value: float | None) -> float | str:
    return IMAGE if value is None else value


def _remark(text: str) -> str:
    """Return a name as a remark may hold it: without line ends and other control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _toml(value: Any) -> str:
    """Return text, a number, a truth value or a list of them as TOML, which is JSON but for what DEL may not be."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

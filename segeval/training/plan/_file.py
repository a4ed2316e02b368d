"""Plans as files that a person may edit: written, and read back with every field checked."""

import math
from dataclasses import replace
from pathlib import Path

import torch

from segeval import weights, zoo
from segeval._disk import read_object, to_json_text
from segeval.errors import BadData, UsageError
from segeval.records import Recipe, decode, to_json
from segeval.training.plan._budget import Plan
from segeval.training.plan._topology import PLANNED

SCHEMA = "segeval-plan/1"
TRAINED = ("trained_on", "chosen_on")  # of a recipe: what a training fills in
ADVICE = "It is written by: segeval plan"


def plan_text(plan: Plan) -> str:
    """Return the content of a plan file, with fields that are at their default too, so that they can be changed."""
    content = to_json(plan)
    for name in TRAINED:
        del content["recipe"][name]
    return to_json_text({"schema": SCHEMA, **content})


def read_plan(path: Path) -> tuple[Recipe, int]:
    """Return the recipe and the batch of a plan file.

    Raises:
        BadData: If the file is none, a field is unknown or of another type, or a value is one that no training takes.
    """
    content = read_object(path, ADVICE)
    if content.pop("schema", None) != SCHEMA:
        msg = f'{path} is no plan: its "schema" is not {SCHEMA}. {ADVICE}'
        raise BadData(msg)
    try:
        found = decode(Plan, content)
        network = zoo.get(found.recipe.model).id
        recipe = replace(found.recipe, model=network, options=zoo.changed(network, found.recipe.options))
        _require_sound(recipe, found.batch)
    except (BadData, UsageError) as error:
        msg = f"{path}: {error}"
        raise BadData(msg) from error
    return recipe, found.batch


def _require_sound(recipe: Recipe, batch: int) -> None:
    """Refuse values that have the right type and that no training takes; UsageError says which."""
    wanted, window = recipe.input, recipe.window
    scales = [value for each in wanted.channels for value in (each.low, each.high, each.mean) if value is not None]
    deviations = [each.deviation for each in wanted.channels if each.deviation is not None]
    faults = {
        f"batch {batch}: give at least 1": batch < 1,
        f"patch {window.patch}: give {recipe.ndim} numbers of voxels, as axes are {wanted.axes}": (
            len(window.patch) != recipe.ndim or min(window.patch) < 1
        ),
        f"overlap {window.overlap}: give a number from 0 to 0.9": not 0 <= window.overlap <= 0.9,
        f"flips {window.flips}: give axes of the patch, from 0 to {recipe.ndim - 1}": (
            not set(window.flips) <= set(range(recipe.ndim))
        ),
        f"spacing {wanted.spacing}: give mm, or 0 for an axis that keeps its own": (
            not all(0 <= each < math.inf for each in wanted.spacing or ())
        ),
        "channels: give finite numbers, and a deviation above 0": (
            not all(map(math.isfinite, scales)) or not all(0 < each < math.inf for each in deviations)
        ),
        f"previous {wanted.previous}: name runs by --previous instead": bool(wanted.previous),
        f"activation {recipe.output.activation}: a training has one logit a label, softmax": (
            recipe.output.activation != "softmax"
        ),
    }
    if found := [fault for fault, is_so in faults.items() if is_so]:
        raise UsageError(found[0])
    with torch.device("meta"):
        weights.build(recipe)
    if fault := _size_fault(recipe):
        raise UsageError(fault)


def _size_fault(recipe: Recipe) -> str:
    """Return what the network has against the patch; one whose stages were planned leaves two places at least."""
    network, patch = zoo.get(recipe.model), recipe.window.patch
    if not (network.options.keys() >= PLANNED and recipe.options.keys() & PLANNED):
        return zoo.size_fault(network, patch)
    options = {**network.options, **recipe.options}
    strides = options["strides"] or (1, *(2,) * (len(options["widths"]) - 1))
    steps = [math.prod(sizes) for sizes in zip(*(zoo.per_axis(each, len(patch)) for each in strides), strict=True)]
    places = math.prod(-(-size // step) for size, step in zip(patch, steps, strict=True))
    return "" if places > 1 else f"patch {patch} is too small for strides that multiply to {tuple(steps)}"

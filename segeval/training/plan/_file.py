"""Plans as files that a person may edit: written, and read back with every field checked."""

import math
from dataclasses import replace
from pathlib import Path

import torch

from segeval import weights, zoo
from segeval._disk import read_object, to_json_text
from segeval.errors import BadData, UsageError
from segeval.recipes import faults
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


def read_plan(path: Path) -> Plan:
    """Return the plan of a file.

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
        _require_trainable(recipe, found.batch)
    except (BadData, UsageError) as error:
        msg = f"{path}: {error}"
        raise BadData(msg) from error
    return replace(found, recipe=recipe)


def _require_trainable(recipe: Recipe, batch: int) -> None:
    """Refuse values that have the right type and that no training takes; UsageError says which."""
    ours = {
        f"batch {batch}: give at least 1": batch < 1,
        f"previous {recipe.input.previous}: name runs by --previous instead": bool(recipe.input.previous),
        f"activation {recipe.output.activation}: a training has one logit a label, softmax": (
            recipe.output.activation != "softmax"
        ),
    }
    if found := [*(fault for fault, is_so in ours.items() if is_so), *faults(recipe)]:
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

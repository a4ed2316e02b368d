"""Commands that bring weights of others."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from segeval.cli._main import DATASET, FOLD, MODEL_ARGS, NETWORK, SPLIT, TRAINED_ON, examples, parse_patch
from segeval.errors import UsageError


@click.group()
def weights() -> None:
    """Write recipes, and bring public checkpoints of networks that the zoo holds."""


@weights.command(
    name="recipe",
    epilog=examples(
        "segeval weights recipe --model u2net --dataset kvasir-seg > recipe.json",
        "segeval weights recipe --model deeplabv3-resnet50 --dataset dsb2018 --patch 320,320 > recipe.json",
        "segeval weights recipe --plans plans.json --configuration 3d_fullres --dataset decathlon/hippocampus > r.json",
    ),
)
@click.option("--model", help='A network of the zoo; see "segeval ls models".')
@MODEL_ARGS
@click.option("--plans", type=click.Path(path_type=Path), help="The plans.json of an nnU-Net, instead of --model.")
@click.option("--configuration", default="3d_fullres", show_default=True, help="That of --plans.")
@DATASET
@SPLIT
@FOLD
@click.option("--patch", help="Window of the network, as z,y,x or y,x; default: planned from the images.")
def write_recipe(
    model: str | None,
    model_args: str,
    plans: Path | None,
    configuration: str,
    dataset: str,
    split: str | None,
    fold: int | None,
    patch: str | None,
) -> None:
    """Print the recipe that a training on a prepared dataset would start from, to be changed by hand.

    Weights of others want their images as their authors gave them: change "channels" (value * scale + shift, or clipped
    and standardised), "spacing" and "patch" to what they say.
    """
    from segeval import datasets, zoo
    from segeval.training.plan import fingerprint, plan
    from segeval.weights import recipe_text

    prepared = datasets.load(dataset, split, fold=fold)
    cases = prepared.part_cases("train") or prepared.part_cases(prepared.part)
    if (model is None) == (plans is None):
        msg = "Give --model, or --plans with the plans.json of an nnU-Net, and one of them."
        raise UsageError(msg)
    theirs = _of_plans(plans, configuration) if plans else None
    name = theirs["model"] if theirs else str(model)
    planned = plan(
        prepared.info,
        zoo.get(name),
        fingerprint(cases, prepared.info.ignore),
        patch=parse_patch(patch) if patch else (),
        options={**(theirs["options"] if theirs else {}), **zoo.parse_options(name, model_args)},
        axes="yx" if theirs and theirs["ndim"] == 2 else "",
    )
    if theirs and not patch:
        planned = replace(planned, window=replace(planned.window, patch=theirs["patch"]))
    click.echo(recipe_text(planned), nl=False)


def _of_plans(path: Path, configuration: str) -> dict[str, Any]:
    """Return network, options and patch of a configuration of nnU-Net's plans."""
    from segeval import zoo
    from segeval._disk import read_object

    content = read_object(path, "Give the plans.json of a trained nnU-Net.")
    found = zoo.plan_options(zoo.architecture_of(content, configuration))
    patch = content["configurations"][configuration].get("patch_size", ())
    return {**found, "patch": tuple(int(size) for size in patch)}


@weights.command(
    name="import",
    epilog=examples(
        "segeval weights import u2net.pth --model u2net --recipe recipe.json --output weights/u2net-release",
        "segeval weights import last.pth --model unet --model-args norm=batch --recipe recipe.json --output mine",
        "segeval run --model u2net --weights weights/u2net-release --dataset kvasir-seg",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@NETWORK
@MODEL_ARGS
@click.option(
    "--recipe",
    required=True,
    type=click.Path(path_type=Path),
    help='How its images are prepared, and what its classes are; "segeval weights recipe" writes one.',
)
@click.option("--output", required=True, type=click.Path(path_type=Path), help="New folder for the weights.")
@click.option(
    "--without", multiple=True, help="Beginning of names that FILE need not fill, such as head. (repeatable)."
)
@TRAINED_ON
def import_weights(
    file: Path,
    model: str,
    model_args: str,
    recipe: Path,
    output: Path,
    without: tuple[str, ...],
    trained_on: str | None,
) -> None:
    """Make a folder of weights from FILE, a checkpoint of tensors (.pth, .pt, .safetensors) in a known layout.

    Nothing in FILE is run. Every tensor must find its place; what is missing, unexpected or of another shape is named.
    """
    from segeval import zoo
    from segeval.models import parse_trained_on
    from segeval.weights import bring, read_recipe

    wanted = read_recipe(recipe)
    network = zoo.get(model).id
    options = zoo.changed(network, zoo.parse_options(network, model_args))
    wanted = replace(wanted, model=network, options=options, trained_on=parse_trained_on(trained_on))
    click.echo(str(bring(file, wanted, output, without=without)))
    click.echo(f"weights: {output}")

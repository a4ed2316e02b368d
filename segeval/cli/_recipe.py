"""Commands about recipes of foreign models."""

import click

from segeval.cli._main import DATASET, examples


@click.group()
def recipe() -> None:
    """Say how a model from elsewhere wants its images, and what it answers."""


@recipe.command(
    epilog=examples(
        "segeval recipe init --dataset lits > liver.toml",
        "segeval run --model onnx:liver.onnx --recipe liver.toml --dataset lits",
    )
)
@DATASET
def init(dataset: str) -> None:
    """Print a commented recipe for a dataset, to be edited: axes, spacing, scaling, patch, labels."""
    from segeval import datasets
    from segeval.recipes import recipe_template

    click.echo(recipe_template(datasets.describe(dataset)), nl=False)

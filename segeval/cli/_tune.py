"""Commands that choose settings on validation cases."""

from pathlib import Path

import click

from segeval.cli._main import Commands, echo_table, examples
from segeval.errors import UsageError


@click.group(cls=Commands)
def tune() -> None:
    """Choose settings on validation cases, never on those that are scored."""


@tune.command(
    epilog=examples(
        "segeval run --model unet-16 --dataset dsb2018 --split stage1:val --save-predictions",
        "segeval tune clean runs/dsb2018/unet-16/3f2a91c04b7e --output clean.toml",
        "segeval run --pipeline clean.toml --dataset dsb2018",
    )
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="Pipeline file to write; default: print it.")
def clean(runs: tuple[Path, ...], output: Path | None) -> None:
    """Choose by nnU-Net's rule whether only the largest component is kept, on RUNS with saved predictions.

    The largest component of all labels as one is kept if the mean Dice rises and that of no label falls; then that of
    each label whose Dice rises. The pipeline file holds what was chosen.
    """
    from segeval import tuning
    from segeval._disk import replace

    if output and output.exists():
        msg = f"{output} exists. Choose another name, or remove it."
        raise UsageError(msg)
    choice = tuning.choose(runs)
    rows = [
        {"label": label, "Dice before": f"{value:.4f}", "after": f"{choice.after[label]:.4f}"}
        for label, value in choice.before.items()
    ]
    echo_table(["label", "Dice before", "after"], rows)
    text = tuning.pipeline(choice)
    if output:
        replace(output, text)
        click.echo(f"pipeline: {output}")
    else:
        click.echo(text, nl=False)

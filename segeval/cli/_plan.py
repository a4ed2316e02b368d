"""The command that plans a training."""

import re
from pathlib import Path
from typing import Any

import click

from segeval.cli._main import FOLD, MODEL_ARGS, NETWORK, SPLIT, echo_table, examples, parse_spacing
from segeval.errors import UsageError

MEMORY = re.compile(r"([0-9]*\.?[0-9]+) *([kMGT]?)B?", re.IGNORECASE)
POWERS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}


@click.command(
    epilog=examples(
        "segeval plan decathlon/hippocampus --model nnunet3d --memory 8G --output plan.json",
        "segeval plan dsb2018 --model unet --model-args norm=batch,width=32 --memory 24G",
    )
)
@click.argument("dataset")
@NETWORK
@SPLIT
@FOLD
@MODEL_ARGS
@click.option("--memory", default="8G", show_default=True, help="What a step may keep in float32, as 500M or 24G.")
@click.option("--axes", default="", help="Slices of volumes to see: yx is axial, zx coronal, zy sagittal.")
@click.option("--slices", type=click.IntRange(1), default=1, help="Neighbouring slices stacked as channels, as 5.")
@click.option("--spacing", help="Spacing to work at in mm, as z,y,x, 0 for an axis that keeps its own.")
@click.option("--output", type=click.Path(path_type=Path), help="New file for the plan, to be edited.")
def plan(
    dataset: str,
    model: str,
    split: str | None,
    fold: int | None,
    model_args: str,
    memory: str,
    spacing: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """Look at the training cases of DATASET, and choose spacing, scaling, patch, batch and stages by nnU-Net's rules.

    Patch and batch are the largest whose weights, gradients, moments of AdamW and maps for the way back fit in
    --memory; leave room for what a step makes on top.
    """
    from segeval import datasets, zoo
    from segeval._disk import replace
    from segeval.records import folder_name
    from segeval.training.plan import kept_fingerprint, plan_lines, plan_text, plan_within, seen_lines
    from segeval.training.task import parts

    budget = parse_memory(memory)
    if output and output.exists():
        msg = f"{output} exists. Choose another name, or remove it."
        raise UsageError(msg)
    network, prepared = zoo.get(model), datasets.load(dataset, split, fold=fold)
    info, asked = prepared.info, zoo.parse_options(network.id, model_args)
    cache = datasets.data_root() / ".cache" / folder_name(info.id)
    seen = kept_fingerprint(parts(prepared, 0)[0], cache, info.ignore)
    options = {**options, "options": asked, "spacing": parse_spacing(spacing)}
    planned = plan_within(info, network, seen, budget, **options)
    lines = [*seen_lines(info, seen, planned), *plan_lines(info, seen, planned, budget)]
    echo_table(["what", "value", "why"], [line._asdict() for line in lines])
    if output:
        replace(output, plan_text(planned))
        click.echo(f"plan: {output}")


def parse_memory(text: str) -> float:
    """Read ``8G``, ``500M`` or ``24 GB`` as bytes; 1G is 1000³."""
    found = MEMORY.fullmatch(text.strip())
    if not found or not float(found[1]):
        msg = f"--memory {text!r} is not a size such as 500M or 8G"
        raise UsageError(msg)
    return float(found[1]) * POWERS[found[2].lower()]

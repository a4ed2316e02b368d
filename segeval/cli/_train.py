"""The command that trains."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import (
    DEVICE,
    FOLD,
    MODEL_ARGS,
    SPLIT,
    echo_table,
    examples,
    given,
    parse_patch,
    parse_spacing,
)
from segeval.errors import UsageError, counted

if TYPE_CHECKING:
    from segeval.sweep import Row


def _sizes(_: click.Context, option: click.Parameter, text: str | None) -> tuple[int, ...]:
    return parse_patch(text, option.opts[0]) if text else ()


def _spacing(_: click.Context, __: click.Parameter, text: str | None) -> tuple[float, ...]:
    return parse_spacing(text)


@click.command(
    epilog=examples(
        "segeval train --model unet3d-16 --dataset decathlon/hippocampus --fold 0 --steps 600 --batch 2",
        "segeval train --model unet-16 --dataset dsb2018 --patch 192,192 --seed 0",
        "segeval train --model unet --model-args norm=batch,width=32 --dataset dsb2018 --loss ce",
        "segeval train --model unet-16 --dataset kvasir-seg --resize 256,256 --inner-val 0.1 --best-every 200",
        "segeval train --model unetpp-resnet34 --dataset kvasir-seg --resize 256,256 --encoder resnet34.pth",
        "segeval train --sweep leaderboards/dsb2018/sweep.toml --shard 1/2",
    )
)
@click.option("--model", default="", help='A network of the zoo; see "segeval ls models".')
@click.option("--dataset", default="", help='A prepared dataset; see "segeval ls datasets".')
@SPLIT
@FOLD
@MODEL_ARGS
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the weights.")
@click.option("--steps", type=click.IntRange(1), default=1000, show_default=True, help="Optimiser steps.")
@click.option("--plan", type=click.Path(path_type=Path), help='File of "segeval plan": network, patch, batch, spacing.')
@click.option(
    "--batch", type=click.IntRange(1), default=8, show_default=True, help="Patches a step; a plan has its own."
)
@click.option("--patch", callback=_sizes, help="Voxels, as z,y,x, or y,x for slices; default: planned.")
@click.option("--axes", default="", help="Slices of volumes to see: yx is axial, zx coronal, zy sagittal.")
@click.option("--slices", type=click.IntRange(1), default=1, help="Neighbouring slices stacked as channels, as 5.")
@click.option("--spacing", callback=_spacing, help="Spacing to work at in mm, as z,y,x; 0 keeps an axis.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Run with saved predictions that this second stage sees too; give one for each fold.",
)
@click.option(
    "--clicks", is_flag=True, help="Train a refiner of the --previous answers by clicks; see: segeval clicks."
)
@click.option(
    "--encoder",
    type=click.Path(path_type=Path),
    help="File of a classifier, as of ImageNet, whose weights the encoder starts with.",
)
@click.option("--resize", callback=_sizes, help="Bring every image to so many voxels, as 256,256.")
@click.option(
    "--inner-val", type=click.FloatRange(0, 1, max_open=True), default=0, help="Hold out this share of train, by group."
)
@click.option(
    "--best-every", type=click.IntRange(0), default=0, help="Score held-out cases so often, and keep the best weights."
)
@click.option("--patience", type=click.IntRange(0), default=0, help="End after so many looks without a better one.")
@click.option("--ema", type=click.FloatRange(0, 1, max_open=True), default=0, help="Keep the mean of weights, as 0.99.")
@click.option(
    "--amp",
    type=click.Choice(["auto", "none", "bf16"]),
    default="auto",
    show_default=True,
    help="bfloat16; auto: on CUDA.",
)
@click.option(
    "--learning-rate",
    type=click.FloatRange(0, min_open=True),
    default=3e-3,
    show_default=True,
    help="Peak rate of AdamW.",
)
@click.option(
    "--weight-decay", type=click.FloatRange(0), default=1e-2, show_default=True, help="Decay of weights in AdamW."
)
@click.option(
    "--clip",
    type=click.FloatRange(0, min_open=True),
    default=5.0,
    show_default=True,
    help="Most that the norm of a gradient may be.",
)
@click.option("--loss", default="dice+ce", show_default=True, help='A sum of losses; see "segeval ls losses".')
@click.option(
    "--class-weights",
    default="",
    help="How classes weigh: equal, inverse, sqrt-inverse or 1,2,5; default: the loss's way.",
)
@click.option(
    "--deep-supervision",
    type=click.Choice(["halved", "nnunet"]),
    default="halved",
    show_default=True,
    help="Weights of coarser outputs: half of the one before; nnunet: the last none.",
)
@click.option(
    "--augment", default="standard", show_default=True, help="Presets and augmentations, as nnunet or standard+cutmix."
)
@click.option("--critic", default="", help="A network that judges the answers, with a weight, as luc:0.1.")
@click.option(
    "--augmentation", type=click.FloatRange(0, 2), default=1.0, show_default=True, help="How often; 0: never."
)
@click.option(
    "--foreground", type=click.FloatRange(0, 1), default=1 / 3, help="Share of patches centred on a structure; 1/3."
)
@click.option("--channels-last", is_flag=True, help="Memory layout that is faster for some networks.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of initialisation and sampling."
)
@click.option(
    "--validate-every", type=click.IntRange(0), default=0, help="Steps between looks at a few validation cases."
)
@click.option(
    "--validate-cases",
    type=click.IntRange(0),
    default=0,
    help="At most so many validation cases; default: 8 on the way, all at the end.",
)
@DEVICE
@click.option(
    "--sweep",
    type=click.Path(path_type=Path),
    help="A file of trainings, each run and scored; see docs/training.md.",
)
@click.option("--shard", help="Of a sweep the part of one of several processes, as 1/2.")
@click.option("--list", "listed", is_flag=True, help="Of a sweep only what is done and what is not.")
@click.option("--runs", type=click.Path(path_type=Path), help="Folder of the runs of a sweep; default: runs.")
@click.pass_context
def train(
    ctx: click.Context,
    /,
    model: str,
    dataset: str,
    sweep: Path | None,
    shard: str | None,
    listed: bool,
    runs: Path | None,
    **options: Any,
) -> None:
    """Train a network of the zoo on the training part of a split; the same command resumes.

    With --sweep train every model of a file on every dataset, fold and seed, skip what is done, and score each.
    """
    if sweep:
        if wrong := given(ctx, ["model", "dataset", *options]):
            msg = f"{', '.join(wrong)}: its tables say that themselves; change {sweep}, or leave it out"
            raise UsageError(msg)
        _run_sweep(sweep, shard, runs or Path("runs"), listed=listed)
        return
    lacking = [name for name, value in (("--model", model), ("--dataset", dataset)) if not value]
    if lacking or shard or listed or runs:
        msg = "--shard, --list and --runs belong to --sweep FILE" if not lacking else f"give {' and '.join(lacking)}"
        raise UsageError(msg)
    if options["plan"] and (wrong := given(ctx, ["batch"])):
        msg = f"{wrong[0]}: {options['plan']} says what it is; change it there"
        raise UsageError(msg)
    from segeval.training.loop import Options
    from segeval.training.loop import train as run_training

    apart = ("split", "fold", "model_args", "output", "plan", "previous", "encoder")
    where = {name: options.pop(name) for name in apart}
    trained = run_training(model=model, dataset=dataset, **where, options=Options(**options))
    if not trained.leads:
        return
    click.echo(f"weights: {trained.folder}")
    reached = ", ".join(f"{name} {value:.4f}" for name, value in trained.dice.items())
    none = "none, the split has no validation cases with a structure"
    click.echo(f"validation Dice of {counted(trained.validated, 'case')}: {reached or none}")
    click.echo(f"time: {trained.cpu_seconds / 60:.1f} CPU minutes, {trained.wall_seconds / 60:.1f} minutes of training")


def _run_sweep(file: Path, shard: str | None, runs: Path, *, listed: bool) -> None:
    """Go through a sweep, or say how far it is; IncompleteRun if something of it failed."""
    from segeval import sweep

    entries = sweep.read(file)
    part = sweep.share(entries, shard)
    try:
        if not listed:
            sweep.work(part, runs)
    finally:
        echo_table([*sweep.Row._fields], [_cells(row) for row in sweep.rows(part)])


def _cells(row: "Row") -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in row._asdict().items()}

"""The command line: every command is a few lines that call one function; heavy packages are imported inside."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval import __version__
from segeval.errors import BadData, IncompleteRun, SegevalError, UsageError

if TYPE_CHECKING:
    from segeval.runner import Finished


class Commands(click.Group):
    """A group that prints segeval's own errors as one line and suggests commands that are nearly what was typed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a SegevalError becomes a message and its exit code."""
        try:
            return super().invoke(ctx)
        except SegevalError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find a command by name, or fail with the nearest names."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known:
            near = difflib.get_close_matches(args[0], known, n=2)
            ctx.fail(
                f"No such command {args[0]!r}; " + (f"did you mean {' or '.join(near)}?" if near else "see --help.")
            )
        return super().resolve_command(ctx, args)


def examples(*lines: str) -> str:
    """Return an epilog that shows calls, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "segeval data prepare dsb2018 downloads/dsb2018",
        "segeval train --model unet-16 --dataset dsb2018",
        "segeval run --model unet-16 --dataset dsb2018",
        "segeval board build",
    ),
)
@click.version_option(__version__, prog_name="segeval")
def main() -> None:
    """Measure how good a segmentation model is on a public dataset, so that anyone can get the same number.

    Exit codes: 0 fine, 1 internal error, 2 wrong request, 5 incomplete run, 6 not comparable, 7 bad data.
    """


MODEL = click.option("--model", required=True, help='A network of the zoo; see "segeval ls models".')
DATASET = click.option("--dataset", required=True, help='A prepared dataset; see "segeval ls datasets".')
SPLIT = click.option("--split", help="NAME, PART or NAME:PART; default: the dataset's own.")
FOLD = click.option("--fold", type=int, help="Fold of the dataset's default split family.")
DEVICE = click.option("--device", default="auto", show_default=True, help="cpu, cuda, cuda:1, mps ...")
METRICS = click.option("--metrics", default="standard", show_default=True, help="Preset or comma-separated ids.")
OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Folder of runs."
)


@main.command(
    epilog=examples(
        "segeval run --model unet3d-8 --dataset phantom",
        "segeval run --model unet3d-16 --dataset decathlon/hippocampus --fold 1 --flips",
        "segeval run --model sunet --dataset dsb2018 --weights random",
    )
)
@MODEL
@DATASET
@SPLIT
@FOLD
@click.option("--weights", help='Folder that "segeval train" wrote, or "random"; default: trained here, or shipped.')
@METRICS
@OUTPUT
@DEVICE
@click.option("--flips", is_flag=True, help="Average over mirror images where the recipe allows them.")
@click.option("--autocast", is_flag=True, help="Compute in bfloat16.")
@click.option("--channels-last", is_flag=True, help="Memory layout that is faster on some hardware.")
@click.option("--overlap", type=click.FloatRange(0, 0.9), help="Share of a window that its neighbours repeat.")
@click.option("--batch", type=click.IntRange(1), default=4, show_default=True, help="Windows computed at once.")
@click.option("--save-predictions", is_flag=True, help="Keep the predicted masks beside the scores.")
def run(
    model: str,
    dataset: str,
    split: str | None,
    fold: int | None,
    weights: str | None,
    metrics: str,
    output: Path,
    save_predictions: bool,
    **settings: Any,
) -> None:
    """Run a model on a dataset and score every case on its original grid.

    Killed at any moment, the same command goes on where it was. A case that fails is a row with its reason, the
    others go on, and the exit code is 5.
    """
    from segeval import runner
    from segeval.infer import Settings

    finished = runner.run(
        model=model,
        dataset=dataset,
        split=with_fold(dataset, split, fold),
        weights=weights,
        metrics=metrics,
        output=output,
        save_predictions=save_predictions,
        settings=Settings(**settings),
    )
    conclude(finished)


@main.command(
    name="eval",
    epilog=examples(
        "segeval eval --reference labels --prediction predictions --labels 1=liver,2=tumour",
        "segeval eval --reference case.nii.gz --prediction case_fast.nii.gz --metrics dice,hd95",
    ),
)
@click.option("--reference", type=click.Path(path_type=Path), required=True, help="Folder of label files, or a file.")
@click.option("--prediction", type=click.Path(path_type=Path), required=True, help="The same for the predictions.")
@click.option("--labels", help="What to score, as VALUE=NAME,...; default: every value found.")
@METRICS
@OUTPUT
@click.option("--name", help="What to call the predictions; default: the name of their folder.")
def evaluate(
    reference: Path, prediction: Path, labels: str | None, metrics: str, output: Path, name: str | None
) -> None:
    """Score label files against references of the same names, without a dataset or a model."""
    from segeval.folders import evaluate_folders

    named = parse_labels(labels) if labels else None
    conclude(evaluate_folders(reference, prediction, labels=named, metrics=metrics, output=output, name=name))


@main.command(
    epilog=examples(
        "segeval train --model unet3d-16 --dataset decathlon/hippocampus --fold 0 --steps 600 --batch 2",
        "segeval train --model unet-16 --dataset dsb2018 --patch 192,192 --seed 0",
    )
)
@MODEL
@DATASET
@SPLIT
@FOLD
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the weights.")
@click.option("--steps", type=click.IntRange(1), default=1000, show_default=True, help="Optimiser steps.")
@click.option("--batch", type=click.IntRange(1), default=8, show_default=True, help="Patches a step.")
@click.option("--patch", help="Voxels, as z,y,x, or y,x for slice by slice; default: planned from the data.")
@click.option("--learning-rate", type=float, default=3e-3, show_default=True, help="Peak rate of AdamW.")
@click.option(
    "--augmentation", type=click.FloatRange(0, 2), default=1.0, show_default=True, help="How often; 0: never."
)
@click.option("--channels-last", is_flag=True, help="Memory layout that is faster for some networks.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of initialisation and sampling.")
@click.option("--validate-every", type=int, default=0, help="Steps between looks at a few validation cases.")
@DEVICE
def train(
    model: str,
    dataset: str,
    split: str | None,
    fold: int | None,
    output: Path | None,
    patch: str | None,
    **options: Any,
) -> None:
    """Train a network of the zoo on the training part of a split; the same command resumes."""
    from segeval.training.loop import Options
    from segeval.training.loop import train as run_training

    size = parse_patch(patch) if patch else ()
    chosen = with_fold(dataset, split, fold)
    trained = run_training(
        model=model, dataset=dataset, split=chosen, output=output, options=Options(patch=size, **options)
    )
    click.echo(f"weights: {trained.folder}")
    click.echo("validation Dice: " + ", ".join(f"{name} {value:.4f}" for name, value in trained.dice.items()))
    click.echo(f"time: {trained.cpu_seconds / 60:.1f} CPU minutes, {trained.wall_seconds / 60:.1f} minutes of training")


@main.group(cls=Commands)
def data() -> None:
    """Turn raw downloads into the common split format."""


@data.command(
    epilog=examples(
        "segeval data prepare phantom",
        "segeval data prepare decathlon/hippocampus downloads/Task04_Hippocampus",
    )
)
@click.argument("name")
@click.argument("raw", type=click.Path(path_type=Path), default=Path())
@click.option("--allow-partial", is_flag=True, help="Go on without missing cases, and record which.")
def prepare(name: str, raw: Path, allow_partial: bool) -> None:
    """Prepare dataset NAME from its official download in folder RAW (not needed for generated data).

    The result lies in $SEGEVAL_DATA, or in the user's data folder.
    """
    from segeval import datasets

    folder = datasets.prepare(name, raw, allow_partial=allow_partial)
    prepared = datasets.load(name)
    parts = ", ".join(f"{len(prepared.part_cases(part))} {part}" for part in ("train", "val", "test"))
    click.echo(f"{prepared.info.id}: {len(prepared.cases)} cases in {folder}")
    click.echo(f"split {prepared.split.name} ({prepared.split.source}): {parts}")


@main.group(cls=Commands)
def board() -> None:
    """Build leaderboards from finished runs."""


@board.command(epilog=examples("segeval board build", "segeval board build --runs runs --output leaderboards"))
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Folder of runs."
)
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="Where to."
)
def build(runs: Path, output: Path) -> None:
    """Copy finished runs into the boards and rebuild their CSV and HTML."""
    from segeval import report

    for path in report.build(runs, output):
        click.echo(path)


@board.command(epilog=examples("segeval board check", "segeval board check --boards leaderboards"))
@click.option(
    "--boards", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="What to check."
)
def check(boards: Path) -> None:
    """Derive every board again from its runs and name the files that differ; exit code 7 if any does."""
    from segeval import report

    differences = report.check(boards)
    if differences:
        msg = f"{boards}: {len(differences)} differ: {'; '.join(differences)}. Run: segeval board build"
        raise BadData(msg)
    click.echo(f"{boards}: every file is what its runs give")


@main.command(name="ls", epilog=examples("segeval ls models", "segeval ls datasets --json"))
@click.argument("what", type=click.Choice(["datasets", "models", "metrics"]))
@click.option("--json", "as_json", is_flag=True, help="Every field, as a JSON list.")
def list_known(what: str, as_json: bool) -> None:
    """List the datasets, models or metrics that segeval knows."""
    from segeval import catalogue

    entries = catalogue.entries(what)
    if as_json:
        click.echo(json.dumps(entries, indent=1))
    else:
        echo_table(catalogue.columns(what), entries)


@main.command(epilog=examples("segeval info unet", "segeval info decathlon/hippocampus", "segeval info hd95"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(name: str, as_json: bool) -> None:
    """Show everything about one dataset, model or metric."""
    from segeval import catalogue

    entry = catalogue.describe(name)
    if as_json:
        click.echo(json.dumps(entry, indent=1))
        return
    width = max(len(key) for key in entry)
    for key, value in entry.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{key:<{width}}  " + text.strip().replace("\n", "\n" + " " * (width + 2)))


def echo_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as aligned columns."""
    cells = [[str(row[column]) if row[column] is not None else "" for column in columns] for row in rows]
    widths = [max(len(column), *(len(row[k]) for row in cells)) for k, column in enumerate(columns)]
    for row in [list(columns), *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def conclude(finished: "Finished") -> None:
    """Print the means of a run and where they are; IncompleteRun if cases failed or are missing."""
    summary = finished.summary
    metrics = list(dict.fromkeys(mean.metric for mean in summary.means))
    table: dict[str, dict[str, str]] = {}
    for mean in summary.means:
        cell = "" if mean.mean is None else f"{mean.mean:.4f}" + (f" ({mean.n})" if mean.n != summary.expected else "")
        row = table.setdefault(mean.structure, {"structure": mean.structure, **dict.fromkeys(metrics, "")})
        row[mean.metric] = cell
    echo_table(["structure", *metrics], table.values())
    click.echo(f"{summary.ok} of {summary.expected} cases scored: {finished.folder / 'scores.csv'}")
    if summary.failed or summary.missing:
        msg = (
            f"incomplete: {summary.failed} failed and {summary.missing} missing of {summary.expected} cases; "
            f"reasons are in {finished.folder / 'cases.csv'}. Mend them and run the same command again."
        )
        raise IncompleteRun(msg)


def with_fold(dataset: str, split: str | None, fold: int | None) -> str | None:
    """Return the split that ``--fold`` means: the default split with its last number replaced."""
    if fold is None:
        return split
    from segeval import datasets

    default = datasets.REGISTRY.get(dataset).info.default_split
    family, _, number = default.rpartition("-")
    if split or not number.isdigit():
        msg = f"--fold {fold}: the default split of {dataset} is {default!r}, without folds; use --split alone."
        raise UsageError(msg)
    return f"{family}-{fold}"


def parse_patch(text: str) -> tuple[int, ...]:
    """Read ``16,192,192``."""
    try:
        return tuple(int(size) for size in text.split(","))
    except ValueError as error:
        msg = f"--patch {text!r} is not z,y,x or y,x such as 192,192"
        raise UsageError(msg) from error


def parse_labels(text: str) -> dict[int, str]:
    """Read ``1=liver,2=tumour``."""
    try:
        pairs = [entry.split("=") for entry in text.split(",")]
        return {int(value): name.strip() for value, name in pairs}
    except ValueError as error:
        msg = f"--labels {text!r} is not VALUE=NAME,... such as 1=liver,2=tumour"
        raise UsageError(msg) from error

"""Commands about results that leave and enter."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from segeval.cli._boards import board
from segeval.cli._main import DATASET, FOLD, OUTPUT, SPLIT, TRAINED_ON, examples
from segeval.cli._options import BOARDS
from segeval.cli._results import conclude
from segeval.errors import BadData, UsageError

# What exchange.FORMATS holds, which a help text must not load.
FORMATS = ("csv", "csv-wide", "csv-cases", "json", "latex", "markdown", "hf", "nnunet", "challenger")
RUNS = click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
REFERENCES = click.option(
    "--references", type=click.Path(path_type=Path), help="Reference label files; default: the prepared dataset."
)


@board.command(
    epilog=examples(
        "segeval board export dsb2018 --to latex --metrics dice,nsd,hd95",
        "segeval board export dsb2018 --to csv --output dsb2018.csv",
        "segeval board export runs/dsb2018/unet-16/96be92c46829 --to nnunet --output summary.json",
        "segeval board export dsb2018 --to challenger --metrics nsd --output challenge.csv",
    )
)
@click.argument("name")
@click.option("--to", type=click.Choice(FORMATS), required=True, help="The format.")
@click.option("--metrics", default="", help="Comma-separated ids; default: all, in latex and markdown what ranks.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write; default: print it.")
@BOARDS
def export(name: str, to: str, metrics: str, output: Path | None, boards: Path) -> None:
    """Write a board, or a single run, in a format of others. NAME is a dataset, or the folder of a board or run.

    csv has a line for each model, structure and metric, csv-wide for each model, csv-cases for each case. hf is the
    model-index of a model card, nnunet the summary.json of one run, challenger what challengeR reads.
    """
    from segeval import exchange
    from segeval._disk import replace

    asked = [word.strip() for word in metrics.split(",") if word.strip()]
    text = exchange.export(exchange.find_board(name, boards), to, asked)
    if output is None:
        click.echo(text, nl=False)
        return
    replace(output, text)
    click.echo(output)


@click.command(
    epilog=examples("segeval cite dsb2018", "segeval cite runs/dsb2018/unet-16/96be92c46829 --style markdown")
)
@click.argument("name")
@click.option(
    "--style", type=click.Choice(["latex", "markdown"]), default="latex", show_default=True, help="Of the text."
)
@BOARDS
def cite(name: str, style: Any, boards: Path) -> None:
    """Print BibTeX of tool, dataset, models and metrics, then a paragraph of methods. NAME is a board or a run."""
    from segeval import catalogue, exchange

    def describe(kind: str, what: str) -> Mapping[str, Any]:
        return catalogue.KINDS[kind].describe(what)

    runs = [run for row in exchange.find_board(name, boards).rows for run in row.runs]
    found = exchange.cite(runs, describe, style)
    click.echo(f"{found.bibtex}\n{found.methods}", nl=False)


@click.command(
    name="import",
    epilog=examples(
        "segeval import summary.json --dataset lits --model nnU-Net --trained-on lits:nnunet-0",
        'segeval import scores.csv --dataset lits --model theirs --trained-on "other: 500 CTs" --labels 1=liver',
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@DATASET
@click.option("--model", required=True, help="What to call the model.")
@SPLIT
@FOLD
@TRAINED_ON
@click.option("--labels", default="", help="Structures of the words or label values in the file, as 1=liver,2=tumour.")
@OUTPUT
def import_(file: Path, labels: str, **options: Any) -> None:
    """Write scores that somebody else computed as a run that is marked "not re-scored": shown and never ranked.

    FILE is nnU-Net's summary.json, or a CSV with case, structure, metric, value, and status where there is no value.
    """
    from segeval import outside

    pairs = [entry.partition("=") for entry in labels.split(",") if entry]
    if wrong := [word for word, equals, name in pairs if not (word and equals and name)]:
        msg = f"--labels {labels!r}: {wrong[0]!r} is not WORD=STRUCTURE, as 1=liver"
        raise UsageError(msg)
    conclude(outside.import_scores(file, labels={word.strip(): name.strip() for word, _, name in pairs}, **options))


@click.command(
    epilog=examples("segeval validate runs/dsb2018/unet-16/96be92c46829", "segeval validate RUN --predictions P")
)
@RUNS
@click.option("--predictions", type=click.Path(path_type=Path), help="Label files of the run; default: those it keeps.")
@REFERENCES
def validate(runs: tuple[Path, ...], predictions: Path | None, references: Path | None) -> None:
    """Check runs of others: their files, cases, ranges and identities, their dataset, and their predictions.

    Where predictions are there, every score is computed again. Exit code 7 if anything is wrong.
    """
    from segeval import exchange, outside

    if predictions and len(runs) > 1:
        msg = f"--predictions of which of the {len(runs)} runs? Check them one after the other."
        raise UsageError(msg)
    again = partial(outside.faults_of_scores, predictions=predictions, references=references)
    faults = []
    for run in runs:
        try:
            found = exchange.validate(run, [outside.faults_of_data, again])
        except BadData as error:
            faults.append(str(error))
            continue
        kept = predictions or (run / "predictions").is_dir()
        click.echo(f"{run}: sound, {len(found.cases)} cases, {'' if kept else 'not '}scored again from predictions")
    if faults:
        raise BadData(" | ".join(faults))


@click.command(
    epilog=examples("segeval merge guest/dsb2018/theirs/3f2a91c04b7e --into runs", "segeval merge guest --into runs")
)
@RUNS
@click.option("--into", type=click.Path(path_type=Path), required=True, help="Folder of runs that they join.")
@REFERENCES
def merge(runs: tuple[Path, ...], into: Path, references: Path | None) -> None:
    """Add runs of others, or all that lie in a folder, to a folder of runs; each is checked first, as by "validate".

    No link is followed. A bad run is left out with its reason, the others join; exit code 7 if any was left out.
    """
    from segeval import exchange, outside

    again = partial(outside.faults_of_scores, references=references)
    merged = exchange.merge(runs, into, [outside.faults_of_data, again])
    for folder in merged.folders:
        click.echo(folder)
    if merged.left_out:
        reasons = " | ".join(reason for _, reason in merged.left_out)
        msg = f"{len(merged.left_out)} left out, {len(merged.folders)} joined {into}: {reasons}"
        raise BadData(msg)

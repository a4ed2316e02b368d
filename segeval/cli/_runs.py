"""Commands that predict and score."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import (
    AUTOCAST,
    DATASET,
    DEVICE,
    FOLD,
    METRICS,
    MODEL,
    MODEL_ARGS,
    NAME,
    OUTPUT,
    PROTOCOL,
    SPLIT,
    TRAINED_ON,
    echo_table,
    examples,
    parse_labels,
)
from segeval.errors import IncompleteRun, UsageError

if TYPE_CHECKING:
    from segeval.runner import Finished

SHOWN = 3  # cases whose reason is printed


@click.command(
    epilog=examples(
        "segeval run --model unet3d-8 --dataset phantom",
        "segeval run --model unet3d-16 --dataset decathlon/hippocampus --fold 1 --flips",
        "segeval run --model unet --model-args norm=batch,width=32 --dataset dsb2018",
        "segeval run --model preds:FOLDER --dataset kvasir-seg --trained-on kvasir-seg",
        'segeval run --model py:package.module:factory --dataset dsb2018 --trained-on "other: 500 images of ours"',
        "segeval run --model onnx:liver.onnx --recipe liver.toml --map 5=liver,*= --dataset lits",
        "segeval run --pipeline ensemble.toml --dataset dsb2018",
        "segeval run --model attention-unet --dataset kvasir-seg --explain grad-cam --save-maps",
    )
)
@MODEL
@click.option("--pipeline", type=click.Path(path_type=Path), help="A file of strategies over models instead of one.")
@DATASET
@SPLIT
@FOLD
@click.option("--weights", help='Folder that "segeval train" wrote, or "random"; default: trained here, or shipped.')
@MODEL_ARGS
@NAME
@TRAINED_ON
@click.option(
    "--not-blind", is_flag=True, help="Settings were chosen with a look at the scored cases: shown, not ranked."
)
@click.option(
    "--recipe", type=click.Path(path_type=Path), help='How a foreign model wants its images; see "segeval recipe init".'
)
@click.option("--map", "label_map", default="", help="Structures of a foreign model's classes, as 5=liver,6=.")
@click.option("--no-probe", is_flag=True, help="Do not try a model from elsewhere on forms of one case first.")
@click.option("--metrics", help="Preset or comma-separated ids; default: standard, and what the benchmark reports.")
@OUTPUT
@DEVICE
@click.option("--flips", is_flag=True, help="Average over mirror images where the recipe allows them.")
@AUTOCAST
@click.option("--channels-last", is_flag=True, help="Memory layout that is faster on some hardware.")
@click.option("--crf", is_flag=True, help="Refine the answer by a dense random field of the image, slice by slice.")
@click.option("--mc-dropout", "samples", type=click.IntRange(0), default=0, help="Average so many passes with dropout.")
@click.option(
    "--explain", default="", metavar="KIND", help="Maps of why: gradient, guided, grad-cam[@LAYER] or attention."
)
@click.option("--overlap", type=click.FloatRange(0, 0.9), help="Share of a window that its neighbours repeat.")
@click.option("--batch", type=click.IntRange(1), default=4, show_default=True, help="Windows computed at once.")
@click.option("--save-predictions", is_flag=True, help="Keep the predicted masks beside the scores.")
@click.option("--save-probabilities", "probabilities", is_flag=True, help="Keep a channel per label beside the scores.")
@click.option("--save-maps", "maps", is_flag=True, help="Keep maps of uncertainty, or of --explain, beside the scores.")
def run(not_blind: bool, no_probe: bool, model: str | None, pipeline: Path | None, **options: Any) -> None:
    """Run a model on a dataset and score every case on its original grid.

    Killed at any moment, the same command goes on where it was. A case that fails is a row with its reason, the
    others go on, and the exit code is 5.
    """
    from segeval import datasets, runner
    from segeval.infer import Settings, draw_maps

    if (model is None) == (pipeline is None):
        msg = "Give --model, or --pipeline FILE.toml, and one of them."
        raise UsageError(msg)
    settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings)})
    if settings.explain and not settings.maps:
        msg = "--explain makes maps, which --save-maps keeps. Give both."
        raise UsageError(msg)
    finished = runner.run(
        model=model or f"pipeline:{pipeline}",
        **options,
        blind=not not_blind,
        tried=not no_probe,
        settings=settings,
    )
    if settings.explain:
        data = datasets.load(options["dataset"], options["split"], fold=options["fold"])
        draw_maps(finished.folder / "maps", data.cases)
    conclude(finished)


@click.command(
    name="eval",
    epilog=examples(
        "segeval eval --reference labels --prediction predictions --labels 1+2=liver,2=tumour",
        "segeval eval --reference case.nii.gz --prediction case_fast.nii.gz --metrics dice,nsd@2",
        "segeval eval --reference labels --prediction predictions --labels 1+2=liver,2=tumour --protocol lits",
    ),
)
@click.option("--reference", type=click.Path(path_type=Path), required=True, help="Folder of label files, or a file.")
@click.option("--prediction", type=click.Path(path_type=Path), required=True, help="The same for the predictions.")
@click.option("--labels", help="What to score, as VALUE=NAME,...; default: dataset.json, else every value found.")
@METRICS
@PROTOCOL
@OUTPUT
@NAME
@TRAINED_ON
@click.option("--probabilities", type=click.Path(path_type=Path), help="Folder of CASE.nii.gz, a channel per label.")
@click.option("--workers", type=click.IntRange(1), help="Cases at once; default: as many as there are processors.")
@click.option("--ignore", type=int, help="Reference value of voxels that are not scored, 255 for one.")
@click.option("--keep-distances", is_flag=True, help='Keep all distances, so that "score" can apply any protocol.')
def evaluate(reference: Path, prediction: Path, labels: str | None, **options: Any) -> None:
    """Score label files against references of the same names, without a dataset or a model."""
    from segeval.folders import evaluate_folders

    named = parse_labels(labels) if labels else None
    conclude(evaluate_folders(reference, prediction, labels=named, **options))


@click.command(
    epilog=examples(
        "segeval score runs/dsb2018/unet-16/3f2a91c04b7e --protocol transunet",
        "segeval score runs/dsb2018/unet-16/3f2a91c04b7e --metrics precision,recall --output again.csv",
    )
)
@click.argument("run", type=click.Path(path_type=Path))
@PROTOCOL
@METRICS
@click.option("--output", type=click.Path(path_type=Path), help="CSV file for the value of every case.")
def score(run: Path, protocol: str, metrics: str, output: Path | None) -> None:
    """Score a finished RUN again from its stored counts and distances, without its predictions.

    A protocol means all the numbers that it defines, unless --metrics names some of them.
    """
    from segeval import rescore, store

    finished = store.read_run(run)
    rows = rescore.means(finished, protocol, metrics)
    means_table(
        (
            row.structure,
            row.metric if row.averaging == "cases" else f"{row.metric} (over {row.averaging})",
            row.value,
            row.n if row.averaging == "cases" else row.expected,
            row.expected,
        )
        for row in rows
    )
    if output:
        again = rescore.rescore(finished, protocol, metrics)
        store.write_scores(output, [row for case in again.cases for row in case.scores])
        click.echo(f"every case: {output}")


def conclude(finished: "Finished") -> None:
    """Print the means of a run and where they are; IncompleteRun if cases failed or are missing."""
    summary = finished.summary
    means_table((mean.structure, mean.metric, mean.mean, mean.n, summary.expected) for mean in summary.means)
    click.echo(f"{summary.ok} of {summary.expected} cases scored: {finished.folder / 'scores.csv'}")
    for case, reason in list(finished.reasons.items())[:SHOWN]:
        click.echo(f"{case}: {reason}", err=True)
    if summary.failed or summary.missing:
        msg = (
            f"incomplete: {summary.failed} failed and {summary.missing} missing of {summary.expected} cases; "
            f"reasons are in {finished.folder / 'cases.csv'}. Mend them and run the same command again."
        )
        raise IncompleteRun(msg)
    if finished.nothing:
        msg = (
            "no reference holds any structure that was asked for; the warning above says what they hold: mend --labels"
        )
        raise UsageError(msg)


def means_table(means: Iterable[tuple[str, str, float | None, int, int]]) -> None:
    """Print means (structure, metric, value, n, expected), a row each structure; n is shown where cases are missing."""
    table: dict[str, dict[str, str]] = {}
    metrics: dict[str, None] = {}
    for structure, metric, value, n, expected in means:
        metrics[metric] = None
        cell = "" if value is None else f"{value:.4f}" + (f" ({n})" if n != expected else "")
        table.setdefault(structure, {})[metric] = cell
    empty = dict.fromkeys(metrics, "")
    echo_table(["structure", *metrics], [{"structure": name, **empty, **row} for name, row in table.items()])

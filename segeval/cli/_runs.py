"""Commands that predict and score."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import (
    DATASET_HELP,
    FOLD,
    METRICS,
    MODEL_ARGS,
    MODEL_HELP,
    NAME,
    OUTPUT,
    PROTOCOL,
    SPLIT,
    TRAINED_ON,
    examples,
    given,
    parse_labels,
)
from segeval.cli._options import (
    CASE_TIMEOUT,
    JSON,
    LABEL_MAP,
    PIPELINE_HELP,
    PROBABILITIES,
    RECIPE,
    Guarded,
    asking,
)
from segeval.cli._results import alone, conclude, conclude_all, document, echo_json, means_table, tell
from segeval.errors import UsageError

if TYPE_CHECKING:
    from segeval.runner import Finished

LENGTHS = ("mm", "px")
# The options of "eval" that go with references from a dataset, and those that go with a folder of them.
OF_DATASET = ("split", "fold", "name", "trained_on", "metrics", "output")
OF_FOLDER = (
    *("metrics", "protocol", "output", "name", "trained_on", "probabilities", "workers", "ignore", "keep_distances"),
    *("title", "labels"),
)
# What "score --json" tells of a mean, beside its value.
TOLD = (
    *("structure", "metric", "unit", "averaging", "n", "expected", "low", "high", "flagged"),
    *("median", "median_low", "median_high"),
)


@click.command(
    cls=Guarded,
    epilog=examples(
        "segeval run --model unet3d-8 --dataset phantom",
        "segeval run --model unet-16 --model unetpp-8 --dataset dsb2018 --dataset isbi2012-em",
        "segeval run --model unet-16 --dataset dsb2018 --limit 5 --json > results.json",
        "segeval run --model unet3d-16 --dataset decathlon/hippocampus --fold 1 --flips",
        "segeval run --model unet --model-args norm=batch,width=32 --dataset dsb2018",
        "segeval run --model preds:FOLDER --dataset kvasir-seg --trained-on kvasir-seg",
        'segeval run --model py:package.module:factory --dataset dsb2018 --trained-on "other: 500 images of ours"',
        "segeval run --model onnx:liver.onnx --recipe liver.toml --map 5=liver,*= --dataset lits",
        "segeval run --pipeline ensemble.toml --dataset dsb2018",
        "segeval run --model attention-unet --dataset kvasir-seg --explain grad-cam --save-maps",
        "segeval run --model nnunet:RESULTS_FOLDER --dataset lits --device cuda:0,cuda:1 --repeat 3",
    ),
)
@click.option("--model", "models", multiple=True, help=f"{MODEL_HELP} May be repeated.")
@click.option("--pipeline", "pipelines", multiple=True, type=click.Path(path_type=Path), help=PIPELINE_HELP)
@click.option("--dataset", "datasets", multiple=True, required=True, help=f"{DATASET_HELP} May be repeated.")
@SPLIT
@FOLD
@click.option("--limit", type=click.IntRange(1), help="The first so many cases of the split alone: shown, not ranked.")
@click.option("--weights", help='Folder that "segeval train" wrote, or "random"; default: trained here, or shipped.')
@MODEL_ARGS
@NAME
@TRAINED_ON
@click.option(
    "--not-blind", is_flag=True, help="Settings were chosen with a look at the scored cases: shown, not ranked."
)
@RECIPE
@LABEL_MAP
@click.option("--no-probe", is_flag=True, help="Do not try a model from elsewhere on forms of one case first.")
@click.option("--metrics", help="Preset or comma-separated ids; default: standard, and what the benchmark reports.")
@OUTPUT
@asking
@click.option(
    "--explain", default="", metavar="KIND", help="Maps of why: gradient, guided, grad-cam[@LAYER] or attention."
)
@click.option(
    "--repeat",
    type=int,
    metavar="K",
    help='Ask K times about every case, and store how much the answers differ, which "segeval gate" reads.',
)
@click.option("--save-predictions", is_flag=True, help="Keep the predicted masks beside the scores.")
@PROBABILITIES
@click.option("--save-maps", "maps", is_flag=True, help="Keep maps of uncertainty, or of --explain, beside the scores.")
@CASE_TIMEOUT
@JSON
def run(
    models: tuple[str, ...],
    pipelines: tuple[Path, ...],
    datasets: tuple[str, ...],
    not_blind: bool,
    no_probe: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Run a model on a dataset and score every case on its original grid.

    Killed at any moment, the same command goes on where it was. A case that fails is a row with its reason, the
    others go on, and the exit code is 5. Several models and datasets are run each on each; a run that fails does not
    stop the others, and the exit code is the highest of all.

    --json prints {"runs": [...]}: of each model, dataset, split, run_id, folder, marks, cases and means, or its error.
    """
    from segeval import runner
    from segeval.infer import Settings

    names = [*models, *(f"pipeline:{path}" for path in pipelines)]
    if not names:
        msg = "Give --model, or --pipeline FILE.toml; either may be repeated."
        raise UsageError(msg)
    settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings)})
    if settings.explain and not settings.maps:
        msg = "--explain makes maps, which --save-maps keeps. Give both."
        raise UsageError(msg)
    options |= {"blind": not not_blind, "tried": not no_probe, "settings": settings}
    outcomes = []
    with alone(as_json):
        for outcome in runner.run_pairs(names, datasets, **options):
            outcomes.append(outcome)
            if outcome.finished and settings.explain:
                _draw(outcome.finished, outcome.dataset, options)
            if len(names) * len(datasets) > 1:
                tell(outcome)
    if as_json:
        echo_json(document(outcomes))
    if len(outcomes) > 1:
        conclude_all(outcomes, as_json=as_json)
    elif outcomes[0].finished:
        conclude(outcomes[0].finished, as_json=as_json)
    elif outcomes[0].error:
        raise outcomes[0].error


def _draw(finished: "Finished", dataset: str, options: Mapping[str, Any]) -> None:
    """Draw the maps of a run as pictures."""
    from segeval import datasets
    from segeval.infer import draw_maps

    draw_maps(finished.folder / "maps", datasets.load(dataset, options["split"], fold=options["fold"]).cases)


@click.command(
    name="eval",
    cls=Guarded,
    epilog=examples(
        "segeval eval --reference labels --prediction predictions --labels 1+2=liver,2=tumour",
        "segeval eval --reference case.nii.gz --prediction case_fast.nii.gz --metrics dice,nsd@2",
        "segeval eval --reference labels --prediction predictions --labels 1+2=liver,2=tumour --protocol lits",
        "segeval eval --reference labels --prediction predictions --json > results.json",
        "segeval eval --dataset dsb2018 --prediction predictions --name ours --trained-on dsb2018",
    ),
)
@click.option("--reference", type=click.Path(path_type=Path), help="Folder of label files, or a file.")
@click.option("--dataset", help="A prepared dataset instead, on whose board the run then stands.")
@click.option("--prediction", type=click.Path(path_type=Path), required=True, help="The same for the predictions.")
@SPLIT
@FOLD
@click.option("--labels", help="What to score, as VALUE=NAME,...; default: dataset.json, else every value found.")
@click.option("--metrics", help="Preset or comma-separated ids; default: standard, and what the benchmark reports.")
@PROTOCOL
@OUTPUT
@NAME
@TRAINED_ON
@click.option("--probabilities", type=click.Path(path_type=Path), help="Folder of CASE.nii.gz, a channel per label.")
@click.option("--workers", type=click.IntRange(1), help="Cases at once; default: as many as there are processors.")
@click.option("--ignore", type=int, help="Reference value of voxels that are not scored, 255 for one.")
@click.option("--title", default="", help="What to call the references on pages; default: the names of their folders.")
@click.option("--keep-distances", is_flag=True, help='Keep all distances, so that "score" can apply any protocol.')
@CASE_TIMEOUT
@JSON
@click.pass_context
def evaluate(
    ctx: click.Context, /, dataset: str | None, prediction: Path, labels: str | None, as_json: bool, **options: Any
) -> None:
    """Score label files against references of the same names, or against those of a prepared dataset.

    --json prints {"runs": [...]}, as "segeval run" does.
    """
    from segeval.folders import evaluate_folders
    from segeval.runner import Outcome

    reference = options.pop("reference")
    if (reference is None) == (dataset is None):
        msg = "Give --reference FOLDER, or --dataset NAME, and one of them."
        raise UsageError(msg)
    allowed = OF_DATASET if dataset else OF_FOLDER
    if wrong := given(ctx, [name for name in (*options, "labels") if name not in allowed]):
        whose = "--dataset, which says that itself" if dataset else "--reference"
        msg = f"{', '.join(wrong)}: not of {whose}; leave it out"
        raise UsageError(msg)
    chosen = {name: value for name, value in options.items() if name in allowed}
    with alone(as_json):
        if dataset:
            from segeval.outside import evaluate_on  # which brings the boards along

            finished = evaluate_on(dataset, prediction, **chosen)
        else:
            named = parse_labels(labels) if labels else None
            chosen["metrics"] = chosen["metrics"] or "standard"
            finished = evaluate_folders(reference, prediction, labels=named, **chosen)
    if as_json:
        where = dataset or str(reference)
        echo_json(document([Outcome(model=str(prediction), dataset=where, finished=finished)]))
    conclude(finished, as_json=as_json)


@click.command(
    epilog=examples(
        "segeval score runs/dsb2018/unet-16/3f2a91c04b7e --protocol transunet",
        "segeval score runs/dsb2018/unet-16/3f2a91c04b7e --metrics precision,recall --output again.csv",
        "segeval score runs/dsb2018/unet-16/3f2a91c04b7e --protocol nnunet --json > means.json",
    )
)
@click.argument("run", type=click.Path(path_type=Path))
@PROTOCOL
@METRICS
@click.option("--output", type=click.Path(path_type=Path), help="CSV file for the value of every case.")
@JSON
def score(run: Path, protocol: str, metrics: str, output: Path | None, as_json: bool) -> None:
    """Score a finished RUN again from its stored counts and distances, without its predictions.

    A protocol means all the numbers that it defines, unless --metrics names some of them.

    A mean of distances follows its few largest: their medians are printed too, each with the two distances that hold
    it at 95 %.

    --json prints {"run", "protocol", "means": [...]}, each with the limits of its mean and its median at 95 % and with
    n of the expected cases that have a value.
    """
    from segeval import rescore, store

    finished = store.read_run(run)
    rows = rescore.means(finished, protocol, metrics)
    if as_json:
        means = [{**{name: getattr(row, name) for name in TOLD}, "value": row.mean} for row in rows]
        echo_json({"run": str(run), "protocol": protocol, "means": means})
    else:
        means_table(
            (
                row.structure,
                row.metric if row.averaging == "cases" else f"{row.metric} (over {row.averaging})",
                row.mean,
                row.n if row.averaging == "cases" else row.expected,
                row.expected,
            )
            for row in rows
        )
        for row in rows:
            if row.unit in LENGTHS and row.median_low is not None:
                limits = f"[{row.median_low:.4g}, {row.median_high:.4g}]"
                click.echo(f"median {row.metric} of {row.structure}: {row.median:.4g} {limits} {row.unit}")
    if output:
        again = rescore.rescore(finished, protocol, metrics)
        store.write_scores(output, [row for case in again.cases for row in case.scores])
        click.echo(f"every case: {output}", err=as_json)

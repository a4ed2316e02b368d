"""The command that predicts images without references."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from segeval.cli._main import FOLD, MODEL, MODEL_ARGS, NAME, SPLIT, examples, parse_labels
from segeval.cli._options import (
    CASE_TIMEOUT,
    LABEL_MAP,
    PIPELINE_HELP,
    PROBABILITIES,
    RECIPE,
    Guarded,
    asking,
)
from segeval.errors import IncompleteRun, UsageError, counted

SHOWN = 10  # cases whose reason is printed


@click.command(
    cls=Guarded,
    epilog=examples(
        "segeval predict --model unet-16 --dataset dsb2018 images masks",
        "segeval predict --model unet3d-8 --dataset phantom scan.nii.gz mask.nii.gz --flips",
        "segeval predict --model unet --weights FOLDER images masks --save-probabilities",
        "segeval predict --model nnunet:RESULTS_FOLDER imagesTs predictions",
        'segeval predict --model cmd:"program {image} {output}" --labels 1=liver,2=tumour images masks',
    ),
)
@click.argument("input", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@MODEL
@click.option("--pipeline", type=click.Path(path_type=Path), help=PIPELINE_HELP)
@click.option(
    "--dataset", help="Whose labels the model predicts and, of a network of the zoo, whose weights are meant."
)
@SPLIT
@FOLD
@click.option("--labels", help="What the values of a model mean that does not say it, as VALUE=NAME,...")
@click.option(
    "--weights", help='Folder that "segeval train" wrote; default: those of --dataset, trained here or shipped.'
)
@MODEL_ARGS
@NAME
@RECIPE
@LABEL_MAP
@asking
@click.option(
    "--format",
    type=click.Choice(["auto", "nifti", "png"]),
    default="auto",
    show_default=True,
    help="Of the masks; auto: PNG for pictures, NIfTI for all else.",
)
@click.option("--overwrite", is_flag=True, help="Predict again what is there.")
@PROBABILITIES
@CASE_TIMEOUT
def predict(model: str | None, pipeline: Path | None, labels: str | None, **options: Any) -> None:
    """Predict INPUT, an image or a folder of images without references, and write masks to OUTPUT.

    INPUT may be of any format that is read: NIfTI, NRRD, MetaImage, PNG, TIFF, JPEG, the folder of a DICOM series.
    Several channels are one file, or files CASE_0000, CASE_0001 ... as nnU-Net names them. A mask lies on the grid of
    its image. Beside the masks, predict.json says what made them and dataset.json what their labels mean, which
    "segeval eval --prediction" reads.

    The same command goes on where it was: finished cases are skipped. A case that fails is named, the others go on,
    and the exit code is 5.
    """
    from segeval import predicting
    from segeval.infer import Settings

    if (model is None) == (pipeline is None):
        msg = "Give --model, or --pipeline FILE.toml, and one of them."
        raise UsageError(msg)
    settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings) if each.name in options})
    named = parse_labels(labels) if labels else None
    done = predicting.predict(model=model or f"pipeline:{pipeline}", labels=named, settings=settings, **options)
    click.echo(predicting.summed(done))
    for case, reason in list(done.failed.items())[:SHOWN]:
        click.echo(f"{case}: {reason}", err=True)
    if done.failed:
        count = len(done.made) + len(done.kept) + len(done.failed)
        more = f"; the first {SHOWN} are shown" if len(done.failed) > SHOWN else ""
        msg = (
            f"incomplete: {len(done.failed)} of {counted(count, 'case')} failed{more}. Mend them and run the same "
            "command again."
        )
        raise IncompleteRun(msg)

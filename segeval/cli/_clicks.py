"""The command that measures how many clicks an answer takes to become a good one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import DATASET, DEVICE, FOLD, MODEL_ARGS, SPLIT, echo_table, examples
from segeval.errors import IncompleteRun

if TYPE_CHECKING:
    from segeval.clicks import Finished

SHOWN = (0, 1, 2, 5, 10, 20, 50, 100)  # numbers of clicks whose mean Dice is printed
REASONS = 3  # cases whose reason is printed


@click.command(
    epilog=examples(
        "segeval clicks --model unet3d-8 --refine geodesic --dataset phantom",
        "segeval clicks --model ensemble.toml --refine random-walker --dataset phantom --clicks 10 --output walked",
        "segeval clicks --model preds:FOLDER --refine rnet3d --refine-weights refiner --dataset decathlon/spleen",
    )
)
@click.option(
    "--model", required=True, help='What answers first: as for "segeval run", or a pipeline file that ends in .toml.'
)
@click.option("--weights", help='Folder of weights of that model, or "random"; default: trained here, or shipped.')
@MODEL_ARGS
@click.option(
    "--refine", required=True, help="geodesic or random-walker, which need no training, or a network that sees clicks."
)
@click.option("--refine-weights", type=click.Path(path_type=Path), help="Folder of its weights; default: trained here.")
@click.option("--refine-args", default="", help="Options of that network, as width=32.")
@DATASET
@SPLIT
@FOLD
@click.option("--clicks", "most", type=click.IntRange(1), default=20, show_default=True, help="At most, a case.")
@click.option(
    "--at-once",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Clicks between two answers; 0: all by the rule of DeepIGeoS, one for every 100 wrong voxels.",
)
@click.option(
    "--least",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    help="Wrong voxels that must touch for a click on them.",
)
@click.option(
    "--reach",
    type=click.FloatRange(0, min_open=True),
    default=5.0,
    show_default=True,
    help="Voxels around a click that geodesic and random-walker decide anew.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of where clicks fall.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("clicks"), show_default=True, help="Folder of results."
)
@DEVICE
def clicks(most: int, at_once: int, least: int, seed: int, **options: Any) -> None:
    """Measure the Dice of a model against the number of clicks on its faults, simulated from the references.

    Round 0 is the answer of --model. Then clicks fall on what is wrong, --refine answers again, and so on. Killed at
    any moment, the same command goes on with the cases that are not done. If a case fails, the exit code is 5.
    """
    from segeval import clicks as sittings

    conclude(sittings.run(rules=sittings.Rules(clicks=most, at_once=at_once, least=least, seed=seed), **options))


def conclude(finished: "Finished") -> None:
    """Print the curves in short, what a good Dice takes, and where all is; IncompleteRun if cases failed."""
    most = max((point.clicks for point in finished.points), default=0)
    numbers = [number for number in SHOWN if number < most] + [most]
    rows: dict[str, dict[str, str]] = {}
    for point in finished.points:
        row = rows.setdefault(point.structure, {"structure": point.structure, "cases": str(point.cases)})
        if point.clicks in numbers:
            row[f"dice@{point.clicks}"] = f"{point.mean:.4f}"
    for effort in finished.efforts:
        middle = "never" if effort.median is None else f"{effort.median:g}"
        rows[effort.structure][f"clicks to {effort.target:g}"] = f"{middle} (never: {effort.never})"
    if rows:
        echo_table([*next(iter(rows.values()))], rows.values())
    for mark in finished.marks:
        click.echo(f"the first model is not ranked here: {mark}")
    click.echo(f"tables and curve: {finished.folder}")
    for case, reason in list(finished.reasons.items())[:REASONS]:
        click.echo(f"{case}: {reason}", err=True)
    if finished.reasons:
        msg = f"incomplete: failed or missing cases: {len(finished.reasons)}. Mend them and run the same command again."
        raise IncompleteRun(msg)

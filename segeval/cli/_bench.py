"""The command that measures what networks cost."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from segeval.cli._main import (
    AUTOCAST,
    DEVICE,
    FAMILY,
    MAX_PARAMS,
    NDIM,
    echo_table,
    examples,
    parse_count,
    parse_patch,
)

COMMA = re.compile(r",(?![^\[]*\])")  # not one between the options of a name
DIGITS = {"params": ",d", "gmacs": ".4g", "ms": ".4g", "images_per_s": ".4g", "peak_mb": ".0f"}


@click.command(
    epilog=examples(
        "segeval bench -m unet,unetpp,u2net --size 256,256",
        'segeval bench -m "unet[norm=batch,width=32],segnet" --autocast --csv costs.csv --picture costs.svg',
        "segeval bench -m all --ndim 2 --max-params 5M",
    )
)
@click.option(
    "-m", "--model", "models", multiple=True, required=True, help='Networks, with commas; options in []; "all".'
)
@NDIM
@MAX_PARAMS
@FAMILY
@click.option("--size", help="Image, as y,x or z,y,x; default: that of each network's published costs.")
@click.option("--channels", type=click.IntRange(1), default=3, show_default=True, help="Of the image.")
@click.option("--classes", type=click.IntRange(1), default=2, show_default=True, help="Of the answer.")
@click.option("--batch", type=click.IntRange(1), default=1, show_default=True, help="Images at once.")
@click.option("--seconds", type=click.FloatRange(0), default=2.0, show_default=True, help="How long each is timed.")
@DEVICE
@AUTOCAST
@click.option("--channels-last", is_flag=True, help="Store maps with channels last.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="File for the table.")
@click.option("--picture", type=click.Path(path_type=Path), help="SVG file: time against multiply-accumulates.")
def bench(
    models: tuple[str, ...],
    ndim: int | None,
    max_params: str | None,
    family: str | None,
    size: str | None,
    table: Path | None,
    picture: Path | None,
    **options: Any,
) -> None:
    """Measure what networks cost on this device: weights, multiply-accumulates, time and memory.

    They are freshly initialised, in eval mode, and answer whole images. --ndim, --max-params and --family choose among
    "all".
    """
    from segeval import zoo
    from segeval.bench import COLUMNS, Trial, costs_csv, measure, scatter, write
    from segeval.infer import Settings

    names = [name.strip() for text in models for name in COMMA.split(text)]
    if "all" in names:
        names = [net.id for net in zoo.chosen(ndim=ndim, max_params=parse_count(max_params), family=family)]
    settings = Settings(**{name: options[name] for name in ("device", "autocast", "channels_last")})
    trial = Trial(
        size=parse_patch(size, "--size") if size else (),
        in_channels=options["channels"],
        classes=options["classes"],
        batch=options["batch"],
        seconds=options["seconds"],
        settings=settings,
    )
    costs = list(measure(names, trial))
    rows = [asdict(cost) for cost in costs]
    echo_table(COLUMNS, [{**row, **{name: format(row[name], style) for name, style in DIGITS.items()}} for row in rows])
    if table:
        write(table, costs_csv(costs))
        click.echo(f"table: {table}")
    if picture:
        write(picture, scatter(costs))
        click.echo(f"picture: {picture}")

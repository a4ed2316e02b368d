"""The command that measures what networks cost, and what engines cost that run them over images."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import (
    DEVICE,
    FAMILY,
    MAX_PARAMS,
    NDIM,
    echo_table,
    examples,
    parse_count,
    parse_patch,
)
from segeval.cli._options import AUTOCAST, COMPILE, FLOAT16, GRAPHS
from segeval.errors import UsageError

if TYPE_CHECKING:
    from segeval.bench import Row
    from segeval.infer import Settings

COMMA = re.compile(r",(?![^\[]*\])")  # not one between the options of a name
HOW = ("device", "autocast", "float16", "compiled", "graphs", "channels_last", "batch")  # of Settings
DIGITS = {"params": ",d", "gmacs": ".4g", "ms": ".4g", "images_per_s": ".4g", "peak_mb": ".0f"}
SHARES = {"least": ".3g", "median": ".3g", "of_floor": ".3f", "of_ours": ".3f", "peak_mb": ".0f", "equal": ".4%"}
ENGINES = ("model", "size", "engine", "version", "windows", *SHARES, "note")
ALONE = ("ndim", "max_params", "family", "picture")  # options that say nothing of engines
BESIDE = ("patch", "weights", "image", "as_json")  # and that say something of engines only


@click.command(
    epilog=examples(
        "segeval bench -m unet,unetpp,u2net --size 256,256",
        'segeval bench -m "unet[norm=batch,width=32],segnet" --autocast --csv costs.csv --picture costs.svg',
        "segeval bench -m all --ndim 2 --max-params 5M",
        "segeval bench --inference",
        "segeval bench --inference --weights mine --image liver.nii.gz --csv engines.csv",
    )
)
@click.option("-m", "--model", "models", multiple=True, help='Networks, with commas; options in []; "all".')
@click.option("--inference", is_flag=True, help="Compare engines: ours, MONAI's, nnU-Net's, the network alone.")
@NDIM
@MAX_PARAMS
@FAMILY
@click.option("--size", help="Image, as y,x or z,y,x; default: that of each network's published costs.")
@click.option("--patch", help="Windows of --inference; default: those of the weights, or half the image.")
@click.option("--weights", type=click.Path(path_type=Path), help="Trained weights for --inference, instead of -m.")
@click.option("--image", type=click.Path(path_type=Path), help="Image file for --weights, instead of one drawn.")
@click.option("--channels", type=click.IntRange(1), help="Of the image; default: 3, and 1 with --inference.")
@click.option("--classes", type=click.IntRange(1), default=2, show_default=True, help="Of the answer.")
@click.option("--batch", type=click.IntRange(1), default=1, show_default=True, help="Images or windows at once.")
@click.option("--seconds", type=click.FloatRange(0), default=2.0, show_default=True, help="How long each is timed.")
@DEVICE
@AUTOCAST
@FLOAT16
@COMPILE
@GRAPHS
@click.option("--channels-last", is_flag=True, help="Store maps with channels last.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="File for the table.")
@click.option("--picture", type=click.Path(path_type=Path), help="SVG file: time against multiply-accumulates.")
@click.option("--json", "as_json", is_flag=True, help="The comparison of engines as one JSON document.")
def bench(models: tuple[str, ...], inference: bool, table: Path | None, **options: Any) -> None:
    """Measure what networks cost on this device: weights, multiply-accumulates, time and memory.

    They are freshly initialised, in eval mode, and answer whole images. --ndim, --max-params and --family choose among
    "all". With --inference networks run by windows over an image, by our engine and by those of others in turn: column
    "equal" is the share of voxels with our label, which random weights decide by less than trained ones.
    """
    if unused := [name for name in (ALONE if inference else BESIDE) if options[name]]:
        listed = ", ".join("--" + name.removeprefix("as_").replace("_", "-") for name in unused)
        msg = f"{listed}: {'not with' if inference else 'only with'} --inference"
        raise UsageError(msg)
    from segeval.bench import rows_csv, write
    from segeval.infer import Settings

    names = [name.strip() for text in models for name in COMMA.split(text)]
    settings = Settings(**{name: options[name] for name in HOW})
    if inference:
        rows = _engines(names, settings, options)
        if table:
            write(table, rows_csv(rows))
            click.echo(f"table: {table}", err=options["as_json"])
        return
    _networks(names, settings, table, options)


def _networks(names: Sequence[str], settings: "Settings", table: Path | None, options: Mapping[str, Any]) -> None:
    """Print what networks cost by themselves."""
    from segeval import zoo
    from segeval.bench import COLUMNS, Trial, costs_csv, measure, scatter, write

    if not names:
        msg = 'name networks, as in "-m unet,unetpp" or "-m all"'
        raise UsageError(msg)
    if "all" in names:
        ndim, most, family = options["ndim"], parse_count(options["max_params"]), options["family"]
        names = [net.id for net in zoo.chosen(ndim=ndim, max_params=most, family=family)]
    trial = Trial(
        size=parse_patch(options["size"], "--size") if options["size"] else (),
        in_channels=options["channels"] or 3,
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
    if options["picture"]:
        write(options["picture"], scatter(costs))
        click.echo(f"picture: {options['picture']}")


def _engines(names: Sequence[str], settings: "Settings", options: Mapping[str, Any]) -> "list[Row]":
    """Print what engines cost on the same networks and images, and on which machine."""
    from segeval.bench import side_by_side, trained, works
    from segeval.environment import describe

    size, patch = (parse_patch(options[name], f"--{name}") if options[name] else () for name in ("size", "patch"))
    folder, image = options["weights"], options["image"]
    if (folder and names) or (image and (size or not folder)):
        msg = (
            "--weights says which network it is, and --image, which needs --weights, how large: leave out -m and --size"
        )
        raise UsageError(msg)
    if folder:
        found = iter([trained(folder, settings, size=size, patch=patch, image=image)])
    else:
        channels = options["channels"] or 1, options["classes"]
        found = works(names, settings, size=size, patch=patch, channels=channels)
    rows = [row for work in found for row in side_by_side(work, options["seconds"])]
    machine = describe()
    if options["as_json"]:
        click.echo(json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=1))
        return rows
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "segeval"))
    click.echo(f"{machine['cpu']}, {rows[0].device}; {machine['platform']}; {versions}")
    shown = [{**asdict(row), **_spelled(row)} for row in rows]
    echo_table(ENGINES, [{**row, "size": f"{row['size']} by {row['patch']}"} for row in shown])
    return rows


def _spelled(row: "Row") -> dict[str, str | None]:
    values = {name: getattr(row, name) for name in SHARES}
    return {name: None if value is None else format(value, SHARES[name]) for name, value in values.items()}

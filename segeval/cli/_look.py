"""Commands that only inform."""

import json
from typing import Any

import click

from segeval.cli._main import FAMILY, MAX_PARAMS, NDIM, echo_table, examples, parse_count
from segeval.errors import UsageError

WHAT = (
    "datasets",
    "models",
    "metrics",
    "presets",
    "protocols",
    "schemes",
    "strategies",
    "losses",
    "augmentations",
    "critics",
    "splits",
)


@click.command(
    name="ls",
    epilog=examples(
        "segeval ls models --ndim 2 --max-params 5M",
        "segeval ls models --family transformer",
        "segeval ls datasets --json",
        "segeval ls splits",
    ),
)
@click.argument("what", type=click.Choice(WHAT))
@NDIM
@MAX_PARAMS
@FAMILY
@click.option("--json", "as_json", is_flag=True, help="Every field, as a JSON list.")
def list_known(what: str, ndim: int | None, max_params: str | None, family: str | None, as_json: bool) -> None:
    """List what segeval knows: datasets, models, metrics, protocols, splits and more.

    Column "weights" of the models: the datasets for which there are trained ones here, shipped or your own. Column
    "cut" of the splits: how many patients, sequences or cars lie in more than one part.
    """
    from segeval import catalogue, zoo

    entries = catalogue.entries(what)
    if ndim or max_params or family:
        if what != "models":
            msg = f"--ndim, --max-params and --family choose among models, not among {what}."
            raise UsageError(msg)
        chosen = {net.id for net in zoo.chosen(ndim=ndim, max_params=parse_count(max_params), family=family)}
        entries = [entry for entry in entries if entry["id"] in chosen]
    if as_json:
        click.echo(json.dumps(entries, indent=1))
    else:
        echo_table(catalogue.columns(what), [_plain(entry) for entry in entries])


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with its large numbers written in groups of three digits."""
    return {key: f"{value:,}" if isinstance(value, int) and value > 9999 else value for key, value in entry.items()}


@click.command(epilog=examples("segeval info unet", "segeval info decathlon/hippocampus", "segeval info nsd@2"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(name: str, as_json: bool) -> None:
    """Show everything about one dataset, model, metric or protocol; a model also as a diagram of its parts."""
    from segeval import catalogue

    entry = catalogue.describe(name)
    if as_json:
        click.echo(json.dumps(entry, indent=1))
        return
    if entry["kind"] == "model":
        from segeval.bench import sheet

        click.echo(sheet(name))
        return
    width = max(len(key) for key in entry)
    for key, value in entry.items():
        lines = value if isinstance(value, list) else [value]
        text = "\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
        click.echo(f"{key:<{width}}  " + text.strip().replace("\n", "\n" + " " * (width + 2)))


@click.command(epilog=examples("segeval selftest", "segeval selftest --lib medpy,monai"))
@click.option("--lib", "libraries", default="", help="Installed packages to ask as well, with commas.")
def selftest(libraries: str) -> None:
    """Check the metrics against phantoms whose answers are known by hand; exit code 1 if one is wrong.

    With --lib the same table shows which definitions other packages hold: medpy, monai, surface-distance, seg-metrics
    and panoptica.
    """
    from segeval import selftest as kit

    verdicts = kit.run(["segeval", *filter(None, libraries.split(","))])
    rows = kit.table(verdicts)
    echo_table(list(rows[0]), rows)
    kit.enforce(verdicts["segeval"])

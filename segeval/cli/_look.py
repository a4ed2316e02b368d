"""Commands that only inform."""

import json

import click

from segeval.cli._main import echo_table, examples

WHAT = ("datasets", "models", "metrics", "presets", "protocols", "schemes", "losses", "augmentations", "splits")


@click.command(name="ls", epilog=examples("segeval ls models", "segeval ls datasets --json", "segeval ls splits"))
@click.argument("what", type=click.Choice(WHAT))
@click.option("--json", "as_json", is_flag=True, help="Every field, as a JSON list.")
def list_known(what: str, as_json: bool) -> None:
    """List what segeval knows: datasets, models, metrics, protocols, splits and more.

    Column "cut" of the splits: how many patients, sequences or cars lie in more than one part.
    """
    from segeval import catalogue

    entries = catalogue.entries(what)
    if as_json:
        click.echo(json.dumps(entries, indent=1))
    else:
        echo_table(catalogue.columns(what), entries)


@click.command(epilog=examples("segeval info unet", "segeval info decathlon/hippocampus", "segeval info nsd@2"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(name: str, as_json: bool) -> None:
    """Show everything about one dataset, model, metric or protocol."""
    from segeval import catalogue

    entry = catalogue.describe(name)
    if as_json:
        click.echo(json.dumps(entry, indent=1))
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

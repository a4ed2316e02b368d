"""Commands about datasets."""

from pathlib import Path

import click

from segeval.cli._main import Commands, examples


@click.group(cls=Commands)
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

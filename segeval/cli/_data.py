"""Commands about datasets."""

from pathlib import Path

import click

from segeval.cli._main import Commands, echo_table, examples
from segeval.cli._options import CASE_TIMEOUT, Guarded
from segeval.errors import counted

FORMS = ("nnunet", "msd", "monai", "hf", "croissant", "coco")
MANY = 20  # findings of an audit that are printed


@click.group(cls=Commands)
def data() -> None:
    """Turn raw downloads into the common split format, and look after them."""


@data.command(
    cls=Guarded,
    epilog=examples(
        "segeval data prepare phantom",
        "segeval data prepare decathlon/hippocampus downloads/Task04_Hippocampus",
        "segeval data prepare lits downloads    # with Training_Batch1.zip and Training_Batch2.zip in it, as they are",
        "segeval data prepare folder/knees ~/knees",
    ),
)
@click.argument("name")
@click.argument("raw", type=click.Path(path_type=Path), required=False)
@click.option("--allow-partial", is_flag=True, help="Go on without missing and refused cases, and record which.")
@CASE_TIMEOUT
def prepare(name: str, raw: Path | None, allow_partial: bool) -> None:
    """Prepare dataset NAME from its official download in folder RAW (not needed after "fetch", or for generated data).

    Zips and tars are read where they are. folder/NAME is any nnU-Net, Decathlon or MONAI folder of yours, or images
    beside masks. The result lies in $SEGEVAL_DATA or the user's data folder; running it again does only what is new.
    """
    from segeval import datasets

    folder = datasets.prepare(name, raw, allow_partial=allow_partial)
    prepared = datasets.load(datasets.name_of(folder))
    parts = ", ".join(f"{len(prepared.part_cases(part))} {part}" for part in datasets.PARTS)
    release = f", release {prepared.release}" if prepared.release else ""
    click.echo(f"{prepared.info.id}{release}: {counted(len(prepared.cases), 'case')} in {folder}")
    click.echo(f"split {prepared.split.name} ({prepared.split.source}): {parts}")
    if note := datasets.split_note(prepared):
        click.echo(f"note: {note}")


@data.command(epilog=examples("segeval data fetch kvasir-seg", "segeval data fetch lits    # prints where to get it"))
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the files; default: where prepare looks.")
def fetch(name: str, output: Path | None) -> None:
    """Download dataset NAME where its licence allows that, else print where to get it, the terms, and what goes where.

    Interrupted downloads go on where they stopped. Nothing is unpacked; no password is ever asked for or stored.
    """
    from segeval import datasets

    info = datasets.describe(name)
    folder = output or datasets.downloads(info.id)
    for path in datasets.fetch(info, folder):
        click.echo(str(path))
    click.echo(datasets.instructions(info, folder))


@data.command(epilog=examples("segeval data verify decathlon/hippocampus"))
@click.argument("name")
def verify(name: str) -> None:
    """Decode every file of a prepared dataset and compare it with its index; exit code 7 lists what differs."""
    from segeval.curation import verify as checks

    verified = checks.verify(name)
    checks.enforce(verified)
    click.echo(f"{verified.dataset}: {verified.cases} cases in {verified.files} files are as they were prepared")


@data.command(epilog=examples("segeval data audit", "segeval data audit kvasir-seg cvc-clinicdb --all"))
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Print every finding.")
def audit(names: tuple[str, ...], everything: bool) -> None:
    """Find what two parts of a split or two datasets share: images, copies, halves of one acquisition, joined tiles.

    Groups that splits cut are named too. Without NAMES, everything that is prepared. What only the literature says is
    marked "declared".
    """
    from segeval.curation import audit as checks

    found = checks.audit(names)
    for finding in found if everything else found[:MANY]:
        leak = f" [leaks in {', '.join(finding.leaks)}]" if finding.leaks else ""
        cases = " = ".join(finding.cases[:4]) + (" ..." if len(finding.cases) > 4 else "")
        click.echo(f"{finding.kind}{leak} {' and '.join(finding.datasets)}: {cases} {finding.text}".replace("  ", " "))
    if len(found) > MANY and not everything:
        click.echo(f"... and {len(found) - MANY} more; see them with --all")
    click.echo(
        f"{len(found)} findings, {sum(bool(finding.leaks) for finding in found)} of them between parts of a split"
    )


@data.command(
    epilog=examples("segeval data stats decathlon/hippocampus", "segeval data stats glas --output pages/glas")
)
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the page; default: stats/NAME.")
def stats(name: str, output: Path | None) -> None:
    """Print sizes, spacings, intensities and volumes, and write them with pictures of a few cases to a page."""
    from segeval import datasets
    from segeval.curation import page
    from segeval.curation.stats import table
    from segeval.records import folder_name

    info = datasets.describe(name)
    place = output or Path("stats") / folder_name(info.id)
    found = page.write_stats(name, place)
    rows = table(found.rows)
    echo_table(list(rows[0]), rows)
    for part, (cases, groups) in found.parts.items():
        click.echo(
            f"{part}: {cases} cases"
            + (f" of {groups} {info.group}{'s' * (groups != 1)}" if info.group and groups != cases else "")
        )
    click.echo(str((place / "stats.html").resolve()))


@data.command(epilog=examples("segeval data export dsb2018 --to coco", "segeval data export lits --to nnunet"))
@click.argument("name")
@click.option("--to", "form", type=click.Choice(FORMS), required=True, help="Whose form; msd is the Decathlon's.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("exports"), show_default=True, help="Folder for exports."
)
def export(name: str, form: str, output: Path) -> None:
    """Write a prepared dataset in the form of another toolkit; files are copied, or cloned where the disk can."""
    from segeval.curation import export as forms

    click.echo(str(forms.export(name, form, output).resolve()))

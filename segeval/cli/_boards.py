"""Commands about leaderboards."""

from pathlib import Path

import click

from segeval.cli._main import PROTOCOL, Commands, echo_table, examples
from segeval.cli._options import BOARDS, JSON
from segeval.cli._results import echo_json
from segeval.errors import BadData


@click.group(cls=Commands)
def board() -> None:
    """Build leaderboards from finished runs.

    A board is called as its dataset, that of a split which is not the default DATASET.SPLIT.
    """


@board.command(epilog=examples("segeval board build", "segeval board build --runs runs --boards leaderboards"))
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Folder of runs."
)
@BOARDS
@click.option("--rules", type=click.Path(path_type=Path), help="A run: rank on its data by its metrics from now on.")
@click.option(
    "--clicks", type=click.Path(path_type=Path), multiple=True, help='An output of "segeval clicks" to show; several.'
)
@JSON
def build(runs: Path, boards: Path, rules: Path | None, clicks: tuple[Path, ...], *, as_json: bool) -> None:
    """Copy finished runs into the boards and rebuild their CSV and HTML, the index and the page of every dataset.

    A board ranks by the rules in its board.json, which is made once: from --rules, else from the runs that are there.
    """
    from segeval import catalogue, report

    for folder in clicks:
        report.add_clicks(folder, boards)
    pages = report.build(runs, boards, rules, catalogue.declared_datasets())
    if as_json:
        echo_json({"schema": "segeval-pages/1", "pages": [str(path) for path in pages]})
        return
    for path in pages:
        click.echo(path)


@board.command(
    epilog=examples(
        "segeval board compare dsb2018 unet-16 unet-8",
        "segeval board compare decathlon/hippocampus unet3d-8 nnunet3d-8 --html changes.html",
    )
)
@click.argument("name")
@click.argument("base")
@click.argument("candidate")
@click.option("--json", "numbers", type=click.Path(path_type=Path, dir_okay=False), help="File for every number.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="File for a page.")
@BOARDS
@click.pass_context
def compare(
    context: click.Context, name: str, base: str, candidate: str, numbers: Path | None, html: Path | None, boards: Path
) -> None:
    """Compare models BASE and CANDIDATE of the board of dataset NAME, as "segeval compare" does two runs."""
    from segeval.cli import _gate
    from segeval.records import folder_name

    place = boards / folder_name(name)
    context.invoke(_gate.compare, base=f"{place}:{base}", candidate=f"{place}:{candidate}", as_json=numbers, html=html)


@board.command(
    epilog=examples(
        "segeval board figure dsb2018 --out dsb2018.pdf",
        "segeval board figure dsb2018 --chart pairs --out pairs.svg",
        "segeval board figure decathlon/hippocampus --chart cases --out cases.csv",
    )
)
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A file: .svg, .pdf, .png, or .csv.")
@click.option(
    "--chart",
    default="forest",
    show_default=True,
    help="forest, pairs, redrawn, ranks, params, seconds, cases or clicks.",
)
@BOARDS
def figure(name: str, out: Path, chart: str, boards: Path) -> None:
    """Draw a chart of the board of a dataset for a paper; by default each model's cases, mean and interval.

    PDF and SVG are vectors and PNG has twice the pixels of a screen; a CSV has the numbers.
    """
    from segeval import report

    click.echo(report.write_figure(name, out, chart=chart, boards=boards))


@board.command(
    epilog=examples(
        "segeval run --model unet-16 --dataset dsb2018 --save-predictions && segeval board pictures dsb2018",
        "segeval board pictures decathlon/hippocampus --runs runs --boards leaderboards",
        "segeval board pictures kvasir-seg --local",
    )
)
@click.argument("name")
@click.option(
    "--runs",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    show_default=True,
    help="Folder of runs with saved predictions.",
)
@BOARDS
@click.option("--local", is_flag=True, help="Only for yourself: a page local.html beside that of the board.")
def pictures(name: str, runs: Path, boards: Path, local: bool) -> None:
    """Draw the cases of a board that are worth a look: image, reference, and where each model errs.

    They are the hardest, the middle and the easiest case, and the three on which the ranked models differ most. The
    dataset is prepared here, and the predictions are those that were scored, voxel by voxel, or the command ends.
    Without --local its licence lets anybody publish images. All pictures of a board take at most 400 kB.
    """
    from segeval import catalogue, datasets, report
    from segeval.records import folder_name
    from segeval.report import pictures as drawing

    rules = report.read_rules(boards / folder_name(name))
    if rules is None:
        msg = f"{boards} holds no board of {name}; run segeval board build, or name another folder with --boards"
        raise BadData(msg)
    data = rules.data
    loaded = [datasets.load(data.dataset, f"{split}:{data.part}") for split in report.folds(data.split)]
    labels = report.joined_digest([each.label_digest for each in loaded])
    if labels != data.label_digest:
        msg = f"{name}: the prepared labels are {labels}, those of the board {data.label_digest}"
        raise BadData(msg)
    prepared = loaded[0]  # a split knows the cases of all its parts, and so those of every fold
    click.echo(drawing.draw(name, prepared.cases, prepared.info, runs=runs, boards=boards, local=local))
    if not local:
        report.rebuild(boards, catalogue.declared_datasets())


@board.command(epilog=examples("segeval board check", "segeval board check --boards leaderboards"))
@BOARDS
def check(boards: Path) -> None:
    """Derive every board again from its runs and name the files that differ; exit code 7 if any does."""
    from segeval import catalogue, report

    differences = report.check(boards, catalogue.declared_datasets())
    if differences:
        msg = f"{boards}: {len(differences)} differ: {'; '.join(differences)}. Run: segeval board build"
        raise BadData(msg)
    click.echo(f"{boards}: every file is what its runs give")


@board.command(
    epilog=examples("segeval board ranks --protocol transunet", "segeval board ranks --protocol lits --boards boards")
)
@PROTOCOL
@BOARDS
@JSON
def ranks(protocol: str, boards: Path, *, as_json: bool) -> None:
    """Show which ranks change when boards are scored by the conventions of another benchmark.

    Below that, Kendall's tau between the order of the means and three others: of the means under the protocol, of the
    mean of ranks in each case, and of how many models each is significantly better than; 1 is the same order.
    """
    from segeval import rescore
    from segeval.records import canonical

    changes, agreements, lacking = rescore.rank_changes(boards, protocol)
    if as_json:
        told = {"changes": canonical(changes), "agreements": canonical(agreements), "left_out": lacking}
        echo_json({"schema": "segeval-ranks/1", "protocol": protocol, **told})
        return
    echo_table(
        ["dataset", "metric", "model", "segeval", protocol, "rank"],
        [
            {
                "dataset": change.dataset,
                "metric": change.metric,
                "model": change.model,
                "segeval": standing(change.value, change.rank),
                protocol: standing(change.protocol_value, change.protocol_rank),
                "rank": "same" if change.rank == change.protocol_rank else f"{change.rank} -> {change.protocol_rank}",
            }
            for change in changes
        ],
    )
    click.echo()
    echo_table(
        ["dataset", "metric", f"tau by {protocol}", "tau by ranks", "tau by tests"],
        [
            {
                "dataset": each.dataset,
                "metric": each.metric,
                f"tau by {protocol}": tau(each.protocol),
                "tau by ranks": tau(each.ranks),
                "tau by tests": tau(each.tests),
            }
            for each in agreements
        ],
    )
    for line in lacking:
        click.echo(f"left out: {line}", err=True)


def tau(value: float | None) -> str:
    """Return a correlation of orders as text, a dash where two orders have none."""
    return "–" if value is None else f"{value:.2f}"


def standing(value: float | None, rank: int | None) -> str:
    """Return a mean and its rank as text."""
    return ("" if value is None else f"{value:.4f}") + (f" (rank {rank})" if rank else " (not ranked)")

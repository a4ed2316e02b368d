"""Commands about leaderboards."""

from pathlib import Path

import click

from segeval.cli._main import PROTOCOL, Commands, echo_table, examples
from segeval.errors import BadData


@click.group(cls=Commands)
def board() -> None:
    """Build leaderboards from finished runs."""


@board.command(epilog=examples("segeval board build", "segeval board build --runs runs --output leaderboards"))
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Folder of runs."
)
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="Where to."
)
@click.option("--rules", type=click.Path(path_type=Path), help="A run: rank on its data by its metrics from now on.")
@click.option(
    "--clicks", type=click.Path(path_type=Path), multiple=True, help='An output of "segeval clicks" to show; several.'
)
def build(runs: Path, output: Path, rules: Path | None, clicks: tuple[Path, ...]) -> None:
    """Copy finished runs into the boards and rebuild their CSV and HTML, the index and the page of every dataset.

    A board ranks by the rules in its board.json, which is made once: from --rules, else from the runs that are there.
    """
    from segeval import catalogue, report

    for folder in clicks:
        report.add_clicks(folder, output)
    for path in report.build(runs, output, rules, catalogue.declared_datasets()):
        click.echo(path)


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
    help="forest, pairs, ranks, params, seconds, cases or clicks.",
)
@click.option(
    "--boards", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="Where it is."
)
def figure(name: str, out: Path, chart: str, boards: Path) -> None:
    """Draw a chart of the board of a dataset for a paper; by default each model's cases, mean and interval.

    PDF and SVG are vectors and PNG has twice the pixels of a screen; a CSV has the numbers.
    """
    from segeval import report

    click.echo(report.write_figure(name, out, chart=chart, boards=boards))


@board.command(epilog=examples("segeval board check", "segeval board check --boards leaderboards"))
@click.option(
    "--boards", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="What to check."
)
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
@click.option(
    "--boards", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="What to rank."
)
def ranks(protocol: str, boards: Path) -> None:
    """Show which ranks change when boards are scored by the conventions of another benchmark.

    Below that, Kendall's tau between the order of the means and three others: of the means under the protocol, of the
    mean of ranks in each case, and of how many models each is significantly better than; 1 is the same order.
    """
    from segeval import rescore

    changes, agreements, lacking = rescore.rank_changes(boards, protocol)
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

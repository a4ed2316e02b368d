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
def build(runs: Path, output: Path, rules: Path | None) -> None:
    """Copy finished runs into the boards and rebuild their CSV and HTML.

    A board ranks by the rules in its board.json, which is made once: from --rules, else from the runs that are there.
    """
    from segeval import report

    for path in report.build(runs, output, rules):
        click.echo(path)


@board.command(epilog=examples("segeval board check", "segeval board check --boards leaderboards"))
@click.option(
    "--boards", type=click.Path(path_type=Path), default=Path("leaderboards"), show_default=True, help="What to check."
)
def check(boards: Path) -> None:
    """Derive every board again from its runs and name the files that differ; exit code 7 if any does."""
    from segeval import report

    differences = report.check(boards)
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
    """Show which ranks change when boards are scored by the conventions of another benchmark."""
    from segeval import rescore

    changes, lacking = rescore.rank_changes(boards, protocol)
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
    for line in lacking:
        click.echo(f"left out: {line}", err=True)


def standing(value: float | None, rank: int | None) -> str:
    """Return a mean and its rank as text."""
    return ("" if value is None else f"{value:.4f}") + (f" (rank {rank})" if rank else " (not ranked)")

"""Commands that compare two runs and decide whether one is worse."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segeval.cli._main import echo_table, examples
from segeval.errors import IncompleteRun, NotComparable, SegevalError, UsageError

if TYPE_CHECKING:
    from segeval.compare import Comparison, Picture
    from segeval.gate.policies import Terms
    from segeval.gate.runs import Gate

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    epilog=examples(
        "segeval compare leaderboards/dsb2018:unet-16 leaderboards/dsb2018:unet-8",
        "segeval compare git:HEAD:baseline runs/dsb2018/unet-16/3f2a91c04b7e --html changes.html",
    )
)
@click.argument("base")
@click.argument("candidate")
@click.option(
    "--level",
    type=click.FloatRange(0.5, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help="Confidence of the intervals.",
)
@click.option("--json", "as_json", type=FILE, help="File for every number.")
@click.option("--html", type=FILE, help="File for a page; with pictures where runs kept predictions.")
def compare(base: str, candidate: str, level: float, as_json: Path | None, html: Path | None) -> None:
    """Compare run CANDIDATE with run BASE, paired by case and structure; Markdown on standard output.

    Both are FOLDER of a run, BOARD:MODEL, FOLDER:RUN_ID, or git:REVISION:PATH of what was committed.
    """
    from segeval import compare as comparing
    from segeval._disk import replace as write
    from segeval.store import noise_words, read_noise

    with comparing.located(base) as before, comparing.located(candidate) as after:
        found = comparing.compare(*comparing.read_pair(before, after), level)
        click.echo(comparing.markdown(found), nl=False)
        for name, run in (("BASE", before), ("CANDIDATE", after)):
            if noise := read_noise(run):
                click.echo("".join(f"\n- noise floor of {name}: {line}" for line in noise_words(noise)))
        if as_json:
            write(as_json, comparing.as_json(found))
        if html:
            write(html, comparing.html(found, pictures(found)))


def pictures(found: "Comparison") -> "Iterator[Picture]":
    """Draw the cases that changed most, if both runs kept predictions and the data that they were scored on is here."""
    from segeval import datasets
    from segeval.compare.pictures import pictures as drawn
    from segeval.store import MASKS

    data = found.base.record.data
    if not all((run.path / MASKS).is_dir() for run in (found.base, found.candidate)):
        return
    try:
        prepared = datasets.load(data.dataset, f"{data.split}:{data.part}")
    except SegevalError as error:
        click.echo(f"without pictures: {error}", err=True)
        return
    if prepared.label_digest == data.label_digest:
        yield from drawn(found, prepared.cases)


@click.command(
    epilog=examples(
        "segeval gate baseline runs/dsb2018/unet-16/3f2a91c04b7e",
        "segeval gate git:v1.2:baseline runs/dsb2018/unet-16/3f2a91c04b7e --policy gate.toml --strict",
        "segeval gate baseline runs/dsb2018/unet-16/3f2a91c04b7e --update",
    )
)
@click.argument("base")
@click.argument("candidate")
@click.option("--policy", type=FILE, help="TOML file with metrics, margins and thresholds; see docs/gate.md.")
@click.option("--profile", help="smoke, golden or full, where there is no policy; default: full.")
@click.option("--strict", is_flag=True, help="Inconclusive does not pass: exit code 4.")
@click.option("--seeds", multiple=True, help="For each of 4 or more trainings of the baseline, its run.")
@click.option("--update", is_flag=True, help="Make CANDIDATE the baseline in folder BASE, whatever the verdict.")
@click.option("--json", "as_json", type=FILE, help="File for everything that the gate says.")
@click.option("--junit", type=FILE, help="File for JUnit XML.")
@click.option("--summary", type=FILE, help="File that Markdown is added to; default: $GITHUB_STEP_SUMMARY.")
@click.option("--comment", type=FILE, help="File for the body of a comment.")
def gate(
    base: str,
    candidate: str,
    policy: Path | None,
    profile: str | None,
    strict: bool,
    seeds: tuple[str, ...],
    update: bool,
    **files: Path | None,
) -> None:
    """Decide whether run CANDIDATE is worse than run BASE.

    Both are FOLDER of a run, BOARD:MODEL, FOLDER:RUN_ID, or git:REVISION:PATH of what was committed; of a BASE with
    several runs it is the one of the candidate's model.

    Exit codes: 0 passed, 3 worse, 4 inconclusive and --strict, 5 incomplete, 6 not comparable, 7 bad data.
    """
    from contextlib import ExitStack

    from segeval.compare import located, read_pair
    from segeval.gate import baselines, outputs, runs
    from segeval.store import read_manifest, read_noise, read_run

    terms = _terms(policy, profile, strict)
    with ExitStack() as stack:
        after = stack.enter_context(located(candidate))
        if update and _is_free(base):
            baselines.update(after, Path(base))
            click.echo(f"baseline: {base}")
            return
        before = stack.enter_context(located(base, read_manifest(after).record.model.id))
        others = [read_run(stack.enter_context(located(words))) for words in seeds]
        found = runs.gate(*read_pair(before, after), terms, others, read_noise(before))
        _write(found, **files)
        echo_table(outputs.COLUMNS, outputs.rows(found)) if found.lines else None
        click.echo("\n".join([*outputs.remarks(found), outputs.headline(found)]))
        if update:
            baselines.update(after, _place(base))
            click.echo(f"baseline: {base}")
            return
    _conclude(found)


def _terms(policy: Path | None, profile: str | None, strict: bool) -> "Terms":
    from segeval.gate import policies

    if policy and profile:
        msg = f"--policy and --profile are both given; write profile = {profile!r} into {policy}"
        raise UsageError(msg)
    terms = policies.read_terms(policy) if policy else policies.profile(profile or "full")
    return replace(terms, strict=strict or terms.strict)


def _is_free(words: str) -> bool:
    """Whether nothing is at the place of a baseline yet."""
    place = Path(words)
    return ":" not in words and (not any(place.iterdir()) if place.is_dir() else not place.exists())


def _place(words: str) -> Path:
    """Return the folder that ``--update`` writes."""
    if not (Path(words) / "manifest.json").is_file():
        msg = f"--update writes a folder with one baseline, and {words} is another thing; name such a folder as BASE"
        raise UsageError(msg)
    return Path(words)


def _write(found: "Gate", as_json: Path | None, junit: Path | None, summary: Path | None, comment: Path | None) -> None:
    """Write what was asked for, and what GitHub Actions reads where it is the one that runs this."""
    from segeval._disk import replace as write
    from segeval._disk import writing
    from segeval.gate import outputs

    for path, text in ((as_json, outputs.as_json), (junit, outputs.junit), (comment, outputs.comment)):
        if path:
            write(path, text(found))
    place = summary or Path(os.environ.get("GITHUB_STEP_SUMMARY", ""))
    if place != Path():
        with writing(place), place.open("a", encoding="utf-8") as file:
            file.write(outputs.markdown(found))
    if os.environ.get("GITHUB_ACTIONS"):
        click.echo("\n".join(outputs.annotations(found)))


def _conclude(found: "Gate") -> None:
    """Leave with the exit code of the verdict; what is no verdict is an error."""
    if found.differences:
        words = ", ".join(dict.fromkeys(line.partition(":")[0] for line in found.differences))
        msg = f"not comparable: {words}; see above. Run both on the same cases with the same segeval, or --update BASE."
        raise NotComparable(msg)
    if found.incomplete:
        msg = f"worse: {found.reasons[0]}. Mend them and run the candidate again."
        raise IncompleteRun(msg)
    click.get_current_context().exit(found.exit_code)

"""What commands print of finished runs: a table of means, or one JSON document."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

import click

from segeval.cli._main import echo_table
from segeval.errors import IncompleteRun, UsageError, counted

if TYPE_CHECKING:
    from segeval.runner import Finished, Outcome

SHOWN = 3  # cases whose reason is printed
SCHEMA = "segeval-results/1"
Row = tuple[str, str, float | None, int, int]


@contextmanager
def alone(as_json: bool) -> Iterator[None]:
    """Keep stdout free for one document: what anybody prints meanwhile, a model of others for one, goes to stderr."""
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        yield


def document(outcomes: Iterable["Outcome"]) -> dict[str, Any]:
    """Return what came of runs as JSON values, each by itself; those that gave none have an error instead."""
    return {"schema": SCHEMA, "runs": [_entry(outcome) for outcome in outcomes]}


def echo_json(content: Mapping[str, Any]) -> None:
    """Print a document."""
    click.echo(json.dumps(content, indent=1, ensure_ascii=False))


def _entry(outcome: "Outcome") -> dict[str, Any]:
    from segeval import store
    from segeval.records import to_json

    asked = {"model": outcome.model, "dataset": outcome.dataset}
    if not outcome.finished:
        return {**asked, "error": _first_line(outcome.error), "exit_code": _code(outcome)}
    finished, summary = outcome.finished, outcome.finished.summary
    record = store.read_manifest(finished.folder).record
    return {
        "model": record.model.id,
        "dataset": record.data.dataset,
        "split": record.data.split,
        "part": record.data.part,
        "run_id": summary.run_id,
        "folder": str(finished.folder),
        "marks": list(record.marks),
        "cases": {name: getattr(summary, name) for name in ("expected", "ok", "failed", "missing")},
        "means": [
            {"structure": mean.structure, "metric": mean.metric, "unit": mean.unit, "value": mean.mean, "n": mean.n}
            for mean in summary.means
        ],
        **({"busy": finished.busy} if finished.busy is not None else {}),
        **({"noise": to_json(finished.noise)} if finished.noise else {}),
        "reasons": dict(finished.reasons),
        "exit_code": _code(outcome),
    }


def conclude(finished: "Finished", *, as_json: bool = False) -> None:
    """Print the means of a run and where they are; IncompleteRun if cases failed or are missing."""
    from segeval import store

    summary = finished.summary
    if not as_json:
        means_table((mean.structure, mean.metric, mean.mean, mean.n, summary.expected) for mean in summary.means)
        noise = store.noise_words(finished.noise) if finished.noise else ()
        click.echo("\n".join([*noise, _ended(finished), *_unranked(finished)]))
    for case, reason in list(finished.reasons.items())[:SHOWN]:
        click.echo(f"{case}: {reason}", err=True)
    if summary.failed or summary.missing:
        msg = (
            f"incomplete: {summary.failed} failed and {summary.missing} missing of "
            f"{counted(summary.expected, 'case')}; reasons are in {finished.folder / 'cases.csv'}. "
            "Mend them and run the same command again."
        )
        raise IncompleteRun(msg)
    if finished.nothing:
        msg = (
            "no reference holds any structure that was asked for; the warning above says what they hold: mend --labels"
        )
        raise UsageError(msg)


def tell(outcome: "Outcome") -> None:
    """Print a line about one of several runs that just ended."""
    pair = f"{outcome.model} on {outcome.dataset}"
    if outcome.finished:
        click.echo("; ".join([f"{pair}: {_ended(outcome.finished)}", *_unranked(outcome.finished)]))
    else:
        click.echo(f"{pair}: {_first_line(outcome.error)}", err=True)


def conclude_all(outcomes: Sequence["Outcome"], *, as_json: bool) -> None:
    """Print the means of several runs; IncompleteRun with the highest exit code where one failed or is incomplete."""
    ended = [(each, each.finished.summary) for each in outcomes if each.finished]
    rows: dict[tuple[str, ...], list[Row]] = {
        (each.model, each.dataset): [(m.structure, m.metric, m.mean, m.n, summary.expected) for m in summary.means]
        for each, summary in ended
    }
    if rows and not as_json:
        _echo_means(rows)
    bad = [outcome for outcome in outcomes if _code(outcome)]
    if bad:
        some = ", ".join(f"{each.model} on {each.dataset}" for each in bad[:SHOWN])
        msg = f"{len(bad)} of {len(outcomes)} runs failed or are incomplete: {some}. The same command tries them again."
        error = IncompleteRun(msg)
        error.exit_code = max(_code(each) for each in bad)
        raise error


def means_table(means: Iterable[Row]) -> None:
    """Print means (structure, metric, value, n, expected), a row each structure; n is shown where cases are missing."""
    _echo_means({(): list(means)})


def _echo_means(runs: Mapping[tuple[str, ...], Sequence[Row]]) -> None:
    """Print the means of runs, each called by no word or by two, model and dataset."""
    metrics = dict.fromkeys(metric for rows in runs.values() for _, metric, *_ in rows)
    columns = [*(["model", "dataset"] if any(runs) else []), "structure"]
    lines: list[dict[str, str]] = []
    for words, rows in runs.items():
        table: dict[str, dict[str, str]] = {}
        for structure, metric, value, n, expected in rows:
            cell = "" if value is None else f"{value:.4f}" + (f" ({n})" if n != expected else "")
            table.setdefault(structure, dict.fromkeys(metrics, ""))[metric] = cell
        for name, cells in table.items():
            lines.append({**dict(zip(columns, [*words, name], strict=True)), **cells})
    echo_table([*columns, *metrics], lines)


def _ended(finished: "Finished") -> str:
    summary = finished.summary
    return f"{summary.ok} of {counted(summary.expected, 'case')} scored: {finished.folder / 'scores.csv'}"


def _unranked(finished: "Finished") -> list[str]:
    """Return a line of why no board ranks a run; none where one does."""
    from segeval import store

    marks = store.read_manifest(finished.folder).record.marks
    return [f"not ranked: {'; '.join(marks)}"] if marks else []


def _first_line(error: Exception | None) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _code(outcome: "Outcome") -> int:
    """Return the exit code that a run alone would have."""
    if not outcome.finished:
        return int(getattr(outcome.error, "exit_code", 1))
    summary = outcome.finished.summary
    if summary.failed or summary.missing:
        return IncompleteRun.exit_code
    return UsageError.exit_code if outcome.finished.nothing else 0

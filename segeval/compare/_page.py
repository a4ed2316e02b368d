"""A comparison as Markdown, JSON and a page without any script, safe against hostile names."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from typing import NamedTuple

from segeval._disk import to_json_text
from segeval.compare._changes import CaseChange, Change, Comparison
from segeval.store import Run

SCHEMA = "segeval-compare/1"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Picture(NamedTuple):
    """A PNG as a data URL, the baseline on the left and the candidate on the right, and what it shows."""

    url: str
    caption: str


def quoted(text: object) -> str:
    """Return a text as code of Markdown on one line, which no name can turn into a link, a mention, a row or HTML."""
    line = CONTROLS.sub(" ", str(text)).replace("`", "'").replace("|", "\\|").strip()
    return f"`{line or '-'}`"


def markdown(found: Comparison) -> str:
    """Return a comparison as Markdown."""
    lines = [f"## {quoted(_title(found))}", "", *(f"- {name}: {quoted(who)}" for name, who in _sides(found)), ""]
    lines += ["| structure | metric | n | baseline | candidate | difference | wins, losses, ties |"]
    lines += ["|---|---|--:|--:|--:|--:|--:|"]
    lines += [_row(*map(quoted, cells[:2]), *cells[2:]) for cells in map(_cells, found.changes)]
    lines += ["", f"Differences: mean of candidate minus baseline over paired cases, {found.level:.0%} interval."]
    if found.cases:
        lines += ["", f"### Cases that changed most in {quoted(found.headline)}", ""]
        lines += ["| case | structure | baseline | candidate | difference |", "|---|---|--:|--:|--:|"]
        lines += [_row(*map(quoted, cells[:2]), *cells[2:]) for cells in map(_case_cells, found.cases)]
    lines += ["", *(f"- left out: {quoted(line)}" for line in found.left_out)] if found.left_out else []
    return "\n".join([*lines, ""])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def as_json(found: Comparison) -> str:
    """Return a comparison as JSON, every number at full precision."""
    return to_json_text({
        "schema": SCHEMA,
        "dataset": found.base.record.data.dataset,
        "comparability": found.base.record.comparability,
        "base": _identity(found.base),
        "candidate": _identity(found.candidate),
        "level": found.level,
        "changes": [asdict(change) for change in found.changes],
        "cases": [asdict(case) for case in found.cases],
        "left_out": found.left_out,
    })  # fmt: skip


def html(found: Comparison, pictures: Iterable[Picture] = ()) -> str:
    """Return a comparison as one page that needs no other file, with pictures of cases where there are some."""
    from segeval._pages import environment, policy

    style = (files("segeval.compare") / "templates" / "compare.css").read_text(encoding="utf-8")
    return (
        environment("segeval.compare")
        .get_template("compare.html")
        .render(
            title=_title(found),
            sides=_sides(found),
            found=found,
            rows=[(change, _cells(change), _colour(change)) for change in found.changes],
            cases=[_case_cells(case) for case in found.cases],
            pictures=list(pictures),
            style=style,
            policy=policy(style),
        )
    )


def _title(found: Comparison) -> str:
    data = found.base.record.data
    return f"{found.candidate.record.model.id} against {found.base.record.model.id} on {data.dataset}, {data.part} part"


def _sides(found: Comparison) -> list[tuple[str, str]]:
    return [
        (name, f"{run.record.model.id}, run {run.run_id}, {_complete(run)}")
        for name, run in (("baseline", found.base), ("candidate", found.candidate))
    ]


def _identity(run: Run) -> dict[str, object]:
    return {
        "model": run.record.model.id,
        "digest": run.record.model.digest,
        "run_id": run.run_id,
        "marks": run.record.marks,
    }


def _complete(run: Run) -> str:
    return f"{sum(case.status == 'ok' for case in run.cases)} of {len(run.cases)} cases"


def _cells(change: Change) -> tuple[str, ...]:
    known = change.low is not None and change.high is not None
    limits = f" ({change.low:+.4f} to {change.high:+.4f}{', few' if change.flagged else ''})" if known else ""
    return (
        change.structure,
        change.metric if change.unit == "1" else f"{change.metric} ({change.unit})",
        f"{change.n}" if change.n == change.groups else f"{change.n} in {change.groups} groups",
        _number(change.base),
        _number(change.candidate),
        ("" if change.difference is None else f"{change.difference:+.4f}") + limits,
        f"{change.wins}, {change.losses}, {change.ties}",
    )


def _case_cells(case: CaseChange) -> tuple[str, ...]:
    both = case.base is not None and case.candidate is not None
    change = f"{case.candidate - case.base:+.4f}" if both else ""  # type: ignore[operator]  # neither is None
    return case.case, case.structure, _number(case.base), _number(case.candidate), change


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def _colour(change: Change) -> str:
    """Return whether the interval leaves one side of 0 alone, and which."""
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return ""
    return "better" if (change.low > 0) == (change.better == "higher") else "worse"

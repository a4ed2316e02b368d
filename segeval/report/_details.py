"""What a row of a board is of, for who opens it: recipe, commands, digests and files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from segeval.report._asked import telling
from segeval.report._commands import commands, seeds
from segeval.report._words import number
from segeval.report.ranking import Board, Row
from segeval.store import Run


def subtitle(row: Row, board: Board) -> Markup:
    """Return the second line of a row's name: size, seeds and split, then marks and what else is to be known."""
    training, trained = _training(row), row.run.record.model.trained_on
    seed = training.get("options", {}).get("seed")
    few = [
        f"{training['step']} steps" if training.get("step") and _differs(board, _steps) else "",
        f"seed {seed}" if isinstance(seed, int) and row.seeds == 1 and _differs(board, _seed) else "",
        f"{row.seeds} seeds" + (f", SD {number(row.sd, board.headline.unit)}" if row.sd is not None else "")
        if row.seeds > 1
        else "",
        f"trained on {trained}" if trained and trained.declared else "",
        f"{row.complete}/{row.expected} cases" if row.complete != row.expected else "",
    ]
    marks = "".join(f"<mark>{escape(mark)}</mark>" for mark in row.run.record.marks)
    why = "; ".join(reason for reason in row.reasons if reason not in row.run.record.marks)
    lines = [" · ".join(filter(None, few)), why]
    first, second = (f"<small>{escape(line)}</small>" if line else "" for line in lines)
    return Markup(f"{first}{marks}{second}")


def _steps(row: Row) -> object:
    return _training(row).get("step")


def _seed(row: Row) -> object:
    return _training(row).get("options", {}).get("seed")


def _differs(board: Board, of: Callable[[Row], object]) -> bool:
    """Whether the rows of a board differ in something; what all share stands once, below."""
    return len({of(row) for row in board.rows}) > 1


def details(row: Row, place: Path | None = None) -> Markup:
    """Return what opens below a row: recipe and commands, and its files where ``place`` says from where links start."""
    parts = [("Trained on", str(row.run.record.model.trained_on or "nobody knows what")), ("Recipe", _recipe(row))]
    parts += [("Measured on", machine(row.run.provenance)), ("Date", _date(row))]
    if standing := row.standing:
        parts.append(("Leads", "" if standing.first is None else f"in {standing.first:.0%} of draws of the groups"))
    beside = [f"{name} {each.rank} [{each.low}, {each.high}]" for name, each in row.standings.items()]
    parts.append(("Ranks", ", ".join(beside)))
    lines = "".join(f"<div><dt>{name}<dd>{escape(text)}</div>" for name, text in parts if text)
    text = commands(row)
    code = f"<pre>{escape(text)}</pre>" if text else ""
    links = f"<p>{'<br>'.join(_files(run, place) for run in row.runs)}" if place else ""
    return Markup(f'<dl class="facts">{lines}</dl>{code}{links}')


def _files(run: Run, place: Path) -> str:
    folder = escape(run.path.relative_to(place).as_posix())
    links = (("cases.html", "cases"), ("scores.csv", "scores"), ("provenance.json", "provenance"))
    shown = " ".join(f'<a href="{folder}/{name}">{word}</a>' for name, word in links)
    weights = escape(run.record.model.digest[:16] or "–")
    return f"run <code>{escape(run.run_id)}</code> weights <code>{weights}</code> {shown}"


def training_seconds(row: Row) -> float | None:
    """Return the seconds of processor time in training, None where nobody counted."""
    seconds = _training(row).get("cpu_seconds")
    return float(seconds) if isinstance(seconds, int | float) else None


def machine(about: Mapping[str, Any]) -> str:
    """Return the hardware that a run names."""
    gpus = about.get("gpus")
    names = ", ".join(map(str, gpus)) if isinstance(gpus, list | tuple) and gpus else ""
    threads = about.get("threads")
    cpu = " ".join(
        filter(None, [str(about.get("cpu", "")), f"({threads} threads)" if threads and threads != 1 else ""])
    )
    return "; ".join(filter(None, [names, cpu or str(about.get("platform", ""))]))


def _training(row: Row) -> Mapping[str, Any]:
    found = row.run.provenance.get("training")
    return found if isinstance(found, Mapping) else {}


def _recipe(row: Row) -> str:
    options = _training(row).get("options")
    if not isinstance(options, Mapping):
        return ""
    several = seeds(row)
    told = telling({**options, "seed": " and ".join(map(str, several))} if several else options)
    return ", ".join(_told(name.replace("_", " "), value) for name, value in told.items())


def _told(name: str, value: object) -> str:
    if value is True:
        return name
    return f"{name} {'×'.join(map(str, value)) if isinstance(value, list | tuple) else value}"


def _date(row: Row) -> str:
    return str(row.run.provenance.get("date", ""))[:10]

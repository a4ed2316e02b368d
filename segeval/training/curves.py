"""The course of a training: a table of its losses, learning rates and validation Dice, and a page that draws them.

The table grows by a line at a time, so that a kill costs at most the line that was being written.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from math import isfinite, isnan
from pathlib import Path

import numpy as np

from segeval._disk import replace, to_csv, writing
from segeval._pages import environment, policy
from segeval.errors import BadData
from segeval.training._plot import UNITS, Plot, dice_plot, loss_plot, rate_plot, running_mean, window_of

CURVE = "curve.csv"
PAGE = "training.html"
COLUMNS = ("step", "loss", "learning_rate", "structure", "dice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What a training wrote down of its steps, which count from 1.

    ``losses`` and ``rates`` (learning rates) belong to ``steps``, which rise; ``dice`` is, for each structure, the mean
    over validation cases after a step, in [0, 1].
    """

    steps: Sequence[int] = ()
    losses: Sequence[float] = ()
    rates: Sequence[float] = ()
    dice: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


def append_step(folder: Path, step: int, loss: float, learning_rate: float) -> None:
    """Write down a step; UsageError where the system refuses."""
    _append(folder / CURVE, [(step, f"{loss:.6g}", f"{learning_rate:.6g}", None, None)])


def append_dice(folder: Path, step: int, dice: Mapping[str, float]) -> None:
    """Write down the mean Dice by structure after a step; UsageError where the system refuses."""
    _append(folder / CURVE, [(step, None, None, " ".join(name.split()), f"{dice[name]:.6f}") for name in dice])


def cut(folder: Path, step: int) -> None:
    """Take back what was written down of later steps than this one, from which a training goes on.

    UsageError where the system refuses.
    """
    path = folder / CURVE
    if not path.is_file():
        return
    with writing(path):
        *lines, _ = path.read_text(encoding="utf-8", errors="replace").split("\n")
    numbers = [line.partition(",")[0] for line in lines]
    kept = [line for line, number in zip(lines, numbers, strict=True) if not number.isdecimal() or int(number) <= step]
    if len(kept) < len(lines):
        replace(path, "\n".join([*kept, ""]))


def _append(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Add rows to the table, in one write; what a kill left of a line is cut off first."""
    header, *lines = to_csv(COLUMNS, rows).splitlines(keepends=True)
    with writing(path), path.open("ab+") as file:
        size = file.tell()
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.seek(0)
                size = file.truncate(file.read().rfind(b"\n") + 1)
        file.write("".join(lines if size else [header, *lines]).encode(errors="replace"))


def read(folder: Path) -> Curve:
    """Return the course of a training so far, empty where nothing was written down.

    A line that is torn or no row is passed over. Where a training went on from an older checkpoint, its steps come
    again: what was written down of them before, and of later ones, counts no more.

    Raises:
        BadData: If the table cannot be read.
    """
    path = folder / CURVE
    try:
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror or error}). Delete it; training goes on without it."
        raise BadData(msg) from error
    known: dict[int, tuple[float, float]] = {}
    dice: dict[str, dict[int, float]] = {}
    for step, loss, rate, structure, value in _rows(text):
        if isnan(loss):
            dice.setdefault(structure, {}).pop(step, None)
            dice[structure][step] = value
            continue
        if known and step <= next(reversed(known)):
            known = {each: known[each] for each in known if each < step}
            dice = {name: {each: old[each] for each in old if each < step} for name, old in dice.items()}
        known[step] = (loss, rate)
    return Curve(
        steps=tuple(known),
        losses=tuple(loss for loss, _ in known.values()),
        rates=tuple(rate for _, rate in known.values()),
        dice={name: values for name, values in dice.items() if values},
    )


def _rows(text: str) -> Iterator[tuple[int, float, float, str, float]]:
    """Yield step, loss, learning rate, structure and Dice of each whole line, NaN or empty where it has none."""
    for line in text.split("\n")[:-1]:
        with suppress(ValueError, csv.Error):
            cells: list[str] = next(csv.reader([line]), [])
            step, loss, rate, structure, dice = cells
            wanted = [loss, rate] if loss else [dice]
            if all(isfinite(float(cell)) for cell in wanted) and int(step) > 0:
                numbers = [float(cell or "nan") for cell in (loss, rate, dice)]
                yield int(step), numbers[0], numbers[1], structure.removeprefix("'"), numbers[2]


def draw(folder: Path, title: str, about: Mapping[str, object] | None = None) -> Path:
    """Draw the course of a training into ``training.html`` of its folder, and return that file.

    ``about`` says what was trained: names with values; a mapping among them is a table of its own. The page needs
    nothing but itself, and the same table makes the same page.

    Raises:
        BadData: If the table cannot be read.
        UsageError: If the page cannot be written.
    """
    page = folder / PAGE
    replace(page, _page(read(folder), title, about or {}))
    return page


def _page(curve: Curve, title: str, about: Mapping[str, object]) -> str:
    """Return the HTML of a training."""
    style = (files("segeval.training") / "templates" / "training.css").read_text(encoding="utf-8")
    return (
        environment("segeval.training", lstrip_blocks=True)
        .get_template("training.html")
        .render(
            title=title,
            facts=[*_facts(curve)],
            plots=[*_plots(curve)],
            units=UNITS,
            tables=_tables(about),
            style=style,
            policy=policy(style, images=False),
        )
    )


def _plots(curve: Curve) -> Iterator[Plot]:
    last = curve.steps[-1] if curve.steps else 0
    if curve.steps:
        yield loss_plot(curve.steps, curve.losses)
    if curve.dice:
        yield dice_plot(curve.dice, last)
    if curve.steps:
        yield rate_plot(curve.steps, curve.rates)


def _facts(curve: Curve) -> Iterator[tuple[str, str, str]]:
    """Yield what stands above the plots: a name, a number, and a word about it."""
    if curve.steps:
        window = window_of(len(curve.losses))
        mean = running_mean(np.asarray(curve.losses, float), window)
        low = int(mean.argmin())
        yield "steps", f"{curve.steps[-1]:,}", ""
        yield "loss", f"{mean[-1]:.4g}", f"mean of the last {window} steps"
        yield "lowest loss", f"{mean[low]:.4g}", f"such a mean, at step {curve.steps[low]:,}"
    if curve.dice:
        latest = {name: max(values) for name, values in curve.dice.items()}
        value = sum(curve.dice[name][step] for name, step in latest.items()) / len(latest)
        over = f"mean of {len(latest)} structures" if len(latest) > 1 else next(iter(latest))
        yield "validation Dice", f"{value:.4f}", f"{over}, at step {max(latest.values()):,}"


def _tables(about: Mapping[str, object]) -> dict[str, list[tuple[str, str]]]:
    """Return rows of name and value by table: the values on top, then each mapping; what is empty is left out."""
    top = {name: value for name, value in about.items() if not isinstance(value, Mapping)}
    inner = {name: value for name, value in about.items() if isinstance(value, Mapping)}
    tables = {"": [*_leaves(top)], **{name: [*_leaves(value)] for name, value in inner.items()}}
    return {name: rows for name, rows in tables.items() if rows}


def _leaves(content: Mapping[str, object], place: str = "") -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{place}{name}.")
        elif text := _text(value):
            yield f"{place}{name}".replace("_", " "), text


def _text(value: object) -> str:
    """Return a value as a person would write it; nothing for what is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text}" for name, each in value.items() if (text := _text(each)))
    if isinstance(value, list | tuple):
        return ", ".join(text for each in value if (text := _text(each)))
    return "" if value is None else str(value)

"""What papers and repositories print about a dataset: shown beside measured values in a place of its own, never ranked.

The tables lie in ``<boards>/reported/<dataset>.csv``, a row for each printed number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from segeval._disk import from_csv
from segeval.errors import BadData
from segeval.records import folder_name

FOLDER = "reported"
COLUMNS = (
    *("split", "method", "year", "structure", "metric", "value", "unit"),
    *("n", "convention", "source", "citation", "note"),
)
# What a reader can look up, and where.
PLACES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "arXiv": (re.compile(r"arXiv:(\d{4}\.\d{4,5})"), "https://arxiv.org/abs/{}"),
    "doi": (re.compile(r"doi:(10\.\d{4,}/[^\s;,]+)"), "https://doi.org/{}"),
    "github": (re.compile(r"github ([\w.-]+/[\w.-]+)"), "https://github.com/{}"),
    "PMC": (re.compile(r"\b(PMC\d+)"), "https://www.ncbi.nlm.nih.gov/pmc/articles/{}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A number that somebody printed, as it was printed.

    ``split`` is a name of ours only where the case lists agree, otherwise words. ``method`` begins with an id of the
    zoo where it is one. ``printed`` has the digits of the source and ``unit`` its unit; ``convention`` says what the
    mean is over and what empty masks count. ``n`` counts the test units, None where nobody says. ``citation`` is where
    ``source`` can be looked up, ``note`` what a reader must know before two numbers are compared.
    """

    dataset: str
    split: str
    method: str
    year: int
    structure: str
    metric: str
    value: float
    printed: str
    unit: str
    n: int | None
    convention: str
    source: str
    citation: str
    note: str

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """What its citation names, each as (words, address)."""
        return tuple(
            (name if kind == "PMC" else f"{kind} {name}", address.format(name))
            for kind, (pattern, address) in PLACES.items()
            for name in dict.fromkeys(pattern.findall(self.citation))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """What one source prints of one method: digits, or an empty text, for each column of its section."""

    method: str
    year: int
    values: tuple[str, ...]
    source: str
    citation: str
    links: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSection:
    """Printed values of one split and one convention, which alone may stand in one table.

    ``columns`` are (structure, metric, unit), ``lines`` are by year and method; ``n`` are the numbers of test units.
    """

    split: str
    convention: str
    n: tuple[int, ...]
    columns: tuple[tuple[str, str, str], ...]
    lines: tuple[PrintedLine, ...]


def published(dataset: str, boards: Path = Path("leaderboards")) -> tuple[Published, ...]:
    """Return the printed values of a dataset in the order of their file, nothing where there is no file.

    Raises:
        BadData: If the columns are other ones, or a row has no source that can be looked up, no finite value, or no
            whole year; it names the row.
    """
    path = boards / FOLDER / f"{folder_name(dataset)}.csv"
    if not path.is_file():
        return ()
    try:
        rows = from_csv(path)
    except (OSError, ValueError) as error:
        msg = f"{path} is no table of printed values ({error}); its columns are {', '.join(COLUMNS)}"
        raise BadData(msg) from error
    if any(set(row) != set(COLUMNS) for row in rows):
        msg = f"{path}: columns {', '.join(rows[0])}, expected {', '.join(COLUMNS)}"
        raise BadData(msg)
    return tuple(_row(dataset, row, f"{path} row {number}") for number, row in enumerate(rows, start=2))


def sections(rows: Iterable[Published]) -> tuple[PrintedSection, ...]:
    """Return printed values as tables, one for each split and convention, those with most lines first."""
    groups: dict[tuple[str, str], list[Published]] = {}
    for row in rows:
        groups.setdefault((row.split, row.convention), []).append(row)
    found = [_section(*key, group) for key, group in groups.items()]
    return tuple(sorted(found, key=lambda section: -len(section.lines)))


def _row(dataset: str, row: Mapping[str, str], where: str) -> Published:
    texts = {name: row[name].strip() for name in COLUMNS}
    numbers = {name: texts.pop(name) for name in ("year", "value", "n")}
    about = f"{where}: {texts['method'] or 'no method'}, {texts['metric'] or 'no metric'} {numbers['value']}"
    if not texts["source"] or not any(pattern.search(texts["citation"]) for pattern, _ in PLACES.values()):
        msg = (
            f"{about} has no source that can be looked up ({texts['citation'] or 'empty'}); "
            'give one as "arXiv:...", "doi:...", "github OWNER/NAME" or "PMC...", or leave the row out'
        )
        raise BadData(msg)
    if empty := [name for name in ("split", "method", "structure", "metric", "unit", "convention") if not texts[name]]:
        msg = f"{about} has no {', '.join(empty)}; say it, as the source does, or leave the row out"
        raise BadData(msg)
    try:
        value, year = float(numbers["value"]), int(numbers["year"])
        n = int(numbers["n"]) if numbers["n"] else None
    except ValueError as error:
        msg = f"{about}: {error}"
        raise BadData(msg) from error
    if not isfinite(value):
        msg = f"{about} is no number; leave the row out"
        raise BadData(msg)
    return Published(dataset=dataset, value=value, printed=numbers["value"], year=year, n=n, **texts)


def _section(split: str, convention: str, rows: Iterable[Published]) -> PrintedSection:
    kept = list(rows)
    columns = tuple(dict.fromkeys((row.structure, row.metric, row.unit) for row in kept))
    return PrintedSection(
        split=split,
        convention=convention,
        n=tuple(sorted({row.n for row in kept if row.n is not None})),
        columns=columns,
        lines=tuple(sorted(_lines(kept, columns), key=lambda line: (line.year, line.method))),
    )


def _lines(rows: Iterable[Published], columns: tuple[tuple[str, str, str], ...]) -> Iterator[PrintedLine]:
    """Yield a line for each method of each source; a column that a source prints twice makes another line."""
    open_: dict[tuple[str, str, str], list[dict[tuple[str, str, str], Published]]] = {}
    for row in rows:
        column = (row.structure, row.metric, row.unit)
        lines = open_.setdefault((row.method, row.source, row.citation), [{}])
        if column in lines[-1]:
            lines.append({})
        lines[-1][column] = row
    for found in (line for lines in open_.values() for line in lines):
        first = next(iter(found.values()))
        yield PrintedLine(
            method=first.method,
            year=first.year,
            values=tuple(found[column].printed if column in found else "" for column in columns),
            source=first.source,
            citation=first.citation,
            links=first.links,
            notes=tuple(dict.fromkeys(row.note for row in found.values() if row.note)),
        )

"""Values that papers report, beside the measured ones and never ranked with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from markupsafe import Markup, escape

from segeval.published import PLACES, Published, sections
from segeval.report._render import render


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A method with its digits, the number of its source in the list below, and the letters of its notes."""

    method: str
    year: int
    values: tuple[str, ...]
    source: int
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """Printed values of one split and one convention; ``notes`` are (letter, text)."""

    split: str
    convention: str
    n: str
    columns: tuple[tuple[str, str, str], ...]
    lines: tuple[ShownLine, ...]
    notes: tuple[tuple[str, str], ...]


def published_section(records: Sequence[Published], fault: bool = False) -> Markup:
    """Return the section of a page, a table for each split and convention; nothing for no records.

    With ``fault`` it says that there is a table which cannot be read.
    """
    if not records and not fault:
        return Markup()
    sources: dict[tuple[str, str], int] = {}
    tables = list(_tables(records, sources))
    text = render(
        "published.html",
        scripts=(),
        styles=(),
        fault=fault,
        total=len(records),
        tables=tables,
        sources=[(number, source, linked(citation)) for (source, citation), number in sources.items()],
    )
    return Markup(text)  # a template that escapes its values


def linked(citation: str) -> Markup:
    """Return a citation in which all that can be looked up is a link."""
    found = sorted(
        (match.span(), address.format(match[1]))
        for pattern, address in PLACES.values()
        for match in pattern.finditer(citation)
    )
    parts, done = [], 0
    for (start, end), address in found:
        if start >= done:
            parts += [escape(citation[done:start]), Markup('<a href="{}">{}</a>').format(address, citation[start:end])]
            done = end
    return Markup("").join([*parts, escape(citation[done:])])


def _tables(records: Sequence[Published], sources: dict[tuple[str, str], int]) -> Iterator[ShownTable]:
    """Yield the tables; sources get the next number where they are named first."""
    for section in sections(records):
        letters: dict[str, str] = {}
        lines = []
        for line in section.lines:
            for note in line.notes:
                letters.setdefault(note, _letter(len(letters)))
            lines.append(
                ShownLine(
                    method=line.method,
                    year=line.year,
                    values=line.values,
                    source=sources.setdefault((line.source, line.citation), len(sources) + 1),
                    notes=" ".join(letters[note] for note in line.notes),
                )
            )
        yield ShownTable(
            split=section.split,
            convention=section.convention,
            n=" or ".join(map(str, section.n)),
            columns=section.columns,
            lines=tuple(lines),
            notes=tuple((letter, note) for note, letter in letters.items()),
        )


def _letter(number: int) -> str:
    """Return a, b ... z, aa, ab ..."""
    before, last = divmod(number, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]

"""The fields of a text header, as MetaImage and NRRD have them."""

from dataclasses import dataclass
from pathlib import Path

from segeval.errors import BadData, DamagedFile


@dataclass(frozen=True, slots=True)
class Header:
    """Fields by name, as text, and how many bytes the header takes."""

    path: Path
    fields: dict[str, str]
    length: int

    def text(self, *names: str, default: str | None = None) -> str:
        """Return the first of these fields that is there; a missing field without default is a DamagedFile.

        Names of one thing that hold different things are a BadData.
        """
        given = {name: self.fields[name] for name in names if name in self.fields}
        if len({tuple(map(_value, text.split())) for text in given.values()}) > 1:
            msg = f"{self.path}: header says {' and '.join(f'{k} = {v}' for k, v in given.items())}; keep the true one"
            raise BadData(msg)
        found = next(iter(given.values()), default)
        if found is None:
            msg = f"{self.path}: header lacks {' or '.join(names)}; download it again"
            raise DamagedFile(msg)
        return found

    def numbers(self, count: int, *names: str, default: str | None = None) -> list[float]:
        """Return a field of exactly ``count`` numbers; anything else is a DamagedFile."""
        words = self.text(*names, default=default).split()
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            numbers = []
        if len(numbers) != count:
            msg = f"{self.path}: {names[0]} is {' '.join(words)!r} instead of {count} numbers; download it again"
            raise DamagedFile(msg)
        return numbers


def _value(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word


def parse(path: Path, lines: bytes, separator: str) -> dict[str, str]:
    """Return the fields of ``lines``; a line without ``separator`` or a name given twice is a DamagedFile."""
    fields: dict[str, str] = {}
    try:
        text = lines.decode("utf-8-sig")  # names of files; editors put a byte order mark in front
    except UnicodeDecodeError:
        text = lines.decode("latin-1")
    for line in text.splitlines():
        name, found, value = (part.strip() for part in line.partition(separator))
        if not found or name in fields:
            msg = (
                f"{path}: header line {line!r} {'repeats a field' if found else f'lacks {separator!r}'}; download again"
            )
            raise DamagedFile(msg)
        fields[name] = value
    return fields

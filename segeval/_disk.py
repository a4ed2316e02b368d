"""Files on disk: atomic replacement, JSON without NaN, CSV without formulas, and errors that name the file."""

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import methodcaller
from pathlib import Path
from typing import Any
from uuid import uuid4

from segeval.errors import BadData, DamagedFile, UsageError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a refusal of the system to write ``path`` into a UsageError."""
    try:
        yield
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or error}); free the disk or choose another folder"
        raise UsageError(msg) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn whatever a malformed or absent ``path`` raises into a DamagedFile."""
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        msg = f"{path} is absent or damaged ({type(error).__name__}: {error}); restore it or run that command again"
        raise DamagedFile(msg) from error


@contextmanager
def storable(what: str) -> Iterator[None]:
    """Turn NaN, infinity and invalid Unicode into a BadData that says ``what`` holds it."""
    try:
        yield
    except ValueError as error:
        msg = f"{what} cannot be stored: {error}; a number that does not exist is None, with a status"
        raise BadData(msg) from error


def plain(content: object) -> Any:
    """Return JSON values for ``content``: numpy scalars become numbers, tuples lists; ValueError for NaN."""
    return json.loads(json.dumps(content, allow_nan=False, default=methodcaller("item")))


def to_json_text(content: object) -> str:
    """Return indented JSON that ends with a newline; ValueError for NaN."""
    return json.dumps(plain(content), indent=1, ensure_ascii=False) + "\n"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a hidden path beside ``path`` whose file takes its place, so that readers see the old file or the new one.

    It ends like ``path``, since writers go by endings, and no two calls share it. If the block fails, ``path`` stays as
    it was.

    Raises:
        UsageError: The system refuses to write.
    """
    # The front of a long name is left out: with the digits it could be longer than file systems allow.
    temporary = path.with_name(f".{uuid4().hex}.{path.name[-50:]}")
    with writing(path):
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def replace(path: Path, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the new one, never a part."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="")


def file_sha256(path: Path) -> str:
    """Return the sha256 of the bytes of a file, which is read in small parts."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(content: object) -> str:
    """Return the first 16 hex digits of the sha256 of ``content`` in canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_object(path: Path, advice: str) -> dict[str, Any]:
    """Return the JSON object that a file holds.

    Raises:
        BadData: If the file is absent, no JSON, or holds something else; ``advice`` says what to do.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path} is absent or no readable JSON ({error}). {advice}"
        raise BadData(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds {type(content).__name__}, expected an object. {advice}"
        raise BadData(msg)
    return content


def to_csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return CSV text in which None is an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. So does a text that begins with an
    apostrophe, so that :func:`from_csv` returns exactly what was written.
    """
    return "".join(",".join(map(_cell, row)) + "\n" for row in (header, *rows))


def from_csv(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file that :func:`to_csv` wrote, every cell a string."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = [[cell.removeprefix("'") for cell in row] for row in csv.reader(file)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if text.startswith(("=", "+", "-", "@", "\t", "\r", "'")) and not _is_number(text):
        text = f"'{text}"
    # csv.writer leaves a lone \r unquoted when lines end with \n, and csv.reader then breaks the row.
    return f'"{text.replace(chr(34), 2 * chr(34))}"' if set(text) & set(',"\r\n') else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

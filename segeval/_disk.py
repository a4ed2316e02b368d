"""Files on disk: atomic replacement, JSON without NaN, CSV without formulas, and errors that name the file.

What others wrote is read here under limits of length, count and depth, so that no text costs more memory or time than a
folder of honest ones: :func:`parse_json`, :func:`parse_csv`.
"""

import csv
import hashlib
import io
import json
import math
import os
import re
import stat
import time
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import methodcaller
from pathlib import Path
from typing import Any
from uuid import uuid4

from segeval.errors import BadData, DamagedFile, UsageError

MOST_TEXT = 64 << 20  # bytes of one text
MOST_VALUES = 2_000_000  # values in it: at about 100 bytes each they stay below 300 MB
MOST_TOML = 16 << 20  # bytes of a text that people write
DEEPEST = 64  # lists and objects in one another
TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.")  # how names of files begin that are to take the place of others
# What may not be a value here: halves of characters and NUL in texts, numbers beyond 64 bits or those of a float.
DOUBTFUL = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)|(?:\A|[\s\[:,-])(?:\d{19}|\d[\d.]*[eE]\+?\d{3})")
# What a spreadsheet takes as the beginning of a formula, also in the full width of CJK fonts, and what some of them,
# by the language of the system, take as the end of a cell.
FORMULA, SEPARATORS = "=+\\-@＝＋－＠\t\r\n", ";|\t\r\n"
ARMED = re.compile(f"(?:\\A|(?<=[{SEPARATORS}]))(?=['{FORMULA}])")
DISARMED = re.compile(f"(?:\\A|(?<=[{SEPARATORS}]))'")


# What code raises that takes the content of a file for what it should be.
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, csv.Error)


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
    except (OSError, *MALFORMED) as error:
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


def tidy(folder: Path, older: float = 0.0) -> None:
    """Remove what a killed process left in a folder and those in it: files that were to take the place of others.

    Those of a process at work would go too. Who does not write there alone gives an age in seconds; younger ones stay.
    """
    places = (folder, *(path for path in folder.glob("*") if path.is_dir() and not path.is_symlink()))
    for path in (path for place in places for path in place.glob(".*")):
        if TEMPORARY.match(path.name) and path.is_file():
            with suppress(OSError):
                if time.time() - path.stat().st_mtime >= older:
                    path.unlink()


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


def require_plain(path: Path) -> os.stat_result:
    """Return the status of a file that is one itself: no link, which may lead anywhere, no pipe, no device.

    Raises:
        DamagedFile: It is something else.
        OSError: It is not there.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        msg = f"{path} is {what}, which is not followed; put the file itself there"
        raise DamagedFile(msg)
    return status


def read_text(path: Path, most: int = MOST_TEXT) -> str:
    """Return a text in UTF-8 of at most so many bytes.

    Raises:
        OSError: It cannot be read.
        ValueError: It is longer, no regular file, or of another encoding.
    """
    with path.open("rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            msg = "is no regular file"
            raise ValueError(msg)
        content = file.read(most + 1)
    if len(content) > most:
        msg = f"is longer than {most} bytes, more than such a file holds"
        raise ValueError(msg)
    return content.decode("utf-8")


def _no_number(name: str) -> None:
    msg = f"{name} is no number of JSON"
    raise ValueError(msg)


DECODER = json.JSONDecoder(parse_constant=_no_number)
LENIENT = json.JSONDecoder(parse_constant=lambda _: None)


def parse_json(text: str, *, gaps: bool = False) -> Any:
    """Return what a JSON text says: numbers of 64 bits, valid Unicode without NUL, no NaN, nothing deep or endless.

    With ``gaps`` NaN and infinity, which others write where there is no value, are None.

    Raises:
        ValueError: It says something else; with the limit, where that is why.
    """
    if len(text) > MOST_TEXT:
        msg = f"is longer than {MOST_TEXT} characters"
        raise ValueError(msg)
    opened = text.count("[") + text.count("{")
    if (count := opened + text.count(",")) > MOST_VALUES:
        msg = f"holds about {count} values, more than {MOST_VALUES}"
        raise ValueError(msg)
    try:
        content = (LENIENT if gaps else DECODER).decode(text)
        deep = opened > DEEPEST and _depth(content) > DEEPEST
    except RecursionError:
        deep = True
    if deep:
        msg = f"holds lists or objects more than {DEEPEST} deep in one another"
        raise ValueError(msg)
    if DOUBTFUL.search(text):
        _require_values(content)
    return content


def _depth(content: Any) -> int:
    """Return how deep lists and objects lie in one another, without following them down in a call of its own each."""
    depth, level = 0, [content]
    while level := [each for each in level if isinstance(each, list | dict)]:
        depth += 1
        level = [inner for each in level for inner in _inner(each)]
    return depth


def _inner(content: "list[Any] | dict[str, Any]") -> Iterable[Any]:
    return content.values() if isinstance(content, dict) else content


def _require_values(content: Any) -> None:
    """Refuse texts and numbers that cannot be written again, or not to everything that numbers and texts go into."""
    level = [content]
    while level:
        each = level.pop()
        if isinstance(each, dict):
            level += [*each, *each.values()]
        elif isinstance(each, list):
            level += each
        elif isinstance(each, str):
            each.encode()
            if "\0" in each:
                msg = f"the text {each[:40]!r} holds NUL"
                raise ValueError(msg)
        elif (isinstance(each, float) and math.isinf(each)) or (isinstance(each, int) and abs(each) >= 2**63):
            msg = f"a number is beyond those of 64 bits: {str(each)[:20]}"
            raise ValueError(msg)


def json_lines(text: str) -> Iterator[Any]:
    """Yield what each line of JSON lines says; ValueError, with the number of the line, for one that is no JSON."""
    if text.count("\n") > MOST_VALUES:
        msg = f"has more than {MOST_VALUES} lines"
        raise ValueError(msg)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield parse_json(line)
            except ValueError as error:
                msg = f"line {number}: {error}"
                raise ValueError(msg) from error


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, so that its length costs no memory; an endless line comes in parts.

    Nothing comes of a file that is not there, or is a pipe.

    Raises:
        OSError: It cannot be read.
    """
    if path.is_file():
        with path.open("rb") as file:
            while line := file.readline(MOST_TEXT):
                yield line.rstrip(b"\n")


def sealed(path: Path) -> Iterator[dict[str, Any] | None]:
    """Yield what the lines of a ledger say, each without its ``sha``; None for one that is torn or was altered.

    Raises:
        OSError: It cannot be read.
    """
    for line in filter(None, read_lines(path)):
        try:
            body = parse_json(line.decode())
            intact = isinstance(body, dict) and body.pop("sha", None) == digest(body)
        except ValueError:
            intact = False
        yield body if intact else None


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table that a TOML text says.

    Raises:
        ValueError: It is none, or its lists lie too deep in one another.
    """
    if len(text) > MOST_TOML:
        msg = f"is longer than {MOST_TOML} characters"
        raise ValueError(msg)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        msg = "holds lists or tables too deep in one another"
        raise ValueError(msg) from error


def read_object(path: Path, advice: str) -> dict[str, Any]:
    """Return the JSON object that a file holds.

    Raises:
        BadData: If the file is absent, no JSON, beyond the limits, or holds something else; ``advice`` says what to do.
    """
    try:
        content = parse_json(read_text(path))
    except (OSError, ValueError) as error:
        msg = f"{path} is absent or no readable JSON ({error}). {advice}"
        raise BadData(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds {type(content).__name__}, expected an object. {advice}"
        raise BadData(msg)
    return content


def parse_csv(text: str, separator: str = ",") -> list[list[str]]:
    """Return the rows of a table, every cell a string.

    Raises:
        ValueError: It has more cells than the limit, or one that never ends.
    """
    if (count := text.count(separator) + text.count("\n")) > MOST_VALUES:
        msg = f"holds about {count} cells, more than {MOST_VALUES}"
        raise ValueError(msg)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ValueError(str(error)) from error


def to_csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return CSV text in which None is an empty cell.

    A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does a part of it behind what
    may end a cell. So does one that begins with an apostrophe, so that :func:`from_csv` returns exactly what was
    written.
    """
    return "".join(",".join(map(_cell, row)) + "\n" for row in (header, *rows))


def from_csv(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file that :func:`to_csv` wrote, every cell a string.

    Raises:
        ValueError: It has no header, a row of another length, or is beyond the limits.
    """
    rows = parse_csv(read_text(path))
    if not rows:
        msg = "is an empty table"
        raise ValueError(msg)
    header, *body = ([armed(cell) for cell in row] for row in rows)
    return [dict(zip(header, row, strict=True)) for row in body]


def armed(cell: str) -> str:
    """Return the text that a cell of :func:`to_csv` stands for."""
    return DISARMED.sub("", cell) if "'" in cell else cell


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if text.isalnum():  # as most are
        return text
    if not _is_number(text):
        text = ARMED.sub("'", text)
    # csv.writer leaves a lone \r unquoted when lines end with \n, and csv.reader then breaks the row.
    return f'"{text.replace(chr(34), 2 * chr(34))}"' if set(text) & set(',"\r\n') else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

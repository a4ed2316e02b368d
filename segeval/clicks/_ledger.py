"""A folder of results while it grows: what was asked, and a checksummed line for each case that is done."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from segeval import store
from segeval._disk import plain, read_object, replace, sealed, to_json_text, writing
from segeval.clicks._rounds import Row
from segeval.errors import BadData, UsageError
from segeval.records import decode, digest

REQUEST, LEDGER = "request.json", "ledger.jsonl"


@contextmanager
def opened(folder: Path, request: Mapping[str, Any]) -> Iterator[dict[str, list[Row]]]:
    """Hold a folder for this request, and give the rows of the cases that are done.

    Raises:
        UsageError: If the folder holds the results of another request, is in use, or cannot be written.
    """
    asked = plain(request)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with store.lock(folder):
        path = folder / REQUEST
        if path.is_file():
            kept = read_object(path, f"Remove {folder}, or choose another folder.")
            if kept != asked:
                other = ", ".join(name for name in {**kept, **asked} if kept.get(name) != asked.get(name))
                msg = f"{folder} holds the results of another request, which differs in: {other}. Give another --output"
                raise UsageError(msg)
        else:
            replace(path, to_json_text(asked))
        yield _read(folder / LEDGER)


def append(folder: Path, case: str, rows: Sequence[Row]) -> None:
    """Add a case that is done; when this returns, its line is on the disk."""
    body = plain({"case": case, "rows": [asdict(row) for row in rows]})
    line = json.dumps({**body, "sha": digest(body)}, separators=(",", ":")).encode() + b"\n"
    path = folder / LEDGER
    with writing(path), path.open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else b"\n" + line  # a torn line must not swallow this one
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each case; a damaged line is as if its case had never been done."""
    done: dict[str, list[Row]] = {}
    for body in filter(None, sealed(path)):
        try:
            done[body["case"]] = [decode(Row, row) for row in body["rows"]]
        except (ValueError, LookupError, TypeError, AttributeError, BadData):
            continue
    return done

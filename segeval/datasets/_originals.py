"""Digests of original files as their authors gave them out, to tell an original from a re-encoded copy.

``originals/<id>.json`` maps the end of a file's path in the official download to its sha256. Digests are facts about
files and hold nothing of their content. Only some datasets have a list, and a list may lack files.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from segeval.datasets._raw import RawFile
from segeval.records import folder_name

ORIGINALS = Path(__file__).parent / "originals"


@cache
def originals(identifier: str) -> Mapping[str, str]:
    """Return the sha256 of the original files of a dataset by name, empty where none are known.

    A name is the end of the path in the official download, with / between its parts: ``images/cju....jpg``. See
    ``original_name`` for the name of a raw file.
    """
    path = ORIGINALS / f"{folder_name(identifier)}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return MappingProxyType(found)


def original_name(identifier: str, path: str) -> str | None:
    """Return the name in ``originals`` that a raw path ends like, whatever the case of its letters, or None.

    The longest end counts: ``CVC-ClinicDB/Ground Truth/1.tif`` is ``Ground Truth/1.tif``. A copy under another ending,
    such as ``Ground Truth/1.png``, has no name there.
    """
    ends = _ends(identifier)
    parts = path.lower().split("/")
    return next((ends[end] for k in range(len(parts)) if (end := "/".join(parts[k:])) in ends), None)


def is_original(identifier: str, file: RawFile) -> bool | None:
    """Whether a raw file is the original, byte for byte; None where no digest of such a name is known.

    Raises:
        BadData: If the archive that holds it is damaged.
    """
    name = original_name(identifier, file.path)
    return None if name is None else sha256_of(file) == originals(identifier)[name]


def sha256_of(file: RawFile) -> str:
    """Return the sha256 of the bytes of a raw file.

    Raises:
        BadData: If the archive that holds it is damaged.
    """
    if file.disk is None:
        return hashlib.sha256(file.read()).hexdigest()
    with file.disk.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@cache
def _ends(identifier: str) -> Mapping[str, str]:
    return {name.lower(): name for name in originals(identifier)}

"""Zip and tar archives as lists of entries; they are read in place, and no name in them ever becomes a path on disk.

An archive is refused whole when a name in it leads outside, is given twice or is a link, when it is encrypted, when two
entries share bytes, or when an entry is implausibly larger than what it is packed in.
"""

import gzip
import io
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from segeval import volume
from segeval.errors import BadData, DamagedFile, SegevalError

TARS = (".tar", ".tar.gz", ".tgz")
OTHERS = (".rar", ".7z", ".tar.bz2", ".tar.xz")
LARGE = 256 << 20  # bytes of a member that may be packed however tightly
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name with / between parts, its size in bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


def is_archive(name: str) -> bool:
    """Whether a file of this name is read like a folder."""
    return name.lower().endswith((".zip", *TARS))


def is_sealed(name: str) -> bool:
    """Whether a file of this name is an archive that must be unpacked by hand."""
    return name.lower().endswith(OTHERS)


def entries(path: Path, scratch: Path, opened: ExitStack) -> list[Entry]:
    """Return the files of an archive, which stays open until ``opened`` is closed; ``scratch`` takes inflated tars.

    Raises:
        DamagedFile: The archive is cut short, or is no archive.
        BadData: It is hostile or encrypted.
    """
    with decoding(path):
        if path.name.lower().endswith(".zip"):
            found = _zip_entries(path, opened)
        elif path.name.lower().endswith(".tar"):
            found = _tar_entries(path, path)
        else:
            found = _tar_entries(_inflate(path, scratch), path)
    names = [entry.name.lower() for entry in found]
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        msg = f"{path}: names {twice[0]!r} more than once, so what it holds is not clear; download it again"
        raise BadData(msg)
    return found


@contextmanager
def decoding(path: Path, member: object = None) -> Iterator[None]:
    """Turn whatever reading an archive, or a ``member`` of it, raises into one line.

    The net is wide on purpose: on hostile bytes the libraries raise struct.error, IndexError and more.
    """
    try:
        yield
    except SegevalError:
        raise
    except (NotImplementedError, RuntimeError, OSError) as error:  # an unknown compression, a password, a bad disk
        msg = f"{member or path}: cannot be read ({error}). Check it, or unpack the archive and give the folder."
        raise BadData(msg) from error
    except Exception as error:
        reason = f"{member} is damaged ({error})" if member else f"{path} is {_instead(path)} ({error})"
        msg = f"{reason}. Download it again."
        raise DamagedFile(msg) from error


def _instead(path: Path) -> str:
    with path.open("rb") as file:
        page = file.read(512).lstrip().lower().startswith((b"<!doctype", b"<html"))
    return "a web page, not an archive: the download needed a login" if page else f"not a complete {path.suffix[1:]}"


def copy(entry: Entry, target: Path) -> None:
    """Write an entry to ``target``, never more than the size it announced."""
    with entry.open() as source, target.open("xb") as file:
        left = entry.size
        while chunk := source.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            file.write(chunk)
    if left:
        msg = f"{entry.name}: holds {'more' if left < 0 else 'fewer'} than the {entry.size} bytes that it announces"
        raise DamagedFile(msg)


def _zip_entries(path: Path, opened: ExitStack) -> list[Entry]:
    archive = opened.enter_context(zipfile.ZipFile(path))  # listing 30,000 entries again for each would take a while
    infos = [info for info in archive.infolist() if not info.is_dir()]
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            msg = f"{path}: {info.filename!r} shares bytes with another entry, as in a zip bomb; get the original"
            raise BadData(msg)
        end = info.header_offset + 30 + info.compress_size  # 30: the least that a local header takes
        _require_plain(path, info.filename, is_file=not stat.S_ISLNK(info.external_attr >> 16))
        room = volume.Room(info.compress_size, layers=1, free=LARGE)
        volume.require_likely(f"{path}: {info.filename!r} is", info.file_size, room)
        if info.flag_bits & 1:
            msg = f"{path}: {info.filename!r} is encrypted; unpack it and give the folder"
            raise BadData(msg)
    return [Entry(info.filename, info.file_size, partial(_open_zipped, archive, info)) for info in infos]


def _open_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(info))


def _tar_entries(path: Path, download: Path) -> list[Entry]:
    """Return the files of a tar; messages name the ``download`` that it was inflated from."""
    found = []
    with tarfile.open(path, "r:") as archive:
        for info in archive:
            _require_plain(download, info.name, is_file=info.isdir() or (info.isreg() and not info.issparse()))
            if info.isreg():
                if info.offset_data + info.size > path.stat().st_size:
                    msg = f"unexpected end of data in {info.name}"
                    raise tarfile.ReadError(msg)
                name = re.sub(r"^(\./)+", "", info.name)
                found.append(Entry(name, info.size, partial(_open_part, path, info.offset_data, info.size)))
    return found


class _Part(io.RawIOBase):
    """The bytes of a file from ``start`` on; each has a handle of its own, so that threads do not share a position."""

    def __init__(self, path: Path, start: int, size: int) -> None:
        super().__init__()
        self._file, self._left = path.open("rb"), size
        self._file.seek(start)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # what RawIOBase passes
        """Fill ``buffer`` as far as there are bytes."""
        chunk = self._file.read(min(len(buffer), self._left))
        buffer[: len(chunk)] = chunk
        self._left -= len(chunk)
        return len(chunk)

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Close the handle."""
        self._file.close()
        super().close()


def _open_part(path: Path, start: int, size: int) -> BinaryIO:
    return io.BufferedReader(cast(io.RawIOBase, _Part(path, start, size)))


def _inflate(path: Path, scratch: Path) -> Path:
    """Inflate a compressed tar into ``scratch``, since its entries cannot be read out of order."""
    scratch.mkdir(parents=True, exist_ok=True)
    target, written, packed = scratch / f"{path.name}.{path.stat().st_mtime_ns}.tar", 0, path.stat().st_size
    with gzip.open(path, "rb") as source, target.open("wb") as file:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            volume.require_likely(f"{path}: the tar in it is", written, volume.Room(packed, layers=1, free=LARGE))
            file.write(chunk)
    return target


def _require_plain(path: Path, name: str, *, is_file: bool) -> None:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name or "\\" in name:
        msg = f"{path}: names {name!r}, which leads out of the archive; it is damaged or hostile, get the original"
        raise BadData(msg)
    if not is_file:
        msg = f"{path}: {name!r} is a link or a device, not a file; get the original"
        raise BadData(msg)

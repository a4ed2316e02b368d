"""Bytes of image files: inflated to the end so that checksums are verified, and counted before memory is taken."""

import io
import math
import os
import re
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

import numpy as np
import numpy.typing as npt
from isal import igzip, isal_zlib

from segeval.errors import BadData, DamagedFile, UsageError
from segeval.volume.blocks import block

GzipFile: Any = igzip.IGzipFile  # isal does not annotate it

MAX_BYTES = "SEGEVAL_MAX_BYTES"
GZIP = b"\x1f\x8b"
GZIP_LAYERS = 2  # ".nii.gz.gz" exists in the wild; deeper nesting is an attack
MOST_EXPANSION = 1032  # deflate turns one byte into at most 1032 (zlib's technical notes, "Maximum Compression Factor")
CHUNK = 1 << 20  # a larger one is a fresh mapping of memory every time, which costs more than inflating
RARE = re.compile(r"unsupported|not supported|not available|not implemented|unknown|unrecogni", re.IGNORECASE)
DEFAULT_MAX_BYTES = 16 << 30
# Beyond so many bytes nobody packs honest data this tightly: 512×512×512 float64 of an empty mask reach 1000 and stay
# below the first number; pictures and other members of archives are smaller.
FREE, FREE_PICTURE, LIKELY_EXPANSION = 1 << 30, 256 << 20, 200
MOST_OFFSET = 64 << 20  # of the voxels behind a header and its extensions


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive, already read; it opens like a path and is named in messages like one."""

    name: str
    data: bytes

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """Return the bytes as a binary file."""
        return io.BytesIO(self.data)

    def __str__(self) -> str:
        return self.name


Source = Path | Member


class Readable(Protocol):
    """The part of a binary file that the readers use."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; an empty result is the end."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much a file of ``size`` bytes can hold, whose content is packed ``layers`` times.

    Up to ``free`` bytes nobody asks how tightly it is packed.
    """

    size: int = sys.maxsize
    layers: int = 0
    free: int = FREE

    @property
    def most(self) -> int:
        """The most bytes that can come out."""
        return self.size * int(MOST_EXPANSION**self.layers)

    def behind(self, offset: int) -> "Room":
        """Return the room behind a header, which matters where nothing is packed."""
        return self if self.layers else replace(self, size=max(0, self.size - offset))

    def packed(self) -> "Room":
        """Return the room of what is packed once more."""
        return replace(self, layers=self.layers + 1)


ANY = Room()
# The beginnings of files that are being read here, by path, length and layers.
HEADS: ContextVar[dict[tuple[Path, int, int], bytes] | None] = ContextVar("heads", default=None)


def max_bytes() -> int:
    """Bytes of voxels that one file may hold: SEGEVAL_MAX_BYTES (or --max-bytes, which sets it), 16 GiB when unset."""
    text = os.environ.get(MAX_BYTES, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        msg = f"{MAX_BYTES} is {text!r}; set it to a whole number of bytes"
        raise UsageError(msg)
    return int(text) if text else DEFAULT_MAX_BYTES


def require_likely(where: object, size: int, room: Room) -> None:
    """Refuse packed content that is larger than honest data of that size.

    Who names a limit in SEGEVAL_MAX_BYTES has decided what to expect; only that limit counts then.

    Raises:
        DamagedFile: If it is; the message says the limit and how to raise it.
    """
    likely = max(room.free, room.size * LIKELY_EXPANSION)
    if room.layers and size > likely and not os.environ.get(MAX_BYTES):
        msg = (
            f"{where} {size} bytes out of {room.size}, more than {likely}, as in a bomb; "
            f"if it is genuine, set {MAX_BYTES} (--max-bytes) to {size} or more"
        )
        raise DamagedFile(msg)


@contextmanager
def decoding(path: Source) -> Iterator[None]:
    """Turn whatever a decoder raises on the bytes of ``path`` into a DamagedFile.

    The net is wide on purpose: decoders of hostile bytes raise struct.error, SyntaxError, OverflowError and more. What
    :func:`peek` has read is known until the outermost of such blocks ends.
    """
    token = HEADS.set({}) if HEADS.get() is None else None
    try:
        yield
    except (BadData, UsageError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split()) or "no reason given"
        msg = f"{path}: cannot be decoded ({type(error).__name__}: {reason}); {_advice(reason)}"
        raise DamagedFile(msg) from error
    finally:
        if token is not None:
            HEADS.reset(token)


def _advice(reason: str) -> str:
    """Say what to do about a file that a decoder refuses: one of a rare form stays the same when it comes again."""
    if RARE.search(reason):
        return "if it is whole, its form is not read here: convert it without loss to PNG, or a volume to NIfTI"
    return "download it again"


def require_file(path: Path) -> None:
    """Refuse paths that are no regular file, and hidden ones."""
    if path.name.startswith("."):
        msg = f"{path}: hidden file, such as the '._' twins that macOS leaves in archives; name the real file instead"
        raise BadData(msg)
    if not path.is_file():
        msg = f"{path}: {'is not a regular file' if path.exists() else 'no such file'}; check the path"
        raise BadData(msg)


def data_file(header: Path, name: str) -> Path:
    """Return the file that a header names for its voxels, which must lie in the folder of the header.

    Copying between systems turns the letters of file names from one Unicode form into another, not those in headers.
    """
    plain = name not in ("", ".", "..") and not {"/", "\\", "\0"} & set(name)
    forms = (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)) if plain else ()
    path = next((found for form in forms if (found := header.with_name(form)).is_file()), header.parent)
    if not path.is_file() or path.resolve().parent not in (header.resolve().parent, header.parent.resolve()):
        msg = f"{header}: its voxels should be in {name!r}, which is no file in the folder of the header; put it there"
        raise BadData(msg)
    return path


@contextmanager
def inflated(path: Path, *, layers: int = GZIP_LAYERS) -> Iterator[tuple[BinaryIO, Room]]:
    """Open ``path`` behind its gzip layers, found by content; also yield how much can come out.

    Bare voxels may begin like gzip by chance, so a file without header of its own is opened with a given ``layers``.
    """
    with ExitStack() as stack:
        file: BinaryIO = stack.enter_context(path.open("rb"))
        room = Room(path.stat().st_size)
        for _ in range(layers):
            magic = file.read(len(GZIP))
            file.seek(0)
            if magic != GZIP:
                break
            file = stack.enter_context(GzipFile(fileobj=file, mode="rb"))
            room = room.packed()
        yield file, room


def peek(path: Path, count: int, *, layers: int = GZIP_LAYERS) -> bytes:
    """Return the first ``count`` bytes behind the gzip layers, fewer if the file is shorter."""
    with decoding(path):
        heads, key = HEADS.get(), (path, count, layers)
        assert heads is not None
        if key not in heads:
            with inflated(path, layers=layers) as (file, _):
                heads[key] = file.read(count)
        return heads[key]


def count_bytes(path: Source, shape: tuple[int, ...], dtype: np.dtype[Any], room: Room = ANY) -> int:
    """Return the bytes of an array after checking that they are allowed and can be in the file at all.

    ``room`` is how much the file can hold; it catches headers that lie before any memory is taken.
    """
    if not shape or min(shape) < 1:
        msg = f"{path}: header claims the size {shape}; sizes must be positive, download it again"
        raise DamagedFile(msg)
    count = dtype.itemsize * math.prod(map(int, shape))
    claim = f"{path}: header claims {'×'.join(map(str, shape))} voxels of {dtype.itemsize} bytes ="
    if count > max_bytes():
        msg = f"{claim} {count} bytes, more than {max_bytes()}; raise {MAX_BYTES} (--max-bytes) if it is true"
        raise DamagedFile(msg)
    if count > room.most:
        msg = f"{claim} {count} bytes, but at most {room.most} can be in the file; download it again"
        raise DamagedFile(msg)
    require_likely(claim, count, room)
    return count


def read_voxels(
    file: Readable, path: Path, shape: tuple[int, ...], dtype: np.dtype[Any], *, room: Room
) -> npt.NDArray[Any]:
    """Read exactly the array the header announced, to the very end of the stream.

    Reading on until nothing comes makes gzip compare its checksum and length. One byte too many stops the reading.

    Raises:
        DamagedFile: Fewer or more bytes than the header explains, or more than ``max_bytes()``.
    """
    expected = count_bytes(path, shape, dtype, room)
    # Of images, which are larger, nothing is kept: what a network needs is more.
    buffer = block(expected) if dtype.itemsize == 1 else np.empty(expected, np.uint8)
    filled = 0
    while filled < expected:
        chunk = file.read(min(CHUNK, expected - filled))
        if not chunk:
            msg = f"{path}: ends after {filled} of {expected} bytes of voxels; download it again"
            raise DamagedFile(msg)
        buffer[filled : filled + len(chunk)] = np.frombuffer(chunk, np.uint8)
        filled += len(chunk)
    if file.read(1):
        msg = f"{path}: holds more than the {expected} bytes of voxels its header explains; download it again"
        raise DamagedFile(msg)
    return buffer.view(dtype).reshape(shape)


class ZlibReader:
    """Reads a zlib stream (MetaImage uses it instead of gzip) and refuses one that does not end properly."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._inflate = isal_zlib.decompressobj()

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` inflated bytes; the end is reached only behind a correct checksum."""
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._file.read(CHUNK)
            out: bytes = self._inflate.decompress(packed, size)
            if out:
                return out
            if not packed and not self._inflate.eof:
                msg = "zlib stream ends before its checksum"
                raise zlib.error(msg)
        if self._inflate.unused_data or self._file.read(1):
            msg = "bytes follow the end of the zlib stream"
            raise zlib.error(msg)
        return b""

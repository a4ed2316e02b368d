"""TIFF files whose tags Pillow refuses, among them colours that are declared as grey, as CVC-ClinicDB has them.

Source: TIFF 6.0, sections 2 (the structure of a file) and 3 to 6 (baseline pictures).
"""

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

import numpy as np

from segeval.errors import BadData, DamagedFile
from segeval.volume.stream import Source, count_bytes

WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, OFFSETS, SAMPLES, COUNTS, PLANAR, EXTRA = (
    256, 257, 258, 259, 262, 273, 277, 279, 284, 338
)  # fmt: skip
GREY, RGB = 1, 2  # of PHOTOMETRIC: 0 is black
NONE, LZW = 1, 5  # of COMPRESSION
ENTRY = 12
LAYOUT = {1: "B", 3: "H", 4: "I"}  # types of the numbers that are looked at
MOST_PAGES = 1 << 13


def require_few_pages(path: Source, file: BinaryIO) -> None:
    """Refuse a TIFF whose chain of pages is longer than any honest one, or runs in a circle, before Pillow follows it.

    Raises:
        DamagedFile: If it is; or if it leads out of the file.
    """
    file.seek(0)
    start = file.read(8)
    order, big = "<" if start[:2] == b"II" else ">", b"+" in start[2:4]
    count, entry, offset = ("Q", 20, "Q") if big else ("H", ENTRY, "I")
    seen: set[int] = set()
    try:
        place = _number(file, 8 if big else 4, order, offset)
        while place:
            if place in seen or len(seen) >= MOST_PAGES:
                what = "in a circle" if place in seen else f"over more than {MOST_PAGES}"
                msg = f"{path}: its chain of pages runs {what}; save the one that is meant alone, or as NIfTI"
                raise DamagedFile(msg)
            seen.add(place)
            tags = _number(file, place, order, count)
            place = _number(file, place + struct.calcsize(f"{order}{count}") + entry * tags, order, offset)
    except (struct.error, OverflowError, OSError) as error:
        msg = f"{path}: the chain of its pages leads out of the file; download it again"
        raise DamagedFile(msg) from error


def _number(file: BinaryIO, place: int, order: str, form: str) -> int:
    file.seek(place)
    (number,) = struct.unpack(f"{order}{form}", file.read(struct.calcsize(f"{order}{form}")))
    return int(number)


class Tag(NamedTuple):
    """The numbers of a tag and the byte at which the first of them stands."""

    numbers: tuple[int, ...]
    place: int


Page = Mapping[int, Tag]


def declared_as_rgb(path: Source, file: BinaryIO) -> bytes:
    """Return the bytes of a TIFF with its PhotometricInterpretation set from grey to RGB.

    Three samples of 8 bits cannot be grey, so their order is that of every baseline picture: red, green, blue.

    Raises:
        DamagedFile: Strips or tags are not within the file, or uncompressed strips are not of the picture's size.
        BadData: Another form that Pillow cannot read; the file is whole.
    """
    count_bytes(path, (max(1, file.seek(0, 2)),), np.dtype(np.uint8))
    file.seek(0)
    data = bytearray(file.read())
    order = "<" if data[:2] == b"II" else ">"
    try:
        pages = list(_pages(data, order))
    except (struct.error, IndexError) as error:
        msg = f"{path}: the tags of this TIFF do not lie within its {len(data)} bytes; download it again"
        raise DamagedFile(msg) from error
    for page in pages:
        _require_whole(path, page, len(data))
        if not _is_colour_called_grey(page):
            told = ", ".join(f"{name} {_numbers(page, tag)}" for name, tag in NAMED.items())
            msg = f"{path}: is a whole TIFF of a form that is not read ({told}); convert it to PNG without loss"
            raise BadData(msg)
        struct.pack_into(f"{order}H", data, page[PHOTOMETRIC].place, RGB)
    return bytes(data)


NAMED = {"PhotometricInterpretation": PHOTOMETRIC, "BitsPerSample": BITS, "Compression": COMPRESSION}


def _pages(data: bytearray, order: str) -> Iterator[Page]:
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    for _ in range(MOST_PAGES):
        if not start:
            return
        (count,) = struct.unpack_from(f"{order}H", data, start)
        entries = (start + 2 + ENTRY * k for k in range(count))
        yield dict(tag for entry in entries if (tag := _tag(data, order, entry)))
        (start,) = struct.unpack_from(f"{order}I", data, start + 2 + ENTRY * count)


def _tag(data: bytearray, order: str, entry: int) -> tuple[int, Tag] | None:
    """Return one entry of a directory by its number, None for types that are not looked at."""
    number, kind, count = struct.unpack_from(f"{order}HHI", data, entry)
    if kind not in LAYOUT or count * struct.calcsize(LAYOUT[kind]) > len(data):
        return None
    form = f"{order}{count}{LAYOUT[kind]}"
    place = entry + 8  # up to four bytes stand in the entry itself
    if struct.calcsize(form) > 4:
        (place,) = struct.unpack_from(f"{order}I", data, place)
    return number, Tag(struct.unpack_from(form, data, place), place)


def _numbers(page: Page, tag: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
    return page[tag].numbers if tag in page else default


def _require_whole(path: Source, page: Page, length: int) -> None:
    counts = _numbers(page, COUNTS)
    ends = [offset + count for offset, count in zip(_numbers(page, OFFSETS), counts, strict=False)]
    if max(ends, default=0) > length:
        msg = f"{path}: ends after {length} bytes, and its strips reach to byte {max(ends)}; download it again"
        raise DamagedFile(msg)
    if _is_colour_called_grey(page) and _numbers(page, COMPRESSION) == (NONE,):
        expected = 3 * page[WIDTH].numbers[0] * page[HEIGHT].numbers[0]
        if sum(counts) != expected or len(ends) != len(counts):
            msg = f"{path}: its strips hold {sum(counts)} bytes and the picture has {expected}; download it again"
            raise DamagedFile(msg)


def _is_colour_called_grey(page: Page) -> bool:
    form = tuple(_numbers(page, tag) for tag in (PHOTOMETRIC, SAMPLES, BITS))
    whole = all(len(_numbers(page, tag)) == 1 for tag in (WIDTH, HEIGHT))
    plain = EXTRA not in page and _numbers(page, PLANAR, (1,)) == (1,)
    return whole and plain and form == ((GREY,), (3,), (8, 8, 8)) and _numbers(page, COMPRESSION) in ((NONE,), (LZW,))

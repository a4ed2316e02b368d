"""The data elements of a DICOM file, walked through before a library believes its lengths.

A file is whole if every element lies within it and its pixels are as many as its header says. Source: DICOM PS3.5, 7
(data set encoding), A.4 (encapsulated pixels); PS3.10, 7.1 (the file format).
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn

from segeval.errors import BadData, DamagedFile
from segeval.volume.stream import Room, require_likely

Tag = tuple[int, int]

ROWS, COLUMNS, SAMPLES, ALLOCATED, FRAMES = (0x28, 0x10), (0x28, 0x11), (0x28, 0x02), (0x28, 0x100), (0x28, 0x08)
SERIES, STORED_CLASS, CLASS, SYNTAX = (0x20, 0x0E), (0x02, 0x02), (0x08, 0x16), (0x02, 0x10)
INSTANCE, BETWEEN, PHOTOMETRIC = (0x20, 0x13), (0x18, 0x88), (0x28, 0x04)
PIXELS = ((0x7FE0, 0x10), (0x7FE0, 0x08), (0x7FE0, 0x09))  # whole numbers, float, double
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
KEPT = {ROWS, COLUMNS, SAMPLES, ALLOCATED, FRAMES, SERIES, STORED_CLASS, CLASS, SYNTAX, INSTANCE, BETWEEN, PHOTOMETRIC}
NUMBERS = {ROWS, COLUMNS, SAMPLES, ALLOCATED}  # of two bytes; the others are texts
LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
UNDEFINED = 0xFFFFFFFF
IMPLICIT, BIG, DEFLATED = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"
PLAIN = (IMPLICIT, BIG, DEFLATED, "1.2.840.10008.1.2.1")
# What has no pixels: directories, reports, presentation states, raw data, plans and outlines of radiotherapy.
NO_IMAGE = tuple(
    f"1.2.840.10008.{end}"
    for end in ("1.3.10", *(f"5.1.4.1.1.{kind}" for kind in ("9.", "11.", "66", "88.", "104.", "481.3", "481.5")))
)
MOST_ELEMENTS, DEEPEST, MOST_VALUE = 200_000, 16, 1 << 12


@dataclass(slots=True)
class Elements:
    """What a file says of itself: texts of the tags that are looked at, and the bytes of its pixels, None for none.

    ``packed`` is whether the pixels are compressed.
    """

    path: Path
    texts: dict[Tag, str] = field(default_factory=dict)
    pixels: int | None = None
    packed: bool = False

    def text(self, tag: Tag) -> str:
        """Return the text of a tag, empty where it is not there."""
        return self.texts.get(tag, "")

    def count(self, tag: Tag, default: int = 0) -> int:
        """Return the whole number of a tag."""
        text = self.text(tag)
        return int(text) if text.isdecimal() else default

    def length(self, tag: Tag) -> float | None:
        """Return the number of a tag, None where there is none."""
        try:
            return float(self.text(tag))
        except ValueError:
            return None

    @property
    def has_image(self) -> bool:
        """Whether the file is of a kind that has pixels, as far as it says."""
        kind = self.text(CLASS) or self.text(STORED_CLASS)
        return not kind.startswith(NO_IMAGE)


def read(path: Path) -> Elements:
    """Walk through a file to its end.

    Raises:
        DamagedFile: An element reaches beyond the end, or the pixels are not as many as the header says.
    """
    found = Elements(path)
    with path.open("rb") as file:
        _Walk(found, file).all()
    _require_pixels(found)
    return found


def _require_pixels(found: Elements) -> None:
    if found.pixels is None:
        if found.has_image:
            msg = f"{found.path}: has no pixels: it is cut short or no image; download it again or remove it"
            raise DamagedFile(msg)
        return
    if found.packed or found.text(PHOTOMETRIC).endswith(("422", "420")):
        return
    bits = found.count(ROWS) * found.count(COLUMNS) * found.count(SAMPLES, 1) * found.count(ALLOCATED)
    expected = -(-bits * max(found.count(FRAMES, 1), 1) // 8)
    if not 0 <= found.pixels - expected <= 1:  # lengths are even
        msg = f"{found.path}: holds {found.pixels} bytes of pixels, its header explains {expected}; download it again"
        raise DamagedFile(msg)


class _Walk:
    """A walk through the elements of one file."""

    def __init__(self, found: Elements, file: BinaryIO) -> None:
        self.found, self.file = found, file
        self.end = file.seek(0, 2)
        self.seen = 0
        self.order, self.explicit = "<", True

    def all(self) -> None:
        """Pass the elements about the file, which say how the others are written, and then those."""
        self.file.seek(128)
        if self.file.read(4) != b"DICM":
            self.fail("it is no DICOM file")
        self.elements(0, until_group=2)
        syntax = self.found.text(SYNTAX)
        self.explicit, self.order = syntax != IMPLICIT, ">" if syntax == BIG else "<"
        self.found.packed = bool(syntax) and syntax not in PLAIN
        if syntax == DEFLATED:
            self.inflate()
        self.elements(0)

    def inflate(self) -> None:
        """Go on in the inflated rest of the file."""
        packed = self.file.read()
        room = Room(len(packed), layers=1, free=256 << 20)
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        data = inflate.decompress(packed, max(room.free, len(packed) * 200) + 1)
        require_likely(f"{self.found.path}: inflates to", len(data), room)
        if not inflate.eof:
            self.fail("its deflated part ends early")
        self.file, self.end = io.BytesIO(data), len(data)

    def elements(self, depth: int, *, until_group: int | None = None, until: Tag | None = None) -> None:
        """Pass elements up to the end, to one of another group, or behind the end of an item."""
        if depth > DEEPEST:
            self.fail(f"its sequences lie more than {DEEPEST} deep in one another")
        while self.file.tell() < self.end:
            here = self.file.tell()
            tag = self.tag()
            if until_group is not None and tag[0] != until_group:
                self.file.seek(here)
                return
            if until is not None and tag == until:
                self.number("I")
                return
            self.element(tag, depth)
        if until is not None:
            self.fail("an item does not end")

    def element(self, tag: Tag, depth: int) -> None:
        self.seen += 1
        if self.seen > MOST_ELEMENTS:
            self.fail(f"it has more than {MOST_ELEMENTS} elements")
        form, length = self.form()
        if tag in PIXELS and depth == 0:
            self.pixels(length)
        elif length == UNDEFINED:
            # Of an unknown form: then its items are implicit (PS3.5, 6.2.2).
            kept, self.explicit = self.explicit, self.explicit and form != b"UN"
            self.sequence(depth)
            self.explicit = kept
        elif depth == 0 and tag in KEPT and length <= MOST_VALUE:
            self.found.texts[tag] = self.value(tag, self.take(length))
        else:
            self.skip(length)

    def form(self) -> tuple[bytes, int]:
        """Return the value representation, empty where it is implicit, and the length."""
        if not self.explicit:
            return b"", self.number("I")
        form = self.take(2)
        if not (form.isalpha() and form.isupper()):
            self.fail(f"an element is of the form {form!r}")
        if form not in LONG:
            return form, self.number("H")
        self.skip(2)
        return form, self.number("I")

    def pixels(self, length: int) -> None:
        if length != UNDEFINED:
            self.skip(length)
            self.found.pixels = length
            return
        start = self.file.tell()
        self.found.packed = True
        self.fragments()
        self.found.pixels = self.file.tell() - start

    def fragments(self) -> None:
        while (tag := self.tag()) != SEQUENCE_END:
            if tag != ITEM:
                self.fail("its compressed pixels are no fragments")
            self.skip(self.number("I"))
        self.number("I")

    def sequence(self, depth: int) -> None:
        while (tag := self.tag()) != SEQUENCE_END:
            self.seen += 1
            if tag != ITEM:
                self.fail("a sequence holds what is no item")
            length = self.number("I")
            if length == UNDEFINED:
                self.elements(depth + 1, until=ITEM_END)
            else:
                self.skip(length)
        self.number("I")

    def value(self, tag: Tag, data: bytes) -> str:
        """Return a value as text."""
        if tag in NUMBERS:
            return str(struct.unpack(f"{self.order}H", data)[0]) if len(data) == 2 else ""
        return data.decode("latin-1").strip("\0 ")

    def tag(self) -> Tag:
        group, element = struct.unpack(f"{self.order}HH", self.take(4))
        return group, element

    def number(self, form: str) -> int:
        (number,) = struct.unpack(f"{self.order}{form}", self.take(struct.calcsize(form)))
        return int(number)

    def take(self, count: int) -> bytes:
        data = self.file.read(count)
        if len(data) < count:
            self.fail("it is cut short")
        return data

    def skip(self, length: int) -> None:
        if self.file.tell() + length > self.end:
            self.fail(f"an element of {length} bytes reaches beyond its end")
        self.file.seek(length, 1)

    def fail(self, what: str) -> NoReturn:
        msg = f"{self.found.path}: {what} (byte {self.file.tell()}); download it again"
        raise DamagedFile(msg)


def series_of(folder: Path) -> Iterator[Elements]:
    """Yield what the DICOM images of a folder say of themselves.

    Any file among them that begins like DICOM or is called like them counts; hidden files, other files and what has no
    pixels do not.

    Raises:
        DamagedFile: One of them is cut short, or is called like them and is no DICOM file.
    """
    files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    begun = {file: _begins(file) for file in files}
    endings = {_ending(file) for file in files if begun[file]}
    for file in files:
        if begun[file]:
            found = read(file)
            if found.pixels is not None:
                yield found
        elif _ending(file) in endings and file.name.upper() != "DICOMDIR":
            msg = f"{file}: is called like the slices beside it and is no DICOM file; download it again or remove it"
            raise BadData(msg)


def _begins(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(132)[128:] == b"DICM"


def _ending(file: Path) -> str:
    """Return how a name ends; numbers, as of identifiers, are no ending."""
    return "" if file.suffix[1:].isdecimal() else file.suffix.lower()

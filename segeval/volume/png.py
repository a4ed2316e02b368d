"""Whether a PNG holds as many bytes of pixels as its header explains; decoders pass over more, and over another depth.

Source: PNG specification, second edition, 4.5.2 (passes), 7.2 (scanlines), 11.2.2 (IHDR), 11.2.3 (PLTE).
"""

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from isal import isal_zlib

from segeval.errors import DamagedFile
from segeval.volume.stream import CHUNK, Source

SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by colour type
PALETTE = 3  # the colour type whose pixels are numbers of colours
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
HEAD = 8  # bytes of the signature


def require_whole(path: Source, file: BinaryIO) -> None:
    """Inflate the pixels to their end and compare their number with the header.

    Raises:
        DamagedFile: They are more or fewer, or their colours are nowhere.
    """
    file.seek(HEAD)
    header, palette, inflate, found = b"", b"", isal_zlib.decompressobj(), 0
    for kind, data in _chunks(file):
        if kind == b"IHDR":
            header = data
            expected = _expected(data)
        elif kind == b"PLTE":
            palette = data
        elif kind == b"IDAT" and header:
            for length in _lengths(inflate, data):
                found += length
                if found > expected:
                    break
    if not header or found != expected or not inflate.eof:
        depth, colours = (header[8], header[9]) if header else (0, 0)
        told = f"at {depth} bits and colour type {colours} explain {expected if header else 0}"
        msg = f"{path}: holds {found} bytes of pixels, its size {told}; download it again, or save it anew"
        raise DamagedFile(msg)
    if header[9] == PALETTE and not palette:
        msg = f"{path}: its colours are numbers of a palette, and it has none; download it again, or save it anew"
        raise DamagedFile(msg)


def _lengths(inflate: Any, data: bytes) -> Iterator[int]:
    """Yield how many bytes come out, a part at a time."""
    rest, length = data, CHUNK
    while rest or length == CHUNK:
        length = len(inflate.decompress(rest, CHUNK))
        yield length
        rest = inflate.unconsumed_tail


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind in (b"IHDR", b"PLTE", b"IDAT"):
            yield kind, file.read(length)
            file.seek(4, io.SEEK_CUR)
        elif kind == b"IEND":
            return
        else:
            file.seek(length + 4, io.SEEK_CUR)


def _expected(header: bytes) -> int:
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * SAMPLES[colours]
    if not interlaced:
        return int(height * (1 + -(-width * bits // 8)))
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in PASSES]
    return int(sum(h * (1 + -(-w * bits // 8)) for w, h in sizes if w > 0 and h > 0))

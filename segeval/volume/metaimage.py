"""MetaImage: a text header, then voxels in the same file (.mha) or in one beside it (.mhd with .raw or .zraw).

Directions and origin are LPS, like everything that comes from ITK; row i of TransformMatrix is the direction of file
axis i. Source: the MetaIO documentation, https://itk.org/Wiki/MetaIO/Documentation.
"""

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import numpy as np

from segeval.errors import BadData, DamagedFile
from segeval.records import Grid
from segeval.volume.geometry import Matrix, grid_from_lps
from segeval.volume.header import Header, parse
from segeval.volume.stream import Readable, ZlibReader, data_file, inflated, peek, read_voxels
from segeval.volume.values import Stored

MOST_HEADER = 1 << 16
LAST_KEY = "ElementDataFile"  # the header ends with the line that says where the voxels are
LAST_LINE = re.compile(rb"^[ \t]*ElementDataFile[^\n]*", re.MULTILINE)
TYPES = {
    "MET_CHAR": "i1",
    "MET_UCHAR": "u1",
    "MET_SHORT": "i2",
    "MET_USHORT": "u2",
    "MET_INT": "i4",
    "MET_UINT": "u4",
    "MET_LONG_LONG": "i8",
    "MET_ULONG_LONG": "u8",
    "MET_FLOAT": "f4",
    "MET_DOUBLE": "f8",
}
LOCAL = "LOCAL"  # the voxels follow the header
TRUE = ("true", "1")
# Keys that exist under several names.
SPACING = ("ElementSpacing", "ElementSize")
ORIGIN = ("Offset", "Origin", "Position")
DIRECTION = ("TransformMatrix", "Rotation", "Orientation")
LENGTH_RTOL = 1e-3  # rounding of printed directions
BYTE_ORDER = ("BinaryDataByteOrderMSB", "ElementByteOrderMSB")


def is_metaimage(start: bytes) -> bool:
    """Whether a file that begins like this is a MetaImage."""
    return start.removeprefix(BOM_UTF8).lstrip().startswith((b"ObjectType", b"NDims"))


def read_grid(path: Path) -> Grid:
    """Return the grid; only the header is read."""
    return _grid(_header(path))


def other_files(path: Path) -> tuple[Path, ...]:
    """Return the file beside the header that holds the voxels, if that is where they are."""
    name = _header(path).text(LAST_KEY)
    return () if name.upper() == LOCAL else (data_file(path, name),)


def read(path: Path) -> Stored:
    """Read voxels ``(C, z, y, x)`` as stored; a 2D file is one slice.

    Raises:
        DamagedFile: The header contradicts itself or the bytes that follow.
        BadData: Text data, several data files, a data file outside the folder, or an unusable spacing.
    """
    header = _header(path)
    grid = _grid(header)
    channels = int(header.text("ElementNumberOfChannels", default="1"))
    dtype = _dtype(header)
    name = header.text(LAST_KEY)
    local = name.upper() == LOCAL
    if header.text("BinaryData", default="True").lower() not in TRUE or header.text("HeaderSize", default="0") != "0":
        msg = f"{path}: text voxels, or voxels behind a foreign header, are not supported; save it again with ITK"
        raise BadData(msg)
    packed = header.text("CompressedData", default="False").lower() in TRUE
    with inflated(path) if local else inflated(data_file(path, name), layers=0) as (file, room):
        file.seek(header.length if local else 0)
        body: Readable = ZlibReader(file) if packed else file
        most = room.packed() if packed else room
        array = read_voxels(body, path, (*grid.shape, channels), dtype, room=most)
    return Stored(np.moveaxis(array, -1, 0), grid)


def _header(path: Path) -> Header:
    start = peek(path, MOST_HEADER)
    last = LAST_LINE.search(start)
    # Where the voxels lie elsewhere, the end of the file may end the line; voxels never begin within it.
    if last is None or (last.end() == len(start) and (len(start) == MOST_HEADER or _is_local(last[0]))):
        msg = f"{path}: header does not come to the end of its last line, {LAST_KEY}; download it again"
        raise DamagedFile(msg)
    return Header(path, parse(path, start[: last.end()], "="), last.end() + 1)


def _is_local(line: bytes) -> bool:
    return line.rpartition(b"=")[2].strip().upper() == LOCAL.encode()


def _grid(header: Header) -> Grid:
    """Return the 3D grid; a 2D image becomes one slice of thickness 1."""
    rank = int(header.text("NDims"))
    if rank not in (2, 3):
        msg = f"{header.path}: has {rank} dimensions; split it into 3D files"
        raise BadData(msg)
    sizes = [1] * 3
    steps, origin = np.eye(3), np.zeros(3)
    sizes[:rank] = [int(n) for n in header.numbers(rank, "DimSize")]
    # ElementSize is how far a voxel reaches, which may be more or less than the distance to the next.
    names = SPACING[:1] if SPACING[0] in header.fields else SPACING
    spacing = np.array(header.numbers(rank, *names, default=" ".join("1" * rank)))
    if not (np.isfinite(spacing).all() and (spacing > 0).all()):
        msg = f"{header.path}: {SPACING[0]} is {spacing.tolist()}; it must be finite and positive, fix the header"
        raise BadData(msg)
    identity = " ".join(f"{n:g}" for n in np.eye(rank).ravel())
    turn = np.reshape(header.numbers(rank * rank, *DIRECTION, default=identity), (rank, rank))
    steps[:rank, :rank] = _directions(header, turn, spacing) * spacing[:, None]
    origin[:rank] = header.numbers(rank, *ORIGIN, default=" ".join("0" * rank))
    return grid_from_lps(header.path, (sizes[2], sizes[1], sizes[0]), steps[::-1], origin)


def _directions(header: Header, turn: Matrix, spacing: Matrix) -> Matrix:
    """Return rows of unit length; some writers give them that of the spacing, which then stands in the header twice."""
    lengths: Matrix = np.linalg.norm(turn, axis=1)
    if np.allclose(lengths, 1, rtol=0, atol=LENGTH_RTOL):
        return turn
    if np.allclose(lengths, spacing, rtol=LENGTH_RTOL, atol=0):
        unit: Matrix = turn / lengths[:, None]
        return unit
    msg = (
        f"{header.path}: rows of {DIRECTION[0]} are {lengths.tolist()} long and {SPACING[0]} is {spacing.tolist()}; "
        "they must be 1 or that spacing, fix the header"
    )
    raise BadData(msg)


def _dtype(header: Header) -> np.dtype[Any]:
    name = header.text("ElementType")
    if name not in TYPES:
        msg = f"{header.path}: voxels of type {name} are not supported; convert them to one of {', '.join(TYPES)}"
        raise BadData(msg)
    big = header.text(*BYTE_ORDER, default="False").lower() in TRUE
    return np.dtype(TYPES[name]).newbyteorder(">" if big else "<")

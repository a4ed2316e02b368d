"""NRRD: a text header, then voxels in the same file (.nrrd) or in one beside it (.nhdr), raw or gzip.

Source: the format definition, https://teem.sourceforge.net/nrrd/format.html.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

from segeval.errors import BadData, DamagedFile
from segeval.records import Grid
from segeval.volume.geometry import grid_from_axes, grid_from_lps
from segeval.volume.header import Header, parse
from segeval.volume.stream import GzipFile, Readable, data_file, inflated, peek, read_voxels
from segeval.volume.values import Stored

MAGIC = b"NRRD000"
MOST_HEADER = 1 << 20  # .seg.nrrd files describe every segment in their header
LPS = ("left-posterior-superior", "lps")
RAS = ("right-anterior-superior", "ras")
TYPES = {
    "i1": ("signed char", "int8", "int8_t"),
    "u1": ("uchar", "unsigned char", "uint8", "uint8_t"),
    "i2": ("short", "short int", "signed short", "signed short int", "int16", "int16_t"),
    "u2": ("ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"),
    "i4": ("int", "signed int", "int32", "int32_t"),
    "u4": ("uint", "unsigned int", "uint32", "uint32_t"),
    "i8": ("longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t"),
    "u8": ("ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"),
    "f4": ("float",),
    "f8": ("double",),
}

Steps = list[list[float] | None]

VECTOR = re.compile(r"none|\(([^()]*)\)")
SPACING_RTOL = 1e-3  # rounding of printed numbers

BLANK_LINE = re.compile(rb"(?<=\n)\r?\n")


def is_nrrd(start: bytes) -> bool:
    """Whether a file that begins like this is a NRRD."""
    return start.startswith(MAGIC)


def read_grid(path: Path) -> Grid:
    """Return the grid; only the header is read."""
    header = _header(path)
    return _grid(header, _sizes(header))


def other_files(path: Path) -> tuple[Path, ...]:
    """Return the file beside the header that holds the voxels, if that is where they are."""
    name = _voxels(_header(path))
    return (data_file(path, name),) if name else ()


def read(path: Path) -> Stored:
    """Read voxels ``(C, z, y, x)`` as stored; an axis without direction, first or last, is the channel.

    Raises:
        DamagedFile: The header contradicts itself or the bytes that follow.
        BadData: Another encoding than raw and gzip, a data file outside the folder, or an unusable orientation.
    """
    header = _header(path)
    sizes = _sizes(header)
    grid = _grid(header, sizes)
    name = _voxels(header)
    packed = _is_packed(header)
    with inflated(data_file(path, name), layers=0) if name else inflated(path) as (file, room):
        file.seek(0 if name else header.length)
        body: Readable = GzipFile(fileobj=file, mode="rb") if packed else file
        most = room.packed() if packed else room
        array = read_voxels(body, path, sizes[::-1], _dtype(header), room=most)
    if array.ndim == 3:
        return Stored(array[None], grid)
    return Stored(np.moveaxis(array, -1, 0) if _steps(header, len(sizes))[0] is None else array, grid)


def _header(path: Path) -> Header:
    start = peek(path, MOST_HEADER)
    blank = BLANK_LINE.search(start)
    if blank is None and len(start) == MOST_HEADER:
        msg = f"{path}: header does not end within {MOST_HEADER} bytes; download it again"
        raise DamagedFile(msg)
    lines = (start[: blank.start()] if blank else start).splitlines()[1:]
    described = [line for line in lines if not line.startswith(b"#") and b":=" not in line]
    header = Header(path, parse(path, b"\n".join(described), ":"), blank.end() if blank else len(start))
    for skip in ("line skip", "lineskip", "byte skip", "byteskip"):
        if header.text(skip, default="0") != "0":
            msg = f"{path}: {skip} is {header.text(skip)}; voxels behind a foreign header are not supported, convert it"
            raise BadData(msg)
    return header


def _voxels(header: Header) -> str:
    """Return the name of the file of the voxels, "" where they follow the header."""
    return header.text("data file", "datafile", default="")


def _sizes(header: Header) -> tuple[int, ...]:
    """Return the sizes, fastest axis first."""
    rank = int(header.text("dimension"))
    if rank not in (3, 4):
        msg = f"{header.path}: has {rank} dimensions; 3 and, with channels, 4 are supported, convert it"
        raise BadData(msg)
    return tuple(int(n) for n in header.numbers(rank, "sizes"))


def _steps(header: Header, rank: int) -> Steps:
    """Return the world vector of every file axis, None for the channel, in the space of the header."""
    steps: Steps = []
    if "space directions" in header.fields:
        vectors = VECTOR.findall(header.text("space directions"))
        steps = [[float(n) for n in inner.split(",")] if inner else None for inner in vectors]
    elif rank == 3:
        steps = [*np.diag(header.numbers(rank, "spacings")).tolist()]
    if (
        len(steps) != rank
        or [len(step) for step in steps if step] != [3, 3, 3]
        or (rank == 4 and steps[0] and steps[3])
    ):
        msg = f"{header.path}: needs three axes with a direction in 3D, channels first or last; convert it"
        raise BadData(msg)
    return steps


def _grid(header: Header, sizes: tuple[int, ...]) -> Grid:
    rank = len(sizes)
    steps = _steps(header, rank)
    spatial = [k for k in range(rank) if steps[k]][::-1]
    shape = tuple(sizes[k] for k in spatial)
    matrix = np.array([steps[k] for k in spatial])
    if "spacings" in header.fields:  # which may not stand beside directions, and is the same where it does
        given = np.array(header.numbers(rank, "spacings"))[spatial]
        with np.errstate(over="ignore"):  # a length that is no number of this world is refused with the grid
            lengths = np.linalg.norm(matrix, axis=1)
        if not np.allclose(given, lengths, rtol=SPACING_RTOL, atol=0):
            msg = f"{header.path}: spacings are {given} and the directions {lengths} long; keep the true ones"
            raise BadData(msg)
    origin = np.array([float(n) for n in header.text("space origin", default="(0,0,0)").strip("()").split(",")])
    # Without a space the axes have no names; ITK, which wrote most such files, means LPS.
    space = header.text("space", default=LPS[0]).lower()
    if space not in LPS + RAS or origin.shape != (3,):
        msg = f"{header.path}: space {space!r} with origin {origin.tolist()} is not supported; use {LPS[0]} in 3D"
        raise BadData(msg)
    return (grid_from_lps if space in LPS else grid_from_axes)(header.path, shape, matrix, origin)


def _dtype(header: Header) -> np.dtype[Any]:
    name = header.text("type").lower()
    code = next((code for code, names in TYPES.items() if name in names), None)
    if code is None:
        msg = f"{header.path}: voxels of type {name} are not supported; convert them to integers, float or double"
        raise BadData(msg)
    order = header.text("endian", default="little" if code in ("i1", "u1") else None).lower()
    if order not in ("little", "big"):
        msg = f"{header.path}: endian is {order!r} instead of little or big; download it again"
        raise DamagedFile(msg)
    return np.dtype(code).newbyteorder("<" if order == "little" else ">")


def _is_packed(header: Header) -> bool:
    encoding = header.text("encoding").lower()
    if encoding not in ("raw", "gzip", "gz"):
        msg = f"{header.path}: encoding {encoding!r} is not supported; save it as raw or gzip"
        raise BadData(msg)
    return encoding != "raw"

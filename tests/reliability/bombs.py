"""Small files that claim or hold far more than honest ones, and what refusing each takes.

``python -m tests.reliability.bombs`` measures all and writes ``tests/reliability/bombs.csv``.
"""

import json
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from segeval import volume
from tests.test_volume_dicom import element, save_slice

h5py: Any = import_module("h5py")
nibabel: Any = import_module("nibabel")
TABLE = Path(__file__).with_name("bombs.csv")
WATCHED = """
import re, sys, time
from pathlib import Path
from segeval import _disk, _tensors, volume
from segeval.errors import SegevalError
path, kind = Path(sys.argv[1]), sys.argv[2]
readers = {
    "image": volume.read_image, "mask": volume.read_mask, "arrays": lambda p: volume.read_arrays(p, ("image",)),
    "object": lambda p: _disk.read_object(p, ""), "lines": lambda p: list(_disk.json_lines(_disk.read_text(p))),
    "table": lambda p: _disk.from_csv(p), "tensors": _tensors.require_few_tensors,
}
started = time.monotonic()
try:
    readers[kind](path)
    said = "read"
except (SegevalError, ValueError) as error:
    said = str(error)
seconds = time.monotonic() - started
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))[1], f"{seconds:.2f}", said)
"""


def zeros(count: int, head: bytes = b"", bits: int = 31) -> bytes:
    """Return gzip or zlib of a head and so many zeros; of more than 32 MB the checksum, which nobody reaches, is wrong.

    Then one packed block of zeros is written again and again: that takes no time.
    """
    packer = zlib.compressobj(9, wbits=bits)
    if count < 32 << 20:
        return packer.compress(head + bytes(count)) + packer.flush()
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(bytes(count & 0xFFFFF))
    return start + block * (count >> 20) + rest + packer.flush()


def nifti(path: Path) -> Path:
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.uint8)
    header.set_data_shape((1280, 1280, 1280))
    header.set_sform(np.eye(4), 1)
    header["vox_offset"], header["magic"] = 352, b"n+1\0"
    path.write_bytes(zeros(1280**3, header.binaryblock + bytes(4)))
    return path


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(path: Path, side: int, *, depth: int = 8, rows: int | None = None) -> Path:
    """Write a picture of four channels, or with fewer rows or bits than its header says."""
    size = (1 + side * 4) * (side if rows is None else rows)
    head = struct.pack(">IIBBBBB", side, side, depth, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zeros(size, bits=15)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path


def tiff(path: Path, side: int, pages: int, *, circle: bool = False) -> Path:
    """Write pages that all show one strip of zeros; in a ``circle`` the last one leads to the first."""
    strip = zeros(side * side, bits=15)
    data = bytearray(struct.pack("<2sHI", b"II", 42, 0) + strip + bytes(len(strip) % 2))
    tags = [(256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, 8), (277, 3, 1)]
    tags += [(278, 4, side), (279, 4, len(strip))]
    link, first = 4, len(data)
    for _ in range(pages):
        struct.pack_into("<I", data, link, len(data))
        data += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, kind, 1, n) for tag, kind, n in tags)
        link = len(data)
        data += bytes(4)
    if circle:
        struct.pack_into("<I", data, link, first)
    path.write_bytes(data)
    return path


def hdf5(path: Path) -> Path:
    with h5py.File(path, "w") as file:
        file.create_dataset("image", (1200, 1024, 1024), "u1", chunks=(64, 1024, 1024), compression="gzip")
    return path


def npz(path: Path) -> Path:
    """Write an array whose header claims what its file, by its length, could hold."""
    header = {"descr": "|u1", "fortran_order": False, "shape": (1280, 1024, 1024)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("image.npy", "w") as file:
        np.lib.format.write_array_header_1_0(file, header)
        file.write(np.random.default_rng(0).bytes(1_500_000))
    return path


def dicom(path: Path, *, junk: bytes = b"", side: int = 0) -> Path:
    """Write a series whose last file is followed by ``junk``, or whose headers claim another ``side``."""
    path.mkdir()
    for k in range(3):
        save_slice(path / f"{k}.dcm", np.zeros((6, 7), np.uint16), k)
        if side:
            data = (path / f"{k}.dcm").read_bytes()
            for tag, real in ((0x280010, 6), (0x280011, 7)):
                data = data.replace(element(tag, "US", real), element(tag, "US", side))
            (path / f"{k}.dcm").write_bytes(data)
    with (path / "2.dcm").open("ab") as file:
        file.write(junk)
    return path


def tensors_of_nothing(count: int) -> bytes:
    """Return the JSON that a safetensors file of so many empty tensors begins with."""
    empty = json.dumps({"dtype": "F32", "shape": [0], "data_offsets": [0, 0]})
    return ("{" + ",".join(f'"t{k}":{empty}' for k in range(count)) + "}").encode()


def tensors(path: Path) -> Path:
    """Write a list of so many tensors of nothing as the limit of its bytes takes."""
    head = tensors_of_nothing(200_000)
    path.write_bytes(struct.pack("<Q", len(head)) + head)
    return path


def repeated(path: Path, head: str, body: str, tail: str = "", times: int = 12_000_000) -> Path:
    path.write_text(head + body * times + tail, encoding="utf-8")
    return path


ELEMENT = b"\x09\x00\x10\x10OB\0\0\xf0\xff\xff\xff"  # of 4.2 GB
Make = Callable[[Path], Path]
BOMBS: dict[str, tuple[str, str, Make]] = {
    "gzip image": ("image", "as in a bomb", lambda home: nifti(home / "a.nii.gz")),
    "gzip mask": ("mask", "as in a bomb", lambda home: nifti(home / "a.nii.gz")),
    "png of colours": ("image", "as in a bomb", lambda home: png(home / "a.png", 9000)),
    "png that lies": ("image", "can be in the file", lambda home: png(home / "a.png", 60000, rows=1)),
    "png of more bits": ("image", "bytes of pixels", lambda home: png(home / "a.png", 40, depth=16)),
    "tiff of one strip": ("image", "more than|can be in the file", lambda home: tiff(home / "a.tif", 5000, 100)),
    "tiff of many pages": ("image", "over more than 8192", lambda home: tiff(home / "a.tif", 1, 9000)),
    "tiff in a circle": ("image", "in a circle", lambda home: tiff(home / "a.tif", 8, 2, circle=True)),
    "dicom that lies": ("image", "header explains", lambda home: dicom(home / "a", side=30000)),
    "dicom with junk": ("image", "reaches beyond its end", lambda home: dicom(home / "a", junk=ELEMENT + bytes(50))),
    "hdf5 of nothing": ("arrays", "can be in the file", lambda home: hdf5(home / "a.h5")),
    "npz": ("arrays", "as in a bomb", lambda home: npz(home / "a.npz")),
    "json of depth": ("object", "deep in one another", lambda home: repeated(home / "a.json", "", "[", times=300_000)),
    "json of lists": ("object", "values, more than", lambda home: repeated(home / "a.json", "[", "[],", "[]]")),
    "json of lines": ("lines", "lines", lambda home: repeated(home / "a.jsonl", "", "1\n")),
    "csv of cells": ("table", "cells, more than", lambda home: repeated(home / "a.csv", "a\n", ",")),
    "csv of one cell": ("table", "larger than", lambda home: repeated(home / "a.csv", 'a\n"', "x", times=200_000)),
    "tensors": ("tensors", "list of tensors", lambda home: tensors(home / "a.safetensors")),
    "json of size": ("object", "longer than", lambda home: repeated(home / "a.json", '"', "x" * 7)),
}


class Took(NamedTuple):
    """What a process that read a bomb said at its end."""

    bytes: int
    seconds: float
    said: str


def took(name: str, home: Path) -> Took:
    """Return what refusing one bomb took, in a process of its own; VmHWM, since ru_maxrss would count its parent."""
    reader, _, make = BOMBS[name]
    arguments = [sys.executable, "-c", WATCHED, str(make(home)), reader]
    done = subprocess.run(
        arguments, capture_output=True, encoding="utf-8", check=True, cwd=Path(volume.__file__).parents[2]
    )
    memory, seconds, said = done.stdout.split(" ", 2)
    return Took(int(memory) << 10, float(seconds), said.strip())


def main() -> None:
    """Measure all bombs and write the table."""
    lines = ["bomb,seconds,megabytes"]
    for name in BOMBS:
        with tempfile.TemporaryDirectory() as home:
            found = took(name, Path(home))
        lines.append(f"{name},{found.seconds:.2f},{found.bytes >> 20}")
    TABLE.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Named arrays from NumPy's ``.npz`` and from HDF5, as preprocessed copies of datasets come; nothing in them is run.

Sizes are counted before memory is taken. Objects, links out of the file, and what is no plain array of numbers are
refused. Source: NEP 1 (npy format).
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.errors import BadData, DamagedFile
from segeval.volume import hdf5
from segeval.volume.stream import Member, Room, Source, count_bytes, decoding

HDF5 = b"\x89HDF\r\n\x1a\n"
Arrays = dict[str, npt.NDArray[Any]]


def read_arrays(source: Source, names: Sequence[str]) -> Arrays:
    """Read arrays by name; the format is decided by content.

    Raises:
        DamagedFile: Cut short, altered, or of an unknown format.
        BadData: An array is absent, larger than ``max_bytes()``, or not of numbers.
    """
    with decoding(source):
        with source.open("rb") as file:
            start = file.read(8)
        if start == HDF5:
            return hdf5.read(source, names)
        if start[:2] == b"PK":
            return _npz(source, names)
    msg = f"{source}: begins with {start!r}, which is neither npz nor HDF5; download it again"
    raise DamagedFile(msg)


def _npz(source: Source, names: Sequence[str]) -> Arrays:
    with source.open("rb") as file, zipfile.ZipFile(file) as archive:
        held = {name.removesuffix(".npy") for name in archive.namelist()}
        _require(source, names, held)
        return {name: _npy(source, archive, f"{name}.npy") for name in names}


def _npy(source: Source, archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    with archive.open(name) as member:
        version = np.lib.format.read_magic(member)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(member)
        _require_numbers(source, name, dtype)
        expected = count_bytes(source, shape, dtype, _room(source))
        announced = archive.getinfo(name).file_size
        if announced > expected + 65536:
            msg = f"{source}: {name} holds {announced} bytes and its header explains {expected}; download it again"
            raise DamagedFile(msg)
    content = archive.read(name)  # to the end, so that the checksum is compared
    return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)


def _room(source: Source) -> Room:
    return Room(len(source.data) if isinstance(source, Member) else source.stat().st_size, layers=1)


def _require(source: Source, names: Sequence[str], held: set[str]) -> None:
    absent = sorted(set(names) - held)
    if absent:
        msg = f"{source}: has no array {' and no '.join(absent)}; it holds {', '.join(sorted(held)) or 'nothing'}"
        raise BadData(msg)


def _require_numbers(source: Source, name: str, dtype: np.dtype[Any]) -> None:
    if dtype.kind not in "biuf":
        msg = f"{source}: {name} is of type {dtype}, not of numbers; get the original"
        raise BadData(msg)

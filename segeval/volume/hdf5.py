"""Named arrays of numbers from HDF5, which a process of its own opens: a damaged file can end the library's.

What the file does not hold is an error: the library would return fill values. Source: the HDF5 specification.
"""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from segeval.errors import BadData, DamagedFile
from segeval.volume.stream import CHUNK, Member, Room, Source, count_bytes

CHILD = Path(__file__).with_name("_hdf5_child.py")
MOST_LINE = 1 << 20


def read(source: Source, names: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Read arrays by name.

    Raises:
        DamagedFile: The file is cut short or altered, parts of an array are absent, or it is larger than allowed.
        BadData: An array is absent, a link, or not of numbers.
    """
    if not isinstance(source, Member):
        return _asked(source, Path(source).absolute(), names, Path(source).stat().st_size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "member"
        path.write_bytes(source.data)
        return _asked(source, path, names, len(source.data))


def _asked(source: Source, path: Path, names: Sequence[str], size: int) -> dict[str, npt.NDArray[Any]]:
    command = [sys.executable, "-P", str(CHILD), str(path), *names]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        try:
            return {name: _array(source, child, size) for name in names}
        finally:
            child.kill()


def _array(source: Source, child: "subprocess.Popen[bytes]", size: int) -> npt.NDArray[Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    said = _line(source, child, child.stdout)
    dtype, shape = np.dtype(said["dtype"]), tuple(said["shape"])
    expected = count_bytes(source, shape, dtype, Room(size, layers=1))
    child.stdin.write(b"\n")
    child.stdin.flush()
    _line(source, child, child.stdout)
    buffer, filled = np.empty(expected, np.uint8), 0
    while filled < expected:
        chunk = child.stdout.read(min(CHUNK, expected - filled))
        if not chunk:
            raise _ended(source, child)
        buffer[filled : filled + len(chunk)] = np.frombuffer(chunk, np.uint8)
        filled += len(chunk)
    array: npt.NDArray[Any] = buffer.view(dtype).reshape(shape)
    return array


def _line(source: Source, child: "subprocess.Popen[bytes]", stdout: IO[bytes]) -> dict[str, Any]:
    """Return what the child says next; a fault is raised."""
    line = stdout.readline(MOST_LINE)
    if not line.endswith(b"\n"):
        raise _ended(source, child)
    said: dict[str, Any] = json.loads(line)
    if "absent" in said:
        held = ", ".join(said["held"]) or "nothing"
        msg = f"{source}: has no array {' and no '.join(said['absent'])}; it holds {held}"
        raise BadData(msg)
    if said.get("bad"):
        msg = f"{source}: {said['fault']}"
        raise BadData(msg)
    if "fault" in said:
        msg = f"{source}: cannot be decoded ({said['fault']}); download it again"
        raise DamagedFile(msg)
    return said


def _ended(source: Source, child: "subprocess.Popen[bytes]") -> DamagedFile:
    code = child.wait()
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return DamagedFile(f"{source}: ended the process that read it ({how}); it is damaged, download it again")

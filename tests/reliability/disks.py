"""Disks that are full or read-only from one write on, without root: however the package writes, it is refused."""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

WRITES = set("wax+")
CALLS = ("fsync", "rename", "replace", "mkdir", "link", "symlink", "truncate")


class Disk:
    """Counts writes; the one of number ``left`` and all after it fail with ``code``."""

    def __init__(self, left: int, code: int) -> None:
        self.left, self.code, self.seen, self.refused = left, code, 0, 0

    def write(self) -> None:
        self.seen += 1
        if self.seen > self.left:
            self.refused += 1
            raise OSError(self.code, os.strerror(self.code))


class Watched:
    """An open file whose writes the disk counts."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self.__dict__.update(_file=file, _disk=disk)

    def write(self, data: Any) -> Any:
        self._disk.write()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._file, name, value)

    def __enter__(self) -> "Watched":
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._file.__exit__(*error)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)


@contextmanager
def disk(left: int, code: int = errno.ENOSPC) -> Iterator[Disk]:
    """Let so many writes of this process through, however it writes: Python's files, ``os.write``, folders, renames."""
    counted = Disk(left, code)
    with pytest.MonkeyPatch.context() as patch:
        opened = io.open

        def watching(file: Any, mode: str = "r", *more: Any, **words: Any) -> Any:
            if not WRITES & set(mode) or str(file).startswith("/dev/"):
                return opened(file, mode, *more, **words)
            counted.write()
            return Watched(opened(file, mode, *more, **words), counted)

        def counting(call: Callable[..., Any]) -> Callable[..., Any]:
            def counts(*arguments: Any, **words: Any) -> Any:
                counted.write()
                return call(*arguments, **words)

            return counts

        patch.setattr(builtins, "open", watching)
        patch.setattr(io, "open", watching)
        for name in CALLS:
            patch.setattr(os, name, counting(getattr(os, name)))
        write = os.write
        patch.setattr(os, "write", lambda file, data: write(file, data) if file < 3 else counting(write)(file, data))
        raw = os.open

        def opening(path: Any, flags: int, *more: Any, **words: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                counted.write()
            return raw(path, flags, *more, **words)

        patch.setattr(os, "open", opening)
        yield counted

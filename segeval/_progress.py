"""What long work says of itself: a bar for who watches, a line every 30 seconds and a log file for who does not."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

BEAT = 30.0  # seconds between two lines about work that goes on

Item = TypeVar("Item")


def hidden() -> bool | None:
    """Return what tqdm takes as ``disable``: None shows a bar on a terminal only.

    No bar for those who set the logger ``segeval`` to show every case, or only errors.
    """
    return None if logging.DEBUG < logging.getLogger("segeval").getEffectiveLevel() < logging.ERROR else True


class Diary(logging.FileHandler):
    """A file of lines with the time; a disk that is full is the ledger's business to say."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Leave out a line that cannot be written."""


@contextmanager
def diary(path: Path) -> Iterator[logging.Logger]:
    """Give a logger that writes everything to a file, and to whom the logger ``segeval`` tells as much as they want."""
    log = logging.Logger("segeval.progress", logging.DEBUG)
    for handler in logging.getLogger("segeval").handlers:
        log.addHandler(handler)
    with suppress(OSError):
        file = Diary(path, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(file)
    try:
        yield log
    finally:
        for handler in log.handlers:
            if isinstance(handler, Diary):
                with suppress(OSError):  # a disk that is full, of which the lines before were not told either
                    handler.close()


@contextmanager
def beating(
    log: logging.Logger, title: str, count: Sequence[int] = (), total: int = 0, unit: str = "", every: float = BEAT
) -> Iterator[None]:
    """Say every 30 seconds, how much is done: ``count[0]`` of ``total`` cases, steps ..., and what is left.

    Without a ``total``, which nobody may know yet, only that it goes on.
    """
    ended, started, first = Event(), time.monotonic(), count[0] if count else 0

    def beat() -> None:
        while not ended.wait(every):
            done = f"{count[0]} of {total} {unit}" if total else "goes on"
            spent = time.monotonic() - started
            left = _left(spent, count[0] - first, total - count[0]) if total else ""
            log.info("%s: %s after %.0f s%s", title, done, spent, left)

    thread = Thread(target=beat, daemon=True, name="progress")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _left(spent: float, done: int, more: int) -> str:
    """Say how long the rest takes if it goes on as it did; nothing before anything is done."""
    if done <= 0 or more <= 0:
        return ""
    seconds = spent / done * more
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f", about {seconds / size:.0f} {unit} left"
    return f", about {seconds:.0f} s left"


def watched(items: Iterable[Item], title: str, total: int, unit: str = "case", *, leave: bool = True) -> Iterator[Item]:
    """Yield items with a bar on a terminal, which stays there if ``leave``, and a line every 30 seconds without one."""
    from tqdm import tqdm

    told = logging.getLogger("segeval.progress")
    with beating(told, title, count := [0], total, f"{unit}s"):
        for item in tqdm(items, title, total, unit=unit, disable=hidden(), leave=leave):
            yield item
            count[0] += 1

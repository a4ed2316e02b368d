"""A process that guards another one at work: a case that kills it, or never ends, costs a row and not the run.

The command line calls :func:`split` before anything heavy is loaded. It forks: the child goes on with the command and
tells at which cases it works, the parent waits. Where the child dies by a signal (a fault of a library, the system out
of memory) or works at a case longer than allowed, the parent forks again. Cases that were worked on at a death are
suspects, which the next child tries last and one at a time; one that ends that one too is hopeless, and fails without
another try. What is finished is on the disk, so nothing is computed twice.
"""

import json
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from segeval.errors import SegevalError

BEAT = 0.1  # seconds between looks at a child that says nothing
GRACE = 2.0  # seconds that a child has to end by itself after Ctrl-C
SIGNALLED = 128  # what shells add to the number of the signal that ended a process
PIPE = 1 << 16
log = logging.getLogger(__name__)


class HopelessCase(SegevalError):
    """A case that ended the process that worked at it, twice."""


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier tries showed: cases that may have ended one, and those that did so alone, each with the reason."""

    suspects: Mapping[str, str] = field(default_factory=dict)
    hopeless: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Child:
    """This process, where another one guards it: what that one knows, and the pipe that it reads."""

    known: Known = Known()
    pipe: int | None = None


_child = _Child()


def known() -> Known:
    """Return what earlier tries of this command showed; nothing in a process that nobody guards."""
    return _child.known


@contextmanager
def at_work(case: str) -> Iterator[None]:
    """Tell the guarding process, where there is one, that a case is worked on within this block."""
    _tell("begin", case)
    try:
        yield
    finally:
        _tell("end", case)


@contextmanager
def owning(group: int) -> Iterator[None]:
    """Have a process group of this process ended with it, if this block does not end before."""
    _tell("own", str(group))
    try:
        yield
    finally:
        _tell("disown", str(group))


def _tell(event: str, what: str) -> None:
    if _child.pipe is not None:
        os.write(_child.pipe, json.dumps([event, what]).encode() + b"\n")  # one write: lines of threads never mix


def split(limit: float | None = None) -> int | None:
    """Fork; return None in the child, which goes on, and in the parent the exit code once the work has ended.

    To be called while this process has one thread. Where the system cannot fork, the work goes on unguarded.

    Args:
        limit: Seconds that one case may be worked on, without the time that it waits; None for any.

    Raises:
        KeyboardInterrupt: In the parent, after Ctrl-C, where the child was too busy to end by itself.
    """
    if not hasattr(os, "fork"):
        return None
    seen = Known()
    while True:
        sys.stdout.flush()
        sys.stderr.flush()
        pipe, told = os.pipe()
        alive, lifeline = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(pipe)
            os.close(lifeline)
            _child.known, _child.pipe = seen, told
            threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
            return None
        os.close(told)
        os.close(alive)
        try:
            status, guilty = _attend(child, pipe, limit)
        finally:
            os.close(pipe)
            os.close(lifeline)
        if not guilty:
            return _exit_code(status)
        seen = _learned(seen, guilty)


def _end_with_parent(alive: int) -> None:
    """End this process when its parent has: the other end of this pipe is then closed."""
    os.read(alive, 1)
    os._exit(SIGNALLED + signal.SIGKILL)


def _learned(seen: Known, guilty: Mapping[str, str]) -> Known:
    """Return what is known after a try that some cases may have ended."""
    if len(guilty) == 1 and seen.suspects.keys() >= guilty.keys():
        return replace(seen, hopeless={**seen.hopeless, **guilty})
    for case, reason in guilty.items():
        log.warning("%s: %s. It is tried again, alone.", case.rpartition("/")[2], reason)
    return replace(seen, suspects={**seen.suspects, **guilty})


def _attend(child: int, pipe: int, limit: float | None) -> tuple[int, dict[str, str]]:
    """Wait for a child; return its exit status, and the cases that may have ended it with what happened."""
    notes = Notes()
    try:
        while True:
            heard = os.read(pipe, PIPE) if select.select([pipe], [], [], BEAT)[0] else None
            notes.hear(heard or b"", time.monotonic())
            status = None if heard else _ended(child, 0 if heard is None else GRACE)
            if status is not None:
                return status, _died(status, notes)
            if late := notes.late(time.monotonic(), limit):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return 1, dict.fromkeys(late, f"it took longer than the {limit:g} s that a case may take")
    except KeyboardInterrupt:
        return _interrupted(child), {}
    finally:
        for group in notes.owned:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says so by the latter
                os.killpg(group, signal.SIGKILL)


def _died(status: int, notes: "Notes") -> dict[str, str]:
    """Return the cases that were worked on when a child was ended by a signal; no case: it is not their fault."""
    if status >= 0:
        return {}
    name = signal.Signals(-status).name
    if not notes.since:
        log.error("The process was ended by %s.", name)
    return dict.fromkeys(notes.since, f"the process was ended by {name} while at it")


def _exit_code(status: int) -> int:
    return status if status >= 0 else SIGNALLED - status


def _ended(child: int, wait: float = 0.0) -> int | None:
    """Return the exit status of a child that ends within some seconds, below 0 for a signal; None of one that works."""
    until = time.monotonic() + wait
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            return None
        time.sleep(BEAT / 10)


def _interrupted(child: int) -> int:
    """Return the exit status of a child that heard Ctrl-C; one that is too busy to hear it is ended.

    A terminal tells the child as well, so that it has a moment before it is told again.
    """
    for told, wait in ((False, GRACE / 4), (True, GRACE)):
        if told:
            os.kill(child, signal.SIGINT)
        status = _ended(child, wait)
        if status is not None:
            return status
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise KeyboardInterrupt


@dataclass(slots=True)
class Notes:
    """What a child told: since when cases are worked on, how long they were before, and the process groups it owns."""

    since: dict[str, float] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    owned: set[int] = field(default_factory=set)
    rest: bytes = b""

    def hear(self, told: bytes, now: float) -> None:
        """Take note of lines, of which the last one may still lack its end."""
        *lines, self.rest = (self.rest + told).split(b"\n")
        for line in lines:
            event, what = json.loads(line)
            if event == "begin":
                self.since[what] = now
            elif event == "end":
                self.spent[what] = self.spent.get(what, 0.0) + now - self.since.pop(what, now)
            elif event == "own":
                self.owned.add(int(what))
            else:
                self.owned.discard(int(what))

    def late(self, now: float, limit: float | None) -> list[str]:
        """Return the cases that have been worked on longer than allowed."""
        if limit is None:
            return []
        return [case for case, start in self.since.items() if self.spent.get(case, 0.0) + now - start > limit]

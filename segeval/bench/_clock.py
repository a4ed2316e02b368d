"""Time and memory of something that is done again and again."""

import ctypes
import gc
import time
from collections.abc import Callable
from contextlib import suppress

import torch

from segeval.scoring import peak_memory

FEWEST = 3  # times that anything is timed


def seconds_of(run: Callable[[], object], device: torch.device) -> float:
    """Return how long something takes, until its device is done with it."""
    started = time.perf_counter()
    run()
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - started


def peak_of(run: Callable[[], object], device: torch.device) -> int:
    """Return the most bytes that something holds above those held before; 0 where nobody can tell."""
    tidy()
    with peak_memory(str(device)) as now:
        held = now()
    with peak_memory(str(device)) as peak:
        run()
        return max(0, peak() - held)


def tidy() -> None:
    """Give freed memory back to the system, so that what is taken next is seen."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    with suppress(AttributeError, OSError):  # only the C library of Linux has it
        ctypes.CDLL(None).malloc_trim(0)


def device_name(device: torch.device) -> str:
    """Return what a device is called, and of a CPU how many threads compute."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device}, {torch.get_num_threads()} threads"

"""Where and how a network is run."""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import nn

from segeval.errors import UsageError
from segeval.records import cost

# Set before the first tensor, this has torch ask for pages of 2 MiB on a CPU. The maps of a layer are fresh memory that
# the system clears: page by page of 4 KiB that is a third of the time of a network for volumes.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

TOGETHER, LARGE = 4, 200_000  # windows at once, and the voxels from which a CPU takes them one by one
LAYOUTS = {2: torch.channels_last, 3: torch.channels_last_3d}  # of maps over so many dimensions, channels last


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to run a network; those under ``cost`` change no mask and are no part of what a run is.

    Args:
        device: May list several, with commas between them, over which cases are shared out.
        flips: Average the logits over mirror images along the axes that the recipe allows.
        autocast: Compute in bfloat16.
        float16: Compute in float16.
        compiled: Merge layers by ``torch.compile``.
        graphs: Record the kernels of a CUDA device and launch them all at once.
        channels_last: How maps are laid out; None leaves it to :func:`laid_out`.
        overlap: The least share of a window that its neighbour repeats; None takes the recipe's.
        blending: "gaussian" counts the middle of a window most, "constant" all of it alike.
        skip_empty: Windows in which each channel is the same everywhere are background, and the network is not asked.
        smaller_windows: Halve windows where memory is too short for one, if the network takes such; masks change.
        crf: Refine the logits by a dense random field of the image.
        samples: Above 0, ask the network so often with dropout, and average.
        explain: Make maps of why: "gradient", "guided", "grad-cam" (of another layer: "grad-cam@down.3"), "attention".
        batch: Windows that are computed at once; None leaves it to :func:`together`.
        probabilities: Keep them beside the mask.
        maps: Keep them beside the mask.
    """

    device: str = cost("auto")
    flips: bool = False
    autocast: bool = False
    float16: bool = False
    compiled: bool = False
    graphs: bool = False
    channels_last: bool | None = None
    overlap: float | None = None
    blending: str = "gaussian"
    skip_empty: bool = False
    smaller_windows: bool = False
    crf: bool = False
    samples: int = 0
    explain: str = ""
    batch: int | None = cost(None)
    probabilities: bool = cost(False)
    maps: bool = cost(False)

    def __post_init__(self) -> None:
        if self.autocast and self.float16:
            msg = "--autocast computes in bfloat16, --float16 in float16; choose one"
            raise UsageError(msg)


def laid_out(settings: Settings, device: torch.device, ndim: int) -> Settings:
    """Return settings that say how maps are laid out: for pictures on a CPU with channels last, unless somebody chose.

    That is 1.2 to 1.6 times faster there and moves no label; tests/benchmarks/README.md has the figures.
    """
    fastest = device.type == "cpu" and ndim == 2
    return settings if settings.channels_last is not None else replace(settings, channels_last=fastest)


def together(settings: Settings, device: torch.device, patch: Sequence[int]) -> int:
    """Return how many windows are computed at once: one where it fills a CPU by itself, unless somebody chose.

    Large ones are no faster together and need several times the memory; small ones are up to four times faster.
    """
    fewest = device.type == "cpu" and math.prod(patch) >= LARGE
    return settings.batch or (1 if fewest else TOGETHER)


def devices(request: str) -> Sequence[str]:
    """Return the devices of a list such as ``cuda:0,cuda:1``; ``cuda`` is every one that there is.

    Raises:
        UsageError: If the list has a gap.
    """
    if request == "cuda" and torch.cuda.device_count() > 1:
        return [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    named = [name.strip() for name in request.split(",")]
    if not all(named):
        msg = f"--device {request!r} has a gap; give devices with commas between them, such as cuda:0,cuda:1"
        raise UsageError(msg)
    return named


def pick_device(request: str) -> torch.device:
    """Return the device to use: the best there is for ``auto``, else the one asked for.

    Raises:
        UsageError: If there is no such device here.
    """
    if request == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.empty(0, device=request).device
    except (RuntimeError, AssertionError) as error:  # builds without a backend assert that they have it
        msg = f"--device {request}: {str(error).splitlines()[0].rstrip('.')}. Use auto or cpu."
        raise UsageError(msg) from error


def lay_out(net: nn.Module) -> None:
    """Store the weights of a network with channels last, which is faster for some networks on some hardware."""
    for held in (*net.parameters(), *net.buffers()):
        if held.ndim in (4, 5):  # a network for volumes may hold one for slices
            held.data = held.data.contiguous(memory_format=LAYOUTS[held.ndim - 2])

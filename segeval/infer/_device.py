"""Where and how a network is run."""

from dataclasses import dataclass

import torch
from torch import nn

from segeval.errors import UsageError
from segeval.records import cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to run a network; those under ``cost`` change no mask and are no part of what a run is.

    ``flips`` averages the logits over mirror images along the axes that the recipe allows; ``autocast`` computes in
    bfloat16; ``overlap`` None takes the recipe's; ``crf`` refines the logits by a dense random field of the image;
    ``samples`` above 0 asks the network so often with dropout and averages. ``explain`` makes maps of why: "gradient",
    "guided", "grad-cam" (of another layer: "grad-cam@down.3") or "attention". ``probabilities`` and ``maps`` are kept
    beside the mask.
    """

    device: str = cost("auto")
    flips: bool = False
    autocast: bool = False
    channels_last: bool = False
    overlap: float | None = None
    crf: bool = False
    samples: int = 0
    explain: str = ""
    batch: int = cost(4)
    probabilities: bool = cost(False)
    maps: bool = cost(False)


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
        msg = f"--device {request}: {str(error).splitlines()[0]} Use auto or cpu."
        raise UsageError(msg) from error


def lay_out(net: nn.Module) -> None:
    """Store the weights of a network with channels last, which is faster for some networks on some hardware."""
    for held in (*net.parameters(), *net.buffers()):
        if held.ndim in (4, 5):  # a network for volumes may hold one for slices
            layout = torch.channels_last if held.ndim == 4 else torch.channels_last_3d
            held.data = held.data.contiguous(memory_format=layout)

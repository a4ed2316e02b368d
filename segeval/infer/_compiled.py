"""Networks whose layers are compiled into fewer kernels, and whose kernels a GPU launches all at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.infer._device import LAYOUTS, Settings, lay_out, together
from segeval.infer._memory import is_short
from segeval.infer._window import halved

WARM = 3  # answers before kernels are recorded, in which libraries choose among theirs


class Compiled(nn.Module):
    """A network whose layers ``torch.compile`` has merged."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net
        self.merged = torch.compile(net.forward)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the network does, but for rounding."""
        logits: Tensor = self.merged(x)
        return logits


class Graphed(nn.Module):
    """A network on a CUDA device whose kernels are recorded once for each shape of windows (CUDA graphs)."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net.requires_grad_(requires_grad=False)  # else autocast would keep weights that a graph cannot
        self.known: dict[tuple[int, ...], tuple[torch.cuda.CUDAGraph, Tensor, Tensor]] = {}

    def forward(self, x: Tensor) -> Tensor:
        """Return what the network does, from the kernels of the first windows of this shape."""
        if x.shape not in self.known:
            self.known[x.shape] = self._recorded(x)
        graph, given, found = self.known[x.shape]
        given.copy_(x)
        graph.replay()
        return found.clone()  # which the next windows overwrite

    def _recorded(self, x: Tensor) -> tuple[torch.cuda.CUDAGraph, Tensor, Tensor]:
        with torch.cuda.device(x.device):
            given, beside, graph = x.clone(), torch.cuda.Stream(), torch.cuda.CUDAGraph()  # type: ignore[no-untyped-call]
            beside.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(beside):
                for _ in range(WARM):
                    self.net(given)
            torch.cuda.current_stream().wait_stream(beside)
            with torch.cuda.graph(graph, capture_error_mode="thread_local"):  # other threads read and score meanwhile
                found: Tensor = self.net(given)
        return graph, given, found


def readied(net: nn.Module, settings: Settings, window: Sequence[int]) -> nn.Module:
    """Return a network on its device laid out, compiled and recorded as settings say; ``window`` is ``(C, *patch)``.

    A compiled network has answered a batch of windows: who cannot compile hears of it before the first case.

    Raises:
        UsageError: If there is no compiler here, the network cannot be compiled or is looked into, or graphs are wanted
            of another device than one of CUDA.
    """
    if settings.channels_last:
        lay_out(net)
    if not settings.compiled and not settings.graphs:
        return net
    device = next(net.parameters()).device
    if settings.samples or settings.explain:
        msg = "a network that is compiled is not looked into; leave out --mc-dropout and --explain"
        raise UsageError(msg)
    if settings.graphs and device.type != "cuda":
        msg = f"--cuda-graphs wants a CUDA device, not {device}; leave it out or give --device cuda"
        raise UsageError(msg)
    made = net
    if settings.compiled:
        made = _merged(net, settings, torch.zeros(together(settings, device, window[1:]), *window, device=device))
    return Graphed(made).eval() if settings.graphs else made


def _merged(net: nn.Module, settings: Settings, windows: Tensor) -> Compiled:
    """Return a compiled network that has answered about windows, if there was memory for so many."""
    made = Compiled(net).eval()
    if settings.channels_last:
        windows = windows.contiguous(memory_format=LAYOUTS[windows.ndim - 2])
    try:
        with torch.inference_mode(), halved(settings, windows.device):
            made(windows)
    except Exception as error:  # of a compiler, of a backend, of what torch.compile does not know
        if not is_short(error):  # else the ladder of memory goes down when there are cases
            said = str(error).strip().splitlines()
            msg = f"--compile: {said[0] if said else type(error).__name__}. Install a C++ compiler, or leave it out."
            raise UsageError(msg) from error
    return made

"""Recurrent networks along the slices of a volume: what a slice shows is read in the light of those before it."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.registry import suggest

# Whether each of the two cells, or the only one, reads the slices from the last to the first.
DIRECTIONS = {"forward": (False,), "backward": (True,), "both": (False, True)}


def unstacked(x: Tensor) -> Tensor:
    """Return the slices of volumes as images of a batch: (N, C, z, y, x) to (N z, C, y, x)."""
    return x.transpose(1, 2).flatten(0, 1)


def stacked(x: Tensor, volumes: int) -> Tensor:
    """Return images of a batch as the slices of so many volumes, what ``unstacked`` took apart."""
    return x.reshape(volumes, -1, *x.shape[1:]).transpose(1, 2)


def remembered(gates: Sequence[Tensor], memory: Tensor, peepholes: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Return the answer and the new memory of an LSTM: Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735.

    ``gates`` are what goes in, what is kept, the new content and what goes out, before their sigmoids and the tanh of
    the content: the order of ``torch.nn.LSTM``. With ``peepholes``, a weight each, the first two also see the memory
    and the last one the new memory.
    """
    enter, keep, content, leave = gates
    if peepholes is not None:
        enter, keep = enter + peepholes[0] * memory, keep + peepholes[1] * memory
    memory = keep.sigmoid() * memory + enter.sigmoid() * content.tanh()
    if peepholes is not None:
        leave = leave + peepholes[2] * memory
    return leave.sigmoid() * memory.tanh(), memory


class ConvLSTMCell(nn.Module):
    """One step of a convolutional LSTM: Shi et al. 2015, arXiv:1506.04214, equation 3.

    An LSTM whose matrix products are convolutions: one of odd width ``kernel`` makes all gates of a place from the map
    and the last answer around it. ``peepholes`` have a weight per channel; in the paper one per place too, which ties a
    network to the size of its images. The bias of what is kept starts at 1, so that nothing is forgotten at first.

    Shapes: map (N, a, y, x), answer and memory (N, h, y, x), to answer and memory. Weights, k the ``kernel``:
    4 h (k^2 (a + h) + 1), and 3 h of peepholes.

    Raises:
        UsageError: If the kernel is even or there are no channels.
    """

    def __init__(self, before: int, hidden: int, kernel: int = 3, *, peepholes: bool = False) -> None:
        super().__init__()
        if hidden < 1 or kernel % 2 == 0:
            msg = f"a convolutional LSTM has at least one channel and an odd kernel, got {hidden} and {kernel}"
            raise UsageError(msg)
        self.gates = nn.Conv2d(before + hidden, 4 * hidden, kernel, padding=kernel // 2)
        self.peepholes = nn.Parameter(torch.zeros(3, hidden, 1, 1)) if peepholes else None
        nn.init.xavier_uniform_(self.gates.weight)
        assert self.gates.bias is not None
        with torch.no_grad():
            self.gates.bias.zero_()[hidden : 2 * hidden] = 1

    def forward(self, x: Tensor, answer: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        gates = self.gates(torch.cat([x, answer], dim=1)).chunk(4, dim=1)
        return remembered(gates, memory, self.peepholes)

    def extra_repr(self) -> str:
        return f"peepholes={self.peepholes is not None}"


class ConvLSTM(nn.Module):
    """A convolutional LSTM along the slices of a volume, any number of them, from an empty memory.

    It reads them from the first to the last ("forward"), from the last to the first ("backward"), or both with a cell
    each, whose answers are joined in this order.

    Shapes: (N, a, z, y, x) to (N, h, z, y, x), or 2 h for "both". Weights: those of a ``ConvLSTMCell`` per direction.

    Raises:
        UnknownName: If there is no such direction.
    """

    def __init__(
        self, before: int, hidden: int, kernel: int = 3, *, direction: str = "both", peepholes: bool = False
    ) -> None:
        super().__init__()
        if direction not in DIRECTIONS:
            unknown = suggest("direction", direction, DIRECTIONS, f"Choose one of {', '.join(DIRECTIONS)}.")
            raise unknown
        self.direction, self.hidden = direction, hidden
        self.cells = nn.ModuleList(
            ConvLSTMCell(before, hidden, kernel, peepholes=peepholes) for _ in DIRECTIONS[direction]
        )

    def forward(self, x: Tensor) -> Tensor:
        slices = x.unbind(2)
        maps = []
        for cell, backward in zip(self.cells, DIRECTIONS[self.direction], strict=True):
            answer = memory = x.new_zeros(len(x), self.hidden, *x.shape[3:])
            found = []
            for part in reversed(slices) if backward else slices:
                answer, memory = cell(part, answer, memory)
                found.append(answer)
            maps.append(torch.stack(found[::-1] if backward else found, dim=2))
        return torch.cat(maps, dim=1)

    def extra_repr(self) -> str:
        return f"direction={self.direction}"

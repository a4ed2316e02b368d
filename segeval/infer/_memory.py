"""Where memory is short: one step down at a time, each of them noted, until a case fits or nothing is left."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch

logger = logging.getLogger(__name__)

NO_ROOM = "DefaultCPUAllocator"  # torch names it where the memory of a computer is used up, by no error of its own


@dataclass(slots=True, kw_only=True)
class Memory:
    """How windows are run; what was too much for one case is not tried again for the next.

    ``batch`` windows at once; what they sum to is kept beside the network, or ``on_cpu``; ``patch`` is the window, None
    for that of the recipe. ``fits`` says which windows a network takes; without it they stay as they are. ``steps`` are
    those taken, in words.
    """

    batch: int
    on_cpu: bool = False
    patch: tuple[int, ...] | None = None
    fits: Callable[[tuple[int, ...]], bool] | None = None
    steps: list[str] = field(default_factory=list)

    def fewer(self, error: Exception, windows: int, device: torch.device) -> None:
        """Run half of so many windows at once, or else keep sums on the CPU.

        Raises:
            Exception: ``error``, if it is not about memory or there is no such step left.
        """
        if not is_short(error):
            raise error
        if windows > 1:
            self.batch = windows // 2
            self._note(f"{windows} windows at once were too many, {self.batch} are tried")
        elif device.type != "cpu" and not self.on_cpu:
            self.on_cpu = True
            self._note(f"sums of logits are kept on the CPU, not on {device}")
        else:
            raise error
        if device.type == "cuda":
            torch.cuda.empty_cache()

    def smaller(self, error: Exception, patch: tuple[int, ...]) -> None:
        """Halve the longest side of the window that may be, to the next size that fits; masks are other ones then.

        Raises:
            Exception: ``error``, if it is not about memory or the network takes no smaller window.
        """
        if not is_short(error) or self.fits is None:
            raise error
        for axis in sorted(range(len(patch)), key=lambda axis: -patch[axis]):
            for side in range(patch[axis] // 2, 0, -1):
                less = (*patch[:axis], side, *patch[axis + 1 :])
                if self.fits(less):
                    self.patch = less
                    self._note(f"windows of {_sides(patch)} were too large, the masks are those of {_sides(less)}")
                    return
        raise error

    def _note(self, step: str) -> None:
        self.steps.append(step)
        logger.warning("out of memory: %s", step)


def is_short(error: Exception) -> bool:
    """Whether an error says that there is no memory left."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or NO_ROOM in str(error)


def _sides(patch: Sequence[int]) -> str:
    return "×".join(map(str, patch))

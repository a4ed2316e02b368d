"""Several processes that train one network: ``torchrun --nproc-per-node 2 -m segeval train ...``.

Every process draws the same batch and takes its own share of it; gradients are averaged before each step, so that all
take the same one. The first process alone writes, scores and speaks.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor, distributed, nn

from segeval.errors import UsageError


class Team(NamedTuple):
    """Which of how many processes this is; one alone by default."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes."""
        return self.rank == 0

    def share(self, batch: Tensor) -> Tensor:
        """Return the samples of a batch that this process works on: every ``size``-th."""
        return batch[self.rank :: self.size]

    def average(self, net: nn.Module) -> None:
        """Make the gradients of a network the mean of those of all processes."""
        if self.size == 1:
            return
        for weight in net.parameters():
            if weight.grad is not None:
                distributed.all_reduce(weight.grad)
                weight.grad /= self.size

    def agreed(self, flag: bool, device: torch.device) -> bool:
        """Return what the first process says."""
        if self.size == 1:
            return flag
        said = torch.tensor(int(flag), device=device)
        distributed.broadcast(said, 0)
        return bool(said)

    @contextmanager
    def one_after_another(self) -> Iterator[None]:
        """Let the others begin what follows when the first process has done it."""
        if not self.leads:
            self.wait()
        yield
        if self.leads:
            self.wait()

    def wait(self) -> None:
        """Wait for all processes."""
        if self.size > 1:
            distributed.barrier()


@contextmanager
def joined(batch: int, device: torch.device) -> Iterator[Team]:
    """Join the processes that torch's launcher started, if it did, for trainings with so many samples a step.

    Raises:
        UsageError: If the samples cannot be shared evenly.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Team()
        return
    if batch % count:
        msg = f"--batch {batch} cannot be shared by {count} processes; give a multiple of {count}"
        raise UsageError(msg)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    team = Team(distributed.get_rank(), count)
    if not team.leads:
        logging.getLogger("segeval").handlers.clear()
        logging.getLogger("segeval").setLevel(logging.ERROR)
    try:
        yield team
    finally:
        distributed.destroy_process_group()


def own_device(device: torch.device) -> torch.device:
    """Return the card of this process, where several share a machine; a device with a number stays it."""
    local = os.environ.get("LOCAL_RANK")
    return torch.device("cuda", int(local)) if local and device.type == "cuda" and device.index is None else device

"""One step of a training: forward, loss, backward, and the mean of the weights that follows it."""

import copy
import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.training.augment import Mixed, mixed_loss
from segeval.training.checkpoint import State
from segeval.training.options import Options
from segeval.training.team import Team

WARMUP = 0.05


def take_step(state: State, objective: Callable[..., Tensor], options: Options, team: Team, batch: Mixed) -> float:
    """Take one optimiser step at the rate of its place in the schedule, and return the loss.

    ``objective`` gives the loss of the outputs of the network for labels. A critic adds its own, and learns from the
    same answer afterwards. Without a finite loss and gradient take none and return NaN.
    """
    rate = options.learning_rate * schedule(state.step, options.steps)
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    state.net.train()
    state.optimizer.zero_grad(set_to_none=True)
    device = batch.images.device
    with torch.autocast(device.type, torch.bfloat16, enabled=is_mixed(options, device)):
        outputs = [logits.float() for logits in all_outputs(state.net)(batch.images)]
    loss = mixed_loss(lambda labels: objective(outputs, labels, done=state.step / options.steps), batch)
    if state.critic:
        loss = loss + state.critic.loss(batch.images, outputs[0], batch.labels)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    team.average(state.net)
    norm = nn.utils.clip_grad_norm_(state.net.parameters(), options.clip)
    if not bool((loss.detach() + norm).isfinite()):
        return math.nan
    state.optimizer.step()
    if state.average is not None:
        follow(state.average, state.net, min(options.ema, (1 + state.step) / (10 + state.step)))
    if state.critic:
        judged = state.critic.learn(batch.images, outputs[0].detach(), batch.labels, average=team.average)
        if not math.isfinite(judged):
            return math.nan
    return float(loss.detach())


def is_mixed(options: Options, device: torch.device) -> bool:
    """Whether a network computes in bfloat16 where that is safe, its weights staying float32."""
    return options.amp == "bf16" or (options.amp == "auto" and device.type == "cuda")


def averaging(net: nn.Module) -> nn.Module:
    """Return a copy of a network for :func:`follow`, without gradients."""
    return copy.deepcopy(net).requires_grad_(False)


@torch.no_grad()
def follow(average: nn.Module, net: nn.Module, decay: float) -> None:
    """Move ``average`` towards ``net``: decay * average + (1 - decay) * net; whole numbers and statistics are copied.

    Polyak & Juditsky 1992, doi:10.1137/0330046, with the exponential weights of Tarvainen & Valpola 2017,
    arXiv:1703.01780. Early steps count more, so that the random start is forgotten.
    """
    for mean, now in zip(average.parameters(), net.parameters(), strict=True):
        mean.lerp_(now, 1 - decay)
    for held, own in zip(average.buffers(), net.buffers(), strict=True):
        held.copy_(own)


def all_outputs(net: nn.Module) -> Callable[[Tensor], Sequence[Tensor]]:
    """Return a function that gives all logits of a network, the answer first, then coarser ones."""
    return net.outputs if isinstance(net, zoo.Supervised) else lambda images: [net(images)]


def schedule(step: int, steps: int) -> float:
    """Return the share of the peak learning rate at ``step``: a linear warm-up, then (1 - progress) ** 0.9."""
    warmup = max(1, round(WARMUP * steps))
    if step < warmup:
        return (step + 1) / warmup
    return float((1 - (step - warmup) / max(1, steps - warmup)) ** 0.9)

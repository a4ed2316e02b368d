"""Reversible blocks: their input follows from their output, so that training need not keep what lies between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.checkpoint import get_device_states, set_device_states

from segeval.errors import UsageError
from segeval.zoo._blocks.conv import layers

SLOPE = 0.01


class Reversible(nn.Module):
    """A chain of reversible blocks: Gomez, Ren, Urtasun, Grosse 2017, arXiv:1707.04585.

    Of the two halves of the channels, each is changed by what a network makes of the other: y1 = x1 + F(x2), then
    y2 = x2 + G(y1). ``networks`` are the F and G of all blocks in turn; each keeps the shape of its map, and begins
    with no layer that works in place. Training keeps one map, the last: going back, every network is run again on its
    restored input, with the random numbers and the number format that it had. That is one more pass, restored maps
    carry the rounding of their format, and there is no second derivative. With ``store`` autograd keeps all maps as
    usual; so do graphs that are compiled or exported.

    Shapes: (N, c, *spatial) to the same, c even.

    Raises:
        UsageError: If the networks are no pairs.
    """

    def __init__(self, networks: Sequence[nn.Module], *, store: bool = False) -> None:
        super().__init__()
        if len(networks) % 2:
            msg = (
                f"a reversible block has two networks, so that a chain has an even number of them, not {len(networks)}"
            )
            raise UsageError(msg)
        self.networks = nn.ModuleList(networks)
        self.store = store

    def forward(self, x: Tensor) -> Tensor:
        if self.store or not torch.is_grad_enabled() or torch.compiler.is_compiling():
            a, b = x.chunk(2, dim=1)
            for network in self.networks:
                a, b = b, a + network(b)
            return torch.cat([a, b], dim=1)
        # Parameters are arguments, so that autograd knows whose gradients it gets.
        recompute: Any = _Recomputed.apply  # torch gives it no type
        out: Tensor = recompute(x, self.networks, *self.networks.parameters())
        return out

    def extra_repr(self) -> str:
        return f"store={self.store}"


def reversible(channels: int, blocks: int = 1, *, ndim: int = 2, groups: int = 1, store: bool = False) -> Reversible:
    """Return reversible blocks of the partially reversible U-Net: Bruegger et al. 2019, arXiv:1906.06148.

    F and G are each a group norm, leaky ReLU and a convolution of width 3 without bias, on half the channels c.
    Weights: 2 blocks (3^ndim c^2 / 4 + c).

    Raises:
        UsageError: If half the channels cannot be divided into ``groups``.
    """
    half = channels // 2
    if blocks < 1 or channels % 2 or half % groups:
        msg = f"{blocks} reversible blocks: half of {channels} channels cannot be divided into {groups} groups"
        raise UsageError(msg)
    networks = [
        nn.Sequential(
            nn.GroupNorm(groups, half),
            nn.LeakyReLU(SLOPE, inplace=True),
            layers(ndim).conv(half, half, 3, padding=1, bias=False),
        )
        for _ in range(2 * blocks)
    ]
    return Reversible(networks, store=store)


class _Recomputed(torch.autograd.Function):
    """The steps of ``Reversible``, with gradients that need nothing but the last map."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, networks: nn.ModuleList, *parameters: Tensor) -> Tensor:
        ctx.networks, ctx.settings = networks, []
        a, b = x.chunk(2, dim=1)
        for network in networks:
            ctx.settings.append(_Setting(x))
            a, b = b, a + network(b)
        y = torch.cat([a, b], dim=1)
        ctx.save_for_backward(y, *parameters)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        y = ctx.saved_tensors[0]  # torch refuses parameters that have changed since
        parameters = list(ctx.networks.parameters())
        wanted = {each for each, needed in zip(parameters, ctx.needs_input_grad[2:], strict=True) if needed}
        totals: dict[Tensor, Tensor] = {}
        a, b = y.chunk(2, dim=1)
        da, db = gradient.chunk(2, dim=1)
        for network, setting in zip(reversed(ctx.networks), reversed(ctx.settings), strict=True):
            own = [parameter for parameter in network.parameters() if parameter in wanted]
            seen = a.detach().requires_grad_()
            with setting.again(network):
                added = network(seen)
            found = torch.autograd.grad(added, [seen, *own], db.to(added.dtype), allow_unused=True)
            a, b = b - added.detach(), a
            da, db = db, da if found[0] is None else da + found[0]
            for parameter, part in zip(own, found[1:], strict=True):
                if part is not None:
                    totals[parameter] = totals[parameter] + part if parameter in totals else part
        before = torch.cat([da, db], dim=1) if ctx.needs_input_grad[0] else None
        return before, None, *(totals.get(parameter) for parameter in parameters)


class _Setting:
    """What a network finds beside its map, so that it can run again alike: random numbers, autocast."""

    def __init__(self, x: Tensor) -> None:
        self.kind = x.device.type
        self.state = torch.get_rng_state()
        self.devices, self.states = get_device_states(x)
        self.casts = torch.amp.is_autocast_available(self.kind)
        self.enabled = self.casts and torch.is_autocast_enabled(self.kind)
        self.dtype = torch.get_autocast_dtype(self.kind) if self.casts else None

    @contextmanager
    def again(self, network: nn.Module) -> Iterator[None]:
        """Run a network as it was run, for its gradients, without a second update of its running averages."""
        norms = [layer for layer in network.modules() if isinstance(layer, _BatchNorm) and layer.track_running_stats]
        kind = self.kind if self.devices else "cuda"  # the one that these helpers have where there is none
        cast = torch.autocast(self.kind, self.dtype, self.enabled) if self.casts else nullcontext()
        with torch.random.fork_rng(self.devices, device_type=kind), torch.enable_grad(), cast:
            torch.set_rng_state(self.state)
            set_device_states(self.devices, self.states, device_type=kind)
            for norm in norms:
                norm.track_running_stats = False
            try:
                yield
            finally:
                for norm in norms:
                    norm.track_running_stats = True

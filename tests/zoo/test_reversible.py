"""Reversible blocks: gradients as autograd has them, one map kept, random numbers, averages and formats repeated."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from segeval.errors import UsageError
from segeval.zoo._blocks.reversible import Reversible, reversible


def convolution() -> nn.Module:
    return nn.Conv2d(4, 4, 3, padding=1).double()


NETWORKS: dict[str, Callable[[], list[nn.Module]]] = {
    "plain": lambda: list(reversible(8, 3, groups=2).double().networks),
    "dropout": lambda: [nn.Sequential(convolution(), nn.Dropout(0.5)) for _ in range(4)],
    "batch norm": lambda: [nn.Sequential(convolution(), nn.BatchNorm2d(4).double()) for _ in range(4)],
    # One network twice, one that is frozen, one without weights.
    "repeated": lambda: [*2 * [convolution()], convolution().requires_grad_(False), nn.Identity()],
}


def kept(module: nn.Module, x: Tensor) -> int:
    """Return the bytes of maps that autograd keeps for the way back, parameters left out."""
    parameters = {parameter.untyped_storage().data_ptr() for parameter in module.parameters()}
    storages: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in parameters:
            storages[storage.data_ptr()] = storage.nbytes()
        return tensor

    with saved_tensors_hooks(pack, lambda tensor: tensor):
        out = module(x)
    assert out.requires_grad
    return sum(storages.values())


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_block_adds_to_one_half_what_it_makes_of_the_other(ndim: int) -> None:
    block, x = reversible(8, ndim=ndim, groups=2), torch.randn(2, 8, *(5,) * ndim)
    f, g = block.networks
    y = block(x)
    torch.testing.assert_close(y[:, :4], x[:, :4] + f(x[:, 4:]))
    torch.testing.assert_close(y[:, 4:], x[:, 4:] + g(y[:, :4]))
    assert sum(parameter.numel() for parameter in block.parameters()) == 2 * (3**ndim * 8**2 // 4 + 8)


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("wanted", [True, False])
def test_gradients_are_those_of_autograd(kind: str, wanted: bool) -> None:
    networks, results = NETWORKS[kind](), []
    x = torch.randn(2, 8, 6, 6, dtype=torch.float64, requires_grad=wanted)  # an image needs no gradient
    for module in (Reversible(networks), Reversible(networks, store=True)):
        module.zero_grad()
        x.grad = None
        torch.manual_seed(1)
        torch.autograd.backward(module(x).pow(3).mean())
        results.append([x.grad, *(parameter.grad for parameter in module.parameters())])
    for mine, theirs in zip(*results, strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            torch.testing.assert_close(mine, theirs, rtol=1e-10, atol=1e-10)


def test_a_chain_keeps_one_map_however_long_it_is() -> None:
    x, lengths = torch.randn(1, 8, 6, 6, 6), (1, 2, 4)
    assert [kept(reversible(8, length, ndim=3), x) for length in lengths] == [x.nbytes] * 3
    stored = [kept(reversible(8, length, ndim=3, store=True), x) for length in lengths]
    assert stored[0] >= 2 * x.nbytes
    assert stored[2] >= 3 * stored[0]


def test_the_way_back_changes_neither_random_numbers_nor_running_averages() -> None:
    networks = [nn.Sequential(convolution(), nn.BatchNorm2d(4).double(), nn.Dropout(0.5)) for _ in range(2)]
    chain = Reversible(networks)
    loss = chain(torch.randn(2, 8, 6, 6, dtype=torch.float64)).sum()
    state, averages = torch.get_rng_state(), [buffer.clone() for buffer in chain.buffers()]
    torch.autograd.backward(loss)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(now, then) for now, then in zip(chain.buffers(), averages, strict=True))
    assert networks[0].get_buffer("1.num_batches_tracked").item() == 1
    chain(torch.randn(2, 8, 6, 6, dtype=torch.float64))
    assert networks[0].get_buffer("1.num_batches_tracked").item() == 2


def test_a_network_runs_again_in_the_number_format_that_it_had() -> None:
    networks, formats = [nn.Conv2d(4, 4, 3, padding=1) for _ in range(2)], []
    networks[0].register_forward_hook(lambda _module, _args, out: formats.append(out.dtype))
    x = torch.randn(1, 8, 6, 6, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        out = Reversible(networks)(x)
    torch.autograd.backward(out.sum())
    assert formats == [torch.bfloat16] * 2
    assert x.grad is not None


def test_weights_that_change_before_the_way_back_are_refused() -> None:
    chain = reversible(4)
    loss = chain(torch.randn(1, 4, 5, 5)).sum()
    with torch.no_grad():
        next(chain.parameters()).mul_(2)
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation"):
        torch.autograd.backward(loss)


def test_what_cannot_be_halved_is_refused() -> None:
    wrong: list[dict[str, Any]] = [{"channels": 7}, {"channels": 12, "groups": 4}, {"channels": 8, "blocks": 0}]
    for options in wrong:
        with pytest.raises(UsageError, match=r"half of \d+ channels cannot be divided into \d groups$"):
            reversible(**options)
    with pytest.raises(UsageError, match=r"an even number of them, not 3$"):
        Reversible([nn.Identity()] * 3)

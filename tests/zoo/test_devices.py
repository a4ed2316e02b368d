"""Every network makes the tensors it needs beside its image: on a GPU that pretends, as no machine of CI has one.

torch's fake tensors have a device and a shape but no values, and refuse to mix devices as real ones do. A build without
CUDA does not even guard a pretended device, as indexing, batch norm of cuDNN and copies into a tensor want; these, in
WORDS, are put into others of the same devices and shapes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

from segeval import zoo
from segeval.training.steps import all_outputs
from tests.zoo.golden import tiny, tiny_shape

GPU = "cuda:0"
aten = torch.ops.aten


def indexed(x: Tensor, key: Any) -> Tensor:
    """Return ``x[key]``, an axis after the other."""
    keys = key if isinstance(key, tuple) else (key,)
    if Ellipsis in keys:
        place, given = keys.index(Ellipsis), sum(each is not None for each in keys) - 1
        keys = keys[:place] + (slice(None),) * (x.ndim - given) + keys[place + 1 :]
    axis, gathered = 0, dict[int, Tensor]()
    for each in keys:
        if each is None:
            x = aten.unsqueeze(x, axis)
        elif isinstance(each, int):
            x = aten.select(x, axis, each)
            continue
        elif isinstance(each, slice):
            x = x if each == slice(None) else aten.slice(x, axis, each.start, each.stop, each.step or 1)
        else:
            gathered[axis] = torch.as_tensor(each)
        axis += 1
    return aten.index(x, [gathered.get(each) for each in range(max(gathered) + 1)]) if gathered else x


def normalised(x: Tensor, mean: Any, variance: Any, weight: Any = None, bias: Any = None, *_: Any, **__: Any) -> Tensor:
    """Return what batch norm reads, added up."""
    shape = (1, -1, *(1,) * (x.ndim - 2))
    return sum((each.reshape(shape) for each in (mean, variance, weight, bias) if each is not None), start=x)


WORDS: Mapping[Any, Callable[..., Tensor]] = {
    Tensor.__getitem__: indexed,
    Tensor.__invert__: torch.logical_not,
    Tensor.copy_: lambda x, other, *_: x.add_(other),
    Tensor.argsort: lambda x, dim=-1, descending=False, **_: aten.sort(x, dim, descending)[1],
    functional.batch_norm: normalised,
}
MOVING = {Tensor.__getitem__, Tensor.__setitem__, Tensor.copy_, Tensor.to}  # they may take a tensor of another device


class InOtherWords(TorchFunctionMode):
    """What a build without CUDA cannot pretend is said otherwise; convolutions of fake tensors look at one device."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        devices = {each.device for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor) and each.ndim}
        if len(devices) > 1 and func not in MOVING:
            msg = f"{func}: more than one device, {devices}"
            raise RuntimeError(msg)
        return WORDS.get(func, func)(*args, **kwargs or {})


def onto_gpu(net: nn.Module) -> None:
    """Give a network weights and buffers of the pretended GPU, within fake tensors."""
    for module in net.modules():
        for name, each in module.named_parameters(recurse=False):
            moved = torch.empty(each.shape, dtype=each.dtype, device=GPU)
            setattr(module, name, nn.Parameter(moved, requires_grad=False))
        for name, buffer in module.named_buffers(recurse=False):
            setattr(module, name, torch.empty(buffer.shape, dtype=buffer.dtype, device=GPU))


def forward(net: nn.Module, *shape: int) -> set[torch.device]:
    """Return where a network answers an image of the pretended GPU in training; RuntimeError where it mixes devices."""
    with FakeTensorMode(), torch.no_grad(), InOtherWords():
        onto_gpu(net.train())
        return {each.device for each in tree_leaves(all_outputs(net)(torch.empty(shape, device=GPU)))}


@pytest.mark.parametrize(("name", "ndim"), [(net.id, ndim) for net in zoo.chosen() for ndim in net.ndim])
def test_a_network_makes_its_tensors_beside_its_image(name: str, ndim: int) -> None:
    entry = zoo.REGISTRY.get(name)
    places = forward(tiny(entry, (3, 2), ndim), 2, 3, *tiny_shape(entry.architecture, ndim))
    assert places == {torch.device(GPU)}


class Mixing(nn.Module):
    """What a network would do that makes a tensor on the processor."""

    def __init__(self, mix: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.mix = mix

    def forward(self, x: Tensor) -> Tensor:
        return self.mix(functional.relu(x[:, :1]))


@pytest.mark.parametrize(
    "mix",
    [
        lambda x: x + torch.zeros(x.shape),
        lambda x: torch.cat([x, torch.zeros(x.shape)]),
        lambda x: x @ torch.eye(x.shape[-1]),
        lambda x: functional.conv2d(x, torch.ones(1, 1, 3, 3)),
        lambda x: x.index_select(3, torch.arange(2)),
    ],
)
def test_a_tensor_of_the_processor_is_seen(mix: Callable[[Tensor], Tensor]) -> None:
    with pytest.raises(RuntimeError, match="device"):
        forward(Mixing(mix), 2, 3, 8, 8)

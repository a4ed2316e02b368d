"""The golden table of the zoo; ``python -m tests.zoo.golden > tests/golden/zoo.csv`` writes it again.

``params`` equals the published count, or that of public code, wherever there is one; narrow variants count as built.
``macs`` are the multiply-accumulates of convolutions and matrix products at ``input_shape``. ``logits_mean`` and
``logits_std`` belong to the tiny form of a network and to noise of its tiny shape, with seed 0 on a processor.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from segeval import zoo
from segeval.records import Architecture
from tests.zoo.shapes import known_shapes


class Row(NamedTuple):
    id: str
    in_channels: int
    classes: int
    ndim: int
    input_shape: str
    params: int
    macs: int
    logits_mean: str
    logits_std: str


def tiny_shape(net: Architecture, ndim: int) -> tuple[int, ...]:
    """Return a spatial shape for the tiny form; for volumes, where it is given for pictures, sides of about 16."""
    if len(net.tiny_shape) == 2 and ndim == 3:
        return zoo.nearest(net, (16,) * ndim)
    return wide_shape(net, ndim)


def wide_shape(net: Architecture, ndim: int) -> tuple[int, ...]:
    """Return a spatial shape on which every layer sees what it would see on a large one.

    In other dimensions than those that it is given in, it is the largest side along each axis.
    """
    if not net.tiny_shape:
        return zoo.smallest(net, ndim)
    return net.tiny_shape if len(net.tiny_shape) == ndim else (max(net.tiny_shape),) * ndim


def tiny(entry: zoo.Entry, channels: tuple[int, int], ndim: int, options: Mapping[str, Any] | None = None) -> nn.Module:
    """Build the tiny form of a network, with other ``options`` where they are given."""
    net = entry.architecture
    chosen = {**net.tiny, **(options or {})}
    size = tiny_shape(net, ndim)
    return entry.build(in_channels=channels[0], classes=channels[1], ndim=ndim, size=size, options=chosen)


def count_params(module: nn.Module) -> int:
    """Return the number of weights and biases, without buffers."""
    return sum(parameter.numel() for parameter in module.parameters())


def follows_law(name: str, per_channel: int, per_class: int, per_square: int = 0) -> bool:
    """Return whether further channels, classes, and the square of the classes add this many weights each."""
    entry = zoo.REGISTRY.get(name)
    net = entry.architecture
    in_channels, classes = net.reference
    for channels, more in ((3, 0), (0, 5), (1, 2)):
        module = on_meta(entry, (in_channels + channels, classes + more), len(net.reference_shape))
        squares = (classes + more) ** 2 - classes**2
        expected = per_channel * channels + per_class * more + per_square * squares
        if count_params(module) - net.params != expected:
            return False
    return True


def count_macs(module: nn.Module, in_channels: int, shape: tuple[int, ...]) -> int:
    """Return the multiply-accumulates of one image for a network on the device "meta"."""
    with known_shapes(), FlopCounterMode(display=False) as flops, torch.no_grad():
        module.eval()(torch.empty(1, in_channels, *shape, device="meta"))
    return int(flops.get_total_flops() // 2)


def on_meta(entry: zoo.Entry, channels: tuple[int, int], ndim: int, size: tuple[int, ...] | None = None) -> nn.Module:
    """Build a network in full that has shapes but no memory."""
    net = entry.architecture
    size = size or (net.reference_shape if ndim == len(net.reference_shape) else zoo.smallest(net, ndim))
    with torch.device("meta"):
        return entry.build(in_channels=channels[0], classes=channels[1], ndim=ndim, size=size, options={})


@contextmanager
def seeded_single_thread() -> Iterator[None]:
    """Draw with seed 0, on one thread: in tiny layers on a busy machine threads wait longer than they work."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            yield
    finally:
        torch.set_num_threads(threads)


def seeded_logits(entry: zoo.Entry) -> Tensor:
    """Return the logits of a fresh tiny form for noise of its tiny shape, everything drawn with seed 0.

    Weights that start at zero are drawn too, since a network that answers zero everywhere shows nothing.
    """
    net = entry.architecture
    ndim = len(net.reference_shape)
    with seeded_single_thread(), torch.inference_mode():
        module = tiny(entry, net.reference, ndim).eval()
        for parameter in module.parameters():
            if parameter.ndim > 1 and not parameter.any():
                nn.init.normal_(parameter, std=0.1)
        logits: Tensor = module(torch.randn(2, net.reference[0], *tiny_shape(net, ndim)))
    return logits


def row(entry: zoo.Entry) -> Row:
    """Measure one line of the table."""
    net = entry.architecture
    in_channels, classes = net.reference
    module = on_meta(entry, net.reference, len(net.reference_shape))
    macs = count_macs(module, in_channels, net.reference_shape)
    logits = seeded_logits(entry)
    shape, ndim = "x".join(map(str, net.reference_shape)), len(net.reference_shape)
    mean, std = f"{logits.mean():.6g}", f"{logits.std():.6g}"
    return Row(net.id, in_channels, classes, ndim, shape, count_params(module), macs, mean, std)


if __name__ == "__main__":
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(Row._fields)
    table.writerows(row(entry) for entry in zoo.REGISTRY.items().values())

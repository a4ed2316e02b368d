"""The golden table of the zoo; ``python -m tests.zoo.golden > tests/golden/zoo.csv`` writes it again.

``params`` equals the published count, or that of public code, wherever there is one; narrow variants count as built.
``macs`` are the multiply-accumulates of convolutions and matrix products at ``input_shape``. ``logits_mean`` and
``logits_std`` belong to noise of the smallest shape, with seed 0 on a processor, for networks small enough for a test.
"""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from segeval import zoo
from segeval.records import Architecture

SMALL = 10_000_000


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


def smallest(net: Architecture, ndim: int) -> tuple[int, ...]:
    """Return the smallest spatial shape that can be trained on with a single image."""
    size = net.fixed_size or -(-net.min_size // net.divisor) * net.divisor
    return (size,) * ndim


def count_params(module: nn.Module) -> int:
    """Return the number of weights and biases, without buffers."""
    return sum(parameter.numel() for parameter in module.parameters())


def on_meta(net: Architecture, in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a network that has shapes but no memory."""
    with torch.device("meta"):
        return zoo.build(net.id, in_channels=in_channels, classes=classes, ndim=ndim)


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


def seeded_logits(net: Architecture) -> Tensor:
    """Return the logits of a fresh network for noise of the smallest shape, everything drawn with seed 0."""
    in_channels, classes = net.reference
    ndim = len(net.reference_shape)
    with seeded_single_thread(), torch.inference_mode():
        module = zoo.build(net.id, in_channels=in_channels, classes=classes, ndim=ndim).eval()
        logits: Tensor = module(torch.randn(2, in_channels, *smallest(net, ndim)))
    return logits


def row(net: Architecture) -> Row:
    """Measure one line of the table."""
    in_channels, classes = net.reference
    ndim = len(net.reference_shape)
    module = on_meta(net, in_channels, classes, ndim).eval()
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        module(torch.empty(1, in_channels, *net.reference_shape, device="meta"))
    mean, std = "", ""
    if net.params < SMALL:
        logits = seeded_logits(net)
        mean, std = f"{logits.mean():.6g}", f"{logits.std():.6g}"
    shape = "x".join(map(str, net.reference_shape))
    macs = flops.get_total_flops() // 2
    return Row(net.id, in_channels, classes, ndim, shape, count_params(module), macs, mean, std)


if __name__ == "__main__":
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(Row._fields)
    table.writerows(row(net) for net in zoo.declared().values())

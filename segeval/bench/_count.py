"""What a network costs by its shapes alone."""

from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from segeval import zoo
from segeval.records import Architecture

GIGA = 1e9


def counted(
    network: Architecture, shape: tuple[int, ...], channels: tuple[int, int], options: dict[str, Any]
) -> tuple[int, int]:
    """Return the weights of a network, and its multiply-accumulates for one image; nothing is computed."""
    with torch.device("meta"):
        net = built(network, shape, channels, options)
        image = torch.empty(1, channels[0], *shape)
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        net.eval()(image)
    return sum(parameter.numel() for parameter in net.parameters()), int(flops.get_total_flops() // 2)


def built(
    network: Architecture, shape: tuple[int, ...], channels: tuple[int, int], options: dict[str, Any]
) -> nn.Module:
    """Build a network for images of one shape."""
    size = shape if network.size == "built" else None
    return zoo.build(network.id, in_channels=channels[0], classes=channels[1], ndim=len(shape), size=size, **options)

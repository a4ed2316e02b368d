"""What a network costs by its shapes alone."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from segeval import zoo
from segeval.records import Architecture

GIGA = 1e9


def counts(net: nn.Module, image: Tensor) -> tuple[int, int]:
    """Return the weights of a network, and its multiply-accumulates for an image, both on the device "meta"."""
    with FlopCounterMode(display=False) as flops, torch.no_grad():
        net.eval()(image)
    return sum(parameter.numel() for parameter in net.parameters()), int(flops.get_total_flops() // 2)


def shaped(
    network: Architecture, shape: tuple[int, ...], channels: tuple[int, int], options: dict[str, Any]
) -> tuple[nn.Module, Tensor]:
    """Return a network and one image that have shapes but no numbers."""
    with torch.device("meta"):
        return built(network, shape, channels, options), torch.empty(1, channels[0], *shape)


def built(
    network: Architecture, shape: tuple[int, ...], channels: tuple[int, int], options: dict[str, Any]
) -> nn.Module:
    """Build a network for images of one shape."""
    size = shape if network.size == "built" else None
    return zoo.build(network.id, in_channels=channels[0], classes=channels[1], ndim=len(shape), size=size, **options)

"""Depthwise separable convolutions: one for each channel, then one of width 1 that mixes them."""

from torch import nn

from segeval.zoo._blocks.conv import unit


def separable(
    before: int, after: int, *, ndim: int = 2, stride: int = 1, dilation: int = 1, norm: str = "batch"
) -> nn.Sequential:
    """Return a depthwise separable convolution: Howard et al. 2017, arXiv:1704.04861, figure 3.

    A convolution of width 3 for every channel, norm and ReLU, then a 1x1 convolution, norm and ReLU.

    Shapes: (N, a, *spatial) to (N, b, *spatial), divided by ``stride`` and rounded up. Weights: 3^ndim a + a b, and
    2 a + 2 b of the norms.
    """
    alone = unit(before, before, ndim=ndim, stride=stride, dilation=dilation, groups=before, norm=norm)
    mixed = unit(before, after, 1, ndim=ndim, norm=norm)
    return nn.Sequential(alone, mixed)

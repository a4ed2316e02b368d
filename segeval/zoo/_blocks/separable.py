"""Depthwise separable convolutions: one for each channel, then one of width 1 that mixes them."""

from torch import Tensor, nn

from segeval.zoo._blocks.conv import layers, norm_layers, unit


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


class InvertedResidual(nn.Module):
    """Inverted residual with a linear bottleneck: Sandler et al. 2018, arXiv:1801.04381, table 1.

    A 1x1 convolution widens the map ``expansion`` times, each channel is convolved by itself, and another 1x1 one
    narrows it again; norms follow all of them, ReLU6 the first two. The map is added where neither size nor channels
    change. An expansion of 1 leaves the first convolution out; without a norm all have biases.

    Shapes: (N, a, *spatial) to (N, b, *spatial), divided by ``stride`` and rounded up. Weights, k = kernel^ndim and
    t the expansion: t a (a + k + b), and 2 (2 t a + b) of the norms, or 2 t a + b biases. Where t is 1:
    a (k + b), and 2 (a + b) or a + b.
    """

    def __init__(
        self,
        before: int,
        after: int,
        expansion: int = 6,
        *,
        ndim: int = 2,
        kernel: int = 3,
        stride: int = 1,
        norm: str = "batch",
    ) -> None:
        super().__init__()
        conv, inner, bias = layers(ndim).conv, expansion * before, norm == "none"
        self.widen = nn.Sequential()
        if expansion > 1:
            self.widen.extend([conv(before, inner, 1, bias=bias), *norm_layers(norm, ndim, inner), nn.ReLU6()])
        self.each = nn.Sequential(
            conv(inner, inner, kernel, stride=stride, padding=kernel // 2, groups=inner, bias=bias),
            *norm_layers(norm, ndim, inner),
            nn.ReLU6(),
        )
        self.narrow = nn.Sequential(conv(inner, after, 1, bias=bias), *norm_layers(norm, ndim, after))
        self.adds = stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.narrow(self.each(self.widen(x)))
        return x + out if self.adds else out

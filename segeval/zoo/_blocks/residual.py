"""Residual blocks: convolutions that learn what to add to a map."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._blocks.conv import layers, norm_layers, unit


class ResPath(nn.Module):
    """The skip of MultiResUNet: Ibtehaz and Rahman 2020, arXiv:1902.04049, figure 4.

    ``length`` times: a convolution of width 3 with batch norm and ReLU, plus a 1x1 convolution with batch norm of the
    same map; ReLU of the sum, then another batch norm, as in the authors' first code (Keras). Their later one (PyTorch)
    has ``bias``, but also uses this third norm twice, after the convolution and before the last ReLU.

    Shapes: (N, a, *spatial) to (N, b, *spatial). Weights: (3^ndim + 1) (a b + (length - 1) b^2) + 6 b length, and
    2 b length for ``bias``.
    """

    def __init__(self, before: int, after: int, length: int, *, ndim: int = 2, bias: bool = False) -> None:
        super().__init__()
        self.convs, self.shortcuts, self.norms = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for came, left in pairwise((before, *(after,) * length)):
            self.convs.append(unit(came, left, ndim=ndim, bias=bias))
            self.shortcuts.append(unit(came, left, 1, ndim=ndim, bias=bias, act=False))
            self.norms.append(layers(ndim).batch_norm(left))

    def forward(self, x: Tensor) -> Tensor:
        for conv, shortcut, norm in zip(self.convs, self.shortcuts, self.norms, strict=True):
            x = norm(functional.relu(conv(x) + shortcut(x)))
        return x


class Recurrent(nn.Module):
    """A recurrent convolution: Liang and Hu 2015, doi:10.1109/CVPR.2015.7298958, with batch norm.

    One convolution of width 3 with norm and ReLU passes over its map, and ``steps`` times more over its map plus its
    last answer, each time with the same weights.

    Shapes: (N, c, *spatial) to the same. Weights: 3^ndim c^2 + c, and 2 c of a norm.
    """

    def __init__(self, channels: int, steps: int, *, ndim: int = 2, norm: str = "batch") -> None:
        super().__init__()
        self.steps = steps
        self.conv = unit(channels, channels, ndim=ndim, bias=True, norm=norm)

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.conv(x)
        for _ in range(self.steps):
            answer = self.conv(x + answer)
        return answer

    def extra_repr(self) -> str:
        return f"steps={self.steps}"


class RecurrentResidual(nn.Module):
    """The stage of R2U-Net, RRCU: Alom et al. 2018, arXiv:1802.06955, figure 4d.

    A 1x1 convolution, plus what two recurrent convolutions make of it.

    Shapes: (N, a, *spatial) to (N, b, *spatial). Weights: a b + b, and twice those of ``Recurrent``.
    """

    def __init__(self, before: int, after: int, steps: int, *, ndim: int = 2, norm: str = "batch") -> None:
        super().__init__()
        self.enter = layers(ndim).conv(before, after, 1)
        self.recurrent = nn.Sequential(*(Recurrent(after, steps, ndim=ndim, norm=norm) for _ in range(2)))

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        out: Tensor = x + self.recurrent(x)
        return out


class MultiRes(nn.Module):
    """The stage of MultiResUNet: Ibtehaz and Rahman 2020, arXiv:1902.04049, figure 3.

    A chain of three convolutions of width 3, whose maps are joined, plus a 1x1 shortcut; ``parts`` are the channels of
    the three. ``order`` says where norm and ReLU of the sum stand: "keras" is the authors' code of the paper, ReLU
    first; "pytorch" is their later one.

    Shapes: (N, a, *spatial) to (N, sum of parts, *spatial). Weights, b the sum, parts p, q, r, k = 3^ndim:
    a b + k (a p + p q + q r) and 2 b of biases, 8 b of norms.
    """

    def __init__(self, before: int, parts: tuple[int, ...], order: str, ndim: int = 2) -> None:
        super().__init__()
        self.order, after = order, sum(parts)
        self.shortcut = unit(before, after, 1, ndim=ndim, bias=True, act=False)
        self.chain = nn.ModuleList(unit(came, left, ndim=ndim, bias=True) for came, left in pairwise((before, *parts)))
        self.joined, self.added = (layers(ndim).batch_norm(after) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        shortcut, maps = self.shortcut(x), []
        for conv in self.chain:
            x = conv(x)
            maps.append(x)
        x = shortcut + self.joined(torch.cat(maps, dim=1))
        return functional.relu(self.added(x)) if self.order == "pytorch" else self.added(functional.relu(x))

    def extra_repr(self) -> str:
        return f"order={self.order}"


class PreActivation(nn.Module):
    """Residual unit with full pre-activation: He, Zhang, Ren, Sun 2016, arXiv:1603.05027, figure 4e.

    Norm, ReLU, convolution of width 3, twice, and nothing after the sum. Where channels or size change, the shortcut is
    a 1x1 convolution of the map after the first ReLU (appendix), and otherwise the map itself. ``dilation`` is that of
    both convolutions, ``stride`` that of the first.

    Shapes: (N, a, *spatial) to (N, b, *spatial), divided by ``stride`` and rounded up. Weights, k = 3^ndim:
    k a b + k b^2 + 2 a + 2 b, and a b for the convolution of the shortcut.
    """

    def __init__(
        self, before: int, after: int, *, ndim: int = 2, stride: int = 1, dilation: int = 1, norm: str = "batch"
    ) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.first = nn.Sequential(*norm_layers(norm, ndim, before), nn.ReLU())
        self.conv1 = conv(before, after, 3, stride=stride, padding=dilation, dilation=dilation, bias=False)
        self.second = nn.Sequential(*norm_layers(norm, ndim, after), nn.ReLU(inplace=True))
        self.conv2 = conv(after, after, 3, padding=dilation, dilation=dilation, bias=False)
        same = before == after and stride == 1
        self.shortcut = None if same else conv(before, after, 1, stride=stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        active = self.first(x)
        out: Tensor = self.conv2(self.second(self.conv1(active)))
        return out + (self.shortcut(active) if self.shortcut else x)


class ResidualUnit(nn.Module):
    """The residual convolution unit of RefineNet, RCU: Lin et al. 2017, arXiv:1611.06612, section 3.2, figure 3b.

    ReLU and a convolution of width 3, twice, added to the map: a residual unit without norms. ``biases`` says which of
    the two convolutions have one.

    Shapes: (N, c, *spatial) to the same. Weights: 2 3^ndim c^2, and c for each bias.
    """

    def __init__(self, channels: int, *, ndim: int = 2, biases: tuple[bool, bool] = (True, True)) -> None:
        super().__init__()
        self.conv1, self.conv2 = (layers(ndim).conv(channels, channels, 3, padding=1, bias=bias) for bias in biases)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv2(functional.relu(self.conv1(functional.relu(x))))
        return x + out

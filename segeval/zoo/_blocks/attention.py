"""Attention: weights between 0 and 1 that a map computes for its own channels, places or pairs of places."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.registry import suggest
from segeval.zoo._blocks.context import PooledNorm, average
from segeval.zoo._blocks.conv import layers, norm_layers, unit
from segeval.zoo._blocks.sizes import resize

MERGES = ("sum", "max")


class SqueezeExcite(nn.Module):
    """Squeeze and excitation, SE: Hu, Shen, Sun 2018, arXiv:1709.01507, equations 2 to 4, figure 1.

    The averages of the channels pass two fully connected layers, ReLU after the first, and their sigmoid scales the
    channels. Many implementations have the biases that equation 3 leaves out: ``bias``.

    Shapes: (N, c, *spatial) to the same. Weights: 2 c^2 / r for the ``reduction`` r, and c / r + c biases.
    """

    def __init__(self, channels: int, reduction: int = 16, *, ndim: int = 2, bias: bool = False) -> None:
        super().__init__()
        self.squeeze = average(ndim)
        self.excite = _bottleneck(channels, reduction, ndim, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        weights: Tensor = self.excite(self.squeeze(x)).sigmoid()
        return x * weights


class SpatialSqueeze(nn.Module):
    """Channel squeeze and spatial excitation, sSE: Roy, Navab, Wachinger 2018, arXiv:1803.02579, figure 1c.

    One 1x1 convolution weighs the channels of a place, and the sigmoid of the sum scales them.

    Shapes: (N, c, *spatial) to the same. Weights: c, and 1 for a ``bias``.
    """

    def __init__(self, channels: int, *, ndim: int = 2, bias: bool = False) -> None:
        super().__init__()
        self.squeeze = layers(ndim).conv(channels, 1, 1, bias=bias)

    def weights(self, x: Tensor) -> Tensor:
        """Return the weights (N, 1, *spatial) of the places of a map, between 0 and 1."""
        scores: Tensor = self.squeeze(x)
        return scores.sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weights(x)


class SpatialChannelSE(nn.Module):
    """Concurrent excitation, scSE: Roy, Navab, Wachinger 2018, arXiv:1803.02579, figure 1d.

    The sum of both excitations of one map, with a reduction of 2 in that of the channels. ``merge="max"`` takes the
    larger of both in its place, as the later arXiv:1808.08127 prefers.

    Shapes: (N, c, *spatial) to the same. Weights: 2 c^2 / r + c, and c / r + c + 1 for a ``bias``.

    Raises:
        UnknownName: If ``merge`` is neither "sum" nor "max".
    """

    def __init__(
        self, channels: int, reduction: int = 2, *, ndim: int = 2, merge: str = "sum", bias: bool = False
    ) -> None:
        super().__init__()
        if merge not in MERGES:
            unknown = suggest("merge", merge, MERGES, f"Choose one of {', '.join(MERGES)}.")
            raise unknown
        self.merge = merge
        self.channel = SqueezeExcite(channels, reduction, ndim=ndim, bias=bias)
        self.spatial = SpatialSqueeze(channels, ndim=ndim, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        by_channel, by_place = self.channel(x), self.spatial(x)
        return by_channel + by_place if self.merge == "sum" else torch.maximum(by_channel, by_place)

    def extra_repr(self) -> str:
        return f"merge={self.merge}"


class CBAM(nn.Module):
    """Convolutional block attention: Woo, Park, Lee, Kweon 2018, arXiv:1807.06521, equations 1 to 3, figure 2.

    First the channels are scaled: their averages and their maxima pass the same two layers, whose answers are added
    before the sigmoid. Then the places: a convolution of width 7 looks at average and maximum over the channels.
    ``bias`` (of the two layers) and ``norm`` (after the convolution) are those of the authors' code, not of the paper;
    it also has the maximum before the average.

    Shapes: (N, c, *spatial) to the same. Weights: 2 c^2 / r + 2 kernel^ndim, c / r + c biases, and 2 of a norm.
    """

    def __init__(
        self,
        channels: int,
        reduction: int = 16,
        *,
        ndim: int = 2,
        kernel: int = 7,
        bias: bool = False,
        norm: str = "none",
    ) -> None:
        super().__init__()
        self.excite = _bottleneck(channels, reduction, ndim, bias=bias)
        self.look = nn.Sequential(
            layers(ndim).conv(2, 1, kernel, padding=kernel // 2, bias=False), *norm_layers(norm, ndim, 1)
        )

    def weights(self, x: Tensor) -> Tensor:
        """Return the weights (N, 1, *spatial) of the places of a map, between 0 and 1."""
        return self._places(self._scaled(x))

    def forward(self, x: Tensor) -> Tensor:
        x = self._scaled(x)
        return x * self._places(x)

    def _scaled(self, x: Tensor) -> Tensor:
        axes = list(range(2, x.ndim))
        mean, peak = x.mean(axes, keepdim=True), x.amax(axes, keepdim=True)
        scaled: Tensor = x * (self.excite(mean) + self.excite(peak)).sigmoid()
        return scaled

    def _places(self, x: Tensor) -> Tensor:
        along = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)
        scores: Tensor = self.look(along)
        return scores.sigmoid()


class BAM(nn.Module):
    """Bottleneck attention: Park, Woo, Lee, Kweon 2018, arXiv:1807.06514, equations 1 to 4, figure 2.

    A weight for each channel and one for each place are added before one sigmoid, and the scaled map is added to the
    map. Channels: two layers on their averages. Places: a 1x1 convolution to c / r channels, two of width 3 that dilate
    by 4, and one 1x1 to a single channel. Both end in a batch norm. The ReLU inside the branch of the places is the
    authors' code's; the norms are where the equations have them.

    Shapes: (N, c, *spatial) to the same. Weights, h = c / r: 2 c h + h + c + 2 c of the channels,
    c h + h + 2 (3^ndim h^2 + h) + h + 1 + 2 of the places.
    """

    def __init__(self, channels: int, reduction: int = 16, *, ndim: int = 2, dilation: int = 4) -> None:
        super().__init__()
        nd, hidden = layers(ndim), max(1, channels // reduction)
        self.channel = nn.Sequential(
            average(ndim), *_bottleneck(channels, reduction, ndim, bias=True), PooledNorm(channels)
        )
        self.spatial = nn.Sequential(nd.conv(channels, hidden, 1), nn.ReLU(inplace=True))
        for _ in range(2):
            self.spatial.append(nd.conv(hidden, hidden, 3, padding=dilation, dilation=dilation))
            self.spatial.append(nn.ReLU(inplace=True))
        self.spatial.extend([nd.conv(hidden, 1, 1), nd.batch_norm(1)])

    def forward(self, x: Tensor) -> Tensor:
        weights: Tensor = (self.channel(x) + self.spatial(x)).sigmoid()
        return x + x * weights


class AttentionGate(nn.Module):
    """Additive grid attention on a skip: Oktay et al. 2018, arXiv:1804.03999, equations 1 and 2, figure 2.

    The skip meets a coarser gating map at the size of the latter: a convolution that strides by ``step`` on the skip,
    a 1x1 one on the gating map, ReLU of the sum, a 1x1 one to one channel, sigmoid. These weights are interpolated to
    the size of the skip and scale it. A gating map of another size is interpolated first. ``project`` adds the 1x1
    convolution and batch norm with which the authors' code ends.

    Shapes: (N, s, *spatial) and (N, g, *coarser) to (N, s, *spatial). Weights: step^ndim s i + g i + i + i + 1 for
    ``inner`` channels i; s^2 + s + 2 s more with ``project``.
    """

    def __init__(
        self, skip: int, gating: int, inner: int, *, ndim: int = 2, step: int = 2, project: bool = False
    ) -> None:
        super().__init__()
        nd = layers(ndim)
        self.theta = nd.conv(skip, inner, step, stride=step, bias=False)
        self.phi = nd.conv(gating, inner, 1)
        self.psi = nd.conv(inner, 1, 1)
        self.project = nn.Sequential(nd.conv(skip, skip, 1), nd.batch_norm(skip)) if project else nn.Identity()

    def weights(self, skip: Tensor, gating: Tensor) -> Tensor:
        """Return the weights (N, 1, *spatial) of the places of the skip, between 0 and 1."""
        seen = self.theta(skip)
        alpha = self.psi(functional.relu(seen + resize(self.phi(gating), seen.shape[2:]))).sigmoid()
        return resize(alpha, skip.shape[2:])

    def forward(self, skip: Tensor, gating: Tensor) -> Tensor:
        out: Tensor = self.project(skip * self.weights(skip, gating))
        return out


class EqualSizeGate(nn.Module):
    """The form of ``AttentionGate`` that 2D ports of arXiv:1804.03999 share: both maps have one size already.

    1x1 convolutions alone, each with bias and batch norm: the weights are as fine as the skip.

    Shapes: (N, s, *spatial) and (N, g, *spatial) to (N, s, *spatial). Weights: (g + s + 1) i + 6 i + 3.
    """

    def __init__(self, skip: int, gating: int, inner: int, *, ndim: int = 2) -> None:
        super().__init__()
        self.phi = unit(gating, inner, 1, ndim=ndim, bias=True, act=False)
        self.theta = unit(skip, inner, 1, ndim=ndim, bias=True, act=False)
        self.psi = unit(inner, 1, 1, ndim=ndim, bias=True, act=False)

    def weights(self, skip: Tensor, gating: Tensor) -> Tensor:
        """Return the weights (N, 1, *spatial) of the places of the skip, between 0 and 1."""
        alpha: Tensor = self.psi(functional.relu(self.phi(gating) + self.theta(skip)))
        return alpha.sigmoid()

    def forward(self, skip: Tensor, gating: Tensor) -> Tensor:
        return skip * self.weights(skip, gating)


class NonLocal(nn.Module):
    """Non-local block: Wang, Girshick, Gupta, He 2018, arXiv:1711.07971, figure 2, embedded Gaussian (equations 3, 6).

    Every place adds the average of 1x1-convolved features of all places, weighted by the softmax of its inner products
    with theirs (not scaled by their width). A 1x1 convolution and a norm bring the average back to c channels. The norm
    begins at zero, so that the block begins as the identity (section 4.1); without a norm the convolution does, until
    ``he_init`` draws it. ``subsample`` max-pools phi and g by 2 (section 3.3): 4 times fewer pairs in 2D, 8 in 3D.
    Memory grows with the square of the places.

    Shapes: (N, c, *spatial) to the same. Weights: 4 c i + 3 i + c for ``inner`` channels i, by default c / 2; 2 c norm.
    """

    def __init__(
        self, channels: int, inner: int | None = None, *, ndim: int = 2, subsample: bool = False, norm: str = "batch"
    ) -> None:
        super().__init__()
        nd, inner = layers(ndim), inner or max(1, channels // 2)
        self.theta = nd.conv(channels, inner, 1)
        self.phi = nd.conv(channels, inner, 1)
        self.g = nd.conv(channels, inner, 1)
        self.pool = nd.max_pool(2) if subsample else nn.Identity()
        self.back = nn.Sequential(nd.conv(inner, channels, 1), *norm_layers(norm, ndim, channels))
        for parameter in self.back[-1].parameters():
            nn.init.zeros_(parameter)

    def weights(self, x: Tensor) -> Tensor:
        """Return (N, places, seen places): what each place takes from which, rows of sum 1."""
        asked, seen = self.theta(x).flatten(2), self.pool(self.phi(x)).flatten(2)
        products: Tensor = asked.transpose(1, 2) @ seen
        return products.softmax(dim=-1)

    def forward(self, x: Tensor) -> Tensor:
        values = self.pool(self.g(x)).flatten(2)
        found = (values @ self.weights(x).transpose(1, 2)).unflatten(2, x.shape[2:])
        out: Tensor = x + self.back(found)
        return out


def _bottleneck(channels: int, reduction: int, ndim: int, *, bias: bool) -> nn.Sequential:
    """Return two fully connected layers with ReLU between them, as 1x1 convolutions of maps of one place."""
    conv, hidden = layers(ndim).conv, max(1, channels // reduction)
    return nn.Sequential(
        conv(channels, hidden, 1, bias=bias), nn.ReLU(inplace=True), conv(hidden, channels, 1, bias=bias)
    )

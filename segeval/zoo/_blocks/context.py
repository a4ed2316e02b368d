"""Context: what a place of a map learns from far around it, at several scales at once."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo._blocks.conv import layers, unit


def average(ndim: int, bins: int = 1) -> nn.Module:
    """Return the pooling of a map into ``bins`` averages along each axis; maps of any size divide into them."""
    return nn.AdaptiveAvgPool2d(bins) if ndim == 2 else nn.AdaptiveAvgPool3d(bins)


class PooledNorm(nn.BatchNorm2d):
    """Batch norm of a pooled map in 2D or 3D; where a single image leaves one value, it uses the running statistics.

    One value per channel has no variance: torch's batch norm refuses it in training.
    """

    def forward(self, x: Tensor) -> Tensor:
        if x.numel() > x.shape[1]:
            return super().forward(x.flatten(3)).view_as(x)  # the same average, and four axes as the parent wants
        return functional.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)


class AtrousPyramid(nn.Module):
    """Atrous spatial pyramid pooling, ASPP: Chen et al. 2017, arXiv:1706.05587, section 3.3, figure 5.

    A 1x1 convolution, one of width 3 for each of ``rates`` and the average of the whole map are joined in this order
    and projected, each with batch norm and ReLU. The rates 6, 12, 18 belong to output stride 16, twice them to 8.
    ``separable`` splits the convolutions of width 3 into one per channel and a 1x1 one, without a norm between them
    (Chen et al. 2018, arXiv:1802.02611, section 3.1).

    Shapes: (N, a, *spatial) to (N, b, *spatial). Weights, for r rates and k = 3^ndim: (2 + k r) a b of the branches,
    (2 + r) b^2 of the projection and 2 b (3 + r) of the norms; separable: (2 + r) a b + k r a of the branches.
    """

    def __init__(
        self,
        before: int,
        after: int,
        rates: Sequence[int] = (6, 12, 18),
        *,
        ndim: int = 2,
        separable: bool = False,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        nd = layers(ndim)
        self.branches = nn.ModuleList([unit(before, after, 1, ndim=ndim)])
        for rate in rates:
            if separable:
                alone = nd.conv(before, before, 3, padding=rate, dilation=rate, groups=before, bias=False)
                self.branches.append(nn.Sequential(alone, *unit(before, after, 1, ndim=ndim)))
            else:
                self.branches.append(unit(before, after, 3, ndim=ndim, dilation=rate))
        self.pooled = nn.Sequential(
            average(ndim), nd.conv(before, after, 1, bias=False), PooledNorm(after), nn.ReLU(inplace=True)
        )
        joined = after * (len(self.branches) + 1)
        self.project = nn.Sequential(*unit(joined, after, 1, ndim=ndim), nn.Dropout(dropout))

    def forward(self, x: Tensor) -> Tensor:
        maps = [branch(x) for branch in self.branches]
        maps.append(self.pooled(x).expand_as(maps[0]))
        out: Tensor = self.project(torch.cat(maps, dim=1))
        return out


class PyramidPool(nn.Module):
    """Pyramid pooling module, PPM: Zhao et al. 2017, arXiv:1612.01105, section 3.2, figure 3.

    The map is averaged over 1, 2, 3 and 6 ``bins`` along each axis; each of these maps passes a 1x1 convolution, batch
    norm and ReLU, is interpolated back and joined to the map itself, which comes first. The pooled maps have a 1/n of
    its channels for n of them, unless ``after`` says otherwise. The authors' code interpolates with aligned corners.

    Shapes: (N, a, *spatial) to (N, a + n b, *spatial), b being ``after``. Weights: n (a b + 2 b).
    """

    def __init__(
        self,
        before: int,
        after: int | None = None,
        bins: Sequence[int] = (1, 2, 3, 6),
        *,
        ndim: int = 2,
        align_corners: bool = True,
    ) -> None:
        super().__init__()
        self.align_corners = align_corners
        after = after or before // len(bins)
        self.levels = nn.ModuleList(
            nn.Sequential(
                average(ndim, count),
                layers(ndim).conv(before, after, 1, bias=False),
                PooledNorm(after),
                nn.ReLU(inplace=True),
            )
            for count in bins
        )

    def forward(self, x: Tensor) -> Tensor:
        maps = [x, *(_back(level(x), x, align_corners=self.align_corners) for level in self.levels)]
        return torch.cat(maps, dim=1)

    def extra_repr(self) -> str:
        return f"align_corners={self.align_corners}"


class DenseAtrous(nn.Module):
    """Dense atrous convolution, DAC: Gu et al. 2019, arXiv:1903.02740, section II-B.

    Four branches see 3, 7, 9 and 19 places: dilations 1; 3, 1x1; 1, 3, 1x1; 1, 3, 5, 1x1. Their ReLU are added to the
    map. As in the authors' code, convolutions of one dilation are one and the same in
    all branches, and so is the 1x1 one; none has a norm.

    Shapes: (N, c, *spatial) to the same. Weights: (3^(ndim + 1) + 1) c^2 + 4 c.
    """

    def __init__(self, channels: int, *, ndim: int = 2) -> None:
        super().__init__()
        nd = layers(ndim)
        self.near, self.middle, self.far = (
            nd.conv(channels, channels, 3, padding=rate, dilation=rate) for rate in (1, 3, 5)
        )
        self.mix = nd.conv(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        near = self.near(x)
        both = self.middle(near)
        branches = [near, self.mix(self.middle(x)), self.mix(both), self.mix(self.far(both))]
        return x + sum(functional.relu(branch) for branch in branches)


class MultiKernelPool(nn.Module):
    """Residual multi-kernel pooling, RMP: Gu et al. 2019, arXiv:1903.02740, section II-B.

    The map is max-pooled over 2, 3, 5 and 6 places, each pooled map reduced to one channel and interpolated back; they
    are joined to the map itself, which comes last. As in the authors' code all four share one 1x1 convolution. A window
    that is larger than the map shrinks to it.

    Shapes: (N, c, *spatial) to (N, n + c, *spatial) for n ``kernels``. Weights: c + 1.
    """

    def __init__(self, channels: int, kernels: Sequence[int] = (2, 3, 5, 6), *, ndim: int = 2) -> None:
        super().__init__()
        self.kernels = tuple(kernels)
        self.reduce = layers(ndim).conv(channels, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        pool = functional.max_pool2d if x.ndim == 4 else functional.max_pool3d
        windows = [[min(kernel, size) for size in x.shape[2:]] for kernel in self.kernels]
        maps = [_back(self.reduce(pool(x, window)), x, align_corners=False) for window in windows]
        return torch.cat([*maps, x], dim=1)

    def extra_repr(self) -> str:
        return f"kernels={self.kernels}"


def _back(pooled: Tensor, x: Tensor, *, align_corners: bool) -> Tensor:
    """Return a pooled map interpolated linearly to the size of ``x``."""
    mode = "bilinear" if x.ndim == 4 else "trilinear"
    return functional.interpolate(pooled, size=x.shape[2:], mode=mode, align_corners=align_corners)

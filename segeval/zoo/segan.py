"""SegAN: Xue, Xu, Zhang, Long, Huang, Neuroinformatics 2018, arXiv:1706.01805, figure 1; its segmentor.

A U-Net that a critic trained: seven strided convolutions (kernels 7, 5, 5, 5, 5, 4, 3) take an image of 128 down to one
place, interpolation and convolutions bring it back. Against U-Net: leaky ReLU below, a residual block of 1x1, 3x3 and
1x1 convolutions at most scales, skips that are joined before they are raised, and from stride 16 on the large kernels
(7 to 11) of global convolutions, each a sum of two separable ones (arXiv:1703.02719). The critic is left out: it is no
part of an answer. The layers are those of the authors' code, which has one class per network; the norms of its residual
blocks are never applied. Option ``width``: the channels of the first convolution.
"""

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.context import PooledNorm
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

SLOPE = 0.2  # of leaky ReLU
DOWN = ((7, 1), (5, 2), (5, 4), (5, 8), (5, 8), (4, 16), (3, 32))  # kernel and widths of a stage
UP = ((3, 16), (3, 8), (7, 8), (7, 4), (9, 2), (9, 1), (11, 1))


class GlobalConv(nn.Module):
    """Two ways to see a large square: first its columns, then its rows, and the other way round."""

    def __init__(self, before: int, after: int, kernel: int) -> None:
        super().__init__()
        column, row = ((kernel, 1), (kernel // 2, 0)), ((1, kernel), (0, kernel // 2))
        self.left, self.right = (
            nn.Sequential(
                nn.Conv2d(before, after, one[0], padding=one[1]), nn.Conv2d(after, after, other[0], padding=other[1])
            )
            for one, other in ((column, row), (row, column))
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.left(x) + self.right(x)
        return out


class Residual(nn.Module):
    """Three convolutions, the inner one twice as wide, that are added to the map."""

    def __init__(self, width: int, slope: float) -> None:
        super().__init__()
        self.convs = nn.Sequential()
        for before, after, kernel in ((width, 2 * width, 1), (2 * width, 2 * width, 3), (2 * width, width, 1)):
            self.convs.append(nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False))
            self.convs.append(_act(slope))
        # The authors' code holds them and never applies them.
        self.unused = nn.ModuleList(nn.BatchNorm2d(wide) for wide in (2 * width, 2 * width, width))
        self.unused.requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.convs(x)
        return out


class Pointwise(nn.Module):
    """A 1x1 convolution that is added to the map, where maps have hardly any neighbours."""

    def __init__(self, width: int, slope: float) -> None:
        super().__init__()
        self.conv = _unit(nn.Conv2d(width, width, 1, bias=False), width, slope)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.conv(x)
        return out


class SegAN(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        widths = [times * width for _, times in DOWN]
        bottom = len(DOWN) - 1
        self.down = nn.ModuleList()
        before = in_channels
        for depth, (after, (kernel, _)) in enumerate(zip(widths, DOWN, strict=True)):
            conv: nn.Module = nn.Conv2d(before, after, kernel, 2, (kernel - 1) // 2, bias=False)
            enter = _unit(conv, after, SLOPE) if depth else nn.Sequential(conv, _act(SLOPE))
            self.down.append(nn.Sequential(enter, *_refined(after, depth, bottom, SLOPE)))
            before = after
        squeezed = 8 * width
        self.squeeze = _unit(nn.Conv2d(before, squeezed, 1, bias=False), squeezed, SLOPE)
        self.expand = _unit(nn.ConvTranspose2d(squeezed, before, 1, bias=False), before, 0)
        self.up = nn.ModuleList()
        for depth, (kernel, times) in zip(range(bottom - 1, -2, -1), UP, strict=True):
            joined, after = before + widths[depth + 1], times * width
            if kernel == 3:
                conv = nn.Conv2d(joined, after, 3, padding=1, bias=False)
            else:
                conv = GlobalConv(joined, after, kernel)
            self.up.append(nn.Sequential(_unit(conv, after, 0), *_refined(after, depth, bottom, 0)))
            before = after
        self.head = nn.Conv2d(before, classes, 5, padding=2, bias=False)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        sizes, skips = [x.shape[2:]], []
        for stage in self.down:
            x = stage(x)
            sizes.append(x.shape[2:])
            skips.append(x)
        sizes.pop()
        x = self.expand(self.squeeze(x))
        for stage in self.up:
            x = stage(resize(torch.cat([skips.pop(), x], dim=1), sizes.pop()))
        logits: Tensor = self.head(x)
        return logits


def _unit(conv: nn.Module, width: int, slope: float) -> nn.Sequential:
    # At stride 128 a single image may well leave one place, which has no variance.
    return nn.Sequential(conv, PooledNorm(width), _act(slope))


def _act(slope: float) -> nn.Module:
    return nn.LeakyReLU(slope, inplace=True) if slope else nn.ReLU(inplace=True)


def _refined(width: int, depth: int, bottom: int, slope: float) -> list[nn.Module]:
    """Return what follows the first convolution of a stage: nothing at the coarsest one."""
    if depth == bottom:
        return []
    return [Pointwise(width, slope) if depth == bottom - 1 else Residual(width, slope)]


@architecture(
    id="segan-s",
    title="SegAN, segmentor",
    year=2018,
    paper="arXiv:1706.01805",
    family="unet",
    citation=(
        "@article{xue2018segan, "
        "author = {Xue, Yuan and Xu, Tao and Zhang, Han and Long, L. Rodney and Huang, Xiaolei}, "
        "title = {SegAN: Adversarial Network with Multi-scale L1 Loss for Medical Image Segmentation}, "
        "journal = {Neuroinformatics}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=33,  # the even kernel of the sixth stage wants two places
    params=156_265_344,
    reference=(3, 1),
    reference_shape=(128, 128),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(97, 161),  # the coarsest map is wider than one place
    note="without the critic",
)
def segan(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build the segmentor of SegAN."""
    del ndim
    return SegAN(*channels, width=width)

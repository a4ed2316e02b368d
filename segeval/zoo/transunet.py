"""TransUNet: Chen, Lu, Yu, Luo, Adeli, Wang, Lu, Yuille, Zhou 2021, arXiv:2102.04306, figure 1 and table 4.

A ResNet of three stages (3, 4 and 9 blocks), a ViT-B (arXiv:2010.11929) over its map at stride 16, and a decoder that
enlarges four times by two and meets the maps of the ResNet at strides 8, 4 and 2. The position table ties it to the
size that it is built for. Kept from the release because trained weights depend on it: a grey image is repeated three
times; pooling has no padding, so that the map at stride 4 lacks a row and a column, which are zeros in its skip;
shortcuts are normalised channel by channel. Deviation: height and width may differ.

Options: ``width`` is the channels of the stem, of which all others are multiples; ``blocks`` are those of the stages of
the ResNet; ``layers`` and ``heads`` belong to the transformer, 24 and 16 are ViT-L; ``skips`` counts the maps handed
over, coarsest first. Rows of the paper's table 1: ``skips=0`` is R50-ViT-CUP, also without ``blocks`` ViT-CUP, and
``layers=0`` R50 U-Net, for which there is no public code.
"""

from itertools import zip_longest
from math import gcd

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._encoders.vit import Vit
from segeval.zoo._sizes import written

PATCH, DROPOUT = 16, 0.1


class StandardConv(nn.Conv2d):
    """A convolution whose weights have mean 0 and variance 1 for every channel out (arXiv:1903.10520)."""

    def forward(self, x: Tensor) -> Tensor:
        variance, mean = torch.var_mean(self.weight, dim=(1, 2, 3), keepdim=True, unbiased=False)
        weight = (self.weight - mean) / (variance + 1e-5).sqrt()
        return functional.conv2d(x, weight, None, self.stride, self.padding)


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 convolutions with group norms and a shortcut."""

    def __init__(self, before: int, after: int, *, stride: int) -> None:
        super().__init__()
        inner = after // 4
        self.downsample: nn.Module | None = None
        if before != after or stride > 1:
            shortcut = StandardConv(before, after, 1, stride=stride, bias=False)
            self.downsample = nn.ModuleDict({"conv": shortcut, "norm": nn.GroupNorm(after, after)})
        self.conv1, self.norm1 = StandardConv(before, inner, 1, bias=False), _norm(inner)
        self.conv2, self.norm2 = StandardConv(inner, inner, 3, stride=stride, padding=1, bias=False), _norm(inner)
        self.conv3, self.norm3 = StandardConv(inner, after, 1, bias=False), _norm(after)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.norm1(self.conv1(x)).relu()
        out = self.norm2(self.conv2(out)).relu()
        out = self.norm3(self.conv3(out))
        if self.downsample:
            x = self.downsample.get_submodule("norm")(self.downsample.get_submodule("conv")(x))
        return (out + x).relu()


class ResNet(nn.Module):
    """The stem and three stages of the hybrid ViT, as maps at strides 2, 4, 8 and 16; timm's names."""

    def __init__(self, in_channels: int, blocks: tuple[int, ...], *, width: int) -> None:
        super().__init__()
        self.widths = (width, *(4 * width * 2**depth for depth in range(len(blocks))))
        stem = StandardConv(in_channels, width, 7, stride=2, padding=3, bias=False)
        self.stem = nn.ModuleDict({"conv": stem, "norm": _norm(width)})
        self.stages = nn.ModuleList()
        for depth, count in enumerate(blocks):
            before, after = self.widths[depth : depth + 2]
            stage = nn.Sequential(Bottleneck(before, after, stride=2 if depth else 1))
            stage.extend(Bottleneck(after, after, stride=1) for _ in range(count - 1))
            self.stages.append(nn.ModuleDict({"blocks": stage}))

    def forward(self, x: Tensor) -> list[Tensor]:
        size = x.shape[2:]
        maps = [self.stem["norm"](self.stem["conv"](x)).relu()]
        x = functional.max_pool2d(maps[0], 3, 2)
        for depth, stage in enumerate(self.stages):
            x = stage.get_submodule("blocks")(x)
            rows, columns = (side // (4 * 2**depth) - have for side, have in zip(size, x.shape[2:], strict=True))
            maps.append(functional.pad(x, (0, columns, 0, rows)))
        return maps


class TransUNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        size: tuple[int, ...],
        width: int,
        blocks: tuple[int, ...],
        layers: int,
        heads: int,
        skips: int,
    ) -> None:
        super().__init__()
        self.size, self.skips = size, skips
        before, patch, widths = 3 if in_channels == 1 else in_channels, PATCH, (0,)
        self.resnet: ResNet | None = None
        if blocks:
            self.resnet = ResNet(before, blocks, width=width)
            widths, before, patch = self.resnet.widths, self.resnet.widths[-1], 1
        self.transformer: Vit | None = None
        if layers:
            grid, hidden = [side // PATCH for side in size], heads * width
            self.transformer = Vit(
                before, grid, patch=patch, width=hidden, depth=layers, heads=heads, dropout=DROPOUT, apart=True
            )
            before = hidden
        self.bottom = unit(before, 8 * width)
        self.up = nn.ModuleList()
        before = 8 * width
        for after, skip in zip_longest((4 * width, 2 * width, width, width // 4), widths[-2::-1][:skips], fillvalue=0):
            self.up.append(nn.Sequential(unit(before + skip, after), unit(after, after)))
            before = after
        self.head = nn.Conv2d(before, classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        if tuple(x.shape[2:]) != self.size:
            msg = f"transunet was built for images of {written(self.size)}, got {written(tuple(x.shape[2:]))}"
            raise UsageError(msg)
        x = x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else x
        maps = self.resnet(x) if self.resnet else [x]
        x = maps.pop()
        if self.transformer:
            x = self.transformer(x)[-1]
        x = self.bottom(x)
        for stage, skip in zip_longest(self.up, maps[::-1][: self.skips]):
            x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
            x = stage(x if skip is None else torch.cat([x, skip], dim=1))
        logits: Tensor = self.head(x)
        return logits


def _norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(gcd(32, channels), channels, eps=1e-6)


@architecture(
    id="transunet",
    title="TransUNet (ResNet-50, ViT-B/16)",
    year=2021,
    paper="arXiv:2102.04306",
    family="transformer",
    citation=(
        "@article{chen2021transunet, "
        "author = {Chen, Jieneng and Lu, Yongyi and Yu, Qihang and Luo, Xiangde and Adeli, Ehsan and Wang, Yan "
        "and Lu, Le and Yuille, Alan L. and Zhou, Yuyin}, "
        "title = {TransUNet: Transformers Make Strong Encoders for Medical Image Segmentation}, "
        "journal = {arXiv:2102.04306}, year = {2021}}"
    ),
    ndim=(2,),
    divisor=16,
    min_size=32,
    size="built",
    params=105_277_081,
    reference=(1, 9),
    reference_shape=(224, 224),
    options={"width": 64, "blocks": (3, 4, 9), "layers": 12, "heads": 12, "skips": 3},
    tiny={"width": 4, "blocks": (1, 1, 1), "layers": 1, "heads": 2, "skips": 1},
    tiny_shape=(64, 96),
    note="weights of one size of image; 768 more numbers for every further patch of 16x16",
)
def transunet(
    channels: tuple[int, int],
    ndim: int,
    *,
    size: tuple[int, ...],
    width: int,
    blocks: tuple[int, ...],
    layers: int,
    heads: int,
    skips: int,
) -> nn.Module:
    """Build TransUNet for images of one size."""
    del ndim
    if width < 4 or width % 4 or min(layers, heads - 1) < 0:
        msg = f"transunet: width is a multiple of 4, with heads or more; got {width}, {layers} layers and {heads} heads"
        raise UsageError(msg)
    if (
        len(blocks) not in (0, 3)
        or min(blocks, default=1) < 1
        or not 0 <= skips <= len(blocks)
        or not (blocks or layers)
    ):
        msg = (
            "transunet: blocks are of three stages, or none before a transformer, and skips at most as many; "
            f"got {'+'.join(map(str, blocks)) or 'no'} blocks, {layers} layers and {skips} skips"
        )
        raise UsageError(msg)
    return TransUNet(*channels, size=tuple(size), width=width, blocks=blocks, layers=layers, heads=heads, skips=skips)

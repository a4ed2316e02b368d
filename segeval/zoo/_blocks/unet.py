"""The encoder-decoder that U-Net and 3D U-Net share, and what its relatives need too."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.zoo._blocks.conv import conv_stack, layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.parts import Parts, plain
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad


class UNet(nn.Module):
    """Stages of convolutions between max-pooling of 2, mirrored by up-convolutions that meet the stage's features.

    ``stages`` lists the channels after each convolution, finest stage first. Up-convolutions halve their channels; with
    ``wide_up`` they keep them and have no bias. With ``up`` "linear" a 1x1 convolution does, before an interpolation.
    Pooling rounds odd sizes up and raised maps are cut to their skips, so that any size works. ``valid`` leaves every
    padding out: the output is smaller than the input, and only sizes of ``valid_sizes`` are accepted. ``dropout`` acts
    after the two coarsest stages. With ``up`` "nearest" a convolution of width 3 follows the repetition of pixels.
    ``parts`` replace what U-Net is made of.
    """

    def __init__(
        self,
        channels: tuple[int, int],
        ndim: int,
        *,
        stages: Sequence[Sequence[int]],
        norm: str = "none",
        up: str = "transposed",
        wide_up: bool = False,
        valid: bool = False,
        dropout: float = 0.0,
        parts: Parts | None = None,
    ) -> None:
        super().__init__()
        nd, parts = layers(ndim), parts or plain(ndim, norm, padding=0 if valid else 1)
        in_channels, classes = channels
        widths = [stage[-1] for stage in stages]
        self.down = nn.ModuleList(
            attended(parts, (before, *stage)) for before, stage in zip((in_channels, *widths), stages, strict=False)
        )
        self.context = parts.context(widths[-1]) if parts.context else nn.Identity()
        self.up, self.paths, self.gates, self.merge = (nn.ModuleList() for _ in range(4))
        for depth, (below, skip) in zip(reversed(range(1, len(widths))), pairwise(reversed(widths)), strict=True):
            raised = skip if parts.add else below if wide_up else below // 2
            self.up.append(raising(ndim, below, raised, up, norm, bias=not wide_up))
            self.paths.extend([parts.path(skip, len(widths) - depth)] if parts.path else [])
            self.gates.extend([parts.gate(skip, raised)] if parts.gate else [])
            self.merge.append(attended(parts, (skip if parts.add else skip + raised, skip, skip)))
        self.head = nd.conv(widths[0], classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=not valid)
        self.drop = nn.Dropout(dropout)
        self.add = parts.add
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        for depth, stage in enumerate(self.down, start=1):
            x = stage(self.pool(x) if skips else x)
            if depth == len(self.down):
                x = self.context(x)
            if depth >= len(self.down) - 1:
                x = self.drop(x)
            skips.append(x)
        skips.pop()
        for step, (up, merge) in enumerate(zip(self.up, self.merge, strict=True)):
            skip, raised = skips.pop(), up(x)
            if self.paths:
                skip = self.paths[step](skip)
            if self.gates:
                raised = centre_crop(raised, skip.shape[2:])
                skip = self.gates[step](skip, raised)
            x = merge(skip + centre_crop(raised, skip.shape[2:]) if self.add else joined(skip, raised))
        logits: Tensor = self.head(x)
        return logits


def joined(*maps: Tensor) -> Tensor:
    """Return the channels of several maps in one, cut to the centre that they share."""
    size = [min(sides) for sides in zip(*(x.shape[2:] for x in maps), strict=True)]
    return torch.cat([centre_crop(x, size) for x in maps], dim=1)


def doubling(width: int, count: int) -> list[tuple[int, int]]:
    """Return stages of two convolutions each, whose channels double from ``width`` on."""
    return [(width * 2**depth,) * 2 for depth in range(count)]


def attended(parts: Parts, channels: Sequence[int]) -> nn.Module:
    """Return a stage and the attention that follows it, where there is any."""
    stage = parts.block(channels)
    return nn.Sequential(stage, parts.attention(channels[-1])) if parts.attention else stage


def raising(ndim: int, before: int, after: int, kind: str, norm: str, *, bias: bool = True) -> nn.Module:
    """Return what doubles a map and changes its channels."""
    nd = layers(ndim)
    if kind == "transposed":
        return nd.up_conv(before, after, 2, stride=2, bias=bias)
    if kind == "nearest":
        return nn.Sequential(nn.Upsample(scale_factor=2), *conv_stack(ndim, (before, after), norm=norm))
    # The two commute, and the convolution is the cheaper the earlier it comes.
    mode = "bilinear" if ndim == 2 else "trilinear"
    return nn.Sequential(nd.conv(before, after, 1, bias=bias), nn.Upsample(scale_factor=2, mode=mode))


def valid_sizes(wanted: int, poolings: int) -> tuple[int, int]:
    """Return the smallest (input, output) sizes of an unpadded U-Net whose output is at least ``wanted``.

    Each pair of convolutions takes 4 off; ``bottom`` is what is left of the coarsest stage. With four poolings the
    input is 16 n + 124 and the output 16 n - 60: 572 gives 388.
    """
    bottom, output = 0, 0
    while output < max(wanted, 1):
        bottom += 1
        output = bottom * 2**poolings - 4 * (2**poolings - 1)
    return output + 8 * (2**poolings - 1) + 4 * 2**poolings, output


class OverlapTile(nn.Module):
    """An unpadded U-Net for images of any size: mirrors the border outwards, then cuts the logits back."""

    def __init__(self, net: UNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        margins = []
        for size in x.shape[2:]:
            spare = valid_sizes(size, len(self.net.up))[0] - size
            margins.append((spare // 2, spare - spare // 2))
        return centre_crop(self.net(mirror_pad(x, margins)), x.shape[2:])

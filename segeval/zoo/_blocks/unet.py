"""The encoder-decoder that U-Net and 3D U-Net share, and what its relatives need too."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.zoo._blocks.conv import conv_stack, layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad


class UNet(nn.Module):
    """Stages of convolutions between max-pooling of 2, mirrored by up-convolutions that meet the stage's features.

    ``stages`` lists the channels after each convolution, finest stage first. Up-convolutions halve their channels; with
    ``wide_up`` they keep them and have no bias. With ``up`` "linear" a 1x1 convolution does, before an interpolation.
    Pooling rounds odd sizes up and raised maps are cut to their skips, so that any size works. ``valid`` leaves every
    padding out: the output is smaller than the input, and only sizes of ``valid_sizes`` are accepted. ``dropout`` acts
    after the two coarsest stages.
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
    ) -> None:
        super().__init__()
        nd, padding = layers(ndim), 0 if valid else 1
        in_channels, classes = channels
        widths = [stage[-1] for stage in stages]
        self.down = nn.ModuleList(
            conv_stack(ndim, (before, *stage), norm=norm, padding=padding)
            for before, stage in zip((in_channels, *widths), stages, strict=False)
        )
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            raised = below if wide_up else below // 2
            self.up.append(_up(ndim, below, raised, up, bias=not wide_up))
            self.merge.append(conv_stack(ndim, (skip + raised, skip, skip), norm=norm, padding=padding))
        self.head = nd.conv(widths[0], classes, 1)
        self.pool = nd.max_pool(2, ceil_mode=not valid)
        self.drop = nn.Dropout(dropout)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        for depth, stage in enumerate(self.down, start=1):
            x = stage(self.pool(x) if skips else x)
            if depth >= len(self.down) - 1:
                x = self.drop(x)
            skips.append(x)
        skips.pop()
        for up, merge in zip(self.up, self.merge, strict=True):
            x = merge(joined(skips.pop(), up(x)))
        logits: Tensor = self.head(x)
        return logits


def joined(*maps: Tensor) -> Tensor:
    """Return the channels of several maps in one, cut to the centre that they share."""
    size = [min(sides) for sides in zip(*(x.shape[2:] for x in maps), strict=True)]
    return torch.cat([centre_crop(x, size) for x in maps], dim=1)


def _up(ndim: int, before: int, after: int, kind: str, *, bias: bool) -> nn.Module:
    """Return what doubles a map and changes its channels."""
    nd = layers(ndim)
    if kind == "transposed":
        return nd.up_conv(before, after, 2, stride=2, bias=bias)
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

"""UNETR: Hatamizadeh, Tang, Nath, Yang, Myronenko, Landman, Roth, Xu, WACV 2022, arXiv:2103.10504, figure 2.

A ViT-B (arXiv:2010.11929) over patches of 16 voxels a side is the encoder of a U-Net: its maps after some blocks, all
at stride 16, are raised by transposed convolutions to strides 8, 4 and 2, and a decoder of residual blocks meets them
and the image. The position table ties it to the size that it is built for.

Kept from the release (MONAI) because trained weights depend on it: the maps are those after 4, 7 and 10 blocks, where
the paper has 3, 6 and 9 (``taps=3+6+9``); query, key and value have no bias. A norm of every block that nothing uses
counts as weights, and is in no file of ours.

Options: ``width`` is the channels of the finest stage; ``hidden``, ``layers`` and ``heads`` belong to the transformer;
``taps`` are the counts of blocks after which its maps are handed over.
"""

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers as layers_of
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unetr import SLOPE, ResidualBlock, UpBlock
from segeval.zoo._blocks.unused import Unused
from segeval.zoo._encoders.vit import Vit
from segeval.zoo._sizes import written

STAGES = 4  # as patches of 16 need


class Raise(nn.Sequential):
    """Double a map once and then, with a residual block each time, ``times`` times more."""

    def __init__(self, before: int, after: int, times: int, *, ndim: int) -> None:
        up_conv = layers_of(ndim).up_conv
        super().__init__(up_conv(before, after, 2, stride=2, bias=False))
        for _ in range(times):
            up = up_conv(after, after, 2, stride=2, bias=False)
            self.append(nn.Sequential(up, ResidualBlock(after, after, ndim=ndim)))


class Unetr(nn.Module):
    def __init__(
        self,
        channels: tuple[int, int],
        size: tuple[int, ...],
        *,
        width: int,
        hidden: int,
        layers: int,
        heads: int,
        taps: tuple[int, ...],
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        self.size, ndim, patch = size, len(size), 2**STAGES
        widths = [width * 2**stage for stage in range(STAGES)]
        grid = [side // patch for side in size]
        self.encoder = Vit(
            in_channels,
            grid,
            patch=patch,
            width=hidden,
            depth=layers,
            heads=heads,
            bias=False,
            eps=1e-5,
            taps=taps,
        )
        self.image = ResidualBlock(in_channels, width, ndim=ndim)
        self.skips = nn.ModuleList(
            Raise(hidden, wide, times, ndim=ndim) for wide, times in zip(widths[1:], (2, 1, 0), strict=True)
        )
        self.up = nn.ModuleList(
            UpBlock(before, after, ndim=ndim)
            for before, after in zip((hidden, *widths[:0:-1]), widths[::-1], strict=True)
        )
        self.head = layers_of(ndim).conv(width, classes, 1)
        self.unused = Unused(layers, 2, hidden)  # scale and shift of the norms that its blocks have for a second image
        he_init(self, SLOPE)

    def forward(self, x: Tensor) -> Tensor:
        if tuple(x.shape[2:]) != self.size:
            msg = f"unetr was built for images of {written(self.size)}, got {written(tuple(x.shape[2:]))}"
            raise UsageError(msg)
        *maps, deepest = self.encoder(x)
        skips = [self.image(x), *(skip(features) for skip, features in zip(self.skips, maps, strict=True))]
        x = deepest
        for up in self.up:
            x = up(x, skips.pop())
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="unetr",
    title="UNETR",
    year=2022,
    paper="arXiv:2103.10504",
    family="transformer",
    citation=(
        "@inproceedings{hatamizadeh2022unetr, "
        "author = {Hatamizadeh, Ali and Tang, Yucheng and Nath, Vishwesh and Yang, Dong and Myronenko, Andriy "
        "and Landman, Bennett and Roth, Holger R. and Xu, Daguang}, "
        "title = {UNETR: Transformers for 3D Medical Image Segmentation}, "
        "booktitle = {WACV}, year = {2022}}"
    ),
    ndim=(2, 3),
    divisor=16,
    min_size=16,
    size="built",
    params=92_802_478,
    reference=(1, 14),
    reference_shape=(96, 96, 96),
    options={"width": 16, "hidden": 768, "layers": 12, "heads": 12, "taps": (4, 7, 10)},
    tiny={"width": 2, "hidden": 16, "layers": 6, "heads": 2, "taps": (1, 2, 3)},
    tiny_shape=(32, 48, 16),
    note="weights of one size of image; 768 more for every further patch of 16x16x16; 18,432 unused ones counted",
)
def unetr(
    channels: tuple[int, int],
    ndim: int,
    *,
    size: tuple[int, ...],
    width: int,
    hidden: int,
    layers: int,
    heads: int,
    taps: tuple[int, ...],
) -> nn.Module:
    """Build UNETR for images of one size."""
    del ndim
    if min(width, hidden, heads) < 1 or hidden % heads:
        msg = f"unetr: heads share the channels evenly and width is 1 or more; got {hidden}, {heads} and {width}"
        raise UsageError(msg)
    if len(taps) != STAGES - 1 or not 0 < taps[0] < taps[1] < taps[2] <= layers:
        msg = f"unetr: taps are three rising counts of blocks, of which there are {layers}; got {taps}"
        raise UsageError(msg)
    return Unetr(channels, tuple(size), width=width, hidden=hidden, layers=layers, heads=heads, taps=taps)

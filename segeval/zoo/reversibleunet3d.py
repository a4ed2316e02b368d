"""Partially reversible U-Net: Bruegger, Baumgartner, Konukoglu, MICCAI 2019, arXiv:1906.06148.

Against 3D U-Net: the convolutions of a stage are reversible blocks, whose maps training restores from the last one
instead of keeping them, so that a stage costs the memory of one map however long it is. Max-pooling and a 1x1x1
convolution lead down, a 1x1x1 convolution and linear interpolation up, and skips are added; these are not reversible.
Group norm with one number of groups everywhere, half the channels of the finest stage, and leaky ReLU.

Channels and structure are those of the authors' code, whose sigmoid for three nested regions is left out. Options:
``widths`` of the stages, fine to coarse; ``blocks``, how many a stage has going down, against one going up; ``store``
keeps all maps, which is faster. Any size from 2 works: pooling rounds up, and a map is raised to the size of its skip.
"""

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.reversible import SLOPE, reversible
from segeval.zoo._blocks.sizes import resize


class ReversibleUNet(nn.Module):
    """``widths`` are the channels of the stages, finest first."""

    def __init__(
        self, in_channels: int, classes: int, *, ndim: int, widths: Sequence[int], blocks: int, store: bool
    ) -> None:
        super().__init__()
        nd, groups = layers(ndim), widths[0] // 2

        def stage(width: int, length: int) -> nn.Module:
            return reversible(width, length, ndim=ndim, groups=groups, store=store)

        self.enter = nd.conv(in_channels, widths[0], 3, padding=1, bias=False)
        self.down = nn.ModuleList([nn.Sequential(stage(widths[0], blocks))])
        for before, after in pairwise(widths):
            pool = nd.max_pool(2, ceil_mode=True)
            self.down.append(nn.Sequential(pool, nd.conv(before, after, 1), stage(after, blocks)))
        self.up = nn.ModuleList(
            nn.Sequential(stage(before, 1), nd.conv(before, after, 1)) for before, after in pairwise(reversed(widths))
        )
        self.last = stage(widths[0], 1)
        self.head = nd.conv(widths[0], classes, 1)
        he_init(self, SLOPE)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(x)
            skips.append(x)
        skips.pop()
        for stage in self.up:
            skip = skips.pop()
            x = skip + resize(stage(x), skip.shape[2:])
        logits: Tensor = self.head(self.last(x))
        return logits


@architecture(
    id="reversible-unet3d",
    title="Partially reversible U-Net",
    year=2019,
    paper="arXiv:1906.06148",
    family="unet",
    citation=(
        "@inproceedings{bruegger2019reversible, "
        "author = {Brügger, Robin and Baumgartner, Christian F. and Konukoglu, Ender}, "
        "title = {A Partially Reversible U-Net for Memory-Efficient Volumetric Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2019}}"
    ),
    ndim=(2, 3),
    min_size=2,
    params=12_365_283,
    reference=(4, 3),
    reference_shape=(64, 64, 64),
    options={"widths": (60, 120, 240, 360, 480), "blocks": 1, "store": False},
    tiny={"widths": (8, 16, 24, 32, 40)},
    tiny_shape=(32, 41, 23),
    note="one reversible block a stage",
)
def reversible_unet3d(
    channels: tuple[int, int], ndim: int, *, widths: tuple[int, ...], blocks: int, store: bool
) -> nn.Module:
    """Build the partially reversible U-Net."""
    if not widths or min(widths) < 2 or any(width % (2 * (widths[0] // 2)) for width in widths) or blocks < 1:
        msg = (
            "reversible-unet3d: the channels of a stage are a multiple of those of the first, an even number, "
            f"and a stage has a block or more; got {'+'.join(map(str, widths)) or 'none'} and {blocks}"
        )
        raise UsageError(msg)
    return ReversibleUNet(*channels, ndim=ndim, widths=widths, blocks=blocks, store=store)

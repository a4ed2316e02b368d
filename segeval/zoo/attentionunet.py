"""Attention U-Net: Oktay, Schlemper, Le Folgoc, Lee, Heinrich et al., MIDL 2018, arXiv:1804.03999, figures 1 and 2.

Against U-Net: before a skip is merged, an additive gate weighs its places by what the coarser maps see there, so that
what does not matter is not passed on. The paper's network is 3D; this is the form of its 2D ports, by which the name is
known: batch norm before every ReLU, nearest up-sampling with a 3x3 convolution in place of up-convolutions, and gates
of 1x1 convolutions between the skip and the map that is already raised to its size. Pooling rounds odd sizes up and
raised maps are cut to their skips, so that any size works. Option ``width``: the channels of the finest stage.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.attention import EqualSizeGate
from segeval.zoo._blocks.conv import conv_stack
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop


class GatedUNet(nn.Module):
    """A U-Net of other stages than pairs of convolutions, ``stage(channels before, after)``, with gates or without."""

    def __init__(
        self, in_channels: int, classes: int, *, width: int, stage: Callable[[int, int], nn.Module], gated: bool
    ) -> None:
        super().__init__()
        widths = [width * 2**depth for depth in range(5)]
        self.down = nn.ModuleList(stage(before, after) for before, after in pairwise((in_channels, *widths)))
        self.up, self.gates, self.merge = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for below, skip in pairwise(reversed(widths)):
            self.up.append(nn.Sequential(nn.Upsample(scale_factor=2), *conv_stack(2, (below, skip), norm="batch")))
            if gated:
                self.gates.append(EqualSizeGate(skip, skip, skip // 2))
            self.merge.append(stage(2 * skip, skip))
        self.head = nn.Conv2d(width, classes, 1)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(self.pool(x) if skips else x)
            skips.append(x)
        skips.pop()
        for step, (up, merge) in enumerate(zip(self.up, self.merge, strict=True)):
            skip = skips.pop()
            raised = centre_crop(up(x), skip.shape[2:])
            if self.gates:
                skip = self.gates[step](skip, raised)
            x = merge(torch.cat([skip, raised], dim=1))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="attention-unet",
    title="Attention U-Net (2D)",
    year=2018,
    paper="arXiv:1804.03999",
    family="attention",
    citation=(
        "@inproceedings{oktay2018attention, "
        "author = {Oktay, Ozan and Schlemper, Jo and Le Folgoc, Loic and Lee, Matthew and Heinrich, Mattias "
        "and Misawa, Kazunari and Mori, Kensaku and McDonagh, Steven and Hammerla, Nils Y. and Kainz, Bernhard "
        "and Glocker, Ben and Rueckert, Daniel}, "
        "title = {Attention U-Net: Learning Where to Look for the Pancreas}, "
        "booktitle = {MIDL}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=17,
    params=34_878_573,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(37, 50),
    note="the form of its 2D ports",
)
def attention_unet(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build the 2D U-Net with gated skips."""
    del ndim

    def stage(before: int, after: int) -> nn.Module:
        return conv_stack(2, (before, after, after), norm="batch")

    return GatedUNet(*channels, width=width, stage=stage, gated=True)

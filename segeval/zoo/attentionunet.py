"""Attention U-Net: Oktay, Schlemper, Le Folgoc, Lee, Heinrich et al., MIDL 2018, arXiv:1804.03999, figures 1 and 2.

Against U-Net: before a skip is merged, an additive gate weighs its places by what the coarser maps see there, so that
what does not matter is not passed on. The paper's network is 3D; this is the form of its 2D ports, by which the name is
known: batch norm before every ReLU, nearest up-sampling with a 3x3 convolution in place of up-convolutions, and gates
of 1x1 convolutions between the skip and the map that is already raised to its size. Pooling rounds odd sizes up and
raised maps are cut to their skips, so that any size works. Option ``width``: the channels of the finest stage.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.parts import named
from segeval.zoo._blocks.unet import UNet, doubling


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
    ndim=(2, 3),
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
    """Build the U-Net with gated skips."""
    parts = named(ndim, "batch", skip="attention-gate")
    return UNet(channels, ndim, stages=doubling(width, 5), norm="batch", up="nearest", parts=parts)

"""Pieces that several networks share, by kind. Outside this package they are called ``segeval.zoo.blocks``."""

from segeval.zoo._blocks.conv import NORMS, Layers, conv_stack, layers, norm_layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad, resize

__all__ = [
    "NORMS",
    "Layers",
    "centre_crop",
    "conv_stack",
    "he_init",
    "layers",
    "mirror_pad",
    "norm_layers",
    "resize",
]

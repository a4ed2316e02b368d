"""Pieces that several networks share, by kind. Outside this package they are called ``segeval.zoo.blocks``."""

from segeval.zoo._blocks.attention import (
    BAM,
    CBAM,
    AttentionGate,
    EqualSizeGate,
    NonLocal,
    SpatialChannelSE,
    SpatialSqueeze,
    SqueezeExcite,
)
from segeval.zoo._blocks.context import AtrousPyramid, DenseAtrous, MultiKernelPool, PooledNorm, PyramidPool, average
from segeval.zoo._blocks.conv import NORMS, Layers, conv_stack, layers, norm_layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.residual import PreActivation, ResidualUnit, ResPath
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad, resize

__all__ = [
    "BAM",
    "CBAM",
    "NORMS",
    "AtrousPyramid",
    "AttentionGate",
    "DenseAtrous",
    "EqualSizeGate",
    "Layers",
    "MultiKernelPool",
    "NonLocal",
    "PooledNorm",
    "PreActivation",
    "PyramidPool",
    "ResPath",
    "ResidualUnit",
    "SpatialChannelSE",
    "SpatialSqueeze",
    "SqueezeExcite",
    "average",
    "centre_crop",
    "conv_stack",
    "he_init",
    "layers",
    "mirror_pad",
    "norm_layers",
    "resize",
    "unit",
]

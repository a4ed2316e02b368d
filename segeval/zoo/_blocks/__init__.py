"""Pieces that several networks share, by kind. Outside this package they are called ``segeval.zoo.blocks``."""

from segeval.zoo._blocks.aggregation import GlobalAggregation
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
from segeval.zoo._blocks.autofocus import Autofocus
from segeval.zoo._blocks.context import AtrousPyramid, DenseAtrous, MultiKernelPool, PooledNorm, PyramidPool, average
from segeval.zoo._blocks.conv import NORMS, Layers, conv_stack, layers, norm_layers, unit
from segeval.zoo._blocks.dense import DenseBlock
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.parts import Parts
from segeval.zoo._blocks.residual import MultiRes, PreActivation, RecurrentResidual, ResidualUnit, ResPath
from segeval.zoo._blocks.reversible import Reversible, reversible
from segeval.zoo._blocks.separable import InvertedResidual, separable
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad, resize
from segeval.zoo._blocks.unet import UNet

__all__ = [
    "BAM",
    "CBAM",
    "NORMS",
    "AtrousPyramid",
    "AttentionGate",
    "Autofocus",
    "DenseAtrous",
    "DenseBlock",
    "EqualSizeGate",
    "GlobalAggregation",
    "InvertedResidual",
    "Layers",
    "MultiKernelPool",
    "MultiRes",
    "NonLocal",
    "Parts",
    "PooledNorm",
    "PreActivation",
    "PyramidPool",
    "RecurrentResidual",
    "ResPath",
    "ResidualUnit",
    "Reversible",
    "SpatialChannelSE",
    "SpatialSqueeze",
    "SqueezeExcite",
    "UNet",
    "average",
    "centre_crop",
    "conv_stack",
    "he_init",
    "layers",
    "mirror_pad",
    "norm_layers",
    "resize",
    "reversible",
    "separable",
    "unit",
]

"""VGG16: Simonyan and Zisserman 2015, arXiv:1409.1556, column D."""

from torch import nn

from segeval.zoo._blocks.conv import conv_stack


def vgg16_stages(width: int = 64) -> tuple[tuple[int, ...], ...]:
    """Return the channels after each convolution, stage by stage."""
    return (width,) * 2, (2 * width,) * 2, (4 * width,) * 3, (8 * width,) * 3, (8 * width,) * 3


def vgg16(in_channels: int, *, width: int = 64, norm: str = "none") -> nn.ModuleList:
    """Return the five stages of 13 convolutions; the caller pools after each."""
    stages = vgg16_stages(width)
    befores = (in_channels, *(stage[-1] for stage in stages))
    return nn.ModuleList(
        conv_stack(2, (before, *stage), norm=norm) for before, stage in zip(befores, stages, strict=False)
    )

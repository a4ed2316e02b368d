"""U-Net: Ronneberger, Fischer, Brox, MICCAI 2015, arXiv:1505.04597, figure 1.

Five stages of 64 to 1024 channels, two 3x3 convolutions with ReLU each, no normalisation, He initialisation; dropout of
one half after the two coarsest stages. Convolutions are padded here, so that logits come at the size of the image;
``unet-valid`` is the unpadded network of the paper (572 to 388) with its mirrored border. ``unet-32``, ``unet-16`` and
``unet-8`` have a half, a quarter and an eighth of the channels and no dropout. The 3D form replaces every layer by its
3D relative.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._unet import OverlapTile, UNet


def _stages(width: int) -> list[tuple[int, int]]:
    return [(width * 2**depth, width * 2**depth) for depth in range(5)]


@architecture(
    id="unet",
    title="U-Net",
    year=2015,
    paper="arXiv:1505.04597",
    ndim=(2, 3),
    divisor=16,
    params=31_030_658,
    reference=(1, 2),
    reference_shape=(256, 256),
    note="padded convolutions",
)
def unet(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build the padded U-Net."""
    return UNet((in_channels, classes), ndim, stages=_stages(64), dropout=0.5)


@architecture(
    id="unet-valid",
    title="U-Net without padding, mirrored border",
    year=2015,
    paper="arXiv:1505.04597",
    ndim=(2, 3),
    params=31_030_658,
    reference=(1, 2),
    reference_shape=(388, 388),
    note="the paper's own form: looks at 92 mirrored pixels around the image",
)
def unet_valid(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build the unpadded U-Net of the paper behind a mirrored border."""
    return OverlapTile(UNet((in_channels, classes), ndim, stages=_stages(64), valid=True, dropout=0.5))


@unet.preset(id="unet-32", title="U-Net, half the channels", params=7_759_554)
def unet_32(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a U-Net of 32 to 512 channels."""
    return UNet((in_channels, classes), ndim, stages=_stages(32))


@unet.preset(id="unet-16", title="U-Net, a quarter of the channels", params=1_940_834)
def unet_16(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a U-Net of 16 to 256 channels."""
    return UNet((in_channels, classes), ndim, stages=_stages(16))


@unet.preset(id="unet-8", title="U-Net, an eighth of the channels", params=485_682)
def unet_8(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build a U-Net of 8 to 128 channels."""
    return UNet((in_channels, classes), ndim, stages=_stages(8))

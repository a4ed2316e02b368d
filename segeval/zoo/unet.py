"""U-Net: Ronneberger, Fischer, Brox, MICCAI 2015, arXiv:1505.04597, figure 1.

Five stages of 64 to 1024 channels, two 3x3 convolutions with ReLU each, no normalisation, He initialisation; dropout of
one half after the two coarsest stages. Convolutions are padded here, so that logits come at the size of the image;
``unet-valid`` is the unpadded network of the paper (572 to 388) with its mirrored border. ``unet-32``, ``unet-16`` and
``unet-8`` have a half, a quarter and an eighth of the channels and no dropout. ``unet-bilinear`` raises its maps by
interpolation and halves their channels with 1x1 convolutions. The 3D form replaces every layer by its 3D relative.
Options: ``width`` is the channels of the finest stage, 35 in the wide U-Net of arXiv:1807.10165; ``stages`` is one more
than the depth, which arXiv:1912.05074 compares from 1 to 4; ``norm`` stands before every ReLU; ``up`` is "transposed",
"linear" or "nearest". What a U-Net is made of can be exchanged, in 2D and 3D: ``block`` is its stages, ``skip`` how
they meet, ``attention`` what follows every stage, ``context`` what follows the coarsest one; the words stand for the
blocks of ``zoo/_blocks``. ``skip`` "nested" is U-Net++, whose outputs are not trained one by one here. Attention U-Net,
R2U-Net and ScleraSegNet are this network with other words.
"""

from torch import nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.parts import named
from segeval.zoo._blocks.unet import OverlapTile, UNet, doubling
from segeval.zoo.unetpp import UNetPlusPlus


def _stages(width: int, count: int) -> list[tuple[int, int]]:
    if count < 1:
        msg = f"stages of a U-Net must be at least 1, got {count}"
        raise UsageError(msg)
    return doubling(width, count)


@architecture(
    id="unet",
    title="U-Net",
    year=2015,
    paper="arXiv:1505.04597",
    family="unet",
    citation=(
        "@inproceedings{ronneberger2015unet, "
        "author = {Ronneberger, Olaf and Fischer, Philipp and Brox, Thomas}, "
        "title = {U-Net: Convolutional Networks for Biomedical Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2015}}"
    ),
    ndim=(2, 3),
    divisor=16,  # other sizes work too; the windows of trained weights are multiples
    params=31_030_658,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={
        "width": 64,
        "stages": 5,
        "dropout": 0.5,
        "norm": "none",
        "up": "transposed",
        "block": "plain",
        "skip": "concat",
        "attention": "none",
        "context": "none",
    },
    choices={
        "norm": ("none", "batch", "instance", "group"),
        "up": ("transposed", "linear", "nearest"),
        "block": (
            "plain",
            "residual",
            "dense",
            "recurrent",
            "multires",
            "inception",
            "dwsep",
            "reversible",
            "autofocus",
        ),
        "skip": ("concat", "add", "respath", "attention-gate", "nested"),
        "attention": ("none", "se", "cbam", "scse", "bam"),
        "context": ("none", "aspp", "spp", "rmp", "dac", "non-local", "psp", "se", "cbam", "scse", "bam"),
    },
    variants={
        "unet-bilinear": {
            "title": "U-Net with bilinear up-sampling",
            "params": 28_941_698,
            "options": {"up": "linear"},
        },
        "unet-32": {
            "title": "U-Net, half the channels",
            "params": 7_759_554,
            "options": {"width": 32, "dropout": 0.0},
            "tiny": {},
            "tiny_shape": (),
        },
        "unet-16": {
            "title": "U-Net, a quarter of the channels",
            "params": 1_940_834,
            "options": {"width": 16, "dropout": 0.0},
            "tiny": {},
            "tiny_shape": (),
        },
        "unet-8": {
            "title": "U-Net, an eighth of the channels",
            "params": 485_682,
            "options": {"width": 8, "dropout": 0.0},
            "tiny": {},
            "tiny_shape": (),
        },
    },
    tiny={"width": 8},
    tiny_shape=(32, 48),
    note="padded convolutions",
)
def unet(  # noqa: PLR0913 - one keyword per option
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    stages: int,
    dropout: float,
    norm: str,
    up: str,
    block: str,
    skip: str,
    attention: str,
    context: str,
) -> nn.Module:
    """Build the padded U-Net, of the parts that the options name."""
    parts = named(ndim, norm, block=block, skip=skip, attention=attention, context=context)
    if skip == "nested":
        return UNetPlusPlus(
            *channels,
            ndim,
            width=width,
            norm=norm,
            depths=stages,
            supervision="none",
            up=up,
            dropout=dropout,
            parts=parts,
        )
    return UNet(channels, ndim, stages=_stages(width, stages), norm=norm, up=up, dropout=dropout, parts=parts)


@architecture(
    id="unet-valid",
    title="U-Net without padding, mirrored border",
    year=2015,
    paper="arXiv:1505.04597",
    family="unet",
    citation=(
        "@inproceedings{ronneberger2015unet, "
        "author = {Ronneberger, Olaf and Fischer, Philipp and Brox, Thomas}, "
        "title = {U-Net: Convolutional Networks for Biomedical Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2015}}"
    ),
    ndim=(2, 3),
    params=31_030_658,
    reference=(1, 2),
    reference_shape=(388, 388),
    options={"width": 64, "stages": 5, "dropout": 0.5, "norm": "none"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4, "stages": 3},
    tiny_shape=(5, 7),
    note="the paper's own form: looks at 92 mirrored pixels around the image",
)
def unet_valid(
    channels: tuple[int, int], ndim: int, *, width: int, stages: int, dropout: float, norm: str
) -> nn.Module:
    """Build the unpadded U-Net of the paper behind a mirrored border."""
    return OverlapTile(UNet(channels, ndim, stages=_stages(width, stages), norm=norm, valid=True, dropout=dropout))

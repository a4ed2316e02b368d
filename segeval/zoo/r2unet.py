"""R2U-Net: Alom, Hasan, Yakopcic, Taha, Asari 2018, arXiv:1802.06955, figures 3 and 4d.

Against U-Net: every stage adds to its map what two recurrent convolutions make of it. A recurrent convolution passes
several times over its map plus its last answer, each time with the same weights and the same batch norm; a 1x1
convolution first brings the map to the channels of the stage. Up-sampling is nearest with a 3x3 convolution, as in the
public 2D code whose count this is; that code also has the form with the gates of Attention U-Net, ``r2attention-unet``,
which no paper describes. Any size works. Options: ``width`` is the channels of the finest stage; ``steps`` is how often
a convolution recurs after its first pass, the paper's t.
"""

from dataclasses import replace

from torch import nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.parts import named
from segeval.zoo._blocks.residual import RecurrentResidual
from segeval.zoo._blocks.unet import UNet, doubling


@architecture(
    id="r2unet",
    title="R2U-Net",
    year=2018,
    paper="arXiv:1802.06955",
    family="unet",
    citation=(
        "@article{alom2018recurrent, "
        "author = {Alom, Md Zahangir and Hasan, Mahmudul and Yakopcic, Chris and Taha, Tarek M. "
        "and Asari, Vijayan K.}, "
        "title = {Recurrent Residual Convolutional Neural Network based on U-Net (R2U-Net) "
        "for Medical Image Segmentation}, "
        "journal = {arXiv:1802.06955}, year = {2018}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=39_091_393,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"width": 64, "steps": 2, "gated": False},
    variants={
        "r2attention-unet": {
            "title": "R2U-Net with attention gates",
            "family": "attention",
            "params": 39_442_925,
            "options": {"gated": True},
            "note": "from public code, no paper describes it",
        },
    },
    tiny={"width": 4},
    tiny_shape=(37, 50),
)
def r2unet(channels: tuple[int, int], ndim: int, *, width: int, steps: int, gated: bool) -> nn.Module:
    """Build the U-Net of recurrent residual stages."""
    if steps < 0:
        msg = f"steps of r2unet must be at least 0, got {steps}"
        raise UsageError(msg)

    parts = replace(
        named(ndim, "batch", skip="attention-gate" if gated else "concat"),
        block=lambda channels: RecurrentResidual(channels[0], channels[-1], steps, ndim=ndim),
    )
    return UNet(channels, ndim, stages=doubling(width, 5), norm="batch", up="nearest", parts=parts)

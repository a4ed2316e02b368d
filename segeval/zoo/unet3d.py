"""3D U-Net: Cicek, Abdulkadir, Lienkamp, Brox, Ronneberger, MICCAI 2016, arXiv:1606.06650, figure 2.

Against U-Net: three poolings, batch normalisation before every ReLU, channels doubled already before the pooling (to
avoid bottlenecks), up-convolutions that keep their channels. Convolutions are padded here; the unpadded network of the
paper (132x132x116 to 44x44x28, 19,069,955 weights and biases) is ``UNet(..., valid=True)``. ``unet3d-16`` and
``unet3d-8`` have a quarter and an eighth of the channels. Option ``width``: the channels after the finest stage.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.unet import UNet


def _stages(width: int) -> list[tuple[int, int]]:
    return [(width * 2**depth // 2, width * 2**depth) for depth in range(4)]


@architecture(
    id="unet3d",
    title="3D U-Net",
    year=2016,
    paper="arXiv:1606.06650",
    family="unet",
    citation=(
        "@inproceedings{cicek2016unet3d, "
        "author = {Çiçek, Özgün and Abdulkadir, Ahmed and Lienkamp, Soeren S. and Brox, Thomas "
        "and Ronneberger, Olaf}, "
        "title = {3D U-Net: Learning Dense Volumetric Segmentation from Sparse Annotation}, "
        "booktitle = {MICCAI}, year = {2016}}"
    ),
    ndim=(3,),
    divisor=8,
    min_size=16,
    params=19_072_834,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={"width": 64, "norm": "batch"},
    choices={"norm": ("none", "batch", "instance", "group")},
    variants={
        "unet3d-16": {
            "title": "3D U-Net, a quarter of the channels",
            "params": 1_193_554,
            "options": {"width": 16},
            "tiny": {},
            "tiny_shape": (),
        },
        "unet3d-8": {
            "title": "3D U-Net, an eighth of the channels",
            "params": 298_890,
            "options": {"width": 8},
            "tiny": {},
            "tiny_shape": (),
        },
    },
    tiny={"width": 4},
    tiny_shape=(16, 24, 32),
    note="padded convolutions",
)
def unet3d(channels: tuple[int, int], ndim: int, *, width: int, norm: str) -> nn.Module:
    """Build the padded 3D U-Net."""
    return UNet(channels, ndim, stages=_stages(width), norm=norm, wide_up=True)

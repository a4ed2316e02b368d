"""3D U-Net: Cicek, Abdulkadir, Lienkamp, Brox, Ronneberger, MICCAI 2016, arXiv:1606.06650, figure 2.

Against U-Net: three poolings, batch normalisation before every ReLU, channels doubled already before the pooling (to
avoid bottlenecks), up-convolutions that keep their channels. Convolutions are padded here; ``unet3d-valid`` is the
unpadded network of the paper (132x132x116 to 44x44x28; 19,069,955 weights and biases at three channels and classes,
without those of the norms) behind a mirrored border. ``unet3d-16`` and ``unet3d-8`` have a quarter and an eighth of the
channels. Options: ``width``, the channels after the finest stage; ``norm`` stands before every ReLU.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.unet import OverlapTile, UNet


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


@architecture(
    id="unet3d-valid",
    title="3D U-Net without padding, mirrored border",
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
    params=19_074_627,
    reference=(3, 3),
    reference_shape=(28, 44, 44),
    options={"width": 64, "norm": "batch"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4},
    tiny_shape=(3, 4, 5),
    note="the paper's own form: looks at 44 mirrored voxels around the image",
)
def unet3d_valid(channels: tuple[int, int], ndim: int, *, width: int, norm: str) -> nn.Module:
    """Build the unpadded 3D U-Net of the paper behind a mirrored border."""
    return OverlapTile(UNet(channels, ndim, stages=_stages(width), norm=norm, valid=True, wide_up=True))

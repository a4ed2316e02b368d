"""U-Net with the inception block of a survey: Wang, Lei, Cui, Zhang, Meng, Nandi, arXiv:2009.13120, figure 8.

The block has four branches that cascade dilated convolutions, of dilation 1; 3; 1 and 3; 1, 3 and 5, so that they see
3, 7, 9 and 19 places of a map. It is the dense atrous convolution of CE-Net (arXiv:1903.02740), and here as there its
branches share their weights. The survey draws the block and no network around it, and there is no public code.

Ours, therefore: in every stage of a padded U-Net of 64 to 1024 channels, on the way down and up, the block stands in
the place of the second convolution, and batch norm follows the first, since the sums of nine blocks would otherwise
grow without end. Any size works; the 3D form replaces every layer by its 3D relative. Options: ``inception`` says which
stages have the block: "all", as in ``unet`` with the block of this name, those of the "encoder" or the "bottleneck"
alone, as in CE-Net; other stages keep their second convolution. ``width`` is the channels of the finest stage; ``norm``
stands before the ReLU of a convolution.
"""

from torch import nn

from segeval.zoo import architecture
from segeval.zoo._blocks.context import DenseAtrous
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unet import UNet, doubling


@architecture(
    id="inception-unet",
    title="Inception U-Net",
    year=2020,
    paper="arXiv:2009.13120",
    family="context",
    citation=(
        "@article{wang2022medical, "
        "author = {Wang, Risheng and Lei, Tao and Cui, Ruixia and Zhang, Bingtao and Meng, Hongying "
        "and Nandi, Asoke K.}, "
        "title = {Medical Image Segmentation Using Deep Learning: A Survey}, "
        "journal = {IET Image Processing}, year = {2022}}"
    ),
    ndim=(2, 3),
    min_size=17,
    params=64_198_402,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={"width": 64, "inception": "all", "norm": "batch"},
    choices={
        "inception": ("all", "encoder", "bottleneck"),
        "norm": ("none", "batch", "instance", "group"),
    },
    tiny={"width": 4},
    tiny_shape=(83, 100),
    note="no public code: our reading of the paper, count frozen",
)
def inception_unet(channels: tuple[int, int], ndim: int, *, width: int, inception: str, norm: str) -> nn.Module:
    """Build a U-Net of inception blocks."""
    net = UNet(channels, ndim, stages=doubling(width, 5), norm=norm)
    down, up = list(net.down), list(net.merge)
    for stage in {"all": down + up, "encoder": down, "bottleneck": down[-1:]}[inception]:
        assert isinstance(stage, nn.Sequential)
        after = stage[0].get_parameter("weight").shape[0]
        del stage[len(stage) // 2 :]
        stage.append(DenseAtrous(after, ndim=ndim))
    he_init(net)
    return net

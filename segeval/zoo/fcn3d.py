"""FCN in 3D: after FCN-8s of Long, Shelhamer, Darrell, CVPR 2015, arXiv:1411.4038, figure 3.

No paper of its own: the network of huangzhii/FCN-3D-pytorch, spread by MontaEllis/Pytorch-Medical-Segmentation. VGG16
in 3D with an eighth of its channels: 8, 16, 32, 64, 64, and 512 in the layers that were fully connected; the skipped
maps are scaled by 0.01 and 0.0001. Instead of the image by 100, the image is padded by 60 and the pooled one by
15, which is cheaper, but still most of the work.

The released code crops its answer as if the padding were 100, so that it lies 12 voxels away from what it answers,
along every axis; here it lies over the image. With ``shifted`` it is cropped as released, for weights that were trained
so. Other deviations: transposed convolutions start as trilinear interpolation (the release leaves one axis out), and
images below 19 voxels, too small for the 7x7x7 convolution, get more padding at their end. Further options: ``width``,
the channels of the first stage, of which all others are multiples; ``padding`` of the first convolution of the three
finest stages, where 1+1+23 reaches as far as 60+15+1 does with half of the work.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import conv_stack
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import crop
from segeval.zoo.fcn import Skip, raising

WIDTHS = (1, 2, 4, 8, 8)  # of a stage, and how many convolutions it has
CONVS = (2, 2, 3, 3, 3)
WIDE = 64
KERNEL = 7  # of the layer that was fully connected
SCALES, OFFSETS = (0.01, 0.0001), (5, 9)
BEGIN = 68  # voxels from the first of the padded image to the first that has a score
SHIFTED = 31  # where the release takes the image to begin in the scores
LEAST = 84  # voxels that are padded on each side, lest the scores end before the image does


class FCN3D(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int, padding: tuple[int, ...], shifted: bool) -> None:
        super().__init__()
        self.margins = (*(more - 1 for more in padding), 0, 0)  # the convolutions themselves pad by one
        self.offset = SHIFTED if shifted else reach(padding) - BEGIN
        self.least = KERNEL
        for margin in reversed(self.margins):
            self.least = 2 * self.least - 1 - 2 * margin
        widths = [width * times for times in WIDTHS]
        self.stages = nn.ModuleList(
            conv_stack(3, (before, *(after,) * count))
            for before, after, count in zip((in_channels, *widths), widths, CONVS, strict=False)
        )
        wide = WIDE * width
        self.classifier = nn.Sequential(
            nn.Conv3d(widths[-1], wide, KERNEL),
            nn.ReLU(inplace=True),
            nn.Dropout3d(0.5),
            nn.Conv3d(wide, wide, 1),
            nn.ReLU(inplace=True),
            nn.Dropout3d(0.5),
        )
        self.score = nn.Conv3d(wide, classes, 1)
        self.skips = nn.ModuleList(
            Skip(before, classes, offset=offset, scale=scale, ndim=3)
            for before, offset, scale in zip(widths[3:1:-1], OFFSETS, SCALES, strict=True)
        )
        self.up = raising(classes, 8, ndim=3)
        self.pool = nn.MaxPool3d(2, ceil_mode=True)
        he_init(self)
        for module in self.modules():
            if isinstance(module, nn.ConvTranspose3d):
                trilinear_(module.weight)

    def forward(self, image: Tensor) -> Tensor:
        sizes = image.shape[2:]
        x = functional.pad(image, [margin for size in reversed(sizes) for margin in (0, max(self.least - size, 0))])
        pools = []
        for stage, margin in zip(self.stages, self.margins, strict=True):
            x = self.pool(stage(functional.pad(x, (margin,) * 6)))
            pools.append(x)
        x = self.score(self.classifier(pools.pop()))
        for skip in self.skips:
            x = skip(x, pools.pop())
        return crop(self.up(x), sizes, self.offset)

    def extra_repr(self) -> str:
        return f"margins={self.margins}, offset={self.offset}"


def reach(padding: tuple[int, ...]) -> int:
    """Return how many voxels of the image the padding of the finest stages is worth, beyond one each."""
    return sum((more - 1) * 2**depth for depth, more in enumerate(padding))


def trilinear_(weight: Tensor) -> None:
    """Fill ``(classes, classes, k, k, k)`` of even k so that each class is interpolated by itself."""
    size = weight.shape[-1]
    line = 1 - (torch.arange(size) - (size - 1) / 2).abs() / (size // 2)
    with torch.no_grad():
        weight.copy_(torch.eye(len(weight))[:, :, None, None, None] * line[:, None, None] * line[:, None] * line)


@architecture(
    id="fcn3d",
    title="FCN-8s in 3D",
    year=2015,
    paper="arXiv:1411.4038",
    family="fcn",
    citation=(
        "@inproceedings{long2015fcn, "
        "author = {Long, Jonathan and Shelhamer, Evan and Darrell, Trevor}, "
        "title = {Fully Convolutional Networks for Semantic Segmentation}, "
        "booktitle = {CVPR}, year = {2015}}"
    ),
    ndim=(3,),
    params=12_210_926,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={"width": 8, "padding": (60, 15, 1), "shifted": False},
    tiny={"width": 1, "padding": (1, 1, 23)},
    tiny_shape=(7, 12, 19),
    note="a 3D form of public code, its answer laid over the image",
)
def fcn3d(channels: tuple[int, int], ndim: int, *, width: int, padding: tuple[int, ...], shifted: bool) -> nn.Module:
    """Build the 3D form of FCN-8s."""
    del ndim
    if width < 1:
        msg = f"fcn3d: width is 1 or more, got {width}"
        raise UsageError(msg)
    if len(padding) != 3 or min(padding) < 1 or reach(padding) < LEAST:
        msg = (
            f"fcn3d: padding is that of three stages, such as 60+15+1, and beyond 1 worth {LEAST} voxels or more, "
            f"got {'+'.join(map(str, padding))}"
        )
        raise UsageError(msg)
    return FCN3D(*channels, width=width, padding=padding, shifted=shifted)

"""PSPNet: Zhao, Shi, Qi, Wang, Jia, CVPR 2017, arXiv:1612.01105, figures 3 and 4.

Against FCN: the last two stages of the ResNet dilate (output stride 8), and its map is joined to averages of itself
over a 1x1, 2x2, 3x3 and 6x6 grid, each reduced to a quarter of the channels, before a 3x3 convolution and the logits.
The stem has three 3x3 convolutions, as in the release. An auxiliary head scores the last stage but one, second in
``outputs``; the paper gives its loss a weight of 0.4. All interpolation aligns corners; images of any size are taken,
where the release asks for 8 n + 1.

Options: ``width`` is the channels of the first convolution, ``head`` those of the head, ``bins`` the sides of the
grids. Deviation: with a single image in a batch, the average over all of it has no variance, so its batch norm falls
back on the running statistics instead of failing.
"""

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.context import PyramidPool
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import ResNet


class PSPNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        encoder: str = "resnet50",
        width: int = 64,
        head: int = 512,
        bins: tuple[int, ...] = (1, 2, 3, 6),
    ) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, encoder, width=width, output_stride=8, even=True, deep_stem=True)
        *_, before, wide = self.encoder.widths
        self.pool = PyramidPool(wide, bins=bins)
        self.head = _scored(wide + len(bins) * (wide // len(bins)), head, classes)
        self.auxiliary = _scored(before, before // 4, classes)
        he_init(self)

    def outputs(self, x: Tensor) -> list[Tensor]:
        *_, before, last = self.encoder(x)
        return [
            resize(logits, x.shape[2:], corners=True) for logits in (self.head(self.pool(last)), self.auxiliary(before))
        ]

    def forward(self, x: Tensor) -> Tensor:
        return resize(self.head(self.pool(self.encoder(x)[-1])), x.shape[2:], corners=True)


def _scored(before: int, inner: int, classes: int) -> nn.Sequential:
    return nn.Sequential(*unit(before, inner, 3), nn.Dropout2d(0.1), nn.Conv2d(inner, classes, 1))


@architecture(
    id="pspnet50",
    title="PSPNet (ResNet-50)",
    year=2017,
    paper="arXiv:1612.01105",
    family="context",
    citation=(
        "@inproceedings{zhao2017pspnet, "
        "author = {Zhao, Hengshuang and Shi, Jianping and Qi, Xiaojuan and Wang, Xiaogang and Jia, Jiaya}, "
        "title = {Pyramid Scene Parsing Network}, "
        "booktitle = {CVPR}, year = {2017}}"
    ),
    ndim=(2,),
    min_size=9,
    params=49_081_578,
    reference=(3, 21),
    reference_shape=(473, 473),
    side_outputs=1,
    options={"encoder": "resnet50", "width": 64, "head": 512, "bins": (1, 2, 3, 6)},
    choices={"encoder": ("resnet50", "resnet101")},
    variants={
        "pspnet101": {"title": "PSPNet (ResNet-101)", "params": 68_073_706, "options": {"encoder": "resnet101"}},
    },
    tiny={"width": 4, "head": 8},
    tiny_shape=(60, 75),  # the map at stride 8 is wider than the dilation 4 and than six bins
    aliases=("pspnet",),
)
def pspnet(
    channels: tuple[int, int], ndim: int, *, encoder: str, width: int, head: int, bins: tuple[int, ...]
) -> nn.Module:
    """Build PSPNet with its auxiliary head."""
    del ndim
    if not bins or min(bins) < 1:
        msg = f"pspnet has one bin or more, got {bins}"
        raise UsageError(msg)
    return PSPNet(*channels, encoder=encoder, width=width, head=head, bins=bins)

"""CE-Net: Gu, Cheng, Fu, Zhou, Hao, Zhao, Zhang, Gao, Liu, IEEE TMI 2019, arXiv:1903.02740, figures 1, 3 and 4.

Against U-Net: the encoder is a ResNet-34, and a context extractor works on its coarsest map (stride 32): dense atrous
convolutions see it at four ranges, residual multi-kernel pooling joins its maxima over four sizes. Decoder blocks halve
the stride between two 1x1 convolutions and are added to the stage of that stride. The release answers with a sigmoid.
Up-convolutions are cut to the stage, so that any size works on which the pooling of six places fits; the release asks
for multiples of 32. Option ``width``: the channels of the encoder's stem.
"""

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.context import DenseAtrous, MultiKernelPool
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop
from segeval.zoo._encoders.resnet import ResNet


class CENet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, "resnet34", width=width)
        below = self.encoder.widths[-1]
        self.context = DenseAtrous(below)
        self.pool = MultiKernelPool(below)
        below += len(self.pool.kernels)
        self.up = nn.ModuleList()
        for after in self.encoder.widths[-2::-1]:
            self.up.append(_up(below, after))
            below = after
        half = width // 2
        self.last = nn.ConvTranspose2d(width, half, 4, 2, 1)
        self.smooth = nn.Conv2d(half, half, 3, padding=1)
        self.head = nn.Conv2d(half, classes, 3, padding=1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        stem, *skips, out = self.encoder(x)
        out = self.pool(self.context(out))
        *halve, last = self.up
        for up in halve:
            skip = skips.pop()
            out = skip + centre_crop(up(out), skip.shape[2:])
        # The stem gives its size alone; its map is no skip.
        out = functional.relu(self.last(centre_crop(last(out), stem.shape[2:])))
        logits: Tensor = self.head(functional.relu(self.smooth(centre_crop(out, x.shape[2:]))))
        return logits


def _up(before: int, after: int) -> nn.Sequential:
    inner = before // 4
    return nn.Sequential(
        *(nn.Conv2d(before, inner, 1), nn.BatchNorm2d(inner), nn.ReLU(inplace=True)),
        nn.ConvTranspose2d(inner, inner, 3, stride=2, padding=1, output_padding=1),
        *(nn.BatchNorm2d(inner), nn.ReLU(inplace=True)),
        *(nn.Conv2d(inner, after, 1), nn.BatchNorm2d(after), nn.ReLU(inplace=True)),
    )


@architecture(
    id="cenet",
    title="CE-Net",
    year=2019,
    paper="arXiv:1903.02740",
    family="context",
    citation=(
        "@article{gu2019cenet, "
        "author = {Gu, Zaiwang and Cheng, Jun and Fu, Huazhu and Zhou, Kang and Hao, Huaying and Zhao, Yitian "
        "and Zhang, Tianyang and Gao, Shenghua and Liu, Jiang}, "
        "title = {CE-Net: Context Encoder Network for 2D Medical Image Segmentation}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2019}}"
    ),
    ndim=(2,),
    min_size=161,  # six places at stride 32
    params=29_003_093,
    reference=(3, 1),
    reference_shape=(448, 448),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(197, 230),
)
def cenet(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build CE-Net."""
    del ndim
    return CENet(*channels, width=width)

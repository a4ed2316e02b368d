"""2D DenseUNet, the slice network of H-DenseUNet: Li, Chen, Qi, Dou, Fu, Heng, IEEE TMI 2018, arXiv:1709.07330.

Figure 2c, table I. Against U-Net: the encoder is a DenseNet-161, and the decoder is light: five times it doubles a map,
adds that of the encoder (a 1x1 convolution first makes the coarsest as wide), and passes a 3x3 convolution with batch
norm and ReLU. Its image is a slice with both neighbours as channels. Raised maps are cut to those that they are added
to, so that any size works; the release asks for multiples of 32.

Options: ``width`` is the channels of the encoder's stem, ``head`` those before the logits, where ``dropout`` acts;
``blocks`` are the layers of the dense blocks. ``scaled``, as in the release, puts a second scale and shift behind every
batch norm of the encoder; without it the encoder has the weights of torchvision's.
"""

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop
from segeval.zoo._encoders.densenet import DenseNet


class DenseUNet2D(nn.Module):
    def __init__(self, encoder: DenseNet, classes: int, *, head: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        stem, *_, coarse, coarsest = encoder.widths
        self.lateral = nn.Conv2d(coarse, coarsest, 1)
        # A map has the channels of the next one that is added to it.
        widths = (coarsest, *encoder.widths[2::-1], stem)
        self.up = nn.ModuleList(unit(below, after, bias=True) for below, after in pairwise(widths))
        self.last = nn.Sequential(
            nn.Conv2d(stem, head, 3, padding=1), nn.Dropout(dropout), nn.BatchNorm2d(head), nn.ReLU(inplace=True)
        )
        self.head = nn.Conv2d(head, classes, 1)
        for layer in (*self.up.modules(), *self.last):
            if isinstance(layer, nn.BatchNorm2d):
                layer.eps = 1e-3  # of Keras, with which the release was trained
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        *finer, coarse, out = self.encoder(x)
        skips = [*finer, self.lateral(coarse)]
        for up in self.up:
            skip = skips.pop()
            out = up(skip + _doubled(out, skip))
        logits: Tensor = self.head(self.last(_doubled(out, x)))
        return logits


def _doubled(x: Tensor, like: Tensor) -> Tensor:
    return centre_crop(functional.interpolate(x, scale_factor=2), like.shape[2:])


@architecture(
    id="denseunet2d",
    title="2D DenseUNet of H-DenseUNet",
    year=2018,
    paper="arXiv:1709.07330",
    family="unet",
    citation=(
        "@article{li2018hdenseunet, "
        "author = {Li, Xiaomeng and Chen, Hao and Qi, Xiaojuan and Dou, Qi and Fu, Chi-Wing and Heng, Pheng-Ann}, "
        "title = {H-DenseUNet: Hybrid Densely Connected UNet for Liver and Tumor Segmentation from CT Volumes}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=33,
    params=49_747_779,
    reference=(3, 3),
    reference_shape=(512, 512),
    options={"blocks": (6, 12, 36, 24), "width": 96, "head": 64, "dropout": 0.3, "scaled": True},
    tiny={"blocks": (2, 3, 4, 2), "width": 8, "head": 6},
    tiny_shape=(75, 98),
    note="for stacks of three slices",
)
def denseunet2d(
    channels: tuple[int, int],
    ndim: int,
    *,
    blocks: tuple[int, ...],
    width: int,
    head: int,
    dropout: float,
    scaled: bool,
) -> nn.Module:
    """Build the 2D DenseUNet."""
    del ndim
    in_channels, classes = channels
    if len(blocks) != 4 or min(blocks) < 1:
        msg = f"denseunet2d has four counts of layers, got blocks {'+'.join(map(str, blocks))}"
        raise UsageError(msg)
    encoder = DenseNet(in_channels, blocks, width=width, scaled=scaled)
    return DenseUNet2D(encoder, classes, head=head, dropout=dropout)

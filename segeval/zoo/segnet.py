"""SegNet: Badrinarayanan, Kendall, Cipolla, TPAMI 2017, arXiv:1511.00561, figure 2.

The 13 convolutions of VGG16 with batch normalisation, mirrored by 13 more; a decoder stage receives no features of its
encoder stage, only the places of the pooling maxima, to which it returns its values. Pooling rounds odd sizes up and
unpooling is told the size before it, as in the release, so that any size works. He initialisation, no dropout.
"""

from itertools import pairwise

from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks import conv_stack, he_init
from segeval.zoo._encoders import VGG16, vgg16


class SegNet(nn.Module):
    def __init__(self, in_channels: int, classes: int) -> None:
        super().__init__()
        self.down = vgg16(in_channels, norm=True)
        self.up = nn.ModuleList(conv_stack(2, (*coarse, fine[0]), norm=True) for fine, coarse in pairwise(VGG16))
        self.last = conv_stack(2, VGG16[0], norm=True)
        self.head = nn.Conv2d(64, classes, 3, padding=1)
        self.pool = nn.MaxPool2d(2, ceil_mode=True, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        pooled = []
        for stage in self.down:
            x = stage(x)
            size = x.shape
            x, places = self.pool(x)
            pooled.append((places, size))
        for stage in (*reversed(self.up), self.last):
            places, size = pooled.pop()
            x = stage(self.unpool(x, places, output_size=size))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="segnet",
    title="SegNet (VGG16)",
    year=2017,
    paper="arXiv:1511.00561",
    ndim=(2,),
    min_size=17,
    params=29_449_355,
    reference=(3, 11),
    reference_shape=(360, 480),
)
def segnet(in_channels: int, classes: int, ndim: int) -> nn.Module:
    """Build SegNet."""
    del ndim
    return SegNet(in_channels, classes)

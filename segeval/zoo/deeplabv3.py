"""DeepLab v3 on ResNet-50: Chen, Papandreou, Schroff, Adam 2017, arXiv:1706.05587, figure 5.

The last two stages of the encoder dilate instead of striding (output stride 8); four parallel convolutions (1x1, and
3x3 at rates 12, 24, 36) and a pooled image branch are projected to 256 channels; logits are interpolated to the image.
Follows the widely used torchvision layout: another 3x3 convolution in the head, dilation 2 and 4 in place of the
paper's multi-grid, no auxiliary head. Deviation: with a single image in a batch, the pooled branch has one value per
channel and no variance, so its batch norm falls back on the running statistics instead of failing. Options: ``width``
is the channels of the encoder's stem, ``head`` those of the head.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import ResNet, conv_norm

RATES = (12, 24, 36)


class PooledNorm(nn.BatchNorm2d):
    """Batch norm of a pooled map; uses the running statistics where a batch of one leaves nothing to average."""

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[0] > 1:
            return super().forward(x)
        return functional.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)


class PyramidPooling(nn.Module):
    """Atrous spatial pyramid pooling."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList([nn.Sequential(*conv_norm(before, after), nn.ReLU(inplace=True))])
        for rate in RATES:
            self.branches.append(nn.Sequential(*conv_norm(before, after, 3, dilation=rate), nn.ReLU(inplace=True)))
        self.pooled = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(before, after, 1, bias=False), PooledNorm(after), nn.ReLU(inplace=True)
        )
        joined = after * (len(self.branches) + 1)
        self.project = nn.Sequential(*conv_norm(joined, after), nn.ReLU(inplace=True), nn.Dropout(0.5))

    def forward(self, x: Tensor) -> Tensor:
        maps = [branch(x) for branch in self.branches]
        maps.append(self.pooled(x).expand_as(maps[0]))
        out: Tensor = self.project(torch.cat(maps, dim=1))
        return out


class DeepLabV3(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int = 64, head: int = 256) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, "resnet50", width=width, output_stride=8)
        self.head = nn.Sequential(
            PyramidPooling(32 * width, head),
            *conv_norm(head, head, 3),
            nn.ReLU(inplace=True),
            nn.Conv2d(head, classes, 1),
        )
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        return resize(self.head(self.encoder(x)[-1]), x.shape[2:])


@architecture(
    id="deeplabv3-resnet50",
    title="DeepLab v3 (ResNet-50)",
    year=2017,
    paper="arXiv:1706.05587",
    family="context",
    citation=(
        "@article{chen2017rethinking, "
        "author = {Chen, Liang-Chieh and Papandreou, George and Schroff, Florian and Adam, Hartwig}, "
        "title = {Rethinking Atrous Convolution for Semantic Image Segmentation}, "
        "journal = {arXiv:1706.05587}, year = {2017}}"
    ),
    ndim=(2,),
    min_size=9,
    params=39_638_869,
    reference=(3, 21),
    reference_shape=(256, 256),
    options={"width": 64, "head": 256},
    tiny={"width": 4, "head": 8},
    tiny_shape=(296, 321),  # the map at stride 8 is wider than the rate 36
    aliases=("deeplabv3",),
    note="output stride 8, no auxiliary head",
)
def deeplabv3_resnet50(channels: tuple[int, int], ndim: int, *, width: int, head: int) -> nn.Module:
    """Build DeepLab v3 with output stride 8 and rates 12, 24, 36."""
    del ndim
    return DeepLabV3(*channels, width=width, head=head)

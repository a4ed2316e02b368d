"""DeepLab v2: Chen, Papandreou, Kokkinos, Murphy, Yuille, TPAMI 2018, arXiv:1606.00915, sections 3.1 and 3.2, figure 7.

Against v1: atrous spatial pyramid pooling (ASPP-L) on a ResNet-101 of stride 8, whose last two stages have dilation 2
and 4. Four 3x3 convolutions of rates 6, 12, 18 and 24 score the map each, with biases and without norm, and their
scores are added up. Blocks stride at their first 1x1 convolution and the first pooling rounds up, as in Caffe. Options:
``width`` is the channels of the stem; ``rates`` those of the pyramid (2, 4, 8, 12 are ASPP-S); ``encoder`` "vgg16" is
the first form of the paper, whose branches are v1's fully connected layers; ``scales`` are those of the image, more
than one of which are scored by the same weights and joined by the maximum (multi-scale inputs: 1, 0.75, 0.5). As in the
public PyTorch code scores and scaled images are interpolated without aligned corners. Deviations: batch norms learn
(the release freezes them), the loss sees the joined scores only, and without ImageNet weights the encoder starts from
He initialisation. The dense CRF is a step after the network.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import ResNet
from segeval.zoo.deeplabv1 import AtrousVgg, scoring


class DeepLabV2(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        encoder: str = "resnet101",
        width: int = 64,
        rates: tuple[int, ...] = (6, 12, 18, 24),
        scales: tuple[float, ...] = (1.0,),
    ) -> None:
        super().__init__()
        self.scales = scales
        self.encoder: AtrousVgg | ResNet
        if encoder == "vgg16":
            self.encoder = AtrousVgg(in_channels, width=width)
        else:
            self.encoder = ResNet(in_channels, encoder, width=width, output_stride=8, even=True, early=True)
            self.encoder.maxpool.ceil_mode = True
        before = self.encoder.widths[-1]
        self.branches = nn.ModuleList()
        for rate in rates:
            plain = nn.Conv2d(before, classes, 3, padding=rate, dilation=rate)
            self.branches.append(nn.Sequential(*scoring(before, classes, rate=rate)) if encoder == "vgg16" else plain)
        he_init(self)
        for branch in self.branches:
            last = branch[-1] if isinstance(branch, nn.Sequential) else branch
            nn.init.normal_(last.get_parameter("weight"), std=0.01)

    def scores(self, x: Tensor) -> Tensor:
        """Return the scores at stride 8."""
        features = self.encoder(x)[-1]
        return torch.stack([branch(features) for branch in self.branches]).sum(0)

    def forward(self, x: Tensor) -> Tensor:
        maps = []
        for scale in self.scales:
            size = [max(1, int(side * scale)) for side in x.shape[2:]]
            maps.append(self.scores(x if scale == 1 else resize(x, size)))
        joined = [resize(scores, maps[0].shape[2:]) for scores in maps]
        return resize(torch.stack(joined).amax(0), x.shape[2:])

    def extra_repr(self) -> str:
        return f"scales={self.scales}"


@architecture(
    id="deeplabv2",
    title="DeepLab v2 (ResNet-101)",
    year=2018,
    paper="arXiv:1606.00915",
    family="context",
    citation=(
        "@article{chen2018deeplab, "
        "author = {Chen, Liang-Chieh and Papandreou, George and Kokkinos, Iasonas and Murphy, Kevin "
        "and Yuille, Alan L.}, "
        "title = {DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous Convolution, "
        "and Fully Connected CRFs}, "
        "journal = {IEEE TPAMI}, year = {2018}}"
    ),
    ndim=(2,),
    min_size=17,
    params=44_048_532,
    reference=(3, 21),
    reference_shape=(321, 321),
    options={"encoder": "resnet101", "width": 64, "rates": (6, 12, 18, 24), "scales": (1.0,)},
    choices={"encoder": ("resnet101", "vgg16")},
    tiny={"width": 4},
    tiny_shape=(197, 204),  # the map at stride 8 is wider than the rate 24
    note="output stride 8, one scale, no CRF",
)
def deeplabv2(
    channels: tuple[int, int],
    ndim: int,
    *,
    encoder: str,
    width: int,
    rates: tuple[int, ...],
    scales: tuple[float, ...],
) -> nn.Module:
    """Build DeepLab-ASPP."""
    del ndim
    if not rates or min(rates) < 1 or not scales or min(scales) <= 0:
        msg = f"deeplabv2 has rates of at least 1 and scales above 0, one or more of each, got {rates} and {scales}"
        raise UsageError(msg)
    return DeepLabV2(*channels, encoder=encoder, width=width, rates=rates, scales=scales)

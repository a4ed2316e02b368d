"""DeepLab v3: Chen, Papandreou, Schroff, Adam 2017, arXiv:1706.05587, figure 5; ``context=cascade``: figure 3b.

The last stages of the ResNet dilate instead of striding (output stride 8); four parallel convolutions (1x1, and 3x3 at
rates 6, 12, 18, doubled at output stride 8) and a pooled image branch are projected to 256 channels; logits are
interpolated to the image. A cascade has three more copies of the last stage instead, each of twice the dilation before
it (no public code: from the figure). Follows the widely used torchvision layout: another 3x3 convolution in the head,
and dilations 2 and 4 in place of the paper's ``multi_grid`` of (1, 2, 4).

Options: ``width`` is the channels of the encoder's stem, ``head`` those of the head; ``rates`` are those of output
stride 16; ``auxiliary`` scores the last stage but one too, second in ``outputs``. Deviation: with a single image in a
batch, the pooled branch has one value per channel and no variance, so its batch norm falls back on the running
statistics instead of failing.
"""

from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.context import AtrousPyramid
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import Bottleneck, ResNet, conv_norm

BLOCKS = 3  # of the last stage of every ResNet here
STRIDES = (8, 16, 32)


class DeepLabV3(nn.Module):
    def __init__(self, encoder: ResNet, head: nn.Module) -> None:
        super().__init__()
        self.encoder, self.head = encoder, head
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        return resize(self.head(self.encoder(x)[-1]), x.shape[2:])


class DeepLabV3Auxiliary(DeepLabV3):
    """Two logits, of the last stage and of the one before."""

    def __init__(self, encoder: ResNet, head: nn.Module, classes: int) -> None:
        super().__init__(encoder, head)
        wide = encoder.widths[-2]
        self.auxiliary = nn.Sequential(
            *conv_norm(wide, wide // 4, 3), nn.ReLU(inplace=True), nn.Dropout(0.1), nn.Conv2d(wide // 4, classes, 1)
        )
        he_init(self.auxiliary)

    def outputs(self, x: Tensor) -> list[Tensor]:
        *_, before, last = self.encoder(x)
        return [resize(logits, x.shape[2:]) for logits in (self.head(last), self.auxiliary(before))]


def pyramid(before: int, after: int, classes: int, rates: list[int]) -> nn.Sequential:
    """Return the head of figure 5, with torchvision's further convolution."""
    smooth = [*conv_norm(after, after, 3), nn.ReLU(inplace=True)]
    return nn.Sequential(AtrousPyramid(before, after, rates), *smooth, nn.Conv2d(after, classes, 1))


def cascade(before: int, classes: int, dilation: int, grid: tuple[int, ...]) -> nn.Sequential:
    """Return blocks 5, 6 and 7 of figure 3b behind a last stage of this ``dilation``."""
    blocks = [
        Bottleneck(before, before // 4, before, stride=1, dilation=dilation * growth * times, groups=1, early=False)
        for growth in (2, 4, 8)
        for times in grid
    ]
    return nn.Sequential(*blocks, nn.Conv2d(before, classes, 1))


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
    options={
        "encoder": "resnet50",
        "width": 64,
        "head": 256,
        "output_stride": 8,
        "rates": (6, 12, 18),
        "multi_grid": (),
        "context": "pyramid",
        "auxiliary": False,
    },
    choices={"encoder": ("resnet50", "resnet101"), "context": ("pyramid", "cascade")},
    variants={
        "deeplabv3-resnet101": {
            "title": "DeepLab v3 (ResNet-101)",
            "params": 58_630_997,
            "options": {"encoder": "resnet101"},
            "note": "output stride 8, no auxiliary head",
        },
    },
    tiny={"width": 4, "head": 8},
    tiny_shape=(296, 321),  # the map at stride 8 is wider than the rate 36
    aliases=("deeplabv3",),
    note="output stride 8, no auxiliary head",
)
def deeplabv3_resnet50(  # noqa: PLR0913 - one argument per option
    channels: tuple[int, int],
    ndim: int,
    *,
    encoder: str,
    width: int,
    head: int,
    output_stride: int,
    rates: tuple[int, ...],
    multi_grid: tuple[int, ...],
    context: str,
    auxiliary: bool,
) -> nn.Module:
    """Build DeepLab v3."""
    del ndim
    in_channels, classes = channels
    if output_stride not in STRIDES or len(multi_grid) not in (0, BLOCKS):
        msg = (
            f"deeplabv3 has an output stride of 8, 16 or 32 and a multi-grid of {BLOCKS} dilations or none, "
            f"got {output_stride} and {multi_grid}"
        )
        raise UsageError(msg)
    resnet = ResNet(in_channels, encoder, width=width, output_stride=output_stride, multi_grid=multi_grid)
    wide = resnet.widths[-1]
    if context == "cascade":
        end: nn.Module = cascade(wide, classes, 32 // output_stride, multi_grid or (1,) * BLOCKS)
    else:
        end = pyramid(wide, head, classes, [rate * 16 // output_stride for rate in rates])
    return DeepLabV3Auxiliary(resnet, end, classes) if auxiliary else DeepLabV3(resnet, end)

"""nnU-Net with a residual encoder: Isensee, Wald, Ulrich, Baumgartner, Roy, Maier-Hein, Jaeger 2024, arXiv:2404.09556.

Against nnU-Net: a convolution before the finest stage, then stages of 1, 3, 4, 6, 6, 6 residual blocks of two
convolutions each; the decoder has a single convolution per stage. Shortcuts are those of ResNet-D (arXiv:1812.01187):
an average where the block has a stride, then a 1x1 convolution with instance norm where channels change; a block begins
as its shortcut, the scale of its last norm being 0. The paper's M, L and XL name a budget of memory, not a network:
they differ in patch and stages, which a plan says. ``nnunet3d-resenc`` is the usual one of six stages,
``nnunet2d-resenc`` that for slices of 512x512, with eight. ``nnunet3d-resunet`` is their relative in nnU-Net's code
with residual blocks in the decoder as well, two everywhere.

Options are a plan, stage by stage from fine to coarse: ``widths``; ``kernels`` and ``strides``, one number or one per
axis, of which empty ones are kernels of 3 and strides of 2 after the first stage; ``blocks``; ``decoder``, what comes
after a map has been raised to a stage: so many convolutions or, with ``residual_decoder``, residual blocks. ``bias`` is
that of all convolutions but those of shortcuts.
"""

from collections.abc import Callable
from functools import partial

from torch import Tensor, nn

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.nnunet import SLOPE, Axes, Plan, PlannedUNet, Sizes, convolutions, planned


class Residual(nn.Module):
    """Two convolutions, of which the first has the stride, added to the shortcut."""

    def __init__(self, before: int, after: int, kernel: Axes, stride: Axes, *, bias: bool) -> None:
        super().__init__()
        nd = layers(len(stride))
        self.body = convolutions(before, after, kernel, stride, 2, bias=bias)[:-1]
        nn.init.zeros_(self.body.get_parameter("4.weight"))
        self.shortcut = nn.Sequential()
        if max(stride) > 1:
            pool: Callable[..., nn.Module] = nn.AvgPool2d if len(stride) == 2 else nn.AvgPool3d
            self.shortcut.append(pool(stride, ceil_mode=True))  # odd sizes are rounded up, as by the convolution
        if before != after:
            self.shortcut.append(nd.conv(before, after, 1, bias=False))
            self.shortcut.append(nd.instance_norm(after, affine=True))
        self.act = nn.LeakyReLU(SLOPE, inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.act(self.body(x) + self.shortcut(x))
        return out


class ResidualNnUNet(PlannedUNet):
    def __init__(self, channels: tuple[int, int], plan: Plan, *, residual_decoder: bool) -> None:
        down = partial(_blocks, bias=plan.bias)
        up = down if residual_decoder else partial(convolutions, bias=plan.bias)
        super().__init__(channels, plan, down=down, up=up, stem=True)


def _blocks(before: int, after: int, kernel: Axes, stride: Axes, count: int, *, bias: bool) -> nn.Sequential:
    """Return residual blocks, the first with the stride."""
    flat = (1,) * len(stride)
    first = Residual(before, after, kernel, stride, bias=bias)
    return nn.Sequential(first, *(Residual(after, after, kernel, flat, bias=bias) for _ in range(count - 1)))


@architecture(
    id="nnunet3d-resenc",
    title="nnU-Net with a residual encoder, six stages",
    year=2024,
    paper="arXiv:2404.09556",
    family="unet",
    citation=(
        "@inproceedings{isensee2024nnunet, "
        "author = {Isensee, Fabian and Wald, Tassilo and Ulrich, Constantin and Baumgartner, Michael and Roy, Saikat "
        "and Maier-Hein, Klaus and Jaeger, Paul F.}, "
        "title = {nnU-Net Revisited: A Call for Rigorous Validation in 3D Medical Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2024}}"
    ),
    ndim=(2, 3),
    divisor=32,  # other sizes work too; nnU-Net's windows are multiples
    min_size=64,
    params=102_359_430,
    reference=(1, 14),
    reference_shape=(64, 64, 64),
    side_outputs=4,
    options={
        "widths": (32, 64, 128, 256, 320, 320),
        "kernels": (),
        "strides": (),
        "blocks": (1, 3, 4, 6, 6, 6),
        "decoder": (1, 1, 1, 1, 1),
        "residual_decoder": False,
        "bias": True,
    },
    variants={
        "nnunet3d-resunet": {
            "title": "nnU-Net with residual encoder and decoder, six stages",
            "params": 57_740_582,
            "options": {"blocks": (2, 2, 2, 2, 2, 2), "decoder": (2, 2, 2, 2, 2), "residual_decoder": True},
            "tiny": {"widths": (2, 3, 6, 8, 10, 10), "blocks": (1, 2, 1, 1, 1, 1), "decoder": (1, 2, 1, 1, 1)},
            "note": "residual blocks in the decoder too",
        },
        "nnunet2d-resenc": {
            "title": "nnU-Net 2D with a residual encoder, eight stages",
            "ndim": (2,),
            "divisor": 128,
            "min_size": 256,
            "params": 140_017_038,
            "reference": (1, 2),
            "reference_shape": (256, 256),
            "side_outputs": 6,
            "options": {
                "widths": (32, 64, 128, 256, 512, 512, 512, 512),
                "blocks": (1, 3, 4, 6, 6, 6, 6, 6),
                "decoder": (1, 1, 1, 1, 1, 1, 1),
            },
            "tiny": {"widths": (2, 4, 6, 8, 10, 12, 12, 12), "blocks": (1, 2, 1, 1, 1, 1, 1, 1)},
            "note": "the network that nnU-Net plans for slices of 512x512",
        },
    },
    tiny={"widths": (2, 4, 8, 10, 12, 12), "blocks": (1, 2, 1, 1, 1, 1)},
    note="the network that nnU-Net plans for large isotropic patches",
)
def nnunet3d_resenc(
    channels: tuple[int, int],
    ndim: int,
    *,
    widths: tuple[int, ...],
    kernels: Sizes,
    strides: Sizes,
    blocks: tuple[int, ...],
    decoder: tuple[int, ...],
    residual_decoder: bool,
    bias: bool,
) -> nn.Module:
    """Build the network of a plan."""
    plan = planned(
        ndim,
        widths=widths,
        kernels=kernels,
        strides=strides,
        counts=blocks,
        decoder=decoder,
        bias=bias,
        unit="blocks",
    )
    return ResidualNnUNet(channels, plan, residual_decoder=residual_decoder)

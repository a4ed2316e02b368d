"""P-Net and R-Net of DeepIGeoS: Wang, Zuluaga, Li, et al., IEEE TPAMI 2019, arXiv:1707.00652.

No map is ever smaller than the image: five blocks of convolutions, two in the first two and three in the others, are
dilated by 1, 2, 4, 8 and 16. A 1x1x1 convolution to a quarter of the channels ends each of them; these are joined, and
two convolutions with dropout before them make the logits. P-Net proposes; R-Net, the same network, refines: its image
has three more channels, the answer of P-Net and the geodesic distances to the clicks of a person on what was missed and
on what was too much. The conditional random fields by which the paper trains both (CRF-Net) are no part of them.

The 3D networks have 16 channels, and 3x3x3 convolutions only at the start of a block: the others are 3x3 in the slice,
as in the public port, so that 183 voxels are seen in the slice and 65 across. The 2D ones have 64 channels and
are the same code. Options: ``width`` is the channels of a block, ``rates`` are the dilations, ``dropout`` is its rate.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init

LENGTHS = (2, 2, 3, 3, 3)  # convolutions of the blocks


class PNet(nn.Module):
    def __init__(
        self, channels: tuple[int, int], ndim: int, *, width: int, rates: tuple[int, ...], dropout: float
    ) -> None:
        super().__init__()
        before, classes = channels
        conv, compressed = layers(ndim).conv, width // 4
        self.blocks, self.compress = nn.ModuleList(), nn.ModuleList()
        for length, rate in zip(LENGTHS, rates, strict=True):
            block = nn.Sequential(_conv(before, width, rate, ndim, depth=3), nn.ReLU(inplace=True))
            for _ in range(length - 1):
                block.extend([_conv(width, width, rate, ndim, depth=1), nn.ReLU(inplace=True)])
            self.blocks.append(block)
            self.compress.append(nn.Sequential(conv(width, compressed, 1), nn.ReLU(inplace=True)))
            before = width
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            conv(len(rates) * compressed, width, 1),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            conv(width, classes, 3, padding=1),
        )
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps = []
        for block, compress in zip(self.blocks, self.compress, strict=True):
            x = block(x)
            maps.append(compress(x))
        logits: Tensor = self.head(torch.cat(maps, dim=1))
        return logits


def _conv(before: int, after: int, rate: int, ndim: int, *, depth: int) -> nn.Module:
    """Return a dilated convolution, 3x3 in the slice and of width ``depth`` across where there are three axes."""
    kernel = (depth, 3, 3)[-ndim:]
    padding = tuple(rate * (side // 2) for side in kernel)
    dilation = tuple(rate if side > 1 else 1 for side in kernel)
    return layers(ndim).conv(before, after, kernel, padding=padding, dilation=dilation)


@architecture(
    id="pnet3d",
    title="P-Net of DeepIGeoS",
    year=2019,
    paper="arXiv:1707.00652",
    family="context",
    citation=(
        "@article{wang2019deepigeos, "
        "author = {Wang, Guotai and Zuluaga, Maria A. and Li, Wenqi and Pratt, Rosalind and Patel, Premal A. "
        "and Aertsen, Michael and Doel, Tom and David, Anna L. and Deprest, Jan and Ourselin, Sebastien "
        "and Vercauteren, Tom}, "
        "title = {DeepIGeoS: A Deep Interactive Geodesic Framework for Medical Image Segmentation}, "
        "journal = {IEEE Transactions on Pattern Analysis and Machine Intelligence}, year = {2019}}"
    ),
    ndim=(3,),
    params=48_262,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={"width": 16, "rates": (1, 2, 4, 8, 16), "dropout": 0.5},
    variants={
        "rnet3d": {
            "title": "R-Net of DeepIGeoS",
            "params": 49_558,
            "reference": (4, 2),
            "note": "channels: image, answer of P-Net, two distances to clicks",
        },
        "pnet2d": {
            "title": "P-Net of DeepIGeoS (2D)",
            "ndim": (2,),
            "params": 455_314,
            "reference_shape": (96, 96),
            "options": {"width": 64},
            "tiny_shape": (7, 11),
        },
        "rnet2d": {
            "title": "R-Net of DeepIGeoS (2D)",
            "ndim": (2,),
            "params": 457_042,
            "reference": (4, 2),
            "reference_shape": (96, 96),
            "options": {"width": 64},
            "tiny_shape": (7, 11),
            "note": "channels: image, answer of P-Net, two distances to clicks",
        },
    },
    tiny={"width": 8, "rates": (1, 2, 2, 3, 3)},
    tiny_shape=(5, 7, 11),
)
def pnet(channels: tuple[int, int], ndim: int, *, width: int, rates: tuple[int, ...], dropout: float) -> nn.Module:
    """Build P-Net or R-Net."""
    if len(rates) != len(LENGTHS) or min(rates) < 1:
        msg = f"P-Net and R-Net have five dilations of 1 or more, got rates {'+'.join(map(str, rates))}"
        raise UsageError(msg)
    return PNet(channels, ndim, width=width, rates=rates, dropout=dropout)

"""MultiResUNet: Ibtehaz and Rahman, Neural Networks 2020, arXiv:1902.04049, figures 3 to 5.

Against U-Net: a stage is a chain of three 3x3 convolutions whose maps are joined, in place of convolutions of width 3,
5 and 7 side by side, plus a 1x1 shortcut; a skip passes up to four residual convolutions on its way. The three parts of
a stage are 1/6, 1/3 and 1/2 of ``alpha`` times the channels that U-Net would have. Batch norm follows every
convolution, that of the head too. Weights and biases are those of the authors' PyTorch code, less one class that it
adds for the background. ``order`` says where ReLU and norm of a sum stand: "keras" is the authors' code of the paper;
"pytorch" is their later one, which uses the norm of a residual path before the sum and after it. ``multiresunet3d`` is
the paper's network for volumes, the same in 3D. Any size works: pooling rounds up. Other options: ``width`` is the
channels of the finest stage.
"""

from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.residual import MultiRes, ResPath
from segeval.zoo._blocks.unet import joined

SHARES = (0.167, 0.333, 0.5)  # of a stage's channels, as the authors round them
LENGTHS = (4, 3, 2, 1)  # of the residual paths, finest first


class SharedNormPath(ResPath):
    """A residual path as in the authors' PyTorch code."""

    def forward(self, x: Tensor) -> Tensor:
        for conv, shortcut, norm in zip(self.convs, self.shortcuts, self.norms, strict=True):
            x = functional.relu(norm(functional.relu(norm(conv(x))) + shortcut(x)))
        return x


class MultiResUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int, *, width: int, alpha: float, order: str) -> None:
        super().__init__()
        nd = layers(ndim)
        widths = [width * 2**depth for depth in range(len(LENGTHS) + 1)]
        parts = [tuple(int(wide * alpha * share) for share in SHARES) for wide in widths]
        path = SharedNormPath if order == "pytorch" else ResPath
        self.down, self.paths = nn.ModuleList(), nn.ModuleList()
        for before, part in zip((in_channels, *map(sum, parts)), parts, strict=False):
            self.down.append(MultiRes(before, part, order, ndim))
        for part, wide, length in zip(parts, widths, LENGTHS, strict=False):
            self.paths.append(path(sum(part), wide, length, ndim=ndim, bias=True))
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for depth in reversed(range(len(LENGTHS))):
            self.up.append(nd.up_conv(sum(parts[depth + 1]), widths[depth], 2, stride=2))
            self.merge.append(MultiRes(2 * widths[depth], parts[depth], order, ndim))
        self.head = unit(sum(parts[0]), classes, 1, ndim=ndim, bias=True, act=False)
        self.pool = nd.max_pool(2, ceil_mode=True)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps: list[Tensor] = []
        for stage in self.down:
            maps.append(stage(self.pool(maps[-1]) if maps else x))
        x = maps.pop()
        for up, path, merge in zip(self.up, reversed(self.paths), self.merge, strict=True):
            x = merge(joined(up(x), path(maps.pop())))
        logits: Tensor = self.head(x)
        return logits


@architecture(
    id="multiresunet",
    title="MultiResUNet",
    year=2020,
    paper="arXiv:1902.04049",
    family="unet",
    citation=(
        "@article{ibtehaz2020multiresunet, "
        "author = {Ibtehaz, Nabil and Rahman, M. Sohel}, "
        "title = {MultiResUNet: Rethinking the U-Net Architecture for Multimodal Biomedical Image Segmentation}, "
        "journal = {Neural Networks}, year = {2020}}"
    ),
    ndim=(2,),
    min_size=17,
    params=7_251_322,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"width": 32, "alpha": 1.67, "order": "keras"},
    choices={"order": ("keras", "pytorch")},
    variants={
        "multiresunet3d": {
            "title": "MultiResUNet 3D",
            "ndim": (3,),
            "params": 18_646_315,
            "reference": (4, 2),
            "reference_shape": (32, 32, 32),
            "tiny_shape": (17, 18, 20),
        },
    },
    tiny={"width": 8},
    tiny_shape=(37, 50),
)
def multiresunet(channels: tuple[int, int], ndim: int, *, width: int, alpha: float, order: str) -> nn.Module:
    """Build MultiResUNet."""
    return MultiResUNet(*channels, ndim, width=width, alpha=alpha, order=order)

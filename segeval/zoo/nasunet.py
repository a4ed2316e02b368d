"""NAS-UNet: Weng, Zhou, Li, Qiu, IEEE Access 2019, doi:10.1109/ACCESS.2019.2908991, figures 2 and 4.

Against U-Net: a search chose what happens in the cells of both paths. A cell reads two maps; each of its three nodes
adds two operations on these or on earlier nodes, and the nodes are joined. A down cell halves both maps, an up cell
raises the lower one to the skip. All stages have the same channels, so that even a deep network stays small. The cells
are those that the authors' code calls NASUNET, with its group norms; the search itself is left out. Where a raised map
is one place too short it is stretched to the skip by its nearest values, so that any size works. The 3D form replaces
every layer by its 3D relative; the cells were found in 2D. Options: ``width`` is the channels of a node, a quarter of
those of the stem; ``depth`` is the number of down cells, one less than that of up cells.
"""

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.attention import SqueezeExcite
from segeval.zoo._blocks.conv import layers, norm_layers, unit
from segeval.zoo._blocks.init import he_init

Nodes = tuple[tuple[tuple[str, int], tuple[str, int]], ...]

# Two operations for each node, each on the skip (0), on the lower map (1), or on an earlier node (2, 3).
DOWN: Nodes = (
    (("down_conv", 1), ("down_dep_conv", 0)),
    (("down_cweight", 1), ("down_dil_conv", 0)),
    (("down_dil_conv", 1), ("down_conv", 0)),
)
UP: Nodes = (
    (("identity", 0), ("up_cweight", 1)),
    (("identity", 2), ("up_cweight", 1)),
    (("cweight", 3), ("up_conv", 1)),
)
STEM = 4  # times the width


def _raise(width: int, ndim: int) -> list[nn.Module]:
    """Return n to 2 n - 1 places and a norm."""
    conv = layers(ndim).up_conv(width, width, 3, stride=2, padding=1, bias=False)
    return [conv, *norm_layers("group", ndim, width)]


def _halve(width: int, ndim: int = 2, *, dilation: int = 1, act: bool = True) -> nn.Sequential:
    return unit(width, width, ndim=ndim, stride=2, dilation=dilation, norm="group", act=act)


def _depth_wise(width: int, ndim: int = 2) -> nn.Module:
    alone = layers(ndim).conv(width, width, 3, stride=2, padding=1, groups=width, bias=False)
    return nn.Sequential(alone, *unit(width, width, 1, ndim=ndim, norm="group"))


def _weigh(width: int, ndim: int = 2) -> nn.Module:
    return SqueezeExcite(width, ndim=ndim, bias=True)


OPERATIONS: dict[str, Callable[..., nn.Module]] = {
    "identity": lambda *_: nn.Identity(),
    "cweight": _weigh,
    "down_cweight": lambda width, ndim=2: nn.Sequential(_weigh(width, ndim), *_halve(width, ndim, act=False)),
    "down_conv": _halve,
    "down_dil_conv": lambda width, ndim=2: _halve(width, ndim, dilation=2),
    "down_dep_conv": _depth_wise,
    "up_cweight": lambda width, ndim=2: nn.Sequential(_weigh(width, ndim), *_raise(width, ndim)),
    "up_conv": lambda width, ndim=2: nn.Sequential(*_raise(width, ndim), nn.ReLU(inplace=True)),
}


class Cell(nn.Module):
    """Nodes on two maps, of which the first is twice as large; the joined nodes are half the second or as the first."""

    def __init__(self, first: int, second: int, width: int, *, ndim: int = 2, down: bool) -> None:
        super().__init__()
        self.down, nodes = down, DOWN if down else UP
        self.enter = nn.ModuleList([_enter(first, width, ndim, 2 if down else 1), _enter(second, width, ndim)])
        self.sources = [source for node in nodes for _, source in node]
        self.operations = nn.ModuleList(OPERATIONS[name](width, ndim) for node in nodes for name, _ in node)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        states = [enter(x) for enter, x in zip(self.enter, (first, second), strict=True)]
        size = first.shape[2:]
        kept: list[Tensor] = []
        for operation, source in zip(self.operations, self.sources, strict=True):
            x = operation(states[source])
            if not self.down and x.shape[2:] != size:
                x = functional.interpolate(x, size)
            kept.append(x)
            if len(kept) == 2:
                states.append(kept[0] + kept[1])
                kept = []
        return torch.cat(states[2:], dim=1)


class NASUNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int, depth: int) -> None:
        super().__init__()
        conv = layers(ndim).conv
        stem, joined = STEM * width, len(DOWN) * width
        self.whole = nn.Sequential(conv(in_channels, stem, 1, bias=False), *norm_layers("group", ndim, stem))
        self.halved = unit(in_channels, stem, ndim=ndim, stride=2, norm="group", act=False)
        widths = [stem, stem, *(joined,) * depth]
        self.down = nn.ModuleList(
            Cell(first, second, width, ndim=ndim, down=True) for first, second in pairwise(widths[:-1])
        )
        self.up = nn.ModuleList(Cell(skip, joined, width, ndim=ndim, down=False) for skip in widths[-2::-1])
        self.head = conv(joined, classes, 1, bias=False)
        # The authors' code has a norm of the logits that it never applies.
        self.unused = nn.GroupNorm(1, classes).requires_grad_(False)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        maps = [self.whole(x), self.halved(x)]
        for cell in self.down:
            maps.append(cell(*maps[-2:]))
        x = maps.pop()
        for cell in self.up:
            x = cell(maps.pop(), x)
        logits: Tensor = self.head(x)
        return logits


def _enter(before: int, after: int, ndim: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.ReLU(), *unit(before, after, 1, ndim=ndim, stride=stride, norm="group", act=False))


@architecture(
    id="nasunet",
    title="NAS-UNet",
    year=2019,
    paper="doi:10.1109/ACCESS.2019.2908991",
    family="searched",
    citation=(
        "@article{weng2019nasunet, "
        "author = {Weng, Yu and Zhou, Tianbao and Li, Yujie and Qiu, Xiaoyu}, "
        "title = {NAS-Unet: Neural Architecture Search for Medical Image Segmentation}, "
        "journal = {IEEE Access}, year = {2019}}"
    ),
    ndim=(2, 3),
    params=485_746,
    reference=(1, 2),
    reference_shape=(256, 256),
    options={"width": 32, "depth": 5},
    tiny={"width": 64, "depth": 1},  # narrower ones weigh channels by one or two units, which may be dead
    tiny_shape=(37, 50),
)
def nasunet(channels: tuple[int, int], ndim: int, *, width: int, depth: int) -> nn.Module:
    """Build NAS-UNet with the cells that its authors found."""
    if depth < 1:
        msg = f"depth of nasunet must be at least 1, got {depth}"
        raise UsageError(msg)
    return NASUNet(*channels, ndim, width=width, depth=depth)

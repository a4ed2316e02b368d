"""MedNeXt: Roy, Koehler, Ulrich, Baumgartner, Petersen, Isensee, Jaeger, Maier-Hein, MICCAI 2023, arXiv:2303.09975.

A U-Net of ConvNeXt blocks (figure 1): a depth-wise convolution, a norm of every channel by itself, a 1x1 convolution
that widens, GELU, a 1x1 convolution that narrows, and a shortcut. Blocks of stride 2 also halve and double the maps,
with a strided 1x1 convolution as shortcut; skips are added; every stage of the decoder and the bottleneck have a head.
``mednext-s`` to ``-l`` add blocks and widen more, ``-k5`` are their forms with kernels of 5, trained from those of 3 by
``grow``, the paper's UpKern. Kept from the release: raised maps get a first row of zeros, and one number that nothing
uses counts as a weight. Deviation: where a side is odd, its raised map has the right size and needs no such row, so
that any size works and not only multiples of 16; a bottleneck of one place is not refused.

Options: ``width`` is the channels of the finest stage; ``reach`` is how far a depth-wise convolution looks to each
side, 1 for kernels of 3; ``blocks`` and ``expansions`` belong to the stages in the order of their use, the bottleneck
in the middle; what leads to a stage widens as that stage does.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._blocks.unused import Unused


class Norm(nn.GroupNorm):
    """Normalise every channel by itself; a map of one place, which torch refuses, becomes the learned shift."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)


class Block(nn.Module):
    """With ``stride`` 2 a map of side n becomes one of n / 2, rounded up, or with ``up`` one of 2 n - 1."""

    def __init__(
        self, before: int, after: int, *, ndim: int, reach: int, expansion: int, stride: int = 1, up: bool = False
    ) -> None:
        super().__init__()
        nd = layers(ndim)
        conv, wide = nd.up_conv if up else nd.conv, expansion * before
        self.depthwise = conv(before, before, 2 * reach + 1, stride=stride, padding=reach, groups=before)
        self.norm = Norm(before, before)
        self.widen, self.act = nd.conv(before, wide, 1), nn.GELU()
        self.narrow = nd.conv(wide, after, 1)
        self.shortcut = conv(before, after, 1, stride=stride) if stride > 1 else None

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.narrow(self.act(self.widen(self.norm(self.depthwise(x)))))
        return out + (self.shortcut(x) if self.shortcut else x)


class MedNeXt(nn.Module):
    def __init__(
        self,
        channels: tuple[int, int],
        ndim: int,
        *,
        width: int,
        reach: int,
        blocks: tuple[int, ...],
        expansions: tuple[int, ...],
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        nd, depth = layers(ndim), len(blocks) // 2
        widths = [width * 2 ** (depth - abs(depth - place)) for place in range(len(blocks))]

        def stage(place: int) -> nn.Sequential:
            wide, expansion = widths[place], expansions[place]
            return nn.Sequential(
                *(Block(wide, wide, ndim=ndim, reach=reach, expansion=expansion) for _ in range(blocks[place]))
            )

        def step(place: int) -> Block:
            before, after = widths[place - 1 : place + 1]
            up, expansion = place > depth, expansions[place]
            return Block(before, after, ndim=ndim, reach=reach, expansion=expansion, stride=2, up=up)

        down, up = range(1, depth + 1), range(depth + 1, len(blocks))
        self.stem = nd.conv(in_channels, width, 1)
        self.encode = nn.ModuleList(map(stage, (0, *down)))
        self.down = nn.ModuleList(map(step, down))
        self.up = nn.ModuleList(map(step, up))
        self.decode = nn.ModuleList(map(stage, up))
        self.heads = nn.ModuleList(nd.conv(wide, classes, 1) for wide in widths[depth:])
        self.unused = Unused(1)  # the number that the release passes to its checkpointing
        he_init(self)

    def features(self, x: Tensor) -> list[Tensor]:
        """Return the maps that have a head, the coarsest first."""
        first, *stages = self.encode
        x = first(self.stem(x))
        skips: list[Tensor] = []
        for step, stage in zip(self.down, stages, strict=True):
            skips.append(x)
            x = stage(step(x))
        features = [x]
        for step, stage in zip(self.up, self.decode, strict=True):
            skip = skips.pop()
            x = stage(skip + _filled(step(x), skip))
            features.append(x)
        return features

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(features) for head, features in zip(self.heads, self.features(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.features(x)[-1])
        return logits


def _filled(raised: Tensor, skip: Tensor) -> Tensor:
    """Return a raised map with the size of its skip, a row of zeros first where the side is even."""
    spare = [want - have for want, have in zip(skip.shape[2:], raised.shape[2:], strict=True)]
    return functional.pad(raised, [margin for first in reversed(spare) for margin in (first, 0)])


def grow(net: nn.Module, small: nn.Module) -> None:
    """Fill a network with the weights of one of smaller kernels, which are interpolated linearly (UpKern).

    Where kernels have one size, weights stay what they are.

    Raises:
        UsageError: If the two differ in more than the size of their kernels. The network is then as it was.
    """
    own, given = net.state_dict(), small.state_dict()
    odd = sorted(own.keys() ^ given.keys()) or [name for name in own if own[name].shape[:2] != given[name].shape[:2]]
    if odd:
        msg = (
            f"the networks differ in more than their kernels: {odd[0]}. Build both with the same channels and options."
        )
        raise UsageError(msg)
    for name, weight in own.items():
        weight.copy_(given[name] if weight.shape == given[name].shape else resize(given[name], weight.shape[2:]))


@architecture(
    id="mednext-s",
    title="MedNeXt S",
    year=2023,
    paper="arXiv:2303.09975",
    family="unet",
    citation=(
        "@inproceedings{roy2023mednext, "
        "author = {Roy, Saikat and Koehler, Gregor and Ulrich, Constantin and Baumgartner, Michael and Petersen, Jens "
        "and Isensee, Fabian and Jaeger, Paul F. and Maier-Hein, Klaus H.}, "
        "title = {MedNeXt: Transformer-driven Scaling of ConvNets for Medical Image Segmentation}, "
        "booktitle = {MICCAI}, year = {2023}}"
    ),
    ndim=(2, 3),
    params=5_564_807,
    reference=(1, 14),
    reference_shape=(64, 64, 64),
    side_outputs=4,
    options={
        "width": 32,
        "reach": 1,
        "blocks": (2, 2, 2, 2, 2, 2, 2, 2, 2),
        "expansions": (2, 2, 2, 2, 2, 2, 2, 2, 2),
    },
    variants={
        "mednext-b": {
            "title": "MedNeXt B",
            "params": 10_540_199,
            "options": {"expansions": (2, 3, 4, 4, 4, 4, 4, 3, 2)},
        },
        "mednext-m": {
            "title": "MedNeXt M",
            "params": 17_562_855,
            "options": {"blocks": (3, 4, 4, 4, 4, 4, 4, 4, 3), "expansions": (2, 3, 4, 4, 4, 4, 4, 3, 2)},
        },
        "mednext-l": {
            "title": "MedNeXt L",
            "params": 61_793_159,
            "options": {"blocks": (3, 4, 8, 8, 8, 8, 8, 4, 3), "expansions": (3, 4, 8, 8, 8, 8, 8, 4, 3)},
        },
        "mednext-s-k5": {
            "title": "MedNeXt S, kernels of 5",
            "params": 5_994_439,
            "options": {"reach": 2},
        },
        "mednext-b-k5": {
            "title": "MedNeXt B, kernels of 5",
            "params": 10_969_831,
            "options": {"reach": 2, "expansions": (2, 3, 4, 4, 4, 4, 4, 3, 2)},
        },
        "mednext-m-k5": {
            "title": "MedNeXt M, kernels of 5",
            "params": 18_274_727,
            "options": {"reach": 2, "blocks": (3, 4, 4, 4, 4, 4, 4, 4, 3), "expansions": (2, 3, 4, 4, 4, 4, 4, 3, 2)},
        },
        "mednext-l-k5": {
            "title": "MedNeXt L, kernels of 5",
            "params": 63_006_791,
            "options": {"reach": 2, "blocks": (3, 4, 8, 8, 8, 8, 8, 4, 3), "expansions": (3, 4, 8, 8, 8, 8, 8, 4, 3)},
        },
    },
    tiny={"width": 2, "blocks": (1, 1, 1, 1, 2, 1, 1, 1, 1)},
    tiny_shape=(18, 24, 34),  # sides of 2, 2 and 3 in the bottleneck, made from even and from odd ones
    note="five heads and one unused number counted",
)
def mednext(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    reach: int,
    blocks: tuple[int, ...],
    expansions: tuple[int, ...],
) -> nn.Module:
    """Build MedNeXt."""
    stages = len(blocks)
    if stages < 3 or stages % 2 == 0 or len(expansions) != stages or min(width, reach, *blocks, *expansions) < 1:
        msg = (
            "mednext: blocks and expansions name the same stages, an odd number from 3, and nothing is below 1; "
            f"got width {width}, reach {reach}, blocks {blocks} and expansions {expansions}"
        )
        raise UsageError(msg)
    return MedNeXt(channels, ndim, width=width, reach=reach, blocks=blocks, expansions=expansions)

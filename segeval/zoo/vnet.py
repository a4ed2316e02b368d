"""V-Net: Milletari, Navab, Ahmadi, 3DV 2016, arXiv:1606.04797, figure 2.

Against 3D U-Net: stages of 5x5x5 convolutions learn what to add to the map that enters them, and strided convolutions
of 2 do what pooling does. A stage going up adds to the raised map joined with its skip. The first one adds to the image
itself, repeated until there are as many channels as it has: any number of them goes in, and what is beyond ``width``
reaches only the convolution.

Figure 2 has 1, 2, 3, 3, 3 convolutions in the stages going down and 3, 3, 2, 1 going up, PReLU and no norm. The default
is what public code has made of it, here that of MONAI: fewer convolutions, batch norm, ELU; dropout of whole maps in
the two coarsest stages, before the two coarsest up-convolutions and on every skip; logits by a 5x5x5 convolution to the
classes, then a 1x1x1 one. The paper's stages are ``down=2+3+3+3,up=3+3+2+1,norm=none,act=prelu,bias=all``.

Options: ``width`` is the channels of the finest stage; ``down`` and ``up`` count convolutions in the order in which
they come; ``bias`` says whether the convolutions before a norm have one: none, all but those of the stages going up
("down"), or all; ``norm``; ``act``; ``dropout``. Any size from 17 works: odd sides are continued by one place, and a
raised map is cut to its skip.
"""

from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, norm_layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.unet import joined

KERNEL = 5


class Make(NamedTuple):
    """What all stages of a network are made of."""

    ndim: int
    norm: str
    act: str

    def activation(self, width: int) -> nn.Module:
        return nn.PReLU(width) if self.act == "prelu" else nn.ELU(inplace=True)

    def unit(self, conv: nn.Module, width: int) -> nn.Sequential:
        """Return a convolution to ``width`` channels [+ norm] + activation."""
        return nn.Sequential(conv, *norm_layers(self.norm, self.ndim, width), self.activation(width))

    def convs(self, before: int, after: int, count: int, *, bias: bool) -> nn.Sequential:
        conv, padding = layers(self.ndim).conv, KERNEL // 2
        befores = (before, *(after,) * (count - 1))
        return nn.Sequential(
            *(self.unit(conv(came, after, KERNEL, padding=padding, bias=bias), after) for came in befores)
        )

    def drop(self, rate: float) -> nn.Module:
        return nn.Dropout2d(rate) if self.ndim == 2 else nn.Dropout3d(rate)


class Down(nn.Module):
    """A strided convolution, and convolutions that learn what to add to it."""

    def __init__(self, before: int, after: int, count: int, make: Make, *, bias: bool, dropout: float) -> None:
        super().__init__()
        self.enter = make.unit(layers(make.ndim).conv(before, after, 2, stride=2, bias=bias), after)
        self.drop = make.drop(dropout)
        self.convs = make.convs(after, after, count, bias=bias)
        self.act = make.activation(after)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(_even(x))
        out: Tensor = self.act(self.convs(self.drop(x)) + x)
        return out


class Up(nn.Module):
    """An up-convolution to the channels of the skip, and convolutions that learn what to add to both."""

    def __init__(
        self, before: int, skip: int, count: int, make: Make, *, bias: bool, dropout: float, drop_skip: float
    ) -> None:
        super().__init__()
        self.drop, self.drop_skip = make.drop(dropout), make.drop(drop_skip)
        self.enter = make.unit(layers(make.ndim).up_conv(before, skip, 2, stride=2), skip)
        self.convs = make.convs(2 * skip, 2 * skip, count, bias=bias)
        self.act = make.activation(2 * skip)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = joined(self.enter(self.drop(x)), self.drop_skip(skip))
        out: Tensor = self.act(self.convs(x) + x)
        return out


class VNet(nn.Module):
    def __init__(
        self,
        channels: tuple[int, int],
        make: Make,
        *,
        width: int,
        down: tuple[int, ...],
        up: tuple[int, ...],
        bias: str,
        dropout: float,
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        self.width = width
        nd, some = layers(make.ndim), bias != "none"
        widths = [width * 2**depth for depth in range(len(down) + 1)]
        coarse = [0.0] * (len(down) - 2) + [dropout] * min(2, len(down))
        self.enter = nn.Sequential(
            nd.conv(in_channels, width, KERNEL, padding=KERNEL // 2, bias=some),
            *norm_layers(make.norm, make.ndim, width),
        )
        self.act = make.activation(width)
        self.down = nn.ModuleList(
            Down(before, after, count, make, bias=some, dropout=rate)
            for (before, after), count, rate in zip(pairwise(widths), down, coarse, strict=True)
        )
        self.up = nn.ModuleList()
        before = widths.pop()
        for skip, count, rate in zip(reversed(widths), up, reversed(coarse), strict=True):
            self.up.append(Up(before, skip, count, make, bias=bias == "all", dropout=rate, drop_skip=dropout))
            before = 2 * skip
        self.narrow = make.convs(before, classes, 1, bias=some)
        self.head = nd.conv(classes, classes, 1)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.act(self.enter(x) + repeated(x, self.width))
        skips: list[Tensor] = []
        for stage in self.down:
            skips.append(x)
            x = stage(x)
        for stage in self.up:
            x = stage(x, skips.pop())
        logits: Tensor = self.head(self.narrow(x))
        return logits


def repeated(x: Tensor, width: int) -> Tensor:
    """Return ``width`` channels: those of an image from the first to the last, again and again."""
    times = -(-width // x.shape[1])
    return x.repeat(1, times, *(1,) * (x.ndim - 2))[:, :width]


def _even(x: Tensor) -> Tensor:
    """Return a map whose odd sides repeat their last place, which a strided convolution of 2 would leave out."""
    odd = [size % 2 for size in x.shape[2:]]
    if not any(odd):
        return x
    return functional.pad(x, [margin for spare in reversed(odd) for margin in (0, spare)], mode="replicate")


@architecture(
    id="vnet",
    title="V-Net",
    year=2016,
    paper="arXiv:1606.04797",
    family="unet",
    citation=(
        "@inproceedings{milletari2016vnet, "
        "author = {Milletari, Fausto and Navab, Nassir and Ahmadi, Seyed-Ahmad}, "
        "title = {V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation}, "
        "booktitle = {3DV}, year = {2016}}"
    ),
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=45_597_898,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    options={
        "width": 16,
        "down": (1, 2, 3, 2),
        "up": (2, 2, 1, 1),
        "norm": "batch",
        "act": "elu",
        "bias": "none",
        "dropout": 0.5,
    },
    choices={
        "norm": ("none", "batch", "instance", "group"),
        "act": ("elu", "prelu"),
        "bias": ("none", "down", "all"),
    },
    tiny={"width": 4, "down": (1, 2, 1), "up": (2, 1, 1)},
    tiny_shape=(17, 18, 23),
    note="with batch norm, which the paper lacks",
)
def vnet(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    down: tuple[int, ...],
    up: tuple[int, ...],
    norm: str,
    act: str,
    bias: str,
    dropout: float,
) -> nn.Module:
    """Build V-Net."""
    if not down or len(down) != len(up) or min(down + up) < 1:
        msg = (
            "vnet: down and up count the convolutions of as many stages, one or more each; "
            f"got {'+'.join(map(str, down))} and {'+'.join(map(str, up))}"
        )
        raise UsageError(msg)
    if width < 1 or not 0 <= dropout < 1:
        msg = f"vnet: width is 1 or more and dropout from 0 to below 1, got {width} and {dropout}"
        raise UsageError(msg)
    return VNet(channels, Make(ndim, norm, act), width=width, down=down, up=up, bias=bias, dropout=dropout)

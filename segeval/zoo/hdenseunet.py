"""H-DenseUNet: Li, Chen, Qi, Dou, Fu, Heng, IEEE TMI 2018, arXiv:1709.07330.

Two DenseUNets see a volume, and the sum of their last features passes a 3x3x3 convolution before the logits. The 2D one
reads every slice with both neighbours; at the ends a slice is its own neighbour. The 3D one, narrower and with fewer
layers, reads the volume beside the 2D logits, times 250 to be as large as CT numbers. ``outputs`` also gives the logits
of both branches. The reference is the authors' code: nothing there reads those of the 3D branch, and other than
``denseunet2d`` the 2D one has neither skips nor dropout. Most of its batch norms are frozen, ours are not. Any size
from 33x33 in the plane works; the release asks for multiples of 32, and of 4 slices.

Options: ``blocks`` and ``width`` are the layers and the stem of the 2D encoder, ``volume`` and ``growth`` the layers of
the 3D one and what each adds, a third of its stem; ``head`` is the channels that both branches end with; ``gain``
multiplies the 2D logits; ``skips`` gives the 2D branch those of ``denseunet2d``; ``scaled`` puts a second scale and
shift behind the norms of the encoders; ``dropout`` acts before the last norm.

``coarse-resnet3d`` finds the liver first, in the same release: a residual network with four poolings in the plane,
dilated blocks at the two coarsest scales, and skips that are added. Option ``width``: the channels at full size.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import unit
from segeval.zoo._blocks.dense import Gathering
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop
from segeval.zoo._encoders.densenet import DenseNet
from segeval.zoo.denseunet2d import DenseUNet2D

FLAT, WHOLE = (1, 2, 2), (2, 2, 2)  # steps in the plane alone, and along all axes


class ScaledNorm(nn.BatchNorm3d):
    """Batch norm whose scale and shift another scale and shift follow."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, eps=1.1e-5)
        self.gamma, self.beta = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) * self.gamma[:, None, None, None] + self.beta[:, None, None, None]


class Volume(nn.Module):
    """The 3D DenseUNet: stem and pooling halve all axes, transitions those of the plane; there are no skips."""

    def __init__(
        self, in_channels: int, classes: int, blocks: Sequence[int], *, growth: int, head: int, scaled: bool
    ) -> None:
        super().__init__()
        norm, before = ScaledNorm if scaled else nn.BatchNorm3d, 3 * growth
        stem = nn.Conv3d(in_channels, before, 7, 2, 3, bias=False)
        self.down = nn.ModuleList([nn.Sequential(stem, norm(before), nn.ReLU(inplace=True))])
        widths = [before]
        for depth, count in enumerate(blocks):
            halve = _transition(before, norm) if depth else nn.Sequential(nn.MaxPool3d(3, 2, 1))
            before //= 2 if depth else 1
            layers = (_layer(before + step * growth, growth, norm) for step in range(count))
            self.down.append(halve.append(Gathering(*layers)))
            before += count * growth
            widths.append(before)
        self.down.append(nn.Sequential(norm(before), nn.ReLU(inplace=True)))
        # Raised maps have the channels of those of the encoder, though these are not added.
        widths = [before, before, *widths[2::-1], head]
        self.up = nn.ModuleList(unit(below, after, ndim=3, bias=True) for below, after in pairwise(widths))
        self.head = nn.Conv3d(head, classes, 1)
        _with_eps_of_keras(self.up)

    def features(self, x: Tensor) -> Tensor:
        *halvings, last = self.down
        sizes = []
        for halve in halvings:
            sizes.append(x.shape[2:])
            x = halve(x)
        x = last(x)
        for up, size, factor in zip(self.up, reversed(sizes), (*[FLAT] * 3, *[WHOLE] * 2), strict=True):
            x = up(_raised(x, size, factor))
        return x


class Slices(DenseUNet2D):
    """The 2D DenseUNet, which hands its last features over."""

    def __init__(self, encoder: DenseNet, classes: int, *, head: int, skips: bool) -> None:
        super().__init__(encoder, classes, head=head, dropout=0.0)
        self.skips = skips
        if not skips:
            del self.lateral

    def features(self, x: Tensor) -> Tensor:
        *maps, out = self.encoder(x)
        if self.skips:
            maps[-1] = self.lateral(maps[-1])
        for up in self.up:
            skip = maps.pop()
            out = _raised(out, skip.shape[2:])
            out = up(skip + out if self.skips else out)
        features: Tensor = self.last(_raised(out, x.shape[2:]))
        return features

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.features(x))
        return logits


class HDenseUNet(nn.Module):
    def __init__(self, slices: Slices, volume: Volume, classes: int, *, gain: float, head: int, dropout: float) -> None:
        super().__init__()
        self.slices, self.volume, self.gain = slices, volume, gain
        self.mix = unit(head, head, ndim=3, bias=True).insert(1, nn.Dropout(dropout))
        self.head = nn.Conv3d(head, classes, 1)
        _with_eps_of_keras(self.mix)
        he_init(self)

    def outputs(self, x: Tensor) -> list[Tensor]:
        near = torch.cat([x[:, :, :1], x, x[:, :, -1:]], dim=2)
        stacks = torch.cat([near[:, :, :-2], x, near[:, :, 2:]], dim=1).transpose(1, 2)
        features = self.slices.features(stacks.flatten(0, 1))
        # Slices are images of a batch above, and lie behind each other from here on.
        features, scores = (
            maps.reshape(*stacks.shape[:2], *maps.shape[1:]).transpose(1, 2)
            for maps in (features, self.slices.head(features))
        )
        context = self.volume.features(torch.cat([x, self.gain * scores], dim=1))
        return [self.head(self.mix(context + features)), scores, self.volume.head(context)]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]

    def extra_repr(self) -> str:
        return f"gain={self.gain}"


class Residual(nn.Module):
    """Two convolutions around a shortcut, which is a 1x1x1 one, or the map itself where they are dilated."""

    def __init__(self, before: int, after: int, *, dilation: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            unit(before, after, ndim=3, dilation=dilation, bias=True),
            unit(after, after, ndim=3, dilation=dilation, bias=True, act=False),
        )
        self.shortcut = nn.Identity() if dilation > 1 else unit(before, after, 1, ndim=3, bias=True, act=False)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.body(x) + self.shortcut(x))


class CoarseResNet(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, width: int) -> None:
        super().__init__()
        self.enter = unit(in_channels, width, ndim=3, bias=True)
        widths = [width, 2 * width, 4 * width, 8 * width]
        belows = [*widths[1:], 8 * width]
        self.down = nn.ModuleList(map(_scale, widths, belows, (False, False, True, True)))
        self.pool = nn.MaxPool3d(FLAT, ceil_mode=True)
        self.lateral, self.up = nn.ModuleList(), nn.ModuleList()
        for below, skip in zip(belows[::-1], widths[::-1], strict=True):
            self.lateral.append(unit(skip, below, 1, ndim=3, bias=True, act=False))
            self.up.append(_scale(below, skip, below == skip))
        self.head = nn.Conv3d(width, classes, 1)
        _with_eps_of_keras(self)
        he_init(self)

    def forward(self, x: Tensor) -> Tensor:
        skips: list[Tensor] = []
        x = self.enter(x)
        for stage in self.down:
            skips.append(x)
            x = stage(self.pool(x))
        for lateral, up in zip(self.lateral, self.up, strict=True):
            skip = lateral(skips.pop())
            x = up(skip + _raised(x, skip.shape[2:], FLAT))
        logits: Tensor = self.head(x)
        return logits


def _layer(before: int, growth: int, norm: type[nn.BatchNorm3d]) -> nn.Sequential:
    widen = nn.Conv3d(before, 4 * growth, 1, bias=False)
    conv = nn.Conv3d(4 * growth, growth, 3, padding=1, bias=False)
    return nn.Sequential(norm(before), nn.ReLU(inplace=True), widen, norm(4 * growth), nn.ReLU(inplace=True), conv)


def _transition(before: int, norm: type[nn.BatchNorm3d]) -> nn.Sequential:
    less = nn.Conv3d(before, before // 2, 1, bias=False)
    return nn.Sequential(norm(before), nn.ReLU(inplace=True), less, nn.AvgPool3d(FLAT, ceil_mode=True))


def _scale(before: int, after: int, dilated: bool) -> nn.Sequential:
    return nn.Sequential(Residual(before, after), *([Residual(after, after, dilation=2)] if dilated else []))


def _raised(x: Tensor, size: Sequence[int], factor: int | tuple[int, ...] = 2) -> Tensor:
    """Return a map whose elements are repeated, cut to a size that was rounded up when it was halved."""
    return centre_crop(functional.interpolate(x, scale_factor=factor), size)


def _with_eps_of_keras(net: nn.Module) -> None:
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm3d):
            layer.eps = 1e-3


@architecture(
    id="h-denseunet",
    title="H-DenseUNet",
    year=2018,
    paper="arXiv:1709.07330",
    family="unet",
    citation=(
        "@article{li2018hdenseunet, "
        "author = {Li, Xiaomeng and Chen, Hao and Qi, Xiaojuan and Dou, Qi and Fu, Chi-Wing and Heng, Pheng-Ann}, "
        "title = {H-DenseUNet: Hybrid Densely Connected UNet for Liver and Tumor Segmentation from CT Volumes}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2018}}"
    ),
    ndim=(3,),
    min_size=(1, 33, 33),  # batch norm in training wants two places of the coarsest map
    params=61_195_249,
    reference=(1, 3),
    reference_shape=(8, 224, 224),
    side_outputs=2,
    options={
        "blocks": (6, 12, 36, 24),
        "width": 96,
        "volume": (3, 4, 12, 8),
        "growth": 32,
        "head": 64,
        "gain": 250.0,
        "skips": False,
        "scaled": True,
        "dropout": 0.3,
    },
    tiny={"blocks": (1, 2, 2, 1), "width": 8, "volume": (1, 1, 2, 1), "growth": 4, "head": 6},
    tiny_shape=(5, 37, 50),
    note="2D and 3D DenseUNet and their fusion, without the stage that finds the liver",
)
def h_denseunet(  # noqa: PLR0913 - two branches have twice the options
    channels: tuple[int, int],
    ndim: int,
    *,
    blocks: tuple[int, ...],
    width: int,
    volume: tuple[int, ...],
    growth: int,
    head: int,
    gain: float,
    skips: bool,
    scaled: bool,
    dropout: float,
) -> nn.Module:
    """Build H-DenseUNet."""
    del ndim
    in_channels, classes = channels
    for name, counts in (("blocks", blocks), ("volume", volume)):
        if len(counts) != 4 or min(counts) < 1:
            msg = f"h-denseunet has four counts of layers, got {name} {'+'.join(map(str, counts))}"
            raise UsageError(msg)
    slices = Slices(DenseNet(3 * in_channels, blocks, width=width, scaled=scaled), classes, head=head, skips=skips)
    whole = Volume(in_channels + classes, classes, volume, growth=growth, head=head, scaled=scaled)
    return HDenseUNet(slices, whole, classes, gain=gain, head=head, dropout=dropout)


@architecture(
    id="coarse-resnet3d",
    title="Coarse liver network of H-DenseUNet",
    year=2018,
    paper="arXiv:1709.07330",
    family="unet",
    citation=(
        "@article{li2018hdenseunet, "
        "author = {Li, Xiaomeng and Chen, Hao and Qi, Xiaojuan and Dou, Qi and Fu, Chi-Wing and Heng, Pheng-Ann}, "
        "title = {H-DenseUNet: Hybrid Densely Connected UNet for Liver and Tumor Segmentation from CT Volumes}, "
        "journal = {IEEE Transactions on Medical Imaging}, year = {2018}}"
    ),
    ndim=(3,),
    min_size=(1, 17, 17),
    params=93_020_098,
    reference=(1, 2),
    reference_shape=(8, 224, 224),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(3, 37, 50),
)
def coarse_resnet3d(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build the network that finds the liver first."""
    del ndim
    return CoarseResNet(*channels, width=width)

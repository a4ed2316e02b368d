"""Discriminators: networks that learn to tell a prediction from a reference, given the image.

The game is that of Goodfellow et al. 2014, arXiv:1406.2661, section 3: the discriminator minimises its binary
cross-entropy, and the network that segments the cross-entropy of its prediction with "reference", which has a gradient
where 1 - that of the discriminator has none. A discriminator gives one or more maps of logits ``(N, 1, *places)``,
above 0 for a reference; the entropy of a map is the mean over its places, each weighing the share of its voxels that
are trained on, and those of several maps are added.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.training.adversarial import Adam, Game, Seen, critic
from segeval.training.adversarial._layers import BatchNorm, products
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo.unetsn import UNetSN

SLOPE = 0.2  # of leaky ReLU


def entropy(verdicts: Sequence[Tensor], trained: Tensor, *, reference: bool) -> Tensor:
    """Return the cross-entropy of verdicts with "reference" or with "prediction"; 0 where nothing is trained on."""
    total = trained.new_zeros(())
    for verdict in verdicts:
        surprise = functional.softplus(-verdict if reference else verdict)
        share = _pooled(trained, verdict.shape[2:])
        weight = share.sum()
        total = total + (share * surprise).sum() / weight.where(weight > 0, 1)
    return total


def tell_apart(net: nn.Module, seen: Seen) -> Tensor:
    """Return the cross-entropy of the verdicts on the reference and on the prediction."""
    real = entropy(net(seen.images, seen.reference), seen.trained, reference=True)
    return real + entropy(net(seen.images, seen.prediction), seen.trained, reference=False)


def pass_for_reference(net: nn.Module, seen: Seen) -> Tensor:
    """Return the cross-entropy of the verdict on the prediction with "reference"."""
    return entropy(net(seen.images, seen.prediction), seen.trained, reference=True)


def _pooled(x: Tensor, size: Sequence[int]) -> Tensor:
    """Return ``x`` averaged to another spatial size."""
    if x.shape[2:] == tuple(size):
        return x
    pooled: Tensor = (nn.AdaptiveAvgPool2d if x.ndim == 4 else nn.AdaptiveAvgPool3d)(tuple(size))(x)
    return pooled


GAME = Game(own=tell_apart, loss=pass_for_reference)


class LargeFOV(nn.Module):
    """Seven convolutions of width 3, poolings after the third and the fifth; two logits are averaged over the image."""

    def __init__(self, channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        third = width / 3
        widths = [channels * classes, *(round(times * third) for times in (3, 4, 4, 8, 8, 16)), 2]
        self.convs = nn.Sequential()
        for index, (before, after) in enumerate(pairwise(widths), 1):
            self.convs.append(layers(ndim).conv(before, after, 3, padding=1))
            if index < len(widths) - 1:
                self.convs.append(nn.ReLU(inplace=True))
            if index in (3, 5):
                self.convs.append(layers(ndim).max_pool(2))
        he_init(self)

    def forward(self, images: Tensor, maps: Tensor) -> list[Tensor]:
        """Return one verdict for each image."""
        logits = _pooled(self.convs(products(images, maps)), (1,) * (images.ndim - 2))
        return [logits[:, 1:] - logits[:, :1]]  # as logits of two classes, of which the second is "reference"


@critic(
    "luc",
    title="Adversarial segmentation",
    paper="Luc et al. 2016, arXiv:1611.08408",
    game=GAME,
    weight=1.0,
    width=96,
    min_size=4,
)
def luc(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the LargeFOV discriminator, which sees the image multiplied by the map of each class.

    Deviations: Adam where the paper has stochastic gradient descent; a 3D form.
    """
    return LargeFOV(channels, classes, ndim, width=width)


class PatchGAN(nn.Module):
    """Convolutions of width 4, three of stride 2 and two of stride 1; a logit sees 70 voxels along each axis."""

    def __init__(self, channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        conv = layers(ndim).conv
        self.convs = nn.Sequential(conv(channels + classes, width, 4, stride=2, padding=1), _leaky())
        for times, stride in ((1, 2), (2, 2), (4, 1)):
            wide = 2 * times * width
            self.convs.append(conv(times * width, wide, 4, stride=stride, padding=1, bias=False))
            self.convs.extend((BatchNorm(wide), _leaky()))
        self.convs.append(conv(8 * width, 1, 4, padding=1))
        for module in self.convs:
            if isinstance(module, (nn.Conv2d, nn.Conv3d)):
                nn.init.normal_(module.weight, 0, 0.02)

    def forward(self, images: Tensor, maps: Tensor) -> list[Tensor]:
        """Return a map of verdicts on patches that overlap."""
        return [self.convs(torch.cat([images, maps], dim=1))]


def _leaky() -> nn.Module:
    return nn.LeakyReLU(SLOPE, inplace=True)


@critic(
    "patchgan",
    title="Conditional PatchGAN",
    paper="Isola et al. 2017, arXiv:1611.07004, section 3.2.2",
    game=GAME,
    weight=0.01,  # the paper weighs the error of a pixel 100 times as much
    width=64,
    min_size=24,
)
def patchgan(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the discriminator of 70x70 patches, which sees image and maps side by side.

    Deviations: a 3D form; the discriminator's loss is not halved, which Adam does not notice.
    """
    return PatchGAN(channels, classes, ndim, width=width)


class WholeImage(nn.Module):
    """Five pairs of convolutions of width 3 down to stride 64, and one verdict on the mean of the coarsest map."""

    def __init__(self, channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        self.convs = nn.Sequential()
        before = channels + classes
        for times, stride, pooled in ((1, 2, True), (2, 2, True), (4, 1, True), (8, 1, True), (16, 1, False)):
            wide = times * width
            for inside, step in ((before, stride), (wide, 1)):
                conv = layers(ndim).conv(inside, wide, 3, stride=step, padding=1)
                self.convs.extend((conv, BatchNorm(wide), nn.ReLU(inplace=True)))
            if pooled:
                self.convs.append(layers(ndim).max_pool(2))
            before = wide
        self.head = nn.Linear(before, 1)
        he_init(self)

    def forward(self, images: Tensor, maps: Tensor) -> list[Tensor]:
        """Return one verdict for each image."""
        coarse = self.convs(torch.cat([images, maps], dim=1))
        return [self.head(coarse.flatten(2).mean(2)).view(-1, *[1] * (images.ndim - 1))]


@critic(
    "vgan",
    title="V-GAN, one verdict on the whole image",
    paper="Son et al. 2017, arXiv:1706.09318",
    game=GAME,
    weight=0.1,  # the paper weighs the cross-entropy of a pixel 10 times as much
    width=32,
    min_size=59,
)
def vgan(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the discriminator of images, the best of the four of that paper, which sees image and maps side by side.

    Layers are those of the authors' code. Deviations: a 3D form; batch norms scale as well as shift; first weights by
    He et al.
    """
    return WholeImage(channels, classes, ndim, width=width)


class PixelVerdicts(nn.Module):
    """A U-Net with spectral norm that judges every voxel, and the whole image by the mean of its coarsest map."""

    def __init__(self, channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        self.net = UNetSN(channels + classes, 1, ndim, width=width)
        self.whole = nn.Linear(8 * width, 1)

    def forward(self, images: Tensor, maps: Tensor) -> list[Tensor]:
        """Return a verdict for each voxel and one for each image; all steps but ``whole`` are those of the U-Net."""
        skips = [_bent(self.net.first(torch.cat([images, maps], dim=1)))]
        for conv in self.net.down:
            skips.append(_bent(conv(skips[-1])))
        x = skips.pop()
        whole = self.whole(x.flatten(2).mean(2)).view(-1, *[1] * (images.ndim - 1))
        for conv in self.net.up:
            skip = skips.pop()
            x = _bent(conv(resize(x, skip.shape[2:]))) + skip
        for conv in self.net.last:
            x = _bent(conv(x))
        return [self.net.head(x), whole]


def _bent(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, SLOPE)


@critic(
    "unet-sn",
    title="U-Net discriminator with spectral norm",
    paper="Schönfeld et al. 2020, arXiv:2002.12655; network and weight of Wang et al. 2021, arXiv:2107.10833",
    game=GAME,
    weight=0.1,
    width=64,
    min_size=8,
    adam=Adam(1e-4, (0.9, 0.99)),
)
def unet_sn(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the U-Net of Real-ESRGAN with the second verdict of Schönfeld et al., on the whole image.

    It sees image and maps side by side. Deviations: a 3D form; binary cross-entropy, as Real-ESRGAN has it, where
    Schönfeld et al. have the hinge loss; none of their CutMix and its consistency.
    """
    return PixelVerdicts(channels, classes, ndim, width=width)

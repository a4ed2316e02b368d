"""SegAN's critic: Xue, Xu, Zhang, Long, Huang, Neuroinformatics 2018, arXiv:1706.01805.

It sees the image masked by the reference and by the prediction, and learns features at seven scales in which the two
are as far apart as they can be; the network that segments brings them together. There is no verdict and no sigmoid: the
game is bounded by the critic's weights, which are held in [-0.05, 0.05].
"""

from torch import Tensor, nn

from segeval.training.adversarial import Game, Seen, critic
from segeval.training.adversarial._layers import BatchNorm, products
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init

SLOPE = 0.2  # of leaky ReLU
STAGES = ((7, 3, 1), (5, 2, 2), (4, 1, 4), (4, 1, 8), (4, 1, 8), (3, 1, 8))  # kernel, padding and widths
SCALES = (1, 1, 2, 2, 2, 2, 4)  # what the features weigh, the masked image first; as in the authors' code


class Features(nn.Module):
    """Six convolutions of stride 2, of which only the first has no batch norm."""

    def __init__(self, channels: int, classes: int, ndim: int, *, width: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList()
        before = channels * (classes - 1)
        for kernel, padding, times in STAGES:
            after = times * width
            conv = layers(ndim).conv(before, after, kernel, stride=2, padding=padding, bias=False)
            norm = [BatchNorm(after)] if len(self.stages) else []
            self.stages.append(nn.Sequential(conv, *norm, nn.LeakyReLU(SLOPE, inplace=True)))
            before = after
        he_init(self, SLOPE)

    def forward(self, images: Tensor, maps: Tensor) -> list[Tensor]:
        """Return the image masked by each class but the background, then what each stage makes of it."""
        features = [products(images, maps[:, 1:])]
        for stage in self.stages:
            features.append(stage(features[-1]))
        return features


def distance(net: nn.Module, seen: Seen) -> Tensor:
    """Return the mean over all features of all scales of their difference, times what the scale weighs."""
    predicted, referred = net(seen.images, seen.prediction), net(seen.images, seen.reference)
    total: Tensor = seen.prediction.new_zeros(())
    for scale, one, other in zip(SCALES, predicted, referred, strict=True):
        total = total + scale * (one - other).abs().sum()
    size: int = sum(one.numel() for one in predicted)
    return total / size


def nearness(net: nn.Module, seen: Seen) -> Tensor:
    """Return minus the distance, which the critic minimises."""
    return -distance(net, seen)


@critic(
    "segan",
    title="SegAN, critic with a multi-scale L1 loss",
    paper="Xue et al. 2018, arXiv:1706.01805",
    game=Game(own=nearness, loss=distance),
    weight=1.0,
    width=64,
    min_size=29,
    clip=0.05,
)
def segan(channels: int, classes: int, ndim: int, *, width: int) -> nn.Module:
    """Build the critic, which sees the image masked by each class but the background.

    Layers, and what scales weigh, are those of the authors' code that it applies. Deviations: a 3D form; weights are
    within their bounds from the start, and not from the first step on.
    """
    return Features(channels, classes, ndim, width=width)

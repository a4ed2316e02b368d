"""VGG: Simonyan and Zisserman 2015, arXiv:1409.1556, table 1, columns A, B, D and E; torchvision's names."""

from itertools import pairwise

from torch import Tensor, nn

from segeval.zoo._blocks.conv import conv_stack

# Convolutions of each of the five stages.
PLANS = {"vgg11": (1, 1, 2, 2, 2), "vgg13": (2, 2, 2, 2, 2), "vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}


class Vgg(nn.Module):
    """Five stages of 3x3 convolutions, the maps before each max-pooling (strides 1, 2, 4, 8, 16)."""

    def __init__(self, in_channels: int, plan: str = "vgg16", *, width: int = 64, norm: str = "none") -> None:
        super().__init__()
        self.widths = tuple(width * min(2**depth, 8) for depth in range(5))
        layers: list[nn.Module] = []
        self.ends: list[int] = []
        for before, after, count in zip((in_channels, *self.widths), self.widths, PLANS[plan], strict=False):
            layers.extend(conv_stack(2, (before, *(after,) * count), norm=norm))
            self.ends.append(len(layers))
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)

    def stages(self) -> list[nn.Sequential]:
        """Return the stages without their poolings, for networks that pool in their own way."""
        starts = [-1, *self.ends]
        layers = list(self.features)
        return [nn.Sequential(*layers[before + 1 : end]) for before, end in pairwise(starts)]

    def forward(self, x: Tensor) -> list[Tensor]:
        maps: list[Tensor] = []
        for stage, end in zip(self.stages(), self.ends, strict=True):
            maps.append(stage(x))
            x = self.features[end](maps[-1])
        return maps

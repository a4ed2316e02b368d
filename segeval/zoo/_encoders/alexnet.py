"""AlexNet: Krizhevsky, Sutskever, Hinton, NIPS 2012, section 3, figure 2; Caffe's names.

torchvision has the later one-column form, with other widths and without groups. Here, as in Caffe's release, the
second, fourth and fifth convolution see one half of the channels each, as if on two cards. Poolings of width 3 overlap,
and, as in FCN, normalisation across channels follows the pooling, not the ReLU.
"""

from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError


class AlexNet(nn.Module):
    """Five convolutions, the maps before each max-pooling (strides 4, 8, 16); nothing is padded at the image."""

    def __init__(self, in_channels: int, *, width: int = 96) -> None:
        super().__init__()
        if width < 6 or width % 6:
            msg = f"AlexNet: width is a multiple of 6, got {width}"
            raise UsageError(msg)
        second, wide = width * 8 // 3, 4 * width
        self.widths = (width, second, second)
        self.conv1 = nn.Conv2d(in_channels, width, 11, stride=4)
        self.conv2 = nn.Conv2d(width, second, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(second, wide, 3, padding=1)
        self.conv4 = nn.Conv2d(wide, wide, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(wide, second, 3, padding=1, groups=2)
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.norm = nn.LocalResponseNorm(5)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps = [functional.relu(self.conv1(x))]
        maps.append(functional.relu(self.conv2(self.norm(self.pool(maps[-1])))))
        x = self.norm(self.pool(maps[-1]))
        for conv in (self.conv3, self.conv4, self.conv5):
            x = functional.relu(conv(x))
        return [*maps, x]

"""What critics share: how they see an image and its maps as one, and a batch norm without a memory."""

import torch
from torch import Tensor, nn
from torch.nn import functional


def products(images: Tensor, maps: Tensor) -> Tensor:
    """Return each channel of the images times each map, ``(N, channels · maps, *spatial)``, channel by channel."""
    return (images[:, :, None] * maps[:, None]).flatten(1, 2)


class BatchNorm(nn.BatchNorm2d):
    """Batch norm in 2D or 3D by the statistics of the batch alone, so that a loss leaves no trace in a critic.

    Where one image leaves one value per channel, which has no variance, it is only scaled and shifted.
    """

    def __init__(self, width: int) -> None:
        super().__init__(width, track_running_stats=False)
        nn.init.normal_(self.weight, 1, 0.02)

    def forward(self, x: Tensor) -> Tensor:
        """Return a map ``(N, channels, *spatial)`` of the same shape."""
        if x.numel() > x.shape[1]:
            return super().forward(x.flatten(3)).view_as(x)  # the same statistics, and four axes as the parent wants
        mean, variance = torch.zeros_like(self.weight), torch.ones_like(self.weight)
        return functional.batch_norm(x, mean, variance, self.weight, self.bias)

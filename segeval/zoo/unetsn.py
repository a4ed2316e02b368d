"""U-Net discriminator with spectral norm: Wang, Xie, Dong, Shan, ICCVW 2021, arXiv:2107.10833, figure 6.

Real-ESRGAN judges every pixel of an image as real or restored; with more classes the same network segments. Against
U-Net: convolutions of width 4 and stride 2 in place of poolings, bilinear interpolation, skips that are added, leaky
ReLU of slope 0.2, and spectral norm (Miyato et al. 2018, arXiv:1802.05957): every convolution but the first and the
last is divided by its largest singular value. A map is raised to the size of its skip, so that any size works. The 3D
form replaces every layer by its 3D relative. Options: ``width`` is the channels of the finest stage. Deviation:
singular vectors are iterated from the start, where the release leaves noise until its first training step, so that a
fresh network can be evaluated.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize

SLOPE = 0.2
WARM_UP = 15  # power iterations from noise, as many as in torch's own parametrization


class SpectralConv(nn.Module):
    """A convolution without bias whose weight has the spectral norm 1, for a class of convolutions to add to.

    ``u`` and ``v`` approach the first singular vectors of the weight by one power iteration per training step.
    """

    weight: Tensor
    bias: Tensor | None
    stride: tuple[int, ...]
    padding: str | tuple[int, ...]
    u: Tensor
    v: Tensor

    def __init__(self, before: int, after: int, kernel: int, *, stride: int = 1) -> None:
        super().__init__(before, after, kernel, stride=stride, padding=1, bias=False)
        self.register_buffer("u", functional.normalize(torch.randn(after), dim=0))
        self.register_buffer("v", functional.normalize(torch.randn(self.weight[0].numel()), dim=0))

    @torch.no_grad()
    def iterate(self) -> None:
        matrix = self.weight.flatten(1)
        self.v.copy_(functional.normalize(matrix.T @ self.u, dim=0))
        self.u.copy_(functional.normalize(matrix @ self.v, dim=0))

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            self.iterate()
        # Copies, since a gradient may be asked for after the next iteration.
        norm = self.u.clone() @ self.weight.flatten(1) @ self.v.clone()
        conv = functional.conv2d if x.ndim == 4 else functional.conv3d
        return conv(x, self.weight / norm, stride=self.stride, padding=self.padding)


class SpectralConv2d(SpectralConv, nn.Conv2d): ...


class SpectralConv3d(SpectralConv, nn.Conv3d): ...


class UNetSN(nn.Module):
    def __init__(self, in_channels: int, classes: int, ndim: int = 2, *, width: int = 64) -> None:
        super().__init__()
        conv, spectral = layers(ndim).conv, SpectralConv2d if ndim == 2 else SpectralConv3d
        widths = [width * 2**depth for depth in range(4)]
        self.first = conv(in_channels, width, 3, padding=1)
        self.down = nn.ModuleList(spectral(wide, 2 * wide, 4, stride=2) for wide in widths[:-1])
        self.up = nn.ModuleList(spectral(2 * wide, wide, 3) for wide in widths[-2::-1])
        self.last = nn.ModuleList(spectral(width, width, 3) for _ in range(2))
        self.head = conv(width, classes, 3, padding=1)
        he_init(self, SLOPE)
        for module in self.modules():
            if isinstance(module, SpectralConv) and not module.weight.is_meta:
                for _ in range(WARM_UP):
                    module.iterate()

    def forward(self, x: Tensor) -> Tensor:
        skips = [_leaky(self.first(x))]
        for conv in self.down:
            skips.append(_leaky(conv(skips[-1])))
        x = skips.pop()
        for conv in self.up:
            skip = skips.pop()
            x = _leaky(conv(resize(x, skip.shape[2:]))) + skip
        for conv in self.last:
            x = _leaky(conv(x))
        logits: Tensor = self.head(x)
        return logits


def _leaky(x: Tensor) -> Tensor:
    return functional.leaky_relu(x, SLOPE)


@architecture(
    id="unet-sn",
    title="U-Net with spectral norm (Real-ESRGAN discriminator)",
    year=2021,
    paper="arXiv:2107.10833",
    family="unet",
    citation=(
        "@inproceedings{wang2021realesrgan, "
        "author = {Wang, Xintao and Xie, Liangbin and Dong, Chao and Shan, Ying}, "
        "title = {Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data}, "
        "booktitle = {ICCV Workshops}, year = {2021}}"
    ),
    ndim=(2, 3),
    min_size=8,
    params=4_376_897,
    reference=(3, 1),
    reference_shape=(256, 256),
    options={"width": 64},
    tiny={"width": 4},
    tiny_shape=(25, 34),
)
def unet_sn(channels: tuple[int, int], ndim: int, *, width: int) -> nn.Module:
    """Build the U-Net with spectral norm."""
    return UNetSN(*channels, ndim, width=width)

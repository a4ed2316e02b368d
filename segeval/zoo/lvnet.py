"""LV-Net: Lei, Zhou, Zhang, Wang, Meng, Nandi, ICASSP 2020, doi:10.1109/icassp40776.2020.9053454.

A lightweight V-Net for livers: inverted residual bottlenecks (a 1x1x1 convolution widens, a 3x3x3 one convolves every
channel by itself, a 1x1x1 one narrows) stand where V-Net convolves, a block of 3D average pooling where it strides, and
deep supervision trains all depths of the decoder. There is no public code, and we know the paper by its abstract, which
says this much.

Ours: five stages of 16 to 256 channels with 1, 2, 3, 3 and 3 bottlenecks, and as many on the way up, as V-Net has
convolutions; bottlenecks widen six times, as MobileNetV2's do; an ordinary 3x3x3 convolution reads the image. Pooling
is followed by a 1x1x1 convolution to twice the channels. On the way up another one halves them, the map is interpolated
to its skip and joined to it, and the first bottleneck of a stage brings both to the channels of the skip. A 1x1x1
convolution of every stage on the way up gives logits, which ``outputs`` returns, finest first. Batch norm follows every
convolution but these. Any size from 17 works.

Options: ``width`` is the channels of the finest stage, ``blocks`` the bottlenecks of the stages from fine to coarse,
``expansion`` how many times they widen; ``norm`` stands in place of batch norm.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.conv import layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.separable import InvertedResidual
from segeval.zoo._blocks.sizes import resize


class LVNet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        ndim: int,
        *,
        width: int,
        blocks: Sequence[int],
        expansion: int,
        norm: str,
    ) -> None:
        super().__init__()
        widths, bias = [width * 2**depth for depth in range(len(blocks))], norm == "none"

        def stage(before: int, after: int, count: int) -> nn.Sequential:
            befores = (before, *(after,) * (count - 1))
            return nn.Sequential(*(InvertedResidual(came, after, expansion, ndim=ndim, norm=norm) for came in befores))

        self.down = nn.ModuleList()
        for before, wide, count in zip((in_channels, *widths), widths, blocks, strict=False):
            enter = unit(before, wide, 1 if self.down else 3, ndim=ndim, norm=norm, bias=bias)
            self.down.append(nn.Sequential(enter, stage(wide, wide, count)))
        self.narrow, self.merge, self.heads = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for skip, count in list(zip(widths, blocks, strict=True))[-2::-1]:
            self.narrow.append(unit(2 * skip, skip, 1, ndim=ndim, norm=norm, bias=bias))
            self.merge.append(stage(2 * skip, skip, count))
            self.heads.append(layers(ndim).conv(skip, classes, 1))
        self.pool = nn.AvgPool2d(2, ceil_mode=True) if ndim == 2 else nn.AvgPool3d(2, ceil_mode=True)
        he_init(self)

    def features(self, x: Tensor) -> list[Tensor]:
        """Return the maps that have a head, the coarsest first."""
        skips: list[Tensor] = []
        for stage in self.down:
            x = stage(self.pool(x) if skips else x)
            skips.append(x)
        skips.pop()
        features: list[Tensor] = []
        for narrow, merge in zip(self.narrow, self.merge, strict=True):
            skip = skips.pop()
            x = merge(torch.cat([skip, resize(narrow(x), skip.shape[2:])], dim=1))
            features.append(x)
        return features

    def outputs(self, x: Tensor) -> list[Tensor]:
        return [head(features) for head, features in zip(self.heads, self.features(x), strict=True)][::-1]

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.heads[-1](self.features(x)[-1])
        return logits


@architecture(
    id="lvnet",
    title="LV-Net",
    year=2020,
    paper="doi:10.1109/icassp40776.2020.9053454",
    family="unet",
    citation=(
        "@inproceedings{lei2020lvnet, "
        "author = {Lei, Tao and Zhou, Wenzheng and Zhang, Yuxiao and Wang, Risheng and Meng, Hongying "
        "and Nandi, Asoke K.}, "
        "title = {Lightweight V-Net for Liver Segmentation}, "
        "booktitle = {ICASSP}, year = {2020}}"
    ),
    ndim=(2, 3),
    min_size=17,  # batch norm in training wants two places of the coarsest map
    params=4_936_504,
    reference=(1, 2),
    reference_shape=(64, 64, 64),
    side_outputs=3,
    options={"width": 16, "blocks": (1, 2, 3, 3, 3), "expansion": 6, "norm": "batch"},
    choices={"norm": ("none", "batch", "instance", "group")},
    tiny={"width": 4, "blocks": (1, 1, 1, 1, 1), "expansion": 2},
    tiny_shape=(17, 22, 35),
    note="no public code: our reading of the paper, count frozen",
)
def lvnet(
    channels: tuple[int, int], ndim: int, *, width: int, blocks: tuple[int, ...], expansion: int, norm: str
) -> nn.Module:
    """Build LV-Net."""
    if len(blocks) < 2 or min(blocks) < 1 or expansion < 1:
        msg = (
            "lvnet has two stages of blocks or more, each with a bottleneck, which widens once or more; "
            f"got {'+'.join(map(str, blocks)) or 'no'} blocks and expansion {expansion}"
        )
        raise UsageError(msg)
    return LVNet(*channels, ndim, width=width, blocks=blocks, expansion=expansion, norm=norm)

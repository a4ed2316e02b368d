"""Swin-Unet: Cao, Wang, Chen, Jiang, Zhang, Tian, Wang, ECCV workshops 2022, arXiv:2105.05537, figure 1.

A U-Net without convolutions: Swin transformer stages (arXiv:2103.14030) of 96 to 768 channels with windows of 7x7 and
two blocks each; patch merging down, patch expanding up (a linear layer whose channels become the neighbours); linear
layers join the raised map with the one before the blocks of its stage. A last expansion by four returns to pixels. Kept
from the release because trained weights depend on it: a grey image is repeated three times. Deviation: maps that
windows do not divide are continued by zeros, so that any multiple of 32 works and not only one of 224.

Options: ``width`` is the channels of the finest stage; ``depths`` and ``heads`` belong to the stages from fine to
coarse, up as down; ``window`` is the side of a window. With ``depths`` of 2, 2, 6, 2 the encoder is Swin-T.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.windows import joined
from segeval.zoo._encoders.swin import Swin, blocks
from segeval.zoo._encoders.vit import linear_init

MAX_DROP = 0.2


class Expand(nn.Module):
    """Enlarge a map ``(N, H, W, C)``: every vector becomes ``factor`` x ``factor`` neighbours."""

    def __init__(self, before: int, after: int, factor: int) -> None:
        super().__init__()
        self.factor = factor
        self.expand, self.norm = nn.Linear(before, after * factor**2, bias=False), nn.LayerNorm(after)

    def forward(self, x: Tensor) -> Tensor:
        _, height, width, _ = x.shape
        neighbours = self.expand(x).flatten(1, 2).unflatten(-1, (self.factor**2, -1))
        size = (height * self.factor, width * self.factor)
        out: Tensor = self.norm(joined(neighbours, size, (self.factor, self.factor)))
        return out


class SwinUnet(nn.Module):
    def __init__(
        self,
        in_channels: int,
        classes: int,
        *,
        width: int,
        depths: tuple[int, ...],
        heads: tuple[int, ...],
        window: int,
    ) -> None:
        super().__init__()
        self.encoder = Swin(
            3 if in_channels == 1 else in_channels,
            width=width,
            depths=depths,
            heads=heads,
            window=window,
            drop=MAX_DROP,
        )
        widths, drops = self.encoder.widths, self.encoder.drops
        self.raised = nn.ModuleList(Expand(wide, wide // 2, 2) for wide in widths[:0:-1])
        self.fuse = nn.ModuleList(nn.Linear(2 * wide, wide) for wide in widths[-2::-1])
        self.up = nn.ModuleList(
            blocks(widths[stage], heads[stage], window, drops[stage]) for stage in reversed(range(len(widths) - 1))
        )
        self.norm_up = nn.LayerNorm(width)
        self.enlarge = Expand(width, width, 4)
        self.head = nn.Conv2d(width, classes, 1, bias=False)
        linear_init(self)

    def forward(self, x: Tensor) -> Tensor:
        x = self.encoder.embed(x.expand(-1, 3, -1, -1) if x.shape[1] == 1 else x)
        skips = []
        for stage in self.encoder.layers:
            x = stage.get_submodule("downsample")(x)
            skips.append(x)  # before the blocks of the stage, as in the release
            x = stage.get_submodule("blocks")(x)
        x = self.encoder.norm(x)
        for raised, fuse, stage, skip in zip(self.raised, self.fuse, self.up, skips[-2::-1], strict=True):
            x = stage(fuse(torch.cat([raised(x), skip], dim=-1)))
        logits: Tensor = self.head(self.enlarge(self.norm_up(x)).permute(0, 3, 1, 2))
        return logits


@architecture(
    id="swinunet",
    title="Swin-Unet, tiny",
    year=2022,
    paper="arXiv:2105.05537",
    family="transformer",
    citation=(
        "@inproceedings{cao2022swinunet, "
        "author = {Cao, Hu and Wang, Yueyue and Chen, Joy and Jiang, Dongsheng and Zhang, Xiaopeng and Tian, Qi "
        "and Wang, Manning}, "
        "title = {Swin-Unet: Unet-like Pure Transformer for Medical Image Segmentation}, "
        "booktitle = {ECCV Workshops}, year = {2022}}"
    ),
    ndim=(2,),
    divisor=32,
    params=27_168_900,
    reference=(3, 9),
    reference_shape=(224, 224),
    options={"width": 96, "depths": (2, 2, 2, 2), "heads": (3, 6, 12, 24), "window": 7},
    tiny={"width": 8, "heads": (1, 2, 4, 8), "window": 3},
    tiny_shape=(64, 96),  # windows of 3 divide the maps of some stages only, and the coarsest is narrower than one
    aliases=("swin-unet",),
)
def swinunet(
    channels: tuple[int, int],
    ndim: int,
    *,
    width: int,
    depths: tuple[int, ...],
    heads: tuple[int, ...],
    window: int,
) -> nn.Module:
    """Build Swin-Unet."""
    del ndim
    shared = (len(depths), len(heads)) == (4, 4) and all(
        width * 2**i % max(1, count) == 0 for i, count in enumerate(heads)
    )
    if not shared or min(*depths, *heads, window) < 1:
        msg = (
            "swinunet: depths and heads name four stages, heads share the channels evenly and nothing is below 1; "
            f"got width {width}, depths {depths}, heads {heads} and window {window}"
        )
        raise UsageError(msg)
    return SwinUnet(*channels, width=width, depths=depths, heads=heads, window=window)

"""SUNet: Fan, Liu, Liu, ISCAS 2022, arXiv:2202.14009, figures 1 to 3; a denoiser, used here as a segmenter.

A U-Net of Swin transformer layers (Liu et al. 2021, arXiv:2103.14030): patches of 4x4, four levels of eight blocks with
windows of 8x8 and eight heads, merging down, dual up-sampling up (a pixel-shuffle branch beside a bilinear one). Kept
from the release because trained weights depend on it: queries are multiplied by 8 instead of divided by the root of
their length, and the input is not added to the output. Deviation: the first convolution takes any number of channels
(the release repeats a grey image three times). Windows tie it to 256x256. Options: ``width`` is the channels of the
finest level, a multiple of the eight heads; ``depth`` is the blocks of every level.
"""

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks import windows as shifted
from segeval.zoo._blocks.windows import drop_path

SIZE, WINDOW, LEVELS, HEADS = 256, 8, 4, 8
SCALE, MAX_DROP = 8.0, 0.1

# All windows are of one size here.
SIDES = (WINDOW, WINDOW)
windows, joined = partial(shifted.windows, window=SIDES), partial(shifted.joined, window=SIDES)
offsets, seam_mask = partial(shifted.offsets, SIDES), partial(shifted.seam_mask, window=SIDES)


class Block(nn.Module):
    """Attention within (shifted) windows and a perceptron, each beside a shortcut; maps are ``(N, H, W, C)``."""

    def __init__(self, width: int, *, shift: int, drop: float) -> None:
        super().__init__()
        self.shift, self.drop = shift, drop
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.project = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.bias = nn.Parameter(torch.empty((2 * WINDOW - 1) ** 2, HEADS))
        self.perceptron = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + drop_path(self.attend(self.norm1(x)), self.drop, training=self.training)
        return x + drop_path(self.perceptron(self.norm2(x)), self.drop, training=self.training)

    def attend(self, x: Tensor) -> Tensor:
        size = x.shape[1]
        x = windows(x.roll((-self.shift, -self.shift), (1, 2)))
        query, key, value = self.qkv(x).view(*x.shape[:3], 3, HEADS, -1).permute(3, 0, 1, 4, 2, 5)
        mask = self.bias[offsets(x.device)].permute(2, 0, 1)
        if self.shift:
            mask = mask + seam_mask(size, self.shift, x.device).to(mask)
        x = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=SCALE)
        x = joined(self.project(x.transpose(2, 3).flatten(3)), size)
        return x.roll((self.shift, self.shift), (1, 2))


class Merge(nn.Module):
    """Halve the map: four neighbours become one vector of twice the width."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.reduce = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        quarters = [x[:, row::2, column::2] for column in range(2) for row in range(2)]
        out: Tensor = self.reduce(self.norm(torch.cat(quarters, dim=-1)))
        return out


class DualUp(nn.Module):
    """Enlarge a map ``(N, H, W, C)`` by pixel shuffle and by interpolation, and mix both."""

    def __init__(self, width: int, after: int, factor: int) -> None:
        super().__init__()
        self.shuffled = nn.Sequential(
            nn.Conv2d(width, after * factor**2, 1, bias=False),
            nn.PReLU(),
            nn.PixelShuffle(factor),
            nn.Conv2d(after, after, 1, bias=False),
        )
        self.smooth = nn.Sequential(
            nn.Conv2d(width, width, 1),
            nn.PReLU(),
            nn.Upsample(scale_factor=factor, mode="bilinear"),
            nn.Conv2d(width, after, 1, bias=False),
        )
        self.mix = nn.Conv2d(2 * after, after, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 3, 1, 2)
        out: Tensor = self.mix(torch.cat([self.shuffled(x), self.smooth(x)], dim=1))
        return out.permute(0, 2, 3, 1)


class SUNet(nn.Module):
    """Four levels of ``width`` to ``8 * width`` channels with ``depth`` blocks each, down and up again."""

    def __init__(self, in_channels: int, classes: int, *, width: int, depth: int) -> None:
        super().__init__()
        if width % HEADS or depth < 1:
            msg = f"sunet: width is a multiple of {HEADS} and depth at least 1, got {width} and {depth}"
            raise UsageError(msg)
        widths = [width * 2**level for level in range(LEVELS)]
        self.first = nn.Conv2d(in_channels, width, 3, padding=1)
        self.embed, self.embed_norm = nn.Conv2d(width, width, 4, stride=4), nn.LayerNorm(width)
        self.down = nn.ModuleList(_blocks(level, width, depth) for level in range(LEVELS))
        self.merge = nn.ModuleList(Merge(wide) for wide in widths[:-1])
        self.norm_down, self.norm_up = nn.LayerNorm(widths[-1]), nn.LayerNorm(width)
        self.raised = nn.ModuleList(DualUp(wide, wide // 2, 2) for wide in widths[:0:-1])
        self.fuse = nn.ModuleList(nn.Linear(2 * wide, wide) for wide in widths[-2::-1])
        self.up = nn.ModuleList(_blocks(level, width, depth) for level in reversed(range(LEVELS - 1)))
        self.enlarge = DualUp(width, width, 4)
        self.head = nn.Conv2d(width, classes, 3, padding=1, bias=False)
        # The release owns one activation that it never calls: kept, frozen, so that counts and weights agree with it.
        self.unused = nn.PReLU().requires_grad_(False)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, Block):
                nn.init.trunc_normal_(module.bias, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2:] != (SIZE, SIZE):
            msg = f"sunet takes images of {SIZE}×{SIZE}, got {'×'.join(map(str, x.shape[2:]))}; use windows of {SIZE}."
            raise UsageError(msg)
        x = self.embed_norm(self.embed(self.first(x)).permute(0, 2, 3, 1))
        skips = []
        for stage, merge in zip(self.down, self.merge, strict=False):
            skips.append(x)  # before the blocks of the level, as in the release
            x = merge(stage(x))
        x = self.norm_down(self.down[-1](x))
        for raised, fuse, stage in zip(self.raised, self.fuse, self.up, strict=True):
            x = stage(fuse(torch.cat([raised(x), skips.pop()], dim=-1)))
        logits: Tensor = self.head(self.enlarge(self.norm_up(x)).permute(0, 3, 1, 2))
        return logits


def _blocks(level: int, width: int, depth: int) -> nn.Sequential:
    """Return the blocks of a level: every second one shifted, later ones dropped more often in training."""
    # At the coarsest level one window covers the map, and there is nothing to shift.
    shift = WINDOW // 2 if SIZE // 4 // 2**level > WINDOW else 0
    drops = [MAX_DROP * (level * depth + i) / (LEVELS * depth - 1) for i in range(depth)]
    return nn.Sequential(*(Block(width * 2**level, shift=i % 2 * shift, drop=drop) for i, drop in enumerate(drops)))


@architecture(
    id="sunet",
    title="SUNet (Swin U-Net)",
    year=2022,
    paper="arXiv:2202.14009",
    family="transformer",
    citation=(
        "@inproceedings{fan2022sunet, "
        "author = {Fan, Chi-Mao and Liu, Tsung-Jung and Liu, Kuan-Hsien}, "
        "title = {SUNet: Swin Transformer UNet for Image Denoising}, "
        "booktitle = {ISCAS}, year = {2022}}"
    ),
    ndim=(2,),
    fixed_size=256,
    params=99_683_721,
    reference=(3, 3),
    reference_shape=(256, 256),
    options={"width": 96, "depth": 8},
    tiny={"width": 8, "depth": 2},
    note="counts one number that it never uses, as the release does",
)
def sunet(channels: tuple[int, int], ndim: int, *, width: int, depth: int) -> nn.Module:
    """Build SUNet for images of 256x256."""
    del ndim
    return SUNet(*channels, width=width, depth=depth)

"""MS-Dual-Guided: Sinha, Dolz, IEEE JBHI 2020, arXiv:1906.02849, figures 1 to 3; the code's name is DAF_stack.

A ResNeXt-101 gives maps of four scales, each brought to 64 channels at stride 4; a joined one is their summary. Every
scale is refined by attention in two steps. A step joins it to the summary and adds what position attention and channel
attention make of both; this is multiplied by what an autoencoder, the same for all scales, makes of them. The second
step reads the summary weighed by the answer of the first. The mean of the four logits after the second step is the
answer; ``outputs`` has these four and those of the four scales before the steps, finest scale first. The losses on the
codes of the autoencoders, which guide training in the paper, are left out. The release works on sizes that 32 divides;
where a map cannot be halved twice, the autoencoder's is interpolated back here. Memory grows with the square of the
places at stride 4. Options: ``encoder``, ``width`` of its stem, ``inner`` channels of all scales.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import resize
from segeval.zoo._encoders.resnet import PLANS, ResNet

REDUCTION = 8  # of the channels in which places are compared
DROPOUT = 0.1  # before heads that the release never reads


class PositionAttention(nn.Module):
    """Every place adds the average of all places that are like it (arXiv:1809.02983, figure 3a)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = nn.Conv2d(channels, channels // REDUCTION, 1)
        self.key = nn.Conv2d(channels, channels // REDUCTION, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (layer(x).flatten(2) for layer in (self.query, self.key, self.value))
        weights = (query.transpose(1, 2) @ key).softmax(dim=-1)
        out: Tensor = x + self.gamma * (value @ weights.transpose(1, 2)).view_as(x)
        return out


class ChannelAttention(nn.Module):
    """Every channel adds the average of all channels, the more of one the less both agree (figure 3b)."""

    def __init__(self) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        flat = x.flatten(2)
        alike = flat @ flat.transpose(1, 2)
        weights = (alike.amax(dim=-1, keepdim=True) - alike).softmax(dim=-1)
        out: Tensor = x + self.gamma * (weights @ flat).view_as(x)
        return out


class Autoencoder(nn.Module):
    """A map, halved and widened twice and raised again: what it keeps is meant to be the meaning of the image."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.encode1, self.encode2 = _twice(channels, 2 * channels), _twice(2 * channels, 4 * channels)
        self.decode2, self.decode1 = _twice(4 * channels, 2 * channels), _twice(2 * channels, channels)
        self.raise2 = nn.ConvTranspose2d(2 * channels, 2 * channels, 2, stride=2)
        self.raise1 = nn.ConvTranspose2d(channels, channels, 2, stride=2)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> Tensor:
        halved = self.pool(self.encode1(x))
        out = self.raise2(self.decode2(self.pool(self.encode2(halved))))
        out = self.raise1(self.decode1(resize(out, halved.shape[2:])))
        return resize(out, x.shape[2:])


class Guided(nn.Module):
    """One scale in one step: both attentions, times the map of the autoencoder."""

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.position = _attend(inner, PositionAttention(inner))
        self.channel = _attend(inner, ChannelAttention())
        self.guide = nn.Conv2d(2 * inner, inner, 3, padding=1)
        self.mix = nn.Conv2d(inner, inner, 1)

    def forward(self, x: Tensor, meaning: Tensor) -> Tensor:
        out: Tensor = self.mix((self.channel(x) + self.position(x)) * self.guide(meaning))
        return out


class Step(nn.Module):
    """All scales, each joined to a summary."""

    def __init__(self, inner: int, scales: int) -> None:
        super().__init__()
        self.autoencoder = Autoencoder(2 * inner)
        self.scales = nn.ModuleList(Guided(inner) for _ in range(scales))

    def forward(self, maps: Sequence[Tensor], summaries: Sequence[Tensor]) -> list[Tensor]:
        joined = [torch.cat(pair, dim=1) for pair in zip(maps, summaries, strict=True)]
        return [scale(x, self.autoencoder(x)) for scale, x in zip(self.scales, joined, strict=True)]


class MultiScaleGuided(nn.Module):
    def __init__(self, in_channels: int, classes: int, *, encoder: str, width: int, inner: int) -> None:
        super().__init__()
        self.encoder = ResNet(in_channels, encoder, width=width)
        widths = self.encoder.widths[1:]
        scales = len(widths)
        self.reduce = nn.ModuleList(_unit(before, inner, 1) for before in widths)
        self.early = nn.ModuleList(nn.Conv2d(inner, classes, 1) for _ in widths)
        self.summary = _refine(scales * inner, inner, nn.PReLU())
        self.steps = nn.ModuleList(Step(inner, scales) for _ in range(2))
        self.late = nn.ModuleList(nn.Conv2d(inner, classes, 1) for _ in widths)
        # The release holds these and never reads them.
        self.unused = nn.ModuleDict(
            {
                "attention": nn.ModuleList(_refine(2 * inner, inner, nn.Softmax2d()) for _ in widths),
                "refine": nn.ModuleList(_refine(2 * inner, inner, nn.PReLU()) for _ in widths),
                "heads": nn.ModuleList(
                    nn.Sequential(nn.Dropout2d(DROPOUT), nn.Conv2d(inner, inner, 1)) for _ in range(2 * scales)
                ),
            }
        ).requires_grad_(False)
        he_init(self, negative_slope=0.25)  # that of a fresh PReLU

    def outputs(self, x: Tensor) -> list[Tensor]:
        finest, *coarser = (reduce(level) for reduce, level in zip(self.reduce, self.encoder(x)[1:], strict=True))
        maps = [finest, *(resize(level, finest.shape[2:]) for level in coarser)]
        summary = self.summary(torch.cat(maps[::-1], dim=1))
        first, second = self.steps
        weights = first(maps, [summary] * len(maps))
        refined = second(maps, [summary * weight for weight in weights])
        scored = [*zip(self.late, refined, strict=True), *zip(self.early, maps, strict=True)]
        sides = [resize(head(level), x.shape[2:]) for head, level in scored]
        return [torch.stack(sides[: len(maps)]).mean(dim=0), *sides]

    def forward(self, x: Tensor) -> Tensor:
        return self.outputs(x)[0]


def _unit(before: int, after: int, kernel: int = 3) -> nn.Sequential:
    conv = nn.Conv2d(before, after, kernel, padding=kernel // 2)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.PReLU())


def _attend(inner: int, attention: nn.Module) -> nn.Sequential:
    return nn.Sequential(_unit(2 * inner, inner), attention, _unit(inner, inner))


def _refine(before: int, after: int, last: nn.Module) -> nn.Sequential:
    conv = nn.Conv2d(after, after, 1)
    return nn.Sequential(_unit(before, after), _unit(after, after), conv, nn.BatchNorm2d(after), last)


def _twice(before: int, after: int) -> nn.Sequential:
    steps = nn.Sequential()
    for came in (before, after):
        steps.extend([nn.Conv2d(came, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU(inplace=True)])
    return steps


@architecture(
    id="msa-daf",
    title="Multi-scale self-guided attention",
    year=2020,
    paper="arXiv:1906.02849",
    family="attention",
    citation=(
        "@article{sinha2020multiscale, "
        "author = {Sinha, Ashish and Dolz, Jose}, "
        "title = {Multi-scale self-guided attention for medical image segmentation}, "
        "journal = {IEEE Journal of Biomedical and Health Informatics}, year = {2020}}"
    ),
    ndim=(2,),
    min_size=33,  # two places at stride 32, so that a batch of one has a variance
    params=104_511_475,
    reference=(1, 5),
    reference_shape=(256, 256),
    side_outputs=8,
    options={"encoder": "resnext101", "width": 64, "inner": 64},
    choices={"encoder": ("resnext50", "resnext101")},
    tiny={"encoder": "resnext50", "width": 16, "inner": 8},
    tiny_shape=(97, 70),
)
def msadaf(channels: tuple[int, int], ndim: int, *, encoder: str, width: int, inner: int) -> nn.Module:
    """Build the network of multi-scale self-guided attention."""
    del ndim
    even = 64 // PLANS[encoder].group_width  # groups of the encoder have whole channels
    for name, value, step in (("width", width, even), ("inner", inner, REDUCTION)):
        if value % step:
            msg = f"msa-daf: {name} is a multiple of {step}, got {value}"
            raise UsageError(msg)
    return MultiScaleGuided(*channels, encoder=encoder, width=width, inner=inner)

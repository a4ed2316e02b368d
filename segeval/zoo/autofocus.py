"""Autofocus networks: Qin, Kamnitsas, Ancha, Nanavati, Cottrell, Criminisi, Nori, MICCAI 2018, arXiv:1805.08403.

The pathway of DeepMedic at full resolution: two 3x3x3 convolutions, then three residual blocks of two, dilated by 2. In
``autofocus-afn1`` to ``autofocus-afn6`` the last one to six of these are autofocus layers: one weight looks at a map
with four dilations, and attention chooses among them place by place (figure 1; ``_blocks.autofocus``). The paper's
baselines: ``autofocus-basic`` has none, and two end it in a pyramid of the four dilations with a weight for each, whose
maps are joined, ``autofocus-aspp-c``, or whose scores are summed, ``autofocus-aspp-s``.

The paper's networks are unpadded, 75 voxels answer for 47. Ours continue the image by mirroring, 14 voxels at each
side, and answer for all of it: weights are the paper's, and so are answers that the border does not reach. All else
follows the authors' code, which pads the wider dilations of an autofocus layer with zeros. The 2D form is the same
network of 2D layers. Options: ``form`` is one of the names above; ``widths`` are the channels of the first two
convolutions, then of each block; ``rates`` are the dilations, of which the first is that of all other layers too.
"""

import torch
from torch import Tensor, nn

from segeval.errors import UsageError
from segeval.zoo import architecture
from segeval.zoo._blocks.autofocus import Autofocus
from segeval.zoo._blocks.conv import conv_stack, layers, unit
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad

FOCUSED = {"basic": 0, "aspp-c": 0, "aspp-s": 0, "afn1": 1, "afn2": 2, "afn3": 3, "afn4": 4, "afn5": 5, "afn6": 6}


class Residual(nn.Module):
    """Two unpadded layers, each of one rate or several, around a shortcut that is cut to their answer."""

    def __init__(self, before: int, after: int, first: tuple[int, ...], second: tuple[int, ...], ndim: int) -> None:
        super().__init__()
        self.first = Autofocus(before, after, first, ndim=ndim, valid=True)
        self.second = Autofocus(after, after, second, ndim=ndim, valid=True)
        same = before == after
        self.shortcut = nn.Identity() if same else unit(before, after, 1, ndim=ndim, bias=True, act=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        out = self.second(self.relu(self.first(x)))
        added: Tensor = self.relu(out + self.shortcut(centre_crop(x, out.shape[2:])))
        return added


class JoinedPyramid(nn.Module):
    """ASPP-c: a convolution of every rate; their maps are joined and scored together."""

    def __init__(self, before: int, inner: int, classes: int, rates: tuple[int, ...], ndim: int) -> None:
        super().__init__()
        nd, joined = layers(ndim), inner * len(rates)
        self.branches = nn.ModuleList(nd.conv(before, inner, 3, padding=rate, dilation=rate) for rate in rates)
        self.score = nn.Sequential(nd.batch_norm(joined), nn.ReLU(inplace=True), nd.conv(joined, classes, 1))

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.score(torch.cat([branch(x) for branch in self.branches], dim=1))
        return logits


class SummedPyramid(nn.Module):
    """ASPP-s: a convolution of every rate, as wide as all of ASPP-c, with a score of its own."""

    def __init__(self, before: int, inner: int, classes: int, rates: tuple[int, ...], ndim: int) -> None:
        super().__init__()
        wide = inner * len(rates)
        self.branches = nn.ModuleList(
            nn.Sequential(
                *unit(before, wide, 3, ndim=ndim, dilation=rate, bias=True), layers(ndim).conv(wide, classes, 1)
            )
            for rate in rates
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([branch(x) for branch in self.branches]).sum(0)


class AutofocusNet(nn.Module):
    def __init__(
        self, channels: tuple[int, int], ndim: int, *, form: str, widths: tuple[int, ...], rates: tuple[int, ...]
    ) -> None:
        super().__init__()
        in_channels, classes = channels
        stem, *blocks = widths
        plain = 2 * len(blocks) - FOCUSED[form]
        chosen = [rates[:1]] * plain + [rates] * FOCUSED[form]
        self.margin = 2 + sum(layer[0] for layer in chosen)
        self.stem = conv_stack(ndim, (in_channels, stem, stem), norm="batch", padding=0)
        self.blocks = nn.ModuleList(
            Residual(before, after, first, second, ndim)
            for before, after, first, second in zip(widths, blocks, chosen[::2], chosen[1::2], strict=False)
        )
        self.head: nn.Module
        if form.startswith("aspp"):
            pyramid = JoinedPyramid if form == "aspp-c" else SummedPyramid
            self.head = pyramid(blocks[-1], stem, classes, rates, ndim)
        else:
            self.head = layers(ndim).conv(blocks[-1], classes, 1)
        he_init(self)

    def unpadded(self, x: Tensor) -> Tensor:
        """Return the paper's answer, which is smaller than ``x`` by the margin at each side."""
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        logits: Tensor = self.head(x)
        return logits

    def forward(self, x: Tensor) -> Tensor:
        return self.unpadded(mirror_pad(x, [(self.margin, self.margin)] * (x.ndim - 2)))


@architecture(
    id="autofocus-afn6",
    title="Autofocus network, six autofocus layers",
    year=2018,
    paper="arXiv:1805.08403",
    family="context",
    citation=(
        "@inproceedings{qin2018autofocus, "
        "author = {Qin, Yao and Kamnitsas, Konstantinos and Ancha, Siddharth and Nanavati, Jay "
        "and Cottrell, Garrison and Criminisi, Antonio and Nori, Aditya}, "
        "title = {Autofocus Layer for Semantic Segmentation}, "
        "booktitle = {MICCAI}, year = {2018}}"
    ),
    ndim=(2, 3),
    params=450_209,
    reference=(4, 5),
    reference_shape=(47, 47, 47),
    options={"form": "afn6", "widths": (30, 40, 40, 50), "rates": (2, 6, 10, 14)},
    choices={"form": ("basic", "aspp-c", "aspp-s", "afn1", "afn2", "afn3", "afn4", "afn5", "afn6")},
    variants={
        "autofocus-afn5": {
            "title": "Autofocus network, five autofocus layers",
            "params": 437_740,
            "options": {"form": "afn5"},
        },
        "autofocus-afn4": {
            "title": "Autofocus network, four autofocus layers",
            "params": 415_796,
            "options": {"form": "afn4"},
        },
        "autofocus-afn3": {
            "title": "Autofocus network, three autofocus layers",
            "params": 393_852,
            "options": {"form": "afn3"},
        },
        "autofocus-afn2": {
            "title": "Autofocus network, two autofocus layers",
            "params": 371_908,
            "options": {"form": "afn2"},
        },
        "autofocus-afn1": {
            "title": "Autofocus network, one autofocus layer",
            "params": 349_904,
            "options": {"form": "afn1"},
        },
        "autofocus-basic": {
            "title": "Autofocus network without autofocus layers",
            "params": 315_725,
            "options": {"form": "basic"},
            "note": "the first pathway of DeepMedic, dilated by 2",
        },
        "autofocus-aspp-c": {
            "title": "Autofocus paper's baseline, pyramid of joined maps",
            "params": 478_435,
            "options": {"form": "aspp-c"},
        },
        "autofocus-aspp-s": {
            "title": "Autofocus paper's baseline, pyramid of summed scores",
            "params": 967_330,
            "options": {"form": "aspp-s"},
        },
    },
    tiny={"widths": (3, 4, 4, 5), "rates": (1, 2, 3, 4)},
    tiny_shape=(7, 8, 11),
    note="mirrored border in place of unpadded answers",
)
def autofocus(
    channels: tuple[int, int], ndim: int, *, form: str, widths: tuple[int, ...], rates: tuple[int, ...]
) -> nn.Module:
    """Build an autofocus network or one of the baselines of its paper."""
    if len(widths) != 4:
        msg = f"autofocus: widths are those of two convolutions and of three blocks, four numbers; got {len(widths)}"
        raise UsageError(msg)
    if not rates or min(rates) < 1 or min(rates) < rates[0]:
        msg = f"autofocus: rates are dilations of 1 or more, the smallest first; got {', '.join(map(str, rates))}"
        raise UsageError(msg)
    return AutofocusNet(channels, ndim, form=form, widths=widths, rates=rates)
